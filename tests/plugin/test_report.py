"""The section of a failed test, read aloud: what, where, and what to do."""

from __future__ import annotations

import re
import shlex

import httpx
import pytest

from mockdr.server.handle import start

pytest_plugins = ["pytester"]

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def sections(result: pytest.RunResult) -> list[str]:
    """Return the text of every section `mockdr`, what differs by run written plain."""
    text = UUID.sub("<uuid>", "\n".join(result.outlines))
    text = re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:<port>", text)
    text = re.sub(r"(?<=[ _])t[0-9a-f]{16}\b", "<tenant>", text)
    found = re.findall(
        r"^-{10,} mockdr -{10,}\n(.*?)(?=^[-=_]{10,})", text, re.MULTILINE | re.DOTALL
    )
    return [section.rstrip("\n") for section in found]


PINNED = 'pytestmark = pytest.mark.mockdr(now="2024-05-01T12:00:00Z")\n'


def test_a_violation_is_told_as_pointer_expected_and_got_with_a_curl(project):
    project.tests(
        PINNED
        + """
def test_it(mockdr, shop):
    del shop.cart["shipTo"]
    shop.cart["items"][0]["quantity"] = "two"
    shop.begin(colour="red", email=None)
"""
    )

    result = project.run()

    result.assert_outcomes(passed=1, errors=1)
    (section,) = sections(result)
    calls, told, *_ = section.split("\n\n")
    assert calls.splitlines() == [
        "1 call, 1 refused; tenant <tenant>, its clock at 2024-05-01T12:00:00Z",
        "  #1 POST /checkouts -> 400 invalid_parameter",
        "     'null' is not a valid parameter. (parameter email)",
        "     'two' is not a valid parameter. (parameter items[0].quantity)",
    ]
    *lines, curl = told.splitlines()
    unknown = "expected nothing, the contract has no such field; got"
    assert lines == [
        "outside the contract in #1: POST /checkouts (createCheckouts)",
        "  /email: expected string, got null",
        '  /items/0/quantity: expected integer, got "two"',
        f'  /colour: {unknown} "red"',
        "  to repeat it while the server lives (--pdb):",
    ]
    assert curl.startswith("  curl -X POST http://127.0.0.1:<port>/checkouts -H ")


def test_the_curl_repeats_the_call(project):
    """Word for word, as a shell would take it apart."""
    with start(violations="allow", unfinished="allow") as mockdr:
        body = {"colour": "it's red", "email": "ann@example.com"}
        mockdr.client().post("/checkouts", json=body, params={"a b": "c&d"})
        told = mockdr.explain(mockdr.world.find(mockdr.name).journal.findings())
        (line,) = [x for x in told.splitlines() if "curl" in x]
        words = shlex.split(line)
        assert words[:3] == ["curl", "-X", "POST"]
        headers = dict(
            words[i + 1].split(": ", 1) for i, w in enumerate(words) if w == "-H"
        )
        sent = words[words.index("-d") + 1]
        again = httpx.post(words[3], headers=headers, content=sent)

        first, second = mockdr.journal.calls
        for key in ("method", "path", "query", "request", "status", "violations"):
            assert first[key] == second[key]
        assert again.status_code == first.status


def test_the_path_shows_the_blocked_edge_and_the_legal_moves(project):
    project.tests(
        PINNED
        + """
def test_it(mockdr, shop):
    checkout = shop.begin()
    assert shop.order(checkout)["state"] == "accepted"
"""
    )

    result = project.run()

    result.assert_outcomes(failed=1)
    (section,) = sections(result)
    assert section == (
        "2 calls, 1 refused; tenant <tenant>, its clock at 2024-05-01T12:00:00Z\n"
        "  #1 POST /checkouts -> 201  [requires_source]\n"
        "  #2 POST /orders -> 400 order_submit_failed  [requires_source]\n"
        "     Payment session status is invalid.\n"
        "     hint: the session is requires_source, and createOrders needs "
        "requires_confirmation: attachSourceToCheckout (a primary source that is "
        "chargeable or pending) or updateCheckouts comes first\n"
        "\n"
        "the payment session <uuid> went\n"
        "  requires_source        #1 createCheckouts\n"
        "  x #2 createOrders is blocked: it needs requires_confirmation\n"
        "  from here: attachSourceToCheckout -> requires_confirmation, "
        "updateCheckouts -> requires_confirmation, deleteCheckouts -> cancelled"
    )


def test_a_call_that_a_rule_struck_says_which(project):
    project.tests(
        PINNED
        + """
def test_it(mockdr, shop):
    mockdr.play("down-for-a-while")
    assert shop.buy()["state"] == "accepted"
"""
    )

    (section,) = sections(project.run())

    assert (
        "  #3 POST /orders -> 503 service_unavailable  [requires_confirmation]"
        "  fault: status  by the rule at down-for-a-while.yaml:9\n"
    ) in section


def test_the_path_tells_what_sources_leave_open(project):
    """A session that stays where it was although a source was attached."""
    project.tests(
        PINNED
        + """
def test_it(mockdr, shop):
    checkout = shop.begin()
    session = checkout["payment"]["session"]["id"]
    credit = {"type": "customerCredit", "customerCredit": {}, "amount": 5}
    credit["paymentSessionId"] = session
    credit = shop.client.post("/sources", json=credit).json()
    shop.client.post(f"/checkouts/{checkout['id']}/sources/{credit['id']}")
    assert 0
"""
    )

    (section,) = sections(project.run())

    total = "  its sources contribute 5.0, "
    assert any(
        line.startswith(total) and line.endswith(" is still missing")
        for line in section.splitlines()
    )


def test_the_path_tells_calls_from_acts(project):
    project.tests(
        PINNED
        + """
@pytest.mark.mockdr(conduct="off")
def test_it(mockdr, shop):
    order = shop.buy("konbini", currency="JPY")
    mockdr.customer.pays()
    shop.client.get(f"/orders/{order['id']}")
    shop.order({"id": order["checkoutId"]})
    assert 0
"""
    )

    (section,) = sections(project.run())

    assert section.split("\n\n")[1].splitlines() == [
        "the payment session <uuid> went",
        "  requires_source        #1 createCheckouts",
        "  requires_confirmation  #2 attachSourceToCheckout",
        "  pending_funds          #3 createOrders",
        "  complete               by an act or the clock, before #4 retrieveOrders",
        "  x #5 createOrders is blocked: it needs requires_confirmation",
        "  from here: nothing, it is final",
    ]


def test_the_nearest_step_is_told_with_the_field_that_differed(project):
    project.write("pyproject.toml", "")
    project.write(
        "scenarios/yen.yaml",
        """
scenario: yen
summary: The shop sells for yen.
steps:
  - merchant: createCheckouts
    match: {body: {currency: JPY}}
""",
    )
    project.tests(
        PINNED
        + """
@pytest.mark.mockdr("yen")
def test_it(shop):
    shop.begin()
"""
    )

    result = project.run()

    result.stdout.fnmatch_lines(
        ["mockdr: unfinished: yen had no run: nothing fitted its first call, *"]
    )
    (section,) = sections(result)
    assert (
        "not played: #1 createCheckouts\n"
        "  the nearest step is createCheckouts of yen, line 5\n"
        '  it differs in body /currency: expected "JPY", got "USD"\n'
    ) in section
    assert section.endswith("yen had no run (scenarios/yen.yaml)")


def test_a_call_off_the_script_is_told_with_what_the_run_waits_for(project):
    project.tests(
        PINNED
        + """
@pytest.mark.mockdr("konbini-paid-late", mode="strict")
def test_it(shop):
    checkout = shop.begin(currency="JPY")
    shop.order(checkout)
"""
    )

    result = project.run()

    result.stdout.fnmatch_lines(
        [
            "mockdr: off the script in #2: konbini-paid-late: createOrders (and *",
            "        unfinished: konbini-paid-late, line *: customer chooses did *",
        ]
    )
    (section,) = sections(result)
    assert (
        "off the script in #2: konbini-paid-late: createOrders\n"
        "  konbini-paid-late, run 1, waits for customer chooses\n"
    ) in section
    assert re.search(
        r"^konbini-paid-late, run 1, stands at step 2, \S+:\d+", section, re.MULTILINE
    )


def test_a_then_that_did_not_hold_is_told_once_with_its_line(project):
    project.write("pyproject.toml", "")
    project.write(
        "scenarios/refused.yaml",
        """
scenario: refused
summary: The order comes too early.
steps:
  - merchant: createOrders
    then: {order: accepted}
""",
    )
    project.tests(
        '@pytest.mark.mockdr("refused")\ndef test_it(shop): shop.order(shop.begin())\n'
    )

    (section,) = sections(project.run())

    assert "not as the scenario says in #2: scenarios/refused.yaml:6:" in section
    assert (
        "createOrders is refused with 400 order_submit_failed, so there is no order "
        "to be 'accepted'; the session is requires_source, and createOrders needs "
        "requires_confirmation: attachSourceToCheckout (a primary source"
    ) in section
    assert section.count("curl") == 1


def test_a_key_of_nobody_fails_a_test_that_swallows_the_refusal(project):
    """The shop has its key from elsewhere: nothing is wrong with the story."""
    project.tests(
        PINNED
        + """
@pytest.mark.mockdr(unfinished="allow")
@pytest.mark.parametrize("key", [
    "Bearer sk_test_other", "Bearer sk_live_4f31e0", "Bearer sk_tset_shop", "",
])
def test_it(mockdr, key):
    import httpx
    for _ in range(2):
        httpx.get(f"{mockdr.url}/orders", headers={"Authorization": key})
"""
    )

    result = project.run()

    result.assert_outcomes(passed=4, errors=4)
    first, live, garbled, none = sections(result)
    hint = (
        "no tenant has this key: a test's own are mockdr.secret_key and "
        'mockdr.public_key; keys = "open" lets every name in'
    )
    called = "GET /orders with a key of nobody (sk_test, the name begins with 'oth')"
    assert first.splitlines() == [
        "0 calls, 0 refused; tenant <tenant>, its clock at 2024-05-01T12:00:00Z",
        "  nothing was called with the key sk_test_<tenant>",
        "  meanwhile, with other keys or none:",
        f"  {called} -> 401, {hint}",
        f"  {called} -> 401, {hint}",
        "",
        f"a call of no tenant: {called}",
    ]
    whose = "a key of nobody (sk_live, the name begins with '4f3')"
    assert f"a call of no tenant: GET /orders with {whose}" in live
    assert "4f31" not in live
    assert "a call of no tenant: GET /orders with a key that is garbled" in garbled
    assert "a call of no tenant: GET /orders with no key" in none


def test_strays_are_of_the_test_in_which_they_come(project):
    project.tests("""
def test_first(mockdr):
    mockdr.client(headers={"Authorization": "Bearer sk_test_other"}).get("/orders")

def test_second(mockdr): pass

def test_before(mockdr_server):
    import httpx
    httpx.get(mockdr_server.url_for("/orders"))

def test_after(mockdr): pass
""")

    result = project.run()

    result.assert_outcomes(passed=4, errors=1)
    result.stdout.fnmatch_lines(["*ERROR at teardown of test_first*"])


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("violations", ["warn", "allow"])
def test_a_stray_weighs_what_violations_weigh(project, violations):
    project.tests(f"""
@pytest.mark.mockdr(violations="{violations}")
def test_it(mockdr):
    mockdr.client(headers={{"Authorization": "Bearer sk_test_other"}}).get("/orders")
""")

    result = project.run()

    result.assert_outcomes(passed=1, warnings=violations == "warn")


def test_open_keys_make_a_tenant_of_every_name(project):
    project.write("mockdr.toml", 'keys = "open"')
    project.tests("""
def test_it(mockdr):
    client = mockdr.client(headers={"Authorization": "Bearer sk_test_other"})
    assert client.get("/orders").status_code == 200
    assert mockdr.world.find("other")
    assert "1 call with the keys of the tenant other" in mockdr.explain()
""")

    project.run().assert_outcomes(passed=1)


def test_a_refusal_that_only_the_provider_knows_fails_the_test(project):
    project.tests("""
def test_it(shop): shop.begin(currency="EURO")
""")

    result = project.run()

    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(
        ["mockdr: outside the contract in #1: createCheckouts: 'EURO' is not *"]
    )


def test_a_test_that_failed_already_keeps_its_failure_and_gets_the_other(project):
    project.tests(
        PINNED
        + """
@pytest.mark.mockdr("card-accepted")
def test_it(shop):
    shop.begin(colour="red")
    assert 1 == 2, "the shop is wrong"
"""
    )

    result = project.run()

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["E * AssertionError: the shop is wrong"])
    (section,) = sections(result)
    assert "/colour: expected nothing" in section
    assert "unfinished" not in section
    result.stdout.no_fnmatch_line("*During handling*")


def test_what_check_has_raised_is_told_once(project):
    project.tests("""
def test_it(mockdr, shop):
    shop.begin(colour="red")
    mockdr.check()
""")

    result = project.run()

    result.assert_outcomes(failed=1)
    assert sections(result) == []
    result.stdout.no_fnmatch_line("*During handling*")
    told = [x for x in result.outlines if "the contract has no such field" in x]
    assert told


def test_what_comes_after_a_failure_is_told_too(project):
    project.tests("""
@pytest.fixture
def late(shop):
    yield
    shop.begin(colour="red")

def test_it(late):
    assert 0
""")

    result = project.run()

    result.assert_outcomes(failed=1, errors=1)


def test_a_story_that_nobody_called_for_says_that_no_call_was_made(project):
    project.tests("""
@pytest.mark.mockdr("card-accepted")
def test_it(mockdr): pass
""")

    result = project.run()

    result.stdout.fnmatch_lines(
        ["mockdr: unfinished: card-accepted had no run: no call was made"]
    )


def test_a_test_that_passes_says_nothing(project):
    project.tests("def test_it(shop): shop.buy()\n")

    result = project.run("-rA")

    result.assert_outcomes(passed=1)
    assert sections(result) == []


def test_a_failure_of_another_fixture_gets_the_section_too(project):
    project.tests("""
@pytest.fixture
def paid(shop):
    raise OSError("the database of the shop is away")

def test_it(paid): pass
""")

    result = project.run()

    result.assert_outcomes(errors=1)
    assert sections(result)[0].startswith("0 calls, 0 refused")


def test_cards_never_stand_in_a_report(project):
    project.tests("""
def test_it(mockdr, shop):
    card = {"number": "4444222233331111", "cvv": "4321"}
    shop.client.post("/sources", json={"type": "creditCard", "creditCard": card})
""")

    result = project.run()

    result.assert_outcomes(passed=1, errors=1)
    assert sections(result)
    assert "4444222233331111" not in result.stdout.str()
    assert "4321" not in "".join(sections(result))


def test_many_calls_are_cut_to_the_newest(project):
    project.tests("""
def test_it(shop):
    for _ in range(20):
        shop.client.get("/orders")
    assert 0
""")

    (section,) = sections(project.run())

    assert section.startswith("20 calls, 0 refused")
    assert "  ... 5 earlier\n  #6 GET /orders -> 200" in section


def test_what_a_hand_asks_in_vain_points_at_the_tests_own_line(project):
    project.tests("""
def test_pays(mockdr):
    mockdr.customer.pays()

def test_plays(mockdr):
    mockdr.play("konbini-paid-lat")

def test_called(mockdr):
    mockdr.journal.assert_called("createOrders")
""")

    result = project.run("--tb=short")

    result.assert_outcomes(failed=3)
    shown = [x for x in result.outlines if re.match(r"\S+\.py:\d+: in ", x)]
    assert shown == [
        "test_shop.py:4: in test_pays",
        "test_shop.py:7: in test_plays",
        "test_shop.py:10: in test_called",
    ]
