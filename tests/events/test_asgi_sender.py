"""Callbacks into an ASGI application, from synchronous code and in a running loop."""

from __future__ import annotations

import asyncio
import contextvars
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from mockdr.events.senders import AsgiSender
from tests.events.receivers import parcel

URL = "https://Shop.Test:8443/h%C3%B6oks/a%2Fb?x=1"
START = {"type": "http.response.start", "status": 202, "headers": [(b"X-A", b"1")]}
BODY = {"type": "http.response.body", "body": b"well"}


@pytest.fixture
def sender_of_app():
    """Make senders, and close them in the end."""
    made = []

    def make(app) -> AsgiSender:
        made.append(AsgiSender(app))
        return made[-1]

    yield make
    for sender in made:
        sender.close()


@pytest.fixture(params=["from sync", "inside a loop", "in the loop"])
def send(request, sender_of_app):
    """Send in each of the three ways."""

    def sent(app, url: str = URL, **headers: str):
        sender, one = sender_of_app(app), parcel(url, **headers)

        async def inside():
            return sender.send(one)

        async def within():
            return await sender.send_async(one)

        if request.param == "from sync":
            return sender.send(one)
        return asyncio.run(inside() if request.param == "inside a loop" else within())

    return sent


def answering(*messages: dict):
    async def app(scope, receive, send):
        for message in messages:
            await send(dict(message))

    return app


# --- what it gets ---------------------------------------------------------------


def test_an_application_sees_a_request_as_its_server_would_show_it(send):
    seen = []

    async def app(scope, receive, send):
        seen.extend([scope, await receive()])
        await answering(START, BODY)(scope, receive, send)

    answer = send(app, DigitalRiver_Signature="1, x=")

    assert (answer.outcome, answer.status, answer.ok) == ("answered", 202, True)
    assert (answer.headers, answer.body, answer.reason) == ({"x-a": "1"}, b"well", "")
    assert seen == [
        {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.4"},
            "http_version": "1.1",
            "method": "POST",
            "scheme": "https",
            "path": "/höoks/a/b",
            "raw_path": b"/h%C3%B6oks/a%2Fb",
            "query_string": b"x=1",
            "root_path": "",
            "headers": [
                (b"host", b"shop.test:8443"),
                (b"content-type", b"application/json"),
                (b"digitalriver-signature", b"1, x="),
                (b"content-length", b"11"),
            ],
            "client": ("127.0.0.1", 0),
            "server": ("shop.test", 8443),
            "state": {},
            "extensions": {},
        },
        {"type": "http.request", "body": b'{"id":"e1"}', "more_body": False},
    ]


def test_the_client_leaves_when_the_answer_is_complete_and_not_before(send):
    told = []

    async def app(scope, receive, send):
        await receive()
        waiting = asyncio.ensure_future(receive())
        await asyncio.sleep(0)
        told.append(waiting.done())
        await send(dict(START))
        await asyncio.sleep(0)
        told.append(waiting.done())
        await send(dict(BODY))
        told.append(await waiting)

    assert send(app).ok
    assert told == [False, False, {"type": "http.disconnect"}]


# --- what it answers ------------------------------------------------------------


def test_an_answer_may_come_in_pieces(send):
    more = {"type": "http.response.body", "body": b"a", "more_body": True}

    assert send(answering(START, more, more, BODY)).body == b"aawell"


def test_an_empty_answer_is_one(send):
    bare = {"type": "http.response.start", "status": 204}
    answer = send(answering(bare, {"type": "http.response.body"}))

    assert (answer.status, answer.headers, answer.body) == (204, {}, b"")


@pytest.mark.parametrize("listens", [True, False])
def test_of_an_endless_body_the_beginning_is_kept(send, listens):
    async def app(scope, receive, send):
        await receive()
        await send(dict(START))
        gone = asyncio.ensure_future(receive())
        while not (listens and gone.done()):
            await send(
                {"type": "http.response.body", "body": b"x" * 10_000, "more_body": True}
            )
            await asyncio.sleep(0)

    answer = send(app)

    assert (answer.status, answer.reason) == (202, "")
    assert answer.body == b"x" * 65_536


# --- what it does wrong ---------------------------------------------------------


async def raises(scope, receive, send):
    raise KeyError("id")


async def raises_halfway(scope, receive, send):
    await send(dict(START))
    raise KeyError("id")


async def raises_behind_a_500(scope, receive, send):
    """As frameworks do: the answer is theirs, and the server sees the exception."""
    await send({"type": "http.response.start", "status": 500})
    await send({"type": "http.response.body", "body": b"sorry"})
    raise KeyError("id")


@pytest.mark.parametrize("app", [raises, raises_halfway, raises_behind_a_500])
def test_what_it_raises_is_an_answer_of_500_that_names_the_line(send, app):
    answer = send(app)

    assert (answer.outcome, answer.status, answer.ok) == ("answered", 500, False)
    assert answer.reason.startswith("KeyError: 'id' (test_asgi_sender.py:")


def test_what_fails_when_the_answer_is_out_is_told_and_changes_nothing(send):
    async def app(scope, receive, send):
        await answering(START, BODY)(scope, receive, send)
        raise KeyError("id")

    answer = send(app)

    assert (answer.status, answer.ok, answer.body) == (202, True, b"well")
    assert answer.reason.startswith("KeyError: 'id' (")


@pytest.mark.parametrize(
    ("messages", "said"),
    [
        ([], "returned without an answer"),
        ([START], "before its answer was complete"),
        ([START, {**BODY, "more_body": True}], "before its answer was complete"),
        ([BODY], "'http.response.body' out of turn"),
        ([START, START], "'http.response.start' out of turn"),
        ([{"type": "websocket.accept"}], "'websocket.accept' out of turn"),
        ([{"type": "http.response.start"}], "KeyError: 'status'"),
        ([{**START, "status": "ok"}], "ValueError"),
        ([{**START, "headers": [("X", "1")]}], "AttributeError"),
        ([START, {**BODY, "body": "text"}], "TypeError"),
        ([{}], "KeyError: 'type'"),
    ],
)
def test_what_a_server_would_not_take_is_an_answer_of_500(send, messages, said):
    answer = send(answering(*messages))

    assert answer.status == 500
    assert said in answer.reason


def test_what_comes_after_the_end_is_told_and_changes_nothing(send):
    answer = send(answering(START, BODY, BODY))

    assert (answer.status, answer.body) == (202, b"well")
    assert "out of turn" in answer.reason


@pytest.mark.parametrize("ends", [KeyboardInterrupt, SystemExit, pytest.fail.Exception])
def test_what_ends_the_test_ends_it(send, ends):
    async def app(scope, receive, send):
        raise ends

    with pytest.raises(ends):
        send(app)


def test_an_address_that_nobody_can_read_is_blocked(send):
    answer = send(answering(START, BODY), "http://a b/")

    assert (answer.outcome, answer.status) == ("blocked", None)


# --- whose loop, whose thread ---------------------------------------------------


def test_from_sync_it_works_in_the_callers_thread_and_in_one_loop(sender_of_app):
    """What an application keeps for its loop, as locks and pools are, stays of use."""
    seen = []

    async def app(scope, receive, send):
        seen.append((threading.get_ident(), id(asyncio.get_running_loop())))
        await answering(START, BODY)(scope, receive, send)

    sender = sender_of_app(app)
    for _ in range(3):
        sender.send(parcel(URL))

    assert len(set(seen)) == 1
    assert seen[0][0] == threading.get_ident()


def test_inside_a_loop_it_works_in_a_thread_with_a_loop_of_its_own(sender_of_app):
    seen = []

    async def app(scope, receive, send):
        seen.append((threading.get_ident(), asyncio.get_running_loop()))
        await answering(START, BODY)(scope, receive, send)

    sender = sender_of_app(app)

    async def test():
        sender.send(parcel(URL))
        return asyncio.get_running_loop()

    loop = asyncio.run(test())

    assert seen[0][0] != threading.get_ident()
    assert seen[0][1] is not loop


def test_awaited_it_works_in_the_loop_that_runs(sender_of_app):
    seen = []

    async def app(scope, receive, send):
        seen.append(asyncio.get_running_loop())
        await answering(START, BODY)(scope, receive, send)

    sender = sender_of_app(app)

    async def test():
        await sender.send_async(parcel(URL))
        return asyncio.get_running_loop()

    assert [asyncio.run(test())] == seen


def test_a_receiver_that_sends_on_its_own_account_is_not_held_up(sender_of_app):
    """One delivery within another takes a second loop."""

    async def app(scope, receive, send):
        if scope["path"] == "/outer":
            assert sender.send(parcel("http://shop/inner")).ok
        await answering(START, BODY)(scope, receive, send)

    sender = sender_of_app(app)

    assert sender.send(parcel("http://shop/outer")).ok
    assert sender.send(parcel("http://shop/outer")).ok


_told = contextvars.ContextVar("told", default="nothing")


def test_what_the_caller_has_set_in_its_context_is_seen(send):
    seen = []

    async def app(scope, receive, send):
        seen.append(_told.get())
        await answering(START, BODY)(scope, receive, send)

    token = _told.set("something")
    try:
        send(app)
    finally:
        _told.reset(token)

    assert seen == ["something"]


# --- what it leaves behind ------------------------------------------------------


def test_work_that_is_left_for_later_is_done_before_the_test_goes_on(sender_of_app):
    done = []

    async def later() -> None:
        for _ in range(10):
            await asyncio.sleep(0)
        done.append("task")
        kept.add(asyncio.ensure_future(latest()))

    async def latest() -> None:
        await asyncio.sleep(0)
        done.append("task of a task")

    kept = set()

    async def app(scope, receive, send):
        kept.add(asyncio.ensure_future(later()))
        await answering(START, BODY)(scope, receive, send)

    assert sender_of_app(app).send(parcel(URL)).ok
    assert done == ["task", "task of a task"]


def test_work_without_an_end_is_waited_for_no_longer_than_a_while(
    sender_of_app, monkeypatch
):
    monkeypatch.setattr("mockdr.events.senders.loops._LEFT_BEHIND", 0.01)
    ended, kept = [], []

    async def forever() -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            ended.append("cancelled")
            raise

    async def app(scope, receive, send):
        kept.append(asyncio.ensure_future(forever()))
        await answering(START, BODY)(scope, receive, send)

    sender = sender_of_app(app)
    answers = [sender.send(parcel(URL)).ok for _ in range(2)]
    before = list(ended)
    sender.close()

    assert answers == [True, True]
    assert (before, ended) == ([], ["cancelled"] * 2)


@pytest.mark.filterwarnings("error")
def test_a_sender_that_nobody_closes_leaves_no_loop_behind():
    loops = []

    async def app(scope, receive, send):
        loops.append(asyncio.get_running_loop())
        await answering(START, BODY)(scope, receive, send)

    AsgiSender(app).send(parcel(URL))

    assert loops[0].is_closed()


AT_EXIT = """
import asyncio
from mockdr.events.senders import AsgiSender
import mockdr.events.senders.loops as loops
from tests.events.receivers import parcel

kept = []

async def app(scope, receive, send):
    await asyncio.to_thread(str)
    kept.append(asyncio.ensure_future(asyncio.Event().wait()))
    await send({"type": "http.response.start", "status": 204})
    await send({"type": "http.response.body"})

loops._LEFT_BEHIND = 0.01
sender = AsgiSender(app)
print(sender.send(parcel("http://shop/")).status)
"""


def test_an_interpreter_ends_quietly_though_nobody_has_closed_a_sender():
    done = subprocess.run(
        [sys.executable, "-X", "dev", "-W", "error", "-c", AT_EXIT],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.stdout, done.stderr, done.returncode) == ("204\n", "", 0)


def test_a_closed_sender_sends_again(sender_of_app):
    sender = sender_of_app(answering(START, BODY))
    sender.send(parcel(URL))
    sender.close()

    assert sender.send(parcel(URL)).ok


def test_many_threads_at_once_have_a_loop_each(sender_of_app):
    answers = []
    meet = threading.Barrier(4, timeout=30)

    async def app(scope, receive, send):
        meet.wait()
        await answering(START, BODY)(scope, receive, send)

    sender = sender_of_app(app)
    threads = [
        threading.Thread(target=lambda: answers.append(sender.send(parcel(URL)).ok))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [True] * 4
