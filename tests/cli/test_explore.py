"""`mockdr explore`: the provider, or a shop, by journeys at random."""

from __future__ import annotations

import re
import sys

import pytest
from click.testing import CliRunner

from mockdr.cli import house

DRIVER = """
class Shop:
    def __init__(self, mockdr):
        self.client = mockdr.client()

    def looks(self):
        self.client.get("/orders")

    def close(self):
        self.client.close()


class Broken:
    def __init__(self, mockdr):
        raise RuntimeError("boom")


class Lost(Shop):
    def strays(self):
        self.client.get("/nowhere")
"""


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "our_driver.py").write_text(DRIVER)
    yield
    sys.modules.pop("our_driver", None)


def run(*words):
    return CliRunner().invoke(house, ["explore", *words])


def test_the_provider_is_explored_and_the_seed_told():
    told = run("--examples", "5", "--steps", "5", "--seed", "3")

    assert told.exit_code == 0, told.output
    assert re.fullmatch(
        r"seed 3: \d+ journeys, \d+ steps, \d+ different ones; "
        r"every law of the provider holds\n",
        told.stdout,
    )


def test_nothing_is_left_behind(tmp_path, monkeypatch):
    monkeypatch.delenv("HYPOTHESIS_STORAGE_DIRECTORY", raising=False)
    before = set(tmp_path.iterdir())

    run("--examples", "2", "--steps", "2", "--seed", "3")

    assert set(tmp_path.iterdir()) == before


def test_without_a_seed_one_is_drawn_and_told():
    told = run("--examples", "2", "--steps", "2")

    assert re.match(r"seed \d+: ", told.stdout)


def test_a_law_that_does_not_hold_is_told_with_its_journey(monkeypatch, tmp_path):
    monkeypatch.setattr(
        "mockdr.engine.exploring.provider.broken",
        lambda tenant: "no checkouts here" if tenant.journal.seq else None,
    )

    told = run("--examples", "40", "--seed", "1", "--out", "found.yaml")

    assert told.exit_code == 1
    lines = told.stdout.splitlines()
    assert "Broken: no checkouts here" in lines
    assert lines[-1] == "written to found.yaml: mockdr play found.yaml"
    first, second, *_ = (tmp_path / "found.yaml").read_text().splitlines()
    assert first.startswith("# yaml-language-server: $schema=")
    assert second.startswith("# seed 1; Broken: no checkouts here")


def test_a_shop_that_does_well_is_told_how_it_was_answered():
    told = run("--driver", "our_driver:Shop", "--examples", "5", "--seed", "1")

    assert told.exit_code == 0, told.output
    assert re.search(r"\d+  listOrders 200\n", told.stdout)
    assert told.stdout.endswith("; nothing goes wrong\n")


def test_a_shop_that_goes_wrong_ends_with_1():
    told = run("--driver", "our_driver:Lost", "--examples", "20", "--seed", "1")

    assert told.exit_code == 1
    assert told.stdout.startswith("a journey of 1 step goes wrong (seed 1, ")
    assert "  1  shop strays\n" in told.stdout


@pytest.mark.parametrize("driver", ["our_driver:Shopp", "nobody:Shop", "our_driver"])
def test_a_driver_that_is_not_there_ends_with_2(driver):
    told = run("--driver", driver)

    assert told.exit_code == 2
    assert f"there is no driver {driver!r}" in told.stderr


@pytest.mark.parametrize(
    ("driver", "says"),
    [
        ("our_driver:Broken", "the driver Broken cannot begin: RuntimeError: boom\n"),
        ("json:JSONDecoder", "the driver JSONDecoder cannot begin: TypeError: "),
        ("json:__name__", "the driver 'json' cannot begin: TypeError: "),
        ("torn_driver:Shop", "torn_driver cannot be imported: ZeroDivisionError: "),
    ],
)
def test_a_driver_that_cannot_begin_ends_with_2(driver, says, tmp_path):
    (tmp_path / "torn_driver.py").write_text("1 / 0")
    told = run("--driver", driver)

    assert told.exit_code == 2
    assert says in told.stderr
    assert "help: " in told.stderr


def test_a_name_that_no_scenario_can_have_is_refused_before_anything_is_gone():
    told = run("--out", "Found.yaml")

    assert told.exit_code == 2
    assert "no scenario can be called 'Found'" in told.stderr
