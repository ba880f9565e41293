"""Whether a bank wants its customer to prove who they are, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mockdr.engine.things import Record

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant

__all__ = [
    "fails_anyhow",
    "is_challenged",
    "keep_proof",
    "owing",
    "proof_of",
    "spares",
]

#: Results of test values with which a bank challenges, each time.
_CHALLENGED: Final = frozenset({"sca", "sca_failed"})
#: `chargeType`s of payments without a customer at a screen, as the pages on PSD2 say.
_UNATTENDED: Final = frozenset({"merchant_initiated", "moto"})
#: Where the result of a challenge waits for the call that asks for it.
_PROOF: Final = "proof"


def owing(*records: Record | None) -> Record | None:
    """Return the first source or session whose state owes an authentication."""
    for record in records:
        if record is not None and record.document["state"] == "requires_action":
            return record
    return None


def spares(source: Record, holder: Record | None) -> bool:
    """
    Tell whether the bank spares a customer whom a test value lets it challenge.

    Args:
        holder: The checkout or invoice that is paid, if any.
    """
    unattended = holder is not None and (
        holder.document.get("chargeType") in _UNATTENDED
    )
    return unattended and source.private.get("result") in _CHALLENGED


def is_challenged(source: Record, holder: Record | None) -> bool:
    """
    Tell whether the bank challenges the customer each time that *source* pays.

    Args:
        holder: The checkout or invoice that is paid, if any.
    """
    return source.private.get("result") in _CHALLENGED and not spares(source, holder)


def fails_anyhow(source: Record | None) -> bool:
    """Tell whether a test value lets the customer fail, whatever they type."""
    return source is not None and source.private.get("result") == "sca_failed"


def keep_proof(tenant: Tenant, source: str, *, passed: bool) -> None:
    """Remember what came of a challenge, for the call that asks for it next."""
    record = tenant.peek("source", source)
    if record is not None:
        tenant.tape.note("proof", of=source, passed=passed)
        record.private[_PROOF] = "complete" if passed else "failed"
        # What a page knows moves nothing, and no event tells it.
        tenant.store.put("source", source, record.encode())


def proof_of(source: Record) -> str | None:
    """Take what came of the latest challenge off *source*, which is to be saved."""
    found = source.private.pop(_PROOF, None)
    return None if found is None else str(found)
