"""What the parts of the parser share: the findings, the words, the names so far."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from types import MappingProxyType

from mockdr.base.clock import parse_duration
from mockdr.base.errors import MockdrError
from mockdr.base.fixes import Fix
from mockdr.base.source import Place, Scalar
from mockdr.scenario.findings import Findings, said
from mockdr.scenario.grammar import THEN
from mockdr.scenario.respelling import as_list, duration, hyphened, unspaced
from mockdr.scenario.scalars import is_null
from mockdr.scenario.tree import Hole, ListNode, MapNode, Node, first_place, shape
from mockdr.scenario.vocabulary import Vocabulary

__all__ = ["NAME", "THEN_KEYS", "Context", "Named"]

NAME = re.compile(r"[a-z][a-z0-9-]*")
_LONGEST = 60
_NOTHING: Mapping[str, str] = MappingProxyType({})
#: What a value of `matrix` would stand for.
_SLOT = re.compile(r"<([a-z][a-z0-9_-]*)>")
_NUMBERED = re.compile(r"([a-z_]+)\.([1-9][0-9]{0,5})")

#: Keys of `then` that are no THING.
THEN_KEYS = tuple(THEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What a name of the file stands for; `kind` is a KIND, or sku, plan, webhook."""

    kind: str | None
    place: Place


@dataclass(slots=True, kw_only=True)
class Context:
    """
    The state of parsing one file.

    Args:
        names: Names that can be used here.
        later: Names that steps give further down, and where.
        taken: Names of the file's matrix, and where: nothing else can be called so.
        early: Whether nothing has happened yet: only given things are there.
        version: The API version that the bodies of the file are in; None for the
            newest.
    """

    vocabulary: Vocabulary
    findings: Findings
    names: dict[str, Named] = field(default_factory=dict)
    later: dict[str, Place] = field(default_factory=dict)
    taken: dict[str, Place] = field(default_factory=dict)
    early: bool = False
    version: str | None = None

    @property
    def kinds(self) -> tuple[str, ...]:
        """Every KIND."""
        return tuple(k for k in self.vocabulary.kinds if k not in THEN_KEYS)

    # Shapes

    def mapping(
        self,
        node: Node,
        what: str,
        keys: Collection[str],
        *,
        needs: Mapping[str, str] = _NOTHING,
        elsewhere: Mapping[str, str] = _NOTHING,
        at: Place | None = None,
    ) -> dict[str, Node] | None:
        """
        Return the entries of a closed mapping; those that it does not know are noted.

        Args:
            node: What stands there.
            what: What people call it: `a call`, `'then'`.
            keys: The keys it knows.
            needs: Those that must be there, and what to write.
            elsewhere: Keys that belong to other steps, and what to do about them.
            at: Where to note that one is missing; the whole mapping when absent.
        """
        if not isinstance(node, MapNode):
            todo = f"its keys are {', '.join(keys)}"
            meant = unspaced(node, keys) if isinstance(node, Scalar) else None
            self.misshapen(node, what, "a mapping", meant[0] if meant else todo)
            return None
        known: dict[str, Node] = {}
        for key, value in node.entries:
            if key.text in keys:
                known[key.text] = value
            elif key.text in elsewhere:
                self.findings.add(
                    "MDR115",
                    f"{what} has no {key.text!r}",
                    key.place,
                    help=elsewhere[key.text],
                )
            elif not self.unspaced(
                "MDR101", f"{what} has no key {said(key.text)}", key, value, keys
            ):
                self.findings.unknown(
                    "MDR101",
                    f"{what} has no key {said(key.text)}",
                    key.place,
                    word=key.text,
                    words=keys,
                    otherwise="the keys are",
                )
        for lacked, example in needs.items():
            if lacked not in known and not node.torn and not node.says(lacked):
                self.findings.add(
                    "MDR102",
                    f"{what} lacks {lacked!r}",
                    at or node.place,
                    help=f"add {lacked}: {example}",
                )
        return known

    def unspaced(
        self, code: str, message: str, key: Scalar, value: Node, keys: Collection[str]
    ) -> bool:
        """Note a key that is one of *keys*, a colon and its value without a space."""
        # In brackets the value is all in the key; else it may go on behind a colon.
        goes_on = not isinstance(value, Scalar) or value.text != ""
        safe = not goes_on or key.text.partition(":")[2][:1] in {"{", "["}
        meant = unspaced(key, keys, safe=safe)
        if meant is None:
            return False
        self.findings.add(code, message, key.place, help=meant[0], fix=meant[1])
        return True

    def entries(self, node: Node, what: str) -> tuple[tuple[Scalar, Node], ...] | None:
        """Return the entries of an open mapping."""
        if isinstance(node, MapNode):
            return node.entries
        self.misshapen(node, what, "a mapping", "write it like {key: value}")
        return None

    def items(
        self, node: Node, what: str, *, words: bool = False
    ) -> tuple[Node, ...] | None:
        """
        Return the items of a list.

        Args:
            words: Whether they are words: one alone can only be the list's only item.
        """
        if isinstance(node, ListNode):
            return node.items
        if words and isinstance(node, Scalar) and node.text:
            todo = f"write [{node.text[:_LONGEST]}]"
            self.misshapen(node, what, "a list", todo, fix=as_list(node))
        else:
            self.misshapen(node, what, "a list", "begin each item with a dash")
        return None

    def word(
        self, node: Node | None, what: str, wanted: str = "a word"
    ) -> Scalar | None:
        """Return the scalar that stands there, if one does and it is not empty."""
        if node is None:
            return None
        if isinstance(node, Scalar) and node.text.strip():
            slot = _SLOT.fullmatch(node.text) if wanted == "a word" else None
            if slot is not None and slot[1] not in self.taken:
                self.no_slot(node)
                return None
            return node
        todo = f"write {wanted.replace('a ', 'one ', 1)}"
        if isinstance(node, Scalar):
            todo += ", or leave the key out"
        self.misshapen(node, what, wanted, todo)
        return None

    def no_slot(self, scalar: Scalar) -> None:
        """Note a name in angle brackets that no matrix gives a value."""
        matrix = ", ".join(f"<{name}>" for name in self.taken)
        name = scalar.text.strip("<>")
        self.findings.add(
            "MDR209",
            f"{said(scalar.text)} stands for nothing",
            scalar.place,
            help=f"the matrix has {matrix}"
            if matrix
            else "there is no matrix: write the word itself, or add "
            f"matrix: {{{name}: [one, another]}} at the top",
        )

    def said(
        self, node: Node | None, what: str, wanted: str = "a word"
    ) -> Scalar | None:
        """Return the scalar that stands there; `null` and `~` are none."""
        if isinstance(node, Scalar) and is_null(node):
            node = replace(node, text="")
        return self.word(node, what, wanted)

    def text(self, node: Node | None, what: str) -> str:
        """Return the free text that stands there; it may have several lines."""
        found = self.said(node, what, "a text")
        return " ".join(found.text.split()) if found is not None else ""

    def choice(
        self,
        node: Node | None,
        what: str,
        words: Collection[str],
        *,
        code: str = "MDR112",
    ) -> str | None:
        """Return the one of *words* that stands there."""
        found = self.word(node, what)
        if found is None or found.text in words:
            return found.text if found is not None else None
        self.findings.unknown(
            code,
            f"{what} cannot be {said(found.text)}",
            found.place,
            word=found.text,
            words=words,
            otherwise="it is one of",
        )
        return None

    def event(
        self, node: Node | None, what: str, *, besides: Collection[str] = ()
    ) -> str | None:
        """Return the type of event that stands there, or the word *besides*."""
        found = self.word(node, what)
        if found is None:
            return None
        words = (*besides, *sorted(self.vocabulary.events))
        if found.text not in words:
            self.findings.unknown(
                "MDR307",
                f"there is no event {said(found.text)}",
                found.place,
                word=found.text,
                words=words,
                otherwise="the events are",
            )
        return found.text

    def duration(self, node: Node | None, what: str) -> timedelta | None:
        """Return the duration that stands there."""
        found = self.word(node, what)
        if found is None:
            return None
        try:
            return parse_duration(found.text)
        except MockdrError as error:
            fix = duration(found)
            self.findings.add(
                "MDR401",
                f"{what} must be a duration, not {said(found.text)}",
                found.place,
                help=f"did you mean {fix.edits[0].new}? {error.help}"
                if fix is not None
                else error.help,
                fix=fix,
            )
            return None

    def misshapen(
        self,
        node: Node,
        what: str,
        wanted: str,
        todo: str,
        *,
        fix: Fix | None = None,
    ) -> None:
        """Note that something else than *wanted* stands there, and what *todo*."""
        if not isinstance(node, Hole):
            self.findings.add(
                "MDR103",
                f"{what} must be {wanted}, not {shape(node)}",
                first_place(node),
                help=todo,
                fix=fix,
            )

    # Names and things

    def declare(self, scalar: Scalar, kind: str | None) -> None:
        """Take the name that *scalar* gives to a thing of *kind*."""
        name = scalar.text
        if not self.well_named(scalar, "a name"):
            # It is known by its poor name all the same, so that this is said once.
            if name not in THEN_KEYS:
                self.names.setdefault(name, Named(kind=kind, place=scalar.place))
            return
        known = self.names.get(name)
        taken = self.taken.get(name) if known is None else known.place
        if taken is not None:
            self.findings.add(
                "MDR105",
                f"the name {name!r} is given already",
                scalar.place,
                help=f"the first one is on line {taken.line}; in a file, no two "
                "things may be called alike",
            )
        elif name in self.kinds or name in THEN_KEYS:
            word = "a KIND" if name in self.kinds else "a key of then"
            self.findings.add(
                "MDR105",
                f"{name!r} cannot be a name, since it is {word}",
                scalar.place,
                help=f"choose another, for example my-{name.replace('_', '-')}",
            )
        else:
            self.names[name] = Named(kind=kind, place=scalar.place)

    def well_named(self, scalar: Scalar, what: str) -> bool:
        """Tell whether *scalar* is a NAME, and note it otherwise."""
        if NAME.fullmatch(scalar.text):
            return True
        better = hyphened(scalar.text)
        self.findings.add(
            "MDR104",
            f"{what} cannot be {said(scalar.text)}",
            scalar.place,
            help="use a to z, digits and hyphens, and begin with a letter"
            + (f", for example {better}" if NAME.fullmatch(better) else ""),
        )
        return False

    def thing(self, text: str, place: Place) -> Named | None:
        """
        Return what THING *text* stands for; note it where it stands for nothing.

        Args:
            text: A NAME, a KIND, or a KIND and a number.
            place: Where it stands.
        """
        if text in self.names:
            return self.names[text]
        numbered = _NUMBERED.fullmatch(text)
        kind = numbered[1] if numbered else text
        if kind in self.kinds and not self.early:
            return Named(kind=kind, place=place)
        if kind in self.kinds:
            self.findings.add(
                "MDR206",
                f"there is no {kind} yet when the given things are made",
                place,
                help="name a given thing, for example <ann.id>, or let a step say it",
            )
            return None
        if text in self.later:
            self._note_later(text, place)
            return None
        if text.partition(".")[0] in self.kinds:
            self.findings.add(
                "MDR205",
                f"{said(text)} is no thing of this story",
                place,
                help=f"{text.partition('.')[0]}.1 is the first of its kind, in order "
                "of creation",
            )
            return None
        self.findings.unknown(
            "MDR205",
            f"nothing in this story is named {said(text)}",
            place,
            word=text,
            words=(*self.names, *self.kinds),
            otherwise="name it with `as` or in `given`; known here are",
        )
        return None

    def _note_later(self, name: str, place: Place) -> None:
        line = self.later[name].line
        if line >= place.line:
            message = f"{name!r} is named on line {line}, which is played after this"
            todo = "a story is played from top to bottom: name the thing above"
        else:
            message = f"{name!r}, of line {line}, may not be there yet"
            todo = (
                "calls of any_order cannot count on each other: put the one that "
                "makes it before them"
            )
        self.findings.add("MDR206", message, place, help=todo)
