"""What a scenario says strikes at any time: `rules`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from mockdr.base.source import Scalar
from mockdr.scenario.bends import ANY
from mockdr.scenario.bodies import check_altered, parse_fault, parse_match
from mockdr.scenario.called import operation_named, version_asked
from mockdr.scenario.context import THEN_KEYS, Context
from mockdr.scenario.counting import WHEN_KEYS, read_when
from mockdr.scenario.grammar import RULE
from mockdr.scenario.headers import documented_headers, may_wait
from mockdr.scenario.refusals import parse_error
from mockdr.scenario.story import Fault, Then
from mockdr.scenario.strikes import Strike
from mockdr.scenario.tree import MapNode, Node
from mockdr.scenario.vocabulary import OperationWord, Vocabulary

__all__ = ["parse_rules"]

_NEEDS: Final = {"merchant": f"createOrders, for example, or {ANY}"}
_OF_STEPS: Final = {
    "of": "say in 'match' which requests it strikes, for example match: {body: "
    "{checkoutId: <second.id>}}",
    "times": "say first: 2, every: 5 or probability: 0.1",
    "as": "a request that is struck makes nothing: name things at the steps",
    "note": "write a comment, after a #",
    "after": "it strikes by counting, not by the clock: say first: 2, for example",
    **dict.fromkeys(
        ("customer", "provider", "fraud", "any_order"),
        "rules strike requests, and those the merchant sends: write "
        "- merchant: createOrders, or acts among the steps",
    ),
    "event": "events are bent by 'delivery', which stands beside 'rules'",
}
_THEN: Final = ("error", "headers")
_CLAIMED: Final = "a rule only answers an error: what follows is claimed by the steps"
_HOW: Final = "fault: {kind: reset}, or then: {error: too_many_requests}"
_OFTEN: Final = "first: 1, every: 5 or probability: 0.1; every: 1 strikes all of them"


def parse_rules(context: Context, node: Node) -> tuple[Strike, ...]:
    """Return what strikes at any time, in the order of the file."""
    if isinstance(node, Scalar) and node.text.strip():
        context.misshapen(node, "'rules'", "a list", f"write - merchant: {ANY}")
        return ()
    found = [_strike(context, i) for i in context.items(node, "'rules'") or ()]
    return tuple(strike for strike in found if strike is not None)


def _strike(context: Context, node: Node) -> Strike | None:
    found = context.mapping(node, "a rule", RULE, needs=_NEEDS, elsewhere=_OF_STEPS)
    if found is None or not isinstance(node, MapNode):
        return None
    name = context.word(found.get("merchant"), "'merchant'")
    word = None
    if name is not None and name.text != ANY:
        word = operation_named(context, name, besides=(ANY,))
    match = found.get("match")
    context = replace(context, version=version_asked(context, match))
    wanted = None if match is None else parse_match(context, match, word)
    when = read_when(context, found, node, what="a rule", struck="requests")
    _note_when(context, found, node)
    any_of_them = name is not None and name.text == ANY
    fault, then = _blow(context, found, node, word, every=any_of_them)
    if name is None or (fault is None and then is None):
        return None
    return Strike(
        operation=None if any_of_them else name.text,
        match=wanted,
        when=when,
        fault=fault,
        then=then,
        place=name.place,
    )


def _note_when(context: Context, found: Mapping[str, Node], node: MapNode) -> None:
    """Note a rule that does not say which of the requests it strikes."""
    if not node.torn and not set(WHEN_KEYS) & set(found):
        context.findings.add(
            "MDR410",
            "a rule does not say which of the requests it strikes",
            node.entries[0][0].place if node.entries else node.place,
            help=f"add {_OFTEN}",
        )


def _blow(
    context: Context,
    found: Mapping[str, Node],
    node: MapNode,
    word: OperationWord | None,
    *,
    every: bool,
) -> tuple[Fault | None, Then | None]:
    """
    Return what those meet that are struck: a fault, or an error.

    Args:
        word: The operation; None where it is none, or any.
        every: Whether it can be any.
    """
    then = node.key("then")
    if "fault" in found and then is not None:
        context.findings.add(
            "MDR411",
            "a rule has 'fault' and 'then'",
            then.place,
            help="write two rules; the first that strikes a request holds",
        )
    if "fault" in found:
        fault = parse_fault(context, found["fault"], word)
        if fault is not None:
            check_altered(context, found["fault"], fault, word)
        return fault, None
    if "then" in found:
        asked = _any_of(context.vocabulary) if every else word
        return None, _then(context, found["then"], asked)
    if not node.torn:
        context.findings.add(
            "MDR411",
            "a rule does not say what it strikes with",
            node.entries[0][0].place if node.entries else node.place,
            help=f"add {_HOW}",
        )
    return None, None


def _then(context: Context, node: Node, operation: OperationWord | None) -> Then | None:
    others = {*THEN_KEYS, *context.kinds, *context.names} - {*_THEN}
    found = context.mapping(
        node,
        "'then' of a rule",
        _THEN,
        needs={"error": "too_many_requests"},
        elsewhere=dict.fromkeys(others, _CLAIMED),
    )
    if found is None or "error" not in found:
        return None
    error = parse_error(context, found["error"], operation)
    headers = {}
    if "headers" in found:
        unclear = operation is None or error is None
        waits = unclear or may_wait(operation, error, None)
        headers = documented_headers(context, found["headers"], waits=waits)
    places = {key: value.place for key, value in found.items()}
    return None if error is None else Then(error=error, headers=headers, places=places)


def _any_of(vocabulary: Vocabulary) -> OperationWord:
    """Return a word for any operation: what it can answer is what each of them can."""
    operations = vocabulary.operations.values()
    common = set.intersection(*({e.key for e in word.errors} for word in operations))
    errors = [e for word in operations for e in word.errors if e.key in common]
    first = {error.key: error for error in reversed(errors)}
    return OperationWord(
        id="any operation",
        reads=False,
        makes=None,
        names=(),
        errors=tuple(reversed(first.values())),
    )
