"""From a call to `/_mockdr/` to its reply: who may, what is meant, what comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import orjson

from mockdr import __version__
from mockdr.base.errors import Json, MockdrError
from mockdr.contract import openapi, versions
from mockdr.engine.acts import Impossible
from mockdr.engine.call import Call, Reply
from mockdr.server.control import (
    beholding,
    overview,
    records,
    shelf,
    stories,
    triggers,
    webhooks,
)
from mockdr.server.control.description import description, index
from mockdr.server.control.desk import Desk, Functions
from mockdr.server.control.reading import ControlError, read_body, read_query, route
from mockdr.server.guard import Guard
from mockdr.server.ui import window

if TYPE_CHECKING:
    from mockdr.engine.world import World

__all__ = ["Control"]

#: Where the demo shop is.
_DEMO: Final = "/_mockdr/demo"

_SELF: Final[Functions] = {
    ("GET", ""): lambda *_: index(),
    ("GET", "health"): lambda *_: {"status": "ok"},
    ("GET", "ready"): lambda *_: {"status": "ok"},
    ("GET", "version"): lambda *_: {
        "mockdr": __version__,
        "contract": versions()[-1],
    },
    ("GET", "openapi.json"): lambda *_: openapi(),
    ("GET", "control.json"): lambda *_: description(),
}
_FUNCTIONS: Final[Functions] = {
    **_SELF,
    **stories.FUNCTIONS,
    **triggers.FUNCTIONS,
    **webhooks.FUNCTIONS,
    **overview.FUNCTIONS,
    **beholding.FUNCTIONS,
    **records.FUNCTIONS,
    **shelf.FUNCTIONS,
}


class Control:
    """
    Answers everything under `/_mockdr/`.

    Args:
        world: What it acts on.
        guard: Who may.
        sockets: Whether a scenario may hold faults that need the connection.
    """

    def __init__(self, world: World, guard: Guard, *, sockets: bool = True) -> None:
        self._desk = Desk(world=world, sockets=sockets)
        self._guard = guard

    def answer(self, call: Call, *, inside: bool = False) -> Reply:
        """Answer one call; one from inside this process needs no leave."""
        if window.is_asked_for(call):
            return window.answer(None if inside else self._guard, call)
        if call.path == _DEMO or call.path.startswith(f"{_DEMO}/"):
            # Few ever look at the shop, nobody else need wait for it.
            from mockdr.server.ui import demo  # noqa: PLC0415

            guard = None if inside else self._guard
            return demo.answer(self._desk.world, guard, call)
        extra: dict[str, str] = {}
        try:
            if not inside:
                self._let_in(call)
            described = route(call, extra)
            query = read_query(described, call)
            body = read_body(described, call, self._desk.world.defaults.body_limit)
            function = _FUNCTIONS[described.method, described.name]
            desk = replace(self._desk, reading=described.method == "GET")
            found = function(desk, query, body)
        except ControlError as no:
            return _reply(no.status, {"error": no.body}, extra)
        except Impossible as no:
            error = {
                "code": "impossible",
                "message": no.message,
                "help": no.help,
                "possible": no.possible,
            }
            return _reply(409, {"error": error})
        except MockdrError as no:
            error = {"code": "invalid", "message": no.message, "help": no.help}
            return _reply(400, {"error": error})
        return Reply(status=204) if found is None else _reply(200, found)

    def _let_in(self, call: Call) -> None:
        objection = self._guard.objection(call.headers)
        if objection is not None:
            status, message, advice = objection
            code = "unauthorized" if status == 401 else "forbidden"  # noqa: PLR2004  (HTTP's)
            raise ControlError(status, code, message, advice)


def _reply(
    status: int, document: Json, extra: Mapping[str, str] | None = None
) -> Reply:
    return Reply(
        status=status,
        headers={
            "Content-Type": "application/json",
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
            **(extra or {}),
        },
        body=orjson.dumps(document),
    )
