"""Marker, flag, fixture, file: who decides, and what a mistake says."""

from __future__ import annotations

import pytest

pytest_plugins = ["pytester"]


def failure(result: pytest.RunResult) -> str:
    """Return the one line by which a test failed before it began."""
    (line,) = [x for x in result.outlines if x.startswith("mockdr: ")]
    return line


def test_the_nearest_marker_wins_key_by_key(project):
    project.tests("""
pytestmark = pytest.mark.mockdr("card-accepted", mode="strict", unfinished="allow")

class TestClass:
    pytestmark = [pytest.mark.mockdr(violations="warn", seed="class")]

    @pytest.mark.mockdr(seed="function", clock="runs")
    def test_function(self, mockdr):
        settings = mockdr.settings
        assert (settings.mode, settings.unfinished) == ("strict", "allow")
        assert (settings.violations, settings.seed) == ("warn", "function")
        assert mockdr.clock.running
        (playing,) = mockdr.world.find(mockdr.name).theatre.playings
        assert playing.story.name == "card-accepted"

    @pytest.mark.mockdr("konbini-paid-late", "klarna-approved")
    def test_stories(self, mockdr):
        names = [p.story.name for p in mockdr.world.find(mockdr.name).theatre.playings]
        assert names == ["konbini-paid-late", "klarna-approved"]
        assert mockdr.settings.seed == "class"

def test_module(mockdr):
    assert mockdr.settings.violations == "fail"
""")

    project.run("--strict-markers").assert_outcomes(passed=3)


def test_flag_marker_variable_fixture_and_file_stand_in_that_order(
    project, monkeypatch
):
    project.write("pyproject.toml", "[tool.mockdr]\nseed = 'file'\nmode = 'strict'\n")
    project.write("mockdr.toml", "version = '2021-12-13'\nbody_limit = 1\n")
    project.write(
        "conftest.py",
        """
import pytest

@pytest.fixture(scope="session")
def mockdr_config():
    return {"body_limit": 2, "journal_limit": 2, "seed": "config"}
""",
    )
    monkeypatch.setenv("MOCKDR_SEED", "variable")
    monkeypatch.setenv("MOCKDR_JOURNAL_LIMIT", "3")
    project.tests("""
def test_unmarked(mockdr):
    settings = mockdr.settings
    assert (settings.mode, settings.seed) == ("strict", "variable")
    assert (settings.body_limit, settings.journal_limit) == (2, 3)
    assert settings.clock == "runs"

@pytest.mark.mockdr(seed="marker", journal_limit=4, clock="stands")
def test_marked(mockdr):
    assert (mockdr.settings.seed, mockdr.settings.journal_limit) == ("marker", 4)
    assert mockdr.settings.clock == "runs"
""")

    project.run("--mockdr", "clock=runs").assert_outcomes(passed=2)


def test_a_servers_own_port_is_not_the_one_of_the_file(project):
    """It is there for `mockdr serve`; two workers could not share it."""
    project.write("mockdr.toml", "host = '0.0.0.0'\nport = 8400\n")
    project.tests("""
def test_port(mockdr):
    assert mockdr.url.startswith("http://127.0.0.1:")
    assert not mockdr.url.endswith(":8400")
""")

    project.run().assert_outcomes(passed=1)


def test_scenarios_stand_beside_the_file(project):
    project.write("pyproject.toml", "")
    project.write(
        "scenarios/own.yaml",
        "scenario: own\nsummary: S.\nsteps: [{merchant: createCheckouts}]\n",
    )
    project.tests("""
@pytest.mark.mockdr("own")
def test_own(shop):
    shop.begin()
""")

    project.run().assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("marker", "told"),
    [
        (
            'moed="strict"',
            ("sets 'moed', which is no key of the configuration; did you mean 'mode'?"),
        ),
        (
            'violations="warm"',
            (
                "sets violations to "
                "'warm'; it takes one of fail, warn, allow; did you mean 'warn'?"
            ),
        ),
        (
            "port=1",
            (
                "sets 'port', which "
                "concerns the server and not one test; set it in the fixture "
                "mockdr_config, a variable or the file"
            ),
        ),
        (
            '"konbini-paid-lat"',
            (
                "mockdr: there is no scenario named 'konbini-paid-lat'; "
                "did you mean 'konbini-paid-late'?*"
            ),
        ),
    ],
)
def test_a_mistake_in_a_marker_is_one_line_at_setup(project, marker, told):
    project.tests(f"@pytest.mark.mockdr({marker})\ndef test_it(mockdr): pass\n")

    result = project.run()

    result.assert_outcomes(errors=1)
    where = "mockdr: @pytest.mark.mockdr on test_shop.py::test_it "
    told = f"{where}{told}" if told.startswith("sets") else told
    result.stdout.fnmatch_lines(["*ERROR at setup of test_it*", told])
    result.stdout.no_fnmatch_line("*Traceback*")
    result.stdout.no_fnmatch_line("*bench.py*")


def test_a_mistake_in_one_test_leaves_the_others_alone(project):
    project.tests("""
@pytest.mark.mockdr(moed="strict")
def test_bad(mockdr): pass

def test_good(mockdr, shop): shop.buy()
""")

    project.run().assert_outcomes(errors=1, passed=1)


def test_a_mistake_in_the_file_names_it(project):
    project.write("mockdr.toml", "unfinised = 'allow'\n")
    project.tests("def test_it(mockdr): pass\n")

    result = project.run()

    result.assert_outcomes(errors=1)
    line = failure(result)
    assert str(project.path / "mockdr.toml") in line
    assert "did you mean 'unfinished'?" in line


def test_a_mistake_in_mockdr_config_names_the_fixture(project):
    project.write(
        "conftest.py",
        "import pytest\n"
        "@pytest.fixture(scope='session')\n"
        "def mockdr_config(): return {'hots': 'x'}\n",
    )
    project.tests("def test_it(mockdr): pass\n")

    line = failure(project.run())
    assert line == (
        "mockdr: the fixture mockdr_config sets 'hots', which is no key of the "
        "configuration; did you mean 'host'?"
    )


def test_a_mistake_in_a_flag_is_told(project):
    project.tests("def test_it(mockdr): pass\n")

    assert "did you mean 'seed'" in failure(project.run("--mockdr", "sead=1"))
    result = project.run("--mockdr", "seed")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: --mockdr takes KEY=VALUE, not 'seed'"])


def test_marker_and_flag_are_listed_where_pytest_lists_them(project):
    project.run("--markers").stdout.fnmatch_lines(["@pytest.mark.mockdr(*scenarios*"])
    help = project.run("--help").stdout
    help.fnmatch_lines(["mockdr:", "*--mockdr=KEY=VALUE*"])
    listed = project.run("--fixtures").stdout
    for name in ("mockdr", "mockdr_config", "mockdr_server"):
        listed.re_match_lines([rf"{name}( \[session scope\])? -- "])


# -- strictness ------------------------------------------------------------------

RED = """
def test_it(mockdr, shop):
    reply = shop.client.post("/checkouts", json={**shop.cart, "colour": "red"})
    print("STATUS", reply.status_code)
"""


def test_a_violation_fails_the_test(project):
    project.tests(RED)

    result = project.run()

    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["ERROR *mockdr: outside the contract*"])


@pytest.mark.filterwarnings("default")
def test_a_violation_can_be_a_warning_of_its_own_category(project):
    project.tests(RED)
    project.write("mockdr.toml", "violations = 'warn'\n")

    result = project.run()
    result.assert_outcomes(passed=1, warnings=1)
    result.stdout.fnmatch_lines(
        [
            "test_shop.py::test_it",
            (
                "*test_shop.py:3: MockdrWarning: mockdr: outside the contract in #1: "
                "createCheckouts, /colour: *"
            ),
        ]
    )

    ignored = project.run("-W", "ignore::mockdr.MockdrWarning")
    ignored.assert_outcomes(passed=1)

    strict = project.run("-W", "error::mockdr.MockdrWarning")
    strict.assert_outcomes(passed=1, errors=1)
    strict.stdout.fnmatch_lines(["mockdr: outside the contract in #1: *"])


def test_a_violation_can_be_allowed(project):
    project.tests(f'@pytest.mark.mockdr(violations="allow"){RED}')

    project.run().assert_outcomes(passed=1)


@pytest.mark.parametrize(("value", "status"), [("accept", 201), ("refuse", 400)])
def test_unknown_fields_are_refused_where_asked_and_found_in_both(
    project, value, status
):
    project.tests(f'@pytest.mark.mockdr(unknown_fields="{value}"){RED}')

    result = project.run("-s")

    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines([f"*STATUS {status}*"])


def test_what_a_story_announces_is_no_violation(project):
    project.tests('''
STORY = """
scenario: refused
summary: The shop forgets the currency.
steps:
  - merchant: createCheckouts
    then: {error: {code: missing_parameter, parameter: null}}
"""

def test_it(mockdr, shop):
    mockdr.play(STORY)
    del shop.cart["currency"]
    shop.begin()
''')

    project.run().assert_outcomes(passed=1)


@pytest.mark.parametrize(("mode", "errors"), [("guided", 0), ("strict", 1)])
def test_a_call_off_the_script_fails_in_strict_only(project, mode, errors):
    project.tests(f"""
@pytest.mark.mockdr("card-accepted", mode="{mode}")
def test_it(shop):
    shop.client.post("/customers", json={{"email": "ann@example.com"}})
    shop.buy()
""")

    project.run().assert_outcomes(passed=1, errors=errors)


def test_what_is_unfinished_fails_unless_allowed(project):
    project.tests("""
@pytest.mark.mockdr("card-accepted")
def test_it(mockdr): pass

@pytest.mark.mockdr("card-accepted", unfinished="allow")
def test_allowed(mockdr): pass
""")

    result = project.run()

    result.assert_outcomes(passed=2, errors=1)
    result.stdout.fnmatch_lines(["mockdr: unfinished: card-accepted had no run*"])


def test_what_a_test_did_not_reach_is_no_news_when_it_stopped(project):
    project.tests("""
pytestmark = pytest.mark.mockdr("card-accepted")

def test_failed(mockdr): assert 0
def test_skipped(mockdr): pytest.skip("later")
@pytest.mark.xfail
def test_expected(mockdr): assert 0
@pytest.fixture
def broken(mockdr): raise OSError
def test_not_begun(broken): pass
""")

    project.run().assert_outcomes(failed=1, skipped=1, xfailed=1, errors=1)


def test_a_mistake_of_our_own_always_fails(project):
    project.tests("""
@pytest.mark.mockdr(violations="allow", unfinished="allow")
def test_it(mockdr, monkeypatch):
    def broken(call): raise KeyError("our mistake")
    monkeypatch.setattr(mockdr.world, "answer", broken)
    assert mockdr.client().get("/orders").status_code == 500

def test_next(mockdr): pass
""")

    result = project.run()

    result.assert_outcomes(passed=2, errors=1)
    result.stdout.fnmatch_lines(
        ["mockdr: mockdr itself failed: mockdr failed on GET /orders: 'our mistake'"]
    )


def test_a_story_that_cannot_happen_is_told_before_the_test_and_once(project):
    project.write(
        "scenarios/early.yaml",
        "scenario: early\nsummary: One.\nsteps:\n"
        "  - merchant: createOrders\n    then: {session: pending_funds}\n",
    )
    project.tests('@pytest.mark.mockdr("early")\ndef test_it(shop): shop.begin()\n')

    result = project.run()

    result.assert_outcomes(errors=1)
    told = result.stdout.str()
    assert told.count("MDR201") == 1
    assert "scenarios/early.yaml:5:" in told
