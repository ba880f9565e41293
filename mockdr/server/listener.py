"""A listening socket with a thread behind it: opens at once, closes at once."""

from __future__ import annotations

import contextlib
import errno
import os
import socket
import threading
from collections.abc import Callable, Iterable
from functools import partial
from typing import TypeAlias

from werkzeug.serving import make_server

from mockdr.base.errors import ConfigurationError, Json
from mockdr.server.connections import Connections
from mockdr.server.handler import Handler

__all__ = ["Listener", "bind", "url_of"]

#: How often the accepting thread looks whether it should end.
_POLL_SECONDS = 0.05
_BACKLOG = 128

Application: TypeAlias = Callable[[dict[str, Json], Json], Iterable[bytes]]


def url_of(host: str, port: int) -> str:
    """Return the base URL of a server that listens there, without a slash."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def bind(host: str, port: int) -> socket.socket:
    """
    Return a socket that listens; port 0 takes any that is free.

    Raises:
        ConfigurationError: If there is no such address, or the port is taken.
    """
    where = url_of(host, port).removeprefix("http://")
    try:
        found = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
        # A name can mean both: `127.0.0.1` is what clients are configured with.
        found.sort(key=lambda info: info[0] is not socket.AF_INET)
        family, kind, protocol, _, address = found[0]
    except (OSError, UnicodeError, OverflowError) as error:
        raise ConfigurationError(
            f"{where} is no address to listen on: {error}",
            help="give --host an address of this machine",
        ) from None
    sock = socket.socket(family, kind, protocol)
    try:
        if os.name == "posix":
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind(address)
        sock.listen(_BACKLOG)
    except (OSError, OverflowError) as error:
        sock.close()
        raise _refusal(where, error) from None
    return sock


def _refusal(where: str, error: Exception) -> ConfigurationError:
    number = error.errno if isinstance(error, OSError) else None
    if number == errno.EADDRINUSE:
        return ConfigurationError(
            f"{where} is in use by another program",
            help="stop that program, or choose another with --port (0 takes any)",
        )
    if number == errno.EACCES:
        return ConfigurationError(
            f"no permission to listen on {where}", help="choose a --port above 1023"
        )
    if number == errno.EADDRNOTAVAIL:
        return ConfigurationError(
            f"{where} is not an address of this machine",
            help="give --host 127.0.0.1, or 0.0.0.0 for every network",
        )
    reason = os.strerror(number) if number is not None else str(error)
    return ConfigurationError(
        f"cannot listen on {where}: {reason}", help="choose another --host or --port"
    )


class Listener:
    """
    Serves a WSGI application, one thread for each connection.

    Args:
        app: The application.
        host: Name or address to bind.
        port: Port; 0 takes any that is free.
        body_limit: Returns the largest body that is read, in bytes, for the value of
            `Authorization`.

    Raises:
        ConfigurationError: If it cannot listen there.
    """

    def __init__(
        self,
        app: Application,
        host: str,
        port: int,
        *,
        body_limit: Callable[[str], int],
    ) -> None:
        self.connections = Connections()
        with contextlib.closing(bind(host, port)) as sock:
            # The server takes a copy of the socket. It would end the process
            # by itself if it were to bind and could not.
            self._server = make_server(
                host,
                port,
                app,
                threaded=True,
                # Called as the class would be: the parameters are by name.
                request_handler=partial(  # type: ignore[arg-type]
                    Handler, connections=self.connections, body_limit=body_limit
                ),
                fd=sock.fileno(),
            )
        self.host = host
        self.port = int(self._server.port)
        self._thread = threading.Thread(
            target=self._server.serve_forever,
            kwargs={"poll_interval": _POLL_SECONDS},
            name=f"mockdr-{self.port}",
            daemon=True,
        )

    @property
    def url(self) -> str:
        """The base URL, without a slash."""
        return url_of(self.host, self.port)

    def start(self) -> None:
        """Begin to answer; the port has accepted since construction."""
        self._thread.start()

    def stop(self, grace: float = 0.0) -> None:
        """
        Stop listening and hang up.

        Args:
            grace: Seconds that answers under way get to finish.
        """
        self._server.shutdown()
        self._thread.join()
        self.connections.close(grace)
