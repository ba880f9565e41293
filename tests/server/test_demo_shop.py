"""The demo shop's own server: what it asks of the provider, and what it shows."""

import json

import pytest

from mockdr.contract import operations, test_cards
from mockdr.domain import LIFECYCLES
from mockdr.engine.call import Call
from mockdr.server.app import App
from mockdr.server.guard import Guard
from mockdr.server.ui.demo.goods import CUSTOMERS, GOODS, SHIPPING
from mockdr.server.ui.demo.telling import CALLS, CHARGES, ORDERS, SESSIONS, SOURCES
from mockdr.server.ui.demo.trying import CARDS, STORIES

LOCAL = {"host": "127.0.0.1:8400"}
VISA = "4444222233331111"


@pytest.fixture
def visit(real_app):
    """Ask the shop as a browser does; returns the whole reply."""

    def send(path, body=None, method=None, app=real_app, **headers):
        path, _, query = path.partition("?")
        return app.answer(
            Call(
                method=method or ("GET" if body is None else "POST"),
                path=f"/_mockdr/demo{path}",
                query=tuple(tuple(p.split("=", 1)) for p in query.split("&") if p),
                headers={**LOCAL, **headers},
                body=b"" if body is None else json.dumps(body).encode(),
            )
        )

    return send


@pytest.fixture
def buy(visit):
    """Ask the shop's own server; returns the body of a 200."""

    def send(name, **body):
        reply = visit(f"/shop/{name}", body)
        assert reply.status == 200, reply.body
        return json.loads(reply.body)

    return send


@pytest.fixture
def watch(visit):
    def look(**query):
        asked = "&".join(f"{name}={value}" for name, value in query.items())
        return json.loads(visit(f"/shop/watch?{asked}").body)

    return look


@pytest.fixture
def cart():
    return {
        "country": "US",
        "lines": {"boat": 1, "album": 2},
        "firstName": "Ann",
        "lastName": "Example",
        "email": "ann@example.com",
    }


@pytest.fixture
def chooses(shop):
    """Make a source as the page's script does."""

    def make(begun, type="creditCard", **part):
        if type == "creditCard":
            part = {"number": VISA, "expirationMonth": 3, "expirationYear": 2030}
        return shop(
            "/payments/sources",
            {"type": type, "sessionId": begun["session"], type: part},
            key=begun["publicKey"],
        )["id"]

    return make


def test_a_cart_becomes_an_accepted_order(buy, watch, chooses, cart):
    begun = buy("begin", **cart)
    purchase = watch(checkout=begun["checkout"])["purchase"]
    assert purchase["session"]["state"] == "requires_source"
    assert purchase["order"] is None
    assert (purchase["country"], purchase["currency"]) == ("US", "USD")
    source = chooses(begun)
    assert buy("attach", checkout=begun["checkout"], source=source)["done"]
    placed = buy("order", checkout=begun["checkout"])

    assert (placed["done"], placed["state"]) == (True, "accepted")
    purchase = watch(order=placed["order"])["purchase"]
    assert purchase["checkout"] == begun["checkout"]
    assert purchase["order"]["state"] == "accepted"
    assert purchase["session"]["state"] == "complete"
    assert purchase["sources"][0]["state"] == "consumed"
    assert purchase["charges"][0]["state"] == "capturable"
    assert [e["type"] for e in purchase["events"]][-1] == "order.accepted"
    # Who knows the checkout alone, as the page to return to does, finds the order.
    assert watch(checkout=begun["checkout"])["purchase"] == purchase


def test_what_is_paid_can_be_shipped_and_given_back(buy, watch, chooses, cart):
    begun = buy("begin", **cart)
    buy("attach", checkout=begun["checkout"], source=chooses(begun))
    order = buy("order", checkout=begun["checkout"])["order"]

    assert buy("ship", order=order)["done"]
    purchase = watch(order=order)["purchase"]
    assert purchase["charges"][0]["captures"] != []
    refunded = buy("refund", order=order)
    assert refunded["done"], refunded
    assert watch(order=order)["purchase"]["order"]["refundable"] == 0


def test_nothing_that_the_shop_does_is_outside_the_contract(
    buy, chooses, cart, real_world
):
    for country in CUSTOMERS:
        begun = buy("begin", **{**cart, "country": country})
        buy("attach", checkout=begun["checkout"], source=chooses(begun))
        order = buy("order", checkout=begun["checkout"])
        assert order["done"], order
        buy("ship", order=order["order"])
        buy("refund", order=order["order"])
    tenant = real_world.find("demo")

    assert [f.message for f in tenant.journal.findings()] == []
    assert all(not entry.violations for entry in tenant.journal)
    assert {e.status for e in tenant.journal} <= {200, 201}


def test_downloads_alone_are_not_shipped_anywhere(buy, cart, real_world):
    begun = buy("begin", **{**cart, "lines": {"album": 1, "boat": 0}})
    checkout = real_world.find("demo").document("checkout", begun["checkout"])

    assert "shipTo" not in checkout
    assert [item["productDetails"]["id"] for item in checkout["items"]] == ["album"]


def test_a_declined_order_passes_the_providers_words_on(buy, watch, chooses, cart):
    begun = buy("begin", **cart)
    buy("attach", checkout=begun["checkout"], source=chooses(begun))
    assert watch()["scenarios"] == []
    placed = buy("order", checkout="nobody-knows-it")

    assert placed["done"] is False
    assert placed["problem"]["errors"][0]["code"] == "not_found"
    assert watch()["rows"][-1]["refused"]["code"] == "not_found"


def test_an_order_that_owes_a_challenge_says_what_is_next(
    buy, watch, ask, chooses, cart
):
    ask("POST", "play?tenant=demo", {"yaml": STORIES["bank-wants-proof"][1]})
    begun = buy("begin", **cart)
    buy("attach", checkout=begun["checkout"], source=chooses(begun))
    placed = buy("order", checkout=begun["checkout"])

    assert placed["done"] is False
    assert placed["nextAction"]["action"] == "sca_required"
    ask("POST", "happen?tenant=demo", {"actor": "customer", "verb": "authenticates"})
    assert buy("order", checkout=begun["checkout"])["state"] == "accepted"
    said = [row["said"] for row in watch()["rows"]]
    assert said[0] == "The scenario bank-wants-proof is in force."
    assert "The customer passes the bank's challenge." in said


def test_an_answer_that_is_lost_is_asked_for_once_more(buy, ask, chooses, cart, watch):
    ask("POST", "play?tenant=demo", {"scenario": "order-made-but-connection-cut"})
    begun = buy("begin", **cart)
    buy("attach", checkout=begun["checkout"], source=chooses(begun))
    placed = buy("order", checkout=begun["checkout"])

    assert (placed["done"], placed["status"], placed["lost"]) == (False, 0, "reset")
    assert placed["found"]["done"]
    order = placed["found"]["order"]
    assert buy("find", checkout=begun["checkout"])["order"] == order
    purchase = watch(checkout=begun["checkout"])["purchase"]
    assert purchase["order"]["id"] == order
    other = buy("begin", **cart)
    assert buy("find", checkout=other["checkout"])["order"] is None


def test_a_customer_who_is_sent_away_is_asked_for_after_coming_back(
    buy, ask, chooses, cart
):
    begun = buy("begin", **cart)
    back = "https://shop.example/return"
    source = chooses(begun, "klarnaCredit", returnUrl=back, cancelUrl=back)
    buy("attach", checkout=begun["checkout"], source=source)
    placed = buy("order", checkout=begun["checkout"])
    assert placed["nextAction"]["action"] == "redirect"
    ask("POST", "happen?tenant=demo", {"actor": "customer", "verb": "approves"})
    refreshed = buy("refresh", order=placed["order"])

    assert (refreshed["state"], refreshed["nextAction"]) == ("accepted", None)


def test_the_panel_says_what_changed_and_only_what_is_new(buy, watch, chooses, cart):
    begun = buy("begin", **cart)
    source = chooses(begun)
    first = watch()
    buy("attach", checkout=begun["checkout"], source=source)
    [attached] = watch(after=first["last"])["rows"]

    made, paid = first["rows"]
    assert made["session"]["after"] == "requires_source"
    assert made["call"] == "POST /checkouts"
    assert (paid["who"], paid["source"]["state"]) == ("page", "chargeable")
    assert attached["session"] == {
        "before": "requires_source",
        "after": "requires_confirmation",
        "words": SESSIONS["requires_confirmation"],
    }
    assert watch(after=attached["number"])["rows"] == []


def test_no_number_of_a_card_is_in_what_the_panel_gets(buy, watch, chooses, cart):
    begun = buy("begin", **cart)
    chooses(begun)
    seen = json.dumps(watch(checkout=begun["checkout"]))

    assert VISA not in seen
    assert "clientSecret" not in seen
    assert "sk_test" not in seen


@pytest.mark.parametrize("path", ["", "/", "/checkout", "/shop/shelves", "/shop/watch"])
def test_looking_makes_no_tenant(visit, real_world, path):
    assert visit(path).status == 200
    assert real_world.find("demo") is None


@pytest.mark.parametrize("path", ["/", "/checkout", "/return", "/order", "/shop.js"])
def test_what_a_browser_gets_lets_nothing_foreign_run(visit, path):
    headers = visit(path).headers

    assert headers["Content-Security-Policy"].startswith("default-src 'none'; ")
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_file_that_has_not_changed_is_not_sent_again(visit):
    first = visit("/shop.js")
    again = visit("/shop.js", **{"if-none-match": first.headers["ETag"]})

    assert (again.status, again.body) == (304, b"")


@pytest.mark.parametrize(
    ("path", "method", "status"),
    [
        ("/nowhere", "GET", 404),
        ("/goods.py", "GET", 404),
        ("/../../app.py", "GET", 404),
        ("/", "POST", 405),
        ("/shop/nothing", "GET", 404),
        ("/shop/begin", "GET", 405),
        ("/shop/watch", "POST", 405),
        ("/shop/watch?tenant=a.b", "GET", 400),
    ],
)
def test_the_shop_has_no_other_doors(visit, path, method, status):
    reply = visit(path, method=method)

    assert reply.status == status
    assert json.loads(reply.body)["error"]["help"]


@pytest.mark.parametrize(
    "change",
    [
        {"country": "XX"},
        {"country": None},
        {"lines": {}},
        {"lines": []},
        {"lines": {"boat": 0}},
        {"lines": {"boat": -1}},
        {"lines": {"boat": True}},
        {"lines": {"boat": 100}},
        {"lines": {"ship": 1}},
        {"firstName": None},
        {"email": "x" * 201},
    ],
)
def test_a_cart_that_no_page_sends_never_reaches_the_provider(
    visit, cart, real_world, change
):
    reply = visit("/shop/begin", {**cart, **change})

    assert reply.status == 400
    assert not real_world.tenant("demo").journal.seq


def test_what_is_too_large_is_refused_and_said_to_be(real_app):
    call = Call(
        method="POST",
        path="/_mockdr/demo/shop/begin",
        query=(),
        headers=LOCAL,
        body=b"",
        problem="too_large",
    )
    reply = real_app.answer(call)

    assert reply.status == 413
    assert json.loads(reply.body)["error"]["code"] == "too_large"


@pytest.mark.parametrize("after", ["9" * 5000, "-1", "x", ""])
def test_a_number_that_no_row_has_is_taken_for_none(buy, watch, cart, after):
    buy("begin", **cart)

    assert len(watch(after=after)["rows"]) == 1


@pytest.mark.parametrize("id", ["../orders", "a/b", "", None, 5, "x" * 129])
def test_an_id_cannot_bend_the_path_of_a_call(visit, id):
    assert visit("/shop/order", {"checkout": id}).status == 400
    assert visit("/shop/order", [id]).status == 400


def test_the_shop_has_the_rules_of_the_control_api(visit, real_world):
    foreign = visit("/", host="shop.example")
    other = visit("/shop/begin", {}, origin="https://evil.example")
    assert (foreign.status, other.status) == (403, 403)

    guarded = App(real_world, guard=Guard("192.0.2.7", token="hidden"))
    assert visit("/", app=guarded).status == 401
    assert b"<!doctype html>" in visit("/", app=guarded).body
    assert visit("/shop.js", app=guarded).status == 200
    assert visit("/shop/shelves", app=guarded).status == 401
    shown = {"authorization": "Bearer hidden"}
    assert visit("/", app=guarded, **shown).status == 200
    assert visit("/shop/shelves", app=guarded, **shown).status == 200


def test_every_price_is_known_in_every_currency():
    for customer in CUSTOMERS.values():
        assert customer.currency in SHIPPING
        for good in GOODS.values():
            assert good.prices[customer.currency] > 0


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("session", SESSIONS),
        ("source", SOURCES),
        ("order", ORDERS),
        ("charge", CHARGES),
    ],
)
def test_every_state_that_a_thing_can_reach_has_words(kind, words):
    reached = {move.after for move in LIFECYCLES[kind].moves}

    assert reached == set(words)


def test_what_the_shop_tells_of_is_there():
    assert set(CALLS) <= set(operations())
    assert set(CARDS) <= set(test_cards())


@pytest.mark.parametrize("name", STORIES)
def test_every_story_of_the_shop_plays_with_a_card(ask, buy, cart, chooses, name):
    _, text = STORIES[name]
    status, played = ask(
        "POST", "play?tenant=demo", {"yaml": text} if text else {"scenario": name}
    )
    assert (status, played["scenario"]) == (200, name)
    begun = buy("begin", **cart)
    buy("attach", checkout=begun["checkout"], source=chooses(begun))
    buy("order", checkout=begun["checkout"])

    _, journal = ask("GET", "journal?tenant=demo")
    verdicts = [call["verdict"] for call in journal["calls"]]
    assert verdicts[3] == "played"
    assert "off_script" not in verdicts


def test_what_is_paid_with_is_attached_and_what_is_told_is_all_of_it(
    buy, watch, chooses, cart
):
    begun = buy("begin", **cart)
    given_up = chooses(begun)
    assert watch(checkout=begun["checkout"])["purchase"]["sources"] == []
    source = chooses(begun)
    buy("attach", checkout=begun["checkout"], source=source)
    order = buy("order", checkout=begun["checkout"])["order"]
    buy("ship", order=order)
    purchase = watch(order=order)["purchase"]

    assert [one["id"] for one in purchase["sources"]] == [source]
    assert given_up != source
    told = [event["type"] for event in purchase["events"]]
    assert told.count("source.created") == 2
    assert "order.charge.capturable" in told
    assert "order.charge.complete" in told
    (charge,) = purchase["charges"]
    assert {capture["state"] for capture in charge["captures"]} == {"complete"}
    taken = sum(capture["amount"] for capture in charge["captures"])
    assert taken == pytest.approx(charge["amount"])


def test_only_scenarios_that_can_still_decide_are_in_force(
    buy, ask, watch, chooses, cart
):
    ask("POST", "play?tenant=demo", {"scenario": "in-review-passed", "runs": 1})
    waiting = {"name": "in-review-passed", "begun": False}
    assert watch()["scenarios"] == [waiting]
    begun = buy("begin", **cart)
    buy("attach", checkout=begun["checkout"], source=chooses(begun))
    buy("order", checkout=begun["checkout"])
    assert watch()["scenarios"] == [{**waiting, "begun": True}]
    ask("POST", "happen?tenant=demo", {"actor": "fraud", "verb": "passes"})

    assert watch()["scenarios"] == []
