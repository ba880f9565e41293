"""The pages of the rules are true: each example breaks its rule, and no other."""

from __future__ import annotations

import pytest

from mockdr.base.errors import MockdrError
from mockdr.cli.lint import look
from mockdr.engine.looking import look_closely
from mockdr.scenario.fixing import mend
from mockdr.scenario.rules import RULES
from mockdr.scenario.rules.pages import FAMILIES, family, page

pytestmark = pytest.mark.whole

PAGES = [page(code) for code in RULES]
#: What no story of some lines breaks; the pages tell of them in words.
IN_WORDS = {
    *("MDR002", "MDR003", "MDR005", "MDR006", "MDR015", "MDR099", "MDR117", "MDR154"),
    *("MDR502", "MDR507", "MDR512", "MDR530"),
    *(code for code in RULES if code[3] == "6"),  # they are about no story
}


def codes(text: str, folder, code: str) -> list[str]:
    """Return the codes that lint finds in a story that stands in a file."""
    file = folder / "example.yaml"
    file.write_text(text, "utf-8")
    found = [d.code for d in look(file, {})]
    # Examples are as short as can be: only that of the rule itself has no summary, or
    # has a name that nothing uses; and no example says what its file is called.
    return [c for c in found if c not in {"MDR501", "MDR504", "MDR512"} - {code}]


@pytest.mark.parametrize("told", PAGES, ids=lambda p: p.code)
def test_an_example_breaks_its_rule_and_no_other(told, tmp_path):
    if told.code in IN_WORDS:
        assert told.where
        assert not told.example
    else:
        assert set(codes(told.example, tmp_path, told.code)) == {told.code}


@pytest.mark.parametrize("told", PAGES, ids=lambda p: p.code)
def test_what_is_written_instead_breaks_none(told, tmp_path):
    if told.code in IN_WORDS:
        assert not told.instead
    else:
        assert codes(told.instead, tmp_path, told.code) == []


@pytest.mark.parametrize("told", [p for p in PAGES if p.example], ids=lambda p: p.code)
def test_what_is_put_right_is_what_is_written_instead(told):
    """And what a page does not say is put right is left alone."""
    mended = mend(told.example, lambda text: look_closely(text, "example.yaml"))

    assert mended.text == (told.instead if told.fix else told.example)


@pytest.mark.parametrize("told", PAGES, ids=lambda p: p.code)
def test_a_page_has_sentences(told):
    """A title is one line of a list; a reason is a paragraph."""
    for text in filter(None, [told.title, told.why, told.fix, told.where]):
        assert text[0].isupper() or text[0] in "`a"
        assert text.endswith((".", ".)"))
    assert len(told.title) <= 88
    assert len(told.why) >= 60


def test_without_docstrings_there_are_no_pages(monkeypatch):
    """`python -OO` leaves them out; whoever asks is told so."""
    monkeypatch.setattr(RULES.module("MDR302"), "__doc__", None)

    with pytest.raises(MockdrError, match="-OO leaves out"):
        page("MDR302")


def test_every_family_has_rules():
    """And every rule stands in one."""
    assert {family(code) for code in RULES} == set(FAMILIES.values())
