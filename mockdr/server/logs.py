"""What whoever runs the server reads: a line for each request and each delivery."""

from __future__ import annotations

import contextlib
import logging
import re
import threading
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Final, TextIO

import orjson

from mockdr.base.clock import real_now, wire_time
from mockdr.base.errors import Json
from mockdr.engine.call import Call, Reply
from mockdr.engine.deliveries import outcome_told, suspicion
from mockdr.engine.keys import read_authorization
from mockdr.engine.masking import mask_text
from mockdr.engine.outdated import outdated

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant
    from mockdr.engine.world import World
    from mockdr.events.delivery import Answer, Attempt, Delivery

__all__ = ["MaskingFormatter", "RequestLog", "safe", "speak"]

#: Keys of every kind, and the secrets by which a browser reads a source.
_SECRET = re.compile(
    r"(?P<kind>[sp]k_(?:test|live)_)[A-Za-z0-9_-]+"
    # What a hint shows in place of a key is none.
    r"|\b(?P<scheme>Bearer|Basic) +(?![sp]k_test_<name>)\S+"
    r"|\b(?P<name>secret|client_secret|token|apiKey)=[^&\s]+",
    re.IGNORECASE,
)
_LONGEST: Final = 300
#: A tenant's name is the key without its prefix; a long one is a real key's.
_NAME: Final = 20
#: From here on a status is a no.
_REFUSED: Final = 400


def safe(text: str) -> str:
    """Return *text* on one line, without keys, card numbers and controls."""
    shown = mask_text(_SECRET.sub(_hide, text))
    if not shown.isprintable():
        shown = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in shown)
    return shown if len(shown) <= _LONGEST else f"{shown[: _LONGEST - 1]}…"


def _hide(found: re.Match[str]) -> str:
    if found["kind"]:
        return f"{found['kind']}***"
    return f"{found['scheme']} ***" if found["scheme"] else f"{found['name']}=***"


class MaskingFormatter(logging.Formatter):
    """Formats records as ever, tracebacks too, and takes the secrets out."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record's text."""
        lines = super().format(record).splitlines()
        return "\n".join(mask_text(_SECRET.sub(_hide, line)) for line in lines)


def speak(stream: TextIO) -> logging.Handler:
    """Let what goes wrong be told on *stream*; returns what to remove at the end."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(MaskingFormatter("mockdr: %(message)s"))
    logging.getLogger("mockdr").addHandler(handler)
    return handler


class RequestLog:
    """
    Writes a line for each request and each delivery, without a secret in it.

    Give its `write` to the application as `watch`, and let it `follow` tenants.

    Args:
        world: Knows whose key a request carries.
        stream: Where the lines go; when it is closed, nothing is said any more.
        style: `text` for people, `json` for programs.
    """

    def __init__(self, world: World, stream: TextIO, style: str = "text") -> None:
        self._world = world
        self._stream = stream
        self._json = style == "json"
        self._lock = threading.Lock()

    def write(self, call: Call, reply: Reply, milliseconds: float) -> None:
        """Write the line of one request; the window's looking on is none's concern."""
        if _only_looks(call) and reply.status < _REFUSED:
            return
        facts = self._facts(call, reply, milliseconds)
        self._write(facts, _as_text)

    def follow(self, tenant: Tenant) -> None:
        """Write a line for each delivery of *tenant*, too."""
        tenant.mail.on_answer.append(partial(self._delivered, tenant))

    def _delivered(self, tenant: Tenant, delivery: Delivery, attempt: Attempt) -> None:
        answer = attempt.answer
        facts: dict[str, Json] = {
            "tenant": _short(tenant.name),
            "event": delivery.type,
            "id": delivery.event.id,
            "address": safe(delivery.address),
            "attempt": attempt.number,
            "status": answer.status if answer else None,
            "outcome": answer.outcome if answer else "kept",
            "reason": safe(_reason(answer)) if answer else "",
            "conduct": safe("; ".join(tenant.conduct.told)),
            "hint": safe(_hint(tenant, delivery)),
            "delivery": delivery.state,
            "next": wire_time(delivery.next) if delivery.next else "",
        }
        self._write(_said(facts), _delivered_as_text)

    def _write(
        self,
        facts: dict[str, Json],
        as_text: Callable[[dict[str, Json], datetime], str],
    ) -> None:
        line = (_as_json if self._json else as_text)(facts, real_now())
        # Who reads may have gone (`| head`); that must not fail a request.
        with self._lock, contextlib.suppress(OSError, ValueError):
            self._stream.write(f"{line}\n")
            self._stream.flush()

    def _facts(self, call: Call, reply: Reply, milliseconds: float) -> dict[str, Json]:
        headers = reply.headers
        step = headers.get("X-Mockdr-Step")
        facts: dict[str, Json] = {
            "tenant": self._tenant(call),
            "method": safe(call.method),
            "path": safe(call.path),
            "status": reply.status,
            "operation": str(reply.log.get("operation", "")),
            "before": str(reply.log.get("before", "")),
            "state": str(reply.log.get("state", headers.get("X-Mockdr-State", ""))),
            "scenario": headers.get("X-Mockdr-Scenario", ""),
            "step": int(step) if step else None,
            "fault": reply.fault.kind if reply.fault else "",
            "rule": safe(str(reply.log.get("rule", ""))),
            "violations": reply.log.get("violations", 0),
            "violation": safe(str(reply.log.get("violation", ""))),
            "errors": [safe(str(error)) for error in reply.log.get("errors", ())],
            "conduct": safe(str(reply.log.get("conduct", ""))),
            "hint": safe(str(reply.log.get("hint", headers.get("X-Mockdr-Hint", "")))),
            "ms": round(milliseconds, 1),
        }
        return _said(facts)

    def _tenant(self, call: Call) -> str:
        text = read_authorization(call.headers) or dict(call.query).get("apiKey")
        key = self._world.owner(text)
        return "" if key is None else _short(key.tenant)


def _only_looks(call: Call) -> bool:
    """Tell whether the window asks, which it does again and again, and reads only."""
    return (
        call.method == "GET"
        and call.path.startswith("/_mockdr/")
        and ("x-mockdr-window" in call.headers or call.path.startswith("/_mockdr/ui/"))
    )


def _reason(answer: Answer) -> str:
    """Return what a receiver, or whoever did not reach it, says for a refusal."""
    if answer.outcome != "answered":
        return answer.reason
    return outcome_told(answer).partition(": ")[2]


def _hint(tenant: Tenant, delivery: Delivery) -> str:
    """Return what may be wrong with a good receiver whose last answer is a refusal."""
    if delivery.state == "delivered":
        return ""
    with tenant.lock:
        told = [*outdated(tenant, [delivery]), *suspicion(tenant, [delivery])]
    return " ".join(line.strip() for line in told)


def _short(name: str) -> str:
    return name if len(name) <= _NAME else f"{name[:6]}…"


def _said(facts: dict[str, Json]) -> dict[str, Json]:
    empty: tuple[Json, ...] = ("", None, [])
    return {name: value for name, value in facts.items() if value not in empty}


def _as_json(facts: dict[str, Json], now: datetime) -> str:
    return orjson.dumps({"time": now, **facts}).decode()


def _as_text(facts: dict[str, Json], now: datetime) -> str:
    parts = [
        now.strftime("%H:%M:%S"),
        facts.get("tenant", "-"),
        facts["method"],
        facts["path"],
        str(facts["status"]),
    ]
    if "operation" in facts:
        parts.append(facts["operation"])
    if "state" in facts:
        before = facts.get("before", facts["state"])
        change = f"{before} -> " if before != facts["state"] else ""
        parts.append(f"session {change}{facts['state']}")
    if "scenario" in facts:
        step = f" step {facts['step']}" if "step" in facts else " (no step)"
        parts.append(f"[{facts['scenario']}{step}]")
    if "fault" in facts:
        parts.append(f"fault {facts['fault']}")
    if "rule" in facts:
        parts.append(f"by the rule at {facts['rule']}")
    if facts.get("violations"):
        parts.append(f"violations {facts['violations']}")
    if "violation" in facts:
        parts.append(f"({facts['violation']})")
    if "errors" in facts:
        parts.append(f"refused for {', '.join(facts['errors'])}")
    if "conduct" in facts:
        parts.append(f"conduct: {facts['conduct']}")
    if "hint" in facts:
        parts.append(f"({facts['hint']})")
    parts.append(f"{facts['ms']} ms")
    return " ".join(parts)


def _delivered_as_text(facts: dict[str, Json], now: datetime) -> str:
    parts = [
        now.strftime("%H:%M:%S"),
        facts["tenant"],
        facts["event"],
        "->",
        facts["address"],
        str(facts.get("status", facts["outcome"])),
        f"attempt {facts['attempt']}",
    ]
    if "reason" in facts:
        parts.append(f"({facts['reason']})")
    if "conduct" in facts:
        parts.append(f"conduct: {facts['conduct']}")
    parts.append(facts["delivery"])
    if "next" in facts:
        parts.append(f"until {facts['next']}")
    if "hint" in facts:
        parts.append(f"({facts['hint']})")
    return " ".join(parts)
