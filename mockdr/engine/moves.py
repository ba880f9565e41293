"""The acts of the scenario language, on the things of a tenant."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Final

from mockdr.engine import disputes, finance, following, refunding, renewing
from mockdr.engine.authorizing import authorization_expires
from mockdr.engine.capturing import part_moves
from mockdr.engine.collecting import resume
from mockdr.engine.funding import refund
from mockdr.engine.lowcode import submits
from mockdr.engine.operations import inventory, sources, tax_identifiers
from mockdr.engine.operations.files import expire
from mockdr.engine.stage import Stage, apply, decide, stage_of
from mockdr.engine.things import Record, Thing
from mockdr.engine.turn import Turn
from mockdr.engine.warehouse import DECIDES

__all__ = ["ACTS"]

Act = Callable[[Turn, Thing], None]


def _chooses(turn: Turn, thing: Thing) -> None:
    """Fill in the form: a source for the checkout's session."""
    session = thing.id
    if thing.kind == "checkout":
        session = turn.sure("checkout", thing.id).private["session"]
    fields = {"type": "creditCard", **turn.body, "sessionId": session}
    fields = sources.filled_in(turn, fields)
    sources.create(turn, fields)


def _source_moves(turn: Turn, thing: Thing) -> None:
    """Move a source, and whatever waits for it."""
    source = turn.sure("source", thing.id)
    session = source.private.get("attached")
    record = turn.load("session", session) if session else None
    if record is not None and record.document["state"] != "complete":
        # A session that is complete waits for nothing: nor for this source.
        stage = stage_of(turn, record)
        if stage.primary is not None and stage.primary.id == source.id:
            _stage_moves(turn, stage)
            resume(turn, stage.checkout)
            return
    _alone(turn, source)


def _alone(turn: Turn, source: Record) -> None:
    """Move a source that no checkout holds."""
    situation = {
        "source": source.document["state"],
        "session": None,
        "order": None,
        "fraud": None,
        "charge": None,
    }
    outcome = decide(turn, situation, source.private.get("result"))
    state = outcome.then.get("source")
    turn.about["source"] = source.id
    if state is not None and state != source.document["state"]:
        source.document["state"] = state
        turn.save(source)
        refund(turn, source)
    for type in outcome.events:
        turn.tell(type, source)


def _stage_moves(turn: Turn, stage: Stage) -> None:
    result = stage.primary.private.get("result") if stage.primary else None
    outcome = decide(turn, stage.situation(), result)
    apply(turn, stage, outcome)
    following.follow(turn, stage)


def _session_moves(turn: Turn, thing: Thing) -> None:
    _stage_moves(turn, stage_of(turn, turn.sure("session", thing.id)))


def _charge_moves(turn: Turn, thing: Thing) -> None:
    charge = turn.sure("charge", thing.id)
    session = turn.sure("session", charge.document["paymentSessionId"])
    _stage_moves(turn, stage_of(turn, session))


def _order_moves(turn: Turn, thing: Thing) -> None:
    order = turn.sure("order", thing.id)
    session = turn.sure("session", order.private["session"])
    _stage_moves(turn, stage_of(turn, session))


#: Things that the provider, or a carrier, decides on, and whose move is theirs alone.
_DECIDED: Final[Mapping[str, Act]] = MappingProxyType(
    {"tax_identifier": tax_identifiers.decided, **DECIDES}
)
#: Things that end on a day of their own.
_EXPIRING: Final[Mapping[str, Act]] = MappingProxyType(
    {"file_link": expire, "checkout_link": expire, "reservation": inventory.expire}
)

#: (actor, verb) to the KINDs that it can be of, and what it does to each.
ACTS: Final[Mapping[tuple[str, str], Mapping[str, Act]]] = MappingProxyType(
    {
        ("customer", "chooses"): {"checkout": _chooses, "session": _chooses},
        ("customer", "authenticates"): {
            "source": _source_moves,
            "session": _session_moves,
        },
        ("customer", "fails_authentication"): {
            "source": _source_moves,
            "session": _session_moves,
        },
        ("customer", "approves"): {"source": _source_moves},
        ("customer", "cancels"): {"source": _source_moves},
        ("customer", "pays"): {"source": _source_moves},
        ("customer", "submits"): {
            "checkout_session": partial(submits, authenticate=_source_moves)
        },
        ("provider", "completes"): {
            "charge": _charge_moves,
            "capture": part_moves,
            "cancel": part_moves,
            "refund": refunding.moved,
            **_DECIDED,
        },
        ("provider", "fails"): {
            "charge": _charge_moves,
            "capture": part_moves,
            "cancel": part_moves,
            "source": _source_moves,
            "refund": refunding.moved,
            **_DECIDED,
        },
        ("provider", "expires"): {
            "source": _source_moves,
            "charge": authorization_expires,
            "refund": refunding.moved,
            "invoice": renewing.expires,
            "subscription": renewing.expires,
            **_EXPIRING,
        },
        ("provider", "asks_bank_details"): {
            "refund": refunding.moved,
            "cancel": part_moves,
        },
        ("provider", "reminds"): {"subscription": renewing.reminds},
        ("provider", "renews"): {"subscription": renewing.renews},
        ("provider", "retries"): {
            "subscription": renewing.retries,
            "invoice": renewing.retries,
        },
        ("customer", "sends_bank_details"): {"refund": refunding.moved},
        ("provider", "disputes"): {"order": disputes.disputes},
        ("provider", "resolves_dispute"): {"order": disputes.resolves_dispute},
        ("provider", "charges_back"): {"order": disputes.charges_back},
        ("provider", "pays_out"): {"sales_transaction": finance.pays_out},
        ("fraud", "passes"): {"order": _order_moves},
        ("fraud", "blocks"): {"order": _order_moves},
    }
)
