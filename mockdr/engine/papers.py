"""The papers of an order: invoices and credit memos, as files that can be fetched."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from mockdr.base.errors import Json
from mockdr.engine.label_files import pdf
from mockdr.engine.operations.files import keep
from mockdr.engine.things import Record
from mockdr.engine.turn import Turn

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant

__all__ = ["announce"]

#: Purpose of a file to where an order lists it, to its event, and to its heading.
_PAPERS: Final = {
    "customer_invoice": ("invoicePDFs", "order.invoice.created", "Invoice"),
    "customer_credit_memo": (
        "creditMemoPDFs",
        "order.credit_memo.created",
        "Credit memo",
    ),
}


def announce(turn: Turn, order: Record, purpose: str, amount: Json) -> None:
    """
    Let a paper of *order* be printed, once the provider has done what it is doing.

    There is none where nothing was to be paid. Source: accessing-invoices-and-credit-
    memos.md; that every selling entity prints them is inferred.

    Args:
        purpose: `customer_invoice` or `customer_credit_memo`.
        amount: What it says, in major units.
    """
    if order.document["totalAmount"]:
        turn.later(
            turn.now,
            f"{purpose} of order {order.id}",
            partial(_issue, turn.tenant, order.id, purpose, amount),
        )


def _issue(tenant: Tenant, id: str, purpose: str, amount: Json) -> None:
    """
    Issue a paper, and tell where it can be fetched.

    Its address leads to mockdr as the last request reached it, so that whoever is
    told can follow it: of all that events say, that alone depends on host and port.
    """
    turn = Turn(tenant, trigger="provider.issues")
    order = turn.load("order", id)
    if order is None:
        return
    listed, event, heading = _PAPERS[purpose]
    document = order.document
    lines = (heading, f"Order {id}", turn.time, f"{amount} {document['currency']}")
    papers = document.setdefault(listed, [])
    name = f"{purpose}_{id}_{len(papers) + 1}.pdf"
    file = keep(turn, pdf(lines), {"fileName": name, "purpose": purpose})
    url = file.document["url"]
    papers.append({"id": file.id, "url": url, "liveMode": tenant.live})
    turn.save(order)
    about: dict[str, Json] = {"id": file.id, "fileId": file.id, "orderId": id}
    if "customerId" in document:
        about["customerId"] = document["customerId"]
    about.update(purpose=purpose, invoiceURL=url)
    turn.tell_of(event, Record("order_document", file.id, about))
    turn.commit()
    run = tenant.theatre.owner("order", id)
    if run is not None:
        # A story that asks for the file means this one.
        tenant.theatre.adopt(run, "file", file.id)
