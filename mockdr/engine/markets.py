"""Reads of which market a page asks, and remarks where nobody trades."""

from __future__ import annotations

from typing import Final

from mockdr.domain.countries import COUNTRIES
from mockdr.domain.currencies import CURRENCIES
from mockdr.engine.turn import Turn

__all__ = ["market_asked"]

_KNOWN: Final = (("country", COUNTRIES, "DE"), ("currency", CURRENCIES, "EUR"))


def market_asked(turn: Turn) -> tuple[str | None, str | None]:
    """
    Return the country and the currency of a query in capitals, None where none is said.

    The documentation writes them in capitals, and no page of it says what becomes of
    others: they are read as `usd` is in bodies. What is no code in capitals either
    refuses nothing, and leaves a hint.
    """
    query = dict(turn.query)
    found: list[str | None] = []
    hints: list[str] = []
    for name, known, such in _KNOWN:
        said = query.get(name) or None
        code = said.upper() if said is not None and said.isascii() else said
        if said is not None and code not in known:
            hints.append(f"no {name} has the code {said!r}: write one such as {such}")
        elif said != code:
            hints.append(f"{name} {said!r} was read as {code}: write it in capitals")
        found.append(code if code in known else said)
    turn.hint = turn.hint or "; ".join(hints)
    country, currency = found
    return country, currency
