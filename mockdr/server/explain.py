"""Tells a developer what went wrong: the calls, the path taken, what to do next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from mockdr.base.clock import wire_time
from mockdr.base.errors import Json
from mockdr.domain import LIFECYCLES
from mockdr.domain.billing import SESSION_MOVES
from mockdr.engine.journal import Entry, Finding
from mockdr.server.calls import as_word
from mockdr.server.curl import curl, target
from mockdr.server.explain_mail import mail_told

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant

__all__ = ["asked_and_answered", "explain", "headline"]

#: How many calls, and how many of anything else, are shown in full.
_CALLS = 15
_FEW = 5
_ACTORS = ("customer", "provider", "fraud")

_TITLES = {
    "violation": "outside the contract",
    "stray": "a call of no tenant",
    "off_script": "off the script",
    "mismatch": "not as the scenario says",
    "derailed": "derailed",
    "unfinished": "unfinished",
    "conduct": "conduct",
    "blocked": "blocked",
    "error": "mockdr itself failed",
}
#: Whatever else is found may have come of these.
_CAUSES = ("error", "stray", "violation")


def headline(findings: Sequence[Finding]) -> str:
    """Return the findings in a few lines; the first is all that a summary shows."""
    first, *rest = _causes_first(findings)
    lines = [f"mockdr: {_one(first)}"]
    if rest:
        lines[0] += f" (and {len(rest)} more)"
    lines += [f"        {_one(finding)}" for finding in rest[: _FEW - 1]]
    return "\n".join(lines)


def _causes_first(findings: Iterable[Finding]) -> list[Finding]:
    # A request that was refused for its shape also breaks whatever the story says.
    return sorted(findings, key=lambda f: f.kind not in _CAUSES)


def _one(finding: Finding) -> str:
    at = f" in #{finding.seq}" if _about_call(finding) else ""
    return f"{_TITLES.get(finding.kind, finding.kind)}{at}: {_message(finding)}"


def _message(finding: Finding) -> str:
    """Return what was found, in the words of this page and with its place."""
    if finding.kind == "violation" and "pointer" in finding.details:
        operation = finding.message.partition(" at ")[0]
        return f"{operation}, {_wrong(finding.details)}"
    if finding.kind == "off_script":
        return finding.message.removesuffix(" is off the script")
    scenario = str(finding.details.get("scenario", ""))
    if finding.kind != "unfinished" or finding.message.startswith(scenario):
        return finding.message
    return f"{scenario}, line {finding.details.get('line')}: {finding.message}"


def _wrong(violation: Mapping[str, Json]) -> str:
    at = violation.get("pointer") or "/"
    got = violation.get("got")
    if violation.get("kind") == "unknown":
        return f"{at}: expected nothing, the contract has no such field; got {got}"
    if violation.get("kind") == "missing":
        return f"{at}: expected, but it is missing"
    return f"{at}: expected {violation.get('expected')}, got {got}"


def _about_call(finding: Finding) -> bool:
    # What an act did is noted beside the newest call, which has no part in it.
    return finding.seq is not None and not any(
        f" {actor}." in finding.message for actor in _ACTORS
    )


def explain(
    tenant: Tenant,
    findings: Iterable[Finding],
    *,
    url: str,
    elsewhere: Sequence[str] = (),
) -> str:
    """
    Return the whole story of a tenant: calls, findings, path and position.

    Args:
        tenant: Whose story it is.
        findings: What failed, or would.
        url: The base URL that clients used.
        elsewhere: What was called meanwhile with other keys or none, a line each.
    """
    with tenant.lock:
        entries = tenant.journal.entries()
        parts = [_calls(tenant, entries, elsewhere)]
        parts += _findings(tenant, entries, _causes_first(findings), url)
        parts += mail_told(tenant)
        parts += _paths(tenant, entries)
        parts += _scripts(tenant)
    return "\n\n".join("\n".join(part) for part in parts if part)


# -- what was called -------------------------------------------------------------


def _calls(
    tenant: Tenant, entries: Sequence[Entry], elsewhere: Sequence[str]
) -> list[str]:
    total = tenant.journal.seq
    refused = sum(entry.status >= 400 for entry in entries)  # noqa: PLR2004  (HTTP)
    counted = "1 call" if total == 1 else f"{total} calls"
    now = wire_time(tenant.clock.now)
    lines = [f"{counted}, {refused} refused; tenant {tenant.name}, its clock at {now}"]
    hidden = total - len(entries[-_CALLS:])
    if hidden:
        lines.append(f"  ... {hidden} earlier")
    for entry in entries[-_CALLS:]:
        lines += _call(entry)
    if not total:
        lines.append(f"  nothing was called with the key {tenant.secret_key}")
    if elsewhere:
        lines.append("  meanwhile, with other keys or none:")
        lines += [f"  {line}" for line in elsewhere[-_FEW:]]
    return lines


def _call(entry: Entry) -> list[str]:
    state = entry.state.get("after")
    at = f"  [{state}]" if state else ""
    fault = f"  fault: {entry.fault}" if entry.fault else ""
    rule = f"  by the rule at {entry.rule}" if entry.rule else ""
    answer = f"{_answer(entry)}{at}{fault}{rule}"
    lines = [f"  #{entry.seq} {_request(entry)} -> {answer}"]
    if entry.status >= 400:  # noqa: PLR2004  (HTTP)
        lines += [f"     {line}" for line in _complaints(entry)]
    if entry.hint:
        lines.append(f"     hint: {entry.hint}")
    return lines


def asked_and_answered(entry: Entry) -> str:
    """Return a call in a line: `POST /orders -> 400 order_submit_failed`."""
    return f"{_request(entry)} -> {_answer(entry)}"


def _request(entry: Entry) -> str:
    return f"{entry.method} {target(entry)}"


def _answer(entry: Entry) -> str:
    codes = [str(e.get("code")) for e in _errors(entry) if e.get("code")]
    reply = entry.reply
    if not codes and isinstance(reply, dict) and entry.status >= 400:  # noqa: PLR2004  (HTTP)
        codes = [str(reply.get("type", ""))]
    return " ".join([str(entry.status), *dict.fromkeys(codes)])


def _errors(entry: Entry) -> list[Mapping[str, Json]]:
    reply = entry.reply
    errors = reply.get("errors") if isinstance(reply, dict) else None
    return [e for e in errors or () if isinstance(e, dict)]


def _complaints(entry: Entry) -> Iterator[str]:
    for error in _errors(entry):
        parameter = error.get("parameter")
        message = str(error.get("message", ""))
        yield f"{message} (parameter {parameter})" if parameter else message


# -- what was found --------------------------------------------------------------


def _findings(
    tenant: Tenant, entries: Sequence[Entry], findings: list[Finding], url: str
) -> Iterator[list[str]]:
    by_seq = {entry.seq: entry for entry in entries}
    #: One request, one paragraph, however much is wrong with it.
    told: dict[int, list[str]] = {}
    loose: list[str] = []
    for finding in findings:
        if finding.kind == "conduct":
            yield [_one(finding), *_evidence(finding, by_seq)]
            continue
        entry = by_seq.get(finding.seq or 0) if _about_call(finding) else None
        if entry is None:
            loose.append(_one(finding))
            continue
        lines = told.setdefault(entry.seq, [])
        if finding.kind == "violation" and entry.violations:
            told[entry.seq] = list(dict.fromkeys([*lines, *_violations(entry)]))
            continue
        lines.append(_one(finding))
        if finding.kind == "off_script":
            lines += _near(entry.near)
    for seq, lines in told.items():
        yield [*lines, *_again(by_seq[seq], tenant, url)]
    yield loose
    missed = [e for e in entries if e.seq not in told and _missed(e)]
    for entry in missed[:_FEW]:
        yield [f"not played: #{entry.seq} {entry.operation}", *_near(entry.near)]


def _evidence(finding: Finding, by_seq: Mapping[int, Entry]) -> Iterator[str]:
    """Yield a line for each call that shows it, up to a few."""
    calls = [by_seq[seq] for seq in finding.details.get("calls", ()) if seq in by_seq]
    for entry in calls[:_FEW]:
        yield f"  #{entry.seq} {asked_and_answered(entry)}"
    if len(calls) > _FEW:
        yield f"  and {len(calls) - _FEW} more"


def _missed(entry: Entry) -> bool:
    """Tell whether a call may have been meant for a step: a read need not be."""
    return bool(entry.near) and (
        entry.verdict in ("off_script", "outside")
        or entry.near[0].get("where") != "operation"
    )


def _violations(entry: Entry) -> list[str]:
    name = entry.operation
    title = _TITLES["violation"]
    lines = [f"{title} in #{entry.seq}: {_request(entry)} ({name})"]
    return lines + [f"  {_wrong(violation)}" for violation in entry.violations]


def _near(near: Sequence[Mapping[str, Json]]) -> list[str]:
    if not near:
        return []
    miss = near[0]
    scenario = miss.get("scenario")
    line = "" if miss.get("line") is None else f", line {miss['line']}"
    if miss.get("where") == "operation":
        run = miss.get("run")
        who = f"{scenario}, run {run}," if run else f"a run of {scenario}"
        verb = "waits for" if run else "begins with"
        return [f"  {who} {verb} {miss.get('expected')}{line}"]
    field = f"{miss.get('where')} {miss.get('pointer')}".strip()
    return [
        f"  the nearest step is {miss.get('operation')} of {scenario}{line}",
        (
            f"  it differs in {field}: expected {as_word(miss.get('expected'))}, "
            f"got {as_word(miss.get('got'))}"
        ),
    ]


def _again(entry: Entry, tenant: Tenant, url: str) -> list[str]:
    line = curl(entry, tenant, url)
    return ["  to repeat it while the server lives (--pdb):", f"  {line}"]


# -- the way it took -------------------------------------------------------------


def _paths(tenant: Tenant, entries: Sequence[Entry]) -> Iterator[list[str]]:
    sessions: dict[str, list[Entry]] = {}
    for entry in entries:
        session = entry.state.get("session")
        if session:
            sessions.setdefault(session, []).append(entry)
    for session, calls in list(sessions.items())[-_FEW:]:
        yield _path(tenant, session, calls)


def _path(tenant: Tenant, session: str, calls: Sequence[Entry]) -> list[str]:
    lines = [f"the payment session {session} went"]
    here: str | None = None
    for entry in calls:
        after = entry.state.get("after")
        if entry.status >= 400 and after == here:  # noqa: PLR2004  (HTTP)
            lines += _blocked(entry, here)
        if after is not None and after != here:
            lines.append(f"  {after:<22} {_by(entry, here, after)}")
            here = after
    now = tenant.state_of("session", session)
    if now is not None and now != here:
        lines.append(f"  {now:<22} by an act or the clock")
        here = now
    lines += _short_of(tenant, session)
    lines.append(f"  from here: {_possible(tenant, session, here)}")
    return lines


def _short_of(tenant: Tenant, session: str) -> list[str]:
    """Tell what is missing where sources are attached and do not reach the total."""
    document = tenant.document("session", session) or {}
    contributed = document.get("amountContributed")
    missing = document.get("amountRemainingToBeContributed")
    if not contributed or not missing:
        return []
    return [f"  its sources contribute {contributed}, {missing} is still missing"]


def _by(entry: Entry, before: str | None, after: str) -> str:
    called = f"#{entry.seq} {entry.operation}"
    moves = LIFECYCLES["session"].moves
    if any(
        move.trigger == entry.operation
        and move.after == after
        and move.before in (before, None)
        for move in moves
    ):
        return called
    return f"by an act or the clock, before {called}"


def _blocked(entry: Entry, state: str | None) -> list[str]:
    moves = LIFECYCLES["session"].moves
    needs = {
        move.before
        for move in moves
        if move.trigger == entry.operation and move.before not in (None, move.after)
    }
    if not needs or state in needs:
        return []
    return [
        f"  x #{entry.seq} {entry.operation} is blocked: it needs "
        + " or ".join(sorted(filter(None, needs)))
    ]


def _possible(tenant: Tenant, session: str, state: str | None) -> str:
    moves = LIFECYCLES["session"].at(state) if state else ()
    record = tenant.peek("session", session)
    # A session pays for a checkout or for an invoice, and each moves it in its own way.
    invoice = record is not None and "invoice" in record.private
    leaving = (
        move
        for move in moves
        if move.after != state and (move in SESSION_MOVES) == invoice
    )
    found = dict.fromkeys(f"{move.trigger} -> {move.after}" for move in leaving)
    return ", ".join(found) or "nothing, it is final"


# -- where the scenarios stand ---------------------------------------------------


def _scripts(tenant: Tenant) -> Iterator[list[str]]:
    for playing in tenant.theatre.playings:
        story = playing.story
        lines = []
        for run in playing.runs:
            if playing.stopped:
                stands = "was stopped, with its scenario"
            elif run.ended:
                stands = "was played to its end"
            else:
                step = story.steps[run.position]
                stands = f"stands at step {run.position + 1}, {step.place}"
            lines.append(f"{story.title}, run {run.number}, {stands}")
        yield lines or [f"{story.title} had no run ({story.file})"]
