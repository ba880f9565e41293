"""Webhooks that a test or a server puts up itself, as the merchant would by request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from mockdr.base.diagnostics import suggest
from mockdr.base.errors import Json, MockdrError, Refusal
from mockdr.base.ids import Ids
from mockdr.contract import event_types, versions
from mockdr.engine.given import make, refused
from mockdr.engine.unreached import warn_of_blocked
from mockdr.engine.webhook_secrets import check_secret, give_secret

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant

__all__ = ["enroll"]


def enroll(
    tenant: Tenant,
    address: str,
    *,
    types: Iterable[str] | None = None,
    version: str = "default",
    secret: str | None = None,
    **more: Json,
) -> str:
    """
    Make a webhook, and return its id.

    Args:
        types: The types of events that it is told of; every one when absent.
        version: `default`, `latest`, or an API version.
        secret: What signs its callbacks; one is made when absent.
        more: Other fields of the request, such as `authentication`.

    Raises:
        MockdrError: If the provider would refuse it, or *secret* can be none; says why.
    """
    if secret is not None:
        check_secret(secret)
    body = {
        "address": address,
        "types": list(event_types() if types is None else types),
        "apiVersion": version,
        **more,
    }
    with tenant.lock:
        tenant.catch_up()
        tenant.tape.note("webhook", body=body, chosen=secret is not None)
        try:
            with _ids_of_its_own(tenant):
                kind, id = make(tenant, "createWebhooks", body)
        except Refusal as refusal:
            _look_at(body)
            told, todo = refused(refusal, "the webhook")
            raise MockdrError(
                f"a webhook for {address!r} is refused: {told}", help=todo
            ) from None
        warn_of_blocked(tenant, id)
        if secret is not None:
            record = tenant.peek(kind, id)
            if record is not None:
                give_secret(tenant, record, tenant.moment, secret)
                tenant.store.put(kind, id, record.encode())
        return id


def _look_at(body: Mapping[str, Json]) -> None:
    """
    Say what was meant, where a word of a webhook that was refused is misspelt.

    Raises:
        MockdrError: If one is.
    """
    for type in body["types"]:
        if type not in event_types():
            raise MockdrError(
                f"there is no event {type!r}",
                help=suggest(str(type), event_types(), "there are"),
            )
    dates = ("default", "latest", *versions())
    if body["apiVersion"] not in dates:
        raise MockdrError(
            f"there is no version {body['apiVersion']!r}",
            help=suggest(str(body["apiVersion"]), dates, "there are"),
        )


@contextmanager
def _ids_of_its_own(tenant: Tenant) -> Iterator[None]:
    """Let a webhook that nobody asked for by request shift no other id."""
    own = Ids(tenant.settings.seed, f"{tenant.alias}/{tenant.live}/enrolled")
    while tenant.state_of("webhook", own.uuid()) is not None:
        pass
    own.count -= 1
    ids, tenant.ids = tenant.ids, own
    try:
        yield
    finally:
        tenant.ids = ids
