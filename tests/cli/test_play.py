"""`mockdr play`: both sides of a story, over a socket."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from mockdr.base.data import data_folder
from mockdr.cli import house

FAULTS = sorted(file.stem for file in (data_folder("scenarios") / "faults").iterdir())

WRONG = """\
scenario: wrong
summary: An order is claimed to wait for money that nobody owes.
steps:
  - merchant: createCheckouts
  - merchant: createOrders
    then: {order: accepted}
  - merchant: listOrders
"""


def run(*words: str):
    return CliRunner().invoke(house, ["play", *words])


@pytest.fixture(autouse=True)
def project(tmp_path, monkeypatch) -> Path:
    """A project with an empty folder for its stories."""
    (tmp_path / "pyproject.toml").write_text("[tool.mockdr]\n", "utf-8")
    (tmp_path / "scenarios").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(name: str, text: str) -> str:
    Path("scenarios", name).write_text(text, "utf-8")
    return f"scenarios/{name}"


def test_a_bundled_story_is_told_step_by_step():
    told = run("konbini-paid-late")
    lines = told.stdout.splitlines()

    assert told.exit_code == 0
    assert lines[0] == "konbini-paid-late"
    assert lines[3] == "  1  merchant createCheckouts           201"
    assert lines[4] == "              checkout open, session requires_source"
    assert lines[5] == "              events: checkout.created"
    assert "  5  customer pays                      after 2d" in lines
    assert lines[-1] == "konbini-paid-late holds"


def test_what_comes_before_the_story_has_no_number():
    told = run("in-review-passed")

    assert "  -  customer chooses                   creditCard\n" in told.stdout
    assert "  1  merchant createOrders              201\n" in told.stdout
    assert "  2  fraud    passes                    after 2h\n" in told.stdout


def test_what_is_given_is_told_apart_from_the_first_step():
    lines = run("saved-card-of-another").stdout.splitlines()
    start = lines.index("  -  given    ann, anns-card, bob")

    assert lines[start + 1] == (
        "              customer enabled, source chargeable, customer enabled"
    )
    assert "customer.source.created" in lines[start + 2]
    assert lines[start + 3] == "  1  merchant createCheckouts           201"
    assert lines[start + 5] == "              events: checkout.created"


def test_deliveries_are_told_where_a_story_bends_them():
    told = run("webhook-replayed")

    assert told.stdout.splitlines()[-5:] == [
        "     webhook  order.charge.capturable   200",
        "     webhook  order.accepted            400: turned away, stale",
        "     webhook  order.accepted            200, attempt 2, after 5m",
        "",
        "webhook-replayed holds",
    ]
    assert "webhook" not in run("card-accepted").stdout


def test_a_delivery_that_bends_nothing_is_told_before_the_first_step():
    story = "steps: [{merchant: createOrders}]"
    bent = "delivery: [{event: order.blocked, kind: drop}]"
    told = run(write("idle.yaml", f"summary: One.\n{story}\n{bent}\n"))

    assert told.exit_code == 0
    assert "MDR405 warning: the story emits no order.blocked" in told.stdout
    assert told.stdout.index("MDR405") < told.stdout.index("createCheckouts")


def test_quiet_says_nothing_of_a_story_that_holds():
    told = run("card-accepted", "--quiet")

    assert (told.exit_code, told.stdout) == (0, "")


def test_the_step_that_does_not_hold_is_shown_where_it_stands():
    told = run(write("wrong.yaml", WRONG))

    assert told.exit_code == 1
    assert (
        "  2  merchant createOrders              400 order_submit_failed" in told.stdout
    )
    assert " --> scenarios/wrong.yaml:6:" in told.stdout
    assert "    then: {order: accepted}\n" in told.stdout
    assert "listOrders" not in told.stdout
    assert told.stdout.endswith("wrong does not hold\n")


def test_what_lint_finds_is_said_first_and_once():
    lines = run(write("wrong.yaml", WRONG)).stdout.splitlines()

    [found] = [n for n, line in enumerate(lines) if line.startswith("MDR211")]
    [first] = [n for n, line in enumerate(lines) if "createCheckouts  " in line]
    assert found < first


def test_quiet_says_what_does_not_hold():
    told = run(write("wrong.yaml", WRONG), "--quiet")

    assert told.exit_code == 1
    assert told.stdout.lstrip().startswith("MDR")
    assert "merchant createCheckouts" not in told.stdout


def test_what_is_possible_instead_is_told():
    told = run(
        write(
            "impossible.yaml",
            "scenario: impossible\nsummary: No.\nsteps:\n"
            "  - merchant: createOrders\n    then: {session: pending_funds}\n",
        )
    )

    assert told.exit_code == 1
    assert "MDR201 error: createOrders cannot lead to session pending_funds" in (
        told.stdout
    )
    assert "- session: complete\n" in told.stdout


@pytest.mark.parametrize("story", FAULTS)
def test_every_fault_is_survived_over_a_socket(story):
    told = run(story)

    assert told.exit_code == 0, told.stdout
    # With a matrix, the number of its stories comes last.
    assert told.stdout.endswith((f"{story} holds\n", " stories hold\n"))


@pytest.mark.parametrize(
    ("story", "seen"),
    [
        ("connection-reset", "answer lost: the connection was reset"),
        ("empty-answer", "answer lost: the connection was closed without a byte"),
        ("half-an-answer", "answer lost: it ended in the middle"),
        ("garbage", "answer lost: it was no JSON"),
        ("bad-gateway", "502"),
        ("slow-answer", "201 after 500ms"),
    ],
)
def test_a_fault_is_told_as_the_client_sees_it(story, seen):
    told = f"createOrders              {seen} (the scenario's fault)\n"
    assert told in run(story).stdout


def test_a_server_that_says_nothing_is_left(monkeypatch):
    monkeypatch.setattr("mockdr.cli.play._PATIENCE", 1.0)
    told = run(
        write(
            "silent.yaml",
            "- merchant: createCheckouts\n  fault: {kind: hang}\n"
            "- merchant: listCheckouts\n",
        )
    )

    assert told.exit_code == 0
    assert "createCheckouts           answer lost: nothing came (the sc" in told.stdout


def test_a_text_is_an_answer_too():
    told = run(
        write(
            "gone.yaml",
            "- merchant: createCheckouts\n"
            "  fault: {kind: status, status: 503, body: gone,"
            " headers: {Content-Type: text/plain}}\n",
        )
    )

    assert "createCheckouts           503 (the scenario's fault)\n" in told.stdout


def test_a_given_thing_that_the_contract_refuses_is_told():
    told = run(
        write(
            "given.yaml",
            "given: {customers: {ann: {sources: {k: {type: konbini}}}}}\n"
            "steps: [{merchant: createCheckouts}]\n",
        )
    )

    assert told.exit_code == 1
    assert "given 'ann' is refused" in told.stdout


def test_a_story_of_yours_is_found_by_its_name():
    write("mine.yaml", "- merchant: createCheckouts\n")

    assert run("mine").exit_code == 0


def test_a_folder_of_stories_can_be_named(tmp_path):
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "mine.yaml").write_text("- merchant: createCheckouts\n")

    assert run("mine").exit_code == 2
    assert run("mine", "--scenarios", "more").exit_code == 0


def test_a_seed_and_a_start_make_the_clock_and_the_ids():
    told = run("card-accepted", "--seed", "7", "--now", "2024-05-01T12:00:00Z")

    assert told.exit_code == 0
    assert run("card-accepted", "--now", "yesterday").exit_code == 2


def test_a_clock_that_stands_is_let_stand(tmp_path):
    (tmp_path / "mockdr.toml").write_text('clock = "stands"\nmode = "strict"\n')

    assert run("in-review-passed").exit_code == 0


def test_a_story_with_errors_is_a_finding():
    told = run(write("bad.yaml", "- merchant: createOrder\n"))

    assert told.exit_code == 1
    assert "did you mean 'createOrders'?" in told.stdout
    assert " --> scenarios/bad.yaml:1:13" in told.stdout


def test_a_name_that_nobody_has_is_wrong_usage():
    told = run("card-acepted")

    assert told.exit_code == 2
    assert "there is no scenario named 'card-acepted'" in told.stderr
    assert "did you mean 'card-accepted'?" in told.stderr


def test_a_file_that_is_not_there_is_wrong_usage():
    told = run("scenarios/card-accepted.yaml")

    assert told.exit_code == 2
    assert "scenarios/card-accepted.yaml is not there" in told.stderr
    assert "(card-accepted is one)" in told.stderr
    assert "is one" not in run("scenarios/nothing.yaml").stderr


def test_a_folder_is_no_story():
    told = run("scenarios/")

    assert told.exit_code == 2
    assert "cannot be read" in told.stderr


def test_no_story_at_all_is_wrong_usage():
    assert run().exit_code == 2


LATE = """\
scenario: late
summary: <method> is paid after a day.
matrix: {method: [konbini, wireTransfer]}
steps:
  - merchant: createCheckouts
  - customer: chooses
    source: {type: <method>}
    then: {source: pending_funds}
  - merchant: attachSourceToCheckout
  - merchant: createOrders
    then: {order: pending_payment}
"""


def test_a_story_with_a_matrix_is_played_in_every_combination():
    write("late.yaml", LATE)
    told = run("late")

    assert told.exit_code == 0
    assert [line for line in told.stdout.splitlines() if "late" in line] == [
        "late[method=konbini]",
        "late[method=konbini] holds",
        "late[method=wireTransfer]",
        "late[method=wireTransfer] holds",
    ]
    assert "wireTransfer is paid after a day.\n" in told.stdout
    assert told.stdout.endswith("\n2 of 2 stories hold\n")


@pytest.mark.parametrize("folder", ["", "scenarios/"])
def test_one_combination_can_be_played_alone(folder):
    write("late.yaml", LATE)
    file = f"{folder}late.yaml" if folder else "late"
    told = run(f"{file}[method=konbini]")

    assert told.stdout.startswith("late[method=konbini]\nkonbini is paid after a day.")
    assert told.stdout.endswith("\nlate[method=konbini] holds\n")
    assert "stories" not in told.stdout


def test_the_others_are_played_where_one_does_not_hold():
    write("late.yaml", LATE.replace("[konbini", "[creditCard, konbini"))
    told = run("late")

    assert told.exit_code == 1
    assert "late[method=creditCard] does not hold\n" in told.stdout
    assert told.stdout.endswith("\n2 of 3 stories hold\n")


def test_a_combination_that_is_not_there_is_an_error_of_usage():
    write("late.yaml", LATE)
    told = run("late[method=konbni]")

    assert told.exit_code == 2
    assert "method is never 'konbni'\n  help: did you mean 'konbini'?" in told.stderr


def test_where_one_story_is_wanted_of_several_they_are_listed():
    write("late.yaml", LATE)
    told = CliRunner().invoke(house, ["serve", "--play", "late", "--port", "0"])

    assert told.exit_code == 2
    assert told.stderr == (
        "mockdr: the scenario 'late' stands for 2 stories, by its matrix\n"
        "  help: ask for one of them:\n"
        "  - late[method=konbini]\n"
        "  - late[method=wireTransfer]\n"
    )
