"""SKU groups belong to the provider: what they say outranks what a merchant says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

__all__ = ["GROUPS", "SkuGroup"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SkuGroup:
    """
    One group; on the wire it has an id and an alias only.

    Args:
        tax_code: Outranks the SKU's, as do the next two; None where it says nothing.
    """

    id: str
    alias: str
    tax_code: str | None = None
    eccn: str | None = None
    hs_code: str | None = None


_ALL = (
    SkuGroup(
        id="ae38fd2b-2ab1-4218-9e3c-bc9881eb19f0",
        alias="Widgets",
        tax_code="4323.310_A",
        eccn="EAR99",
        hs_code="1006.20.4025",
    ),
    SkuGroup(
        id="62b05273-ec28-44ab-9e55-a7a3eef99fdb",
        alias="Spears",
        tax_code="55101504.100",
        eccn="EAR99",
        hs_code="7078.63.8506",
    ),
    SkuGroup(
        id="physical-product",
        alias="Physical products",
        tax_code="55101504.100",
        eccn="8A992",
    ),
    SkuGroup(
        id="digital-product",
        alias="Digital products",
        tax_code="4512.100",
        eccn="EAR99",
    ),
)

#: Id to group. The first three are those of the samples, the last is inferred, as are
#: the aliases. Source: setting-up-sku-groups.md, using-a-shipping-endpoint.md,
#: item-classification.md.
GROUPS: Final = {group.id: group for group in _ALL}
