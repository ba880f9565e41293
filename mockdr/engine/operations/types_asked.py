"""Lists that are filtered by types of events: by one, a wildcard, or several."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from mockdr.base.errors import Refusal
from mockdr.engine.lacking import invalid
from mockdr.engine.turn import Turn

__all__ = ["types_asked"]

_WILDCARD: Final = "*"


def types_asked(turn: Turn, most: int) -> Callable[[Iterable[str]], bool]:
    """
    Return what tells whether one of some types is asked for: every one, if none is.

    Source: the SDK's text of listEvents and listWebhooks. That `types` may be repeated
    or hold commas, and that both together are refused so, is inferred.

    Args:
        most: How many names `types` can hold.

    Raises:
        Refusal: 400 `invalid_parameter`, for `type` with `types`, or too many of them.
    """
    one: str | None = None
    several: list[str] = []
    for name, value in turn.query:
        if name == "type":
            one = value
        elif name.partition("[")[0] == "types":
            several += [part for part in value.split(",") if part]
    if one is not None and several:
        turn.hint = "type and types exclude each other"
        raise Refusal(invalid("types", ",".join(several)))
    if len(several) > most:
        turn.hint = f"types holds {most} names at most"
        raise Refusal(invalid("types", ",".join(several)))
    wanted = frozenset(several)
    if one is None:
        return lambda types: not wanted or not wanted.isdisjoint(types)
    if one.endswith(_WILDCARD):
        start = one.removesuffix(_WILDCARD)
        return lambda types: any(type.startswith(start) for type in types)
    return lambda types: one in types
