"""Granian in front: fast under load, but without hands on the connections."""

from __future__ import annotations

import http.client
import logging
import multiprocessing
import os
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Final, TextIO

import orjson

from mockdr.base.clock import real_monotonic, real_wait
from mockdr.base.errors import ConfigurationError, Json
from mockdr.base.ids import real_token
from mockdr.engine.call import Call, Reply
from mockdr.server.listener import bind, url_of

if TYPE_CHECKING:
    from mockdr.server.app import App
    from mockdr.server.serve import Plan

__all__ = ["make_app", "serve_granian"]

#: How the parent tells the worker what to serve; no key of the configuration.
_VARIABLE: Final = "SERVED_BY_MOCKDR"
#: How the parent asks whether the worker answers; the log passes over it.
_PROBE: Final = "x-mockdr-probe"
_PATIENCE_SECONDS: Final = 30
_PAUSE_SECONDS: Final = 0.02
_THREADS: Final = 4


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
            "granian is not installed", help="pip install 'granian>=2.2'"
        ) from None
    from mockdr.server.serve import EXIT_CODES, announce, assemble  # noqa: PLC0415

    # What cannot work is told here: of a worker's failure one sees a traceback.
    app = assemble(plan, out)
    # The worker makes a world of its own: this one tells nobody anything.
    app.courier.close()
    world = app.world
    host = plan.configuration.host
    with bind(host, plan.configuration.port) as sock:
        port = int(sock.getsockname()[1])
    codes: list[int] = []
    probe = real_token()

    def greet() -> None:
        if _answers(host, port, probe):
            announce(plan, world, url_of(host, port), out)

    class Server(Granian):  # type: ignore[misc, valid-type]  # an alias chosen at import
        """Granian, which says when it answers and remembers what ended it."""

        def startup(self, *args: Json, **kwargs: Json) -> None:
            super().startup(*args, **kwargs)
            # Not before: the worker is forked there, and threads do not survive that.
            threading.Thread(target=greet, daemon=True).start()

        def signal_handler_interrupt(self, *args: Json, **kwargs: Json) -> None:
            codes.append(EXIT_CODES.get(args[0], 0) if args else 0)
            super().signal_handler_interrupt(*args, **kwargs)

    os.environ[_VARIABLE] = _as_text(plan, probe)
    server = Server(
        f"{__name__}:make_app",
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        # A tenant works on one request at a time, and more threads only wait; but a
        # receiver calls the API while somebody waits here for what it answers.
        blocking_threads=_THREADS,
        workers_kill_timeout=1,
        log_enabled=False,
    )
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

    threading.Thread(target=_leave_with_the_parent, daemon=True).start()
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
    app = assemble(plan, sys.stdout)
    log = app.watch

    def watch(call: Call, reply: Reply, milliseconds: float) -> None:
        if log is not None and call.headers.get(_PROBE) != told["probe"]:
            log(call, reply, milliseconds)

    app.watch = watch
    return app


def _leave_with_the_parent() -> None:
    """End when the parent was killed: nobody else would, and the port stays taken."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _as_text(plan: Plan, probe: str) -> str:
    configuration = plan.configuration
    return orjson.dumps(
        {
            "folder": str(configuration.folder),
            "flags": dict(plan.flags),
            "plays": list(plan.plays),
            "log": plan.log,
            "token": plan.token,
            "probe": probe,
        }
    ).decode()


def _answers(host: str, port: int, probe: str) -> bool:
    """Wait until the worker answers; it binds the port by itself, some time later."""
    name = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  (compared)
    end = real_monotonic() + _PATIENCE_SECONDS
    while real_monotonic() < end:
        client = http.client.HTTPConnection(name, port, timeout=_PATIENCE_SECONDS)
        try:
            client.request("GET", "/_mockdr/health", headers={_PROBE: probe})
            client.getresponse().read()
        except (OSError, http.client.HTTPException):
            real_wait(_PAUSE_SECONDS)
        else:
            return True
        finally:
            client.close()
    return False
