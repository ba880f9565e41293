"""A delivery as people read it: a line, a line for each attempt, and a document."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Final

import orjson

from mockdr.base.clock import real_now, wire_time, wire_time_fine
from mockdr.base.errors import Json
from mockdr.engine.masking import mask_text, mask_user
from mockdr.events import Event
from mockdr.events.delivery import Answer, Attempt, Delivery

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant

__all__ = [
    "about",
    "arrived",
    "attempt_to_json",
    "attempts_told",
    "callback_to_json",
    "delivery_to_json",
    "delivery_told",
    "in_a_row",
    "outcome_told",
    "standing",
    "suspicion",
    "to_whom",
]

#: So much of an answer fits on its line.
_LINE: Final = 300
#: What is no longer than this is said again.
_SHORT: Final = 20
#: How receivers refuse a signature, and how old one may be for the strictest.
_REFUSED: Final = (400, 401, 403, 422)
_AGED: Final = timedelta(minutes=5)
#: What asyncio says of things that were made in another event loop.
_LOOPS: Final = ("to a different event loop", "to a different loop")
_REDIRECTS: Final = range(300, 400)
#: A page, what is in its beginning, and what nobody reads of it.
_PAGE: Final = re.compile(r"<(!doctype|html|head|body|title)\b", re.IGNORECASE)
_HEAD: Final = 8192
_TITLE: Final = re.compile(r"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
_UNREAD: Final = re.compile(
    r"<!--.*?-->|<(script|style)\b.*?</\1>", re.IGNORECASE | re.DOTALL
)
_TAG: Final = re.compile(r"<[^>]*>")
_STATES: Final = {
    "delivered": "delivered",
    "blocked": "blocked",
    "dropped": "dropped on purpose",
    "cancelled": "cancelled, the webhook is disabled or gone",
}


def about(event: Event) -> str:
    """Return what an event is about: `order 123`."""
    return f"{event.kind} {event.subject}"


def arrived(attempt: Attempt) -> bool:
    """Tell whether a receiver has seen an attempt, whatever it made of it."""
    return attempt.answer is not None and attempt.answer.outcome in (
        "answered",
        "timeout",
    )


def in_a_row(types: Iterable[str], most: int) -> str:
    """Return types of events in order, the last *most*; what repeats is counted."""
    told = []
    for type, same in groupby(types):
        count = len(list(same))
        told.append(type if count == 1 else f"{type} ({count})")
    hidden = ["..."] if len(told) > most else []
    return ", ".join(hidden + told[-most:])


def to_whom(delivery: Delivery) -> str:
    """Return which event goes where, for sentences."""
    copied = f", copy {delivery.copy}" if delivery.copy > 1 else ""
    return f"{delivery.type} of {about(delivery.event)}{copied} to {_shown(delivery)}"


def _shown(delivery: Delivery) -> str:
    return mask_user(delivery.address)


def delivery_told(delivery: Delivery) -> str:
    """Return how a delivery stands, in a line."""
    return f"{to_whom(delivery)}: {standing(delivery)}"


def standing(delivery: Delivery) -> str:
    """Return what became of a delivery so far, and what was done to it on purpose."""
    bent = f" (bent: {', '.join(delivery.bends)})" if delivery.bends else ""
    return _standing(delivery) + bent


def _standing(delivery: Delivery) -> str:
    made = len(delivery.attempts)
    count = "1 attempt" if made == 1 else f"{made} attempts"
    if delivery.state == "delivered" and made > 1:
        return f"delivered at attempt {made}"
    if delivery.state == "failed":
        return f"failed after {count}"
    if delivery.state != "pending":
        return _STATES[delivery.state]
    if delivery.next is None:
        return "about to be sent"
    when = wire_time(delivery.next)
    return f"to be tried again at {when}" if made else f"late, due at {when}"


def attempts_told(delivery: Delivery) -> list[str]:
    """Return a line for each attempt: when, and what came back."""
    lines, before = [], ""
    for attempt in delivery.attempts:
        told = outcome_told(attempt.answer)
        shown = "the same" if told == before and len(told) > _SHORT else told
        bent = f"  ({', '.join(attempt.bent)})" if attempt.bent else ""
        lines.append(f"{attempt.number}  {wire_time(attempt.at)}  {shown}{bent}")
        before = told
    return lines


def outcome_told(answer: Answer | None) -> str:
    """Return what came back, in so many words as a line has."""
    if answer is None:
        return "nothing was let out"
    if answer.outcome != "answered":
        said = answer.reason or answer.outcome
    elif answer.ok:
        return str(answer.status)
    else:
        said = f"{answer.status}"
        more = answer.reason or _redirected(answer) or _said(answer.body)
        said += f": {more}" if more else ""
    said = mask_text(said)
    return said if len(said) <= _LINE else f"{said[: _LINE - 3]}..."


def suspicion(tenant: Tenant, deliveries: Iterable[Delivery]) -> list[str]:
    """Return why good receivers may refuse what is good: their clock, or their loop."""
    answers = [
        attempt.answer
        for delivery in deliveries
        for attempt in delivery.attempts
        if attempt.answer and not attempt.bent
    ]
    if any(word in answer.reason for answer in answers for word in _LOOPS):
        return [
            "  the receiver belongs to another loop: where one runs, await expect_async"
        ]
    refused = any(answer.status in _REFUSED for answer in answers)
    ahead = tenant.moment - real_now()
    if not refused or abs(ahead) < _AGED or tenant.settings.signature_clock == "real":
        return []
    side = "ahead of" if ahead > timedelta(0) else "behind"
    days, hours = divmod(abs(ahead) // timedelta(hours=1), 24)
    much = f"{days} days" if days > 1 else f"{24 * days + hours} hours"
    if abs(ahead) < timedelta(hours=2):
        much = f"{abs(ahead) // timedelta(minutes=1)} minutes"
    return [
        f"  the clock is {much} {side} the real one, and receivers may look at the age",
        "  of signatures: signature_clock='real' signs by the real one",
    ]


def _redirected(answer: Answer) -> str:
    where = answer.headers.get("location", "")
    if answer.status not in _REDIRECTS or not where:
        return ""
    return f"it leads to {where}, but redirects are not followed"


def _said(body: bytes) -> str:
    """Return the first line of an answer; of a page, its title or its text."""
    text = body.decode("utf-8", "replace").strip()
    if _PAGE.match(text):
        text = text[:_HEAD]
        title = _TITLE.search(text)
        bare = _TAG.sub(" ", _UNREAD.sub(" ", text))
        titled = title[1].strip() if title else ""
        return " ".join(html.unescape(titled or bare).split())
    return text.partition("\n")[0].strip()


def delivery_to_json(delivery: Delivery) -> dict[str, Json]:
    """
    Return a delivery with all its attempts, as tests and the control API show it.

    `event` is what went out, decoded; before the first attempt only id and type.
    """
    event: Json = {"id": delivery.event.id, "type": delivery.type}
    if delivery.body:
        event = orjson.loads(delivery.body)
    last = delivery.answer
    return {
        "number": delivery.number,
        "type": delivery.type,
        "kind": delivery.event.kind,
        "of": delivery.event.subject,
        "webhook": delivery.webhook,
        "address": mask_user(delivery.address),
        "version": delivery.version,
        "state": delivery.state,
        "status": None if last is None else last.status,
        "next": _moment(delivery.next),
        "copy": delivery.copy,
        "bends": list(delivery.bends),
        "attempts": [attempt_to_json(attempt) for attempt in delivery.attempts],
        "event": event,
    }


def attempt_to_json(attempt: Attempt) -> dict[str, Json]:
    """Return one attempt: when, how it was signed, and what came back."""
    answer = attempt.answer
    told: dict[str, Json] = {
        "number": attempt.number,
        "at": _moment(attempt.at),
        "timestamp": attempt.timestamp,
        "signature": attempt.signature,
        "calls": list(attempt.calls),
        "bent": list(attempt.bent),
        "outcome": None if answer is None else answer.outcome,
    }
    if answer is not None:
        told["status"] = answer.status
        told["reason"] = mask_text(answer.reason)
        told["headers"] = dict(answer.headers)
        told["body"] = mask_text(answer.body.decode("utf-8", "replace"))
    return told


def callback_to_json(delivery: Delivery, attempt: Attempt) -> dict[str, Json]:
    """Return one attempt as a receiver met it, with the event that it brought."""
    whole, told = delivery_to_json(delivery), attempt_to_json(attempt)
    del told["number"]
    return {
        "seq": attempt.seq,
        **{k: whole[k] for k in ("type", "kind", "of", "webhook", "address", "event")},
        "delivery": delivery.number,
        "attempt": attempt.number,
        **told,
    }


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else wire_time_fine(moment)
