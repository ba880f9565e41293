"""What is done to deliveries on purpose, and that the events themselves stay true."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import orjson
import pytest

from mockdr.base.errors import MockdrError
from mockdr.engine.webhook_secrets import rotate
from mockdr.events.verifying import InvalidSignature, verify_signature
from tests.engine.shop import NOON
from tests.whole.postbox import office

HOOK = "https://a.example/hook"
OTHER = "https://b.example/hook"
MADE, SKU, PLAN = "customer.created", "sku.created", "plan.created"
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def bent():
    """Return an office with one webhook, and one bend by hand."""

    def make(kind=None, event=MADE, *, says=None, **said):
        told = {k: said.pop(k) for k in ("live", "retries", "delivery") if k in said}
        here = office(says=says, **told)
        here.hooked = here.hook(HOOK, MADE, SKU, PLAN)
        if kind is not None:
            here.tenant.bend(event, kind, **said)
        return here

    return make


def types(here):
    """Return the types of what was brought, in order."""
    return [sent.event["type"] for sent in here.postbox.sent]


def ids(here):
    """Return the ids of the things that it was about, in order."""
    return [sent.event["data"]["object"]["id"] for sent in here.postbox.sent]


def tell(here, *told):
    """Emit events, each a type and an id, and deliver what is ready."""
    for type, id in told:
        here.tell(type, id)
    here.mail.flush()


def switch(here, *, on):
    """Enable the webhook or disable it."""
    here.made(here.send("PATCH", f"/webhooks/{here.hooked['id']}", {"enabled": on}))


def judged(here, number, secrets=None, now=None):
    """Return why the signature of a parcel is none; nothing where it is one."""
    sent = here.postbox.sent[number]
    try:
        verify_signature(
            sent.parcel.body,
            sent.signature,
            secrets or here.secrets_of(here.hooked),
            now=now or sent.at,
        )
    except InvalidSignature as no:
        return no.reason
    return ""


# Each kind


def test_what_nobody_bends_is_delivered_once(bent):
    """So that the tests below could fail."""
    here = bent()
    tell(here, (MADE, "1"), (SKU, "2"))

    assert types(here) == [MADE, SKU]
    assert [d.bends for d in here.mail.deliveries] == [(), ()]


@pytest.mark.parametrize(("said", "copies"), [({}, 2), ({"copies": 4}, 4)])
def test_a_duplicate_comes_so_often_in_all_with_one_id_and_the_same_bytes(
    bent, said, copies
):
    """Each copy is a delivery of its own, answered for itself."""
    here = bent("duplicate", **said)
    tell(here, (MADE, "1"), (SKU, "2"))

    assert types(here) == [MADE] * copies + [SKU]
    first = here.postbox.sent[:copies]
    assert len({sent.parcel.body for sent in first}) == 1
    assert {sent.at for sent in first} == {NOON}
    told = here.mail.deliveries
    assert [d.copy for d in told] == [*range(1, copies + 1), 1]
    assert [d.bends for d in told] == [*[("duplicate",)] * copies, ()]
    assert {d.state for d in told} == {"delivered"}


def test_a_late_one_comes_exactly_so_much_later(bent):
    """It is signed when it goes out, so nothing of it looks late."""
    here = bent("late", by="10m")
    tell(here, (MADE, "1"), (SKU, "2"))
    assert types(here) == [SKU]

    here.tenant.clock.advance(10 * MINUTE - timedelta(seconds=1))
    assert types(here) == [SKU]
    here.tenant.clock.advance(timedelta(seconds=1))

    assert types(here) == [SKU, MADE]
    assert here.postbox.times() == [0, 600]
    assert judged(here, 1) == ""


def test_a_swapped_one_comes_right_after_the_next(bent):
    """At the same moment, and before whatever follows that."""
    here = bent("swap", first=1)
    tell(here, (SKU, "0"), (MADE, "1"), (SKU, "2"), (PLAN, "3"))

    assert ids(here) == ["0", "2", "1", "3"]
    assert here.postbox.times() == [0, 0, 0, 0]


def test_a_swapped_one_waits_for_the_next_whenever_that_comes(bent):
    """What was sent before it does not count."""
    here = bent("swap")
    tell(here, (SKU, "0"), (MADE, "1"))
    assert ids(here) == ["0"]
    tell(here, (SKU, "2"))

    assert ids(here) == ["0", "2", "1"]


def test_two_are_swapped_and_not_three(bent):
    """An event for which another waits is sent, even if it is to be swapped too."""
    here = bent("swap", event="any")
    tell(here, *[(MADE, str(n)) for n in range(6)])

    assert ids(here) == ["1", "0", "3", "2", "5", "4"]
    swapped = [d.bends for d in here.mail.deliveries]
    assert swapped == [("swap",), ()] * 3


def test_a_swapped_one_that_nothing_follows_comes_alone_after_a_minute(bent):
    """Nothing is lost for want of company."""
    here = bent("swap")
    tell(here, (MADE, "1"))
    here.tenant.clock.advance(MINUTE)
    tell(here, (SKU, "2"))

    assert here.postbox.times() == [60, 60]
    assert ids(here) == ["1", "2"]


def test_a_swapped_one_is_sent_once_though_its_minute_passes(bent):
    """The moment at which it would have come alone is forgotten."""
    here = bent("swap")
    tell(here, (MADE, "1"), (SKU, "2"))
    here.tenant.clock.run_until_idle()

    assert ids(here) == ["2", "1"]
    assert here.tenant.clock.due == []


def test_what_waits_for_the_next_is_not_sent_once_the_tenant_has_begun_anew(bent):
    """A receiver may reset everything while it is told of the next event."""
    here = bent("swap", first=1)
    here.postbox.meanwhile = lambda _: here.world.reset(here.name)
    mail = here.mail
    here.tell(MADE, "1")
    here.tell(SKU, "2")
    mail.flush()

    assert ids(here) == ["2"]


def test_copies_of_a_swapped_one_all_come_after_the_next(bent):
    """In their order, and the next one comes once."""
    here = bent("swap", first=1)
    here.tenant.bend(MADE, "duplicate", first=1)
    tell(here, (MADE, "1"), (SKU, "2"), (SKU, "3"))

    assert ids(here) == ["2", "1", "1", "3"]
    assert [d.copy for d in here.mail.deliveries if d.type == MADE] == [1, 2]


def test_each_webhook_swaps_for_itself(bent):
    """The next event is the next that this receiver gets."""
    here = bent("swap", first=1)
    here.hook(OTHER, MADE, PLAN)
    tell(here, (MADE, "1"), (SKU, "2"), (PLAN, "3"))

    at = {HOOK: [], OTHER: []}
    for sent in here.postbox.sent:
        at[sent.url].append(sent.event["data"]["object"]["id"])
    assert at == {HOOK: ["2", "1", "3"], OTHER: ["3", "1"]}


def test_a_swapped_one_does_not_wait_for_a_receiver_that_is_off(bent):
    """It is cancelled like all that a disabled webhook would get."""
    here = bent("swap")
    tell(here, (MADE, "1"))
    switch(here, on=False)
    here.tenant.clock.run_until_idle()
    switch(here, on=True)
    tell(here, (MADE, "2"), (SKU, "3"))

    assert ids(here) == ["3", "2"]
    assert here.mail.deliveries[0].state == "cancelled"


def test_a_dropped_one_never_comes_and_can_still_be_read(bent):
    """Who polls the provider's events finds it."""
    here = bent("drop")
    told = here.tell(MADE, "1")
    here.tenant.clock.run_until_idle()

    assert here.postbox.sent == []
    assert [d.state for d in here.mail.deliveries] == ["dropped"]
    assert here.get(f"/events/{told}")["data"]["object"] == {"id": "1"}


def test_a_stale_one_is_signed_truly_with_a_time_that_is_over(bent):
    """Only its age gives it away; what is sent again is true."""
    here = bent("stale", by="1h", says={HOOK: ["broken"]})
    tell(here, (MADE, "1"))
    here.tenant.clock.advance(5 * MINUTE)

    assert judged(here, 0) == "stale"
    assert judged(here, 0, now=NOON - HOUR) == ""
    assert judged(here, 1) == ""
    [delivery] = here.mail.deliveries
    assert [a.bent for a in delivery.attempts] == [("stale",), ()]
    assert delivery.attempts[0].at == NOON
    assert delivery.attempts[0].timestamp == str(int((NOON - HOUR).timestamp()))


@pytest.mark.parametrize("form", ["seconds", "milliseconds", "iso"])
def test_a_stale_stamp_is_spelled_as_all_others_are(form):
    """The setting of the signature's time holds for it, too."""
    here = office(signature_time=form)
    here.hooked = here.hook(HOOK, MADE)
    here.tenant.bend(MADE, "stale", by="1d")
    tell(here, (MADE, "1"))

    assert judged(here, 0) == "stale"
    assert judged(here, 0, now=NOON - timedelta(days=1)) == ""


def test_a_tampered_one_is_json_that_the_signature_does_not_cover(bent):
    """The journal keeps the true bytes, which are the ones that are sent again."""
    here = bent("tampered", says={HOOK: ["broken"]})
    tell(here, (MADE, "1"))
    here.tenant.clock.advance(5 * MINUTE)

    [delivery] = here.mail.deliveries
    forged, true = (sent.parcel.body for sent in here.postbox.sent)
    assert judged(here, 0) == "mismatch"
    assert judged(here, 1) == ""
    assert true == delivery.body != forged
    assert orjson.loads(forged)["liveMode"] is True
    assert [a.bent for a in delivery.attempts] == [("tampered",), ()]


def test_tampering_is_about_money_where_there_is_any():
    """Whoever believes it ships for less than was paid."""
    here = office()
    here.hooked = here.hook(HOOK, "order.accepted")
    here.tenant.bend("order.accepted", "tampered")
    order = here.ordered()
    here.mail.flush()

    [sent] = here.postbox.sent
    assert sent.event["data"]["object"]["totalAmount"] == order["totalAmount"] + 1
    assert sent.event["liveMode"] is False


def test_an_old_secret_alone_signs_while_it_lives(bent):
    """A receiver that has moved on to the new one turns it away; retries have both."""
    here = bent("old_secret", says={HOOK: ["broken"]})
    [old] = here.secrets_of(here.hooked)
    new = rotate(here.tenant, here.hooked["id"])
    tell(here, (MADE, "1"))
    here.tenant.clock.advance(5 * MINUTE)

    assert (judged(here, 0, [new]), judged(here, 0, [old])) == ("mismatch", "")
    assert (judged(here, 1, [new]), judged(here, 1, [old])) == ("", "")
    assert here.mail.deliveries[0].attempts[0].bent == ("old_secret",)


def test_an_old_secret_signs_after_it_has_ended(bent):
    """That is a forgery: nobody should know it any more, and nobody should care."""
    here = bent("old_secret")
    [old] = here.secrets_of(here.hooked)
    new = rotate(here.tenant, here.hooked["id"], timedelta(0))
    tell(here, (MADE, "1"))

    assert (judged(here, 0, [new]), judged(here, 0, [old])) == ("mismatch", "")
    assert here.mail.deliveries[0].attempts[0].bent == ("foreign",)


def test_where_there_never_was_another_secret_a_foreign_one_signs(bent):
    """It looks like a secret of the webhook's, and is none."""
    here = bent("old_secret")
    tell(here, (MADE, "1"))

    assert judged(here, 0) == "mismatch"
    assert here.mail.deliveries[0].attempts[0].bent == ("foreign",)


def test_forgeries_come_together(bent):
    """An attempt can be old, changed and signed by a stranger at once."""
    here = bent("stale", by="1h")
    here.tenant.bend(MADE, "tampered")
    here.tenant.bend(MADE, "old_secret")
    tell(here, (MADE, "1"))

    [delivery] = here.mail.deliveries
    assert delivery.bends == ("stale", "tampered", "old_secret")
    assert delivery.attempts[0].bent == ("stale", "tampered", "foreign")


def test_an_unknown_type_comes_besides_and_to_whoever_gets_the_event(bent):
    """Nobody can have asked for it; it is about the same thing, and can be read."""
    here = bent("unknown_type", first=1)
    here.hook(OTHER, SKU)
    tell(here, (MADE, "1"), (SKU, "2"))

    strange = "customer.mockdr_unheard_of"
    assert [(s.url, s.event["type"]) for s in here.postbox.sent] == [
        (HOOK, MADE),
        (HOOK, strange),
        (HOOK, SKU),
        (OTHER, SKU),
    ]
    event = here.postbox.sent[1].event
    assert event["data"]["object"] == {"id": "1"}
    assert here.get(f"/events/{event['id']}")["type"] == strange
    told = [d.bends for d in here.mail.deliveries]
    assert told == [(), ("unknown_type",), (), ()]


def test_a_receiver_that_is_down_is_not_reached_and_then_it_is(bent):
    """The retries come as planned, and the first that arrives is the first it sees."""
    here = bent("down", attempts=2)
    tell(here, (MADE, "1"))
    here.tenant.clock.run_until_idle()

    assert here.postbox.times() == [1800]
    [delivery] = here.mail.deliveries
    assert [a.answer.outcome for a in delivery.attempts] == [
        "unreachable",
        "unreachable",
        "answered",
    ]
    assert [a.bent for a in delivery.attempts] == [("down",), ("down",), ()]
    assert delivery.state == "delivered"


def test_a_receiver_that_is_down_for_good_gets_nothing(bent):
    """The provider gives up when its plan is through."""
    here = bent("down", attempts=1000)
    tell(here, (MADE, "1"))
    here.tenant.clock.run_until_idle()

    assert here.postbox.sent == []
    assert [d.state for d in here.mail.deliveries] == ["failed"]
    assert here.tenant.clock.now == NOON + 2 * HOUR


def test_a_receiver_that_was_down_meets_the_forgery_once_it_is_up(bent):
    """What nobody saw was no attempt to deceive."""
    here = bent("down")
    here.tenant.bend(MADE, "tampered")
    tell(here, (MADE, "1"))
    here.tenant.clock.run_until_idle()

    [delivery] = here.mail.deliveries
    assert [a.bent for a in delivery.attempts] == [("down",), ("tampered",)]
    assert judged(here, 0) == "mismatch"


def test_what_is_bent_by_hand_is_said_in_the_words_of_a_scenario(bent):
    """And refused in them."""
    here = bent()

    with pytest.raises(MockdrError, match="there is no event 'custmer"):
        here.tenant.bend("custmer.created", "drop")
    with pytest.raises(MockdrError, match="'late' lacks 'by'"):
        here.tenant.bend(MADE, "late")
    with pytest.raises(MockdrError, match="has no key 'copys'"):
        here.tenant.bend(MADE, "duplicate", copys=3)


# Who bends


STORY = """
  - merchant: createCustomers
    as: ann
  - merchant: updateCustomers
    of: ann
    times: 0..
"""
TWICE = "delivery:\n  - {event: any, kind: duplicate, first: 1}"


def hooked(**settings):
    """Return an office whose webhook hears of customers and SKUs."""
    here = office(**settings)
    here.hook(HOOK, MADE, "customer.updated", SKU)
    return here


def test_a_story_counts_in_each_of_its_runs(bent):
    """`first: 1` is the first event of each run, whatever came between."""
    here = hooked()
    here.play(STORY, given=TWICE)
    ann, bob = (here.customer(email=f"{name}@example.com") for name in ("ann", "bob"))
    for customer in (ann, bob):
        here.made(here.post(f"/customers/{customer['id']}", {"phone": "1"}))
    here.mail.flush()

    assert ids(here) == [ann["id"]] * 2 + [bob["id"]] * 2 + [ann["id"], bob["id"]]


def test_outside_of_runs_a_story_counts_for_the_whole_tenant():
    """What belongs to no run is still a matter of the stories in force."""
    here = hooked()
    here.play(STORY, given=TWICE, runs=1)
    here.customer(email="ann@example.com")
    for number in range(3):
        tell(here, (SKU, str(number)))

    assert types(here) == [MADE] * 2 + [SKU] * 4
    assert ids(here)[2:] == ["0", "0", "1", "2"]


def test_what_happens_by_itself_belongs_to_the_run_of_its_thing():
    """A capture completes after its call; its events are its run's."""
    here = office()
    here.hook(HOOK, "order.charge.capture.complete", "order.accepted")
    here.play(
        "  - merchant: createCheckouts\n  - merchant: createFulfillments",
        given="delivery:\n"
        "  - {event: order.charge.capture.complete, kind: duplicate, first: 1}",
    )
    for _ in range(2):
        order = here.ordered()
        item = {"itemId": order["items"][0]["id"], "quantity": 2}
        here.made(here.post("/fulfillments", {"orderId": order["id"], "items": [item]}))
    here.mail.flush()

    told = ["order.accepted", *["order.charge.capture.complete"] * 2]
    assert types(here) == told * 2


def test_another_storys_run_is_not_bent():
    """Each story bends its own."""
    here = hooked()
    here.play(STORY, given=TWICE, name="bent", runs=1)
    here.play(STORY, name="straight")
    for name in ("ann", "bob"):
        here.customer(email=f"{name}@example.com")
    here.mail.flush()

    assert types(here) == [MADE] * 3


def test_settings_and_hands_bend_runs_and_all_the_rest():
    """Stories come first, so that of one kind theirs is what holds."""
    settings = office().tenant.settings
    assert settings.delivery == ()
    here = hooked()
    here.tenant.bend("any", "duplicate", copies=3)
    here.play(STORY, given=TWICE, runs=1)
    here.customer(email="ann@example.com")
    tell(here, (SKU, "1"))
    tell(here, (SKU, "2"))

    assert types(here) == [MADE] * 2 + [SKU] * 2 + [SKU] * 3


def test_a_setting_of_the_story_holds_while_it_is_in_force():
    """`given.settings` can ask for chaos."""
    here = hooked()
    here.play(STORY, given="given: {settings: {delivery: chaos}}")

    assert here.tenant.settings.delivery != ()


def test_only_events_that_somebody_is_told_of_are_counted():
    """Without a webhook for it, an event is no delivery."""
    here = office()
    here.hook(HOOK, SKU)
    here.tenant.bend("any", "drop", first=1)
    tell(here, (MADE, "1"), (SKU, "2"), (SKU, "3"))

    assert ids(here) == ["3"]


def test_an_event_is_counted_once_however_many_are_told():
    """Both webhooks get the first event twice."""
    here = office()
    here.hook(HOOK, MADE)
    here.hook(OTHER, MADE)
    here.tenant.bend("any", "duplicate", first=1)
    tell(here, (MADE, "1"), (MADE, "2"))

    assert sorted(ids(here)) == ["1"] * 4 + ["2"] * 2


def test_a_reset_forgets_what_was_bent_by_hand_and_all_counts():
    """A tenant that begins anew begins straight."""
    here = hooked()
    here.tenant.bend("any", "duplicate")
    here.world.reset(here.name)
    here.hook(HOOK, MADE)
    tell(here, (MADE, "1"))

    assert types(here) == [MADE]


def test_in_an_event_loop_deliveries_are_bent_as_everywhere(bent):
    """The receiver that is down, and the one behind it."""
    here = bent("down")
    here.tenant.bend(MADE, "duplicate")
    here.tell(MADE, "1")
    asyncio.run(here.mail.flush_async())
    here.tenant.clock.run_until_idle()

    assert [a.bent for d in here.mail.deliveries for a in d.attempts] == [
        ("down",),
        (),
    ] * 2
    assert ids(here) == ["1", "1"]


@pytest.mark.parametrize("version", ["default", "latest", "2020-01-07", "2021-02-23"])
@pytest.mark.parametrize("kind", ["unknown_type", "tampered", "duplicate"])
def test_what_is_bent_is_in_the_version_of_its_webhook(version, kind):
    """A stranger is an order of that version, too."""
    here = office()
    here.hooked = here.hook(HOOK, "order.accepted", apiVersion=version)
    here.tenant.bend("order.accepted", kind)
    here.ordered()
    here.mail.flush()

    shapes = [set(sent.event["data"]["object"]) for sent in here.postbox.sent]
    assert all(shape == shapes[0] for shape in shapes)
    assert ("charges" in shapes[0]) == (version == "2020-01-07" or "2021-02" in version)


def test_what_was_cancelled_with_its_company_is_forgotten(bent):
    """A webhook that goes off and on for days leaves nothing behind."""
    here = bent("swap")
    for _ in range(5):
        here.tell(MADE, "1")
        here.tell(SKU, "2")
        switch(here, on=False)
        here.tenant.clock.run_until_idle()
        switch(here, on=True)

    assert here.postbox.sent == []
    assert len(here.tenant.bending._after) == 1
