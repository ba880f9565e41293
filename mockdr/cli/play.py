"""`mockdr play`: a story from both sides, over a real socket, told as it happens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

import click
import httpx

from mockdr.base.diagnostics import Diagnostic
from mockdr.base.telling import full
from mockdr.cli import FINDINGS
from mockdr.cli.meant import stories_meant
from mockdr.engine.merchant import Wanted
from mockdr.engine.rehearsal import diagnosis, rehearse
from mockdr.engine.selfplay import Beat, SelfPlay
from mockdr.engine.sending import LOST, Answered, Send
from mockdr.engine.settings import Settings
from mockdr.engine.world import World
from mockdr.scenario.library import BrokenScenario
from mockdr.scenario.story import Story
from mockdr.server.app import App
from mockdr.server.building import build_world
from mockdr.server.configuration import load
from mockdr.server.listener import Listener

__all__ = ["play"]

_TENANT: Final = "play"
#: Seconds that the client waits for an answer, besides what a story lets it wait.
_PATIENCE: Final = 5.0
#: How far what comes of a step is set in.
_MARGIN: Final = " " * 14


@click.command()
@click.argument("story", metavar="NAME|FILE")
@click.option("--seed", help="What ids and chance grow from.")
@click.option("--now", metavar="MOMENT", help="Where the clock starts, in UTC.")
@click.option(
    "--scenarios",
    metavar="DIR",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Where names are looked for, before the bundled ones; may be repeated.",
)
@click.option("--quiet", is_flag=True, help="Tell only what does not hold.")
def play(
    *,
    story: str,
    scenarios: tuple[Path, ...],
    quiet: bool,
    **settings: str | None,
) -> None:
    """
    Play a scenario against a real server, both sides, and judge it.

    mockdr starts a server on a free port, is the merchant, the customer and the
    provider, and tells each step with what came of it. Exit 1 if the story does not
    hold: at the first step that turns out otherwise than it says. What `mockdr lint`
    finds is told before the first step.

    A file with a matrix is played once for each combination. One of them is
    NAME[method=konbini]; in most shells that needs quotes.
    """
    flags: dict[str, str | list[str]] = {k: v for k, v in settings.items() if v}
    if scenarios:
        flags["scenarios"] = [str(folder) for folder in scenarios]
    configuration = load(flags=flags, served=True)
    world = build_world(configuration)
    try:
        stories = stories_meant(world.library, story)
    except BrokenScenario as broken:
        click.echo(broken.message)
        click.get_current_context().exit(FINDINGS)
    held = 0
    for told in stories:
        if told is not stories[0] and not quiet:
            click.echo()
        held += _holds(world, told, configuration.settings, quiet=quiet)
    if len(stories) > 1 and not quiet:
        click.secho(f"\n{held} of {len(stories)} stories hold", bold=True)
    if held < len(stories):
        click.get_current_context().exit(FINDINGS)


def _holds(world: World, story: Story, settings: Settings, *, quiet: bool) -> bool:
    """Play *story* in a tenant of its own and tell it; return whether it holds."""
    if not quiet:
        click.secho(story.title, bold=True)
        click.echo(f"{story.summary}\n" if story.summary else "")
    said = rehearse(story)
    _show(story, said)
    holds = True
    with _server(world) as url, _client(url, story) as client:
        # Findings weigh as a test's would that asks for nothing special.
        tenant = world.tenant(_TENANT, replace(settings, mode="guided"))
        for beat in SelfPlay(tenant, story, _over_http(client)).play():
            if not quiet:
                _tell(beat)
            if beat.findings:
                holds = False
                found = [diagnosis(story, f, beat.place) for f in beat.findings]
                _show(story, [finding for finding in found if finding not in said])
    world.drop(_TENANT)
    if not holds:
        click.secho(f"{story.title} does not hold", fg="red")
    elif not quiet:
        click.secho(f"\n{story.title} holds", fg="green")
    return holds


# -- the wire --------------------------------------------------------------------------


@contextmanager
def _server(world: World) -> Iterator[str]:
    app = App(world)
    listener = Listener(app, "127.0.0.1", 0, body_limit=app.body_limit)
    listener.start()
    try:
        yield listener.url
    finally:
        listener.stop()


def _client(url: str, story: Story) -> httpx.Client:
    faults = [call.fault for call in story.calls()]
    faults += [rule.fault for rule in story.rules]
    waits = [fault.wait for fault in faults if fault and fault.wait is not None]
    longest = max((wait.total_seconds() for wait in waits), default=0.0)
    # What the environment says of proxies is not about this machine.
    return httpx.Client(base_url=url, timeout=_PATIENCE + longest, trust_env=False)


def _over_http(client: httpx.Client) -> Send:
    """Return a way to send that goes over a socket, as a merchant's client does."""

    def send(wanted: Wanted, key: str) -> Answered:
        try:
            response = client.request(
                wanted.method,
                wanted.path,
                params=list(wanted.query),
                headers={"Authorization": f"Bearer {key}", **wanted.headers},
                json=wanted.body,
            )
        except httpx.TimeoutException:
            return Answered(lost=LOST["hang"])
        except httpx.ReadError:
            return Answered(lost=LOST["reset"])
        except httpx.TransportError as error:
            return Answered(lost=_said(error))
        return _answered(response)

    return send


def _said(error: httpx.TransportError) -> str:
    text = str(error)
    if "without sending a response" in text:
        return LOST["empty"]
    if "without sending complete message body" in text:
        return LOST["truncate"]
    return text or type(error).__name__


def _answered(response: httpx.Response) -> Answered:
    status = response.status_code
    if not response.content:
        return Answered(status=status)
    try:
        return Answered(status=status, body=response.json())
    except ValueError:
        if "json" in response.headers.get("content-type", ""):
            return Answered(status=status, lost=LOST["garbage"])
        return Answered(status=status, body=response.text)


# -- the telling -----------------------------------------------------------------------


def _tell(beat: Beat) -> None:
    if beat.who == "story" and not beat.outcome:
        return
    if beat.who == "story":
        beat = replace(
            beat, who=beat.what, what=beat.outcome, outcome="", prologue=True
        )
    number = "-" if beat.prologue else str(beat.number or "")
    line = f"{number:>3}  {beat.who:<9}{beat.what:<25} {beat.outcome}"
    click.echo(line.rstrip())
    if beat.states:
        click.echo(f"{_MARGIN}{', '.join(beat.states)}")
    if beat.events:
        click.secho(f"{_MARGIN}events: {', '.join(beat.events)}", dim=True)


def _show(story: Story, found: Sequence[Diagnostic]) -> None:
    if found:
        texts: Mapping[str, str] = {story.file: story.text}
        click.echo(f"\n{full(found, texts)}\n")
