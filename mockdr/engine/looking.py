"""Looks at the text of a scenario with all that is known of payments, and tries it."""

from __future__ import annotations

from mockdr.base.diagnostics import Diagnostic
from mockdr.engine.rehearsal import try_out
from mockdr.engine.vocabulary import vocabulary
from mockdr.scenario.looking import look

__all__ = ["look_closely"]


def look_closely(
    text: str | bytes, file: str, *, stored: bool = False
) -> tuple[Diagnostic, ...]:
    """
    Return everything that is wrong with a text, in the order of the text.

    A story without errors is rehearsed as well: what the provider's lifecycles do
    not allow is found by trying.

    Args:
        text: As it was stored or sent.
        file: Its name, for findings.
        stored: Whether it is a file that stays, and so should say its own name.
    """
    return look(text, file, vocabulary(), try_out, stored=stored)[1]
