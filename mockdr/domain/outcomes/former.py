"""What only older API versions can do: things made and unmade inside other things."""

from __future__ import annotations

from typing import Final

from mockdr.domain.outcomes.outcome import Outcome

__all__ = ["FORMER"]

_CREDIT: Final = "applying-store-credit-legacy.md"
_TAX: Final = "setting-tax-related-attributes.md"
_SAID: Final = ("createCustomers", "updateCustomers")


def _refused(name: str, error: str) -> Outcome:
    return Outcome(
        name=name, trigger="updateCheckouts", error=error, fact=True, page=_CREDIT
    )


#: Up to 2021-02-23 checkouts make store credit, up to 2020-12-17 customers make tax
#: identifiers. They come last: nothing that others do is to become less likely.
FORMER: Final[tuple[Outcome, ...]] = (
    *(
        Outcome(
            name="store credit by amount",
            trigger=trigger,
            situation={"source": None},
            then={"source": "chargeable"},
            events=("source.created", "source.chargeable"),
            page=_CREDIT,
        )
        for trigger in ("createCheckouts", "updateCheckouts")
    ),
    _refused("a second credit amount", "creditAmount_already_updated"),
    _refused("credit amount after a single-use primary", "source_not_supported"),
    *(
        Outcome(
            name=f"tax identifier said, {state}",
            trigger=trigger,
            situation={"tax_identifier": None},
            then={"tax_identifier": state},
            events=(f"tax_identifier.{state}", "customer.tax_identifier.created"),
            page=_TAX,
        )
        for trigger in _SAID
        for state in ("pending", "verified")
    ),
    *(
        Outcome(
            name=f"tax identifier taken back, {state}",
            trigger="updateCustomers",
            situation={"tax_identifier": state},
            then={"tax_identifier": "deleted"},
            events=("tax_identifier.deleted",),
            page=_TAX,
        )
        for state in ("pending", "verified", "not_valid")
    ),
)
