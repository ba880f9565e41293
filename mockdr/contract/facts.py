"""Payment methods, test values, event types and versions, as tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal

from mockdr.base.errors import Json
from mockdr.contract.files import read_data
from mockdr.contract.versions import versions

__all__ = [
    "EventType",
    "PaymentMethod",
    "TestCard",
    "decline_codes",
    "event_types",
    "konbini_stores",
    "online_banks",
    "payment_methods",
    "test_cards",
    "test_last_names",
    "version_notes",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentMethod:
    """
    One `type` of payment source.

    Args:
        type: As it stands on the wire.
        title: For people.
        flow: `flow` of its sources; None where nothing tells it.
        order_flow: `standard`, `submit_then_redirect`, `redirect_then_submit` or
            `delayed`; None where nothing tells it.
        initial_state: State of a new source; None where nothing tells it.
        savable: Whether a customer can keep it.
        credit: Whether store credit can stand beside it.
        secondary: Whether it is a secondary source itself.
        currencies: ISO 4217 codes, where documented; empty means any.
        countries: ISO 3166 codes, where documented; empty means any.
        markets: Pairs like `AT/EUR`, where the two are documented together.
        required: Dotted fields that a request with a session must have.
        fields: Dotted fields that a request may have.
        also_under: Other keys that the required fields may stand under.
        superfluous: Dotted fields that have no place beside a sessionId.
        in_sdk: Whether the SDK's enumeration has the type.
        sample: Names of the fields of the reply's part.
        evidence: `documented`, `observed` or `inferred`.
        source: Where that was seen.
        note: What is odd about it.
    """

    type: str
    title: str
    flow: Literal["standard", "redirect", "receiver"] | None
    order_flow: str | None
    initial_state: str | None
    savable: bool
    credit: bool
    secondary: bool
    currencies: tuple[str, ...]
    countries: tuple[str, ...]
    markets: tuple[str, ...]
    required: tuple[str, ...]
    fields: tuple[str, ...]
    also_under: tuple[str, ...]
    superfluous: tuple[str, ...]
    in_sdk: bool
    supports_recurring: bool
    supports_free_trial: bool
    supports_storage: bool
    sample: tuple[str, ...]
    evidence: str
    source: str
    note: str

    def serves(self, currency: str | None, country: str | None) -> bool:
        """Tell whether it can pay in that market, as far as one is known."""
        if currency and country and self.markets:
            return f"{country}/{currency}" in self.markets
        return (
            not currency or not self.currencies or currency in self.currencies
        ) and (not country or not self.countries or country in self.countries)


@dataclass(frozen=True, slots=True, kw_only=True)
class TestCard:
    """
    A card number with a fixed fate.

    Args:
        number: Digits only.
        result: `success`, `sca`, or what fails or stays pending.
        cvv: The code that it wants, or `any 3`, `any 4`, or nothing known.
        expiration_month: The month it wants, where documented.
        expiration_year: The year it wants, where documented.
    """

    #: Not a test, whatever its name makes pytest think.
    __test__ = False

    number: str
    brand: str
    result: str
    cvv: str
    expiration_month: int | None
    expiration_year: int | None
    evidence: str
    source: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EventType:
    """
    One type of event.

    Args:
        object: What `data.object` holds, in words.
        shape: `resource`, `deleted`, `composite` or `document`.
        states: Those that the object can be in; empty where the type tells none.
        tier: `core`, `optional`, `fire_only` or `deprecated`.
        aliases: Other spellings in the documentation.
        previous_attributes: Whether the envelope tells what was before.
    """

    type: str
    category: str
    object: str
    shape: str
    states: tuple[str, ...]
    tier: str
    deprecated: bool
    expandable: bool
    aliases: tuple[str, ...]
    previous_attributes: bool
    evidence: str


@cache
def payment_methods() -> Mapping[str, PaymentMethod]:
    """Return every payment method by type."""
    return MappingProxyType(
        {
            name: PaymentMethod(
                type=name,
                title=entry["title"],
                flow=entry.get("flow"),
                order_flow=entry.get("orderFlow"),
                initial_state=entry.get("initialState"),
                savable=entry["savable"],
                credit=entry["credit"],
                secondary=entry.get("secondary", False),
                currencies=tuple(entry["currencies"]),
                countries=tuple(entry["countries"]),
                markets=tuple(entry.get("markets", ())),
                required=tuple(entry["required"]),
                fields=tuple(entry["fields"]),
                also_under=tuple(entry.get("alsoUnder", ())),
                superfluous=tuple(entry["superfluous"]),
                in_sdk=entry["inSdk"],
                supports_recurring=entry["supportsRecurring"],
                supports_free_trial=entry["supportsFreeTrial"],
                supports_storage=entry["supportsStorage"],
                sample=tuple(entry["reply"]),
                evidence=entry["evidence"],
                source=entry["source"],
                note=entry.get("note", ""),
            )
            for name, entry in read_data("payment-methods.json")["methods"].items()
        }
    )


def _test_values() -> Mapping[str, Json]:
    values: Mapping[str, Json] = read_data("test-values.json")
    return values


@cache
def test_cards() -> Mapping[str, TestCard]:
    """Return the test cards by number, digits only."""
    return MappingProxyType(
        {
            number: TestCard(
                number=number,
                brand=card["brand"],
                result=card["result"],
                cvv=card.get("cvv", ""),
                expiration_month=card.get("expirationMonth"),
                expiration_year=card.get("expirationYear"),
                evidence=card["evidence"],
                source=card["source"],
                note=card.get("note", ""),
            )
            for number, card in _test_values()["cards"].items()
        }
    )


test_cards.__test__ = False  # type: ignore[attr-defined]


@cache
def test_last_names() -> Mapping[str, Mapping[str, str]]:
    """Return by source type which `owner.lastName` brings which result."""
    return MappingProxyType(
        {t: MappingProxyType(n) for t, n in _test_values()["lastNames"].items()}
    )


test_last_names.__test__ = False  # type: ignore[attr-defined]


@cache
def decline_codes() -> Mapping[str, Literal["hard", "soft"]]:
    """Return the codes of a declined authorization; a hard one is not retried."""
    return MappingProxyType(_test_values()["declineCodes"])


@cache
def online_banks(country: str, currency: str) -> tuple[Mapping[str, str], ...]:
    """Return the banks of online banking for a market, as they go over the wire."""
    banks = _test_values()["banks"].get(f"{country}/{currency}", ())
    return tuple(MappingProxyType(bank) for bank in banks)


@cache
def konbini_stores() -> Mapping[str, Mapping[str, str]]:
    """Return the Konbini stores by id."""
    return MappingProxyType(_test_values()["konbiniStores"])


@cache
def event_types() -> Mapping[str, EventType]:
    """Return every event type."""
    return MappingProxyType(
        {
            name: EventType(
                type=name,
                category=entry["category"],
                object=entry["object"],
                shape=entry["shape"],
                states=tuple(filter(None, (entry["state"] or "").split("|"))),
                tier=entry["tier"],
                deprecated=entry["deprecated"],
                expandable=entry["expandable"],
                aliases=tuple(entry["aliases"]),
                previous_attributes=entry["previousAttributes"],
                evidence=entry["evidence"],
            )
            for name, entry in read_data("events.json")["events"].items()
        }
    )


@cache
def version_notes() -> Mapping[str, str]:
    """Return what each API version changed, oldest first."""
    entries = read_data("versions.json")["versions"]
    return MappingProxyType({name: entries[name]["change"] for name in versions()})
