"""What we hand on: a wheel that works by itself, and an sdist that holds everything."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

import mockdr

ROOT = Path(__file__).parents[1]
FOLDERS = ("schemas", "scenarios")
#: They make what lies beside them; users have no use for them.
MAKERS = frozenset({"schemas/build.py", "schemas/editor.py", "schemas/stories.py"})
#: They are for readers of the guide, where it is read: beside the sources.
PICTURES = frozenset(
    f"scenarios/pictures/{picture.name}"
    for picture in (ROOT / "scenarios/pictures").iterdir()
)

pytestmark = pytest.mark.house


def run(*words: str | Path, cwd: Path) -> str:
    """Run a command that must succeed, without what leads back to the checkout."""
    leads_back = {"PYTHONPATH", "PYTEST_ADDOPTS", "PYTEST_PLUGINS"}
    done = subprocess.run(
        [str(word) for word in words],
        cwd=cwd,
        env={k: v for k, v in os.environ.items() if k not in leads_back},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{words}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """Build both packages, as a release does."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "-o", folder, ROOT, cwd=folder)
    return folder


@pytest.fixture(scope="module")
def in_wheel(built) -> set[str]:
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        return set(wheel.namelist())


@pytest.fixture(scope="module")
def in_sdist(built) -> set[str]:
    with tarfile.open(next(built.glob("*.tar.gz"))) as sdist:
        return {m.name.partition("/")[2] for m in sdist if m.isfile()}


def files(folder: str, *, but: frozenset[str] = frozenset()) -> set[str]:
    found = {
        p.relative_to(ROOT).as_posix()
        for p in (ROOT / folder).rglob("*")
        if p.is_file() and "__pycache__" not in p.parts
    }
    return found - but


def test_the_wheel_carries_the_stories_and_the_contract_of_the_checkout(in_wheel):
    carried = {
        name.removeprefix("mockdr/_data/")
        for name in in_wheel
        if name.startswith("mockdr/_data/")
    }

    assert carried == set().union(*(files(f, but=MAKERS | PICTURES) for f in FOLDERS))


def test_the_wheel_carries_every_module_and_nothing_beside_the_package(in_wheel):
    package = {n for n in in_wheel if not n.startswith("mockdr/_data/")}
    beside = {n for n in package if not n.startswith("mockdr/")}

    assert package - beside == files("mockdr")
    assert "mockdr/py.typed" in package
    assert all(".dist-info/" in name for name in beside)


def test_the_makers_of_the_contract_are_in_the_sdist_alone(in_wheel, in_sdist):
    assert not [name for name in in_wheel if name.endswith(tuple(MAKERS))]
    assert in_sdist >= MAKERS


@pytest.mark.parametrize("folder", ["mockdr", *FOLDERS, "tests", ".ci"])
def test_the_sdist_holds_the_whole_folder(folder, in_sdist):
    """Who has the sdist can run the tests and build the wheel again."""
    held = {name for name in in_sdist if name.startswith(f"{folder}/")}

    assert held == files(folder)


@pytest.mark.parametrize(
    "name",
    ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE"],
)
def test_the_sdist_holds_what_people_read(name, in_sdist):
    assert name in in_sdist
    assert (ROOT / name).read_text("utf-8").strip()


def test_one_version_is_told_everywhere(built):
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        name = next(n for n in wheel.namelist() if n.endswith(".dist-info/METADATA"))
        told = Parser().parsestr(wheel.read(name).decode())
    changes = (ROOT / "CHANGELOG.md").read_text("utf-8")

    assert told["Version"] == mockdr.__version__
    assert re.search(
        rf"^## \[?{re.escape(mockdr.__version__)}\b", changes, re.MULTILINE
    )


@pytest.fixture(scope="module")
def installed(built, tmp_path_factory) -> Path:
    """Install the wheel where no checkout is; returns the folder of its commands."""
    home = tmp_path_factory.mktemp("user") / "venv"
    run(sys.executable, "-m", "venv", "--without-pip", home, cwd=built)
    scripts = home / ("Scripts" if os.name == "nt" else "bin")
    python = scripts / Path(sys.executable).name
    wheel = next(built.glob("*.whl"))
    pip = [sys.executable, "-m", "pip", "-q", "--python", python]
    run(*pip, "install", "--no-deps", "--no-index", wheel, cwd=home)
    # The dependencies are lent by this environment: no network, and no checkout,
    # since a path file that stands in a lent folder is not followed.
    site = run(
        python,
        "-c",
        "import sysconfig; print(sysconfig.get_path('purelib'))",
        cwd=home,
    )
    lent = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    Path(site.strip(), "lent.pth").write_text("\n".join(sorted(lent)) + "\n", "utf-8")
    return scripts


def test_the_wheel_is_what_runs_where_it_is_installed(installed, tmp_path):
    home = run(
        installed / Path(sys.executable).name,
        "-c",
        "import mockdr; from mockdr.base.data import data_folder as d\n"
        "print(mockdr.__file__); print(d('schemas')); print(d('scenarios'))",
        cwd=tmp_path,
    ).splitlines()

    assert all(Path(p).is_relative_to(installed.parent) for p in home), home


def test_the_wheel_plays_a_bundled_scenario(installed, tmp_path):
    told = run(installed / "mockdr", "play", "card-accepted", cwd=tmp_path)

    assert "card-accepted" in told


def test_the_wheel_tells_its_version_and_its_scenarios(installed, tmp_path):
    version = run(installed / "mockdr", "version", cwd=tmp_path)
    stories = run(installed / "mockdr", "list", cwd=tmp_path)

    assert version.startswith(f"mockdr {mockdr.__version__},")
    assert "card-accepted" in stories


def test_the_wheel_brings_the_fixture(installed, tmp_path):
    """The first block of the README is the first thing that anybody tries."""
    page = (ROOT / "README.md").read_text("utf-8")
    shown = page.partition("```python\n")[2].partition("```\n")[0]
    (tmp_path / "test_shop.py").write_text(shown, "utf-8")
    told = run(
        installed / Path(sys.executable).name,
        *("-m", "pytest", "-q", "-p", "no:cacheprovider", "test_shop.py"),
        cwd=tmp_path,
    )

    assert "1 passed" in told
