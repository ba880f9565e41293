"""`mockdr play`: a story from both sides, over a real socket, told as it happens."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import click
import httpx

from mockdr.base.diagnostics import Severity, full
from mockdr.base.errors import MockdrError
from mockdr.cli import FINDINGS
from mockdr.engine.merchant import Wanted
from mockdr.engine.selfplay import Answered, Beat, SelfPlay, Send
from mockdr.engine.vocabulary import vocabulary
from mockdr.engine.world import World
from mockdr.scenario.parse import parse
from mockdr.scenario.story import Story
from mockdr.server.app import App
from mockdr.server.building import build_world
from mockdr.server.configuration import Configuration, load
from mockdr.server.listener import Listener

__all__ = ["play"]

#: Longer than any fault of a bundled story waits; a hang ends with the client.
_PATIENCE = 10.0
_TENANT = "play"


@click.command()
@click.argument("story", metavar="NAME|FILE")
@click.option("--seed", help="What ids and chance grow from.")
@click.option("--now", help="Where the clock starts, for example 2024-05-01T12:00:00Z.")
@click.option(
    "--scenarios",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Where to look for names; may be repeated.",
)
@click.option("--quiet", is_flag=True, help="Say only what does not hold.")
@click.pass_context
def play(
    context: click.Context,
    *,
    story: str,
    seed: str | None,
    now: str | None,
    scenarios: tuple[Path, ...],
    quiet: bool,
) -> None:
    """
    Play a scenario against a real server, both sides, and judge it.

    mockdr starts a server on a free port, is the merchant, the customer and the
    provider, and tells each step with what came of it. Exit code 1 means that the
    story does not hold.
    """
    flags = {
        name: value
        for name, value in (
            ("seed", seed),
            ("now", now),
            ("scenarios", [str(folder) for folder in scenarios] or None),
        )
        if value is not None
    }
    configuration = load(flags=flags)
    world = build_world(configuration)
    told = _find(world, story)
    if not quiet:
        click.echo(f"{told.name}: {told.summary}" if told.summary else told.name)
    broken = 0
    with _server(world, configuration) as url:
        tenant = world.tenant(_TENANT, replace(configuration.settings, clock="stands"))
        number = 0
        for beat in SelfPlay(tenant, told, _over_http(url)).play():
            if beat.what != "end" and not beat.prologue:
                number += 1
            if not quiet:
                _tell(beat, number)
            broken += len(beat.findings)
            for finding in beat.findings:
                click.echo(f"      does not hold: {finding.message}")
    if broken:
        click.echo(f"{told.name} does not hold.")
        context.exit(FINDINGS)
    if not quiet:
        click.echo("The story holds.")


def _find(world: World, story: str) -> Story:
    """
    Return the story of that name, or in that file.

    Raises:
        MockdrError: If there is none, or it has errors; they are in the message.
    """
    file = Path(story)
    if file.suffix not in (".yaml", ".yml"):
        return world.library.story(story)
    try:
        data = file.read_bytes()
    except OSError as error:
        raise MockdrError(
            f"{story} cannot be read: {error.strerror}",
            help="give the path of a scenario file, or a name that `mockdr list` shows",
        ) from None
    found, findings = parse(data, story, vocabulary())
    errors = [f for f in findings if f.severity is Severity.ERROR]
    if found is None or errors:
        text = data.decode("utf-8", "replace")
        shown = full(errors or findings, {story: text})
        raise MockdrError(f"{story} cannot be played\n{shown}")
    return found


@contextmanager
def _server(world: World, configuration: Configuration) -> Iterator[str]:
    app = App(world)
    limit = configuration.settings.body_limit
    listener = Listener(app, "127.0.0.1", 0, body_limit=lambda _key: limit)
    listener.start()
    try:
        yield listener.url
    finally:
        listener.stop()


def _over_http(url: str) -> Send:
    """Return a way to send that goes over a socket, as a merchant's client does."""

    def send(wanted: Wanted, key: str) -> Answered:
        try:
            with httpx.Client(base_url=url, timeout=_PATIENCE) as client:
                response = client.request(
                    wanted.method,
                    wanted.path,
                    params=list(wanted.query),
                    headers={"Authorization": f"Bearer {key}", **wanted.headers},
                    json=wanted.body,
                )
                return _answered(response)
        except httpx.TransportError as error:
            return Answered(lost=type(error).__name__)

    return send


def _answered(response: httpx.Response) -> Answered:
    status = response.status_code
    if not response.content:
        return Answered(status=status)
    try:
        return Answered(status=status, body=response.json())
    except ValueError:
        return Answered(status=status, lost=f"{status} with a body that is no JSON")


def _tell(beat: Beat, number: int) -> None:
    if beat.what == "end":
        return
    mark = "  -" if beat.prologue else f"{number:3}"
    line = f"{mark} {beat.who:9}{beat.what:26}{beat.outcome}"
    if beat.states:
        line += f"  {', '.join(beat.states)}"
    click.echo(line.rstrip())
    if beat.events:
        click.echo(f"{'':13}events: {', '.join(beat.events)}")
