"""Which API version a request speaks, and what is there in it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mockdr.contract import has_operation, operations, versions
from mockdr.engine.keys import DeclaredKey
from mockdr.engine.settings import Settings
from mockdr.engine.vocabulary import vocabulary
from mockdr.engine.world import World
from mockdr.scenario.library import Library
from tests.engine.shop import NOON, Shop, envelope

OLD = [version for version in versions() if version < "2021-12-13"]
FLAT = [version for version in versions() if version < "2021-03-23"]


def flat(checkout):
    """Tell which of the two generations a checkout is of."""
    assert ("payment" in checkout) != ("paymentSessionId" in checkout)
    return "paymentSessionId" in checkout


def world(**more):
    return World(defaults=Settings(now=NOON), library=Library([], vocabulary()), **more)


# -- where it is said ------------------------------------------------------------------


def test_the_newest_version_may_be_said_and_is_the_default(shop):
    said = {"digitalriver-version": "2021-12-13"}
    assert not flat(shop.post("/checkouts", shop.order_body(), headers=said).body)
    assert not flat(shop.checkout())


@pytest.mark.parametrize("version", FLAT)
def test_the_header_asks_for_a_version(shop, version):
    said = {"digitalriver-version": version}
    assert flat(shop.post("/checkouts", shop.order_body(), headers=said).body)


@pytest.mark.parametrize("version", ["2021-12-14", "newest", "1.0", "2021-3-23"])
def test_an_unknown_version_is_an_invalid_parameter(shop, version):
    answer = shop.get("/orders", headers={"digitalriver-version": version})
    assert (answer.status, answer.body) == envelope(
        400,
        "bad_request",
        "invalid_parameter",
        f"'{version}' is not a valid parameter.",
        "digitalriver-version",
    )


def test_the_version_of_the_key_holds_unless_the_header_says_another():
    pair = DeclaredKey(secret="sk_test_old", public="pk_test_old", version="2021-02-23")
    shop = Shop(name="acme", world=world(keys={"acme": pair}))
    body, key = shop.order_body(), "Bearer sk_test_old"
    assert flat(shop.post("/checkouts", body, key=key).body)
    newest = {"digitalriver-version": "2021-12-13"}
    assert not flat(shop.post("/checkouts", body, key=key, headers=newest).body)


def test_the_version_of_the_settings_holds():
    shop = Shop(settings=replace(Settings(now=NOON), version="2021-02-23"))
    assert flat(shop.checkout())


def test_the_settings_of_a_scenario_may_say_a_version(shop):
    given = "given: {settings: {version: 2021-02-23}}"
    shop.play("- merchant: createCheckouts", given=given)
    assert flat(shop.checkout())


# -- scenarios -------------------------------------------------------------------------

STEPS = """
  - merchant: createCheckouts
    then: {session: requires_source}
  - merchant: updateCheckouts
"""


def test_a_scenario_says_what_version_its_merchant_speaks(shop):
    shop.play(STEPS, given="version: 2021-02-23", runs=1)
    checkout = shop.checkout()
    assert flat(checkout)
    assert flat(shop.post(f"/checkouts/{checkout['id']}", {"locale": "de_DE"}).body)
    assert not flat(shop.checkout())
    assert shop.findings() == []


def test_a_request_with_another_version_is_answered_in_its_own_and_noted(shop):
    shop.play(STEPS, given="version: 2021-02-23")
    said = {"digitalriver-version": "2021-03-23"}
    answer = shop.post("/checkouts", shop.order_body(), headers=said)
    assert not flat(answer.body)
    remark = (
        "the scenario story speaks API version 2021-02-23, and this request 2021-03-23"
    )
    assert answer.hint == remark
    assert shop.tenant.journal.entries()[-1].hint == remark


def test_a_scenario_of_the_newest_version_notes_an_older_request_too(shop):
    shop.play(STEPS)
    said = {"digitalriver-version": "2021-02-23"}
    answer = shop.post("/checkouts", shop.order_body(), headers=said)
    assert flat(answer.body)
    assert answer.hint.endswith("this request 2021-02-23")


def test_a_request_in_the_version_of_its_scenario_is_not_noted(shop):
    shop.play(STEPS, given="version: 2021-02-23")
    said = {"digitalriver-version": "2021-02-23"}
    answer = shop.post("/checkouts", shop.order_body(), headers=said)
    assert answer.hint == ""


def test_a_scenario_of_an_older_version_matches_and_replies_in_its_shape(shop):
    shop.play(
        """
  - merchant: createCheckouts
    match: {body: {creditAmount: 5}}
    then: {session: requires_source, reply: {creditAmount: 5}}
""",
        given="version: 2020-12-17",
    )
    shop.checkout(creditAmount=5)
    assert shop.findings() == []


# -- what is not there -----------------------------------------------------------------


@pytest.mark.parametrize("version", OLD)
def test_a_path_that_a_version_does_not_have_is_no_path(speaking, version):
    shop = speaking(version)
    for operation in operations().values():
        if has_operation(operation.id, version):
            continue
        path = operation.path.replace("{", "").replace("}", "")
        answer = shop.send(operation.method, path)
        assert (answer.status, answer.body) == envelope(
            404, "not_found", "not_found", "There is nothing at this address."
        )
        assert f"API version {version} has no {operation.method}" in answer.hint


def test_sources_are_attached_by_path_since_2021_03_23(speaking):
    shop = speaking("2021-03-23")
    checkout = shop.checkout()
    assert shop.attach(checkout, shop.source(checkout)).status == 200


def test_what_a_version_does_not_have_is_a_violation(speaking):
    shop = speaking("2020-01-07")
    shop.post("/checkouts/1/sources/2")
    [finding] = shop.findings("violation")
    assert finding.startswith("attachSourceToCheckout: ")
    assert "it came with 2021-03-23" in finding


def test_the_browser_speaks_no_version_of_the_api(speaking):
    """Its library has versions of its own; a header or an old key changes nothing."""
    shop = speaking("2020-01-07")
    checkout = shop.checkout()
    source = shop.card_for(checkout)
    assert source["sessionId"] == checkout["paymentSessionId"]
    assert source["amount"] == "26.89"


def test_a_field_of_another_version_is_a_violation_that_names_it(speaking):
    speaking("2020-12-17").checkout(creditAmount=1)
    shop = speaking("2021-03-23")
    shop.checkout(creditAmount=1)
    [finding] = shop.findings("violation")
    assert "no such field but in API version 2020-09-30 to 2021-02-23" in finding
