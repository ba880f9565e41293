"""The provider's own account of a session's moves, row by row, against our table."""

from dataclasses import dataclass

import pytest

from mockdr.domain.lifecycle import Evidence
from mockdr.domain.payment_session import LIFECYCLE

D = Evidence.DOCUMENTED
ATTACH = ("attachSourceToCheckout", "updateCheckouts")
OPEN = ("requires_source", "requires_confirmation")


@dataclass(frozen=True)
class Row:
    """A row: whence, by what, whither; and whether a page says so."""

    number: int
    before: tuple[str | None, ...]
    triggers: tuple[str, ...]
    after: tuple[str, ...]
    documented: bool
    guard: str


def row(number, before, triggers, after, *, documented, guard=""):
    many = [x if isinstance(x, tuple) else (x,) for x in (before, triggers, after)]
    return Row(number, *many, documented=documented, guard=guard)


RS, RC, RA = "requires_source", "requires_confirmation", "requires_action"
PR, PF = "pending_redirect", "pending_funds"
POST = "createOrders"

ROWS = (
    row(1, None, "createCheckouts", RS, documented=True),
    row(2, None, "createCheckouts", RC, documented=True),
    row(3, RS, ATTACH, RC, documented=True),
    row(4, RS, "attachSourceToCheckout", RS, documented=True),
    row(5, RS, "attachSourceToCheckout", RC, documented=True),
    row(6, RC, "attachSourceToCheckout", RC, documented=False, guard="replaces"),
    row(7, RC, "detachSourceToCheckout", RS, documented=False),
    row(8, RC, "updateCheckouts", (RC, RS), documented=False),
    row(9, RS, POST, RS, documented=True),
    row(10, RC, POST, "complete", documented=True),
    row(11, RC, POST, "complete", documented=True),
    row(12, RC, POST, "failed", documented=False),
    row(13, RC, POST, PR, documented=True),
    row(14, RC, POST, PF, documented=True),
    row(15, RC, POST, "pending", documented=False),
    row(16, RC, POST, RA, documented=False),
    row(17, PR, "refreshOrders", ("complete", "pending", PF), documented=True),
    row(18, PR, ("customer.cancels", "refreshOrders"), PR, documented=True),
    row(19, PR, "provider.fails", "failed", documented=False),
    row(20, PF, "customer.pays", "complete", documented=False),
    row(21, PF, ("provider.expires", "provider.fails"), "failed", documented=True),
    row(22, "pending", "provider.completes", "complete", documented=False),
    row(22, "pending", "provider.fails", "failed", documented=False),
    row(23, "complete", ("fraud.passes", "fraud.blocks"), "complete", documented=False),
    row(24, OPEN, "deleteCheckouts", "cancelled", documented=False),
)


def test_no_row_is_forgotten():
    assert {r.number for r in ROWS} == set(range(1, 25))


@pytest.mark.parametrize("row", ROWS, ids=lambda r: str(r.number))
def test_a_row_is_in_the_table_and_as_sure_as_it_says(row):
    for before in row.before:
        for trigger in row.triggers:
            for after in row.after:
                found = [
                    m
                    for m in LIFECYCLE.outcomes(before, trigger)
                    if m.after == after and row.guard in m.guard
                ]
                assert found, f"{before} {trigger} {after}"
                assert any(m.evidence is D for m in found) is row.documented


def test_row_23_says_never_again():
    assert {m.after for m in LIFECYCLE.at("complete")} == {"complete"}


def test_only_one_state_leads_to_an_order():
    made = {"complete", "pending", PR, PF}
    leading = {
        m.before for m in LIFECYCLE.moves if m.trigger == POST and m.after in made
    }

    assert leading == {RC}
