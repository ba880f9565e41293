"""Which of the recorded requests were the provider's, and what each of them meant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

import orjson

from mockdr import contract
from mockdr.base.errors import Json, MockdrError
from mockdr.contract import Operation
from mockdr.engine.gates import VERSION
from mockdr.engine.keys import parse_key, read_authorization
from mockdr.engine.traces.exchange import Exchange, Trace
from mockdr.engine.traces.pages import is_own, is_page

__all__ = [
    "UNREADABLE",
    "Heard",
    "Sifted",
    "bare_host",
    "hear",
    "holds_nothing",
    "sift",
]

#: How the names of the provider's own hosts end.
_PROVIDER: Final = ("digitalriver.com", "digitalriverws.com")
#: So many segments may stand before the provider's own path, behind a gateway.
_DEEPEST: Final = 3


class _Unreadable:
    """Marks a body that is no JSON, or is not in the recording."""

    def __repr__(self) -> str:
        return "UNREADABLE"

    def __bool__(self) -> bool:
        return False


UNREADABLE: Final = _Unreadable()


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """
    An exchange with the provider, understood as far as it can be.

    Args:
        operation: None where the contract has no such operation.
        path: Without what a gateway puts before it.
        params: The path's variable segments by name.
        request: The request's body, parsed; None for none, `UNREADABLE` for what is no
            JSON or not there.
        reply: The reply's body, likewise.
        version: The API version that the request asks for; None where it does not.
        secret: Whether it came with the secret key; None where it had none.
        nearest: The operation that was perhaps meant, or the methods of the path.
    """

    exchange: Exchange
    operation: Operation | None
    path: str
    params: Mapping[str, str] = field(default_factory=dict)
    request: Json = None
    reply: Json = None
    version: str | None = None
    secret: bool | None = None
    nearest: str = ""

    @property
    def status(self) -> int:
        """The status of the reply; 0 where none came."""
        return self.exchange.status

    @property
    def is_page(self) -> bool:
        """Whether it asked for something to look at, or for what is mockdr's own."""
        path = self.exchange.path
        return is_own(path) or (self.operation is None and is_page(path))

    @property
    def what(self) -> str:
        """The operation, or where there is none, method and path."""
        if self.operation is not None:
            return self.operation.id
        return f"{self.exchange.method} {self.path}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sifted:
    """
    A recording without what does not concern the provider.

    Args:
        heard: What was said to the provider.
        foreign: How many requests went elsewhere.
        preflights: How many were a browser's questions whether it may ask.
        asides: How many have nothing in them: what a cache answered, or asked no more
            than for headers.
        pages: How many asked for pages, scripts and pictures of the provider's or of
            mockdr's own.
        hosts: Where the provider was.
    """

    trace: Trace
    heard: tuple[Heard, ...]
    foreign: int = 0
    preflights: int = 0
    asides: int = 0
    pages: int = 0
    hosts: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was recorded at all."""
        return not self.heard and not self.trace.exchanges


def holds_nothing(trace: Trace) -> MockdrError:
    """Return the complaint that nothing was recorded in *trace*."""
    entries = "1 entry" if trace.unread == 1 else f"{trace.unread} entries"
    but = f": {entries} of it cannot be read" if trace.unread else ""
    return MockdrError(
        f"{trace.file} holds no calls{but}",
        help="save the recording once more, after the shop has called the provider",
    )


def sift(trace: Trace, hosts: Collection[str] = ()) -> Sifted:
    """
    Return what of *trace* was said to the provider.

    Args:
        trace: The recording.
        hosts: Where the provider was; found out when empty: its own hosts, those that
            were shown a key of the provider's shape, else those of whose requests most
            are of the contract.
    """
    wanted = {host.lower() for host in hosts} or _providers(trace.exchanges)
    heard: list[Heard] = []
    foreign = preflights = asides = pages = 0
    for exchange in trace.exchanges:
        if exchange.host not in wanted and bare_host(exchange.host) not in wanted:
            foreign += 1
        elif exchange.method == "OPTIONS":
            preflights += 1
        elif _is_aside(exchange):
            asides += 1
        elif (call := hear(exchange)).is_page:
            pages += 1
        else:
            heard.append(call)
    return Sifted(
        trace=trace,
        heard=tuple(heard),
        foreign=foreign,
        preflights=preflights,
        asides=asides,
        pages=pages,
        hosts=tuple(sorted({h.exchange.host for h in heard})),
    )


def bare_host(host: str) -> str:
    """Return *host* without its port."""
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdigit() else host


def _providers(exchanges: Iterable[Exchange]) -> set[str]:
    exchanges = [e for e in exchanges if not _is_aside(e) and not hear(e).is_page]
    hosts = {e.host for e in exchanges}
    own = {h for h in hosts if bare_host(h).endswith(_PROVIDER)}
    keyed = {e.host for e in exchanges if _key(e) is not None}
    if own or keyed:
        return own | keyed
    asked = Counter(e.host for e in exchanges)
    known = Counter(e.host for e in exchanges if hear(e).operation is not None)
    return {host for host, count in known.items() if 2 * count > asked[host]}


def _key(exchange: Exchange) -> bool | None:
    """Return whether the key is the secret one; None where none of ours was shown."""
    text = read_authorization(exchange.headers) or dict(exchange.query).get("apiKey")
    if text is None:
        return None
    parsed = parse_key(text)
    if parsed is not None:
        return parsed.secret
    # Proxies hide what they keep: the first letters are often left.
    for half, secret in (("sk_", True), ("pk_", False)):
        if text.startswith(half):
            return secret
    return None


def _is_aside(exchange: Exchange) -> bool:
    return exchange.method in ("OPTIONS", "CONNECT", "HEAD") or exchange.status == 304  # noqa: PLR2004  (HTTP's)


def hear(exchange: Exchange) -> Heard:
    """Return what *exchange* meant, whatever a gateway put before its path."""
    # As the provider routes: `/orders/` is not `/orders`.
    segments = exchange.path.split("/")[1:]
    path = exchange.path
    routed = contract.route(exchange.method, path)
    for skipped in range(1, min(_DEEPEST, len(segments) - 1) + 1):
        if routed.operation is not None or routed.allowed:
            break
        shorter = "/" + "/".join(segments[skipped:])
        found = contract.route(exchange.method, shorter)
        if found.operation is not None:
            routed, path = found, shorter
    nearest = routed.nearest
    if routed.allowed:
        nearest = f"that path has {', '.join(routed.allowed)}"
    return Heard(
        exchange=exchange,
        operation=routed.operation,
        path=path,
        params=routed.params,
        request=_document(exchange.body),
        reply=_document(exchange.reply),
        version=exchange.headers.get(VERSION),
        secret=_key(exchange),
        nearest=nearest,
    )


def _document(body: bytes | None) -> Json:
    if body is None:
        return UNREADABLE
    if not body.strip():
        return None
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return UNREADABLE
