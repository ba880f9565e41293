"""The webhooks in a developer's hands: who is told, through which door, signed how."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from inspect import ismethod
from typing import TYPE_CHECKING, Final, TypeAlias
from urllib.parse import urlsplit

from mockdr.base.errors import Json, MockdrError
from mockdr.engine.enrolling import enroll
from mockdr.engine.triggering import trigger
from mockdr.engine.webhook_secrets import USUAL, active, rotate
from mockdr.events.delivery import Sender
from mockdr.events.senders import sender_of
from mockdr.server.actors import deliver_first, id_of, span
from mockdr.server.document import Document
from mockdr.server.plainly import plainly
from mockdr.server.told import Duration, Told

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant
    from mockdr.engine.things import Record
    from mockdr.server.actors import Find

__all__ = ["Receiver", "Target", "Webhooks"]

#: A URL, a WSGI or ASGI application, or whatever else sends parcels.
Target: TypeAlias = "str | Callable[..., Json] | Sender"

#: The host of frameworks' own test clients, which applications under test let in.
_HOST: Final = "http://testserver"


class Receiver(Told):
    """
    One webhook, and who listens at its address.

    Args:
        find: Finds the tenant.
        id: Of the webhook.
    """

    def __init__(self, find: Find, id: str) -> None:
        super().__init__(find, id)
        self.id = id

    @property
    def address(self) -> str:
        """The URL that events are sent to."""
        return str(self._record().document["address"])

    @property
    def secret(self) -> str:
        """The newest secret; what is sent to the receiver is signed with it."""
        return self.secrets[0]

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every secret that signs now, the newest first."""
        return active(self._record(), self._find().moment)

    @plainly
    def rotate(self, expires: Duration = USUAL) -> str:
        """
        Give the webhook a new secret, and return it.

        Args:
            expires: How long those before it still sign, on the test's clock: `0h`,
                `1h`, `3h`, `6h`, `12h` or `24h`.

        Raises:
            MockdrError: If there are five already, or nothing expires so.
        """
        tenant = self._find()
        deliver_first(tenant)
        return rotate(tenant, self.id, span(expires))

    def _record(self) -> Record:
        tenant = self._find()
        with tenant.lock:
            record = tenant.peek("webhook", self.id)
        if record is None:
            raise MockdrError(
                f"the webhook {self.id} is gone",
                help="it was deleted, or everything was reset: call deliver_to again",
            )
        return record

    def __repr__(self) -> str:
        record = self._find().peek("webhook", self.id)
        where = "gone" if record is None else f"at {record.document['address']}"
        return f"<receiver {where}>"


class Webhooks(Told):
    """
    The webhooks of one tenant.

    Args:
        find: Finds whose they are.
    """

    def __init__(self, find: Find) -> None:
        super().__init__(find)
        #: Applications of this process, and the addresses that lead to them.
        self._inside: list[tuple[Tenant, Json, str]] = []

    @plainly
    def deliver_to(
        self,
        target: Target,
        path: str = "/",
        *,
        types: Iterable[str] | None = None,
        version: str = "default",
        secret: str | None = None,
    ) -> Receiver:
        """
        Make a webhook, whose events reach *target*.

        An application of this process is called without a socket, by the thread that
        asks for it: by `expect`, the clock, an actor, `check` and the end of the test.

        Args:
            target: A WSGI or ASGI application, or a URL of this machine. To any other
                nothing is sent, each delivery to it is `blocked` with a reason,
                unless `deliver_to` in the configuration names it.
            path: Where the application listens, for example `/hooks`.
            types: Of the events that it gets; all when absent.
            version: API version of what it gets: `default`, `latest`, or a date.
            secret: What signs, where the application has it already; it is in
                `.secret` otherwise.

        Raises:
            MockdrError: If the target is none of these, or the contract has something
                against the webhook.
        """
        tenant = self._find()
        deliver_first(tenant)
        if isinstance(types, str):
            types = [types]
        id = enroll(
            tenant,
            self._base(tenant, target) + _path(path),
            types=types,
            version=version,
            secret=secret,
        )
        return Receiver(self._find, id)

    def _base(self, tenant: Tenant, target: Target) -> str:
        """Return the URL that leads to *target*, each application having its own."""
        if isinstance(target, str):
            if urlsplit(target).scheme not in ("http", "https"):
                raise MockdrError(
                    f"{target!r} is no URL", help="write it with http:// or https://"
                )
            return target.rstrip("/")
        mine = [entry for entry in self._inside if entry[0] is tenant]
        for _, known, base in mine:
            # `app.wsgi_app` is another object each time, and the same method.
            if known is target or (ismethod(target) and known == target):
                return base
        base = f"{_HOST}:{len(mine) + 1}" if mine else _HOST
        tenant.mail.route(base, sender_of(target))
        self._inside = [*mine, (tenant, target, base)]
        return base

    @plainly
    def route(self, address: str, target: Target) -> None:
        """
        Let what goes to *address* reach *target*, whoever made the webhook.

        A webhook that the merchant's software creates, with its public address, is
        so delivered into the application that the test holds.

        Args:
            address: A URL, or the beginning of one.
            target: A WSGI or ASGI application.

        Raises:
            MockdrError: If the target is none, or the address no URL.
        """
        if isinstance(target, str):
            raise MockdrError(
                f"route takes an application, not {target!r}",
                help="a webhook with that address reaches it by itself",
            )
        if not urlsplit(address).netloc:
            raise MockdrError(
                f"{address!r} is no URL", help="write https://shop.example/hooks"
            )
        self._find().mail.route(address, sender_of(target))

    @plainly
    def trigger(self, type: str, of: Json = None) -> Document:
        """
        Emit an event although nothing happens, and deliver it.

        Args:
            type: Any of the event types.
            of: What it is about, an id, a document or a name of the scenario; absent,
                the newest thing that fits, or one that is brought along.

        Returns:
            The event.

        Raises:
            MockdrError: If there is no such type or thing; tells what there is.
        """
        tenant, about = self._find(), id_of(of)
        deliver_first(tenant)
        event = trigger(tenant, type, None if about is None else str(about))
        deliver_first(tenant)
        with tenant.lock:
            return Document(tenant.told(event), "event")

    @plainly
    def bend(
        self,
        event: str,
        kind: str,
        *,
        by: Duration | None = None,
        copies: int | None = None,
        attempts: int | None = None,
        first: int | None = None,
        every: int | None = None,
        probability: float | None = None,
    ) -> None:
        """
        Make deliveries from now on as bad as they can get; the events stay true.

        Args:
            event: A type of event, or `any`.
            kind: `duplicate`, `late`, `swap`, `drop`, `stale`, `tampered`,
                `old_secret`, `unknown_type` or `down`.
            by: For `late` and `stale`: how much.
            copies: For `duplicate`: how often it comes in all.
            attempts: For `down`: how many attempts find nobody.
            first: Strikes so many events only, from now on.
            every: Strikes one in so many.
            probability: Strikes each with this chance, by the seed.

        Raises:
            MockdrError: If a scenario could not say so; tells what it could say.
        """
        said = {
            "by": by,
            "copies": copies,
            "attempts": attempts,
            "first": first,
            "every": every,
            "probability": probability,
        }
        tenant = self._find()
        deliver_first(tenant)
        tenant.bend(event, kind, **{k: v for k, v in said.items() if v is not None})


def _path(path: str) -> str:
    """Return *path* as it stands behind a host; nothing for the root."""
    if path in ("", "/"):
        return ""
    return path if path.startswith(("/", "?")) else f"/{path}"
