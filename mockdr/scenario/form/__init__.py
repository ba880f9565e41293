"""The one form in which a scenario is written; what it says stays the same."""
