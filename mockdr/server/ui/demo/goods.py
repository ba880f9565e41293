"""What the demo shop sells, and to whom: made up, all of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from mockdr.base.errors import Json

__all__ = ["CUSTOMERS", "GOODS", "SHIPPING", "Customer", "Good", "for_page"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Good:
    """
    Something that the shop sells.

    Args:
        physical: Whether it is shipped; the other goods are downloaded.
        about: What the page says of it.
        prices: Currency to what one costs, without tax, in units of the currency.
    """

    id: str
    name: str
    physical: bool
    about: str
    prices: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """
    Somebody who buys: what the form of the cart begins with.

    Args:
        country: ISO 3166 code; with it the page names the customer.
        currency: ISO 4217 code of what they pay in.
        locale: As a checkout has it.
        address: As the provider wants it, but for the country.
        ways: What is worth trying as this customer, in words.
    """

    country: str
    place: str
    currency: str
    locale: str
    first_name: str
    last_name: str
    address: Mapping[str, str]
    ways: str

    @property
    def whole_address(self) -> dict[str, str]:
        """The address with its country."""
        return {**self.address, "country": self.country}


_ALL: Final = (
    Good(
        id="boat",
        name="Paper boat",
        physical=True,
        about="Folded by hand, waxed, and rather brave.",
        prices={"USD": 24.5, "EUR": 22.9, "GBP": 19.5, "JPY": 3600, "PLN": 99},
    ),
    Good(
        id="lamp",
        name="Lighthouse lamp",
        physical=True,
        about="Turns slowly. Warns of nothing.",
        prices={"USD": 89, "EUR": 82, "GBP": 71, "JPY": 13200, "PLN": 359},
    ),
    Good(
        id="album",
        name="Harbour sounds",
        physical=False,
        about="Forty minutes of gulls and ropes, to download.",
        prices={"USD": 9.9, "EUR": 8.9, "GBP": 7.9, "JPY": 1400, "PLN": 39},
    ),
    Good(
        id="chart",
        name="Chart of tides",
        physical=False,
        about="An app that knows when the water comes.",
        prices={"USD": 49, "EUR": 45, "GBP": 39, "JPY": 7200, "PLN": 199},
    ),
)

#: Id to good, in the order of the page.
GOODS: Final[Mapping[str, Good]] = MappingProxyType({good.id: good for good in _ALL})

#: Currency to what a parcel costs, in units of the currency.
SHIPPING: Final[Mapping[str, float]] = MappingProxyType(
    {"USD": 4.5, "EUR": 4.2, "GBP": 3.8, "JPY": 600, "PLN": 15}
)

_EVERYBODY: Final = (
    Customer(
        country="US",
        place="United States",
        currency="USD",
        locale="en_US",
        first_name="Ann",
        last_name="Example",
        address={
            "line1": "10380 Bren Road West",
            "city": "Minnetonka",
            "state": "MN",
            "postalCode": "55343",
        },
        ways="Cards, wallets, PayPal, Klarna",
    ),
    Customer(
        country="DE",
        place="Germany",
        currency="EUR",
        locale="de_DE",
        first_name="Jörg",
        last_name="Beispiel",
        address={"line1": "Am Hafen 1", "city": "Köln", "postalCode": "50667"},
        ways="Klarna, SEPA, online banking, wire transfer",
    ),
    Customer(
        country="NL",
        place="Netherlands",
        currency="EUR",
        locale="nl_NL",
        first_name="Anneke",
        last_name="Voorbeeld",
        address={"line1": "Kade 2", "city": "Utrecht", "postalCode": "3511 AB"},
        ways="iDEAL",
    ),
    Customer(
        country="FR",
        place="France",
        currency="EUR",
        locale="fr_FR",
        first_name="Camille",
        last_name="Exemple",
        address={"line1": "3 quai du Port", "city": "Paris", "postalCode": "75001"},
        ways="The documented list for France",
    ),
    Customer(
        country="GB",
        place="United Kingdom",
        currency="GBP",
        locale="en_GB",
        first_name="Owen",
        last_name="Sample",
        address={"line1": "4 Quay Street", "city": "London", "postalCode": "SW1A 1AA"},
        ways="Clearpay, Trustly",
    ),
    Customer(
        country="JP",
        place="Japan",
        currency="JPY",
        locale="ja_JP",
        first_name="花子",
        last_name="見本",
        address={
            "line1": "港町1-2-3",
            "city": "千代田区",
            "state": "東京都",
            "postalCode": "100-0001",
        },
        ways="Konbini: pay at the store, days later",
    ),
    Customer(
        country="PL",
        place="Poland",
        currency="PLN",
        locale="pl_PL",
        first_name="Ewa",
        last_name="Wzór",
        address={"line1": "Portowa 5", "city": "Gdynia", "postalCode": "81-001"},
        ways="BLIK",
    ),
)

#: Country to the customer who lives there, in the order of the page.
CUSTOMERS: Final[Mapping[str, Customer]] = MappingProxyType(
    {customer.country: customer for customer in _EVERYBODY}
)


def for_page() -> dict[str, Json]:
    """Return goods, customers and prices as the page reads them."""
    return {
        "goods": [
            {
                "id": good.id,
                "name": good.name,
                "physical": good.physical,
                "about": good.about,
                "prices": dict(good.prices),
            }
            for good in GOODS.values()
        ],
        "customers": [
            {
                "country": one.country,
                "place": one.place,
                "currency": one.currency,
                "locale": one.locale,
                "firstName": one.first_name,
                "lastName": one.last_name,
                "ways": one.ways,
            }
            for one in CUSTOMERS.values()
        ],
        "shipping": dict(SHIPPING),
    }
