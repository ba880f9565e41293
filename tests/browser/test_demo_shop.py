"""The demo shop, from the cart to the order, as a person walks through it."""

import re
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from playwright.sync_api import expect

from mockdr.server.guard import Guard
from tests.browser.seeing import narrow, picture

DEMO = "/_mockdr/demo/"
HEADING = "#page h1"
DEMO_KEY = {"authorization": "Bearer sk_test_demo", "accept": "application/json"}


#: Choose each method in turn, as fast as the page is drawn; how much it then shows.
LOOK = """async () => {
  const looked = {};
  for (const choice of document.querySelectorAll("input[name=method]")) {
    choice.click();
    await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
    const shown = document.getElementById("method").childNodes.length;
    looked[choice.value] = [choice.checked, shown];
  }
  return looked;
}"""


class Customer:
    """Somebody in the shop."""

    def __init__(self, page, live):
        self.page = page
        self.live = live

    def open(self, country="US", way="elements"):
        self.page.goto(f"{self.live.url}{DEMO}")
        self.page.get_by_label("Country").select_option(country)
        self.page.get_by_role("button", name="Check out").click()
        expect(self.page.locator(HEADING)).to_have_text("Checkout")
        if way == "dropin":
            self.page.get_by_label("Drop-in").check()

    def pays_by(self, method):
        self.page.get_by_label(method, exact=True).check()

    def takes(self, card):
        self.page.get_by_role("button", name=re.compile(card)).click()

    def pays(self):
        self.page.locator("#pay").click()

    def sees(self, state):
        expect(self.page.locator(HEADING)).to_have_text(re.compile("^Order [0-9]+$"))
        expect(self.page.locator(".standing .state")).to_have_text(state)

    def orders_elsewhere(self, checkout):
        """Order a checkout as the same customer in another tab does."""
        with httpx.Client(base_url=self.live.url, headers=DEMO_KEY) as client:
            begun = client.get(f"/checkouts/{checkout}").json()
            address = begun["billTo"]["address"]
            owner = {"firstName": "Ann", "lastName": "Example", "address": address}
            card = {
                "type": "creditCard",
                "sessionId": begun["payment"]["session"]["id"],
                "owner": {**owner, "email": "ann@example.com"},
                "creditCard": {
                    "number": "4444222233331111",
                    "expirationMonth": 12,
                    "expirationYear": 2030,
                    "cvv": "123",
                },
            }
            public = {"authorization": "Bearer pk_test_demo"}
            made = client.post("/payments/sources", json=card, headers=public)
            source = made.json()["id"]
            client.post(f"/checkouts/{checkout}/sources/{source}")
            assert client.post("/orders", json={"checkoutId": checkout}).is_success

    def presses(self, name):
        self.page.get_by_role("button", name=name).click()

    def plays(self, words):
        self.page.get_by_label("Let the next order").select_option(label=words)
        self.presses("Put in force")
        told = f"In force for the next order: {words}"
        expect(self.page.get_by_text(told, exact=True)).to_be_visible()


@pytest.fixture
def customer(page, live):
    return Customer(page, live)


def test_a_card_pays_and_the_goods_are_sent_and_given_back(customer):
    customer.open()
    customer.takes("4444 2222")
    customer.pays()
    customer.sees("accepted")
    session = customer.page.locator(".session .state")
    expect(session).to_have_text("complete")
    expect(customer.page.locator(".rows li")).to_have_count(5)
    assert customer.live.world.find("demo").journal.findings() == []

    customer.presses("Send the goods")
    customer.sees("complete")
    covered = re.compile(r"^(\$[0-9.]+) of \1 covered$")
    expect(customer.page.get_by_text(covered)).to_be_visible()
    charge = customer.page.get_by_role("row").filter(has_text="complete $")
    expect(charge.last).to_have_text(re.compile(r"complete \$.+complete \$"))
    customer.presses("Give the money back")
    expect(customer.page.get_by_role("button", name="Give")).to_have_count(0)


def test_who_clicks_twice_does_it_once_and_what_is_ordered_is_not_paid_again(customer):
    page = customer.page
    page.goto(f"{customer.live.url}{DEMO}")
    page.get_by_role("button", name="Check out").dblclick()
    expect(page.locator(HEADING)).to_have_text("Checkout")
    customer.takes("4444 2222")
    customer.orders_elsewhere(page.url.partition("checkout=")[2])
    customer.pays()
    told = "This checkout is ordered already"
    expect(page.get_by_role("alert")).to_contain_text(told)
    page.get_by_role("link", name="See the order").click()
    customer.sees("accepted")
    page.go_back()
    expect(page.get_by_text(told)).to_be_visible()
    expect(page.locator("#pay")).to_have_count(0)
    page.get_by_role("link", name="See the order").click()
    customer.sees("accepted")

    # The second of two clicks meets the button that came in place of the first.
    spot = page.get_by_role("button", name="Send the goods").bounding_box()
    page.mouse.click(spot["x"] + 20, spot["y"] + 10)
    customer.sees("complete")
    page.mouse.down(click_count=2)
    page.mouse.up(click_count=2)
    page.get_by_role("button", name="Give the money back").dblclick()
    expect(page.get_by_role("button", name="Give")).to_have_count(0)
    expect(page.get_by_role("alert")).to_have_count(0)
    done = [entry.operation for entry in customer.live.world.find("demo").journal]
    once = ("createCheckouts", "createOrders", "createFulfillments", "createRefunds")
    assert {name: done.count(name) for name in once} == dict.fromkeys(once, 1)


def test_the_dropin_pays_by_card_though_the_elements_come_after_it(customer):
    methods, late = "**/payments/payment-methods*", []

    def hold(route):
        late.append(route)
        if len(late) > 1:
            route.continue_()

    customer.page.route(methods, hold)
    customer.open(way="dropin")
    expect(customer.page.locator("#drop-in form")).to_be_visible()
    with customer.page.expect_response(methods):
        late[0].continue_()
    expect(customer.page.locator('input[autocomplete="cc-csc"]')).to_be_visible()
    customer.takes("4444 2222")
    for box in customer.page.locator("#drop-in input[type=checkbox]").all():
        if box.is_visible():
            box.check()
    customer.page.locator("#drop-in button[type=submit]").click()
    customer.sees("accepted")


def test_a_customer_who_is_sent_away_approves_and_comes_back(customer):
    customer.open("DE")
    customer.pays_by("Klarna")
    customer.pays()
    customer.presses("Approve")
    customer.sees("accepted")


def test_a_customer_who_declines_finds_the_order_waiting(customer):
    customer.open("DE")
    customer.pays_by("Klarna")
    customer.pays()
    customer.presses("Decline")
    customer.sees("pending_payment")
    page = customer.page
    expect(page.get_by_text("The customer turned back")).to_be_visible()
    expect(page.get_by_role("link", name="Try again")).to_be_visible()
    expect(page.get_by_text("Go and approve it")).to_have_count(0)
    customer.presses("A day passes")
    expect(page.get_by_text("It is now 2024-05-02 ")).to_be_visible()
    customer.presses("Ask the provider again")
    expect(page.locator(".rows time").first).to_have_text("2024-05-02 12:00:00")


def test_a_challenge_is_passed_before_there_is_an_order(customer):
    customer.open()
    customer.takes("4917 6100")
    customer.pays()
    customer.page.locator("dialog input").fill("password")
    customer.page.locator("dialog [data-action=submit]").click()
    customer.sees("accepted")
    said = "The customer passes the bank's challenge."
    expect(customer.page.get_by_text(said)).to_be_visible()


def test_the_bank_may_want_proof_when_the_order_is_placed(customer):
    customer.open()
    customer.plays("The bank wants proof at the order")
    customer.takes("4444 2222")
    customer.pays()
    expect(customer.page.locator(".session .state")).to_have_text("requires_action")
    customer.page.locator("dialog input").fill("password")
    customer.page.locator("dialog [data-action=submit]").click()
    customer.sees("accepted")


def test_a_customer_of_a_konbini_reads_where_to_pay_and_pays(customer):
    customer.open("JP")
    customer.pays_by("Konbini")
    place = customer.page.locator("#element-konbini")
    expect(place).to_be_visible()
    if place.locator("select").count():
        place.locator("select").select_option(index=1)
    else:
        place.locator("input").first.check()
    customer.pays()
    customer.sees("pending_payment")
    expect(customer.page.locator("#instructions")).not_to_be_empty()
    heading = customer.page.get_by_role("heading", name="How to pay")
    expect(heading).to_have_count(1)
    expect(customer.page.get_by_text("Store", exact=True)).to_have_count(1)
    customer.presses("The customer pays")
    customer.sees("accepted")


def test_a_card_that_is_declined_says_what_to_do(customer):
    page = customer.page
    page.refusals_expected()
    customer.open()
    alert = page.locator("#notes [role=alert]")
    customer.takes("4000 0000 0000 3295")
    customer.pays()
    expect(alert).to_contain_text("An unknown error has occurred")
    expect(alert).to_contain_text("The bank refuses this way of paying")

    customer.takes("4917 6100")
    customer.pays()
    page.locator("dialog [data-action=cancel]").click()
    expect(alert).to_contain_text("The bank's challenge was not passed")
    expect(alert).not_to_contain_text("refuses")

    customer.takes("4000 0000 0000 3600")
    customer.pays()
    expect(alert.get_by_role("link", name="Begin again")).to_be_visible()
    expect(page.locator(HEADING)).to_have_text("Checkout")
    expect(page.locator(".session .state")).to_have_text("failed")
    expect(page.locator("meter")).to_have_count(0)


def test_the_dropin_says_what_was_refused_once(customer):
    page = customer.page
    page.refusals_expected()
    customer.open(way="dropin")
    expect(page.get_by_text("The Drop-in has no Amazon Pay")).to_be_visible()
    expect(page.locator('#drop-in input[autocomplete="cc-csc"]')).to_be_visible()
    customer.takes("4000 0000 0000 3295")
    for box in page.locator("#drop-in input[type=checkbox]").all():
        if box.is_visible():
            box.check()
    page.locator("#drop-in button[type=submit]").click()
    expect(page.locator("#notes [role=alert]")).to_contain_text("The bank refuses")
    expect(page.get_by_text("An unknown error has occurred")).to_have_count(2)


def test_an_order_whose_answer_is_lost_is_found_all_the_same(customer):
    customer.open()
    customer.plays("The order is made, its answer lost")
    customer.takes("4444 2222")
    customer.pays()
    alert = customer.page.get_by_role("alert")
    expect(alert).to_contain_text("No answer came")
    expect(alert).to_contain_text("So the shop asked for the order: it was made.")
    expect(alert).not_to_contain_text("Nobody knows")
    answered = customer.page.locator(".rows li", has_text="reset").locator(".call span")
    expect(answered).to_have_class("wrong")
    # The story is told to its end, so nothing of it is in force any more.
    expect(customer.page.locator(".force")).to_be_empty()
    alert.get_by_role("link", name="See the order").click()
    customer.sees("accepted")
    assert customer.live.world.find("demo").journal.findings() == []


def test_what_waits_for_the_next_order_gives_way_to_what_is_chosen_now(customer):
    customer.open()
    customer.plays("The order is made, its answer lost")
    customer.plays("The order is made, its answer lost")
    customer.plays("Somebody reviews the order first")
    expect(customer.page.locator(".force p")).to_have_count(1)
    gone = "The scenario order-made-but-connection-cut is not in force any more."
    expect(customer.page.locator(".rows").get_by_text(gone)).to_have_count(2)
    customer.takes("4444 2222")
    customer.pays()
    customer.sees("in_review")
    force = customer.page.locator(".force")
    expect(force).to_have_text("Under way: Somebody reviews the order first")
    customer.presses("The review lets it pass")
    customer.sees("accepted")
    expect(force).to_be_empty()


@pytest.mark.parametrize("country", ["US", "DE", "NL", "JP", "PL"])
def test_every_method_of_a_country_can_be_looked_at(customer, country):
    customer.open(country)
    expect(customer.page.locator("#pay")).to_be_visible()
    looked = customer.page.evaluate(LOOK)
    assert len(looked) > 1
    for method, (chosen, shown) in looked.items():
        assert (method, chosen, shown > 0) == (method, True, True)
    assert customer.page.get_by_role("alert").count() == 0


def test_paypal_is_approved_before_there_is_an_order(customer):
    page = customer.page
    customer.open()
    names = page.get_by_text("Some last names decide")
    expect(names).to_have_count(0)
    customer.pays_by("PayPal")
    expect(names).to_contain_text("ChargeCreationFail")
    page.locator("#element-paypal button").click()
    page.locator("dialog [data-action=cancel]").click()
    expect(page.get_by_role("alert")).to_contain_text("You turned that down")
    customer.page.locator("#element-paypal button").click()
    customer.page.locator("dialog [data-action=approve]").click()
    customer.sees("accepted")


def test_a_wallet_that_is_refused_lets_go_of_its_customer(customer):
    page = customer.page
    page.refusals_expected()
    customer.open()
    customer.pays_by("Google Pay")
    page.locator("#element-googlepay button").click()
    page.locator("dialog").get_by_label("Last name").fill("SourceFail")
    page.locator("dialog [data-action=approve]").click()
    alert = page.locator("#notes [role=alert]")
    expect(alert).to_contain_text("The bank refuses this way of paying")
    # The sheet says so too, and lets them try again or leave.
    expect(page.locator("dialog [data-action=approve]")).to_be_enabled()
    page.locator("dialog [data-action=cancel]").click()
    expect(page.locator("dialog")).to_have_count(0)


def test_what_a_customer_is_called_is_shown_as_text_and_nothing_else(customer):
    page = customer.page
    page.goto(f"{customer.live.url}{DEMO}")
    page.get_by_label("First name").fill('<img src=x onerror="alert(1)">')
    page.get_by_role("button", name="Check out").click()
    customer.takes("4444 2222")
    customer.pays()
    customer.sees("accepted")
    assert page.locator("img").count() == 0


def test_nothing_that_was_typed_stays_in_the_browser(customer):
    customer.open()
    customer.takes("4444 2222")
    customer.pays()
    customer.sees("accepted")
    kept = customer.page.evaluate(
        "[localStorage.length, sessionStorage.length, document.cookie]"
    )
    assert kept == [0, 0, ""]
    asked = parse_qs(urlsplit(customer.page.url).query)
    assert {name: value[0].isdigit() for name, value in asked.items()} == {
        "order": True
    }
    assert "44442222" not in customer.page.url


def test_everything_is_reached_by_keyboard(customer):
    page = customer.page
    page.goto(f"{customer.live.url}{DEMO}")
    page.get_by_label("Email").focus()
    page.keyboard.press("Enter")
    expect(page.locator(HEADING)).to_have_text("Checkout")
    page.get_by_label("Card number").focus()
    page.keyboard.type("4444222233331111")
    page.keyboard.press("Tab")
    page.keyboard.type("1230")
    page.keyboard.press("Tab")
    page.keyboard.type("123")
    page.keyboard.press("Enter")
    customer.sees("accepted")


def test_beyond_this_machine_the_page_asks_for_the_token(customer, monkeypatch):
    guard = Guard("192.0.2.7", token="hidden")
    monkeypatch.setattr(customer.live.app, "_guard", guard)
    page = customer.page
    page.refusals_expected()
    page.goto(f"{customer.live.url}{DEMO}")
    for mistaken in ("mistaken", "\N{CHECK MARK}"):
        page.locator("#token").fill(mistaken)
        page.keyboard.press("Enter")
        expect(page.locator("#token")).to_have_value("")
    page.locator("#token").fill("hidden")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Check out").click()
    customer.takes("4444 2222")
    customer.pays()
    customer.sees("accepted")


def test_a_shop_whose_server_is_silent_says_so_and_can_be_tried_again(customer):
    page = customer.page
    page.refusals_expected()
    page.goto(f"{customer.live.url}{DEMO}?tenant=%3Cimg%3E")
    expect(page.get_by_role("alert")).to_contain_text("'<img>' cannot name a tenant")

    customer.open()
    page.route("**/_mockdr/**", lambda route: route.abort())
    page.get_by_role("button", name="Forget everything").click()
    expect(page.locator(".stories [role=status]")).to_contain_text("does not answer")
    customer.takes("4444 2222")
    customer.pays()
    expect(page.locator("#notes [role=alert]")).to_contain_text("does not answer")
    expect(page.locator("#pay")).to_be_enabled()
    page.unroute("**/_mockdr/**")
    customer.pays()
    customer.sees("accepted")


@narrow
def test_a_telephone_shows_all_of_it(customer):
    page = customer.page
    wide = "document.documentElement.scrollWidth > innerWidth"
    page.goto(f"{customer.live.url}{DEMO}")
    expect(page.locator(HEADING)).to_have_text("Your cart")
    assert not page.evaluate(wide)
    picture(page, "demo-cart-390")
    customer.open()
    expect(page.locator("#element-cardcvv input")).to_be_visible()
    assert not page.evaluate(wide)
    picture(page, "demo-checkout-390")
    customer.takes("4444 2222")
    customer.pays()
    customer.sees("accepted")
    assert not page.evaluate(wide)
    # The log is folded, so the page ends soon; the state stays in sight all the way.
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(
        page.get_by_role("button", name="Payment session: complete")
    ).to_be_in_viewport()
    expect(page.get_by_role("button", name="Forget everything")).to_be_in_viewport()
    rows = page.locator(".rows")
    expect(rows).to_be_hidden()
    picture(page, "demo-order-390")
    page.get_by_text("Newest first").click()
    expect(rows).to_be_visible()
    assert rows.evaluate("rows => rows.clientHeight <= innerHeight")
    for _ in range(30):
        httpx.get(f"{customer.live.url}/orders", headers=DEMO_KEY)
    expect(rows.locator("li")).to_have_count(30)
    expect(rows.locator("li").first).to_contain_text("/orders")
    page.goto(f"{customer.live.url}{DEMO}order?order={'9' * 120}")
    expect(page.locator(HEADING)).to_contain_text("999")
    assert not page.evaluate(wide)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_seen_by_day_and_by_night(customer, scheme):
    page = customer.page
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{customer.live.url}{DEMO}")
    expect(page.locator(HEADING)).to_have_text("Your cart")
    picture(page, f"demo-cart-{scheme}")
    customer.open()
    expect(page.locator("#element-cardcvv input")).to_be_visible()
    picture(page, f"demo-checkout-{scheme}")
    customer.takes("4444 2222")
    customer.pays()
    customer.sees("accepted")
    picture(page, f"demo-order-{scheme}")
