"""Payments as pure functions: money, lifecycles, totals, outcomes."""
