"""Whatever happens, each event reaches each webhook once, in order, at its moment."""

from __future__ import annotations

import base64
import heapq
import hmac
import math
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockdr.base.clock import parse_instant
from mockdr.engine.acts import Impossible
from mockdr.engine.webhook_secrets import rotate
from tests.engine.shop import NOON
from tests.whole.postbox import ANSWERS as SAYS
from tests.whole.postbox import office

TYPES = ("customer.created", "sku.created", "plan.created")
#: What receivers make happen that call back, and what they are told to do so.
LAST, CALLS = TYPES[-1], "calls back"
ANSWERS = {**SAYS, CALLS: SAYS["broken"]}
URLS = tuple(f"https://{name}.example/hook" for name in "abc")
#: When a failed delivery is tried again, in seconds after the first attempt.
TEST = (300, 1800, 7200)
LIVE = (
    *(60 * (2**n - 1) for n in range(1, 10)),
    *range(60 * 871, 72 * 3600 + 1, 6 * 3600),
)


class Pencil:
    """What one person with a pencil says that is sent, when, in which order."""

    def __init__(self, plan):
        self.plan = plan
        self.now = 0
        self.hooks = {}
        self.says = dict.fromkeys(URLS, "fine")
        self.ready = []
        self.agenda = []
        self.entries = 0
        self.told = 0
        self.sent = []
        self.all = []

    def tell(self, type):
        self.told += 1
        for hook in self.hooks.values():
            if hook["enabled"] and type in hook["types"]:
                made = {"hook": hook, "event": self.told, "type": type}
                made.update(tries=[], state="open", next=None, by_hand=0, again=False)
                self.all.append(made)
                self.ready.append(made)

    def later(self, when, rank, thing):
        self.entries += 1
        heapq.heappush(self.agenda, (when, rank, self.entries, thing))

    def flush(self):
        while self.ready:
            one = self.ready.pop(0)
            hook = one["hook"]
            by_hand, one["again"] = one["again"], False
            if one["state"] != "open" and not by_hand:
                continue
            if not hook["enabled"]:
                if one["state"] == "open":
                    one["state"], one["next"] = "cancelled", None
                continue
            self.sent.append((self.now, hook["url"], one["event"], self.signs(hook)))
            one["tries"].append(self.now)
            if self.says[hook["url"]] == CALLS and one["type"] != LAST:
                self.tell(LAST)
            answer = ANSWERS[self.says[hook["url"]]]
            one["by_hand"] += by_hand
            made = len(one["tries"]) - one["by_hand"]
            if answer.ok:
                one["state"], one["next"] = "delivered", None
            elif by_hand:
                continue
            elif answer.outcome == "blocked":
                one["state"] = "blocked"
            elif made > len(self.plan):
                one["state"] = "failed"
            else:
                one["state"] = "open"
                when = self.now + self.plan[made - 1] - (0, *self.plan)[made - 1]
                one["next"] = when
                self.later(when, 1, one)

    def next_happens(self, moment):
        """Let happen what is due first, if it is by *moment*."""
        if not self.agenda or self.agenda[0][0] > moment:
            return False
        when, _, _, thing = heapq.heappop(self.agenda)
        if self.comes(when, thing):
            self.now = max(self.now, when)
            if isinstance(thing, str):
                self.tell(thing)
            elif isinstance(thing, dict):
                thing["next"] = None
                self.ready.append(thing)
        return True

    def comes(self, when, thing):
        """Tell whether something that was planned still happens."""
        if isinstance(thing, dict):
            return thing["state"] == "open" and thing["next"] == when
        if isinstance(thing, tuple):
            hook, token = thing
            return not hook["gone"] and token in self.signs(hook)
        return True

    def stops(self, hook):
        """Send nothing more of what a webhook was to get."""
        hook["enabled"] = False
        for one in self.all:
            if one["hook"] is hook and one["state"] == "open":
                one["state"], one["next"] = "cancelled", None

    def is_called(self):
        """See to what is due by now, as every call begins; nothing is sent yet."""
        while self.next_happens(self.now):
            pass

    def signs(self, hook):
        """Return the secrets that sign, the newest first."""
        return [token for token, end in hook["secrets"] if end > self.now]

    def rotates(self, hook, seconds, token):
        """Give a webhook another secret; those before it last so much longer."""
        before = self.signs(hook)[0]
        kept = [(old, min(end, self.now + seconds)) for old, end in hook["secrets"]]
        hook["secrets"] = [(token, math.inf), *kept]
        if seconds:
            self.later(self.now + seconds, 0, (hook, before))

    def goes_to(self, moment):
        self.flush()
        while self.next_happens(moment):
            self.flush()
        self.now = moment

    def idles(self):
        self.flush()
        while ends := [
            when for when, _, _, thing in self.agenda if self.comes(when, thing)
        ]:
            self.goes_to(max(*ends, self.now))


class Both:
    """An office, and the pencil that follows it."""

    def __init__(self, *, live=False):
        self.office = office(live=live)
        self.pencil = Pencil(LIVE if live else TEST)
        self.made = []
        self.office.postbox.meanwhile = self.calls_back

    def calls_back(self, sent):
        """Let a receiver at work make something happen."""
        if self.pencil.says[sent.url] == CALLS and sent.event["type"] != LAST:
            self.office.tell(LAST)

    def step(self, what, n, m):
        getattr(self, what)(n, m)

    def hook(self, n, m):
        self.pencil.is_called()
        url, types = URLS[n % 3], TYPES[: 1 + m % 3]
        made = self.office.hook(url, *types)
        self.made.append(made["id"])
        self.pencil.hooks[made["id"]] = {
            "url": url,
            "types": types,
            "enabled": True,
            "gone": False,
            "secrets": [(self.office.secrets_of(made)[0], math.inf)],
        }

    def pick(self, n):
        living = [id for id in self.made if id in self.pencil.hooks]
        return living[n % len(living)] if living else None

    def switch(self, n, m):
        if id := self.pick(n):
            self.patch(id, enabled=bool(m % 2))
            if m % 2:
                self.pencil.hooks[id]["enabled"] = True
            else:
                self.pencil.stops(self.pencil.hooks[id])

    def move(self, n, m):
        if id := self.pick(n):
            self.patch(id, address=URLS[m % 3])
            hook = self.pencil.hooks[id]
            hook["url"] = URLS[m % 3]
            if not hook["enabled"]:
                self.pencil.stops(hook)

    def patch(self, id, **fields):
        self.pencil.is_called()
        assert self.office.send("PATCH", f"/webhooks/{id}", fields).status == 200

    def delete(self, n, *_):
        if id := self.pick(n):
            self.pencil.is_called()
            assert self.office.delete(f"/webhooks/{id}").status == 204
            hook = self.pencil.hooks.pop(id)
            hook["gone"] = True
            self.pencil.stops(hook)

    def says(self, n, m):
        word = ("fine", "broken", "slow", "gone", "moved", "forbidden", CALLS)[m % 7]
        url = URLS[n % 3]
        self.pencil.says[url] = word
        self.office.postbox.says[url] = "broken" if word == CALLS else word

    def tell(self, n, *_):
        self.office.tell(TYPES[n % 3])
        self.pencil.tell(TYPES[n % 3])

    def plan(self, n, m):
        tenant, seconds = self.office.tenant, (0, 60, 300, 1800, 4000)[m % 5]
        when = tenant.clock.now + timedelta(seconds=seconds)
        type = TYPES[n % 3]
        tenant.later(when, f"to tell {type}", lambda: self.office.tell(type))
        self.pencil.later(self.pencil.now + seconds, 0, type)

    def flush(self, *_):
        self.office.mail.flush()
        self.pencil.flush()

    def wait(self, n, *_):
        seconds = (0, 1, 59, 300, 1500, 7200, 30_000, 300_000)[n % 8]
        self.office.tenant.clock.advance(timedelta(seconds=seconds))
        self.pencil.goes_to(self.pencil.now + seconds)

    def again(self, n, *_):
        if self.pencil.all:
            one = self.pencil.all[n % len(self.pencil.all)]
            self.office.mail.resend(
                self.office.mail.deliveries[n % len(self.pencil.all)]
            )
            if all(one is not other for other in self.pencil.ready):
                self.pencil.ready.append(one)
                one["again"] = True
            elif one["state"] != "open":
                one["again"] = True

    def rotate(self, n, m):
        if id := self.pick(n):
            self.pencil.is_called()
            hook, hours = self.pencil.hooks[id], (0, 1, 24)[m % 3]
            if hours and len(self.pencil.signs(hook)) == 5:
                with pytest.raises(Impossible):
                    rotate(self.office.tenant, id, timedelta(hours=hours))
            else:
                token = rotate(self.office.tenant, id, timedelta(hours=hours))
                self.pencil.rotates(hook, hours * 3600, token)

    def idle(self, *_):
        self.office.tenant.clock.run_until_idle()
        self.pencil.idles()

    # -- what must hold ----------------------------------------------------------

    def check(self):
        """See that what was sent, and where all stands, is what the pencil says."""
        ids = {event.id: n for n, event in enumerate(self.office.tenant.event_log, 1)}
        sent, theirs = self.office.postbox.sent, self.pencil.sent
        assert [
            ((one.at - NOON).total_seconds(), one.url, ids[one.event["id"]])
            for one in sent
        ] == [told[:3] for told in theirs]
        for one, (*_, tokens) in zip(sent, theirs, strict=True):
            assert one.signature == signature(one.at, tokens, one.parcel.body)
        for ours, one in zip(self.office.mail.deliveries, self.pencil.all, strict=True):
            assert ours.state.replace("pending", "open") == one["state"]
            tries = [(a.at - NOON).total_seconds() for a in ours.attempts]
            assert tries == one["tries"]
            assert [a.number for a in ours.attempts] == list(range(1, len(tries) + 1))
            planned = ours.next and (ours.next - NOON).total_seconds()
            assert planned == one["next"]
        assert self.office.mail.waiting == bool(self.pencil.ready)

    def check_letters(self):
        """See that a letter is the same, however often it is sent."""
        bodies = {}
        for sent in self.office.postbox.sent:
            assert parse_instant(sent.event["createdTime"]) <= sent.at
            bodies.setdefault(sent.event["id"], set()).add(sent.parcel.body)
        assert all(len(found) == 1 for found in bodies.values())


def signature(moment, tokens, body):
    stamp = str(int(moment.timestamp()))
    found = [
        base64.b64encode(
            hmac.digest(token.encode(), f"{stamp}.".encode() + body, "sha256")
        )
        for token in tokens
    ]
    return ", ".join([stamp, *(one.decode() for one in found)])


NUMBER = st.integers(0, 11)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                *(
                    "tell",
                    "tell",
                    "tell",
                    "plan",
                    "plan",
                    "says",
                    "says",
                    "wait",
                    "wait",
                ),
                *("hook", "hook", "flush", "switch", "move", "delete", "again"),
                *("rotate", "idle"),
            ]
        ),
        NUMBER,
        NUMBER,
    ),
    min_size=5,
    max_size=40,
)


@settings(max_examples=100)
@given(st.booleans(), STEPS)
def test_what_is_sent_is_what_a_pencil_says_and_so_is_when_and_in_which_order(
    live, steps
):
    both = Both(live=live)
    both.hook(0, 2)
    both.hook(1, 1)
    for step in steps:
        both.step(*step)
        both.check()
    both.idle(0, 0)
    both.check()
    both.check_letters()

    assert all(one["state"] != "open" for one in both.pencil.all)
    assert both.office.postbox.most_at_once <= 1
