"""Granian in front: fast under load, but without hands on the connections."""

from __future__ import annotations

import http.client
import logging
import os
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Final, TextIO

import orjson

from mockdr.base.errors import ConfigurationError, Json
from mockdr.server.listener import bind, url_of

if TYPE_CHECKING:
    from mockdr.server.app import App
    from mockdr.server.serve import Plan

__all__ = ["make_app", "serve_granian"]

#: How the parent tells the worker what to serve; no key of the configuration.
_VARIABLE: Final = "SERVED_BY_MOCKDR"
_READY_SECONDS: Final = 30


def serve_granian(plan: Plan, out: TextIO) -> int:
    """
    Serve by granian until a signal comes; returns the exit code that belongs to it.

    Granian works in a child process that finds the application by its name, so the
    plan goes through the environment.

    Raises:
        ConfigurationError: If granian is missing, or it cannot listen there.
        MockdrError: If a scenario cannot be played here.
    """
    try:
        from granian import Granian  # noqa: PLC0415  (an extra)
        from granian.constants import Interfaces  # noqa: PLC0415
    except ImportError:
        raise ConfigurationError(
            "granian is not installed", help="pip install 'mockdr[server]'"
        ) from None
    from mockdr.server.serve import EXIT_CODES, announce, assemble  # noqa: PLC0415

    # What cannot work is told here: of a worker's failure one sees a traceback.
    world = assemble(plan, out).world
    host = plan.configuration.host
    with bind(host, plan.configuration.port) as sock:
        port = int(sock.getsockname()[1])
    codes: list[int] = []

    class Server(Granian):  # type: ignore[misc, valid-type]  # an alias chosen at import
        """Granian, which remembers what ended it."""

        def signal_handler_interrupt(self, *args: Json, **kwargs: Json) -> None:
            codes.append(EXIT_CODES.get(args[0], 0) if args else 0)
            super().signal_handler_interrupt(*args, **kwargs)

    os.environ[_VARIABLE] = _as_text(plan)
    server = Server(
        f"{__name__}:make_app",
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        # A tenant works on one request at a time; more threads only wait.
        blocking_threads=1,
        workers_kill_timeout=1,
        log_enabled=False,
    )

    def greet() -> None:
        if _answers(host, port):
            announce(plan, world, url_of(host, port), out)

    threading.Thread(target=greet, daemon=True).start()
    try:
        server.serve()
    finally:
        del os.environ[_VARIABLE]
    return codes[0] if codes else 1


def make_app() -> App:
    """Return the application; granian's worker calls this."""
    from mockdr.server.configuration import load  # noqa: PLC0415
    from mockdr.server.logs import speak  # noqa: PLC0415
    from mockdr.server.serve import Plan, assemble  # noqa: PLC0415

    told = orjson.loads(os.environ[_VARIABLE])
    speak(sys.stderr)
    logging.getLogger("mockdr").setLevel(logging.INFO)
    configuration = load(start=Path(told["folder"]), flags=told["flags"], served=True)
    plan = Plan(
        configuration=configuration,
        plays=told["plays"],
        server="granian",
        log=told["log"],
        token=told["token"],
    )
    return assemble(plan, sys.stdout)


def _as_text(plan: Plan) -> str:
    configuration = plan.configuration
    return orjson.dumps(
        {
            "folder": str(configuration.folder),
            "flags": dict(plan.flags),
            "plays": list(plan.plays),
            "log": plan.log,
            "token": plan.token,
        }
    ).decode()


def _answers(host: str, port: int) -> bool:
    """Wait until the worker answers; the port accepts before it does."""
    name = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    client = http.client.HTTPConnection(name, port, timeout=_READY_SECONDS)
    try:
        client.request("HEAD", "/")
        client.getresponse().read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        client.close()
    return True
