"""What a scenario's text means, place by place."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from mockdr.base.diagnostics import Severity
from mockdr.base.source import Place
from mockdr.scenario.findings import impossible
from mockdr.scenario.parse import parse
from mockdr.scenario.story import NONE, ActStep, AnyOrder, CallStep, Times
from tests.scenario.words import VOCABULARY

HERE = Path(__file__).parent
PAGE = HERE.parents[2] / "shared" / "design" / "scenario-language.md"


def told(text, file="story.yaml"):
    return parse(text, file, VOCABULARY)


def story(text, file="story.yaml"):
    found, findings = told(text, file)
    assert found is not None, findings
    return found


def step(text):
    return story(
        f"- {text}" if text.startswith("m") else f"- merchant: createOrders\n- {text}"
    ).steps[-1]


def codes(text, file="story.yaml"):
    return [d.code for d in told(text, file)[1] if d.severity is not Severity.ADVICE]


def good(name):
    return story((HERE / "goldens" / f"{name}.yaml").read_bytes(), f"{name}.yaml")


# The file


def test_a_bare_list_is_its_steps_and_the_file_gives_the_name():
    """The shortest story there is."""
    bare = story("- merchant: createOrders\n", "scenarios/orders/paid-at-once.yml")

    assert bare.name == "paid-at-once"
    assert bare.summary == ""
    assert bare.file == "scenarios/orders/paid-at-once.yml"
    assert bare.text == "- merchant: createOrders\n"
    assert [s.operation for s in bare.calls()] == ["createOrders"]


def test_bodies_are_those_of_the_version_that_is_spoken():
    """By the file, or by a header that one call must have; else by the newest."""
    call = "merchant: createCheckouts, match: {body: {creditAmount: 5}%s}"
    header = ", headers: {X-Version: 2020-12-17}"
    head = "version: 2020-12-17\nsteps:\n"

    assert codes(f"- {{{call % ''}}}") == ["MDR308"]
    assert codes(f"{head}- {{{call % ''}}}") == []
    assert codes(f"- {{{call % header}}}") == []
    assert codes(f"- {{{call % header}}}\n- {{{call % ''}}}") == ["MDR308"]
    assert codes(f"version: 2020-12-18\nsteps:\n- {{{call % ''}}}") == [
        "MDR310",
        "MDR308",
    ]


def test_a_text_without_a_file_may_name_itself():
    """The control API is given a text, not a file."""
    text = (
        "scenario: pasted\nsummary: From a form.\nsteps: [{merchant: createOrders}]\n"
    )

    assert story(text, "<request>").name == "pasted"
    assert story("- merchant: createOrders", "<request>").name == "story"


def test_head_and_given_are_read():
    """Text stays text until its place gives it a type."""
    found = good("good-scalars")

    assert found.summary == "Text stays text until its place gives it a type."
    assert found.version == "2021-12-13"
    assert found.tags == ("2021-03-23", "NO", "1e3")
    assert found.given.settings == {"mode": "strict", "seed": "007"}
    assert found.given.checkout == {
        "currency": "EUR",
        "taxInclusive": True,
        "items": [{"skuId": "030", "quantity": 2, "price": 10}],
    }
    assert found.given.source == {"type": "konbini", "konbini": {"storeId": "030"}}


def test_where_the_contract_has_no_type_yaml_has_one_and_quotes_make_text():
    """The core types of YAML 1.2: no `NO`, no dates, no octal zero."""
    customer = good("good-scalars").given.customers["null-name"]

    assert customer["email"] == "NO"
    assert customer["metadata"] == {
        "a": 30,
        "b": "030",
        "c": True,
        "d": "NO",
        "e": None,
        "f": 31,
        "g": 1.5,
        "h": None,
        "i": "2021-03-23",
    }


def test_a_request_is_matched_by_typed_values():
    """Quotes do not matter where the contract has a type; null means absent."""
    match = good("good-scalars").steps[0].match

    assert match.body == {
        "email": "on",
        "items": [{"skuId": "1", "quantity": 2, "price": 10}],
        "sourceId": None,
        "customerId": None,
        # A family name that computers do not like.
        "shipTo": {"name": "Null"},
    }
    assert match.headers == {"x-shop": "7", "x-none": None}
    assert match.query == {}
    assert match.body_schema is NONE


def test_absent_parts_of_given_are_told_from_empty_ones():
    """NONE is not null."""
    given = story("- merchant: createOrders").given

    assert given.checkout is NONE
    assert given.source is NONE
    assert given.customers == given.skus == given.settings == {}


def test_a_customers_sources_are_typed_and_named():
    """They can be meant by `of` and in references."""
    found = good("good-borrowed-card")

    assert found.given.customers["ann"]["sources"] == {
        "her-card": {"type": "creditCard"}
    }
    assert found.steps[0].match.body == {"customerId": "<bob.id>"}
    assert found.steps[1].of == "her-card"


# Calls


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("", Times(least=1, most=1)),
        ("2", Times(least=2, most=2)),
        ("0..1", Times(least=0, most=1)),
        ("1..", Times(least=1, most=None)),
        ("0..", Times(least=0, most=None)),
        ("2..5", Times(least=2, most=5)),
    ],
)
def test_times_says_how_often(text, times):
    """Exactly, optional, one or more."""
    key = f"\n  times: {text}" if text else ""

    assert step(f"merchant: createOrders{key}").times == times


@pytest.mark.parametrize(
    ("kind", "more", "work"),
    [
        ("reset", "", "none"),
        ("empty", "", "none"),
        ("hang", "", "none"),
        ("status", ", status: 503", "none"),
        ("delay", ", for: 250ms", "done"),
        ("truncate", "", "done"),
        ("garbage", "", "done"),
        ("alter", ", body: {totalAmount: 7}", "done"),
    ],
)
def test_the_work_of_a_fault_is_resolved_by_the_table(kind, more, work):
    """And `done` can always be said: only what needs no answer can leave it undone."""
    plain = step(f"merchant: createOrders\n  fault: {{kind: {kind}{more}}}").fault
    done = step(
        f"merchant: createOrders\n  fault: {{kind: {kind}{more}, work: done}}"
    ).fault

    assert (plain.kind, plain.work, done.work) == (kind, work, "done")


def test_a_fault_keeps_what_it_is_told():
    """`for` in real time; what a proxy would answer is text."""
    faults = [s.fault for s in good("good-everything").calls() if s.fault]

    assert faults[0].wait == timedelta(milliseconds=250)
    assert faults[6].status == 503
    assert faults[6].headers == {"Retry-After": "2"}
    assert faults[6].body == "<html>Try later</html>"
    assert faults[7].body == {"totalAmount": 7, "surprise": [1]}


def test_a_list_in_the_query_may_be_one_text():
    """That is how it travels."""
    match = step("merchant: listOrders\n  match: {query: {ids: 007, limit: 2}}").match
    several = step("merchant: listOrders\n  match: {query: {ids: [1, 2]}}").match

    assert match.query == {"ids": "007", "limit": 2}
    assert several.query == {"ids": ["1", "2"]}


def test_a_story_may_begin_with_calls_in_any_order():
    """A run begins with whichever comes first."""
    text = "- any_order: [{merchant: createOrders}, {merchant: createCheckouts}]\n"

    assert isinstance(story(text).steps[0], AnyOrder)


def test_a_call_is_placed_at_its_operation():
    """Reports name that line."""
    call = story("- match: {}\n  merchant: createOrders\n").steps[0]

    assert (call.place.line, call.place.column, call.place.end_column) == (2, 13, 25)


def test_calls_in_any_order_are_one_step():
    """And what they name is known after them."""
    found = story(
        "- merchant: createCheckouts\n"
        "- any_order:\n"
        "    - {merchant: createSources, as: first, then: {first: chargeable}}\n"
        "    - {merchant: createSources, as: second}\n"
        "- {merchant: attachSourceToCheckout, of: second}\n"
    )

    assert isinstance(found.steps[1], AnyOrder)
    assert [c.name for c in found.steps[1].calls] == ["first", "second"]
    assert [c.operation for c in found.calls()][-1] == "attachSourceToCheckout"


# Acts


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("customer: pays", None),
        ("customer: pays\n  after: 48h", timedelta(hours=48)),
        ("customer: pays\n  after: 0s", timedelta()),
        ("provider: fails\n  of: charge", timedelta()),
        ("fraud: passes", timedelta()),
        ("fraud: passes\n  after: 90s", timedelta(seconds=90)),
        ("provider: expires\n  of: source", None),
        ("provider: expires\n  of: source\n  after: 3d", timedelta(days=3)),
    ],
)
def test_people_are_waited_for_and_machines_are_not(text, after):
    """And what expires does so on its own date."""
    act = step(text)

    assert isinstance(act, ActStep)
    assert act.after == after


def test_an_act_has_a_trigger_and_can_make_a_source():
    """The trigger is the lifecycle tables' word."""
    act = step(
        "customer: chooses\n"
        "  source: {type: konbini, konbini: {storeId: 030}}\n"
        "  as: shop"
    )

    assert act.trigger == "customer.chooses"
    assert act.source == {"type": "konbini", "konbini": {"storeId": "030"}}
    assert act.name == "shop"
    assert step("customer: pays").source is NONE


# Then


def test_claims_keep_their_order_and_their_places():
    """Differences are told where the claim stands."""
    claim = step(
        "merchant: createOrders\n  then:\n    session: complete\n    order: accepted\n"
        "    fraud: passed\n    events: [order.accepted]\n"
    ).then

    assert list(claim.states.items()) == [
        ("session", "complete"),
        ("order", "accepted"),
    ]
    assert claim.fraud == "passed"
    assert claim.events == ("order.accepted",)
    assert {k: str(p) for k, p in claim.places.items()} == {
        "session": "story.yaml:3:14",
        "order": "story.yaml:4:12",
        "fraud": "story.yaml:5:12",
        "events": "story.yaml:6:13",
    }


def test_events_that_are_not_claimed_are_told_from_none_at_all():
    """An empty list claims silence."""
    assert step("merchant: createOrders\n  then: {}").then.events is None
    assert step("merchant: createOrders\n  then: {events: []}").then.events == ()


@pytest.mark.parametrize(
    ("text", "keys", "parameter"),
    [
        ("order_submit_failed", ("order_submit_failed",), None),
        ("too_many_requests", ("too_many_requests",), None),
        ("{code: not_found, parameter: orderId}", ("not_found:order",), "orderId"),
        ("{status: 429}", ("too_many_requests",), None),
        ("{type: conflict, code: source_in_use}", ("source_in_use",), None),
        # What no client can tell apart, the story need not.
        ("locked", ("conflict:lock", "conflict:lock-again"), None),
    ],
)
def test_an_error_is_an_entry_of_the_catalogue(text, keys, parameter):
    """By its code, or its type where it has none, or a mapping."""
    error = step(f"merchant: createOrders\n  then: {{error: {text}}}").then.error

    assert error.keys == keys
    assert error.parameter == parameter
    assert error.text == text


def test_an_entry_about_any_parameter_takes_the_one_that_is_named():
    """`missing_parameter` is answered for every parameter there is."""
    error = step(
        "merchant: createCheckouts\n"
        "  then: {error: {code: missing_parameter, parameter: shipTo.address}}"
    ).then.error

    assert error.keys == ("missing_parameter",)
    assert error.parameter == "shipTo.address"


def test_null_asks_for_an_entry_without_parameter():
    """Otherwise the general entry could not be told from the special ones."""
    assert (
        codes(
            "- merchant: createOrders\n  then: {error: {code: locked, parameter: null}}"
        )
        == []
    )
    assert codes(
        "- merchant: createOrders\n  then: {error: {code: not_found, parameter: null}}"
    ) == ["MDR302"]


@pytest.mark.parametrize("operation", sorted(VOCABULARY.operations))
def test_the_mapping_that_lint_proposes_is_accepted(operation):
    """Whoever follows the advice about an ambiguous error is done."""
    word = VOCABULARY.operations[operation]
    for code in {e.code or e.type for e in word.errors}:
        text = f"- merchant: {operation}\n  then: {{error: %s}}\n"
        ambiguous = [d for d in told(text % code)[1] if d.code == "MDR303"]
        lines = ambiguous[0].help.split("\n")[1:] if ambiguous else []
        for line in [line[2:] for line in lines if line.startswith("- {")]:
            again = told(text % line)[1]
            assert not [d for d in again if d.code in {"MDR302", "MDR303"}]


def test_a_reply_is_typed_by_the_contract_and_an_errors_reply_is_open():
    """The envelope of an error has fields of its own."""
    reply = step(
        "merchant: createOrders\n  then: {reply: {id: 123, totalAmount: 10.00}}"
    )
    refusal = step(
        "merchant: createOrders\n"
        "  then: {error: locked, reply: {type: conflict, errors: [{code: locked}]}}"
    )

    assert reply.then.reply == {"id": "123", "totalAmount": 10}
    assert refusal.then.reply == {"type": "conflict", "errors": [{"code": "locked"}]}


# References and names


@pytest.mark.parametrize(
    "text",
    [
        "<checkout.id>",
        "<checkout.1.id>",
        "<cart.id>",
        "<session.amountContributed>",
        "cart-<cart.id>-of-<customer.email>",
        "<cart.payment.sources.0.id>",
    ],
)
def test_a_reference_stays_text_whatever_its_place_wants(text):
    """It is replaced when it is known."""
    call = story(
        "- {merchant: createCheckouts, as: cart}\n"
        "- merchant: createSources\n"
        f"  match: {{body: {{amount: {text}, type: '{text}'}}}}\n"
    ).steps[1]

    assert call.match.body == {"amount": text, "type": text}


def test_a_name_counts_from_the_step_that_gives_it():
    """In its own `then`, not in its own `match`."""
    text = "- merchant: createSources\n  as: card\n  %s\n"

    assert codes(text % "then: {card: chargeable}") == []
    assert codes(text % "match: {body: {type: <card.id>}}") == ["MDR206"]


def test_given_things_may_refer_to_each_other():
    """They are all there before the first request."""
    text = (
        "given:\n  checkout: {customerId: <ann.id>}\n  customers: {ann: {}}\n"
        "summary: A regular.\nsteps: [{merchant: createOrders}]\n"
    )

    assert codes(text) == []


def test_a_warning_leaves_the_story_standing():
    """Real clients send more than the contract lists."""
    found, findings = told(
        "summary: More than documented.\nsteps:\n  - merchant: createOrders\n"
        "  - {customer: chooses, source: {type: konbini, colour: [1, red]}}\n"
    )

    assert [(d.code, d.severity) for d in findings] == [("MDR308", Severity.WARNING)]
    assert found.steps[1].source == {"type": "konbini", "colour": [1, "red"]}


# Reachability is found elsewhere, but told here


def test_an_impossible_claim_lists_what_is_possible():
    """In the words of `then`, one below the other."""
    place = Place(file="a.yaml", line=3, column=9, end_line=3, end_column=13)
    finding = impossible(
        trigger="createOrders",
        claim="session confirmed",
        situation="session requires_source",
        possible=("error order_submit_failed", "order accepted, session complete"),
        place=place,
    )

    assert finding.code == "MDR201"
    assert finding.severity is Severity.ERROR
    assert finding.message == (
        "createOrders cannot lead to session confirmed while session requires_source"
    )
    assert finding.help == (
        "possible here:\n"
        "- error order_submit_failed\n"
        "- order accepted, session complete"
    )


@pytest.mark.parametrize(
    ("possible", "help_"),
    [
        ((), "nothing is possible here"),
        (("order blocked",), "possible here: order blocked"),
    ],
)
def test_few_possibilities_need_no_list(possible, help_):
    """One line is enough."""
    place = Place(file="a", line=1, column=1, end_line=1, end_column=2)
    finding = impossible(
        trigger="fraud.passes",
        claim="order paid",
        situation="",
        possible=possible,
        place=place,
    )

    assert finding.message == "fraud.passes cannot lead to order paid"
    assert finding.help == help_


# The page


def test_the_cases_of_the_language_page_are_read_with_the_words_of_the_house():
    """Fragments of the page have no summary; nothing else is to be said of them."""
    if not PAGE.is_file():
        pytest.skip("the design pages do not lie beside this checkout")
    from mockdr.engine.vocabulary import vocabulary

    cases = [
        b.partition("```")[0] for b in PAGE.read_text("utf-8").split("```yaml\n")[1:]
    ]
    played = 0
    for text in cases:
        found, findings = parse(text, "<page>", vocabulary())
        assert {d.code for d in findings} <= {"MDR501"}
        played += found is not None

    assert len(cases) == 9
    assert played == 9


def test_every_step_says_where_it_stands():
    """Whatever kind of step it is."""
    for s in good("good-everything").steps:
        assert isinstance(s, CallStep | ActStep | AnyOrder)
        assert s.place.file == "good-everything.yaml"
