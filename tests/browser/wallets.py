"""A shop's page with one element, and what that element told it."""

from __future__ import annotations

import json

BODY = """
<style>body {{ font-family: system-ui, sans-serif; margin: 1rem; max-width: 30rem;
  color-scheme: light dark }}</style>
<main><h1>Shop</h1><div id="here"></div></main>
<script>
  const river = new DigitalRiver("pk_test_shop", {{locale: "{locale}"}});
  const told = [];
  const names = ["ready", "click", "cancel", "source", "change", "complete",
    "shippingaddresschange", "shippingoptionchange", "focus", "blur"];
  const plain = (event) => JSON.parse(JSON.stringify(event));
  let last = {{}};
  document.documentElement.dataset.told = "";
  function start(type, options, heard) {{
    if (window.element) window.element.destroy();
    const element = river.createElement(type, options);
    for (const name of heard || names) {{
      element.on(name, (event) => {{
        last[name] = event;
        told.push([name, plain(event)]);
        const count = told.filter(([one]) => one === name).length;
        document.documentElement.dataset.told += ` ${{name}}-${{count}}`;
      }});
    }}
    element.mount("here");
    return element;
  }}
</script>
"""


class Shop:
    """
    Runs in the page of a shop; events that its element told are in `told`.

    Args:
        page: The browser's page.
        site: Where the shop is.
    """

    def __init__(self, page, site):
        self.page = page
        self.site = site

    def open(self, locale="en-US", policy=None):
        """
        Load the page, whose own scripts and styles have the nonce `own`.

        Args:
            locale: The customer's.
            policy: Content-Security-Policy of the page; none when absent.
        """
        text = BODY.format(locale=locale)
        for tag in ("<script", "<style"):
            text = text.replace(tag, f'{tag} nonce="own"')
        headers = {"Content-Security-Policy": policy} if policy else None
        path = f"/{locale}{'/strict' if policy else ''}"
        self.page.goto(self.site.page(text, path, headers=headers))
        return self

    def start(self, type, options=None, heard=None, code="{}"):
        """
        Mount an element in place of the one before; nothing is told by then.

        Args:
            type: Of the element.
            options: Of the element.
            heard: Names of the events that the shop hears; all when absent.
            code: JavaScript that is merged over the options.
        """
        self.forget()
        given, names = json.dumps(options or {}), json.dumps(heard)
        self.page.evaluate(
            f"() => {{ window.element = start('{type}', "
            f"Object.assign({given}, {code}), {names}); }}"
        )
        if heard is None or "ready" in heard:
            return self.wait("ready")
        return None

    def run(self, code):
        return self.page.evaluate(f"async () => {{ {code} }}")

    def told(self, name=None):
        """Return what was told by now: pairs, or the data of one name."""
        pairs = self.page.evaluate("told")
        if name is None:
            return [pair[0] for pair in pairs]
        return [data for told, data in pairs if told == name]

    def wait(self, name, count=1):
        """Return what was told under *name* for the *count*th time."""
        # A locator waits under any policy of the page; a function would not.
        told = self.page.locator(f'html[data-told~="{name}-{count}"]')
        told.wait_for(state="attached")
        return self.told(name)[count - 1]

    def forget(self):
        self.run("told.length = 0; document.documentElement.dataset.told = ''")

    @property
    def dialog(self):
        return self.page.get_by_role("dialog")

    def button(self, name):
        return self.page.get_by_role("button", name=name, exact=True)
