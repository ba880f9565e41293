"""How the window draws: only what differs changes, and no value becomes a door."""

from __future__ import annotations

import pytest

LISTS = """
async () => {
  const { draw, h } = await import("/_mockdr/ui/nodes.js");
  const lists = ["", "a", "abc", "cab", "dabce", "eb", "xbyez", "zyxwv", "", "ab"];
  const home = document.createElement("ul");
  const wrong = [];
  for (const list of lists) {
    const before = new Map([...home.children].map((node) => [node.title, node]));
    draw(home, [...list].map((key) => h("li", { key, title: key }, key, h("b", null))));
    const shown = [...home.children].map((node) => node.title).join("");
    const kept = [...home.children].every((node) =>
      !before.has(node.title) || before.get(node.title) === node);
    if (shown !== list || home.textContent !== list || !kept) {
      wrong.push([list, shown, kept]);
    }
  }
  return wrong;
}
"""
ONE = """
async ([tag, name, value]) => {
  const { draw, h } = await import("/_mockdr/ui/nodes.js");
  const home = document.createElement("div");
  draw(home, h(tag, { [name]: value }));
  return home.innerHTML;
}
"""
AGAIN = """
async () => {
  const { draw, h } = await import("/_mockdr/ui/nodes.js");
  const home = document.createElement("div");
  const view = (open, text, value) => [
    h("details", { open }, h("summary", null, text)),
    h("input", { value }),
    text === "one" && h("i", null),
    h("select", { value: text }, ["one", "two"].map((name) =>
      h("option", { key: name, value: name }, name))),
  ];
  draw(home, view(false, "one", "given"));
  home.children[0].open = true;
  home.children[1].value = "typed";
  draw(home, view(false, "two", "given"));
  const [details, input, select] = home.children;
  const kept = [details.open, details.textContent, input.value, select.value];
  draw(home, view(false, "two", "given anew"));
  return [...kept, home.children[1].value, home.children.length];
}
"""


@pytest.fixture
def opened(page, live):
    page.goto(f"{live.url}/_mockdr/")
    return page


def test_a_list_becomes_any_other_and_keeps_the_nodes_that_stay(opened):
    assert opened.evaluate(LISTS) == []


def test_what_was_typed_or_unfolded_stays_until_something_else_is_wanted(opened):
    assert opened.evaluate(AGAIN) == [True, "two", "typed", "two", "given anew", 3]


#: Tag, attribute, value; what is drawn, None where it is the value itself.
VALUES = [
    ("a", "href", "#/shop/journal", '<a href="#/shop/journal"></a>'),
    ("a", "href", "/_mockdr/demo/", '<a href="/_mockdr/demo/"></a>'),
    ("a", "href", "https://shop.test/x", '<a href="https://shop.test/x"></a>'),
    ("a", "href", "javascript:alert(1)", "<a></a>"),
    ("a", "href", " javascript:alert(1)", "<a></a>"),
    ("a", "href", "//evil.test", "<a></a>"),
    ("a", "href", "data:text/html,x", "<a></a>"),
    ("img", "src", "data:image/svg+xml;charset=utf-8,x", None),
    ("img", "src", "data:text/html,x", "<img>"),
    ("img", "src", "/_mockdr/x", "<img>"),
    ("b", "onclick", "alert(1)", "<b></b>"),
    ("b", "title", '"x', '<b title="&quot;x"></b>'),
    ("b", "hidden", True, '<b hidden=""></b>'),
    ("b", "hidden", None, "<b></b>"),
]


def test_only_harmless_values_become_attributes(opened):
    for tag, name, value, drawn in VALUES:
        wanted = f'<{tag} {name}="{value}">' if drawn is None else drawn
        assert opened.evaluate(ONE, [tag, name, value]) == wanted
