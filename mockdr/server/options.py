"""Every key of the configuration: what it may be, what it is when nobody says."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

import orjson

from mockdr.base.clock import parse_instant
from mockdr.base.errors import Json, MockdrError
from mockdr.contract import versions
from mockdr.engine.adversity import read_delivery
from mockdr.engine.keys import NAME, DeclaredKey, parse_key
from mockdr.engine.limits import read_rate
from mockdr.engine.settings import CHOICES, Settings
from mockdr.events.plan import read_retries
from mockdr.events.signing import read_scheme

__all__ = ["OPTIONS", "Keys", "Option", "Unfit", "nearest"]

_SIZE = re.compile(r"(\d+)\s*(KiB|MiB)?")
_UNITS = {"": 1, "KiB": 1024, "MiB": 1024 * 1024}
_MAX_PORT = 65_535


class Unfit(Exception):
    """A value that its key cannot have; says what it can have."""

    def __init__(self, expected: str) -> None:
        super().__init__(expected)
        self.expected = expected


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """
    One key of the configuration.

    Args:
        read: Turns what a layer says into the value; text from a variable, typed
            from a file. The folder is where relative paths begin. Raises `Unfit`.
        default: What holds when no layer says anything.
        served: The default of `mockdr serve` and `mockdr play`, where it differs.
        tenant: Whether one test can have its own.
        hidden: Whether messages leave the value out, because it is a secret.
    """

    name: str
    read: Callable[[Json, Path], object]
    default: object
    served: object = None
    tenant: bool = False
    hidden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """What `keys` says: declared pairs, or whether unknown names are let in."""

    declared: Mapping[str, DeclaredKey] | None = None
    closed: bool | None = None


def nearest(word: str, words: Iterable[str]) -> str:
    """Return `did you mean '...'?` for the closest of *words*, or nothing."""
    near = difflib.get_close_matches(word, list(words), n=1)
    return f"did you mean {near[0]!r}?" if near else ""


def _choice(name: str) -> Callable[[Json, Path], str]:
    words = CHOICES[name]

    def read(value: Json, folder: Path) -> str:
        del folder
        # TOML and code have truth values where a variable has words.
        said = ("off", "on")[value] if isinstance(value, bool) else value
        text = said.strip().lower() if isinstance(said, str) else said
        if text in words:
            return str(text)
        guess = nearest(text, words) if isinstance(value, str) else ""
        raise Unfit(f"one of {', '.join(words)}" + (f"; {guess}" if guess else ""))

    return read


def _whole(value: Json) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, str) and re.fullmatch(r"\s*\d+\s*", value, re.ASCII):
        return int(value)
    return None


def _port(value: Json, folder: Path) -> int:
    del folder
    port = _whole(value)
    if port is None or not 0 <= port <= _MAX_PORT:
        raise Unfit(f"a whole number from 0 to {_MAX_PORT}; 0 lets the system choose")
    return port


def _text(value: Json, folder: Path) -> str:
    del folder
    if not isinstance(value, str) or not value.strip():
        raise Unfit("a text that is not empty")
    return value.strip()


def _token(value: Json, folder: Path) -> str:
    del folder
    if not isinstance(value, str) or not re.fullmatch(r"[!-~]+", value):
        raise Unfit("printable ASCII without a space")
    return value


def _seed(value: Json, folder: Path) -> str:
    del folder
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise Unfit("a text or a whole number")
    return str(value)


def _instant(value: Json, folder: Path) -> datetime:
    del folder
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise Unfit(f"a moment with a time zone: {value.isoformat()}Z for UTC")
        return value.astimezone(timezone.utc)
    if not isinstance(value, str):
        raise Unfit("a moment, like 2024-05-01T12:00:00Z")
    try:
        return parse_instant(value)
    except MockdrError as problem:
        raise Unfit(f"a moment with a time zone; {problem.help}") from None


def _version(value: Json, folder: Path) -> str:
    del folder
    known = versions()
    # TOML reads a bare 2021-12-13 as a date.
    text = value.isoformat() if hasattr(value, "isoformat") else value
    if text not in known:
        raise Unfit(f"one of the API's versions: {', '.join(known)}")
    return str(text)


def _size(value: Json, folder: Path) -> int:
    del folder
    number = _whole(value)
    if number is None and isinstance(value, str):
        found = _SIZE.fullmatch(value.strip())
        number = int(found[1]) * _UNITS[found[2] or ""] if found else None
    if number is None or number < 1:
        raise Unfit("a number of bytes above 0, or for example '10 MiB'")
    return number


def _count(value: Json, folder: Path) -> int:
    del folder
    number = _whole(value)
    if number is None or number < 1:
        raise Unfit("a whole number above 0")
    return number


def _by(read: Callable[[Json], object]) -> Callable[[Json, Path], object]:
    """Return *read* as a key's way to read: what it helps with is what it takes."""

    def by(value: Json, folder: Path) -> object:
        del folder
        try:
            return read(value)
        except MockdrError as problem:
            raise Unfit(problem.help) from None

    return by


def _list(value: Json, separator: str) -> list[Json]:
    if isinstance(value, str):
        return [part.strip() for part in value.split(separator) if part.strip()]
    if isinstance(value, Path):
        return [value]
    if isinstance(value, list | tuple):
        return list(value)
    raise Unfit("a list of texts")


def _folders(value: Json, folder: Path) -> tuple[Path, ...]:
    found = []
    for part in _list(value, os.pathsep):
        if not isinstance(part, str | Path):
            raise Unfit("a list of folders")
        path = (folder / Path(part).expanduser()).resolve()
        if not path.is_dir():
            kind = "a file, not a folder" if path.exists() else "not there"
            raise Unfit(f"folders that exist; {str(part)!r} ({path}) is {kind}")
        found.append(path)
    return tuple(found)


def _targets(value: Json, folder: Path) -> tuple[str, ...]:
    del folder
    # As with a callback.
    from mockdr.events.senders.reach import is_entry  # noqa: PLC0415

    found = []
    for part in _list(value, ","):
        if not isinstance(part, str) or not is_entry(part):
            raise Unfit(
                "a list of 'host:port', 'host' or networks like '10.0.0.0/8'; "
                f"{part!r} is none"
            )
        found.append(part)
    return tuple(found)


def _callback(value: Json, folder: Path) -> str:
    """Return a URL, for which as much as host and port will do."""
    # Who forwards nothing needs no sockets for it.
    from mockdr.events.senders.targets import Blocked, read_target  # noqa: PLC0415

    text = _text(value, folder)
    url = text if "://" in text else f"http://{text}"
    try:
        read_target(url)
    except Blocked as no:
        raise Unfit(f"a URL, like http://127.0.0.1:3000/hooks; {no.reason}") from None
    return url


def _keys(value: Json, folder: Path) -> Keys:
    if isinstance(value, str):
        text = value.strip()
        if text in {"open", "closed"}:
            return Keys(closed=text == "closed")
        if not text.startswith("{"):
            raise Unfit("'open', 'closed', or a table of pairs (JSON in a variable)")
        try:
            value = orjson.loads(text)
        except orjson.JSONDecodeError as problem:
            raise Unfit(f"JSON when it begins with a brace ({problem})") from None
    if not isinstance(value, Mapping):
        raise Unfit("'open', 'closed', or a table of pairs")
    declared: dict[str, DeclaredKey] = {}
    owner: dict[str, str] = {}
    for name, pair in value.items():
        declared[name] = _pair(name, pair, folder)
        for text in (declared[name].secret, declared[name].public):
            if owner.setdefault(text, name) != name:
                raise Unfit(f"each key once; {owner[text]!r} and {name!r} share one")
    return Keys(declared=declared)


def _pair(name: str, pair: Json, folder: Path) -> DeclaredKey:
    if NAME.fullmatch(name) is None:
        raise Unfit(f"names of 1 to 64 letters, digits, '_' or '-'; {name!r} is none")
    if isinstance(pair, DeclaredKey):
        return pair
    if not isinstance(pair, Mapping):
        raise Unfit(f"for {name!r} a table with secret and public")
    known = ("secret", "public", "version")
    for entry in pair:
        if entry not in known:
            guess = nearest(entry, known)
            raise Unfit(
                f"for {name!r} secret, public and version, not {entry!r}; {guess}"
            )
    halves = {}
    for half, prefix in (("secret", "sk"), ("public", "pk")):
        text = pair.get(half)
        key = parse_key(text) if isinstance(text, str) else None
        if key is None or key.secret != (half == "secret"):
            raise Unfit(
                f"for {name!r} a {half} key of the form {prefix}_test_<name>, with "
                "1 to 64 letters, digits, '_' or '-' for <name>"
            )
        halves[half] = key
    if halves["secret"].live != halves["public"].live:
        raise Unfit(f"for {name!r} two keys of one mode, both test or both live")
    version = pair.get("version")
    try:
        dated = None if version is None else _version(version, folder)
    except Unfit as problem:
        raise Unfit(f"for {name!r} as version {problem.expected}") from None
    return DeclaredKey(
        secret=str(pair["secret"]), public=str(pair["public"]), version=dated
    )


_BUILT_IN = Settings()


def _word(name: str, *, served: str | None = None) -> Option:
    return Option(
        name=name,
        read=_choice(name),
        default=CHOICES[name][0],
        served=served,
        tenant=True,
    )


#: The tables *Configuration* and *Strictness*, one row for each key.
OPTIONS: Mapping[str, Option] = {
    option.name: option
    for option in (
        Option(name="scenarios", read=_folders, default=()),
        _word("mode"),
        _word("violations"),
        _word("unknown_fields"),
        _word("unknown_skus"),
        _word("conduct"),
        _word("unfinished"),
        Option(name="version", read=_version, default=_BUILT_IN.version, tenant=True),
        Option(name="seed", read=_seed, default=_BUILT_IN.seed, tenant=True),
        Option(name="now", read=_instant, default=None, tenant=True),
        _word("clock", served="runs"),
        _word("risk"),
        _word("finance"),
        Option(
            name="retries",
            read=_by(read_retries),
            default=_BUILT_IN.retries,
            tenant=True,
        ),
        Option(name="delivery", read=_by(read_delivery), default=(), tenant=True),
        _word("auto_disable"),
        Option(
            name="signature_scheme",
            read=_by(read_scheme),
            default=_BUILT_IN.signature_scheme,
            tenant=True,
        ),
        _word("signature_time"),
        _word("signature_clock"),
        _word("signature_secrets"),
        _word("webhook_types"),
        _word("webhook_list"),
        _word("webhook_ids"),
        _word("version_field"),
        _word("event_profile"),
        _word("failed_charge_object"),
        _word("expanded_events"),
        Option(name="host", read=_text, default="127.0.0.1"),
        Option(name="port", read=_port, default=8400),
        Option(name="keys", read=_keys, default=Keys(), hidden=True),
        Option(
            name="body_limit", read=_size, default=_BUILT_IN.body_limit, tenant=True
        ),
        Option(
            name="journal_limit",
            read=_count,
            default=_BUILT_IN.journal_limit,
            served=1_000,
            tenant=True,
        ),
        Option(
            name="rate_limit",
            read=_by(read_rate),
            default=_BUILT_IN.rate_limit,
            tenant=True,
        ),
        Option(name="deliver_to", read=_targets, default=(), tenant=True),
        Option(name="forward_to", read=_callback, default=None),
        Option(name="signing_secret", read=_token, default=None, hidden=True),
        Option(name="control_token", read=_token, default=None, hidden=True),
    )
}
