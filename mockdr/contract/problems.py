"""Turns the faults that an engine finds into sentences about parameters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final, Literal

from mockdr.base.cards import RUN, without_cards
from mockdr.base.errors import Json
from mockdr.base.secret_names import holds_card, is_code, is_secret
from mockdr.contract.engines import Fault

__all__ = ["MOST", "Problem", "problems_of", "shown"]

_CARD = re.compile(RUN, re.IGNORECASE)
_LONGEST = 60

#: More problems than this nobody reads, and a hostile body could have millions.
MOST: Final = 100
_MASK = "****"

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """
    One thing that is wrong with a body.

    Args:
        kind: `missing`, `invalid` (type, list, format, range) or `unknown`.
        pointer: JSON pointer of the place; of a missing field, where it should be.
        parameter: The same, as the provider writes it: `items[0].price`.
        expected: What would be right.
        got: What is there, shortened; card numbers and codes are masked.
        rule: The schema keyword that is broken; `not` for a field that has no place
            beside the others.
        value: `got` without quotation marks, as the provider's messages print it.
    """

    kind: Literal["missing", "invalid", "unknown"]
    pointer: str
    parameter: str
    expected: str
    got: str
    rule: str
    value: str = ""


def _pointer(path: Path) -> str:
    return "".join(
        "/" + str(step).replace("~", "~0").replace("/", "~1") for step in path
    )


def _parameter(path: Path) -> str:
    parts: list[str] = []
    for step in path:
        if isinstance(step, int):
            parts.append(f"[{step}]")
        else:
            parts.append(f".{step}" if parts else step)
    return "".join(parts)


def _masked(text: str) -> str:
    return _CARD.sub(lambda found: without_cards(found[0], lambda _: _MASK), text)


def shown(value: Json, path: Path = (), *, quoted: bool = True) -> str:
    """Return *value* for people: short, and without anything to pay with."""
    if isinstance(value, dict):
        return f"an object of {len(value)}" if value else "an empty object"
    if isinstance(value, list):
        return f"an array of {len(value)}" if value else "an empty array"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    names = [step for step in path if isinstance(step, str)]
    if any(map(is_secret, names)) or (
        any(map(holds_card, names[:-1])) and is_code(names[-1], value)
    ):
        return _MASK
    # Masked before it is cut, lest half a card number be shown.
    text = _masked(str(value)[: 2 * _LONGEST])
    if len(text) > _LONGEST:
        text = text[: _LONGEST - 3] + "..."
    return f'"{text}"' if quoted and isinstance(value, str) else text


def _listed(values: Sequence[Json]) -> str:
    texts = ["null" if v is None else str(v) for v in values]
    if len(texts) == 1:
        return texts[0]
    if len(texts) > 12:  # noqa: PLR2004 - more than anyone reads
        return f"one of {', '.join(texts[:12])} and {len(texts) - 12} more"
    return f"one of {', '.join(texts)}"


def _expected(fault: Fault) -> str:
    value = fault.value
    match fault.keyword:
        case "type":
            return " or ".join(value)
        case "enum":
            return _listed(value)
        case "const":
            return shown(value)
        case "format":
            return f"a {value}"
        case "pattern":
            return f"text that fits {value}"
        case "minimum":
            return f"at least {shown(value)}"
        case "maximum":
            return f"at most {shown(value)}"
        case "exclusiveMinimum":
            return f"more than {shown(value)}"
        case "exclusiveMaximum":
            return f"less than {shown(value)}"
        case "minLength" | "minItems" | "minProperties":
            return f"at least {value} long"
        case "maxLength" | "maxItems" | "maxProperties":
            return f"at most {value} long"
        case keyword:
            return f"what {keyword} says"


def _best(branches: Sequence[Sequence[Fault]]) -> Sequence[Fault]:
    """Return the faults of the alternative that the body came nearest to."""

    def distance(faults: Sequence[Fault]) -> tuple[int, int]:
        depth = max((len(fault.path) for fault in faults), default=0)
        return -depth, len(faults)

    return min(branches, key=distance, default=())


def _problem(
    kind: Literal["missing", "invalid", "unknown"],
    fault: Fault,
    path: Path,
    expected: str,
    *instance: Json,
) -> Problem:
    return Problem(
        kind=kind,
        pointer=_pointer(path),
        parameter=_parameter(path),
        expected=expected,
        got=shown(instance[0], path) if instance else "nothing",
        rule=fault.keyword,
        value=shown(instance[0], path, quoted=False) if instance else "",
    )


def _real(path: Path, body: Json) -> Path:
    """Return *path* with text for names and numbers for indexes, as in *body*."""
    # jsonschema-rs tells a field that is named "0" like the first of a list.
    steps: list[str | int] = []
    for step in path:
        real = step if isinstance(body, list) else str(step)
        steps.append(real)
        try:
            body = body[real]
        except (KeyError, IndexError, TypeError):
            body = None
    return tuple(steps)


def _problems(fault: Fault, body: Json) -> Iterator[Problem]:
    path, there = _real(fault.path, body), fault.instance
    if fault.keyword == "required":
        for name in fault.names:
            yield _problem("missing", fault, (*path, name), "to be there")
    elif fault.keyword in ("additionalProperties", "unevaluatedProperties"):
        for name in fault.names[:MOST]:
            place = (*path, name)
            yield _problem("unknown", fault, place, "no such field", there[name])
    elif fault.keyword == "not":
        expected = "nothing here beside the other fields"
        yield _problem("unknown", fault, path, expected, there)
    elif fault.branches:
        for inner in _best(fault.branches):
            yield from _problems(inner, body)
    else:
        yield _problem("invalid", fault, path, _expected(fault), there)


class _Order:
    """Tells where in a body a place comes; what is missing comes last."""

    def __init__(self, body: Json) -> None:
        self._body = body
        self._indexes: dict[int, dict[str, int]] = {}

    def __call__(self, problem: Problem) -> tuple[tuple[int, ...], str]:
        body, order = self._body, []
        for step in problem.pointer.split("/")[1:]:
            name = step.replace("~1", "/").replace("~0", "~")
            if isinstance(body, dict) and name in body:
                order.append(self._index(body)[name])
                body = body[name]
            elif isinstance(body, list) and name.isdigit() and int(name) < len(body):
                order.append(int(name))
                body = body[int(name)]
            else:
                order.append(len(body) if isinstance(body, dict | list) else 0)
                body = None
        return tuple(order), problem.pointer

    def _index(self, body: dict[str, Json]) -> dict[str, int]:
        if id(body) not in self._indexes:
            self._indexes[id(body)] = {name: at for at, name in enumerate(body)}
        return self._indexes[id(body)]


def _within(problem: Problem, places: set[str]) -> bool:
    """Return whether the problem is at or below one of *places*."""
    steps = problem.pointer.split("/")
    return any("/".join(steps[:n]) in places for n in range(1, len(steps) + 1))


def problems_of(body: Json, faults: Iterable[Fault]) -> tuple[Problem, ...]:
    """
    Return what *faults* mean, each place once, in the order of the body.

    Of two findings on one place the first of missing, invalid, unknown is kept; but of
    what has no place at all, it does not matter what it holds. There are at most
    `MOST`.
    """
    rank = {"missing": 0, "invalid": 1, "unknown": 2}
    found = [
        problem
        for fault in islice(faults, 10 * MOST)
        for problem in islice(_problems(fault, body), MOST)
    ]
    outside = {p.pointer for p in found if p.rule == "not"}
    if outside:
        found = [p for p in found if p.rule == "not" or not _within(p, outside)]
    found.sort(key=lambda p: (rank[p.kind], p.expected))
    kept: dict[str, Problem] = {}
    for problem in found:
        kept.setdefault(problem.pointer, problem)
    return tuple(sorted(kept.values(), key=_Order(body))[:MOST])
