"""What a step's `then` says and did not come: one line each, and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mockdr.base.errors import Json
from mockdr.contract import errors
from mockdr.scenario.story import ErrorClaim, Then

__all__ = ["Mismatch", "Seen", "announce", "codes", "missed_error"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a call answered."""

    status: int
    document: Json
    errors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mismatch:
    """
    One line of a `then` that did not hold.

    Args:
        key: Which line.
        possible: What could have been instead.
        missing: The KIND of what is not there at all.
        sentence: All of it, where there is more to say than what it is instead.
        advice: What to do, where that is known.
        later: What leads there after the step, where anything does.
        at: The line of `then` to show, where it is not the one that did not hold.
    """

    key: str
    expected: str
    got: str
    possible: tuple[str, ...] = ()
    missing: str = ""
    sentence: str = ""
    advice: str = ""
    later: str = ""
    at: str = ""

    @property
    def help(self) -> str:
        """What could have been instead, or what to do; empty when that is unknown."""
        if self.advice:
            return self.advice
        told = f"possible: {' | '.join(self.possible)}" if self.possible else ""
        return "; ".join(filter(None, (told, self.later)))

    def __str__(self) -> str:
        return self.sentence or (
            f"{self.key} should be {self.expected!r}, is {self.got!r}"
        )


def missed_error(then: Then, seen: Seen) -> Iterator[Mismatch]:
    """
    Yield what is otherwise than *then* says of the error; or what it keeps to itself.

    Args:
        then: What the step claims.
        seen: What the call answered.
    """
    claim, got = then.error, codes(seen)
    if claim is None:
        if seen.errors:
            yield Mismatch(
                key="error",
                expected="no error",
                got=f"{seen.status} {got}",
                sentence=f"is refused with {seen.status} {got}, and `then` does not "
                "say so",
                advice=announce(seen),
                at=next(iter(then.places), ""),
            )
    elif not any(_is_claimed(key, claim) for key in seen.errors):
        if got == claim.text:
            # Alike on the wire, two different answers in the catalogue.
            got = ", ".join(seen.errors)
        yield Mismatch(
            key="error",
            expected=claim.text,
            got=got or f"no error ({seen.status})",
            advice=f"to say what is answered, write error: {got}"
            if got
            else "nothing refuses it here: leave error out, or bring about first what "
            "it is refused for",
        )
    elif claim.parameter is not None:
        named = [error.get("parameter") for error in seen.document["errors"]]
        if claim.parameter not in named:
            answered = _exactly(seen.errors[0], named[0])
            yield Mismatch(
                key="error",
                expected=claim.text,
                got=answered,
                advice=f"to say what is answered, write error: {answered}",
            )


def announce(seen: Seen) -> str:
    """Return how to say in `then` what was answered."""
    return f"announce it: error: {codes(seen)}"


def _exactly(key: str, parameter: Json) -> str:
    """Return an error as `then` has it, with what it is about."""
    entry = errors()[key]
    word = f"code: {entry.code}" if entry.code else f"type: {entry.type}"
    return f"{{{word}, parameter: {'null' if parameter is None else parameter}}}"


def codes(seen: Seen) -> str:
    """Return what was answered in the words of the wire: codes, or the type."""
    entries = [errors()[key] for key in seen.errors]
    return ", ".join(dict.fromkeys(str(entry.code or entry.type) for entry in entries))


def _is_claimed(key: str, claim: ErrorClaim) -> bool:
    """
    Tell whether the answer *key* is what *claim* means.

    Entries that differ in nothing but their words are the same answer. Where the claim
    names a parameter, that of the answer is looked at apart.
    """
    if key in claim.keys or not claim.keys:
        return key in claim.keys
    got, wanted = errors()[key], errors()[claim.keys[0]]
    if (got.status, got.type, got.code) != (wanted.status, wanted.type, wanted.code):
        return False
    return claim.parameter is not None or got.parameter == wanted.parameter
