"""All scenarios on one page: each with its picture, and told in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from mockdr.engine.pictures.page import page, said, told
from mockdr.engine.pictures.stories import pictured
from mockdr.engine.pictures.svg import svg
from mockdr.engine.prose.telling import narrate
from mockdr.engine.tale import tell
from mockdr.scenario.library import BrokenScenario, Entry, Library

__all__ = ["pages"]

_SEARCH: Final = (
    '<input type="search" placeholder="konbini declined refund" '
    'aria-label="Find scenarios" autofocus>'
)
#: Finds what is typed, and shows what an address names.
_SCRIPT: Final = """
const box = document.querySelector("input");
const all = [...document.querySelectorAll("details")];
const tags = [...document.querySelectorAll("button.tag")];
const count = document.querySelector("#count");
function look() {
  const words = box.value.toLowerCase().split(/\\s+/).filter(Boolean);
  let shown = 0;
  for (const one of all) {
    const fits = words.every((word) => one.dataset.words.includes(word));
    one.hidden = !fits;
    shown += fits;
  }
  for (const group of document.querySelectorAll("section"))
    group.hidden = ![...group.querySelectorAll("details")].some((one) => !one.hidden);
  for (const tag of tags)
    tag.setAttribute("aria-pressed", words.includes(tag.textContent.toLowerCase()));
  count.textContent = shown + " of " + all.length;
}
for (const tag of tags)
  tag.addEventListener("click", (event) => {
    event.preventDefault();
    const word = tag.textContent.toLowerCase();
    const words = box.value.split(/\\s+/).filter(Boolean);
    const other = words.filter((one) => one.toLowerCase() !== word);
    box.value = (other.length < words.length ? other : [...words, word]).join(" ");
    look();
  });
box.addEventListener("input", look);
function open() {
  const one = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (one) { one.open = true; one.scrollIntoView(); }
}
addEventListener("hashchange", open);
look();
open();
""".strip()


def pages(library: Library) -> Iterator[tuple[str, str]]:
    """
    Yield the files of a gallery: a picture for each scenario, and `index.html`.

    Args:
        library: The scenarios; of those with a matrix, the first combination is drawn.

    Returns:
        Pairs of a path, from the top of the gallery, and the text of the file.
    """
    sections: dict[str, list[str]] = {}
    tags: dict[str, None] = {}
    for entry in library.entries():
        owner = "bundled" if entry.bundled else "yours"
        title = f"{owner}: {entry.folder}" if entry.folder else owner
        drawn, article = _article(library, entry)
        if drawn:
            yield f"pictures/{entry.name}.svg", drawn
        sections.setdefault(title, []).append(article)
        tags |= dict.fromkeys(entry.tags)
    count = sum(map(len, sections.values()))
    told_of = "stories, each with the way it takes through the lifecycles"
    body = [
        "<h1>Scenarios</h1>",
        f'<p class="soft">{count} {told_of}. Type a word, a folder or a tag.</p>',
        _SEARCH,
        f'<p><span class="soft" id="count"></span> {_buttons(sorted(tags))}</p>',
    ]
    for title, articles in sections.items():
        body += [f"<section><h2>{said(title)}</h2>", *articles, "</section>"]
    yield "index.html", page("Scenarios", "\n".join(body), _SCRIPT)


def _article(library: Library, entry: Entry) -> tuple[str, str]:
    """Return the picture of a scenario, and its part of the page."""
    words = " ".join((entry.name, entry.summary, entry.folder, *entry.tags)).lower()
    head = (
        f'<details id="{said(entry.name)}" data-words="{said(words)}"><summary>'
        f"<b>{said(entry.name)}</b> {_buttons(entry.tags)}<br>"
        f'<span class="soft">{said(entry.summary)}</span></summary>'
    )
    try:
        stories = library.stories(entry.name)
    except BrokenScenario as broken:
        return "", f'{head}<pre class="no">{said(broken.message)}</pre></details>'
    tale = tell(stories[0])
    others = [story.title for story in stories[1:]]
    combinations = f"<p>And likewise: {said(', '.join(others))}.</p>" if others else ""
    return svg(pictured(tale)), (
        f'{head}<div class="picture"><img loading="lazy" alt="The way of '
        f'{said(entry.name)}" src="pictures/{said(entry.name)}.svg"></div>'
        f"{told(narrate(tale, variants=stories))}{combinations}"
        f'<p class="soft mono">{said(entry.file)}</p></details>'
    )


def _buttons(tags: Iterable[str]) -> str:
    return "".join(f'<button class="tag">{said(tag)}</button>' for tag in tags)
