"""A field of a thing can be named wherever the language says so, and stands there."""

from __future__ import annotations

import pytest

import mockdr as package
from mockdr.base.diagnostics import Severity
from mockdr.engine.vocabulary import vocabulary
from mockdr.scenario.parse import parse_all

ADDRESS = {
    "line1": "10380 Bren Road West",
    "city": "Minnetonka",
    "state": "MN",
    "postalCode": "55343",
    "country": "US",
}
CART = {
    "currency": "USD",
    "email": "ann@example.com",
    "shipTo": {"name": "Ann Example", "address": ADDRESS},
    "items": [{"skuId": "book", "quantity": 1, "price": 12.5}],
}
FAULTS = """\
- merchant: createCheckouts
  as: basket
- merchant: updateCheckouts
  fault: {kind: status, status: 502, body: {message: "no <basket.id> here"}}
- merchant: updateCheckouts
  fault: {kind: alter, body: {id: not-<basket.id>}}
"""
#: Every place that takes a reference, before and behind which a story goes on.
PLACES = {
    "match.body": "- merchant: updateCheckouts\n  match: {body: {email: REF}}\n",
    "match.body, an open field": (
        "- merchant: updateCheckouts\n  match: {body: {metadata: {a: [REF]}}}\n"
    ),
    "match.body_schema": (
        "- merchant: updateCheckouts\n  match: {body_schema: {enum: [REF]}}\n"
    ),
    "match.query": "- merchant: listCheckouts\n  match: {query: {ids: REF}}\n",
    "match.headers": "- merchant: listCheckouts\n  match: {headers: {X-A: REF}}\n",
    "source": "- customer: chooses\n  source: {type: alipay, owner: {email: REF}}\n",
    "then.reply": "- merchant: listCheckouts\n  then: {reply: {data: [{id: REF}]}}\n",
    "fault.body": (
        "- merchant: listCheckouts\n"
        "  fault: {kind: status, status: 500, body: {a: REF}}\n"
    ),
    "fault.body that alters": (
        "- merchant: retrieveCheckouts\n  fault: {kind: alter, body: {id: REF}}\n"
    ),
    "given.customers": "given: {customers: {ann: {email: REF}}}\n",
    "given.customers.sources": (
        "given: {customers: {ann: {sources: {c: {owner: {email: REF}}}}}}\n"
    ),
    "given.skus": "given: {skus: {tea: {name: REF}}}\n",
    "given.plans": "given: {plans: {p: {terms: REF}}}\n",
    "given.webhooks": "given: {webhooks: {w: {address: REF}}}\n",
    "given.checkout": "given: {checkout: {email: REF}}\n",
    "given.source": "given: {source: {owner: {email: REF}}}\n",
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    ("reference", "code"),
    [
        ("<nobody.id>", "MDR205"),
        ("of <nobody.id>", "MDR205"),
        ("<bob.colour>", "MDR308"),
        ("<bob.email>", None),
    ],
)
def test_references_are_read_wherever_the_language_has_them(place, reference, code):
    text = PLACES[place].replace("REF", reference)
    bob = "bob: {email: bob@example.com}"
    begin = "- merchant: createCheckouts\n"
    if not text.startswith("given"):
        text = f"given: {{customers: {{{bob}}}}}\nsteps:\n{begin}{text}"
    elif "customers" in text:
        text = text.replace("ann:", f"{bob}, ann:") + f"steps:\n{begin}"
    else:
        text = text.replace("{", f"{{customers: {{{bob}}}, ", 1) + f"steps:\n{begin}"
    errors = [
        d.code
        for d in parse_all(text, "story.yaml", vocabulary())[1]
        if d.severity is Severity.ERROR
    ]

    assert errors == ([] if code is None else [code])


# At run time


@pytest.fixture
def shop():
    with (
        package.start(unfinished="allow", violations="allow") as mockdr,
        mockdr.client() as client,
    ):
        yield mockdr, client


def test_references_are_replaced_in_what_the_shop_is_answered(shop):
    mockdr, client = shop
    mockdr.play(FAULTS)
    id = client.post("/checkouts", json=CART).json()["id"]
    broken = client.post(f"/checkouts/{id}", json={})
    altered = client.post(f"/checkouts/{id}", json={})

    assert (broken.status_code, broken.json()) == (502, {"message": f"no {id} here"})
    assert (altered.status_code, altered.json()["id"]) == (200, f"not-{id}")
    assert mockdr.checkout(id).id == id


@pytest.mark.parametrize(
    ("match", "fits", "misses"),
    [
        ("body: {metadata: {of: x-<basket.id>}}", {"json": "x-{}"}, {"json": "{}"}),
        ("headers: {X-Of: <basket.id>}", {"header": "{}"}, {"header": "x{}"}),
        (
            "body_schema: {properties: {metadata: {const: {of: <basket.id>}}}}",
            {"json": "{}"},
            {"json": "x-{}"},
        ),
    ],
)
def test_references_decide_whether_a_request_fits(shop, match, fits, misses):
    mockdr, client = shop
    text = "- merchant: createCheckouts\n  as: basket\n- merchant: updateCheckouts\n"
    played = mockdr.play(f"{text}  match: {{{match}}}\n")
    id = client.post("/checkouts", json=CART).json()["id"]

    for said, step in ((misses, 2), (fits, 3)):
        body = {"metadata": {"of": said["json"].format(id)}} if "json" in said else {}
        headers = {"X-Of": said["header"].format(id)} if "header" in said else {}
        client.post(f"/checkouts/{id}", json=body, headers=headers)
        assert played.runs[0].step == step
