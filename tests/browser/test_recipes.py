"""How a shop's own tests let its page meet mockdr: three ways, each run here."""

from __future__ import annotations

import asyncio
import re
import threading

import pytest

import mockdr as package
from mockdr.base.errors import MockdrError
from tests.browser.conftest import ARGUMENTS, CHROMIUM, PATIENCE

#: A page as a shop has it in production: it names the provider's hosts.
SHOP = """\
<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Shop</title><link rel="icon" href="data:,">
<link rel="stylesheet" href="https://js.digitalriverws.com/v1/css/DigitalRiver.css">
<script src="https://js.digitalriverws.com/v1/DigitalRiver.js"></script></head>
<body>
<form>
<div id="number"></div><div id="expiration"></div><div id="code"></div>
<button>Pay</button>
</form>
<output></output>
<script src="/shop.js"></script>
</body>
</html>
"""
CODE = """\
const query = new URLSearchParams(location.search);
const river = new DigitalRiver(query.get("key"), {locale: "en-US"});
const elements = [["cardnumber", "number"], ["cardexpiration", "expiration"],
  ["cardcvv", "code"]].map(([type, id]) => {
    const element = river.createElement(type, {});
    element.mount(id);
    return element;
  });
document.querySelector("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const {source, error} = await river.createSource(elements[0], {
    type: "creditCard",
    sessionId: query.get("session"),
  });
  const reply = error || await fetch("/pay?source=" + source.id).then(r => r.text());
  document.querySelector("output").textContent = error ? error.message : reply;
});
"""
#: What a page needs besides its own: the one origin, and nothing inline.
POLICY = (
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "script-src 'self' {mockdr}; style-src 'self' {mockdr}; img-src data: {mockdr}; "
    "connect-src 'self' {mockdr}"
)


@pytest.fixture
def mockdr():
    """As a test of a shop has it; `mockdr.start` is the fixture without pytest."""
    with package.start(now="2024-05-01T12:00:00Z") as handle:
        yield handle


@pytest.fixture
def shop(mockdr, site):
    """Serve the shop: its page, its code, and its server, which places the order."""

    def place(request):
        with mockdr.client() as client:
            path = f"/checkouts/{made['id']}/sources/{request.args['source']}"
            client.post(path).raise_for_status()
            order = client.post("/orders", json={"checkoutId": made["id"]}).json()
        return Response(f"Order {order['state']}")

    from werkzeug.wrappers import Response

    with mockdr.client() as client:
        made = client.post(
            "/checkouts",
            json={
                "currency": "USD",
                "email": "ann@example.com",
                "billTo": {
                    "name": "Ann Example",
                    "email": "ann@example.com",
                    "address": {
                        "line1": "10380 Bren Road West",
                        "city": "Minnetonka",
                        "state": "MN",
                        "postalCode": "55343",
                        "country": "US",
                    },
                },
                "items": [{"skuId": "book", "quantity": 1, "price": 24.5}],
            },
        ).json()
    site.server.expect_request("/shop.js").respond_with_data(
        CODE, content_type="text/javascript"
    )
    site.server.expect_request("/pay").respond_with_handler(place)
    query = f"?key={mockdr.public_key}&session={made['payment']['session']['id']}"

    def serve(page=SHOP, headers=None):
        return site.page(page, "/shop", head="", headers=headers) + query

    return serve


def pay(page):
    page.get_by_label("Card number").fill("4444 2222 3333 1111")
    page.get_by_label(re.compile("[Ee]xpir")).fill("12/30")
    page.get_by_label(re.compile("[Ss]ecurity code|CVC|CVV")).fill("123")
    page.get_by_role("button", name="Pay").click()
    page.get_by_text("Order").wait_for()
    return page.locator("output").inner_text()


def test_a_page_that_names_the_providers_hosts_pays_unchanged(page, mockdr, shop):
    page.hosts.add("js.digitalriverws.com")
    mockdr.map_hosts(page.context)
    page.goto(shop())
    assert pay(page) == "Order accepted"
    mockdr.journal.assert_called("createPaymentSources")


def test_every_documented_host_is_answered(page, mockdr, shop):
    mockdr.map_hosts(page)
    hosts = [
        f"{name}.digitalriver{end}.com"
        for name in ("js", "api", "checkout")
        for end in ("", "ws")
    ]
    page.hosts.update(hosts)
    page.goto(shop())
    found = page.evaluate(
        """hosts => Promise.all(hosts.map(host =>
            fetch(`https://${host}:443/v1/DigitalRiver.js`).then(r => r.status)))""",
        hosts,
    )
    assert found == [200] * 6
    # What a preflight precedes, and what has a body, comes across as well.
    replies = page.evaluate(
        """key => Promise.all([["sources", '{"type": "creditCard"}'],
            ["payment-methods?country=US"]].map(([path, body]) => fetch(
                "https://api.digitalriver.com/payments/" + path, {
                    method: body ? "POST" : "GET", body,
                    headers: {Authorization: "bearer " + key,
                        "Content-Type": "application/json"},
                }).then(reply => reply.status)))""",
        mockdr.public_key,
    )
    assert replies == [201, 200]


def test_a_redirect_from_a_mapped_page_comes_back_to_the_shop(page, mockdr, shop, site):
    page.hosts.update(["js.digitalriverws.com", mockdr.url.partition("//")[2]])
    mockdr.map_hosts(page.context)
    page.goto(shop())
    page.evaluate(
        """async ([session, back]) => {
            const {source} = await river.createSource({type: "payPal",
                sessionId: query.get("session"),
                payPal: {returnUrl: back, cancelUrl: back}});
            location.assign(source.redirect.redirectUrl);
        }""",
        ["", f"{site.url}/return"],
    )
    page.get_by_role("button", name="Approve").click()
    page.get_by_role("heading", name="Thank you").wait_for()


@pytest.mark.parametrize("kind", ["reset", "empty", "hang", "truncate"])
def test_a_fault_of_a_scenario_reaches_a_mapped_page(page, mockdr, shop, kind):
    page.hosts.add("js.digitalriverws.com")
    mockdr.map_hosts(page.context)
    page.goto(shop())
    mockdr.play(
        "scenario: broken\n"
        "summary: The connection breaks when the page makes a source.\n"
        "steps:\n"
        "  - merchant: createPaymentSources\n"
        f"    fault: {{kind: {kind}}}\n",
        runs=1,
    )
    page.refusals_expected()
    error = page.evaluate("river.createSource({type: 'creditCard'})")["error"]
    assert error["type"] == "no_network"
    page.complaints.clear()


def test_the_asynchronous_api_maps_hosts_as_well(mockdr, shop):
    playwright = pytest.importorskip("playwright.async_api")
    address, found = shop(), []

    async def visit():
        async with playwright.async_playwright() as driver:
            browser = await driver.chromium.launch(
                executable_path=CHROMIUM, args=ARGUMENTS
            )
            page = await browser.new_page()
            page.set_default_timeout(PATIENCE)
            await mockdr.map_hosts_async(page.context)
            await page.goto(address)
            found.append(await page.evaluate("river.retrieveKonbiniStores()"))
            with pytest.raises(MockdrError, match="asynchronous API"):
                mockdr.map_hosts(page)
            await browser.close()

    # The synchronous tests beside this one hold the loop of their own thread.
    thread = threading.Thread(target=lambda: asyncio.run(visit()))
    thread.start()
    thread.join()
    assert len(found[0]) == 4


def test_a_synchronous_page_is_refused_where_it_would_be_awaited(page, mockdr):
    with pytest.raises(MockdrError, match=r"mockdr\.map_hosts\(page\)"):
        mockdr.map_hosts_async(page).send(None)


def test_a_page_takes_the_scripts_address_from_its_configuration(page, mockdr, shop):
    page.hosts.add(mockdr.url.partition("//")[2])
    page.goto(shop(SHOP.replace("https://js.digitalriverws.com", mockdr.url)))
    assert pay(page) == "Order accepted"


def test_a_strict_content_security_policy_needs_one_origin(page, mockdr, shop):
    page.hosts.add(mockdr.url.partition("//")[2])
    page.goto(
        shop(
            SHOP.replace("https://js.digitalriverws.com", mockdr.url),
            headers={"Content-Security-Policy": POLICY.format(mockdr=mockdr.url)},
        )
    )
    # The fixture `page` fails the test for each violation that the console tells.
    assert pay(page) == "Order accepted"
    # A sheet over the page, too, and a page of options that set styles.
    page.evaluate(
        """() => { result = river.createSource({type: "creditCard",
            owner: {firstName: "A", lastName: "B", address: {country: "US"}},
            creditCard: {number: "4917610000000000",
            expirationMonth: 3, expirationYear: 2030, cvv: "737"}}) }"""
    )
    page.get_by_label("Password").fill("password")
    page.keyboard.press("Enter")
    assert page.evaluate("result")["source"]["state"] == "chargeable"
