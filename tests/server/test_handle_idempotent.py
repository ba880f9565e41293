"""Telling a receiver of the same events once more, by hand."""

from __future__ import annotations

import asyncio

import orjson
import pytest

from mockdr.base.errors import MockdrError
from mockdr.server.handle import CheckFailed, start


class Books:
    """
    A merchant that counts the customers it is told of, in books of its own.

    Args:
        knows: Whether it remembers which events it has handled.
        again: What it answers to an event that it remembers.
        calls: Called with each event that it handles.
    """

    def __init__(self, *, knows, again="200 OK", calls=None):
        self.knows, self.again, self.calls = knows, again, calls
        self.events, self.customers = set(), []

    def __call__(self, environ, start_response):
        event = orjson.loads(environ["wsgi.input"].read())
        if self.knows and event["id"] in self.events:
            start_response(self.again, [])
            return [b""]
        self.events.add(event["id"])
        self.customers.append(event["data"]["object"]["id"])
        if self.calls is not None:
            self.calls(event)
        start_response("202 Accepted", [])
        return [b""]


@pytest.fixture
def mockdr():
    with start(unfinished="allow") as handle:
        yield handle


def told(mockdr, books, count=1):
    """Let the books be told of some customers."""
    receiver = mockdr.webhooks.deliver_to(books, types=["customer.created"])
    for number in range(count):
        body = {"email": f"{number}@example.com"}
        assert mockdr.client().post("/customers", json=body).status_code == 201
    mockdr.webhooks.deliver()
    return receiver


def test_who_remembers_is_idempotent_and_was_told_twice(mockdr):
    books = Books(knows=True)
    told(mockdr, books, 2)

    again = mockdr.webhooks.idempotent(state=lambda: books.customers)

    assert [delivery.type for delivery in again] == ["customer.created"] * 2
    assert len(books.customers) == 2
    assert len(mockdr.webhooks.received) == 4


def test_a_state_that_changes_is_told_with_the_event_before_and_after(mockdr):
    books = Books(knows=False)
    told(mockdr, books)

    with pytest.raises(AssertionError) as raised:
        mockdr.webhooks.idempotent(state=lambda: len(books.customers))

    [event] = books.events
    [customer] = set(books.customers)
    assert str(raised.value) == (
        "an event that comes a second time is to change nothing:\n"
        f"  customer.created of customer {customer} to http://testserver (event "
        f"{event}): the second time changed the state from 1 to 2; keep the ids of "
        "handled events, and do nothing for one that comes again"
    )


def test_a_state_that_is_handed_out_as_it_is_is_compared_as_it_was(mockdr):
    """A list that grows is another list, although it is the same object."""
    books = Books(knows=False)
    told(mockdr, books)

    with pytest.raises(AssertionError, match="changed the state from"):
        mockdr.webhooks.idempotent(state=lambda: books.customers)


def test_without_a_state_what_it_asks_mockdr_for_counts():
    books = Books(knows=False)
    with pytest.raises(CheckFailed) as failed:
        _welcome(books)

    [finding] = failed.value.findings
    [event] = books.events
    assert finding.kind == "conduct"
    assert f"(event {event} of customer" in finding.message


def _welcome(books):
    """Let the books begin a checkout for each customer, and be told of one twice."""
    with start(unfinished="allow") as mockdr:
        client = mockdr.client()

        def welcome(event):
            customer = event["data"]["object"]["id"]
            items = [{"skuId": "gift", "price": 0}]
            body = {"customerId": customer, "currency": "USD", "items": items}
            assert client.post("/checkouts", json=body).status_code == 201

        books.calls = welcome
        told(mockdr, books)
        with pytest.raises(AssertionError, match="handled the same customer"):
            mockdr.webhooks.idempotent()


def test_without_a_state_its_own_books_are_its_own(mockdr):
    told(mockdr, Books(knows=False))

    assert len(mockdr.webhooks.idempotent()) == 1


def test_a_second_time_that_is_no_success_is_told(mockdr):
    told(mockdr, Books(knows=True, again="409 Conflict"))

    with pytest.raises(AssertionError, match="the second time it answered 409"):
        mockdr.webhooks.idempotent()


def test_it_can_be_awaited(mockdr):
    books = Books(knows=True)
    told(mockdr, books)

    async def twice():
        return await mockdr.webhooks.idempotent_async(state=lambda: books.customers)

    assert len(asyncio.run(twice())) == 1
    books.knows = False
    with pytest.raises(AssertionError, match="the second time changed the state"):
        asyncio.run(twice())


def test_one_receiver_is_asked_alone(mockdr):
    careless, careful = Books(knows=False), Books(knows=True)
    mockdr.webhooks.deliver_to(careless, types=["customer.created"])
    receiver = told(mockdr, careful)

    assert len(receiver.idempotent(state=lambda: careful.customers)) == 1
    with pytest.raises(AssertionError):
        mockdr.webhooks.idempotent(state=lambda: careless.customers)


def test_what_was_delivered_to_nobody_cannot_be_delivered_again(mockdr):
    with pytest.raises(MockdrError, match="nothing was delivered"):
        mockdr.webhooks.idempotent()


def test_what_was_turned_away_was_not_handled(mockdr):
    def refuses(environ, start_response):
        start_response("500 No", [])
        return [b""]

    told(mockdr, refuses)
    with pytest.raises(MockdrError, match="nothing was delivered"):
        mockdr.webhooks.idempotent()
