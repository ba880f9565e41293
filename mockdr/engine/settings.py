"""The settings that concern one tenant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mockdr.engine.limits import RateLimit

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
        rate_limit: How many requests a second its secret key may send.
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
    version: str = "2021-12-13"
    seed: str = "mockdr"
    now: datetime | None = None
    body_limit: int = 16 * 1024 * 1024
    journal_limit: int = 10_000
    rate_limit: RateLimit = "off"
