"""The steps of a story: calls, acts, and calls in any order."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from typing import Final, cast

from mockdr.base.diagnostics import near, suggest
from mockdr.base.errors import Json
from mockdr.base.fixes import Fix, respelt
from mockdr.base.source import Place, Scalar
from mockdr.scenario.bodies import (
    check_altered,
    parse_fault,
    parse_match,
    parse_source,
    parse_times,
)
from mockdr.scenario.called import operation_named, version_asked
from mockdr.scenario.claims import parse_then
from mockdr.scenario.context import THEN_KEYS, Context, Named
from mockdr.scenario.findings import said, with_article
from mockdr.scenario.grammar import ACT, CALL, HEADS
from mockdr.scenario.respelling import unspaced
from mockdr.scenario.scalars import is_null
from mockdr.scenario.story import NONE, ActStep, AnyOrder, CallStep, Step, Times
from mockdr.scenario.tree import Hole, ListNode, MapNode, Node
from mockdr.scenario.vocabulary import OperationWord, VerbWord

__all__ = ["BRINGS", "NAMES", "collect_names", "parse_steps"]

_ASIDE: Final = {"delivery": "it stands beside 'steps', for the whole story"}
_OF_ACTS: Final = {
    **_ASIDE,
    "after": "the merchant's software calls when it likes; only acts have their time",
    "source": "say in 'match' what the request must contain",
}
_ONLY_CALLS: Final = "only calls have it: here nobody sends a request"
_OF_CALLS: Final = {
    **_ASIDE,
    **dict.fromkeys(("match", "times", "fault"), _ONLY_CALLS),
}
#: The one act that makes a thing which a story can name, and its KIND.
NAMES: Final = ("customer", "chooses", "source")
#: The other verb that comes with a source.
BRINGS: Final = "submits"
#: Verbs that happen on the contract's own date when `after` is absent.
_DATED: Final = frozenset({"expires", "reminds", "renews"})


def collect_names(node: Node) -> dict[str, Place]:
    """Return every name that the steps of *node* give, and where."""
    found: dict[str, Place] = {}
    for item in node.items if isinstance(node, ListNode) else ():
        if not isinstance(item, MapNode):
            continue
        name, inner = item.get("as"), item.get("any_order")
        if isinstance(name, Scalar):
            found.setdefault(name.text, name.place)
        if inner is not None:
            for text, place in collect_names(inner).items():
                found.setdefault(text, place)
    return found


def parse_steps(context: Context, node: Node) -> tuple[Step, ...]:
    """Return the steps of a story; calls come first, by which a run begins."""
    items = context.items(node, "'steps'")
    if items is None:
        return ()
    steps = []
    for index, item in enumerate(items):
        step = _step(context, item)
        if step is not None:
            steps.append(step)
        if index == 0 and isinstance(step, ActStep):
            context.findings.add(
                "MDR107",
                "the first step must be a call",
                step.place,
                help="a run begins when a request fits it: begin with "
                "- merchant: createOrders, for example",
            )
    if not items:
        context.findings.add(
            "MDR107",
            "the story has no steps",
            node.place,
            help="begin with a call, for example - merchant: createOrders",
        )
    return tuple(steps)


def _step(context: Context, node: Node) -> Step | None:
    if isinstance(node, Hole):
        return None
    if not isinstance(node, MapNode):
        todo, fix = _colonless(node)
        context.misshapen(node, "a step", "a mapping", todo, fix=fix)
        return None
    heads = [key for key, _ in node.entries if key.text in HEADS]
    if not heads:
        return _headless(context, node)
    if len(heads) > 1:
        context.findings.add(
            "MDR108",
            f"a step has {heads[0].text!r} and {heads[1].text!r}",
            heads[1].place,
            help="write two steps, one for each who acts",
        )
        return None
    head = heads[0]
    if head.text == "merchant":
        return _call(context, node, head)
    if head.text == "any_order":
        return _any_order(context, node, head)
    return _act(context, node, head)


def _colonless(node: Node) -> tuple[str, Fix | None]:
    """Return what makes a step of what is a text for YAML."""
    todo = "write - merchant: createOrders, for example"
    if not isinstance(node, Scalar):
        return todo, None
    head, _, rest = node.text.partition(" ")
    if head in HEADS and rest and ":" not in rest:
        return f"a colon is missing after {head!r}: write - {head}: {rest[:60]}", None
    return unspaced(node, HEADS) or (todo, None)


def _astray(node: MapNode, things: Collection[str]) -> dict[str, str]:
    """Return the keys of a step that `then` should hold, which holds nothing."""
    then = node.get("then")
    if not isinstance(then, Scalar) or not is_null(then):
        return {}
    return {
        key.text: "indent it below 'then', by two spaces more than 'then' itself"
        for key, _ in node.entries
        if key.text.partition(".")[0] in things
    }


def _headless(context: Context, node: MapNode) -> Step | None:
    """Note a step that says nobody who acts; a misspelt one is read as it is meant."""
    if not node.entries:
        if not node.torn:
            context.findings.add(
                "MDR108", "a step says nothing", node.place, help=_WHO_ACTS
            )
        return None
    for index, (key, value) in enumerate(node.entries):
        meant = near(key.text, HEADS)
        if meant is not None and key.text not in (*CALL, *ACT):
            context.findings.add(
                "MDR108",
                f"nobody named {said(key.text)} acts",
                key.place,
                help=f"did you mean {meant!r}?",
                fix=respelt(key.text, HEADS, key.place),
            )
            head = Scalar(text=meant, place=key.place)
            entries = list(node.entries)
            entries[index] = (head, value)
            return _step(context, MapNode(entries=tuple(entries), place=node.place))
    first = node.entries[0][0]
    context.findings.add(
        "MDR108",
        f"this step, which begins with {said(first.text)}, does not say who acts",
        first.place,
        help=_ASIDE.get(first.text, _WHO_ACTS),
    )
    return None


_WHO_ACTS = f"a step has one of {', '.join(HEADS)}"


# Calls


def _call(context: Context, node: MapNode, head: Scalar) -> CallStep:
    things = (*THEN_KEYS, *context.kinds, *context.names)
    astray = _astray(node, things)
    found = context.mapping(node, "a call", CALL, elsewhere=_OF_ACTS | astray) or {}
    name = context.word(found["merchant"], "'merchant'")
    operation = None if name is None else operation_named(context, name)
    of = _of(context, found.get("of"))
    match = found.get("match")
    context = replace(context, version=version_asked(context, match))
    wanted = None if match is None else parse_match(context, match, operation)
    times = parse_times(context, found.get("times"))
    made = _name(context, found, operation)
    bent = None
    if "fault" in found:
        bent = parse_fault(context, found["fault"], operation)
    then = None if astray else found.get("then")
    claim = None
    if then is not None:
        claim = parse_then(context, then, call=True, operation=operation, fault=bent)
    if bent is not None and not (claim and "error" in claim.places):
        check_altered(context, found["fault"], bent, operation)
    key = node.key("then")
    if bent is not None and bent.work == "none" and key is not None:
        context.findings.add(
            "MDR114",
            f"'then' has nothing to tell, since the fault {bent.kind!r} leaves the "
            "work undone",
            key.place,
            help="leave 'then' out, or say work: done",
        )
    return CallStep(
        operation=name.text if name is not None else "",
        of=of,
        match=wanted,
        name=made,
        times=times or Times(),
        then=claim,
        fault=bent,
        note=context.text(found.get("note"), "'note'"),
        place=name.place if name is not None else head.place,
    )


def _name(
    context: Context, found: dict[str, Node], operation: OperationWord | None
) -> str | None:
    word = context.word(found.get("as"), "'as'")
    if word is None:
        return None
    kind = None if operation is None else operation.makes
    if operation is not None and kind is None:
        context.findings.add(
            "MDR111",
            f"{operation.id} makes nothing that could be named {said(word.text)}",
            word.place,
            help="name the thing at the step that makes it",
        )
    elif "times" in found:
        context.findings.add(
            "MDR111",
            "'as' names one thing, and 'times' could make several",
            word.place,
            help="write the step out for each of them, or use charge.2, for example",
        )
    context.declare(word, kind)
    return word.text


# Acts


def _act(context: Context, node: MapNode, head: Scalar) -> ActStep:
    actor = head.text
    keys = (actor, *ACT)
    things = (*THEN_KEYS, *context.kinds, *context.names)
    astray = _astray(node, set(things) - set(keys))
    found = context.mapping(node, "an act", keys, elsewhere=_OF_CALLS | astray) or {}
    verb = context.word(found[actor], repr(actor))
    word = None if verb is None else _verb(context, actor, verb)
    of = _of(context, found.get("of"), act=word)
    if word is not None and word.needs_of and "of" not in found and verb is not None:
        context.findings.add(
            "MDR207",
            f"{verb.text!r} does not say of what",
            verb.place,
            help=f"add of: {' or '.join(word.kinds)}",
        )
    chooses = word is not None and (actor, word.verb) == NAMES[:2]
    if word is not None and not chooses:
        _refuse_choosing(context, node, word)
    source: Json = NONE
    if "source" in found:
        source = parse_source(context, found["source"], typed=chooses)
    name = context.word(found.get("as"), "'as'")
    if name is not None:
        context.declare(name, NAMES[2] if chooses else None)
    after = context.duration(found.get("after"), "'after'")
    if "after" not in found and actor != "customer" and verb is not None:
        after = None if verb.text in _DATED else timedelta()
    claim = None
    if "then" in found and not astray:
        claim = parse_then(context, found["then"], call=False, operation=None)
    return ActStep(
        actor=actor,
        verb=verb.text if verb is not None else "",
        of=of,
        source=source,
        name=None if name is None else name.text,
        after=after,
        then=claim,
        note=context.text(found.get("note"), "'note'"),
        place=verb.place if verb is not None else head.place,
    )


def _verb(context: Context, actor: str, verb: Scalar) -> VerbWord | None:
    verbs = context.vocabulary.verbs
    word = verbs.get((actor, verb.text))
    if word is not None:
        return word
    others = [a for a, v in verbs if v == verb.text]
    own = [v for a, v in verbs if a == actor]
    context.findings.add(
        "MDR305",
        f"{actor} has no verb {said(verb.text)}",
        verb.place,
        help=f"write {others[0]}: {verb.text}"
        if others
        else suggest(verb.text, own, "the verbs are"),
        fix=None if others else respelt(verb.text, own, verb.place),
    )
    return None


def _refuse_choosing(context: Context, node: MapNode, word: VerbWord) -> None:
    key = node.key("source")
    if key is not None and word.verb != BRINGS:
        context.findings.add(
            "MDR115",
            f"{word.verb!r} takes no source",
            key.place,
            help="only a customer who chooses or submits brings one",
        )
    key = node.key("as")
    if key is not None:
        context.findings.add(
            "MDR111",
            f"{word.verb!r} makes nothing that could be named",
            key.place,
            help="name the thing at the step that makes it",
        )


def _of(
    context: Context, node: Node | None, *, act: VerbWord | None = None
) -> str | None:
    word = context.word(node, "'of'")
    if word is None:
        return None
    thing = context.thing(word.text, word.place)
    if thing is None:
        return None
    if act is not None and thing.kind is not None and thing.kind not in act.kinds:
        is_a = "" if thing.kind == word.text else f" ({said(word.text)} is one)"
        context.findings.add(
            "MDR208",
            f"{act.actor} {act.verb} cannot be of {with_article(thing.kind)}{is_a}",
            word.place,
            help=f"it can be of {', '.join(act.kinds)}",
        )
    return word.text


# Any order


def _any_order(context: Context, node: MapNode, head: Scalar) -> AnyOrder:
    keys = ("any_order",)
    found = context.mapping(node, "any_order", keys, elsewhere=_ASIDE) or {}
    calls: list[CallStep] = []
    made: dict[str, Named] = {}
    items = context.items(found["any_order"], "'any_order'")
    for item in items or ():
        before = set(context.names)
        if isinstance(item, MapNode) and item.key("any_order") is not None:
            key = cast("Scalar", item.key("any_order"))
            context.findings.add(
                "MDR109",
                "any_order cannot stand inside any_order",
                key.place,
                help="list all the calls in one",
            )
            continue
        step = _step(context, item)
        if isinstance(step, ActStep):
            context.findings.add(
                "MDR109",
                f"any_order holds calls only, and {step.actor} {step.verb} is an act",
                step.place,
                help="put the act before or after it",
            )
        elif isinstance(step, CallStep):
            calls.append(step)
        # A sibling may be played first: it cannot count on this one's name.
        for name in set(context.names) - before:
            made[name] = context.names.pop(name)
    context.names |= made
    if items is not None and not items:
        context.findings.add(
            "MDR109", "any_order holds no calls", head.place, help="list two or more"
        )
    return AnyOrder(calls=tuple(calls), place=head.place)
