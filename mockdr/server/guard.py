"""Who may use the control API: this machine, or whoever holds the token."""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Mapping
from urllib.parse import urlsplit

__all__ = ["Guard", "host_name", "is_loopback"]

_EVERYWHERE = frozenset({"0.0.0.0", "::", ""})  # noqa: S104  (compared, not bound)


def host_name(authority: str) -> str:
    """Return the host of `host:port`, in lower case, without brackets."""
    host = authority.strip().lower()
    if host.startswith("["):
        return host[1:].partition("]")[0]
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdigit() else host


def is_loopback(host: str) -> bool:
    """Tell whether *host* is this machine and nothing else."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class Guard:
    """
    Keeps web pages and neighbours away from the control API.

    A page in a browser can send requests to loopback, also under a name of its own
    that it lets point there; so `Host` must be ours, and `Origin` the same as `Host`.

    Args:
        host: What the server is bound to. Bound everywhere, any name leads to it.
        token: What has to be shown as a bearer; None asks nothing.
    """

    def __init__(self, host: str = "127.0.0.1", token: str | None = None) -> None:
        self._host = host_name(host)
        self._token = token

    def objection(self, headers: Mapping[str, str]) -> tuple[int, str, str] | None:
        """Return status, message and help of a refusal, or None to let it pass."""
        host = headers.get("host", "")
        if not self._is_ours(host_name(host)):
            return (
                403,
                f"the control API does not answer to the host {host_name(host)!r}",
                f"use {self._host or 'localhost'} or a loopback address",
            )
        origin = headers.get("origin")
        if origin is not None and _authority(origin) != host.strip().lower():
            return (
                403,
                "the control API does not answer to other web pages",
                "call it from a program, or from a page that this server serves",
            )
        if self._token is None:
            return None
        scheme, _, shown = headers.get("authorization", "").strip().partition(" ")
        if scheme.lower() == "bearer" and hmac.compare_digest(
            shown.strip().encode(), self._token.encode()
        ):
            return None
        return (
            401,
            "the control API needs its token beyond loopback",
            "send Authorization: Bearer <control_token>; it is printed at the start",
        )

    def _is_ours(self, host: str) -> bool:
        if is_loopback(host) or host == self._host:
            return True
        return self._host in _EVERYWHERE


def _authority(origin: str) -> str:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""
