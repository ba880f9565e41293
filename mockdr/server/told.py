"""What the merchant's software was told, and what it made of it, as a test asks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, TypeAlias, overload

from mockdr.base.errors import Json
from mockdr.engine.conduct import handled, second_time
from mockdr.engine.deliveries import (
    arrived,
    callback_to_json,
    delivery_to_json,
    delivery_told,
)
from mockdr.engine.expecting import Expectation, Seen, expect, expect_async, expectation
from mockdr.engine.probing import Probed, fault_of, probe, probe_async
from mockdr.engine.unmet import unmet
from mockdr.events.delivery import Delivery
from mockdr.server.actors import deliver_first, id_of, span
from mockdr.server.document import Document
from mockdr.server.plainly import plainly, plainly_async

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant
    from mockdr.server.actors import Find

__all__ = ["Duration", "Told"]

#: As the scenario language writes it, or a timedelta.
Duration: TypeAlias = "str | timedelta"


class Told:
    """
    What one webhook was told, or all of a tenant's.

    Args:
        find: Finds the tenant.
        webhook: Id of the only webhook that counts.
    """

    def __init__(self, find: Find, webhook: str | None = None) -> None:
        self._find = find
        self._webhook = webhook

    def __repr__(self) -> str:
        # Whoever looks with a debugger wants nothing to happen by it.
        every = [d for d in self._find().mail.deliveries if self._meant(d)]
        count = "1 event" if len(every) == 1 else f"{len(every)} events"
        return "\n".join([f"<webhooks told {count}>", *map(delivery_told, every)])

    # -- expecting ---------------------------------------------------------------

    @overload
    def expect(
        self,
        type: str,
        of: Json = None,
        *,
        times: None = None,
        within: Duration | None = None,
        status: int | str | None = None,
    ) -> Document: ...
    @overload
    def expect(
        self,
        type: str,
        of: Json = None,
        *,
        times: int,
        within: Duration | None = None,
        status: int | str | None = None,
    ) -> list[Document]: ...
    @plainly
    def expect(
        self,
        type: str,
        of: Json = None,
        *,
        times: int | None = None,
        within: Duration | None = None,
        status: int | str | None = None,
    ) -> Document | list[Document]:
        """
        Assert that an event is delivered, and return the delivery.

        What is ready is delivered first. Where that is not enough, the clock goes on
        to the next attempt of a delivery that is under way; with `within`, to whatever
        else is due. No real time passes. What was returned is not returned again.

        Args:
            type: Of the event, `order.accepted`.
            of: What it is about, or what that belongs to: an id, a document, or a
                name of the scenario.
            times: How often exactly, 0 for not at all; the next one when absent.
            within: How far the clock may go, `48h` or a timedelta.
            status: What the receiver is to answer, as a number; or `timeout`,
                `unreachable`, `blocked`. Any 2xx, in the end, when absent.

        Returns:
            The delivery, with `event`, `status`, `attempts` and what else those of
            `deliveries` have; a list where *times* is given.

        Raises:
            AssertionError: If it is not; tells what was, to whom, and what is due.
            MockdrError: If there is no such event.
        """
        tenant = self._find()
        wanted = self._wanted(
            tenant, type, of, times=times, within=within, status=status
        )
        return _result(tenant, wanted, expect(tenant, wanted))

    @overload
    async def expect_async(
        self,
        type: str,
        of: Json = None,
        *,
        times: None = None,
        within: Duration | None = None,
        status: int | str | None = None,
    ) -> Document: ...
    @overload
    async def expect_async(
        self,
        type: str,
        of: Json = None,
        *,
        times: int,
        within: Duration | None = None,
        status: int | str | None = None,
    ) -> list[Document]: ...
    @plainly_async
    async def expect_async(
        self,
        type: str,
        of: Json = None,
        *,
        times: int | None = None,
        within: Duration | None = None,
        status: int | str | None = None,
    ) -> Document | list[Document]:
        """Do what `expect` does, with the receivers in the running event loop."""
        tenant = self._find()
        wanted = self._wanted(
            tenant, type, of, times=times, within=within, status=status
        )
        return _result(tenant, wanted, await expect_async(tenant, wanted))

    def _wanted(
        self,
        tenant: Tenant,
        type: str,
        of: Json,
        *,
        times: int | None,
        within: Duration | None,
        status: int | str | None,
    ) -> Expectation:
        about = id_of(of)
        return expectation(
            tenant,
            type,
            None if about is None else str(about),
            times=times,
            within=None if within is None else span(within),
            status=status,
            webhook=self._webhook,
        )

    # -- looking -----------------------------------------------------------------

    @property
    def deliveries(self) -> list[Document]:
        """
        Every delivery, oldest first, with its attempts and their answers.

        Each has `number`, `type`, `kind`, `of`, `webhook`, `address`, `version`,
        `state`, `status`, `next`, `copy`, `bends`, `attempts` and `event`; an attempt
        has `number`, `at`, `timestamp`, `signature`, `calls`, `bent` and `outcome`,
        and where there is an answer `status`, `reason`, `headers` and `body`. All are
        keys and attributes.
        """
        return [_document(delivery) for delivery in self._deliveries()]

    @property
    def received(self) -> list[Document]:
        """What has reached a receiver, attempt by attempt, in that order."""
        deliver_first(self._find())
        return self._received()

    def deliver(self) -> list[Document]:
        """
        Deliver what is ready, and return what was received by it.

        The clock stays where it is: what is to be tried later is not tried now.
        """
        before = len(self._received())
        self._find().mail.flush()
        return self._received()[before:]

    async def deliver_async(self) -> list[Document]:
        """Do what `deliver` does, with the receivers in the running event loop."""
        before = len(self._received())
        await self._find().mail.flush_async()
        return self._received()[before:]

    def _deliveries(self) -> list[Delivery]:
        tenant = self._find()
        deliver_first(tenant)
        return [d for d in tenant.mail.deliveries if self._meant(d)]

    def _meant(self, delivery: Delivery) -> bool:
        return self._webhook in (None, delivery.webhook)

    def _received(self) -> list[Document]:
        tenant = self._find()
        with tenant.lock:
            found = [
                callback_to_json(delivery, attempt)
                for delivery in tenant.mail.deliveries
                if self._meant(delivery)
                for attempt in delivery.attempts
                if arrived(attempt)
            ]
        found.sort(key=lambda told: told["seq"])
        return [_callback(told) for told in found]

    # -- judging -----------------------------------------------------------------

    @plainly
    def probe(self, *only: str) -> list[Document]:
        """
        Send forged events, and fail if one is accepted.

        Each is an event that never was: without a signature (`unsigned`), signed with
        another secret (`wrong_secret`), changed after it was signed (`tampered`), or
        signed a day ago (`stale`). A receiver turns each of them away with a 4xx, or
        with a 500 if it answers 2xx to true events: where it has had none, it gets one.

        Args:
            only: The forgeries to try; all when absent.

        Returns:
            What was sent, and what was answered.

        Raises:
            AssertionError: If an answer was 2xx, or tells of nobody who has looked:
                3xx, 404, 405, 410, 415, 502 and the like, or an error of the receiver.
            MockdrError: If there is no webhook to probe, or no such forgery.
        """
        tenant = self._find()
        deliver_first(tenant)
        return _turned_away(probe(tenant, self._webhook, only or None))

    @plainly_async
    async def probe_async(self, *only: str) -> list[Document]:
        """Do what `probe` does, with the receivers in the running event loop."""
        tenant = self._find()
        await tenant.mail.flush_async()
        return _turned_away(await probe_async(tenant, self._webhook, only or None))

    @plainly
    def idempotent(self, state: Callable[[], Json] | None = None) -> list[Document]:
        """
        Deliver once more what was delivered, and fail if that changes anything.

        Events come at least once: a receiver remembers those that it has handled.
        What it asks mockdr for is seen in any case, what it keeps itself by *state*.

        Args:
            state: Returns what must not change: a count of rows, a list of orders.

        Returns:
            What was delivered again.

        Raises:
            AssertionError: If the same is done twice, if the state differs, or if the
                answer is no 2xx any more.
            MockdrError: If nothing was delivered yet.
        """
        tenant = self._find()
        tenant.mail.flush()
        found: list[str] = []
        deliveries = handled(tenant, self._webhook)
        for delivery in deliveries:
            with second_time(tenant, delivery, state) as faults:
                tenant.mail.flush()
            found += faults
        return _unchanged(deliveries, found)

    @plainly_async
    async def idempotent_async(
        self, state: Callable[[], Json] | None = None
    ) -> list[Document]:
        """Do what `idempotent` does, with the receivers in the running event loop."""
        tenant = self._find()
        await tenant.mail.flush_async()
        found: list[str] = []
        deliveries = handled(tenant, self._webhook)
        for delivery in deliveries:
            with second_time(tenant, delivery, state) as faults:
                await tenant.mail.flush_async()
            found += faults
        return _unchanged(deliveries, found)


def _turned_away(probed: Sequence[Probed]) -> list[Document]:
    faults = [f"{p.address} {fault}" for p in probed if (fault := fault_of(p))]
    if faults:
        told = "forged events are to be turned away, with any answer that is no 2xx"
        raise AssertionError("\n  ".join([f"{told}:", *dict.fromkeys(faults)]))
    return [
        Document(
            {
                "kind": one.kind,
                "webhook": one.webhook,
                "address": one.address,
                "event": one.event,
                "status": one.answer.status,
            },
            "forgery",
        )
        for one in probed
    ]


def _unchanged(deliveries: Sequence[Delivery], faults: Sequence[str]) -> list[Document]:
    if faults:
        told = "an event that comes a second time is to change nothing"
        raise AssertionError("\n  ".join([f"{told}:", *faults]))
    return [_document(delivery) for delivery in deliveries]


def _result(
    tenant: Tenant, wanted: Expectation, seen: Seen
) -> Document | list[Document]:
    if not seen.ok:
        raise AssertionError(unmet(tenant, wanted, seen))
    documents = [_document(delivery) for delivery in seen.met]
    return documents[0] if wanted.times is None else documents


def _document(delivery: Delivery) -> Document:
    told = delivery_to_json(delivery)
    told["attempts"] = [Document(attempt, "attempt") for attempt in told["attempts"]]
    told["event"] = Document(told["event"], "event")
    return Document(told, "delivery")


def _callback(told: dict[str, Json]) -> Document:
    return Document({**told, "event": Document(told["event"], "event")}, "callback")
