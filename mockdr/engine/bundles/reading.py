"""Reads a bundle, and says what is wrong with one that is none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import orjson

from mockdr import contract
from mockdr.base.errors import Json, MockdrError
from mockdr.engine.bundles.checking import check
from mockdr.engine.bundles.collecting import FORMAT
from mockdr.engine.bundles.written import moment_in

__all__ = ["Bundle", "read_bundle"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """
    What somebody has handed over.

    Args:
        mockdr: The version that wrote it.
        contract: The newest API version that this one knew.
        about: Where it comes from.
        name: The tenant's, or what stands for it.
        live: Whether its keys were live ones.
        start: Where its clock started, in UTC.
        end: Where its clock stood last.
        ran: Whether it followed real time.
        settings: What they have otherwise than usual.
        scenarios: File and text of each that was in force.
        acts: What reached the tenant, oldest first.
        missing: Why it cannot be replayed; empty where it can.
        findings: What was found.
        states: KIND to id to state, of everything that has one.
    """

    mockdr: str
    contract: str
    about: Mapping[str, str]
    name: str
    live: bool
    start: datetime
    end: datetime
    ran: bool
    settings: Mapping[str, Json]
    scenarios: Sequence[Mapping[str, str]]
    acts: Sequence[Mapping[str, Json]]
    missing: str
    findings: Sequence[Mapping[str, Json]]
    states: Mapping[str, Mapping[str, str | None]]

    def other_version(self, version: str) -> str:
        """
        Return what is older or newer than here, in words; empty where nothing is.

        Args:
            version: Mockdr's, here.
        """
        here = contract.versions()[-1]
        told = []
        if self.mockdr != version:
            told.append(f"mockdr {self.mockdr}, this is {version}")
        if self.contract != here:
            told.append(f"the contract of {self.contract}, here it is of {here}")
        return f"recorded with {' and '.join(told)}" if told else ""


def read_bundle(path: Path, version: str = "") -> Bundle:
    """
    Return the bundle that *path* holds.

    Args:
        path: Of the file.
        version: Mockdr's, here.

    Raises:
        MockdrError: If it cannot be read, is no bundle, or is one of a newer mockdr.
    """
    try:
        data: Json = orjson.loads(path.read_bytes())
    except OSError as error:
        raise MockdrError(
            f"{path} cannot be read: {error.strerror or error}",
            help="give the path of a file that mockdr.export() or GET /_mockdr/export "
            "has made",
        ) from None
    except orjson.JSONDecodeError as error:
        raise _none(path, f"it is no JSON: {error}") from None
    if not isinstance(data, dict) or not isinstance(data.get("bundle"), int):
        raise _none(path, "it does not say that it is one")
    if data["bundle"] > FORMAT:
        raise MockdrError(
            f"{path} is a bundle of layout {data['bundle']}, and this mockdr reads "
            f"up to {FORMAT}",
            help=f"install mockdr {data.get('mockdr', 'of a newer version')}",
        )
    try:
        check(data)
    except MockdrError as error:
        why = error.message
        by = data.get("mockdr")
        if version and isinstance(by, str) and by != version:
            why += f" (mockdr {by} wrote it, this is {version})"
        raise _none(path, why) from None
    return _bundle(data)


def _bundle(data: Mapping[str, Json]) -> Bundle:
    clock, tenant = data["clock"], data["tenant"]
    return Bundle(
        mockdr=data["mockdr"],
        contract=data["contract"],
        about=data["about"],
        name=tenant["name"],
        live=tenant["live"],
        start=moment_in(clock["start"]),
        end=moment_in(clock["end"]),
        ran=clock["ran"],
        settings=data["settings"],
        scenarios=data["scenarios"],
        acts=data["acts"],
        missing=data["missing"],
        findings=data["findings"],
        states=data["states"],
    )


def _none(path: Path, why: str) -> MockdrError:
    return MockdrError(
        f"{path} is no bundle: {why}",
        help="mockdr.export(path), pytest --mockdr-bundles=DIR and "
        "GET /_mockdr/export make one",
    )
