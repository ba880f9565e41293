"""Where a recorded call leaves the contract: its path, key, query, bodies, status."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from mockdr import contract
from mockdr.base.clock import parse_instant
from mockdr.base.diagnostics import suggest
from mockdr.base.errors import Json, MockdrError
from mockdr.contract import Operation, Problem
from mockdr.engine.traces.departures import Departure
from mockdr.engine.traces.showing import shown_path, shown_pointer, shown_text
from mockdr.engine.traces.sifting import UNREADABLE, Heard

__all__ = ["judge"]

_REFUSED: Final = 400
_BROKEN: Final = 500


def judge(call: Heard, *, version: str | None = None) -> tuple[Departure, ...]:
    """
    Return where *call* leaves the contract.

    Args:
        call: The call.
        version: The API version of requests that name none; the newest when absent.
    """
    operation = call.operation
    if operation is None:
        help = f"did you mean {call.nearest}?" if " /" in call.nearest else call.nearest
        method = shown_text(call.exchange.method)
        message = f"the contract has no {method} {shown_path(call.path)}"
        return (Departure(code="MDR601", call=call, message=message, help=help),)
    asked = call.version or version or contract.newest()
    if asked not in contract.versions():
        told = Departure(
            code="MDR607",
            call=call,
            pointer="digitalriver-version",
            message=f"{operation.id}: there is no API version {asked[:20]!r}",
            help=f"the newest is {contract.newest()}",
        )
        return (told, *_judge(call, operation, None))
    # The browser speaks no API version.
    older = asked if operation.key == "secret" and asked != contract.newest() else None
    return tuple(_judge(call, operation, older))


def _judge(
    call: Heard, operation: Operation, version: str | None
) -> Iterator[Departure]:
    yield from _door(call, operation, version)
    yield from _query(call, operation)
    yield from _request(call, operation, version)
    yield from _reply(call, operation, version)


def _door(
    call: Heard, operation: Operation, version: str | None
) -> Iterator[Departure]:
    wrong = {"secret": False, "public": True}.get(operation.key)
    if call.secret is not None and call.secret is wrong:
        yield Departure(
            code="MDR607",
            call=call,
            pointer="authorization",
            message=f"{operation.id} takes the {operation.key} key, not the other",
            help="a secret key never leaves the server, a public one opens no orders",
        )
    if version is not None and not contract.has_operation(operation.id, version):
        yield Departure(
            code="MDR607",
            call=call,
            pointer="digitalriver-version",
            message=f"{operation.id} is not in API version {version}",
            help="ask for a newer version",
        )


def _query(call: Heard, operation: Operation) -> Iterator[Departure]:
    known = contract.query_of(operation.id)
    for name, value in call.exchange.query:
        if name == "apiKey":
            continue
        bare, bracket, _ = name.partition("[")
        schema = known.get(bare)
        if schema is not None and bracket and schema.get("type") == "object":
            # createdTime[gte]: each part is of the type that all of them have.
            schema = schema.get("additionalProperties", {})
        if schema is None:
            yield Departure(
                code="MDR606",
                call=call,
                pointer=name,
                message=f"{operation.id} has no query parameter {shown_text(name)!r}",
                help=suggest(name, known, "it has") if known else "it has none",
            )
        elif wants := _unlike(schema, value):
            yield Departure(
                code="MDR606",
                call=call,
                pointer=name,
                expected=wants,
                message=f"{operation.id}: the query's {shown_text(name)} should be "
                f"{wants}, is {shown_text(value[:40])!r}",
            )


def _unlike(schema: Json, value: str) -> str:
    """Return what *value*, a text of a query, should be; empty where it is that."""
    if "enum" in schema:
        listed = [str(item) for item in schema["enum"]]
        return "" if value in listed else f"one of {', '.join(listed)}"
    kind = schema.get("type")
    if kind == "integer" and not re.fullmatch(r"-?\d{1,18}", value):
        return "a whole number"
    if kind == "integer":
        least, most = schema.get("minimum"), schema.get("maximum")
        if least is not None and int(value) < least:
            return f"at least {least}"
        if most is not None and int(value) > most:
            return f"at most {most}"
    if kind == "number" and not re.fullmatch(r"-?\d+(\.\d+)?", value):
        return "a number"
    if kind == "boolean" and value.lower() not in ("true", "false"):
        return "true or false"
    if schema.get("format") == "date-time":
        try:
            parse_instant(value)
        except MockdrError:
            return "a moment like 2024-05-01T12:00:00Z"
    return ""


def _request(
    call: Heard, operation: Operation, version: str | None
) -> Iterator[Departure]:
    if operation.request_model is None:
        return
    if call.exchange.body is None:
        yield _missing(call, "request")
    elif operation.content.startswith("multipart"):
        return
    elif call.request is UNREADABLE:
        yield Departure(
            code="MDR608", call=call, message=f"{operation.id}: the request is no JSON"
        )
    else:
        for problem in contract.check_request(operation.id, call.request, version):
            yield _departure(call, "MDR602", "request", problem)


def _missing(call: Heard, what: str) -> Departure:
    return Departure(
        code="MDR609",
        call=call,
        pointer=what,
        message=f"{call.what}: the recording has no body of the {what}",
        help="save the recording with content",
    )


def _reply(
    call: Heard, operation: Operation, version: str | None
) -> Iterator[Departure]:
    status = call.status
    if not status:
        lost = shown_text(call.exchange.lost[:80])
        yield Departure(
            code="MDR609",
            call=call,
            pointer="reply",
            message=f"{operation.id} got no reply: {lost}",
        )
        return
    if status >= _REFUSED:
        yield from _refusal(call, operation)
        return
    known = _successes(operation)
    if status not in known:
        yield Departure(
            code="MDR604",
            call=call,
            expected=str(status),
            message=f"{operation.id} answers {' or '.join(map(str, known))}, "
            f"not {status}",
        )
    if operation.reply_model is None:
        return
    if call.exchange.reply is None:
        yield _missing(call, "reply")
    elif call.reply is UNREADABLE:
        yield Departure(
            code="MDR608", call=call, message=f"{operation.id}: the reply is no JSON"
        )
    else:
        found = contract.check_reply(operation.id, status, call.reply, version)
        for problem in found:
            code = "MDR610" if problem.kind == "unknown" else "MDR603"
            yield _departure(call, code, "reply", problem)


def _successes(operation: Operation) -> tuple[int, ...]:
    # What is put is there already, or is made by that.
    return (200, 201) if operation.method == "PUT" else (operation.success,)


def _refusal(call: Heard, operation: Operation) -> Iterator[Departure]:
    status, body = call.status, call.reply
    if body is UNREADABLE or not isinstance(body, dict):
        if call.exchange.reply is None:
            yield _missing(call, "reply")
        elif status < _BROKEN:
            yield Departure(
                code="MDR608",
                call=call,
                expected=str(status),
                message=f"{operation.id}: the reply with {status} is no JSON",
                help="a proxy may have answered in the provider's place",
            )
        else:
            yield Departure(
                code="MDR609",
                call=call,
                pointer="answered",
                expected=str(status),
                message=f"{operation.id}: the reply with {status} is no JSON, and so "
                "not the provider's",
                help="a gateway may have answered in its place; a story of it gets "
                "this answer as a fault",
            )
        return
    for problem in contract.check_reply(operation.id, status, body):
        code = "MDR610" if problem.kind == "unknown" else "MDR603"
        yield _departure(call, code, "reply", problem)
    entries = [e for e in contract.errors_of(operation.id) if e.status == status]
    listed = body.get("errors")
    for error in listed if isinstance(listed, list) else ():
        said = error.get("code") if isinstance(error, dict) else None
        if any(e.code == said or e.code is None for e in entries):
            continue
        told = shown_text(str(said)[:60])
        codes = dict.fromkeys(
            str(e.code or e.type) for e in contract.errors_of(operation.id)
        )
        yield Departure(
            code="MDR605",
            call=call,
            expected=f"{status} {told}",
            message=f"{operation.id}: no page tells of {status} {told}",
            help=suggest(str(said), codes, "known are", most=8),
        )


def _departure(call: Heard, code: str, what: str, problem: Problem) -> Departure:
    pointer = shown_pointer(problem.pointer)
    where = f"{call.what}: the {what}'s {pointer or 'body'}"
    if problem.kind == "missing":
        message = f"{where} is missing"
    elif problem.kind == "unknown":
        message = f"{where} is unknown to the contract"
    else:
        message = f"{where} should be {problem.expected}, is {problem.got}"
    _, asks, meant = problem.expected.partition("did you mean ")
    return Departure(
        code=code,
        call=call,
        message=shown_text(message),
        pointer=f"{what}{pointer}",
        expected=f"{problem.kind} {problem.expected}",
        help=f"did you mean {meant}" if asks else "",
    )
