"""How a checkout with a plan makes a subscription, and its order makes it ready."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mockdr.base.errors import Complaint, Json, Refusal
from mockdr.domain.plan import SELLABLE
from mockdr.engine.things import Record
from mockdr.engine.turn import Turn

__all__ = ["check_plan", "check_plans", "draft", "ordered"]


def check_plan(turn: Turn, id: str) -> Record:
    """
    Return a plan that is for sale.

    Raises:
        Refusal: 400 `plan_not_active`; also for a plan that nobody knows (inferred).
    """
    plan = turn.load("plan", id)
    if plan is None or plan.document["state"] != SELLABLE:
        turn.hint = f"there is no plan {id!r}: make it with POST /plans"
        if plan is not None:
            turn.hint = (
                f"the plan {id!r} is {plan.document['state']}: "
                f"add state: {SELLABLE} to the plan"
            )
        raise Refusal(Complaint(key="plan_not_active", values={"planId": id}))
    return plan


def check_plans(turn: Turn, items: Json) -> None:
    """
    Look at the plan of a checkout's lines, where they are fine in all other respects.

    Raises:
        Refusal: 400 `plan_not_active`.
    """
    infos = [info for _, info in _planned(items)]
    plans = {info["planId"] for info in infos}
    fine = all(i.get("terms") and i.get("autoRenewal") is not False for i in infos)
    if fine and len(plans) == 1:
        check_plan(turn, str(plans.pop()))


def draft(turn: Turn, checkout: Record) -> None:
    """
    Make a subscription of the lines that have a plan, or amend the one they made.

    Lines share a subscription unless they name different ones (inferred). One that is
    named and still a draft is taken up again, by a checkout that follows a refused one
    (inferred). Source: digital-river-coordinated-subscriptions.md.

    Raises:
        Refusal: 409, where a line names a subscription that is no draft any more.
    """
    document, private = checkout.document, checkout.private
    made: dict[str, str] = private.get("subscriptions", {})
    lines: dict[str, list[tuple[int, dict[str, Json]]]] = {}
    common = next(iter(made.values()), None)
    for index, item in enumerate(document["items"]):
        info = item.get("subscriptionInfo")
        if not info or not info.get("planId"):
            continue
        id = info.get("subscriptionId") or made.get(item["id"]) or common
        if not id:
            id = common = turn.tenant.ids.uuid()
        item["subscriptionInfo"] = {
            "freeTrial": False,
            "autoRenewal": True,
            **info,
            "subscriptionId": str(id),
        }
        lines.setdefault(str(id), []).append((index, item))
    for id, found in lines.items():
        made.update({item["id"]: id for _, item in found})
        _put(turn, checkout, id, found)
    if lines:
        private["subscriptions"] = made


def _put(
    turn: Turn, checkout: Record, id: str, lines: list[tuple[int, dict[str, Json]]]
) -> None:
    document = checkout.document
    turn.about["subscription"] = id
    record = turn.load("subscription", id)
    if record is not None and record.document["state"] != "draft":
        raise Refusal(
            Complaint(
                key="conflict:duplicate_id",
                parameter=f"items[{lines[0][0]}].subscriptionInfo.subscriptionId",
                values={"id": id},
            )
        )
    said = {
        "taxInclusive": bool(checkout.private.get("taxInclusive")),
        "currency": document["currency"],
        "planId": lines[0][1]["subscriptionInfo"]["planId"],
        "items": [_line(item, checkout.private["sent"][n]) for n, item in lines],
        "updatedTime": turn.time,
    }
    if record is not None:
        record.document.update(said)
        turn.save(record)
        return
    record = Record(
        "subscription",
        id,
        {
            "id": id,
            "createdTime": turn.time,
            "updatedTime": turn.time,
            "stateTransitions": {},
            **said,
            "state": "draft",
            "liveMode": turn.tenant.live,
        },
    )
    turn.make(record)
    turn.tell("subscription.created", record)


def _line(item: Mapping[str, Json], sent: Mapping[str, Json]) -> dict[str, Json]:
    """Return a line as subscriptions have it: with the price that checkouts hide."""
    price = "price" if "price" in sent else "aggregatePrice"
    line: dict[str, Json] = {price: float(sent.get(price, 0))}
    if "skuId" in item:
        line["skuId"] = item["skuId"]
    else:
        line["productDetails"] = item["productDetails"]
    line["quantity"] = item["quantity"]
    if "metadata" in item:
        line["metadata"] = item["metadata"]
    return line


def ordered(turn: Turn, order: Record) -> None:
    """Tell the subscriptions of an order's lines that it was made."""
    for item, info in _planned(order.document["items"]):
        record = turn.load("subscription", str(info.get("subscriptionId")))
        if record is not None and record.document["state"] == "draft":
            record.private.update(
                order=order.id, agreement=info["billingAgreementId"], line=item["id"]
            )
            turn.save(record, moved=False)


def _planned(items: Json) -> Iterator[tuple[dict[str, Json], dict[str, Json]]]:
    for item in items if isinstance(items, list) else ():
        info = item.get("subscriptionInfo")
        if isinstance(info, dict) and info.get("planId"):
            yield item, info
