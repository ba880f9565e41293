"""What a recording proxy has heard: judged as it comes, written down when asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import count
from pathlib import Path
from typing import Final

from mockdr.base.diagnostics import Diagnostic, Severity
from mockdr.base.errors import Json, MockdrError
from mockdr.engine.traces.authoring import Authored, author
from mockdr.engine.traces.departures import group
from mockdr.engine.traces.exchange import Trace
from mockdr.engine.traces.judging import judge
from mockdr.engine.traces.showing import shown_path, shown_text
from mockdr.engine.traces.sifting import Heard, Sifted

__all__ = ["Recorder", "line_of"]

_WRITE: Final = "/_mockdr/write"
#: No story is that long, and memory has an end.
_MOST: Final = 1_000


class Recorder:
    """
    Keeps what was said since it was last written down.

    Args:
        name: What scenarios are called; from the second on with a number.
        save: Writes scenarios down, and returns where they are.
        free: Tells whether no other scenario has a name; each is, unless said.
        say: Tells whoever watches one line.
        version: The API version of requests that name none.
    """

    def __init__(
        self,
        name: str,
        *,
        save: Callable[[Authored], list[Path]],
        say: Callable[[str], None],
        free: Callable[[str], bool] = lambda _: True,
        version: str | None = None,
    ) -> None:
        self._name = name
        self._save = save
        self._say = say
        self._free = free
        self._version = version
        self._calls: list[Heard] = []
        self._full = False
        self._written = 0
        self._known: set[tuple[str, str, str, str]] = set()
        self.found: list[Diagnostic] = []

    @property
    def weighty(self) -> bool:
        """Whether anything was found that is more than advice."""
        return any(d.severity is not Severity.ADVICE for d in self.found)

    @property
    def unwritten(self) -> bool:
        """Whether something was said since it was last written down."""
        return any(call.operation is not None for call in self._calls)

    def hear(self, call: Heard) -> None:
        """Take note of a call; what leaves the contract is told when it is new."""
        self._say(line_of(call))
        if call.is_page:
            return
        if call.exchange.method != "OPTIONS":
            if len(self._calls) < _MOST:
                self._calls.append(call)
            elif not self._full:
                self._full = True
                self._say(f"  more than {_MOST} calls are not kept: POST {_WRITE}")
        fresh = [
            departure
            for departure in judge(call, version=self._version)
            if departure.kin not in self._known
        ]
        self._known |= {departure.kin for departure in fresh}
        for finding in group(fresh):
            self.found.append(finding)
            told = f"; {finding.help}" if finding.help else ""
            self._say(
                f"  {finding.code} {finding.severity.value}: {finding.message}{told}"
            )

    def write(self) -> list[Path]:
        """
        Write down what was said since the last time, and begin anew.

        Raises:
            MockdrError: If nothing was said, or no story can be told of it.
        """
        if not self.unwritten:
            raise MockdrError(
                "nothing was recorded: no call of the contract came by",
                help="let your shop send its requests here",
            )
        for number in count(self._written + 1):
            name = self._name if number == 1 else f"{self._name}-{number}"
            if self._free(name):
                break
        trace = Trace(name=name, file="the recording", exchanges=())
        sifted = Sifted(trace=trace, heard=tuple(self._calls))
        files = self._save(author([sifted], name))
        self._written = number
        self._calls.clear()
        self._full = False
        return files

    def control(
        self, method: str, path: str, headers: Mapping[str, str]
    ) -> tuple[int, Json]:
        """Answer what is asked of the proxy itself."""
        del headers
        if (method, path) != ("POST", _WRITE):
            return _refused(404, "not_found", f"there is nothing but POST {_WRITE}")
        try:
            files = self.write()
        except MockdrError as error:
            return _refused(409, "nothing_written", error.message, error.help)
        return 200, {"written": [str(file) for file in files]}


def _refused(status: int, code: str, message: str, help: str = "") -> tuple[int, Json]:
    return status, {"error": {"code": code, "message": message, "help": help}}


def line_of(call: Heard) -> str:
    """Return a call as people watch it go by; nothing secret is in it."""
    took = call.exchange.took
    length = f" {took.total_seconds() * 1000:.0f} ms" if took is not None else ""
    how = (
        str(call.status)
        if call.status
        else f"no reply: {shown_text(call.exchange.lost[:60])}"
    )
    what = call.operation.id if call.operation is not None else "not in the contract"
    what = "a page or a script" if call.is_page else what
    path = shown_path(call.path[:120])
    asked = f"{call.exchange.number:>3}  {shown_text(call.exchange.method)} {path}"
    return f"{asked}  {how}  {what}{length}"
