"""The house rules that a machine can hold: floors, style, types, and tidy files."""

from __future__ import annotations

import ast
import functools
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "mockdr"
MODULES = sorted(p.relative_to(ROOT) for p in PACKAGE.rglob("*.py"))
SOURCES = sorted(
    p.relative_to(ROOT)
    for folder in ("mockdr", "schemas", "tests")
    for p in (ROOT / folder).rglob("*.py")
)

#: How long a file may be, in lines: what holds a thing to its tables is longer than it.
LONGEST = {"mockdr": 400, "schemas": 400, "tests": 650}
#: Which file has a reason to be longer than that.
LONGER = {
    "schemas/build.py": "a script that stands alone; it has no package to be split in",
}

#: What the domain may import: it is payments, and nothing else.
DOMAIN_MAY = frozenset({*sys.stdlib_module_names, "mockdr.base", "mockdr.domain"})

pytestmark = pytest.mark.house


@functools.cache
def tree(module: Path) -> ast.Module:
    return ast.parse((ROOT / module).read_text("utf-8"), str(module))


@functools.cache
def tracked() -> tuple[Path, ...]:
    """Return the files that we hand on, or everything where there is no git."""
    git = shutil.which("git")
    if git and (ROOT / ".git").exists():
        listed = subprocess.run(
            [git, "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True
        )
        found = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    else:
        made = re.compile(r"\.(?!ci$|gitignore$)|build$|dist$|__pycache__$|.*egg-info$")
        found = [
            path
            for path in ROOT.rglob("*")
            if not any(made.match(part) for part in path.relative_to(ROOT).parts)
        ]
    return tuple(sorted(p for p in found if p.is_file()))


def tool(*words: str) -> None:
    """Run a tool of this interpreter on the checkout; what it says is the failure."""
    done = subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        pytest.fail(f"{' '.join(words)}\n{done.stdout}{done.stderr}", pytrace=False)


def imports(module: Path) -> set[str]:
    """Return the full names of the modules that *module* imports, anywhere in it."""
    found = set()
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add("." * node.level + (node.module or ""))
    return found


def assigned(module: Path) -> set[str]:
    """Return the names that *module* assigns at its top."""
    return {
        target.id
        for node in tree(module).body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }


# --- the floors ---------------------------------------------------------------


def test_every_floor_imports_from_floors_below_it_only():
    tool("-c", "from importlinter import cli; exit(cli.lint_imports(no_cache=True))")


def test_the_domain_knows_the_standard_library_and_the_base_only():
    strangers = [
        f"{module}: {name}"
        for module in MODULES
        if module.parts[1] == "domain"
        for name in sorted(imports(module))
        if name.split(".")[0] not in DOMAIN_MAY
        and not any(name == may or name.startswith(f"{may}.") for may in DOMAIN_MAY)
    ]

    assert strangers == []


def test_no_module_imports_by_a_relative_path():
    relative = [m for m in MODULES for name in imports(m) if name.startswith(".")]

    assert relative == []


# --- the style ----------------------------------------------------------------


def test_ruff_has_nothing_to_say():
    tool("-m", "ruff", "check", ".")


def test_ruff_would_format_nothing():
    tool("-m", "ruff", "format", "--check", ".")


def test_mypy_agrees_with_every_annotation():
    tool("-m", "mypy")


def test_every_module_says_what_it_is_in_a_sentence():
    silent = [
        str(module)
        for module in MODULES
        if not re.match(r".*[.:](\n|\Z)", ast.get_docstring(tree(module)) or "")
    ]

    assert silent == []


def test_every_module_names_what_it_offers():
    """Packages that hold nothing but a docstring offer nothing."""
    nameless = [
        str(module)
        for module in MODULES
        if len(tree(module).body) > 1 and "__all__" not in assigned(module)
    ]

    assert nameless == []


def test_a_type_that_is_not_known_is_called_json_and_has_one_home():
    """`Any` enters through `mockdr.base.errors` alone, under the name `Json`."""
    taken = [
        str(module)
        for module in MODULES
        if module != Path("mockdr/base/errors.py")
        for node in ast.walk(tree(module))
        if (
            isinstance(node, ast.ImportFrom)
            and node.module == "typing"
            and "Any" in {alias.name for alias in node.names}
        )
        or (isinstance(node, ast.Attribute) and node.attr == "Any")
    ]

    assert taken == []


def test_time_and_chance_come_in_by_the_doors_of_the_base():
    """Nobody outside the base silences the rule that says so."""
    doors = [
        str(module)
        for module in MODULES
        if module.parts[1] != "base" and "TID251" in (ROOT / module).read_text("utf-8")
    ]

    assert doors == []


def test_a_file_is_about_one_thing_and_short():
    lengths = {
        str(source): len((ROOT / source).read_text("utf-8").splitlines())
        for source in SOURCES
    }

    too_long = {
        name: lines
        for name, lines in lengths.items()
        if lines > LONGEST[Path(name).parts[0]]
    }

    # Whatever is short again leaves the list.
    assert set(too_long) == set(LONGER), too_long


def test_every_longer_file_has_a_reason():
    assert all(LONGER.values())


# --- what we hand on ----------------------------------------------------------


def test_no_file_knows_the_machine_it_was_written_on():
    """Neither somebody's folders nor the hosts of a package registry."""
    hosts = [("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org")]
    places = ["home", "root", "Users", "work", "opt"]
    banned = re.compile(
        "|".join(
            [
                *(re.escape(".".join(host)) for host in hosts),
                *(rf"(?<![\w.<}})\]-])/{place}/[\w.]" for place in places),
            ]
        )
    )
    found = []
    for file in tracked():
        try:
            text = file.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        found += [
            f"{file.relative_to(ROOT)}:{number}: {line.strip()[:80]}"
            for number, line in enumerate(text.splitlines(), 1)
            if banned.search(line)
        ]

    assert found == []


def test_every_text_ends_with_one_newline_and_has_no_trailing_blanks():
    wrong = []
    for file in tracked():
        if file.suffix not in {".py", ".md", ".yaml", ".toml", ".json", ""}:
            continue
        if "goldens" in file.parts:
            continue
        text = file.read_bytes()
        if text and (not text.endswith(b"\n") or re.search(rb"[ \t\r]\n|\n\n\Z", text)):
            wrong.append(str(file.relative_to(ROOT)))

    assert wrong == []
