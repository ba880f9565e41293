"""From the text of a scenario to a story, and everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath

from mockdr.base.diagnostics import Diagnostic
from mockdr.base.source import Place, Scalar
from mockdr.scenario.bends import Bend
from mockdr.scenario.context import NAME, Context
from mockdr.scenario.decoding import plain, point
from mockdr.scenario.deliveries import parse_delivery
from mockdr.scenario.findings import Enough, Findings, said
from mockdr.scenario.fixing import fitted
from mockdr.scenario.givens import declare_given, parse_given
from mockdr.scenario.grammar import FILE
from mockdr.scenario.matrix import merged, read_matrix
from mockdr.scenario.reader import read
from mockdr.scenario.respelling import instead
from mockdr.scenario.rulebook import parse_rules
from mockdr.scenario.steps import collect_names, parse_steps
from mockdr.scenario.story import Given, Step, Story
from mockdr.scenario.strikes import Strike
from mockdr.scenario.tree import ListNode, MapNode, Node
from mockdr.scenario.vocabulary import Vocabulary

__all__ = ["parse", "parse_all", "stem_of"]


def parse(
    text: str | bytes, file: str, vocabulary: Vocabulary
) -> tuple[Story | None, tuple[Diagnostic, ...]]:
    """
    Read a scenario; of a file with a `matrix` the story is its first combination.

    Args:
        text: As it was stored or sent.
        file: Its name, for messages; with the suffix `.yaml` or `.yml` its stem is the
            scenario's name.
        vocabulary: The words of payments.

    Returns:
        The story, or None where an error is among the findings; and all findings, in
        the order of the text.
    """
    stories, findings = parse_all(text, file, vocabulary)
    return (stories[0] if stories else None), findings


def parse_all(
    text: str | bytes, file: str, vocabulary: Vocabulary
) -> tuple[tuple[Story, ...], tuple[Diagnostic, ...]]:
    """
    Read a scenario with every combination of its `matrix`.

    Args:
        text: As `parse` takes it, and so are the others.

    Returns:
        The stories in the order of the matrix, one where there is none, and none where
        an error is among the findings; and all findings, in the order of the text. What
        is wrong with some combinations only says with which.
    """
    stories, found = _read_all(text, file, vocabulary)
    if any(one.fix is not None for one in found):
        found = tuple(fitted(plain(text), found))
    return stories, found


def _read_all(
    text: str | bytes, file: str, vocabulary: Vocabulary
) -> tuple[tuple[Story, ...], tuple[Diagnostic, ...]]:
    findings = Findings()
    words = text if isinstance(text, str) else text.decode("utf-8", "replace")
    try:
        tree = read(text, file, findings)
        if tree is None:
            return (), findings.sorted()
        names = Context(vocabulary=vocabulary, findings=findings)
        matrix, tree = read_matrix(names, tree)
    except Enough:
        return (), findings.sorted()
    fatal = findings.fatal
    told: list[Story | None] = []
    variants: list[Mapping[str, str]] = []
    found: list[tuple[Diagnostic, ...]] = []
    for chosen in matrix.combinations():
        own = Findings()
        variants.append({n: v.text for n, v in chosen.items() if v is not None})
        context = Context(
            vocabulary=vocabulary, findings=own, taken=dict(matrix.places)
        )
        try:
            filled = matrix.filled(tree, chosen, own)
            told.append(_file(context, filled, file, words, variants[-1]))
        except Enough:
            break
        finally:
            found.append(own.sorted())
            fatal = fatal or own.fatal
    stories = () if fatal else tuple(story for story in told if story is not None)
    return stories, merged([{}], [(*findings.sorted(), *merged(variants, found))])


def stem_of(file: str) -> str | None:
    """Return the stem of a scenario file's name; None where *file* is no such name."""
    path = PurePath(file)
    return path.stem if path.suffix.lower() in {".yaml", ".yml"} else None


def _file(
    context: Context, tree: Node, file: str, text: str, variant: Mapping[str, str]
) -> Story | None:
    if isinstance(tree, ListNode):
        # A bare list is `steps`.
        found: dict[str, Node] = {"steps": tree}
    elif isinstance(tree, MapNode):
        known = context.mapping(
            tree,
            "a scenario",
            FILE,
            needs={"steps": "and list calls and acts"},
            at=_start(file),
        )
        found = known or {}
    else:
        context.misshapen(
            tree,
            "a scenario",
            "a mapping or a list of steps",
            "begin with - merchant: createCheckouts, for example",
        )
        return None
    name = _name(context, found.get("scenario"), file)
    summary = context.text(found.get("summary"), "'summary'")
    if "summary" not in found:
        context.findings.add(
            "MDR501",
            "this scenario has no summary",
            _start(file),
            help="add summary: and one sentence, for `mockdr list`",
        )
    context.version = _version(context, found.get("version"))
    if "given" in found:
        declare_given(context, found["given"])
    if "steps" in found:
        context.later = collect_names(found["steps"])
    given = parse_given(context, found["given"]) if "given" in found else Given()
    steps: tuple[Step, ...] = ()
    if "steps" in found:
        steps = parse_steps(context, found["steps"])
    rules: tuple[Strike, ...] = ()
    if "rules" in found:
        rules = parse_rules(context, found["rules"])
    delivery: tuple[Bend, ...] = ()
    if "delivery" in found:
        delivery = parse_delivery(context, found["delivery"])
    return Story(
        name=name,
        summary=summary,
        tags=_tags(context, found.get("tags")),
        version=context.version,
        given=given,
        steps=steps,
        variant=variant,
        rules=rules,
        delivery=delivery,
        file=file,
        text=text,
    )


def _name(context: Context, node: Node | None, file: str) -> str:
    stem = stem_of(file)
    word = context.said(node, "'scenario'")
    if word is None:
        if stem is not None and not NAME.fullmatch(stem):
            context.well_named(Scalar(text=stem, place=_start(file)), "a file's name")
        return stem or "story"
    if context.well_named(word, "a scenario's name") and stem not in {None, word.text}:
        context.findings.add(
            "MDR106",
            f"the scenario is named {word.text!r}, but its file {said(f'{stem}')}",
            word.place,
            help="give both one name",
            fix=instead(word, stem) if stem and NAME.fullmatch(stem) else None,
        )
    return word.text


def _tags(context: Context, node: Node | None) -> tuple[str, ...]:
    if node is None:
        return ()
    words = [
        context.said(item, "a tag")
        for item in context.items(node, "'tags'", words=True) or ()
    ]
    return tuple(word.text for word in words if word is not None)


def _version(context: Context, node: Node | None) -> str | None:
    versions = context.vocabulary.versions
    word = context.word(node, "'version'")
    if word is None:
        return None
    if word.text not in versions:
        context.findings.unknown(
            "MDR310",
            f"there is no version {said(word.text)}",
            word.place,
            word=word.text,
            words=versions,
            otherwise="the versions are",
        )
        return None
    return word.text


def _start(file: str) -> Place:
    return point(file, 1, 1)
