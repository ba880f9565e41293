"""A test of a story with a matrix is a test for each combination."""

from __future__ import annotations

import pytest

pytest_plugins = ["pytester"]

LATE = """
scenario: late
summary: <method> is paid after <wait>.
matrix:
  method: [konbini, wireTransfer]
  wait: [1h, 2d]
steps:
  - merchant: createCheckouts
  - customer: chooses
    source: {type: <method>}
    then: {source: pending_funds}
  - merchant: attachSourceToCheckout
  - merchant: createOrders
    then: {order: pending_payment}
  - customer: pays
    after: <wait>
    then: {order: accepted}
"""


@pytest.fixture
def late(project, monkeypatch):
    """A project with a story of four combinations."""
    monkeypatch.chdir(project.path)
    project.write("scenarios/late.yaml", LATE)
    project.write("pyproject.toml", "[tool.mockdr]\n")
    return project


def ids(result: pytest.RunResult) -> list[str]:
    """Return what the tests that were run are called, without their file."""
    lines = (line.partition(" ")[0] for line in result.outlines if "::" in line)
    return [line.partition("::")[2] for line in lines]


def test_a_test_runs_once_for_each_combination_and_is_told_which(late):
    late.tests("""
@pytest.mark.mockdr("late")
def test_late(mockdr, shop):
    order = shop.buy(mockdr.variant["method"], currency="JPY")
    assert order["state"] == "pending_payment"
    assert mockdr.clock.due[0][1].startswith("customer pays")
    mockdr.customer.pays()
""")
    result = late.run("-v")

    result.assert_outcomes(passed=4)
    assert ids(result) == [
        "test_late[konbini-1h]",
        "test_late[konbini-2d]",
        "test_late[wireTransfer-1h]",
        "test_late[wireTransfer-2d]",
    ]


def test_who_asks_for_one_combination_gets_that(late):
    late.tests("""
@pytest.mark.mockdr("late[wait=2d, method=konbini]", unfinished="allow")
def test_one(mockdr):
    assert mockdr.variant == {"method": "konbini", "wait": "2d"}

@pytest.mark.mockdr("late[method=konbini]", unfinished="allow")
def test_some(mockdr):
    assert mockdr.variant["method"] == "konbini"
""")
    result = late.run("-v")

    result.assert_outcomes(passed=3)
    assert ids(result) == ["test_one", "test_some[konbini-1h]", "test_some[konbini-2d]"]


def test_combinations_multiply_with_parameters_and_with_other_stories(late):
    late.write("scenarios/paid.yaml", LATE.replace("scenario: late", "scenario: paid"))
    late.tests("""
@pytest.mark.mockdr("late[wait=1h]", unfinished="allow")
@pytest.mark.parametrize("number", [1, 2])
def test_numbers(shop, number):
    pass

@pytest.mark.mockdr("late[wait=1h]", "card-accepted", "paid", unfinished="allow")
def test_stories(mockdr):
    playings = mockdr.world.find(mockdr.name).theatre.playings
    assert [p.story.name for p in playings] == ["late", "card-accepted", "paid"]
""")

    late.run().assert_outcomes(passed=2 * 2 + 2 * 4)


def test_a_class_and_a_path_and_a_fixture_of_the_merchants_do_as_well(late):
    late.write(
        "sub/conftest.py",
        """
import pytest

@pytest.fixture
def mockdr(mockdr):
    return mockdr

@pytest.fixture(autouse=True)
def used(mockdr):
    yield
""",
    )
    late.tests(
        """
from pathlib import Path

@pytest.mark.mockdr("scenarios/late.yaml", unfinished="allow")
class TestClass:
    def test_by_words(self, mockdr):
        assert set(mockdr.variant) == {"method", "wait"}

    def test_without_asking(self):
        pass

@pytest.mark.mockdr(Path("scenarios", "late.yaml"), unfinished="allow")
def test_by_path(mockdr):
    assert set(mockdr.variant) == {"method", "wait"}
""",
        "sub/test_shop.py",
    )

    late.run().assert_outcomes(passed=12)


def test_each_combination_has_a_tenant_and_a_seed_of_its_own(late):
    late.tests("""
seen = set()

@pytest.mark.mockdr("late", unfinished="allow")
def test_late(mockdr, shop):
    seen.add((mockdr.name, mockdr.settings.seed, shop.begin()["id"]))

def test_seen():
    assert [len(set(column)) for column in zip(*seen)] == [4, 4, 4]
""")

    late.run().assert_outcomes(passed=5)


def test_the_report_of_a_failure_names_the_combination(late):
    late.tests("""
@pytest.mark.mockdr("late[wait=1h]")
def test_late(shop):
    shop.begin()
""")
    result = late.run()

    result.assert_outcomes(passed=2, errors=2)
    result.stdout.fnmatch_lines(
        ["late[[]method=konbini,wait=1h[]], run 1, stands at step 2, *"]
    )


def test_a_combination_that_is_not_there_is_told_at_setup(late):
    late.tests("""
@pytest.mark.mockdr("late[wait=3d]")
def test_late(mockdr):
    pass
""")
    result = late.run()

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        ["mockdr: in the matrix of 'late', wait is never '3d'; wait is one of 1h, 2d"]
    )


def test_folders_that_only_a_fixture_names_are_not_known_in_time(late):
    """No fixture has been asked when tests are collected; that is said."""
    (late.path / "scenarios").rename(late.path / "elsewhere")
    late.write(
        "sub/conftest.py",
        """
import pytest

@pytest.fixture(scope="session")
def mockdr_config():
    return {"scenarios": ["elsewhere"]}
""",
    )
    late.tests(
        """
@pytest.mark.mockdr("late")
def test_all(mockdr):
    pass

@pytest.mark.mockdr("late[method=konbini,wait=1h]", unfinished="allow")
def test_one(mockdr):
    pass
""",
        "sub/test_shop.py",
    )
    result = late.run()

    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(
        [
            "mockdr: the scenario 'late' stands for 4 stories, by its matrix; *",
            "- late[[]method=konbini,wait=1h[]]",
            "A test runs once for each of them where marker and story are known *",
        ]
    )


def test_play_takes_one_combination_and_lists_them_otherwise(late):
    late.tests("""
from mockdr.base.errors import MockdrError

@pytest.mark.mockdr(unfinished="allow")
def test_one(mockdr):
    played = mockdr.play("late", variant={"wait": "1h", "method": "konbini"})
    assert played.variant == {"method": "konbini", "wait": "1h"}
    assert (played.name, played.title) == ("late", "late[method=konbini,wait=1h]")
    assert mockdr.play("scenarios/late.yaml[wait=2d,method=konbini]").name == "late"
    assert mockdr.variant["wait"] == "2d"

def test_all(mockdr):
    with pytest.raises(MockdrError, match="stands for 4 stories") as no:
        mockdr.play("late")
    assert "late[method=wireTransfer,wait=2d]" in no.value.help
""")

    late.run().assert_outcomes(passed=2)


def test_nothing_is_looked_for_where_no_scenario_is_asked_for(project):
    """Collecting a suite that has no use for a matrix costs what it did."""
    project.write("pyproject.toml", "[tool.mockdr]\ncolour = 'red'\n")
    project.tests("""
@pytest.mark.mockdr("card-accepted")
def test_without_the_fixture():
    pass

def test_with_the_fixture(mockdr):
    pass
""")
    result = project.run("--collect-only", "-q")

    assert "2 tests collected" in result.stdout.str()


def test_a_mistake_in_the_configuration_is_told_at_setup_and_once(late):
    late.write("pyproject.toml", "[tool.mockdr]\ncolour = 'red'\n")
    late.tests("""
@pytest.mark.mockdr("late")
def test_late(mockdr):
    pass
""")
    result = late.run()

    result.assert_outcomes(errors=1)
    assert result.stdout.str().count("'colour'") == 1


def test_a_text_in_a_marker_is_one_story(late):
    late.tests("""
TEXT = "summary: One.\\nsteps: [{merchant: createOrders}]\\n"

@pytest.mark.mockdr(TEXT, "late[wait=1h]", unfinished="allow")
def test_text(mockdr):
    assert len(mockdr.world.find(mockdr.name).theatre.playings) == 2
""")

    late.run().assert_outcomes(passed=2)
