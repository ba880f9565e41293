"""How far a tenant's webhooks reach: as far as the server allows, or its own test."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mockdr.engine.enrolling import enroll
from mockdr.engine.given import make
from mockdr.server.building import build_world
from mockdr.server.configuration import load

ELSEWHERE = "http://shop.invalid/hooks"


def outcome(tenant):
    enroll(tenant, ELSEWHERE, types=["order.accepted"])
    tenant.trigger("order.accepted")
    tenant.mail.flush()
    [delivery] = tenant.mail.deliveries
    return delivery.answer.outcome, delivery.answer.reason


def test_by_default_a_webhook_elsewhere_is_told_nothing_and_the_line_to_add(real_world):
    how, why = outcome(real_world.tenant("shop"))
    assert how == "blocked"
    assert "deliver_to" in why
    assert "shop.invalid" in why


@pytest.mark.parametrize("entry", ["shop.invalid", "shop.invalid:80"])
def test_what_the_server_allows_is_called_by_every_tenant(tmp_path, entry):
    flags = {"deliver_to": [entry]}
    world = build_world(load(start=tmp_path, environ={}, flags=flags))
    # It is called for, and nobody is there.
    assert outcome(world.tenant("a"))[0] == "unreachable"
    assert outcome(world.tenant("b"))[0] == "unreachable"


def test_what_one_test_allows_is_called_by_its_tenant_alone(real_world):
    allowed = replace(real_world.defaults, deliver_to=("shop.invalid",))
    assert outcome(real_world.tenant("a", allowed))[0] == "unreachable"
    assert outcome(real_world.tenant("b"))[0] == "blocked"
    real_world.reset("a")
    assert outcome(real_world.tenant("a"))[0] == "unreachable"


def test_where_all_is_forwarded_is_called_without_another_line(tmp_path):
    flags = {"forward_to": ELSEWHERE}
    world = build_world(load(start=tmp_path, environ={}, flags=flags))
    tenant = world.tenant("a")
    tenant.trigger("order.accepted")
    tenant.mail.flush()
    outcomes = {delivery.answer.outcome for delivery in tenant.mail.deliveries}
    assert outcomes == {"unreachable"}


def blocked(tenant):
    """Return what is said of each address that was out of reach."""
    return [
        (finding.severity, finding.details["address"], finding.message)
        for finding in tenant.journal.findings()
        if finding.kind == "blocked"
    ]


def test_who_puts_up_a_webhook_out_of_reach_is_warned_once_and_told_what_to_do(
    real_world,
):
    tenant = real_world.tenant("shop")
    enroll(tenant, ELSEWHERE, types=["order.accepted", "order.blocked"])
    for _ in range(3):
        tenant.trigger("order.accepted")
        tenant.mail.flush()

    [(severity, address, message)] = blocked(tenant)
    assert (severity, address) == ("warn", ELSEWHERE)
    route, _, allow = message.partition("; or else: ")
    assert route == (
        f"nothing reaches {ELSEWHERE}: mockdr.webhooks.route("
        "'http://shop.invalid', app) leads it into an application of this process"
    )
    assert allow.endswith('deliver_to = ["shop.invalid:80"]')
    assert tenant.check() == []


def test_of_what_the_merchant_has_created_nobody_is_warned(real_world):
    tenant = real_world.tenant("shop")
    with tenant.lock:
        make(tenant, "createWebhooks", {"address": ELSEWHERE, "types": ["sku.created"]})
    tenant.trigger("sku.created")
    tenant.mail.flush()

    assert [d.state for d in tenant.mail.deliveries] == ["blocked"]
    assert blocked(tenant) == []
