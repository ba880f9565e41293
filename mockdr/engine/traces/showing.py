"""What was on the wire, spelt so that people can read it, and nobody is betrayed."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote

from mockdr.contract import Operation, errors_of, json_type, query_of
from mockdr.engine.masking import mask_text

__all__ = ["known_parameter", "shown_path", "shown_pointer", "shown_text"]

#: What a path may have besides letters and digits. Source: RFC 3986, 3.3.
_PCHARS: Final = "/:@!$&'()*+,;=~"
_MAIL: Final = re.compile(r"[\w.!#$&'*+=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+")
#: Names of its fields are the merchant's own choice.
_FREE: Final = re.compile(r"(?<=/metadata)/.*")
_STEP: Final = re.compile(r"(\w+)((?:\[\d*\])*)")


def shown_text(text: str) -> str:
    """Return *text* in one line, without secrets, addresses and control characters."""
    kept = _MAIL.sub("****", mask_text(text))
    return "".join(
        char if char.isprintable() else f"\\u{ord(char):04x}" for char in kept
    )


def shown_path(path: str) -> str:
    """Return a decoded path as it was on the wire: percent-encoded."""
    return quote(_MAIL.sub("****", mask_text(path)), safe=_PCHARS, errors="replace")


def shown_pointer(pointer: str) -> str:
    """Return a JSON pointer without names that somebody has made up."""
    return _FREE.sub("/*", pointer)


def known_parameter(operation: Operation, parameter: str) -> str:
    """
    Return *parameter* as far as the contract knows it; empty where it does not at all.

    The keys of metadata are free, and what is unknown might be anything of anybody's.
    """
    if any(entry.parameter == parameter for entry in errors_of(operation.id)):
        return parameter
    if parameter in query_of(operation.id) or f"{{{parameter}}}" in operation.path:
        return parameter
    kept: list[str] = []
    path: tuple[str, ...] = ()
    for step in parameter.split("."):
        found = _STEP.fullmatch(step)
        if found is None:
            break
        name, index = found.groups()
        path = (*path, name)
        if json_type(f"request:{operation.id}", path) is None:
            break
        kept.append(step)
        if name == "metadata":
            break
        path += ("*",) * index.count("[")
    return ".".join(kept)
