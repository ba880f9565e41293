"""Onto a list: a receiver that keeps everything, and answers what it was told to."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from mockdr.events.delivery import Answer, Parcel

__all__ = ["RecordingSender"]

#: An answer, its status, or what makes one of the two out of the parcel.
_Reply: TypeAlias = "int | Answer | Callable[[Parcel], int | Answer]"


class RecordingSender:
    """
    Sends nothing anywhere.

    Args:
        replies: What the first parcels are answered, in order: a status, an answer,
            or a function of the parcel.
        then: What every later one is answered.
    """

    def __init__(self, *replies: _Reply, then: _Reply = 200) -> None:
        self.parcels: list[Parcel] = []
        self._replies = list(replies)
        self._then = then

    def send(self, parcel: Parcel) -> Answer:
        """Keep *parcel*."""
        self.parcels.append(parcel)
        reply = self._replies.pop(0) if self._replies else self._then
        if callable(reply):
            reply = reply(parcel)
        if isinstance(reply, int):
            return Answer(outcome="answered", status=reply)
        return reply

    async def send_async(self, parcel: Parcel) -> Answer:
        """Do the same."""
        return self.send(parcel)
