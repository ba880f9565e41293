"""A shop's page with elements, and what they told it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

__all__ = ["Elements", "card"]

PAGE = """
<style>body {{ font: 16px system-ui, sans-serif; margin: 1.5rem; max-width: 30rem }}
form > div {{ margin: .3rem 0 1rem }}</style>
{body}
<script>
var river = new DigitalRiver("pk_test_shop", {{ locale: "{locale}" }});
var told = [], elements = {{}}, submits = 0;
function put(type, where, options) {{
  var element = river.createElement(type, options);
  ["ready", "focus", "blur", "change", "return"].forEach(function (name) {{
    element.on(name, function (event) {{ told.push([name, event]); }});
  }});
  element.mount(where);
  elements[type.toLowerCase()] = element;
}}
document.querySelectorAll("form").forEach(function (form) {{
  form.addEventListener("submit", function (event) {{
    event.preventDefault();
    submits += 1;
  }});
}});
</script>
"""
FORM = """<form id="pay">
<label for="number">Card number</label><div id="number" class="wide"></div>
<label for="date">Valid until</label><div id="date"></div>
<label for="code">Code</label><div id="code"></div>
<button>Pay</button></form>"""

#: As the browser's driver fills a field, in one go: tables are long.
LEAVE = """([field, text]) => {
  const input = document.querySelector(field);
  const fill = (value) => {
    input.value = value;
    input.dispatchEvent(new InputEvent("input", { bubbles: true }));
  };
  input.focus();
  fill("");
  told.splice(0);
  fill(text);
  input.blur();
  const changes = told.splice(0).filter(([name]) => name === "change");
  return [changes.pop()[1], input.value];
}"""

#: Type of element to the id of its container on that form.
PLACES = {"cardnumber": "number", "cardexpiration": "date", "cardcvv": "code"}


@dataclass
class Elements:
    """
    The elements of one page.

    Args:
        page: The browser's page.
        site: The merchant's own origin.
        body: What the merchant's page consists of.
        locale: Of the customer.
    """

    page: Any
    site: Any
    body: str = '<form><label for="it">It</label><div id="it"></div></form>'
    locale: str = "en-US"

    def __post_init__(self):
        html = PAGE.format(body=self.body, locale=self.locale)
        self.page.goto(self.site.page(html))

    def put(self, type, options=None, where="it"):
        """Create and mount an element, and wait until it is ready."""
        self.page.evaluate("given => put(...given)", [type, where, options or {}])
        return self.next("ready", type.lower())

    def next(self, name, type):
        """Wait for an event of an element, forget it and all before, and return it."""
        return self.page.wait_for_function(
            """([name, type]) => {
                const at = told.findIndex(([n, e]) =>
                  n === name && e.elementType.toLowerCase() === type);
                return at < 0 ? false : told.splice(0, at + 1).pop()[1];
            }""",
            arg=[name, type],
        ).json_value()

    def told(self, name=None):
        """Return all that was told, and forget it: events, or those of one name."""
        events = self.page.evaluate("told.splice(0)")
        return events if name is None else [e for n, e in events if n == name]

    def state(self):
        """Return what the last change said, without what is undefined."""
        last = self.told("change")[-1]
        return {name: value for name, value in last.items() if value is not None}

    def leave(self, field, text):
        """Type into a field anew, leave it: the last change, and what is shown."""
        last, shown = self.page.evaluate(LEAVE, [field, text])
        return {name: value for name, value in last.items() if value is not None}, shown

    def classes(self, where):
        return set(self.page.get_attribute(f"#{where}", "class").split())

    def do(self, script, arg=None):
        return self.page.evaluate(script, arg)


def card(page, site, locale="en-US", options=None, types=tuple(PLACES)):
    """Open a page with the elements of a card."""
    shop = Elements(page, site, FORM, locale)
    for type in types:
        shop.put(type, options, PLACES[type])
    return shop
