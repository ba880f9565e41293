"""What to say of a delivery that did not come: what did, to whom, and what is due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from mockdr import contract
from mockdr.base.clock import wire_time
from mockdr.base.diagnostics import how_often
from mockdr.engine.deliveries import (
    about,
    attempts_told,
    delivery_told,
    in_a_row,
    suspicion,
)
from mockdr.engine.expecting import Expectation, Seen
from mockdr.engine.outdated import outdated
from mockdr.engine.parcels import speaks, takes
from mockdr.engine.things import Record
from mockdr.engine.words import KINDS
from mockdr.events import Event
from mockdr.events.delivery import Delivery
from mockdr.events.subscribed import subscribed

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant

__all__ = ["unmet"]

#: How many of anything a message shows; of events, which are words, a few more.
_FEW: Final = 5
_EVENTS: Final = 12


def unmet(tenant: Tenant, wanted: Expectation, seen: Seen) -> str:
    """Return why *wanted* is not there, in a line and what explains it."""
    with tenant.lock:
        alike = [e for e in tenant.event_log if e.type == wanted.type]
        events = [e for e in alike if wanted.means(e)]
        lines = [f"{_asked(tenant, wanted)}; {_got(wanted, seen, events, alike)}"]
        lines += _shown(seen.met if wanted.times == 0 else seen.fitting)
        lines += outdated(tenant, seen.fitting)
        lines += suspicion(tenant, seen.fitting)
        if seen.before:
            lines.append("  returned by an earlier expect:")
            lines += [f"  {line}" for line in _shown(seen.before, attempts=False)]
        if not (seen.fitting or seen.before):
            lines += _why(tenant, wanted, events, alike)
        return "\n".join(lines)


def _asked(tenant: Tenant, wanted: Expectation) -> str:
    of = f" of {wanted.said}" if wanted.said else ""
    to = ""
    if wanted.webhook is not None:
        record = tenant.peek("webhook", wanted.webhook)
        address = "a webhook that is gone" if record is None else _address(record)
        to = f" to {address}"
    what = f"{wanted.type}{of}"
    if wanted.times == 0:
        asked = f"{what} was not to be delivered{to}"
    else:
        often = "" if wanted.times is None else f" {how_often(wanted.times)}"
        asked = f"{what} was to be delivered{to}{often}"
    if isinstance(wanted.status, int):
        asked += f" and answered {wanted.status}"
    elif wanted.status is not None:
        asked += f" and end with {wanted.status!r}"
    by = f" by {wire_time(tenant.moment)}" if wanted.within is not None else ""
    return asked + by


def _got(
    wanted: Expectation, seen: Seen, events: Sequence[Event], alike: Sequence[Event]
) -> str:
    if wanted.times == 0:
        return f"it was, {how_often(len(seen.met))}"
    if seen.fitting:
        if wanted.times is None:
            return "it was not"
        return f"it was {how_often(len(seen.met))}"
    if seen.before:
        return "whatever came has been returned already"
    if not events:
        return "it happened to others only" if alike else "it never happened"
    return f"it happened {how_often(len(events))}, and nobody was told"


def _shown(deliveries: Sequence[Delivery], *, attempts: bool = True) -> list[str]:
    lines = []
    for delivery in deliveries[:_FEW]:
        lines.append(f"  {delivery_told(delivery)}")
        if attempts:
            lines += [f"     {line}" for line in attempts_told(delivery)]
    return lines + _more(deliveries, "  ")


def _more(things: Sequence[object], indent: str) -> list[str]:
    rest = len(things) - _FEW
    return [f"{indent}and {rest} more"] if rest > 0 else []


def _why(
    tenant: Tenant,
    wanted: Expectation,
    events: Sequence[Event],
    alike: Sequence[Event],
) -> list[str]:
    """Return what explains that there was no delivery at all."""
    lines = []
    if alike:
        shown = events or alike
        told = [f"{about(event)} at {wire_time(event.at)}" for event in shown[:_FEW]]
        lines += [f"  it happened to {', '.join(told)}", *_more(shown, "  ")]
    else:
        types = [event.type for event in tenant.event_log]
        lines.append(
            f"  so far: {in_a_row(types, _EVENTS)}" if types else "  no event happened"
        )
    if wanted.of and not events and not _known(tenant, wanted):
        lines.append(f"  nothing has the id or the name {wanted.said!r}")
    lines += _webhooks(tenant, wanted, events)
    if not events:
        lines += _due(tenant, wanted)
    return lines


def _known(tenant: Tenant, wanted: Expectation) -> bool:
    gone = {event.subject for event in tenant.event_log}
    return not gone.isdisjoint(wanted.of) or any(
        tenant.store.get(kind, id) is not None for kind in KINDS for id in wanted.of
    )


def _webhooks(
    tenant: Tenant, wanted: Expectation, events: Sequence[Event]
) -> list[str]:
    found = [tenant.peek("webhook", id) for id in tenant.store.newest("webhook")]
    records = [
        record
        for record in reversed(found)
        if record is not None and wanted.webhook in (None, record.id)
    ]
    if not records:
        return [
            "  there is no webhook: deliver_to(app) makes one, as does POST /webhooks"
        ]
    listening = [r for r in records if _listens(tenant, r, wanted.type)]
    if listening and not events:
        return []
    lines, aged = [], False
    for record in records[:_FEW]:
        types = record.document["types"]
        version = speaks(tenant.settings, record)
        if not record.document["enabled"]:
            why = "is disabled"
        elif record in listening:
            why = f"takes it, and did not when it happened: {_since(record)}"
        elif wanted.type in subscribed(types) and not contract.has_event(
            wanted.type, version
        ):
            aged = True
            why = f"takes it, but is told in version {version}, which does not have it"
        else:
            shown = ", ".join(types[:_FEW]) or "nothing"
            rest = f" and {len(types) - _FEW} more" if len(types) > _FEW else ""
            why = f"takes {shown}{rest}"
        lines.append(f"  {_address(record)} {why}")
    lines += _more(records, "  ")
    if aged and not listening:
        since = next(
            v for v in contract.versions() if contract.has_event(wanted.type, v)
        )
        lines.append(
            f"  let it be told in a newer one: versions have it from {since} on"
        )
    elif not listening:
        lines.append(f"  let one take {wanted.type}: add it to the webhook's types")
    return lines


def _listens(tenant: Tenant, record: Record, type: str) -> bool:
    return record.document["enabled"] and takes(tenant.settings, record, type)


def _since(record: Record) -> str:
    made = record.document.get("createdTime")
    changed = record.document.get("updatedTime", made)
    return f"made at {made}" if changed == made else f"changed at {changed}"


def _address(record: Record) -> str:
    return str(record.document["address"])


def _due(tenant: Tenant, wanted: Expectation) -> list[str]:
    due = tenant.clock.due
    if not due:
        return []
    lines = [f"  due on the clock, which is at {wire_time(tenant.moment)}:"]
    lines += [f"     {wire_time(when)}  {what}" for when, what in due[:_FEW]]
    lines += _more(due, "     ")
    if wanted.within is None:
        enough = _enough(due[0][0] - tenant.moment)
        lines.append(
            f"  if it comes of that, let the clock go there: within={enough!r}"
        )
    return lines


def _enough(wait: timedelta) -> str:
    """Return a duration of *wait* or little more, in the largest unit that fits."""
    for unit in ("days", "hours", "minutes"):
        whole = -(-wait // timedelta(**{unit: 1}))
        if whole > 1:
            return f"{whole}{unit[0]}"
    return f"{max(1, -(-wait // timedelta(seconds=1)))}s"
