"""What is hardest to tell is told by bundled stories, each to its very end."""

from __future__ import annotations

import pytest

from mockdr.engine.rehearsal import rehearse
from tests.scenarios.watch import STORIES, played

#: The hard case, to the story that tells it and the moves by which it is known.
CASES = {
    "store credit alone does not fund an order, and beside a card it does": (
        "store-credit-then-card",
        [
            "source: chargeable -- createOrders -> consumed",
            "order: None -- createOrders -> accepted",
        ],
    ),
    "a decline burns the checkout, and a second one is paid": (
        "declined",
        [
            "session: requires_confirmation -- createOrders -> failed",
            "checkout: open -- createOrders -> burnt",
            "session: requires_confirmation -- createOrders -> complete",
        ],
    ),
    "an order whose answer is lost was made, and may be asked for again": (
        "answer-lost",
        ["order: None -- createOrders -> accepted"],
    ),
    "a shop polls while its customer is away, and refreshes afterwards": (
        "klarna-polled-then-approved",
        [
            "source: pending_redirect -- customer.approves -> chargeable",
            "order: pending_payment -- refreshOrders -> accepted",
        ],
    ),
    "somebody pays with the saved card of somebody else": (
        "saved-card-of-another",
        ["session: requires_confirmation -- createOrders -> failed"],
    ),
    "one of two captures fails, the other is given back by halves": (
        "one-of-two-captures-fails",
        [
            "capture: pending -- provider.completes -> complete",
            "capture: pending -- provider.fails -> failed",
            "refund: pending -- provider.completes -> succeeded",
        ],
    ),
    "a renewal is declined twice, then given up": (
        "renewal-given-up",
        [
            "subscription: active -- provider.renews -> activePendingInvoice",
            "invoice: open -- provider.expires -> uncollectible",
            "subscription: activePendingInvoice -- provider.expires -> failed",
        ],
    ),
    "limits and resets strike while webhooks come twice and out of order": (
        "bad-day",
        ["order: None -- createOrders -> accepted"],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_hard_case_is_bundled_and_holds(case):
    name, moves = CASES[case]
    found = played(name)

    assert rehearse(STORIES[name]) == ()
    assert found.findings == []
    assert {str(move) for move in found.changed} >= set(moves)


def test_of_two_refunds_each_gives_half():
    tale = played("one-of-two-captures-fails")
    refunds = [beat for beat in tale.beats if beat.what == "createRefunds"]

    assert len(refunds) == 2
    assert [state for beat in tale.beats for state in beat.states].count(
        "refund succeeded"
    ) == 2


def test_who_lost_the_answer_finds_the_order_by_asking_for_it():
    """The second request is optional, and made by self-play nevertheless."""
    tale = played("answer-lost")

    assert [beat.outcome for beat in tale.beats if beat.number == 2] == [
        "404 not_found"
    ]


def test_the_refusals_are_those_of_the_contract():
    assert {r.key for r in played("store-credit-then-card").refused} == {
        "order_submit_failed"
    }
    assert {r.key for r in played("saved-card-of-another").refused} == {"source_in_use"}
    assert {r.key for r in played("declined").refused} == {"failed-request"}
