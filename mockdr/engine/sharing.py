"""What anybody gets who has the address of a file link, and no key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mockdr import contract
from mockdr.base.errors import Complaint
from mockdr.engine.call import Call, Reply
from mockdr.engine.doors import JSON_TYPE, complaint_of, header_text
from mockdr.engine.operations.files import CONTENT, media_type
from mockdr.engine.things import compact

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant
    from mockdr.engine.world import World

__all__ = ["share"]


def share(world: World, call: Call, id: str) -> Reply:
    """
    Answer whoever asks for the file behind a link: as long as it lives, with its bytes.

    Source: files.md. What comes afterwards is told nowhere; the envelope has no type
    for a 410, and so it is a 404.

    Args:
        id: Of the link; it ends the address.
    """
    for tenant in world.tenants():
        with tenant.lock:
            if tenant.store.get("file_link", id) is not None:
                tenant.catch_up()
                reply = _file(tenant, id)
                return reply or _nothing(call, f"the file link {id} has expired")
    return _nothing(call, "no file link of any tenant has this address")


def _file(tenant: Tenant, id: str) -> Reply | None:
    link = tenant.document("file_link", id)
    if link is None or link["expired"]:
        return None
    file = tenant.document("file", link["fileId"]) or {}
    return Reply(
        status=200,
        headers={
            "Content-Type": media_type(file),
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
        },
        body=tenant.store.get(CONTENT, link["fileId"]) or b"",
        log={"hint": f"the file {link['fileId']}"},
    )


def _nothing(call: Call, hint: str) -> Reply:
    complaint: Complaint = complaint_of("not_found:path", call)
    status, body = contract.error_body([complaint])
    return Reply(
        status=status,
        headers={"Content-Type": JSON_TYPE, "X-Mockdr-Hint": header_text(hint)},
        body=compact(body),
        log={"hint": hint},
    )
