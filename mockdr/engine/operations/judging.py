"""What a checkout's body must be like, beyond its JSON Schema."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from http.client import BAD_REQUEST
from types import MappingProxyType
from typing import Final

from mockdr.base.errors import Complaint, Json, Refusal
from mockdr.contract import errors
from mockdr.domain import address
from mockdr.domain.countries import EMBARGOED, is_origin
from mockdr.domain.locales import locale_of
from mockdr.engine.lacking import invalid

__all__ = ["Gathered", "besides", "judge", "plain_locale"]

_MOMENT: Final = re.compile(
    r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?)?"
)


#: How a locale is spelled. The list of supported ones is documented, an error for any
#: other is not: what has the shape of a locale is taken (inferred).
_LOCALE: Final = re.compile(r"[a-z]{2}[_-][A-Z]{2}")


class Gathered:
    """
    Gathers what several looks at one body complain of, to say it at once.

    A conflict is told only where the body is otherwise in order.
    """

    def __init__(self) -> None:
        self._complaints: list[Complaint] = []

    def of(self, look: Callable[[], object]) -> None:
        """Do *look*, and keep what it refuses for."""
        try:
            look()
        except Refusal as refusal:
            self._complaints += refusal.complaints

    def refuse(self) -> None:
        """
        Refuse, if anything was wrong.

        Raises:
            Refusal: With every bad request, else with every conflict.
        """
        known = errors()
        bad = [c for c in self._complaints if known[c.key].status == BAD_REQUEST]
        if self._complaints:
            raise Refusal(*(bad or self._complaints))


def besides(body: Json, wrong: set[str]) -> tuple[Complaint, ...]:
    """
    Return what is wrong with the parts of a checkout that JSON Schema let pass.

    Args:
        wrong: Top-level fields that are complained of already.
    """
    rest = {k: v for k, v in body.items() if k not in wrong}
    try:
        judge(rest)
    except Refusal as refusal:
        known = errors()
        found = refusal.complaints
        return tuple(c for c in found if known[c.key].status == BAD_REQUEST)
    return ()


def plain_locale(value: Json) -> str:
    """Return a locale as the provider writes it: pages also print it with a hyphen."""
    return str(value).replace("-", "_")


def judge(
    body: Mapping[str, Json],
    known: Mapping[str, Json] = MappingProxyType({}),
    *,
    physical: bool | None = None,
) -> None:
    """
    Look at what JSON Schema cannot judge in a checkout's body.

    Args:
        known: The checkout as it stands, when it is to be changed.
        physical: Whether anything is shipped; None where the products do not tell,
            and the checkout's speaking of shipping does.

    Raises:
        Refusal: With everything that is wrong, at once.
    """
    if physical is None:
        whole = {**known, **body}
        physical = bool(whole.get("shipFrom") or whole.get("shippingChoice"))
    complaints = _address_complaints(body, physical=physical)
    locale = body.get("locale")
    if locale and _LOCALE.fullmatch(str(locale)) is None:
        complaints.append(invalid("locale", locale))
    language = body.get("language")
    if language and locale_of(str(language)) is None:
        complaints.append(invalid("language", language))
    choice = body.get("shippingChoice")
    if isinstance(choice, dict) and choice.get("amount") is None:
        complaints.append(Complaint(key="internal_error"))
    items = body.get("items")
    for index, item in enumerate(items if isinstance(items, list) else ()):
        complaints += _item_complaints(index, item)
    plans = {
        (item.get("subscriptionInfo") or {}).get("planId")
        for item in (items if isinstance(items, list) else ())
    } - {None}
    if len(plans) > 1:
        complaints.append(Complaint(key="plan_limit_reached"))
    if complaints:
        raise Refusal(*complaints)


def _address_complaints(body: Mapping[str, Json], *, physical: bool) -> list[Complaint]:
    """Look at the addresses; a checkout without any `shipTo` is fine until ordered."""
    found: list[Complaint] = []
    ship_to, bill_to = body.get("shipTo"), body.get("billTo")
    if isinstance(ship_to, dict):
        if physical:
            found += address.missing(ship_to.get("address"))
        found += address.complaints(ship_to.get("address"))
        country = (ship_to.get("address") or {}).get("country")
        if country in EMBARGOED:
            values = {"country": str(country)}
            found.append(Complaint(key="country_unsupported", values=values))
    if isinstance(bill_to, dict):
        found += address.complaints(bill_to.get("address"))
    return list({(c.key, c.parameter): c for c in found}.values())


def _item_complaints(index: int, item: Mapping[str, Json]) -> list[Complaint]:
    complaints: list[Complaint] = []
    if item.get("skuId") == "":
        # No text of it is documented. Inferred.
        complaints.append(invalid(f"items[{index}].skuId", ""))
    details = item.get("productDetails")
    if isinstance(details, dict) and not item.get("skuId"):
        if not details.get("skuGroupId"):
            complaints.append(Complaint(key="missing_parameter:skuGroupId"))
        country = details.get("countryOfOrigin")
        if not country:
            complaints.append(Complaint(key="missing_parameter:countryOfOrigin"))
        elif not is_origin(country):
            complaints.append(
                Complaint(
                    key="invalid_parameter:countryOfOrigin",
                    values={"value": str(country)},
                )
            )
    subscription = item.get("subscriptionInfo")
    if isinstance(subscription, dict):
        complaints += _subscription_complaints(index, item, subscription)
    return complaints


def _subscription_complaints(
    index: int, item: Mapping[str, Json], info: Mapping[str, Json]
) -> list[Complaint]:
    complaints: list[Complaint] = []
    where = f"items[{index}].subscriptionInfo"
    if info.get("planId"):
        if not info.get("terms"):
            complaints.append(
                Complaint(key="missing_parameter:terms", parameter=f"{where}.terms")
            )
        if info.get("autoRenewal") is False:
            complaints.append(
                Complaint(
                    key="invalid_parameter:autoRenewal",
                    parameter=f"{where}.autoRenewal",
                )
            )
    for name in ("startTime", "endTime"):
        value = info.get(name)
        if value is not None and _MOMENT.fullmatch(str(value)) is None:
            complaints.append(
                Complaint(
                    key="invalid_parameter:timestamp",
                    parameter=name,
                    values={"value": str(value)},
                )
            )
    paid = item.get("price", item.get("aggregatePrice"))
    if "freeTrial" in info and paid is not None:
        free = bool(info["freeTrial"])
        if free != (float(paid) == 0):
            complaints.append(Complaint(key="invalid_parameter:free_trial"))
    return complaints
