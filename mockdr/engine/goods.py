"""What a merchant of self-play sends out: all that is left of an order."""

from __future__ import annotations

from mockdr.base.errors import Json
from mockdr.engine.ledger import units_left
from mockdr.engine.things import Record

__all__ = ["all_of"]


def all_of(order: Record, asked: Json) -> dict[str, Json]:
    """
    Return the body of a fulfillment of everything that has not left *order* yet.

    Where nothing is left, it asks for all of it once more, and shall be refused.

    Args:
        asked: What the story's `match` says of the body: a line of which it says
            nothing but `cancelQuantity` is not sent.
    """
    open_lines = [item for item in order.document["items"] if units_left(order, item)]
    wanted = asked.get("items") if isinstance(asked, dict) else None
    lines: list[dict[str, Json]] = []
    for number, item in enumerate(open_lines or order.document["items"]):
        said = wanted[number] if wanted and number < len(wanted) else {}
        line = {"itemId": item["id"]}
        if "skuId" in said:
            line = {}
        if "cancelQuantity" not in said:
            line["quantity"] = units_left(order, item) or item.get("quantity", 1)
        lines.append(line)
    return {"orderId": order.id, "items": lines}
