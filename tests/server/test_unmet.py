"""What an expectation says of reasons that lie with the webhook: version and secret."""

from __future__ import annotations

import pytest

from mockdr.events.senders import RecordingSender

pytestmark = pytest.mark.mockdr(now="2024-05-01T12:00:00Z", unfinished="allow")


def unmet(mockdr, type):
    with pytest.raises(AssertionError) as raised:
        mockdr.webhooks.expect(type)
    return str(raised.value)


def test_a_type_that_the_version_lacks_is_told_with_the_versions_that_have_it(mockdr):
    mockdr.webhooks.deliver_to(RecordingSender(), version="2020-01-07")
    mockdr.webhooks.trigger("invoice.open")

    told = unmet(mockdr, "invoice.open")
    assert "is told in version 2020-01-07, which does not have it" in told
    assert told.endswith(
        "  let it be told in a newer one: versions have it from 2020-09-30 on"
    )
    assert "add it to" not in told


def test_a_type_that_is_not_among_the_webhooks_is_not_told_as_one_of_the_version(
    mockdr,
):
    webhook = RecordingSender()
    mockdr.webhooks.deliver_to(webhook, types=["sku.created"], version="2020-01-07")
    mockdr.webhooks.trigger("invoice.open")

    told = unmet(mockdr, "invoice.open")
    assert "takes sku.created" in told
    assert told.endswith("add it to the webhook's types")


@pytest.mark.mockdr(retries="none")
def test_a_refusal_after_the_end_of_a_secret_is_told_with_its_rotation(mockdr):
    webhook = mockdr.webhooks.deliver_to(RecordingSender(then=401))
    webhook.rotate("3h")
    mockdr.clock.advance("2h")
    mockdr.webhooks.trigger("sku.created")
    assert "rotated" not in unmet(mockdr, "sku.created")
    mockdr.clock.advance("1h")
    mockdr.webhooks.trigger("plan.created")

    told = unmet(mockdr, "plan.created")
    assert (
        "  the secret was rotated at 2024-05-01T12:00:00Z, and the one before it "
        "expired at 2024-05-01T15:00:00Z:\n  the receiver has to know the new one\n"
    ) in told


@pytest.mark.parametrize("status", [500, 404])
def test_what_is_no_refusal_of_a_signature_is_not_put_on_the_secret(mockdr, status):
    webhook = mockdr.webhooks.deliver_to(RecordingSender(then=status))
    webhook.rotate("0h")
    mockdr.webhooks.trigger("plan.created")

    assert "rotated" not in unmet(mockdr, "plan.created")
