"""Our own replies are judged too: what breaks the contract is never sent silently."""

from __future__ import annotations

import pytest

from mockdr.base.errors import MockdrError
from mockdr.engine import dispatch
from mockdr.engine.operations.table import OPERATIONS
from mockdr.engine.turn import Answer

BROKEN = {
    "a field too many": (lambda d: {**d, "colour": "red"}, "/colour"),
    "a wrong type": (lambda d: {**d, "email": 5}, "/email"),
    "a state that is none": (
        lambda d: {
            **d,
            "payment": {"session": {**d["payment"]["session"], "state": "tired"}},
        },
        "/payment/session/state",
    ),
}


@pytest.fixture
def broken(monkeypatch):
    """Let an operation answer what *change* makes of its reply."""

    def breaks(operation, change):
        good = OPERATIONS[operation]

        def bad(turn):
            answer = good(turn)
            return Answer(status=answer.status, document=change(answer.document))

        monkeypatch.setattr(dispatch, "OPERATIONS", {**OPERATIONS, operation: bad})

    return breaks


@pytest.mark.parametrize("case", BROKEN)
def test_a_reply_that_breaks_the_contract_is_a_500_and_nothing_is_kept(
    shop, broken, case
):
    change, pointer = BROKEN[case]
    broken("createCheckouts", change)
    answer = shop.post("/checkouts", shop.order_body())
    assert answer.status == 500
    assert answer.body == {
        "type": "internal_server_error",
        "errors": [{"message": "Something went wrong."}],
    }
    told = f"mockdr's own reply to createCheckouts breaks the contract at {pointer}"
    assert told in answer.hint
    [finding] = shop.tenant.check()
    assert (finding.kind, finding.severity) == ("error", "fail")
    assert told in finding.message
    assert shop.tenant.store.snapshot() == {}
    assert shop.events() == []
    assert shop.tenant.journal.entries()[-1].status == 500


def test_a_broken_reply_leaves_nothing_due(shop, broken):
    broken("createPaymentSources", lambda d: {**d, "colour": "red"})
    form = shop.form(shop.checkout(), "wireTransfer")
    assert shop.post("/payments/sources", form, key="public").status == 500
    assert shop.tenant.clock.due == []
    assert shop.events() == ["checkout.created"]


def test_a_broken_refusal_is_a_500_too(shop, monkeypatch):
    bad = {"type": "bad_weather", "errors": []}
    good = dispatch.contract.error_body

    def error_body(complaints):
        if complaints[0].key == "internal":
            return good(complaints)
        return 400, bad

    monkeypatch.setattr(dispatch.contract, "error_body", error_body)
    answer = shop.get("/checkouts/none")
    assert answer.status == 500
    assert "breaks the contract at /type" in answer.hint


def test_a_mistake_of_ours_is_never_the_merchants(shop, monkeypatch):
    def fails(turn):
        raise MockdrError("the cellar is flooded", help="call a plumber")

    monkeypatch.setattr(dispatch, "OPERATIONS", {**OPERATIONS, "listOrders": fails})
    answer = shop.get("/orders")
    assert answer.status == 500
    assert answer.hint == "the cellar is flooded; call a plumber"
    assert shop.findings("error") == ["the cellar is flooded; call a plumber"]


def test_a_hint_fits_into_a_header(shop, monkeypatch):
    def fails(turn):
        raise MockdrError("über\r\nX-Evil: 1 " + "x" * 5000)

    monkeypatch.setattr(dispatch, "OPERATIONS", {**OPERATIONS, "listOrders": fails})
    hint = shop.get("/orders").hint
    assert "\n" not in hint
    assert hint.isascii()
    assert len(hint) <= 1000


def test_what_the_world_is_told_of_a_failure_is_found_at_its_tenant(shop):
    call = shop.get("/orders").reply
    del call
    from mockdr.engine.call import Call

    key = {"authorization": "Bearer sk_test_shop"}
    shop.world.record_error(
        Call(method="GET", path="/orders", headers=key), ValueError("boom")
    )
    assert shop.findings("error") == ["mockdr failed on GET /orders: boom"]
    shop.world.record_error(Call(method="GET", path="/x"), ValueError("boom"))
    [finding] = shop.world.strays.findings()
    assert finding.kind == "error"
