"""
Makes the recordings that the tests read, of mockdr's own traffic.

Run it as `python -m tests.engine.traces.hars.make`.
"""

from __future__ import annotations

import json
from pathlib import Path

from mockdr.base.clock import wire_time_fine
from mockdr.base.data import data_folder
from mockdr.engine.traces.overhearing import overhear
from mockdr.engine.vocabulary import vocabulary
from mockdr.scenario.library import Library

FOLDER = Path(__file__).parent

#: Recording to the bundled story whose traffic it holds.
RECORDINGS = {
    "card-accepted": "card-accepted",
    "card-declined": "declined",
    "klarna": "klarna-approved",
    "challenged": "authentication-at-the-order",
}


def har_of(story, host="api.digitalriver.com"):
    """Return the traffic of *story* as a browser would save it."""
    entries = [entry(call.exchange, host) for call in overhear(story).calls]
    creator = {"name": "mockdr", "version": "1"}
    return {"log": {"version": "1.2", "creator": creator, "entries": entries}}


def entry(exchange, host):
    """Return an exchange as HAR has it."""
    query = "&".join(f"{name}={value}" for name, value in exchange.query)
    url = f"https://{host}{exchange.path}" + (f"?{query}" if query else "")
    request = {
        "method": exchange.method,
        "url": url,
        "httpVersion": "HTTP/1.1",
        "headers": [
            {"name": name.title(), "value": value}
            for name, value in exchange.headers.items()
        ],
        "queryString": [{"name": n, "value": v} for n, v in exchange.query],
    }
    if exchange.body:
        text = exchange.body.decode()
        request["postData"] = {"mimeType": "application/json", "text": text}
    reply = exchange.reply.decode() if exchange.reply else ""
    response = {
        "status": exchange.status,
        "headers": [{"name": "Content-Type", "value": "application/json"}],
        "content": {
            "mimeType": "application/json",
            "size": len(reply),
            "text": reply,
        },
    }
    if exchange.lost:
        response["_error"] = exchange.lost
    return {
        "startedDateTime": wire_time_fine(exchange.at),
        "time": 12.5,
        "request": request,
        "response": response,
    }


def make():
    """Return name of recording to its text."""
    library = Library((data_folder("scenarios"),), vocabulary)
    return {
        name: json.dumps(har_of(library.story(story)), indent=1) + "\n"
        for name, story in RECORDINGS.items()
    }


if __name__ == "__main__":
    for name, text in make().items():
        (FOLDER / f"{name}.har").write_text(text, encoding="utf-8")
