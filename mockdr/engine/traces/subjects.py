"""What a recorded request names, asks and speaks, and how long it was in coming."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Final

from mockdr import contract
from mockdr.base.errors import Json
from mockdr.contract import Operation
from mockdr.engine.traces.cast import Cast
from mockdr.engine.traces.draft import Ref
from mockdr.engine.traces.scrubbing import Scrubber
from mockdr.engine.traces.sifting import Heard
from mockdr.engine.words import PATH_KINDS

__all__ = [
    "NAMING",
    "gap_before",
    "named_in",
    "query_of",
    "subject_of",
    "version_of",
]

#: Fields of bodies that name what a request is about.
NAMING: Final = (
    ("checkoutId", "checkout"),
    ("orderId", "order"),
    ("invoiceId", "invoice"),
    ("subscriptionId", "subscription"),
    ("fulfillmentOrderId", "fulfillment_order"),
    ("chargeId", "charge"),
    ("refundId", "refund"),
    ("fileId", "file"),
)
#: People are not waited for by seconds; what came sooner came at once.
_SOON: Final = timedelta(minutes=1)
#: These open a door, and are no part of what is asked.
_KEYS: Final = frozenset({"secret", "apiKey"})


def named_in(
    call: Heard, operation: Operation, body: Mapping[str, Json]
) -> Iterator[tuple[str, str]]:
    """Yield what a request names, what it is about first."""
    kinds = PATH_KINDS.get(operation.id, ())
    yield from zip(kinds, call.params.values(), strict=False)
    for field, kind in (
        *NAMING,
        ("customerId", "customer"),
        ("sourceId", "source"),
        ("skuId", "sku"),
    ):
        value = body.get(field)
        if isinstance(value, str | int):
            yield kind, str(value)
    items = body.get("items")
    for item in items if isinstance(items, list) else ():
        info = item.get("subscriptionInfo") if isinstance(item, dict) else None
        if isinstance(info, dict) and isinstance(info.get("planId"), str):
            yield "plan", info["planId"]


def query_of(
    call: Heard, operation: Operation, cast: Cast, scrubber: Scrubber
) -> dict[str, Json]:
    """Return what of the query a story may say."""
    found: dict[str, Json] = {}
    for name, value in call.exchange.query:
        type = contract.json_type(f"query:{operation.id}", (name,))
        harmless = type in ("integer", "number", "boolean") or contract.choices_of(
            f"query:{operation.id}", (name,)
        )
        field = "state" if harmless else name
        kept = cast.refer(value) or scrubber.clean({field: value}).get(field)
        if name not in _KEYS and type is not None and kept is not None:
            found[name] = kept
    return found


def subject_of(call: Heard, operation: Operation, cast: Cast) -> Ref | None:
    """Return the thing that a request is about, if it has appeared."""
    body = call.request if isinstance(call.request, dict) else {}
    names = [
        (kind, id)
        for kind, id in named_in(call, operation, body)
        if kind not in ("customer", "plan", "sku") or operation.id in PATH_KINDS
    ]
    if "sourceId" in body:
        names = [name for name in names if name[0] != "source"]
    names.sort(key=lambda name: name[0] != "source")
    for kind, id in names:
        if cast.knows(kind, id):
            return Ref(kind=kind, id=id)
    return None


def version_of(call: Heard) -> str:
    """Return the API version that a call speaks; the browser's calls speak none."""
    if call.operation is None or call.operation.key != "secret":
        return ""
    known = call.version in contract.versions()
    return str(call.version) if known else contract.newest()


def gap_before(heard: Sequence[Heard]) -> timedelta | None:
    """Return how long nothing was said before the last call; None where it was soon."""
    moments = [call.exchange.at for call in heard[-2:]]
    if len(moments) < 2 or moments[0] is None or moments[1] is None:  # noqa: PLR2004  (a pair)
        return None
    gap = moments[1] - moments[0]
    return timedelta(seconds=int(gap.total_seconds())) if gap >= _SOON else None
