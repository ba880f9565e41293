"""Every bundled story holds when its customer acts in pages instead of by hand."""

from __future__ import annotations

from functools import cache
from urllib.parse import parse_qsl, urlencode, urlsplit

import orjson
import pytest

from mockdr.engine.addresses import receiver_page
from mockdr.engine.call import Call
from mockdr.engine.selfplay import SelfPlay
from mockdr.engine.sending import in_process
from mockdr.engine.settings import Settings
from mockdr.engine.vocabulary import vocabulary
from mockdr.engine.world import World
from mockdr.scenario.library import Library
from mockdr.scenario.story import ActStep
from mockdr.server.app import App
from tests.engine.shop import NOON
from tests.scenarios.watch import STORIES, played
from tests.server.test_private_refund import ACCOUNTS

pytestmark = pytest.mark.whole

#: What a customer does in a page, and to which kinds of things.
IN_PAGES = {
    ("authenticates", "source"),
    ("authenticates", "session"),
    ("fails_authentication", "source"),
    ("fails_authentication", "session"),
    ("approves", "source"),
    ("cancels", "source"),
    ("pays", "source"),
    ("sends_bank_details", "refund"),
}
VERBS = {verb for verb, _ in IN_PAGES}


def does(step):
    """What the story has happen on a date of its own, the clock does, and no page."""
    at_hand = isinstance(step, ActStep) and step.after is None
    return at_hand and step.actor == "customer" and step.verb in VERBS


NAMES = [name for name in STORIES if any(does(step) for step in played(name).steps)]


class InPages(SelfPlay):
    """Plays a story; what its customer does in a page is done there."""

    def __init__(self, world, tenant, story):
        super().__init__(tenant, story, in_process(world))
        self.app = App(world)
        self.done = set()

    def _let_happen(self, step):
        act = self._run().open_act
        if not does(step) or act is None or act.step is not step:
            super()._let_happen(step)
            return
        for kind, id in self.tenant.director._subjects(act):
            self.done.add((step.verb, kind))
            getattr(self, step.verb)(kind, id)

    def call(self, name, **said):
        reply = self.app.answer(
            Call(
                method="POST",
                path=f"/v1/mockdr/{name}",
                headers={"authorization": f"bearer {self.tenant.public_key}"},
                body=orjson.dumps(said),
            )
        )
        assert reply.status == 200, reply.body
        return orjson.loads(reply.body)

    def visit(self, url, decision):
        parts = urlsplit(url)
        reply = self.app.answer(
            Call(
                method="POST",
                path=parts.path,
                query=tuple(parse_qsl(parts.query)),
                body=urlencode({"decision": decision}).encode(),
            )
        )
        assert reply.status in (200, 303), reply.body

    def named(self, kind, id):
        if kind == "session":
            return {"sessionId": id}
        secret = self.tenant.document("source", id)["clientSecret"]
        return {"sourceId": id, "secret": secret}

    def authenticates(self, kind, id):
        self.call("challenge", **self.named(kind, id), password="password")

    def fails_authentication(self, kind, id):
        self.call("challenge", **self.named(kind, id), cancel=True)

    def approves(self, kind, id, decision="approve"):
        source = self.tenant.peek(kind, id)
        self.visit(source.private["redirect"]["redirectUrl"], decision)

    def cancels(self, kind, id):
        self.approves(kind, id, "decline")

    def pays(self, kind, id):
        document = self.tenant.document(kind, id)
        tenant = self.tenant
        self.visit(receiver_page(tenant.base_url, tenant.public_key, document), "pay")

    def sends_bank_details(self, kind, id):
        refund = self.tenant.document(kind, id)
        account = ACCOUNTS.get(refund["currency"], ACCOUNTS["GBP"])
        token = refund["tokenInformation"]["token"]
        self.call("refund", refundToken=token, **account)


@cache
def play(name):
    world = World(
        defaults=Settings(now=NOON, seed=name), library=Library((), vocabulary())
    )
    playing = InPages(world, world.tenant("page"), played(name).story)
    beats = list(playing.play())
    return playing, [str(f.message) for beat in beats for f in beat.findings]


@pytest.mark.parametrize("name", NAMES)
def test_the_customer_of_a_story_acts_in_a_page(name):
    playing, findings = play(name)
    assert findings == []
    assert playing.done
    assert all(run.ended for run in playing.tenant.theatre.playings[-1].runs)


def test_all_that_customers_do_in_pages_is_in_a_story():
    done = set()
    for name in NAMES:
        done |= play(name)[0].done
    assert done == IN_PAGES
