"""Looking costs as much after nine thousand calls as after a few: it is counted."""

from __future__ import annotations

from collections import Counter

import pytest

from mockdr.engine import journal, rows, tenant, things
from mockdr.server.control import records
from mockdr.server.control.table import CALLS

FEW, MANY = 30, 9_000
#: What is looked at, with pages of ten.
LOOKS = (
    "tenants",
    "pulse?tenant=shop",
    "things?tenant=shop&kind=checkout&limit=10",
    "thing?tenant=shop&kind=checkout&id={}",
    "picture?tenant=shop&kind=checkout&id={}",
    "possible?tenant=shop&limit=10",
    "journal?tenant=shop&newest=true&brief=true&limit=10",
    "journal?tenant=shop&newest=true&limit=10",
    "call?tenant=shop&seq=2",
    "findings?tenant=shop&limit=10",
    "events?tenant=shop&limit=10",
    "deliveries?tenant=shop&limit=10",
    "runs?tenant=shop&limit=10",
)


@pytest.fixture
def grown(real_world, shop, basket):
    """Let a tenant have so many calls, things, events and deliveries."""
    hook = {
        "types": ["checkout.created"],
        "address": "https://shop.example/hooks",
        "enabled": True,
    }
    shop("/webhooks", hook)
    made = shop("/checkouts", basket)
    found = real_world.find("shop")

    def grow(count):
        whole = found.store.get("checkout", made["id"])
        (*_, event) = found.event_log
        for number in range(count):
            entry = found.journal.open(
                time="2024-05-01T12:00:00Z",
                operation="retrieveCheckouts",
                method="GET",
                path="/checkouts/1",
                query=(),
                key="secret",
                body=b"",
            )
            entry.answered(200, b"{}")
            found.store.put("checkout", f"made-{number}", whole)
            found.event_log.append(event)
            found.mail.post(event)
            found.find("conduct", "warn", "again", entry.seq, {})

    return made["id"], grow


@pytest.fixture
def work(monkeypatch):
    """Count what is decoded, rendered and read."""
    counted = Counter()

    def watch(owner, name):
        inner = getattr(owner, name)

        def outer(*args, **kwargs):
            counted[name] += 1
            return inner(*args, **kwargs)

        monkeypatch.setattr(owner, name, outer)

    watch(journal.Entry, "to_json")
    watch(journal.Finding, "to_json")
    watch(journal, "_readable")
    watch(records, "brief")
    watch(records, "event_row")
    watch(records, "_delivery_row")
    watch(tenant, "decode")
    watch(things, "decode")
    watch(rows, "row_of")
    return counted


@pytest.mark.parametrize("look", LOOKS)
def test_a_look_is_as_much_work_after_many_calls_as_after_few(ask, grown, work, look):
    id, grow = grown
    grow(FEW)
    work.clear()
    assert ask("GET", look.format(id))[0] == 200
    few = dict(work)
    grow(MANY)
    work.clear()
    assert ask("GET", look.format(id))[0] == 200
    assert dict(work) == few


def test_the_looks_are_all_that_the_control_api_has_pages_of():
    looked = {look.partition("?")[0] for look in LOOKS}
    paged = {c.name for c in CALLS if c.method == "GET" and "limit" in c.query}
    assert paged - looked == {"clock", "webhooks/deliveries"}
