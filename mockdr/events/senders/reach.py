"""How far mockdr reaches: this machine, and what `deliver_to` names."""

from __future__ import annotations

import ipaddress
import re
import socket
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Final, TypeAlias

from mockdr.base.errors import ConfigurationError
from mockdr.events.senders.targets import Blocked, Target

__all__ = ["Reach", "Resolve", "Unknown", "is_entry", "look_up"]

_Ip: TypeAlias = "ipaddress.IPv4Address | ipaddress.IPv6Address"
_Network: TypeAlias = "ipaddress.IPv4Network | ipaddress.IPv6Network"
#: Asks for a name: host and port to numeric addresses. Raises `OSError`.
Resolve: TypeAlias = Callable[[str, int], Sequence[str]]

_HERE: Final = ("127.0.0.1", "::1")
#: How many names are remembered that led elsewhere.
_REMEMBERED: Final = 1_000
_MAX_PORT: Final = 65_535
_ENTRY: Final = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_.-]+)(?::(\d{1,5}))?")
#: The last label of what some readers take for an IPv4 address, in whatever base.
_NUMBER: Final = re.compile(r"(0x[0-9a-f]*|[0-9]+)\Z")
#: Names that belong to nobody: asking for them is a waste. Source: RFC 2606.
_NOBODY: Final = re.compile(r"(^|\.)(example(\.(com|net|org))?|invalid)\Z")


class Unknown(Exception):
    """A name that may be called has no address."""


def is_entry(text: str) -> bool:
    """Tell whether *text* is `host`, `host:port` or a network."""
    if "/" in text:
        return _network(text) is not None
    found = _ENTRY.fullmatch(text)
    return found is not None and 1 <= int(found[2] or 1) <= _MAX_PORT


def look_up(host: str, port: int) -> Sequence[str]:
    """Return the addresses of a name, as the system knows them, each once."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


class Reach:
    """
    Decides about a target, and by the same look where to connect to.

    Args:
        deliver_to: What is allowed besides this machine: `host` at any port,
            `host:port`, or a network such as `10.0.0.0/8`.
        resolve: Asks for names.

    Raises:
        ConfigurationError: If an entry is none of these.
    """

    def __init__(
        self, deliver_to: Iterable[str] = (), resolve: Resolve = look_up
    ) -> None:
        self._entries = tuple(deliver_to)
        self._resolve = resolve
        self._networks: list[_Network] = []
        self._hosts: set[tuple[str, int | None]] = set()
        #: Names that led elsewhere; nobody has to wait for the same no again.
        self._elsewhere: dict[str, str] = {}
        for entry in self._entries:
            self._allow(entry)

    def _allow(self, entry: str) -> None:
        if not is_entry(entry):
            raise ConfigurationError(
                f"deliver_to has {entry!r}, which is no target",
                help="write 'host:port', 'host' or a network like '10.0.0.0/8'",
            )
        network = _network(entry) if "/" in entry else None
        if network is not None:
            self._networks.append(network)
            return
        found = _ENTRY.fullmatch(entry)
        if found is not None:
            host = found[1].strip("[]").lower().removesuffix(".")
            port = None if found[2] is None else int(found[2])
            ip = _ip(host)
            self._hosts.add((str(ip) if ip else host, port))

    def addresses(self, target: Target, seconds: float) -> Sequence[str]:
        """
        Return what may be connected to, best first; no name is asked for twice.

        Args:
            seconds: How long a name may take.

        Raises:
            Blocked: If the target is out of reach; says what to add.
            Unknown: If a name that is in reach has no address.
            TimeoutError: If looking for it took too long.
        """
        host = target.host
        ip = _ip(host)
        if ip is not None:
            if not self._within(ip) and not self._listed(str(ip), target.port):
                raise Blocked(self._far(target, ip))
            return (str(ip),)
        if host == "localhost" or host.endswith(".localhost"):
            return _HERE
        if _NUMBER.search(host.rpartition(".")[2]) or ":" in host:
            raise Blocked(
                f"{host!r} is no address that everybody reads alike; "
                "write it with four decimal numbers, like 127.0.0.1"
            )
        if self._listed(host, target.port):
            return self._asked(target, seconds)
        return self._near(target, seconds)

    def _near(self, target: Target, seconds: float) -> Sequence[str]:
        """Return where a name leads that nobody listed: here, or not at all."""
        host = target.host
        why = self._elsewhere.get(host)
        if why is None and _NOBODY.search(host):
            why = "is a name for examples"
        if why is None:
            try:
                found = self._asked(target, seconds)
            except (Unknown, TimeoutError):
                # What cannot be found here could be anywhere.
                why = "is not known here"
            else:
                far = [text for text in found if not self._within(_ip(text))]
                if not far:
                    return found
                why = f"is {far[0]}, which is not this machine"
            if len(self._elsewhere) >= _REMEMBERED:
                self._elsewhere.clear()
            self._elsewhere[host] = why
        raise Blocked(self._no(target, why))

    def _listed(self, host: str, port: int) -> bool:
        return (host, None) in self._hosts or (host, port) in self._hosts

    def _within(self, ip: _Ip | None) -> bool:
        return ip is not None and (
            ip.is_loopback or any(ip in network for network in self._networks)
        )

    def _asked(self, target: Target, seconds: float) -> Sequence[str]:
        """Ask for a name; the system cannot be interrupted, so a thread waits."""
        found: list[Sequence[str]] = []
        problems: list[OSError] = []

        def ask() -> None:
            try:
                found.append(self._resolve(target.host, target.port))
            except (OSError, UnicodeError) as problem:
                problems.append(OSError(str(problem)))

        asking = threading.Thread(target=ask, name="mockdr-name", daemon=True)
        asking.start()
        asking.join(seconds)
        if found and found[0]:
            # One spelling for one address: what is mapped into IPv6 is IPv4.
            return tuple(dict.fromkeys(str(_ip(t) or t) for t in found[0]))
        if found or problems:
            raise Unknown(f"{target.host} has no address")
        raise TimeoutError(f"asking for the address of {target.host}")

    def _far(self, target: Target, ip: _Ip) -> str:
        if not ip.is_unspecified:
            return self._no(target, "is not this machine")
        here = replace(target, host=_HERE[":" in target.host])
        return f"{target.place} is for listening; send to {here.place}"

    def _no(self, target: Target, why: str) -> str:
        wanted = ", ".join(f'"{entry}"' for entry in (*self._entries, target.place))
        return (
            f"{target.place} {why}, and nothing is sent there unasked; "
            f"allow it in the configuration: deliver_to = [{wanted}]"
        )


def _ip(text: str) -> _Ip | None:
    """Return the address that *text* is; a zone makes it none."""
    if "%" in text:
        return None
    try:
        ip = ipaddress.ip_address(text)
    except ValueError:
        return None
    mapped = ip.ipv4_mapped if isinstance(ip, ipaddress.IPv6Address) else None
    return mapped or ip


def _network(text: str) -> _Network | None:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None
