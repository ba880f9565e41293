"""What happened, in order, and how it is told."""

from __future__ import annotations

from mockdr.events.log import Event, EventLog

__all__ = ["Event", "EventLog"]
