"""Where the customers live whom mockdr plays: one in each country that it sells to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = ["HOMES", "home_of"]

#: A customer in each country whose currency a payment method asks for.
HOMES: Final[Mapping[str, Mapping[str, str]]] = {
    "USD": {
        "line1": "10380 Bren Road West",
        "city": "Minnetonka",
        "state": "MN",
        "postalCode": "55343",
        "country": "US",
    },
    "EUR": {
        "line1": "Unter den Linden 1",
        "city": "Berlin",
        "postalCode": "10117",
        "country": "DE",
    },
    "JPY": {
        "line1": "1-1 Marunouchi",
        "city": "Tokyo",
        "postalCode": "100-0005",
        "country": "JP",
    },
    "KRW": {
        "line1": "110 Sejong-daero",
        "city": "Seoul",
        "postalCode": "04524",
        "country": "KR",
    },
    "PLN": {
        "line1": "Nowy Swiat 1",
        "city": "Warszawa",
        "postalCode": "00-496",
        "country": "PL",
    },
    "INR": {
        "line1": "1 Rajpath",
        "city": "New Delhi",
        "postalCode": "110001",
        "country": "IN",
    },
    "MYR": {
        "line1": "1 Jalan Ampang",
        "city": "Kuala Lumpur",
        "postalCode": "50450",
        "country": "MY",
    },
    "AUD": {
        "line1": "1 Macquarie Street",
        "city": "Sydney",
        "postalCode": "2000",
        "country": "AU",
    },
}


def home_of(currency: str) -> dict[str, str]:
    """Return the address of a customer who pays in *currency*."""
    return dict(HOMES.get(currency, HOMES["USD"]))
