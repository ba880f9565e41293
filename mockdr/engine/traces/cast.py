"""The things of a recording, and what a story calls them: only what it has to name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timezone
from typing import Final

from mockdr.base.errors import Json
from mockdr.contract import payment_methods
from mockdr.engine.least import LEAST
from mockdr.engine.least_recurring import RECURRING
from mockdr.engine.traces.draft import Ref, Step
from mockdr.engine.traces.sifting import Heard
from mockdr.engine.traces.sightings import Sighting, sightings
from mockdr.engine.words import KINDS

__all__ = ["Cast"]

#: When mockdr would ask for a product; it does not matter to that.
_NOW: Final = datetime(2024, 5, 1, 12, tzinfo=timezone.utc)
_PEOPLE: Final = ("ann", "bob", "carol", "dave", "eve")


class Cast:
    """
    Knows who appears when.

    Args:
        heard: All that was said; what is told of a thing later is known from the start.
    """

    def __init__(self, heard: Iterable[Heard]) -> None:
        self._facts: dict[tuple[str, str], dict[str, Json]] = {}
        for call in heard:
            for seen in sightings(call):
                facts = self._facts.setdefault((seen.kind, seen.id), {})
                for name, value in seen.document.items():
                    facts.setdefault(name, value)
        #: What a step makes: its KIND and id to the step, from 0.
        self._made: dict[tuple[str, str], int] = {}
        self._given: dict[tuple[str, str], str] = {}
        self._customers: dict[str, dict[str, Json]] = {}
        self._plans: dict[str, Json] = {}
        self._skus: dict[str, Json] = {}
        self._all: dict[str, list[str]] = {}
        self._values: dict[str, Ref] = {}

    def facts(self, kind: str, id: str) -> Mapping[str, Json]:
        """Return all that the replies tell of a thing."""
        return self._facts.get((kind, id), {})

    def paid_with(self) -> dict[str, Json]:
        """Return a source of the type that was there first; none where cards are."""
        types = [
            str(facts["type"])
            for (kind, id), facts in self._facts.items()
            if kind == "source"
            and facts.get("type") in payment_methods()
            and (kind, id) not in self._made
        ]
        plain = not types or types[0] in ("creditCard", "customerCredit")
        return {} if plain else {"type": types[0]}

    def knows(self, kind: str, id: str) -> bool:
        """Tell whether a thing has appeared."""
        return id in self._all.get(kind, ())

    def is_made(self, kind: str, id: str) -> bool:
        """Tell whether a step makes a thing."""
        return (kind, id) in self._made

    def all_of(self, kind: str) -> Sequence[str]:
        """Return the ids of what has appeared of *kind*, in order."""
        return self._all.get(kind, ())

    def only(self, kind: str) -> str:
        """Return the id of the one thing of *kind*; empty where there are others."""
        ids = self._all.get(kind, [])
        return ids[0] if len(ids) == 1 else ""

    def refer(self, text: str) -> Ref | None:
        """Return what stands for an id in a story; None where nothing does."""
        return self._values.get(text)

    def enter(self, kind: str, id: str, *, step: int) -> None:
        """Let a step make a thing."""
        self._made.setdefault((kind, id), step)
        self.appear(kind, id)

    def see(self, seen: Sighting) -> None:
        """Let appear what a reply shows."""
        self.appear(seen.kind, seen.id)
        for path, value in _ids(seen.document, ()):
            ref = Ref(kind=seen.kind, id=seen.id, path=path)
            self._values.setdefault(value, ref)

    def appear(self, kind: str, id: str) -> None:
        """Let a thing be there that no step makes."""
        ids = self._all.setdefault(kind, [])
        if id not in ids:
            ids.append(id)
        self._values[id] = Ref(kind=kind, id=id, path=("id",))

    # -- what was there before ----------------------------------------------------

    def give_customer(self, id: str) -> None:
        """Let a customer be there before the story begins."""
        number = len(self._customers)
        name = _PEOPLE[number] if number < len(_PEOPLE) else f"customer-{number + 1}"
        self._customers[name] = {"email": f"{name}@example.com"}
        self._give("customer", id, name)

    def give_source(self, id: str, owner: str) -> None:
        """Let a source be saved with its owner before the story begins."""
        if not self.knows("customer", owner):
            self.give_customer(owner)
        name = self._given.get(("customer", owner))
        type = str(self.facts("source", id).get("type", "creditCard"))
        method = payment_methods().get(type)
        if name is None or method is None or not method.savable:
            return
        sources = self._customers[name].setdefault("sources", {})
        short = "card" if type == "creditCard" else _hyphened(type)
        label = f"{name}s-{short}" + (f"-{len(sources) + 1}" if sources else "")
        sources[label] = {"type": type}
        self._give("source", id, label)

    def give_plan(self, id: str) -> None:
        """Let a plan be there before the story begins, as far as replies tell of it."""
        least = RECURRING["createPlans"](lambda _: {}, {})
        facts = self.facts("plan", id)
        number = len(self._plans)
        name = "monthly" if number == 0 else f"plan-{number + 1}"
        counted = {n: facts.get(n) for n, v in least.items() if isinstance(v, int)}
        known = all(isinstance(value, int) for value in counted.values())
        self._plans[name] = {
            **least,
            **(counted | {"interval": facts["interval"]} if known else {}),
        }
        self._give("plan", id, name)

    def give_sku(self, id: str) -> None:
        """Let a product be there before the story begins, under its own id."""
        least = LEAST["createSkus"](lambda _: "", _NOW)
        name = f"product-{len(self._skus) + 1}"
        self._skus[name] = {"id": id, **least}
        self._give("sku", id, name)

    def _give(self, kind: str, id: str, name: str) -> None:
        self._given[kind, id] = name
        self.appear(kind, id)

    # -- names ------------------------------------------------------------------------

    def named(
        self, steps: Sequence[Step], checkout: Mapping[str, Json]
    ) -> tuple[tuple[Step, ...], dict[str, Json]]:
        """
        Return the steps with names in place of ids, and what is given.

        Args:
            steps: As they were heard.
            checkout: What was asked of the first checkout.
        """
        used: dict[int, str] = {}
        told = [self._told(step, used) for step in steps]
        given: dict[str, Json] = {}
        if self._customers:
            given["customers"] = self._customers
        if self._skus:
            given["skus"] = self._skus
        if self._plans:
            given["plans"] = self._plans
        asked = self._filled(checkout, used, given=True)
        if asked:
            given["checkout"] = asked
        return tuple(
            replace(step, name=used.get(index)) for index, step in enumerate(told)
        ), given

    def _told(self, step: Step, used: dict[int, str]) -> Step:
        of = step.of
        if isinstance(of, Ref):
            saved = (of.kind, of.id) in self._given and of.kind == "source"
            alone = len(self._all.get(of.kind, ())) <= 1 and not saved
            bare = of.kind if step.who != "merchant" else None
            of = bare if alone else self._label(of.kind, of.id, used) or bare
        asked = {
            part: kept
            for part, value in step.asked.items()
            if (kept := self._filled(value, used))
        }
        return replace(step, of=of, asked=asked)

    def _label(self, kind: str, id: str, used: dict[int, str]) -> str | None:
        """Return what the story calls a thing, and let its step say so."""
        if (kind, id) in self._given:
            return self._given[kind, id]
        ids = self._all.get(kind, [])
        if id not in ids or kind not in KINDS:
            return None
        if len(ids) == 1:
            return kind
        number = ids.index(id) + 1
        step = self._made.get((kind, id))
        if step is None:
            return f"{kind}.{number}"
        return used.setdefault(step, self._name(kind, id, number))

    def _name(self, kind: str, id: str, number: int) -> str:
        if kind != "source":
            return f"{_hyphened(kind)}-{number}"
        type = self._type(id)
        short = "card" if type == "creditCard" else _hyphened(type)
        same = [other for other in self._all[kind] if self._type(other) == type]
        return short if same[:1] == [id] else f"{short}-{same.index(id) + 1}"

    def _type(self, source: str) -> str:
        type = str(self.facts("source", source).get("type"))
        return type if type in payment_methods() else "source"

    def _filled(
        self, value: Json, used: dict[int, str], *, given: bool = False
    ) -> Json:
        """Return *value* with the story's names for things; without what has none."""
        if isinstance(value, Mapping):
            found = {n: self._filled(v, used, given=given) for n, v in value.items()}
            return {n: v for n, v in found.items() if not isinstance(v, Ref)}
        if isinstance(value, list):
            return [
                {} if isinstance(v, Ref) else v
                for v in (self._filled(item, used, given=given) for item in value)
            ]
        if not isinstance(value, Ref):
            return value
        if given and (value.kind, value.id) not in self._given:
            return value
        label = self._label(value.kind, value.id, used)
        if label is None:
            return value
        return f"<{label}.{'.'.join(value.path)}>"


def _ids(value: Json, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(value, Mapping):
        for name, item in value.items():
            if name == "metadata":
                continue
            if name == "id" and isinstance(item, str | int):
                yield (*path, name), str(item)
            else:
                yield from _ids(item, (*path, str(name)))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _ids(item, (*path, str(index)))


def _hyphened(word: str) -> str:
    """Return a word of the contract as stories spell names: `klarna-credit`."""
    spelt = "".join(f"-{c.lower()}" if c.isupper() else c for c in word)
    return spelt.replace("_", "-").lstrip("-")
