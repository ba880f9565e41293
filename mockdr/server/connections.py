"""Every open connection of a server, so that its end waits for nobody who idles."""

from __future__ import annotations

import contextlib
import selectors
import socket
import struct
import sys
import threading

from mockdr.base.clock import real_monotonic

__all__ = ["Connection", "Connections"]

#: How long the linger structure's fields are differs by platform.
_RESET_ON_CLOSE = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)


class Connections:
    """What is open: who idles, who is being answered, and whether the end has come."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._open: set[Connection] = set()
        self.closing = threading.Event()

    def __len__(self) -> int:
        return len(self._open)

    def enter(self, connection: Connection) -> None:
        """Note a connection; one that comes after the end is closed at once."""
        with self._changed:
            self._open.add(connection)
        if self.closing.is_set():
            connection.hang_up()

    def leave(self, connection: Connection) -> None:
        """Forget a connection."""
        with self._changed:
            self._open.discard(connection)
            self._changed.notify_all()

    def mark(self, connection: Connection, *, busy: bool) -> None:
        """Note whether a connection is being answered."""
        with self._changed:
            connection.busy = busy
            self._changed.notify_all()

    def close(self, grace: float = 0.0) -> None:
        """
        Hang up on everybody.

        Args:
            grace: Seconds that those who are being answered get to the end of it;
                who idles or waits for a fault gets none.
        """
        self.closing.set()
        with self._changed:
            for connection in self._open:
                if not connection.busy:
                    connection.hang_up()
            self._changed.wait_for(
                lambda: not any(c.busy for c in self._open), timeout=grace
            )
            for connection in self._open:
                connection.hang_up()


class Connection:
    """
    One client's socket; the `Link` that faults work on.

    Args:
        sock: The accepted socket.
        connections: Where it is noted.
    """

    def __init__(self, sock: socket.socket, connections: Connections) -> None:
        self._socket = sock
        self._connections = connections
        self.busy = False
        connections.enter(self)

    @property
    def closing(self) -> bool:
        """Whether the server is about to stop."""
        return self._connections.closing.is_set()

    def mark(self, *, busy: bool) -> None:
        """Note whether a request is being read or answered."""
        self._connections.mark(self, busy=busy)

    def leave(self) -> None:
        """Forget it: the connection is closed."""
        self._connections.leave(self)

    def hang_up(self) -> None:
        """End both directions; whoever waits on the socket wakes up."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def reset(self) -> None:
        """Break it off: the client sees a reset, whatever was in flight."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        # Files made from the socket would keep it open after a plain close.
        socket.close(self._socket.detach())

    def wait(self, seconds: float | None) -> bool:
        """Wait, None for ever; False as soon as the client or the server leaves."""
        self.mark(busy=False)
        try:
            return self._wait(seconds)
        finally:
            self.mark(busy=True)

    def _wait(self, seconds: float | None) -> bool:
        end = None if seconds is None else real_monotonic() + seconds
        with selectors.DefaultSelector() as selector:
            selector.register(self._socket, selectors.EVENT_READ)
            while not self.closing:
                left = None if end is None else end - real_monotonic()
                if left is not None and left <= 0:
                    return True
                if not selector.select(left):
                    continue
                try:
                    if not self._socket.recv(1, socket.MSG_PEEK):
                        return False
                except OSError:
                    return False
                # A client that speaks while we are silent cannot be watched any more.
                return not self._connections.closing.wait(left)
        return False
