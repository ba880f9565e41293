"""Makes text of what a file holds: what YAML could not bear is told and replaced."""

from __future__ import annotations

import re
from itertools import islice
from typing import Final

from mockdr.base.fixes import Fix
from mockdr.base.source import Place
from mockdr.scenario.findings import Findings
from mockdr.scenario.respelling import tabs

__all__ = ["LARGEST", "char_place", "decode", "lines_of", "plain", "point"]

#: Bytes of a file.
LARGEST = 1024 * 1024
# YAML 1.1 takes the Unicode line breaks for line breaks; editors do not agree.
_STRANGE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]"
)
#: Beyond so many, a file is no story.
_MOST_TABS: Final = 1_000
_BREAK = re.compile(r"\r\n|\r|\n")


def decode(text: str | bytes, file: str, findings: Findings) -> str | None:
    """
    Return *text* as YAML can read it; what it cannot is replaced and noted.

    Args:
        text: As it was stored or sent; a byte order mark at its start is dropped.
        file: Its name, for messages.
        findings: Where to note what is wrong.

    Returns:
        The text with every line and column where it was, or None where reading it
        makes no sense.
    """
    size = len(text)
    if isinstance(text, str) and LARGEST // 4 < size <= LARGEST:
        size = len(text.encode("utf-8", "surrogatepass"))
    if size > LARGEST:
        findings.add(
            "MDR005",
            "the file is larger than 1 MiB",
            point(file, 1, 1),
            help="a story is short; tell another one in another file",
        )
        return None
    if isinstance(text, bytes):
        if text.startswith((b"\xff\xfe", b"\xfe\xff")):
            findings.add(
                "MDR002",
                "the file is UTF-16",
                point(file, 1, 1),
                help="save it as UTF-8",
            )
            return None
        text = _from_utf8(text, file, findings)
    text = text.removeprefix("\ufeff")
    tabs = text.count("\t")
    if tabs:
        findings.add(
            "MDR004",
            f"a tab stands here{_and_more(tabs)}",
            char_place(text, text.index("\t"), file),
            help=r'use spaces; inside a text write "\t" in double quotes',
            fix=_without_tabs(text, file),
        )
        text = text.replace("\t", " ")
    found = _STRANGE.findall(text)
    if found:
        findings.add(
            "MDR003",
            f"the character U+{ord(found[0]):04X} stands here{_and_more(len(found))}",
            char_place(text, text.index(found[0]), file),
            help=_escape(found[0]),
        )
        text = _STRANGE.sub("\N{REPLACEMENT CHARACTER}", text)
    return text


def _without_tabs(text: str, file: str) -> Fix | None:
    lines = [text[start:end] for start, end in lines_of(text)]
    places = (
        point(file, number, column)
        for number, line in enumerate(lines, start=1)
        for column, char in enumerate(line, start=1)
        if char == "\t"
    )
    return tabs("\n".join(lines), islice(places, _MOST_TABS))


def _from_utf8(data: bytes, file: str, findings: Findings) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8").removeprefix("\ufeff")
        findings.add(
            "MDR002",
            f"the byte 0x{data[error.start]:02X} is not UTF-8",
            char_place(before + "?", len(before), file),
            help="save the file as UTF-8",
        )
        return data.decode("utf-8", "replace")


def _escape(char: str) -> str:
    if "\ud800" <= char <= "\udfff" or char > "\ufffd":
        return "remove it"
    return f'remove it; inside a text write "\\u{ord(char):04X}" in double quotes'


def _and_more(count: int) -> str:
    if count == 1:
        return ""
    return f" and in {count - 1} more place{'s' if count > 2 else ''}"  # noqa: PLR2004


def point(file: str, line: int, column: int, width: int = 1) -> Place:
    """Return the place of some characters on one line."""
    return Place(
        file=file, line=line, column=column, end_line=line, end_column=column + width
    )


def char_place(text: str, index: int, file: str) -> Place:
    """Return the place of the character at *index*."""
    line, start = 1, 0
    for found in _BREAK.finditer(text, 0, index):
        line, start = line + 1, found.end()
    return point(file, line, index - start + 1)


def plain(text: str | bytes) -> str:
    """Return *text* as it is, without a byte order mark at its start."""
    if isinstance(text, bytes):
        text = text.decode("utf-8", "replace")
    return text.removeprefix("\ufeff")


def lines_of(text: str) -> list[tuple[int, int]]:
    """Return where each line of *text* starts and ends, without its line break."""
    spans, start = [], 0
    for found in _BREAK.finditer(text):
        spans.append((start, found.start()))
        start = found.end()
    return [*spans, (start, len(text))]
