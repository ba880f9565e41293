"""How sources come into being, and how customers keep them."""

from __future__ import annotations

from typing import Final

from mockdr.domain.lifecycle import Evidence
from mockdr.domain.outcomes.outcome import Outcome
from mockdr.domain.source import MAKERS

__all__ = ["SOURCES"]

_PAGE = "payment-sources/README.md"
_TESTS = "testing-scenarios.md"
_USING = "using-the-source-identifier.md"


def _making(trigger: str) -> tuple[Outcome, ...]:
    return (
        Outcome(
            name="chargeable",
            trigger=trigger,
            situation={"source": None},
            flow="standard",
            then={"source": "chargeable"},
            events=("source.created", "source.chargeable"),
            page=_PAGE,
        ),
        Outcome(
            name="waits for a redirect",
            trigger=trigger,
            situation={"source": None},
            flow="redirect",
            then={"source": "pending_redirect"},
            events=("source.created",),
            page=_PAGE,
        ),
        Outcome(
            name="waits for funds",
            trigger=trigger,
            situation={"source": None},
            flow="receiver",
            then={"source": "pending_funds"},
            events=("source.created",),
            page=_PAGE,
        ),
        Outcome(
            name="authentication owed",
            trigger=trigger,
            situation={"source": None},
            flow="standard",
            then={"source": "requires_action"},
            events=("source.created",),
            test_result=frozenset({"sca", "sca_failed"}),
            page=_PAGE,
        ),
        Outcome(
            # The page has it both ways, no source and a failed one: the caller sees an
            # error, and a failed source can be retrieved.
            name="fails",
            trigger=trigger,
            situation={"source": None},
            then={"source": "failed"},
            error=None if trigger == "customer.chooses" else "unknown_error",
            test_result=frozenset({"source_failed"}),
            page=_TESTS,
        ),
    )


#: What happens to sources outside checkouts.
SOURCES: Final[tuple[Outcome, ...]] = (
    *(row for trigger in MAKERS for row in _making(trigger)),
    Outcome(
        name="saved",
        trigger="createCustomerSource",
        situation={"source": "chargeable"},
        then={"source": "chargeable"},
        events=("customer.source.created",),
        page=_USING,
    ),
    Outcome(
        name="method cannot be saved",
        trigger="createCustomerSource",
        error="nonreusable_source",
        fact=True,
        page=_USING,
    ),
    Outcome(
        name="not chargeable",
        trigger="createCustomerSource",
        error="source_not_chargeable",
        fact=True,
        page=_USING,
    ),
    Outcome(
        name="removed",
        trigger="deleteCustomerSource",
        situation={"source": "chargeable"},
        then={"source": "cancelled"},
        events=("customer.source.deleted",),
        page=_USING,
    ),
    Outcome(
        name="made",
        trigger="createCustomers",
        situation={"customer": None},
        then={"customer": "enabled"},
        events=("customer.created",),
        page="creating-a-customer.md",
    ),
    Outcome(
        name="made disabled",
        trigger="createCustomers",
        situation={"customer": None},
        then={"customer": "disabled"},
        events=("customer.created",),
        evidence=Evidence.INFERRED,
        page="creating-a-customer.md",
    ),
    *(
        Outcome(
            name=name,
            trigger="updateCustomers",
            situation={"customer": before},
            then={"customer": after},
            events=("customer.updated",),
            evidence=evidence,
            page="creating-a-customer.md",
        )
        for name, before, after, evidence in (
            ("changed", "enabled", "enabled", Evidence.DOCUMENTED),
            ("disabled", "enabled", "disabled", Evidence.DOCUMENTED),
            ("changed while disabled", "disabled", "disabled", Evidence.DOCUMENTED),
            ("enabled again", "disabled", "enabled", Evidence.INFERRED),
        )
    ),
    *(
        Outcome(
            name=f"{state} one deleted",
            trigger="deleteCustomers",
            situation={"customer": state},
            then={"customer": "deleted"},
            events=("customer.deleted",),
            page="creating-a-customer.md",
        )
        for state in ("enabled", "disabled")
    ),
    *(
        Outcome(
            name=f"{state} one deleted, with a source that it saved",
            trigger="deleteCustomers",
            situation={"customer": state, "source": "chargeable"},
            then={"customer": "deleted", "source": "cancelled"},
            events=("customer.deleted",),
            evidence=Evidence.INFERRED,
            page="creating-a-customer.md",
        )
        for state in ("enabled", "disabled")
    ),
)
