"""From a tenant to a bundle: all that reached it and all that came of it, disguised."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, urlencode

import orjson

from mockdr import contract
from mockdr.base.errors import Json
from mockdr.base.writing import write_asked
from mockdr.contract import ContractJsonError
from mockdr.domain import LIFECYCLES
from mockdr.engine.bracketed import FORM_TYPE
from mockdr.engine.bundles.answered import answers_told, quoted, replaced
from mockdr.engine.bundles.disguise import Disguise, disguise_of
from mockdr.engine.bundles.written import moment_of, settings_of, span_of
from mockdr.engine.journal import Cut, Entry
from mockdr.engine.masking import mask_raw
from mockdr.scenario.story import NONE, ActStep, Story

if TYPE_CHECKING:
    from mockdr.engine.tape import Act, Called
    from mockdr.engine.tenant import Tenant
    from mockdr.events.delivery import Answer

__all__ = [
    "FORMAT",
    "collect",
    "findings_of",
    "moved_in",
    "outcome_of",
    "save",
    "states_of",
]

#: The number of this layout: a newer one may not be read by an older mockdr.
FORMAT: Final = 1


def collect(
    tenant: Tenant, version: str, about: Mapping[str, str] | None = None
) -> dict[str, Json]:
    """
    Return the bundle of a tenant: what `mockdr replay` needs to do it all again.

    Args:
        tenant: As it stands now.
        version: Mockdr's.
        about: Where it comes from, for whoever opens it: `test`, `outcome`.
    """
    with tenant.lock:
        disguise = disguise_of(tenant)
        files: dict[tuple[str, str], int] = {}
        acts = [_act(act, tenant, disguise, files) for act in tenant.tape]
        for act, said in zip(tenant.tape, acts, strict=True):
            if act.what == "delivered":
                # What receivers answer may name whom a later call has named.
                said["answer"] = _answer(act.said["answer"], disguise)
        shown = {file: PurePath(file).name for file, _ in files}
        answers = answers_told(tenant)
        tape = tenant.tape
        return {
            "bundle": FORMAT,
            "mockdr": version,
            "contract": contract.versions()[-1],
            "about": {
                name: disguise.told(replaced(text, answers))
                for name, text in (about or {}).items()
            },
            "tenant": {"name": tenant.alias, "live": tenant.live},
            "clock": {
                "start": moment_of(tape.start),
                "end": moment_of(tenant.moment),
                "ran": tape.settings.clock == "runs",
            },
            "settings": settings_of(tape.settings),
            "scenarios": [
                {"file": PurePath(file).name, "yaml": disguise.told(text)}
                for file, text in files
            ],
            "acts": acts,
            "missing": _missing(tenant),
            "findings": findings_of(tenant, disguise, shown),
            "states": states_of(tenant),
        }


def save(path: Path, bundle: Mapping[str, Json]) -> None:
    """
    Write *bundle* to a file; who reads it meanwhile finds all of it, or nothing.

    Raises:
        MockdrError: If it cannot be written there.
    """
    data = orjson.dumps(bundle, option=orjson.OPT_INDENT_2) + b"\n"
    write_asked(path, data)


def findings_of(
    tenant: Tenant, disguise: Disguise, files: Mapping[str, str]
) -> list[dict[str, Json]]:
    """
    Return what was found, and what a test would fail for if it ended now.

    Args:
        files: Paths of scenarios to what they are called in the bundle.
    """
    found = tenant.journal.findings()
    found += [f for f in tenant.check() if f.kind == "unfinished"]
    answers = answers_told(tenant)
    told = []
    for finding in found:
        message = finding.message
        message = replaced(replaced(message, files), answers)
        told.append(
            {
                "kind": finding.kind,
                "severity": finding.severity,
                "message": disguise.told(message),
                "seq": finding.seq,
            }
        )
    return told


def states_of(tenant: Tenant) -> dict[str, dict[str, str | None]]:
    """Return where everything that has a lifecycle stands: KIND to id to state."""
    found = {}
    for kind in LIFECYCLES:
        ids = tenant.store.newest("order" if kind == "fraud" else kind)
        states = {id: tenant.state_of(kind, id) for id in ids}
        if any(states.values()):
            found[kind] = states
    return found


def _missing(tenant: Tenant) -> str:
    """Return what keeps the bundle from being replayed; empty where nothing does."""
    dropped = max(tenant.journal.dropped, tenant.tape.dropped)
    if dropped:
        return (
            f"the first {dropped} of what happened are kept no more; the setting "
            "journal_limit says how many calls are"
        )
    return ""


# -- acts ----------------------------------------------------------------------------


def _act(
    act: Act, tenant: Tenant, disguise: Disguise, files: dict[tuple[str, str], int]
) -> dict[str, Json]:
    first = next(iter(tenant.tape)).real
    told: dict[str, Json] = {
        "what": act.what,
        "at": moment_of(act.at),
        "real": round(act.real - first, 6),
    }
    if act.what == "call":
        called: Called = act.said["called"]
        told.update(_asked(called, act, disguise))
        told["outcome"] = outcome_of(called.entry, disguise)
    elif act.what == "play":
        story: Story = act.said["story"]
        number = files.setdefault((story.file, story.text), len(files))
        for known in _sent_by(story):
            disguise.sent(known)
        told["scenario"] = number
        told["name"], told["variant"] = story.name, dict(story.variant)
        told["runs"] = act.said["runs"]
    elif act.what == "delivered":
        told.update({**act.said, "bent": list(act.said["bent"])})
        told["address"] = disguise.text(str(act.said["address"]))
    else:
        for name, value in act.said.items():
            if name != "moved" and value is not None:
                told[name] = _hands(name, value, disguise)
        told["moved"] = moved_in(act)
    return told


def moved_in(act: Act) -> list[list[str | None]]:
    """Return what an act of hands moved: KIND, id and state of each thing."""
    return [[one.kind, one.id, one.state] for one in act.said.get("moved", ())]


def _sent_by(story: Story) -> Iterator[Json]:
    """Yield what a story has sent, or wants to be sent."""
    given = story.given
    yield from (given.customers, given.webhooks)
    yield from (body for body in (given.checkout, given.source) if body is not NONE)
    for step in story.calls():
        if step.match is not None and step.match.body is not NONE:
            yield step.match.body
    for act in story.steps:
        if isinstance(act, ActStep) and act.source is not NONE:
            yield act.source


def _hands(name: str, value: Json, disguise: Disguise) -> Json:
    if name == "expires":
        return span_of(value)
    if name == "by" and not isinstance(value, str):
        return span_of(value)
    if name == "of" and isinstance(value, str):
        return disguise.text(value)
    return disguise.sent(value, name)


def _asked(called: Called, act: Act, disguise: Disguise) -> dict[str, Json]:
    entry = called.entry
    return {
        "seq": entry.seq,
        "method": entry.method,
        "path": disguise.text(act.said["path"]),
        "query": disguise.query(act.said["query"]),
        "url": disguise.text(act.said["url"]),
        "headers": disguise.headers(called.headers),
        "key": entry.key,
        "request": _request(called, disguise),
    }


def _request(called: Called, disguise: Disguise) -> Json:
    if called.form is not None:
        fields: dict[str, Json] = {}
        files: dict[str, Json] = {}
        for name, one in called.form.items():
            if isinstance(one, str):
                fields[name] = disguise.field(name, one)
            else:
                files[name] = {"name": disguise.text(one[0]), "length": one[1]}
        return {"form": fields, "files": files}
    if called.raw is not None:
        return _form_told(called, called.raw, disguise)
    return _body(called.entry.request_bytes, disguise, sent=True)


def _form_told(called: Called, raw: bytes, disguise: Disguise) -> Json:
    """Return a form's pairs in disguise, spelt as forms are."""
    text = raw.decode("utf-8", "replace")
    if FORM_TYPE not in called.headers.get("content-type", ""):
        return {"text": disguise.text(mask_raw(text))}
    pairs = [
        (name, disguise.field(name, value))
        for name, value in parse_qsl(text, keep_blank_values=True)
    ]
    return {"text": urlencode(pairs, safe="[]<>*")}


def _body(body: bytes | Cut, disguise: Disguise, *, sent: bool = False) -> Json:
    if isinstance(body, Cut):
        return {"cut": {"length": body.length, "sha256": body.sha256}}
    if not body:
        return None
    try:
        document = contract.read_json(body)
    except ContractJsonError:
        pass
    else:
        shown = disguise.sent(document) if sent else disguise.told_value(document)
        return {"json": shown}
    try:
        return {"text": disguise.text(mask_raw(body.decode()))}
    except UnicodeDecodeError:
        return {"bytes": {"length": len(body)}}


def _answer(answer: Answer | None, disguise: Disguise) -> Json:
    if answer is None:
        return None
    told: dict[str, Json] = {"outcome": answer.outcome, "status": answer.status}
    _, shown = quoted(answer)
    reason = disguise.told(shown or answer.reason)
    if reason:
        told["reason"] = reason
    retry = {k: v for k, v in answer.headers.items() if k.lower() == "retry-after"}
    return {**told, "headers": retry} if retry else told


def outcome_of(entry: Entry, disguise: Disguise) -> dict[str, Json]:
    """Return what came of a call, as far as a bundle compares it."""
    return dict(_outcome(entry, disguise))


def _outcome(entry: Entry, disguise: Disguise) -> Iterator[tuple[str, Json]]:
    yield "operation", entry.operation
    yield "status", entry.status
    yield "reply", _body(entry.reply_bytes, disguise)
    for name in ("errors", "verdict", "scenario", "run", "step", "fault"):
        yield name, getattr(entry, name)
    yield "rule", PurePath(entry.rule).name
    yield "state", dict(entry.state)
    yield "events", list(entry.events)
    yield "violations", disguise.told_value(entry.violations)
    yield "hint", disguise.told(entry.hint)
