"""The folders that ship with the package."""

from __future__ import annotations

from pathlib import Path

import pytest

from mockdr.base import data
from mockdr.base.data import data_folder
from mockdr.base.errors import MockdrError

CHECKOUT = Path(__file__).parents[2]


@pytest.fixture
def package(tmp_path, monkeypatch):
    """Pretend that the package stands in an empty place."""
    home = tmp_path / "mockdr"
    (home / "base").mkdir(parents=True)
    monkeypatch.setattr(data, "__file__", str(home / "base" / "data.py"))
    data_folder.cache_clear()
    yield home
    data_folder.cache_clear()


def furnish(folder: Path, first_line: str) -> Path:
    folder.mkdir(parents=True)
    (folder / "README.md").write_text(first_line + "\n", "utf-8")
    return folder


@pytest.mark.parametrize("name", ["schemas", "scenarios"])
def test_a_checkout_uses_its_own_folders(name):
    assert data_folder(name) == CHECKOUT / name


def test_a_wheel_uses_what_it_carries_before_anything_beside_it(package):
    furnish(package.parent / "schemas", "# mockdr: the contract")
    carried = furnish(package / "_data" / "schemas", "# mockdr: the contract")

    assert data_folder("schemas") == carried


def test_a_folder_that_only_bears_the_name_is_not_ours(package):
    furnish(package.parent / "scenarios", "# Somebody's scenarios")
    (package / "_data" / "scenarios").mkdir(parents=True)

    with pytest.raises(MockdrError, match="'scenarios' that ships with mockdr") as no:
        data_folder("scenarios")
    assert no.value.help == "install again"
