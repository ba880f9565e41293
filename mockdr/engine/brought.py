"""A thing that a tenant does not have, brought along out of a bundled story."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from mockdr.base.data import data_folder
from mockdr.base.errors import MockdrError
from mockdr.engine.awaiting import await_what_comes
from mockdr.engine.selfplay import SelfPlay, in_process
from mockdr.engine.settings import Settings
from mockdr.engine.things import DELETED, Thing
from mockdr.engine.turn import Turn
from mockdr.engine.vocabulary import vocabulary
from mockdr.engine.world import World
from mockdr.events import Event, EventLog
from mockdr.scenario.library import Library, story_from_text
from mockdr.store import Snapshot, Store

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant
    from mockdr.scenario.story import Story

__all__ = ["STORIES", "bring"]

#: A bundled story to the types of event that are taken from it.
_TOLD_BY: Final[Mapping[str, tuple[str, ...]]] = {
    "card-accepted": (
        "source.created",
        "source.chargeable",
        "checkout.created",
        "checkout.updated",
        "order.created",
        "order.charge.capturable",
        "order.accepted",
    ),
    "checkout-deleted": ("checkout.deleted",),
    "submitted-by-card": ("checkout_session.order.created",),
    "customer-comes-and-goes": (
        "customer.created",
        "customer.updated",
        "customer.deleted",
    ),
    "saved-card-removed": ("customer.source.created", "customer.source.deleted"),
    "tax-number-of-a-customer": ("customer.tax_identifier.created",),
    "fees-of-a-product": ("fee.created", "fee.updated", "fee.deleted"),
    "link-shared-for-a-day": (
        "fileLink.created",
        "fileLink.updated",
        "fileLink.deleted",
    ),
    "klarna-approved": ("order.pending_payment",),
    "charge-decided-later": ("order.charge.pending",),
    "charge-fails-later": ("order.charge.failed",),
    "in-review-passed": ("order.review_opened", "order.review_closed"),
    "in-review-blocked": ("order.blocked",),
    "order-updated": ("order.updated",),
    "sent-in-full": (
        "fulfillment.created",
        "order.charge.capture.pending",
        "order.fulfilled",
        "order.charge.processing",
        "order.charge.capture.complete",
        "order.charge.complete",
        "order.complete",
    ),
    "captured-after-all": ("order.charge.capture.failed",),
    "authorization-not-given-again": ("order.charge.reauth.failed",),
    "cancelled-in-full": (
        "order.charge.cancel.pending",
        "order.charge.cancel.complete",
        "order.charge.cancelled",
        "order.cancelled",
    ),
    "cancel-refused-for-want-of-information": (
        "order.charge.cancel.pending_information",
        "order.charge.cancel.failed",
    ),
    "invoice-and-credit-memo": ("order.invoice.created", "order.credit_memo.created"),
    "refunded-in-full": (
        "refund.pending",
        "order.charge.refund.pending",
        "order.charge.refund.complete",
        "refund.complete",
        "order.refunded",
    ),
    "bank-details-wanted": ("refund.pending_information", "refund.updated"),
    "refund-fails-and-is-tried-again": ("order.charge.refund.failed", "refund.failed"),
    "returned-in-full": ("return.created", "return.accepted", "return.updated"),
    "disputed-and-resolved": ("order.dispute", "order.dispute.resolved"),
    "charged-back": ("order.chargeback",),
    "paid-out": ("sales_transaction.created", "payout.created"),
    "goods-out-of-stock": (
        "fulfillment_order.pending",
        "fulfillment_order.backordered",
    ),
    "goods-come-back": (
        "fulfillment_order.shipped",
        "fulfillment_return.created",
        "fulfillment_return.pending",
        "fulfillment_return.accepted",
    ),
    "return-not-wanted": ("fulfillment_return.rejected",),
    "all-held-back": (
        "fulfillment_cancellation.created",
        "fulfillment_cancellation.accepted",
        "fulfillment_order.cancelled",
    ),
    "cancellation-refused": ("fulfillment_cancellation.rejected",),
    "parcel-received": ("logistics_return.received",),
    "invoice-paid-at-once": (
        "invoice.created",
        "invoice.open",
        "invoice.paid",
        "invoice.updated",
    ),
    "invoice-given-up": ("invoice.payment_failed", "invoice.uncollectible"),
    "invoice-voided": ("invoice.void",),
    "plan-comes-and-goes": ("plan.created", "plan.updated", "plan.deleted"),
    "sku-comes-and-goes": ("sku.created", "sku.updated", "sku.deleted"),
    "subscription-acquired-and-renewed": (
        "subscription.created",
        "subscription.updated",
        "subscription.reminder",
        "subscription.extended",
    ),
    "draft-changed-and-deleted": ("subscription.deleted",),
    "renewal-declined-then-paid": ("subscription.payment_failed",),
    "renewal-given-up": ("subscription.failed",),
    "source-removed-and-never-replaced": (
        "subscription.source_invalid",
        "subscription.lapsed",
    ),
    "tax-number-verified": (
        "tax_identifier.pending",
        "tax_identifier.verified",
        "tax_identifier.deleted",
    ),
    "tax-number-not-valid": ("tax_identifier.not_valid",),
}
#: Type of event to the bundled story that it is taken from.
STORIES: Final[Mapping[str, str]] = MappingProxyType(
    {type: story for story, types in _TOLD_BY.items() for type in types}
)
#: How often a story is begun earlier until it is over by now: months differ in length.
_TRIES: Final = 3


class _Ears(EventLog):
    """Hears the first event of one type, and keeps what there was at that moment."""

    def __init__(self, type: str, store: Store) -> None:
        super().__init__()
        self._type = type
        self._store = store
        self.heard: tuple[Event, Snapshot] | None = None

    def append(self, event: Event) -> None:
        """Add the newest event; what it tells of has been kept just now."""
        super().append(event)
        if self.heard is None and event.type == self._type:
            self.heard = event, self._store.snapshot()


def bring(tenant: Tenant, type: str, seed: str) -> Event:
    """
    Put into *tenant* what the bundled story for *type* made, and return its event.

    Everything that the story had at that moment comes along, so that whoever is told
    can retrieve it; what the tenant has under the same id stays as it is. What comes
    of it later is on the tenant's clock.

    Args:
        seed: What the ids of it grow from.

    Raises:
        MockdrError: If the story does not tell of it in the mode of the tenant.
    """
    start = tenant.moment
    for _ in range(_TRIES):
        event, store = _heard(tenant, type, start, seed)
        if event.at <= tenant.moment:
            break
        start -= event.at - tenant.moment
    new: list[Thing] = []
    for kind, things in store.items():
        for id, stored in things.items():
            alive = kind == DELETED and tenant.store.get(*id.split(" ", 1)) is not None
            if not alive and tenant.store.get(kind, id) is None:
                tenant.store.put(kind, id, stored)
                new.append(Thing(kind, id))
    turn = Turn(tenant, trigger="trigger")
    await_what_comes(turn, new)
    turn.commit()
    return event


def _heard(
    tenant: Tenant, type: str, start: datetime, seed: str
) -> tuple[Event, Snapshot]:
    """Play the story in a world of its own, until it tells of *type*."""
    settings = Settings(
        now=start,
        seed=seed,
        failed_charge_object=tenant.settings.failed_charge_object,
    )
    world = World(defaults=settings, library=Library((), vocabulary()))
    elsewhere = world.tenant(tenant.name, live=tenant.live)
    elsewhere.base_url = tenant.base_url
    ears = elsewhere.event_log = _Ears(type, elsewhere.store)
    found = ""
    for beat in SelfPlay(elsewhere, _story(STORIES[type]), in_process(world)).play():
        if ears.heard is not None:
            return ears.heard
        found = "; ".join(finding.message for finding in beat.findings) or found
    raise MockdrError(
        f"the bundled story {STORIES[type]} has told of no {type}: {found}",
        help="please report this, with the settings of the tenant",
    )


@cache
def _story(name: str) -> Story:
    file = next(data_folder("scenarios").rglob(f"{name}.yaml"))
    return story_from_text(file.read_bytes(), file.name, vocabulary())
