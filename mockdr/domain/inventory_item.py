"""An inventory item is what the provider has in stock, alone or paired with an SKU."""

from __future__ import annotations

from typing import Final

from mockdr.domain.lifecycle import Lifecycle, row

__all__ = ["LIFECYCLE", "LOCATION", "STOCK"]

_PAGE: Final = "managing-inventory.md"
_SKUS: Final = "creating-and-updating-skus.md"
_PAIRED: Final = "paired with a managed SKU"

#: Every move of an inventory item.
LIFECYCLE: Final = Lifecycle(
    kind="inventory_item",
    states=("kept", "deleted"),
    moves=(
        row(None, "createInventoryItems", "kept", page=_PAGE),
        row("kept", "updateInventoryItems", "kept", page=_PAGE),
        row("kept", "deleteInventoryItems", "deleted", page=_PAGE),
        row(None, "createSkus", "kept", _PAIRED, page=_SKUS),
        row(None, "updateSkus", "kept", _PAIRED, page=_SKUS),
        row(None, "upsertSkus", "kept", _PAIRED, page=_SKUS),
        row("kept", "updateSkus", "kept", _PAIRED, page=_SKUS),
        row("kept", "upsertSkus", "kept", _PAIRED, page=_SKUS),
        row("kept", "updateSkus", "deleted", "managed no more", page=_SKUS),
        row("kept", "upsertSkus", "deleted", "managed no more", page=_SKUS),
        row("kept", "deleteSkus", "deleted", "with its SKU", page=_SKUS),
    ),
)

#: Where it lies, and how much of it. Source: checking-inventory-levels.md, whose
#: sample this is; that a new item has so much is inferred.
LOCATION: Final = "20045"
STOCK: Final = 995
