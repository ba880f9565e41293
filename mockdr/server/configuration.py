"""What every setting is, and who said so: flag, marker, variable, file or default."""

from __future__ import annotations

import importlib
import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import cast

from mockdr.base.data import data_folder
from mockdr.base.errors import ConfigurationError, Json
from mockdr.base.ids import Ids
from mockdr.engine.keys import DeclaredKey
from mockdr.engine.settings import Settings
from mockdr.server.options import OPTIONS, Keys, Option, Unfit, nearest

__all__ = ["LAYERS", "Configuration", "Origin", "load"]

#: Who can set a key; the later wins.
LAYERS = ("default", "file", "mockdr_config", "variable", "marker", "flag")
_RANK = {layer: rank for rank, layer in enumerate(LAYERS)}

_PREFIX = "MOCKDR_"
#: What Kubernetes puts into every container beside a service that is named mockdr.
_SERVICE_LINK = re.compile(r"MOCKDR_(SERVICE_(HOST|PORT.*)|PORT_\d+_.*)")

#: Keys of the configuration that `Settings` has under the same name.
_SETTINGS = (
    "mode",
    "violations",
    "unknown_fields",
    "unknown_skus",
    "conduct",
    "unfinished",
    "clock",
    "risk",
    "finance",
    "retries",
    "delivery",
    "auto_disable",
    "signature_scheme",
    "signature_time",
    "signature_clock",
    "signature_secrets",
    "webhook_types",
    "webhook_list",
    "webhook_ids",
    "version_field",
    "event_profile",
    "failed_charge_object",
    "expanded_events",
    "version",
    "seed",
    "now",
    "body_limit",
    "journal_limit",
    "rate_limit",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Who set a key: one of `LAYERS`, and the place in words."""

    layer: str
    where: str


_DEFAULT = Origin(layer="default", where="the default")


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """
    Every key with its value; `origins` tells who set those that have one.

    Args:
        values: Key to value, already judged; the properties are the typed way in.
        origins: Key to who set it; an absent key has its default.
        folder: Where relative paths of variables, flags and code begin.
    """

    values: Mapping[str, object] = field(repr=False)
    origins: Mapping[str, Origin]
    folder: Path

    @property
    def settings(self) -> Settings:
        """What concerns a tenant."""
        said = {key: cast("Json", self.values[key]) for key in _SETTINGS}
        return Settings(**said, deliver_to=self.deliver_to)

    @property
    def scenarios(self) -> tuple[Path, ...]:
        """Where scenarios are looked for; the bundled ones come last."""
        folders = cast("tuple[Path, ...]", self.values["scenarios"])
        bundled = data_folder("scenarios")
        return (*(f for f in folders if f != bundled), bundled)

    @property
    def host(self) -> str:
        """The address to listen at."""
        return cast("str", self.values["host"])

    @property
    def port(self) -> int:
        """The port to listen at; 0 lets the system choose."""
        return cast("int", self.values["port"])

    @property
    def keys(self) -> Mapping[str, DeclaredKey]:
        """Declared pairs of keys, by the name of their tenant."""
        return cast("Keys", self.values["keys"]).declared or {}

    @property
    def keys_closed(self) -> bool | None:
        """Whether a key that nobody declared is turned away; None if nobody says."""
        return cast("Keys", self.values["keys"]).closed

    @property
    def deliver_to(self) -> tuple[str, ...]:
        """Where webhooks may go besides loopback; there too where all is forwarded."""
        told = cast("tuple[str, ...]", self.values["deliver_to"])
        if self.forward_to is None:
            return told
        from mockdr.events.senders.targets import read_target  # noqa: PLC0415

        return (*told, read_target(self.forward_to).place)

    @property
    def forward_to(self) -> str | None:
        """Where every tenant tells every event; None for nowhere."""
        return cast("str | None", self.values["forward_to"])

    @property
    def signing_secret(self) -> str:
        """What signs the events that are forwarded; it grows from the seed unsaid."""
        said = cast("str | None", self.values["signing_secret"])
        return said or f"whk_{Ids(str(self.values['seed']), 'forwarded').uuid()}"

    @property
    def control_token(self) -> str | None:
        """What the control API asks for beyond loopback; None makes one."""
        return cast("str | None", self.values["control_token"])

    @property
    def now(self) -> datetime | None:
        """Where clocks start; None for the real time."""
        return cast("datetime | None", self.values["now"])

    def origin(self, key: str) -> Origin:
        """Return who set *key*."""
        return self.origins.get(key, _DEFAULT)

    def over(
        self,
        layer: str,
        values: Mapping[str, Json],
        where: str,
        *,
        folder: Path | None = None,
    ) -> Configuration:
        """
        Return this configuration with a further layer, in whatever order they come.

        Args:
            layer: One of `LAYERS`; a marker may set only what concerns a tenant.
            values: As the layer spells them.
            where: The place, for messages: a file, a variable, a marker's node.
            folder: Where relative paths begin, when not at the configuration's own.

        Raises:
            ConfigurationError: If a key is unknown or a value is none of its own.
        """
        merged, origins = dict(self.values), dict(self.origins)
        origin = Origin(layer=layer, where=where)
        for name, value in values.items():
            option = _option(name, layer, where)
            read = _read(option, value, where, folder or self.folder)
            if _RANK[layer] < _RANK[self.origin(name).layer]:
                continue
            if isinstance(read, Keys):
                # Declaring pairs and closing the door are two statements.
                old = cast("Keys", merged[name])
                read = Keys(
                    declared=old.declared if read.declared is None else read.declared,
                    closed=old.closed if read.closed is None else read.closed,
                )
            merged[name], origins[name] = read, origin
        return Configuration(
            values=MappingProxyType(merged),
            origins=MappingProxyType(origins),
            folder=self.folder,
        )


def load(
    *,
    start: Path | None = None,
    environ: Mapping[str, str] | None = None,
    mockdr_config: Mapping[str, Json] | None = None,
    flags: Mapping[str, Json] | None = None,
    flags_from: str = "the command line",
    served: bool = False,
) -> Configuration:
    """
    Return the configuration that holds at *start*.

    Args:
        start: The folder where the search for files begins, upwards; the current
            folder when absent.
        environ: Environment variables; the real ones when absent.
        mockdr_config: What the fixture of this name returned.
        flags: What the caller says outright; above everything else.
        flags_from: Who that caller is, for messages.
        served: Whether the defaults are those of `mockdr serve` and `mockdr play`.

    Raises:
        ConfigurationError: If a file cannot be read, a key is unknown, or a value
            is none of its own; names the place, the key and the nearest key.
    """
    folder = (start or Path.cwd()).resolve()
    project, own = _files(folder)
    home = next((file.parent for file in (own, project) if file), folder)
    values = {
        name: option.served if served and option.served is not None else option.default
        for name, option in OPTIONS.items()
    }
    if (home / "scenarios").is_dir():
        values["scenarios"] = (home / "scenarios",)
    found = Configuration(
        values=MappingProxyType(values), origins=MappingProxyType({}), folder=folder
    )
    if project is not None:
        table = _table(project).get("tool", {})
        section = table.get("mockdr", {}) if isinstance(table, dict) else {}
        if not isinstance(section, dict):
            raise ConfigurationError(
                f"{project} has a [tool] key mockdr that is no table",
                help="write the settings under [tool.mockdr]",
            )
        where = f"{project}, [tool.mockdr],"
        found = found.over("file", section, where, folder=project.parent)
    if own is not None:
        table = _table(own)
        if isinstance(table.get("tool"), dict):
            raise ConfigurationError(
                f"{own} has a table [tool]",
                help="leave the name [tool.mockdr] off: all of the file is mockdr's",
            )
        found = found.over("file", table, str(own), folder=own.parent)
    if mockdr_config is not None:
        if not isinstance(mockdr_config, Mapping):
            raise ConfigurationError(
                f"the fixture mockdr_config returned {type(mockdr_config).__name__}",
                help="let it return a mapping with keys of the configuration",
            )
        found = found.over("mockdr_config", mockdr_config, "the fixture mockdr_config")
    for variable, text in sorted((os.environ if environ is None else environ).items()):
        key = _key_of(variable, text)
        if key is not None:
            found = found.over("variable", {key: text}, f"the variable {variable}")
    return found.over("flag", flags, flags_from) if flags else found


def _files(folder: Path) -> tuple[Path | None, Path | None]:
    """Return the nearest pyproject.toml, and a mockdr.toml no further up than it."""
    own: Path | None = None
    for place in (folder, *folder.parents):
        if own is None and _is_there(place / "mockdr.toml"):
            own = place / "mockdr.toml"
        if (place / "pyproject.toml").is_file():
            return place / "pyproject.toml", own
    return None, own


def _is_there(file: Path) -> bool:
    """
    Tell whether there is such a file; whoever made it wants it read.

    Raises:
        ConfigurationError: If what has its name is no file.
    """
    if file.is_file():
        return True
    if file.is_symlink() and not file.exists():
        raise ConfigurationError(
            f"{file} leads nowhere",
            help="let the link lead to a file, or take it away",
        )
    if file.exists():
        raise ConfigurationError(
            f"{file} is no file", help="mockdr reads its settings from it: rename it"
        )
    return False


def _table(file: Path) -> dict[str, Json]:
    toml = importlib.import_module(
        "tomllib" if sys.version_info >= (3, 11) else "tomli"
    )
    try:
        table: dict[str, Json] = toml.loads(file.read_text("utf-8"))
    except (toml.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise ConfigurationError(
            f"{file} is no TOML: {problem}", help="mend it, mockdr reads it at start"
        ) from None
    except OSError as problem:
        raise ConfigurationError(
            f"{file} cannot be read: {problem.strerror}", help="mend its permissions"
        ) from None
    return table


def _key_of(variable: str, text: str) -> str | None:
    if not variable.startswith(_PREFIX) or not text.strip():
        return None
    if _SERVICE_LINK.fullmatch(variable) or text.startswith(("tcp://", "udp://")):
        return None
    return variable[len(_PREFIX) :].lower()


def _option(name: str, layer: str, where: str) -> Option:
    try:
        option = OPTIONS[name]
    except KeyError:
        shown = _PREFIX + name.upper() if layer == "variable" else name
        guess = nearest(name, OPTIONS)
        if layer == "variable":
            guess = re.sub(r"'(\w+)'", lambda m: f"'{_PREFIX}{m[1].upper()}'", guess)
            message = f"no key of the configuration belongs to the variable {shown}"
        else:
            message = f"{where} sets {shown!r}, which is no key of the configuration"
        keys = ", ".join(OPTIONS)
        raise ConfigurationError(
            message, help=guess or f"the keys are {keys}"
        ) from None
    if layer == "marker" and not option.tenant:
        raise ConfigurationError(
            f"{where} sets {name!r}, which concerns the server and not one test",
            help="set it in the fixture mockdr_config, a variable or the file",
        )
    return option


def _read(option: Option, value: Json, where: str, folder: Path) -> object:
    try:
        return option.read(value, folder)
    except Unfit as problem:
        shown = "a value it cannot have" if option.hidden else f"{value!r}"
        raise ConfigurationError(
            f"{where} sets {option.name} to {shown}",
            help=f"it takes {problem.expected}",
        ) from None
