"""Everything a running mockdr simulates: its tenants, and the way to them by key."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from mockdr.base.clock import real_monotonic, real_now, wire_time
from mockdr.base.errors import MockdrError
from mockdr.base.ids import Ids
from mockdr.engine.call import Call, Reply
from mockdr.engine.dispatch import dispatch
from mockdr.engine.doors import shortened
from mockdr.engine.journal import Finding, Journal
from mockdr.engine.keys import (
    NAME,
    DeclaredKey,
    Key,
    key_of,
    parse_key,
    read_authorization,
)
from mockdr.engine.settings import Settings
from mockdr.engine.tenant import Ring, Tenant
from mockdr.events.delivery import Delivery, Nobody, Sender

if TYPE_CHECKING:
    from mockdr.scenario.library import Library
    from mockdr.scenario.story import Story

__all__ = ["World"]

#: How many calls that belong to no tenant are remembered.
_STRAYS = 100


def _close(tenants: Iterable[Tenant | None]) -> None:
    # Not under the world's lock: whoever works on a tenant may ask for it.
    for tenant in tenants:
        if tenant is not None:
            tenant.mail.close()


def _named(name: str) -> None:
    if NAME.fullmatch(name) is None:
        raise MockdrError(
            f"{name!r} cannot name a tenant",
            help="use 1 to 64 letters, digits, '_' or '-'",
        )


def _nobody(deliver_to: tuple[str, ...]) -> Sender:
    """Return who carries nothing: a world without a door to the network."""
    del deliver_to
    return Nobody()


def _unheard(tenant: Tenant, deliveries: Sequence[Delivery]) -> bool:
    """Leave it to hands: a world without a courier."""
    del tenant, deliveries
    return False


class World:
    """
    Holds the tenants; nothing else in the house is shared between them.

    Args:
        defaults: Settings of a tenant that brings none of its own.
        library: Where scenarios are found by name, or what makes it when it is
            first asked: reading stories costs a server that has none its start.
        keys: Real pairs of keys, by tenant.
        keys_closed: Whether a name that nobody declared is refused.
        now: Source of real time, for the start of clocks.
        monotonic: Source of real seconds, for clocks that run.
        sender: Returns who carries what is told to webhooks at URLs, by the targets
            that may be called besides this machine; asked when there is any.
        ring: Told when a tenant has something to carry to a URL, or something on a
            clock that runs.
    """

    def __init__(
        self,
        *,
        defaults: Settings,
        library: Library | Callable[[], Library],
        keys: Mapping[str, DeclaredKey] | None = None,
        keys_closed: bool = False,
        now: Callable[[], datetime] = real_now,
        monotonic: Callable[[], float] = real_monotonic,
        sender: Callable[[tuple[str, ...]], Sender] = _nobody,
        ring: Ring | None = None,
    ) -> None:
        self.defaults = defaults
        self._library = library
        self.now = now
        self.monotonic = monotonic
        self._sender = sender
        self._ring = ring or _unheard
        self.strays = Journal(_STRAYS)
        self._declared = dict(keys or {})
        self._closed = keys_closed
        self._known: dict[str, Key] = {}
        for name, pair in self._declared.items():
            for text, secret in ((pair.secret, True), (pair.public, False)):
                live = text.startswith(("sk_live_", "pk_live_"))
                self._known[text] = Key(
                    tenant=name, live=live, secret=secret, version=pair.version
                )
        self._tenants: dict[tuple[str, bool], Tenant] = {}
        self._standing: dict[str, list[Story]] = {}
        self._lock = threading.Lock()
        #: Told of each tenant that is made, before anything happens in it.
        self.on_tenant: list[Callable[[Tenant], None]] = []
        self._ids = Ids(defaults.seed, "nobody")

    @property
    def library(self) -> Library:
        """Where scenarios are found by name."""
        if callable(self._library):
            self._library = self._library()
        return self._library

    def answer(self, call: Call) -> Reply:
        """Answer one request to the provider's API; safe for threads."""
        return dispatch(self, call)

    def tenant(
        self, name: str, settings: Settings | None = None, *, live: bool = False
    ) -> Tenant:
        """
        Return the tenant of that name, made when there is none yet.

        Args:
            settings: Its settings; the world's defaults when absent.

        Raises:
            MockdrError: If the name cannot be part of a key.
        """
        _named(name)
        with self._lock:
            found = self._tenants.get((name, live))
            if found is None:
                found = self._make(name, settings or self.defaults, live=live)
                self._tenants[name, live] = found
            return found

    def blank(self, name: str, *, live: bool = False) -> Tenant:
        """
        Return a tenant in which nothing has happened, for who looks; it is not kept.

        Raises:
            MockdrError: If the name cannot be part of a key.
        """
        _named(name)
        return self._blank(name, self.defaults, live=live)

    def find(self, name: str, *, live: bool = False) -> Tenant | None:
        """Return the tenant of that name, or None."""
        return self._tenants.get((name, live))

    def tenants(self) -> list[Tenant]:
        """Return every tenant, in the order of their making."""
        with self._lock:
            return list(self._tenants.values())

    def drop(self, name: str) -> None:
        """Forget the tenant of that name, in both modes."""
        with self._lock:
            gone = [self._tenants.pop((name, live), None) for live in (False, True)]
        _close(gone)

    def stand(self, name: str, story: Story) -> None:
        """
        Put a story in force for a tenant, and again after each reset.

        Raises:
            MockdrError: If the contract refuses what the story's `given` makes.
        """
        self.tenant(name).play(story)
        self._standing.setdefault(name, []).append(story)

    def reset(self, name: str) -> None:
        """Let the tenant begin anew, with the settings that it had."""
        with self._lock:
            gone = [self._tenants.get((name, live)) for live in (False, True)]
            for old in gone:
                if old is not None:
                    self._tenants[name, old.live] = self._make(
                        name, old.initial, live=old.live
                    )
        _close(gone)

    def reset_all(self) -> None:
        """Forget every tenant."""
        with self._lock:
            gone = list(self._tenants.values())
            self._tenants.clear()
        _close(gone)

    def by_key(self, text: str | None) -> tuple[Tenant, Key] | None:
        """Return whose key *text* is, made when new, or None when it is nobody's."""
        key = self.owner(text)
        return None if key is None else (self.tenant(key.tenant, live=key.live), key)

    def looked_up(self, text: str | None) -> tuple[Tenant, Key] | None:
        """
        Return whose key *text* is, or None when it is nobody's; for who only looks.

        Any page of the web can make a browser ask. So a tenant that is not there yet
        is one in which nothing has happened, and it is not kept.
        """
        key = self.owner(text)
        if key is None:
            return None
        found = self.find(key.tenant, live=key.live)
        if found is None and key.tenant in self._standing and not key.live:
            # Its stories may have made things before the first call.
            found = self.tenant(key.tenant)
        return found or self.blank(key.tenant, live=key.live), key

    def owner(self, text: str | None) -> Key | None:
        """Return the key that *text* spells, or None when it is nobody's."""
        if text is None:
            return None
        key = self._known.get(text) or parse_key(text)
        if key is None:
            return None
        if (
            self._closed
            and text not in self._known
            and ((key.tenant, key.live) not in self._tenants)
        ):
            return None
        return key

    def stray(self, call: Call, status: int, hint: str, carried: str) -> None:
        """
        Remember a call that belongs to no tenant.

        Args:
            carried: What it had for a key, in words; stands where others have the
                half of the pair.
        """
        entry = self.strays.open(
            time=wire_time(self.now()),
            operation=None,
            method=call.method,
            path=call.path,
            query=call.query,
            key=carried,
            body=call.body,
        )
        entry.status = status
        entry.remarked(hint)

    def request_id(self) -> str:
        """Return an id for the reply to a call that belongs to no tenant."""
        with self._lock:
            return self._ids.uuid()

    def record_error(self, call: Call, error: BaseException) -> None:
        """Note that the house itself failed on *call*, where someone will see it."""
        found = self.by_key_of(call.headers)
        finding = Finding(
            kind="error",
            severity="fail",
            message=f"mockdr failed on {call.method} {shortened(call.path)}: {error}",
        )
        (found.journal if found else self.strays).find(finding)

    def by_key_of(self, headers: Mapping[str, str]) -> Tenant | None:
        """Return the tenant whose key a call carries, or None; makes none."""
        key = self.owner(read_authorization(headers))
        return None if key is None else self.find(key.tenant, live=key.live)

    def keys_of(self, name: str, *, live: bool) -> tuple[str, str]:
        """Return the secret and the public key of a tenant."""
        pair = self._declared.get(name)
        if pair is not None:
            return pair.secret, pair.public
        return (
            key_of(name, secret=True, live=live),
            key_of(name, secret=False, live=live),
        )

    def _make(self, name: str, settings: Settings, *, live: bool) -> Tenant:
        tenant = self._blank(name, settings, live=live)
        for told in self.on_tenant:
            told(tenant)
        for story in () if live else self._standing.get(name, ()):
            tenant.play(story)
        return tenant

    def _blank(self, name: str, settings: Settings, *, live: bool) -> Tenant:
        pair = self._declared.get(name)
        initial = settings
        if pair is not None and pair.version is not None:
            settings = replace(settings, version=pair.version)
        secret, public = self.keys_of(name, live=live)
        return Tenant(
            name,
            settings=settings,
            initial=initial,
            live=live,
            secret_key=secret,
            public_key=public,
            library=lambda: self.library,
            now=settings.now or self.now(),
            monotonic=self.monotonic,
            sender=lambda: self._sender(settings.deliver_to),
            ring=self._ring,
        )
