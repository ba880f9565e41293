"""`python -m mockdr` is the command `mockdr`."""

from __future__ import annotations

from mockdr.cli import main

__all__: list[str] = []

if __name__ == "__main__":
    main()
