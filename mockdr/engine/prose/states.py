"""What each state of a thing means to the shop: one sentence for each of them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from mockdr.engine.prose.phrases import noun_of, stands

__all__ = ["meaning"]

#: KIND to state to what it means, where the state's own name does not tell it all.
_MEANINGS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "session": {
            "requires_source": "Nothing pays for the checkout yet, or not all of it.",
            "requires_confirmation": "The checkout is paid for: an order can be made.",
            "requires_action": "The shopper has to prove to the bank who is paying.",
            "pending_redirect": "The shopper still has to say yes on the page of the "
            "payment method.",
            "pending_funds": "The payment session waits for the money, which the "
            "shopper brings or transfers later.",
            "pending": "The payment is under way, and its outcome is not known yet.",
            "complete": "The payment session is done: the money is there, or promised.",
            "failed": "The payment did not go through.",
            "cancelled": "The payment was called off, and nobody pays.",
            "confirmed": "The contract lists it, and never shows it.",
            "chargeable": "The contract lists it, and never shows it.",
            "processing": "The contract lists it, and never shows it.",
        },
        "source": {
            "requires_action": "The shopper has to prove to the bank who is paying.",
            "pending_redirect": "The shopper has to say yes on the page of the payment "
            "method before it can be charged.",
            "pending_funds": "The shopper has to bring the money before it is charged.",
            "chargeable": "It can be attached, and be charged.",
            "consumed": "It was good for one payment, which has been made.",
            "failed": "It cannot pay: the shopper or the bank said no.",
            "cancelled": "It was taken off before anything was charged.",
        },
        "order": {
            "pending_payment": "The order is made, and waits for its payment.",
            "in_review": "The order is paid, and somebody looks at it for fraud.",
            "accepted": "The order stands: the shop may send what was bought.",
            "blocked": "The order was stopped for fraud, and nothing may be sent.",
            "cancelled": "The order came to nothing, and nothing is charged for it.",
            "fulfilled": "Everything is sent or cancelled, and not all is settled.",
            "complete": "Everything is sent or cancelled, and every charge settled.",
            "returned": "What was bought has come back.",
            "dispute": "The shopper's bank asks whether the charge was right.",
        },
        "fraud": {
            "passed": "The review found nothing against the order.",
            "review_opened": "Somebody still looks at the order.",
            "blocked": "The review took the order for fraud.",
        },
        "charge": {
            "pending": "The bank has not said yet whether it pays.",
            "capturable": "The bank promised the money, which is not taken yet.",
            "processing": "A capture is under way.",
            "complete": "The money is taken.",
            "cancelled": "The promise was given back, and nothing is taken.",
            "failed": "The bank refused, or no money came.",
        },
        "capture": {
            "pending": "The money is being taken.",
            "complete": "The money is taken.",
            "failed": "The money could not be taken.",
        },
        "cancel": {
            "pending": "The promised money is being given back.",
            "pending_information": "The shopper has to say to which account the money "
            "is to go.",
            "complete": "The promised money is given back.",
            "failed": "The promised money could not be given back.",
        },
        "refund": {
            "pending": "The money is on its way back.",
            "pending_information": "The shopper has to say to which account the money "
            "is to go.",
            "succeeded": "The shopper has the money back.",
            "failed": "The money could not be given back.",
            "expired": "The shopper never said where the money was to go.",
        },
        "item": {
            "created": "The order line is neither sent nor cancelled.",
            "fulfilled": "The order line is sent.",
            "paid": "The order line is paid for.",
            "cancelled": "The order line will not be sent.",
            "blocked": "The order line is stopped, with its order.",
            "returned": "The order line has come back.",
        },
        "checkout": {
            "open": "The checkout can be changed, and become an order.",
            "consumed": "The checkout has become an order.",
            "burnt": "An order was refused for good: a new checkout is needed.",
            "deleted": "The shop has deleted the checkout.",
        },
        "checkout_session": {
            "open": "The shopper is on the hosted page, or has yet to come.",
            "completed": "The shopper has finished the hosted page.",
        },
        "checkout_link": {
            "live": "Whoever has the link can pay.",
            "expired": "The link leads nowhere any more.",
        },
        "customer": {
            "enabled": "The customer can be used.",
            "disabled": "The shop has switched the customer off.",
        },
        "subscription": {
            "draft": "The subscription was agreed on, and does not run yet.",
            "active": "The subscription runs, and is paid for.",
            "activeFree": "The subscription runs, and its period is free.",
            "activePendingInvoice": "The subscription runs on while an invoice waits "
            "to be paid.",
            "failed": "The subscription ended, since nobody paid in time.",
            "lapsed": "The subscription ended, since its source was not replaced.",
            "cancelled": "The shop or the customer has ended the subscription.",
            "ended": "The subscription is over, since its plan is.",
        },
        "invoice": {
            "draft": "The invoice can still be changed, and asks for no money.",
            "open": "The invoice asks for its money.",
            "paid": "The invoice is paid.",
            "void": "The shop took the invoice back: nobody has to pay it.",
            "uncollectible": "Nobody paid the invoice in time; it is given up.",
        },
        "plan": {
            "draft": "The plan cannot be subscribed to yet.",
            "active": "The plan can be subscribed to.",
            "discontinued": "Nobody new can subscribe; who has the plan keeps it.",
            "deactivated": "The plan is over, and so is each subscription to it.",
        },
        "reservation": {
            "active": "The stock is put aside.",
            "released": "The stock was taken by the order to the warehouse.",
            "expired": "The stock is free again, since the time was over.",
        },
        "tax_identifier": {
            "pending": "Nobody has checked the number yet.",
            "verified": "The number is right, and counts for taxes.",
            "not_valid": "The number is wrong, and counts for nothing.",
        },
        "return": {
            "created": "The goods are announced, and have not come yet.",
            "accepted": "The shop takes the goods back.",
        },
        "sales_transaction": {
            "open": "The shop has not been paid for it.",
            "paid": "It was part of a payout to the shop.",
        },
        "webhook": {
            "enabled": "The receiver is told of events.",
            "disabled": "The receiver is told of nothing.",
        },
        "webhook_delivery": {
            "pending": "The event is yet to arrive.",
            "delivered": "The receiver has taken the event.",
            "failed": "Every attempt failed: the receiver did not take the event.",
            "blocked": "The receiver's address is not allowed.",
            "dropped": "A test let the event get lost.",
            "cancelled": "The receiver was switched off before it came.",
        },
        "fulfillment_order": {
            "pending": "The warehouse has not sent the goods yet.",
            "shipped": "The warehouse has sent the goods.",
            "cancelled": "The warehouse will not send the goods.",
        },
        "fulfillment_cancellation": {
            "pending": "The warehouse was asked not to send, and has not answered.",
            "accepted": "The warehouse will not send what was cancelled.",
            "rejected": "It was too late: the warehouse sends.",
        },
        "fulfillment_return": {
            "created": "The goods are announced at the warehouse.",
            "pending": "The warehouse looks at the goods.",
            "accepted": "The warehouse has taken the goods.",
            "rejected": "The warehouse does not take the goods.",
        },
        "logistics_return": {
            "authorization": "The goods may be sent back, and have not come yet.",
            "received": "The goods have arrived.",
            "refused": "The goods were not taken.",
            "undeliverable": "The goods could not be delivered.",
        },
    }
)


def meaning(kind: str, state: str) -> str:
    """
    Return in one sentence what it means that a thing is in a state.

    Args:
        kind: A KIND, or `fraud`.
        state: One of its states.
    """
    told = _MEANINGS.get(kind, {}).get(state)
    return told or f"The {noun_of(kind)} {stands(state)}."
