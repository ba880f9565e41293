"""Does once more what a bundle tells, in a world of its own, and compares."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import orjson

from mockdr.base.clock import parse_duration
from mockdr.base.errors import Json, MockdrError, Refusal
from mockdr.engine.bundles.collecting import (
    findings_of,
    moved_in,
    outcome_of,
    states_of,
)
from mockdr.engine.bundles.comparing import Difference, first_difference
from mockdr.engine.bundles.disguise import Disguise, revealed
from mockdr.engine.bundles.reading import Bundle
from mockdr.engine.bundles.written import moment_in, settings_in
from mockdr.engine.call import Call, Upload
from mockdr.engine.conduct.forgery import Forgery, believed
from mockdr.engine.enrolling import enroll
from mockdr.engine.hands import in_page
from mockdr.engine.proving import keep_proof
from mockdr.engine.stopping import stop
from mockdr.engine.tenant import Tenant
from mockdr.engine.vocabulary import vocabulary
from mockdr.engine.webhook_secrets import rotate
from mockdr.engine.world import World
from mockdr.events.delivery import Answer, Parcel
from mockdr.scenario.library import BrokenScenario, Library, story_from_text

__all__ = ["Scene", "enact"]

#: What an access token is where a receiver wants one: nothing leaves this world.
_TOKEN: Final = b'{"access_token": "none", "token_type": "bearer", "expires_in": 3600}'


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """
    One act of a bundle, done once more.

    Args:
        act: As the bundle has it; empty for what is compared at the end.
        waited: How far the clock moved before it.
        now: What came of it this time.
        difference: The first value that is not as it was.
        trouble: Why it could not be done.
    """

    act: Mapping[str, Json]
    waited: timedelta = timedelta(0)
    now: Mapping[str, Json] | None = None
    difference: Difference | None = None
    trouble: str = ""

    @property
    def same(self) -> bool:
        """Whether it came out as it did then."""
        return self.difference is None and not self.trouble


class _Receivers:
    """Answers as those of the recording did, one attempt after the other."""

    def __init__(self, bundle: Bundle) -> None:
        self._answers = deque(
            act
            for act in bundle.acts
            if act["what"] == "delivered" and "down" not in act["bent"]
        )

    def send(self, parcel: Parcel) -> Answer:
        """Return what came back then; who asks for a token gets one."""
        disguise = Disguise()
        if self._answers and self._answers[0]["address"] != disguise.text(parcel.url):
            return Answer(outcome="answered", status=200, body=_TOKEN)
        told = self._answers.popleft()["answer"] if self._answers else None
        if told is None:
            return Answer(outcome="blocked", reason="nobody answered it then")
        return Answer(
            outcome=told["outcome"],
            status=told["status"],
            reason=told.get("reason", ""),
            headers=told.get("headers", {}),
        )

    async def send_async(self, parcel: Parcel) -> Answer:
        """Do the same in an event loop."""
        return self.send(parcel)


def enact(bundle: Bundle) -> Iterator[Scene]:
    """
    Yield every act of *bundle*, up to the first that does not come out as it did.

    The last scene compares what was found, and where everything stands.

    Raises:
        MockdrError: If the bundle does not hold what is needed for it.
    """
    if bundle.missing:
        raise MockdrError(
            f"it cannot be done again: {bundle.missing}",
            help="export earlier, or let the journal keep more",
        )
    yield from _Stage(bundle).scenes()


class _Stage:
    """The world in which a bundle is done once more."""

    def __init__(self, bundle: Bundle) -> None:
        self._bundle = bundle
        self._real = 0.0
        settings = settings_in({**bundle.settings, "clock": "stands"}, bundle.start)
        receivers = _Receivers(bundle)
        self._world = World(
            defaults=settings,
            library=Library((), vocabulary()),
            monotonic=lambda: self._real,
            sender=lambda _: receivers,
        )
        self._tenant: Tenant = self._world.tenant(bundle.name, live=bundle.live)
        self._disguise = Disguise((one["yaml"] for one in bundle.scenarios), again=True)
        #: How many attempts there have been, and how many there should be by now.
        self._attempts = self._delivered = 0
        self._tenant.mail.on_answer.append(self._count)

    def _count(self, *_: object) -> None:
        self._attempts += 1

    def scenes(self) -> Iterator[Scene]:
        """Yield one scene after the other."""
        for act in self._bundle.acts:
            scene = self._scene(act)
            yield scene
            if not scene.same:
                return
        self._tenant.clock.pass_to(self._bundle.end, until=_never)
        yield self._end()

    def _scene(self, act: Mapping[str, Json]) -> Scene:
        clock, moment = self._tenant.clock, moment_in(act["at"])
        self._real = float(act["real"])
        if act["what"] == "delivered":
            return self._deliver(act)
        before = clock.now
        clock.pass_to(moment, until=_never)
        waited = clock.now - before
        if act["what"] == "call":
            return self._call(act, waited)
        refused, noted = False, self._tenant.tape.count
        try:
            self._hands(act)
        except (MockdrError, Refusal) as no:
            # What is refused before the tape takes note of it never happened.
            if self._tenant.tape.count == noted or isinstance(no, BrokenScenario):
                return Scene(act=act, waited=waited, trouble=_why(no))
            # It was refused then as well, or something was moved then.
            refused = True
        except (KeyError, TypeError, ValueError, OverflowError) as error:
            told = f"the bundle does not say it as it should: {error!r}"
            return Scene(act=act, waited=waited, trouble=told)
        moved: list[list[str | None]] = []
        if self._tenant.tape.count > noted:
            moved = moved_in(list(self._tenant.tape)[-1])
        found = first_difference(act.get("moved", []), moved, "moved")
        return Scene(act=act, waited=waited, now={"refused": refused}, difference=found)

    # -- calls -----------------------------------------------------------------------

    def _call(self, act: Mapping[str, Json], waited: timedelta) -> Scene:
        request = act["request"] or {}
        if "cut" in request or "bytes" in request:
            length = (request.get("cut") or request["bytes"])["length"]
            told = f"its body of {length} bytes is not in the bundle"
            return Scene(act=act, waited=waited, trouble=told)
        self._world.answer(self._sent(act, request))
        entry = self._tenant.journal.entries()[-1]
        now = outcome_of(entry, self._disguise)
        then = act["outcome"]
        found = None
        # What differs matters more the earlier it stands here.
        for name in (
            *("operation", "status", "errors", "reply", "state", "verdict"),
            *("scenario", "run", "step", "rule", "fault", "events", "violations"),
        ):
            one, other = then.get(name), now.get(name)
            if _is_cut(one) or _is_cut(other):
                continue
            if name == "reply":
                one, other = _shown(one), _shown(other)
            found = first_difference(one, other, name, blurred=self._bundle.ran)
            if found is not None:
                break
        return Scene(act=act, waited=waited, now=now, difference=found)

    def _sent(self, act: Mapping[str, Json], request: Mapping[str, Json]) -> Call:
        tenant = self._tenant
        secret = act["key"] == "secret"
        key = tenant.secret_key if secret else tenant.public_key
        headers = {**revealed(act["headers"]), "authorization": f"Bearer {key}"}
        query = tuple(
            (name, tenant.public_key if name == "apiKey" else str(value))
            for name, value in revealed(act["query"])
        )
        form: dict[str, str | Upload] | None = None
        body = b""
        if "json" in request:
            body = orjson.dumps(revealed(request["json"]))
        elif "text" in request:
            body = revealed(request["text"]).encode()
        elif "form" in request:
            form = {**revealed(request["form"])}
            for name, file in request["files"].items():
                content = bytes(int(file["length"]))
                form[name] = Upload(name=file["name"], content=content)
            body = b"-"
        return Call(
            method=act["method"],
            path=revealed(act["path"]),
            query=query,
            headers=headers,
            body=body,
            form=form,
            base_url=act["url"],
        )

    # -- what hands do ---------------------------------------------------------------

    def _hands(self, act: Mapping[str, Json]) -> None:
        tenant, what = self._tenant, act["what"]
        if what == "play":
            scenario = self._bundle.scenarios[act["scenario"]]
            story = story_from_text(
                revealed(scenario["yaml"]),
                scenario["file"],
                vocabulary(),
                act["variant"] or None,
            )
            tenant.play(story, runs=act["runs"])
        elif what == "happen" and act.get("page"):
            fields = revealed(act.get("source"))
            in_page(tenant, act["verb"], act["of"], source=fields)
        elif what == "happen":
            tenant.happen(
                act["actor"],
                act["verb"],
                act.get("of"),
                source=revealed(act.get("source")),
                session=act.get("session"),
                then=act.get("then"),
                reason=act.get("reason"),
            )
        elif what == "stop":
            stop(tenant, act["scenario"])
        elif what == "trigger":
            tenant.trigger(act["type"], act.get("of"))
        elif what == "bend":
            said = {
                k: v for k, v in act.items() if k not in {*_OF_ALL, "event", "kind"}
            }
            tenant.bend(act["event"], act["kind"], **said)
        elif what == "webhook":
            body = dict(act["body"])
            enroll(
                tenant,
                body.pop("address"),
                types=body.pop("types"),
                version=body.pop("apiVersion"),
                **body,
            )
        elif what == "rotate":
            rotate(tenant, act["webhook"], parse_duration(act["expires"]))
        elif what == "proof":
            keep_proof(tenant, act["of"], passed=act["passed"])
        elif what == "believed":
            told = {k: v for k, v in act.items() if k not in _OF_ALL}
            tenant.conduct.find(Forgery.name, [believed(**told)])
        elif what == "resend":
            self._resend(int(act["number"]))
        else:
            raise ValueError(f"{what!r} is nothing that can be done")

    def _resend(self, number: int) -> None:
        mail = self._tenant.mail
        for delivery in mail.deliveries:
            if delivery.number == number:
                mail.resend(delivery)
                return
        raise MockdrError(f"there is no delivery {number}")

    def _deliver(self, act: Mapping[str, Json]) -> Scene:
        """Let receivers answer until there have been as many as there were then."""
        tenant, moment = self._tenant, moment_in(act["at"])
        before, begun = tenant.clock.now, self._attempts
        self._delivered += 1
        wanted = self._delivered
        while self._attempts < wanted:
            tenant.clock.pass_to(moment, until=lambda: tenant.mail.waiting)
            done = self._attempts
            tenant.mail.flush()
            if self._attempts == done:
                break
        waited = tenant.clock.now - before
        if self._attempts < wanted:
            found = Difference(where="delivery", then=str(act["type"]), now=None)
            return Scene(act=act, waited=waited, difference=found)
        return Scene(act=act, waited=waited, now={"early": self._attempts == begun})

    # -- the end ---------------------------------------------------------------------

    def _end(self) -> Scene:
        bundle = self._bundle
        found = first_difference(
            bundle.states, states_of(self._tenant), "states"
        ) or first_difference(
            [_kept(finding) for finding in bundle.findings],
            [_kept(f) for f in findings_of(self._tenant, self._disguise, {})],
            "findings",
        )
        return Scene(act={}, difference=found)


#: What every act has.
_OF_ALL: Final = frozenset({"what", "at", "real", "moved"})


def _why(no: MockdrError | Refusal) -> str:
    return no.message if isinstance(no, MockdrError) else str(no)


def _never() -> bool:
    return False


def _is_cut(outcome: Json) -> bool:
    return isinstance(outcome, Mapping) and "cut" in outcome


def _shown(reply: Json) -> Json:
    """Return the body itself, so that a pointer leads into it."""
    return reply["json"] if isinstance(reply, Mapping) and "json" in reply else reply


def _kept(finding: Mapping[str, Json]) -> dict[str, Json]:
    return {k: v for k, v in finding.items() if k in ("kind", "severity", "message")}
