"""`mockdr trigger`: an event by hand, told by a server that runs."""

from __future__ import annotations

from typing import Final

import click
import httpx
import orjson

from mockdr.base.diagnostics import suggest
from mockdr.base.errors import Json, MockdrError
from mockdr.cli import FINDINGS
from mockdr.contract import event_types
from mockdr.server.configuration import load

__all__ = ["trigger"]

#: Seconds that the server has for its answer.
_PATIENCE: Final = 10.0
_REFUSED: Final = 400


@click.command()
@click.argument("type", metavar="TYPE")
@click.option(
    "--of",
    metavar="ID",
    help="What it is to be about: an id, what that belongs to, or a name in a story.",
)
@click.option(
    "--url",
    metavar="URL",
    help="Where mockdr is served; the configured host and port when not said.",
)
@click.option("--tenant", metavar="NAME", default="mockdr", show_default=True)
@click.option(
    "--token",
    envvar="MOCKDR_CONTROL_TOKEN",
    help="What a server beyond loopback asks for; it prints it when it starts.",
)
def trigger(
    *, type: str, of: str | None, url: str | None, tenant: str, token: str | None
) -> None:
    """
    Let a running server tell an event of TYPE to its webhooks.

    It is about the thing named by --of; else about the newest that is as the event
    says; else about one that is brought along, and that can be retrieved. Prints the
    event as it is told. Exit 1 if the server refuses it.
    """
    known = {*event_types(), *(a for t in event_types().values() for a in t.aliases)}
    if type not in known:
        raise click.BadParameter(
            f"there is no event {type!r}; {suggest(type, event_types(), 'there are')}",
            param_hint="TYPE",
        )
    told = _asked(
        url or _configured(),
        {"tenant": tenant},
        {"type": type, **({"of": of} if of is not None else {})},
        token,
    )
    click.echo(orjson.dumps(told["event"], option=orjson.OPT_INDENT_2))
    for delivery in told["deliveries"]:
        click.echo(f"on its way to {delivery['address']}", err=True)
    if not told["deliveries"]:
        click.echo(f"no webhook of {tenant} has subscribed to it", err=True)


def _configured() -> str:
    configuration = load(served=True)
    host = configuration.host
    if host in ("0.0.0.0", "::"):  # noqa: S104  (where it listens; it is asked nearby)
        host = "127.0.0.1"
    return f"http://{f'[{host}]' if ':' in host else host}:{configuration.port}"


def _asked(url: str, query: dict[str, str], body: Json, token: str | None) -> Json:
    """
    Return what the server answers.

    Raises:
        MockdrError: If there is none, or it is no mockdr.
    """
    try:
        # What the environment says of proxies is not about this machine.
        response = httpx.post(
            f"{url.rstrip('/')}/_mockdr/trigger",
            params=query,
            json=body,
            headers={"Authorization": f"Bearer {token}"} if token else {},
            timeout=_PATIENCE,
            trust_env=False,
        )
        answer: Json = response.json()
    except httpx.TransportError as error:
        raise MockdrError(
            f"nobody answers at {url}: {error}",
            help="start `mockdr serve`, or say by --url where it runs",
        ) from None
    except (ValueError, httpx.InvalidURL) as error:
        raise MockdrError(
            f"what answers at {url} is no mockdr: {error}",
            help="say by --url where `mockdr serve` runs",
        ) from None
    if response.status_code >= _REFUSED:
        no = answer.get("error", {}) if isinstance(answer, dict) else {}
        click.echo(f"mockdr: {no.get('message', response.status_code)}", err=True)
        if no.get("help"):
            click.echo(f"  help: {no['help']}", err=True)
        click.get_current_context().exit(FINDINGS)
    return answer
