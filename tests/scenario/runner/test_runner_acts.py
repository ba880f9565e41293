"""People are waited for, machines are not; hands may come early."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mockdr.base.errors import MockdrError

HOURS_48 = timedelta(hours=48)


@pytest.fixture
def paid(t):
    """Return a run that stands at `customer pays`, and its stage."""
    stage = t.Stage(
        t.story(
            t.call("createOrders", name="mine"),
            t.act("customer.pays", of="mine", line=3),
            t.act("provider.completes", of="charge", after=timedelta(), line=4),
            t.call("retrieveOrders"),
        )
    )
    run = stage.send("createOrders", made=("o1", "h1")).run
    return stage, run


class TestOpening:
    def test_an_act_opens_when_the_step_before_it_was_played(self, paid):
        stage, run = paid

        (pays,) = stage.opened

        assert (pays.run, pays.index, pays.step.verb) == (run, (1,), "pays")
        assert pays.due is None
        assert stage.theatre.open_acts() == (pays,)

    def test_after_counts_from_when_the_step_before_it_was_played(self, t):
        stage = t.Stage(
            t.story(t.call("createOrders"), t.act("customer.pays", after=HOURS_48))
        )

        stage.send("createOrders", made="o1")

        (pays,) = stage.opened
        assert (pays.since, pays.due) == (t.NOON, t.NOON + HOURS_48)

    def test_a_call_that_goes_on_does_not_put_the_act_off(self, t):
        stage = t.Stage(
            t.story(
                t.call("createOrders"),
                t.call("retrieveOrders", times=(1, None)),
                t.act("customer.pays", after=HOURS_48),
            )
        )
        stage.send("createOrders", made="o1")
        stage.send("retrieveOrders", "o1")
        (pays,) = stage.opened
        stage.wait(hours=1)

        stage.send("retrieveOrders", "o1")

        assert stage.opened == ()
        assert stage.theatre.open_acts() == (pays,)

    def test_an_act_after_an_act_counts_from_it(self, paid, t):
        stage, run = paid
        stage.wait(hours=5)

        (completes,) = stage.happen(stage.opened[0])

        assert completes.due == t.NOON + timedelta(hours=5)
        assert completes.rank == (run.serial, 2)

    def test_nothing_is_later_than_the_end_of_the_calendar(self, t):
        stage = t.Stage(
            t.story(t.call("a"), t.act("customer.pays", after=timedelta.max))
        )
        stage.send("a")

        assert stage.opened[0].due.year == 9999

    def test_a_call_behind_an_act_is_closed_until_it_happened(self, paid):
        stage, run = paid

        assert stage.place("retrieveOrders", "o1").verdict == "free"
        (completes,) = stage.happen(stage.opened[0])
        assert stage.happen(completes) == ()
        assert stage.send("retrieveOrders", "o1").verdict == "played"
        assert run.ended
        assert stage.theatre.open_acts() == ()

    def test_an_act_does_not_happen_twice(self, paid):
        stage, _ = paid
        (pays,) = stage.opened
        stage.happen(pays)

        with pytest.raises(MockdrError, match="does not stand at the act"):
            stage.happen(pays)

    def test_open_acts_come_by_run_then_step(self, t):
        stage = t.Stage(t.story(t.call("createOrders"), t.act("customer.pays")))
        for n in range(3):
            stage.send("createOrders", made=f"o{n}")

        assert [a.run.serial for a in stage.theatre.open_acts()] == [1, 2, 3]

    def test_the_engine_sets_the_date_of_the_contract(self, paid, t):
        stage, run = paid

        act = stage.theatre.set_due(stage.opened[0], t.NOON)

        assert act.due == t.NOON
        assert stage.theatre.open_acts(run) == (act,)
        assert stage.happen(act) != ()

    def test_the_name_of_an_act_is_for_what_it_makes(self, t):
        stage = t.Stage(t.story(t.call("a"), t.act("customer.chooses", name="card")))
        run = stage.send("a").run

        stage.happen(stage.opened[0], made=("s1",))

        assert run.called("card") == ("source", "s1")
        assert stage.theatre.owner("source", "s1") is run


class TestHands:
    def test_a_hand_is_the_signal_that_the_act_waits_for(self, paid):
        stage, run = paid
        acts = stage.theatre.open_acts(run)

        for hand in ({}, {"of": "mine"}, {"things": [("order", "o1")]}):
            assert (stage.theatre.act_for("customer", "pays", **hand),) == acts

    def test_another_verb_actor_thing_or_run_is_not_it(self, paid):
        stage, _ = paid
        stage.exists("o9")
        other = stage.send("createOrders", made="o2").run
        act_for = stage.theatre.act_for

        assert act_for("customer", "approves") is None
        assert act_for("provider", "pays") is None
        assert act_for("customer", "pays", things=[("order", "o9")]) is None
        assert act_for("customer", "pays", things=[("order", "o2")]).run is other

    def test_without_a_thing_the_newest_run_is_meant(self, paid):
        stage, run = paid
        other = stage.send("createOrders", made="o2").run

        assert stage.theatre.act_for("customer", "pays").run is other
        assert stage.theatre.act_for("customer", "pays", run=run).run is run

    def test_a_source_by_hand_must_fit_and_may_leave_things_open(self, t):
        wanted = {"type": "konbini", "konbini": {"storeId": "030"}}
        stage = t.Stage(t.story(t.call("a"), t.act("customer.chooses", source=wanted)))
        stage.send("a")

        def fits(source):
            return stage.theatre.act_for("customer", "chooses", source=source)

        assert fits({"type": "konbini"})
        assert fits({"type": "konbini", "owner": {"lastName": "x"}})
        assert fits({})
        assert not fits({"type": "creditCard"})
        assert not fits({"type": "konbini", "konbini": {"storeId": "010"}})

    def test_an_early_hand_stands_for_the_next_step_that_says_the_same(self, paid):
        stage, run = paid

        step, opened = stage.theatre.hand(
            run, "provider", "completes", things=[("charge", "h1")], at=stage.now
        )

        assert (step.place.line, opened) == (4, ())
        stage.happen(stage.theatre.open_acts(run)[0])
        assert stage.send("retrieveOrders", "o1").verdict == "played"

    def test_a_hand_that_no_later_step_says_stands_for_none(self, paid):
        stage, run = paid

        step, opened = stage.theatre.hand(
            run, "provider", "fails", things=[("charge", "h1")], at=stage.now
        )

        assert (step, opened) == (None, ())
        assert run.position == 1

    def test_a_second_early_hand_stands_for_the_one_after(self, t):
        stage = t.Stage(
            t.story(
                t.call("createOrders"), t.call("x"),
                t.act("provider.completes", of="charge.1", line=3),
                t.act("provider.completes", of="charge.2", line=4),
            )
        )  # fmt: skip
        run = stage.send("createOrders", made=("o1", "h1", "h2")).run

        def line(charge):
            things = [("charge", charge)]
            step, _ = stage.theatre.hand(
                run, "provider", "completes", things=things, at=stage.now
            )
            return step.place.line

        assert (line("h2"), line("h1")) == (4, 3)
        stage.send("x", "o1")
        assert run.ended

    def test_a_hand_at_an_act_that_waits_moves_the_run(self, paid):
        stage, run = paid

        step, (completes,) = stage.theatre.hand(
            run, "customer", "pays", of="mine", at=stage.now
        )

        assert step.place.line == 3
        assert completes.step.verb == "completes"


class TestProviderExpected:
    @pytest.fixture
    def stage(self, t):
        return t.Stage(
            t.story(
                t.call("createOrders", name="mine"),
                t.call("createRefunds", name="half"),
                t.act("provider.completes", of="capture.1"),
                t.act("provider.fails", of="capture.2"),
                t.act("provider.completes", of="half"),
                t.act("customer.pays", of="charge"),
            )
        )

    def test_a_later_provider_act_on_a_kind_is_awaited(self, stage):
        run = stage.send("createOrders", made="o1").run

        expected = {
            kind: stage.theatre.expects_provider(run, kind)
            for kind in ("capture", "charge", "order")
        }

        assert expected == {"capture": True, "charge": False, "order": False}

    def test_a_name_counts_as_its_kind_while_its_thing_is_being_made(self, stage):
        run = stage.send("createOrders", made="o1").run

        stage.place("createRefunds", "o1")

        assert stage.theatre.expects_provider(run, "refund")

    def test_the_act_that_is_happening_is_no_later_one(self, stage):
        run = stage.send("createOrders", made="o1").run
        stage.send("createRefunds", "o1", made="r1")
        (first,) = stage.opened
        assert stage.theatre.expects_provider(run, "capture", current=first.index)
        (second,) = stage.happen(first)

        expects = stage.theatre.expects_provider

        assert expects(run, "capture")
        assert not expects(run, "capture", current=second.index)
        assert expects(run, "refund", current=second.index)


class TestDerailing:
    def test_a_derailed_run_moves_no_more(self, paid):
        stage, run = paid
        stage.theatre.derail(run, "the order is gone")

        assert run.derailed == "the order is gone"
        assert stage.theatre.open_acts() == ()
        assert stage.place("retrieveOrders", "o1").verdict == "free"
        assert stage.place("createOrders", "o1").run is run
        with pytest.raises(MockdrError):
            stage.happen(stage.opened[0])

    def test_its_first_reason_stays(self, paid):
        stage, run = paid
        stage.theatre.derail(run, "first")
        stage.theatre.derail(run, "second")

        assert run.derailed == "first"

    def test_it_waits_for_nothing_any_more(self, t):
        stage = t.Stage(t.story(t.call("a"), t.call("createSources")))
        run = stage.send("a").run
        stage.theatre.derail(run, "so")

        assert stage.place("createSources").verdict == "outside"


class TestUnfinished:
    def test_a_story_without_a_run(self, t):
        stage = t.Stage(t.story(t.call("a", line=9), name="lonely"))

        (left,) = stage.theatre.unfinished()

        assert (left.run, left.place.line) == (None, 9)
        assert left.sentence == ("lonely had no run: nothing fitted its first call, a")

    def test_a_call_below_its_minimum(self, t):
        stage = t.Stage(
            t.story(t.call("begin"), t.call("a", times=(3, None), line=5), t.call("b"))
        )
        stage.exists("c1")
        stage.send("begin", "c1")
        (left,) = stage.theatre.unfinished()
        assert left.sentence == (
            "a was to be called 3 times, but was not; b did not come either"
        )

        stage.send("a", "c1")

        (left,) = stage.theatre.unfinished()
        assert left.place.line == 5
        assert left.sentence.startswith("a was to be called 3 times, but 1 of them")

    def test_a_call_that_is_made_a_second_time(self, t):
        stage = t.Stage(t.story(t.call("a"), t.call("b"), t.call("a"), t.call("d")))
        stage.exists("c1")
        stage.send("a", "c1")
        (left,) = stage.theatre.unfinished()
        assert left.sentence == (
            "b was to be called once, but was not; a and d did not come either"
        )

        stage.send("b", "c1")

        (left,) = stage.theatre.unfinished()
        assert left.sentence == (
            "a was to be called again, but was not; d did not come either"
        )

    def test_an_act_that_waits_for_a_signal(self, paid):
        stage, run = paid

        (left,) = stage.theatre.unfinished()

        assert (left.run, left.place.line, left.due) == (run, 3, None)
        assert left.sentence.startswith(
            "customer pays did not happen: it waits for a signal, "
            "mockdr.customer.pays(...)"
        )
        assert "POST /_mockdr/happen" in left.sentence

    def test_an_act_that_is_not_due_yet(self, t):
        stage = t.Stage(
            t.story(t.call("a"), t.act("customer.pays", after=HOURS_48, line=2))
        )
        stage.send("a")

        (left,) = stage.theatre.unfinished()

        assert left.due == t.NOON + HOURS_48
        assert left.sentence == (
            "customer pays did not happen: it is due at 2024-05-03T12:00:00Z"
        )

    def test_an_act_behind_a_call(self, t):
        stage = t.Stage(t.story(t.call("a"), t.call("b", times=(0, 1))))
        stage.send("a")

        assert stage.theatre.unfinished() == ()

    def test_a_derailed_run_is_not_unfinished_too(self, paid):
        stage, run = paid
        stage.theatre.derail(run, "so")

        assert stage.theatre.unfinished() == ()


def test_a_source_with_a_reference_that_is_not_there_fits_no_hand(t):
    stage = t.Stage(
        t.story(t.call("a"), t.act("customer.chooses", source={"id": "<x.id>"}))
    )
    stage.send("a")

    act = stage.theatre.act_for("customer", "chooses", source={"id": "s1"})

    assert act is None


def test_the_date_of_an_act_that_is_over_changes_nothing(paid, t):
    stage, run = paid
    (pays,) = stage.opened
    stage.happen(pays)

    stage.theatre.set_due(pays, t.NOON)

    assert run.open_act.step.verb == "completes"


def test_a_watcher_is_told_of_each_step_when_it_is_played(t):
    stage = t.Stage(
        t.story(
            t.call("createOrders"),
            t.act("customer.pays"),
            t.call("x"),
            t.act("provider.fails", of="charge"),
        )
    )
    told = []
    stage.theatre.watch = lambda _run, index, things: told.append((index, things))
    run = stage.send("createOrders", made=("o1", "h1")).run
    stage.send("createRefunds", "o1", made="r1")
    stage.happen(stage.theatre.open_acts()[0])
    stage.theatre.hand(
        run, "provider", "fails", things=[("charge", "h1")], at=stage.now
    )

    assert told == [
        ((0,), (("order", "o1"), ("charge", "h1"))),
        ((1,), ()),
        ((3,), (("charge", "h1"),)),
    ]
