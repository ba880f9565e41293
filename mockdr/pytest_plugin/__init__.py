"""The fixtures `mockdr`, `mockdr_server` and `mockdr_config`, and the marker."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

# Every pytest run in a venv that has mockdr imports this module: the server, the
# engine and the contract are imported by the first test that asks for them.
if TYPE_CHECKING:
    from mockdr.base.errors import Json
    from mockdr.server.configuration import Configuration
    from mockdr.server.handle import Mockdr
    from mockdr.server.live import LiveServer

__all__ = ["mockdr", "mockdr_config", "mockdr_server"]

_COMBINATION: Final = "_mockdr_combination"
_SERVER: pytest.StashKey[LiveServer] = pytest.StashKey()
_CONFIGURATION: pytest.StashKey[Configuration] = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of this plugin."""
    parser.getgroup("mockdr").addoption(
        "--mockdr",
        action="append",
        default=[],
        dest="mockdr_flags",
        metavar="KEY=VALUE",
        help="set a key of mockdr's configuration above markers, variables and "
        "files, for example --mockdr violations=warn; may be repeated",
    )
    parser.getgroup("mockdr").addoption(
        "--mockdr-bundles",
        default=None,
        dest="mockdr_bundles",
        metavar="DIR",
        help="let each failing test leave a file there with all that happened, "
        "for `mockdr replay`",
    )
    parser.getgroup("mockdr").addoption(
        "--mockdr-html",
        default=None,
        dest="mockdr_html",
        metavar="FILE",
        help="write a page there that shows each failing test: its calls, and its way "
        "through the lifecycles as a picture",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line(
        "markers",
        "mockdr(*scenarios, **settings): put scenarios in force for the mockdr "
        "fixture, and set keys of its configuration; the nearest marker wins, key "
        "by key",
    )
    for flag in config.getoption("mockdr_flags"):
        if "=" not in flag:
            raise pytest.UsageError(f"--mockdr takes KEY=VALUE, not {flag!r}")
    page = config.getoption("mockdr_html")
    if page is not None and not hasattr(config, "workerinput"):
        from mockdr.pytest_plugin import html  # noqa: PLC0415  (few want it)

        config.pluginmanager.register(
            html.Pages(config.invocation_params.dir / page), "mockdr-html"
        )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Let a test run once for each combination of its scenarios' matrix."""
    if _COMBINATION not in metafunc.fixturenames:
        return
    marks = metafunc.definition.iter_markers("mockdr")
    scenarios = next((mark.args for mark in marks if mark.args), ())
    if scenarios:
        from mockdr.pytest_plugin import combinations  # noqa: PLC0415

        rows = combinations.rows(metafunc.config, scenarios)
        if len(rows) > 1:
            metafunc.parametrize(
                _COMBINATION, [row for _, row in rows], ids=[id for id, _ in rows]
            )


@pytest.fixture(name=_COMBINATION)
def combination() -> Sequence[str | Path]:
    """Return the marker's scenarios, as its matrix lets this test have them."""
    return ()


@pytest.fixture(scope="session")
def mockdr_config() -> Mapping[str, Json]:
    """Keys of mockdr's configuration; a conftest.py overrides this fixture."""
    return {}


@pytest.fixture(scope="session")
def mockdr_server(
    request: pytest.FixtureRequest, mockdr_config: Mapping[str, Json]
) -> Generator[LiveServer, None, None]:
    """Return the server of this process, a `pytest_httpserver.HTTPServer`."""
    from mockdr.pytest_plugin import bench  # noqa: PLC0415

    config = request.config
    configuration = bench.configure(config, mockdr_config)
    server = bench.serve(configuration)
    config.stash[_CONFIGURATION] = configuration
    config.stash[_SERVER] = server
    yield server
    del config.stash[_SERVER]
    server.stop()


@pytest.fixture
def mockdr(
    request: pytest.FixtureRequest,
    mockdr_server: LiveServer,
    _mockdr_combination: Sequence[str | Path],
) -> Generator[Mockdr, None, None]:
    """Return a provider of the test's own: keys, state, clock, scenarios, journal."""
    from mockdr.pytest_plugin import bench  # noqa: PLC0415

    configuration = request.config.stash[_CONFIGURATION]
    with bench.tenancy(
        request.node, mockdr_server, configuration, _mockdr_combination
    ) as tenant:
        yield tenant


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    """Let the last webhooks arrive while whoever listens still has its fixtures."""
    if _CONFIGURATION not in item.config.stash:
        yield
        return
    from mockdr.pytest_plugin import bench  # noqa: PLC0415

    with bench.delivering(item):
        yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let a failed test explain itself in a section of its own."""
    report = yield
    if _CONFIGURATION in item.config.stash:
        from mockdr.pytest_plugin import bench  # noqa: PLC0415

        bench.note(item, report, call.excinfo.value if call.excinfo else None)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, None, None]:
    """Forget what a test expected of the server by itself, once it is over."""
    server = item.config.stash.get(_SERVER, None)
    try:
        yield
    except BaseException:
        if server is not None:
            server.clear()
        raise
    if server is not None:
        from mockdr.pytest_plugin import bench  # noqa: PLC0415

        bench.clear(item, server)
