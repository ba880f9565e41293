"""Paths: what a story does is numbered and strong, what it could have done is pale."""

from __future__ import annotations

import pytest

from mockdr.engine.pictures import mermaid, pictured
from mockdr.engine.pictures.diagram import START, Look
from mockdr.engine.tale import tell
from mockdr.engine.vocabulary import vocabulary
from mockdr.scenario.library import story_from_text

HEAD = "scenario: drawn\nsummary: It is drawn.\nsteps:\n"
PAID = (
    HEAD
    + """\
  - merchant: createCheckouts
  - customer: chooses
    source: {type: konbini}
  - merchant: attachSourceToCheckout
  - merchant: createOrders
  - customer: pays
    after: 48h
"""
)
BARRED = (
    HEAD
    + """\
  - merchant: createCheckouts
  - merchant: createOrders
    then: {error: order_submit_failed, session: requires_source}
"""
)


def drawn(text: str, *kinds: str):
    return pictured(tell(story_from_text(text, "drawn.yaml", vocabulary())), kinds)


def ways(panel, *looks: Look):
    return {
        edge.ends: [(label.text, label.numbers) for label in edge.labels]
        for edge in panel.edges
        if edge.look in looks
    }


def states(panel, look: Look):
    return {node.key for node in panel.nodes if node.look is look}


def test_the_way_taken_has_the_numbers_of_its_steps():
    session, order = drawn(PAID).panels

    assert ways(session, Look.TAKEN) == {
        (START, "requires_source"): [("createCheckouts", (1,))],
        ("requires_source", "requires_confirmation"): [
            ("attachSourceToCheckout", (3,))
        ],
        ("requires_confirmation", "pending_funds"): [("createOrders", (4,))],
        ("pending_funds", "complete"): [("customer pays", (5,))],
    }
    assert ways(order, Look.TAKEN) == {
        (START, "pending_payment"): [("createOrders", (4,))],
        ("pending_payment", "accepted"): [("customer pays", (5,))],
    }


def test_where_it_ends_is_marked_and_what_nothing_leaves_is_final():
    session, order = drawn(PAID).panels

    assert states(session, Look.END) == {"complete"}
    assert states(order, Look.END) == {"accepted"}
    assert {n.key for n in session.nodes if n.final} == {
        "complete",
        "failed",
        "cancelled",
    }


def test_what_was_possible_is_pale_and_unwritten():
    session, _ = drawn(PAID).panels

    assert states(session, Look.PALE) == {
        "requires_action",
        "pending_redirect",
        "pending",
        "failed",
        "cancelled",
    }
    pale = ways(session, Look.PALE)
    assert ("pending_funds", "failed") in pale
    assert all(labels == [] for labels in pale.values())
    # Nothing of invoices: this session pays for a checkout.
    assert ("requires_source", "complete") not in pale


def test_a_refusal_that_moves_nothing_bars_the_way():
    (session,) = drawn(BARRED).panels
    ((key, labels),) = ways(session, Look.BLOCKED).items()
    (bar,) = [node for node in session.nodes if node.look is Look.BLOCKED]

    assert key[0] == "requires_source"
    assert labels == [("createOrders", (2,))]
    assert bar.text == "✕ 400 order_submit_failed"
    assert states(session, Look.END) == {"requires_source"}


def test_a_refusal_that_moves_is_red_and_says_which():
    (session,) = drawn(
        HEAD + "  - merchant: createOrders\n    then: {error: failed-request}\n"
    ).panels

    assert ways(session, Look.REFUSED) == {
        ("requires_confirmation", "failed"): [
            ("createOrders", (1,)),
            ("✕ 409 failed-request", ()),
        ]
    }


def test_a_refusal_for_a_reason_says_what_the_shop_sees():
    diagram = drawn(
        HEAD + "  - merchant: createOrders\n"
        "    then: {error: failed-request, reason: insufficient_funds}\n"
    )
    (session,) = diagram.panels

    ((_, labels),) = ways(session, Look.REFUSED).items()
    assert labels[1] == ("✕ 409 insufficient_funds", ())
    assert diagram.captions[-1].outcome.startswith("409 insufficient_funds")
    assert "failed-request" not in diagram.described


def test_a_fault_bars_the_way_too():
    session, _ = drawn(
        HEAD
        + """\
  - merchant: createOrders
    fault: {kind: reset}
  - merchant: createOrders
"""
    ).panels
    ((key, labels),) = ways(session, Look.BLOCKED).items()

    assert key == ("requires_confirmation", "✕ requires_confirmation")
    assert labels == [("createOrders", (1,))]
    assert ways(session, Look.TAKEN)["requires_confirmation", "complete"] == [
        ("createOrders", (2,))
    ]


def test_what_comes_before_the_story_has_the_number_0_and_one_line():
    diagram = drawn(HEAD + "  - merchant: createOrders\n")

    assert ways(diagram.panels[0], Look.TAKEN)[START, "requires_source"] == [
        ("createCheckouts", (0,))
    ]
    first, second = diagram.captions
    assert (first.number, first.outcome) == (
        0,
        "createCheckouts, chooses, attachSourceToCheckout",
    )
    assert (second.number, second.what) == (1, "createOrders")


def test_a_way_taken_twice_has_both_numbers():
    diagram = drawn(
        HEAD + "  - merchant: createCheckouts\n    times: 2\n"
        "  - merchant: createCheckouts\n"
    )

    assert ways(diagram.panels[0], Look.TAKEN) == {
        (START, "requires_source"): [("createCheckouts", (1, 2))]
    }


@pytest.mark.parametrize(
    ("steps", "titles"),
    [
        ("  - merchant: createSkus\n  - merchant: deleteSkus\n", ["sku"]),
        ("  - merchant: createCustomers\n", ["customer"]),
        (
            (
                "  - merchant: createOrders\n  - merchant: createFulfillments\n"
                "  - merchant: createRefunds\n"
            ),
            ["payment session", "order", "refund"],
        ),
    ],
)
def test_it_shows_what_the_story_is_about(steps, titles):
    assert [panel.title for panel in drawn(HEAD + steps).panels] == titles


def test_what_the_steps_name_is_drawn_before_what_nobody_asked_about():
    captured = drawn(
        HEAD
        + """\
  - merchant: createFulfillments
    then: {capture: pending}
  - provider: fails
    of: capture
    then: {charge: capturable}
"""
    )
    panels = {panel.title: panel for panel in captured.panels}

    assert {"charge", "capture"} < panels.keys()
    assert ways(panels["capture"], Look.REFUSED) == {
        ("pending", "failed"): [("✕ provider fails", (2,))]
    }


def test_what_else_moves_is_said():
    assert "Moves besides, drawn by --kind: checkout, source." in drawn(PAID).summary


def test_kinds_that_somebody_asks_for_are_shown_and_no_others():
    assert [p.title for p in drawn(PAID, "source", "refund").panels] == ["source"]


def test_who_does_not_see_it_is_told_all_of_it():
    said = drawn(PAID).described

    assert "4. merchant createOrders: 201" in said
    assert "From pending_funds to complete by customer pays." in said
    assert "From pending_funds to failed" not in said


def test_mermaid_has_a_line_for_each_way_and_paints_what_is_taken():
    diagram = drawn(BARRED)
    lines = mermaid(diagram).splitlines()
    arrows = [line for line in lines if "->" in line]
    (panel,) = diagram.panels
    strong = [i for i, edge in enumerate(panel.edges) if edge.look is Look.BLOCKED]

    assert lines[0] == "flowchart TD"
    assert len(arrows) == len(panel.edges)
    assert any(line.endswith('["✕ 400 order_submit_failed"]') for line in lines)
    assert any(
        line.startswith(f"  linkStyle {strong[0]} stroke:#d6404c") for line in lines
    )


def test_mermaid_takes_words_as_words():
    odd = PAID.replace("It is drawn.", "'A \"sharp\" # end; <b>'")
    text = mermaid(drawn(odd))

    assert 'accDescr: A "sharp" end, <b>' in text
    assert "classDef end " not in text


def test_what_is_refused_in_one_state_more_than_once_is_one_bar():
    (session,) = drawn(
        HEAD
        + """\
  - merchant: createOrders
    then: {error: service_unavailable}
  - merchant: createOrders
    then: {error: internal_server_error}
"""
    ).panels
    (bar,) = [node for node in session.nodes if node.look is Look.BLOCKED]

    assert bar.text == "✕ refused"
    assert [(line.text, line.numbers) for line in bar.stays] == [
        ("503 service_unavailable", (1,)),
        ("500 internal_server_error", (2,)),
    ]
    assert list(ways(session, Look.BLOCKED).values()) == [[("createOrders", (1, 2))]]


@pytest.mark.parametrize(
    ("strike", "told"),
    [
        ("fault: {kind: reset}", "✕ the connection was reset"),
        ("then: {error: too_many_requests}", "✕ 429 too_many_requests"),
    ],
)
def test_what_a_rule_strikes_is_barred_at_the_step_that_it_struck(strike, told):
    diagram = drawn(
        HEAD
        + f"""\
  - merchant: createOrders
  - merchant: createFulfillments
rules:
  - merchant: createOrders
    first: 1
    {strike}
"""
    )
    (bar,) = [node for node in diagram.panels[0].nodes if node.look is Look.BLOCKED]

    assert bar.text == told
    assert list(ways(diagram.panels[0], Look.BLOCKED).items()) == [
        (("requires_confirmation", bar.key), [("createOrders", (1,))])
    ]
    assert [c.look for c in diagram.captions if c.number == 1] == [
        Look.REFUSED,
        Look.PLAIN,
    ]


def test_what_was_never_made_is_barred_from_its_beginning():
    (panel,) = drawn(
        HEAD
        + """\
  - merchant: createSkus
    then: {error: {code: invalid_parameter, parameter: partNumber}}
"""
    ).panels

    assert panel.title == "sku"
    assert [(e.before, e.look) for e in panel.edges] == [(START, Look.BLOCKED)]
