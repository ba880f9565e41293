"""Names of secrets are known in every spelling, and other names are left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockdr.base.secret_names import holds_card, is_code, is_secret

SECRETS = [
    *("number", "cvv", "cvc", "cvv2", "cvc2", "cvn", "cvd", "ccv", "csc", "cardCsc"),
    *("cardCvv", "card_cvc", "creditCardCvv", "cvvCode", "cvcNumber", "cvvValue"),
    *("securityCode", "cardSecurityCode", "verificationCode", "verificationValue"),
    *("cardVerificationCode", "cardValidationCode", "cardCode", "cardPin"),
    *("cardNumber", "creditCardNumber", "card_no", "pan", "cardPan", "creditCard.cvv"),
    *("iban", "bankIban", "accountNumber", "bankAccountNumber", "password"),
    *("oldPassword", "passwd"),
]
OTHERS = [
    *("quantity", "expirationYear", "expirationMonth", "months", "code", "postalCode"),
    *("phoneNumber", "partNumber", "part_number", "trackingNumber", "rmaNumber"),
    *("simCardNumber", "sim_card_number", "serialNumber", "renewalAttemptNumber"),
    *("lastFourDigits", "bankCode", "taxCode", "hsCode", "company", "japan", "span"),
    *("cvvResult", "cvvProvided", "numbers", "currencyNumberFormat", "swiftCode"),
    *("orderNumber", "order-number", "passed", "accountId", "accountHolder", ""),
]


@given(
    st.sampled_from(SECRETS),
    st.sampled_from([str, str.upper, str.lower, str.title, str.capitalize]),
)
def test_a_secret_is_known_however_its_name_is_written(name, spelt):
    assert is_secret(spelt(name))


@given(st.sampled_from(["security code", "account number", "card number", "card cvv"]))
def test_a_secret_is_known_with_anything_between_the_words(name):
    for between in ("", " ", "_", "-", "."):
        assert is_secret(name.replace(" ", between))
        assert is_secret(name.replace(" ", between).upper())


@pytest.mark.parametrize("name", OTHERS)
def test_other_names_are_left_alone(name):
    assert not is_secret(name)
    assert not is_secret(name.upper())


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("what", "7391", True),
        ("what", " 739 ", True),
        ("what", 7391, True),
        ("what", 100, True),
        ("what", 99, False),
        ("what", "12", False),
        ("what", "12345", False),
        ("what", "abc", False),
        ("what", True, False),
        ("what", None, False),
        ("expirationYear", 2030, False),
        ("exp_yr", "2030", False),
        ("EXPIRATIONMONTH", "012", False),
        ("validUntil", "1230", False),
        ("lastFourDigits", "1881", False),
    ],
)
def test_what_is_short_in_a_card_may_be_its_code(name, value, code):
    assert is_code(name, value) is code


def test_a_card_is_known_by_its_name_as_well():
    for name in ("creditCard", "CreditCard", "credit_card", "creditCardDetails"):
        assert holds_card(name)
    for name in ("simCard", "card", "creditCards", "payPal", ""):
        assert not holds_card(name)
