"""How a checkout is funded: which of these happens is arithmetic, not choice."""

from __future__ import annotations

from typing import Final

from mockdr.domain.lifecycle import Evidence
from mockdr.domain.outcomes.outcome import Outcome
from mockdr.domain.payment_session import OPEN
from mockdr.domain.source import ATTACHABLE

__all__ = ["CHECKOUTS"]

_D = Evidence.DOCUMENTED
_I = Evidence.INFERRED
_PAGE = "creating-checkouts/README.md"
_SESSIONS = "payment-sessions.md"
_CREDIT = "applying-a-store-credit.md"
_USING = "using-the-source-identifier.md"
_UPDATED = ("checkout.updated",)


def _session(
    trigger: str,
    name: str,
    before: str,
    after: str,
    evidence: Evidence = _D,
    *,
    page: str = _SESSIONS,
    source: tuple[str, str] | None = None,
) -> Outcome:
    situation: dict[str, str | None] = {"session": before}
    then = {"session": after}
    if source is not None:
        situation["source"], then["source"] = source
    return Outcome(
        name=name,
        trigger=trigger,
        situation=situation,
        then=then,
        events=_UPDATED,
        evidence=evidence,
        page=page,
    )


def _refused(trigger: str, name: str, error: str, page: str = _CREDIT) -> Outcome:
    return Outcome(name=name, trigger=trigger, error=error, fact=True, page=page)


_ATTACHING = (
    *(
        _session(
            "attachSourceToCheckout",
            f"{state} primary for a session in {before}",
            before,
            "requires_confirmation",
            _D if before == "requires_source" else _I,
            source=(state, state),
        )
        for before in OPEN
        for state in ATTACHABLE
    ),
    _session(
        "attachSourceToCheckout",
        "secondary, total not reached",
        "requires_source",
        "requires_source",
        page=_CREDIT,
        source=("chargeable", "chargeable"),
    ),
    _refused(
        "attachSourceToCheckout",
        "secondary too large",
        "session_source_amount_too_large",
    ),
    _refused(
        "attachSourceToCheckout",
        "secondary after a single-use primary",
        "session_update_not_allowed",
    ),
    _refused(
        "attachSourceToCheckout",
        "source spent or cancelled",
        "source_status_invalid_for_session",
        _USING,
    ),
)

_DETACHING = (
    *(
        _session(
            "detachSourceToCheckout",
            f"single-use {state} source of a session in {before}",
            before,
            "requires_source",
            _D if state == "chargeable" else _I,
            page=_USING,
            source=(state, "cancelled"),
        )
        for before in OPEN
        for state in ATTACHABLE
    ),
    *(
        _session(
            "detachSourceToCheckout",
            f"reusable source of a session in {before}",
            before,
            "requires_source",
            _I,
            page=_USING,
            source=("chargeable", "chargeable"),
        )
        for before in OPEN
    ),
    *(
        _session(
            "detachSourceToCheckout",
            f"secondary, its primary of a session in {before} takes over",
            before,
            before,
            _I,
            page=_USING,
            source=("chargeable", "cancelled"),
        )
        for before in ("requires_confirmation", "requires_action")
    ),
    _refused("detachSourceToCheckout", "not attached", "source_not_found", _USING),
)

#: What happens to a checkout, its session and its sources before an order.
CHECKOUTS: Final[tuple[Outcome, ...]] = (
    Outcome(
        name="made",
        trigger="createCheckouts",
        situation={"checkout": None, "session": None},
        then={"checkout": "open", "session": "requires_source"},
        events=("checkout.created",),
        page=_PAGE,
    ),
    Outcome(
        name="made and funded",
        trigger="createCheckouts",
        situation={"checkout": None, "session": None},
        then={"checkout": "open", "session": "requires_confirmation"},
        events=("checkout.created",),
        page=_PAGE,
    ),
    *(
        _session(
            "updateCheckouts",
            f"from {before} to {after}",
            before,
            after,
            _D if before == after == "requires_source" else _I,
        )
        for before, after in (
            ("requires_source", "requires_source"),
            ("requires_source", "requires_confirmation"),
            ("requires_confirmation", "requires_confirmation"),
            ("requires_confirmation", "requires_source"),
            ("requires_action", "requires_action"),
            ("requires_action", "requires_confirmation"),
            ("requires_action", "requires_source"),
            ("failed", "failed"),
        )
    ),
    *_ATTACHING,
    *_DETACHING,
    *(
        Outcome(
            name=f"deleted in {state}",
            trigger="deleteCheckouts",
            situation={"checkout": "open", "session": state},
            then={"checkout": "deleted", "session": "cancelled"},
            events=("checkout.deleted",),
            evidence=_I,
            page=_PAGE,
        )
        for state in OPEN
    ),
    Outcome(
        name="deleted, burnt",
        trigger="deleteCheckouts",
        situation={"checkout": "burnt", "session": "failed"},
        then={"checkout": "deleted", "session": "failed"},
        events=("checkout.deleted",),
        evidence=_I,
        page=_PAGE,
    ),
)
