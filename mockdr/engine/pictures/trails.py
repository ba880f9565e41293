"""The way that a test took: what a tenant did, seen while it happens, as a picture."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from mockdr.domain import LIFECYCLES
from mockdr.engine.journal import Entry, Finding
from mockdr.engine.pictures.diagram import START, Caption, Diagram, Look
from mockdr.engine.pictures.lives import described
from mockdr.engine.pictures.paths import Barred, barred, drawn
from mockdr.engine.pictures.stories import legend_of, panels
from mockdr.engine.witness import Taken, Witness
from mockdr.scenario.story import CallStep
from mockdr.scenario.unfinished import unfinished

if TYPE_CHECKING:
    from mockdr.engine.tape import Act
    from mockdr.engine.tenant import Tenant
    from mockdr.engine.turn import Turn

__all__ = ["Trail", "done", "in_order", "trailed"]

_REFUSED = 400
#: Before every call, and no call's number.
_UNNUMBERED = -1
#: How many calls the list beside the picture has: the newest.
_CALLS = 30


class Trail(Witness):
    """
    Numbers what a tenant does by the calls of its journal.

    What somebody else did has the number of the call that it came after, less than 0.
    """

    def begins(self, turn: Turn) -> None:
        """Take note that a piece of work begins, and of which call it is."""
        super().begins(turn)
        self.followed(_number(turn.tenant.journal.seq, turn.trigger))


def _number(seq: int, trigger: str) -> int:
    return -seq - 1 if "." in trigger else seq


def trailed(tenant: Tenant, findings: Sequence[Finding], title: str) -> Diagram | None:
    """
    Return the picture of what a tenant went through; None where nothing moved.

    Args:
        tenant: Its `witness` is a `Trail` since its beginning.
        findings: What failed: what was expected and did not come is a barred way.
        title: What the picture is called.
    """
    trail = tenant.witness
    if not isinstance(trail, Trail):
        return None
    moves = trail.moves
    entries = tenant.journal.entries()
    stops = [*barred(trail.refused)]
    known = {(stop.step, stop.trigger) for stop in stops}
    stops += [
        s for s in _turned_away(entries, moves) if (s.step, s.trigger) not in known
    ]
    # Where it was refused, that is why it did not turn out as expected.
    known = {(stop.step, stop.trigger) for stop in stops}
    missed = _missed(moves, findings)
    stops += [s for s in missed if (s.step, s.trigger) not in known]
    if any(finding.kind == "unfinished" for finding in findings):
        stops += _awaited(tenant, moves)
    kinds = drawn(moves, stops)
    if not kinds:
        return None
    shown = panels(moves, stops, kinds, onward=True)
    newest = entries[-_CALLS:]
    hidden = len(entries) - len(newest)
    listed = tuple(_captions(tenant, newest, first=not hidden))
    words = [f"{_numbered(c)} {c.what}: {c.outcome}." for c in listed]
    words += [described(panel, taken=True) for panel in shown]
    return Diagram(
        title=title,
        summary=f"The newest {len(newest)} of {len(entries)} calls." if hidden else "",
        described="\n".join(words),
        panels=shown,
        captions=listed,
        legend=legend_of(shown),
    )


def in_order(tenant: Tenant, entries: Sequence[Entry]) -> Iterator[Entry | Act]:
    """Yield calls, and between them what others than the merchant did by hand."""
    rest = deque(entries)
    for act in tenant.tape:
        if act.what == "call":
            while rest and rest[0].seq <= act.said["called"].entry.seq:
                yield rest.popleft()
        elif act.what in ("happen", "proof"):
            yield act
    yield from rest


def done(act: Act, *, ids: bool = False) -> tuple[str, str, str]:
    """
    Return who did what, and what came of it.

    Args:
        act: One that `in_order` yields.
        ids: Whether what it moved is named, too.
    """
    if act.what == "proof":
        passed = "passes" if act.said["passed"] else "fails"
        return "customer", "authenticates", f"{passed} the challenge"
    moved = act.said.get("moved")
    if moved is None:
        return act.said["actor"], act.said["verb"], "refused"
    told = (
        " ".join(filter(None, (one.kind, one.id if ids else "", one.state)))
        for one in moved
    )
    came = ", ".join(dict.fromkeys(told)) or "nothing moved"
    return act.said["actor"], act.said["verb"], f"→ {came}"


def _numbered(caption: Caption) -> str:
    return caption.who if caption.number is None else f"{caption.number}."


def _captions(
    tenant: Tenant, entries: Sequence[Entry], *, first: bool
) -> Iterator[Caption]:
    for entry in in_order(tenant, entries):
        if not isinstance(entry, Entry):
            # What was done before the first call that is listed goes with the others.
            if first:
                who, what, outcome = done(entry)
                yield Caption(number=None, who=who, what=what, outcome=outcome)
            continue
        first = True
        after, before = entry.state.get("after"), entry.state.get("before")
        moved = f" → session {after}" if after and after != before else ""
        fault = f" ({entry.fault})" if entry.fault else ""
        bad = entry.status >= _REFUSED or bool(entry.violations)
        yield Caption(
            number=entry.seq,
            who="merchant",
            what=entry.operation or f"{entry.method} {entry.path}",
            outcome=f"{_answer(entry)}{fault}{moved}",
            look=Look.REFUSED if bad else Look.PLAIN,
        )


def _answer(entry: Entry) -> str:
    return " ".join([str(entry.status), *dict.fromkeys(_words(entry))])


def _words(entry: Entry) -> Iterator[str]:
    reply = entry.reply
    if entry.status < _REFUSED or not isinstance(reply, dict):
        return
    for error in reply.get("errors") or ():
        if isinstance(error, dict) and (error.get("code") or reply.get("type")):
            yield str(error.get("code") or reply["type"])


def _turned_away(entries: Sequence[Entry], moves: Sequence[Taken]) -> Iterator[Barred]:
    """Yield what was refused before any work on it began, or met a fault."""
    for entry in entries:
        if entry.operation and entry.status >= _REFUSED:
            yield Barred(
                trigger=entry.operation,
                told=_answer(entry),
                step=entry.seq,
                states=_here(moves, entry.seq),
            )


def _missed(moves: Sequence[Taken], findings: Sequence[Finding]) -> Iterator[Barred]:
    """Yield the states that a scenario expects and that were not reached."""
    for finding in findings:
        key = str(finding.details.get("key", ""))
        wanted = str(finding.details.get("expected", "")).strip("'")
        trigger = str(finding.details.get("trigger", ""))
        seq = finding.seq or 0
        kind = key.partition(".")[0]
        table = LIFECYCLES.get(kind)
        if finding.kind != "mismatch" or table is None or wanted not in table.states:
            continue
        yield Barred(
            trigger=trigger,
            told=f"expected {key} {wanted}",
            step=_number(seq, trigger),
            states={kind: _here(moves, seq).get(kind, START)},
        )


def _awaited(tenant: Tenant, moves: Sequence[Taken]) -> Iterator[Barred]:
    """Yield what the scenarios wait for, where the things stand ready for it."""
    stands = _here(moves, tenant.journal.seq + 1)
    for playing in tenant.theatre.playings:
        for lack in unfinished(playing, tenant.document):
            step = lack.step
            if lack.run is None or step is None:
                continue
            called = isinstance(step, CallStep)
            trigger = step.operation if isinstance(step, CallStep) else step.trigger
            ready = {
                kind: state
                for kind, state in stands.items()
                if any(row.trigger == trigger for row in LIFECYCLES[kind].at(state))
            }
            if ready:
                yield Barred(
                    trigger=trigger,
                    told="was not called" if called else "did not happen",
                    step=_UNNUMBERED,
                    states=ready,
                )


def _here(moves: Sequence[Taken], seq: int) -> dict[str, str]:
    """Return how the newest thing of each kind stood when a call came."""
    found: dict[str, str] = {}
    for move in moves:
        # Of what others did, the number says after which call.
        at = move.step if move.step >= 0 else -move.step - 1
        if at < seq:
            found[move.kind] = move.after
    return found
