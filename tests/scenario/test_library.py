"""Scenarios are found by name; one that is broken hurts only who asks for it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mockdr.base.data import data_folder
from mockdr.base.diagnostics import Severity
from mockdr.base.errors import MockdrError
from mockdr.scenario import heads
from mockdr.scenario.library import BrokenScenario, Entry, Library, story_from_text
from tests.scenario.words import VOCABULARY

GOES_WELL = "It goes well."
GOOD = "summary: It goes well.\ntags: [a, b]\nsteps:\n  - merchant: createOrders\n"
BROKEN = "summary: Broken.\nsteps:\n  - merchant: createOrder\n"


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(folder, files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def library(*folders, **more):
    more.setdefault("bundled", Path("bundled"))
    return Library(folders, VOCABULARY, **more)


def test_a_scenario_is_found_at_any_depth_by_its_stem(home):
    """Folders are for people; the name alone is asked for."""
    write(home / "mine", {"orders/late/paid-late.yml": GOOD, "top.YAML": GOOD})
    found = library("mine")

    assert found.names() == ("paid-late", "top")
    assert found.story("paid-late").name == "paid-late"
    assert found.story("paid-late").file == "mine/orders/late/paid-late.yml"


def test_only_regular_files_are_read(home):
    """A pipe would be waited for for ever."""
    folder = write(home / "mine", {"a.yaml": GOOD, "folder.yaml/b.yaml": GOOD})
    os.mkfifo(folder / "pipe.yaml")
    (folder / "ring.yaml").symlink_to("ring.yaml")
    (folder / "linked.yaml").symlink_to("a.yaml")
    (folder / "around").symlink_to(".")
    found = library("mine")

    assert found.names() == ("a", "b", "pipe", "ring")
    assert [e.summary for e in found.entries()] == [GOES_WELL, "", "", GOES_WELL]
    assert found.findings() == ()
    with pytest.raises(MockdrError, match=r"mine/pipe\.yaml cannot be read: it is a"):
        found.story("pipe")
    with pytest.raises(MockdrError, match=r"mine/ring\.yaml cannot be read: Too many"):
        found.story("ring")


def test_what_is_no_scenario_is_left_alone(home):
    """A README, notes, and whatever is hidden."""
    write(
        home / "mine",
        {
            "README.md": "#",
            "a.txt": "",
            ".git/b.yaml": "[",
            ".c.yaml": "[",
            "d.yaml": GOOD,
        },
    )

    assert library("mine").names() == ("d",)


def test_entries_show_summaries_without_reading_the_steps(home):
    """Whatever is wrong further down."""
    write(
        home / "mine",
        {
            "orders/a.yaml": "summary: >-\n  It goes\n  well.\ntags: [x]\nsteps: [\n",
            "b.yaml": "- merchant: createOrders\n",
            "c.yaml": ": : :",
            "d.yaml": "given: {summary: no, tags: [no]}\nsummary: Yes.\n",
            "e.yaml": "",
            "f.yaml": "just a text",
            "g.yaml": "{" * 100,
        },
    )

    assert library("mine").entries()[0] == Entry(
        name="b", summary="", tags=(), file="mine/b.yaml", folder="", bundled=False
    )
    assert {e.name: (e.summary, e.tags) for e in library("mine").entries()} == {
        "a": ("It goes well.", ("x",)),
        "b": ("", ()),
        "c": ("", ()),
        "d": ("Yes.", ()),
        "e": ("", ()),
        "f": ("", ()),
        "g": ("", ()),
    }
    assert library("mine").entries()[-1].folder == "orders"


def test_entries_come_by_folder_and_the_bundled_ones_last(home):
    """Yours are what you look for."""
    write(home, {"bundled/a.yaml": GOOD, "mine/z/b.yaml": GOOD, "mine/c/y.yaml": GOOD})
    found = library("bundled", "mine")

    assert [(e.folder, e.name, e.bundled) for e in found.entries()] == [
        ("c", "y", False),
        ("z", "b", False),
        ("", "a", True),
    ]


def test_entries_are_read_again_only_when_their_files_change(home, monkeypatch):
    """A list that many look at costs the files that are new."""
    folder = write(home / "mine", {"a.yaml": GOOD, "b.yaml": GOOD})
    found, read = library("mine"), []
    head_of = heads.head_of
    monkeypatch.setattr(
        heads, "head_of", lambda p: [read.append(p.name), head_of(p)][1]
    )

    assert [entry.name for entry in found.entries()] == ["a", "b"]
    write(folder, {"b.yaml": GOOD.replace("well", "badly"), "c.yaml": GOOD})
    assert [entry.name for entry in found.entries()] == ["a", "b"]
    again = found.entries(again=True)
    assert [entry.name for entry in again] == ["a", "b", "c"]
    assert again[1].summary != GOES_WELL
    assert read == ["a.yaml", "b.yaml", "b.yaml", "c.yaml"]


def test_an_unknown_name_is_answered_with_the_nearest(home):
    """Or with all, as long as there are few."""
    write(home / "mine", {"paid-late.yaml": GOOD, "refused.yaml": GOOD})
    found = library("mine", "nowhere")

    with pytest.raises(MockdrError, match="no scenario named 'paid-lat'") as no:
        found.story("paid-lat")
    assert no.value.help == "did you mean 'paid-late'?"
    with pytest.raises(MockdrError) as no:
        found.story("teapot")
    assert no.value.help == (
        "there are paid-late, refused; "
        "`mockdr list` shows every name; "
        "the folders are mine, nowhere (which does not exist)"
    )
    write(home / "mine", {f"paid-{n}.yaml": GOOD for n in range(11)})
    with pytest.raises(MockdrError) as no:
        library("mine").story("teapot")
    assert no.value.help == "`mockdr list` shows every name; the folders are mine"


def test_whoever_has_no_folder_is_told_where_one_belongs(home):
    shipped = write(home / "shipped", {"paid-late.yaml": GOOD})
    found = Library([shipped], VOCABULARY, bundled=shipped)

    with pytest.raises(MockdrError) as no:
        found.story("teapot")
    assert no.value.help == (
        "there are paid-late; `mockdr list` shows every name; the folders are "
        "shipped; none is yours: a folder 'scenarios' beside pyproject.toml or "
        "mockdr.toml is looked into"
    )


@pytest.mark.parametrize(
    "said", ["orders/paid-late", "paid-late.yaml", "mine/paid-late.yml"]
)
def test_a_path_is_no_name_but_tells_which_is_meant(home, said):
    """The folder is for people."""
    write(home / "mine", {"orders/paid-late.yaml": GOOD})

    with pytest.raises(MockdrError) as no:
        library("mine").story(said)
    assert no.value.help.startswith("did you mean 'paid-late'?")


def test_without_any_folder_there_is_nothing(home):
    """And that is said."""
    with pytest.raises(MockdrError, match="the folders are none"):
        library().story("paid")


def test_a_broken_file_hurts_only_who_asks_for_it(home):
    """With everything that is wrong with it, where it stands."""
    write(home / "mine", {"fine.yaml": GOOD, "broken.yaml": BROKEN})
    found = library("mine")

    assert found.story("fine").name == "fine"
    with pytest.raises(BrokenScenario) as no:
        found.story("broken")
    assert [d.code for d in no.value.findings] == ["MDR301"]
    assert str(no.value) == (
        "the scenario 'broken' has an error:\n\n"
        "MDR301 error: there is no operation 'createOrder'\n"
        " --> mine/broken.yaml:3:15\n"
        "  |\n"
        "3 |   - merchant: createOrder\n"
        "  |               ^^^^^^^^^^^\n"
        "  = help: did you mean 'createOrders'?\n"
        "          mockdr lint --fix can write createOrders for createOrder\n"
    )
    with pytest.raises(BrokenScenario) as again:
        found.story("broken")
    assert again.value is not no.value


def test_a_file_that_was_mended_is_read_again(home):
    """A server need not be started again for it; an unchanged file is not read."""
    path = write(home / "mine", {"a.yaml": BROKEN}) / "a.yaml"
    found = library("mine")
    with pytest.raises(BrokenScenario):
        found.story("a")

    path.write_text(GOOD, "utf-8")

    assert found.story("a") is found.story("a")


def test_a_file_that_came_later_is_found(home):
    """Looked for again when its name is not known."""
    write(home / "mine", {"a.yaml": GOOD})
    found = library("mine")
    assert found.names() == ("a",)

    write(home / "mine", {"b.yaml": GOOD})

    assert found.story("b").name == "b"


def test_a_file_that_vanished_is_missed_by_name(home):
    """Then it is not known any more."""
    write(home / "mine", {"a.yaml": GOOD})
    found = library("mine")
    found.story("a")
    (home / "mine" / "a.yaml").unlink()

    with pytest.raises(MockdrError, match=r"'a' stood in mine/a\.yaml, which is gone"):
        found.story("a")
    with pytest.raises(MockdrError, match="no scenario named 'a'"):
        found.story("a")


def test_a_file_that_cannot_be_read_is_told(home):
    """A folder with the name of a scenario is not looked at; a broken link is."""
    folder = write(home / "mine", {"b.yaml": GOOD})
    (folder / "a.yaml").mkdir()
    (folder / "c.yaml").symlink_to(folder / "nowhere")
    found = library("mine")

    assert found.names() == ("b", "c")
    assert found.entries()[-1].summary == ""
    with pytest.raises(MockdrError, match="which is gone"):
        found.story("c")


def test_a_file_that_may_not_be_read_is_told(home, monkeypatch):
    """Of which file, and what the system says."""
    write(home / "mine", {"a.yaml": GOOD})
    found = library("mine")

    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)

    assert found.entries()[0].summary == ""
    with pytest.raises(MockdrError, match=r"mine/a\.yaml cannot be read: Permission"):
        found.story("a")


def test_a_file_that_vanishes_while_it_is_opened_is_missed_too(home, monkeypatch):
    """It was there a moment ago."""
    write(home / "mine", {"a.yaml": GOOD})

    def vanish(*_, **__):
        raise FileNotFoundError(2, "No such file")

    monkeypatch.setattr(Path, "open", vanish)

    with pytest.raises(MockdrError, match="which is gone"):
        library("mine").story("a")


def test_a_name_that_exists_twice_is_an_error_for_who_asks(home):
    """And for lint; other names are not touched by it."""
    write(home / "mine", {"x/a.yaml": GOOD, "y/a.yml": GOOD, "b.yaml": GOOD})
    found = library("mine")

    assert found.story("b").name == "b"
    with pytest.raises(MockdrError, match=r"2 scenarios named 'a': mine/x/a\.yaml and"):
        found.story("a")
    told = found.findings()
    assert [(d.code, d.severity, d.place.file) for d in told] == [
        ("MDR117", Severity.ERROR, "mine/y/a.yml")
    ]
    assert "mine/x/a.yaml" in told[0].message


def test_a_folder_that_is_named_twice_is_read_once(home):
    """Or that lies within another."""
    write(home / "mine", {"x/a.yaml": GOOD})

    assert library("mine", "mine", "mine/x", home / "mine").findings() == ()
    assert library("mine", "mine/x").story("a").name == "a"


def test_yours_is_played_in_place_of_the_bundled(home):
    """With a note, whichever folder comes first."""
    write(home, {"mine/a.yaml": GOOD, "bundled/a.yaml": BROKEN, "bundled/b.yaml": GOOD})
    found = library("bundled", "mine")

    assert found.story("a").file == "mine/a.yaml"
    assert [(e.name, e.bundled) for e in found.entries()] == [("a", False), ("b", True)]
    assert [(d.code, d.severity, d.place.file) for d in found.findings()] == [
        ("MDR502", Severity.ADVICE, "mine/a.yaml")
    ]
    assert "bundled/a.yaml" in found.findings()[0].help


def test_the_words_are_made_when_they_are_needed(home):
    """A server that is never asked for a scenario does not read the contract for it."""
    write(home / "mine", {"a.yaml": GOOD})
    made = []

    def words():
        made.append(1)
        return VOCABULARY

    found = Library(["mine"], words)
    found.entries()
    assert made == []
    found.story("a")
    found.story_from_text(GOOD)
    assert made == [1]


def test_a_text_is_a_story_or_an_error(home):
    """Without a file, as the control API is given it."""
    assert story_from_text(GOOD, "<text>", VOCABULARY).name == "story"
    assert (
        library().story_from_text(GOOD.encode(), "given-name.yaml").name == "given-name"
    )
    with pytest.raises(BrokenScenario, match="'<text>' has 2 errors"):
        library().story_from_text(BROKEN + "    times: x\n")


def test_the_bundled_scenarios_are_where_the_package_keeps_them(home):
    """And are known as bundled without being told."""
    found = Library([data_folder("scenarios")], VOCABULARY)

    assert found.entries()
    assert all(e.bundled and e.summary for e in found.entries())
