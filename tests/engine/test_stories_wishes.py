"""Acts by hand that say how they end: what is documented comes, all else is refused."""

from __future__ import annotations

import pytest

from mockdr.base.errors import MockdrError
from mockdr.engine.acts import Impossible
from tests.engine.recurring import Subscriber
from tests.engine.sending_goods import all_sent, charges, paid_with
from tests.engine.told_stories import KONBINI, begun

PENDING = "4024007120579635"


def capturing(shop):
    """Return an order whose capture waits for the provider."""
    order = paid_with(shop, PENDING)
    all_sent(shop, order)
    return order


def test_a_renewal_by_hand_is_declined_for_a_reason(shop):
    ann = Subscriber(shop)
    moved = shop.tenant.happen(
        "provider", "renews", ann.id, reason="insufficient_funds"
    )

    assert ("subscription", "activePendingInvoice") in [
        (m.kind, m.state) for m in moved
    ]
    [charge] = [m.id for m in moved if m.kind == "charge"]
    assert shop.get(f"/charges/{charge}").body["failureCode"] == "insufficient_funds"
    assert shop.findings() == []


def test_a_state_that_is_wished_chooses_the_outcome(shop):
    ann = Subscriber(shop)
    shop.tenant.happen(
        "provider", "renews", ann.id, then={"subscription": "activePendingInvoice"}
    )
    assert ann.state == "activePendingInvoice"


@pytest.mark.parametrize("price", [10.0, 0])
@pytest.mark.parametrize("drafted", [False, True])
def test_a_renewal_does_not_end_what_its_plan_does_not_end(shop, drafted, price):
    ann = Subscriber(shop, price=price)
    if drafted:
        shop.tenant.happen("provider", "reminds", ann.id)
    before = ann.state
    with pytest.raises(Impossible) as refused:
        shop.tenant.happen("provider", "renews", ann.id, then={"subscription": "ended"})
    assert refused.value.possible
    assert not any("ended" in one for one in refused.value.possible)
    assert ann.state == before


def test_what_cannot_be_is_refused_and_nothing_happens(shop):
    order = capturing(shop)
    before = len(shop.events())

    with pytest.raises(Impossible) as refused:
        shop.tenant.happen(
            "provider", "completes", "capture", then={"capture": "failed"}
        )

    assert "cannot end with capture 'failed'" in str(refused.value)
    assert refused.value.possible == ["capture: complete"]
    [charge] = charges(shop, order)
    assert [c["state"] for c in charge["captures"]] == ["pending"]
    assert len(shop.events()) == before
    shop.tenant.happen("provider", "completes", "capture", then={"capture": "complete"})


def test_a_capture_fails_for_the_reason_that_is_given(shop):
    order = capturing(shop)
    shop.tenant.happen(
        "provider",
        "fails",
        "capture",
        then={"capture": "failed"},
        reason="lost_stolen_card",
    )
    [charge] = charges(shop, order)
    assert charge["captures"][0]["failureCode"] == "lost_stolen_card"


def test_what_succeeds_tells_no_reason(shop):
    capturing(shop)
    with pytest.raises(Impossible, match="nothing fails that would say why"):
        shop.tenant.happen(
            "provider", "completes", "capture", reason="lost_stolen_card"
        )


def test_things_that_the_act_leaves_alone_cannot_be_wished(shop):
    capturing(shop)
    with pytest.raises(Impossible, match="no refund is moved by it"):
        shop.tenant.happen(
            "provider", "completes", "capture", then={"refund": "succeeded"}
        )


def test_a_step_that_waits_is_played_as_the_hand_says(shop):
    played, order = begun(shop, KONBINI + "- customer: pays")
    shop.tenant.happen(
        "customer", "pays", then={"order": "in_review", "fraud": "review_opened"}
    )
    assert shop.read("order", order["id"])["state"] == "in_review"
    assert played.runs[0].ended
    assert shop.findings() == []


def test_what_the_story_tells_is_not_to_be_wished_away(shop):
    played, _ = begun(shop, KONBINI + "- customer: pays\n  then: {order: accepted}")
    with pytest.raises(Impossible, match="the story tells it otherwise") as refused:
        shop.tenant.happen("customer", "pays", then={"order": "in_review"})
    assert refused.value.possible == ["order: accepted"]
    assert not played.runs[0].ended


def test_what_the_session_asks_for_next_can_be_wished(shop):
    begun(shop, KONBINI)
    with pytest.raises(Impossible) as refused:
        shop.tenant.happen("customer", "pays", then={"next_action": "redirect"})
    assert "next_action: none" in refused.value.possible
    shop.tenant.happen("customer", "pays", then={"next_action": "none"})


def test_a_source_is_chosen_in_the_state_that_is_wished(shop):
    shop.checkout()
    [made] = shop.tenant.happen(
        "customer", "chooses", then={"source": "requires_action"}
    )
    assert made.state == "requires_action"
    with pytest.raises(Impossible):
        shop.tenant.happen("customer", "chooses", then={"source": "pending_funds"})


@pytest.mark.parametrize(
    ("verb", "wish", "says"),
    [
        ("pays", {"then": {"ordr": "accepted"}}, "order"),
        ("pays", {"then": {"events": "x"}}, "no KIND"),
        ("pays", {"then": {"order": "acepted"}}, "accepted"),
        ("pays", {"then": {"order": ["accepted"]}}, "never"),
        ("pays", {"reason": "no_mood"}, "reason is never 'no_mood'"),
        ("submits", {"then": {"order": "accepted"}}, "tell it in a scenario"),
    ],
)
def test_a_word_that_nobody_knows_is_named_with_those_there_are(shop, verb, wish, says):
    with pytest.raises(MockdrError) as refused:
        shop.tenant.happen("customer", verb, **wish)
    assert says in f"{refused.value.message}; {refused.value.help}"


@pytest.mark.parametrize(
    ("then", "told"),
    [
        ("declined", "by a scenario, such as declined-and-left, "),
        ("requires_action", 'write then={"source": "requires_action"}'),
        (["refunded"], 'write then={"source": "requires_action"}'),
    ],
)
def test_a_wish_that_names_no_thing_is_told_how_to_write_it(shop, then, told):
    shop.checkout()
    with pytest.raises(MockdrError, match="names what ends how") as refused:
        shop.tenant.happen("customer", "chooses", then=then)
    assert told in refused.value.help
