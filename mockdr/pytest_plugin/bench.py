"""What happens around a test that uses mockdr: before it, after it, in its report."""

from __future__ import annotations

import functools
import hashlib
import inspect
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from mockdr.base.errors import Json, MockdrError, MockdrWarning
from mockdr.engine.journal import Finding
from mockdr.engine.settings import Settings
from mockdr.scenario.variants import SeveralStories
from mockdr.server.configuration import Configuration, load
from mockdr.server.explain import headline
from mockdr.server.handle import CheckFailed, Mockdr, open_server
from mockdr.server.live import LiveServer

__all__ = ["clear", "configure", "delivering", "name_of", "note", "serve", "tenancy"]

_HANDLE = pytest.StashKey[Mockdr]()
_PASSED = pytest.StashKey[bool]()
_SHOWN = pytest.StashKey[str]()
_SETUPS = pytest.StashKey[dict[str, int]]()
_ERRED = pytest.StashKey[bool]()
_TOLD = pytest.StashKey[set[tuple[str, str]]]()

#: What to do where a marker asks for all combinations of a matrix in vain.
_NOT_COLLECTED = (
    "A test runs once for each of them where marker and story are known when tests are "
    "collected: put the marker on the test itself, let it or its fixtures name mockdr, "
    "and name the story's folder in [tool.mockdr], not in mockdr_config alone."
)
#: Digits of the hash that names a test's tenant.
_DIGITS = 16


def name_of(nodeid: str) -> str:
    """Return the name of the tenant of a test: the same wherever and when it runs."""
    digest = hashlib.sha256(nodeid.encode("utf-8", "surrogatepass")).hexdigest()
    return f"t{digest[:_DIGITS]}"


def configure(config: pytest.Config, extra: Mapping[str, Json]) -> Configuration:
    """Return what holds for this run, markers aside; a mistake fails whoever asks."""
    pairs = (flag.split("=", 1) for flag in config.getoption("mockdr_flags"))
    try:
        return load(
            start=config.rootpath,
            mockdr_config=extra,
            flags={name.strip(): value for name, value in pairs},
            flags_from="--mockdr",
        )
    except MockdrError as problem:
        raise pytest.fail.Exception(f"mockdr: {problem}", pytrace=False) from None


def serve(configuration: Configuration) -> LiveServer:
    """Return a server that answers; a mistake fails whoever asks."""
    try:
        return open_server(configuration)
    except MockdrError as problem:
        raise pytest.fail.Exception(f"mockdr: {problem}", pytrace=False) from None


@contextmanager
def tenancy(
    item: pytest.Item,
    server: LiveServer,
    configuration: Configuration,
    combination: Sequence[str | Path] = (),
) -> Iterator[Mockdr]:
    """
    Give *item* a tenant of its own, and judge what became of it.

    Args:
        combination: What stands for the marker's scenarios, if they have a matrix.
    """
    item.stash[_PASSED] = False
    item.stash[_SHOWN] = ""
    item.stash[_ERRED] = False
    item.stash[_TOLD] = set()
    name = name_of(item.nodeid)
    try:
        scenarios, settings = _settle(item, configuration, seed=name)
        name += _rerun(item)
        # What an earlier test left running may have called on by now.
        server.world.drop(name)
        handle = Mockdr(server, server.world.tenant(name, settings))
        item.stash[_HANDLE] = handle
        if _shows(item):
            from mockdr.pytest_plugin import html  # noqa: PLC0415  (few want it)

            html.begin(handle)
        for scenario in combination or scenarios:
            handle.play(scenario)
    except MockdrError as problem:
        server.world.drop(name)
        told = f"mockdr: {problem}"
        if isinstance(problem, SeveralStories):
            told += f"\n{_NOT_COLLECTED}"
        raise pytest.fail.Exception(told, pytrace=False) from None
    try:
        yield handle
        _judge(item, handle)
    finally:
        server.world.drop(name)


def _settle(
    item: pytest.Item, configuration: Configuration, *, seed: str
) -> tuple[Sequence[str | Path], Settings]:
    scenarios: Sequence[str | Path] = ()
    # From the farthest to the nearest: a later layer of one rank replaces.
    for node, mark in reversed(list(item.iter_markers_with_node("mockdr"))):
        where = f"@pytest.mark.mockdr on {node.nodeid or node.name}"
        configuration = configuration.over("marker", mark.kwargs, where)
        if mark.args:
            scenarios = mark.args
    settings = configuration.settings
    if configuration.origin("seed").layer == "default":
        settings = replace(settings, seed=seed)
    return scenarios, settings


def _rerun(item: pytest.Item) -> str:
    """Return what a rerun appends: nothing the first time, then `-1`, `-2`."""
    setups = item.config.stash.setdefault(_SETUPS, {})
    count = setups.get(item.nodeid, 0)
    # A plugin that reruns in a new process counts for us.
    count = max(count, getattr(item, "execution_count", 1) - 1)
    setups[item.nodeid] = count + 1
    return f"-{count}" if count else ""


@contextmanager
def delivering(item: pytest.Item) -> Iterator[None]:
    """
    Let what a test leaves to be delivered arrive at its end, if it has passed so far.

    Its fixtures are still there: an application's database, its clients; and if it is
    asynchronous, its event loop.
    """
    handle = item.stash.get(_HANDLE, None)
    test = getattr(item, "obj", None)
    if handle is None:
        yield
    elif isinstance(item, pytest.Function) and inspect.iscoroutinefunction(test):
        item.obj = _to_its_end(test, handle)
        try:
            yield
        finally:
            item.obj = test
    else:
        yield
        with _plainly():
            handle.webhooks.deliver()


def _to_its_end(
    test: Callable[..., Awaitable[None]], handle: Mockdr
) -> Callable[..., Awaitable[None]]:
    @functools.wraps(test)
    async def told(*args: Json, **kwargs: Json) -> None:
        await test(*args, **kwargs)
        with _plainly():
            await handle.webhooks.deliver_async()

    return told


@contextmanager
def _plainly() -> Iterator[None]:
    try:
        yield
    except MockdrError as problem:
        raise pytest.fail.Exception(f"mockdr: {problem}", pytrace=False) from None


def _judge(item: pytest.Item, handle: Mockdr) -> None:
    findings = _found(item, handle)
    item.stash[_ERRED] = any(finding.kind == "error" for finding in findings)
    # The report of a test that failed by itself has told what was known by then.
    findings = [f for f in findings if _same(f) not in item.stash[_TOLD]]
    reason = headline(findings) if findings else ""
    try:
        for finding in handle.warned():
            if _same(finding) not in item.stash[_TOLD]:
                item.warn(MockdrWarning(headline([finding])))
    except MockdrWarning as raised:
        # Warnings may be errors, and then this one has no traceback worth reading.
        reason = reason or str(raised)
    if reason:
        pytest.fail(reason, pytrace=False)


def _found(item: pytest.Item, handle: Mockdr) -> list[Finding]:
    """Return what fails the test; what it stopped short of is no news."""
    found = handle.found()
    if item.stash[_PASSED]:
        return found
    return [finding for finding in found if finding.kind != "unfinished"]


def _same(finding: Finding) -> tuple[str, str]:
    return finding.kind, finding.message


def note(
    item: pytest.Item,
    report: pytest.TestReport,
    raised: BaseException | None = None,
) -> None:
    """
    Add the section to the report of a phase that failed.

    Args:
        raised: By what it failed; what `check` raises has all of it in its text.
    """
    if report.when == "call":
        item.stash[_PASSED] = report.passed
    handle = item.stash.get(_HANDLE, None)
    if handle is None:
        return
    if report.failed:
        findings = [*_found(item, handle), *handle.warned()]
        text = handle.explain(findings)
        if report.when != "teardown":
            item.stash[_TOLD].update(map(_same, findings))
        if isinstance(raised, CheckFailed):
            item.stash[_TOLD].update(map(_same, raised.findings))
            item.stash[_SHOWN] = text
        if text != item.stash[_SHOWN]:
            item.stash[_SHOWN] = text
            report.sections.append(("mockdr", text))
        _bundle(item, report, handle)
        if _shows(item):
            from mockdr.pytest_plugin import html  # noqa: PLC0415  (few want it)

            html.attach(item, report, handle, findings, text)
    if report.when == "teardown":
        # Items live as long as the session; what they hold would, too.
        del item.stash[_HANDLE]


def _shows(item: pytest.Item) -> bool:
    """Tell whether anybody wants to see failures as HTML, here or by pytest-html."""
    wanted = (item.config.getoption(name, None) for name in ("mockdr_html", "htmlpath"))
    return any(wanted)


def _bundle(item: pytest.Item, report: pytest.TestReport, handle: Mockdr) -> None:
    if item.config.getoption("mockdr_bundles") is None:
        return
    from mockdr.pytest_plugin.bundles import leave_behind  # noqa: PLC0415  (few want it)

    report.sections.append(("mockdr bundle", leave_behind(item, report, handle)))


def clear(item: pytest.Item, server: LiveServer) -> None:
    """Forget a test's own handlers; what went wrong inside them fails the test."""
    try:
        # Our own exceptions are there as well, and the tenant has told of them.
        if not item.stash.get(_ERRED, False):
            server.check()
    finally:
        server.clear()
