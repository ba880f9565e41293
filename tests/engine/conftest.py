"""A shop of its own for every test."""

from __future__ import annotations

import sys

import pytest

from tests.engine.shop import Shop


@pytest.fixture
def shop():
    return Shop()


@pytest.fixture(autouse=True)
def every_template_is_filled(monkeypatch):
    """Fail when a complaint leaves a placeholder open and the sample's words go out."""
    errors = sys.modules["mockdr.contract.errors"]
    fill = errors._text

    def strict(entry, values):
        names = errors._PLACEHOLDER.findall(entry.template or "")
        missing = [name for name in names if name not in values]
        assert not missing, f"{entry.key} wants {missing}, has {sorted(values)}"
        return fill(entry, values)

    monkeypatch.setattr(errors, "_text", strict)
