"""A page that names the provider's own hosts gets mockdr there, and needs no change."""

from __future__ import annotations

import inspect
import re
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol
from urllib.parse import parse_qsl, unquote, urlsplit

from mockdr.base.errors import Json, MockdrError
from mockdr.engine.call import Call
from mockdr.server.app import App
from mockdr.server.faults import sent
from mockdr.server.plainly import plainly, plainly_async
from mockdr.server.wire import header_fields

if TYPE_CHECKING:
    from mockdr.server.live import LiveServer

__all__ = ["HOSTS", "Mapped"]

#: The provider's hosts that a page, or what it loads, asks. Source:
#: drop-in-integration-guide.md, digitalriver-object.md; the guides and the reference
#: write different domains.
HOSTS: Final = re.compile(
    r"https://(?:js|api|checkout)\.digitalriver(?:ws)?\.com(?::443)?/"
)

#: Kind of a fault that leaves no reply to what a browser says of such a connection.
_CUT: Final[Mapping[str, str]] = {
    "reset": "connectionreset",
    "empty": "connectionclosed",
    "truncate": "connectionclosed",
    "hang": "timedout",
}


class _Asked(Protocol):
    """What we look at of a request of playwright's, of either kind."""

    @property
    def url(self) -> str: ...

    @property
    def method(self) -> str: ...

    @property
    def headers(self) -> Mapping[str, str]: ...

    @property
    def post_data_buffer(self) -> bytes | None: ...


class _Route(Protocol):
    """A request on its way, which we answer or break off."""

    @property
    def request(self) -> _Asked: ...

    @property
    def fulfill(self) -> Callable[..., Json]: ...

    @property
    def abort(self) -> Callable[[str], Json]: ...


class _Routed(Protocol):
    """A page or a context of playwright's."""

    @property
    def route(self) -> Callable[..., Json]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """What becomes of a request: a reply, or an error of the connection."""

    status: int = 0
    headers: Mapping[str, str] | None = None
    body: bytes = b""
    error: str | None = None
    gone: Callable[[], None] | None = None


class Mapped(ABC):
    """A server that a browser under playwright takes for the provider's own hosts."""

    @property
    @abstractmethod
    def server(self) -> LiveServer:
        """Who answers."""

    @plainly
    def map_hosts(self, target: _Routed) -> None:
        """
        Answer for the provider's hosts in a browser, so that a page needs no change.

        `js`, `api` and `checkout` of digitalriver.com and digitalriverws.com are
        answered from here, without a socket; nothing of it reaches the network. What
        `base_url` is made of, such as the link of a redirect, leads to `url`.

        Args:
            target: A page or, better, a context of playwright's synchronous API:
                what a page opens belongs to its context.

        Raises:
            MockdrError: If it is one of the asynchronous API.
        """
        routed = target.route(HOSTS, self._answered)
        if inspect.isawaitable(routed):
            if inspect.iscoroutine(routed):
                routed.close()
            raise MockdrError(
                "this page belongs to playwright's asynchronous API",
                help="say: await mockdr.map_hosts_async(page)",
            )

    @plainly_async
    async def map_hosts_async(self, target: _Routed) -> None:
        """
        Answer for the provider's hosts in a browser, as `map_hosts` does.

        Args:
            target: A page or a context of playwright's asynchronous API.

        Raises:
            MockdrError: If it is one of the synchronous API.
        """

        async def answered(route: _Route) -> None:
            await self._answered(route)

        routed = target.route(HOSTS, answered)
        if not isinstance(routed, Awaitable):
            raise MockdrError(
                "this page belongs to playwright's synchronous API",
                help="say: mockdr.map_hosts(page)",
            )
        await routed

    def _answered(self, route: _Route) -> Json:
        """Do to *route* what a server would; the asynchronous API has to await it."""
        answer = _asked(self.server.app, self.server.url, route.request)
        if answer.gone is not None:
            # What is told elsewhere is told at once: a page does not wait for it.
            answer.gone()
        if answer.error is not None:
            return route.abort(answer.error)
        return route.fulfill(
            status=answer.status, headers=answer.headers, body=answer.body
        )


def _asked(app: App, base_url: str, request: _Asked) -> _Answer:
    parts = urlsplit(request.url)
    body = request.post_data_buffer or b""
    headers = {name.lower(): value for name, value in request.headers.items()}
    large = len(body) > app.body_limit(headers.get("authorization", ""))
    call = Call(
        method=request.method.upper(),
        path=unquote(parts.path) or "/",
        query=tuple(parse_qsl(parts.query, keep_blank_values=True)),
        headers={**headers, "host": parts.netloc},
        body=b"" if large else body,
        base_url=base_url,
        problem="too_large" if large else None,
    )
    reply = app.answer(call)
    cut = None if reply.fault is None else _CUT.get(reply.fault.kind)
    if cut is not None:
        return _Answer(error=cut, gone=reply.gone)
    return _Answer(
        status=reply.status,
        headers=dict(header_fields(reply)),
        body=b"" if call.method == "HEAD" else sent(reply),
        gone=reply.gone,
    )
