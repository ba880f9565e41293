"""Reads JSON from strangers: malformed or bottomless, it ends in one clean error."""

from __future__ import annotations

import orjson

from mockdr.base.errors import Json

__all__ = ["DEEPEST", "ContractJsonError", "read_json"]

_QUOTE, _BACKSLASH, _NEWLINE = b'"\\\n'

#: Levels of arrays and objects that are accepted.
DEEPEST = 64


class ContractJsonError(Exception):
    """
    The bytes are not JSON that we take.

    Args:
        message: What is wrong.
        line: From 1.
        column: From 1, in characters; in bytes where the text cannot be decoded.
    """

    def __init__(self, message: str, line: int, column: int) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column

    def __str__(self) -> str:
        return f"{self.message} at line {self.line}, column {self.column}"


def _too_deep(data: bytes) -> tuple[int, int] | None:
    """Return line and column of the bracket that goes too deep."""
    depth, line, start, quoted, skip = 0, 1, 0, False, False
    for at, byte in enumerate(data):
        if skip:
            skip = False
        elif quoted:
            skip = byte == _BACKSLASH
            quoted = byte != _QUOTE
        elif byte == _QUOTE:
            quoted = True
        elif byte in b"[{":
            depth += 1
            if depth > DEEPEST:
                return line, at - start + 1
        elif byte in b"]}":
            depth -= 1
        elif byte == _NEWLINE:
            line, start = line + 1, at + 1
    return None


def read_json(data: bytes) -> Json:
    """
    Return the JSON value in *data*. Of equal keys in an object the last counts.

    Raises:
        ContractJsonError: If it is malformed, not UTF-8, has NaN or infinity, or is
            deeper than `DEEPEST`.
    """
    if data.count(b"[") + data.count(b"{") > DEEPEST and (place := _too_deep(data)):
        raise ContractJsonError(f"more than {DEEPEST} levels deep", *place)
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError as error:
        try:
            data.decode()
        except UnicodeDecodeError as broken:
            line = data.count(b"\n", 0, broken.start) + 1
            column = broken.start - (data.rfind(b"\n", 0, broken.start) + 1) + 1
            raise ContractJsonError("not UTF-8", line, column) from None
        message = error.msg.split(": line ")[0]
        raise ContractJsonError(message, error.lineno, error.colno) from None
