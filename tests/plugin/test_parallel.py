"""Runs in processes of their own: pytest-xdist, and a suite that has no use for us."""

from __future__ import annotations

import json

import pytest

pytest_plugins = ["pytester"]

SUITE = """
import pathlib
import re

import requests

pytestmark = pytest.mark.mockdr(now="2024-05-01T12:00:00Z")

FOLDER = pathlib.Path(__file__).parent


@pytest.fixture(autouse=True)
def _export(request, mockdr, pytestconfig):
    told = []

    def app(environ, start_response):
        stamp = environ["HTTP_DIGITALRIVER_SIGNATURE"].split(",")[0]
        told.append(stamp.encode() + environ["wsgi.input"].read())
        start_response("503 Busy" if len(told) % 3 == 0 else "202 Accepted", [])
        return []

    mockdr.webhooks.deliver_to(app)
    yield
    mockdr.clock.run_until_idle()
    folder = FOLDER / ("n2" if hasattr(pytestconfig, "workerinput") else "n0")
    folder.mkdir(exist_ok=True)
    name = re.sub(r"\\W", "-", request.node.nodeid)
    (folder / f"{name}.json").write_bytes(mockdr.journal.export())
    lines = b"\\n".join(told).replace(mockdr.url.encode(), b"{base_url}")
    (folder / f"{name}.told").write_bytes(lines)


@pytest.mark.parametrize("number", range(4))
def test_redirect(mockdr, shop, number):
    shop.buy("klarnaCredit")
    mockdr.customer.approves()


@pytest.mark.mockdr("konbini-paid-late")
def test_over_a_socket(mockdr, shop):
    with requests.Session() as session:
        session.headers["Authorization"] = f"Bearer {mockdr.secret_key}"
        cart = {**shop.cart, "currency": "JPY"}
        checkout = session.post(f"{mockdr.url}/checkouts", json=cart).json()
        source = mockdr.customer.chooses("konbini")
        session.post(f"{mockdr.url}/checkouts/{checkout['id']}/sources/{source.id}")
        session.post(f"{mockdr.url}/orders", json={"checkoutId": checkout["id"]})
        mockdr.clock.run_until_idle()
"""


def journals(folder):
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


@pytest.mark.filterwarnings("default")
def test_keys_ids_journals_and_callbacks_are_the_same_bytes_in_any_worker(project):
    project.tests(SUITE)

    project.run().assert_outcomes(passed=5)
    project.apart("-n", "2").assert_outcomes(passed=5)

    alone, parallel = journals(project.path / "n0"), journals(project.path / "n2")
    assert len(alone) == 10
    assert all(alone.values())
    assert alone == parallel
    calls = json.loads(alone["test_shop-py--test_over_a_socket.json"])["calls"]
    assert [call["status"] for call in calls] == [201, 200, 201]


def test_a_failure_in_a_worker_is_explained_all_the_same(project):
    project.tests("def test_it(shop): shop.begin(colour='red')\n")

    result = project.apart("-n", "1", "-p", "no:hypothesispytest", "-p", "no:anyio")

    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(
        [
            "mockdr: outside the contract in #1: *",
            "*-- mockdr --*",
            "1 call, 0 refused*",
        ]
    )


def test_a_suite_that_does_not_use_mockdr_does_not_pay_for_it(project):
    """The plugin is loaded in every run of the venv; it must be next to nothing."""
    project.write(
        "conftest.py",
        "import sys\n"
        "def pytest_unconfigure():\n"
        "    print('LOADED', *sorted(m for m in sys.modules if 'mockdr' in m))\n",
    )
    project.tests("def test_it(): pass\n")

    result = project.apart("-p", "no:anyio")

    result.assert_outcomes(passed=1)
    (line,) = [x for x in result.outlines if x.startswith("LOADED")]
    assert line.split()[1:] == [
        "mockdr",
        "mockdr.base",
        "mockdr.base.errors",
        "mockdr.pytest_plugin",
    ]


def test_the_plugin_can_be_left_out(project):
    project.tests("def test_it(): pass\n")

    result = project.apart("-p", "no:mockdr", "--fixtures")

    assert "mockdr_server" not in result.stdout.str()
