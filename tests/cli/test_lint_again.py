"""`mockdr lint` a second time: nothing is looked at in vain, and nothing is missed."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from click.testing import CliRunner

from mockdr.cli import house, lint, remembered, spread, sweep
from mockdr.cli.remembered import FOLDER, Remembered

GOOD = """\
scenario: good
summary: A checkout is made.
steps: [{merchant: createCheckouts}]
"""
BAD = "summary: A verb is misspelt.\nsteps: [{merchant: createCheckout}]\n"


@pytest.fixture(autouse=True)
def project(tmp_path, monkeypatch) -> Path:
    """A project with a good story and a bad one."""
    (tmp_path / "pyproject.toml").write_text("", "utf-8")
    (tmp_path / "good.yaml").write_text(GOOD, "utf-8")
    (tmp_path / "bad.yaml").write_text(BAD, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def looks(monkeypatch) -> list[str]:
    """The files that were really looked at."""
    seen = []
    look = lint._look_at

    def noted(data, name):
        seen.append(name)
        return look(data, name)

    monkeypatch.setattr(lint, "_look_at", noted)
    return seen


def run(*words: str):
    return CliRunner().invoke(house, ["lint", *words, "--format", "concise"])


def test_what_was_fine_is_not_looked_at_again_and_what_was_not_is(looks):
    first, second = run("."), run(".")

    assert looks == ["bad.yaml", "good.yaml", "bad.yaml"]
    assert first.stdout == second.stdout
    assert "2 files: 1 error" in second.stdout


def test_a_text_that_has_changed_is_looked_at_again(looks):
    run("good.yaml")
    Path("good.yaml").write_text(f"{GOOD}# more\n", "utf-8")
    run("good.yaml")

    assert looks == ["good.yaml", "good.yaml"]


def test_a_file_that_has_another_name_is_looked_at_again(looks):
    """Its name is part of what is judged."""
    run("good.yaml")
    Path("good.yaml").rename("Good.yaml")
    told = run("Good.yaml")

    assert looks == ["good.yaml", "Good.yaml"]
    assert "MDR106" in told.stdout


def test_the_same_text_elsewhere_is_known(looks):
    run("good.yaml")
    Path("below").mkdir()
    Path("good.yaml").rename("below/good.yaml")

    assert run("below").exit_code == 0
    assert looks == ["good.yaml"]


def test_another_state_of_mockdr_knows_nothing(looks, monkeypatch):
    run("good.yaml")
    monkeypatch.setattr(remembered, "_state", lambda: "another")
    run("good.yaml")

    assert looks == ["good.yaml", "good.yaml"]


def test_a_change_to_any_file_of_mockdr_is_another_state(tmp_path):
    code = tmp_path / "code"
    (code / "deeper").mkdir(parents=True)
    file = code / "deeper" / "rule.py"
    file.write_text("one", "utf-8")
    before = list(remembered._stamps(str(code)))
    file.write_text("another", "utf-8")

    after = list(remembered._stamps(str(code)))
    assert [path for path, _ in before] == [path for path, _ in after] == [str(file)]
    assert before[0][1].st_size != after[0][1].st_size


def test_who_wants_no_memory_gets_none(looks, project):
    run("good.yaml", "--no-cache")
    run("good.yaml", "--no-cache")

    assert looks == ["good.yaml", "good.yaml"]
    assert not (project / FOLDER).exists()


def test_outside_of_a_project_nothing_is_written(looks, project):
    (project / "pyproject.toml").unlink()
    run("good.yaml")
    run("good.yaml")

    assert looks == ["good.yaml", "good.yaml"]
    assert not (project / FOLDER).exists()


def test_the_memory_stands_beside_the_project_and_is_left_out_of_everything(project):
    (project / "below").mkdir()
    (project / "below/good.yaml").write_text(GOOD, "utf-8")
    run("below/good.yaml")

    names = {file.name for file in (project / FOLDER).iterdir()}
    assert names == {".gitignore", "CACHEDIR.TAG", "lint"}
    assert (project / FOLDER / ".gitignore").read_text("utf-8").endswith("\n*\n")


@pytest.mark.parametrize(
    "wrong", ["", "\n", "nonsense", "\x00\xff", "state\nabc\nabc d e\n"]
)
def test_a_memory_that_cannot_be_read_is_none(wrong, project, looks):
    run("good.yaml")
    (project / FOLDER / "lint").write_bytes(wrong.encode("latin-1"))
    told = run("good.yaml")

    assert looks == ["good.yaml", "good.yaml"]
    assert told.exit_code == 0


def test_a_memory_that_cannot_be_written_is_done_without(project):
    (project / FOLDER).write_text("a file stands in the way", "utf-8")
    told = run("good.yaml")

    assert told.exit_code == 0, told.output
    assert told.stdout == "1 file: nothing wrong\n"


def test_what_changed_while_it_was_looked_at_is_not_remembered(looks, monkeypatch):
    look = lint._look_at

    def meddled(data, name):
        Path(name).write_text(BAD, "utf-8")
        return look(data, name)

    monkeypatch.setattr(lint, "_look_at", meddled)
    run("good.yaml")
    monkeypatch.setattr(lint, "_look_at", look)

    assert run("good.yaml").exit_code == 1


def test_there_is_an_end_to_what_is_remembered(project, monkeypatch):
    monkeypatch.setattr(remembered, "_MOST", 3)
    for number in range(5):
        memory = Remembered(project)
        memory.keep("good.yaml", str(number).encode(), "word")
        memory.save()
    known = [
        n for n in range(5) if Remembered(project).word("good.yaml", str(n).encode())
    ]

    assert len(known) == 3
    assert 4 in known


def test_advice_is_given_each_time(looks):
    Path("good.yaml").write_text("steps: [{merchant: createCheckouts}]\n", "utf-8")
    first, second = run("good.yaml"), run("good.yaml")

    assert "MDR501" in first.stdout
    assert first.stdout == second.stdout


@pytest.mark.parametrize("processes", [1, 2])
def test_several_processes_find_what_one_finds(processes, monkeypatch):
    for number in range(30):
        Path(f"bad-{number:02}.yaml").write_text(BAD, "utf-8")
    monkeypatch.setattr(spread, "processors", lambda: processes)
    told = run(".", "--no-cache")

    assert told.exit_code == 1
    lines = [line for line in told.stdout.splitlines() if "MDR301" in line]
    assert [line.partition(":")[0] for line in lines] == [
        *(f"bad-{number:02}.yaml" for number in range(30)),
        "bad.yaml",
    ]


def test_a_few_files_are_looked_at_by_this_process(monkeypatch):
    """Another would have to begin first."""
    monkeypatch.setattr(spread, "processors", lambda: pytest.fail("shared out"))

    assert run("good.yaml", "--no-cache").exit_code == 0


def test_a_process_with_other_threads_is_not_divided():
    """A copy would wait for ever for a lock that another thread had."""
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        assert spread.processors() == 1
    finally:
        done.set()
        thread.join()


def test_a_process_that_cannot_count_its_threads_is_not_divided(monkeypatch, tmp_path):
    (tmp_path / "tasks" / "1").mkdir(parents=True)
    monkeypatch.setattr(spread, "_TASKS", tmp_path / "tasks")
    monkeypatch.setattr(spread.sys, "platform", "linux")
    monkeypatch.setattr(
        spread.os, "sched_getaffinity", lambda _: {0, 1, 2}, raising=False
    )
    assert spread.processors() == 3

    monkeypatch.setattr(spread, "_TASKS", tmp_path / "nowhere")
    assert spread.processors() == 1


def test_two_files_that_tell_the_same_are_told_of_each_time(looks):
    text = (
        "scenario: like\nsummary: Told anew.\nsteps:\n  - merchant: createCheckouts\n"
    )
    Path("like.yaml").write_text(text, "utf-8")
    for _ in range(2):
        told = run("good.yaml", "like.yaml")
        assert told.exit_code == 0
        assert told.stdout.splitlines()[0] == (
            "like.yaml:1:1: MDR507 advice: this story is told by good.yaml already; "
            "delete one of the two, or tell what is different"
        )

    assert looks == ["good.yaml", "like.yaml"]


def test_a_bare_list_tells_what_its_steps_tell():
    Path("bare.yaml").write_text("- {merchant: createCheckouts, note: X}\n", "utf-8")

    assert "told by bare.yaml already" in run("bare.yaml", "good.yaml").stdout


def test_stories_that_differ_in_a_word_are_two():
    text = GOOD.replace("}]", ", match: {body: {metadata: {a: 1}}}}]")
    Path("other.yaml").write_text(text, "utf-8")
    Path("quoted.yaml").write_text(text.replace("1", "'1'"), "utf-8")

    assert "MDR507" not in run("good.yaml", "other.yaml", "quoted.yaml").stdout


def test_broken_files_are_no_twins():
    Path("bad-too.yaml").write_text("- ]", "utf-8")
    Path("bad-as-well.yaml").write_text("- ]", "utf-8")

    assert "MDR507" not in run("bad-too.yaml", "bad-as-well.yaml").stdout


def test_python_tidies_as_before():
    before = sweep.gc.get_threshold()
    run("good.yaml", "--no-cache")

    assert sweep.gc.get_threshold() == before


@pytest.mark.parametrize(
    "torn",
    [
        GOOD.encode() + b"scenario: again\n",
        GOOD.encode() + b"# \xe9\n",
        GOOD.encode() + b"summary:\t!odd x\n",
        GOOD.encode() + b"summary: a\n" * 10_000,  # more than is read
    ],
    ids=["key twice", "latin-1", "tab and tag", "ever so many"],
)
def test_what_cannot_be_read_tells_nothing_that_another_could_tell(torn):
    for name in ("one.yaml", "two.yaml"):
        Path(name).write_bytes(torn)
    told = run("one.yaml", "two.yaml")

    assert told.exit_code == 1
    assert "MDR0" in told.stdout
    assert "MDR507" not in told.stdout
