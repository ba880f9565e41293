"""
Writes `scenario.schema.json`, by which editors complete and check scenario files.

Run `python schemas/editor.py`; with `--check` it writes nothing, and ends with 1 where
the file is not what the parser's tables make of it.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Final

from mockdr.engine.hovers import schema

__all__ = ["FILE", "main", "written"]

FILE: Final = Path(__file__).resolve().parent / "scenario.schema.json"


def written() -> str:
    """Return what the file should hold: a line for each definition."""
    whole = dict(schema())
    definitions = whole.pop("definitions")
    head = ",\n".join(f" {_line(key)}: {_line(value)}" for key, value in whole.items())
    lines = ",\n".join(f"  {_line(k)}: {_line(v)}" for k, v in definitions.items())
    return f'{{\n{head},\n "definitions": {{\n{lines}\n }}\n}}\n'


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def main() -> int:
    """Write the file, or hold it to what it should be."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").strip())
    parser.add_argument("--check", action="store_true", help="only compare")
    text = written()
    if parser.parse_args().check:
        if FILE.read_text("utf-8") == text:
            return 0
        print(f"{FILE.name} is out of date: run python schemas/editor.py")
        return 1
    FILE.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
