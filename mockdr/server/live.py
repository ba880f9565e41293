"""The fixture's server: pytest-httpserver, with mockdr behind a test's own handlers."""

from __future__ import annotations

from functools import partial
from typing import Final

from pytest_httpserver import HTTPServer
from werkzeug.wrappers import Request, Response

from mockdr.base.errors import ConfigurationError
from mockdr.engine.world import World
from mockdr.server.app import App
from mockdr.server.connections import Connections
from mockdr.server.handler import Handler
from mockdr.server.listener import url_of
from mockdr.server.wire import TOO_LARGE

__all__ = ["LiveServer"]

_LOGGED: Final = 1000

#: How often it looks whether it should end: a test's server ends after every test.
_POLL_SECONDS: Final = 0.01

_Exchange = tuple[Request, Response]


class _Newest(list[_Exchange]):
    """A log that keeps what is newest; the base class's grows without end."""

    def append(self, item: _Exchange) -> None:
        super().append(item)
        if len(self) > _LOGGED:
            del self[0]


class LiveServer(HTTPServer):
    """
    Answers on a socket, from a thread of this process.

    What a test expects with `expect_request` and its kin comes first and is answered
    as pytest-httpserver does it; mockdr answers the rest.

    Args:
        app: Who answers the rest.
        host: Address to bind.
        port: Port; 0 takes any that is free.
    """

    def __init__(self, app: App, *, host: str = "127.0.0.1", port: int = 0) -> None:
        super().__init__(host, port, threaded=True)
        self.app = app
        self.log = _Newest()
        self._connections = Connections()
        app.on_error = self._note

    @property
    def world(self) -> World:
        """What is simulated."""
        return self.app.world

    @property
    def url(self) -> str:
        """The base URL, without a slash."""
        return url_of(self.host, self.port)

    def start(self) -> None:
        """
        Start to answer.

        Raises:
            ConfigurationError: If it cannot listen there.
        """
        self._connections = Connections()
        try:
            super().start()
        except (SystemExit, OSError):
            # The server below prints and ends the process when it cannot bind.
            where = url_of(self.host, self.port).removeprefix("http://")
            raise ConfigurationError(
                f"mockdr cannot listen on {where}, something else may",
                help="choose port 0, which takes any that is free",
            ) from None

    def thread_target(self) -> None:
        """Serve; looks for the end so often that stopping takes no time."""
        server = self.server
        if server is None:
            return
        # Called as the class would be: what is ours goes in by name.
        server.RequestHandlerClass = partial(
            Handler, connections=self._connections, body_limit=self.app.body_limit
        )
        server.serve_forever(poll_interval=_POLL_SECONDS)

    def stop(self) -> None:
        """Stop, hang up on whoever is still connected, and deliver nothing more."""
        super().stop()
        self._connections.close()
        self.app.courier.close()

    def application(self, request: Request) -> Response:
        """Answer one request; one that is too large goes past a test's handlers."""
        if TOO_LARGE not in request.environ:
            return super().application(request)
        response = self.app.respond(request)
        self.log.append((request, response))
        return response

    def respond_nohandler(self, request: Request, extra_message: str = "") -> Response:
        """Let mockdr answer what no handler of the test's own expects."""
        del extra_message
        # The base gives up for good when an ordered handler is not the next in turn.
        self.permanently_failed = False
        return self.app.respond(request)

    def clear_log(self) -> None:
        """Forget what was logged."""
        self.log = _Newest()

    def _note(self, error: Exception) -> None:
        self.handler_errors.append(error)
