"""A payment session, and what it pays for: a checkout, or an invoice."""

from __future__ import annotations

from mockdr.engine.things import Record
from mockdr.engine.turn import Turn

__all__ = ["holder_of", "new_session", "session_of"]


def new_session(turn: Turn, holder: Record) -> Record:
    """Make the session that is to pay for *holder*, a checkout or an invoice."""
    ids = turn.tenant.ids
    id = holder.private["session"]
    return turn.make(
        Record(
            "session",
            id,
            {
                "id": id,
                "amountContributed": 0.0,
                "amountRemainingToBeContributed": 0.0,
                "state": "requires_source",
                "clientSecret": ids.secret(id),
            },
            {holder.kind: holder.id},
        )
    )


def holder_of(turn: Turn, session: Record) -> Record | None:
    """Return what *session* pays for; None where that is deleted."""
    private = session.private
    kind = "invoice" if "invoice" in private else "checkout"
    return turn.load(kind, private[kind])


def session_of(turn: Turn, id: str, parameter: str) -> tuple[Record, Record]:
    """
    Return the session that a request names as *parameter*, and what it pays for.

    Raises:
        Refusal: 404 `not_found`; the session of a deleted checkout is gone with it.
    """
    session = turn.need("session", id, resource="Session", parameter=parameter)
    kind = "invoice" if "invoice" in session.private else "checkout"
    holder = turn.need(
        kind,
        session.private[kind],
        resource=kind.title(),
        parameter=parameter,
    )
    return session, holder
