"""What kept a story from going on, as findings that point at its steps."""

from __future__ import annotations

from collections.abc import Sequence

from mockdr.base.errors import MockdrError
from mockdr.base.source import Place
from mockdr.engine.journal import Finding
from mockdr.engine.sending import Answered
from mockdr.scenario.story import CallStep

__all__ = ["derailed", "stuck", "unannounced"]


def derailed(place: Place, message: str, possible: Sequence[str] = ()) -> Finding:
    """Return the finding that a story left its way at *place*."""
    return Finding(
        kind="derailed",
        severity="fail",
        message=f"{place}: {message}",
        details={"line": place.line, "possible": [p for p in possible if p]},
    )


def unannounced(step: CallStep, answered: Answered) -> bool:
    """Tell whether the provider refused a step that says nothing of how it ends."""
    return answered.status >= 400 and step.then is None and step.fault is None  # noqa: PLR2004  (HTTP's)


def stuck(place: Place, what: str, error: MockdrError) -> Finding:
    """Return the finding that *what* cannot be done, with what can."""
    possible = getattr(error, "possible", None) or ([error.help] if error.help else [])
    message = error.message.removeprefix(f"{place}: ")
    return derailed(place, f"{what}: {message}" if what else message, possible)
