"""One way to write a value: what merchants may spell in several is kept in one."""

from __future__ import annotations

from typing import Final

from mockdr import contract
from mockdr.base.clock import parse_instant, wire_time
from mockdr.base.errors import Json, MockdrError
from mockdr.domain.currencies import CURRENCIES

__all__ = ["in_capitals", "plainly"]

#: What merchants fill as they like.
_THEIRS: Final = "metadata"
#: Ending of the names of numbers that count, and have no decimals.
_COUNTS: Final = "Number"
#: Beyond this a float is not one whole number, but any of several.
_EXACT: Final = 2.0**53


def in_capitals(body: Json) -> Json:
    """
    Return *body* with the currencies that it names in capitals.

    Source: the form-encoded samples of older pages write `usd`. What is no currency in
    capitals either is left as it was sent, for the refusal to show.
    """
    if isinstance(body, list):
        return [in_capitals(item) for item in body]
    if not isinstance(body, dict):
        return body
    return {
        name: _capital(value)
        if name == "currency"
        else value
        if name == _THEIRS
        else in_capitals(value)
        for name, value in body.items()
    }


def _capital(value: Json) -> Json:
    known = isinstance(value, str) and value.isascii() and value.upper() in CURRENCIES
    return value.upper() if known else value


def plainly(operation_id: str, body: Json, version: str | None = None) -> Json:
    """
    Return a body that was judged already, with every value as the provider prints it.

    A whole number is an integer where the contract says so, and every other number a
    float (the samples print `25.0`); what is negative stays, as only a refusal will
    show it. A moment is in UTC, with `Z`.

    Args:
        operation_id: Whose request it is.
        version: The API version that it is written in; the newest when absent.
    """
    return _plain(f"request:{operation_id}", (), body, version)


def _plain(where: str, path: tuple[str, ...], value: Json, version: str | None) -> Json:
    if isinstance(value, list):
        inside = (*path, "*")
        return [_plain(where, inside, item, version) for item in value]
    if isinstance(value, dict):
        known = frozenset(contract.fields_of(where, path, version))
        return {
            name: _plain(where, (*path, name), item, version) if name in known else item
            for name, item in value.items()
        }
    if isinstance(value, str):
        return _moment(where, path, value, version)
    if isinstance(value, float):
        if not value.is_integer() or abs(value) > _EXACT:
            return value
        return int(value) if _type(where, path, version) == "integer" else value
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        return value
    if path[-1].endswith(_COUNTS) or _type(where, path, version) != "number":
        return value
    return float(value)


def _type(where: str, path: tuple[str, ...], version: str | None) -> str | None:
    return contract.json_type(where, path, version)


def _moment(where: str, path: tuple[str, ...], value: str, version: str | None) -> str:
    if "T" not in value.upper() or not contract.is_moment(where, path, version):
        return value
    try:
        return wire_time(parse_instant(value))
    except MockdrError:
        # No day of any calendar: its operation says so.
        return value
