"""A merchant's server for callbacks: it answers as told, and keeps what comes."""

from __future__ import annotations

import json
import queue
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PATIENCE = 30


class Receiver(ThreadingHTTPServer):
    """
    Receives on a port of its own; `says` are the statuses of its next answers.

    It answers when it is `open`, and after what it does `meanwhile` with the event.
    """

    daemon_threads = True

    def __init__(self, *says):
        self.says = list(says)
        self.parcels = queue.Queue()
        self.meanwhile = None
        self.open = threading.Event()
        self.open.set()
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/hooks"

    def next(self):
        """Return the headers and the body of the next callback."""
        return self.parcels.get(timeout=PATIENCE)

    def next_type(self):
        return json.loads(self.next()[1])["type"]


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.parcels.put((self.headers, body))
        self.server.open.wait(PATIENCE)
        if self.server.meanwhile is not None:
            self.server.meanwhile(json.loads(body))
        says = self.server.says
        self.send_response(says.pop(0) if says else 202)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


@contextmanager
def receiving(*says):
    """Give a receiver that answers, for as long as it is needed."""
    receiver = Receiver(*says)
    thread = threading.Thread(
        target=receiver.serve_forever, kwargs={"poll_interval": 0.01}
    )
    thread.start()
    try:
        yield receiver
    finally:
        receiver.open.set()
        receiver.shutdown()
        thread.join()
        receiver.server_close()
