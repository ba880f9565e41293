"""The servers of the command: werkzeug for everything, granian for load."""

from __future__ import annotations

import contextlib
import gc
import logging
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TextIO

import orjson

from mockdr.base.errors import ConfigurationError, Json
from mockdr.base.ids import real_token
from mockdr.server.app import App
from mockdr.server.building import build_world
from mockdr.server.courier import Courier
from mockdr.server.faults import refuse_without_sockets
from mockdr.server.guard import Guard, is_loopback
from mockdr.server.listener import Listener
from mockdr.server.logs import RequestLog, safe, speak

if TYPE_CHECKING:
    from mockdr.engine.world import World
    from mockdr.server.configuration import Configuration

__all__ = [
    "EXIT_CODES",
    "SERVERS",
    "Plan",
    "announce",
    "assemble",
    "serve",
    "until_signalled",
]

SERVERS: Final = ("werkzeug", "granian")
#: The signals that end the server, and what the process then returns.
EXIT_CODES: Final = {signal.SIGINT: 130, signal.SIGTERM: 0}

#: What answers under way get to finish; the whole end stays within a second.
_GRACE_SECONDS: Final = 0.4
_TENANT: Final = "mockdr"
#: So many unfinished runs are told at the end.
_FEW: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """
    What is to be served, and how.

    Args:
        configuration: Where, and which world.
        plays: Names of scenarios to put in force for the tenant `mockdr`.
        server: One of `SERVERS`.
        log: `text` or `json`.
        token: What the control API asks for; None when it asks nothing.
        flags: The part of the configuration that came from the command line, for a
            child process that has to read the rest again.
        print_secret: Whether to tell what signs the events that are forwarded.
    """

    configuration: Configuration
    plays: Sequence[str] = ()
    server: str = "werkzeug"
    log: str = "text"
    token: str | None = None
    flags: Mapping[str, Json] = field(default_factory=dict)
    print_secret: bool = False


def serve(
    configuration: Configuration,
    *,
    plays: Sequence[str] = (),
    server: str = "werkzeug",
    log: str = "text",
    flags: Mapping[str, Json] | None = None,
    print_secret: bool = False,
    out: TextIO | None = None,
    err: TextIO | None = None,
) -> int:
    """
    Serve until a signal comes; returns the exit code that belongs to it.

    Args:
        configuration: Where, and which world.
        plays: Names of scenarios to put in force for the tenant `mockdr`.
        server: One of `SERVERS`.
        log: `text` for people, `json` for programs.
        flags: The flags that *configuration* was loaded with; granian's child process
            loads it again.
        print_secret: Whether to tell what signs the events that are forwarded.
        out: Where the address and the request log go; stdout when absent.
        err: Where failures are told; stderr when absent.

    Raises:
        ConfigurationError: If it cannot listen there, or has no secret to tell.
        MockdrError: If a scenario cannot be played.
    """
    if print_secret and configuration.forward_to is None:
        raise ConfigurationError(
            "there is no secret to print: no event is forwarded",
            help="say where to with --forward-to URL",
        )
    out, err = out or sys.stdout, err or sys.stderr
    token = None
    if not is_loopback(configuration.host):
        token = configuration.control_token or real_token()
    plan = Plan(
        configuration=configuration,
        plays=plays,
        server=server,
        log=log,
        token=token,
        flags=flags or {},
        print_secret=print_secret,
    )
    if server == "granian":
        from mockdr.server.granian_server import serve_granian  # noqa: PLC0415  (an extra)

        return serve_granian(plan, out)
    handler = speak(err)
    try:
        return _serve_werkzeug(plan, out)
    finally:
        logging.getLogger("mockdr").removeHandler(handler)


def assemble(plan: Plan, out: TextIO) -> App:
    """
    Return the application that *plan* describes, its scenarios in force.

    Raises:
        MockdrError: If a scenario cannot be played.
    """
    courier = Courier()
    world = build_world(plan.configuration, courier=courier)
    sockets = plan.server == "werkzeug"
    for name in plan.plays:
        # Who plays nothing at the start need not wait for what rehearses.
        from mockdr.engine.rehearsal import playable  # noqa: PLC0415

        story = world.library.story(name)
        if not sockets:
            refuse_without_sockets(story)
        world.stand(_TENANT, playable(story))
    log = RequestLog(world, out, plan.log)
    world.on_tenant.append(log.follow)
    for tenant in world.tenants():
        log.follow(tenant)
    return App(
        world,
        guard=Guard(plan.configuration.host, plan.token),
        sockets=sockets,
        watch=log.write,
        courier=courier,
    )


def _serve_werkzeug(plan: Plan, out: TextIO) -> int:
    app = assemble(plan, out)
    listener = Listener(
        app,
        plan.configuration.host,
        plan.configuration.port,
        body_limit=app.body_limit,
    )
    with until_signalled() as ended:
        listener.start()
        announce(plan, app.world, listener.url, out)
        # What was loaded stays; collections need not look at it again.
        gc.freeze()
        code = ended()
    _tell_unfinished(plan, app.world, out)
    listener.stop(_GRACE_SECONDS)
    app.courier.close(_GRACE_SECONDS)
    return code


def announce(plan: Plan, world: World, url: str, out: TextIO) -> None:
    """Say where the server is, now that it answers, and how to use it."""
    declared = _TENANT in plan.configuration.keys
    secret, public = world.keys_of(_TENANT, live=False)
    facts: dict[str, Json] = {
        # A pair that somebody declared is theirs: they know it, a log must not.
        "secret_key": "as declared" if declared else secret,
        "public_key": "as declared" if declared else public,
        "control": f"{url}/_mockdr/",
        "demo_shop": f"{url}/_mockdr/demo/",
    }
    if plan.token is not None:
        given = plan.configuration.control_token is not None
        facts["control_token"] = "as given" if given else plan.token
    if plan.configuration.forward_to is not None:
        facts["forwarding_to"] = safe(plan.configuration.forward_to)
        if plan.print_secret:
            facts["signing_secret"] = plan.configuration.signing_secret
    if plan.plays:
        facts["playing"] = list(plan.plays)
    if plan.log == "json":
        lines = [orjson.dumps({"listening": url, **facts}).decode()]
    else:
        lines = [f"mockdr listening on {url}"]
        for name, value in facts.items():
            told = ", ".join(value) if isinstance(value, list) else value
            lines.append(f"  {name.replace('_', ' ') + ':':<14} {told}")
    with contextlib.suppress(OSError, ValueError):
        out.write("\n".join(lines) + "\n")
        out.flush()


def _tell_unfinished(plan: Plan, world: World, out: TextIO) -> None:
    """Say what the scenarios that were put in force at the start still wait for."""
    if not plan.plays:
        return
    # What was not delivered is unfinished, too, and of no scenario.
    found = [
        finding
        for finding in world.tenant(_TENANT).check()
        if finding.kind == "unfinished" and "scenario" in finding.details
    ]
    lines = []
    for lack in found[:_FEW]:
        if plan.log == "json":
            lack_told = {**lack.details, "message": lack.message}
            lines.append(orjson.dumps({"unfinished": lack_told}).decode())
        else:
            at = lack.details
            run = f", run {at['run']}" if at["run"] else ""
            where = f"{at['scenario']}{run}, line {at['line']}"
            lines.append(f"not at its end: {where}: {lack.message}")
    if len(found) > _FEW and plan.log != "json":
        lines.append(f"and {len(found) - _FEW} more")
    with contextlib.suppress(OSError, ValueError):
        out.writelines(f"{line}\n" for line in lines)
        out.flush()


@contextlib.contextmanager
def until_signalled() -> Iterator[Callable[[], int]]:
    """Give a function that waits for the end and returns the exit code."""
    over = threading.Event()
    codes: list[int] = []

    def note(number: int, frame: object) -> None:
        del frame
        codes.append(EXIT_CODES[signal.Signals(number)])
        over.set()
        # Whoever insists gets it at once.
        signal.signal(number, signal.SIG_DFL)

    def wait() -> int:
        # In pieces: on some systems a wait without end cannot be interrupted.
        while not over.wait(1.0):
            pass
        return codes[0]

    before = {number: signal.signal(number, note) for number in EXIT_CODES}
    try:
        yield wait
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
