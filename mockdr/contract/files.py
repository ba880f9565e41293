"""Reads the files of `schemas/`, each once and only when it is asked for."""

from __future__ import annotations

from functools import cache

import orjson

from mockdr.base.data import data_folder
from mockdr.base.errors import Json, MockdrError

__all__ = ["read_data"]


@cache
def read_data(name: str) -> Json:
    """
    Return what the file *name* below `schemas/` holds. It is shared: do not change it.

    Raises:
        MockdrError: If the file is missing or is not JSON.
    """
    path = data_folder("schemas") / name
    try:
        return orjson.loads(path.read_bytes())
    except FileNotFoundError:
        raise MockdrError(
            f"the contract has no file {name!r}", help="install mockdr again"
        ) from None
    except orjson.JSONDecodeError as error:
        raise MockdrError(
            f"{path} is not JSON: {error}", help="install mockdr again"
        ) from None
