"""Every request goes to one place: a run that is on, a new one, or outside."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from mockdr.scenario.matching import Judge, Mismatch, asks_for, difference
from mockdr.scenario.references import Lookup
from mockdr.scenario.requests import NearMiss, Part, Request
from mockdr.scenario.runs import Document, Index, Name, Playing, Run
from mockdr.scenario.story import CallStep

__all__ = ["Placement"]

#: Whoever makes one of these begins anew, even as a customer who is known.
_BEGINNING = "checkout"
_CUSTOMER = "customer"


class Placement:
    """
    Who owns what and who waits for what, so that placing looks at few runs.

    Args:
        document: Returns the wire document of a thing, or None.
        judge: Holds a body against a `body_schema`.
        lookup: Returns what finds the references of a run.
    """

    def __init__(
        self,
        *,
        document: Document,
        judge: Judge,
        lookup: Callable[[Run], Lookup],
    ) -> None:
        self._document = document
        self._judge = judge
        self._lookup = lookup
        self.playings: list[Playing] = []
        self.owners: dict[Name, Run] = {}
        #: Given things, and the stories in force that share them.
        self.given: dict[Name, set[Playing]] = {}
        #: Runs with an open call of an operation, those that wait longest first.
        self._waiting: dict[str, dict[Run, None]] = {}
        self._waits_for: dict[Run, tuple[str, ...]] = {}

    def add(self, playing: Playing) -> None:
        """Put a story in force."""
        self.playings.append(playing)
        for name in playing.given.values():
            self.given.setdefault(name, set()).add(playing)

    def settle(self, run: Run) -> None:
        """Note what *run* waits for now; it waits behind all others for it."""
        for operation in self._waits_for.pop(run, ()):
            self._waiting[operation].pop(run, None)
        if run.derailed or not run.open_calls:
            return
        operations = tuple(dict.fromkeys(c.operation for _, c in run.open_calls))
        self._waits_for[run] = operations
        for operation in operations:
            self._waiting.setdefault(operation, {})[run] = None

    def take(self, run: Run, names: Iterable[Name]) -> None:
        """Let things belong to *run*, unless another run that goes on has them."""
        for name in names:
            self.own(run, name)
            run.take(name)

    def own(self, run: Run, name: Name) -> None:
        """Note that a thing is *run*'s, if it is neither given nor another's."""
        if name in self.given:
            return
        owner = self.owners.get(name)
        if owner is None or owner.ended or owner.derailed:
            self.owners[name] = run
        if name[0] == _CUSTOMER:
            run.customers.add(name[1])

    def note_customer(self, run: Run, request: Request) -> None:
        """Note who the shopper of *run* is, as far as a request of it tells."""
        if request.customer is not None:
            run.customers.add(request.customer)
        if request.email is not None:
            run.emails.add(request.email.casefold())

    def exists(self, name: Name) -> bool:
        """Tell whether there is such a thing, in a run or outside."""
        return name in self.owners or self._document(*name) is not None

    def place(self, request: Request) -> Part:
        """Return where *request* belongs."""
        if not self.playings:
            return Part(verdict="outside", request=request)
        if request.makes != _BEGINNING:
            owned = next((n for n in request.names if n in self.owners), None)
            if owned is not None:
                return self._owned(self.owners[owned], owned, request)
        near: list[NearMiss] = []
        return (
            self._waiting_run(request, near)
            or self._new_run(request, near)
            or Part(verdict="outside", request=request, near=tuple(near))
        )

    # Rule 1: the run that owns what is named --------------------------------------

    def _owned(self, run: Run, name: Name, request: Request) -> Part:
        part = self._in_run(run, request)
        if part.verdict == "played":
            return part
        if name[1] == request.customer:
            # A customer may be in several runs at once; all of them may be meant.
            other = self._waiting_run(request, [])
            if other is not None:
                return other
        if run.ended:
            other = self._new_run(request, [], besides=run.story.title)
            if other is not None:
                return other
        return part

    def _in_run(self, run: Run, request: Request) -> Part:
        near: list[NearMiss] = []
        if not run.derailed:
            for index, call in run.open_calls:
                if call.operation != request.operation:
                    continue
                miss = self._differs(run, call, request)
                if miss is None:
                    return _played(run, index, call, request)
                near.append(_near(run, index, call, miss))
        if not run.ended and not run.derailed:
            near.extend(_stands_elsewhere(run, request))
        free = (
            request.reads
            or run.ended
            or run.derailed
            or request.operation not in run.playing.operations
        )
        return Part(
            verdict="free" if free else "off_script",
            request=request,
            run=run,
            near=tuple(near),
        )

    def _waiting_run(self, request: Request, near: list[NearMiss]) -> Part | None:
        """Return the place in the run that waits longest for such a request."""
        waiting = self._waiting.get(request.operation)
        if not waiting or not self._may_join(request):
            return None
        shared = self._shared(request)
        for run in waiting:
            if shared and run.playing not in shared:
                continue
            for index, call in run.open_calls:
                if call.operation != request.operation:
                    continue
                miss = self._differs(run, call, request) or self._contradicts(
                    run, call, request
                )
                if miss is None:
                    return _played(run, index, call, request)
                if len(near) < _NEAR:
                    near.append(_near(run, index, call, miss))
        return None

    def _may_join(self, request: Request) -> bool:
        """
        Tell whether a request that names nothing of a run may still be one's.

        It may when it begins anew, or names nothing of the world outside but the
        customer: what nobody owns and everybody sees cannot tell whose it is.
        """
        return request.makes == _BEGINNING or all(
            name[1] == request.customer
            or name in self.given
            or name in self.owners
            or self._document(*name) is None
            for name in request.names
        )

    def _shared(self, request: Request) -> set[Playing]:
        """Return the stories whose given things it names; a beginning is for all."""
        found: set[Playing] = set()
        if request.makes != _BEGINNING:
            for name in request.names:
                found |= {p for p in self.given.get(name, ()) if not p.stopped}
        return found

    # Rule 2: a new run --------------------------------------------------------------

    def _new_run(
        self, request: Request, near: list[NearMiss], *, besides: str | None = None
    ) -> Part | None:
        for playing in self.playings:
            if playing.runs_left == 0 or playing.story.title == besides:
                continue
            if request.operation not in playing.firsts:
                if not request.reads and len(near) < _NEAR:
                    near.extend(_begins_elsewhere(playing, request))
                continue
            run = Run(playing, serial=0)
            for name in request.names:
                if name in self.given or self.exists(name):
                    run.take(name)
            for index, call in run.open_calls:
                if call.operation != request.operation:
                    continue
                miss = self._differs(run, call, request)
                if miss is None:
                    return _played(run, index, call, request, new=True)
                if len(near) < _NEAR:
                    near.append(_near(None, index, call, miss, playing))
        return None

    # Fitting ------------------------------------------------------------------------

    def _differs(self, run: Run, call: CallStep, request: Request) -> Mismatch | None:
        if call.of is not None:
            wanted = run.find(call.of)
            if not any(name in wanted for name in request.names):
                return Mismatch(
                    where="of",
                    pointer="",
                    expected=f"{call.of} ({', '.join(i for _, i in wanted) or 'none'})",
                    got=", ".join(f"{k} {i}" for k, i in request.names) or None,
                )
        if call.match is None:
            return None
        return difference(
            call.match,
            body=request.body,
            query=request.query,
            headers=request.headers,
            lookup=self._lookup(run),
            judge=self._judge,
        )

    def _contradicts(
        self, run: Run, call: CallStep, request: Request
    ) -> Mismatch | None:
        """Return what tells that another shopper than the run's is at work."""
        for got, known, field in (
            (request.customer, run.customers, "/customerId"),
            (request.email, run.emails, "/email"),
        ):
            if got is None or not known or {got, got.casefold()} & known:
                continue
            if asks_for(call.match, got, self._lookup(run)):
                continue
            return Mismatch(
                where="body",
                pointer=field,
                expected=" or ".join(sorted(known)),
                got=got,
            )
        return None


#: So many near misses of a request that found no run are worth telling.
_NEAR = 5


def _played(
    run: Run, index: Index, call: CallStep, request: Request, *, new: bool = False
) -> Part:
    if call.name is not None and request.makes is not None:
        run.kinds[call.name] = request.makes
    return Part(
        verdict="played", request=request, run=run, step=call, index=index, new=new
    )


def _near(
    run: Run | None,
    index: Index,
    call: CallStep,
    miss: Mismatch,
    playing: Playing | None = None,
) -> NearMiss:
    story = run.story if run is not None else playing.story if playing else None
    if story is None:
        raise AssertionError("a near miss is of a run or of a story in force")
    return NearMiss(
        story=story,
        run=run,
        index=index,
        step=call,
        where=miss.where,
        pointer=miss.pointer,
        expected=miss.expected,
        got=miss.got,
    )


def _stands_elsewhere(run: Run, request: Request) -> Iterable[NearMiss]:
    """Yield what the run waits for, where that is another operation or an act."""
    waits = [(i, c) for i, c in run.open_calls if c.operation != request.operation]
    for index, call in waits:
        yield NearMiss(
            story=run.story,
            run=run,
            index=index,
            step=call,
            where="operation",
            pointer="",
            expected=call.operation,
            got=request.operation,
        )
    if run.act is not None:
        index, act = run.act
        yield NearMiss(
            story=run.story,
            run=run,
            index=index,
            step=None,
            where="operation",
            pointer="",
            expected=f"{act.actor} {act.verb}",
            got=request.operation,
        )


def _begins_elsewhere(playing: Playing, request: Request) -> Iterable[NearMiss]:
    yield NearMiss(
        story=playing.story,
        run=None,
        index=None,
        step=None,
        where="operation",
        pointer="",
        expected=" or ".join(sorted(playing.firsts)),
        got=request.operation,
    )
