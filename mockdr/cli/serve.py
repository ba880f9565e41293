"""`mockdr serve`: the provider as a server."""

from __future__ import annotations

from pathlib import Path

import click

from mockdr.base.errors import Json

__all__ = ["serve"]


@click.command()
@click.option("--host", help="Address to listen at; 127.0.0.1 when not said.")
@click.option("--port", help="Port; 8400 when not said, 0 takes any that is free.")
@click.option(
    "--server",
    type=click.Choice(("werkzeug", "granian")),
    default="werkzeug",
    show_default=True,
    help="granian is for load, and needs the extra 'server'.",
)
@click.option(
    "--play",
    "plays",
    metavar="NAME",
    multiple=True,
    help="Put a scenario in force for the tenant mockdr; may be repeated.",
)
@click.option(
    "--scenarios",
    metavar="DIR",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Where scenarios are found, before the bundled ones; may be repeated.",
)
@click.option("--seed", help="What ids grow from.")
@click.option("--now", metavar="MOMENT", help="Where clocks start, in UTC.")
@click.option(
    "--rate-limit",
    metavar="N",
    help="Requests a second for each secret key; 'documented' for the provider's 25.",
)
@click.option(
    "--deliver-to",
    metavar="TARGET",
    multiple=True,
    help="Let webhooks lead to this host, host:port or network, besides this machine; "
    "may be repeated.",
)
@click.option(
    "--forward-to",
    metavar="URL",
    help="Tell every event of every tenant there, signed.",
)
@click.option(
    "--print-secret",
    is_flag=True,
    help="Print what signs the events that are forwarded.",
)
@click.option(
    "--log",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
    help="A line for each request, for people or for programs.",
)
@click.option(
    "--keys",
    type=click.Choice(("open", "closed")),
    help="Whether a key that nobody declared makes a tenant of its own.",
)
def serve(
    *,
    server: str,
    plays: tuple[str, ...],
    log: str,
    scenarios: tuple[Path, ...],
    deliver_to: tuple[str, ...],
    print_secret: bool,
    **settings: str | None,
) -> None:
    """
    Run the provider as a server, for clients in any language.

    The API key is the tenant: every sk_test_<name> has a world of its own.
    """
    # The rest of the command line works without a server.
    from mockdr.server.configuration import load  # noqa: PLC0415
    from mockdr.server.serve import serve as run  # noqa: PLC0415

    flags: dict[str, Json] = {k: v for k, v in settings.items() if v is not None}
    if scenarios:
        flags["scenarios"] = [str(folder) for folder in scenarios]
    if deliver_to:
        flags["deliver_to"] = list(deliver_to)
    configuration = load(flags=flags, served=True)
    code = run(
        configuration,
        plays=plays,
        server=server,
        log=log,
        flags=flags,
        print_secret=print_secret,
    )
    click.get_current_context().exit(code)
