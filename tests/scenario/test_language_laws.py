"""Laws of the language: whatever is written, it is answered, and in its place."""

from __future__ import annotations

import json
import re
from dataclasses import fields, is_dataclass

import yaml
from hypothesis import given
from hypothesis import strategies as st

from mockdr.base.diagnostics import Severity
from mockdr.base.source import Place
from mockdr.base.telling import RENDERERS
from mockdr.scenario.bends import Bend
from mockdr.scenario.parse import parse
from mockdr.scenario.rules import RULES
from mockdr.scenario.story import ActStep, AnyOrder, CallStep
from tests.scenario.words import VOCABULARY

# Anything that is nearly a scenario

KEYS = st.sampled_from(
    [
        *(
            "scenario",
            "summary",
            "tags",
            "version",
            "given",
            "matrix",
            "steps",
            "rules",
        ),
        *(
            "merchant",
            "customer",
            "provider",
            "fraud",
            "any_order",
            "of",
            "match",
            "as",
        ),
        *("times", "then", "fault", "note", "source", "after", "body", "body_schema"),
        *("query", "headers", "kind", "work", "for", "status", "error", "events"),
        *("reply", "reason", "next_action", "session", "order", "charge.1", "card"),
        *("customers", "checkout", "settings", "sources", "code", "type", "parameter"),
        *("event", "by", "copies", "attempts", "first", "every", "probability"),
        *("delivery", "metadata", "items", "amount", "colour", "", "<<", "*", "日本"),
    ]
)
WORDS = st.sampled_from(
    [
        *(
            "createOrders",
            "createSources",
            "createOrder",
            "createRefunds",
            "listOrders",
        ),
        *("chooses", "pays", "fails", "expires", "passes", "renews", "card", "cart"),
        *("charge", "charge.1", "charge.0", "order", "accepted", "complete", "48h"),
        *("hang", "status", "delay", "alter", "done", "none", "503", "2..", "0..1"),
        *("not_found", "locked", "order.accepted", "<card.id>", "<card>", "<charge.2>"),
        *("any", "duplicate", "late", "stale", "down", "unknown_type", "0.5", "10m"),
        *("<session.state>", "creditCard", "10.00", "true", "null", "~", "", "a" * 200),
        *("2021-12-13", "\x1b[0m", "日本", "9" * 100, "1e400", "strict", "\u202e"),
    ]
)
NEARLY = st.recursive(
    WORDS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=6)
    ),
    max_leaves=40,
)
STEPS = st.lists(st.dictionaries(KEYS, NEARLY, max_size=6), max_size=6)


@given(STEPS | NEARLY | st.dictionaries(KEYS, NEARLY, max_size=8))
def test_whatever_is_nearly_a_scenario_is_answered(document):
    """A story or an error; never both, never neither, never an exception."""
    text = json.dumps(document, ensure_ascii=False)
    story, found = parse(text, "story.yaml", VOCABULARY)

    assert (story is None) == any(d.severity is Severity.ERROR for d in found)
    for d in found:
        assert d.code in RULES
        assert not d.message.endswith(".")
        assert "\n" not in d.message
        assert d.place.line >= 1
    for render in RENDERERS.values():
        render(found, {"story.yaml": text})
    assert list(found) == sorted(
        found, key=lambda d: (d.code == "MDR099", d.place.line, d.place.column)
    )


# Stories without a finding

NOTE = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]),
    min_size=1,
    max_size=12,
).filter(lambda note: note.strip() and "\ufeff" not in note)
TIMES = st.sampled_from(["1", "2", "0..1", "1..", "2..3"])
FAULT = st.sampled_from(
    [
        {"kind": "hang", "work": "done"},
        {"kind": "delay", "for": "2s"},
        {"kind": "truncate"},
    ]
)
THEN = st.fixed_dictionaries(
    {},
    optional={
        "order": st.sampled_from(VOCABULARY.kinds["order"]),
        "session": st.sampled_from(VOCABULARY.kinds["session"]),
        "charge.2": st.sampled_from(VOCABULARY.kinds["charge"]),
        "fraud": st.sampled_from(VOCABULARY.fraud_states),
        "next_action": st.sampled_from(VOCABULARY.next_actions),
        "reason": st.sampled_from(sorted(VOCABULARY.reasons)),
        "events": st.lists(st.sampled_from(sorted(VOCABULARY.events)), max_size=3),
    },
)
CALL = st.fixed_dictionaries(
    {"merchant": st.sampled_from(sorted(VOCABULARY.operations))},
    optional={
        "times": TIMES,
        "note": NOTE,
        "fault": FAULT,
        "then": THEN,
        "of": st.sampled_from(["order", "checkout.1"]),
    },
)
REFUSED = st.fixed_dictionaries(
    {
        "merchant": st.just("createOrders"),
        "then": st.fixed_dictionaries(
            {"error": st.sampled_from(["source_in_use", {"code": "locked"}])}
        ),
    },
    optional={"fault": st.just({"kind": "alter", "body": {"id": "other"}})},
)
ACT = st.sampled_from(
    [
        {"customer": "chooses", "source": {"type": "konbini"}},
        {"customer": "pays", "after": "48h"},
        {"provider": "fails", "of": "charge"},
        {"fraud": "blocks", "then": {"fraud": "blocked", "order": "blocked"}},
    ]
)
ANY = st.fixed_dictionaries({"any_order": st.lists(CALL, min_size=1, max_size=3)})
COUNT = st.integers(2, 100)
DELIVERY = st.builds(
    lambda event, kind, when: {"event": event, **kind, **when},
    st.sampled_from(["any", *sorted(VOCABULARY.events)]),
    st.one_of(
        st.sampled_from(["swap", "drop", "tampered", "old_secret", "unknown_type"]).map(
            lambda kind: {"kind": kind}
        ),
        st.sampled_from(["late", "stale"]).map(lambda k: {"kind": k, "by": "10m"}),
        COUNT.map(lambda copies: {"kind": "duplicate", "copies": copies}),
        COUNT.map(lambda attempts: {"kind": "down", "attempts": attempts}),
    ),
    st.one_of(
        st.just({}),
        COUNT.map(lambda first: {"first": first}),
        COUNT.map(lambda every: {"every": every}),
        st.sampled_from([0.001, 0.5, 1]).map(lambda p: {"probability": p}),
    ),
)
#: Through JSON, so that no part of a story is the same object as another.
STORY = st.builds(
    lambda summary, first, rest, delivery: json.loads(
        json.dumps({"summary": summary, "steps": [first, *rest], "delivery": delivery})
    ),
    NOTE,
    CALL,
    st.lists(CALL | REFUSED | ACT | ANY, max_size=5),
    st.lists(DELIVERY, max_size=3),
)


def places(value):
    """Yield every place in a story with what stands there, as far as that is a word."""
    match value:
        case CallStep():
            yield value.place, value.operation
        case ActStep():
            yield value.place, value.verb
        case AnyOrder():
            yield value.place, "any_order"
        case Bend():
            yield value.place, None
        case _:
            pass
    if getattr(value, "states", None) is not None:
        for thing, state in value.states.items():
            yield value.places[thing], state
        if value.error is not None:
            yield value.error.place, value.error.text
        yield from ((place, None) for place in value.places.values())
    if is_dataclass(value) and not isinstance(value, Place):
        for part in fields(value):
            yield from places(getattr(value, part.name))
    elif isinstance(value, tuple):
        for item in value:
            yield from places(item)


@given(
    STORY,
    st.booleans(),
    st.sampled_from([8, 40, 1000]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_every_place_in_a_story_holds_what_the_story_says(document, flow, width, line):
    """Slice the file there, and the word comes out: in any layout, any script."""
    text = yaml.safe_dump(
        document,
        default_flow_style=flow,
        width=width,
        allow_unicode=True,
        line_break=line,
    )
    story, found = parse(text, "a.yaml", VOCABULARY)
    assert {d.code for d in found} <= {"MDR407"}  # bends may overlap
    lines = re.split(r"\r\n|\r|\n", text)

    seen = 0
    for place, word in places(story):
        seen += 1
        assert 1 <= place.line <= place.end_line <= len(lines)
        here = lines[place.line - 1]
        assert 1 <= place.column <= len(here)
        if place.end_line == place.line and word is not None and word[0] != "{":
            assert here[place.column - 1 : place.end_column - 1].strip("'\"") == word
    assert seen >= len(story.steps)


@given(STORY)
def test_a_story_says_the_same_in_every_layout(document):
    """Block or flow, the steps are the same but for their places."""

    def bare(value):
        if isinstance(value, Place):
            return None
        if is_dataclass(value):
            return {f.name: bare(getattr(value, f.name)) for f in fields(value)}
        if isinstance(value, dict):
            return {k: bare(v) for k, v in value.items()}
        return [bare(v) for v in value] if isinstance(value, tuple) else value

    block = yaml.safe_dump(document, allow_unicode=True)
    flow = json.dumps(document, ensure_ascii=False)
    first, _ = parse(block, "a.yaml", VOCABULARY)
    second, _ = parse(flow, "a.yaml", VOCABULARY)

    assert bare(first.steps) == bare(second.steps)
    assert bare(first.delivery) == bare(second.delivery)
    assert first.summary == second.summary
