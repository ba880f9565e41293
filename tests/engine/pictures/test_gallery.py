"""The gallery: every scenario, found by what somebody types."""

from __future__ import annotations

import re

import pytest

from mockdr.engine.pictures.gallery import pages
from mockdr.engine.vocabulary import vocabulary
from mockdr.scenario.library import Library

STORY = """\
scenario: {name}
summary: It is <{name}> & so on.
tags: [{tag}]
steps:
  - merchant: {call}
"""


@pytest.fixture
def files(tmp_path) -> dict[str, str]:
    for name, tag, call in [
        ("late", "slow", "createCheckouts"),
        ("torn", "slow", "createChekouts"),
        ("many", "fast", "createSkus\nmatrix: {size: [1, 2]}"),
    ]:
        folder = tmp_path / ("odd" if name == "torn" else "")
        folder.mkdir(exist_ok=True)
        text = STORY.format(name=name, tag=tag, call=call)
        if name == "many":
            text = text.replace("It is <many>", "It is <size>")
        (folder / f"{name}.yaml").write_text(text, "utf-8")
    empty = tmp_path / "nothing"
    empty.mkdir()
    return dict(pages(Library((tmp_path,), vocabulary, bundled=empty)))


def test_each_scenario_that_can_be_read_has_a_picture(files):
    assert set(files) == {"pictures/late.svg", "pictures/many.svg", "index.html"}
    assert files["pictures/late.svg"].startswith("<svg ")


def test_each_is_told_below_its_picture(files):
    page = files["index.html"]

    assert 'src="pictures/late.svg"' in page
    assert "The shop creates a checkout (createCheckouts)." in page
    assert "And likewise: many[size=2]." in page


def test_what_cannot_be_read_says_why(files):
    torn = files["index.html"].partition('<details id="torn"')[2]

    assert "did you mean &#x27;createCheckouts&#x27;?" in torn
    assert "<img" not in torn.partition("</details>")[0]


def test_each_is_found_by_its_name_sentence_folder_and_tag(files):
    found = dict(
        re.findall(r'<details id="(\w+)" data-words="([^"]*)"', files["index.html"])
    )

    assert found["torn"] == "torn it is &lt;torn&gt; &amp; so on. odd slow"
    assert found["late"].endswith(" slow")


def test_each_tag_is_a_button_once_at_the_top(files):
    top = files["index.html"].partition("<section>")[0]

    assert re.findall(r'<button class="tag">(\w+)<', top) == ["fast", "slow"]


def test_words_of_authors_are_nothing_but_words(files):
    assert "It is &lt;late&gt; &amp; so on." in files["index.html"]
    assert "<late>" not in files["index.html"]
