"""`mockdr list`, by what happens in a scenario."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from mockdr.cli import house
from mockdr.engine.coverage.index import SORTS

REFUSED = """\
scenario: refused
summary: Mine.
matrix: {method: [creditCard, konbini]}
steps:
  - merchant: createCheckouts
  - customer: chooses
    source: {type: <method>}
  - merchant: createOrders
    then: {error: order_submit_failed}
"""


def run(*words: str):
    return CliRunner().invoke(house, ["list", *words])


def names(*words: str) -> list[str]:
    told = run(*words, "--format", "names")
    assert told.exit_code == 0, told.output
    return told.stdout.split()


@pytest.fixture(autouse=True)
def project(tmp_path, monkeypatch):
    """A merchant's project with a story of its own."""
    folder = tmp_path / "scenarios"
    folder.mkdir()
    (folder / "refused.yaml").write_text(REFUSED, "utf-8")
    (folder / "broken.yaml").write_text("scenario: [", "utf-8")
    (tmp_path / "pyproject.toml").write_text("[tool.mockdr]\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_what_is_asked_for_is_all_in_one_scenario():
    both = names("--state", "pending_funds", "--error", "order_submit_failed")

    assert "konbini-not-attached" in both
    assert set(both) < set(names("--state", "pending_funds"))
    assert set(both) < set(names("--error", "order_submit_failed"))


@pytest.mark.parametrize("state", ["pending_funds", "source:pending_funds"])
def test_a_state_may_say_whose_it_is(state):
    assert "konbini-paid-late" in names("--state", state)
    assert "konbini-paid-late" not in names("--state", "charge:pending")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("--error", "too_many_requests"), "bad-day"),
        (("--operation", "createInvoices"), "invoice-voided"),
        (("--event", "order.dispute"), "disputed-and-resolved"),
        (("--method", "konbini"), "konbini-paid-late"),
        (("--method", "konbini", "--tag", "happy"), "konbini-paid-late"),
        (("--state", "order:blocked", "orders"), "in-review-blocked"),
    ],
)
def test_a_scenario_is_found_by_what_happens_in_it(words, found):
    assert found in names(*words)


def test_your_own_are_played_and_each_combination_stands_for_itself():
    assert names("--method", "konbini", "refused") == ["refused[method=konbini]"]
    assert names("--error", "order_submit_failed", "refused") == [
        "refused[method=creditCard]",
        "refused[method=konbini]",
    ]
    told = run("--method", "konbini", "refused").stdout

    assert "Mine. (1 of 2 stories: method=konbini)" in told
    [entry] = json.loads(
        run("--method", "konbini", "refused", "--format", "json").stdout
    )
    assert entry["stories"] == ["refused[method=konbini]"]


@pytest.mark.parametrize(
    ("sort", "word", "meant"),
    [
        ("state", "pending_fund", "pending_funds"),
        ("state", "orders:accepted", "order:accepted"),
        ("error", "order_submit_faild", "order_submit_failed"),
        ("operation", "createOrder", "createOrders"),
        ("event", "order.acepted", "order.accepted"),
        ("method", "creditcard", "creditCard"),
    ],
)
def test_a_misspelt_word_is_put_right(sort, word, meant):
    told = run(f"--{sort}", word)

    assert told.exit_code == 1
    assert told.stderr.splitlines() == [
        "no scenario fits",
        f"help: there is no {sort} {word!r}: did you mean {meant!r}?",
    ]


def test_words_that_no_scenario_has_together_are_counted_alone():
    told = run("--method", "konbini", "--state", "order:in_dispute")
    other = run("--event", "order.dispute", "--operation", "createPlans")

    assert "there is no state 'order:in_dispute'" in told.stderr
    assert other.exit_code == 1
    assert "--event order.dispute alone fits" in other.stderr
    assert "--operation createPlans alone fits" in other.stderr


def test_every_sort_of_the_index_has_its_option():
    told = run("--help").stdout

    assert [sort for sort in SORTS if f"--{sort}" not in told] == []


def test_an_error_is_found_by_its_status():
    told = run("--error", "429")

    assert "of status 429 are too_many_requests" in told.stderr


def test_of_many_words_the_nearest_are_named_and_where_all_are():
    (_, told) = run("--error", "nope").stderr.splitlines()

    listed = told.partition("the nearest are ")[2].partition(";")[0]
    assert len(listed.split(", ")) == 12
    assert "`mockdr coverage --scenarios --format json`" in told


def test_of_a_state_the_wrong_part_is_told():
    other = run("--state", "foo:accepted").stderr
    state = run("--state", "order:zzz").stderr

    assert "nothing is of the kind 'foo'" in other
    assert "the states of order are " in state
