"""
Draws the pictures that the author's guide shows.

Run it with ``python -m tests.scenarios.draw``; `test_pictures.py` holds them fresh.
"""

from __future__ import annotations

from mockdr.base.data import data_folder
from mockdr.domain import LIFECYCLES
from mockdr.engine.pictures import life, pictured, svg
from mockdr.engine.tale import tell
from mockdr.engine.vocabulary import vocabulary
from mockdr.scenario.library import Library

FOLDER = data_folder("scenarios") / "pictures"

#: Lifecycles and scenarios, one for each thing that a picture can show.
SHOWN = (
    "session",
    "order",
    "card-accepted",
    "konbini-paid-late",
    "konbini-never-paid",
    "klarna-approved",
    "authentication-at-the-order",
    "declined",
    "store-credit-then-card",
    "in-review-blocked",
    "connection-reset",
    "bank-details-wanted",
    "charged-back",
    "renewal-declined-then-another-card",
)


def drawn(name: str) -> str:
    """Return the picture of a lifecycle or of a bundled scenario."""
    if name in LIFECYCLES:
        return svg(life(name))
    library = Library((data_folder("scenarios"),), vocabulary)
    return svg(pictured(tell(library.story(name))))


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.svg"):
        old.unlink()
    for name in SHOWN:
        (FOLDER / f"{name}.svg").write_text(drawn(name), "utf-8")
