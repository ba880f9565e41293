"""What the control API shows of calls, findings, events and deliveries, by pages."""

from __future__ import annotations

import json

import pytest

from mockdr.engine.call import Call


@pytest.fixture
def calls(shop, basket):
    """Make so many calls: checkouts, and at last one that is outside the contract."""

    def make(count):
        for _ in range(count - 1):
            shop("/checkouts", basket)
        shop("/checkouts", {**basket, "currency": 7}, expect=(400,))

    return make


def seqs(document):
    return [call["seq"] for call in document["calls"]]


def test_the_journal_can_be_read_from_its_end(ask, calls):
    calls(6)
    _, page = ask("GET", "journal?tenant=shop&newest=true&limit=2")
    assert seqs(page) == [6, 5]
    _, page = ask("GET", "journal?tenant=shop&newest=true&limit=2&before=5")
    assert seqs(page) == [4, 3]
    _, page = ask("GET", "journal?tenant=shop&before=3")
    assert seqs(page) == [1, 2]
    _, page = ask("GET", "journal?tenant=shop&newest=true&after=4")
    assert seqs(page) == [6, 5]
    _, page = ask("GET", "journal?tenant=shop&newest=true&violations=true")
    assert seqs(page) == [6]


def test_a_brief_call_has_no_bodies_and_counts_what_was_wrong(ask, calls):
    calls(2)
    _, page = ask("GET", "journal?tenant=shop&newest=true&brief=true")
    wrong, right = page["calls"]
    assert "request" not in wrong
    assert "reply" not in wrong
    assert (wrong["operation"], wrong["status"]) == ("createCheckouts", 400)
    assert wrong["violations"] == 1
    assert wrong["findings"] >= 1
    assert (right["violations"], right["findings"]) == (0, 0)
    assert page["findings"] == []


def test_a_call_is_shown_whole_with_what_was_wrong_and_a_line_to_repeat_it(ask, calls):
    calls(2)
    status, shown = ask("GET", "call?tenant=shop&seq=2")
    assert status == 200
    assert shown["call"]["request"]["currency"] == 7
    (violation,) = shown["call"]["violations"]
    assert violation["pointer"] == "/currency"
    assert {finding["seq"] for finding in shown["findings"]} == {2}
    assert shown["curl"].startswith("curl -X POST ")
    assert '"currency":7' in shown["curl"]
    assert shown["moves"] == []
    _, shown = ask("GET", "call?tenant=shop&seq=1")
    assert {(m["kind"], m["after"]) for m in shown["moves"]} == {
        ("checkout", "open"),
        ("session", "requires_source"),
    }


@pytest.mark.parametrize(
    ("call", "status", "says"),
    [
        ("call", 400, "add ?seq="),
        ("call?seq=x", 400, "1 or more"),
        ("call?seq=0", 400, "1 or more"),
        ("call?seq=9", 404, "the journal is empty"),
        ("call?tenant=shop&seq=9", 404, "the journal keeps 1 to 2"),
        ("event", 400, "add ?id="),
        ("event?id=nobody", 404, "GET /_mockdr/events"),
        ("delivery", 400, "add ?number="),
        ("delivery?number=x", 400, "1 or more"),
        ("delivery?number=9", 404, "GET /_mockdr/deliveries"),
        ("findings?before=0", 400, "1 or more"),
        ("events?limit=no", 400, "1 or more"),
        ("deliveries?state=lost", 400, "it takes"),
    ],
)
def test_what_there_is_not_is_said_with_advice(ask, calls, call, status, says):
    calls(2)
    got, document = ask("GET", call)
    assert got == status
    assert says in f"{document['error']['message']}; {document['error']['help']}"


def test_findings_are_read_from_the_newest_by_pages(ask, calls):
    calls(1)
    calls(1)
    _, every = ask("GET", "findings?tenant=shop")
    assert every["total"] == len(every["findings"])
    numbers = [finding["number"] for finding in every["findings"]]
    assert numbers == list(range(every["total"], 0, -1))
    _, page = ask("GET", "findings?tenant=shop&limit=1")
    assert page["findings"] == every["findings"][:1]
    assert page["next"] == numbers[0]
    _, rest = ask("GET", f"findings?tenant=shop&before={page['next']}")
    assert rest["findings"] == every["findings"][1:]
    assert rest["next"] is None


def test_what_is_still_to_come_is_no_finding_yet_and_is_told(ask):
    ask("POST", "play?tenant=shop", {"scenario": "card-accepted"})
    _, found = ask("GET", "findings?tenant=shop")
    assert found["findings"] == []
    assert found["unfinished"] == [
        "card-accepted had no run: nothing fitted its first call, createCheckouts",
    ]


def test_events_are_listed_from_the_newest_and_shown_one_by_one(ask, shop, basket):
    checkouts = [shop("/checkouts", basket)["id"] for _ in range(3)]
    _, page = ask("GET", "events?tenant=shop&limit=2")
    assert [event["of"] for event in page["events"]] == checkouts[:0:-1]
    assert [event["number"] for event in page["events"]] == [3, 2]
    assert (page["total"], page["next"]) == (3, 2)
    _, rest = ask("GET", "events?tenant=shop&before=2")
    assert [event["of"] for event in rest["events"]] == checkouts[:1]
    assert rest["next"] is None
    (event,) = rest["events"]
    _, shown = ask("GET", f"event?tenant=shop&id={event['id']}")
    assert shown["event"]["type"] == "checkout.created"
    assert shown["event"]["data"]["object"]["id"] == checkouts[0]
    assert shown["deliveries"] == []


@pytest.fixture
def told(shop, basket, real_world):
    """A webhook that nobody answers, and a checkout that it is told of."""
    hook = shop(
        "/webhooks",
        {
            "types": ["checkout.created"],
            "address": "https://shop.example/hooks",
            "enabled": True,
        },
    )
    shop("/checkouts", basket)
    return hook


def test_deliveries_are_looked_at_and_not_sent(ask, told, real_world):
    tenant = real_world.find("shop")
    _, page = ask("GET", "deliveries?tenant=shop")
    (row,) = page["deliveries"]
    assert (row["type"], row["webhook"]) == ("checkout.created", told["id"])
    assert (row["state"], row["attempts"]) == ("pending", 0)
    assert (page["total"], page["next"]) == (1, None)
    assert tenant.mail.waiting
    _, whole = ask("GET", f"delivery?tenant=shop&number={row['number']}")
    assert (whole["number"], whole["attempts"]) == (row["number"], [])
    assert tenant.mail.waiting
    _, event = ask("GET", f"event?tenant=shop&id={whole['event']['id']}")
    assert event["deliveries"] == [row["number"]]


def test_deliveries_can_be_sifted(ask, told):
    assert ask("GET", "deliveries?tenant=shop&state=failed")[1]["deliveries"] == []
    assert ask("GET", "deliveries?tenant=shop&webhook=no")[1]["deliveries"] == []
    found = ask("GET", f"deliveries?tenant=shop&webhook={told['id']}&state=pending")
    assert len(found[1]["deliveries"]) == 1
    assert ask("GET", "deliveries?tenant=shop&before=1")[1]["deliveries"] == []


def test_an_attempt_is_told_with_its_answer(ask, told, real_world):
    real_world.find("shop").mail.flush()
    _, page = ask("GET", "deliveries?tenant=shop")
    (row,) = page["deliveries"]
    assert (row["attempts"], row["last"]) == (1, "2024-05-01T12:00:00Z")
    assert row["state"] in ("blocked", "failed", "pending")
    _, whole = ask("GET", f"delivery?tenant=shop&number={row['number']}")
    assert len(whole["attempts"]) == 1


def test_nothing_here_tells_a_key_a_card_or_a_secret(ask, told, shop, basket, real_app):
    card = "4444222233331111"
    real_app.answer(
        Call(
            method="POST",
            path="/checkouts",
            query=(("card", card),),
            headers={
                "authorization": "Bearer sk_test_shop",
                "content-type": "application/json",
            },
            body=json.dumps({**basket, "metadata": {"card": card}}).encode(),
        )
    )
    seq = ask("GET", "journal?tenant=shop&newest=true&limit=1")[1]["calls"][0]["seq"]
    _, page = ask("GET", "things?tenant=shop&kind=checkout")
    id = page["things"][0]["id"]
    shown = [
        ask("GET", path)[1]
        for path in (
            "tenants",
            "pulse?tenant=shop",
            "journal?tenant=shop&newest=true&brief=true",
            "findings?tenant=shop",
            "events?tenant=shop",
            "deliveries?tenant=shop",
            "delivery?tenant=shop&number=1",
            "things?tenant=shop&kind=webhook",
            f"thing?tenant=shop&id={told['id']}",
            f"thing?tenant=shop&id={id}",
            "possible?tenant=shop",
            "runs?tenant=shop",
        )
    ]
    text = json.dumps([*shown, ask("GET", f"call?tenant=shop&seq={seq}")[1]["call"]])
    assert card not in text
    assert "sk_test" not in text
    assert "whk_" not in text
