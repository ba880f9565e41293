"""`mockdr explain`: the page of a rule, for people and for machines."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from mockdr.cli import house
from mockdr.scenario.rules import RULES
from mockdr.scenario.rules.pages import FAMILIES

PAGE = """\
MDR302 unknown-error (error)

A step names an error that the operation cannot answer.

"""


def run(*words: str):
    return CliRunner().invoke(house, ["explain", *words])


@pytest.mark.parametrize("word", ["MDR302", "mdr302", "302", "unknown-error"])
def test_a_rule_is_found_by_its_code_and_by_its_name(word):
    told = run(word)

    assert told.exit_code == 0
    assert told.stdout.startswith(PAGE)
    assert "Example:\n\n    - merchant: createOrders\n" in told.stdout
    assert "Instead:\n\n    - merchant: createOrders\n" in told.stdout


def test_several_rules_are_told_one_after_another_each_once():
    told = run("MDR302", "unknown-error", "MDR501")

    assert told.stdout.count("unknown-error (error)") == 1
    assert told.stdout.index("MDR302 ") < told.stdout.index(
        "MDR501 no-summary (advice)"
    )


@pytest.mark.parametrize("word", ["MDR4", "mdr4xx", "4", "4xx"])
def test_a_family_is_told_by_how_its_codes_begin(word):
    told = run(word).stdout

    assert all(code in told for code in RULES if code.startswith("MDR4"))
    assert "MDR501" not in told


def test_without_a_word_every_rule_stands_in_its_family():
    told = run().stdout
    lines = [line.split() for line in told.splitlines() if line.startswith("  MDR")]

    assert [line[0] for line in lines] == [*RULES]
    assert [line[1] for line in lines] == [*RULES.names().values()]
    for digit, stake in FAMILIES.items():
        assert f"MDR{digit}xx  {stake}\n" in told


def test_the_list_says_what_is_less_than_an_error():
    line = next(line for line in run().stdout.splitlines() if "MDR405" in line)

    assert line.endswith("is about. (warning)")


def test_markdown_is_a_page_with_its_stories_in_fences():
    told = run("--format", "markdown", "MDR302").stdout

    assert told.startswith("## MDR302: unknown-error\n")
    assert told.count("```yaml\n- merchant: createOrders\n") == 2
    assert told.count("```") == 4


@pytest.mark.parametrize("shape", ["markdown", "json"])
def test_without_a_word_machines_get_every_page(shape):
    told = run("--format", shape).stdout

    assert [*RULES] == [code for code in RULES if code in told]


def test_json_has_only_what_the_page_has():
    (told,) = json.loads(run("--format", "json", "MDR005").stdout)

    assert (told["code"], told["name"]) == ("MDR005", "too-large")
    assert "where" in told
    assert "example" not in told


@pytest.mark.parametrize(
    ("word", "help"),
    [("no-sumary", "did you mean 'no-summary'? mockdr explain"), ("MDR998", "mockdr")],
)
def test_a_rule_that_is_not_there_is_a_matter_of_usage(word, help):
    told = run(word)

    assert told.exit_code == 2
    assert f"there is no rule {word!r}\n  help: {help}" in told.stderr


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("pending_funds", "it is a state: mockdr list --state pending_funds tells"),
        ("createOrders", "an operation: mockdr list --operation createOrders tells"),
        ("order.accepted", "it is an event: mockdr list --event order.accepted tells"),
        ("order_submit_failed", "it is an error code: mockdr list --error order_sub"),
        ("konbini", "it is a payment method: mockdr list --method konbini tells"),
        ("card-accepted", "it is a scenario: mockdr show card-accepted tells it"),
        ("999", "mockdr explain, without a word, lists the rules"),
    ],
)
def test_who_asks_for_something_else_is_told_where_it_is(word, said):
    told = run(word)

    assert told.exit_code == 2
    assert f"there is no rule {word!r}" in told.stderr
    assert said in told.stderr
