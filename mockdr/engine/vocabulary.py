"""The words of payments, for the scenario language: read off contract and domain."""

from __future__ import annotations

from functools import cache

from mockdr import contract
from mockdr.domain import LIFECYCLES
from mockdr.engine.adversity import read_delivery
from mockdr.engine.gates import VERSION
from mockdr.engine.limits import read_rate
from mockdr.engine.settings import CHOICES
from mockdr.engine.words import KINDS, MAKES, PATH_KINDS, VERBS, reads
from mockdr.events.plan import read_retries
from mockdr.scenario.vocabulary import (
    ErrorWord,
    OperationWord,
    VerbWord,
    Vocabulary,
)

__all__ = ["vocabulary"]

_NEEDS_OF = frozenset({"completes", "fails", "expires"})


def _operation_at(method: str, path: str) -> str | None:
    """Return the operationId that a request calls, if any."""
    operation = contract.route(method, path).operation
    return None if operation is None else operation.id


@cache
def vocabulary() -> Vocabulary:
    """Return everything that parsing and lint need to know about payments."""
    return Vocabulary(
        operations={
            operation.id: OperationWord(
                id=operation.id,
                reads=reads(operation.id),
                makes=MAKES.get(operation.id),
                names=PATH_KINDS.get(operation.id, ()),
                errors=tuple(
                    ErrorWord(
                        key=entry.key,
                        status=entry.status,
                        type=entry.type or "",
                        code=entry.code,
                        parameter=entry.parameter,
                    )
                    for entry in contract.errors_of(operation.id)
                ),
            )
            for operation in contract.operations().values()
        },
        kinds={
            kind: LIFECYCLES[kind].states if kind in LIFECYCLES else ()
            for kind in KINDS
        },
        fraud_states=LIFECYCLES["fraud"].states,
        next_actions=("redirect", "show_payment_instructions", "sca_required", "none"),
        verbs={
            (actor, verb): VerbWord(
                actor=actor,
                verb=verb,
                kinds=kinds,
                needs_of=verb in _NEEDS_OF,
            )
            for (actor, verb), kinds in VERBS.items()
        },
        events=frozenset(contract.event_types()),
        source_types=tuple(contract.payment_methods()),
        reasons=frozenset(contract.decline_codes()),
        versions=tuple(contract.versions()),
        version_header=VERSION,
        settings={
            **CHOICES,
            "version": None,
            "seed": None,
            "rate_limit": read_rate,
            "retries": read_retries,
            "delivery": read_delivery,
        },
        type_of=contract.json_type,
        fields_of=contract.fields_of,
        choices=contract.choices_of,
        has_operation=contract.has_operation,
        operation_at=_operation_at,
        has_event=contract.has_event,
        old_events=frozenset(
            type for type, event in contract.event_types().items() if event.deprecated
        ),
        test_cards=frozenset(contract.test_cards()),
        parts_besides={
            type: method.also_under
            for type, method in contract.payment_methods().items()
        },
    )
