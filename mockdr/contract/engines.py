"""Two engines of JSON Schema behind one small protocol: the judge and his deputy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from mockdr.base.errors import Json, MockdrError
from mockdr.contract.formats import CHECKERS
from mockdr.contract.models import check_schema

__all__ = ["Engine", "Fault", "Judge", "SlowEngine", "engine", "fast_engine"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """
    One way in which a document leaves its schema, in the words of no engine.

    Args:
        keyword: The schema keyword that it breaks; `not` for a forbidden place.
        path: Names and indexes down to the place.
        names: The missing or the surplus fields, where it is about such.
        value: What the keyword says.
        instance: What stands at the place.
        branches: For `anyOf` and `oneOf`: why each of them was not met.
    """

    keyword: str
    path: tuple[str | int, ...]
    names: tuple[str, ...] = ()
    value: Json = None
    instance: Json = None
    branches: tuple[tuple[Fault, ...], ...] = ()


class Judge(Protocol):
    """A compiled schema."""

    def is_valid(self, body: Json) -> bool:
        """Return whether *body* fits."""

    def faults(self, body: Json) -> Iterator[Fault]:
        """Yield every fault of *body*, in no promised order."""


class Engine(Protocol):
    """Compiles schemas."""

    name: str

    def compile(self, schema: Json, resources: Mapping[str, Json]) -> Judge:
        """
        Return the judge for *schema*.

        Args:
            schema: May refer to *resources* by their names, and to nothing else.
            resources: Schemas by file name.

        Raises:
            MockdrError: If the schema cannot be compiled.
        """


class _FastJudge:
    __slots__ = ("_validator", "is_valid")

    def __init__(self, validator: Json) -> None:
        self._validator = validator
        # The method itself, without a frame of ours around it.
        self.is_valid = validator.is_valid

    def faults(self, body: Json) -> Iterator[Fault]:
        for error in self._validator.iter_errors(body):
            yield _fast_fault(error)


def _fast_fault(error: Json) -> Fault:
    kind = error.kind
    keyword = kind.name
    names: tuple[str, ...] = ()
    branches: tuple[tuple[Fault, ...], ...] = ()
    value: Json = None
    if keyword == "required":
        names = (kind.property,)
    elif keyword in ("additionalProperties", "unevaluatedProperties"):
        names = tuple(kind.unexpected)
    elif keyword in ("anyOf", "oneOf"):
        branches = tuple(
            tuple(_fast_fault(inner) for inner in branch)
            for branch in getattr(kind, "context", ())
        )
    elif keyword != "not":
        value = _fast_value(kind)
    return Fault(
        keyword=keyword,
        path=tuple(error.instance_path),
        names=names,
        value=value,
        instance=error.instance,
        branches=branches,
    )


def _fast_value(kind: Json) -> Json:
    """Return what the keyword of *kind* says: its one fact besides its name."""
    if kind.name == "type":
        return sorted(kind.types)
    facts: Mapping[str, Json] = kind.as_dict()
    return next((v for k, v in facts.items() if k not in ("name", "value")), None)


class _FastEngine:
    """jsonschema-rs, with all that it forgives by default switched off."""

    name = "jsonschema-rs"

    def __init__(self) -> None:
        import jsonschema_rs  # noqa: PLC0415 - absent where no wheel exists

        self._library = jsonschema_rs

    def compile(self, schema: Json, resources: Mapping[str, Json]) -> Judge:
        library = self._library
        try:
            registry = library.Registry(list(resources.items()))
            return _FastJudge(
                library.Draft202012Validator(
                    schema,
                    registry=registry,
                    offline=True,
                    validate_formats=True,
                    ignore_unknown_formats=False,
                )
            )
        except (library.ValidationError, library.ReferencingError, ValueError) as error:
            raise MockdrError(f"a schema cannot be compiled: {error}") from error


class _SlowJudge:
    __slots__ = ("_validator",)

    def __init__(self, validator: Json) -> None:
        self._validator = validator

    def is_valid(self, body: Json) -> bool:
        valid: bool = self._validator.is_valid(body)
        return valid

    def faults(self, body: Json) -> Iterator[Fault]:
        for error in self._validator.iter_errors(body):
            yield from _slow_faults(error)


def _slow_faults(error: Json) -> Iterator[Fault]:
    keyword = error.validator
    path = tuple(error.absolute_path)
    names: tuple[str, ...] = ()
    branches: tuple[tuple[Fault, ...], ...] = ()
    value: Json = None
    if keyword == "required":
        # One error for each missing name, which only the message tells apart.
        names = tuple(
            name
            for name in error.validator_value
            if name not in error.instance and error.message.startswith(repr(name))
        )
    elif keyword == "additionalProperties":
        known = error.schema.get("properties", {})
        names = tuple(name for name in error.instance if name not in known)
    elif keyword in ("anyOf", "oneOf"):
        count = len(error.validator_value)
        grouped: list[list[Fault]] = [[] for _ in range(count)]
        for inner in error.context:
            grouped[inner.relative_schema_path[0]].extend(_slow_faults(inner))
        branches = tuple(tuple(group) for group in grouped)
    elif keyword == "type":
        value = error.validator_value
        value = sorted(value) if isinstance(value, list) else [value]
    elif keyword != "not":
        value = error.validator_value
    yield Fault(
        keyword=keyword,
        path=path,
        names=names,
        value=value,
        instance=error.instance,
        branches=branches,
    )


class SlowEngine:
    """jsonschema: the second opinion, and the judge where no wheel of the first is."""

    name = "jsonschema"

    def __init__(self) -> None:
        import jsonschema  # noqa: PLC0415 - slow to import, and seldom needed
        import referencing.jsonschema  # noqa: PLC0415

        self._library = jsonschema
        self._referencing = referencing

    def compile(self, schema: Json, resources: Mapping[str, Json]) -> Judge:
        """Return the judge for *schema*; see `Engine`."""
        library, referencing = self._library, self._referencing
        checker = library.FormatChecker(formats=())
        for name, check in CHECKERS.items():
            checker.checks(name)(check)
        dialect = referencing.jsonschema.DRAFT202012
        registry = referencing.Registry().with_resources(
            (name, dialect.create_resource(resource))
            for name, resource in resources.items()
        )
        try:
            library.Draft202012Validator.check_schema(schema)
        except library.SchemaError as error:
            raise MockdrError(f"a schema cannot be compiled: {error}") from error
        # This engine looks for a reference only when it gets there.
        if absent := check_schema("a schema", schema) - set(resources):
            raise MockdrError(
                f"a schema cannot be compiled: there is no {', '.join(sorted(absent))}"
            )
        return _SlowJudge(
            library.Draft202012Validator(
                schema, registry=registry, format_checker=checker
            )
        )


def fast_engine() -> Engine | None:
    """Return the fast engine, or None where it is not installed."""
    try:
        return _FastEngine()
    except ImportError:
        return None


def engine() -> Engine:
    """Return the best engine that is installed."""
    return fast_engine() or SlowEngine()
