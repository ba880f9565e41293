"""What a list shows of a thing: how it stands, what it is worth, what it hangs on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Final

from mockdr.base.clock import wire_time
from mockdr.base.errors import Json
from mockdr.engine.masking import mask_text
from mockdr.engine.present import present, state_in
from mockdr.engine.things import Record, Thing, load_from
from mockdr.engine.ties import named_by

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant

__all__ = ["around", "links_of", "made_at", "row_of", "thing_row"]

#: Where a document says how much it is about, the first that it has.
_AMOUNTS: Final = ("totalAmount", "amount", "amountContributed", "saleAmount")
#: What people know a thing by, the first that it has.
_TITLES: Final = (
    *("email", "name", "address", "fileName", "type", "upstreamId", "value"),
    *("description", "skuId"),
)
#: KINDs that a session pays for, and gets its amount from.
_PAID: Final = ("checkout", "invoice")
#: KINDs whose things belong to the session that pays for them.
_HOLDERS: Final = frozenset({*_PAID, "order"})
#: So many of those are told that name one thing: the newest.
_MOST: Final = 50


def row_of(tenant: Tenant, kind: str, id: str) -> dict[str, Json]:
    """Return one line of a list; the tenant's lock is held, and the thing is there."""
    load = load_from(tenant.store)
    record = load(kind, id)
    if record is None:
        raise LookupError(kind, id)
    document = present(record, load) if kind in ("item", "capture") else record.document
    amount, currency = _worth(tenant, record, document)
    return {
        "kind": kind,
        "id": id,
        "state": state_in(load, kind, id),
        "createdTime": document.get("createdTime") or made_at(tenant, Thing(kind, id)),
        "title": _title(document),
        "amount": amount,
        "currency": currency,
        "links": [thing_row(tenant, thing) for thing in links_of(tenant, record)],
    }


def thing_row(tenant: Tenant, thing: Thing) -> dict[str, Json]:
    """Return the KIND, id and state of a thing."""
    state = tenant.state_of(*thing)
    return {"kind": thing.kind, "id": thing.id, "state": state}


def links_of(tenant: Tenant, record: Record) -> list[Thing]:
    """Return the things that are there and that *record* names, each once."""
    return [thing for thing in named_by(record) if _there(tenant, thing)]


def around(tenant: Tenant, thing: Thing) -> list[Thing]:
    """
    Return what belongs to a thing: what it names, and what names it.

    To a session belongs what belongs to its checkout, invoice or order.
    """
    found = dict.fromkeys(_beside(tenant, thing))
    if thing.kind == "session":
        for one in [one for one in found if one.kind in _HOLDERS]:
            found |= dict.fromkeys(_beside(tenant, one))
    found.pop(thing, None)
    return [*found]


def _beside(tenant: Tenant, thing: Thing) -> Iterator[Thing]:
    record = tenant.peek(*thing)
    if record is not None:
        yield from links_of(tenant, record)
    for one in islice(reversed(tenant.journal.ways.naming(thing)), _MOST):
        if _there(tenant, one):
            yield one


def _there(tenant: Tenant, thing: Thing) -> bool:
    return tenant.store.get(*thing) is not None


def made_at(tenant: Tenant, thing: Thing) -> str | None:
    """Return when a thing was made, as far as that is known."""
    steps = tenant.journal.ways.of(thing)
    return wire_time(steps[0].at) if steps else None


def _worth(
    tenant: Tenant, record: Record, document: Mapping[str, Json]
) -> tuple[Json, Json]:
    for kind in _PAID if record.kind == "session" else ():
        whole = tenant.peek(kind, record.private.get(kind, ""))
        if whole is not None:
            document = whole.document
    amounts = (document.get(name) for name in _AMOUNTS)
    amount = next((a for a in amounts if isinstance(a, int | float)), None)
    currency = document.get("currency")
    return amount, currency if isinstance(currency, str) else None


def _title(document: Mapping[str, Json]) -> str:
    found = (document.get(name) for name in _TITLES)
    return mask_text(next((one for one in found if isinstance(one, str) and one), ""))
