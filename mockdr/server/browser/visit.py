"""What a customer's browser says in one private call, and what it may touch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mockdr.base.errors import Complaint, Json, Refusal
from mockdr.domain.money import decimals
from mockdr.engine.secrecy import opens
from mockdr.engine.things import Record

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant

__all__ = ["Trouble", "Visit", "priced"]


class Trouble(Exception):
    """
    A no that the provider's catalogue of errors has no words for.

    Args:
        status: HTTP status.
        code: Of the one error in the body.
        message: What is wrong and what is possible, for people.
    """

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """
    One call of the script that a page has loaded.

    Args:
        tenant: The shop whose public key the page has; its lock is held.
        said: The query of a `GET`, the body of a `POST`.
        base_url: Where the page's script reaches this server, without a slash.
    """

    tenant: Tenant
    said: Mapping[str, Json] = field(default_factory=dict)
    base_url: str = ""

    def text(self, name: str) -> str:
        """Return what was said under *name*; empty where that is no text."""
        value = self.said.get(name)
        return value if isinstance(value, str) else ""

    def true(self, name: str) -> bool:
        """Tell whether *name* was said to be true, in JSON or in a query."""
        return self.said.get(name) in (True, "true")

    def want(self, *names: str) -> None:
        """
        See that each of *names* was said, as a text.

        Raises:
            Refusal: 400 `missing_parameter`, once for each that was not.
        """
        missing = [name for name in names if not self.text(name)]
        if missing:
            raise Refusal(
                *(Complaint(key="missing_parameter", parameter=n) for n in missing)
            )

    def source(self) -> Record:
        """
        Return the source of `sourceId`, which `secret` opens.

        Raises:
            Refusal: 404, also for a wrong secret: who does not know it learns nothing.
        """
        self.want("sourceId", "secret")
        source = self.tenant.peek("source", self.text("sourceId"))
        if source is None or not opens(
            self.text("secret"), source.document["clientSecret"]
        ):
            raise Refusal("source_not_found:payments")
        return source

    def session(self) -> Record:
        """
        Return the session of `sessionId`.

        Raises:
            Refusal: 400 where none is named, 404 where there is none of that id.
        """
        self.want("sessionId")
        id = self.text("sessionId")
        session = self.tenant.peek("session", id)
        if session is None:
            values = {"resource": "Session", "id": id}
            raise Refusal(
                Complaint(key="not_found", parameter="sessionId", values=values)
            )
        return session

    def paid_by(self, session: Record) -> Record:
        """
        Return the checkout, or the invoice, that *session* pays for.

        Raises:
            Refusal: 404 where it was deleted: the session is gone with it.
        """
        kind = "invoice" if "invoice" in session.private else "checkout"
        holder = self.tenant.peek(kind, session.private[kind])
        if holder is None:
            values = {"resource": "Session", "id": session.id}
            raise Refusal(
                Complaint(key="not_found", parameter="sessionId", values=values)
            )
        return holder


def priced(amount: Json, currency: Json) -> str:
    """Return *amount* as the browser reads amounts: `12.50`, in yen `1250`."""
    try:
        places = decimals(str(currency))
    except ValueError:
        places = 2
    return f"{float(amount or 0):.{places}f}"
