"""Says a problem of a request in the provider's own words."""

from __future__ import annotations

from mockdr.base.errors import Complaint
from mockdr.contract.problems import Problem

__all__ = ["complaint_of"]

#: Times whose error names the bare field. Source: errors.json, code invalid_parameter.
_BARE = frozenset({"startTime", "endTime"})


def complaint_of(problem: Problem) -> Complaint:
    """
    Return the entry of the error envelope that *problem* makes.

    A missing field is a `missing_parameter`; a value outside its list, a time that is
    none and any other wrong value have each their own sentence; what has no place
    beside a sessionId is invalid, not unknown.
    """
    name = problem.parameter.rpartition(".")[2]
    values = {"value": problem.value, "name": name}
    key, parameter = "invalid_parameter", problem.parameter
    if problem.kind == "missing":
        key = "missing_parameter"
    elif problem.kind == "unknown":
        key = "invalid_parameter" if problem.rule == "not" else "unknown_parameter"
    elif problem.rule in ("enum", "const"):
        key = "invalid_parameter:enum"
    elif problem.rule == "format" and problem.expected == "a date-time":
        key = "invalid_parameter:timestamp"
        if name in _BARE:
            parameter = name
    return Complaint(key=key, parameter=parameter, values=values)
