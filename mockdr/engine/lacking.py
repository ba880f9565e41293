"""The two complaints that most requests can earn: a value that is wrong, or is not."""

from __future__ import annotations

from collections.abc import Mapping

from mockdr.base.errors import Complaint, Json, Refusal

__all__ = ["invalid", "want"]


def invalid(parameter: str, value: Json) -> Complaint:
    """Return the complaint that *value* cannot be what *parameter* says."""
    return Complaint(
        key="invalid_parameter", parameter=parameter, values={"value": str(value)}
    )


def want(given: Mapping[str, Json], *names: str) -> None:
    """
    See that every one of *names* is given, and is not empty.

    Raises:
        Refusal: 400 `missing_parameter`, once for each that is not.
    """
    missing = [name for name in names if given.get(name) in (None, "", [])]
    if missing:
        raise Refusal(
            *(Complaint(key="missing_parameter", parameter=name) for name in missing)
        )
