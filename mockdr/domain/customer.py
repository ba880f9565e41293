"""A customer is enabled, disabled, or gone."""

from __future__ import annotations

from typing import Final

from mockdr.domain.lifecycle import Evidence, Lifecycle, Move

__all__ = ["LIFECYCLE"]

_PAGE = "creating-a-customer.md"

#: Every move of a customer; on the wire the state is the flag `enabled`.
LIFECYCLE: Final = Lifecycle(
    kind="customer",
    states=("enabled", "disabled", "deleted"),
    moves=(
        Move(before=None, trigger="createCustomers", after="enabled", page=_PAGE),
        Move(
            before=None,
            trigger="createCustomers",
            after="disabled",
            guard="made with enabled false",
            evidence=Evidence.INFERRED,
            page=_PAGE,
        ),
        Move(
            before="enabled",
            trigger="updateCustomers",
            after="enabled",
            guard="enabled stays",
            page=_PAGE,
        ),
        Move(before="enabled", trigger="updateCustomers", after="disabled", page=_PAGE),
        Move(
            before="disabled",
            trigger="updateCustomers",
            after="disabled",
            guard="enabled stays",
            page=_PAGE,
        ),
        Move(
            before="disabled",
            trigger="updateCustomers",
            after="enabled",
            evidence=Evidence.INFERRED,
            page=_PAGE,
        ),
        *(
            Move(before=state, trigger=trigger, after=after, page=_PAGE)
            for state in ("enabled", "disabled")
            for trigger, after in (
                ("deleteCustomers", "deleted"),
                ("createCustomerSource", state),
                ("deleteCustomerSource", state),
            )
        ),
    ),
)
