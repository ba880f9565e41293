"""Every request goes to one place."""

from __future__ import annotations

import pytest

from mockdr.base.errors import MockdrError


@pytest.fixture
def order_story(t):
    return t.story(t.call("createCheckouts"), t.call("createOrders"), name="order")


def test_without_a_story_everything_is_outside(t):
    part = t.Stage().place("createCheckouts")

    assert (part.verdict, part.run, part.near) == ("outside", None, ())


def test_the_first_call_begins_a_run(t, order_story):
    stage = t.Stage(order_story)

    part = stage.send("createCheckouts", made="c1")

    assert (part.verdict, part.index) == ("played", (0,))
    assert (part.run.number, part.run.position) == (1, 1)
    assert stage.theatre.owner("checkout", "c1") is part.run


def test_placing_begins_nothing_until_the_part_is_played(t, order_story):
    stage = t.Stage(order_story)

    first, second = stage.place("createCheckouts"), stage.place("createCheckouts")

    assert first.new
    assert second.new
    assert stage.theatre.runs() == ()
    stage.theatre.begin(second)
    assert len(stage.theatre.runs()) == 1


def test_beginning_a_part_twice_begins_one_run(t, order_story):
    stage = t.Stage(order_story)
    part = stage.place("createCheckouts")

    stage.theatre.begin(part)
    again = stage.theatre.begin(part)

    assert not again.new
    assert len(stage.theatre.runs()) == 1


def test_a_request_goes_to_the_run_that_owns_what_it_names(t, order_story):
    stage = t.Stage(order_story)
    first = stage.send("createCheckouts", made="c1").run
    second = stage.send("createCheckouts", made="c2").run

    part = stage.send("createOrders", "c2", made="o2")

    assert first is not second
    assert (part.verdict, part.run) == ("played", second)
    assert second.ended
    assert not first.ended


def test_the_most_binding_name_decides_between_two_runs(t, order_story):
    stage = t.Stage(order_story)
    stage.send("createCheckouts", made="c1")
    second = stage.send("createCheckouts", made="c2").run

    assert stage.place("createOrders", "c2", "c1").run is second


def test_what_a_played_or_a_free_request_makes_belongs_to_the_run(t, order_story):
    stage = t.Stage(order_story)
    run = stage.send("createCheckouts", made="c1").run

    free = stage.send("createSources", "c1", made="s1")

    assert free.verdict == "free"
    assert stage.theatre.owner("source", "s1") is run
    assert [thing.id for thing in run.things] == ["c1", "s1"]


def test_a_thing_from_outside_that_a_request_of_the_run_names_is_adopted(t):
    stage = t.Stage(t.story(t.call("createCheckouts"), t.call("attach")))
    stage.exists("s1")
    run = stage.send("createCheckouts", made="c1").run

    stage.send("attach", "c1", "s1")

    assert stage.theatre.owner("source", "s1") is run


def test_an_id_that_does_not_exist_is_not_adopted(t):
    stage = t.Stage(t.story(t.call("createOrders"), t.call("retrieveOrders")))

    run = stage.send("createOrders", "c404").run

    assert run.things == ()


def test_a_new_run_adopts_all_that_its_first_request_names(t):
    stage = t.Stage(t.story(t.call("createOrders"), t.call("retrieveOrders")))
    stage.exists("c1", "u1")

    run = stage.send("createOrders", "c1", customer="u1", made="o1").run

    assert [thing.id for thing in run.things] == ["c1", "u1", "o1"]
    assert run.customers == {"u1"}


class TestBeginningAnew:
    """A request that makes a checkout looks for a run that waits for it."""

    @pytest.fixture
    def stage(self, t):
        return t.Stage(
            t.story(
                t.call("createCheckouts"), t.call("createOrders"),
                t.call("createCheckouts", name="second"), t.call("createOrders"),
            )
        )  # fmt: skip

    def decline(self, stage, id, **rest):
        run = stage.send("createCheckouts", made=id, **rest).run
        stage.send("createOrders", id)
        return run

    def test_it_goes_to_the_run_that_waits_for_it(self, stage):
        run = self.decline(stage, "c1")

        part = stage.send("createCheckouts", made="c2")

        assert (part.run, part.index) == (run, (2,))
        assert run.called("second") == ("checkout", "c2")

    def test_it_goes_to_the_one_that_waits_longest(self, stage):
        first, second, third = (
            stage.send("createCheckouts", made=f"c{n}").run for n in range(3)
        )
        stage.send("createOrders", "c1")
        stage.send("createOrders", "c2")
        stage.send("createOrders", "c0")

        assert stage.send("createCheckouts", made="c4").run is second
        assert stage.send("createCheckouts", made="c5").run is third
        assert stage.send("createCheckouts", made="c6").run is first

    def test_another_email_is_another_shopper(self, stage):
        run = self.decline(stage, "c1", email="ann@example.com")

        other = stage.place("createCheckouts", email="bob@example.com")
        same = stage.place("createCheckouts", email="Ann@example.com")

        assert (other.new, same.run) == (True, run)

    def test_another_customer_is_another_shopper(self, stage):
        stage.exists("u1", "u2")
        run = self.decline(stage, "c1", customer="u1")

        assert stage.place("createCheckouts", customer="u2").new
        assert stage.place("createCheckouts", customer="u1").run is run
        assert stage.place("createCheckouts").run is run

    def test_a_shopper_whom_the_story_asks_for_contradicts_nothing(self, t):
        stage = t.Stage(
            t.story(
                t.call("createCheckouts"),
                t.call("createCheckouts", body={"email": "bob@example.com"}),
            )
        )
        run = stage.send("createCheckouts", made="c1", email="ann@example.com").run

        part = stage.place(
            "createCheckouts",
            email="bob@example.com",
            body={"email": "bob@example.com"},
        )

        assert part.run is run

    def test_a_known_customer_of_an_ended_run_begins_anew(self, t):
        stage = t.Stage(t.story(t.call("createCheckouts")))
        stage.exists("u1")
        first = stage.send("createCheckouts", made="c1", customer="u1").run

        second = stage.send("createCheckouts", made="c2", customer="u1").run

        assert second is not first
        assert stage.theatre.owner("customer", "u1") is second


class TestNamingNothing:
    """What names nothing of a run may still be what one waits for."""

    def test_a_source_made_apart_is_what_the_run_waits_for(self, t):
        stage = t.Stage(
            t.story(
                t.call("createCheckouts"),
                t.call("createSources", body={"amount": 10.0}, name="credit"),
            )
        )
        run = stage.send("createCheckouts", made="c1").run

        part = stage.send("createSources", body={"amount": 10}, made="s1")

        assert part.run is run
        assert run.called("credit") == ("source", "s1")

    def test_an_id_that_exists_nowhere_names_nothing(self, t):
        stage = t.Stage(t.story(t.call("createCheckouts"), t.call("retrieveOrders")))
        run = stage.send("createCheckouts", made="c1").run

        assert stage.place("retrieveOrders", "o404").run is run

    def test_a_thing_of_the_world_outside_stays_there(self, t):
        stage = t.Stage(t.story(t.call("createCheckouts"), t.call("retrieveOrders")))
        stage.exists("o1")
        stage.send("createCheckouts", made="c1")

        assert stage.place("retrieveOrders", "o1").verdict == "outside"

    def test_a_customer_in_two_runs_goes_where_the_request_fits(self, t):
        stage = t.Stage(
            t.story(t.call("createCheckouts"), t.call("createSources"), t.call("x"))
        )
        stage.exists("u1")
        stage.send("createCheckouts", made="c1", customer="u1")
        stage.send("createSources", "c1", made="s1")
        second = stage.send("createCheckouts", made="c2", customer="u1").run

        assert stage.place("createSources", customer="u1").run is second


class TestStoriesInForce:
    def test_the_first_in_the_order_of_play_that_fits_begins(self, t):
        stage = t.Stage(
            t.story(t.call("createCheckouts", body={"currency": "JPY"}), name="yen"),
            t.story(t.call("createCheckouts"), name="any"),
            t.story(t.call("createCheckouts"), name="never"),
        )

        yen = stage.place("createCheckouts", body={"currency": "JPY"})
        other = stage.place("createCheckouts", body={"currency": "EUR"})

        assert (yen.story.name, other.story.name) == ("yen", "any")

    def test_a_story_without_runs_left_gives_way(self, t):
        stage = t.Stage()
        once = stage.theatre.play(
            t.story(t.call("createCheckouts"), name="once"), runs=1
        )
        stage.theatre.play(t.story(t.call("createCheckouts"), name="always"))

        names = [
            stage.send("createCheckouts", made=f"c{n}").story.name for n in range(3)
        ]

        assert names == ["once", "always", "always"]
        assert once.runs_left == 0

    def test_zero_runs_are_refused(self, t):
        with pytest.raises(MockdrError, match="cannot have 0 runs"):
            t.Stage().theatre.play(t.story(t.call("createCheckouts")), runs=0)

    def test_two_parts_cannot_begin_the_last_run(self, t):
        stage = t.Stage()
        stage.theatre.play(t.story(t.call("createCheckouts")), runs=1)
        first, second = stage.place("createCheckouts"), stage.place("createCheckouts")
        stage.theatre.begin(first)

        with pytest.raises(MockdrError, match="no run left"):
            stage.theatre.begin(second)

    def test_another_story_takes_over_what_an_ended_run_had(self, t):
        stage = t.Stage(
            t.story(t.call("createCheckouts"), t.call("createOrders"), name="buy"),
            t.story(t.call("createRefunds"), t.call("retrieveRefunds"), name="refund"),
        )
        stage.send("createCheckouts", made="c1")
        assert stage.send("createRefunds", "c1").story.name == "buy"
        stage.send("createOrders", "c1", made="o1")

        part = stage.send("createRefunds", "o1", made="r1")

        assert (part.story.name, part.verdict) == ("refund", "played")
        assert stage.theatre.owner("order", "o1") is part.run
        assert stage.place("retrieveRefunds", "r1").verdict == "played"

    def test_the_same_story_does_not_begin_again_with_what_it_ended_with(self, t):
        stage = t.Stage(t.story(t.call("createRefunds")))
        stage.exists("o1")
        first = stage.send("createRefunds", "o1", made="r1").run

        part = stage.send("createRefunds", "o1", made="r2")

        assert (part.verdict, part.run) == ("free", first)


class TestGiven:
    """Given things are shared: they tell which story, not which run."""

    @pytest.fixture
    def stage(self, t):
        stage = t.Stage()
        stage.exists("u1", "s1")
        stage.theatre.play(
            t.story(
                t.call("createCheckouts", body={"customerId": "<ann.id>"}),
                t.call("attach", of="anns-card"),
                t.call("retrieveCustomers", of="ann"),
            ),
            given={"ann": ("customer", "u1"), "anns-card": ("source", "s1")},
        )
        return stage

    def begin(self, stage, id):
        return stage.send(
            "createCheckouts", made=id, customer="u1", body={"customerId": "u1"}
        ).run

    def test_two_runs_share_them_and_neither_owns_them(self, stage):
        first, second = self.begin(stage, "c1"), self.begin(stage, "c2")

        assert stage.send("attach", "c1", "s1").run is first
        assert stage.send("attach", "c2", "s1").run is second
        assert stage.theatre.owner("customer", "u1") is None
        assert stage.theatre.owner("source", "s1") is None

    def test_what_names_only_them_goes_to_the_run_that_waits_longest(self, stage):
        first, second = self.begin(stage, "c1"), self.begin(stage, "c2")
        stage.send("attach", "c2", "s1")
        stage.send("attach", "c1", "s1")

        assert stage.send("retrieveCustomers", customer="u1").run is second
        assert stage.send("retrieveCustomers", customer="u1").run is first

    def test_another_story_that_waits_is_not_meant(self, t):
        stage = t.Stage(t.story(t.call("createCheckouts"), t.call("listX")))
        stage.send("createCheckouts", made="c1")
        stage.exists("u1")
        stage.theatre.play(
            t.story(t.call("createCustomers"), name="other"),
            given={"ann": ("customer", "u1")},
        )

        assert stage.place("listX", "u1").verdict == "outside"

    def test_of_asks_for_that_very_thing(self, stage):
        self.begin(stage, "c1")
        stage.exists("s2")

        part = stage.place("attach", "c1", "s2")

        assert part.verdict == "off_script"
        assert part.near[0].where == "of"


class TestFreeAndOffScript:
    @pytest.mark.parametrize(
        ("operation", "verdict", "fails_strict"),
        [
            ("createOrders", "played", False),
            ("updateCheckouts", "off_script", True),
            ("retrieveOrders", "free", False),
            ("retrieveCheckouts", "free", False),
            ("deleteCheckouts", "free", True),
        ],
    )
    def test_what_does_not_fit_is_judged(self, t, operation, verdict, fails_strict):
        stage = t.Stage(
            t.story(
                t.call("createCheckouts"),
                t.call("createOrders"),
                t.call("updateCheckouts"),
                t.call("retrieveOrders"),
            )
        )
        run = stage.send("createCheckouts", made="c1").run

        part = stage.place(operation, "c1")

        assert (part.verdict, part.fails_strict) == (verdict, fails_strict)
        assert part.run is run

    def test_after_the_last_step_all_is_free_and_writes_are_off_in_strict(self, t):
        stage = t.Stage(t.story(t.call("createCheckouts")))
        stage.send("createCheckouts", made="c1")

        read = stage.place("retrieveCheckouts", "c1")
        write = stage.place("updateCheckouts", "c1")

        assert (read.verdict, read.fails_strict) == ("free", False)
        assert (write.verdict, write.fails_strict) == ("free", True)

    def test_what_is_outside_never_fails(self, t):
        stage = t.Stage(t.story(t.call("createCheckouts")))

        assert not stage.place("updateCheckouts", "c9").fails_strict

    def test_it_does_not_move_the_run(self, t):
        stage = t.Stage(t.story(t.call("createCheckouts"), t.call("a"), t.call("b")))
        run = stage.send("createCheckouts", made="c1").run

        stage.send("b", "c1")
        stage.send("retrieveCheckouts", "c1")

        assert run.position == 1


class TestNearMisses:
    def test_the_field_that_differs_is_told(self, t):
        stage = t.Stage(
            t.story(t.call("createCheckouts", body={"items": [{"sku": "a"}]}, line=7))
        )

        part = stage.place("createCheckouts", body={"items": [{"sku": "b"}]})

        (near,) = part.near
        assert part.verdict == "outside"
        assert (near.where, near.pointer) == ("body", "/items/0/sku")
        assert (near.expected, near.got) == ("a", "b")
        assert near.step.place.line == 7

    def test_the_operation_that_is_awaited_is_told(self, t):
        stage = t.Stage(
            t.story(t.call("createCheckouts"), t.act("customer.pays"), t.call("b"))
        )
        stage.send("createCheckouts", made="c1")

        part = stage.place("b", "c1")

        assert part.verdict == "off_script"
        assert [n.expected for n in part.near] == ["customer pays"]

    def test_a_write_that_begins_nothing_is_told_what_would(self, t):
        stage = t.Stage(t.story(t.call("createCheckouts")))

        part = stage.place("createOrders", "c404")

        assert [n.expected for n in part.near] == ["createCheckouts"]
        assert stage.place("retrieveOrders", "o404").near == ()


def test_hundreds_of_runs_do_not_make_placing_dearer(t):
    looked = []

    def judge(schema, body):
        looked.append(body)
        return ()

    stage = t.Stage(
        t.story(
            t.call("createCheckouts", schema={}), t.call("createOrders", schema={})
        ),
        judge=judge,
    )
    for n in range(300):
        stage.send("createCheckouts", made=f"c{n}")
    looked.clear()

    stage.send("createOrders", "c217", made="o217")
    stage.send("createOrders", "c3", made="o3")
    stage.send("retrieveOrders", "o3")

    assert len(looked) == 2


def test_a_body_schema_holds_nothing_back_where_nobody_judges(t):
    stage = t.Stage(t.story(t.call("createCheckouts", schema={"type": "string"})))

    assert stage.place("createCheckouts", body={}).verdict == "played"


def test_of_all_runs_that_do_not_fit_only_a_few_are_told(t):
    stage = t.Stage(
        t.story(t.call("createCheckouts"), t.call("createSources", body={"n": 1})),
        *(
            t.story(t.call("createSources", body={"n": n}), name=f"tale-{n}")
            for n in range(10, 20)
        ),
    )
    for n in range(10):
        stage.send("createCheckouts", made=f"c{n}")

    part = stage.place("createSources", body={"n": 2})

    assert part.verdict == "outside"
    assert len(part.near) == 5


def test_a_customer_of_a_run_that_waits_for_nothing_stays_with_it(t):
    stage = t.Stage(t.story(t.call("createCheckouts"), t.call("a")))
    stage.exists("u1")
    run = stage.send("createCheckouts", made="c1", customer="u1").run

    part = stage.place("retrieveCustomers", customer="u1")

    assert (part.verdict, part.run, part.playing) == ("free", run, stage.playings[0])
