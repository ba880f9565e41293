"""`--mockdr-html`: the page of what failed, as its reader finds it."""

from __future__ import annotations

import html
import re

import pytest

pytest_plugins = ["pytester"]

PINNED = 'pytestmark = pytest.mark.mockdr(now="2024-05-01T12:00:00Z")\n'
SUITE = (
    PINNED
    + """
@pytest.mark.mockdr("declined")
def test_declined(shop):
    assert shop.buy()["state"] == "accepted"

def test_too_early(shop):
    shop.order(shop.begin())
    raise AssertionError("so <early>")

def test_fine(shop):
    assert shop.buy()["state"] == "accepted"
"""
)
#: What differs from run to run.
RANDOM = re.compile(r"127\.0\.0\.1:\d+|[td]?[0-9a-f]{8}(?=[\" ])")


def page(project, name: str = "page.html") -> str:
    return (project.path / name).read_text("utf-8")


def words(text: str) -> str:
    """Return what a reader sees, without the markup."""
    text = re.sub(r"<style>.*?</style>", "", text, flags=re.DOTALL)
    return html.unescape(re.sub(r"<[^>]+>", " ", text))


def test_each_failure_has_a_section_with_picture_calls_and_what_mockdr_says(project):
    project.tests(SUITE)
    result = project.run("--mockdr-html=page.html")
    told = page(project)

    result.stdout.fnmatch_lines(["*the failures with their pictures: *page.html"])
    assert told.count("<section ") == 2
    assert told.count("<svg ") == 2
    assert "mockdr: 2 failures" in words(told)
    assert "test_fine" not in told
    assert "✕ 409 failed-request" in told
    assert "#3 POST /orders -> 409 failed-request (createOrders)" in words(told)
    assert "curl -X POST http://127.0.0.1:" in words(told)
    assert "stands at step 5" in words(told)


def test_a_call_that_led_nowhere_is_a_barred_way(project):
    project.tests(SUITE)
    project.run("--mockdr-html=page.html", "-k", "early")
    told = page(project)

    assert '<g class="state blocked">' in told
    assert "✕ 400 order_submit_failed" in told
    assert "AssertionError: so <early>" in words(told)
    assert "so <early>" not in told


def test_what_can_follow_is_written_where_the_test_ended(project):
    project.tests(
        PINNED
        + """
def test_it(mockdr, shop):
    shop.buy("klarnaCredit")
    mockdr.customer.approves()
    assert False
"""
    )
    project.run("--mockdr-html=page.html")
    told = page(project)
    picture = told.partition("<svg")[2].partition("</svg>")[0]

    assert re.search(r'<g class="label pale">.*?refreshOrders', picture, re.DOTALL)
    # What no call did has no number.
    assert "customer approves" in picture
    assert ">0</text>" not in picture
    # What the customer did stands among the calls, where it happened.
    happened = words(told.partition("What happened</h3>")[2])
    ordered, _, after = happened.partition("customer approves → source ")
    assert "(createOrders)" in ordered
    assert "(createOrders)" not in after
    listed = " ".join(words(picture).split())
    assert "customer approves → source chargeable" in listed
    # A telephone shows the picture as large as it was drawn.
    assert "@media (max-width:60rem){.picture svg,.picture img{max-width:none}}" in told


def test_a_state_that_the_scenario_expects_and_does_not_get_is_barred(project):
    project.write(
        "scenarios/hoped.yaml",
        """\
scenario: hoped
summary: The order is accepted.
tags: [own]
steps:
  - merchant: createOrders
    then: {order: accepted}
""",
    )
    project.write("pyproject.toml", "[tool.mockdr]\n")
    project.tests(
        PINNED
        + """
@pytest.mark.mockdr("hoped")
def test_it(shop):
    shop.buy("klarnaCredit")
"""
    )
    project.run("--mockdr-html=page.html")
    told = page(project)

    assert "test_it (teardown)" in words(told)
    assert told.count("✕ expected order accepted</text>") == 1
    order = told.partition(">order</text>")[2]
    assert '<g class="way refused">' in order


@pytest.mark.parametrize(
    ("left", "label", "told"),
    [
        ("", "customer approves", "✕ did not happen"),
        ("mockdr.customer.approves()", "refreshOrders", "✕ was not called"),
    ],
)
def test_what_the_scenario_waits_for_is_barred(project, left, label, told):
    project.tests(
        PINNED
        + f"""
@pytest.mark.mockdr("klarna-in-review")
def test_it(mockdr, shop):
    shop.buy("klarnaCredit")
    {left}
"""
    )
    project.run("--mockdr-html=page.html")
    picture = page(project).partition("<svg")[2].partition("</svg>")[0]
    barred = re.findall(r'<g class="label blocked">(.*?)</g>\n</g>', picture, re.DOTALL)

    assert told in picture
    assert [label in text for text in barred] == [True]


@pytest.mark.whole
def test_with_several_processes_it_is_the_same_page(project):
    project.tests(SUITE)
    project.apart("--mockdr-html=one.html", "-p", "no:xdist")
    project.apart("--mockdr-html=two.html", "-n", "2")

    one, two = (RANDOM.sub("", page(project, f"{n}.html")) for n in ("one", "two"))
    assert one == two


def test_where_nothing_fails_the_page_says_so_and_replaces_an_old_one(project):
    project.tests(SUITE)
    project.write("new/page.html", "old")
    result = project.run("--mockdr-html=new/page.html", "-k", "fine")

    assert "mockdr: nothing failed" in page(project, "new/page.html")
    assert "pictures" not in result.stdout.str()


def test_the_page_needs_nothing_else(project):
    project.tests(SUITE)
    project.run("--mockdr-html=page.html")
    told = page(project)
    asked = re.findall(r'(?:src|href)="([^"]*)"|url\(|@import|<script', told)

    assert asked
    assert all(one.startswith("#") for one in asked)
    assert "4111111111111111" not in told


def test_the_page_names_nobody_and_opens_nothing(project):
    project.tests(
        PINNED
        + """
def test_it(mockdr, shop):
    with mockdr.client() as client:
        client.post("/customers", json={
            "email": "ann@shop.de",
            "type": "individual",
            "metadata": {"born": "1980-02-29"},
            "shipping": {
                "name": "Ann Loewe",
                "address": {"line1": "Rosenweg 3", "city": "Bonn", "country": "DE",
                            "postalCode": "53111"},
            },
        })
    secret = shop.begin()["payment"]["session"]["clientSecret"]
    told = {"clientSecret": secret}
    raise AssertionError(f"{told} 4929123456789015 sk_live_4f00aa of Ann Loewe")
"""
    )
    project.run("--mockdr-html=page.html")
    told = words(page(project))

    assert "#1 POST /customers -> 201" in told
    for secret in ("ann@shop.de", "Loewe", "Rosenweg", "Bonn", "53111", "1980-02"):
        assert secret not in told, secret
    assert "4929123456789015" not in told
    assert "sk_live_4f" not in told
    secrets = re.findall(r"""lientSecret['"]?: ['"]?([^'",]+)""", told)
    assert set(secrets) == {"****"}
    assert "person-1@example.com" in told


def test_a_place_that_cannot_be_written_is_said(project):
    project.tests(SUITE)
    result = project.run("--mockdr-html=pytest.ini/page.html", "-k", "fine")

    result.stdout.fnmatch_lines(["mockdr: *page.html cannot be written: *"])


def test_without_the_option_nothing_is_noted(project):
    project.tests(
        PINNED
        + """
def test_it(mockdr):
    assert mockdr.tenant.witness is None
"""
    )

    project.run().assert_outcomes(passed=1)


def test_pytest_html_gets_the_picture_where_it_is_installed(project):
    pytest.importorskip("pytest_html", reason="an optional companion")
    project.tests(SUITE)
    project.apart("--html=theirs.html", "--self-contained-html")

    assert "svg" in page(project, "theirs.html")
