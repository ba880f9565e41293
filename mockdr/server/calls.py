"""The journal as a test reads it: what was called, and what should have been."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, overload

import orjson

from mockdr.base.diagnostics import how_often
from mockdr.base.errors import Json, MockdrError
from mockdr.contract import operations
from mockdr.engine.masking import mask
from mockdr.server.document import Document
from mockdr.server.options import nearest
from mockdr.server.plainly import plainly

if TYPE_CHECKING:
    from mockdr.engine.journal import Entry
    from mockdr.server.actors import Find

__all__ = ["Calls", "as_word", "differences"]

#: How many calls a message shows in full.
_SHOWN = 5


def as_word(value: Json) -> str:
    """Return *value* as JSON writes it, cut where it gets long; None is `nothing`."""
    if value is None:
        return "nothing"
    text = orjson.dumps(value, default=str).decode()
    return text if len(text) <= 80 else text[:77] + "..."  # noqa: PLR2004  (a line)


def differences(
    wanted: Json, got: Json, pointer: str = ""
) -> Iterator[tuple[str, Json, Json]]:
    """
    Yield (JSON pointer, wanted, got) where *got* does not contain *wanted*.

    It compares as `match` of a scenario does: an object may hold more than is wanted,
    an array may not, 10 is 10.0, and None stands for a field that is not there.
    """
    if isinstance(wanted, Mapping):
        if not isinstance(got, Mapping):
            yield pointer, wanted, got
            return
        for name, value in wanted.items():
            token = str(name).replace("~", "~0").replace("/", "~1")
            yield from differences(value, got.get(name), f"{pointer}/{token}")
    elif isinstance(wanted, list | tuple):
        if not isinstance(got, list) or len(got) != len(wanted):
            yield pointer, wanted, got
            return
        for index, (value, there) in enumerate(zip(wanted, got, strict=True)):
            yield from differences(value, there, f"{pointer}/{index}")
    elif _number(wanted) and _number(got):
        if Decimal(str(wanted)) != Decimal(str(got)):
            yield pointer, wanted, got
    elif type(wanted) is not type(got) or wanted != got:
        yield pointer, wanted, got


def _number(value: Json) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


class Calls:
    """
    The journal of one tenant.

    Args:
        find: Finds whose journal it is.
        url: The server's base URL, which an export writes as `{base_url}`.
    """

    def __init__(self, find: Find, url: str) -> None:
        self._find = find
        self._url = url

    @property
    def calls(self) -> list[Document]:
        """The calls that are kept, oldest first; cards are masked."""
        return [Document(entry.to_json(), "call") for entry in self._entries()]

    @property
    def violations(self) -> list[Document]:
        """Every place where a request left the contract, with the call it was in."""
        return [
            Document(
                {"seq": entry.seq, "operation": entry.operation, **violation},
                "violation",
            )
            for entry in self._entries()
            for violation in entry.violations
        ]

    @property
    def findings(self) -> list[Document]:
        """What mockdr found so far, failing or not, oldest first."""
        return [
            Document(finding.to_json(), "finding")
            for finding in self._find().journal.findings()
        ]

    @property
    def dropped(self) -> int:
        """How many calls are kept no more."""
        return self._find().journal.dropped

    def __iter__(self) -> Iterator[Document]:
        return iter(self.calls)

    def __len__(self) -> int:
        return len(self._entries())

    @overload
    def __getitem__(self, index: int) -> Document: ...
    @overload
    def __getitem__(self, index: slice) -> list[Document]: ...
    def __getitem__(self, index: int | slice) -> Document | list[Document]:
        return self.calls[index]

    def __repr__(self) -> str:
        lines = [self._line(entry) for entry in self._entries()]
        return "\n".join([f"<journal of {len(lines)} calls>", *lines])

    def export(self) -> bytes:
        """
        Return the whole journal as JSON.

        Byte-identical between runs with the same pinned `now` and `seed`, on whatever
        port and in whatever worker: the server's URL is written as `{base_url}`.
        """
        whole = {
            "calls": [entry.to_json() for entry in self._entries()],
            "findings": [f.to_json() for f in self._find().journal.findings()],
            "dropped": self.dropped,
        }
        text = orjson.dumps(whole, option=orjson.OPT_INDENT_2)
        return text.replace(self._url.encode(), b"{base_url}")

    @plainly
    def assert_called(
        self,
        operation: str,
        *,
        times: int | None = None,
        body: Json = None,
        query: Mapping[str, Json] | None = None,
        status: int | None = None,
    ) -> list[Document]:
        """
        Assert that *operation* was called, and return those calls.

        Args:
            operation: The operationId, for example `createOrders`.
            times: How often exactly; at least once when absent.
            body: What the request's body contained, compared as `match` compares.
            query: Query parameters that it had.
            status: The status that was answered.

        Raises:
            AssertionError: If it was not; shows the nearest calls and what differed.
            MockdrError: If there is no such operation.
        """
        if operation not in operations():
            raise MockdrError(
                f"the API has no operation {operation!r}",
                help=nearest(operation, operations())
                or "`mockdr contract` lists them all",
            )
        same = [e for e in self._entries() if e.operation == operation]
        misses = [(e, _misses(e, body, query, status)) for e in same]
        fitting = [entry for entry, miss in misses if not miss]
        if (len(fitting) == times) if times is not None else fitting:
            return [Document(entry.to_json(), "call") for entry in fitting]
        raise AssertionError(
            self._unmet(
                operation,
                times,
                len(fitting),
                misses,
                narrowed=bool(body is not None or query or status is not None),
            )
        )

    def _unmet(
        self,
        operation: str,
        times: int | None,
        fitting: int,
        misses: Sequence[tuple[Entry, list[str]]],
        *,
        narrowed: bool,
    ) -> str:
        often = "at least once" if times is None else how_often(times)
        like = " like this" if narrowed else ""
        lines = [
            (
                f"{operation} was to be called {often}{like}; "
                f"it was called {how_often(fitting)}{like}"
            )
        ]
        near = sorted((m for m in misses if m[1]), key=lambda m: len(m[1]))
        for entry, miss in near[:_SHOWN]:
            lines.append(f"  {self._line(entry).strip()}")
            lines += [f"     {line}" for line in miss[:_SHOWN]]
            if len(miss) > _SHOWN:
                lines.append(f"     and {len(miss) - _SHOWN} more differences")
        fits = [entry for entry, miss in misses if not miss]
        lines += [f"  {self._line(e).strip()}  (fits)" for e in fits[:_SHOWN]]
        if not misses:
            entries = self._entries()
            lines.append("  the calls were:" if entries else "  there were no calls")
            lines += [self._line(entry) for entry in entries[-2 * _SHOWN :]]
        return "\n".join(lines)

    def _entries(self) -> list[Entry]:
        # A call that is being answered has no status yet: wait for it.
        tenant = self._find()
        with tenant.lock:
            return tenant.journal.entries()

    @staticmethod
    def _line(entry: Entry) -> str:
        name = f" ({entry.operation})" if entry.operation else ""
        return f"  #{entry.seq} {entry.method} {entry.path} -> {entry.status}{name}"


def _misses(
    entry: Entry, body: Json, query: Mapping[str, Json] | None, status: int | None
) -> list[str]:
    found = []
    if status is not None and entry.status != status:
        found.append(f"status: expected {status}, got {entry.status}")
    sent: dict[str, list[str]] = {}
    for name, value in entry.query:
        sent.setdefault(name, []).append(value)
    # The journal masks cards, so what is asked for is masked alike.
    for name, wanted in mask(query or {}).items():
        values = wanted if isinstance(wanted, list | tuple) else [wanted]
        texts = [] if wanted is None else [_as_query(value) for value in values]
        if sent.get(name, []) != texts:
            got = as_word(sent.get(name))
            found.append(f"?{name}: expected {as_word(wanted)}, got {got}")
    if body is not None:
        for pointer, wanted, got in differences(mask(body), entry.request):
            at = pointer or "the body"
            found.append(f"{at}: expected {as_word(wanted)}, got {as_word(got)}")
    return found


def _as_query(value: Json) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
