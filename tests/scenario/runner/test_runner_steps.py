"""What a run takes next: its own step, and the calls that it has left open."""

from __future__ import annotations

import pytest

from mockdr.base.errors import MockdrError


@pytest.fixture
def walk(t):
    """Return what sends operations to one run and tells what was played."""

    def walk(steps, *operations):
        stage = t.Stage(t.story(t.call("begin"), *steps))
        stage.exists("c1")
        run = stage.send("begin", "c1").run
        played = [stage.send(o, "c1").verdict == "played" for o in operations]
        return run, played

    return walk


class TestTimes:
    def test_two_times_is_exactly_two(self, t, walk):
        run, played = walk([t.call("a", times=(2, 2))], "a", "a", "a")

        assert played == [True, True, False]
        assert run.ended

    def test_below_its_minimum_nothing_later_is_open(self, t, walk):
        _, played = walk([t.call("a", times=(2, 2)), t.call("b")], "a", "b", "a", "b")

        assert played == [True, False, True, True]

    def test_an_optional_call_may_be_left_out(self, t, walk):
        run, played = walk([t.call("a", times=(0, 1)), t.call("b")], "b")

        assert played == [True]
        assert run.ended

    def test_an_optional_call_is_closed_once_a_later_one_is_played(self, t, walk):
        _, played = walk([t.call("a", times=(0, 1)), t.call("b")], "b", "a")

        assert played == [True, False]

    def test_one_or_more_stays_open_until_a_later_call(self, t, walk):
        _, played = walk(
            [t.call("a", times=(1, None)), t.call("b")], "a", "a", "a", "b", "a"
        )

        assert played == [True, True, True, True, False]

    def test_a_range_ends_at_its_maximum(self, t, walk):
        _, played = walk([t.call("a", times=(1, 3))], "a", "a", "a", "a")

        assert played == [True, True, True, False]

    def test_if_both_fit_the_earlier_wins(self, t, walk):
        run, _ = walk([t.call("a", times=(1, 2)), t.call("a")], "a", "a")
        assert run.counts[(1,)] == 2
        assert not run.ended

        run, _ = walk([t.call("a", times=(1, 2)), t.call("a")], "a", "a", "a")
        assert (run.counts[(2,)], run.ended) == (1, True)

    def test_an_open_call_stays_open_across_an_act(self, t):
        stage = t.Stage(
            t.story(
                t.call("createOrders"),
                t.call("retrieveOrders", times=(1, None)),
                t.act("customer.approves"),
                t.call("refreshOrders"),
            )
        )
        stage.send("createOrders", made="o1")
        stage.send("retrieveOrders", "o1")
        (approves,) = stage.opened

        stage.happen(approves)

        assert stage.send("retrieveOrders", "o1").index == (1,)
        assert stage.send("refreshOrders", "o1").verdict == "played"
        assert stage.send("retrieveOrders", "o1").verdict == "free"

    def test_the_last_call_stays_open_after_the_end(self, t, walk):
        run, played = walk([t.call("a", times=(1, None))], "a", "a")

        assert played == [True, True]
        assert run.ended

    def test_a_story_may_begin_with_a_call_that_is_left_out(self, t):
        stage = t.Stage(t.story(t.call("a", times=(0, 1)), t.call("b")))

        assert stage.place("b").index == (1,)

    def test_a_part_that_was_closed_meanwhile_is_refused(self, t):
        stage = t.Stage(t.story(t.call("begin"), t.call("a")))
        stage.exists("c1")
        stage.send("begin", "c1")
        part = stage.place("a", "c1")
        stage.send("a", "c1")

        with pytest.raises(MockdrError, match="closed"):
            stage.theatre.played(part, at=stage.now)


class TestAnyOrder:
    def test_its_calls_come_in_any_order(self, t, walk):
        steps = [t.any_order(t.call("a"), t.call("b"), t.call("d")), t.call("e")]

        assert walk(steps, "d", "a", "e", "b", "e")[1] == [
            True, True, False, True, True,
        ]  # fmt: skip

    def test_it_is_over_when_each_call_has_its_minimum(self, t, walk):
        run, played = walk(
            [t.any_order(t.call("a", times=(0, 1)), t.call("b")), t.call("e")], "b", "e"
        )

        assert played == [True, True]
        assert run.ended

    def test_a_call_of_it_that_has_its_maximum_is_closed(self, t, walk):
        steps = [t.any_order(t.call("a"), t.call("b"))]

        assert walk(steps, "a", "a", "b")[1] == [True, False, True]

    def test_the_index_tells_which_of_its_calls(self, t):
        stage = t.Stage(t.story(t.any_order(t.call("a"), t.call("b"))))
        stage.exists("c1")

        assert stage.send("b", "c1").index == (0, 1)
        assert stage.send("a", "c1").index == (0, 0)


class TestNames:
    def test_as_names_what_the_operation_makes_not_what_it_makes_besides(self, t):
        stage = t.Stage(t.story(t.call("createOrders", name="mine")))

        run = stage.send("createOrders", made=("h1", "o1")).run

        assert run.called("mine") == ("order", "o1")

    def test_a_kind_is_all_of_it_and_a_number_picks_in_order(self, t):
        stage = t.Stage(t.story(t.call("createOrders")))
        run = stage.send("createOrders", made=("o1", "h1", "h2")).run
        stage.theatre.adopt(run, "charge", "h3")
        subjects = stage.theatre.subjects

        assert [i for _, i in subjects(run, "charge")] == ["h1", "h2", "h3"]
        assert [i for _, i in subjects(run, "charge.2")] == ["h2"]
        assert subjects(run, "charge.0") == subjects(run, "charge.4") == []
        assert subjects(run, None, [("x", "y")]) == [("x", "y")]

    def test_what_another_run_still_has_is_not_taken_from_it(self, t):
        stage = t.Stage(t.story(t.call("createOrders"), t.call("a")))
        first = stage.send("createOrders", made="o1").run
        second = stage.send("createOrders", made="o2").run

        stage.theatre.adopt(second, "order", "o1")

        assert stage.theatre.owner("order", "o1") is first
        assert second.holds(("order", "o1"))

    def test_a_thing_keeps_the_first_name_that_it_got(self, t):
        stage = t.Stage(t.story(t.call("createOrders", name="mine"), t.call("a")))
        run = stage.send("createOrders", made="o1").run
        stage.theatre.adopt(run, "order", "o1")

        assert [(x.id, x.name) for x in run.things] == [("o1", "mine")]

    def test_a_name_by_hand_is_looked_for_in_the_newest_run(self, t):
        stage = t.Stage()
        stage.theatre.play(
            t.story(t.call("createOrders", name="mine"), t.call("a")),
            given={"ann": ("customer", "u1")},
        )
        stage.send("createOrders", made="o1")
        stage.send("createOrders", made="o2")
        assert stage.theatre.called("mine") == [("order", "o2")]

        stage.send("a", "o1")

        assert stage.theatre.called("mine") == [("order", "o1")]
        assert stage.theatre.called("ann") == [("customer", "u1")]
        assert stage.theatre.called("nobody") == []


class TestReferences:
    @pytest.fixture
    def stage(self, t):
        stage = t.Stage()
        stage.exists("u1", email="ann@example.com")
        stage.theatre.play(
            t.story(
                t.call("createCheckouts", name="mine"),
                t.call("createOrders", body={"checkoutId": "<mine.id>"}),
                t.call("createRefunds", body={"orderId": "<order.id>", "of": "<x.id>"}),
            ),
            given={"ann": ("customer", "u1")},
        )
        stage.send("createCheckouts", made="c1")
        stage.exists("c1", total=12.5, items=[{"id": "i1"}], live=True)
        return stage

    def run(self, stage):
        return stage.theatre.runs()[0]

    @pytest.mark.parametrize(
        ("said", "is_"),
        [
            ("<mine.id>", "c1"),
            ("<mine.total>", 12.5),
            ("<checkout.live>", True),
            ("<checkout.1.items.0.id>", "i1"),
            ("<ann.email>", "ann@example.com"),
            ('{"id": "<mine.id>", "t": <mine.total>, "l": <mine.live>}',
             '{"id": "c1", "t": 12.5, "l": true}'),
            ({"a": ["<mine.id>", 3]}, {"a": ["c1", 3]}),
            ("a < b > c <d>", "a < b > c <d>"),
        ],
    )  # fmt: skip
    def test_a_whole_scalar_keeps_the_type_and_a_part_is_written(
        self, stage, said, is_
    ):
        assert stage.theatre.resolve(self.run(stage), said) == is_

    @pytest.mark.parametrize(
        "said",
        ["<order.id>", "<mine.nothing>", "<nobody.id>", "<checkout.2.id>",
         "<mine.items.7>", "<checkout.1>"],
    )  # fmt: skip
    def test_an_unknown_one_is_told(self, stage, said):
        with pytest.raises(MockdrError, match=said[1:-1]):
            stage.theatre.resolve(self.run(stage), said)

    def test_the_id_of_a_deleted_thing_is_still_known(self, stage):
        stage.documents.clear()

        assert stage.theatre.resolve(self.run(stage), "<mine.id>") == "c1"
        with pytest.raises(MockdrError, match=r"mine\.total"):
            stage.theatre.resolve(self.run(stage), "<mine.total>")

    def test_before_any_run_only_given_things_have_names(self, stage):
        playing = stage.theatre.playings[0]

        assert stage.theatre.resolve(playing, "<ann.id>") == "u1"
        with pytest.raises(MockdrError, match="mine"):
            stage.theatre.resolve(playing, "<mine.id>")

    def test_match_reads_them_when_the_request_comes(self, stage):
        wrong = stage.place("createOrders", "c1", body={"checkoutId": "c2"})
        right = stage.send("createOrders", "c1", body={"checkoutId": "c1"}, made="o1")

        assert (wrong.verdict, right.verdict) == ("off_script", "played")
        (near,) = wrong.near
        assert (near.pointer, near.expected, near.got) == ("/checkoutId", "c1", "c2")

    def test_match_with_one_that_is_not_there_yet_does_not_fit(self, stage):
        stage.send("createOrders", "c1", body={"checkoutId": "c1"}, made="o1")

        part = stage.place("createRefunds", "o1", body={"orderId": "o1", "of": "x"})

        assert part.verdict == "off_script"
        assert part.near[0].expected == "<x.id>"


def test_a_given_name_is_known_before_any_run(t):
    stage = t.Stage()
    stage.theatre.play(t.story(t.call("a")), given={"ann": ("customer", "u1")})

    assert stage.theatre.called("ann") == [("customer", "u1")]
    assert stage.theatre.called("bob") == []
