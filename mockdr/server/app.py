"""Sends each call where it belongs: control, the redirect page, or the provider."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final

import orjson
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request

from mockdr.base.clock import real_monotonic
from mockdr.base.errors import Json, MockdrError
from mockdr.engine.addresses import ICONS, RECEIVERS
from mockdr.engine.call import Call, Reply
from mockdr.engine.doors import header_text
from mockdr.engine.masking import remark
from mockdr.server.cors import BROWSERS, opened, preflight
from mockdr.server.courier import Courier
from mockdr.server.faults import Cut, possible
from mockdr.server.forms import with_form
from mockdr.server.wire import Environ, Skin, read_call

if TYPE_CHECKING:
    from mockdr.engine.world import World
    from mockdr.server.control import Control
    from mockdr.server.guard import Guard

__all__ = ["CONTROL", "LAW", "LINKS", "PRIVATE", "REDIRECTS", "SCRIPTS", "App", "Watch"]

#: Where the control API begins.
CONTROL: Final = "/_mockdr"
#: Where a customer is sent to approve a payment.
#: Source: payment-sessions.md, `nextAction.data.redirectUrl`.
REDIRECTS: Final = "/payments/redirects/"
#: Where low-code checkouts are. Inferred: the API only ever hands out whole links.
PAY: Final = "/pay/"
#: Where anybody gets a file who has its link. Source: files.md, `url` of a file link.
LINKS: Final = "/links/"
#: Where the links of disclosures lead. Source: digitalriver-object.md.
LAW: Final = "/store/defaults/"
#: Where pages get the browser's library. Source: drop-in-integration-guide.md.
SCRIPTS: Final = frozenset({"/v1/DigitalRiver.js", "/v1/css/DigitalRiver.css"})
#: What the browser's library asks of mockdr alone; the provider has nothing there.
PRIVATE: Final = "/v1/mockdr/"
#: Where a customer comes back to whom the Drop-in has sent away in a window.
RETURNED: Final = "/v1/mockdr/returned"

#: Told of each call, its reply, and how many milliseconds it took.
Watch = Callable[[Call, Reply, float], None]

_log = logging.getLogger("mockdr.server")
_PAGE_METHODS: Final = frozenset({"GET", "HEAD", "POST"})


class App:
    """
    The whole of mockdr as one function from call to reply, and as WSGI.

    Args:
        world: What is simulated.
        guard: Who may use the control API; everybody on this machine when absent.
        sockets: Whether faults can reach the connection; where they cannot, a
            scenario that needs it is refused when it is put in force.
        watch: Told of every call and its reply, for a log.
        courier: Sends what a call makes tenants tell, once the reply is out.
    """

    def __init__(
        self,
        world: World,
        *,
        guard: Guard | None = None,
        sockets: bool = True,
        watch: Watch | None = None,
        courier: Courier | None = None,
    ) -> None:
        self.world = world
        self.sockets = sockets
        self.watch = watch
        self.courier = courier or Courier()
        #: Told of every exception that is our own mistake; a test collects them.
        self.on_error: Callable[[Exception], None] | None = None
        self._guard = guard
        self._control: Control | None = None

    def body_limit(self, authorization: str) -> int:
        """Return the largest body, in bytes, for whose key *authorization* carries."""
        found = self.world.by_key_of({"authorization": authorization})
        settings = self.world.defaults if found is None else found.settings
        return settings.body_limit

    def answer(self, call: Call, *, inside: bool = False) -> Reply:
        """
        Answer one call; safe for threads, and never raises.

        Args:
            call: The call.
            inside: Whether the caller lives in this process: it may use the control
                API whatever its `Host` says.
        """
        begun = real_monotonic() if self.watch is not None else 0.0
        with self.courier.replying() as replying:
            try:
                reply = self._route(call, inside=inside)
            except Exception as error:  # noqa: BLE001  (a 500 whatever it was)
                reply = self.failed(call, error)
        if replying.awaited:
            reply.gone = replying.out
        if self.watch is not None:
            try:
                self.watch(call, reply, (real_monotonic() - begun) * 1000)
            except Exception:  # noqa: BLE001  (no client suffers for a log)
                _log.exception("the request log failed")
        return reply

    def respond(self, request: Request) -> Skin:
        """
        Answer one request of werkzeug's.

        Raises:
            Cut: If the client left before its request was complete.
        """
        try:
            call = read_call(request, self.body_limit)
        except HTTPException as error:
            raise Cut(str(error)) from None
        reply = self.answer(call)
        if reply.fault is not None and not possible(reply.fault, request.environ):
            trouble = MockdrError(
                f"this server cannot do the fault {reply.fault.kind!r}",
                help="use `mockdr serve --server werkzeug`, or the pytest fixture",
            )
            gone, reply = reply.gone, self.failed(call, trouble)
            reply.gone = gone
        return Skin(reply)

    def __call__(
        self, environ: Environ, start_response: Callable[..., Json]
    ) -> Iterable[bytes]:
        """Answer one request of any WSGI server's."""
        return self.respond(Request(environ))(environ, start_response)

    def failed(self, call: Call, error: Exception) -> Reply:
        """Return the 500 that the client sees, and tell everyone who should know."""
        _log.error(
            "mockdr itself failed on %s %s", call.method, call.path, exc_info=error
        )
        self.world.record_error(call, error)
        if self.on_error is not None:
            self.on_error(error)
        what = error if isinstance(error, MockdrError) else repr(error)
        hint = f"mockdr itself failed: {what}"
        return Reply(
            status=500,
            headers={
                "Content-Type": "application/json;charset=UTF-8",
                "X-Mockdr-Hint": header_text(hint),
            },
            body=_internal(),
            log={"hint": remark(hint)},
        )

    def _route(self, call: Call, *, inside: bool) -> Reply:
        path = call.path
        if path == "/" and "text/html" in call.headers.get("accept", ""):
            # Somebody looks what is here; no operation has this path.
            return Reply(status=302, headers={"Location": f"{CONTROL}/"})
        if path in SCRIPTS and call.method in ("GET", "HEAD"):
            from mockdr.server import script  # noqa: PLC0415  (few pages want it)

            return script.answer(call)
        if path == CONTROL or path.startswith(f"{CONTROL}/"):
            return self._control_api().answer(call, inside=inside)
        if path.startswith(REDIRECTS) and call.method in _PAGE_METHODS:
            # Only who is sent there needs the page, and what it imports.
            from mockdr.server.ui import redirect  # noqa: PLC0415

            return redirect.answer(self.world, call, path[len(REDIRECTS) :])
        if path.startswith(RECEIVERS) and call.method in _PAGE_METHODS:
            from mockdr.server.ui import receiver  # noqa: PLC0415  (as above)

            return receiver.answer(self.world, call, path[len(RECEIVERS) :])
        if path.startswith(PAY) and call.method in _PAGE_METHODS:
            from mockdr.server.ui import pay  # noqa: PLC0415  (as above)

            return pay.answer(self.world, call, path[len(PAY) :])
        if path == RETURNED and call.method in ("GET", "HEAD"):
            from mockdr.server.ui import returned  # noqa: PLC0415  (as above)

            return returned.page()
        if path.startswith(PRIVATE):
            from mockdr.server import browser  # noqa: PLC0415  (as above)

            name = path[len(PRIVATE) :]
            return preflight(call) or opened(browser.answer(self.world, call, name))
        if path.startswith(LAW) and call.method in ("GET", "HEAD"):
            from mockdr.server.ui import legal  # noqa: PLC0415  (as above)

            return legal.answer(path[len(LAW) :])
        if path.startswith(ICONS) and call.method in ("GET", "HEAD"):
            from mockdr.server.ui import icons  # noqa: PLC0415  (as above)

            return icons.answer(call, path[len(ICONS) :])
        if path.startswith(LINKS) and call.method in ("GET", "HEAD"):
            from mockdr.engine.sharing import share  # noqa: PLC0415  (as above)

            return share(self.world, call, path[len(LINKS) :])
        if path.startswith(BROWSERS) and not path.startswith(REDIRECTS):
            return preflight(call) or opened(self.world.answer(with_form(call)))
        return self.world.answer(with_form(call))

    def _control_api(self) -> Control:
        if self._control is None:
            # A test suite never comes here, a start need not wait for it.
            from mockdr.server.control import Control  # noqa: PLC0415
            from mockdr.server.guard import Guard  # noqa: PLC0415

            guard = self._guard or Guard()
            self._control = Control(self.world, guard, sockets=self.sockets)
        return self._control


def _internal() -> bytes:
    """Return the provider's body for its own failures, whatever state we are in."""
    try:
        from mockdr.base.errors import Complaint  # noqa: PLC0415
        from mockdr.contract import error_body  # noqa: PLC0415

        return orjson.dumps(error_body([Complaint(key="internal")])[1])
    except Exception:  # noqa: BLE001  (perhaps the contract is what failed)
        message = "An unexpected error occurred."
        error = {"code": "internal_server_error", "message": message}
        return orjson.dumps({"type": "internal_server_error", "errors": [error]})
