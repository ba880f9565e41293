"""Looks at many files: not again at what was fine, and at the rest all at once."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from mockdr.base.diagnostics import Diagnostic
from mockdr.base.errors import MockdrError
from mockdr.cli.remembered import Remembered
from mockdr.cli.spread import spread
from mockdr.scenario.files import read_file

__all__ = ["Looked", "sweep"]

#: Looks at one file; puts its text into the mapping, under the name in the findings.
Look = Callable[[Path, dict[str, str]], tuple[Diagnostic, ...]]

#: What is noted of a text that is fine.
_FINE: Final = "fine"
#: So many things more there are before Python looks which of them nobody needs.
_AT_ONCE: Final = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """
    What a look at a file brought to light.

    Args:
        file: The file.
        found: What is wrong, in the order of the text.
        texts: Its text, under the name that the findings use; empty where it was fine
            before, or cannot be read.
    """

    file: Path
    found: tuple[Diagnostic, ...]
    texts: dict[str, str]


def sweep(
    files: Sequence[Path],
    look: Look,
    memory: Remembered,
    *,
    ready: Callable[[], object],
) -> list[Looked]:
    """
    Return what is wrong with each of *files*, in their order.

    Args:
        files: Each but once.
        look: A function of a module, which is how other processes find it.
        memory: What was fine before; what is fine now is added to it.
        ready: Called before the first look, so that what all looks need is read once.
    """
    texts = {file: _bytes(file) for file in files}
    known = {
        file
        for file, data in texts.items()
        if data is not None and memory.story(file.name, data) is not None
    }
    unknown = [file for file in files if file not in known]
    if unknown:
        ready()
    with _little_tidying():
        fresh = iter(spread(_Job(look=look), unknown))
    looked = [
        Looked(file=file, found=(), texts={}) if file in known else next(fresh)
        for file in files
    ]
    for one in looked:
        data = texts[one.file]
        if data is None or one.found or one.file in known:
            continue
        # What changed while it was looked at is not what was looked at.
        if data == _bytes(one.file):
            memory.keep(one.file.name, data, _FINE)
    memory.save()
    return looked


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    look: Look

    def __call__(self, file: Path) -> Looked:
        texts: dict[str, str] = {}
        return Looked(file=file, found=self.look(file, texts), texts=texts)


@contextmanager
def _little_tidying() -> Iterator[None]:
    """Let Python look less often for what nobody needs: the process ends soon."""
    before = gc.get_threshold()
    gc.set_threshold(_AT_ONCE, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _bytes(file: Path) -> bytes | None:
    try:
        return read_file(file)
    except (MockdrError, FileNotFoundError):
        return None
