"""Probes pass for those who have looked at a signature, and for nobody else."""

from __future__ import annotations

import json

import pytest

from mockdr import verify_signature
from mockdr.engine.probing import FORGERIES
from mockdr.events.delivery import Answer
from mockdr.events.senders import RecordingSender

NOW = "2024-05-01T12:00:00Z"
HEADER = "DigitalRiver-Signature"

pytestmark = pytest.mark.mockdr(now=NOW, unfinished="allow")


def verifying(mockdr, refusal=401, true=202):
    """Listen, and answer what is forged with *refusal*."""

    def answer(parcel):
        header, now = parcel.headers.get(HEADER), mockdr.clock.now
        try:
            verify_signature(
                parcel.body, header, receiver.secrets, now=now, tolerance=300
            )
        except ValueError:
            return refusal
        return true

    sender = RecordingSender(then=answer)
    receiver = mockdr.webhooks.deliver_to(sender, "/hooks")
    return sender, receiver


def fault(mockdr, *only):
    with pytest.raises(AssertionError) as raised:
        mockdr.webhooks.probe(*only)
    return str(raised.value)


@pytest.mark.parametrize(
    ("status", "said"),
    [
        *((status, "nothing was tested") for status in (301, 302, 307, 308)),
        *((status, "nobody seems to work at this address") for status in (404, 405)),
        (410, "nobody seems to work at this address"),
        (415, "it takes no application/json, and nothing was tested"),
        *(
            (status, "nobody seems to have looked at an event without a signature")
            for status in (502, 503, 504)
        ),
    ],
)
def test_who_has_not_looked_at_a_signature_has_proved_nothing(mockdr, status, said):
    verifying(mockdr, status)

    assert f"answered {status}: {said}" in fault(mockdr, "unsigned")


def test_a_redirect_is_told_with_where_it_leads(mockdr):
    moved = Answer(outcome="answered", status=308, headers={"location": "/hooks/"})
    mockdr.webhooks.deliver_to(RecordingSender(then=moved), "/hooks")

    assert (
        "answered 308: it leads to /hooks/, but redirects are not followed: "
        "nothing was tested"
    ) in fault(mockdr)


def test_who_fails_at_true_events_too_has_refused_nothing(mockdr):
    sender = RecordingSender(then=500)
    mockdr.webhooks.deliver_to(sender, "/hooks")

    told = fault(mockdr)

    assert "it refuses true events as well (500): nothing was tested" in told
    assert len(sender.parcels) == len(FORGERIES) + 1


def test_who_takes_the_true_event_may_refuse_with_500(mockdr):
    sender, receiver = verifying(mockdr, 500)

    probed = receiver.probe()

    assert {one.status for one in probed} == {500}
    *_, true = sender.parcels
    event = json.loads(true.body)
    assert event["type"] == "order.accepted"
    assert event["data"]["object"]["state"] == "accepted"
    assert len(sender.parcels) == len(FORGERIES) + 1
    assert receiver.received == []


def test_who_has_taken_an_event_before_needs_no_other(mockdr):
    sender, receiver = verifying(mockdr, 500)
    mockdr.webhooks.trigger("order.accepted")

    receiver.probe()

    assert len(sender.parcels) == 1 + len(FORGERIES)


def test_who_has_refused_an_event_before_is_asked_with_it_again(mockdr):
    sender, _ = verifying(mockdr, 500, true=400)
    mockdr.webhooks.trigger("order.accepted")

    assert "it refuses true events as well (400)" in fault(mockdr)
    assert sender.parcels[0].body == sender.parcels[-1].body


def test_one_true_event_is_asked_of_each_receiver(mockdr):
    good, _ = verifying(mockdr, 500)
    bad = RecordingSender(then=500)
    mockdr.webhooks.deliver_to(bad, "/others")

    told = fault(mockdr, "stale", "tampered")

    assert told.count("/others answered 500") == 2
    assert "/hooks" not in told
    assert len(good.parcels) == len(bad.parcels) == 3


def test_an_error_that_nobody_caught_is_no_refusal(mockdr):
    def app(environ, start_response):
        raise KeyError(environ["no such key"])

    mockdr.webhooks.deliver_to(app, "/hooks")

    told = fault(mockdr, "unsigned")

    assert "failed on an event without a signature: KeyError: 'no such key'" in told
    assert "an error that nobody has caught is no refusal, answer 400" in told


@pytest.mark.asyncio
async def test_a_probe_can_be_awaited(mockdr):
    sender, receiver = verifying(mockdr)

    probed = await receiver.probe_async()

    assert [one.kind for one in probed] == [*FORGERIES]
    assert len(sender.parcels) == len(FORGERIES)


@pytest.mark.asyncio
async def test_a_probe_that_is_awaited_fails_as_well(mockdr):
    mockdr.webhooks.deliver_to(RecordingSender(then=404), "/hooks")

    with pytest.raises(AssertionError, match="answered 404: nobody seems"):
        await mockdr.webhooks.probe_async("stale")
