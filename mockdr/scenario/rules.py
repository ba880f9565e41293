"""Every code that reading a scenario can report, each with a name and a reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from mockdr.base.diagnostics import Severity

__all__ = ["RULES", "Rule"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """
    One rule of the language.

    Args:
        code: `MDR` and three digits: 0xx YAML, 1xx shape, 2xx states and
            reachability, 3xx names of the contract, 4xx time and delivery, 5xx advice.
        name: Words joined by hyphens, for people.
        title: What the rule finds, in one line.
        why: Why it matters, and what to do.
        severity: How bad a finding is unless the place says otherwise.
    """

    code: str
    name: str
    title: str
    why: str
    severity: Severity = Severity.ERROR


def _table(*rules: Rule) -> Mapping[str, Rule]:
    table = {rule.code: rule for rule in rules}
    if len(table) < len(rules):
        raise AssertionError("a code stands for two rules")
    return MappingProxyType(table)


def _rule(
    code: str, name: str, title: str, why: str, severity: Severity = Severity.ERROR
) -> Rule:
    return Rule(code=code, name=name, title=title, why=why, severity=severity)


RULES: Final = _table(
    # 0xx: YAML
    _rule(
        "MDR001",
        "yaml-syntax",
        "The text is not YAML.",
        "Nothing after the place can be understood, so nothing else is reported.",
    ),
    _rule(
        "MDR002",
        "not-utf-8",
        "The bytes are not UTF-8.",
        "A file in another encoding would say other names than its author sees.",
    ),
    _rule(
        "MDR003",
        "control-character",
        "An invisible character stands in the text.",
        "What nobody can see, nobody can review; write it as an escape in quotes.",
    ),
    _rule(
        "MDR004",
        "tab",
        "A tab stands in the text.",
        "YAML does not indent with tabs, and nobody can tell them from spaces.",
    ),
    _rule(
        "MDR005",
        "too-large",
        "The file is larger than 1 MiB.",
        "A story of that size is none; the limit keeps a mistake from eating memory.",
    ),
    _rule(
        "MDR006",
        "too-deep",
        "The text nests deeper than 64 levels.",
        "No story needs it; the limit keeps the process alive.",
    ),
    _rule(
        "MDR007",
        "second-document",
        "A second YAML document begins.",
        "One file tells one story; what stands behind `---` would be lost.",
    ),
    _rule(
        "MDR008",
        "empty-file",
        "The file says nothing.",
        "An empty story would pass every test.",
    ),
    _rule(
        "MDR009",
        "duplicate-key",
        "A mapping has the same key twice.",
        "YAML readers keep one of the two without saying which.",
    ),
    _rule(
        "MDR010",
        "anchor",
        "An anchor names a part of the text.",
        "A story reads from top to bottom; there is nothing to refer to an anchor by.",
    ),
    _rule(
        "MDR011",
        "alias",
        "An alias stands for another part of the text.",
        "Write it out: a reader should not have to jump. A star that is meant as text "
        "needs quotes.",
    ),
    _rule(
        "MDR012",
        "tag",
        "A tag gives a type.",
        "The place gives a scalar its type. An exclamation mark that is meant as text "
        "needs quotes.",
    ),
    _rule(
        "MDR013",
        "merge-key",
        "A merge key copies another mapping.",
        "Write the keys out: what a step says should stand there.",
    ),
    _rule(
        "MDR014",
        "key-not-text",
        "A key is a list or a mapping.",
        "Every key of the language is a word.",
    ),
    _rule(
        "MDR099",
        "too-many-findings",
        "There are more findings than anybody reads.",
        "Reading stopped; correct the first ones, the others may go with them.",
    ),
    # 1xx: shape
    _rule(
        "MDR101",
        "unknown-key",
        "A mapping has a key that the language does not know there.",
        "A misspelt key would be ignored, and the story would say less than it seems.",
    ),
    _rule(
        "MDR102",
        "missing-key",
        "A mapping lacks a key that it needs.",
        "Without it the rest of the mapping has no meaning.",
    ),
    _rule(
        "MDR103",
        "wrong-shape",
        "A list, a mapping or a word stands where another of them belongs.",
        "The grammar has one shape for each place.",
    ),
    _rule(
        "MDR104",
        "bad-name",
        "A name has characters that names do not have.",
        "Names are lower-case letters, digits and hyphens, beginning with a letter, "
        "so that references to them need no quotes.",
    ),
    _rule(
        "MDR105",
        "name-taken",
        "A name is used twice, or is a word of the language.",
        "All names of a file share one space; a second one would be ambiguous.",
    ),
    _rule(
        "MDR106",
        "name-not-stem",
        "The scenario is named otherwise than its file.",
        "People look for a scenario by its name, and files are found by theirs.",
    ),
    _rule(
        "MDR107",
        "no-first-call",
        "The story does not begin with a call.",
        "A run begins when a request fits the first call.",
    ),
    _rule(
        "MDR108",
        "who-acts",
        "A step does not say who acts, or says it twice.",
        "A step begins with merchant, customer, provider, fraud or any_order.",
    ),
    _rule(
        "MDR109",
        "any-order-of-calls",
        "any_order holds something other than calls.",
        "Acts have their time, and nesting would say the same as one list.",
    ),
    _rule(
        "MDR110",
        "bad-times",
        "`times` is no count.",
        "Write 2 (exactly), 0..1 (optional) or 1.. (one or more).",
    ),
    _rule(
        "MDR111",
        "as-names-one-thing",
        "`as` stands where not exactly one thing is made.",
        "A name means one thing; a step that is played twice makes two.",
    ),
    _rule(
        "MDR112",
        "not-one-of",
        "A word is none of those that can stand there.",
        "Where the language lists words, the list is closed.",
    ),
    _rule(
        "MDR113",
        "fault-misfit",
        "A fault says something that its kind does not do, or lacks what it needs.",
        "The keys of a fault depend on its kind.",
    ),
    _rule(
        "MDR114",
        "then-without-work",
        "`then` stands beside a fault with `work: none`.",
        "Nothing happened at the server, so nothing came of it.",
    ),
    _rule(
        "MDR115",
        "key-of-another-step",
        "A key belongs to another kind of step.",
        "Acts get no reply, and only a customer who chooses brings a source.",
    ),
    _rule(
        "MDR116",
        "not-there-yet",
        "A part of the language is documented but not there yet.",
        "matrix, rules and delivery come with later versions.",
    ),
    _rule(
        "MDR117",
        "two-files-one-name",
        "Two files of the folders tell a scenario of the same name.",
        "`play` takes a name: rename one of the files.",
    ),
    _rule(
        "MDR118",
        "bad-json-schema",
        "`body_schema` is no JSON Schema.",
        "A schema that cannot be read would fit every request.",
    ),
    # 2xx: states and reachability
    _rule(
        "MDR201",
        "impossible",
        "No documented move from here agrees with `then`.",
        "`then` picks a documented outcome, it never invents one; only `fault` may "
        "leave the contract.",
    ),
    _rule(
        "MDR202",
        "unknown-state",
        "A thing has no such state.",
        "A state that does not exist is never reached.",
    ),
    _rule(
        "MDR203",
        "kind-not-there-yet",
        "Things of this kind are documented but not simulated yet.",
        "`mockdr contract` lists what is there.",
    ),
    _rule(
        "MDR204",
        "thing-without-state",
        "A state is claimed of a thing that has none.",
        "SKUs, plans and webhooks have no lifecycle.",
    ),
    _rule(
        "MDR205",
        "unknown-thing",
        "Nothing in the story has this name.",
        "A thing is named by `as` or in `given`, or is the KIND of a thing.",
    ),
    _rule(
        "MDR206",
        "not-yet-named",
        "A name is used before the step that gives it.",
        "A story is played from top to bottom.",
    ),
    _rule(
        "MDR207",
        "of-whom",
        "An act does not say what it is about.",
        "`completes`, `fails` and `expires` move things of several kinds: say which.",
    ),
    _rule(
        "MDR208",
        "of-another-kind",
        "An act cannot be about a thing of this kind.",
        "Each verb moves things of certain kinds.",
    ),
    _rule(
        "MDR209",
        "dangling-reference",
        "A reference names no field of a thing.",
        "A reference is a thing and a field, for example <checkout.id>.",
    ),
    _rule(
        "MDR210",
        "cannot-go-on",
        "Rehearsed, the story cannot go on at this step.",
        "Nothing can take the act, or no request fits the call.",
    ),
    _rule(
        "MDR211",
        "turns-out-otherwise",
        "Rehearsed, the step turns out otherwise than `then` says.",
        "What the request and the state make of a step comes before what a story asks.",
    ),
    # 3xx: names of the contract
    _rule(
        "MDR301",
        "unknown-operation",
        "The contract has no such operation.",
        "Operations are named by their operationId, for example createOrders.",
    ),
    _rule(
        "MDR302",
        "unknown-error",
        "The operation cannot answer this error.",
        "An error stands in the catalogue for certain operations, by its code (or by "
        "its type, where it has no code).",
    ),
    _rule(
        "MDR303",
        "ambiguous-error",
        "The error fits several entries of the catalogue.",
        "Write the mapping that fits the one that is meant.",
    ),
    _rule(
        "MDR304",
        "operation-not-there-yet",
        "The operation is documented but not simulated yet.",
        "It answers 501 until it is; `mockdr contract` lists what is there.",
    ),
    _rule(
        "MDR305",
        "unknown-verb",
        "The actor has no such verb.",
        "The list of verbs is closed: each is a trigger of the lifecycle tables.",
    ),
    _rule(
        "MDR306",
        "verb-not-there-yet",
        "The act is documented but not simulated yet.",
        "It comes with the things that it moves.",
    ),
    _rule(
        "MDR307",
        "unknown-event",
        "The contract has no such event type.",
        "Event types are spelt as the provider's webhooks spell them.",
    ),
    _rule(
        "MDR308",
        "unknown-field",
        "The contract has no such field there.",
        "What is sent may hold more than the contract lists, so there it is a warning; "
        "in `match` and `reply` it can never fit.",
    ),
    _rule(
        "MDR309",
        "wrong-type",
        "A value is not of the type that the contract has for the field.",
        "The contract gives a scalar of a body its type.",
    ),
    _rule(
        "MDR310",
        "unknown-version",
        "There is no such API version.",
        "Versions are dates; the newest is the default.",
    ),
    _rule(
        "MDR311",
        "version-not-there-yet",
        "The API version is documented but not simulated yet.",
        "`mockdr contract` lists what is there.",
    ),
    _rule(
        "MDR312",
        "unknown-reason",
        "There is no such decline or failure code.",
        "`reason` is one of the documented codes.",
    ),
    _rule(
        "MDR313",
        "unknown-source-type",
        "There is no such type of payment source.",
        "Types are spelt as in the provider's documentation.",
    ),
    _rule(
        "MDR314",
        "unknown-setting",
        "There is no such setting.",
        "`given.settings` takes the settings that concern a tenant.",
    ),
    _rule(
        "MDR315",
        "no-body-there",
        "A body is claimed where the contract has none.",
        "The operation takes no body, or answers without one.",
    ),
    # 4xx: time and delivery
    _rule(
        "MDR401",
        "bad-duration",
        "A duration is not spelt as one.",
        "Write digits and one of ms, s, m, h, d, for example 48h.",
    ),
    # 5xx: advice
    _rule(
        "MDR501",
        "no-summary",
        "The scenario has no summary.",
        "`mockdr list` shows the summary; a good one says who does what and how it "
        "turns out.",
        Severity.ADVICE,
    ),
    _rule(
        "MDR502",
        "shadowed",
        "A scenario of yours has the name of a bundled one.",
        "Yours is played; rename it if that is not meant.",
        Severity.ADVICE,
    ),
)
