"""What every page has that customers see: one frame, and nothing from elsewhere."""

from __future__ import annotations

import string
from collections.abc import Iterable, Mapping
from functools import cache
from html import escape
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, quote, urlsplit

from mockdr.base.errors import Json
from mockdr.domain.money import decimals
from mockdr.engine.call import Call, Reply

__all__ = ["amount_of", "details", "form_of", "framed", "moved_on", "web_address"]

_HEADERS: Final[Mapping[str, str]] = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; "
    "img-src data:; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}

#: No form of these pages has so many fields.
_FIELDS: Final = 100


def form_of(call: Call) -> dict[str, str]:
    """Return what a form says, the last of each name; of an endless one nothing."""
    text = call.body.decode("utf-8", "replace")
    try:
        said = parse_qs(text, max_num_fields=_FIELDS)
    except ValueError:
        return {}
    return {name: values[-1] for name, values in said.items()}


def framed(status: int, title: str, content: str) -> Reply:
    """
    Return a page of HTML.

    Args:
        status: HTTP's.
        title: Its heading, a text.
        content: What comes below, in HTML; a bare sentence becomes a paragraph.
    """
    if not content.startswith("<"):
        content = f"<p>{content}</p>"
    page = _template().substitute(
        title=escape(title), content=f"<h1>{escape(title)}</h1>\n{content}"
    )
    return Reply(status=status, headers=dict(_HEADERS), body=page.encode())


def moved_on(location: str, hint: str) -> Reply:
    """Return a reply that sends the browser to *location* and keeps nothing."""
    return Reply(
        status=303,
        headers={"Location": location, "Cache-Control": "no-store"},
        log={"hint": hint},
    )


def details(rows: Iterable[tuple[str, Json]]) -> str:
    """Return rows of a name and a text as HTML; an amount stands out."""
    shown = []
    for name, text in rows:
        kind = ' class="amount"' if name == "Amount" else ""
        shown.append(f"<dt>{escape(name)}</dt><dd{kind}>{escape(str(text))}</dd>")
    return "<dl>\n" + "\n".join(shown) + "\n</dl>"


def amount_of(amount: Json, currency: Json) -> str:
    """Return *amount* in the places of its currency, as a person reads it."""
    if amount is None:
        return "not named"
    currency = str(currency or "")
    try:
        places = decimals(currency)
    except ValueError:
        places = 2
    return f"{float(amount):,.{places}f} {currency}".strip()


def web_address(text: Json) -> str | None:
    """
    Return *text* if a browser may be sent there, as it can stand in a header.

    Nothing in it changes but what no address may hold: controls, spaces and letters
    beyond ASCII are percent-encoded.
    """
    if not isinstance(text, str):
        return None
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not parts.netloc:
        return None
    return quote(text, safe=string.punctuation)


@cache
def _template() -> string.Template:
    text = Path(__file__).with_name("page.html").read_text("utf-8")
    return string.Template(text)
