"""
Writes `stories.json`, by which `mockdr list` finds the bundled scenarios.

Run `python schemas/stories.py` when a scenario has changed; each is played for it. With
`--check` it writes nothing, and ends with 1 where the file is out of date.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from mockdr.base.data import data_folder
from mockdr.engine.coverage.index import FILE, written
from mockdr.engine.coverage.reached import reached
from mockdr.engine.tale import tell
from mockdr.engine.vocabulary import vocabulary
from mockdr.scenario.library import Library

__all__ = ["main"]


def main() -> int:
    """Write the file, or hold it to what it should be."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").strip())
    parser.add_argument("--check", action="store_true", help="only compare")
    only_check = parser.parse_args().check
    library = Library([data_folder("scenarios")], vocabulary)
    stories = (story for name in library.names() for story in library.stories(name))
    text = written(reached(tell(story)) for story in stories)
    file = Path(__file__).resolve().parent / FILE
    if not only_check:
        file.write_text(text, "utf-8")
        return 0
    if file.is_file() and file.read_text("utf-8") == text:
        return 0
    print(f"{FILE} is out of date: run python schemas/stories.py")
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
