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
from mockdr.scenario.files import read_file, shown
from mockdr.scenario.gist import Gist, gist

__all__ = ["Looked", "sweep"]

#: Looks at one file; puts its text into the mapping, under the name in the findings.
Look = Callable[[Path, dict[str, str]], tuple[Diagnostic, ...]]

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
        gist: What it tells.
    """

    file: Path
    found: tuple[Diagnostic, ...]
    texts: dict[str, str]
    gist: Gist


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
    known: dict[Path, str] = {}
    for file, data in texts.items():
        word = None if data is None else memory.word(file.name, data)
        if word is not None:
            known[file] = word
    unknown = [file for file in files if file not in known]
    if unknown:
        ready()
    with _little_tidying():
        fresh = iter(spread(_Job(look=look), unknown))
    looked = [
        next(fresh) if file not in known else _fine(file, known[file]) for file in files
    ]
    for one in looked:
        data = texts[one.file]
        if data is None or one.found or one.file in known:
            continue
        # What changed while it was looked at is not what was looked at.
        if data == _bytes(one.file):
            memory.keep(one.file.name, data, one.gist.word)
    memory.save()
    return looked


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    look: Look

    def __call__(self, file: Path) -> Looked:
        texts: dict[str, str] = {}
        found = self.look(file, texts)
        data, name = _bytes(file), shown(file)
        told = Gist(file=name, word="") if data is None else gist(data, name)
        return Looked(file=file, found=found, texts=texts, gist=told)


def _fine(file: Path, word: str) -> Looked:
    return Looked(file=file, found=(), texts={}, gist=Gist(file=shown(file), word=word))


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
