"""Rules: what strikes at any time, whom it strikes, and what that leaves as it was."""

from __future__ import annotations

import pytest

from tests.engine.shop import Shop, card

STEPS = "- {merchant: createOrders, then: {order: accepted}}\n"
BOTH = "- merchant: createCheckouts\n- merchant: createOrders\n"
LIMITED = "{error: too_many_requests, headers: {Retry-After: 2}}"


def rules(*lines, steps=STEPS):
    """Return a story in which *lines* strike."""
    return f"{steps}rules:\n" + "".join(f"  - {{{line}}}\n" for line in lines)


def statuses(shop, count, path="/orders"):
    """Return what so many requests are answered, one after the other."""
    return [shop.get(path).status for _ in range(count)]


# -- whom they strike ------------------------------------------------------------------


def test_a_request_that_is_struck_does_not_move_its_run(shop):
    played = shop.play(rules(f"merchant: createOrders, first: 2, then: {LIMITED}"))
    checkout, _ = shop.funded()

    for _ in range(2):
        answer = shop.order(checkout)
        assert (answer.status, answer["type"]) == (429, "too_many_requests")
        assert answer.headers["Retry-After"] == "2"
        assert answer.headers["X-Mockdr-Rule"] == "story.yaml:7"
        assert "X-Mockdr-Step" not in answer.headers
        assert shop.session(checkout)["state"] == "requires_confirmation"
        [run] = played.runs
        assert (run.step, run.ended) == (1, False)
    answer = shop.order(checkout)

    assert (answer.status, answer.headers["X-Mockdr-Step"]) == (201, "1")
    assert "X-Mockdr-Rule" not in answer.headers
    assert [run.ended for run in played.runs] == [True]
    assert shop.findings() == []
    entries = [
        e for e in shop.tenant.journal.entries() if e.operation == "createOrders"
    ]
    assert [(e.verdict, e.rule, e.step) for e in entries] == [
        ("struck", "story.yaml:7", None),
        ("struck", "story.yaml:7", None),
        ("played", "", 1),
    ]


def test_any_counts_every_request_of_a_run(shop):
    shop.play(
        rules(
            "merchant: any, every: 3, fault: {kind: status, status: 503}",
            steps=BOTH,
        )
    )
    checkout = shop.checkout()
    path = f"/checkouts/{checkout['id']}"

    assert statuses(shop, 6, path) == [200, 503, 200, 200, 503, 200]
    assert shop.findings("mismatch") == shop.findings("off_script") == []


def test_outside_of_runs_requests_are_counted_for_the_tenant(shop):
    shop.play(
        rules("merchant: listOrders, every: 2, fault: {kind: status, status: 503}")
    )

    assert statuses(shop, 4) == [200, 503, 200, 503]
    assert statuses(shop, 2, "/checkouts") == [200, 200]
    assert [e.verdict for e in shop.tenant.journal.entries()] == ["outside"] * 6


def test_each_run_counts_anew(shop):
    shop.play(rules(f"merchant: createOrders, first: 1, then: {LIMITED}"))
    one, _ = shop.funded()
    other, _ = shop.funded()

    assert [shop.order(one).status, shop.order(other).status] == [429, 429]
    assert [shop.order(other).status, shop.order(one).status] == [201, 201]


def test_a_struck_beginning_begins_a_run_that_the_next_request_joins(shop):
    played = shop.play(
        rules(
            "merchant: createCheckouts, first: 1, fault: {kind: reset}",
            steps="- merchant: createCheckouts\n",
        )
    )
    lost = shop.post("/checkouts", shop.order_body())

    assert lost.reply.fault.kind == "reset"
    assert [run.ended for run in played.runs] == [False]
    assert shop.get("/checkouts")["data"] == []
    assert shop.post("/checkouts", shop.order_body()).status == 201
    assert [run.ended for run in played.runs] == [True]


def test_rules_of_another_story_leave_a_run_alone(shop):
    shop.play("- merchant: createCheckouts\n- merchant: createOrders\n")
    shop.play(rules("merchant: any, every: 1, fault: {kind: status, status: 500}"))
    checkout, _ = shop.funded()

    assert shop.order(checkout).status == 201
    assert shop.get("/orders").status == 500


def test_the_first_rule_that_strikes_holds_and_all_count(shop):
    shop.play(
        rules(
            "merchant: listOrders, every: 2, fault: {kind: status, status: 502}",
            "merchant: any, every: 3, fault: {kind: status, status: 503}",
            "merchant: listOrders, first: 2, fault: {kind: status, status: 500}",
        )
    )

    assert statuses(shop, 6) == [500, 502, 503, 502, 200, 502]


def test_what_a_step_says_of_itself_comes_first(shop):
    played = shop.play(
        rules(
            "merchant: createOrders, first: 2, fault: {kind: status, status: 500}",
            steps="- {merchant: createOrders, then: {error: order_submit_failed}}\n"
            "- {merchant: createOrders, fault: {kind: status, status: 502}}\n"
            "- {merchant: createOrders, then: {order: accepted}}\n",
        )
    )
    checkout, _ = shop.funded()

    assert [shop.order(checkout).status for _ in range(3)] == [400, 502, 201]
    assert played.runs[0].ended
    assert shop.findings() == []


@pytest.mark.parametrize(
    ("match", "struck"),
    [
        ("body: {metadata: {try: one}}", True),
        ("body: {metadata: {try: two}}", False),
        ("headers: {X-Try: one}", True),
        ("headers: {x-try: two}", False),
        ("body_schema: {required: [metadata]}", True),
        ("body_schema: {required: [items]}", False),
        ("body: {checkoutId: <checkout.id>}", True),
    ],
)
def test_only_what_matches_is_struck(shop, match, struck):
    shop.play(
        rules(
            f"merchant: createOrders, match: {{{match}}}, first: 1, fault: "
            "{kind: status, status: 503}",
            steps=BOTH,
        )
    )
    checkout, _ = shop.funded()
    body = {"checkoutId": checkout["id"], "metadata": {"try": "one"}}
    answer = shop.post("/orders", body, headers={"X-Try": "one"})

    assert answer.status == (503 if struck else 201)


def test_a_query_is_matched_too(shop):
    shop.play(
        rules(
            "merchant: listOrders, match: {query: {limit: 2}}, every: 1, fault: "
            "{kind: status, status: 503}"
        )
    )

    assert [shop.get("/orders", query={"limit": n}).status for n in "123"] == [
        200,
        503,
        200,
    ]


# -- what those meet that are struck ---------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "work"),
    [
        ("kind: reset", "none"),
        ("kind: empty", "none"),
        ("kind: hang", "none"),
        ("kind: status, status: 502", "none"),
        ("kind: reset, work: done", "done"),
        ("kind: truncate", "done"),
        ("kind: garbage", "done"),
        ("kind: delay, for: 10ms", "done"),
        ("kind: alter, body: {state: lost}", "done"),
    ],
)
def test_a_fault_moves_the_run_only_if_the_work_was_done(shop, fault, work):
    played = shop.play(rules(f"merchant: createOrders, first: 1, fault: {{{fault}}}"))
    checkout, _ = shop.funded()
    shop.order(checkout)

    assert [run.ended for run in played.runs] == [work == "done"]
    assert len(shop.get("/orders")["data"]) == (1 if work == "done" else 0)
    if work == "none":
        assert shop.order(checkout).status == 201
    assert shop.findings() == []
    entry = next(e for e in shop.tenant.journal.entries() if e.rule)
    assert (entry.fault, entry.rule) == (fault.split()[1].strip(","), "story.yaml:7")
    assert entry.verdict == ("played" if work == "done" else "struck")


def test_a_step_is_checked_though_its_answer_is_spoilt(shop):
    shop.play(
        rules(
            "merchant: createOrders, first: 1, fault: {kind: truncate}",
            steps="- {merchant: createOrders, then: {order: in_review}}\n",
        )
    )
    checkout, _ = shop.funded()
    shop.order(checkout)

    assert shop.findings() == []
    assert shop.order(checkout).status == 404


def test_an_answer_waits_for_what_it_refers_to(shop):
    """Outside of runs there is what is given; the rest is there once a run made it."""
    shop.play(
        rules(
            "merchant: listCustomers, every: 1, fault: {kind: status, status: 500, "
            "headers: {X-Who: <ann.id>}, body: <ann.email> is gone}",
            "merchant: any, every: 1, fault: {kind: status, status: 500, body: "
            "<order.id>}",
            steps="- merchant: createOrders\n- merchant: retrieveOrders\n",
        ),
        given="given: {customers: {ann: {email: ann@example.com}}}",
    )
    answer = shop.get("/customers")
    assert (answer.status, answer.raw) == (500, b"ann@example.com is gone")
    assert len(answer.headers["X-Who"]) > 5

    checkout, _ = shop.funded()
    order = shop.order(checkout)
    assert order.status == 201
    assert shop.get(f"/orders/{order['id']}").raw == order["id"].encode()
    assert shop.get("/orders").status == 200


def test_an_error_moves_only_what_the_tables_say(shop):
    played = shop.play(
        rules("merchant: createOrders, first: 1, then: {error: failed-request}")
    )
    checkout, _ = shop.funded()

    assert shop.order(checkout).status == 409
    assert shop.session(checkout)["state"] == "failed"
    assert [run.step for run in played.runs] == [1]
    assert shop.findings("mismatch") == []


def test_facts_refuse_before_a_rule_does(shop):
    played = shop.play(rules(f"merchant: createOrders, first: 1, then: {LIMITED}"))
    checkout = shop.checkout()
    answer = shop.order(checkout)

    assert answer.errors == [("order_submit_failed", None)]
    assert "X-Mockdr-Rule" not in answer.headers
    assert played.runs[0].ended


def test_an_error_by_a_rule_is_no_violation(shop):
    shop.play(
        rules(
            "merchant: createOrders, first: 1, "
            "then: {error: {code: not_found, parameter: checkoutId}}"
        )
    )
    checkout, _ = shop.funded()

    assert shop.order(checkout).errors == [("not_found", "checkoutId")]
    assert shop.findings("violation") == []


# -- strictness, chance, order ---------------------------------------------------------


def test_strict_mode_lets_what_is_struck_be_sent_again():
    shop = Shop()
    shop.play(
        rules(
            f"merchant: createOrders, first: 1, then: {LIMITED}",
            steps=BOTH,
        ),
        given="given: {settings: {mode: strict}}",
    )
    checkout = shop.checkout()
    shop.attach(checkout, shop.source(checkout, **card()))
    answers = [shop.order(checkout).status for _ in range(3)]

    assert answers[:2] == [429, 201]
    off = [f for f in shop.findings() if "createOrders" in f]
    assert len(off) == 1, "only the third is off the script"


def test_chance_follows_from_the_seed():
    def struck(seed):
        shop = Shop()
        shop.play(
            rules(
                "merchant: listOrders, probability: 0.5, fault: "
                "{kind: status, status: 503}",
            ),
            given=f"given: {{settings: {{seed: {seed}}}}}",
        )
        return statuses(shop, 40)

    assert struck("one") == struck("one") != struck("two")
    assert 8 < struck("one").count(503) < 32


def test_a_rule_has_its_own_chance():
    """What stands beside a rule does not change whom it strikes."""
    fault = "probability: 0.5, fault: {kind: status, status: 503}"

    def struck(*lines):
        shop = Shop()
        shop.play(rules(*lines))
        return [status == 503 for status in statuses(shop, 20)]

    alone = struck(f"merchant: listOrders, {fault}")
    beside = struck(
        f"merchant: listOrders, {fault}",
        "merchant: listCheckouts, probability: 0.5, fault: {kind: reset}",
    )

    assert alone == beside


def test_a_chance_of_nothing_strikes_nothing():
    """One value of a matrix may try the story without its rule."""
    shop = Shop()
    shop.play(rules("merchant: listOrders, probability: 0, fault: {kind: reset}"))

    assert set(statuses(shop, 20)) == {200}
