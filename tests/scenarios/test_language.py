"""What the language promises, line by line: stories that hold, and texts refused."""

from __future__ import annotations

import pytest

import mockdr as package
from mockdr.base.diagnostics import Severity
from mockdr.engine.rehearsal import rehearse
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
PAID = """\
- merchant: createCheckouts
  as: basket
- customer: chooses
  source: {type: creditCard}
  as: card
- merchant: attachSourceToCheckout
"""
TWO = """\
given:
  checkout:
    items:
      - {skuId: shirt, price: 30.00, quantity: 1}
      - {skuId: cap, price: 20.00, quantity: 1}
"""
TEA = "{name: Tea, eccn: EAR99, taxCode: '4323.310_A', countryOfOrigin: US}"


def found_in(text):
    """Return every code that reading and rehearsing *text* gives, advice aside."""
    stories, findings = parse_all(text, "story.yaml", vocabulary())
    tried = [finding for story in stories for finding in rehearse(story)]
    return [
        (d.code, d.message)
        for d in (*findings, *tried)
        if d.severity is not Severity.ADVICE
    ]


#: What is promised, to a story that needs it.
HOLDS = {
    # The file
    "a bare list is the steps": "- merchant: createOrders\n",
    "keys stand in any order": """\
steps: [{merchant: createOrders}]
given: {source: {type: creditCard}}
tags: [a]
summary: One.
""",
    "text needs no quotes": """\
tags: [NO, on, 1e3, 2021-03-23]
summary: 030
version: 2021-03-23
given:
  checkout: {metadata: {day: 2021-03-23, no: NO, number: 1e3, octal: 030}}
  source: {type: creditCard, creditCard: {number: 4111111111111111, cvv: 007}}
steps:
  - merchant: createCheckouts
    match: {body: {items: [{skuId: 030, price: 10.00}], metadata: {day: 2021-03-23}}}
""",
    "10.00 equals 10, and null is absent": """\
- merchant: createCheckouts
  match: {body: {items: [{skuId: a, price: 10.00, quantity: 1}], customerId: null}}
  then: {reply: {items: [{amount: 10}], customerId: null}}
""",
    # References
    "a reference in a body that must match": f"""\
{PAID}- merchant: createOrders
  match: {{body: {{checkoutId: <basket.id>}}}}
""",
    "a reference that is part of a text": """\
- merchant: createCheckouts
  as: basket
- merchant: updateCheckouts
  match: {body: {metadata: {a: "of <basket.id>!", b: of <basket.id>}}}
""",
    "a reference in a schema": f"""\
{PAID}- merchant: createOrders
  match: {{body_schema: {{properties: {{checkoutId: {{const: <basket.id>}}}}}}}}
""",
    "a reference in a query": """\
- merchant: createCheckouts
  as: basket
- merchant: listCheckouts
  match: {query: {ids: <basket.id>}}
""",
    "a reference in a header": """\
- merchant: createCheckouts
  as: basket
- merchant: updateCheckouts
  match: {headers: {X-Try: again-<basket.id>}}
""",
    "a reference in a source": """\
- merchant: createCheckouts
- customer: chooses
  source: {type: creditCard, owner: {email: <checkout.email>}}
""",
    "a reference in the given source": """\
given:
  customers: {ann: {email: ann@example.com}}
  source: {type: creditCard, owner: {email: <ann.email>, customerId: <ann.id>}}
steps: [{merchant: createOrders, then: {order: accepted}}]
""",
    "a reference in the given checkout, and in a reply": """\
given:
  customers: {ann: {email: ann@example.com}}
  checkout: {customerId: <ann.id>, email: <ann.email>, metadata: {of: x-<ann.id>}}
steps:
  - merchant: createOrders
    then: {reply: {customerId: <ann.id>, email: ann@example.com}}
""",
    "a reference from one given thing to another, whichever comes first": f"""\
given:
  customers:
    bob: {{email: bob@example.com, metadata: {{friend: <ann.id>, likes: <tea.id>}}}}
    ann:
      email: ann@example.com
      sources: {{anns: {{type: creditCard, owner: {{customerId: <ann.id>}}}}}}
  skus: {{tea: {TEA}}}
  webhooks:
    hook: {{address: "https://shop.example/<anns.id>", types: [order.accepted]}}
steps:
  - merchant: retrieveCustomers
    of: bob
    then: {{reply: {{metadata: {{friend: <ann.id>, likes: <tea.id>}}}}}}
""",
    "a reference in the body of a fault": """\
- merchant: createCheckouts
  as: basket
- merchant: updateCheckouts
  fault: {kind: status, status: 502, body: {message: "no <basket.id> here"}}
- merchant: updateCheckouts
  fault: {kind: alter, body: {id: not-<basket.id>}}
""",
    "a reference to the second of its kind, into a list, with a number's type": """\
- merchant: createOrders
  then: {reply: {payment: {charges: [{id: <charge.1.id>}]}}}
- merchant: createFulfillments
- merchant: createRefunds
  match: {body: {amount: <order.totalAmount>}, headers: {X-Line: <order.items.0.id>}}
""",
    # Things and their names
    "a name is known wherever a thing is": """\
- merchant: createCheckouts
  as: basket
- customer: chooses
  as: card
- merchant: attachSourceToCheckout
  of: card
- merchant: createOrders
  of: basket
  as: bought
  then: {bought: accepted, charge.1: capturable, source.1: consumed, card: consumed}
- merchant: createFulfillments
  of: bought
  as: parcel
  then: {capture: pending, parcel: created}
- provider: completes
  of: capture.1
- merchant: createRefunds
  of: bought
  as: back
- provider: completes
  of: back
  then: {back: succeeded}
""",
    "a bare KIND is every one that can": f"""\
{TWO}steps:
  - merchant: createFulfillments
    then: {{capture: pending}}
  - provider: completes
    of: capture
    then: {{capture.1: complete, capture.2: complete, capture: complete}}
""",
    "captures follow the lines of the request": f"""\
{TWO}steps:
  - merchant: createFulfillments
    then: {{capture: pending}}
  - provider: completes
    of: capture.2
    then: {{capture.1: pending, capture.2: complete, capture: complete}}
  - provider: fails
    of: capture.1
""",
    "the id of whatever is given may be fixed": f"""\
given:
  customers:
    ann:
      id: ann-1
      email: ann@example.com
      sources: {{anns: {{id: card-1, type: creditCard}}}}
  skus: {{tea: {TEA.replace("{", "{id: tea-1, ", 1)}}}
  webhooks:
    hook: {{id: hook-1, address: "https://a.example/", types: [order.accepted]}}
steps:
  - merchant: retrieveCustomers
    of: ann
    then: {{reply: {{id: ann-1}}}}
  - merchant: retrieveSources
    of: anns
    then: {{reply: {{id: card-1}}}}
  - merchant: retrieveSkus
    of: tea
    then: {{reply: {{id: tea-1}}}}
  - merchant: retrieveWebhooks
    of: hook
    then: {{reply: {{id: hook-1}}}}
""",
    # Calls
    "times in every form": """\
- merchant: createCheckouts
- merchant: retrieveCheckouts
  times: 0..1
- merchant: retrieveCheckouts
  times: 2
- merchant: listCheckouts
  times: 1..3
- merchant: listOrders
  times: 1..
""",
    "calls in any order": """\
- any_order:
  - merchant: createCheckouts
  - merchant: listOrders
    times: 0..
- merchant: listCheckouts
""",
    "a match of every kind": """\
- merchant: createCheckouts
  match:
    body: {currency: USD, items: [{quantity: 2}]}
    body_schema: {required: [items]}
    headers: {digitalriver-version: 2021-12-13}
- merchant: listCheckouts
  match: {query: {limit: 5}}
""",
    # then
    "an error by its code, its type, or a mapping": """\
- merchant: createOrders
  then: {error: {code: not_found, parameter: checkoutId}}
- merchant: createOrders
  then: {error: too_many_requests, headers: {Retry-After: 7}}
- merchant: createOrders
  then: {error: failed-request, reason: card_expired, reply: {errors: [{}]}}
""",
    "events without those of moves that follow": """\
- merchant: createOrders
  then: {events: [order.created, order.charge.capturable, order.accepted]}
- merchant: createFulfillments
  then: {events: [fulfillment.created, order.charge.capture.pending, order.fulfilled,
      order.charge.processing]}
""",
    "every key of then": """\
given: {source: {type: klarnaCredit}}
steps:
  - merchant: createOrders
    then:
      order: pending_payment
      next_action: redirect
      events: [order.created, order.pending_payment]
      reply: {state: pending_payment}
""",
    # Acts
    "each of the customer's verbs": """\
- merchant: createCheckouts
- customer: chooses
  source: {type: creditCard}
  then: {source: requires_action}
- customer: fails_authentication
  then: {source: failed}
- customer: chooses
  source: {type: creditCard}
  then: {source: requires_action}
- customer: authenticates
  then: {source: chargeable}
- customer: chooses
  source: {type: klarnaCredit}
- customer: cancels
- customer: approves
- customer: chooses
  source: {type: konbini}
- customer: pays
  after: 1500ms
""",
    "a refund that wants bank details": """\
- merchant: createRefunds
- provider: asks_bank_details
- customer: sends_bank_details
- provider: completes
  of: refund
""",
    "a review ends as fraud says": """\
- merchant: createOrders
  then: {order: in_review, fraud: review_opened}
- fraud: blocks
  after: 2d
  then: {fraud: blocked, order: blocked}
""",
    "durations in every unit, and none at all": """\
given: {source: {type: konbini}}
steps:
  - merchant: createOrders
    then: {order: pending_payment}
  - customer: pays
    after: 90s
    then: {order: in_review}
  - fraud: passes
    after: 1500ms
    then: {order: accepted}
  - merchant: createFulfillments
  - provider: disputes
    after: 2m
  - provider: resolves_dispute
    after: 48h
  - provider: disputes
    after: 1d
  - provider: charges_back
""",
    "a matrix in rules, deliveries and versions": """\
version: <spoken>
matrix:
  spoken: [2020-09-30, 2021-12-13]
  call: [createOrders, retrieveOrders]
  often: [1, 2]
  trouble: [late, stale]
steps:
  - merchant: createOrders
    then: {order: accepted}
  - merchant: retrieveOrders
    times: <often>..
rules: [{merchant: <call>, first: 1, fault: {kind: reset}}]
delivery: [{event: order.accepted, kind: <trouble>, by: <often>0m}]
""",
    "a matrix in names and inside references": """\
matrix:
  who: [ann, bob]
  thing: [card, token]
given:
  customers:
    ann: {email: ann@example.com}
    bob: {email: bob@example.com}
steps:
  - merchant: createCheckouts
    match: {body: {customerId: <<who>.id>}}
  - customer: chooses
    source: {type: creditCard}
    as: <thing>
  - merchant: attachSourceToCheckout
    of: <thing>
  - merchant: createOrders
    then: {<thing>: consumed, reply: {customerId: <<who>.id>}}
""",
    "a dispute": """\
- merchant: createFulfillments
- provider: disputes
- provider: resolves_dispute
- provider: disputes
- provider: charges_back
""",
    "what would follow by itself waits for its act": """\
- merchant: createFulfillments
  then: {capture: pending}
- merchant: retrieveOrders
  then: {capture: pending}
- provider: fails
  of: capture
  then: {charge: capturable, capture: failed}
""",
    "a charge whose authorization ends on the contract's own date": """\
- merchant: createOrders
- provider: expires
  of: charge
""",
    **{
        f"the fault {kind}": f"""\
- merchant: createOrders
  fault: {{kind: {kind}{more}}}
- merchant: createOrders
  fault: {{kind: {kind}, work: done{more}}}
  then: {{order: accepted, session: complete}}
- merchant: retrieveOrders
"""
        for kind, more in {
            "reset": "",
            "empty": "",
            "hang": ", for: 1ms",
            "status": ", status: 503, headers: {Retry-After: 3}, body: {a: 1}",
        }.items()
    },
    **{
        f"the fault {kind}": f"""\
- merchant: createOrders
  fault: {{kind: {kind}{more}}}
  then: {{order: accepted, session: complete}}
- merchant: retrieveOrders
  then: {{reply: {{payment: {{session: {{state: complete}}}}}}}}
"""
        for kind, more in {
            "delay": ", for: 1ms",
            "truncate": "",
            "garbage": "",
            "alter": ", body: {id: other, payment: null}",
        }.items()
    },
}


@pytest.mark.parametrize("promise", HOLDS)
def test_what_the_language_promises_holds(promise):
    assert found_in(HOLDS[promise]) == []


STEP = "- merchant: createOrders\n"
#: What is refused, to a text, and the code that says so.
REFUSED = {
    "a key that is twice there": (f"{STEP}  note: a\n  note: b\n", "MDR009"),
    "an anchor": ("- &a {merchant: createOrders}\n", "MDR010"),
    "an alias": ("- {merchant: createOrders, note: *a}\n", "MDR011"),
    "a tag": ("- {merchant: !!str createOrders}\n", "MDR012"),
    "a merge key": ("- {<<: {note: a}, merchant: createOrders}\n", "MDR013"),
    "a tab": ("- merchant:\tcreateOrders\n", "MDR004"),
    "two documents": (f"{STEP}---\n{STEP}", "MDR007"),
    "an unknown key": (f"{STEP}  than: {{order: accepted}}\n", "MDR101"),
    "a story that begins with an act": ("- customer: chooses\n", "MDR107"),
    "two who act": (f"{STEP}  customer: pays\n", "MDR108"),
    "any_order inside any_order": (
        "- any_order: [{merchant: createOrders}, {any_order: []}]\n",
        "MDR109",
    ),
    "an act in any_order": (
        "- any_order: [{merchant: createOrders}, {customer: chooses}]\n",
        "MDR109",
    ),
    "a name for several": (f"{STEP}  as: bought\n  times: 1..2\n", "MDR111"),
    "a KIND for a name": (f"{STEP}  as: order\n", "MDR105"),
    "a key of then for a name": (f"{STEP}  as: reason\n", "MDR105"),
    "a name that is given twice": (f"{PAID}- merchant: createOrders\n  as: card\n", 0),
    "then beside a fault that does nothing": (
        f"{STEP}  fault: {{kind: reset}}\n  then: {{order: accepted}}\n",
        "MDR114",
    ),
    "a fault that spoils an answer and does nothing": (
        f"{STEP}  fault: {{kind: garbage, work: none}}\n",
        "MDR113",
    ),
    "after at a call": (f"{STEP}  after: 1h\n", "MDR115"),
    "an error of an act": (f"{STEP}- fraud: passes\n  then: {{error: x}}\n", "MDR115"),
    "a move that the contract does not have": (
        f"{STEP}  then: {{order: fulfilled}}\n",
        "MDR201",
    ),
    "an act that nothing can take": (f"{STEP}- customer: pays\n", "MDR210"),
    "a state that is none": (f"{STEP}  then: {{order: payed}}\n", "MDR202"),
    "an act without of that needs it": (f"{STEP}- provider: completes\n", "MDR207"),
    "a reference to nobody": (
        f"{STEP}  match: {{body: {{metadata: {{a: <nobody.id>}}}}}}\n",
        "MDR205",
    ),
    "a reference to nobody in a fault": (
        f"{STEP}  fault: {{kind: status, status: 500, body: <nobody.id>}}\n",
        "MDR205",
    ),
    "a reference to no field": (
        f"{STEP}  match: {{headers: {{a: <order.colour>}}}}\n",
        "MDR308",
    ),
    "a given thing that names what is made later": (
        f"given: {{customers: {{ann: {{email: <order.id>}}}}}}\nsteps:\n  {STEP}",
        "MDR206",
    ),
    "given things that name each other": (
        f"""\
given:
  customers:
    ann: {{email: a@example.com, metadata: {{a: <bob.id>}}}}
    bob: {{email: b@example.com, metadata: {{a: <ann.id>}}}}
steps:
  {STEP}""",
        "MDR210",
    ),
    "an id that no path can name": (
        f"""\
given: {{customers: {{ann: {{sources: {{card: {{id: a/b}}}}}}}}}}
steps:
  {STEP}""",
        "MDR210",
    ),
    "an operation that is none": ("- merchant: createOrder\n", "MDR301"),
    "an error that the operation does not answer": (
        f"{STEP}  then: {{error: order_fulfilled}}\n",
        "MDR302",
    ),
    "an error that fits several": (f"{STEP}  then: {{error: not_found}}\n", "MDR303"),
    "a verb that is none": (f"{STEP}- customer: haggles\n", "MDR305"),
    "an event that is none": (f"{STEP}  then: {{events: [order.made]}}\n", "MDR307"),
    "a version that is none": (f"version: 2021-12-14\nsteps:\n  {STEP}", "MDR310"),
    "a duration that is none": (f"{STEP}- fraud: passes\n  after: soon\n", "MDR401"),
}


@pytest.mark.parametrize("refused", REFUSED)
def test_what_the_language_refuses_is_refused(refused):
    text, code = REFUSED[refused]

    assert (code or "MDR105") in [found for found, _ in found_in(text)]


# At run time


@pytest.fixture
def shop():
    with (
        package.start(unfinished="allow", violations="allow") as mockdr,
        mockdr.client() as client,
    ):
        yield mockdr, client


def test_what_given_made_is_in_what_play_returns(shop):
    mockdr, client = shop
    played = mockdr.play(
        HOLDS["a reference from one given thing to another, whichever comes first"]
    )
    given = played.given

    assert set(given) == {"ann", "anns", "bob", "tea", "hook"}
    assert given["bob"]["metadata"] == {
        "friend": given["ann"].id,
        "likes": given["tea"].id,
    }
    assert given["hook"]["address"].endswith(given["anns"].id)
    assert client.get(f"/customers/{given['bob'].id}").json()["id"] == given["bob"].id


def test_what_is_given_under_a_fixed_id_stays_when_it_is_given_again(shop):
    mockdr, _ = shop
    text = HOLDS["the id of whatever is given may be fixed"]
    first, second = mockdr.play(text).given, mockdr.play(text).given

    assert {name: thing.id for name, thing in first.items()} == {
        "ann": "ann-1",
        "anns": "card-1",
        "tea": "tea-1",
        "hook": "hook-1",
    }
    assert second == first
