"""The hands on clock and webhooks: what they refuse, await, and hand out."""

from __future__ import annotations

import sys
from datetime import date, datetime, timedelta, timezone

import pytest

import mockdr as package
from mockdr.base.errors import MockdrError
from mockdr.events.senders import RecordingSender

NOW = "2024-05-01T12:00:00Z"
LATER = datetime(2024, 5, 2, tzinfo=timezone.utc)

pytestmark = pytest.mark.mockdr(now=NOW)

SPANS = "48 is no duration; write it like '48h', or a timedelta"


@pytest.mark.parametrize(
    ("ask", "told"),
    [
        (lambda m: m.webhooks.expect("order.accepted", within=48), SPANS),
        (lambda m: listen(m)[1].rotate(expires=48), SPANS),
        *(
            (
                lambda m, moment=moment: m.clock.at(moment),
                (
                    f"{moment!r} is no moment in time; write it like "
                    "'2024-05-01T12:00:00Z', or a datetime with a time zone"
                ),
            )
            for moment in (date(2024, 5, 2), 0, None)
        ),
        (
            lambda m: m.clock.advance(hours=float("nan")),
            (
                "that is no duration: cannot convert float NaN to integer; "
                "write advance(hours=48)"
            ),
        ),
    ],
)
def test_what_is_no_time_is_told_what_to_write(mockdr, ask, told):
    with pytest.raises(MockdrError) as raised:
        ask(mockdr)

    assert str(raised.value) == told


@pytest.mark.parametrize("type", [None, 1, ["order.accepted"]])
def test_what_is_no_type_is_told_what_to_write(mockdr, type):
    with pytest.raises(MockdrError, match="is no type of event; write one like"):
        mockdr.webhooks.expect(type)


@pytest.mark.parametrize("times", ["2", 1.5, True])
def test_what_is_no_count_is_told_what_to_write(mockdr, times):
    with pytest.raises(MockdrError) as raised:
        mockdr.webhooks.expect("order.accepted", times=times)

    assert str(raised.value) == (
        f"nothing is delivered {times!r} times; give a whole number, 0 or more, or none"
    )


@pytest.mark.parametrize("status", [99, 1000, True, 2.0])
def test_what_is_no_status_is_told_what_to_write(mockdr, status):
    with pytest.raises(MockdrError) as raised:
        mockdr.webhooks.expect("order.accepted", status=status)

    assert str(raised.value) == (
        f"no receiver answers {status!r}; give a status as a number, 202, or one of "
        "timeout, unreachable, blocked"
    )


@pytest.mark.asyncio
@pytest.mark.parametrize("moment", [LATER, "2024-05-02T00:00:00Z"])
async def test_a_moment_can_be_awaited(mockdr, moment):
    assert await mockdr.clock.at_async(moment) == LATER
    with pytest.raises(MockdrError, match="0 is no moment in time"):
        await mockdr.clock.at_async(0)


@pytest.mark.asyncio
async def test_idleness_can_be_awaited(mockdr):
    sender, _ = listen(mockdr, 500)
    mockdr.webhooks.trigger("order.accepted")

    now = await mockdr.clock.run_until_idle_async()

    assert len(sender.parcels) == 2
    assert mockdr.clock.due == []
    assert now > LATER - timedelta(days=1)
    assert now == mockdr.clock.now


def test_attempts_and_events_have_attributes_as_deliveries_have(mockdr):
    listen(mockdr)
    mockdr.webhooks.trigger("order.accepted")

    delivery = mockdr.webhooks.expect("order.accepted")
    [attempt] = delivery.attempts
    [callback] = mockdr.webhooks.received

    assert (attempt.number, attempt.outcome, attempt.status) == (1, "answered", 200)
    assert attempt == delivery["attempts"][0]
    assert delivery.event.type == callback.event.type == "order.accepted"
    assert delivery.event.data["object"]["state"] == "accepted"
    with pytest.raises(AttributeError, match="this attempt has no 'statsu'; did you"):
        _ = attempt.statsu


def listen(mockdr, *replies):
    sender = RecordingSender(*replies)
    return sender, mockdr.webhooks.deliver_to(sender, "/hooks")


@pytest.mark.parametrize("asynchronous", [False, True])
def test_a_receiver_works_with_no_error_of_ours_in_the_air(mockdr, asynchronous):
    seen = []

    def look():
        seen.append(sys.exc_info()[1])
        try:
            raise KeyError("id")
        except KeyError as problem:
            seen.append(problem.__context__)

    def app(environ, start_response):
        look()
        start_response("200 OK", [])
        return []

    async def aapp(scope, receive, send):
        look()
        await send({"type": "http.response.start", "status": 200})
        await send({"type": "http.response.body"})

    mockdr.webhooks.deliver_to(aapp if asynchronous else app, "/hooks")
    mockdr.webhooks.trigger("order.accepted")

    assert seen == [None, None]


def test_a_bug_of_a_receiver_is_in_the_log_at_length_once(mockdr, caplog):
    def app(environ, start_response):
        raise KeyError("id" if b"accepted" in environ["wsgi.input"].read() else "no")

    receiver = mockdr.webhooks.deliver_to(app, "/hooks")
    mockdr.webhooks.trigger("order.accepted")
    for _ in range(3):
        mockdr.clock.run_until_idle()
    receiver.expect("order.accepted", status=500)

    first, *others = [r for r in caplog.records if r.name == "mockdr.webhooks"]
    assert first.exc_info is not None
    assert len(others) >= 2
    assert {record.exc_info for record in others} == {None}
    assert "failed as before: KeyError: 'id' (test_hands.py:" in others[0].getMessage()


def test_the_package_shows_what_it_has():
    assert {"start", "verify_signature", "sign_webhook"} <= {*dir(package)}
    assert {*package.__all__} <= {*dir(package)}
