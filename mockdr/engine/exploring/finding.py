"""What was found, for people: the shortest journey, why it is wrong, and as a story."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mockdr.base.errors import MockdrError
from mockdr.base.writing import write_asked
from mockdr.engine.exploring.search import Journey
from mockdr.engine.exploring.writing import scenario_of
from mockdr.scenario.editor.copies import first_line, lay

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant

__all__ = ["counted", "journey_lines", "named", "reason", "written"]

_NAME: Final = re.compile(r"[a-z][a-z0-9-]*")
_LONGEST: Final = 200


def journey_lines(journey: Journey) -> Iterator[str]:
    """Yield the steps of a journey, each with its number."""
    for number, move in enumerate(journey, 1):
        yield f"{number:>3}  {move}"


def reason(error: BaseException) -> str:
    """Return in one line what went wrong."""
    first = str(error).strip().partition("\n")[0][:_LONGEST]
    return f"{type(error).__name__}: {first}" if first else type(error).__name__


def counted(number: int, word: str) -> str:
    """Return a number of things in words: `1 step`, `4,520 steps`."""
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def named(out: Path | None, seed: int) -> tuple[str, Path | None]:
    """
    Return what the scenario of a journey is called, and where it is written.

    Args:
        out: A file `.yaml`, or a folder; None writes it nowhere.

    Raises:
        MockdrError: If no scenario can have the file's name.
    """
    name = f"explored-{seed}"
    if out is None:
        return name, None
    if out.suffix not in (".yaml", ".yml"):
        return name, out / f"{name}.yaml"
    if _NAME.fullmatch(out.stem) is None:
        raise MockdrError(
            f"no scenario can be called {out.stem!r}",
            help="use small letters, digits and hyphens, beginning with a letter",
        )
    return out.stem, out


def written(
    tenant: Tenant,
    journey: Journey,
    error: BaseException,
    *,
    seed: int,
    out: Path | None,
) -> tuple[str | None, Path | None]:
    """
    Return the journey as a scenario's text, and the file that it was written to.

    A file that says something else stays: then the scenario's name gets a number.

    Raises:
        MockdrError: If it cannot be written there.
    """
    name, asked = named(out, seed)
    for number in count(1):
        called = name if number == 1 else f"{name}-{number}"
        text = scenario_of(
            tenant,
            name=called,
            summary="The shortest journey that exploring found to go wrong.",
            remarks=(f"seed {seed}; {reason(error)}", *journey_lines(journey)),
        )
        if text is None or asked is None:
            break
        file = asked.with_stem(called)
        text = first_line(file, file.parent) + text
        if _may_hold(file, text.encode()):
            lay(file.parent, write_asked)
            write_asked(file, text.encode())
            return text, file
    return text, None


def _may_hold(file: Path, data: bytes) -> bool:
    """Tell whether nothing is lost when *data* is written to *file*."""
    if file.is_dir() or file.is_symlink():
        return False
    try:
        return file.read_bytes() == data
    except OSError:
        # Nothing is there, or writing tells why it cannot be read either.
        return not file.is_file()
