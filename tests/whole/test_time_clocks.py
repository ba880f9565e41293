"""Whether a clock runs or stands: no second is lost, nothing is early or twice."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from hypothesis import given, settings
from hypothesis import strategies as st

from mockdr.base.clock import Clock

START = datetime(2026, 5, 1, 12, tzinfo=timezone.utc)

SECONDS = st.integers(0, 100)
STEP = st.one_of(
    st.tuples(st.sampled_from(["real", "advance", "due", "slow"]), SECONDS),
    st.tuples(st.sampled_from(["freeze", "run", "catch_up", "idle"]), st.just(0)),
)


class Twin:
    """A clock, and beside it what a person with a pencil says that it shows."""

    def __init__(self, *, running):
        self.real = 1000.0
        self.clock = Clock(START, running=running, monotonic=lambda: self.real)
        self.running = running
        self.says = START
        self.planned = []
        self.happened = []

    def after(self, seconds):
        """Return the moment so many seconds from now."""
        return self.says + timedelta(seconds=seconds)

    def step(self, what, seconds):
        """Do one thing to both."""
        if what == "real":
            self.passes(seconds)
        elif what == "advance":
            self.says = self.after(seconds)
            self.clock.advance(timedelta(seconds=seconds))
        elif what in ("due", "slow"):
            self.plan(seconds, slow=what == "slow")
        elif what in ("freeze", "run"):
            self.clock.freeze(what == "freeze")
            self.running = what == "run"
        elif what == "catch_up":
            self.clock.catch_up()
        else:
            # What is still to come takes its own time, and no other.
            last = max((when for when, _ in self.open()), default=self.says)
            self.says = max(last, self.says)
            self.clock.run_until_idle()

    def passes(self, seconds):
        """Let real time pass."""
        self.real += seconds
        if self.running:
            self.says = self.after(seconds)

    def plan(self, seconds, *, slow):
        """Put something on the agenda; what is slow takes a real second itself."""
        key = (self.after(seconds), len(self.planned))
        self.planned.append(key)

        def happens():
            self.happened.append((key, self.clock.now))
            if slow:
                self.passes(1)

        self.clock.call_at(key[0], "a plan", happens)

    def open(self):
        """Return what has not happened."""
        done = {key for key, _ in self.happened}
        return [key for key in self.planned if key not in done]


@settings(max_examples=150)
@given(st.booleans(), st.lists(STEP, max_size=40))
def test_a_clock_shows_what_a_pencil_would_and_is_late_for_nothing(running, steps):
    twin = Twin(running=running)
    for what, seconds in steps:
        twin.step(what, seconds)
        assert twin.clock.now == twin.says
        assert twin.clock.running is twin.running
        assert [due.when for due in twin.clock.due] == sorted(w for w, _ in twin.open())
    twin.clock.run_until_idle()

    keys = [key for key, _ in twin.happened]
    assert keys == sorted(twin.planned)
    assert all(at == key[0] for key, at in twin.happened)


@settings(max_examples=150)
@given(st.booleans(), st.lists(STEP, max_size=20), st.sets(st.integers(0, 20)))
def test_a_clock_that_pauses_goes_on_from_there_and_never_back(running, steps, pauses):
    """It pauses after so many things have happened, at the moment of the last."""
    twin = Twin(running=running)
    for what, seconds in steps:
        twin.step(what, seconds)
    goal = twin.after(100)
    seen = [twin.clock.now]
    while not twin.clock.reach(goal, until=lambda: len(twin.happened) in pauses):
        seen.append(twin.clock.now)
        assert len(twin.happened) in pauses
        if not twin.running:
            assert seen[-1] == max([seen[0], *(at for _, at in twin.happened)])
        pauses.remove(len(twin.happened))
    seen.append(twin.clock.now)

    assert seen == sorted(seen)
    assert seen[-1] >= goal
    assert seen[-1] == goal or twin.running
    assert all(at == key[0] for key, at in twin.happened)
