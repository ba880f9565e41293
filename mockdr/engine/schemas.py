"""Holds a request's body against the JSON Schema that a story brings."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache

import orjson

from mockdr.base.errors import Json, MockdrError
from mockdr.contract.engines import Engine, Judge, engine
from mockdr.contract.problems import problems_of

__all__ = ["differences"]


def differences(schema: Json, body: Json) -> Sequence[tuple[str, Json, Json]]:
    """
    Return where *body* leaves *schema*: pointer, what was expected, what is there.

    A schema that cannot be compiled fits nothing: a reference in it may stand for
    something else than its place takes.
    """
    try:
        judge = _judge(orjson.dumps(schema, option=orjson.OPT_SORT_KEYS))
    except MockdrError as error:
        return [("", error.message.partition("\n")[0], body)]
    if judge.is_valid(body):
        return ()
    return [
        (problem.pointer, problem.expected, problem.got)
        for problem in problems_of(body, judge.faults(body))
    ]


@cache
def _engine() -> Engine:
    return engine()


@lru_cache(maxsize=256)
def _judge(schema: bytes) -> Judge:
    return _engine().compile(orjson.loads(schema), {})
