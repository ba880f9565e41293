"""However a secret is spelt or parted, nobody reads it anywhere."""

from __future__ import annotations

import io
import json

import pytest

from mockdr.engine.call import Call
from mockdr.engine.masking import mask, mask_raw, mask_text
from mockdr.server.app import App
from mockdr.server.logs import RequestLog

#: No documentation prints it, so it has no right to be anywhere.
CARD = "4929123456789015"
FOURS = [CARD[at : at + 4] for at in range(0, 16, 4)]
JSON = {"content-type": "application/json"}
FORM = {"content-type": "application/x-www-form-urlencoded"}
CODE = "7391"

SPELLINGS = (
    *("CVV", "Cvc", "cardCvv", "cvv2", "verificationCode", "csc", "security_code"),
    *("SecurityCode", "card-security-code", "cvv code", "whatever"),
)
NESTED = (
    {"cvv": {"value": CODE}},
    {"cvv": {"of": [{"it": CODE}]}},
    {"cvv": [CODE]},
    {"details": {"anything": CODE}},
    {"list": [{"anything": CODE}]},
    {"anything": int(CODE)},
)
#: (headers, query, body): none of them may show the code.
CALLS = [
    *((JSON, (), {"creditCard": {"number": CARD, name: CODE}}) for name in SPELLINGS),
    *((JSON, (), {"creditCard": {"number": CARD, **inner}}) for inner in NESTED),
    (JSON, (), {"credit_card": {"hidden": CODE}}),
    (JSON, (), {"metadata": {"CVC2": CODE}}),
    (JSON, (), {"metadata": {"form": json.dumps({"Cvv": CODE})}}),
    (JSON, (), '{"type":"creditCard","creditCard":{"CVV":"7391",}'),
    (JSON, (), '{"creditCard": {"expirationYear": 2030, "hidden": "7391",}'),
    (JSON, (), '{"creditCard":{"cvv":{ "value" : "7391" },}'),
    (JSON, (), "{'CVC': '7391', creditCard: {csc: 7391"),
    (JSON, (), r'{"form": "{\"Security_Code\":\"7391\"}",}'),
    (JSON, (), "<card><CVV>7391</CVV></card>"),
    (FORM, (), "creditCard[CVV]=7391&creditCard[security_code]=7391"),
    (FORM, (), "creditCard%5BCvc%5D=7391&creditCard%5Bhidden%5D=7391"),
    (FORM, (), "creditCard[hidden]=7391"),
    (JSON, (("Cvv", CODE), ("security-code", CODE)), {}),
    ({**JSON, "referer": "https://shop.example/pay?a=1&CVV=7391"}, (), {}),
    ({**JSON, "referer": "/pay?cvv=7391"}, (), {}),
    ({**JSON, "x-card-cvv": CODE}, (), {}),
    ({**JSON, "x-form": '{"securityCode": "7391"}'}, (), {}),
]

BETWEEN = (
    *("", " ", "-", ".", "/", "_", "  ", ",", ":", " - ", "%20"),
    *("\u00a0", "\u2009", "\u202f", "\u2013", "\u2014"),
)


@pytest.fixture
def sent(ask, real_world):
    """Send to the shop, and return all that anybody can look at afterwards."""
    stream = io.StringIO()
    app = App(real_world)
    log = RequestLog(real_world, stream)

    def send(calls):
        for path, headers, query, body in calls:
            raw = body if isinstance(body, str) else json.dumps(body)
            call = Call(
                method="POST",
                path=path,
                query=query,
                headers={"authorization": "Bearer sk_test_shop", **headers},
                body=raw.encode(),
            )
            log.write(call, app.answer(call), 1.0)
        seen = [stream.getvalue()]
        for look in ("journal?", "export?", "findings?", "call?seq=1&"):
            status, document = ask("GET", f"{look}tenant=shop")
            assert status == 200
            seen.append(json.dumps(document, ensure_ascii=False))
        return seen

    return send


def test_a_code_is_nowhere_however_it_is_spelt(sent):
    calls = [("/payments/sources", *call) for call in CALLS]
    for text in sent(calls):
        at = text.find(CODE)
        assert at < 0, text[max(0, at - 200) : at + 20]
        assert CARD not in text


def test_a_card_is_nowhere_whatever_stands_between_its_digits(sent):
    spelt = [between.join(FOURS) for between in BETWEEN]
    body = {
        "currency": "USD",
        "email": "ann@example.com",
        "metadata": {f"m{number}": text for number, text in enumerate(spelt)},
        "shipTo": {"name": "Ann", "address": {"country": spelt}},
        "items": [
            {"skuId": f"UP{text}", "quantity": 1, "price": text} for text in spelt
        ],
    }
    referer = {"referer": f"https://shop.example/?of={' and '.join(spelt)}"}
    query = tuple(("of", text) for text in spelt)
    broken = json.dumps(body, ensure_ascii=False) + "]"
    calls = [
        ("/checkouts", {**JSON, **referer}, query, body),
        *(
            ("/checkouts", JSON, (), broken)
            for broken in (broken, json.dumps(body) + "]")
        ),
    ]
    calls += [(f"/checkouts/{text}", JSON, (), {}) for text in spelt]
    for text in sent(calls):
        for card in spelt:
            at = text.find(card)
            assert at < 0, text[max(0, at - 200) : at + 40]


def test_what_only_looks_like_a_secret_stays_readable():
    body = {
        "creditCard": {
            "expirationMonth": 12,
            "expirationYear": 2030,
            "lastFourDigits": "1881",
            "brand": "Visa",
            "months": "12",
            "expYear": "2030",
            "hasCvv": True,
        },
        "card": {"quantity": 1000},
        "items": [{"quantity": 7391, "price": 1234.5, "partNumber": "7391"}],
        "phone": "+49 30 5123 4567",
        "phoneNumber": "+1 (555) 123-4567",
        "createdTime": "2024-05-01T12:00:00.123456Z",
        "told": "31.05.2026 12:00:00.123",
        "orderNumber": "180139250336",
        "milliseconds": 1_714_564_800_000,
        "upstreamId": ["1714564800000000", "7000000000000000", "4929123456789016"],
        "returnUrl": "https://shop.example/return?number=A1&order=7391",
        "note": "cvv2 is optional: see page 7391",
    }
    assert mask(body) == body
    for name in ("quantity", "price", "partNumber", "expirationYear", "orderNumber"):
        raw = f'{{"{name}": 7391,'
        assert mask_raw(raw) == raw


def test_what_is_masked_is_masked_once():
    for _, _, body in CALLS:
        text = body if isinstance(body, str) else json.dumps(body)
        once = mask_raw(text)
        assert mask_raw(once) == once
        assert mask_text(once) == once
