"""What frameworks do with the doors that a server gives them, whichever they use."""

from __future__ import annotations

import asyncio

import pytest

from mockdr.events.senders import sender_of
from tests.events.receivers import parcel


@pytest.fixture(params=["from sync", "inside a loop", "in the loop"])
def send(request):
    """Send in each of the three ways."""

    def sent(app, path: str):
        sender, one = sender_of(app), parcel(f"http://testserver{path}")

        async def inside():
            return sender.send(one)

        async def within():
            return await sender.send_async(one)

        if request.param == "from sync":
            answers = [sender.send(one) for _ in range(2)]
        else:
            way = inside if request.param == "inside a loop" else within
            answers = [asyncio.run(way()) for _ in range(2)]
        assert answers[0].status == answers[1].status
        return answers[1]

    return sent


@pytest.fixture
def starlette():
    """Return an application that uses every part of the protocol."""
    name = "starlette is not installed: pip install starlette"
    pytest.importorskip("starlette", reason=name)
    from starlette.applications import Starlette
    from starlette.background import BackgroundTask
    from starlette.middleware import Middleware
    from starlette.middleware.base import BaseHTTPMiddleware
    from starlette.responses import JSONResponse, StreamingResponse
    from starlette.routing import Route

    async def passed_on(request, call_next):
        response = await call_next(request)
        response.headers["x-passed"] = "on"
        return response

    async def plain(request):
        return JSONResponse(await request.json(), 202)

    def in_a_thread(request):
        return JSONResponse({"client": request.client.host}, 202)

    async def streamed(request):
        async def pieces():
            async for piece in request.stream():
                yield piece
                await asyncio.sleep(0)
            yield b"."

        return StreamingResponse(pieces(), 202)

    async def later(request):
        return JSONResponse({}, 202, background=BackgroundTask(note, "later"))

    async def note(what):
        await asyncio.sleep(0)
        app.state.noted.append(what)

    async def never(request):
        raise KeyError("id")

    routes = [plain, in_a_thread, streamed, later, never]
    app = Starlette(
        routes=[Route(f"/{f.__name__}", f, methods=["POST"]) for f in routes],
        middleware=[Middleware(BaseHTTPMiddleware, dispatch=passed_on)],
    )
    app.state.noted = []
    return app


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/plain", b'{"id":"e1"}'),
        ("/in_a_thread", b'{"client":"127.0.0.1"}'),
        ("/streamed", b'{"id":"e1"}.'),
    ],
)
def test_starlette_answers_from_wherever_it_likes(starlette, send, path, body):
    answer = send(starlette, path)

    assert (answer.status, answer.body, answer.reason) == (202, body, "")
    assert answer.headers["x-passed"] == "on"


def test_what_starlette_leaves_for_later_is_done(starlette, send):
    assert send(starlette, "/later").ok
    assert starlette.state.noted == ["later"] * 2


def test_what_starlette_does_not_catch_is_told(starlette, send):
    answer = send(starlette, "/never")

    assert answer.status == 500
    assert answer.reason.startswith("KeyError: 'id' (test_frameworks.py:")


def test_starlette_knows_its_own_errors(starlette, send):
    answer = send(starlette, "/elsewhere")

    assert (answer.status, answer.reason) == (404, "")


@pytest.mark.parametrize("shown", [True, False])
def test_flask_answers_and_its_failures_are_told_where_it_lets_them_out(send, shown):
    flask = pytest.importorskip(
        "flask", reason="flask is not installed: pip install flask"
    )
    app = flask.Flask(__name__)
    app.testing = shown

    @app.post("/well")
    def well():
        return flask.jsonify(flask.request.get_json()), 202

    @app.post("/never")
    def never():
        raise KeyError("id")

    good, bad = send(app, "/well"), send(app, "/never")

    assert (good.status, good.body, good.reason) == (202, b'{"id":"e1"}\n', "")
    assert bad.status == 500
    assert ("KeyError: 'id' (test_frameworks.py:" in bad.reason) is shown
