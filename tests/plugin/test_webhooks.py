"""The end of a test, and its report: what was told, and what came of it."""

from __future__ import annotations

import pytest

from tests.plugin.test_report import sections

pytest_plugins = ["pytester"]

PINNED = 'pytestmark = pytest.mark.mockdr(now="2024-05-01T12:00:00Z")\n'
RECEIVER = '''

class Receiver:
    """A WSGI application that answers as it is told, 200 when it is told nothing."""

    def __init__(self, *answers):
        self.answers, self.count = list(answers), 0

    def __call__(self, environ, start_response):
        self.count += 1
        answer = self.answers.pop(0) if self.answers else "200 OK"
        if isinstance(answer, Exception):
            raise answer
        start_response(answer, [])
        return []

def told(mockdr, *answers, types="order.accepted"):
    receiver = Receiver(*answers)
    mockdr.webhooks.deliver_to(receiver, "/hooks", types=types)
    return receiver
'''


def test_the_end_of_a_test_delivers_and_is_content(project):
    project.tests(
        PINNED
        + RECEIVER
        + """
receivers = []

def test_told(mockdr, shop):
    receivers.append(told(mockdr))
    shop.buy()
    assert receivers[0].count == 0

def test_then():
    assert receivers[0].count == 1
"""
    )

    project.run().assert_outcomes(passed=2)


def test_the_last_events_arrive_while_the_receiver_has_its_fixtures(project):
    """What fixtures tell when they end is told to nobody, and fails nothing."""
    project.tests(
        PINNED
        + RECEIVER
        + """
@pytest.fixture
def database(mockdr, shop):
    rows = []
    yield rows
    assert rows == ["order.accepted"]
    rows.clear()
    shop.buy()

def test_it(mockdr, shop, database):
    def app(environ, start_response):
        assert shop.client.get("/orders").status_code == 200
        database.append("order.accepted")
        start_response("200 OK", [])
        return []

    mockdr.webhooks.deliver_to(app, types="order.accepted")
    shop.buy()
"""
    )

    project.run().assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (
            "told(mockdr, *['500 Oops'] * 4); shop.buy(); mockdr.clock.advance('3h')",
            "failed after 4 attempts, last: 500",
        ),
        (
            "told(mockdr, '500 Oops'); shop.buy()",
            (
                "to be tried again at 2024-05-01T12:05:00Z, last: 500; "
                "expect('order.accepted', status=500) says that it is meant"
            ),
        ),
        (
            "told(mockdr, KeyError('upstreamId')); shop.buy()",
            "to be tried again at 2024-05-01T12:05:00Z, last: 500: KeyError: ",
        ),
        (
            ("told(mockdr); mockdr.webhooks.bend('any', 'late', by='1h'); shop.buy()"),
            "late, due at 2024-05-01T13:00:00Z (bent: late); expect('order.accepted') ",
        ),
        (
            (
                "told(mockdr, *['400 No'] * 9); "
                "mockdr.webhooks.bend('any', 'tampered'); shop.buy()"
            ),
            (
                "to be tried again at 2024-05-01T12:05:00Z (bent: tampered), last: "
                "400; expect('order.accepted') lets the true attempt happen"
            ),
        ),
        (
            (
                "told(mockdr, *['400 No'] * 9); "
                "mockdr.webhooks.bend('any', 'down', attempts=2); shop.buy()"
            ),
            (
                "to be tried again at 2024-05-01T12:05:00Z (bent: down), last: "
                "connection refused: the receiver is down on purpose; "
                "expect('order.accepted') lets the true attempt happen"
            ),
        ),
    ],
)
def test_what_was_not_delivered_fails_the_test_at_its_end(project, body, told):
    project.tests(f"{PINNED}{RECEIVER}\ndef test_it(mockdr, shop):\n    {body}\n")

    result = project.run()

    result.assert_outcomes(passed=1, errors=1)
    [line] = [x for x in result.outlines if x.startswith("mockdr: unfinished: ")]
    assert f" to http://testserver/hooks: {told}" in line


@pytest.mark.parametrize(
    "body",
    [
        "told(mockdr, '500 No'); shop.buy(); mockdr.webhooks.expect(ACCEPTED)",
        (
            "told(mockdr, '500 No'); shop.buy(); "
            "mockdr.webhooks.expect(ACCEPTED, status=500)"
        ),
        "told(mockdr, '500 No'); shop.buy(); mockdr.clock.run_until_idle()",
        "told(mockdr); mockdr.webhooks.bend(ACCEPTED, 'drop'); shop.buy()",
        (
            "told(mockdr, '401 No'); mockdr.webhooks.bend(ACCEPTED, 'tampered'); "
            "shop.buy(); mockdr.webhooks.expect(ACCEPTED)"
        ),
        (
            "told(mockdr); mockdr.webhooks.bend(ACCEPTED, 'down', attempts=2); "
            "shop.buy(); mockdr.webhooks.expect(ACCEPTED)"
        ),
        (
            "mockdr.webhooks.deliver_to('https://shop.example/hooks', types=ACCEPTED); "
            "shop.buy(); mockdr.webhooks.expect(ACCEPTED, status='blocked')"
        ),
    ],
    ids=["retried", "meant", "idle", "dropped", "bent", "down", "blocked"],
)
def test_what_is_meant_or_mended_fails_nothing(project, body):
    project.tests(
        f"{PINNED}{RECEIVER}\nACCEPTED = 'order.accepted'\n"
        f"def test_it(mockdr, shop):\n    {body}\n"
    )

    project.run().assert_outcomes(passed=1)


def test_what_is_blocked_is_warned_of_once(project):
    project.tests(
        f"{PINNED}\ndef test_it(mockdr, shop):\n"
        "    mockdr.webhooks.deliver_to('https://shop.example/hooks'); shop.buy()\n"
    )

    result = project.run("-W", "default")

    result.assert_outcomes(passed=1, warnings=1)
    result.stdout.fnmatch_lines(
        ["*MockdrWarning: mockdr: blocked: nothing reaches https://shop.example/hooks*"]
    )


def test_what_is_unfinished_may_be_allowed(project):
    project.tests(
        PINNED
        + RECEIVER
        + """
@pytest.mark.mockdr(unfinished="allow")
def test_it(mockdr, shop):
    told(mockdr, "500 No")
    shop.buy()
"""
    )

    project.run().assert_outcomes(passed=1)


def test_a_test_that_failed_is_not_told_what_it_stopped_short_of(project):
    """And nothing is delivered any more, lest one failure bring another."""
    project.tests(
        PINNED
        + RECEIVER
        + """
receivers = []

def test_it(mockdr, shop):
    receivers.append(told(mockdr, "500 No"))
    shop.buy()
    assert False

def test_then():
    assert receivers[0].count == 0
"""
    )

    result = project.run()

    result.assert_outcomes(failed=1, passed=1)
    result.stdout.no_fnmatch_line("*unfinished*")


def test_the_report_tells_what_each_webhook_was_told(project):
    project.tests(
        PINNED
        + RECEIVER
        + """
TOLD = ["checkout.created", "source.created", "order.accepted"]

def test_it(mockdr, shop):
    mockdr.webhooks.deliver_to("https://shop.example/hooks")
    told(mockdr, "200 OK", "200 OK", "500 No", types=TOLD)
    order = shop.buy()
    mockdr.webhooks.deliver()
    assert order == {}
"""
    )

    result = project.run()

    result.assert_outcomes(failed=1)
    [section] = sections(result)
    parts = [part for part in section.split("\n\n") if " to http" in part]
    elsewhere, here = [part.splitlines() for part in parts]
    assert elsewhere[0].endswith(" to https://shop.example/hooks, blocked")
    assert 'deliver_to = ["shop.example:443"]' in elsewhere[1]
    assert len(elsewhere) == 2
    assert here[:2] == [
        "3 deliveries to http://testserver/hooks, 1 not delivered",
        "  delivered: checkout.created, source.created",
    ]
    assert here[2].startswith("  order.accepted of order ")
    assert here[2].endswith(": to be tried again at 2024-05-01T12:05:00Z")
    assert here[3:] == ["     1  2024-05-01T12:00:00Z  500"]


@pytest.mark.parametrize(("told", "earlier"), [(15, False), (16, True)])
def test_of_many_deliveries_the_last_are_told(project, told, earlier):
    project.tests(
        f"{PINNED}{RECEIVER}\ndef test_it(mockdr, shop):\n"
        "    told(mockdr, types='checkout.created')\n"
        f"    for _ in range({told}): shop.begin()\n"
        "    mockdr.webhooks.deliver()\n"
        "    assert False\n"
    )

    [section] = sections(project.run())

    [part] = [part for part in section.split("\n\n") if " to http" in part]
    assert part.splitlines() == [
        f"{told} deliveries to http://testserver/hooks, delivered",
        *(["  ... 1 earlier"] if earlier else []),
        "  delivered: checkout.created (15)",
    ]


def test_nobody_at_a_url_is_told_as_such(project):
    project.tests(
        PINNED
        + """
def test_it(mockdr, shop):
    mockdr.webhooks.deliver_to("http://127.0.0.1:9/", types="checkout.created")
    shop.begin()
"""
    )

    project.run().stdout.fnmatch_lines(
        [
            (
                "mockdr: unfinished: checkout.created of checkout *, last: nobody "
                "listens at 127.0.0.1:9; expect('checkout.created', "
                "status='unreachable') says that it is meant"
            )
        ]
    )


def test_what_fails_alike_is_told_once(project):
    project.tests(
        PINNED
        + RECEIVER
        + """
def test_it(mockdr, shop):
    wrong = KeyError("upstreamId")
    told(mockdr, *[wrong] * 2, types=["order.accepted", "checkout.created"])
    shop.buy()
    mockdr.webhooks.deliver()
    assert False
"""
    )

    [section] = sections(project.run())

    assert section.count("KeyError: 'upstreamId'") == 1
    [told] = [part for part in section.split("\n\n") if " to http" in part]
    *_, second, last = told.splitlines()
    assert second.startswith("  order.accepted of order ")
    assert last == "     just as the one before"


def test_a_receiver_that_refuses_may_go_by_another_clock(project):
    """The likeliest reason, where the test has moved its clock."""
    project.tests(
        RECEIVER
        + """
def test_it(mockdr, shop):
    mockdr.clock.advance(hours=49)
    told(mockdr, "401 Stale")
    shop.buy()
    mockdr.webhooks.expect("order.accepted", status=200, within="1s")
"""
    )

    result = project.run()

    result.stdout.fnmatch_lines(
        [
            "*the clock is 2 days ahead of the real one, *",
            "* of signatures: signature_clock='real' signs by the real one",
        ]
    )


def test_callbacks_run_in_the_loop_of_an_asynchronous_test(project):
    project.tests(
        PINNED
        + RECEIVER
        + """
import asyncio

@pytest.mark.asyncio
async def test_it(mockdr, shop):
    here, told = asyncio.get_running_loop(), []

    async def app(scope, receive, send):
        told.append(asyncio.get_running_loop())
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    mockdr.webhooks.deliver_to(app, types="order.accepted")
    shop.buy()
    await mockdr.webhooks.expect_async("order.accepted")
    assert told == [here]
    shop.buy()
    [callback] = await mockdr.webhooks.deliver_async()
    assert told == [here, here]
    shop.buy()
    loops.append(told)

loops = []

def test_then():
    [[one, two, three]] = loops
    assert one is two is three
"""
    )

    project.run().assert_outcomes(passed=2)


def test_deliveries_are_the_same_byte_for_byte_in_any_order(project, monkeypatch):
    """Ids, bodies, moments and signatures, whatever was tested before."""
    project.tests(
        PINNED
        + RECEIVER
        + """
import json, os, pathlib

@pytest.mark.parametrize("number", range(3))
def test_it(mockdr, shop, number):
    told(mockdr, "500 No", types=["order.accepted", "source.created"])
    mockdr.webhooks.bend("order.accepted", "duplicate")
    shop.buy()
    mockdr.clock.advance("1d")
    found = [mockdr.webhooks.deliveries, mockdr.events]
    folder = pathlib.Path(os.environ["OUT"])
    (folder / str(number)).write_text(json.dumps(found, default=dict))
"""
    )
    told = []
    for order in ([0, 1, 2], [2, 0, 1]):
        folder = project.path / f"out{order[0]}"
        folder.mkdir()
        monkeypatch.setenv("OUT", str(folder))
        tests = [f"test_shop.py::test_it[{number}]" for number in order]
        project.run(*tests).assert_outcomes(passed=3)
        told.append([(folder / str(number)).read_bytes() for number in range(3)])

    assert told[0] == told[1]
    assert all(text.count(b'"type": "order.accepted"') > 2 for text in told[0])


def test_a_receiver_that_never_comes_to_an_end_fails_the_test_plainly(project):
    project.tests(
        PINNED
        + """
def test_it(mockdr, shop):
    def app(environ, start_response):
        shop.begin()
        start_response("200 OK", [])
        return []

    mockdr.webhooks.deliver_to(app, types="checkout.created")
    shop.begin()
"""
    )

    result = project.run()

    result.assert_outcomes(failed=1)
    [line] = [x for x in result.outlines if x.startswith("mockdr: a receiver's ")]
    assert line.endswith("; let it not do again what it is told of")
    result.stdout.no_fnmatch_line("*Traceback*")
