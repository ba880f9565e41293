"""The command `mockdr`: a file for each verb, read when the verb is called."""

from __future__ import annotations

import codecs
import difflib
import io
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType
from typing import Final, NoReturn, TextIO

import click

from mockdr.base.errors import MockdrError

__all__ = [
    "COMMANDS",
    "FINDINGS",
    "FINE",
    "INTERRUPTED",
    "SECTIONS",
    "USAGE",
    "House",
    "Verb",
    "forgiving",
    "house",
    "lament",
    "main",
]

#: Exit codes, the same for every verb.
FINE: Final = 0
FINDINGS: Final = 1
USAGE: Final = 2
INTERRUPTED: Final = 130


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """
    A verb as the help shows it before its file is read.

    Args:
        target: `module:attribute` of the click command.
        summary: One line for `mockdr --help`.
    """

    target: str
    summary: str


#: Every verb that works, by what people are about.
SECTIONS: Final[Mapping[str, Mapping[str, Verb]]] = MappingProxyType(
    {
        "Run the provider": {
            "serve": Verb(
                target="mockdr.cli.serve:serve",
                summary="Run the provider as a server, for clients in any language.",
            ),
            "play": Verb(
                target="mockdr.cli.play:play",
                summary="Play a scenario, both sides, over a socket, and judge it.",
            ),
            "trigger": Verb(
                target="mockdr.cli.trigger:trigger",
                summary="Let a running server tell its webhooks an event of any type.",
            ),
        },
        "Write scenarios, and see them": {
            "new": Verb(
                target="mockdr.cli.new:new",
                summary="Begin a scenario: say what should happen, get one that plays.",
            ),
            "list": Verb(
                target="mockdr.cli.listing:list_scenarios",
                summary="List the scenarios: your own and the bundled ones.",
            ),
            "show": Verb(
                target="mockdr.cli.show:show",
                summary="Tell a scenario in sentences, as people read them aloud.",
            ),
            "graph": Verb(
                target="mockdr.cli.graph:graph",
                summary="Draw a lifecycle, or the way of a scenario through it.",
            ),
            "lint": Verb(
                target="mockdr.cli.lint:lint",
                summary="Check scenario files: names, types, and what is possible.",
            ),
            "explain": Verb(
                target="mockdr.cli.explain:explain",
                summary="Tell what a finding means, with an example and what to write.",
            ),
            "fmt": Verb(
                target="mockdr.cli.fmt:fmt",
                summary="Write scenario files in the one form; comments stay.",
            ),
        },
        "Learn from real traffic": {
            "record": Verb(
                target="mockdr.cli.record:record",
                summary="Pass live traffic on, judge it, and tell it as a scenario.",
            ),
            "import": Verb(
                target="mockdr.cli.importing:import_recordings",
                summary="Write recorded traffic (HAR) down as scenarios.",
            ),
            "check": Verb(
                target="mockdr.cli.check:check",
                summary="Tell where recorded traffic (HAR) leaves the contract.",
            ),
        },
        "Look for what is missing, and hand it over": {
            "coverage": Verb(
                target="mockdr.cli.coverage:coverage",
                summary="Tell what scenarios cover of all that could happen.",
            ),
            "explore": Verb(
                target="mockdr.cli.explore:explore",
                summary="Walk journeys at random, and look for one that goes wrong.",
            ),
            "replay": Verb(
                target="mockdr.cli.replay:replay",
                summary="Do once more what a bundle holds that was handed over.",
            ),
        },
        "What there is": {
            "contract": Verb(
                target="mockdr.cli.contract:contract",
                summary="Tell what is simulated, and how well each part is known.",
            ),
            "version": Verb(
                target="mockdr.cli.version:version",
                summary="Print the versions of mockdr and of the contract.",
            ),
        },
    }
)

COMMANDS: Final[Mapping[str, Verb]] = MappingProxyType(
    {name: verb for verbs in SECTIONS.values() for name, verb in verbs.items()}
)


class House(click.Group):
    """
    The group of verbs.

    Reads the file of a verb only when it is called, and turns whatever ends a verb
    into one of the four exit codes.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the verbs in the order in which people need them."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of a verb, reading its file now."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module, attribute = COMMANDS[cmd_name].target.split(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the verb, or name the nearest one."""
        verb = args[0]
        if verb not in COMMANDS and not verb.startswith("-"):
            near = difflib.get_close_matches(verb, COMMANDS, n=1)
            hint = f"did you mean {near[0]!r}?" if near else ", ".join(COMMANDS)
            ctx.fail(f"there is no verb {verb!r}: {hint}")
        return super().resolve_command(ctx, args)

    def format_commands(
        self, ctx: click.Context, formatter: click.HelpFormatter
    ) -> None:
        """Write the verbs without reading their files."""
        del ctx
        for title, verbs in SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl([(name, v.summary) for name, v in verbs.items()])

    def main(  # type: ignore[override]  # it always ends the process
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        *,
        standalone_mode: bool = True,
        **extra: object,
    ) -> NoReturn:
        """Run a verb and exit: 0 fine, 1 findings, 2 usage, 130 interrupted."""
        del standalone_mode, extra
        code: object = FINE
        for stream in (sys.stdout, sys.stderr):
            forgiving(stream)
        try:
            code = super().main(args, prog_name or "mockdr", standalone_mode=False)
        except click.ClickException as problem:
            problem.show()
            code = USAGE
        except MockdrError as problem:
            lament(problem)
            code = USAGE
        except (click.Abort, KeyboardInterrupt):
            code = INTERRUPTED
        sys.exit(code if isinstance(code, int) else FINE)


def lament(problem: MockdrError) -> None:
    """Say what went wrong, and what to do, where no output is taken for a result."""
    click.echo(f"mockdr: {problem.message}", err=True)
    if problem.help:
        told = problem.help.replace("\n", "\n  ")
        click.echo(f"  help: {told}", err=True)


def forgiving(stream: TextIO) -> None:
    """Let *stream* write `?` for a character that its code page does not have."""
    if not isinstance(stream, io.TextIOWrapper):
        return
    # Bytes of a file's name that are no text come out as they went in, in UTF-8 alone.
    narrow = codecs.lookup(stream.encoding).name != "utf-8"
    if stream.errors == "strict" or (stream.errors == "surrogateescape" and narrow):
        stream.reconfigure(errors="replace")


def _print_version(ctx: click.Context, _: click.Parameter, asked: bool) -> None:
    if asked:
        verb = COMMANDS["version"]
        say: Callable[[], str] = import_module(verb.target.split(":")[0]).sentence
        click.echo(say())
        ctx.exit()


@click.command(
    cls=House,
    subcommand_metavar="VERB ...",
    help="The Digital River payments API, offline: scripted, and judged by schema.",
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="The exit code is 0 when all is well, 1 when something was found, 2 when "
    "mockdr was called or configured wrongly, 130 when it was interrupted.",
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Print the versions and exit.",
)
def house() -> None:
    """Hold the verbs."""


def main() -> NoReturn:
    """Be the command `mockdr`."""
    house.main()
