"""Finds scenarios by name: yours first, then the bundled ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from mockdr.base.data import data_folder
from mockdr.base.diagnostics import Diagnostic, Severity, suggest
from mockdr.base.errors import MockdrError
from mockdr.base.source import Place
from mockdr.base.telling import full
from mockdr.scenario.files import SUFFIXES, home, read_file, scenario_files, shown
from mockdr.scenario.findings import said
from mockdr.scenario.heads import Heads, head_of
from mockdr.scenario.parse import parse_all, stem_of
from mockdr.scenario.story import Story
from mockdr.scenario.variants import chosen, only, split_name
from mockdr.scenario.vocabulary import Vocabulary

__all__ = [
    "BrokenScenario",
    "Entry",
    "Library",
    "read_file",
    "stories_from_text",
    "story_from_text",
]

#: So many names can be read where one is not known.
_FEW: Final = 12


class BrokenScenario(MockdrError):
    """
    A scenario has errors and cannot be played.

    Args:
        name: What was asked for.
        findings: Everything that is wrong with it, in the order of the text.
        file: Its file, as the findings name it.
        text: What stands there.
    """

    def __init__(
        self, name: str, *, findings: tuple[Diagnostic, ...], file: str, text: str
    ) -> None:
        told = [d for d in findings if d.severity is not Severity.ADVICE]
        errors = sum(d.severity is Severity.ERROR for d in told)
        count = "an error" if errors == 1 else f"{errors} errors"
        super().__init__(
            f"the scenario {said(name)} has {count}:\n\n{full(told, {file: text})}\n"
        )
        self.findings = findings
        self.text = text


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """
    A scenario as a list of them shows it.

    Args:
        name: The file's stem.
        summary: One sentence; empty where the file has none or cannot be read.
        tags: Free words.
        file: Its file.
        folder: The folder it stands in, from the top of the library; empty at the top.
        bundled: Whether it ships with mockdr.
        matrix: Names of its matrix to their values; empty where it has none, or where
            it cannot be read.
    """

    name: str
    summary: str
    tags: tuple[str, ...]
    file: str
    folder: str
    bundled: bool
    matrix: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    path: Path
    folder: str
    bundled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Broken:
    findings: tuple[Diagnostic, ...]
    file: str
    text: str

    def exception(self, name: str) -> BrokenScenario:
        return BrokenScenario(
            name, findings=self.findings, file=self.file, text=self.text
        )


class Library:
    """
    The scenarios of some folders.

    Files are looked for when a name is first asked for, and again when one is not
    known; a file is read when its name is asked for, and again when it has changed.

    Args:
        folders: Where to look, at any depth; one that does not exist is empty.
        vocabulary: The words of payments, or what makes them.
        bundled: The folder whose scenarios yield to others of the same name; the one
            that ships with mockdr when absent.
    """

    def __init__(
        self,
        folders: Iterable[Path | str],
        vocabulary: Vocabulary | Callable[[], Vocabulary],
        *,
        bundled: Path | None = None,
    ) -> None:
        self._folders = tuple(dict.fromkeys(Path(f) for f in folders))
        self._vocabulary = vocabulary
        self._bundled = bundled
        self._files: dict[str, list[_File]] | None = None
        self._shadowed: list[tuple[str, Path]] = []
        self._heads = Heads()
        self._read: dict[Path, tuple[tuple[int, int], tuple[Story, ...] | _Broken]] = {}

    def names(self) -> tuple[str, ...]:
        """Return the names of all scenarios, sorted."""
        return tuple(sorted(self._found()))

    def entries(self, *, again: bool = False) -> tuple[Entry, ...]:
        """
        Return every scenario by folder and name; files are read to their summary.

        Args:
            again: Whether the folders are looked through anew, for files that came.
        """
        entries = []
        for name, files in self._found(again=again).items():
            for file in files:
                summary, tags, matrix = self._heads.of(file.path)
                entries.append(
                    Entry(
                        name=name,
                        summary=summary,
                        tags=tags,
                        file=shown(file.path),
                        folder=file.folder,
                        bundled=file.bundled,
                        matrix=matrix,
                    )
                )
        return tuple(sorted(entries, key=lambda e: (e.bundled, e.folder, e.name)))

    def story(
        self, name: str, variant: Mapping[str, object] | str | None = None
    ) -> Story:
        """
        Return the one scenario of that *name*.

        Args:
            name: The name, which may say a combination: `late[method=konbini]`.
            variant: The combination, where the name does not say it.

        Raises:
            BrokenScenario: If it has errors.
            MockdrError: If there is none, or more than one, or its file is gone; and if
                several combinations of its matrix are left, which are listed.
        """
        return only(self.stories(name, variant))

    def stories(
        self, name: str, variant: Mapping[str, object] | str | None = None
    ) -> tuple[Story, ...]:
        """
        Return every combination of the scenario of that *name*: one without a matrix.

        Args:
            name: As `story` takes it.
            variant: What the combinations must have; any when absent.

        Raises:
            BrokenScenario: If it has errors.
            MockdrError: If there is none, or no such combination, or more than one
                file, or its file is gone.
        """
        name, asked = split_name(name)
        return chosen(self._stories(name), asked if asked is not None else variant)

    def matrix(self, name: str) -> Mapping[str, tuple[str, ...]]:
        """Return what the matrix of *name* lists, empty where that cannot be told."""
        files = self._found().get(name) or ()
        return head_of(files[0].path)[2] if len(files) == 1 else {}

    def _stories(self, name: str) -> tuple[Story, ...]:
        files = self._found().get(name) or self._found(again=True).get(name)
        if not files:
            raise self._unknown(name)
        if len(files) > 1:
            paths = " and ".join(shown(f.path) for f in files)
            raise MockdrError(
                f"there are {len(files)} scenarios named {said(name)}: {paths}",
                help="rename all but one",
            )
        path = files[0].path
        try:
            state = path.stat()
            stamp = (state.st_mtime_ns, state.st_size)
            known = self._read.get(path)
            if known is None or known[0] != stamp:
                known = (stamp, self._parse(path))
                self._read[path] = known
        except FileNotFoundError:
            self._files = None
            raise MockdrError(
                f"the scenario {said(name)} stood in {shown(path)}, which is gone",
                help="put the file back, or play another scenario",
            ) from None
        except OSError:
            read_file(path)  # it cannot be, and says why
            raise
        if isinstance(known[1], _Broken):
            raise known[1].exception(name)
        return known[1]

    def story_from_text(
        self,
        text: str | bytes,
        file: str = "<text>",
        variant: Mapping[str, object] | str | None = None,
    ) -> Story:
        """
        Return the one scenario that *text* tells; see the function of that name.

        Raises:
            BrokenScenario: If it has errors.
            MockdrError: If several combinations of its matrix are left.
        """
        return story_from_text(text, file, self._words(), variant)

    def findings(self) -> tuple[Diagnostic, ...]:
        """Return what is wrong with the folders: names that exist twice."""
        found = []
        for name, files in sorted(self._found().items()):
            found += [
                _finding(
                    "MDR117",
                    f"the name {name!r} belongs to {shown(files[0].path)} already",
                    file.path,
                    "rename one of the files",
                    Severity.ERROR,
                )
                for file in files[1:]
            ]
        mine = {n: f[0] for n, f in self._found().items() if not f[0].bundled}
        for name, path in sorted(self._shadowed):
            found.append(
                _finding(
                    "MDR502",
                    f"this scenario is played in place of the bundled {name!r}",
                    mine[name].path,
                    f"rename it if that is not meant; the other is {shown(path)}",
                    Severity.ADVICE,
                )
            )
        return tuple(found)

    def _words(self) -> Vocabulary:
        if not isinstance(self._vocabulary, Vocabulary):
            self._vocabulary = self._vocabulary()
        return self._vocabulary

    def _parse(self, path: Path) -> tuple[Story, ...] | _Broken:
        data = read_file(path)
        file = shown(path)
        stories, findings = parse_all(data, file, self._words())
        if not stories:
            text = data.decode("utf-8", "replace")
            return _Broken(findings=findings, file=file, text=text)
        return stories

    def _found(self, *, again: bool = False) -> dict[str, list[_File]]:
        if self._files is None or again:
            self._files, self._shadowed = self._look()
        return self._files

    def _shipped(self) -> Path:
        return (self._bundled or data_folder("scenarios")).resolve()

    def _look(self) -> tuple[dict[str, list[_File]], list[tuple[str, Path]]]:
        bundled = self._shipped()
        files: dict[str, list[_File]] = {}
        seen: set[Path] = set()
        for folder in self._folders:
            for path in scenario_files(folder):
                real = home(path)
                if real not in seen:
                    seen.add(real)
                    above = path.relative_to(folder).parent.as_posix()
                    files.setdefault(path.stem, []).append(
                        _File(
                            path=path,
                            folder="" if above == "." else above,
                            bundled=real.is_relative_to(bundled),
                        )
                    )
        shadowed = []
        for name, same in files.items():
            mine = [f for f in same if not f.bundled]
            if mine and len(mine) < len(same):
                shadowed += [(name, f.path) for f in same if f.bundled]
                files[name] = mine
        return files, shadowed

    def _unknown(self, name: str) -> MockdrError:
        stem = Path(name).stem if Path(name).suffix in SUFFIXES else Path(name).name
        names = self.names()
        if stem in names:
            text = f"did you mean {stem!r}? a scenario is known by its name alone"
        else:
            text = suggest(name, names, "there are")
            if len(names) > _FEW and not text.startswith("did"):
                # How the alphabet begins helps nobody.
                text = ""
        if not text or not text.startswith("did"):
            folders = [
                shown(f) + ("" if f.is_dir() else " (which does not exist)")
                for f in self._folders
            ]
            looked = f"the folders are {', '.join(folders) or 'none'}"
            if all(home(f) == self._shipped() for f in self._folders):
                looked += (
                    "; none is yours: a folder 'scenarios' beside pyproject.toml or "
                    "mockdr.toml is looked into"
                )
            text = "; ".join(
                filter(None, [text, "`mockdr list` shows every name", looked])
            )
        return MockdrError(f"there is no scenario named {said(name)}", help=text)


def story_from_text(
    text: str | bytes,
    file: str,
    vocabulary: Vocabulary,
    variant: Mapping[str, object] | str | None = None,
) -> Story:
    """
    Return the one scenario that *text* tells.

    Args:
        text: The whole of it.
        file: Its name, for messages; with the suffix `.yaml` it names the scenario.
        vocabulary: The words of payments.
        variant: Which combination of its matrix, where it has one.

    Raises:
        BrokenScenario: If it has errors.
        MockdrError: If several combinations are left, which are listed; or none.
    """
    return only(chosen(stories_from_text(text, file, vocabulary), variant))


def stories_from_text(
    text: str | bytes, file: str, vocabulary: Vocabulary
) -> tuple[Story, ...]:
    """
    Return every combination of the scenario that *text* tells: one without a matrix.

    Args:
        text: As `story_from_text` takes it, and so are the others.

    Raises:
        BrokenScenario: If it has errors.
    """
    stories, findings = parse_all(text, file, vocabulary)
    if not stories:
        words = text if isinstance(text, str) else text.decode("utf-8", "replace")
        broken = _Broken(findings=findings, file=file, text=words)
        raise broken.exception(stem_of(file) or file)
    return stories


def _finding(
    code: str, message: str, path: Path, help: str, severity: Severity
) -> Diagnostic:
    place = Place(file=shown(path), line=1, column=1, end_line=1, end_column=2)
    return Diagnostic(
        code=code, message=message, place=place, help=help, severity=severity
    )
