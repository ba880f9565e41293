"""Prices shown in the shopper's own currency, before there is a checkout."""

from __future__ import annotations

from functools import partial
from typing import Final

from mockdr.base.errors import Complaint, Json, Refusal
from mockdr.domain import exchange
from mockdr.domain.countries import COUNTRIES
from mockdr.domain.money import EXACT, Money, decimal
from mockdr.engine.operations.judging import Gathered
from mockdr.engine.operations.pricing import check_currency
from mockdr.engine.turn import Answer, Turn

__all__ = ["OPERATIONS"]

#: Where a shopper is of whom nothing is told. Inferred.
_SOMEWHERE: Final = "US"


def _convert(turn: Turn) -> Answer:
    """
    Convert prices; the whole exchange is inferred, only its path was seen.

    Source: a connector.
    """
    body = turn.body
    target = str(body["currency"])
    wrong = Gathered()
    for currency in [target, *(str(item["currency"]) for item in body["items"])]:
        wrong.of(partial(check_currency, currency))
    wrong.refuse()
    document: dict[str, Json] = {
        "currency": target,
        "items": [
            _converted(index, item, target) for index, item in enumerate(body["items"])
        ],
        "liveMode": turn.tenant.live,
    }
    if body.get("country"):
        document["country"] = body["country"]
    return Answer(status=200, document=document)


def _converted(index: int, item: dict[str, Json], target: str) -> dict[str, Json]:
    rate = exchange.rate(item["currency"], target)
    try:
        worth = EXACT.multiply(decimal(item["price"]), rate)
    except ValueError:
        raise Refusal(
            Complaint(
                key="invalid_parameter",
                parameter=f"items[{index}].price",
                values={"value": str(item["price"])},
            )
        ) from None
    return {
        **item,
        "price": float(item["price"]),
        "rate": float(rate),
        "convertedPrice": Money.from_decimal(worth, target).to_wire(),
    }


def _country_currency(turn: Turn) -> Answer:
    """
    Tell what is paid with in a country.

    The provider finds the country by the shopper's address; here it can be named.
    Source: dynamicpricing.js-reference.md (the path; the rest is inferred).
    """
    country = dict(turn.query).get("country") or _SOMEWHERE
    if country not in COUNTRIES:
        raise Refusal(
            Complaint(
                key="invalid_parameter",
                parameter="country",
                values={"value": country},
            )
        )
    currency = exchange.CURRENCY_OF.get(country, "USD")
    return Answer(status=200, document={"country": country, "currency": currency})


#: operationId to what it does.
OPERATIONS: Final = {
    "createPricingConversions": _convert,
    "retrieveCountryCurrency": _country_currency,
}
