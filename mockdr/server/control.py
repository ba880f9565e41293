"""The control API: what a test does to the simulated provider from outside."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Final

import orjson

from mockdr import __version__
from mockdr.base.clock import parse_duration, parse_instant, wire_time
from mockdr.base.diagnostics import as_json, suggest
from mockdr.base.errors import Json, MockdrError, Refusal
from mockdr.contract import error_body, openapi, versions
from mockdr.engine.acts import Impossible
from mockdr.engine.call import Call, Reply
from mockdr.engine.rehearsal import playable
from mockdr.scenario.library import BrokenScenario
from mockdr.server.control_calls import (
    CALLS,
    LATER,
    YAML_TYPES,
    ControlCall,
    description,
    index,
)
from mockdr.server.faults import refuse_without_sockets
from mockdr.server.guard import Guard

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant
    from mockdr.engine.world import World

__all__ = ["Control", "ControlError"]

_TENANT: Final = "mockdr"
#: What messages call a scenario that came without a file.
_TEXT: Final = "<text>"
_JSON_TYPES: Final[Mapping[str, tuple[type, ...]]] = {
    "string": (str,),
    "integer": (int,),
    "boolean": (bool,),
    "object": (dict,),
}


class ControlError(Exception):
    """The control API says no: a status, and what stands in the body."""

    def __init__(
        self, status: int, code: str, message: str, help: str = "", **more: Json
    ) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"code": code, "message": message, "help": help, **more}


class Control:
    """
    Answers everything under `/_mockdr/`.

    Args:
        world: What it acts on.
        guard: Who may.
        sockets: Whether a scenario may hold faults that need the connection.
    """

    def __init__(self, world: World, guard: Guard, *, sockets: bool = True) -> None:
        self._world = world
        self._guard = guard
        self._sockets = sockets

    def answer(self, call: Call, *, inside: bool = False) -> Reply:
        """Answer one call; one from inside this process needs no leave."""
        extra: dict[str, str] = {}
        try:
            if not inside:
                self._let_in(call)
            described = _route(call, extra)
            query = _query(described, call)
            body = _body(described, call, self._world.defaults.body_limit)
            found = self._functions()[described.method, described.name](query, body)
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

    def _functions(
        self,
    ) -> Mapping[tuple[str, str], Callable[[dict[str, str], Json], Json]]:
        return {
            ("GET", ""): lambda *_: index(),
            ("GET", "health"): lambda *_: {"status": "ok"},
            ("GET", "ready"): lambda *_: {"status": "ok"},
            ("GET", "version"): lambda *_: {
                "mockdr": __version__,
                "contract": versions()[-1],
            },
            ("GET", "openapi.json"): lambda *_: openapi(),
            ("GET", "control.json"): lambda *_: description(),
            ("POST", "reset"): self._reset,
            ("POST", "play"): self._play,
            ("GET", "clock"): self._clock,
            ("POST", "clock"): self._move_clock,
            ("POST", "happen"): self._happen,
            ("GET", "journal"): self._journal,
            ("GET", "sessions"): self._sessions,
        }

    def _let_in(self, call: Call) -> None:
        objection = self._guard.objection(call.headers)
        if objection is not None:
            status, message, advice = objection
            code = "unauthorized" if status == 401 else "forbidden"  # noqa: PLR2004  (HTTP's)
            raise ControlError(status, code, message, advice)

    def _tenant(self, query: Mapping[str, str]) -> Tenant:
        return self._world.tenant(query.get("tenant", _TENANT))

    def _reset(self, query: dict[str, str], body: Json) -> Json:
        del body
        if query.get("tenant") == "*":
            self._world.reset_all()
        else:
            self._world.reset(self._tenant(query).name)

    def _play(self, query: dict[str, str], body: Json) -> Json:
        tenant, library = self._tenant(query), self._world.library
        try:
            if "yaml" in body:
                story = library.story_from_text(body["yaml"], _TEXT)
            else:
                story = library.story(body["scenario"])
            if not self._sockets:
                refuse_without_sockets(story)
            playable(story)
        except BrokenScenario as no:
            raise ControlError(
                422,
                "findings",
                no.message.strip(),
                "mend what the findings say",
                findings=orjson.loads(as_json(no.findings, {})),
            ) from None
        except MockdrError as no:
            raise ControlError(422, "unplayable", no.message, no.help) from None
        runs = body.get("runs") or _number(query, "runs", least=1, absent=None)
        played = tenant.play(story, runs=runs)
        return {"scenario": played.story.name, "given": played.given}

    def _clock(self, query: dict[str, str], body: Json) -> Json:
        del body
        tenant = self._tenant(query)
        with tenant.lock:
            tenant.catch_up()
            return {
                "now": wire_time(tenant.clock.now),
                "running": tenant.clock.running,
                "due": [
                    {"at": wire_time(when), "what": what}
                    for when, what in tenant.clock.due
                ],
            }

    def _move_clock(self, query: dict[str, str], body: Json) -> Json:
        clock = self._tenant(query).clock
        if "advance" in body:
            clock.advance(parse_duration(body["advance"]))
        elif "at" in body:
            clock.at(parse_instant(body["at"]))
        elif "freeze" in body:
            clock.freeze(body["freeze"])
        elif body["run_until_idle"]:
            clock.run_until_idle()
        return self._clock(query, None)

    def _happen(self, query: dict[str, str], body: Json) -> Json:
        try:
            moved = self._tenant(query).happen(
                body["actor"],
                body["verb"],
                body.get("of"),
                source=body.get("source"),
                session=body.get("session"),
                then=body.get("then"),
                reason=body.get("reason"),
            )
        except Refusal as refusal:
            # The provider itself would refuse the source that is to be chosen.
            _, envelope = error_body(refusal.complaints)
            raise ControlError(
                409,
                "refused",
                str(envelope["errors"][0]["message"]),
                "the provider would answer this to the browser",
                provider=envelope,
            ) from None
        return {
            "moved": [{"kind": m.kind, "id": m.id, "state": m.state} for m in moved]
        }

    def _journal(self, query: dict[str, str], body: Json) -> Json:
        del body
        after = _number(query, "after", least=0, absent=0) or 0
        limit = _number(query, "limit", least=1, absent=None)
        only = _flag(query, "violations")
        tenant = self._tenant(query)
        with tenant.lock:
            found = tenant.journal.findings()
            # A path that there is not is a finding, with nothing to point at.
            odd = {f.seq for f in found if f.kind == "violation"}
            calls = [
                entry.to_json()
                for entry in tenant.journal.entries()
                if entry.seq > after
                and (entry.violations or entry.seq in odd or not only)
            ]
            findings = [f.to_json() for f in found if f.seq is None or f.seq > after]
            # What is still to come is nobody's call: only `check` knows of it.
            findings += [f.to_json() for f in tenant.check() if f.kind == "unfinished"]
            dropped = tenant.journal.dropped
        return {"calls": calls[:limit], "findings": findings, "dropped": dropped}

    def _sessions(self, query: dict[str, str], body: Json) -> Json:
        del body
        return {"sessions": self._tenant(query).sessions()}


def _reply(
    status: int, document: Json, extra: Mapping[str, str] | None = None
) -> Reply:
    return Reply(
        status=status,
        headers={
            "Content-Type": "application/json",
            "Cache-Control": "no-store",
            **(extra or {}),
        },
        body=orjson.dumps(document),
    )


def _route(call: Call, extra: dict[str, str]) -> ControlCall:
    name = call.path.removeprefix("/_mockdr").strip("/")
    method = "GET" if call.method == "HEAD" else call.method
    named = [c for c in CALLS if c.name == name]
    for described in named:
        if described.method == method:
            return described
    if named:
        extra["Allow"] = ", ".join(c.method for c in named)
        raise ControlError(
            405,
            "method_not_allowed",
            f"/_mockdr/{name} does not take {call.method}",
            f"use {extra['Allow']}",
        )
    names = sorted({c.name for c in CALLS if c.name})
    if name.partition("/")[0] in LATER:
        raise ControlError(
            404,
            "not_built",
            f"mockdr cannot do {name.partition('/')[0]!r} yet",
            f"what it can do: {', '.join(names)}",
        )
    raise ControlError(
        404,
        "not_found",
        f"the control API has no {name!r}",
        suggest(name, names, "it has"),
    )


def _query(described: ControlCall, call: Call) -> dict[str, str]:
    for name, _ in call.query:
        if name not in described.query:
            raise _unknown(f"the parameter {name!r}", name, described.query)
    return dict(call.query)


def _body(described: ControlCall, call: Call, limit: int) -> Json:
    if call.problem is not None:
        raise ControlError(
            413,
            "too_large",
            f"the body is larger than {limit} bytes",
            "send less; the setting body_limit of the configuration sets that",
        )
    kind = call.headers.get("content-type", "").partition(";")[0].strip().lower()
    if described.raw and kind in YAML_TYPES:
        return {described.raw: _text(call.body)}
    if described.body is None or not call.body.strip():
        body: Json = {}
    else:
        try:
            body = orjson.loads(call.body)
        except orjson.JSONDecodeError as error:
            advice = "send a JSON object"
            if described.raw:
                advice += f", or a scenario as Content-Type: {YAML_TYPES[0]}"
            raise ControlError(
                400, "invalid", f"the body is no JSON: {error}", advice
            ) from None
    if not isinstance(body, dict):
        raise ControlError(
            400, "invalid", "the body is no JSON object", "send one, like {}"
        )
    keys = described.body or {}
    for name, value in body.items():
        if name not in keys:
            raise _unknown(f"the key {name!r}", name, keys)
        _judge(name, value, keys[name])
    missing = [name for name in described.required if name not in body]
    if missing:
        wanted = ", ".join(described.required)
        raise ControlError(
            400, "invalid", f"the body has no {missing[0]!r}", f"it needs {wanted}"
        )
    chosen = [name for name in described.one_of if name in body]
    if described.one_of and len(chosen) != 1:
        said = " and ".join(chosen) if chosen else "none of them"
        raise ControlError(
            400,
            "invalid",
            f"the body must have one of {', '.join(described.one_of)}, has {said}",
            "say exactly one",
        )
    return body


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise ControlError(
            400, "invalid", f"the body is no text: {error}", "send it in UTF-8"
        ) from None


def _judge(name: str, value: Json, schema: Mapping[str, Json]) -> None:
    """Hold one value against the few words that the table's schemas use."""
    expected = ""
    if "const" in schema and value is not schema["const"]:
        expected = orjson.dumps(schema["const"]).decode()
    if "enum" in schema and value not in schema["enum"]:
        expected = f"one of {', '.join(schema['enum'])}"
    kind = schema.get("type")
    if kind is not None and (
        not isinstance(value, _JSON_TYPES[kind])
        or (kind == "integer" and isinstance(value, bool))
    ):
        expected = {"object": "an object", "integer": "an integer"}.get(
            kind, f"a {kind}"
        )
    elif "minimum" in schema and value < schema["minimum"]:
        expected = f"{schema['minimum']} or more"
    if expected:
        shown = orjson.dumps(value).decode()[:80]
        raise ControlError(
            400, "invalid", f"{name!r} cannot be {shown}", f"it takes {expected}"
        )


def _number(
    query: Mapping[str, str], name: str, *, least: int, absent: int | None
) -> int | None:
    text = query.get(name)
    if text is None:
        return absent
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else -1  # noqa: PLR2004  (64 bits)
    if number < least:
        raise ControlError(
            400, "invalid", f"{name} cannot be {text!r}", f"it takes {least} or more"
        )
    return number


def _flag(query: Mapping[str, str], name: str) -> bool:
    text = query.get(name, "false")
    if text not in ("true", "false"):
        raise ControlError(
            400, "invalid", f"{name} cannot be {text!r}", "it takes true or false"
        )
    return text == "true"


def _unknown(what: str, name: str, known: Iterable[str]) -> ControlError:
    advice = suggest(name, known, "it takes") or "this call takes none"
    return ControlError(400, "invalid", f"{what} is not known here", advice)
