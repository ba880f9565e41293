"""`mockdr lint --fix`: puts files right where that is safe, and says what changed."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from mockdr.base.diagnostics import Diagnostic
from mockdr.base.errors import MockdrError
from mockdr.base.writing import write_whole
from mockdr.scenario.files import read_file, shown
from mockdr.scenario.fixing import mend

__all__ = ["Corrected", "correct", "correct_file", "report"]

_MARK: Final = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """
    What became of a text.

    Args:
        name: The file, as findings name it.
        before: What stood there.
        after: What stands there now, or would.
        done: What was put right.
        left: What is still wrong.
        data: The bytes of it all, as they are now or would be.
    """

    name: str
    before: str
    after: str
    done: tuple[Diagnostic, ...]
    left: tuple[Diagnostic, ...]
    data: bytes

    def diff(self) -> str:
        """Return the change as a patch."""
        told = []
        for line in difflib.unified_diff(
            self.before.splitlines(keepends=True),
            self.after.splitlines(keepends=True),
            fromfile=self.name,
            tofile=self.name,
        ):
            whole = line.endswith(("\n", "\r"))
            told.append(line if whole else f"{line}\n\\ No newline at end of file\n")
        return "".join(told)


def correct(
    data: bytes,
    name: str,
    look: Callable[[bytes, str], Sequence[Diagnostic]],
    keep: Iterable[str],
) -> Corrected:
    """
    Return what becomes of a text when it is put right where that is safe.

    Args:
        data: What stands there.
        name: The file, as findings name it.
        look: Returns what is wrong with a text.
        keep: Codes of findings that are left as they are.
    """
    mark = _MARK if data.startswith(_MARK) else b""
    try:
        before = data[len(mark) :].decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("utf-8", "replace")
        found = tuple(look(data, name))
        return Corrected(
            name=name, before=text, after=text, done=(), left=found, data=data
        )
    mended = mend(before, lambda text: look(mark + text.encode(), name), keep=keep)
    return Corrected(
        name=name,
        before=before,
        after=mended.text,
        done=mended.corrected,
        left=mended.left,
        data=mark + mended.text.encode(),
    )


def correct_file(
    file: Path,
    look: Callable[[bytes, str], Sequence[Diagnostic]],
    keep: Iterable[str],
    *,
    write: bool,
) -> Corrected:
    """
    Put a file right, or say how that would be done.

    Args:
        file: The file.
        look: As `correct` takes it.
        keep: As `correct` takes it.
        write: Whether the file is changed.

    Raises:
        MockdrError: If the file cannot be written, or is written by somebody else.
    """
    data = read_file(file)
    done = correct(data, shown(file), look, keep)
    if write and done.data != data:
        if read_file(file) != data:
            raise MockdrError(
                f"{shown(file)} has changed meanwhile",
                help="save it in the editor, and say mockdr lint --fix again",
            )
        try:
            write_whole(file, done.data)
        except OSError as error:
            raise MockdrError(
                f"{shown(file)} cannot be written: {error.strerror}",
                help="allow it, or say --diff to see what would change",
            ) from None
    return done


def report(done: Iterable[Diagnostic]) -> str:
    """Return a line for each thing that was put right."""
    return "\n".join(
        f"corrected {one.place}: {one.code} {one.fix.title}"
        for one in done
        if one.fix is not None
    )
