"""Which events the bundled stories tell: all that a call or an act can bring about."""

from __future__ import annotations

from mockdr.contract import event_types
from tests.scenarios.watch import everything

#: Types that no story tells, though neither deprecated nor of what has no operation.
SILENT = {
    "customer.invoice_attribute.created": "no operation makes an invoice attribute",
    "invoice_attribute.created": "no operation makes an invoice attribute",
    "invoice_attribute.deleted": "no operation makes an invoice attribute",
    "order.submitted": "told in the profile `verbose` alone",
    "tax_identifier.updated": "no operation changes a tax identifier",
}


def test_every_event_that_can_come_is_told_in_a_story():
    told = {event["type"] for found in everything() for event in found.events}
    due = {
        name
        for name, type in event_types().items()
        if type.tier in ("core", "optional") and not type.deprecated
    }
    assert due - told == SILENT.keys()
    assert not [name for name in told if event_types()[name].deprecated]
    assert len(told) >= 99
