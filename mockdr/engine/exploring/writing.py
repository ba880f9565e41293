"""From a journey to a scenario: whoever has seen every act tells it, and it plays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from mockdr.base.diagnostics import Severity
from mockdr.base.errors import Json
from mockdr.base.source import Place
from mockdr.contract import Operation
from mockdr.engine.bundles.disguise import Disguise
from mockdr.engine.journal import Cut
from mockdr.engine.rehearsal import rehearse
from mockdr.engine.sending import LOST
from mockdr.engine.traces.draft import Ref, Step, write
from mockdr.engine.traces.exchange import Exchange, Trace
from mockdr.engine.traces.retelling import Teller
from mockdr.engine.traces.settling import settle
from mockdr.engine.traces.sifting import Heard, Sifted, hear
from mockdr.engine.traces.sightings import Sighting
from mockdr.engine.vocabulary import vocabulary
from mockdr.engine.words import VERBS
from mockdr.scenario.library import BrokenScenario, stories_from_text

if TYPE_CHECKING:
    from mockdr.engine.tape import Act, Called
    from mockdr.engine.tenant import Tenant
    from mockdr.engine.views import Happened

__all__ = ["scenario_of"]

#: Nobody would say of a wait that is shorter that there was one.
_SOON: Final = timedelta(minutes=1)
#: What `then` can tell of an act.
_TOLD: Final = frozenset(
    {"checkout", "session", "source", "order", "charge", "capture", "cancel"}
    | {"refund", "return", "invoice", "subscription"}
)


def scenario_of(
    tenant: Tenant, *, name: str, summary: str, remarks: Sequence[str] = ()
) -> str | None:
    """
    Return the text of a scenario in which happens what has happened to *tenant*.

    Args:
        tenant: In which a journey was gone; its tape tells it.
        name: Of the scenario, and its file's stem.
        summary: One sentence.
        remarks: Lines for whoever opens the file.

    Returns:
        The text, which lints and plays; None where nothing was called that a story
        could begin with.
    """
    exchanges, acts = _heard(tenant)
    heard = tuple(hear(exchange) for exchange in exchanges)
    if not any(call.operation is not None for call in heard):
        return None
    trace = Trace(name=name, file=f"{name}.yaml", exchanges=exchanges)
    witness = _Eyewitness(Sifted(trace=trace, heard=heard), tenant, acts)
    for call in heard:
        witness.hear(call)
    witness.end()
    draft = replace(witness.draft(name, summary), tags=("explored",))
    settled = settle(draft)
    text = write(settled.draft)
    if not _holds(text, name):
        return None
    disguise = Disguise()
    left = (*remarks, *settled.draft.remarks, *settled.differences)
    comments = [f"# {line}" for remark in left for line in remark.splitlines()]
    return "".join(f"{disguise.text(line)}\n" for line in comments) + text


def _holds(text: str, name: str) -> bool:
    try:
        stories = stories_from_text(text, f"{name}.yaml", vocabulary())
    except BrokenScenario:
        return False
    return all(
        finding.severity is not Severity.ERROR
        for story in stories
        for finding in rehearse(story)
    )


def _heard(tenant: Tenant) -> tuple[tuple[Exchange, ...], dict[int, list[Act]]]:
    """Return the calls of a tenant, and the acts of hands before each by its number."""
    exchanges: list[Exchange] = []
    acts: dict[int, list[Act]] = defaultdict(list)
    for act in tenant.tape:
        if act.what == "call":
            exchanges.append(_exchange(act))
        elif act.what == "happen" and act.said.get("moved"):
            acts[len(exchanges) + 1].append(act)
    return tuple(
        replace(exchange, number=number) for number, exchange in enumerate(exchanges, 1)
    ), acts


def _exchange(act: Act) -> Exchange:
    called: Called = act.said["called"]
    entry = called.entry
    place = Place(file="journey", line=1, column=1, end_line=1, end_column=1)
    lost = LOST.get(entry.fault, "")
    half = "sk" if entry.key == "secret" else "pk"
    return Exchange(
        method=entry.method,
        host="mockdr",
        path=act.said["path"],
        query=act.said["query"],
        headers={**called.headers, "authorization": f"Bearer {half}_test_explore"},
        body=None if isinstance(entry.request_bytes, Cut) else entry.request_bytes,
        status=0 if lost else entry.status,
        reply=None if isinstance(entry.reply_bytes, Cut) else entry.reply_bytes,
        at=act.at,
        lost=lost,
        number=entry.seq,
        place=place,
    )


class _Eyewitness(Teller):
    """Has seen who acted, and need not guess it from what calls show."""

    def __init__(
        self, sifted: Sifted, tenant: Tenant, acts: dict[int, list[Act]]
    ) -> None:
        super().__init__(sifted)
        self._tenant = tenant
        self._seen = acts
        self._last: datetime = tenant.tape.start

    def _acted(self, call: Heard, operation: Operation) -> bool:
        acted = self._tell(call.exchange.number)
        self._introduce(call, operation)
        self._last = call.exchange.at or self._last
        return acted

    def end(self) -> None:
        """Add what came after the last call."""
        for number in sorted(self._seen):
            self._tell(number)

    def _tell(self, number: int) -> bool:
        acts = self._seen.pop(number, [])
        for act in acts:
            self._steps.append(self._told(act))
            self._last = act.at
        return bool(acts)

    def _told(self, act: Act) -> Step:
        moved: Sequence[Happened] = act.said["moved"]
        actor, verb = str(act.said["actor"]), str(act.said["verb"])
        gap = act.at - self._last
        source: dict[str, Json] = {}
        subject: Ref | None = None
        for one in moved:
            if verb == "chooses" and one.kind == "source":
                self._cast.enter("source", one.id, step=len(self._steps))
                source = self._source_of(act, one.id)
            self._cast.see(self._sighting(one))
            if subject is None and verb != "chooses" and one.kind in VERBS[actor, verb]:
                subject = Ref(kind=one.kind, id=one.id)
        return Step(
            who=actor,
            what=verb,
            of=subject,
            source=source,
            after=gap if gap >= _SOON else None,
            then=dict(_states(moved)),
        )

    def _source_of(self, act: Act, id: str) -> dict[str, Json]:
        document = self._tenant.document("source", id) or {}
        sent = self._scrubber.clean(act.said.get("source") or {})
        return {"type": document.get("type", "creditCard"), **sent}

    def _sighting(self, moved: Happened) -> Sighting:
        document = self._tenant.document(moved.kind, moved.id) or {}
        return Sighting(
            kind=moved.kind, id=moved.id, state=moved.state, document=document
        )


def _states(moved: Sequence[Happened]) -> Iterator[tuple[str, str]]:
    """Yield the state of each KIND of which all that was moved is in one."""
    for kind in dict.fromkeys(one.kind for one in moved):
        states = {one.state for one in moved if one.kind == kind}
        state = next(iter(states))
        if kind in _TOLD and len(states) == 1 and state is not None:
            yield kind, state
