"""The provider is explored: its laws hold, and a planted mistake is found and told."""

from __future__ import annotations

import pytest

from mockdr.base.errors import MockdrError
from mockdr.engine.exploring import holding
from mockdr.engine.exploring.finding import written
from mockdr.engine.exploring.provider import Explorer
from mockdr.engine.exploring.search import Move, search
from mockdr.engine.exploring.writing import scenario_of
from mockdr.engine.rehearsal import rehearse
from mockdr.engine.vocabulary import vocabulary
from mockdr.scenario.editor.copies import installed
from mockdr.scenario.library import story_from_text

CORE = (
    *("createCheckouts", "attachSourceToCheckout", "createOrders", "refreshOrders"),
    *("createFulfillments", "createRefunds", "customer", "provider", "fraud"),
)


def merchant(operation, how=""):
    return Move(who="merchant", what=operation, how=how)


def travel(explorer, *moves):
    for move in moves:
        assert move in explorer.moves(), (move, explorer.moves())
        explorer.go(move)


def test_every_law_of_the_provider_holds_on_journeys_through_all_of_it():
    searched = search(Explorer, examples=15, steps=40, seed=5)

    assert searched.found is None
    kinds = {move.what for move in searched.steps}
    assert {"createOrders", "attachSourceToCheckout", "chooses"} <= kinds
    assert len(kinds) > 40


def test_only_what_is_wanted_is_gone():
    searched = search(
        lambda: Explorer(("createCheckouts", "retrieveCheckouts", "customer")),
        examples=10,
        steps=10,
        seed=1,
    )

    assert {m.who for m in searched.steps} <= {"merchant", "customer"}
    assert {m.what for m in searched.steps if m.who == "merchant"} == {
        *("createCheckouts", "retrieveCheckouts"),
    }


@pytest.mark.whole
def test_a_planted_mistake_shrinks_to_four_steps_and_is_told_as_a_story(monkeypatch):
    """A law that says no order may wait for money: mockdr seems to break it."""

    def no_order_waits(tenant):
        for id in tenant.store.newest("order"):
            if tenant.state_of("order", id) == "pending_payment":
                return "an order waits"
        return None

    monkeypatch.setattr(
        "mockdr.engine.exploring.provider.broken", no_order_waits, raising=True
    )

    found = search(lambda: Explorer(CORE), examples=150, steps=30, seed=2).found

    assert str(found.error) == "an order waits"
    assert len(found.journey) <= 4
    assert found.journey[-1] == merchant("createOrders")
    text = scenario_of(found.traveller.tenant, name="found", summary="An order waits.")
    story = story_from_text(text, "found.yaml", vocabulary())
    assert rehearse(story) == ()
    assert [step.place.line for step in story.steps]
    assert "then:\n      order: pending_payment" in text or (
        "order: pending_payment" in text
    )


def test_a_journey_with_acts_is_told_with_them():
    explorer = Explorer()
    travel(
        explorer,
        merchant("createCheckouts"),
        Move(who="customer", what="chooses", how="wireTransfer"),
        merchant("attachSourceToCheckout"),
        merchant("createOrders"),
        Move(who="clock", what="3d"),
        Move(who="customer", what="pays", how="source.1"),
    )

    text = scenario_of(explorer.tenant, name="paid", summary="It is paid.")

    assert rehearse(story_from_text(text, "paid.yaml", vocabulary())) == ()
    steps = text.partition("steps:\n")[2]
    assert "  - customer: chooses\n    source: {type: wireTransfer}" in steps
    assert "  - customer: pays\n    of: source\n    after: 3d\n" in steps
    assert "order: accepted" in steps.partition("customer: pays")[2]


def test_where_nothing_was_called_no_scenario_is_told():
    explorer = Explorer()

    assert scenario_of(explorer.tenant, name="nothing", summary="None.") is None


def test_the_scenario_is_written_with_the_journey_on_top(tmp_path):
    explorer, error = (
        Explorer(),
        AssertionError("no\nand more of card 4929123456789015"),
    )
    journey = (merchant("createCheckouts"),)
    travel(explorer, *journey)

    text, file = written(explorer.tenant, journey, error, seed=7, out=tmp_path / "new")

    assert file == tmp_path / "new" / "explored-7.yaml"
    assert file.read_text("utf-8") == text
    assert text.splitlines()[:4] == [
        "# yaml-language-server: $schema=.schema/scenario.schema.json",
        "# seed 7; AssertionError: no",
        "#   1  merchant createCheckouts",
        "scenario: explored-7",
    ]


def test_what_somebody_has_changed_is_not_written_over(tmp_path):
    explorer = Explorer()
    travel(explorer, merchant("createCheckouts"))

    def put(out):
        return written(explorer.tenant, (), AssertionError("no"), seed=7, out=out)[1]

    for out in (tmp_path, tmp_path / "mine.yaml"):
        first = put(out)
        assert put(out) == first
        first.write_text("changed")
        second = put(out)
        assert second.name == f"{first.stem}-2.yaml"
        assert f"scenario: {second.stem}\n" in second.read_text("utf-8")
        assert put(out) == second
        assert first.read_text() == "changed"


def test_the_schema_for_editors_is_put_beside_the_scenario(tmp_path):
    explorer, out = Explorer(), tmp_path / "found.yaml"
    travel(explorer, merchant("createCheckouts"))
    copy = tmp_path / ".schema" / "scenario.schema.json"
    copy.parent.mkdir()
    copy.write_text("{}")

    text, _ = written(explorer.tenant, (), AssertionError("no"), seed=7, out=out)

    assert text.startswith(
        "# yaml-language-server: $schema=.schema/scenario.schema.json\n# seed 7; "
    )
    assert copy.read_bytes() == installed()


@pytest.mark.parametrize("out", ["Found.yaml", "1.yml"])
def test_a_file_that_no_scenario_can_have_is_refused(tmp_path, out):
    with pytest.raises(MockdrError, match="no scenario can be called"):
        written(Explorer().tenant, (), AssertionError(), seed=1, out=tmp_path / out)


def test_where_it_cannot_be_written_that_is_said(tmp_path):
    explorer = Explorer()
    travel(explorer, merchant("createCheckouts"))
    (tmp_path / "file").write_text("")

    with pytest.raises(MockdrError, match="cannot be written"):
        written(
            explorer.tenant, (), AssertionError(), seed=1, out=tmp_path / "file" / "new"
        )


ORDER = {
    "id": "1",
    "totalAmount": 10.0,
    "capturedAmount": 5.0,
    "refundedAmount": 2.0,
    "availableToRefundAmount": 3.0,
    "payment": {
        "charges": [
            {
                "amount": 10.0,
                "captures": [{"amount": 5.0, "state": "complete"}],
                "refunds": [{"amount": 2.0, "state": "complete"}],
            }
        ]
    },
}


def charge(**parts):
    told = {k: [{"amount": v, "state": "complete"}] for k, v in parts.items()}
    return {"payment": {"charges": [{"amount": 10.0, **told}]}}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, None),
        ({"cancelledAmount": 6.0}, "5.0 captured and 6.0 cancelled of 10.0"),
        ({"refundedAmount": 5.5}, "5.5 refunded of 5.0"),
        ({"availableToRefundAmount": 3.01}, "3.01 left of 5.0 to refund, after 2.0"),
        (charge(captures=8.0, cancels=3.0), "8.0 captured and 3.0 cancelled of 10.0"),
        (charge(captures=1.0, refunds=2.0), "2.0 refunded of 1.0 captured"),
    ],
)
def test_the_laws_of_money(change, said):
    told = next(holding._of_money({**ORDER, **change}), None)

    assert told == (None if said is None else f"the order 1: {said}")


def test_a_failure_of_our_own_and_a_state_of_no_table_break_the_law(shop, monkeypatch):
    shop.ordered()
    assert holding.broken(shop.tenant) is None

    monkeypatch.setattr(type(shop.tenant), "state_of", lambda *_: "odd")
    assert "is 'odd', which no" in holding.broken(shop.tenant)

    shop.tenant.find("error", "fail", "it broke", None, {})
    assert holding.broken(shop.tenant) == "it broke"
