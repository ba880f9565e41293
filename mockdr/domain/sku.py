"""What an SKU must say of a product, and what follows from its tax code."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from mockdr.base.errors import Complaint, Json
from mockdr.domain.countries import is_origin
from mockdr.domain.lifecycle import Lifecycle, row

__all__ = [
    "ID",
    "LIFECYCLE",
    "MANAGED",
    "REQUIRED",
    "complaints",
    "customs_complaints",
    "is_physical_code",
    "tariff_code",
]

_PAGE: Final = "creating-and-updating-skus.md"

#: Every move of an SKU.
LIFECYCLE: Final = Lifecycle(
    kind="sku",
    states=("kept", "deleted"),
    moves=(
        row(None, "createSkus", "kept", page=_PAGE),
        row(None, "upsertSkus", "kept", page=_PAGE),
        row("kept", "updateSkus", "kept", page=_PAGE),
        row("kept", "upsertSkus", "kept", page=_PAGE),
        row("kept", "deleteSkus", "deleted", page=_PAGE),
    ),
)

#: Source: creating-and-updating-skus.md.
ID: Final = re.compile(r"[0-9A-Za-z._-]+")

#: Source: creating-and-updating-skus.md (6 to 10 digits).
_HS_CODE: Final = re.compile(r"[0-9]{4}\.[0-9]{2}(?:\.[0-9]{1,4})?")
_TARIFF_DIGITS: Final = 10

#: What an SKU needs that belongs to no group. Source: creating-and-updating-skus.md.
REQUIRED: Final = ("eccn", "countryOfOrigin", "taxCode")

#: The one value of `managedFulfillment`.
MANAGED: Final = "DRGlobalFulfillment"

#: How tax codes begin that are of no goods. The documentation names 4512.100 as one;
#: that its whole family is, is inferred. 4323.310_A is shown as physical.
_DIGITAL: Final = ("4512.",)

#: Manufacturers have numbers; the sample account's is 20013. That the provider knows
#: every number, and nothing else, is inferred.
_MANUFACTURER: Final = re.compile(r"[0-9]+")


def is_physical_code(tax_code: str) -> bool:
    """Tell whether goods of *tax_code* are shipped."""
    return not tax_code.startswith(_DIGITAL)


def tariff_code(hs_code: str) -> str:
    """
    Return the ten digits by which customs charge what *hs_code* describes.

    Source: the samples of checkouts; that digits are filled up with zeros is inferred.
    """
    return re.sub(r"\D", "", hs_code).ljust(_TARIFF_DIGITS, "0")[:_TARIFF_DIGITS]


def customs_complaints(document: Mapping[str, Json]) -> Iterator[Complaint]:
    """Yield what is wrong with the customs data of an SKU or an inventory item."""
    origin = document.get("countryOfOrigin")
    if origin is not None and not is_origin(origin):
        yield Complaint(
            key="invalid_parameter:countryOfOrigin", values={"value": str(origin)}
        )
    code = document.get("hsCode")
    if code is not None and _HS_CODE.fullmatch(str(code)) is None:
        yield Complaint(key="invalid_parameter:hsCode", values={"value": str(code)})


def complaints(document: Mapping[str, Json]) -> Iterator[Complaint]:
    """
    Yield what is wrong with an SKU that JSON Schema lets pass.

    Source: creating-and-updating-skus.md.
    """
    if not document.get("skuGroupId"):
        for name in REQUIRED:
            if not document.get(name):
                yield Complaint(key="missing_parameter", parameter=name)
    if document.get("name") == "":
        # A new one cannot do without; that a change cannot either is inferred.
        yield Complaint(key="missing_parameter", parameter="name")
    weight = document.get("weight")
    if weight is not None and weight < 0:
        values = {"value": str(weight)}
        yield Complaint(key="invalid_parameter", parameter="weight", values=values)
    yield from customs_complaints(document)
    if document.get("managedFulfillment") != MANAGED:
        return
    tax_code = document.get("taxCode")
    if tax_code and not is_physical_code(str(tax_code)):
        yield Complaint(
            key="invalid_parameter:taxCode", values={"value": str(tax_code)}
        )
    if not document.get("partNumber"):
        yield Complaint(key="invalid_parameter:partNumber")
    manufacturer = document.get("manufacturerId")
    if manufacturer is not None and _MANUFACTURER.fullmatch(str(manufacturer)) is None:
        yield Complaint(key="invalid_parameter:manufacturerId")
