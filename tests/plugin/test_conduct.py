"""How a test learns of its client's conduct."""

from __future__ import annotations

from tests.plugin.test_report import PINNED, sections

pytest_plugins = ["pytester"]

TWICE = """
def test_it(mockdr, shop):
    order = shop.buy()
    shop.order({"id": order["checkoutId"]})
"""
REFUNDS = """
def app(mockdr, shop):
    handled = set()

    def listens(environ, start_response):
        event = json.loads(environ["wsgi.input"].read())
        order = event["data"]["object"]
        if event["id"] not in handled or not REMEMBERS:
            handled.add(event["id"])
            items = [{"itemId": order["items"][0]["id"], "quantity": 1}]
            shop.client.post(
                "/fulfillments", json={"orderId": order["id"], "items": items}
            )
        start_response("202 Accepted", [])
        return [b""]

    return listens

def test_it(mockdr, shop):
    mockdr.webhooks.deliver_to(app(mockdr, shop), types=["order.accepted"])
    shop.cart["items"][0]["quantity"] = 3
    shop.buy()
    mockdr.webhooks.expect("order.accepted")
"""
ADVERSE = '@pytest.mark.mockdr(delivery=[{"event": "any", "kind": "duplicate"}])\n'


def told_twice(project, *, remembers, mark=ADVERSE):
    text = REFUNDS.replace("def test_it", f"{mark}def test_it")
    project.tests(f"import json\nREMEMBERS = {remembers}\n{text}")
    return project.run()


def test_it_is_a_warning_where_nothing_else_is_said(project):
    project.tests(TWICE)

    result = project.run("-W", "default")

    result.assert_outcomes(passed=1, warnings=1)
    result.stdout.fnmatch_lines(
        ["*MockdrWarning: mockdr: conduct in #4: createOrders was repeated after*"]
    )


def test_it_fails_where_the_marker_says_so(project):
    project.tests(PINNED + TWICE.replace("def", FAIL + "def"))

    result = project.run()

    result.assert_outcomes(passed=1, errors=1)
    (section,) = sections(result)
    found = section.split("\n\n")[1]
    assert found == (
        "conduct in #4: createOrders was repeated after success: #3 had answered 201 "
        "to the same; keep what it answered with\n"
        "  #3 POST /orders -> 201\n"
        "  #4 POST /orders -> 404 not_found"
    )


FAIL = '@pytest.mark.mockdr(conduct="fail")\n'


def test_it_is_not_spoken_of_where_it_is_off(project):
    project.tests(TWICE.replace("def", FAIL.replace("fail", "off") + "def"))

    project.run().assert_outcomes(passed=1)


def test_a_handler_that_is_not_idempotent_fails_with_the_event(project):
    result = told_twice(project, remembers=False)

    result.assert_outcomes(passed=1, errors=1)
    told = (
        "*mockdr: conduct in #*: http://testserver handled the same order.accepted "
        "twice (event *-*-*-*-* of order *): createFulfillments in #*, and once more "
        "in #*; keep the ids of handled events*"
    )
    result.stdout.fnmatch_lines([told])


def test_a_handler_that_remembers_passes(project):
    told_twice(project, remembers=True).assert_outcomes(passed=1)


def test_without_adversity_no_handler_is_told_twice(project):
    told_twice(project, remembers=False, mark="").assert_outcomes(passed=1)
