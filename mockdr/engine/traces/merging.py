"""Several recordings of one flow: one story with a matrix, or one for each ending."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import PurePath
from typing import Final

from mockdr.base.errors import Json
from mockdr.engine.traces.draft import Draft, Step
from mockdr.engine.words import KINDS

__all__ = ["Merged", "merge", "slug"]

#: Keys to what their values are called where several stand for one another.
_CALLED: Final = {"type": "method", "error": "refusal", "code": "refusal"}
_KINDS: Final = frozenset(KINDS)
_ENDING: Final = "ending"

Path = tuple[str | int, ...]
#: A story, and the recordings that tell it.
_Kind = tuple[Draft, list[str]]
#: What stands for several of them, and they.
_Group = tuple[Draft, Sequence[_Kind]]
#: Of so many stories each choice is tried, of more only their first.
_MOST: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """
    What came of one or several recordings.

    Args:
        draft: The story.
        files: The recordings that it tells.
    """

    draft: Draft
    files: tuple[str, ...]


def merge(
    told: Sequence[tuple[str, Draft]], name: str
) -> tuple[tuple[Merged, ...], tuple[str, ...]]:
    """
    Return the stories that *told* make, and sentences on where they part.

    Args:
        told: Each recording's file, and the story that it tells.
        name: What they are called; each for itself gets its ending besides.
    """
    kinds: list[tuple[Draft, list[str]]] = []
    for file, draft in told:
        at = next((i for i, (known, _) in enumerate(kinds) if _same(known, draft)), -1)
        if at < 0:
            kinds.append((draft, [file]))
        else:
            # Who looked again and again looked at least once.
            known, files = kinds[at]
            kinds[at] = _patient(known, draft), [*files, file]
    notes = [
        f"{_all(files)} tell the same story" for _, files in kinds if len(files) > 1
    ]
    groups = _grouped(kinds)
    for draft, members in groups:
        if draft.matrix:
            sources = _files(members)
            values = ", ".join(
                f"{key}: {' | '.join(values)}" for key, values in draft.matrix.items()
            )
            who = "they" if len(groups) == 1 else _all(sources)
            notes.append(
                f"{who} differ in nothing but {values}, so one matrix tells them"
            )
    if len(groups) == 1:
        [(only, members)] = groups
        merged = Merged(draft=replace(only, name=name), files=_files(members))
        return (merged,), tuple(notes)
    stories: list[Merged] = []
    taken: set[str] = set()
    first = groups[0]
    for group in groups:
        draft, members = group
        own = f"{name}-{_ending(group, groups[1] if group is first else first)}"
        number = 2
        unique = own
        while unique in taken:
            unique, number = f"{own}-{number}", number + 1
        taken.add(unique)
        stories.append(Merged(draft=replace(draft, name=unique), files=_files(members)))
        if group is not first:
            notes.append(_parting(first, group))
    return tuple(stories), tuple(notes)


def _files(members: Sequence[_Kind]) -> tuple[str, ...]:
    return tuple(file for _, files in members for file in files)


def _all(files: Sequence[str]) -> str:
    """Return names as people list them."""
    *most, last = files
    return f"{', '.join(most)} and {last}" if most else last


def slug(text: str) -> str:
    """Return *text* as stories are named: small letters, digits and hyphens."""
    found = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
    return found if found[:1].isalpha() else f"story-{found}".rstrip("-")


# -- alike -----------------------------------------------------------------------------


def _tree(draft: Draft) -> Json:
    return {
        "version": draft.version,
        "given": draft.given,
        "steps": [step.fields() for step in draft.steps],
    }


def _same(one: Draft, other: Draft) -> bool:
    """Tell whether two are the same story, however often the shop looked again."""
    return bool(_tree(_patient(one, other)) == _tree(_patient(other, one)))


def _patient(one: Draft, other: Draft) -> Draft:
    """Return *one*, looking again and again wherever *other* does."""
    if len(one.steps) != len(other.steps):
        return one
    steps = tuple(
        replace(mine, times="1..")
        if mine.times == "" and its.times == "1.." and mine.what == its.what
        else mine
        for mine, its in zip(one.steps, other.steps, strict=True)
    )
    return replace(one, steps=steps)


def _grouped(kinds: Sequence[_Kind]) -> list[_Group]:
    """Return *kinds*, as many of them as can be in one matrix, and so on."""
    left = list(kinds)
    groups: list[_Group] = []
    while left:
        group = _largest(left)
        draft = _as_matrix([draft for draft, _ in group]) if len(group) > 1 else None
        groups.append((draft or group[0][0], group))
        left = [kind for kind in left if all(kind is not other for other in group)]
    return groups


def _largest(kinds: Sequence[_Kind]) -> Sequence[_Kind]:
    """Return the first of *kinds*, with as many as stand in one matrix with it."""
    first, *rest = kinds
    trees = [_tree(first[0])]
    alike = [k for k in rest if _places([*trees, _tree(k[0])], ()) is not None]
    if _as_matrix([draft for draft, _ in (first, *alike)]) is not None:
        return [first, *alike]
    for size in range(min(len(alike), _MOST), 0, -1):
        for some in combinations(alike[:_MOST], size):
            if _as_matrix([draft for draft, _ in (first, *some)]) is not None:
                return [first, *some]
    return [first]


def _as_matrix(drafts: Sequence[Draft]) -> Draft | None:
    """Return the one story that stands for all of *drafts*; None where none does."""
    trees = [_tree(draft) for draft in drafts]
    places = _places(trees, ())
    if places is None:
        return None
    rows: dict[tuple[str, ...], list[Path]] = {}
    for path, values in places:
        rows.setdefault(values, []).append(path)
    combinations = list(zip(*rows, strict=True))
    count = 1
    for values in rows:
        count *= len(set(values))
    if len(set(combinations)) != len(drafts) or count != len(drafts):
        return None
    names: dict[str, tuple[str, ...]] = {}
    tree = trees[0]
    for values, paths in rows.items():
        name = _unused(paths, names)
        names[name] = tuple(dict.fromkeys(values))
        for path in paths:
            tree = _put(tree, path, f"<{name}>")
    steps = tuple(
        _step(step, fields)
        for step, fields in zip(drafts[0].steps, tree["steps"], strict=True)
    )
    remarks = dict.fromkeys(remark for draft in drafts for remark in draft.remarks)
    return replace(
        drafts[0],
        given=tree["given"],
        matrix=names,
        steps=steps,
        remarks=tuple(remarks),
    )


def _places(
    trees: Sequence[Json], path: Path
) -> list[tuple[Path, tuple[str, ...]]] | None:
    """Return where *trees* differ in a word; None where they differ in their shape."""
    first = trees[0]
    if all(tree == first for tree in trees):
        return []
    if all(isinstance(tree, Mapping) for tree in trees):
        keys = list(first)
        if any(list(tree) != keys for tree in trees):
            return None
        parts = [(key, [tree[key] for tree in trees]) for key in keys]
    elif all(isinstance(tree, list) for tree in trees):
        if len({len(tree) for tree in trees}) > 1:
            return None
        parts = list(enumerate(map(list, zip(*trees, strict=True))))
    else:
        # What is written without quotes is what stands in a matrix as well.
        texts = [tree for tree in trees if isinstance(tree, str) and tree]
        fits = len(texts) == len(trees) and path[-1:] not in (("merchant",), ("as",))
        return [(path, tuple(texts))] if fits and len(path) > 1 else None
    found: list[tuple[Path, tuple[str, ...]]] = []
    for key, held in parts:
        inner = _places(held, (*path, key))
        if inner is None:
            return None
        found += inner
    return found


def _unused(paths: Sequence[Path], names: Mapping[str, Json]) -> str:
    """Return a name for what differs: after the first key that says what it is."""
    keys = [str(key) for path in paths for key in reversed(path) if key != "then"]
    words = [_CALLED.get(key, slug(key)) for key in keys if not key.isdigit()]
    fitting = [w for w in words if w not in _KINDS and w not in _RESERVED]
    name = fitting[0] if fitting and keys[0] not in _KINDS else _ENDING
    number = 2
    unique = name
    while unique in names:
        unique, number = f"{name}-{number}", number + 1
    return unique


#: Keys of `then`: nothing may be called like one.
_RESERVED: Final = frozenset(
    {"error", "events", "fraud", "headers", "next-action", "reason", "reply"}
)


def _put(tree: Json, path: Path, value: Json) -> Json:
    if not path:
        return value
    key = path[0]
    if isinstance(tree, Mapping):
        return {k: _put(v, path[1:], value) if k == key else v for k, v in tree.items()}
    return [_put(v, path[1:], value) if i == key else v for i, v in enumerate(tree)]


def _step(step: Step, fields: Mapping[str, Json]) -> Step:
    return replace(
        step,
        what=fields[step.who],
        of=fields.get("of"),
        asked=fields.get("match", {}),
        source=fields.get("source", {}),
        fault=fields.get("fault", {}),
        then=fields.get("then", {}),
    )


# -- parting ---------------------------------------------------------------------------


def _parts_at(one: Draft, other: Draft) -> int:
    """Return the first step, from 0, that the two tell otherwise."""
    for index, (mine, its) in enumerate(zip(one.steps, other.steps, strict=False)):
        if _essence(mine) != _essence(its):
            return index
    return min(len(one.steps), len(other.steps))


def _essence(step: Step) -> Json:
    """Return what happens in a step, whatever the things are called."""
    told = {**step.fields(), "times": ""}
    return {key: told.get(key) for key in told if key not in ("of", "as", "times")}


def _closest(one: _Group, other: _Group) -> tuple[int, _Kind, _Kind]:
    """Return which two go together longest, and until before which step, from 0."""
    pairs = [
        (_parts_at(mine[0], its[0]), mine, its) for mine in one[1] for its in other[1]
    ]
    return max(pairs, key=lambda pair: pair[0])


def _ending(group: _Group, rest: _Group) -> str:
    """Return one word for how *group* ends otherwise than *rest*."""
    at, _, (other, _) = _closest(group, rest)
    draft = group[0]
    for step in draft.steps[at:]:
        for word in _words(step):
            if "<" not in word:
                return slug(word)
    if at < len(draft.steps):
        return slug(draft.steps[at].what)
    return "shorter" if len(draft.steps) < len(other.steps) else "alike"


def _words(step: Step) -> Iterator[str]:
    error = step.then.get("error")
    if error is not None:
        yield str(error.get("code", "refused") if isinstance(error, dict) else error)
    if step.fault:
        yield str(step.fault["kind"])
    if step.source:
        yield str(step.source["type"])
    for kind, state in step.then.items():
        if kind in _KINDS:
            yield str(state)
    if step.who != "merchant":
        yield step.what


def _parting(one: _Group, other: _Group) -> str:
    index, (mine, (my_file, *_)), (its, (its_file, *_)) = _closest(one, other)
    who = f"{my_file} and {its_file}"
    if index >= max(len(mine.steps), len(its.steps)):
        trees = _tree(mine), _tree(its)
        what = [key for key in trees[0] if trees[0][key] != trees[1][key]]
        told = {"steps": "which things are named, or how often calls are made"}
        words = " and ".join(told.get(key, f"`{key}`") for key in what)
        return f"{who} tell the same steps, and differ in {words}"
    return (
        f"{who} part at step {index + 1}: "
        f"{PurePath(my_file).name}: {_told(mine, index)} | "
        f"{PurePath(its_file).name}: {_told(its, index)}"
    )


def _told(draft: Draft, index: int) -> str:
    if index >= len(draft.steps):
        return "it ends"
    step = draft.steps[index]
    where = f" (call {step.calls[0].exchange.number})" if step.calls else ""
    how = next(_words(step), "")
    return f"{step.what}{where}{': ' if how else ''}{how}"
