"""Calls that belong to no tenant, and arrive while a test runs: they are the test's."""

from __future__ import annotations

from collections.abc import Iterator

from mockdr.engine.doors import shortened
from mockdr.engine.journal import Entry, Finding
from mockdr.engine.world import World

__all__ = ["Strays"]


class Strays:
    """
    What went astray in a world from now on.

    One process runs one test at a time, so whatever comes meanwhile comes of it.

    Args:
        world: Where calls arrive.
    """

    def __init__(self, world: World) -> None:
        self._journal = world.strays
        self._seq = self._journal.seq
        self._errors = len(self._journal.findings())

    def entries(self) -> list[Entry]:
        """Return the calls, oldest first."""
        return [entry for entry in self._journal.entries() if entry.seq > self._seq]

    def found(self, severity: str) -> list[Finding]:
        """
        Return what should be known of them: our own errors, and every call once.

        Args:
            severity: How much a call weighs; an error of ours fails always.
        """
        # What failed before any key was known has no tenant to be told by.
        found = self._journal.findings()[self._errors :]
        calls: dict[str, Finding] = {}
        for entry in self.entries():
            message = _called(entry)
            calls.setdefault(
                message,
                Finding(
                    kind="stray",
                    severity=severity,
                    message=message,
                    details={"status": entry.status, "hint": entry.hint},
                ),
            )
        return [*found, *calls.values()]

    def lines(self) -> Iterator[str]:
        """Yield a line for each call, with what opens the door."""
        for entry in self.entries():
            hint = f", {entry.hint}" if entry.hint else ""
            yield f"{_called(entry)} -> {entry.status}{hint}"


def _called(entry: Entry) -> str:
    return f"{entry.method} {shortened(entry.path)} with {entry.key}"
