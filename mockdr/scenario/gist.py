"""What a scenario file tells, apart from what it is called: one word for one story."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from mockdr.base.source import Place, Scalar
from mockdr.scenario.decoding import point
from mockdr.scenario.findings import Enough, Findings
from mockdr.scenario.reader import read
from mockdr.scenario.tree import ListNode, MapNode, Node

__all__ = ["Gist", "gist"]

#: What may differ between files that tell the same.
_ASIDE: Final = frozenset({"scenario", "summary", "tags"})
#: What may differ between steps that say the same.
_REMARK: Final = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gist:
    """
    A file and what it tells.

    Args:
        file: Its name, for findings.
        word: The same for all files that tell the same; empty where one tells nothing.
    """

    file: str
    word: str

    @property
    def place(self) -> Place:
        """Where findings about the whole of the file stand."""
        return point(self.file, 1, 1)


def gist(text: str | bytes, file: str) -> Gist:
    """
    Return what a text tells, apart from names, summary, notes and comments.

    Args:
        text: As it was stored or sent.
        file: Its name, for findings.
    """
    findings, tree = Findings(), None
    with suppress(Enough):
        tree = read(text, file, findings)
    if findings.fatal:
        # Nobody knows what it tells; what it lacks is said already.
        return Gist(file=file, word="")
    if isinstance(tree, ListNode):
        tree = MapNode(
            entries=((Scalar(text="steps", place=tree.place), tree),), place=tree.place
        )
    if not isinstance(tree, MapNode):
        return Gist(file=file, word="")
    said = [(k.text, _plain(v)) for k, v in tree.entries if k.text not in _ASIDE]
    told = repr(sorted(said)).encode()
    return Gist(file=file, word=hashlib.blake2b(told, digest_size=12).hexdigest())


def _plain(node: Node) -> object:
    """Return what a part says, in whatever order and style it is written."""
    if isinstance(node, Scalar):
        return node.text, node.quoted
    if isinstance(node, ListNode):
        return "list", [_plain(item) for item in node.items]
    if isinstance(node, MapNode):
        said = [(k.text, _plain(v)) for k, v in node.entries if k.text != _REMARK]
        return "mapping", sorted(said, key=repr)
    return "hole"
