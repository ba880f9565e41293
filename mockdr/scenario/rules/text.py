"""Codes 0xx: what keeps the bytes of a file from being read as YAML."""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["TEXT"]

TEXT: Final = (
    rule(
        "MDR001",
        "yaml-syntax",
        "The text is not YAML.",
        "Nothing after the place can be understood, so nothing else is reported.",
    ),
    rule(
        "MDR002",
        "not-utf-8",
        "The bytes are not UTF-8.",
        "A file in another encoding would say other names than its author sees.",
    ),
    rule(
        "MDR003",
        "control-character",
        "An invisible character stands in the text.",
        "What nobody can see, nobody can review; write it as an escape in quotes.",
    ),
    rule(
        "MDR004",
        "tab",
        "A tab stands in the text.",
        "YAML does not indent with tabs, and nobody can tell them from spaces.",
    ),
    rule(
        "MDR005",
        "too-large",
        "The file is larger than 1 MiB.",
        "A story of that size is none; the limit keeps a mistake from eating memory.",
    ),
    rule(
        "MDR006",
        "too-deep",
        "The text nests deeper than 64 levels.",
        "No story needs it; the limit keeps the process alive.",
    ),
    rule(
        "MDR007",
        "second-document",
        "A second YAML document begins.",
        "One file tells one story; what stands behind `---` would be lost.",
    ),
    rule(
        "MDR008",
        "empty-file",
        "The file says nothing.",
        "An empty story would pass every test.",
    ),
    rule(
        "MDR009",
        "duplicate-key",
        "A mapping has the same key twice.",
        "YAML readers keep one of the two without saying which.",
    ),
    rule(
        "MDR010",
        "anchor",
        "An anchor names a part of the text.",
        "A story reads from top to bottom; there is nothing to refer to an anchor by.",
    ),
    rule(
        "MDR011",
        "alias",
        "An alias stands for another part of the text.",
        "Write it out: a reader should not have to jump. A star that is meant as text "
        "needs quotes.",
    ),
    rule(
        "MDR012",
        "tag",
        "A tag gives a type.",
        "The place gives a scalar its type. An exclamation mark that is meant as text "
        "needs quotes.",
    ),
    rule(
        "MDR013",
        "merge-key",
        "A merge key copies another mapping.",
        "Write the keys out: what a step says should stand there.",
    ),
    rule(
        "MDR014",
        "key-not-text",
        "A key is a list or a mapping.",
        "Every key of the language is a word.",
    ),
    rule(
        "MDR015",
        "unreadable",
        "What has the name of a scenario cannot be read as a file.",
        "It may be forbidden, a pipe, or a link that leads nowhere; what it tells "
        "cannot be checked.",
    ),
    rule(
        "MDR099",
        "too-many-findings",
        "There are more findings than anybody reads.",
        "Reading stopped; correct the first ones, the others may go with them.",
    ),
)
