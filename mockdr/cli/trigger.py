"""`mockdr trigger`: an event by hand, told by a server that runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import click
import httpx
import orjson

from mockdr.base.clock import real_monotonic, real_wait
from mockdr.base.diagnostics import suggest
from mockdr.base.errors import Json, MockdrError
from mockdr.cli import FINDINGS
from mockdr.contract import event_types
from mockdr.engine.deliveries import outcome_told
from mockdr.events.delivery import Answer
from mockdr.server.configuration import load

__all__ = ["trigger"]

#: Seconds that the server has for its answer.
_PATIENCE: Final = 10.0
#: Seconds that the receivers have for theirs; the provider gives them three.
_AWAITED: Final = 4.0
#: Seconds between two looks at what they answered.
_LOOK: Final = 0.05
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
@click.option("--live", is_flag=True, help="Mean the world of the tenant's live keys.")
@click.option(
    "--token",
    envvar="MOCKDR_CONTROL_TOKEN",
    help="What a server beyond loopback asks for; it prints it when it starts.",
)
def trigger(
    *,
    type: str,
    of: str | None,
    url: str | None,
    tenant: str,
    live: bool,
    token: str | None,
) -> None:
    """
    Let a running server tell an event of TYPE to its webhooks.

    It is about the thing named by --of; else about the newest that is as the event
    says; else about one that is brought along, and that can be retrieved. Prints the
    event as it is told, and how each receiver answered. Exit 1 if the server refuses
    it, or a receiver does not answer with 2xx.
    """
    known = {*event_types(), *(a for t in event_types().values() for a in t.aliases)}
    if type not in known:
        raise click.BadParameter(
            f"there is no event {type!r}; {suggest(type, event_types(), 'there are')}",
            param_hint="TYPE",
        )
    server = _Server(url=url or _configured(), tenant=tenant, live=live, token=token)
    told = server.ask(
        "POST", "trigger", body={"type": type, **({"of": of} if of else {})}
    )
    click.echo(orjson.dumps(told["event"], option=orjson.OPT_INDENT_2))
    if not told["deliveries"]:
        whose = f"the tenant {tenant!r}{' (live)' if live else ''}"
        click.echo(f"no webhook of {whose} takes {type}", err=True)
        click.echo(
            "  help: make one with POST /webhooks, add the type to one, or start "
            "`mockdr serve --forward-to URL`; say by --tenant and --live whose",
            err=True,
        )
        return
    answered = [_told(delivery) for delivery in _carried(server, told["deliveries"])]
    if not all(answered):
        click.get_current_context().exit(FINDINGS)


def _carried(server: _Server, made: Sequence[Json]) -> list[Json]:
    """Return deliveries as they are when each has been tried once, or time is up."""
    numbers = {delivery["number"] for delivery in made}
    query = {"after": str(min(numbers) - 1)}
    until = real_monotonic() + _AWAITED
    while True:
        found = server.ask("GET", "webhooks/deliveries", query=query)["deliveries"]
        mine = [delivery for delivery in found if delivery["number"] in numbers]
        done = all(d["attempts"] or d["state"] != "pending" for d in mine)
        if done or real_monotonic() > until:
            return mine
        real_wait(_LOOK)


def _told(delivery: Json) -> bool:
    """Say how a receiver answered; tells whether there is nothing wrong with it."""
    address, attempts = delivery["address"], delivery["attempts"]
    if not attempts:
        word = delivery["state"].replace("pending", "still on its way")
        click.echo(f"{address}: {word}", err=True)
        return True
    last = attempts[-1]
    if last["outcome"] == "answered":
        said = f"answered {outcome_told(_answer(last))}"
    else:
        said = last["reason"] or "nothing was let out"
    if delivery["next"] is not None:
        said += f"; next attempt at {delivery['next']}"
    click.echo(f"{address}: {said}", err=True)
    if delivery.get("hint"):
        click.echo(f"  help: {delivery['hint']}", err=True)
    return bool(delivery["state"] == "delivered")


def _answer(attempt: Json) -> Answer:
    return Answer(
        outcome="answered",
        status=attempt["status"],
        headers=attempt["headers"],
        body=attempt["body"].encode(),
        reason=attempt["reason"],
    )


def _configured() -> str:
    configuration = load(served=True)
    host = configuration.host
    if host in ("0.0.0.0", "::"):  # noqa: S104  (where it listens; it is asked nearby)
        host = "127.0.0.1"
    return f"http://{f'[{host}]' if ':' in host else host}:{configuration.port}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Server:
    """A mockdr that runs, and the tenant that is meant."""

    url: str
    tenant: str
    live: bool
    token: str | None

    def ask(
        self,
        method: str,
        name: str,
        *,
        query: Mapping[str, str] | None = None,
        body: Json = None,
    ) -> Json:
        """
        Return what a call of its control API answers; end the verb where that refuses.

        Raises:
            MockdrError: If there is no answer, or it is no mockdr's.
        """
        try:
            # What the environment says of proxies is not about this machine.
            response = httpx.request(
                method,
                f"{self.url.rstrip('/')}/_mockdr/{name}",
                params={
                    "tenant": self.tenant,
                    **({"live": "true"} if self.live else {}),
                    **(query or {}),
                },
                json=body,
                headers={"Authorization": f"Bearer {self.token}"} if self.token else {},
                timeout=_PATIENCE,
                trust_env=False,
            )
            answer: Json = response.json()
        except httpx.TransportError as error:
            raise MockdrError(
                f"nobody answers at {self.url}: {error}",
                help="start `mockdr serve`, or say by --url where it runs",
            ) from None
        except (ValueError, httpx.InvalidURL) as error:
            raise MockdrError(
                f"what answers at {self.url} is no mockdr: {error}",
                help="say by --url where `mockdr serve` runs",
            ) from None
        if response.status_code >= _REFUSED:
            no = answer.get("error", {}) if isinstance(answer, dict) else {}
            click.echo(f"mockdr: {no.get('message', response.status_code)}", err=True)
            if no.get("help"):
                click.echo(f"  help: {no['help']}", err=True)
            click.get_current_context().exit(FINDINGS)
        return answer
