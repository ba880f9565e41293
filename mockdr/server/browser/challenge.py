"""The bank's question in the customer's browser: a password, and three tries."""

from __future__ import annotations

from typing import Final
from weakref import WeakKeyDictionary

from mockdr.base.errors import Complaint, Json, Refusal
from mockdr.engine.acts import Impossible
from mockdr.engine.hands import in_page
from mockdr.engine.proving import fails_anyhow, is_challenged, keep_proof, owing
from mockdr.engine.tenant import Tenant
from mockdr.engine.things import Record
from mockdr.server.browser.visit import Trouble, Visit

__all__ = ["ask", "judge"]

#: Passwords of the text challenge, on the web and on a telephone.
#: Source: testing-scenarios.md.
_PASSWORDS: Final = frozenset({"password", "1234"})
#: Tries before the bank gives up. Inferred.
_TRIES: Final = 3

#: Tenant to the id of what is asked about, to how often it was answered wrongly.
_wrong: WeakKeyDictionary[Tenant, dict[str, int]] = WeakKeyDictionary()


def ask(visit: Visit) -> dict[str, Json]:
    """
    Tell whether a challenge is to be shown now, and what it would be about.

    Raises:
        Refusal: If what it is asked of is not there, or nothing is named.
    """
    source, session, holder = _parties(visit)
    subject = owing(source, session)
    owed = subject is not None
    if not owed and source is not None and visit.true("paying"):
        owed = is_challenged(source, holder)
    about = subject or source or session
    return {"owed": owed, "subject": None if about is None else about.kind}


def judge(visit: Visit) -> dict[str, Json]:
    """
    Take a password, or the wish to give up, and tell what came of it.

    Whoever must fail by a test value has authenticated and fails nevertheless: the
    documentation lets their charge fail, which needs a chargeable source.
    Source: testing-scenarios.md.

    Raises:
        Refusal: If what it is asked of is not there, or nothing is named.
        Trouble: 409, if nothing waits for an authentication.
    """
    source, session, holder = _parties(visit)
    subject = owing(source, session)
    challenged = source is not None and is_challenged(source, holder)
    about = subject or source or session
    if about is None or (subject is None and not challenged):
        raise Trouble(
            409,
            "challenge_not_owed",
            "Neither the source nor the session waits for an authentication now.",
        )
    counts = _wrong.setdefault(visit.tenant, {})
    cancelled = visit.true("cancel")
    right = not cancelled and visit.text("password") in _PASSWORDS
    if not right and not cancelled:
        counts[about.id] = counts.get(about.id, 0) + 1
        left = _TRIES - counts[about.id]
        if left > 0:
            return {"result": "wrong", "left": left}
    counts.pop(about.id, None)
    if subject is not None:
        _move(visit, subject, "authenticates" if right else "fails_authentication")
    passed = right and not fails_anyhow(source or _primary(visit, holder))
    if source is not None and session is not None:
        keep_proof(visit.tenant, source.id, passed=passed)
    return {"result": "passed" if passed else "failed", "left": 0}


def _parties(visit: Visit) -> tuple[Record | None, Record | None, Record | None]:
    """Return the source, the session and what it pays for, as far as named."""
    source = visit.source() if visit.text("sourceId") else None
    session = visit.session() if visit.text("sessionId") else None
    if source is None and session is None:
        raise Refusal(Complaint(key="missing_parameter", parameter="sessionId"))
    holder = None if session is None else visit.paid_by(session)
    return source, session, holder


def _primary(visit: Visit, holder: Record | None) -> Record | None:
    id = None if holder is None else holder.private.get("primary")
    return visit.tenant.peek("source", id) if id else None


def _move(visit: Visit, subject: Record, verb: str) -> None:
    try:
        in_page(visit.tenant, verb, subject.id)
    except Impossible as impossible:
        raise Trouble(409, "challenge_not_owed", str(impossible)) from impossible
