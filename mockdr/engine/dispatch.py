"""The straight line from a call to its reply; here a refusal becomes a body."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mockdr import contract
from mockdr.base.errors import Complaint, Json, MockdrError, Refusal
from mockdr.contract import Operation, Problem, Routed
from mockdr.engine import claims as claiming
from mockdr.engine import limits
from mockdr.engine.bodies import Body, read_body
from mockdr.engine.call import Call, Reply
from mockdr.engine.choosing import turned_out, with_choice
from mockdr.engine.conduct import witnessed
from mockdr.engine.doors import (
    JSON_TYPE,
    complaint_of,
    header_text,
    nowhere,
    refuse_stranger,
    too_large,
)
from mockdr.engine.forcing import forced
from mockdr.engine.formerly import operate
from mockdr.engine.gates import (
    VERSION,
    known_of,
    pass_key,
    pass_version,
    refused_unknown,
)
from mockdr.engine.hints import misspelt, no_version
from mockdr.engine.journal import near_to_json
from mockdr.engine.keys import Key, read_authorization
from mockdr.engine.masking import mask_text
from mockdr.engine.naming import name_request
from mockdr.engine.older import absence, lift, lower, spoken
from mockdr.engine.operations.judging import besides
from mockdr.engine.operations.table import OPERATIONS
from mockdr.engine.refused import way_out
from mockdr.engine.spelling import plainly
from mockdr.engine.spoiling import spoiled
from mockdr.engine.superfluous import advice, find_superfluous
from mockdr.engine.tape import opened
from mockdr.engine.things import compact
from mockdr.engine.turn import Turn
from mockdr.engine.verdicts import (
    as_json,
    find_problems,
    find_refusal,
    in_few,
    in_short,
    stand_by,
)
from mockdr.scenario.headers import DOCUMENTED
from mockdr.scenario.runner import Part

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant
    from mockdr.engine.world import World

__all__ = ["dispatch"]

#: What the provider answers to a key that sends too much.
_TOO_MANY = "too_many_requests"
#: Faults that the skin of HTTP carries out; the others are done here.
_SKIN = frozenset({"reset", "empty", "hang", "delay", "truncate", "garbage"})


def dispatch(world: World, call: Call) -> Reply:
    """Answer *call*: find the tenant by its key, and let it work, alone."""
    routed = contract.route(call.method, call.path)
    text = read_authorization(call.headers)
    if text is None and routed.operation is not None and routed.operation.key == "none":
        text = dict(call.query).get("apiKey")
    found = world.by_key(text)
    if found is None:
        return refuse_stranger(world, call, routed, text)
    tenant, key = found
    since = tenant.conduct.closed
    with tenant.lock:
        tenant.base_url = call.base_url
        tenant.catch_up()
        exchange = _Exchange(tenant, key, call, routed)
        reply = exchange.answer(since)
        # What follows at once happens when the reply is fixed and still shows the
        # state before it, and before the next request is read.
        tenant.catch_up()
    return reply


class _Exchange:
    """One call of one tenant, from the gates to the journal."""

    def __init__(self, tenant: Tenant, key: Key, call: Call, routed: Routed) -> None:
        self.tenant = tenant
        self.key = key
        self.call = call
        self.routed = routed
        self.hint = ""
        #: Seconds until the key may send its next request; 0 when it may send this.
        self.wait = 0
        self.problems: tuple[Problem, ...] = ()
        self.part: Part | None = None
        self.turn: Turn | None = None
        self.refused: Refusal | None = None
        self.refused_keys: tuple[str, ...] = ()
        #: What the refusal's body says, and whether the schema had said it already.
        self.complaints: list[dict[str, Json]] = []
        self.misshapen = False
        self.extra: dict[str, str] = {}
        self.content: bytes | None = None
        self.before: str | None = None
        self.entry = opened(tenant, key, call, routed.operation)

    def answer(self, since: int) -> Reply:
        """Work, judge, note; whatever goes wrong in the house is a 500 with a hint."""
        try:
            status, document = self._work()
        except MockdrError as error:
            if self.turn is not None:
                self.turn.forget()
            self._fail(str(error))
            status, document = contract.error_body([Complaint(key="internal")])
        reply = self._reply(status, document)
        self._close(reply)
        self._watch(reply, since)
        return reply

    # -- the way of a request ------------------------------------------------

    def _work(self) -> tuple[int, Json]:
        operation = self.routed.operation
        if self.key.secret:
            limit = self.tenant.settings.rate_limit
            self.wait = self.tenant.requests.wait(limit, self.tenant.moment)
        try:
            if self.call.problem == "too_large":
                self.hint = too_large(self.tenant.settings)
                raise Refusal("payload_too_large")
            if self.wait and operation is None:
                raise self._too_many()
            if operation is None or operation.id not in OPERATIONS:
                # The page of a redirect is the server's: here nothing lies under it.
                key, self.hint, self.extra = nowhere(self.call, self.routed)
                raise Refusal(complaint_of(key, self.call))
            self.hint = pass_key(operation, self.key)
            if self.hint:
                raise Refusal("unauthorized")
            self._pass_version()
            body = read_body(operation, self.call)
            self.hint = body.hint
            return self._play(operation, body)
        except Refusal as refusal:
            return self._refuse(refusal)

    def _play(self, operation: Operation, body: Body) -> tuple[int, Json]:
        tenant, sent = self.tenant, body.document
        request = name_request(tenant, operation, self.routed.params, self.call, sent)
        placed = with_choice(tenant, tenant.theatre.place(request))
        if self.wait and not limits.is_told(placed, _TOO_MANY):
            # Nobody has looked at it: no run moves.
            raise self._too_many()
        part = self.part = tenant.striking.of(tenant.theatre.begin(placed))
        older, remark = spoken(operation, part, self.call, tenant.settings)
        self.hint = self.hint or remark
        self.turn = turn = Turn(
            tenant,
            trigger=operation.id,
            params=self.routed.params,
            query=self.call.query,
            body=sent,
            uploads=body.uploads,
            base_url=self.call.base_url,
            claims=claiming.for_call(tenant, part),
            older=older,
        )
        turn.about.update(request.about)
        if "session" in turn.about:
            self.before = tenant.state_of("session", turn.about["session"])
        if part.fault is not None and part.fault.work == "none":
            tenant.after_call(part, turn, None)
            return self._spoil(part, 200, None)
        try:
            if self.wait:
                raise self._too_many()
            if body.trouble is not None:
                raise body.trouble
            if older is not None and (why := absence(operation, older)):
                self.hint = why
                raise Refusal("not_found:version")
            turn.body = lift(turn, operation, self._judged(operation, sent, older))
            answer = operate(turn, OPERATIONS[operation.id])
            if turn.claims.error is not None:
                # Nothing refused, and the story wants it refused.
                turn.forget()
                raise Refusal(forced(turn))
            status, document = answer.status, lower(turn, operation, answer.document)
            self._judge_reply(operation, status, document, older)
            turn.commit()
            if answer.content is not None:
                self.content = answer.content
                self.extra["Content-Type"] = answer.media_type
        except Refusal as refusal:
            turn.forget()
            status, document = self._refuse(refusal)
            turn.hint = turn.hint or way_out(turn, self.refused_keys)
        self.hint = self.hint or turn.hint
        keys = self.refused_keys
        self.part = part = turned_out(part.answered(keys), keys)
        tenant.after_call(part, turn, self._outcome(status, document))
        return self._spoil(part, status, document)

    def _pass_version(self) -> None:
        try:
            pass_version(self.call, self.tenant.settings)
        except Refusal:
            asked = self.call.headers.get(VERSION) or self.tenant.settings.version
            self.hint = no_version(str(asked))
            raise

    def _too_many(self) -> Refusal:
        self.hint = limits.hint(self.wait, standing=not self.tenant.clock.running)
        return Refusal(_TOO_MANY)

    def _judged(self, operation: Operation, body: Json, older: str | None) -> Json:
        """
        Hold the request against the contract, and return what it knows of the body.

        Raises:
            Refusal: With all that is wrong, at once.
        """
        if operation.request_model is None:
            return {}
        self.problems = contract.check_request(operation.id, body or {}, older)
        self.hint = self.hint or "; ".join(
            filter(
                None,
                (
                    advice(operation.id, body, self.problems),
                    misspelt(operation.id, self.problems, older),
                ),
            )
        )
        refuse_unknown = self.tenant.settings.unknown_fields == "refuse"
        complaints = []
        for problem in self.problems:
            refused = refused_unknown(operation, problem)
            if refused is not None:
                complaints.append(refused)
            elif problem.kind != "unknown" or refuse_unknown:
                complaints.append(contract.complaint_of(problem))
        if complaints:
            self.misshapen = True
            if operation.id == "createCheckouts" and isinstance(body, dict):
                wrong = {p.pointer.split("/")[1] for p in self.problems if p.pointer}
                complaints += besides(body, wrong)
            raise Refusal(*complaints)
        known = known_of(body or {}, self.problems)
        return plainly(operation.id, known, older)

    def _judge_reply(
        self, operation: Operation, status: int, document: Json, older: str | None
    ) -> None:
        if document is None:
            return
        found = contract.check_reply(operation.id, status, document, older)
        stand_by(operation.id, found)

    def _refuse(self, refusal: Refusal) -> tuple[int, Json]:
        self.refused = refusal
        self.refused_keys = tuple(c.key for c in refusal.complaints)
        self.entry.errors = list(self.refused_keys)
        status, body = contract.error_body(refusal.complaints)
        self.complaints = body["errors"]
        stand_by(
            self.entry.operation or "nothing", contract.check_model("Errors", body)
        )
        return status, body

    def _outcome(self, status: int, document: Json) -> claiming.Seen:
        return claiming.Seen(status=status, document=document, errors=self.refused_keys)

    def _spoil(self, part: Part, status: int, document: Json) -> tuple[int, Json]:
        if part.fault is None:
            return status, document
        self.entry.fault = part.fault.kind
        status, document, headers = spoiled(self.tenant, part, status, document)
        self.extra.update(headers)
        return status, document

    # -- the way back ----------------------------------------------------------

    def _reply(self, status: int, document: Json) -> Reply:
        headers = dict(self.extra)
        body = self.content or b""
        if isinstance(document, str):
            body = document.encode()
            headers.setdefault("Content-Type", "text/plain; charset=utf-8")
        elif document is not None:
            body = compact(document)
            headers.setdefault("Content-Type", JSON_TYPE)
        part = self.part
        fault = part.fault if part is not None else None
        if part is not None and part.then is not None:
            for name, value in part.then.headers.items():
                if DOCUMENTED.get(name) == status:
                    headers.setdefault(name, str(value))
        if _TOO_MANY in self.refused_keys and fault is None:
            headers.setdefault("Retry-After", str(self.wait or 1))
        headers["x-dr-requestid"] = self.tenant.ids.uuid()
        reply = Reply(status=status, headers=headers, body=body)
        if fault is not None and fault.kind in _SKIN:
            reply.fault = fault
            if fault.kind == "garbage":
                reply.garbage = self.tenant.ids.octets(max(len(body), 64))
        self._tell(reply)
        return reply

    def _tell(self, reply: Reply) -> None:
        """Say what mockdr has to say: in headers, never in the body."""
        part, entry = self.part, self.entry
        if part is not None and part.strike is not None:
            entry.rule = part.strike.where
            reply.headers["X-Mockdr-Rule"] = header_text(entry.rule)
        if part is not None and part.run is not None:
            reply.headers["X-Mockdr-Scenario"] = header_text(part.run.story.title)
            entry.scenario, entry.run = part.run.story.title, part.run.number
            if part.verdict == "played" and part.index is not None:
                entry.step = part.index[0] + 1
                reply.headers["X-Mockdr-Step"] = str(entry.step)
        turn = self.turn
        session = turn.about.get("session") if turn is not None else None
        if session is not None:
            state = self.tenant.state_of("session", session)
            if state is not None:
                reply.headers["X-Mockdr-State"] = state
            entry.state = {"session": session, "before": self.before, "after": state}
        if self.problems:
            reply.headers["X-Mockdr-Violations"] = str(len(self.problems))
        if self.hint:
            reply.headers["X-Mockdr-Hint"] = header_text(self.hint)

    def _close(self, reply: Reply) -> None:
        entry, turn = self.entry, self.turn
        entry.answered(reply.status, reply.body)
        entry.remarked(self.hint, map(as_json, self.problems))
        if self.part is not None:
            entry.verdict = self.part.verdict
            entry.near = [near_to_json(miss) for miss in self.part.near]
        if turn is not None:
            entry.events = list(turn.events)
            entry.moved = [f"{kind} {id}" for kind, id in (*turn.made, *turn.moved)]
        reply.log = {
            "seq": entry.seq,
            "operation": entry.operation or "",
            "before": entry.state.get("before") or "",
            "state": entry.state.get("after") or "",
            "hint": entry.hint,
            "rule": entry.rule,
            "violations": len(entry.violations),
            "violation": in_short(entry.violations),
            "errors": [mask_text(in_few(error)) for error in self.complaints],
        }
        self._find()

    def _watch(self, reply: Reply, since: int) -> None:
        """Let the rules of conduct look; what they say is told beside the reply."""
        seen = witnessed(
            self.entry,
            self.call,
            reply,
            part=self.part,
            about=self.turn.about if self.turn is not None else {},
            refused=self.turn is None or self.refused is not None,
            since=since,
        )
        for message in self.tenant.conduct.after_call(seen):
            reply.headers.setdefault("X-Mockdr-Hint", header_text(message))
            reply.log.setdefault("conduct", message)

    def _find(self) -> None:
        """Find what was wrong, unless the story announces a refusal."""
        if self.part is not None and self.part.announced:
            return
        body = self.turn.body if self.turn is not None else None
        rest = find_superfluous(self.tenant, self.entry, body, self.problems)
        find_problems(self.tenant, self.entry, rest)
        if not self.misshapen:
            reached = self.turn is not None
            find_refusal(self.tenant, self.entry, self.complaints if reached else ())

    def _fail(self, message: str) -> None:
        self.hint = message
        self.tenant.find("error", "fail", message, self.entry.seq, {})
