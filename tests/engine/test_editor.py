"""What an editor marks, lint finds; and what is misspelt, an editor marks."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockdr.base.data import data_folder
from mockdr.base.diagnostics import Severity
from mockdr.base.source import Scalar
from mockdr.engine.hovers import hovers, schema
from mockdr.engine.looking import look_closely
from mockdr.engine.vocabulary import vocabulary
from mockdr.scenario.findings import Findings
from mockdr.scenario.parse import parse_all
from mockdr.scenario.reader import read
from mockdr.scenario.scalars import core
from mockdr.scenario.tree import ListNode, MapNode

SCHEMA = json.loads((data_folder("schemas") / "scenario.schema.json").read_text())
JUDGE = jsonschema_rs.Draft7Validator(SCHEMA)
BUNDLED = sorted(data_folder("scenarios").rglob("*.yaml"))
GOLDENS = sorted((Path(__file__).parents[1] / "scenario/goldens").glob("*.yaml"))
#: What only lint can know, and why.
ARGUED = {
    "MDR104": "a name that is the file's, which no editor hands to a schema",
    "MDR105": "names that are given twice, or are words: a schema compares no places",
    "MDR106": "the file's name, likewise",
    "MDR110": "12..11: a pattern compares no numbers but the smallest",
    "MDR112": "what a setting reads, and what HTTP has no body for",
    "MDR113": "a status that has no body",
    "MDR118": "a pattern that is none, and the like",
    "MDR120": "headers in capitals and characters that no header can have",
    "MDR141": "values of a matrix that are alike in other spellings",
    "MDR142": "the matrix and what uses it are two places",
    "MDR143": "how many combinations there are",
    "MDR301": "a word that the values of the matrix make",
    "MDR302": "the fields of an error, taken together",
    "MDR303": "likewise",
    "MDR308": "fields of another API version, and those that references name",
    "MDR309": "types of another API version, and quotes",
    "MDR313": "a word that the values of the matrix make",
    "MDR315": "a fault that alters, beside an operation",
    "MDR316": "a header that comes with one status only",
}


def told(node, *, typed):
    """Return what an editor sees: all text, or what YAML 1.2 makes of it."""
    if isinstance(node, MapNode):
        return {key.text: told(value, typed=typed) for key, value in node.entries}
    if isinstance(node, ListNode):
        return [told(item, typed=typed) for item in node.items]
    if not isinstance(node, Scalar):
        return None
    return core(node) if typed else node.text


def whole(tree, *, typed):
    """Return what an editor sees of a story that has a name and a summary."""
    seen = told(tree, typed=typed)
    if isinstance(seen, dict):
        return {"scenario": "story", "summary": "A story."} | seen
    return seen


def trees(files):
    """Return the files that are YAML, each with what stands there."""
    found = []
    for file in files:
        findings = Findings()
        tree = read(file.read_bytes(), file.name, findings)
        if tree is not None and not findings.sorted():
            found.append(pytest.param(file, tree, id=file.stem))
    return found


def marked(text, name="story.yaml"):
    """Return the codes that lint marks: advice is no mark."""
    _, found = parse_all(text, name, vocabulary())
    return {d.code for d in found if d.severity is not Severity.ADVICE}


def wrong(text, name="story.yaml"):
    """Return the errors of shape and names that a schema could know of."""
    _, found = parse_all(text, name, vocabulary())
    return {
        d.code
        for d in found
        if d.severity is Severity.ERROR
        and d.code[3] in "134"
        and d.code not in ARGUED
        # Whether a story names something, only the whole of it tells.
        and not d.message.endswith("nothing here is named so")
    }


def test_the_file_is_what_the_tables_make():
    """`python schemas/editor.py` makes it anew."""
    assert schema() == SCHEMA


def test_it_is_a_schema():
    jsonschema.Draft7Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("typed", [True, False])
def test_no_editor_marks_a_bundled_story(typed):
    found = [
        p.id
        for p in trees(BUNDLED)
        if not JUDGE.is_valid(told(p.values[1], typed=typed))
    ]

    assert found == []


@pytest.mark.parametrize("typed", [True, False])
@pytest.mark.parametrize(("file", "tree"), trees(GOLDENS))
def test_what_an_editor_marks_in_a_broken_file_lint_finds_and_the_other_way(
    file, tree, typed
):
    fits = JUDGE.is_valid(whole(tree, typed=typed))

    if fits:
        assert wrong(file.read_bytes(), file.name) == set()
    else:
        assert marked(file.read_bytes(), file.name) != set()


def test_every_bundled_story_names_the_schema_in_its_first_line():
    for file in BUNDLED:
        first = file.read_text("utf-8").partition("\n")[0]
        named = first.removeprefix("# yaml-language-server: $schema=")

        assert named != first, file.name
        assert (file.parent / named).resolve().name == "scenario.schema.json"
        assert (file.parent / named).is_file()


# Mutations: whatever somebody may type

WORDS = st.sampled_from(
    [
        *("merchant", "customer", "provider", "then", "as", "of", "times", "after"),
        *("createOrders", "createOrder", "pays", "completes", "order", "accepted"),
        *("pending_payment", "order.accepted", "order_submit_failed", "konbini"),
        *("48h", "48", "2", "0", "1..", "0..1", "-1", "1.5", "hang", "any", "ann"),
        *("Ann", "chargee", "charge.2", "sca_required", "10.00", "false", "<card.id>"),
    ]
)
VALUES = st.one_of(
    WORDS, st.lists(WORDS, max_size=2), st.dictionaries(WORDS, WORDS, max_size=2)
)
STORIES = [p.values[1] for p in trees(BUNDLED[::7])] + [
    p.values[1] for p in trees(GOLDENS) if p.id.startswith("good")
]


@st.composite
def mutated(draw):
    """Draw a story in which one place says something else."""
    story = whole(draw(st.sampled_from(STORIES)), typed=draw(st.booleans()))
    here = story
    while True:
        keys = list(here) if isinstance(here, dict) else list(range(len(here)))
        if not keys:
            break
        key = draw(st.sampled_from(keys))
        if isinstance(here[key], dict | list) and here[key] and draw(st.booleans()):
            here = here[key]
            continue
        match draw(st.sampled_from(["lose", "swap", "add", "rename"])):
            case "lose":
                del here[key]
            case "swap":
                here[key] = draw(VALUES)
            case "add" if isinstance(here, dict):
                here[draw(WORDS)] = draw(VALUES)
            case "add":
                here.append(draw(VALUES))
            case _:
                value = here.pop(key)
                if isinstance(here, dict):
                    here[draw(WORDS)] = value
        break
    named = {"scenario", "summary"}
    if here is story and isinstance(story, dict) and not named <= story.keys():
        # Of these lint only advises.
        story |= {"scenario": "story", "summary": "A story."}
    return story


@settings(max_examples=150, deadline=None, derandomize=True)
@given(mutated())
def test_whatever_an_editor_marks_lint_finds_too(story):
    text = json.dumps(story)

    assert JUDGE.is_valid(story) or marked(text)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(mutated())
def test_whatever_is_built_or_named_wrongly_an_editor_marks(story):
    text = json.dumps(story)

    assert not JUDGE.is_valid(story) or not wrong(text)


def test_every_argument_is_needed_by_something():
    """An exception that nothing needs would hide a hole."""
    from mockdr.scenario.rules import RULES

    assert set(ARGUED) <= set(RULES)


# Hover


def test_every_word_of_payments_is_explained():
    words, told_of = vocabulary(), hovers()

    assert set(told_of.operations) == set(words.operations)
    assert set(told_of.verbs) == set(words.verbs)
    assert set(told_of.events) == words.events
    assert set(told_of.sources) == set(words.source_types)
    assert set(told_of.reasons) == words.reasons
    assert set(told_of.versions) == set(words.versions)
    assert set(words.next_actions) <= set(told_of.words)
    for kind, states in words.kinds.items():
        assert {s for k, s in told_of.states if k == kind} == set(states)
    said = {e.code or e.type for o in words.operations.values() for e in o.errors}
    assert said == {e for e in told_of.errors if e in said}


def test_a_state_tells_which_ways_lead_on():
    meaning, _, ways = hovers().states["session", "pending_funds"].partition("\n")

    assert meaning.startswith("The payment session waits for the money")
    assert ways.startswith("From here: ")
    assert "customer.pays → " in ways


@pytest.mark.parametrize(("kind", "state"), sorted(hovers().states))
def test_a_state_is_explained_by_a_sentence_before_its_ways(kind, state):
    meaning, _, ways = hovers().states[kind, state].partition("\n")

    assert meaning[0].isupper()
    assert meaning.endswith(".")
    assert ways.startswith(("From here: ", "Nothing leaves it."))


def test_an_operation_tells_what_the_shop_does():
    told_of = hovers().operations

    assert told_of["createOrders"] == "POST /orders\nThe shop creates an order."
    assert "takes a source off the checkout" in told_of["detachSourceToCheckout"]
    assert not any("Changes something" in text for text in told_of.values())


def test_an_event_of_what_is_gone_says_so():
    told_of = hovers().events

    assert "the checkout is gone" in told_of["checkout.deleted"]
    assert not any("empty" in text or "{" in text for text in told_of.values())


def test_who_reviews_orders_is_the_fraud_desk():
    assert hovers().verbs["fraud", "passes"].startswith("The fraud desk ")


# Shape that a schema can know


CALL = "steps: [{merchant: createOrders}]"
IDLE = "kind: delay, for: 1s, work: none"
RESET = "merchant: any, fault: {kind: reset}"
BACK_OFF = "then: {error: too_many_requests}"
NAMED = "scenario: story\nsummary: A story is told.\n"


@pytest.mark.parametrize(
    "text",
    [
        f"{CALL}\nrules: [{{{RESET}}}]",
        f"{CALL}\nrules: [{{{RESET}, first: 1, every: 2}}]",
        f"{CALL}\nrules: [{{merchant: any, first: 1}}]",
        f"{CALL}\nrules: [{{{RESET}, first: 1, {BACK_OFF}}}]",
        f"{CALL}\ndelivery: [{{event: any, kind: drop, first: 1, every: 2}}]",
        "steps: [{merchant: createOrders, as: mine, times: 2}]",
        "steps: [{merchant: listOrders, as: mine}]",
        "steps: [{merchant: createOrders, fault: {kind: reset}, then: {}}]",
        f"steps: [{{merchant: createOrders, fault: {{{IDLE}}}, then: {{}}}}]",
        "steps: [{merchant: createOrders, times: 3..1}]",
        "steps: [{merchant: createOrders, times: 12..9}]",
        "steps: [{merchant: createOrders, times: 0..0}]",
        "matrix: {loss: [a, a]}\nsteps: [{merchant: createOrders, note: <loss>}]",
        f"tags: [null]\n{CALL}",
        f"version: null\n{CALL}",
        "steps: [{merchant: createOrders, note: ~}]",
        f"given: {{settings: {{seed: null}}}}\n{CALL}",
    ],
)
def test_what_is_built_wrongly_editor_and_lint_mark_alike(text):
    tree = read(NAMED + text, "story.yaml", Findings())

    assert not JUDGE.is_valid(told(tree, typed=True))
    assert marked(NAMED + text) != set()


@pytest.mark.parametrize(
    "text",
    [
        f"{CALL}\nrules: []\ndelivery: []\ntags: []\ngiven: {{}}",
        f"{CALL}\nrules: [{{{RESET}, probability: 0}}]",
        f"matrix: {{how: [first, every]}}\n{CALL}\nrules: [{{{RESET}, <how>: 2}}]",
        "matrix: {loss: [1.0, 1.00]}\nsteps: [{merchant: createOrders, note: <loss>}]",
        "steps: [{merchant: createOrders, times: 9..12}]",
        "steps: [{merchant: createOrders, times: 3..3}]",
        "steps: [{merchant: createOrders, fault: {kind: reset, work: done}, then: {}}]",
        f'tags: ["null", 2]\n{CALL}',
    ],
)
def test_what_can_be_played_neither_marks(text):
    tree = read(NAMED + text, "story.yaml", Findings())

    assert JUDGE.is_valid(told(tree, typed=True))
    assert not [
        d
        for d in parse_all(NAMED + text, "story.yaml", vocabulary())[1]
        if d.severity is Severity.ERROR
    ]


def test_an_editor_asks_for_a_name_and_a_summary_and_lint_advises_them():
    bare, text = {"steps": [{"merchant": "createOrders"}]}, f"{CALL}\n"
    found = {d.code for d in look_closely(text, "story.yaml", stored=True)}

    assert not JUDGE.is_valid(bare)
    assert JUDGE.is_valid({"scenario": "story", "summary": "A story.", **bare})
    assert JUDGE.is_valid(bare["steps"])
    assert found == {"MDR501", "MDR512"}


def test_every_field_of_a_body_tells_of_what_type_it_is():
    untold = [
        name
        for name, part in SCHEMA["definitions"].items()
        if name.startswith("wire-") and "description" not in part
    ]

    assert untold == []


@pytest.mark.parametrize("name", ["call", "rule", "delivery"])
def test_what_is_listed_is_offered_under_a_name_for_people(name):
    assert " " in SCHEMA["definitions"][name]["title"]
