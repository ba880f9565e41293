"""The settings that concern one tenant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mockdr.engine.limits import RateLimit
from mockdr.events.plan import Retries
from mockdr.events.signing import SCHEME, Scheme
from mockdr.scenario.bends import Bend

__all__ = ["CHOICES", "Settings"]

#: Settings that choose between words, the default first.
CHOICES: dict[str, tuple[str, ...]] = {
    "mode": ("guided", "strict"),
    "violations": ("fail", "warn", "allow"),
    "unknown_fields": ("accept", "refuse"),
    "unknown_skus": ("accept", "refuse"),
    "conduct": ("warn", "fail", "off"),
    "unfinished": ("fail", "allow"),
    "clock": ("stands", "runs"),
    "finance": ("live", "always"),
    "risk": ("tolerant", "averse"),
    "signature_time": ("seconds", "milliseconds", "iso"),
    "signature_clock": ("tenant", "real"),
    "signature_secrets": ("newest_first", "oldest_first", "newest_only"),
    "auto_disable": ("off", "on"),
    "webhook_ids": ("omit", "include"),
    "version_field": ("one", "both"),
    "webhook_list": ("array", "page"),
    "webhook_types": ("exact", "lenient"),
    "event_profile": ("documented", "verbose"),
    "failed_charge_object": ("charge", "order"),
    "expanded_events": ("off", "on"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """
    How one tenant behaves.

    Args:
        version: API version of the tenant's keys.
        seed: What ids and chance grow from.
        now: Start of the clock, in UTC; None for the real time.
        clock: Whether it `stands` or `runs`.
        body_limit: Largest body, in bytes; a file of 10 MB fits in, in base64 too.
        journal_limit: How many calls the journal keeps.
        finance: Whether sales transactions are kept in `live` mode only, or `always`.
        signature_scheme: How callbacks are signed.
        signature_time: What the timestamp of a signature counts, or `iso`.
        signature_clock: Whether a signature is as old as the `tenant`'s clock says, or
            as the `real` one, for receivers that go by their own.
        signature_secrets: In which order active secrets sign, or the newest alone.
        retries: When a delivery that failed is tried again.
        auto_disable: Whether a webhook that keeps failing is disabled.
        webhook_ids: Whether events tell the webhooks that they were matched with.
        version_field: Whether events tell their version under `one` spelling or both.
        webhook_list: What webhooks are listed in: a bare array, or a page.
        webhook_types: Whether webhooks take canonical and legacy types only, or, being
            `lenient`, other spellings of the documentation and `*` too.
        event_profile: Whether legacy and unexplained types are emitted too.
        failed_charge_object: What events of charges that failed hold.
        expanded_events: Whether the events of which the contract knows it tell more
            of products, as `GET /orders/{id}?expand=true` does.
        delivery: How deliveries are bent, in and out of scenarios.
        rate_limit: How many requests a second its secret key may send.
        deliver_to: Where its webhooks may lead besides this machine.
    """

    mode: str = "guided"
    violations: str = "fail"
    unknown_fields: str = "accept"
    unknown_skus: str = "accept"
    conduct: str = "warn"
    unfinished: str = "fail"
    clock: str = "stands"
    finance: str = "live"
    risk: str = "tolerant"
    signature_scheme: Scheme = SCHEME
    signature_time: str = "seconds"
    signature_clock: str = "tenant"
    signature_secrets: str = "newest_first"
    retries: Retries = "documented"
    auto_disable: str = "off"
    webhook_ids: str = "omit"
    version_field: str = "one"
    webhook_list: str = "array"
    webhook_types: str = "exact"
    event_profile: str = "documented"
    failed_charge_object: str = "charge"
    expanded_events: str = "off"
    version: str = "2021-12-13"
    seed: str = "mockdr"
    now: datetime | None = None
    body_limit: int = 16 * 1024 * 1024
    journal_limit: int = 10_000
    delivery: tuple[Bend, ...] = ()
    rate_limit: RateLimit = "off"
    deliver_to: tuple[str, ...] = ()
