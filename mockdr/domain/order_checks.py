"""What `POST /orders` wants, in order: the first thing missing is the answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from mockdr.base.errors import Complaint, Json
from mockdr.domain.lifecycle import Evidence

__all__ = [
    "PRECONDITIONS",
    "OrderFacts",
    "Precondition",
    "burns",
    "email_is_fine",
    "first_refusal",
]

_PAGE = "creating-and-updating-an-order.md"
_ADDRESS = "providing-address-information.md"
_SHIPPING = "shipping-choice.md"
_TAX = "tax-identifiers.md"
_INVOICE = "handling-e-invoicing-requirements.md"
_ERRORS = "error-types-codes-and-objects.md"
_SESSIONS = "payment-sessions.md"
_USING = "using-the-source-identifier.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFacts:
    """
    What decides whether a checkout can become an order.

    Args:
        checkout_id: As the request spells it.
        consumed: Whether the checkout made an order already, or is gone.
        email: The checkout's, if any.
        session_state: State of its payment session.
        funded: Whether nothing remains to be contributed, counting sources that can
            still pay: chargeable or pending.
        bill_to: Its `billTo` as on the wire, if any.
        physical: Whether anything must be shipped.
        ships_from: Whether every physical line, or the checkout, has a country to
            ship from.
        ship_to_name: `shipTo.name`, if any.
        shipping_choice: Whether there is one.
        invoice_attribute_missing: Whether the selling entity wants one and it lacks.
        tax_types_missing: Types of tax identifiers that are wanted and lack.
        tax_types_inapplicable: Types that are there and do not apply.
        sources: Attached sources: id, and the customer each is saved with or None.
        customer_id: The checkout's customer, if any.
        customer_enabled: Whether that customer is enabled.
    """

    checkout_id: str
    consumed: bool
    email: str | None
    session_state: str
    funded: bool
    bill_to: Mapping[str, Json] | None
    physical: bool = False
    ships_from: bool = True
    ship_to_name: str | None = None
    shipping_choice: bool = True
    invoice_attribute_missing: bool = False
    tax_types_missing: tuple[str, ...] = ()
    tax_types_inapplicable: tuple[str, ...] = ()
    sources: tuple[tuple[str, str | None], ...] = ()
    customer_id: str | None = None
    customer_enabled: bool = True


Judge = Callable[[OrderFacts], Complaint | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Precondition:
    """
    One row of the table.

    Args:
        number: Its number in the contract's list; the table's order is the order of
            the checks.
        name: What it is about.
        key: Key of its refusal in the error catalogue.
        burns: Whether the refusal leaves the checkout dead.
        judge: Decides; None where not facts but outcomes do.
        evidence: How well the refusal is known.
        page: The page of the documentation.
    """

    number: float
    name: str
    key: str
    burns: bool = False
    judge: Judge | None
    evidence: Evidence = Evidence.DOCUMENTED
    page: str


def email_is_fine(email: str | None) -> bool:
    """Tell whether *email* has a name, one @, and a host with a dot."""
    if not email or any(c.isspace() for c in email):
        return False
    name, at, host = email.partition("@")
    labels = host.split(".")
    return bool(name and at and "@" not in host and len(labels) > 1 and all(labels))


def _consumed(facts: OrderFacts) -> Complaint | None:
    if not facts.consumed:
        return None
    return Complaint(
        key="not_found:checkout_consumed", values={"id": facts.checkout_id}
    )


def _email(facts: OrderFacts) -> Complaint | None:
    if email_is_fine(facts.email):
        return None
    return Complaint(key="order_create_failed")


def _session(facts: OrderFacts) -> Complaint | None:
    if facts.session_state == "requires_confirmation" and facts.funded:
        return None
    return Complaint(key="order_submit_failed")


def _bill_to_absent(facts: OrderFacts) -> Complaint | None:
    return None if facts.bill_to else Complaint(key="create-order-failed")


#: Fields of `billTo` that an order needs, in the order in which they are looked for.
_BILL_TO: Final = (
    ("address", "country"),
    ("address", "line1"),
    ("address", "city"),
    ("address", "postalCode"),
    ("name",),
)


def _bill_to(facts: OrderFacts) -> Complaint | None:
    for path in _BILL_TO:
        value: Json = facts.bill_to
        for name in path:
            value = value.get(name) if isinstance(value, Mapping) else None
        if not value:
            return Complaint(
                key="missing_parameter:billTo.address.country",
                parameter=".".join(("billTo", *path)),
            )
    return None


def _ship_from(facts: OrderFacts) -> Complaint | None:
    if not facts.physical or facts.ships_from:
        return None
    return Complaint(key="missing_parameter:shipFrom.address")


def _ship_to_name(facts: OrderFacts) -> Complaint | None:
    if not facts.physical or facts.ship_to_name:
        return None
    return Complaint(key="missing_parameter:shipping.name")


def _shipping_choice(facts: OrderFacts) -> Complaint | None:
    if not facts.physical or facts.shipping_choice:
        return None
    return Complaint(key="invalid_shipping_choice")


def _invoice_attribute(facts: OrderFacts) -> Complaint | None:
    if not facts.invoice_attribute_missing:
        return None
    return Complaint(key="additional_information_required:invoiceAttributeId")


def _tax_missing(facts: OrderFacts) -> Complaint | None:
    if not facts.tax_types_missing:
        return None
    return Complaint(
        key="additional_information_required:taxIdentifiers",
        values={"types": ", ".join(facts.tax_types_missing)},
    )


def _tax_inapplicable(facts: OrderFacts) -> Complaint | None:
    if not facts.tax_types_inapplicable:
        return None
    return Complaint(
        key="invalid_parameter:tax_identifier_type_not_applicable",
        values={"type": facts.tax_types_inapplicable[0]},
    )


def _source_in_use(facts: OrderFacts) -> Complaint | None:
    for source, owner in facts.sources:
        if owner is not None and owner != facts.customer_id:
            return Complaint(key="source_in_use", values={"sourceId": source})
    return None


def _customer(facts: OrderFacts) -> Complaint | None:
    if facts.customer_enabled:
        return None
    return Complaint(key="create-order-failed")


_I = Evidence.INFERRED

#: The checks, first to last. The session is looked at directly after the email,
#: because `billTo` comes from a source and cannot be judged before one is attached.
PRECONDITIONS: Final[tuple[Precondition, ...]] = (
    Precondition(
        number=1,
        name="the checkout is unused",
        key="not_found:checkout_consumed",
        judge=_consumed,
        page=_PAGE,
    ),
    Precondition(
        number=2,
        name="the email is there and well formed",
        key="order_create_failed",
        judge=_email,
        page=_PAGE,
    ),
    Precondition(
        number=8,
        name="the session requires confirmation and nothing remains",
        key="order_submit_failed",
        judge=_session,
        page=_SESSIONS,
    ),
    Precondition(
        number=3.1,
        name="there is a billTo",
        key="create-order-failed",
        burns=True,
        judge=_bill_to_absent,
        page=_PAGE,
    ),
    Precondition(
        number=3.2,
        name="billTo is complete",
        key="missing_parameter:billTo.address.country",
        judge=_bill_to,
        page=_ADDRESS,
    ),
    Precondition(
        number=4,
        name="physical goods ship from somewhere",
        key="missing_parameter:shipFrom.address",
        judge=_ship_from,
        page=_ADDRESS,
    ),
    Precondition(
        number=5,
        name="physical goods ship to somebody",
        key="missing_parameter:shipping.name",
        judge=_ship_to_name,
        page=_ADDRESS,
    ),
    Precondition(
        number=6,
        name="physical goods have a shipping choice",
        key="invalid_shipping_choice",
        judge=_shipping_choice,
        page=_SHIPPING,
    ),
    Precondition(
        number=7.1,
        name="the invoice attribute is there",
        key="additional_information_required:invoiceAttributeId",
        judge=_invoice_attribute,
        page=_INVOICE,
    ),
    Precondition(
        number=7.2,
        name="the tax identifiers are there",
        key="additional_information_required:taxIdentifiers",
        judge=_tax_missing,
        page=_TAX,
    ),
    Precondition(
        number=7.3,
        name="the tax identifiers apply",
        key="invalid_parameter:tax_identifier_type_not_applicable",
        burns=True,
        judge=_tax_inapplicable,
        page=_TAX,
    ),
    Precondition(
        number=9,
        name="saved sources belong to the checkout's customer",
        key="source_in_use",
        burns=True,
        judge=_source_in_use,
        page=_USING,
    ),
    Precondition(
        number=10,
        name="the customer is enabled",
        key="create-order-failed",
        burns=True,
        judge=_customer,
        evidence=_I,
        page="creating-a-customer.md",
    ),
    Precondition(
        number=10.5,
        name="no authentication by the customer is owed",
        key="additional_payment_action_required",
        judge=None,
        evidence=_I,
        page=_SESSIONS,
    ),
    Precondition(
        number=11,
        name="the sources are authorized",
        key="failed-request",
        burns=True,
        judge=None,
        page=_ERRORS,
    ),
    Precondition(
        number=12,
        name="it is no fraud",
        key="order-fraud-failure",
        burns=True,
        judge=None,
        evidence=Evidence.OBSERVED,
        page=_PAGE,
    ),
)

_JUDGES: Final = tuple(p.judge for p in PRECONDITIONS if p.judge is not None)
_BURNING: Final = frozenset(p.key for p in PRECONDITIONS if p.burns)


def first_refusal(facts: OrderFacts) -> Complaint | None:
    """
    Return what `POST /orders` answers for *facts*, or None when nothing is missing.

    Authentication, authorization and fraud come after all of these; outcomes decide
    them (`mockdr.domain.outcomes`).
    """
    for judge in _JUDGES:
        found = judge(facts)
        if found is not None:
            return found
    return None


def burns(key: str) -> bool:
    """Tell whether the refusal *key* of `POST /orders` kills the checkout."""
    return key in _BURNING
