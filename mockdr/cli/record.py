"""`mockdr record`: a proxy that judges live traffic and writes it down."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from mockdr.base.errors import ConfigurationError, MockdrError
from mockdr.cli import FINDINGS
from mockdr.cli.check import known_version
from mockdr.cli.importing import save, tell
from mockdr.cli.placing import folder_for, is_free, open_to_us, place_for
from mockdr.cli.recordings import version_option
from mockdr.engine.traces.authoring import Authored

__all__ = ["record"]

_TIMEOUT: Final = 30.0
_NAME: Final = "recorded"
#: Seconds that replies under way get at the end.
_GRACE: Final = 0.4


@click.command()
@click.option(
    "--upstream",
    required=True,
    metavar="URL",
    help="Where the provider is: requests are passed on to there.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8401,
    show_default=True,
    help="Port on 127.0.0.1; 0 takes any that is free.",
)
@click.option(
    "--name",
    help="Of the scenario; recorded, or recorded-2 and so on where there is one, when "
    "not said.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="Where to write it; your first configured folder, or scenarios.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0.1),
    default=_TIMEOUT,
    show_default=True,
    metavar="SECONDS",
    help="How long the provider has for each reply.",
)
@version_option
@click.pass_context
def record(
    ctx: click.Context,
    *,
    upstream: str,
    port: int,
    name: str | None,
    out: Path | None,
    timeout: float,
    version: str | None,
) -> None:
    """
    Pass live traffic on to a provider, judge it, and write it down as a scenario.

    Let your shop call the address that is printed in place of the provider's. Each
    call is told as it passes, with what leaves the contract. At the end, by Ctrl-C or
    a signal, what was said becomes a scenario that lints and plays; POST
    /_mockdr/write does the same in between and begins a new one. Keys, card numbers
    and personal data are never written. Exit 1 if something left the contract, 2 if
    what was said could not be written.

    For example: mockdr record --upstream https://api.example.com --name checkout
    """
    # The rest of the command line works without a server.
    from mockdr.server.listener import Listener, url_of  # noqa: PLC0415
    from mockdr.server.proxy import Proxy, read_upstream  # noqa: PLC0415
    from mockdr.server.recorder import Recorder  # noqa: PLC0415
    from mockdr.server.serve import until_signalled  # noqa: PLC0415

    known_version(version)
    base = read_upstream(upstream)
    folder = folder_for(out)
    # At the end of a recording it would be too late.
    open_to_us(folder)
    if name is not None:
        place_for(name, folder)
    if port and base == url_of("127.0.0.1", port):
        raise ConfigurationError(
            "the proxy would call itself", help="choose another --port"
        )

    def write(told: Authored) -> list[Path]:
        files = save(told.stories, folder)
        tell(told, files)
        return files

    recorder = Recorder(
        name or _NAME,
        save=write,
        say=click.echo,
        free=lambda name: is_free(name, folder),
        version=version,
    )
    proxy = Proxy(base, timeout=timeout, heard=recorder.hear, control=recorder.control)
    listener = Listener(proxy, "127.0.0.1", port, body_limit=proxy.body_limit)
    with until_signalled() as ended:
        listener.start()
        click.echo(f"mockdr recording on {listener.url}, passing on to {base}")
        ended()
    listener.stop(_GRACE)
    proxy.close()
    try:
        recorder.write()
    except MockdrError as error:
        if recorder.unwritten:
            # It is lost.
            raise
        click.echo(f"mockdr: {error.message}", err=True)
        click.echo(f"  help: {error.help}", err=True)
    ctx.exit(FINDINGS if recorder.weighty else 0)
