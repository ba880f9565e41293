"""`mockdr contract`: what is simulated, with its evidence."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from mockdr.cli import house
from mockdr.cli.contract import BEGIN, END, SIMULATED, facts, table
from mockdr.contract import operations, versions
from mockdr.domain import LIFECYCLES
from mockdr.engine.operations.table import OPERATIONS

README = Path(__file__).parents[2] / "README.md"


def run(*words: str):
    return CliRunner().invoke(house, ["contract", *words])


def test_every_operation_is_told_once_simulated_or_not():
    told = json.loads(run("--format", "json").stdout)
    simulated = {o["id"] for o in told["operations"] if o["simulated"]}

    assert sorted(o["id"] for o in told["operations"]) == sorted(operations())
    assert simulated == {*OPERATIONS, "redirectPayments"}


def test_every_operation_tells_how_well_it_is_known_and_from_where():
    for operation in facts()["operations"]:
        assert operation["evidence"] in {"documented", "observed", "inferred"}
        assert operation["source"]


def test_the_newest_version_comes_first_and_each_says_what_it_changed():
    told = facts()["versions"]

    assert [v["version"] for v in told] == sorted(versions(), reverse=True)
    assert all(v["change"] for v in told)


def test_every_move_of_every_lifecycle_tells_where_it_is_known_from():
    told = facts()["lifecycles"]

    assert {kind: len(t["moves"]) for kind, t in told.items()} == {
        kind: len(table.moves) for kind, table in LIFECYCLES.items()
    }
    assert all(m["page"] and m["evidence"] for t in told.values() for m in t["moves"])


def test_every_error_of_the_catalogue_is_counted():
    assert facts()["errors"]["inferred"] > 0
    assert facts()["errors"]["documented"] > facts()["errors"]["inferred"]


def test_the_text_has_a_line_for_every_operation_and_every_inferred_move():
    told = run()
    lines = told.stdout.splitlines()

    assert told.exit_code == 0
    for operation in operations().values():
        mine = [x for x in lines if x.split()[:1] == [operation.id]]
        assert len(mine) == 1
        assert mine[0].endswith(f"{operation.method:<6} {operation.path}")
    assert f"{len(SIMULATED)} of {len(operations())} operations are simulated" in (
        told.stdout
    )
    assert sum(" customer.authenticates " in x for x in lines) >= 1


def test_the_table_counts_operations_and_moves():
    shown = run("--format", "markdown").stdout

    assert shown.strip() == table()
    assert f"{len(SIMULATED)} of {len(operations())} operations" in shown
    assert "Checkouts 7" in shown
    assert "`listPaymentMethods`" in shown
    for kind, lifecycle in LIFECYCLES.items():
        [line] = [x for x in shown.splitlines() if x.startswith(f"| {kind} |")]
        assert f"| {len(lifecycle.moves)}" in line
        assert all(f"`{state}`" in line for state in lifecycle.states)


def test_the_readmes_table_holds():
    told = run("--check", str(README))

    assert told.exit_code == 0, told.output


def test_the_check_looks_at_the_readme_unless_told_otherwise(tmp_path, monkeypatch):
    shutil.copy(README, tmp_path)
    monkeypatch.chdir(tmp_path)

    assert run("--check").stdout == "README.md: the table holds\n"


def test_a_table_that_went_stale_is_a_finding_and_shows_the_difference(tmp_path):
    page = tmp_path / "README.md"
    stale = table().replace("`listPaymentMethods`", "`listMethods`")
    page.write_text(f"# Shop\n\n{BEGIN}\n{stale}\n{END}\n", "utf-8")
    told = run("--check", str(page))

    assert told.exit_code == 1
    assert f"{page}:3" in told.stdout
    assert any(x[0] == "-" and "listMethods" in x for x in told.stdout.splitlines())
    assert "mockdr contract --format markdown" in told.stdout
    assert told.stderr == (
        "help: put there what `mockdr contract --format markdown` prints\n"
    )


@pytest.mark.parametrize("text", ["# Shop\n", f"{BEGIN}\nno end\n"])
def test_a_page_without_a_table_is_a_matter_of_usage(text, tmp_path):
    page = tmp_path / "README.md"
    page.write_text(text, "utf-8")
    told = run("--check", str(page))

    assert told.exit_code == 2
    assert BEGIN in told.stderr


def test_a_page_that_is_not_there_is_a_matter_of_usage(tmp_path):
    told = run("--check", str(tmp_path / "none.md"))

    assert told.exit_code == 2
    assert "cannot be read" in told.stderr
