"""A receiver that runs beside an event loop must not wait for it for ever."""

from __future__ import annotations

import asyncio

import pytest

from mockdr.base.errors import MockdrError
from mockdr.events.senders.loops import Loops


@pytest.mark.asyncio
async def test_who_waits_for_the_loop_that_is_held_up_is_given_up():
    cancelled = []
    loops = Loops(patience=0.01)

    async def waits():
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            cancelled.append(True)
            raise

    with pytest.raises(MockdrError) as raised:
        loops.run(waits)

    assert str(raised.value) == (
        "a receiver has not answered in 0.01 seconds; it may wait for the event loop "
        "that this call holds up; where a loop runs, await expect_async, deliver_async "
        "or advance_async"
    )
    assert cancelled == [True]
    loops.close()


@pytest.mark.asyncio
@pytest.mark.parametrize("raises", [TimeoutError, asyncio.CancelledError, KeyError])
async def test_what_a_receiver_raises_itself_is_its_own(raises):
    loops = Loops()

    async def fails():
        raise raises("its own")

    with pytest.raises(BaseException, match=r"its own|^$") as raised:
        loops.run(fails)

    assert isinstance(raised.value, raises)
    loops.close()


def test_where_no_loop_runs_nobody_is_hurried():
    loops = Loops(patience=0.0)

    async def takes_its_time():
        await asyncio.sleep(0)
        return asyncio.get_running_loop()

    assert loops.run(takes_its_time) is loops.run(takes_its_time)
    loops.close()
