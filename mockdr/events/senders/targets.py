"""Where a webhook's address leads: read once, here, and by nobody after."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, quote, unquote_to_bytes, urlsplit

__all__ = ["Blocked", "Target", "read_target"]

_PORTS: Final = {"http": 80, "https": 443}
#: What no address may contain: other readers of it would see another host in it.
_UNSAFE: Final = re.compile(r"[\x00-\x20\x7f\\]")
#: What a path or a query may show as it is; the rest is written in percent.
_PLAIN: Final = "%/:?@!$&'()*+,;=~-._[]"

_NAME: Final = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*")
#: A zone (`%eth0`) would lead to one machine here and to another elsewhere.
_IN_BRACKETS: Final = re.compile(r"[0-9a-f:.]*:[0-9a-f:.]*")
#: Where brackets stand: around the whole host, and nowhere else.
_BRACKETED: Final = re.compile(r"\[[^\[\]]*\](:[0-9]*)?")


class Blocked(Exception):
    """
    Nothing goes there.

    Args:
        reason: A sentence: where to, why not, and what to do.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """
    An address, taken apart.

    Args:
        scheme: `http` or `https`.
        host: In lower case and ASCII, without brackets or a dot at the end.
        path: Path and query as a request line has them.
    """

    scheme: str
    host: str
    port: int
    path: str

    @property
    def bracketed(self) -> str:
        """The host as a URL has it."""
        return f"[{self.host}]" if ":" in self.host else self.host

    @property
    def place(self) -> str:
        """Host and port, always both."""
        return f"{self.bracketed}:{self.port}"

    @property
    def authority(self) -> str:
        """What `Host` says: the port where it is not the scheme's own."""
        usual = self.port == _PORTS[self.scheme]
        return self.bracketed if usual else self.place

    @property
    def decoded(self) -> tuple[bytes, bytes]:
        """The path as the application of a server sees it, and the raw query."""
        path, _, query = self.path.partition("?")
        return unquote_to_bytes(path), query.encode("ascii")


def read_target(url: str) -> Target:
    """
    Take an address apart.

    Raises:
        Blocked: If it can be read in more than one way, or in none.
    """
    if _UNSAFE.search(url):
        raise Blocked(f"{url!r} is no address: it has a blank or a backslash in it")
    try:
        parts = urlsplit(url)
        host, port = _host(parts), parts.port
    except ValueError as problem:
        raise Blocked(f"{url!r} is no address: {problem}") from None
    if parts.scheme not in _PORTS:
        raise Blocked(f"{url!r} is no address; write it like http://127.0.0.1:8000/")
    if "@" in parts.netloc:
        raise Blocked(
            f"{parts.scheme}://...@{host} has a user in its address; "
            "give the webhook an `authentication` instead"
        )
    if port == 0:
        raise Blocked(f"{url!r} is no address: nobody listens at port 0")
    path = quote(parts.path or "/", safe=_PLAIN)
    query = f"?{quote(parts.query, safe=_PLAIN)}" if parts.query else ""
    return Target(
        scheme=parts.scheme,
        host=host,
        port=_PORTS[parts.scheme] if port is None else port,
        path=path + query,
    )


def _host(parts: SplitResult) -> str:
    """
    Return the host in ASCII; digits of other scripts are digits afterwards.

    Raises:
        ValueError: If it is none, or hides something that ends a line or a name.
    """
    host = (parts.hostname or "").removesuffix(".")
    if not host.isascii():
        host = host.encode("idna").decode("ascii").lower()
    place = parts.netloc.rpartition("@")[2]
    if ("[" in place or "]" in place) and _BRACKETED.fullmatch(place) is None:
        raise ValueError("its host stands in brackets only in part")
    shape = _IN_BRACKETS if "[" in place else _NAME
    if shape.fullmatch(host) is None:
        raise ValueError("its host is none")
    return host
