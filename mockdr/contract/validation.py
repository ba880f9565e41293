"""Judges requests and replies by their schemas; compiled at first use, then kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from difflib import get_close_matches
from functools import cache

from mockdr.base.errors import Json, MockdrError
from mockdr.contract.engines import Engine, Judge, engine
from mockdr.contract.facts import payment_methods
from mockdr.contract.fields import fields_of
from mockdr.contract.models import closure
from mockdr.contract.operations import Operation, operations
from mockdr.contract.problems import Problem, problems_of
from mockdr.contract.versions import closure_at, touched, versions

__all__ = ["check_model", "check_reply", "check_request", "judge"]

_FIRST_ERROR = 400
#: Longer names than this are cut before a similar one is looked for.
_LONGEST_NAME = 40


@cache
def _engine() -> Engine:
    return engine()


@cache
def judge(model: str, version: str | None = None) -> Judge:
    """
    Return the judge of *model*; `Name[]` is an array of them.

    Args:
        version: The API version that is meant; the newest when absent.

    Raises:
        MockdrError: If there is no such model, or a schema that it needs is wrong.
    """
    name = model.removesuffix("[]")
    if version is not None and not touched(name, version):
        return judge(model)
    schema: Json = {"$ref": f"{name}.json"}
    if model != name:
        schema = {"type": "array", "items": schema}
    models = closure(name) if version is None else closure_at(name, version)
    return _engine().compile(schema, models)


def check_model(
    name: str, body: Json, *, closed: bool = True, version: str | None = None
) -> tuple[Problem, ...]:
    """
    Return what is wrong with *body* as a document of the model *name*.

    Args:
        name: Name of the model; `Name[]` is an array of them.
        body: Parsed.
        closed: Whether fields that the model does not have are problems.
        version: The API version that is meant; the newest when absent.
    """
    judged = judge(name, version)
    if judged.is_valid(body):
        return ()
    found = problems_of(body, judged.faults(body))
    return found if closed else tuple(p for p in found if p.kind != "unknown")


@cache
def _request_judge(operation_id: str, version: str | None) -> Judge | None:
    model = _operation(operation_id).request_model
    return None if model is None else judge(model, version)


def _operation(operation_id: str) -> Operation:
    try:
        return operations()[operation_id]
    except KeyError:
        raise MockdrError(
            f"the contract has no operation {operation_id!r}",
            help="`mockdr contract` lists them",
        ) from None


def check_request(
    operation_id: str, body: Json, version: str | None = None
) -> tuple[Problem, ...]:
    """
    Return everything that is wrong with the body of a request, at once.

    Args:
        operation_id: Which operation it calls.
        body: Parsed; None where the request has no body, which counts as `{}`.
        version: The API version that is meant; the newest when absent.
    """
    judged = _request_judge(operation_id, version)
    if judged is None:
        return ()
    if body is None:
        body = {}
    if judged.is_valid(body):
        return ()
    found = problems_of(body, judged.faults(body))
    if operation_id == "createPaymentSources":
        found = tuple(p for problem in found for p in _leaves(body, problem))
    where = f"request:{operation_id}"
    return tuple(_suggesting(where, problem, version) for problem in found)


def _leaves(body: Json, problem: Problem) -> Iterator[Problem]:
    """
    Yield *problem*, or for a part that is missing as a whole, what it should hold.

    A schema can say only that the part is missing; the provider names parameters.
    """
    type_ = body.get("type") if isinstance(body, dict) else None
    method = payment_methods().get(type_) if isinstance(type_, str) else None
    leaves: list[str] = []
    if method is not None and problem.kind == "missing":
        leaves = [p for p in method.required if p.startswith(f"{problem.parameter}.")]
    for parameter in leaves:
        pointer = "/" + parameter.replace(".", "/")
        yield replace(problem, pointer=pointer, parameter=parameter)
    if not leaves:
        yield problem


def _suggesting(where: str, problem: Problem, version: str | None) -> Problem:
    """Return *problem*; for an unknown field, with the one that was perhaps meant."""
    if problem.kind != "unknown" or problem.rule == "not":
        return problem
    *steps, name = problem.pointer.split("/")[1:]
    path = tuple("*" if step.isdigit() else step for step in steps)
    others = [v for v in versions() if name in fields_of(where, path, v)]
    if others:
        told = others[0] if len(others) == 1 else f"{others[0]} to {others[-1]}"
        return replace(problem, expected=f"no such field but in API version {told}")
    near = get_close_matches(name[:_LONGEST_NAME], fields_of(where, path, version), n=1)
    if not near:
        return problem
    return replace(problem, expected=f"no such field; did you mean {near[0]!r}?")


@cache
def _reply_judge(operation_id: str, status: int, version: str | None) -> Judge | None:
    if status >= _FIRST_ERROR:
        return judge("Errors")
    model = _operation(operation_id).reply_model
    return None if model is None else judge(model, version)


def check_reply(
    operation_id: str, status: int, body: Json, version: str | None = None
) -> tuple[Problem, ...]:
    """
    Return what is wrong with the body of one of our own replies.

    Args:
        operation_id: Which operation answers.
        status: Its status; from 400 on the body is an error envelope.
        body: Parsed; None for a reply without body.
        version: The API version that is meant; the newest when absent.
    """
    judged = _reply_judge(operation_id, status, version)
    if judged is None:
        if body is None or _operation(operation_id).success != 204:  # noqa: PLR2004
            return ()
        return (
            Problem(
                kind="unknown",
                pointer="",
                parameter="",
                expected="no body",
                got="a body",
                rule="not",
            ),
        )
    if judged.is_valid(body):
        return ()
    return problems_of(body, judged.faults(body))
