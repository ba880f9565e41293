"""The fixtures: a tenant for each test, a server for each process."""

from __future__ import annotations

import hashlib

import pytest

from mockdr.pytest_plugin.bench import name_of

pytest_plugins = ["pytester"]


def test_every_test_has_a_tenant_of_its_own_named_by_its_node_id(project):
    project.tests("""
@pytest.mark.parametrize("number", range(3))
def test_alone(mockdr, shop, number):
    shop.buy()
    assert len(mockdr.sessions) == 1
    print("KEY", number, mockdr.secret_key)
""")

    result = project.run("-s")

    result.assert_outcomes(passed=3)
    for number in range(3):
        nodeid = f"test_shop.py::test_alone[{number}]"
        digest = hashlib.sha256(nodeid.encode()).hexdigest()[:16]
        result.stdout.fnmatch_lines([f"*KEY {number} sk_test_t{digest}"])


def test_a_tenant_is_dropped_when_its_test_is_over(project):
    project.tests("""
WORLDS = []

@pytest.mark.parametrize("number", range(2))
def test_alone(mockdr, number):
    WORLDS.append(mockdr.world)
    assert mockdr.world.tenants() == [mockdr.world.find(mockdr.name)]

def test_afterwards():
    assert WORLDS[0] is WORLDS[1]
    assert WORLDS[0].tenants() == []
""")

    project.run().assert_outcomes(passed=3)


def test_a_test_leaves_nothing_behind_in_memory(project):
    """Items live as long as the session: a tenant must not hang on them."""
    project.tests("""
import gc
import weakref

SEEN = []

def test_first(mockdr, shop):
    shop.buy()
    SEEN.append(weakref.ref(mockdr.world.find(mockdr.name)))

def test_second(mockdr):
    gc.collect()
    assert SEEN[0]() is None
""")

    project.run().assert_outcomes(passed=2)


def test_ids_grow_from_the_node_id_unless_a_seed_is_given(project):
    project.tests("""
@pytest.mark.parametrize("number", range(2))
def test_of_its_own(mockdr, shop, number):
    assert mockdr.settings.seed == mockdr.name
    print("ID", shop.begin()["id"])

@pytest.mark.mockdr(seed="same")
def test_given(mockdr):
    assert mockdr.settings.seed == "same"
""")

    first, second = project.run("-s"), project.run("-s")

    first.assert_outcomes(passed=3)
    ids = [[x for x in run.outlines if "ID" in x] for run in (first, second)]
    assert ids[0] == ids[1]
    assert ids[0][0] != ids[0][1]


def test_the_clock_stands_at_the_real_time_of_the_tests_start(project):
    project.tests("""
from datetime import datetime, timezone

BEGIN = datetime.now(timezone.utc)

def test_now(mockdr):
    assert BEGIN <= mockdr.clock.now <= datetime.now(timezone.utc)
    assert mockdr.clock.now == mockdr.clock.now
    assert not mockdr.clock.running
""")

    project.run().assert_outcomes(passed=1)


def test_a_rerun_has_a_tenant_with_its_count_in_the_name(project):
    """As pytest-rerunfailures does it: the same item, its fixtures set up again."""
    project.write(
        "conftest.py",
        """
from _pytest.runner import runtestprotocol

def pytest_runtest_protocol(item, nextitem):
    for count in range(3):
        reports = runtestprotocol(item, log=False, nextitem=nextitem)
        if not any(report.failed for report in reports):
            break
    for report in reports:
        item.ihook.pytest_runtest_logreport(report=report)
    return True
""",
    )
    project.tests("""
NAMES = []

def test_flaky(mockdr):
    NAMES.append(mockdr.name)
    assert len(NAMES) == 3
    assert NAMES[1:] == [NAMES[0] + "-1", NAMES[0] + "-2"]

def test_steady(mockdr):
    assert "-" not in mockdr.name
""")

    project.run().assert_outcomes(passed=2)


@pytest.mark.parametrize("mode", ["prepend", "append", "importlib"])
def test_names_do_not_depend_on_how_tests_are_imported(project, mode):
    project.tests("def test_name(mockdr): print('NAME', mockdr.name)", "deep/test_a.py")

    result = project.run("-s", f"--import-mode={mode}")

    name = name_of("deep/test_a.py::test_name")
    result.stdout.fnmatch_lines([f"*NAME {name}"])


def test_doctests_and_unittests_have_tenants_too(project):
    project.write(
        "guide.txt",
        ">>> mockdr = getfixture('mockdr')\n"
        ">>> mockdr.client().get('/orders').status_code\n200\n",
    )
    project.tests("""
import unittest

class TestShop(unittest.TestCase):
    @pytest.fixture(autouse=True)
    def _mockdr(self, mockdr):
        self.mockdr = mockdr

    def test_orders(self):
        self.assertEqual(self.mockdr.client().get("/orders").status_code, 200)
""")

    project.run("--doctest-glob=*.txt").assert_outcomes(passed=2)


@pytest.mark.filterwarnings("default")
def test_a_story_in_async_code_holds(project):
    project.tests("""
import httpx

pytestmark = pytest.mark.asyncio

async def test_inside(mockdr):
    async with mockdr.async_client() as client:
        assert (await client.get("/orders")).status_code == 200

async def test_outside(mockdr):
    headers = {"Authorization": f"Bearer {mockdr.secret_key}"}
    async with httpx.AsyncClient(base_url=mockdr.url, headers=headers) as client:
        assert (await client.get("/orders")).status_code == 200
""")

    project.run().assert_outcomes(passed=2)


# -- the server ------------------------------------------------------------------


def test_what_a_test_expects_itself_comes_first_and_is_gone_after_it(project):
    project.tests("""
import requests
from pytest_httpserver import HTTPServer

def ask(mockdr):
    headers = {"Authorization": f"Bearer {mockdr.secret_key}"}
    return requests.get(f"{mockdr.url}/orders", headers=headers).json()

def test_own(mockdr, mockdr_server):
    assert isinstance(mockdr_server, HTTPServer)
    mockdr_server.expect_request("/orders").respond_with_json({"mine": True})
    assert ask(mockdr) == {"mine": True}

def test_others(mockdr, mockdr_server):
    assert ask(mockdr)["data"] == []
    assert mockdr_server.url_for("").startswith(mockdr.url)

def test_server_alone(mockdr_server):
    url = mockdr_server.url_for("/health")
    mockdr_server.expect_oneshot_request("/health").respond_with_data("fine")
    assert requests.get(url).text == "fine"
    assert requests.get(url).status_code == 404
""")

    project.run().assert_outcomes(passed=3)


def test_an_assertion_in_a_tests_own_handler_fails_that_test_alone(project):
    project.tests("""
import requests

def test_bad(mockdr_server):
    def handler(request):
        assert request.method == "POST", "it was a GET"
    mockdr_server.expect_request("/mine").respond_with_handler(handler)
    requests.get(mockdr_server.url_for("/mine"))

def test_good(mockdr_server):
    pass
""")

    result = project.run()

    result.assert_outcomes(passed=2, errors=1)
    result.stdout.fnmatch_lines(["*ERROR at teardown of test_bad*", "*it was a GET*"])


def test_the_server_is_stopped_at_the_end(project):
    project.tests("""
def test_one(mockdr_server):
    pytest.server = mockdr_server
    assert mockdr_server.is_running()
""")

    project.run().assert_outcomes(passed=1)

    assert not pytest.server.is_running()
    del pytest.server
