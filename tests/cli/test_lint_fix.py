"""`mockdr lint --fix`: what can mean but one thing is written so, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from mockdr.cli import house

GOOD = """\
scenario: {name}
summary: A checkout is made. # and left
steps:
  - merchant: createCheckouts
"""
OTHER = GOOD.format(name="good") + "  - merchant: listOrders\n"
BAD = GOOD.replace("createCheckouts", "createCheckout")
WORSE = """\
scenario: worse # as it is
summary: Some can be corrected, some not.
steps:
  - merchnt: createCheckout
    then: {events: checkout.created}
  - merchant: createOrders
    fault: {kind: delay, for: 5}
"""
BETTER = WORSE.replace("merchnt: createCheckout", "merchant: createCheckouts").replace(
    "checkout.created", "[checkout.created]"
)


def run(*words: str, stdin: bytes | None = None):
    return CliRunner().invoke(house, ["lint", "--no-cache", *words], input=stdin)


@pytest.fixture(autouse=True)
def project(tmp_path, monkeypatch) -> Path:
    """A project with a story that is fine and one that is not."""
    monkeypatch.chdir(tmp_path)
    Path("scenarios").mkdir()
    Path("scenarios/good.yaml").write_text(OTHER, "utf-8")
    Path("scenarios/bad.yaml").write_text(BAD.format(name="bad"), "utf-8")
    return tmp_path


def text_of(name: str) -> str:
    return Path("scenarios", name).read_bytes().decode()


def test_what_is_corrected_is_said_and_written():
    told = run("scenarios", "--fix")

    assert told.exit_code == 0
    assert told.stdout == (
        "corrected scenarios/bad.yaml:4:15: MDR301 write createCheckouts for "
        "createCheckout\n\n2 files: 1 corrected, nothing else wrong\n"
    )
    assert text_of("bad.yaml") == GOOD.format(name="bad")
    assert text_of("good.yaml") == OTHER


def test_what_cannot_be_corrected_is_told_as_ever():
    Path("scenarios/worse.yaml").write_text(WORSE, "utf-8")
    told = run("scenarios/worse.yaml", "--fix", "--format", "concise")

    assert told.exit_code == 1
    assert told.stdout.count("corrected scenarios/worse.yaml:") == 3
    assert "scenarios/worse.yaml:7:31: MDR401 error: " in told.stdout
    assert told.stdout.endswith("\n\n1 file: 3 corrected, 1 error\n")
    assert text_of("worse.yaml") == BETTER


def test_twice_is_as_once():
    run("scenarios", "--fix")
    once = {path: path.stat().st_mtime_ns for path in Path("scenarios").iterdir()}
    told = run("scenarios", "--fix")

    assert told.stdout == "2 files: nothing wrong\n"
    assert once == {
        path: path.stat().st_mtime_ns for path in Path("scenarios").iterdir()
    }


def test_the_count_says_how_many_could_be_corrected():
    Path("scenarios/worse.yaml").write_text(WORSE, "utf-8")

    assert run("scenarios/bad.yaml").stdout.endswith("1 error; --fix corrects it\n")
    assert run("scenarios/worse.yaml").stdout.endswith("; --fix corrects 3 of them\n")


def test_diff_shows_and_writes_nothing():
    told = run("scenarios", "--diff")

    assert told.exit_code == 1
    assert told.stderr == "1 text would change\n"
    assert "--- scenarios/bad.yaml\n+++ scenarios/bad.yaml\n" in told.stdout
    assert (
        "-  - merchant: createCheckout\n+  - merchant: createCheckouts\n" in told.stdout
    )
    assert text_of("bad.yaml") == BAD.format(name="bad")


def test_diff_of_what_is_fine_is_empty():
    told = run("scenarios/good.yaml", "--diff")

    assert (told.exit_code, told.stdout) == (0, "")
    assert told.stderr == "nothing would change\n"


def test_a_text_that_ends_without_a_line_break_is_a_patch_all_the_same():
    Path("scenarios/bad.yaml").write_text(BAD.format(name="bad").rstrip(), "utf-8")
    told = run("scenarios/bad.yaml", "--diff")

    assert told.stdout.count("\n\\ No newline at end of file\n") == 2


@pytest.mark.parametrize("break_", ["\r\n", "\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_what_editors_put_around_a_text_stays(break_, mark):
    bad, good = (
        mark + text.format(name="bad").replace("\n", break_).encode()
        for text in (BAD, GOOD)
    )
    Path("scenarios/bad.yaml").write_bytes(bad)

    assert run("scenarios/bad.yaml", "--fix").exit_code == 0
    assert Path("scenarios/bad.yaml").read_bytes() == good


@pytest.mark.parametrize("shape", ["json", "sarif", "github"])
def test_for_machines_only_findings_are_printed(shape):
    told = run("scenarios", "--fix", "--format", shape)

    assert told.stderr.startswith("corrected scenarios/bad.yaml:4:15: ")
    assert "corrected" not in told.stdout


def test_json_says_what_would_correct_a_finding():
    (found,) = json.loads(run("scenarios/bad.yaml", "--format", "json").stdout)
    where = {"line": 4, "column": 15, "end_line": 4, "end_column": 29}

    assert found["fix"] == {
        "title": "write createCheckouts for createCheckout",
        "edits": [{**where, "text": "createCheckouts"}],
    }


def test_sarif_describes_its_rules_and_its_fixes():
    log = json.loads(run("scenarios/bad.yaml", "--format", "sarif").stdout)["runs"][0]
    (rule,) = log["tool"]["driver"]["rules"]
    (result,) = log["results"]
    (change,) = result["fixes"][0]["artifactChanges"]

    assert (rule["id"], rule["name"]) == ("MDR301", "unknown-operation")
    assert rule["defaultConfiguration"] == {"level": "error"}
    assert "```yaml\n- merchant: createOrder\n```" in rule["help"]["markdown"]
    assert log["tool"]["driver"]["rules"][result["ruleIndex"]] is rule
    assert change["artifactLocation"] == {"uri": "scenarios/bad.yaml"}
    assert change["replacements"][0]["insertedContent"] == {"text": "createCheckouts"}
    assert change["replacements"][0]["deletedRegion"]["startColumn"] == 15


def test_standard_input_is_a_text_like_any_other():
    told = run("-", "--format", "concise", stdin=BAD.format(name="bad").encode())

    assert told.exit_code == 1
    assert told.stdout.startswith("<stdin>:4:15: MDR301 error: ")
    assert told.stdout.endswith("\n1 file: 1 error; --fix corrects it\n")


def test_standard_input_may_have_the_name_of_a_file():
    """An editor looks at what is not saved yet, and the name must be the file's."""
    data = BAD.format(name="bad").encode()
    told = run("-", "--stdin-name", "late.yaml", "--format", "concise", stdin=data)

    assert "late.yaml:1:11: MDR106 error: " in told.stdout


def test_standard_input_comes_out_corrected():
    told = run("-", "--fix", stdin=BAD.format(name="bad").encode())

    assert told.exit_code == 0
    assert told.stdout == GOOD.format(name="bad")
    assert "corrected <stdin>:4:15: MDR301 " in told.stderr
    assert told.stderr.endswith("1 file: 1 corrected, nothing else wrong\n")


def test_a_byte_order_mark_shifts_nothing_on_its_line():
    told = run("-", "--fix", stdin=b"\xef\xbb\xbf- merchant: createCheckout\n")

    assert told.stdout_bytes == b"\xef\xbb\xbf- merchant: createCheckouts\n"


def test_standard_input_stands_alone():
    told = run("-", "scenarios", stdin=b"")

    assert told.exit_code == 2
    assert "stands alone" in told.stderr


def test_what_is_no_utf_8_is_left_as_it_is():
    Path("scenarios/odd.yaml").write_bytes(b"scenario: \xff")
    told = run("scenarios/odd.yaml", "--fix")

    assert told.exit_code == 1
    assert Path("scenarios/odd.yaml").read_bytes() == b"scenario: \xff"
    assert run("-", "--fix", stdin=b"a: \xff").stdout_bytes == b"a: \xff"


def test_a_file_that_changes_meanwhile_is_not_written(monkeypatch):
    """An editor that saves at the same moment must not lose what it saved."""
    from mockdr.cli import correcting

    file = Path("scenarios/bad.yaml")
    mend = correcting.mend

    def save_in_between(*args, **more):
        file.write_text(BAD.format(name="bad") + "# more\n", "utf-8")
        return mend(*args, **more)

    monkeypatch.setattr(correcting, "mend", save_in_between)
    told = run("scenarios/bad.yaml", "--fix")

    assert told.exit_code == 2
    assert "scenarios/bad.yaml has changed meanwhile" in told.stderr
    assert file.read_text("utf-8").endswith("# more\n")


def test_a_file_that_cannot_be_written_is_a_matter_of_usage(monkeypatch):
    from mockdr.cli import correcting

    def refuse(*_):
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(correcting, "write_whole", refuse)
    told = run("scenarios/bad.yaml", "--fix")

    assert told.exit_code == 2
    assert "scenarios/bad.yaml cannot be written: Read-only file system" in told.stderr


def test_a_file_that_cannot_be_written_does_not_stop_the_others(monkeypatch):
    from mockdr.cli import correcting

    Path("scenarios/worse.yaml").write_text(WORSE, "utf-8")
    write = correcting.write_whole

    def refuse(file, data):
        if file.name == "bad.yaml":
            raise OSError(30, "Read-only file system")
        write(file, data)

    monkeypatch.setattr(correcting, "write_whole", refuse)
    told = run("scenarios", "--fix")

    assert told.exit_code == 2
    assert text_of("bad.yaml") == BAD.format(name="bad")
    assert text_of("worse.yaml") != WORSE
    assert "corrected scenarios/worse.yaml:" in told.stdout
    assert "scenarios/bad.yaml cannot be written: Read-only file system" in told.stderr


@pytest.mark.parametrize("rule", ["MDR302", "unknown-error", "MDR4,MDR302", "MDR5xx"])
def test_of_rules_that_are_not_selected_nothing_is_told_or_corrected(rule):
    told = run("scenarios", "--fix", "--select", rule)

    assert (told.exit_code, told.stdout) == (0, "2 files: nothing wrong\n")
    assert text_of("bad.yaml") == BAD.format(name="bad")


def test_of_a_file_only_what_is_selected_is_corrected():
    Path("scenarios/worse.yaml").write_text(WORSE, "utf-8")
    run("scenarios/worse.yaml", "--fix", "--select", "MDR103")

    assert text_of("worse.yaml") == WORSE.replace(
        "checkout.created", "[checkout.created]"
    )


@pytest.mark.parametrize("rule", ["MDR301", "unknown-operation", "MDR3", "mdr3xx"])
def test_rules_may_be_ignored(rule):
    told = run("scenarios", "--ignore", rule)

    assert (told.exit_code, told.stdout) == (0, "2 files: nothing wrong\n")


@pytest.mark.parametrize("word", ["MDR9", "unknown-eror", "all", "xx"])
def test_a_rule_that_is_not_there_cannot_be_selected(word):
    told = run("scenarios", "--select", word)

    assert told.exit_code == 2
    assert f"there is no rule {word!r}" in told.stderr


def test_a_name_that_is_bundled_too_can_be_allowed():
    """It shows beside the other files only, and yet it is this file that says so."""
    text = GOOD.format(name="paid-out")
    file = Path("scenarios/paid-out.yaml")
    Path("pyproject.toml").write_text("[tool.mockdr]\n", "utf-8")
    bundled = Path(__file__).parents[2] / "scenarios/finance"
    file.write_text(text, "utf-8")
    before = run("scenarios", str(bundled), "--select", "MDR502", "--format", "concise")
    file.write_text(f"# mockdr: allow MDR502 because ours is better\n{text}", "utf-8")
    after = run(
        "scenarios", str(bundled), "--select", "MDR5,MDR1", "--format", "concise"
    )

    assert "scenarios/paid-out.yaml:1:1: MDR502 advice: " in before.stdout
    assert "MDR502" not in after.stdout
    assert "MDR153" not in after.stdout


def test_two_files_of_one_name_cannot_be_allowed():
    """A test that plays the name could get either of them."""
    Path("scenarios/more").mkdir()
    for file in ("scenarios/twin.yaml", "scenarios/more/twin.yaml"):
        text = f"# mockdr: allow MDR117 because so\n{GOOD.format(name='twin')}"
        Path(file).write_text(text, "utf-8")
    told = run("scenarios", "--format", "concise", "--select", "MDR117")

    assert told.exit_code == 1
    assert "MDR117 error: " in told.stdout


def test_what_is_remembered_to_be_fine_still_allows_what_shows_beside_others():
    """What is not looked at again is read for what it allows."""
    text = GOOD.format(name="paid-out")
    Path("scenarios/paid-out.yaml").write_text(
        f"# mockdr: allow MDR502 because ours is better\n{text}", "utf-8"
    )
    Path("scenarios/bad.yaml").unlink()
    Path("pyproject.toml").write_text("[tool.mockdr]\n", "utf-8")
    bundled = Path(__file__).parents[2] / "scenarios/finance"
    words = ["lint", "scenarios", str(bundled)]
    told = [CliRunner().invoke(house, words).stdout for _ in range(2)]

    assert Path(".mockdr_cache").is_dir()
    assert told[0] == told[1]
    assert "MDR502" not in told[1]
