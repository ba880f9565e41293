"""SVG: well formed, whole in itself, for eyes by day and by night, and for ears."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from mockdr.domain import LIFECYCLES
from mockdr.engine.pictures import life, svg
from mockdr.engine.pictures.diagram import Caption, Diagram, Edge, Label, Node, Panel

NAMES = "{http://www.w3.org/2000/svg}"


def parsed(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314  (we wrote it)


@pytest.mark.parametrize("kind", LIFECYCLES)
def test_every_lifecycle_is_drawn_with_all_its_states_and_triggers(kind):
    table = LIFECYCLES[kind]
    root = parsed(svg(life(kind)))
    words = {e.text for e in root.iter(f"{NAMES}text")}
    lines = root.findall(f".//{NAMES}g/{NAMES}path[@class='line']")
    legend = len(root.findall(f".//{NAMES}path[@d]")) - 2 * len(lines)
    pairs = {(m.before, m.after) for m in table.moves if m.before != m.after}

    reached = {s for m in table.moves for s in (m.before, m.after) if s is not None}
    assert reached <= words
    assert {
        m.trigger.replace(".", " ").replace("_", " ") if "." in m.trigger else m.trigger
        for m in table.moves
    } <= words
    assert len(lines) == len(pairs) + (legend < 0)


@pytest.mark.parametrize("kind", ["session", "order"])
def test_it_has_a_title_and_says_in_words_what_it_shows(kind):
    root = parsed(svg(life(kind)))
    ids = [e.get("id") for e in root.iter() if e.get("id")]

    assert root.get("role") == "img"
    assert root.get("aria-labelledby").split() == ids
    assert root.find(f"{NAMES}title").text.startswith("The life of a")
    assert "From " in root.find(f"{NAMES}desc").text


def test_two_pictures_on_one_page_have_ids_of_their_own():
    assert not {*re.findall(r'id="(\w+)"', svg(life("order")))} & {
        *re.findall(r'id="(\w+)"', svg(life("session")))
    }


def test_it_asks_for_nothing_and_runs_nothing():
    text = svg(life("order")).replace("http://www.w3.org/2000/svg", "")

    assert not re.search(r"https?:|<script|url\(|href|@import", text)


def test_it_has_colours_for_the_dark():
    style = parsed(svg(life("refund"))).find(f"{NAMES}style").text
    light, dark = style.split("@media (prefers-color-scheme:dark)")
    names = re.findall(r"(--\w+):#", light)

    assert names
    assert set(names) == set(re.findall(r"(--\w+):#", dark.partition("}}")[0]))
    assert "@media" not in dark


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    lin = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * lin[0] + 0.7152 * lin[1] + 0.0722 * lin[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("ink", "ground", "least"),
    [
        ("ink", "ground", 7),
        ("soft", "ground", 4.5),
        ("ink", "tint", 7),
        ("no", "ground", 4.5),
        ("no", "blush", 4.5),
        ("ground", "go", 4.5),
        ("faint", "ground", 3),
    ],
)
def test_words_can_be_read_on_what_they_stand_on(scheme, ink, ground, least):
    style = parsed(svg(life("refund"))).find(f"{NAMES}style").text
    light, dark = style.split("@media (prefers-color-scheme:dark)")
    colours = dict(re.findall(r"--(\w+):#(\w+)", light if scheme == "light" else dark))
    colours = {
        k: c if len(c) == 6 else "".join(d * 2 for d in c) for k, c in colours.items()
    }

    assert contrast(colours[ink], colours[ground]) >= least


def test_the_same_diagram_gives_the_same_text():
    assert svg(life("session")) == svg(life("session"))


def test_words_of_strangers_are_nothing_but_words():
    text = '<script>"&\x00\x1b'
    strange = Diagram(
        title=text,
        summary=text,
        described=text,
        panels=(
            Panel(
                title=text,
                note=text,
                nodes=(Node(key="a", text=text), Node(key="b", text="b")),
                edges=(
                    Edge(before="a", after="b", labels=(Label(text=text, tip=text),)),
                ),
            ),
        ),
        captions=(Caption(number=1, who=text, what=text, outcome=text),),
    )
    root = parsed(svg(strange))

    assert not list(root.iter(f"{NAMES}script"))
    assert root.find(f"{NAMES}title").text == '<script>"&'


@pytest.mark.parametrize("kind", ["session", "order", "subscription"])
def test_what_is_inferred_is_dashed_and_the_legend_says_so(kind):
    diagram = life(kind)
    root = parsed(svg(diagram))
    unsure = [e for e in root.iter(f"{NAMES}g") if "unsure" in (e.get("class") or "")]

    # One of them is the legend's own.
    assert len(unsure) == 1 + sum(not e.sure for e in diagram.panels[0].edges)


def test_everything_is_inside_the_page():
    root = parsed(svg(life("session")))
    width, height = (float(root.get(n)) for n in ("width", "height"))
    for box in root.iter(f"{NAMES}rect"):
        assert 0 <= float(box.get("x", 0)) <= width
        assert float(box.get("x", 0)) + float(box.get("width")) <= width
        assert float(box.get("y", 0)) + float(box.get("height")) <= height


@pytest.mark.parametrize("kind", ["session", "order", "subscription", "source"])
def test_every_arrow_points_at_its_state_from_outside(kind):
    root = parsed(svg(life(kind)))
    boxes = [
        tuple(float(box.get(n)) for n in ("x", "y", "width", "height"))
        for box in root.iter(f"{NAMES}rect")
        if box.get("class") == "box"
    ]
    heads = [e.get("d") for e in root.iter(f"{NAMES}path") if e.get("class") == "head"]

    assert heads
    for head in heads:
        (x, y), (_, foot), _ = [
            tuple(map(float, pair)) for pair in re.findall(r"([\d.-]+) ([\d.-]+)", head)
        ]
        (box,) = [
            (bx, by, w, h)
            for bx, by, w, h in boxes
            if bx <= x <= bx + w and min(abs(y - by), abs(y - by - h)) < 0.2
        ]
        assert not box[1] + 0.2 < foot < box[1] + box[3] - 0.2
