"""What a part of a line costs, and which charge pays for it."""

from __future__ import annotations

from fractions import Fraction

__all__ = ["nearest"]


def nearest(value: Fraction) -> int:
    """Return *value*, which is not negative, as a whole number, halves rounded up."""
    return int(value + Fraction(1, 2))
