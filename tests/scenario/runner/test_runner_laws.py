"""What holds for every story and every order in which requests come."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

OPERATIONS = ("createCheckouts", "a", "b", "retrieveX", "createSources")
MATCHES = ({}, {"n": 1}, {"n": 2})


@pytest.fixture(scope="module")
def stories(t):
    times = st.tuples(st.integers(0, 2), st.none() | st.integers(1, 2)).map(
        lambda pair: (pair[0], None if pair[1] is None else max(1, *pair))
    )
    calls = st.builds(
        lambda operation, times, body: t.call(operation, times=times, body=body),
        st.sampled_from(OPERATIONS),
        times,
        st.sampled_from(MATCHES),
    )
    acts = st.builds(
        lambda trigger, after: t.act(trigger, after=after),
        st.sampled_from(["customer.pays", "provider.fails", "fraud.blocks"]),
        st.sampled_from([None, timedelta(0), timedelta(hours=1)]),
    )
    groups = st.lists(calls, min_size=1, max_size=3).map(lambda c: t.any_order(*c))
    return st.lists(
        st.tuples(calls, st.lists(calls | acts | groups, max_size=4)),
        min_size=1,
        max_size=2,
    ).map(
        lambda told: [
            t.story(first, *rest, name=f"tale-{number}")
            for number, (first, rest) in enumerate(told)
        ]
    )


#: What happens: a request (operation, thing named, body), or an act by its number.
requests = st.tuples(
    st.sampled_from(OPERATIONS), st.integers(0, 4), st.sampled_from([1, 2])
)
happenings = st.lists(requests | st.integers(0, 5), min_size=4, max_size=10)


class Play:
    """Lets a list of happenings happen, and writes down what came of each."""

    def __init__(self, t, told):
        self.stage = t.Stage(*told)
        self.made = []
        self.log = []

    def request(self, what):
        operation, thing, n = what
        names = [self.made[thing % len(self.made)]] if thing and self.made else []
        return self.stage.request(operation, *names, body={"n": n})

    def step(self, what):
        theatre = self.stage.theatre
        if isinstance(what, int):
            acts = theatre.open_acts()
            if acts:
                act = acts[what % len(acts)]
                self.log.append(("act", act.rank))
                self.stage.happen(act)
            return
        request = self.request(what)
        part = theatre.place(request)
        self.log.append((part.verdict, part.index, part.run and part.run.serial))
        made = []
        if what[0].startswith("create"):
            self.made.append(f"{'c' if 'Check' in what[0] else 's'}{len(self.made)}")
            self.stage.exists(self.made[-1])
            made = [self.stage.name(self.made[-1])]
        theatre.played(part, made=made, at=self.stage.now)

    def picture(self):
        return [
            (run.serial, run.story.name, run.position, dict(run.counts), run.things)
            for run in self.stage.theatre.runs()
        ]


@given(data=st.data(), happened=happenings)
def test_the_same_happenings_come_to_the_same(t, stories, data, happened):
    told = data.draw(stories)
    first, second = Play(t, told), Play(t, told)

    for what in happened:
        first.step(what)
        second.step(what)

    assert first.log == second.log
    assert first.picture() == second.picture()


@given(data=st.data(), happened=happenings)
def test_placing_twice_is_placing_once(t, stories, data, happened):
    play = Play(t, data.draw(stories))

    for what in happened:
        if not isinstance(what, int):
            before = play.picture()
            one, two = (play.stage.theatre.place(play.request(what)) for _ in "12")
            assert (one.verdict, one.index, one.near) == (
                two.verdict, two.index, two.near,
            )  # fmt: skip
            assert play.picture() == before
        play.step(what)


@given(data=st.data(), happened=happenings)
def test_no_run_goes_back_or_does_more_than_it_is_told(t, stories, data, happened):
    play = Play(t, data.draw(stories))
    positions = {}

    for what in happened:
        play.step(what)
        for run in play.stage.theatre.runs():
            assert run.position >= positions.get(run, 0)
            positions[run] = run.position
            for index, step in run.steps():
                most = step.times.most if hasattr(step, "times") else 1
                assert most is None or run.counts.get(index, 0) <= most
            assert run.ended == (not list(run.missing()))
            assert (run.open_act is None) == (run.act is None)


@given(data=st.data(), happened=happenings)
def test_whatever_does_not_fit_moves_nothing(t, stories, data, happened):
    play = Play(t, data.draw(stories))

    for what in happened:
        before = [(r.position, dict(r.counts)) for r in play.stage.theatre.runs()]
        play.step(what)
        after = [(r.position, dict(r.counts)) for r in play.stage.theatre.runs()]
        if play.log and play.log[-1][0] in ("free", "off_script", "outside"):
            assert before == after


@given(data=st.data())
def test_a_story_that_is_told_to_its_end_lacks_nothing(t, stories, data):
    """Its calls in the file's order, each at its minimum, once if that is 0."""
    (told, *_) = data.draw(stories)
    # `a` any number of times and then `a` again: nobody can tell when the first ends.
    operations = [call.operation for call in told.calls()]
    assume(len(set(operations)) == len(operations))
    stage = t.Stage(told)
    for step in told.steps:
        for one in getattr(step, "calls", [step]):
            if not hasattr(one, "times"):
                stage.happen(*stage.theatre.open_acts())
                continue
            for _ in range(max(1, one.times.least)):
                body = {"n": 1, **one.match.body}
                names = ["c0"] if stage.theatre.runs() else []
                if one.operation == "createCheckouts":
                    names = []
                part = stage.send(one.operation, *names, made="c0", body=body)
                assert part.verdict == "played"

    assert len(stage.theatre.runs()) == 1
    assert stage.theatre.unfinished() == ()
