"""A project of a merchant's, in which tests with mockdr run."""

from __future__ import annotations

import asyncio

import httpx
import pytest
import requests

import mockdr.pytest_plugin.bench
import mockdr.pytest_plugin.html

INI = """
[pytest]
addopts = -p no:cacheprovider -p no:schemathesis
asyncio_mode = strict
asyncio_default_fixture_loop_scope = function
"""

CONFTEST = '''
import pytest

ADDRESS = {
    "line1": "10380 Bren Road West",
    "city": "Minnetonka",
    "state": "MN",
    "postalCode": "55343",
    "country": "US",
}


class Shop:
    """The merchant's software."""

    def __init__(self, mockdr, client):
        self.mockdr, self.client = mockdr, client
        self.cart = {
            "currency": "USD",
            "email": "ann@example.com",
            "shipTo": {"name": "Ann Example", "address": ADDRESS},
            "items": [{"skuId": "book", "quantity": 1, "price": 12.5}],
        }

    def begin(self, **more):
        return self.client.post("/checkouts", json={**self.cart, **more}).json()

    def order(self, checkout):
        return self.client.post("/orders", json={"checkoutId": checkout["id"]}).json()

    def buy(self, kind="creditCard", **more):
        checkout = self.begin(**more)
        session = checkout["payment"]["session"]["id"]
        source = self.mockdr.customer.chooses(kind, session)
        self.client.post(f"/checkouts/{checkout['id']}/sources/{source.id}")
        return self.order(checkout)


@pytest.fixture
def shop(mockdr):
    with mockdr.client() as client:
        yield Shop(mockdr, client)
'''


class Project:
    """
    Files of the merchant's, and runs of pytest over them.

    Runs happen inside this process, which takes a tenth of the time; `apart` runs
    the command as a developer does.
    """

    def __init__(self, pytester: pytest.Pytester) -> None:
        self.pytester = pytester
        self.path = pytester.path
        self.write("pytest.ini", INI)
        self.write("conftest.py", CONFTEST)

    def write(self, name: str, text: str) -> None:
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")

    def tests(self, text: str, name: str = "test_shop.py") -> None:
        self.write(name, f"import pytest\n{text}")

    def run(self, *args: str) -> pytest.RunResult:
        return self.pytester.runpytest_inprocess(*args)

    def apart(self, *args: str) -> pytest.RunResult:
        return self.pytester.runpytest_subprocess(*args)


@pytest.fixture(scope="session")
def _warm():
    """
    Use once whatever the projects use, so that all of it is imported.

    A run inside this process forgets the modules that it was the first to import;
    what is imported twice no longer knows its own exceptions.
    """

    async def ask(url):
        async with httpx.AsyncClient() as client:
            await client.get(url)

    assert mockdr.pytest_plugin.bench
    assert mockdr.pytest_plugin.html
    with mockdr.start(violations="allow") as server:
        httpx.get(server.url)
        requests.get(server.url, timeout=30)
        asyncio.run(ask(server.url))


@pytest.fixture
def project(pytester, monkeypatch, _warm):
    for variable in ("MOCKDR_MODE", "MOCKDR_VIOLATIONS", "PYTEST_ADDOPTS"):
        monkeypatch.delenv(variable, raising=False)
    # Where CI is set, pytest tells every failure at length a second time.
    for variable in ("CI", "BUILD_NUMBER"):
        monkeypatch.delenv(variable, raising=False)
    return Project(pytester)
