"""`mockdr new`: what it asks, what it writes, and what it never does."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from mockdr.cli import house
from mockdr.cli import new as asking
from mockdr.engine.looking import look_closely
from mockdr.scenario.editor.copies import installed
from mockdr.scenario.form.layout import reform


@pytest.fixture
def there(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def new(*words, answers=None):
    return CliRunner().invoke(house, ["new", *words], input=answers)


@pytest.fixture
def terminal(monkeypatch):
    """Make the runner's standard input somebody who answers."""

    class Terminal:
        @staticmethod
        def isatty():
            return True

    class System:
        stdin = Terminal

    monkeypatch.setattr(asking, "sys", System)


def test_options_say_what_should_happen(there):
    done = new("rent", "--method", "konbini", "--outcome", "paid-late")

    text = (there / "scenarios/rent.yaml").read_text()
    assert done.exit_code == 0
    assert done.stdout.startswith("wrote scenarios/rent.yaml\n")
    assert 'pytest.mark.mockdr("rent")' in done.stdout
    assert text.startswith(
        "# yaml-language-server: $schema=.schema/scenario.schema.json\nscenario: rent\n"
    )
    assert look_closely(text, "scenarios/rent.yaml") == ()
    assert reform(text) == text


def test_the_schema_for_editors_is_put_beside_it_once(there):
    first = new("one", "--method", "creditCard", "--outcome", "accepted")
    second = new("two", "--method", "creditCard", "--outcome", "accepted")

    copy = there / "scenarios/.schema/scenario.schema.json"
    assert copy.read_bytes() == installed()
    assert "for your editor" in first.stdout
    assert "for your editor" not in second.stdout


def test_the_schema_alone_is_brought_up_to_date(there):
    copy = there / "tales/.schema/scenario.schema.json"

    assert (
        new("--schema", "--out", "tales").stdout == f"wrote {copy.relative_to(there)}\n"
    )
    copy.write_text("{}")
    new("--schema", "--out", "tales")
    assert copy.read_bytes() == installed()
    assert new("--schema", "--out", "tales").stdout.endswith(" is up to date\n")


def test_who_gives_no_name_gets_one_that_nobody_has(there):
    """A bundled story is called so, and would be played no more."""
    done = new("--method", "konbini", "--outcome", "paid-late")

    assert done.stdout.startswith("wrote scenarios/konbini-paid-late-2.yaml\n")
    again = new("--method", "konbini", "--outcome", "paid-late")
    assert again.stdout.startswith("wrote scenarios/konbini-paid-late-3.yaml\n")


def test_nothing_is_overwritten(there):
    (there / "scenarios").mkdir()
    (there / "scenarios/mine.yaml").write_text("mine")

    done = new("mine", "--method", "creditCard", "--outcome", "accepted")

    assert done.exit_code == 2
    assert "scenarios/mine.yaml is there already" in done.stderr
    assert (there / "scenarios/mine.yaml").read_text() == "mine"
    assert not (there / "scenarios/.schema").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "--method and --outcome must be said"),
        (["--method", "konbini"], "--outcome must be said"),
        (["--method", "konbni", "--outcome", "declined"], "did you mean 'konbini'?"),
        (["--method", "konbini", "--outcome", "declinde"], "did you mean 'declined'?"),
        (["--method", "konbini", "--outcome", "turned-away"], "cannot come to"),
        (["No Name", "--method", "konbini"], "a scenario cannot be named 'No Name'"),
        (["No Name"], "for example no-name"),
        (["--method", "sepa"], "--outcome must be said"),
        (["--method", "sepa", "--outcome", "x"], "did you mean 'directDebit'?"),
        (["--method", "cash", "--outcome", "x"], "did you mean 'codJapan'?"),
        (["--method", "gold", "--outcome", "x"], "the methods are creditCard, "),
        (["card-accepted"], "card-accepted is a bundled scenario, and yours would be"),
        (["card-accepted"], "help: card-accepted-2 is free"),
    ],
)
def test_what_cannot_be_done_is_told_and_nothing_is_written(there, words, said):
    done = new(*words)

    assert done.exit_code == 2
    assert said in done.stderr
    assert list(there.iterdir()) == []


def test_a_method_may_be_written_as_in_names_of_stories(there):
    done = new("--method", "klarna-credit", "--outcome", "turned-away")

    assert done.stdout.startswith("wrote scenarios/klarna-credit-turned-away.yaml\n")


@pytest.mark.parametrize(
    ("word", "type"),
    [
        ("Klarna", "klarnaCredit"),
        ("klarna", "klarnaCredit"),
        ("Klarna, recurring", "klarnaCreditRecurring"),
        ("credit card", "creditCard"),
        ("CREDITCARD", "creditCard"),
        ("credit and debit cards", "creditCard"),
        ("Alipay", "alipay"),
        ("Alipay+", "alipayCn"),
        ("ccAvenue", "ccavenue"),
        ("ccavenue", "ccavenue"),
    ],
)
def test_a_method_goes_by_its_type_and_by_its_label(there, word, type):
    assert new("--list", "--method", word).stdout.startswith(f"{type}: ")


def test_who_gives_no_name_at_a_terminal_is_asked_for_one(there, terminal):
    """A name that is taken, or that is none, is asked for again."""
    done = new(
        "--method",
        "konbini",
        "--outcome",
        "paid-late",
        answers="No Name\nkonbini-paid-late\nmine\n",
    )

    assert done.exit_code == 0
    assert "Name [konbini-paid-late-2]: " in done.stdout
    assert "letter, for example no-name." in done.stdout
    assert "in its place; konbini-paid-late-2 is free." in done.stdout
    assert [path.name for path in (there / "scenarios").glob("*.yaml")] == ["mine.yaml"]


def test_the_name_that_is_offered_is_what_return_means(there, terminal):
    new(answers="klarna\n\n\n")

    assert (there / "scenarios/klarna-credit-accepted.yaml").exists()


def test_somebody_at_a_terminal_is_asked(there, terminal):
    """A number is an answer, and a name is one; what is neither is asked again."""
    done = new("mine", answers="konbni\nkonbini\n2\n")

    assert done.exit_code == 0
    assert "How does the shopper pay?" in done.stdout
    assert "did you mean 'konbini'?" in done.stdout
    assert "What comes of it?" in done.stdout
    assert "tags: [declined]" in (there / "scenarios/mine.yaml").read_text()


def test_the_first_of_each_list_is_what_return_means(there, terminal):
    new("mine", answers="\n\n")

    text = (there / "scenarios/mine.yaml").read_text()
    assert "source: {type: creditCard}" in text
    assert "tags: [accepted]" in text


def test_who_gives_up_gets_nothing(there, terminal):
    assert new("mine", answers="konbini\n").exit_code == 130
    assert list(there.iterdir()) == []


def test_the_list_tells_what_there_is(there):
    everything = new("--list").stdout
    of_one = new("--list", "--method", "konbini").stdout

    assert "\n  klarnaCredit " in everything
    assert "\n  turned-away " in everything
    assert of_one.startswith("konbini: Konbini\n")
    assert "never-paid" in of_one
    assert "turned-away" not in of_one


def test_an_old_copy_of_the_schema_is_told_by_lint(there):
    new("mine", "--method", "creditCard", "--outcome", "accepted")
    new("yours", "--method", "creditCard", "--outcome", "declined")
    copy = there / "scenarios/.schema/scenario.schema.json"
    copy.write_text("{}")

    done = CliRunner().invoke(house, ["lint", "scenarios", "--format", "concise"])

    told = [line for line in done.stdout.splitlines() if "MDR530" in line]
    assert len(told) == 1
    assert told[0].startswith("scenarios/mine.yaml:1:1: MDR530 advice: editors go by")
    copy.unlink()
    gone = CliRunner().invoke(house, ["lint", "scenarios"]).stdout
    assert "the schema for editors is not there" in gone
    assert "help: say mockdr new --schema\n" in gone
    new("--schema")
    assert "MDR530" not in CliRunner().invoke(house, ["lint", "scenarios"]).stdout
