"""Whatever a story leaves behind can be read in every version, in that one's shape."""

from __future__ import annotations

import pytest

from mockdr.contract import check_model, has_event, has_operation, operations, versions
from mockdr.engine.call import Call
from mockdr.engine.older import model_of
from mockdr.engine.operations.table import OPERATIONS
from mockdr.engine.selfplay import SelfPlay, in_process
from mockdr.engine.settings import Settings
from mockdr.engine.vocabulary import vocabulary
from mockdr.engine.world import World
from mockdr.scenario.library import Library
from tests.engine.shop import NOON, Shop
from tests.scenarios.watch import LIBRARY
from tests.whole.estate import ask

#: Stories that leave one of each kind of thing, and the kinds that no other leaves.
STORIES = {
    "store-credit-beside-a-saved-card": ("checkout", "order", "customer", "source"),
    "klarna-approved": ("session",),
    "credit-by-amount": ("charge",),
    "fields-that-are-gone": ("sku", "fee"),
    "tax-identifiers-inside-customers": ("tax_identifier",),
    "renewal-declined-then-paid": ("subscription", "invoice", "plan", "renewal"),
}

LISTS = [
    operation
    for operation in operations().values()
    if operation.method == "GET"
    and "{" not in operation.path
    and operation.key == "secret"
    and operation.id in OPERATIONS
]


@pytest.fixture(scope="module", params=STORIES)
def left_behind(request):
    """Return a world after a story was played in it, and its tenant."""
    world = World(defaults=Settings(now=NOON), library=Library((), vocabulary()))
    tenant = world.tenant("shop")
    story = LIBRARY.story(request.param)
    beats = list(SelfPlay(tenant, story, in_process(world)).play())
    assert [beat.findings for beat in beats if beat.findings] == []
    for kind in STORIES[request.param]:
        known = tenant.store.newest(kind) if kind != "renewal" else tenant.event_log
        assert list(known), kind
    return world, tenant


@pytest.mark.parametrize("version", versions())
def test_everything_can_be_listed(left_behind, version):
    """A reply that leaves the models of its version would be a 500."""
    world, tenant = left_behind
    headers = {
        "authorization": f"Bearer {tenant.secret_key}",
        "digitalriver-version": version,
    }
    statuses = {
        operation.id: world.answer(
            Call(method="GET", path=operation.path, headers=headers)
        ).status
        for operation in LISTS
        if has_operation(operation.id, version)
    }
    # Some lists want to be told what to list.
    assert {id: s for id, s in statuses.items() if s not in (200, 400, 409)} == {}
    assert statuses["listOrders"] == statuses["listEvents"] == 200


@pytest.mark.parametrize("version", versions())
def test_every_event_tells_of_its_thing_in_the_shape_of_the_version(
    left_behind, version
):
    _, tenant = left_behind
    looked = 0
    for event in tenant.event_log:
        if event.deleted or not has_event(event.type, version):
            continue
        told_of = tenant.told(event, version)["data"]["object"]
        parts = {event.kind: told_of}
        if event.kind == "renewal":
            parts = told_of
        for kind, document in parts.items():
            model = model_of(kind)
            assert check_model(model, document, version=version) == (), event.type
            looked += 1
    assert looked


#: Requests of the newest version that some older ones cannot have so, and since when
#: they can.
OTHERWISE = {"createSources": "2021-03-23", "postShippingQuotes": "2021-12-13"}


@pytest.mark.parametrize("operation", sorted(OPERATIONS))
def test_every_operation_answers_in_every_version_that_has_it(operation):
    found = operations()[operation]
    for version in versions():
        shop = Shop()
        asked = ask(shop, operation)
        answer = asked.send(shop, headers={"digitalriver-version": version})
        if not has_operation(operation, version):
            assert answer.status == 404
            assert f"API version {version} has no {found.method}" in answer.hint
        elif version < OTHERWISE.get(operation, ""):
            assert answer.status == 400
        else:
            assert answer.status in (found.success, 200, 201), answer.raw
            assert shop.findings() == []
