"""A tax identifier is pending until the authority of its country has looked at it."""

from __future__ import annotations

from functools import partial
from typing import Final

from mockdr.domain.lifecycle import Lifecycle, row

__all__ = ["LIFECYCLE"]

_PAGE: Final = "tax-identifiers.md"
_LEGACY: Final = "setting-tax-related-attributes.md"
_move = partial(row, page=_PAGE)

_STATES: Final = ("pending", "verified", "not_valid")

#: Up to version 2020-12-17 a customer's request says its tax identifiers.
_INSIDE_CUSTOMERS: Final = (
    *(
        row(None, trigger, state, "said in a customer", page=_LEGACY)
        for trigger in ("createCustomers", "updateCustomers")
        for state in ("pending", "verified")
    ),
    *(
        row(state, "updateCustomers", "deleted", "another value, or none", page=_LEGACY)
        for state in _STATES
    ),
)

#: Every move of a tax identifier.
LIFECYCLE: Final = Lifecycle(
    kind="tax_identifier",
    states=(*_STATES, "deleted"),
    moves=(
        _move(None, "createTaxIdentifiers", "pending", "its value has a fitting form"),
        _move(None, "createTaxIdentifiers", "verified", "a test value"),
        _move("pending", "provider.completes", "verified"),
        _move("pending", "provider.fails", "not_valid"),
        *(_move(state, "createCustomerTaxIdentifier", state) for state in _STATES),
        *(_move(state, "deleteTaxIdentifiers", "deleted") for state in _STATES),
        *_INSIDE_CUSTOMERS,
    ),
)
