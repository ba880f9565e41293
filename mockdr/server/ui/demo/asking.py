"""Reads what the demo shop's pages send; whatever else is sent is not clear."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from mockdr.base.errors import Json
from mockdr.server.ui.demo.goods import CUSTOMERS, GOODS
from mockdr.server.ui.demo.shop import Asked, Line

__all__ = ["Unclear", "read_cart", "read_ids"]

#: Ids stand in paths of the provider: they may hold nothing that bends a path.
_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,128}")
_MOST: Final = 99
_LONGEST: Final = 200


class Unclear(Exception):
    """What the page sent is not what the shop's own pages send."""


def read_cart(body: Json) -> Asked:
    """
    Return the cart that a page sends.

    Raises:
        Unclear: If it is none.
    """
    if not isinstance(body, dict):
        raise Unclear("the body is no object")
    country = str(body.get("country"))
    if country not in CUSTOMERS:
        known = ", ".join(CUSTOMERS)
        raise Unclear(f"nobody lives in {country!r}; the shop knows {known}")
    lines = tuple(_lines(body.get("lines")))
    if not lines:
        raise Unclear("the cart is empty")
    return Asked(
        lines=lines,
        country=country,
        first_name=_text(body, "firstName"),
        last_name=_text(body, "lastName"),
        email=_text(body, "email"),
    )


def _lines(sent: Json) -> Iterator[Line]:
    if not isinstance(sent, dict):
        raise Unclear("lines is no object of goods and quantities")
    for good, quantity in sent.items():
        if good not in GOODS:
            raise Unclear(f"the shop does not sell {good!r}; it has {', '.join(GOODS)}")
        if type(quantity) is not int or not 0 <= quantity <= _MOST:
            raise Unclear(f"nobody can buy {quantity!r} of {good}; 0 to {_MOST}")
        if quantity:
            yield Line(good=good, quantity=quantity)


def _text(body: dict[str, Json], name: str) -> str:
    found = body.get(name)
    if not isinstance(found, str) or len(found) > _LONGEST:
        raise Unclear(f"{name} is no text of at most {_LONGEST} characters")
    return found


def read_ids(body: Json, *names: str) -> tuple[str, ...]:
    """
    Return the ids that a page sends under *names*.

    Raises:
        Unclear: If one is missing, or no id.
    """
    if not isinstance(body, dict):
        raise Unclear("the body is no object")
    for name in names:
        if not isinstance(body.get(name), str) or not _ID.fullmatch(body[name]):
            raise Unclear(f"{name} is no id")
    return tuple(body[name] for name in names)
