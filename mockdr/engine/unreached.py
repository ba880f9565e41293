"""A webhook that a test put up itself, and that nothing may be sent to, is told of."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from mockdr.engine.journal import Finding
from mockdr.engine.masking import mask_text
from mockdr.events.delivery import Attempt, Delivery

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant

__all__ = ["is_meant", "warn_of_blocked"]


def warn_of_blocked(tenant: Tenant, webhook: str) -> None:
    """
    Warn once for each address where *webhook* is to be told and must not be.

    Of what the merchant's software has created nobody is warned: it names the address
    of the true shop, which a test may have no use for.
    """
    tenant.mail.on_answer.append(partial(_look, tenant, webhook))


def is_meant(tenant: Tenant, finding: Finding) -> bool:
    """Tell whether a warning is of an address that the test expects to be blocked."""
    return finding.kind == "blocked" and all(
        delivery.expected
        for delivery in tenant.mail.deliveries
        if delivery.state == "blocked"
        and mask_text(delivery.address) == finding.details["address"]
    )


def _look(tenant: Tenant, webhook: str, delivery: Delivery, attempt: Attempt) -> None:
    answer, address = attempt.answer, delivery.address
    if delivery.webhook != webhook or answer is None or answer.outcome != "blocked":
        return
    known = (f for f in tenant.journal.findings() if f.kind == "blocked")
    if any(finding.details.get("address") == mask_text(address) for finding in known):
        return
    parts = urlsplit(address)
    base = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
    tenant.find(
        kind="blocked",
        severity="warn",
        message=(
            f"nothing reaches {address}: mockdr.webhooks.route({base!r}, app) "
            f"leads it into an application of this process; or else: {answer.reason}"
        ),
        seq=None,
        details={"address": address, "webhook": webhook},
    )
