"""How prices look in a low-code checkout: as the samples print them."""

from __future__ import annotations

import pytest

from mockdr.domain.currencies import CURRENCIES, decimals
from mockdr.domain.price_format import price_format


@pytest.mark.parametrize(("currency", "sign"), [("JPY", "¥"), ("KRW", "₩")])
def test_the_samples_are_told_as_they_are(currency, sign):
    assert price_format(currency) == {
        "currencyNumberFormat": "#,###.##",
        "symbol": sign,
        "decimalPlaces": 0,
        "currencySymbolBeforePrice": True,
        "useCurrencySymbolSpace": False,
    }


@pytest.mark.parametrize("currency", sorted(CURRENCIES))
def test_every_currency_has_a_sign_or_its_code_apart(currency):
    found = price_format(currency)

    assert found["decimalPlaces"] == decimals(currency)
    assert found["useCurrencySymbolSpace"] is (found["symbol"] == currency)
