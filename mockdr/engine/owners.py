"""Who owns a source: the browser may say more of them than the secret key reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from mockdr.base.errors import Json
from mockdr.contract import check_model
from mockdr.engine.gates import known_of
from mockdr.engine.things import Record

__all__ = ["OWNERLESS", "fitting", "keep_owner", "owner_of"]

#: Methods whose owner comes from the method itself. Source: payment-sessions.md.
OWNERLESS: Final = frozenset(
    {"payPal", "payPalBilling", "payPalCredit", "msts", "customerCredit"}
)

_PUBLIC = "public"


def keep_owner(source: Record, owner: Mapping[str, Json]) -> None:
    """
    Write *owner* into a source, in both dialects.

    That the secret key does not see a phone number, a reference or a customer of the
    owner is what the vendor's SDK says; the browser's sources have them.
    """
    shown = fitting("Owner", owner)
    source.document["owner"] = shown
    if shown != owner:
        source.private.setdefault(_PUBLIC, {})["owner"] = dict(owner)


def owner_of(source: Record) -> dict[str, Json]:
    """Return all that is known of the owner of *source*."""
    own = source.document.get("owner") or {}
    return dict(source.private.get(_PUBLIC, {}).get("owner", own))


def fitting(model: str, part: Mapping[str, Json]) -> dict[str, Json]:
    """
    Return of *part* what *model* has a field for, and takes there.

    An object that nothing is left of is left out.
    """
    problems = [
        replace(problem, kind="unknown")
        for problem in check_model(model, part)
        if problem.kind != "missing"
    ]
    found: dict[str, Json] = known_of(part, problems)
    return {n: value for n, value in found.items() if value != {} or not part[n]}
