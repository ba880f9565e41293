"""Amounts are counted in cents, or what a currency has for them, never in floats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from typing import Final, TypeAlias

from mockdr.domain.currencies import decimals

__all__ = [
    "EXACT",
    "Money",
    "Number",
    "decimal",
    "decimals",
    "half_up",
    "split",
]

#: A number as it came over the wire.
Number: TypeAlias = int | float | str | Decimal

#: How we count, whatever context the program around us has set for its own decimals.
EXACT: Final = Context(prec=60, rounding=ROUND_HALF_UP)

#: More digits before the point than any amount has; guards against `1e999999999`.
_LARGEST_EXPONENT = 15


def decimal(value: Number) -> Decimal:
    """
    Return the exact decimal that *value* prints as: 0.1 is one tenth.

    Raises:
        ValueError: If it is no finite number, or 10^16 and more.
    """
    if isinstance(value, bool):
        raise ValueError(f"{value!r} is not a number")  # noqa: TRY004
    try:
        found = value if isinstance(value, Decimal) else Decimal(str(value))
    except InvalidOperation:
        raise ValueError(f"{value!r} is not a number") from None
    if not found.is_finite() or (found and found.adjusted() > _LARGEST_EXPONENT):
        raise ValueError(f"{value!r} is not an amount")
    return found


def half_up(value: Decimal) -> int:
    """Return *value* as a whole number, halves away from zero."""
    return int(value.to_integral_value(ROUND_HALF_UP))


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Money:
    """
    An amount.

    Args:
        currency: ISO 4217 code.
        minor: The amount in minor units: cents of EUR, yen of JPY.
    """

    currency: str
    minor: int

    @classmethod
    def from_wire(cls, value: Number, currency: str) -> Money:
        """
        Return the amount that the wire's *value* means, halves rounded up.

        Args:
            value: In major units: `12.5`, `"12.50"`, `12`.
            currency: ISO 4217 code.

        Raises:
            ValueError: If *value* is no amount or *currency* no currency.
        """
        return cls.from_decimal(decimal(value), currency)

    @classmethod
    def from_decimal(cls, value: Decimal, currency: str) -> Money:
        """Return *value* major units, halves rounded up."""
        return cls(
            currency=currency, minor=half_up(EXACT.scaleb(value, decimals(currency)))
        )

    def to_wire(self) -> float:
        """Return the amount in major units, as the provider prints it: a float."""
        return float(self.minor / 10 ** decimals(self.currency))

    def to_decimal(self) -> Decimal:
        """Return the amount in major units, exactly."""
        return EXACT.scaleb(Decimal(self.minor), -decimals(self.currency))

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not mix")

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(currency=self.currency, minor=self.minor + other.minor)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money(currency=self.currency, minor=self.minor - other.minor)

    def __bool__(self) -> bool:
        return self.minor != 0


def split(
    total: int, weights: Sequence[int], *, rest_on_last: bool = False
) -> tuple[int, ...]:
    """
    Divide *total* as *weights* say, so that the parts add up to it again.

    What does not divide is handed out from the front, a unit to each part that has a
    weight; or the last of these takes it all.

    Args:
        total: In minor units, zero or more.
        weights: How the parts compare; zero makes an empty part, but not all are zero.
        rest_on_last: Whether the last part takes what does not divide.

    Raises:
        ValueError: If no weight is positive, any is negative, or *total* is.
    """
    whole = sum(weights)
    if whole <= 0 or min(weights) < 0 or total < 0:
        raise ValueError("a split needs a total and weights that are not negative")
    parts = [total * weight // whole for weight in weights]
    rest = total - sum(parts)
    if not rest:
        return tuple(parts)
    takers = [i for i, weight in enumerate(weights) if weight]
    if rest_on_last:
        parts[takers[-1]] += rest
    else:
        for taker in takers[:rest]:
            parts[taker] += 1
    return tuple(parts)
