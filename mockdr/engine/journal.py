"""What a tenant was asked and what it answered, for the report and the control API."""

from __future__ import annotations

import hashlib
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

import orjson

from mockdr.base.errors import Json
from mockdr.engine.masking import mask, mask_raw, mask_text, remark
from mockdr.engine.ways import Ways
from mockdr.scenario.requests import NearMiss

__all__ = ["Entry", "Finding", "Journal", "near_to_json"]

#: Bodies above this many bytes are cut, with their length and hash.
BODY_LIMIT = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """The beginning of a large body, masked, with the length and hash of all of it."""

    text: str
    length: int
    sha256: str


@dataclass(slots=True, kw_only=True)
class Entry:
    """
    One call and its reply; bodies are kept as bytes and read when asked for.

    `Journal.open` and the methods here take secrets out of whatever they are given.

    Args:
        verdict: `played`, `struck`, `free`, `off_script` or `outside`.
        state: Session id, its state before and after, where a call has one.
        rule: Where the rule of the story is written that struck the call, if one did.
        errors: Keys of the catalogue's entries that were answered.
        version: The API version that the request asked for itself, if it did.
    """

    seq: int
    time: str
    operation: str | None
    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    key: str
    request_bytes: bytes | Cut
    status: int = 0
    reply_bytes: bytes | Cut = b""
    violations: list[dict[str, str]] = field(default_factory=list)
    hint: str = ""
    scenario: str = ""
    run: int | None = None
    step: int | None = None
    verdict: str = "outside"
    near: list[dict[str, Json]] = field(default_factory=list)
    state: dict[str, str | None] = field(default_factory=dict)
    moved: list[str] = field(default_factory=list)
    events: list[str] = field(default_factory=list)
    fault: str = ""
    rule: str = ""
    errors: list[str] = field(default_factory=list)
    version: str = ""

    @property
    def request(self) -> Json:
        """The request's body, cards masked; a text when it was no JSON."""
        return _readable(self.request_bytes)

    @property
    def reply(self) -> Json:
        """The reply's body, cards masked."""
        return _readable(self.reply_bytes)

    def answered(self, status: int, body: bytes) -> None:
        """Note what went back."""
        self.status = status
        self.reply_bytes = _kept(body)

    def remarked(self, hint: str, violations: Iterable[Mapping[str, str]] = ()) -> None:
        """Note what mockdr has to say of the call."""
        self.hint = remark(hint)
        self.violations = [
            {name: mask_text(text) for name, text in violation.items()}
            for violation in violations
        ]

    def to_json(self) -> dict[str, Json]:
        """Return the entry as the control API shows it."""
        return {
            "seq": self.seq,
            "time": self.time,
            "operation": self.operation,
            "method": self.method,
            "path": self.path,
            "query": [list(pair) for pair in self.query],
            "key": self.key,
            "request": self.request,
            "status": self.status,
            "reply": self.reply,
            "violations": self.violations,
            "hint": self.hint,
            "scenario": self.scenario,
            "run": self.run,
            "step": self.step,
            "verdict": self.verdict,
            "near": self.near,
            "state": self.state,
            "moved": self.moved,
            "events": self.events,
            "fault": self.fault,
            "rule": self.rule,
            "errors": self.errors,
        }


@dataclass(slots=True, kw_only=True)
class Finding:
    """
    Something that the person running the tests should know.

    Args:
        kind: `violation`, `stray`, `off_script`, `mismatch`, `derailed`, `unfinished`,
            `conduct`, `blocked`, `error`.
        severity: `fail`, `warn` or `allow`, as the tenant's settings say.
        message: One sentence, or a few lines; secrets are taken out of it.
        seq: The call in the journal that it is about, if any.
    """

    kind: str
    severity: str
    message: str
    seq: int | None = None
    details: Mapping[str, Json] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Mask what could pay or open a door, whoever found it and wherever it goes."""
        self.message = mask_text(self.message)
        self.details = mask(self.details)

    def to_json(self) -> dict[str, Json]:
        """Return the finding as the control API shows it."""
        return {
            "kind": self.kind,
            "severity": self.severity,
            "message": self.message,
            "seq": self.seq,
            "details": dict(self.details),
        }


def near_to_json(miss: NearMiss) -> dict[str, Json]:
    """Return a near miss as journal and report show it: nothing secret in it."""
    near: dict[str, Json] = mask(
        {
            "where": miss.where,
            "pointer": miss.pointer,
            "expected": miss.expected,
            "got": miss.got,
        }
    )
    return {
        "scenario": miss.story.title,
        "run": miss.run.number if miss.run is not None and miss.run.serial else None,
        "line": miss.step.place.line if miss.step is not None else None,
        "operation": miss.step.operation if miss.step is not None else None,
        **near,
    }


def _readable(body: bytes | Cut) -> Json:
    if isinstance(body, Cut):
        return {"cut": body.text, "length": body.length, "sha256": body.sha256}
    if not body:
        return None
    try:
        return mask(orjson.loads(body))
    except orjson.JSONDecodeError:
        return mask_raw(body.decode("utf-8", "replace"))


def _kept(body: bytes) -> bytes | Cut:
    """Return what is kept of a body, or the journal would hold on to every upload."""
    if len(body) <= BODY_LIMIT:
        return body
    try:
        text = orjson.dumps(mask(orjson.loads(body)))[:BODY_LIMIT]
    except orjson.JSONDecodeError:
        text = mask_raw(body.decode("utf-8", "replace")).encode()[:BODY_LIMIT]
    return Cut(
        text=text.decode("utf-8", "ignore"),
        length=len(body),
        sha256=hashlib.sha256(body).hexdigest(),
    )


class Journal:
    """
    The newest calls of a tenant; findings and counters outlive them.

    Args:
        limit: How many calls are kept.
    """

    def __init__(self, limit: int) -> None:
        self._entries: deque[Entry] = deque(maxlen=limit)
        self._findings: list[Finding] = []
        self._found: Counter[int] = Counter()
        self._failures = 0
        #: Numbers of the calls that were outside the contract.
        self.odd: set[int] = set()
        self.seq = 0
        #: Which way each thing took.
        self.ways = Ways()

    def __iter__(self) -> Iterator[Entry]:
        return iter(tuple(self._entries))

    def open(
        self,
        *,
        time: str,
        operation: str | None,
        method: str,
        path: str,
        query: tuple[tuple[str, str], ...],
        key: str,
        body: bytes,
        version: str = "",
    ) -> Entry:
        """Begin an entry; the caller fills in the rest."""
        self.seq += 1
        entry = Entry(
            seq=self.seq,
            time=time,
            operation=operation,
            method=method,
            path=mask_text(path),
            query=tuple(pair for item in query for pair in mask(dict([item])).items()),
            key=key,
            request_bytes=_kept(body),
            version=remark(version),
        )
        self._entries.append(entry)
        return entry

    def find(self, finding: Finding) -> None:
        """Note a finding."""
        self._findings.append(finding)
        self._failures += finding.severity == "fail"
        if finding.seq is not None:
            self._found[finding.seq] += 1
            if finding.kind == "violation":
                self.odd.add(finding.seq)

    def entry(self, seq: int) -> Entry | None:
        """Return the call of that number, or None if it is kept no more."""
        place = seq - self.dropped - 1
        return self._entries[place] if 0 <= place < len(self._entries) else None

    def newest(self, before: int | None = None) -> Iterator[Entry]:
        """
        Yield the calls that are still kept, newest first; nobody may add one meanwhile.

        Args:
            before: The number of a call: only those that came before it.
        """
        last = self.seq if before is None else min(before - 1, self.seq)
        skipped = self.seq - last
        yield from islice(reversed(self._entries), skipped, None)

    def found_about(self, seq: int) -> int:
        """Return how many findings there are about a call."""
        return self._found[seq]

    @property
    def finding_count(self) -> int:
        """How many findings there are."""
        return len(self._findings)

    @property
    def failure_count(self) -> int:
        """How many findings fail a test."""
        return self._failures

    def newest_findings(
        self, before: int | None = None
    ) -> Iterator[tuple[int, Finding]]:
        """
        Yield findings with their numbers, from 1, newest first.

        Args:
            before: A number: only those that were found before it.
        """
        last = len(self._findings)
        if before is not None:
            last = min(before - 1, last)
        for number in range(last, 0, -1):
            yield number, self._findings[number - 1]

    def entries(self) -> list[Entry]:
        """Return the calls that are still kept, oldest first."""
        return list(self._entries)

    def findings(self) -> list[Finding]:
        """Return every finding so far, oldest first."""
        return list(self._findings)

    @property
    def dropped(self) -> int:
        """How many calls are kept no more."""
        return self.seq - len(self._entries)
