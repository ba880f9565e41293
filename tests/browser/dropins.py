"""A shop's page with a Drop-in, and what its callbacks were told."""

from __future__ import annotations

from typing import Any

__all__ = ["MARKETS", "Dropin", "bill_to", "renewed"]

BODY = """
<style>:root { color-scheme: light dark }
body { font: 16px/1.4 system-ui, sans-serif; margin: 1rem }</style>
<main><h1>Checkout</h1><div id="drop-in"></div></main>
<script>
var told = [], dropin = null;
var locale = decodeURIComponent(location.hash.slice(1)) || "en-US";
var river = new DigitalRiver("pk_test_shop", {locale: locale});
function start(configuration) {
  if (dropin) dropin.unmount();
  told = [];
  ["onSuccess", "onError", "onCancel", "onReady"].forEach(function (name) {
    configuration[name] = function (data) {
      told.push([name, JSON.parse(JSON.stringify(data))]);
    };
  });
  dropin = river.createDropin(configuration);
  dropin.mount("drop-in");
}
</script>
"""

#: Country to the rest of an address there, where it has to be right.
PLACES = {
    "US": {"city": "Minnetonka", "state": "MN", "postalCode": "55343"},
    "CA": {"city": "Toronto", "state": "ON", "postalCode": "M5H 1A1"},
    "GB": {"city": "London", "postalCode": "SW1A 1AA"},
    "DE": {"city": "Berlin", "postalCode": "10115"},
    "FR": {"city": "Paris", "postalCode": "75004"},
    "ES": {"city": "Madrid", "postalCode": "28013"},
    "IT": {"city": "Roma", "postalCode": "00184"},
}
#: Type of a method to a currency and a country in which it is offered; USD in the
#: United States for all others.
MARKETS = {
    "bPay": ("AUD", "AU"),
    "bancontact": ("EUR", "BE"),
    "bankTransfer": ("KRW", "KR"),
    "blik": ("PLN", "PL"),
    "ccavenue": ("INR", "IN"),
    "codJapan": ("JPY", "JP"),
    "creditInstallment": ("EUR", "FR"),
    "directDebit": ("EUR", "DE"),
    "directDebitGb": ("GBP", "GB"),
    "fpxOnlineBanking": ("MYR", "MY"),
    "ideal": ("EUR", "NL"),
    "konbini": ("JPY", "JP"),
    "onlineBanking": ("EUR", "DE"),
    "payco": ("KRW", "KR"),
    "trustly": ("EUR", "DE"),
}


def bill_to(country, last_name="Example"):
    """Return who pays, as `billTo` and as `shipTo` of a checkout."""
    place = PLACES.get(country, {"city": "Somewhere", "postalCode": "1000"})
    address = {"line1": "1 Main Street", **place, "country": country}
    name = f"Ann {last_name}"
    return {
        "billTo": {"name": name, "email": "ann@example.com", "address": address},
        "shipTo": {"name": name, "address": address},
    }


#: What makes a checkout one that renews itself.
renewed = {
    "items": [
        {
            "skuId": "book",
            "quantity": 1,
            "price": 24.5,
            "subscriptionInfo": {
                "autoRenewal": True,
                "freeTrial": False,
                "terms": "By the month.",
            },
        }
    ]
}

#: A card that simply pays.
CARD = ("4444222233331111", "1230", "123")


class Dropin:
    """
    A page with one Drop-in after the other.

    Args:
        page: The browser's page.
        site: The merchant's own origin.
        locale: Of the customer.
        page_of: The merchant's page: `html` and what else `site.page` takes.
    """

    def __init__(self, page, site, locale="en-US", **page_of):
        self.page = page
        self.site = site
        page.goto(f"{site.page(**{'html': BODY, **page_of})}#{locale}")

    def start(self, session=None, methods=None, ready=True, **options) -> Any:
        """
        Mount a Drop-in anew, and return the types of its methods.

        Args:
            session: The session's id.
            methods: `paymentMethodConfiguration`, or the one type that is offered.
            ready: Whether to wait for it.
            options: `options`, and `billingAddress`.
        """
        if isinstance(methods, str):
            methods = {"enabledPaymentMethods": [methods]}
        configuration = {"options": options, "paymentMethodConfiguration": methods}
        if session is not None:
            configuration["sessionId"] = session
        if "billingAddress" in options:
            configuration["billingAddress"] = options.pop("billingAddress")
        self.page.evaluate("given => start(given)", configuration)
        return self.wait("onReady")["paymentMethodTypes"] if ready else None

    def wait(self, name):
        """Wait for a callback; forget it and all before, and return its data."""
        return self.page.wait_for_function(
            """name => {
                const at = told.findIndex(([one]) => one === name);
                return at < 0 ? false : told.splice(0, at + 1).pop();
            }""",
            arg=name,
        ).json_value()[1]

    def told(self):
        """Return what was told and not waited for, by name."""
        return [name for name, _ in self.page.evaluate("told")]

    def choose(self, name):
        self.page.get_by_role("radio", name=name, exact=True).check()

    def fill_card(self, card=CARD):
        labels = ("Card number", "Expiration date", "Security code")
        for label, text in zip(labels, card, strict=True):
            self.page.get_by_label(label).fill(text)

    def button(self, name="Continue"):
        return self.page.get_by_role("button", name=name, exact=True)

    def press(self, name="Continue"):
        self.button(name).click()

    def box(self, name):
        """Return a box to tick: `save` or `consents`."""
        return self.page.locator(f"[data-agreement={name}]")

    def sent_away(self, act="Approve"):
        """Pay, and decide in the window that opens."""
        with self.page.expect_popup() as opened:
            self.press()
        opened.value.get_by_role("button", name=act).click()

    @property
    def message(self):
        return self.page.locator(".DRDropin-message")
