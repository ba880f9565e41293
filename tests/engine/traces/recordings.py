"""Recordings made by hand, for tests."""

from __future__ import annotations

import json

from mockdr.engine.traces.har import read_har
from mockdr.engine.traces.sifting import sift

HOST = "api.digitalriver.com"
KEY = "sk_test_4f5e6d7c"


def entry(method="GET", path="/orders", body=None, status=200, reply=None, **more):
    """Return an entry of a HAR; *more* replaces parts of it."""
    key = more.pop("key", KEY)
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    headers |= more.pop("headers", {})
    request = {
        "method": method,
        "url": f"https://{more.pop('host', HOST)}{path}",
        "headers": [{"name": n, "value": v} for n, v in headers.items()],
    }
    if body is not None:
        text = body if isinstance(body, str) else json.dumps(body)
        request["postData"] = {"mimeType": "application/json", "text": text}
    text = reply if isinstance(reply, str) else json.dumps(reply)
    content = {} if reply is None else {"text": text, "size": len(text)}
    return {
        "startedDateTime": more.pop("at", "2024-05-01T12:00:00.000Z"),
        "time": 3,
        "request": request | more.pop("request", {}),
        "response": {"status": status, "headers": [], "content": content}
        | more.pop("response", {}),
        **more,
    }


def recording(*entries):
    """Return the bytes of a HAR."""
    return json.dumps({"log": {"version": "1.2", "entries": list(entries)}}).encode()


def read(*entries):
    """Return the exchanges of a HAR with *entries*."""
    return read_har(recording(*entries), "shop.har").exchanges


def heard(*entries, hosts=()):
    """Return what of *entries* was said to the provider."""
    return sift(read_har(recording(*entries), "shop.har"), hosts).heard
