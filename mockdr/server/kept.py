"""What a tenant has in store, for whoever holds it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from mockdr.base.errors import Json, MockdrError
from mockdr.engine.words import KINDS
from mockdr.server.actors import stored
from mockdr.server.document import Document
from mockdr.server.options import nearest
from mockdr.server.plainly import plainly

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant

__all__ = ["Kept"]


class Kept(ABC):
    """Documents by id, as they are stored; each can also be asked by a document."""

    @property
    @abstractmethod
    def _tenant(self) -> Tenant:
        """Whose documents they are."""

    @plainly
    def session(self, id: Json) -> Document:
        """
        Return a payment session as it is stored.

        Raises:
            MockdrError: If the tenant has none of that id.
        """
        return stored(self._tenant, "session", id)

    @plainly
    def order(self, id: Json) -> Document:
        """Return an order as it is stored; raises `MockdrError` if there is none."""
        return stored(self._tenant, "order", id)

    @plainly
    def checkout(self, id: Json) -> Document:
        """Return a checkout as it is stored; raises `MockdrError` if there is none."""
        return stored(self._tenant, "checkout", id)

    @plainly
    def source(self, id: Json) -> Document:
        """Return a source as it is stored; raises `MockdrError` if there is none."""
        return stored(self._tenant, "source", id)

    @plainly
    def charge(self, id: Json) -> Document:
        """Return a charge as it is stored; raises `MockdrError` if there is none."""
        return stored(self._tenant, "charge", id)

    @plainly
    def fulfillment(self, id: Json) -> Document:
        """Return a fulfilment as it is stored; raises `MockdrError` if none is."""
        return stored(self._tenant, "fulfillment", id)

    @plainly
    def refund(self, id: Json) -> Document:
        """Return a refund as it is stored; raises `MockdrError` if there is none."""
        return stored(self._tenant, "refund", id)

    @plainly
    def subscription(self, id: Json) -> Document:
        """Return a subscription as it is stored; raises `MockdrError` if none is."""
        return stored(self._tenant, "subscription", id)

    @plainly
    def invoice(self, id: Json) -> Document:
        """Return an invoice as it is stored; raises `MockdrError` if there is none."""
        return stored(self._tenant, "invoice", id)

    @plainly
    def document(self, kind: str, id: Json) -> Document:
        """
        Return any thing as it is stored.

        Args:
            kind: KIND of the scenario language: `tax_identifier`, `file_link`, ...
            id: Its id, or a document that has it.

        Raises:
            MockdrError: If there is no such KIND, or the tenant has none of that id.
        """
        if kind not in KINDS:
            raise MockdrError(
                f"there is no kind of thing {kind!r}",
                help=nearest(kind, KINDS) or f"the kinds are {', '.join(KINDS)}",
            )
        return stored(self._tenant, kind, id)

    @property
    def sessions(self) -> list[Document]:
        """Every payment session, newest first: state, checkout, order, run, step."""
        return [Document(row, "session") for row in self._tenant.sessions()]

    @property
    def events(self) -> list[Document]:
        """Every event so far, oldest first, as the provider shows it."""
        return [Document(event, "event") for event in self._tenant.events()]
