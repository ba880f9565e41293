"""What was handed over happens once more, the same; and what differs is told."""

from __future__ import annotations

import copy
from datetime import timedelta

import orjson
import pytest

from mockdr.base.errors import MockdrError
from mockdr.engine.bundles.collecting import collect, save
from mockdr.engine.bundles.comparing import Difference
from mockdr.engine.bundles.enacting import Scene, enact
from mockdr.engine.bundles.reading import read_bundle
from mockdr.engine.bundles.telling import beginning, differing, lines
from mockdr.engine.enrolling import enroll
from mockdr.engine.hands import in_page
from mockdr.engine.settings import Settings
from mockdr.events.delivery import Answer
from mockdr.scenario.bends import Bend
from mockdr.scenario.story import Place
from mockdr.server.failures import section
from tests.engine.bundles.living import Moody, lived
from tests.engine.shop import NOON, Shop

FORM = "application/x-www-form-urlencoded"


def bundle_of(tenant, tmp_path, change=None):
    """Return the bundle of a tenant as whoever gets the file reads it."""
    file = tmp_path / "it.mockdr"
    save(file, collect(tenant, "0.1", {"test": "tests/test_it.py::test_it"}))
    if change is not None:
        data = orjson.loads(file.read_bytes())
        change(data)
        file.write_bytes(orjson.dumps(data))
    return read_bundle(file)


def story_of(bundle):
    return [line.strip() for scene in enact(bundle) for line in lines(scene)]


def first_wrong(bundle):
    return next((scene for scene in enact(bundle) if not scene.same), None)


@pytest.fixture(name="lived")
def _lived():
    return lived()


def test_all_that_can_happen_happens_again_the_same(lived, tmp_path):
    bundle = bundle_of(lived.tenant, tmp_path)

    assert [differing(scene) for scene in enact(bundle) if not scene.same] == []
    whole = (tmp_path / "it.mockdr").read_text()
    for secret in ("very-secret", "4929123456789015", "a@b.co", "c%40d.co", "William"):
        assert secret not in whole
    acts = {act["what"] for act in bundle.acts}
    assert acts == {
        *("call", "delivered", "play", "happen", "trigger", "bend", "webhook"),
        *("rotate", "resend", "believed", "proof", "stop"),
    }


def test_what_was_done_in_a_page_is_a_deed_of_a_page_again(tmp_path):
    shop = Shop()
    shop.play("- merchant: createPaymentSources\n- merchant: createCustomers")
    source = shop.redirected(shop.checkout())
    in_page(shop.tenant, "approves", source["id"])
    bundle = bundle_of(shop.tenant, tmp_path)

    told = [found["message"] for found in bundle.findings]
    assert any("customer approves in a page, out of turn" in one for one in told)
    assert first_wrong(bundle) is None


def test_it_is_told_as_a_story(lived, tmp_path):
    story = story_of(bundle_of(lived.tenant, tmp_path))

    assert story[:4] == [
        "in force: story",
        "a webhook at https://hooks.invalid/x",
        "deliveries of order.accepted are bent: duplicate",
        "#1 POST /checkouts -> 201  [requires_source]",
    ]
    assert "the clock goes on by 1d" in story
    assert any(line.startswith("customer fails the bank's challenge") for line in story)
    assert "checkout.created to https://hooks.invalid/x -> 500" in story
    assert "checkout.created to https://hooks.invalid/x -> timeout" in story
    assert "out of force: story" in story
    (refused,) = (line for line in story if line.startswith("fraud"))
    assert refused.endswith("and is refused")


def test_a_clock_that_ran_is_followed_moment_by_moment(tmp_path):
    seconds = [0.0]
    shop = Shop(settings=Settings(now=NOON, clock="runs"))
    shop.world.monotonic = lambda: seconds[0]
    first = shop.checkout()
    seconds[0] += 86_400.25
    source = shop.wire(first)
    seconds[0] += 31 * 86_400
    shop.attach(first, source)

    bundle = bundle_of(shop.tenant, tmp_path)

    assert first_wrong(bundle) is None
    assert bundle.ran
    assert [line for line in story_of(bundle) if "clock" in line] == [
        "the clock goes on by 1d",
        "the clock goes on by 31d",
    ]


@pytest.mark.parametrize(
    ("clock", "moment", "same"),
    [
        ("runs", "2026-05-01T12:00:01Z", True),
        ("runs", "2026-05-01T12:00:03Z", False),
        ("runs", "soon", False),
        ("stands", "2026-05-01T12:00:01Z", False),
    ],
)
def test_only_a_clock_that_ran_may_be_a_little_off(tmp_path, clock, moment, same):
    shop = Shop(settings=Settings(now=NOON, clock=clock))
    shop.world.monotonic = lambda: 0.0
    shop.checkout()

    def change(data):
        _reply(data)["json"]["createdTime"] = moment

    assert (first_wrong(bundle_of(shop.tenant, tmp_path, change)) is None) is same


def test_a_form_with_a_file_is_sent_again_without_what_was_in_it(tmp_path):
    shop = Shop()
    from mockdr.engine.call import Upload

    form = {
        "purpose": "tax_document_customer_upload",
        "fileName": "a.pdf",
        "file": Upload(name="a.pdf", content=b"very secret"),
    }
    answer = shop.send(
        "POST",
        "/files",
        b"--x",
        headers={"content-type": "multipart/form-data; boundary=x"},
        form=form,
    )
    assert answer.status == 201, answer.raw

    bundle = bundle_of(shop.tenant, tmp_path)

    assert first_wrong(bundle) is None
    assert "very secret" not in (tmp_path / "it.mockdr").read_text()


def test_settings_come_along():
    from mockdr.engine.bundles.written import settings_in, settings_of

    place = Place(file="", line=1, column=1, end_line=1, end_column=1)
    bends = (
        Bend(event="any", kind="late", by=timedelta(minutes=3), place=place),
        Bend(event="order.accepted", kind="down", attempts=2, place=place),
    )
    settings = Settings(
        mode="strict",
        rate_limit=7,
        retries=(timedelta(minutes=1), timedelta(hours=1)),
        delivery=bends,
        seed="other",
    )

    again = settings_in(orjson.loads(orjson.dumps(settings_of(settings))), NOON)

    assert (again.mode, again.rate_limit, again.seed) == ("strict", 7, "other")
    assert again.retries == settings.retries
    assert [(b.event, b.kind, b.by, b.attempts) for b in again.delivery] == [
        ("any", "late", timedelta(minutes=3), 1),
        ("order.accepted", "down", None, 2),
    ]


def _reply(data):
    return next(a for a in data["acts"] if a["what"] == "call")["outcome"]["reply"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda d: _reply(d)["json"].update(currency="EUR"),
            "reply at /currency was EUR, is USD",
        ),
        (
            lambda d: _reply(d)["json"].pop("currency"),
            "reply at /currency was nothing, is USD",
        ),
        (
            lambda d: d["acts"][0]["outcome"].update(status=200),
            "status was 200, is 201",
        ),
        (
            lambda d: d["acts"][0]["outcome"]["state"].update(after="failed"),
            "state at /after was failed, is requires_source",
        ),
        (
            lambda d: d["findings"].append(
                {"kind": "conduct", "severity": "warn", "message": "bad", "seq": 1}
            ),
            '"message":"bad"}, is nothing',
        ),
        (
            lambda d: d["acts"][0].update(request={"cut": {"length": 70000}}),
            "its body of 70000 bytes is not in the bundle",
        ),
    ],
)
def test_the_first_difference_is_told(shop, tmp_path, change, said):
    shop.checkout()

    scene = first_wrong(bundle_of(shop.tenant, tmp_path, change))

    assert said in differing(scene)


def test_a_state_that_was_another_in_the_end_is_told(shop, tmp_path):
    id = shop.checkout()["payment"]["session"]["id"]

    def change(data):
        data["states"]["session"][id] = "complete"

    scene = first_wrong(bundle_of(shop.tenant, tmp_path, change))

    told = f"states at /session/{id} was complete, is requires_source"
    assert differing(scene) == told


def test_what_nobody_delivers_any_more_is_told(shop, tmp_path):
    enroll(shop.tenant, "https://hooks.invalid/x")
    shop.tenant.mail.route("https://hooks.invalid", Moody())
    shop.checkout()
    shop.tenant.mail.flush()

    def change(data):
        data["acts"].append(copy.deepcopy(data["acts"][-1]))

    scene = first_wrong(bundle_of(shop.tenant, tmp_path, change))

    assert differing(scene) == "delivery was checkout.created, is null"


@pytest.mark.parametrize(
    ("status", "body", "shown"),
    [
        (500, b"boom", "500: xxxx"),
        (500, b"Augusta King, 12 a\nat line 3", "500: Xxxxxxx Xxxx, 00 x"),
        (404, b"<title>No Ann</title>", "404: Xx Xxx"),
        (400, b"1700000000000000 is late" * 99, "0000 xx xxxx"),
        (400, b"no card 4929123456789015", "400: xx xxxx ****0000"),
        (302, b"", "302: it leads to /login, but"),
        (500, b"", "last: 500;"),
    ],
)
def test_what_a_receiver_answers_is_told_by_its_shape(
    shop, tmp_path, status, body, shown
):
    headers = {"location": "/login"} if status == 302 else {}

    class Refusing:
        def send(self, parcel):
            del parcel
            return Answer(outcome="answered", status=status, body=body, headers=headers)

    enroll(shop.tenant, "https://hooks.invalid/x")
    shop.tenant.mail.route("https://hooks.invalid", Refusing())
    shop.checkout()
    shop.tenant.mail.flush()

    [found] = [f for f in shop.tenant.check() if f.kind == "unfinished"]
    about = {"test": "t", "outcome": f"failed: {found.message}"}
    save(tmp_path / "it.mockdr", collect(shop.tenant, "0.1", about))
    bundle = read_bundle(tmp_path / "it.mockdr")

    assert first_wrong(bundle) is None
    [finding] = bundle.findings
    assert shown in finding["message"]
    text, page = found.message, {"title": "", "picture": "", "url": ""}
    whole = (tmp_path / "it.mockdr").read_text()
    whole += section(shop.tenant, reason=text, told=text, **page)
    assert not [word for word in ("Augusta", "boom", "Ann", "9015") if word in whole]


def test_of_two_long_texts_the_part_is_shown_that_differs():
    def told(one, other):
        found = Difference(where="findings/0", then=one, now=other)
        return differing(Scene(act={}, difference=found))

    alike = "a" * 200
    shown = "a" * 30
    assert told(f"{alike}1", f"{alike}2") == (
        f"findings at /0 was ...{shown}1, is ...{shown}2"
    )
    assert told(alike, alike[:-1] + "b" * 150) == (
        f"findings at /0 was ...{shown}a, is ...{shown}{'b' * 90}..."
    )
    assert told(1, None) == "findings at /0 was 1, is null"


def test_a_journal_that_has_forgotten_its_beginning_is_not_replayed(tmp_path):
    shop = Shop(settings=Settings(now=NOON, journal_limit=2))
    for _ in range(3):
        shop.get("/orders")

    assert len(list(shop.tenant.tape)) == 2

    with pytest.raises(MockdrError, match="the first 1 of what happened") as no:
        list(enact(bundle_of(shop.tenant, tmp_path)))

    assert "let the journal keep more" in no.value.help


def test_who_comes_with_a_real_key_is_not_told_by_its_name(tmp_path):
    name = "4f9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c"
    shop = Shop(name=name)
    shop.checkout()

    bundle = bundle_of(shop.tenant, tmp_path)

    assert name not in (tmp_path / "it.mockdr").read_text()
    assert bundle.name == shop.tenant.alias
    assert first_wrong(bundle) is None


def test_another_version_is_told(shop, tmp_path):
    def change(data):
        data.update(mockdr="9.9", contract="1999-01-01")

    bundle = bundle_of(shop.tenant, tmp_path, change)

    assert list(beginning(bundle, "0.1"))[-1].startswith(
        "recorded with mockdr 9.9, this is 0."
    )
    assert "the contract of 1999-01-01" in bundle.other_version("0.1")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (b"{", "it is no JSON"),
        (b"[]", "it does not say that it is one"),
        (b'{"bundle": 99, "mockdr": "7"}', "reads up to 1"),
        (b'{"bundle": 1}', "/mockdr is missing"),
    ],
)
def test_a_file_that_is_no_bundle_is_refused_with_a_reason(tmp_path, text, why):
    file = tmp_path / "it.mockdr"
    file.write_bytes(text)

    with pytest.raises(MockdrError) as no:
        read_bundle(file)

    assert why in no.value.message
    assert no.value.help


def test_a_bundle_without_its_clock_is_refused(shop, tmp_path):
    def change(data):
        data["clock"] = {"start": "yesterday"}

    with pytest.raises(MockdrError, match="/clock/start: 'yesterday' is not a moment"):
        bundle_of(shop.tenant, tmp_path, change)


def test_where_nothing_can_be_written_that_is_said(shop, tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(MockdrError, match="cannot be written"):
        save(tmp_path / "file" / "it.mockdr", collect(shop.tenant, "0.1"))


def test_what_is_not_there_is_said(tmp_path):
    with pytest.raises(MockdrError, match="cannot be read"):
        read_bundle(tmp_path / "none.mockdr")
