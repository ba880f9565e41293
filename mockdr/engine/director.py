"""Leads the stories of a tenant: who acts when, for which step, and what is checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from mockdr.base.errors import Json, MockdrError
from mockdr.engine import claims as claiming
from mockdr.engine.acts import Impossible, able, newest_able, perform
from mockdr.engine.choosing import choice
from mockdr.engine.hands import off_script, out_of_turn
from mockdr.engine.things import Thing
from mockdr.engine.turn import NO_CLAIMS, Claims, Turn
from mockdr.engine.wishes import contradiction, hold_to
from mockdr.engine.words import KINDS, VERBS
from mockdr.scenario.matching import fill
from mockdr.scenario.runner import OpenAct, Part, Run, Theatre
from mockdr.scenario.story import NONE, ActStep, CallStep

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant

__all__ = ["Director"]

#: Verbs that wait for the contract's own date where a story does not date them.
_DATED: Final = ("expires", "reminds", "renews")

#: What the provider does with subscriptions and invoices by itself.
_BY_CALENDAR: Final = ("reminds", "renews", "retries")


class Director:
    """
    Works under the tenant's lock, on its clock.

    Args:
        tenant: Whose stories it leads.
    """

    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant
        self.in_page = False
        self._overdue: set[tuple[str, Thing]] = set()

    @property
    def _theatre(self) -> Theatre:
        return self._tenant.theatre

    def by_hand(
        self,
        actor: str,
        verb: str,
        of: str | None,
        source: Mapping[str, Json] | None,
        wish: Claims = NO_CLAIMS,
    ) -> list[Thing]:
        """
        Let somebody act by hand: for the step that waits, or out of turn.

        Args:
            wish: How it is to end.

        Raises:
            Impossible: If nothing can take the move, or it cannot end as wished.
            MockdrError: If there is no such verb.
        """
        if (actor, verb) not in VERBS:
            verbs = ", ".join(v for a, v in VERBS if a == actor)
            raise MockdrError(
                f"{actor} {verb} is no act of the scenario language",
                help=f"{actor} can: {verbs}"
                if verbs
                else "the actors are customer, provider and fraud",
            )
        things = self._named(actor, verb, of) if of else []
        said = NONE if source is None else dict(source)
        act = self._theatre.act_for(actor, verb, things=things, source=said)
        if act is not None:
            return self._act(act, things, source, wish)
        if not things:
            found = newest_able(self._tenant, actor, verb, None)
            if found is None:
                raise Impossible.nothing(self._tenant, actor, verb)
            things = [found]
        turn = perform(
            self._tenant,
            actor,
            verb,
            things,
            source=source,
            claims=wish,
            judge=partial(hold_to, wish),
        )
        run = self._theatre.owner(*things[0])
        if run is not None and not run.playing.stopped:
            told = out_of_turn(run, actor, verb, paged=self.in_page)
            _, opened = self._theatre.hand(
                run,
                actor,
                verb,
                things=[*things, *turn.made],
                source=said,
                at=self._tenant.moment,
            )
            self._take(run, turn)
            self._schedule(opened)
            off_script(self._tenant, run, told)
        return [*turn.made, *turn.moved] or things

    def at_once(self, actor: str, verb: str, thing: Thing) -> None:
        """
        Let somebody act on *thing* because a request makes them: that is no hand's.

        Raises:
            Impossible: If it cannot take the move.
        """
        act = self._theatre.act_for(actor, verb, things=[thing])
        if act is not None:
            self._act(act, [thing], None)
        else:
            perform(self._tenant, actor, verb, [thing])

    def awaits(self, actor: str, verb: str, thing: Thing) -> bool:
        """Tell whether a story waits for just this act on *thing*."""
        return self._theatre.act_for(actor, verb, things=[thing]) is not None

    def _named(self, actor: str, verb: str, of: str) -> list[Thing]:
        """Return what *of* names: an id, or a THING of a story."""
        for kind in (*VERBS[actor, verb], *KINDS):
            if self._tenant.store.get(kind, of) is not None:
                return [Thing(kind, of)]
        found = [Thing(*name) for name in self._theatre.called(of)]
        if found:
            return found
        kinds = VERBS[actor, verb]
        if of in kinds:
            # Outside of stories a KIND is the newest of it that can take the move.
            for id in self._tenant.store.newest(of):
                if able(self._tenant, actor, verb, Thing(of, id)):
                    return [Thing(of, id)]
            raise Impossible.nothing(self._tenant, actor, verb, of)
        raise Impossible.unnamed(self._tenant, of, actor, verb)

    def provider_moves(self, verb: str, thing: Thing) -> None:
        """
        Let the provider move *thing* by itself, if it still can.

        A story that waits for just this has its step played by it.
        """
        if not able(self._tenant, "provider", verb, thing):
            return
        run = self._theatre.owner(*thing)
        if run is not None:
            act = self._theatre.act_for("provider", verb, run=run, things=[thing])
            if act is not None and act.due is None:
                self._act(act, [thing], None)
                return
            if self._gives_way(run, verb, thing):
                self._overdue.add((verb, thing))
                return
        try:
            turn = perform(self._tenant, "provider", verb, [thing])
        except Impossible:
            if verb not in _BY_CALENDAR:
                raise
            # What cannot be billed is not: a date is no reason to stop the clock.
            return
        if run is not None:
            self._take(run, turn)

    def _gives_way(self, run: Run, verb: str, thing: Thing) -> bool:
        """Tell whether the story says when, and the contract's own date does not."""
        if verb == "expires":
            return self._theatre.expects_provider(run, thing.kind)
        left = list(run.acts_left("provider"))
        if verb in _BY_CALENDAR and any(
            step.verb == verb and step.after is not None for step in left
        ):
            return True
        # One that is to be given up is not collected before.
        return verb == "retries" and any(
            step.verb == "expires"
            and step.of is not None
            and run.kind_of(step.of) in ("invoice", "subscription")
            for step in left
        )

    def _take(self, run: Run, turn: Turn) -> None:
        for kind, id in turn.made:
            self._theatre.adopt(run, kind, id)

    # -- playing steps -----------------------------------------------------------

    def after_call(self, part: Part, turn: Turn, seen: claiming.Seen | None) -> None:
        """
        Let the scenario take note of a call: position, names, checks, what is due.

        Args:
            seen: What was answered; None when a fault struck before any work.
        """
        run, act = part.run, choice(part) if seen is not None else None
        if run is not None:
            opened = self._theatre.played(
                part, made=turn.made, moved=turn.moved, at=self._tenant.moment
            )
            if part.verdict == "played" and part.step is not None and seen is not None:
                self._check(run, part.step, turn, seen)
            if act is not None:
                opened = self._theatre.act_played(
                    act, made=turn.made, moved=turn.moved, at=self._tenant.moment
                )
                self._check(run, act.step, turn, None)
            # What hangs on the things of a run belongs to it, touched or not.
            for kind, id in turn.about.items():
                if kind != "customer" and self._tenant.store.get(kind, id):
                    self._theatre.adopt(run, kind, id)
            self._schedule(opened)
        strict = self._tenant.settings.mode == "strict"
        stray = (
            run is None
            and strict
            and any(not one.stopped for one in self._theatre.playings)
            and not part.request.reads
        )
        if part.verdict == "off_script" or (strict and part.fails_strict) or stray:
            off_script(self._tenant, run, f"{turn.trigger} is off the script", part)

    def _schedule(self, opened: tuple[OpenAct, ...]) -> None:
        for act in opened:
            if act.due is None:
                if act.step.verb in _DATED and not self._awaited(act):
                    self._derail(act, self._refusal(act))
                    continue
                if not self._is_overdue(act):
                    continue
            run, step = act.run, act.step
            where = f"{run.story.title}, line {step.place.line}"
            self._tenant.later(
                act.due or self._tenant.moment,
                f"{step.actor} {step.verb} ({where})",
                partial(self._come_due, act),
                rank=act.rank,
                moot=partial(getattr, run.playing, "stopped"),
            )

    def _is_overdue(self, act: OpenAct) -> bool:
        """Tell whether the contract's own date gave way to the story and is over."""
        if act.step.verb not in _DATED:
            return False
        things = self._subjects(act)
        return any((act.step.verb, thing) in self._overdue for thing in things)

    def _come_due(self, act: OpenAct) -> None:
        """Play an act whose time has come, unless hands were earlier."""
        if act.run.open_act is not act:
            return
        try:
            self._act(act, [], None)
        except Impossible as impossible:
            self._derail(act, impossible)

    def _awaited(self, act: OpenAct) -> bool:
        """Tell whether the contract's own date for *act* is still to come."""
        try:
            things = self._subjects(act)
        except Impossible:
            return False
        return any(able(self._tenant, *_who(act), thing) for thing in things)

    def _derail(self, act: OpenAct, impossible: Impossible) -> None:
        self._theatre.derail(act.run, str(impossible))
        self._tenant.find(
            "derailed",
            "fail",
            f"{act.step.place}: {act.step.actor} {act.step.verb} has become "
            f"impossible: {impossible}",
            None,
            {
                "scenario": act.run.story.title,
                "line": act.step.place.line,
                "possible": impossible.possible,
            },
        )

    def _act(
        self,
        act: OpenAct,
        things: list[Thing],
        source: Mapping[str, Json] | None,
        wish: Claims = NO_CLAIMS,
    ) -> list[Thing]:
        step, run = act.step, act.run
        if not things:
            things = self._subjects(act)
        fields: Json = {}
        if step.source is not NONE:
            fields = self._theatre.resolve(run, step.source)
        turn = perform(
            self._tenant,
            step.actor,
            step.verb,
            things,
            source=fill(dict(source), fields) if source else fields,
            claims=self._chosen(act, wish),
            judge=partial(hold_to, wish),
        )
        opened = self._theatre.act_played(
            act, made=turn.made, moved=turn.moved, at=self._tenant.moment
        )
        self._check(run, step, turn, None)
        self._schedule(opened)
        return [*turn.made, *turn.moved] or things

    def _chosen(self, act: OpenAct, wish: Claims) -> Claims:
        """
        Return what the story's step chooses, and a hand besides it.

        Raises:
            Impossible: If the hand wishes what the story excludes.
        """
        told = claiming.for_act(self._tenant, act)
        against = contradiction(told, wish)
        if against:
            raise Impossible(
                f"the story tells it otherwise, at {act.step.place}", possible=[against]
            )
        return replace(
            told,
            states={**told.states, **wish.states},
            reason=told.reason or wish.reason,
        )

    def _subjects(self, act: OpenAct) -> list[Thing]:
        step, run = act.step, act.run
        if step.of is None:
            things = [Thing(owned.kind, owned.id) for owned in run.things]
            found = newest_able(self._tenant, step.actor, step.verb, things)
            named = [] if found is None else [found]
        else:
            named = [Thing(*name) for name in self._theatre.subjects(run, step.of)]
            if step.of in KINDS:
                named = [
                    t for t in named if able(self._tenant, step.actor, step.verb, t)
                ]
        if not named:
            raise self._refusal(act)
        return named

    def _refusal(self, act: OpenAct) -> Impossible:
        """Return that nothing of what *act* is of can take it."""
        of = act.step.of
        named = () if of in {None, *KINDS} else self._theatre.subjects(act.run, str(of))
        kind = named[0][0] if named else of
        return Impossible.nothing(self._tenant, *_who(act), kind)

    def _check(
        self,
        run: Run,
        step: CallStep | ActStep,
        turn: Turn,
        seen: claiming.Seen | None,
    ) -> None:
        for miss in claiming.check(self._tenant, run, step, turn, seen):
            place = step.place
            if step.then is not None:
                place = step.then.places.get(miss.at or miss.key, step.place)
            colon = "" if miss.sentence else ":"
            message = f"{place}: {turn.trigger}{colon} {miss}"
            if miss.help:
                message += f"; {miss.help}"
            self._tenant.find(
                "mismatch",
                "fail",
                message,
                self._tenant.journal.seq or None,
                {
                    "scenario": run.story.title,
                    "line": place.line,
                    "column": place.column,
                    "key": miss.key,
                    "expected": miss.expected,
                    "got": miss.got,
                    "possible": list(miss.possible),
                    "advice": miss.advice,
                    "later": miss.later,
                    "trigger": turn.trigger,
                    "situation": turn.situation,
                },
            )


def _who(act: OpenAct) -> tuple[str, str]:
    return act.step.actor, act.step.verb
