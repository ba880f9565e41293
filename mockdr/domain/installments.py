"""What a purchase in France costs that is paid month by month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

__all__ = ["LEAST", "MOST", "Plan", "plans"]

#: Euros that can be paid so. Source: installments-france.md.
LEAST: Final = 90.0
MOST: Final = 3000.0

#: Months to the id of the plan, and the interest that the bank takes on the whole, in
#: percent. The plan of four months is a sample's (digitalriver-object.md); the other
#: one, which installments-france.md names, has terms of our own.
_PLANS: Final[Mapping[int, tuple[str, float]]] = MappingProxyType(
    {3: ("8280", 0.63), 4: ("8281", 0.84)}
)
#: What each month costs besides, and the interest in the name of the sample.
_FEE: Final = 5.0
_NOMINAL: Final = 4.0
_YEAR: Final = 12
_HUNDRED: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """
    One way to pay a total month by month; money is in euros.

    Args:
        id: `termCodeId` of a source that is paid so.
        months: How many payments there are.
        total: What is bought.
        monthly: A payment, without its fee.
        apr: What it costs by the year, fees included, in percent.
    """

    id: str
    months: int
    total: float
    monthly: float
    apr: float

    def shown(self) -> dict[str, str | float | int]:
        """Return the plan as an entry of `terms[]`."""
        with_fees = round(self.monthly + _FEE, 2)
        whole = round(with_fees * self.months, 2)
        return {
            "id": self.id,
            "name": f"{self.months}x installment for Cetelem",
            "code": f"{self.months}_months",
            "underMinimumAmount": 0,
            "overMaximumAmount": 0,
            "durationMonths": self.months,
            "monthlyPaymentAmount": self.monthly,
            "monthlyPaymentWithFeesAmount": with_fees,
            "orderTotal": self.total,
            "totalRepayable": whole,
            "creditChargeAmount": round(whole - self.total, 2),
            "originationFeeAmount": _FEE,
            "administrationFeeAmount": 0,
            "nominalApr": _NOMINAL,
            "effectiveApr": self.apr,
        }


def plans(total: float) -> tuple[Plan, ...]:
    """Return the ways to pay *total*, in euros; none where it is too small or large."""
    if not LEAST <= total <= MOST:
        return ()
    found = []
    for months, (id, interest) in _PLANS.items():
        monthly = round(total * (_HUNDRED + interest) / _HUNDRED / months, 2)
        rate = _rate(total, monthly + _FEE, months)
        apr = round(((1 + rate) ** _YEAR - 1) * _HUNDRED, 1)
        found.append(Plan(id=id, months=months, total=total, monthly=monthly, apr=apr))
    return tuple(found)


def _rate(total: float, payment: float, months: int) -> float:
    """Return the interest of a month at which so many payments are worth *total*."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        worth = sum(payment / (1 + middle) ** n for n in range(1, months + 1))
        low, high = (middle, high) if worth > total else (low, middle)
    return low
