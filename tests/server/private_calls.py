"""A shop whose page makes the calls that only mockdr's own script makes."""

from __future__ import annotations

from dataclasses import dataclass, field

import orjson

from mockdr.engine.call import Call
from mockdr.server.app import App
from tests.engine.shop import Answer, Shop, session_of

CHALLENGED = "5454545454545454"


@dataclass
class Page:
    """
    A page of the shop that has loaded the script.

    Args:
        shop: Whose public key the page has.
    """

    shop: Shop = field(default_factory=Shop)

    def __post_init__(self):
        self.app = App(self.shop.world)

    def call(self, method, path, said=None, *, key="bearer pk_test_shop", **more):
        query, body = (), b""
        if method == "GET":
            query = tuple((said or {}).items())
        elif said is not None:
            body = said if isinstance(said, bytes) else orjson.dumps(said)
        headers = {"authorization": key} if key else {}
        return Call(
            method=method,
            path=path,
            query=query,
            body=body,
            headers={**headers, **more.pop("headers", {})},
            base_url="http://127.0.0.1:8400",
            **more,
        )

    def send(self, *said, **more):
        reply = self.app.answer(self.call(*said, **more))
        return Answer(reply.status, reply.headers, reply.body, reply)

    def get(self, name, **said):
        return self.send("GET", f"/v1/mockdr/{name}", said)

    def post(self, name, **said):
        return self.send("POST", f"/v1/mockdr/{name}", said)


def named(source=None, checkout=None, **more):
    """Return how a page names a source, a session, or both."""
    said = {}
    if source is not None:
        said.update(sourceId=source["id"], secret=source["clientSecret"])
    if checkout is not None:
        said["sessionId"] = session_of(checkout)["id"]
    return {**said, **more}
