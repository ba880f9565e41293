"""Codes 1xx: what does not have the shape that the grammar gives its place."""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["SHAPE"]

SHAPE: Final = (
    rule(
        "MDR101",
        "unknown-key",
        "A mapping has a key that the language does not know there.",
        "A misspelt key would be ignored, and the story would say less than it seems.",
    ),
    rule(
        "MDR102",
        "missing-key",
        "A mapping lacks a key that it needs.",
        "Without it the rest of the mapping has no meaning.",
    ),
    rule(
        "MDR103",
        "wrong-shape",
        "A list, a mapping or a word stands where another of them belongs.",
        "The grammar has one shape for each place.",
    ),
    rule(
        "MDR104",
        "bad-name",
        "A name has characters that names do not have.",
        "Names are lower-case letters, digits and hyphens, beginning with a letter, "
        "so that references to them need no quotes.",
    ),
    rule(
        "MDR105",
        "name-taken",
        "A name is used twice, or is a word of the language.",
        "Two things of one name could not be told apart by a reference.",
    ),
    rule(
        "MDR106",
        "name-not-stem",
        "The scenario is named otherwise than its file.",
        "People look for a scenario by its name, and files are found by theirs.",
    ),
    rule(
        "MDR107",
        "no-first-call",
        "The story does not begin with a call.",
        "A run begins when a request fits the first call.",
    ),
    rule(
        "MDR108",
        "who-acts",
        "A step does not say who acts, or says it twice.",
        "A step begins with merchant, customer, provider, fraud or any_order.",
    ),
    rule(
        "MDR109",
        "any-order-of-calls",
        "any_order holds something other than calls.",
        "Acts have their time, and nesting would say the same as one list.",
    ),
    rule(
        "MDR110",
        "bad-times",
        "`times` is no count.",
        "Write 2 (exactly), 0..1 (optional) or 1.. (one or more).",
    ),
    rule(
        "MDR111",
        "as-names-one-thing",
        "`as` stands where not exactly one thing is made.",
        "A name means one thing; a step that is played twice makes two.",
    ),
    rule(
        "MDR112",
        "not-one-of",
        "A word is none of those that can stand there.",
        "Where the language lists words, the list is closed.",
    ),
    rule(
        "MDR113",
        "fault-misfit",
        "A fault says something that its kind does not do, or lacks what it needs.",
        "The keys of a fault depend on its kind.",
    ),
    rule(
        "MDR114",
        "then-without-work",
        "`then` stands beside a fault with `work: none`.",
        "Nothing happened at the server, so nothing came of it.",
    ),
    rule(
        "MDR115",
        "key-of-another-step",
        "A key belongs to another kind of step.",
        "Acts get no reply; only a customer who chooses or submits brings a source. "
        "How events travel is told of the whole story: `delivery` stands beside "
        "`steps`.",
    ),
    rule(
        "MDR116",
        "not-there-yet",
        "A part of the language is documented but not there yet.",
        "matrix and rules come with later versions.",
    ),
    rule(
        "MDR117",
        "two-files-one-name",
        "Two files of the folders tell a scenario of the same name.",
        "`play` takes a name: rename one of the files.",
    ),
    rule(
        "MDR118",
        "bad-json-schema",
        "`body_schema` is no JSON Schema.",
        "A schema that cannot be read would fit every request.",
    ),
    rule(
        "MDR119",
        "unknown-schema-keyword",
        "`body_schema` has a keyword that nothing is judged by.",
        "JSON Schema passes over what it does not know: a misspelt keyword would fit "
        "every request.",
    ),
    rule(
        "MDR120",
        "bad-header",
        "A header is none that HTTP could carry.",
        "The name is a word, the value one line of plain ASCII.",
    ),
)
