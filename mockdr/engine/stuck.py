"""What kept a story from going on, as findings that point at its steps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from mockdr.base.errors import MockdrError
from mockdr.base.source import Place
from mockdr.engine.journal import Finding
from mockdr.engine.refused import advice
from mockdr.engine.sending import Answered
from mockdr.scenario.story import ActStep, CallStep

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant

__all__ = ["derailed", "refused", "stuck", "too_early", "unannounced", "unplayed"]

_ANNOUNCE: Final = "announce the error in `then`, or let the story lead elsewhere"
_TELL: Final = "let the story itself tell what comes before, with what is missing"
#: State of a session to who has still to act in it.
_OWED: Final = {
    "pending_funds": "the money is still to come: `- customer: pays`, after "
    "`- merchant: createOrders`",
    "pending_redirect": "the customer has still to approve: `- customer: approves`, "
    "after `- merchant: createOrders`, and then `- merchant: refreshOrders`",
}


def derailed(place: Place, message: str, possible: Sequence[str] = ()) -> Finding:
    """Return the finding that a story left its way at *place*."""
    return Finding(
        kind="derailed",
        severity="fail",
        message=f"{place}: {message}",
        details={"line": place.line, "possible": [p for p in possible if p]},
    )


def unannounced(step: CallStep, answered: Answered) -> bool:
    """Tell whether the provider refused a step that says nothing of how it ends."""
    return answered.status >= 400 and step.then is None and step.fault is None  # noqa: PLR2004  (HTTP's)


def stuck(place: Place, what: str, error: MockdrError) -> Finding:
    """Return the finding that *what* cannot be done, with what can."""
    possible = getattr(error, "possible", None) or ([error.help] if error.help else [])
    message = error.message.removeprefix(f"{place}: ")
    return derailed(place, f"{what}: {message}" if what else message, possible)


def refused(tenant: Tenant, step: CallStep, outcome: str, *, heard: bool) -> Finding:
    """
    Return the finding that *step* is refused, and says nothing of it.

    Args:
        outcome: What was answered.
        heard: Whether *tenant* was asked: with a key of another it was not.
    """
    told = _advice(tenant, step.operation) if heard else _another_key(step)
    return derailed(
        step.place,
        f"{step.operation} is refused, and the story does not say so: {outcome}",
        [told, "or announce the error in `then`" if told else _ANNOUNCE],
    )


def too_early(tenant: Tenant, place: Place, operation: str, outcome: str) -> Finding:
    """Return the finding that what has to come before a story is refused."""
    session = next(iter(tenant.store.newest("session")), None)
    state = tenant.state_of("session", session) if session is not None else None
    told = _OWED.get(str(state), "") or _advice(tenant, operation)
    message = f"{operation} before the story is refused: {outcome}"
    return derailed(place, message, [told, _TELL])


def unplayed(tenant: Tenant, step: CallStep | ActStep, *, heard: bool) -> Finding:
    """
    Return the finding that *step* was not played, though all was done for it.

    Args:
        heard: Whether *tenant* was asked: with a key of another it was not.
    """
    if isinstance(step, ActStep):
        return derailed(step.place, f"{step.trigger} did not happen")
    message = f"the request did not play {step.operation}"
    entries = tenant.journal.entries()
    if not heard or not entries:
        return derailed(step.place, message, [_another_key(step)])
    near = entries[-1].near
    if entries[-1].verdict == "outside" and not near:
        message += ": it names nothing that an earlier step has made or named"
    if near:
        miss = near[0]
        where = " ".join(filter(None, (str(miss["where"]), str(miss["pointer"]))))
        message += f": {where} should be {miss['expected']!r}, was {miss['got']!r}"
    return derailed(step.place, message)


def _advice(tenant: Tenant, operation: str) -> str:
    """Return what would have avoided the last refusal."""
    entry = tenant.journal.entries()[-1]
    session = entry.state.get("session")
    about = {"session": str(session)} if session else {}
    return advice(
        tenant,
        operation,
        about,
        keys=tuple(entry.errors),
        document=entry.reply,
        hint=entry.hint,
    )


def _another_key(step: CallStep) -> str:
    if step.match is None or "authorization" not in step.match.headers:
        return ""
    return (
        "match: {headers: {authorization: ...}} sends another key, and each key is of "
        "a world of its own: leave it out, the right key is sent by itself"
    )
