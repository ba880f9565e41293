"""mockdr in a developer's hands: one tenant, its actors, its clock and its journal."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from mockdr.base.errors import Json, MockdrError, MockdrWarning
from mockdr.base.ids import real_token
from mockdr.engine.journal import Finding
from mockdr.engine.rehearsal import playable
from mockdr.engine.unreached import is_meant
from mockdr.engine.world import World
from mockdr.scenario.library import read_file
from mockdr.scenario.story import Story
from mockdr.scenario.variants import split_name
from mockdr.server.actors import Actor, Customer, Hands
from mockdr.server.app import App
from mockdr.server.beyond import Beyond
from mockdr.server.building import build_world
from mockdr.server.calls import Calls
from mockdr.server.configuration import Configuration, load
from mockdr.server.courier import Courier
from mockdr.server.explain import explain, headline
from mockdr.server.guard import Guard, is_loopback
from mockdr.server.hooks import Webhooks
from mockdr.server.live import LiveServer
from mockdr.server.mapped import Mapped
from mockdr.server.plainly import plainly
from mockdr.server.played import Played
from mockdr.server.strays import Strays
from mockdr.server.transports import AsyncTransport, SyncTransport

if TYPE_CHECKING:
    from mockdr.engine.settings import Settings
    from mockdr.engine.tenant import Tenant

__all__ = ["CheckFailed", "Mockdr", "open_server", "start"]

#: A file's host and port are for `mockdr serve`; these layers speak to a test run.
_LISTEN = ("host", "port")
_LISTENING = ("mockdr_config", "variable", "flag")


class CheckFailed(AssertionError):
    """
    The test should fail, for what the merchant's software did or left undone.

    Args:
        findings: What was found.
        story: All that explains it.
    """

    def __init__(self, findings: Sequence[Finding], story: str) -> None:
        super().__init__(findings, story)
        self.findings = tuple(findings)
        self.story = story

    @property
    def headline(self) -> str:
        """The findings in a few lines."""
        return headline(self.findings)

    def __str__(self) -> str:
        return f"{self.headline}\n\n{self.story}"


class Mockdr(Beyond, Mapped):
    """
    One tenant: what a test talks to, and what it looks at.

    Args:
        server: Where the tenant lives.
        tenant: The tenant.
        settings: What it was made with.
    """

    def __init__(self, server: LiveServer, tenant: Tenant) -> None:
        self._server = server
        self._last = tenant
        self._strays = Strays(server.world)
        self._others = {t.name: t.journal.seq for t in server.world.tenants()}
        self._customer = Customer(self._find, "customer")
        self._provider = Actor(self._find, "provider")
        self._fraud = Actor(self._find, "fraud")
        self._clock = Hands(self._find)
        self._journal = Calls(self._find, server.url)
        self._webhooks = Webhooks(self._find)

    def __repr__(self) -> str:
        return f"<mockdr {self.name} at {self.url}>"

    def _find(self) -> Tenant:
        # After a reset the name has another tenant; after the test it has none.
        self._last = (
            self.world.find(self._last.name, live=self._last.live) or self._last
        )
        return self._last

    @property
    def _tenant(self) -> Tenant:
        return self._find()

    @property
    def tenant(self) -> Tenant:
        """The tenant itself, for what shows a test to people; kept after its end."""
        return self._find()

    # -- who acts, and what is looked at -----------------------------------------

    @property
    def customer(self) -> Customer:
        """Who buys: `chooses` a source in the browser, `pays`, `cancels` and so on."""
        return self._customer

    @property
    def provider(self) -> Actor:
        """The provider, moving things by itself: `completes`, `fails`, `expires`."""
        return self._provider

    @property
    def fraud(self) -> Actor:
        """The review of an order: `passes` or `blocks`."""
        return self._fraud

    @property
    def clock(self) -> Hands:
        """The tenant's clock: `now`, `advance(hours=48)`, `at`, `run_until_idle`."""
        return self._clock

    @property
    def journal(self) -> Calls:
        """Every call with its reply and violations; `assert_called(operation)`."""
        return self._journal

    @property
    def webhooks(self) -> Webhooks:
        """What your software is told: `deliver_to(app)`, `expect("order.accepted")`."""
        return self._webhooks

    @property
    def server(self) -> LiveServer:
        """The server, a `pytest_httpserver.HTTPServer`, which tests share."""
        return self._server

    # -- where and who ---------------------------------------------------------

    @property
    def url(self) -> str:
        """The base URL, without a trailing slash."""
        return self.server.url

    @property
    def name(self) -> str:
        """The tenant's name, which is part of its keys."""
        return self._tenant.name

    @property
    def secret_key(self) -> str:
        """The key of the merchant's server."""
        return self._tenant.secret_key

    @property
    def public_key(self) -> str:
        """The key of the merchant's web page."""
        return self._tenant.public_key

    @property
    def world(self) -> World:
        """All tenants of the server, for who measures or compares."""
        return self.server.world

    @property
    def settings(self) -> Settings:
        """How the tenant behaves."""
        return self._tenant.settings

    def client(self, **options: Json) -> httpx.Client:
        """
        Return a client that needs no socket, its base URL and secret key set.

        Args:
            options: Anything else that `httpx.Client` takes.
        """
        return httpx.Client(
            transport=SyncTransport(self.server.app), **self._options(options)
        )

    def async_client(self, **options: Json) -> httpx.AsyncClient:
        """
        Return an asynchronous client that needs no socket, as `client` does.

        Args:
            options: Anything else that `httpx.AsyncClient` takes.
        """
        return httpx.AsyncClient(
            transport=AsyncTransport(self.server.app), **self._options(options)
        )

    def _options(self, options: Mapping[str, Json]) -> dict[str, Json]:
        headers = httpx.Headers(options.get("headers"))
        headers.setdefault("Authorization", f"Bearer {self.secret_key}")
        return {"base_url": self.url, **options, "headers": headers}

    # -- stories ---------------------------------------------------------------

    @plainly
    def play(
        self,
        scenario: str | Path,
        *,
        runs: int | None = None,
        variant: Mapping[str, Json] | None = None,
    ) -> Played:
        """
        Put a scenario in force, besides those that are.

        Args:
            scenario: Its name; or a path of a YAML file; or YAML text. Name and path
                may say a combination of its matrix: `pay-late[method=konbini]`.
            runs: How many runs it may have; any number when absent.
            variant: The combination, where *scenario* does not say it.

        Raises:
            MockdrError: If there is none, or it has findings, which are told; or if
                several combinations are left, which are listed.
        """
        story = playable(self._story(scenario, variant))
        return Played(self._tenant.play(story, runs=runs))

    @plainly
    def stop(self, scenario: str) -> None:
        """
        Take a scenario out of force; a run that is under way ends where it stands.

        Args:
            scenario: Its name, or that of one combination of its matrix.

        Raises:
            MockdrError: If it is not in force.
        """
        from mockdr.engine.stopping import stop  # noqa: PLC0415  (few ask)

        stop(self._tenant, scenario)

    def _story(self, scenario: str | Path, variant: Mapping[str, Json] | None) -> Story:
        library = self.server.world.library
        if isinstance(scenario, str) and (
            "\n" in scenario or scenario.lstrip().startswith(("[", "{"))
        ):
            return library.story_from_text(scenario, variant=variant)
        named, asked = split_name(str(scenario))
        path = Path(named)
        if isinstance(scenario, str) and path.suffix not in (".yaml", ".yml"):
            return library.story(scenario, variant)
        chosen = asked if asked is not None else variant
        try:
            return library.story_from_text(read_file(path), str(path), chosen)
        except FileNotFoundError:
            raise MockdrError(
                f"there is no scenario file {str(path)!r} in {Path.cwd()}",
                help="give a name from the library, or a path that exists",
            ) from None

    @property
    def variant(self) -> Mapping[str, str]:
        """Names of the matrix to the values that the scenarios in force have of it."""
        with self._tenant.lock:
            playings = self._tenant.theatre.playings
            return {n: v for p in playings for n, v in p.story.variant.items()}

    # -- judgement -------------------------------------------------------------

    @plainly
    def check(self) -> None:
        """
        Raise now what the end of the test would raise.

        Raises:
            CheckFailed: If the test should fail; says why.
        """
        self._tenant.mail.flush()
        findings = self.found()
        if findings:
            raise CheckFailed(findings, self.explain(findings))

    def warned(self) -> list[Finding]:
        """Return what is only worth a warning, as the settings say."""
        tenant = self._tenant
        warned = [
            finding
            for finding in tenant.journal.findings()
            if finding.severity == "warn" and not is_meant(tenant, finding)
        ]
        return [*warned, *self._lost("warn")]

    def explain(self, findings: Sequence[Finding] | None = None) -> str:
        """
        Return the calls, the path taken and where the scenarios stand, as text.

        Args:
            findings: What to explain; what `check` would raise when absent.
        """
        return explain(
            self._tenant,
            self.found() if findings is None else findings,
            url=self.url,
            elsewhere=list(self._elsewhere()),
        )

    def found(self) -> list[Finding]:
        """Return what should fail the test as things stand, without raising it."""
        return [*self._tenant.check(), *self._lost("fail")]

    def _lost(self, severity: str) -> list[Finding]:
        """Return what belongs to no tenant and arrived meanwhile."""
        found = self._strays.found(self.settings.violations)
        return [finding for finding in found if finding.severity == severity]

    def _elsewhere(self) -> Iterator[str]:
        for tenant in self.world.tenants():
            count = tenant.journal.seq - self._others.get(tenant.name, 0)
            if tenant.name != self.name and count:
                called = "1 call" if count == 1 else f"{count} calls"
                yield f"{called} with the keys of the tenant {tenant.name}"
        yield from self._strays.lines()


def open_server(configuration: Configuration) -> LiveServer:
    """
    Return a server for tests, started: on a port of its own unless one was asked for.

    Raises:
        ConfigurationError: If it cannot listen there.
    """
    chosen = {key: configuration.origin(key).layer in _LISTENING for key in _LISTEN}
    host = configuration.host if chosen["host"] else "127.0.0.1"
    token = None
    if not is_loopback(host):
        token = configuration.control_token or real_token()
    courier = Courier()
    world = build_world(configuration, closed=True, courier=courier)
    server = LiveServer(
        App(world, guard=Guard(host, token), courier=courier),
        host=host,
        port=configuration.port if chosen["port"] else 0,
    )
    server.start()
    return server


@contextmanager
def start(*scenarios: str | Path, **configuration: Json) -> Iterator[Mockdr]:
    """
    Start a server with one tenant, for unittest, Robot or a REPL.

    Args:
        scenarios: Put in force at once, by name, path or YAML text.
        configuration: Any key of the configuration; it wins over variables and files.

    Raises:
        ConfigurationError: If a key is unknown or a value cannot be.
        CheckFailed: At the end, if the test should fail and has not done so.
    """
    settled = load(flags=configuration, flags_from="mockdr.start()")
    server = open_server(settled)
    try:
        mockdr = Mockdr(server, server.world.tenant("mockdr", settled.settings))
        for scenario in scenarios:
            mockdr.play(scenario)
        try:
            yield mockdr
        except Exception as problem:
            _annotate(problem, mockdr)
            raise
        mockdr.webhooks.deliver()
        for finding in mockdr.warned():
            warnings.warn(headline([finding]), MockdrWarning, stacklevel=3)
        mockdr.check()
    finally:
        server.stop()


def _annotate(problem: Exception, mockdr: Mockdr) -> None:
    # What a test that stopped half-way did not reach is no news.
    found = [finding for finding in mockdr.found() if finding.kind != "unfinished"]
    if found and sys.version_info >= (3, 11):
        problem.add_note(str(CheckFailed(found, mockdr.explain(found))))
