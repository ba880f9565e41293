"""A call and its reply, as the engine sees them: HTTP without a server."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from mockdr.base.errors import Json
from mockdr.scenario.story import Fault

__all__ = ["Call", "Reply", "Upload"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """
    A file in a form.

    Args:
        name: Its name, as the client says; empty where it says none.
        content: Its bytes.
    """

    name: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """
    One request as it reached us.

    Args:
        method: In upper case.
        path: Decoded, without the query, beginning with `/`.
        query: Pairs in the order of the wire, decoded.
        headers: Names in lower case.
        body: As sent; empty when there was none.
        base_url: Scheme and authority by which the client reached us, no slash.
        form: The fields of a form; None where the body is none, or a broken one.
        problem: `too_large` when the body was over the limit and is not here.
    """

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    base_url: str = "http://127.0.0.1:8400"
    form: Mapping[str, str | Upload] | None = None
    problem: Literal["too_large"] | None = None


@dataclass(slots=True, kw_only=True)
class Reply:
    """
    What goes back.

    Args:
        status: HTTP status.
        headers: Names as they are sent.
        body: Bytes; empty for 204.
        fault: What the skin must do to it: `reset`, `empty`, `hang`, `delay`,
            `truncate` or `garbage`; the engine has done `status` and `alter` itself.
        garbage: Seeded bytes for `garbage`.
        log: One line for whoever watches the server: keys and cards are masked.
        gone: Called by the skin once it is out, or never will be: something waits.
    """

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    fault: Fault | None = None
    garbage: bytes = b""
    log: dict[str, Json] = field(default_factory=dict)
    gone: Callable[[], None] | None = None
