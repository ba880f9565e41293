"""What happens to what is sold, to its stock, and to tax identifiers."""

from __future__ import annotations

from typing import Final

from mockdr.domain import fee, inventory_item, reservation, sku
from mockdr.domain.outcomes.alone import alone
from mockdr.domain.outcomes.outcome import Outcome

__all__ = ["CATALOGUE"]

_TAX: Final = "tax-identifiers.md"
_MADE: Final = ("pending", "verified", "not_valid")

#: Each of them concerns one thing alone.
CATALOGUE: Final[tuple[Outcome, ...]] = (
    Outcome(
        name="to be verified",
        trigger="createTaxIdentifiers",
        situation={"tax_identifier": None},
        then={"tax_identifier": "pending"},
        events=("tax_identifier.pending",),
        page=_TAX,
    ),
    Outcome(
        name="verified at once",
        trigger="createTaxIdentifiers",
        situation={"tax_identifier": None},
        then={"tax_identifier": "verified"},
        events=("tax_identifier.verified",),
        page=_TAX,
    ),
    Outcome(
        name="found valid",
        trigger="provider.completes",
        situation={"tax_identifier": "pending"},
        then={"tax_identifier": "verified"},
        events=("tax_identifier.verified",),
        page=_TAX,
    ),
    Outcome(
        name="found invalid",
        trigger="provider.fails",
        situation={"tax_identifier": "pending"},
        then={"tax_identifier": "not_valid"},
        events=("tax_identifier.not_valid",),
        page=_TAX,
    ),
    *(
        Outcome(
            name=f"attached to a customer, {state}",
            trigger="createCustomerTaxIdentifier",
            situation={"tax_identifier": state},
            then={"tax_identifier": state},
            events=("customer.tax_identifier.created",),
            page=_TAX,
        )
        for state in _MADE
    ),
    *(
        Outcome(
            name=f"deleted, {state}",
            trigger="deleteTaxIdentifiers",
            situation={"tax_identifier": state},
            then={"tax_identifier": "deleted"},
            events=("tax_identifier.deleted",),
            page=_TAX,
        )
        for state in _MADE
    ),
    *alone(reservation.LIFECYCLE, {}),
    *alone(
        sku.LIFECYCLE,
        {
            "createSkus": ("sku.created",),
            "updateSkus": ("sku.updated",),
            "deleteSkus": ("sku.deleted",),
        },
    ),
    *alone(
        fee.LIFECYCLE,
        {
            "createFees": ("fee.created",),
            "updateFees": ("fee.updated",),
            "deleteFees": ("fee.deleted",),
            "deleteSkus": ("fee.deleted",),
        },
    ),
    *alone(inventory_item.LIFECYCLE, {}),
)
