"""A test that failed, as a part of a page: its way, its calls, and what mockdr says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import orjson

from mockdr.base.errors import Json
from mockdr.engine.bundles.answered import answers_told, replaced
from mockdr.engine.bundles.disguise import Disguise, disguise_of
from mockdr.engine.journal import Entry, Finding
from mockdr.engine.pictures.page import said
from mockdr.engine.pictures.svg import svg
from mockdr.engine.pictures.trails import Trail, done, in_order, trailed
from mockdr.server.curl import curl
from mockdr.server.explain import asked_and_answered

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant

__all__ = ["follow", "picture_of", "section"]

#: With these a browser may look at a session or a source, and pay.
_OPENING = frozenset({"clientSecret", "sourceClientSecret", "secret"})
#: The same where a message shows a document.
_SAID = re.compile(r"""(lientSecret['"]?\s*[:=]\s*['"]?)[^\s'",}]+""")
#: Longer bodies are cut: a page is to be read.
_BODY = 6_000


def follow(tenant: Tenant) -> None:
    """Note from now on which way a tenant takes, for its picture."""
    Trail(tenant)


def picture_of(tenant: Tenant, findings: Sequence[Finding], title: str) -> str:
    """Return the way that a tenant took as SVG; empty where nothing moved."""
    with tenant.lock:
        diagram = trailed(tenant, findings, title)
    return svg(diagram) if diagram is not None else ""


def section(
    tenant: Tenant, *, title: str, reason: str, told: str, picture: str, url: str
) -> str:
    """
    Return the part of a page that is about one test, as HTML.

    Args:
        title: The test.
        reason: Why it failed, as the test says it.
        told: What mockdr says of it.
        picture: SVG; empty for none.
        url: The base URL that clients used.
    """
    with tenant.lock:
        disguise = disguise_of(tenant)
        entries = [_disguised(entry, disguise) for entry in tenant.journal.entries()]
        steps = [*_steps(tenant, entries, url)]
        answers = answers_told(tenant)
    reason, told = replaced(reason, answers), replaced(told, answers)
    # What was sent is met by now: the names in it go wherever else they stand.
    reason, told = _struck(disguise.told(reason)), _struck(disguise.told(told))
    parts = [f'<section id="{said(title)}"><h2>{said(title)}</h2>']
    if reason:
        parts.append(f'<pre class="no">{said(reason)}</pre>')
    if picture:
        named = 'tabindex="0" role="region" aria-label="The way that it took"'
        parts.append(f'<div class="picture" {named}>{picture}</div>')
    if steps:
        parts += ["<h3>What happened</h3>", *steps]
    parts.append(f"<h3>What mockdr says</h3><pre>{said(told)}</pre></section>")
    return "\n".join(parts)


def _steps(tenant: Tenant, entries: Sequence[Entry], url: str) -> Iterator[str]:
    """Yield what was called, and between that what others than the merchant did."""
    for one in in_order(tenant, entries):
        if isinstance(one, Entry):
            yield _call(one, tenant, url)
        else:
            words = said(" ".join(done(one, ids=True)))
            yield f'<p class="act"><code>{words}</code></p>'


def _disguised(entry: Entry, disguise: Disguise) -> Entry:
    """Return a call as it may be handed on; its key stays the tenant's own."""
    sent = disguise.sent(entry.request)
    told = _opaque(disguise.told_value(entry.reply))
    return replace(
        entry,
        path=disguise.text(entry.path),
        query=tuple(
            (name, "****" if name in _OPENING else value)
            for name, value in disguise.query(entry.query)
        ),
        request_bytes=_written(_opaque(sent)),
        reply_bytes=_written(told),
    )


def _written(body: Json) -> bytes:
    if body is None:
        return b""
    return body.encode() if isinstance(body, str) else orjson.dumps(body)


def _opaque(value: Json) -> Json:
    """Return *value* without what lets a browser pay: whoever reads needs none."""
    if isinstance(value, Mapping):
        return {
            name: "****" if name in _OPENING and item else _opaque(item)
            for name, item in value.items()
        }
    return [_opaque(item) for item in value] if isinstance(value, list) else value


def _struck(text: str) -> str:
    return _SAID.sub(r"\1****", text)


def _call(entry: Entry, tenant: Tenant, url: str) -> str:
    looks = ' class="no"' if entry.status >= 400 else ""  # noqa: PLR2004  (HTTP)
    operation = f" ({entry.operation})" if entry.operation else ""
    line = said(f"#{entry.seq} {asked_and_answered(entry)}{operation}")
    parts = [f"<details><summary{looks}><code>{line}</code></summary>"]
    parts.append(f"<pre>{said(curl(entry, tenant, url))}</pre>")
    for name, body in ("sent", entry.request), ("answered", entry.reply):
        if body is not None:
            parts.append(
                f'<p class="soft">{name}</p><pre>{said(_readable(body))}</pre>'
            )
    return "".join([*parts, "</details>"])


def _readable(body: Json) -> str:
    text = body
    if not isinstance(body, str):
        text = orjson.dumps(body, option=orjson.OPT_INDENT_2).decode()
    return text if len(text) <= _BODY else f"{text[:_BODY]}\n…"
