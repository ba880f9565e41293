"""A receiver turns away what the provider cannot have sent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from mockdr.engine.conduct.deed import Remark
from mockdr.engine.parcels import stamped
from mockdr.engine.settings import Settings
from mockdr.events.delivery import Attempt, Delivery

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant

__all__ = ["FORGERIES", "Forgery", "believed", "forged"]

#: Up to this age an attempt is no replay: a merchant may choose, and no page names a
#: number. Inferred.
_FRESH: Final = timedelta(minutes=5)
#: Longer than anybody waits for an answer.
_ANSWERED: Final = timedelta(seconds=10)
#: What was done to an attempt, and what its receiver should have checked.
FORGERIES: Final = {
    "unsigned": (
        "without a signature",
        "take a signature that is missing for one that is wrong",
    ),
    "tampered": (
        "whose body was changed after it was signed",
        "verify the signature over the raw bytes, before they are parsed",
    ),
    "foreign": (
        "signed with a secret that is none of the webhook's, or not any more",
        "verify the signature with the secrets that are active",
    ),
    "stale": (
        f"whose timestamp is more than {_FRESH // timedelta(seconds=1)} s old",
        "compare the timestamp that is signed with the present time",
    ),
}


class Forgery:
    """
    A receiver answered 2xx to an event that was bent so that nobody should believe it.

    Why: whoever knows the address of a webhook can send it anything; an order that
    only a forger calls accepted is shipped. Instead: verify the signature over the
    raw body with an active secret, in constant time, and look at its timestamp; what
    fails is answered 4xx. `mockdr.verify_signature` says what fails, and why.

    Not found: an old secret that is still active, and a timestamp of the last five
    minutes. What `mockdr.webhooks.probe()` sends, without any signature too, counts
    like what a story has bent.
    """

    name = "forged_event_accepted"

    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant

    def judge(self, delivery: Delivery, attempt: Attempt) -> Iterator[Remark]:
        """Look at how a bent attempt was received."""
        if attempt.answer is None or not attempt.answer.ok:
            return
        for kind in forged(attempt, self._tenant.settings):
            yield believed(
                kind,
                address=delivery.address,
                type=delivery.type,
                event=delivery.event.id,
                status=attempt.answer.status,
                calls=attempt.calls,
            )


def believed(
    kind: str,
    *,
    address: str,
    type: str,
    event: str,
    status: int | None,
    calls: tuple[int, int],
) -> Remark:
    """
    Return what is to be said of a receiver that has accepted a forgery.

    Args:
        kind: `unsigned`, `foreign`, `tampered` or `stale`.
        address: Of the receiver.
        type: Of the event.
        event: Its id.
        status: What it answered.
        calls: Numbers of the last call in the journal before and after it.
    """
    said, instead = FORGERIES[kind]
    before, after = calls
    return Remark(
        about=(address, kind),
        calls=tuple(range(before + 1, after + 1)),
        message=(
            f"{address} accepted {type} {said} (event {event}): it answered "
            f"{status}; {instead}, and answer 400"
        ),
        details={"event": event, "type": type, "forgery": kind},
    )


def forged(attempt: Attempt, settings: Settings) -> list[str]:
    """Return in what ways nobody should believe *attempt*."""
    age = _FRESH
    if settings.signature_clock == "real":
        # That clock has moved on since it was signed.
        age += _ANSWERED
    # All spellings of a moment are in the order of their moments.
    fresh = attempt.timestamp >= stamped(settings, attempt.at, age)
    return [
        kind
        for kind in attempt.bent
        if kind in FORGERIES and not (kind == "stale" and fresh)
    ]
