"""The world before the first request: `given`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from mockdr.base.errors import Json, MockdrError
from mockdr.base.source import Place, Scalar
from mockdr.scenario.bodies import parse_source
from mockdr.scenario.context import Context
from mockdr.scenario.findings import said
from mockdr.scenario.grammar import GIVEN
from mockdr.scenario.story import NONE, Given
from mockdr.scenario.tree import ListNode, MapNode, Node
from mockdr.scenario.wire import wire

__all__ = ["declare_given", "parse_given"]

#: Sections of named things: what one is called, and the operation that makes one.
_SECTIONS: Final = {
    "customers": "customer",
    "skus": "sku",
    "plans": "plan",
    "webhooks": "webhook",
}


def declare_given(context: Context, node: Node) -> None:
    """Take the names that `given` gives, so that its parts can refer to each other."""
    if not isinstance(node, MapNode):
        return
    for section, kind in _SECTIONS.items():
        things = node.get(section)
        for name, body in things.entries if isinstance(things, MapNode) else ():
            context.declare(name, kind)
            sources = body.get("sources") if isinstance(body, MapNode) else None
            if section == "customers" and isinstance(sources, MapNode):
                for source, _ in sources.entries:
                    context.declare(source, "source")


def parse_given(context: Context, node: Node) -> Given:
    """Return what there is before the first request."""
    found = context.mapping(node, "'given'", GIVEN) or {}
    checkout: Json = NONE
    if "checkout" in found:
        checkout = wire(context, found["checkout"], "checkout", unknown="warning")
    source: Json = NONE
    if "source" in found:
        source = parse_source(context, found["source"])
    context = replace(context, early=True)
    sections = {
        section: _things(context, section, found[section]) if section in found else {}
        for section in _SECTIONS
    }
    settings = found.get("settings")
    return Given(
        customers=sections["customers"],
        skus=sections["skus"],
        plans=sections["plans"],
        webhooks=sections["webhooks"],
        checkout=checkout,
        source=source,
        settings={} if settings is None else _settings(context, settings),
        places=dict(_places(found)),
    )


def _places(found: Mapping[str, Node]) -> Iterator[tuple[str, Place]]:
    """Yield the names of given things, and where they stand."""
    for section in _SECTIONS:
        things = found.get(section)
        for name, body in things.entries if isinstance(things, MapNode) else ():
            yield name.text, name.place
            sources = body.get("sources") if isinstance(body, MapNode) else None
            if section == "customers" and isinstance(sources, MapNode):
                yield from (
                    (source.text, source.place) for source, _ in sources.entries
                )


def _things(context: Context, section: str, node: Node) -> dict[str, Json]:
    entries = context.entries(node, repr(section)) or ()
    things = {}
    for name, body in entries:
        what = f"the {_SECTIONS[section]} {said(name.text)}"
        if section == "customers":
            things[name.text] = _customer(context, body, what)
        elif context.entries(body, what) is not None:
            things[name.text] = wire(context, body, section, unknown="warning")
    return things


def _customer(context: Context, node: Node, what: str) -> Json:
    entries = context.entries(node, what)
    if entries is None or not isinstance(node, MapNode):
        return {}
    rest = MapNode(
        entries=tuple(e for e in entries if e[0].text != "sources"), place=node.place
    )
    body = wire(context, rest, "customers", unknown="warning")
    sources = node.get("sources")
    if sources is not None:
        body["sources"] = {
            name.text: _saved(context, source)
            for name, source in context.entries(sources, "'sources'") or ()
        }
    return body


def _saved(context: Context, node: Node) -> Json:
    """Return a saved source: unlike one that is sent, it may say its id."""
    id = node.get("id") if isinstance(node, MapNode) else None
    if id is None or not isinstance(node, MapNode):
        return parse_source(context, node)
    rest = tuple(entry for entry in node.entries if entry[0].text != "id")
    body = parse_source(context, MapNode(entries=rest, place=node.place))
    word = context.word(id, "'id'")
    return body if word is None else {"id": word.text, **body}


def _settings(context: Context, node: Node) -> dict[str, Json]:
    known = context.vocabulary.settings
    settings: dict[str, Json] = {}
    for key, value in context.entries(node, "'settings'") or ():
        if key.text not in known:
            context.findings.unknown(
                "MDR314",
                f"there is no setting {said(key.text)} for a tenant",
                key.place,
                word=key.text,
                words=known,
                otherwise="the settings are",
            )
            continue
        words = known[key.text]
        if isinstance(words, tuple):
            choice = context.choice(value, repr(key.text), words)
            if choice is not None:
                settings[key.text] = choice
            continue
        node = _in_a_line(value) if callable(words) else value
        word = context.said(node, repr(key.text))
        if isinstance(word, Scalar):
            _set(context, settings, key.text, word)
    return settings


def _in_a_line(node: Node) -> Node:
    """Return a list of words as one text with commas; anything else as it is."""
    if not isinstance(node, ListNode):
        return node
    words = [item.text for item in node.items if isinstance(item, Scalar)]
    if len(words) < len(node.items):
        return node
    return Scalar(text=", ".join(words), place=node.place)


def _set(context: Context, settings: dict[str, Json], key: str, word: Scalar) -> None:
    """Put the value that *word* spells under *key*, or note that it spells none."""
    read = context.vocabulary.settings[key]
    try:
        settings[key] = read(word.text) if callable(read) else word.text
    except MockdrError as error:
        context.findings.add(
            "MDR112",
            f"{key!r} cannot be {said(word.text)}",
            word.place,
            help=f"it is {error.help}",
        )
