"""`mockdr.webhooks` besides `expect`: targets, routes, secrets, probes and triggers."""

from __future__ import annotations

import json
import threading

import pytest

from mockdr import start, verify_signature
from mockdr.base.errors import MockdrError
from mockdr.engine.probing import FORGERIES
from mockdr.events.delivery import Answer
from mockdr.events.senders import RecordingSender

NOW = "2024-05-01T12:00:00Z"
ACCEPTED = ["order.accepted"]
CART = {
    "currency": "JPY",
    "email": "ada@example.com",
    "items": [{"skuId": "tea", "price": 900}],
}

pytestmark = pytest.mark.mockdr(now=NOW)


class App:
    """A WSGI application that verifies what it gets, as far as it is told to."""

    def __init__(self, secret=None, refused="401 Unauthorized"):
        self.secret, self.refused = secret, refused
        self.requests = []
        self.threads = []

    def __call__(self, environ, start_response):
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        self.requests.append((environ["HTTP_HOST"], environ["PATH_INFO"], body))
        self.threads.append(threading.get_ident())
        header = environ.get("HTTP_DIGITALRIVER_SIGNATURE")
        status = "202 Accepted"
        if self.secret is not None:
            try:
                verify_signature(body, header, self.secret(), now=self.clock())
            except ValueError:
                status = self.refused
        start_response(status, [])
        return []

    def clock(self):
        raise AssertionError("told by the test")


def checkout(mockdr):
    return mockdr.client().post("/checkouts", json=CART).json()


def listen(mockdr, *replies, **more):
    sender = RecordingSender(*replies)
    return sender, mockdr.webhooks.deliver_to(sender, "/hooks", **more)


def careful(mockdr):
    """Return a receiver behind which signatures and their age are looked at."""
    app = App(secret=lambda: receiver.secrets)
    app.clock = lambda: mockdr.clock.now
    receiver = mockdr.webhooks.deliver_to(app, "/hooks")
    return app, receiver


# -- where to --------------------------------------------------------------------


def test_an_application_is_called_in_the_thread_of_the_test(mockdr):
    app = App()
    receiver = mockdr.webhooks.deliver_to(app, "/hooks/provider")
    made = checkout(mockdr)
    assert app.requests == []

    mockdr.webhooks.deliver()

    assert receiver.address == "http://testserver/hooks/provider"
    [(host, path, body)] = app.requests
    assert (host, path) == ("testserver", "/hooks/provider")
    assert json.loads(body)["data"]["object"]["id"] == made["id"]
    assert app.threads == [threading.get_ident()]


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("/", "http://testserver"),
        ("", "http://testserver"),
        ("hooks", "http://testserver/hooks"),
        ("/a/b?c=d", "http://testserver/a/b?c=d"),
    ],
)
def test_a_path_is_where_the_application_listens(mockdr, path, address):
    app = App()
    assert mockdr.webhooks.deliver_to(app, path).address == address
    checkout(mockdr)
    mockdr.webhooks.deliver()
    assert len(app.requests) == 1


def test_two_applications_never_get_what_is_the_others(mockdr):
    one, other = App(), App()
    first = mockdr.webhooks.deliver_to(one, "/hooks", types=["checkout.created"])
    second = mockdr.webhooks.deliver_to(other, "/hooks", types=["checkout.updated"])
    again = mockdr.webhooks.deliver_to(one, "/more", types=["checkout.updated"])
    made = checkout(mockdr)
    mockdr.client().post(f"/checkouts/{made['id']}", json={"email": "bob@example.com"})

    mockdr.webhooks.deliver()

    assert [path for _, path, _ in one.requests] == ["/hooks", "/more"]
    assert [(host, path) for host, path, _ in other.requests] == [
        ("testserver:2", "/hooks")
    ]
    assert len({first.address, second.address, again.address}) == 3


def test_a_method_is_one_application_however_often_it_is_taken(mockdr):
    """Flask's `app.wsgi_app` is such a one."""
    app = App()

    for path in ("/one", "/two"):
        receiver = mockdr.webhooks.deliver_to(app.__call__, path)
        assert receiver.address == f"http://testserver{path}"


def test_a_url_is_called_by_socket(mockdr, httpserver):
    httpserver.expect_request("/shop/hooks", method="POST").respond_with_data("ok")
    base = httpserver.url_for("/shop/")
    receiver = mockdr.webhooks.deliver_to(base, "/hooks", types=["checkout.created"])
    checkout(mockdr)

    delivery = mockdr.webhooks.expect("checkout.created")

    assert receiver.address == delivery.address == f"{base}hooks"
    assert delivery.attempts[0]["body"] == "ok"


def test_a_webhook_of_the_merchants_own_is_routed_into_the_application(mockdr):
    app = App()
    mockdr.webhooks.route("https://shop.example/", app)
    wanted = {"address": "https://shop.example/hooks", "types": ["checkout.created"]}
    webhook = mockdr.client().post("/webhooks", json=wanted).json()
    elsewhere = {**wanted, "address": "https://shop.example.com/hooks"}
    mockdr.client().post("/webhooks", json=elsewhere)
    checkout(mockdr)

    routed, blocked = mockdr.webhooks.deliveries

    assert (routed.webhook, routed.state) == (webhook["id"], "delivered")
    assert blocked.state == "blocked"
    assert [host for host, _, _ in app.requests] == ["shop.example"]


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (
            lambda hooks: hooks.deliver_to("localhost:8000/hooks"),
            "'localhost:8000/hooks' is no URL; write it with http:// or https://",
        ),
        (
            lambda hooks: hooks.deliver_to(App(), types=["order.acepted"]),
            "there is no event 'order.acepted'; did you mean 'order.accepted'?",
        ),
        (
            lambda hooks: hooks.deliver_to(App(), version="2021-12-31"),
            "there is no version '2021-12-31'; did you mean '2021-12-13'?",
        ),
        (
            lambda hooks: hooks.route("https://shop.example", "http://127.0.0.1:1"),
            (
                "route takes an application, not 'http://127.0.0.1:1'; "
                "a webhook with that address reaches it by itself"
            ),
        ),
        (
            lambda hooks: hooks.route("shop.example/hooks", App()),
            "'shop.example/hooks' is no URL; write https://shop.example/hooks",
        ),
    ],
)
def test_a_target_that_cannot_be_is_refused_with_what_can(mockdr, call, told):
    with pytest.raises(MockdrError) as raised:
        call(mockdr.webhooks)

    assert str(raised.value) == told
    assert mockdr.client().get("/webhooks").json() == []


def test_what_is_neither_url_nor_application_is_refused(mockdr):
    with pytest.raises(MockdrError, match="3 is neither a WSGI nor an ASGI appl"):
        mockdr.webhooks.deliver_to(3)


# -- what it gets ----------------------------------------------------------------


def test_a_receiver_gets_every_type_unless_told(mockdr):
    _, receiver = listen(mockdr)
    _, few = listen(mockdr, types="order.accepted", version="2020-12-17")

    one, every = mockdr.client().get("/webhooks").json()

    assert {every["id"], one["id"]} == {receiver.id, few.id}
    assert {"order.accepted", "sku.created"} <= set(every["types"])
    assert (one["types"], one["apiVersion"]) == (ACCEPTED, "2020-12-17")


def test_the_event_is_in_the_version_of_the_webhook(mockdr):
    listen(mockdr, types=["checkout.created"], version="2020-12-17")
    checkout(mockdr)

    event = mockdr.webhooks.expect("checkout.created").event

    assert event["digitalriverVersion"] == "2020-12-17"
    assert "paymentSessionId" in event["data"]["object"]


def test_what_was_received_is_in_the_order_of_arrival(mockdr):
    """A retry comes after what was told meanwhile."""
    listen(mockdr, 500, types=["checkout.created"])
    first = checkout(mockdr)
    assert [told.status for told in mockdr.webhooks.received] == [500]
    second = checkout(mockdr)
    mockdr.clock.advance(minutes=5)

    told = mockdr.webhooks.received

    assert [(one.of, one.attempt, one.status) for one in told] == [
        (first["id"], 1, 500),
        (second["id"], 1, 200),
        (first["id"], 2, 200),
    ]
    assert told[0].event == told[2].event
    assert told[0].signature != told[2].signature


def test_nothing_is_received_by_who_was_not_reached(mockdr):
    unreachable = Answer(outcome="unreachable", reason="nobody listens")
    timeout = Answer(outcome="timeout", reason="too slow")
    listen(mockdr, unreachable, timeout, types=["checkout.created"])
    checkout(mockdr)
    mockdr.clock.advance(minutes=30)

    assert [told.outcome for told in mockdr.webhooks.received] == [
        "timeout",
        "answered",
    ]


def test_a_debugger_sees_the_deliveries_and_makes_none(mockdr):
    sender, receiver = listen(mockdr, types=["checkout.created"])
    made = checkout(mockdr)

    assert repr(receiver) == "<receiver at http://testserver/hooks>"
    assert repr(mockdr.webhooks).splitlines() == [
        "<webhooks told 1 event>",
        (
            f"checkout.created of checkout {made['id']} "
            "to http://testserver/hooks: about to be sent"
        ),
    ]
    assert sender.parcels == []
    mockdr.client().delete(f"/webhooks/{receiver.id}")
    assert repr(receiver) == "<receiver gone>"


# -- secrets ---------------------------------------------------------------------


def test_what_is_received_verifies_with_the_secret(mockdr):
    sender, receiver = listen(mockdr, types=["checkout.created"])
    checkout(mockdr)
    mockdr.webhooks.deliver()

    [parcel] = sender.parcels

    assert receiver.secret.startswith("whk_")
    verify_signature(parcel.body, parcel.headers, receiver.secret, now=mockdr.clock.now)


def test_a_secret_may_be_the_one_that_the_shop_has(mockdr):
    _, receiver = listen(mockdr, secret="whk_of-the-shop")

    assert receiver.secrets == ("whk_of-the-shop",)


def test_a_rotated_secret_signs_until_it_expires(mockdr):
    _, receiver = listen(mockdr, secret="whk_old")
    assert receiver.rotate("1h") == receiver.secret
    new = receiver.secret
    assert receiver.secrets == (new, "whk_old")

    mockdr.clock.advance(hours=1)

    assert receiver.secrets == (new,)
    receiver.rotate(expires="0h")
    assert new not in receiver.secrets


def test_a_secret_expires_as_the_provider_lets_it(mockdr):
    _, receiver = listen(mockdr)

    with pytest.raises(MockdrError, match="choose one of 0h, 1h, 3h, 6h, 12h, 24h"):
        receiver.rotate("2h")


def test_a_receiver_whose_webhook_is_gone_says_so(mockdr):
    _, receiver = listen(mockdr)
    mockdr.client().delete(f"/webhooks/{receiver.id}")

    with pytest.raises(MockdrError, match=f"the webhook {receiver.id} is gone; it was"):
        _ = receiver.secret


# -- judging ---------------------------------------------------------------------


def test_a_probe_passes_who_turns_everything_away(mockdr):
    app, receiver = careful(mockdr)
    checkout(mockdr)

    probed = receiver.probe()

    assert [one.kind for one in probed] == [*FORGERIES]
    assert {one.status for one in probed} == {401}
    true, *forged = [json.loads(body) for _, _, body in app.requests]
    assert true["id"] not in {event["id"] for event in forged}
    assert {event["type"] for event in forged} == {"checkout.created"}
    assert [told.type for told in receiver.received] == ["checkout.created"]


@pytest.mark.mockdr(conduct="off")
@pytest.mark.parametrize(
    ("weak", "accepts"),
    [
        ("skips when there is no header", ["without a signature"]),
        ("does not look at the age", ["whose signature is a day old"]),
        (
            "looks at the age alone",
            [
                "signed with another secret",
                "changed after it was signed",
            ],
        ),
        (
            "does not verify",
            [
                "without a signature",
                "signed with another secret",
                "changed after it was signed",
                "whose signature is a day old",
            ],
        ),
    ],
)
def test_a_probe_names_every_forgery_that_was_accepted(mockdr, weak, accepts):
    def answer(parcel):
        header = parcel.headers.get("DigitalRiver-Signature")
        body, now, tolerance = parcel.body, mockdr.clock.now, 300
        if weak == "does not verify" or (weak.startswith("skips") and not header):
            return 200
        if weak == "does not look at the age":
            tolerance = None
        if weak == "looks at the age alone" and header:
            made = int(header.partition(", ")[0])
            return 200 if now.timestamp() - made < tolerance else 401
        try:
            verify_signature(
                body, header, receiver.secrets, now=now, tolerance=tolerance
            )
        except ValueError:
            return 401
        return 200

    receiver = mockdr.webhooks.deliver_to(RecordingSender(then=answer), "/hooks")

    with pytest.raises(AssertionError) as raised:
        mockdr.webhooks.probe()

    head, *faults = str(raised.value).splitlines()
    assert head == (
        "forged events are to be turned away, with any answer that is no 2xx:"
    )
    assert faults == [
        f"  http://testserver/hooks accepted an event {said}: it answered 200"
        for said in accepts
    ]


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (404, "answered 404: nobody seems to work at this address"),
        (
            Answer(outcome="unreachable", reason="nobody listens"),
            "could not be probed: nobody listens",
        ),
    ],
)
def test_a_probe_that_meets_nobody_fails(mockdr, answer, told):
    mockdr.webhooks.deliver_to(RecordingSender(then=answer), "/hooks")

    with pytest.raises(AssertionError, match=told):
        mockdr.webhooks.probe()


def test_a_probe_may_be_of_some_forgeries(mockdr):
    _, receiver = careful(mockdr)

    assert [one.kind for one in receiver.probe("stale", "unsigned")] == [
        "stale",
        "unsigned",
    ]
    with pytest.raises(MockdrError, match="there is no forgery 'old'; there are"):
        receiver.probe("old")


def test_a_probe_needs_somebody(mockdr):
    _, receiver = listen(mockdr)
    mockdr.client().patch(f"/webhooks/{receiver.id}", json={"enabled": False})

    with pytest.raises(MockdrError, match="there is no enabled webhook to probe"):
        mockdr.webhooks.probe()


# -- by hand ---------------------------------------------------------------------


def test_an_event_by_hand_is_delivered_at_once(mockdr):
    sender, _ = listen(mockdr)

    event = mockdr.webhooks.trigger("order.dispute")

    [parcel] = sender.parcels
    assert json.loads(parcel.body) == event
    assert mockdr.order(event.data["object"]).state == "dispute"
    assert mockdr.webhooks.expect("order.dispute").event == event


def test_an_event_by_hand_is_of_what_is_named(mockdr):
    listen(mockdr)
    made, _ = checkout(mockdr), checkout(mockdr)

    event = mockdr.webhooks.trigger("checkout.created", of=made)

    assert event.data["object"]["id"] == made["id"]


def test_deliveries_are_bent_by_hand(mockdr):
    listen(mockdr, types=["checkout.created"])
    mockdr.webhooks.bend("checkout.created", "duplicate", copies=3, every=2)
    for _ in range(2):
        checkout(mockdr)

    assert [told.copy for told in mockdr.webhooks.deliveries] == [1, 1, 2, 3]
    with pytest.raises(MockdrError, match="duplicat"):
        mockdr.webhooks.bend("any", "duplicated")


# -- who delivers ----------------------------------------------------------------


@pytest.mark.parametrize(
    "hand",
    [
        lambda mockdr: mockdr.webhooks.received,
        lambda mockdr: mockdr.webhooks.deliveries,
        lambda mockdr: mockdr.webhooks.deliver(),
        lambda mockdr: mockdr.webhooks.expect("checkout.created"),
        lambda mockdr: mockdr.webhooks.deliver_to(RecordingSender()),
        lambda mockdr: mockdr.webhooks.trigger("sku.created"),
        lambda mockdr: mockdr.webhooks.bend("any", "duplicate"),
        lambda mockdr: mockdr.customer.chooses("creditCard"),
        lambda mockdr: mockdr.clock.advance("0s"),
        lambda mockdr: mockdr.clock.run_until_idle(),
        lambda mockdr: mockdr.check(),
    ],
)
def test_whatever_hands_do_what_is_ready_comes_first(mockdr, hand):
    sender, _ = listen(mockdr, types=["checkout.created"])
    checkout(mockdr)
    assert sender.parcels == []

    hand(mockdr)

    assert len(sender.parcels) == 1


def test_what_an_act_tells_is_delivered_by_it(mockdr):
    sender, _ = listen(mockdr, types=["source.chargeable"])
    checkout(mockdr)

    mockdr.customer.chooses("creditCard")

    assert len(sender.parcels) == 1


def test_after_a_reset_nothing_is_known_of_before(mockdr):
    sender, receiver = listen(mockdr)
    checkout(mockdr)
    mockdr.world.reset(mockdr.name)

    assert mockdr.webhooks.deliveries == []
    assert sender.parcels == []
    with pytest.raises(MockdrError, match="everything was reset: call deliver_to"):
        _ = receiver.address
    assert mockdr.webhooks.deliver_to(sender).address == "http://testserver"


def test_without_pytest_the_end_delivers_as_well():
    sender = RecordingSender()
    with start(now=NOW) as mockdr:
        mockdr.webhooks.deliver_to(sender, types=["checkout.created"])
        checkout(mockdr)

    assert len(sender.parcels) == 1
