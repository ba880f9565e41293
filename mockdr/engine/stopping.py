"""Takes a scenario out of force, in the middle of its runs if need be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mockdr.base.diagnostics import suggest
from mockdr.base.errors import MockdrError

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant

__all__ = ["stop"]

#: Why its runs move no more.
_WHY: Final = "the scenario was taken out of force"


def stop(tenant: Tenant, scenario: str) -> list[str]:
    """
    Take a scenario out of force: nothing that it says holds any more.

    No run of it begins, its faults and bent deliveries are over, and a run that is
    under way ends where it stands. What the run has made stays, and goes on as if no
    scenario had ever been; so do the settings that it was given.

    Args:
        scenario: Its name, for all of its combinations; or that of one, as
            `file[method=konbini]`. Where it is in force more than once, all of them.

    Returns:
        The titles of those that are not in force any more, oldest first.

    Raises:
        MockdrError: If none of that name is in force.
    """
    with tenant.lock:
        tenant.catch_up()
        there = [one for one in tenant.theatre.playings if not one.stopped]
        found = [p for p in there if scenario in (p.story.title, p.story.name)]
        if not found:
            titles = [playing.story.title for playing in there]
            raise MockdrError(
                f"the scenario {scenario!r} is not in force",
                help=suggest(scenario, titles, "in force are")
                if titles
                else "none is; there is nothing to stop",
            )
        tenant.tape.note("stop", scenario=scenario)
        for playing in found:
            playing.stopped = True
            for run in playing.runs:
                # The last calls of one that has ended can still be open.
                if run.open_calls or not run.ended:
                    tenant.theatre.derail(run, _WHY)
        return [playing.story.title for playing in found]
