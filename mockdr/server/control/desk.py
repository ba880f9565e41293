"""What a function of the control API has at hand, and whose world it acts on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from mockdr.base.errors import Json

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant
    from mockdr.engine.world import World

__all__ = ["Desk", "Function", "Functions"]

_TENANT: Final = "mockdr"


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """
    Where the control API works.

    Args:
        world: What it acts on.
        sockets: Whether a scenario may hold faults that need the connection.
        reading: Whether the call may change nothing.
    """

    world: World
    sockets: bool = True
    reading: bool = False

    def tenant(self, query: Mapping[str, str]) -> Tenant:
        """
        Return whom the call is about.

        A new name makes a new tenant; who only reads sees one in which nothing has
        happened yet, and none is made.

        Raises:
            MockdrError: If the name cannot name a tenant.
        """
        live = query.get("live") == "true"
        name = query.get("tenant", _TENANT)
        if self.reading:
            return self.world.find(name, live=live) or self.world.blank(name, live=live)
        return self.world.tenant(name, live=live)


#: Takes the desk, the query and the body; returns the reply's body, None for 204.
Function: TypeAlias = Callable[[Desk, Mapping[str, str], Json], Json]
#: (method, name) to the function behind it.
Functions: TypeAlias = Mapping[tuple[str, str], Function]
