"""A test that fails leaves a bundle behind, if somebody wants bundles."""

from __future__ import annotations

import re

from mockdr.engine.bundles.enacting import enact
from mockdr.engine.bundles.reading import read_bundle

FAILING = """
@pytest.mark.parametrize("how", ["a/b", "ok"])
def test_it(mockdr, shop, how):
    shop.buy(email="real@person.de")
    assert how == "ok", "token sk_live_0123"
"""


def test_each_failing_test_leaves_one_and_says_how_to_replay_it(project):
    project.tests(FAILING)

    result = project.run("--mockdr-bundles=out")

    result.assert_outcomes(passed=1, failed=1)
    (file,) = (project.path / "out").iterdir()
    assert re.fullmatch(r"test_it-a-b-t[0-9a-f]{16}\.mockdr", file.name)
    result.stdout.fnmatch_lines(
        ["-* mockdr bundle -*", "to do it all again: mockdr replay out/test_it-a-b-*"]
    )
    bundle = read_bundle(file)
    assert bundle.about == {
        "test": "test_shop.py::test_it[a/b]",
        "outcome": "failed: AssertionError: token sk_live_****",
    }
    assert "real@person.de" not in file.read_text()
    assert all(scene.same for scene in enact(bundle))


def test_what_a_test_leaves_unfinished_is_bundled_as_well(project):
    project.tests(
        """
@pytest.mark.mockdr("konbini-paid-late")
def test_it(mockdr, shop):
    shop.begin()
"""
    )

    result = project.run("--mockdr-bundles=out")

    result.assert_outcomes(passed=1, errors=1)
    (file,) = (project.path / "out").iterdir()
    (finding,) = read_bundle(file).findings
    assert finding["kind"] == "unfinished"


def test_nobody_gets_a_bundle_who_has_not_asked(project):
    project.tests(FAILING)

    result = project.run()

    result.assert_outcomes(passed=1, failed=1)
    assert "mockdr bundle" not in result.stdout.str()
    assert not list(project.path.glob("**/*.mockdr"))


def test_where_none_can_be_written_the_report_says_so(project):
    project.tests(FAILING)
    project.write("out", "")

    result = project.run("--mockdr-bundles=out")

    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["no bundle: *cannot be written*"])
