"""How somebody who acts by hand wants it to end: `then` and `reason`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from mockdr.base.diagnostics import suggest
from mockdr.base.errors import Json, MockdrError
from mockdr.engine.acts import Impossible
from mockdr.engine.claims import possible_after, reason_of
from mockdr.engine.present import state_in
from mockdr.engine.turn import NO_CLAIMS, Claims, Turn
from mockdr.engine.vocabulary import vocabulary

__all__ = ["contradiction", "hold_to", "wished"]

#: Acts that are many pieces of work, each kept before the next: none takes a wish.
_IN_PIECES: Final = ("customer submits",)


def wished(act: str, then: Mapping[str, Json] | None, reason: str | None) -> Claims:
    """
    Return what a hand wishes.

    Args:
        act: Who does what, for messages.
        then: KIND, `fraud` or `next_action` to state; `reason` may stand in it too.
        reason: A decline code.

    Raises:
        MockdrError: If a word is none of the scenario language.
    """
    if then is not None and not isinstance(then, Mapping):
        raise MockdrError(
            f"the then of {act} names what ends how, and {then!r} is no such pair",
            help=_as_pair(then),
        )
    if not then and reason is None:
        return NO_CLAIMS
    if act in _IN_PIECES:
        raise MockdrError(
            f"{act} takes no outcome by hand",
            help="tell it in a scenario, where the step can have a then",
        )
    words = vocabulary()
    known: dict[str, Iterable[str]] = {
        **{kind: states for kind, states in words.kinds.items() if states},
        "fraud": words.fraud_states,
        "next_action": words.next_actions,
        "reason": sorted(words.reasons),
    }
    asked: dict[str, Json] = dict(then or {})
    if reason is not None:
        asked["reason"] = reason
    for name, value in asked.items():
        if name not in known:
            raise MockdrError(
                f"{name!r} cannot be wished of {act}: it is no KIND with states",
                help=suggest(name, known, "there are"),
            )
        if value not in known[name]:
            raise MockdrError(
                f"{name} is never {value!r}",
                help=suggest(str(value), known[name], "it can be"),
            )
    why = asked.pop("reason", None)
    return Claims(states=asked, reason=why)


def _as_pair(word: Json) -> str:
    """Return what to say in place of a bare word that stands for an outcome."""
    if word in ("declined", "failed", "refused"):
        return (
            'write then={"source": "failed"} where the choice itself fails; a card '
            "that is taken and then declined at the order is told by a scenario, such "
            "as declined-and-left, or by the number of a test card"
        )
    kinds = [k for k, states in vocabulary().kinds.items() if word in states]
    kind = "source" if "source" in kinds or not kinds else kinds[0]
    state = word if kinds else "requires_action"
    return f'write then={{"{kind}": "{state}"}}'


def contradiction(told: Claims, wish: Claims) -> str:
    """Return what a story tells and *wish* excludes, as `then` has it; or nothing."""
    both = {**told.states, "reason": told.reason}
    for name, wanted in {**wish.states, "reason": wish.reason}.items():
        if None not in (wanted, both.get(name)) and wanted != both[name]:
            return f"{name}: {both[name]}"
    return ""


def hold_to(wish: Claims, turn: Turn) -> None:
    """
    Hold what *turn* has done so far to *wish*.

    Raises:
        Impossible: If it is otherwise; it lists what could be.
    """
    act = turn.trigger.replace(".", " ")
    for name, wanted in wish.states.items():
        got = _states(turn, name)
        if got and set(got) == {wanted}:
            continue
        here = next((state for state in got if state != wanted), None)
        told = f"{name} would be {here!r}" if here else f"no {name} is moved by it"
        raise Impossible(
            f"{act} cannot end with {name} {wanted!r}: {told}",
            possible=list(possible_after(turn, name, name, here)),
        )
    if wish.reason is not None and reason_of(turn) != wish.reason:
        raise Impossible(
            f"{act} cannot tell the reason {wish.reason!r}: nothing fails that would "
            "say why",
            possible=[],
        )


def _states(turn: Turn, name: str) -> list[str | None]:
    """Return the states, as this turn leaves them, of what it is about."""
    if name == "next_action":
        record = turn.load("session", turn.about.get("session", ""))
        shown = {} if record is None else record.document
        return [shown.get("nextAction", {}).get("action", "none")]
    kind = "order" if name == "fraud" else name
    ids = [id for k, id in (*turn.made, *turn.moved) if k == kind]
    if not ids and kind in turn.about:
        ids = [turn.about[kind]]
    return [state_in(turn.load, name, id) for id in ids]
