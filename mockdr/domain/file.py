"""Files are there until they are deleted; a link to one also ends on its day."""

from __future__ import annotations

from typing import Final

from mockdr.domain.lifecycle import Evidence, Lifecycle, row

__all__ = ["LARGEST", "LIFECYCLE", "LINKS"]

#: The largest file, in bytes. Source: 2021.md, of 2021-06-11, says 10 MB; that
#: these are binary is inferred.
LARGEST: Final = 10 * 1024 * 1024

_PAGE = "files.md"
_PAPERS = "accessing-invoices-and-credit-memos.md"
_I = Evidence.INFERRED

#: Every move of a file.
LIFECYCLE: Final = Lifecycle(
    kind="file",
    states=("kept", "deleted"),
    moves=(
        row(None, "createFiles", "kept", page=_PAGE),
        row(None, "provider.issues", "kept", "an invoice or credit memo", page=_PAPERS),
        row(
            None,
            "createShippingLabel",
            "kept",
            "the label that was printed",
            _I,
            page="managing-a-global-logistics-order.md",
        ),
        row("kept", "deleteFiles", "deleted", page=_PAGE),
    ),
)

#: Every move of a link to a file; on the wire its state is the flag `expired`.
LINKS: Final = Lifecycle(
    kind="file_link",
    states=("live", "expired", "deleted"),
    moves=(
        row(None, "createFileLinks", "live", page=_PAGE),
        row(None, "createFiles", "live", "with linkExpiresTime", page=_PAGE),
        row("live", "updateFileLinks", "live", page=_PAGE),
        row("expired", "updateFileLinks", "live", "a later day", _I, page=_PAGE),
        row("live", "provider.expires", "expired", "its day has come", page=_PAGE),
        row("live", "deleteFileLinks", "deleted", page=_PAGE),
        row("expired", "deleteFileLinks", "deleted", "", _I, page=_PAGE),
        row("live", "deleteFiles", "deleted", "with its file", _I, page=_PAGE),
        row("expired", "deleteFiles", "deleted", "with its file", _I, page=_PAGE),
    ),
)
