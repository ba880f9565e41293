"""An answer that a fault puts in another's place, or changes on its way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mockdr.base.errors import Json
from mockdr.engine.doors import header_text
from mockdr.scenario.matching import merge_patch
from mockdr.scenario.references import has_reference
from mockdr.scenario.requests import Part
from mockdr.scenario.runs import Playing
from mockdr.scenario.story import NONE

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant

__all__ = ["spoiled"]


def spoiled(
    tenant: Tenant, part: Part, status: int, document: Json
) -> tuple[int, Json, dict[str, str]]:
    """
    Return what *part* is answered as far as its fault decides, and further headers.

    What a fault does to the connection is done by the skin of HTTP.

    Args:
        status: The true one.
        document: The true body.
    """
    fault = part.fault
    if fault is None or fault.kind not in ("status", "alter"):
        return status, document, {}
    headers, body = dict(fault.headers), fault.body
    holder = part.run or _playing(tenant, part)
    if holder is not None:
        resolve = tenant.theatre.resolve
        for name, value in headers.items():
            if has_reference(value):
                headers[name] = header_text(str(resolve(holder, value)))
        body = body if body is NONE else resolve(holder, body)
    if fault.kind == "alter":
        bare = document is None  # no content has nothing to alter
        return status, None if bare else merge_patch(document, body), headers
    return fault.status or 500, None if body is NONE else body, headers


def _playing(tenant: Tenant, part: Part) -> Playing | None:
    """Return the story whose rule strikes outside of runs."""
    for playing in tenant.theatre.playings:
        if any(rule is part.strike for rule in playing.story.rules):
            return playing
    return None
