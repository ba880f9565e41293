"""What a call is answered when it is refused: one error of those that there are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import combinations

from mockdr.base.diagnostics import suggest
from mockdr.base.fixes import respelt
from mockdr.base.source import Place, Scalar
from mockdr.scenario.context import Context
from mockdr.scenario.findings import said
from mockdr.scenario.grammar import ERROR
from mockdr.scenario.scalars import is_null
from mockdr.scenario.story import ErrorClaim
from mockdr.scenario.tree import MapNode, Node
from mockdr.scenario.vocabulary import ErrorWord, OperationWord

__all__ = ["parse_error"]

_FIELDS = ("code", "parameter", "status", "type")
_MOST = 12
_STATUS = re.compile("[1-5][0-9][0-9]")
#: What a declined payment is answered, whatever the reason.
_REFUSES = "failed-request"


def parse_error(
    context: Context, node: Node, operation: OperationWord | None
) -> ErrorClaim | None:
    """Return the error that stands there; note it where *operation* answers none."""
    if isinstance(node, Scalar):
        word = context.word(node, "'error'")
        if word is None:
            return None
        asked: dict[str, str | None] = {"code": word.text}
        return _claim(context, asked, word.text, word.place, operation)
    what = "'error'"
    found = context.mapping(node, what, ERROR)
    if found is None:
        return None
    asked = {}
    for key, value in found.items():
        if key == "parameter" and isinstance(value, Scalar) and is_null(value):
            asked[key] = None
            continue
        scalar = context.word(value, f"{key!r} of 'error'")
        if scalar is not None:
            asked[key] = scalar.text
    if not asked:
        if isinstance(node, MapNode) and not node.entries:
            context.findings.add(
                "MDR102",
                f"{what} says nothing",
                node.place,
                help="name a code, for example {code: not_found}",
            )
        return None
    return _claim(context, asked, _written(asked), node.place, operation)


def _claim(
    context: Context,
    asked: dict[str, str | None],
    text: str,
    place: Place,
    operation: OperationWord | None,
) -> ErrorClaim | None:
    parameter = asked.get("parameter")
    if operation is None:
        return ErrorClaim(keys=(), text=text, parameter=parameter, place=place)
    exact = [e for e in operation.errors if _fits(e, asked)]
    if not exact and parameter is not None:
        # Some entries are about any parameter.
        general = asked | {"parameter": None}
        exact = [e for e in operation.errors if _fits(e, general)]
    kinds = list(dict.fromkeys(_facts(e) for e in exact))
    if not kinds:
        _note_unknown(context, asked, text, place, operation)
        return None
    if len(kinds) > 1:
        shown = text if text.startswith("{") else said(text)
        context.findings.add(
            "MDR303",
            f"{shown} fits {len(kinds)} errors of {operation.id}",
            place,
            help="write one of\n" + _listed(exact, operation.errors),
        )
        return None
    keys = sorted((e.key for e in exact), key=lambda key: key != exact[0].code)
    if parameter is not None:
        # Facts may choose an entry that says the same of any parameter.
        code, _, *rest = _facts(exact[0])
        any_of_it = (code, None, *rest)
        keys += [e.key for e in operation.errors if _facts(e) == any_of_it]
    return ErrorClaim(
        keys=tuple(dict.fromkeys(keys)), text=text, parameter=parameter, place=place
    )


def _facts(entry: ErrorWord) -> tuple[str | None, ...]:
    return (entry.code, entry.parameter, str(entry.status), entry.type)


def _fits(entry: ErrorWord, asked: dict[str, str | None]) -> bool:
    for field, want in asked.items():
        if field == "code":
            if want != (entry.type if entry.code is None else entry.code):
                return False
        elif want != _facts(entry)[_FIELDS.index(field)]:
            return False
    return True


def _note_unknown(
    context: Context,
    asked: dict[str, str | None],
    text: str,
    place: Place,
    operation: OperationWord,
) -> None:
    code = asked.get("code")
    shown = text if text.startswith("{") else said(text)
    message = f"{operation.id} cannot answer {shown}"
    same = [
        e for e in operation.errors if code is not None and _fits(e, {"code": code})
    ]
    fix = None
    if same:
        todo = "it can answer\n" + _listed(same, operation.errors)
    else:
        codes = dict.fromkeys(e.code or e.type for e in operation.errors)
        todo = (
            _by_status(code or "", operation.errors)
            or (_REFUSES in codes and _by_reason(context, code or ""))
            or suggest(code or "", codes, "it can answer")
        )
        fix = respelt(code or "", codes, place)
    context.findings.add("MDR302", message, place, help=todo, fix=fix)


def _by_status(code: str, errors: Sequence[ErrorWord]) -> str:
    """Return what to write for an error that is named by its status, as in 429."""
    if _STATUS.fullmatch(code) is None:
        return ""
    same = [e for e in errors if str(e.status) == code]
    if not same:
        known = ", ".join(sorted({str(e.status) for e in errors}))
        return f"name the code of an error; those that it can answer have {known}"
    words = list(dict.fromkeys(e.code or e.type for e in same))
    if len(words) == 1:
        return f"an error is named by its code: did you mean {words[0]!r}?"
    return f"name the code of the error; with {code} it can answer\n" + _listed(
        same, errors
    )


def _by_reason(context: Context, code: str) -> str:
    """Return what to write for an error that is named by why a payment is declined."""
    reasons = sorted(context.vocabulary.reasons)
    word = code.replace("-", "_")
    if word not in reasons and "decline" not in word:
        return ""
    reason = word if word in reasons else "declined"
    reason = reason if reason in reasons else reasons[0]
    return (
        f"a payment that is declined has the error {_REFUSES}, and may say why: "
        f"then: {{error: {_REFUSES}, reason: {reason}}}"
    )


def _listed(entries: Iterable[ErrorWord], of: Sequence[ErrorWord]) -> str:
    lines = list(dict.fromkeys(f"- {_shortest(e, of)}" for e in entries))
    if len(lines) > _MOST:
        lines = [*lines[:_MOST], f"- and {len(lines) - _MOST} more"]
    return "\n".join(lines)


def _shortest(entry: ErrorWord, of: Sequence[ErrorWord]) -> str:
    """Return the shortest mapping that fits *entry* and no other."""
    facts = dict(zip(_FIELDS, _facts(entry), strict=True))
    facts["code"] = entry.code or entry.type
    mappings = (
        {f: facts[f] for f in ("code", *fields)}
        for more in range(len(_FIELDS))
        for fields in combinations(_FIELDS[1:], more)
    )
    # All of them together always tell it apart.
    return _written(
        next(
            asked
            for asked in mappings
            if {_facts(e) for e in of if _fits(e, asked)} == {_facts(entry)}
        )
    )


def _written(asked: dict[str, str | None]) -> str:
    inner = ", ".join(f"{k}: {'null' if v is None else v}" for k, v in asked.items())
    return f"{{{inner}}}"
