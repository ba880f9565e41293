"""The contract is what build.py makes of the facts and the corrections, to the byte."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.contract.sheets import SHEETS, needs_sheets, sheet

SCHEMAS = Path(__file__).parents[2] / "schemas"
CORRECTIONS = json.loads((SCHEMAS / "corrections.json").read_text("utf-8"))


def load():
    spec = importlib.util.spec_from_file_location("build", SCHEMAS / "build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


BUILD = load()

GENERATED = {
    "errors.json",
    "events.json",
    "openapi.json",
    "operations.json",
    "payment-methods.json",
    "test-values.json",
    "versions.json",
}


@needs_sheets
def test_building_again_changes_no_byte():
    files = BUILD.build(SHEETS, CORRECTIONS)

    assert set(files) >= GENERATED
    for name, value in files.items():
        there = (SCHEMAS / name).read_text("utf-8")
        assert there == BUILD.text_of(value), f"schemas/{name}: run schemas/build.py"


@needs_sheets
def test_no_model_lies_there_that_is_not_built():
    built = {
        name.removeprefix("models/")
        for name in BUILD.build(SHEETS, CORRECTIONS)
        if name.startswith("models/")
    }

    assert {file.name for file in (SCHEMAS / "models").iterdir()} == built


@needs_sheets
def test_the_command_writes_elsewhere_what_stands_here(tmp_path):
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "Stale.json").write_text("{}")
    command = [sys.executable, str(SCHEMAS / "build.py"), "--facts", str(SHEETS)]
    done = subprocess.run(
        [*command, "--out", str(tmp_path)], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "models" / "Stale.json").exists()
    for file in tmp_path.rglob("*.json"):
        name = file.relative_to(tmp_path)
        assert file.read_bytes() == (SCHEMAS / name).read_bytes(), name


@needs_sheets
def test_a_row_without_a_key_stops_the_build():
    keys = dict(CORRECTIONS["error_keys"])
    del keys["source_in_use"]

    with pytest.raises(BUILD.BuildError, match="no key for the error"):
        BUILD.build(SHEETS, {**CORRECTIONS, "error_keys": keys})


@needs_sheets
def test_a_key_without_a_row_stops_the_build():
    row = {**CORRECTIONS["error_keys"]["source_in_use"], "message": "Nobody says this."}
    keys = {**CORRECTIONS["error_keys"], "nobody": row}

    with pytest.raises(BUILD.BuildError, match="nobody"):
        BUILD.build(SHEETS, {**CORRECTIONS, "error_keys": keys})


@needs_sheets
def test_a_reference_to_nothing_stops_the_build():
    wrong = {
        "file": "models/Checkout.json",
        "reason": "a test",
        "source": "none",
        "evidence": "inferred",
        "patch": {"properties": {"x": {"$ref": "Nothing.json"}}},
    }
    corrections = [*CORRECTIONS["corrections"], wrong]

    with pytest.raises(BUILD.BuildError, match=r"Nothing\.json"):
        BUILD.build(SHEETS, {**CORRECTIONS, "corrections": corrections})


@needs_sheets
def test_a_correction_without_a_reason_stops_the_build():
    bare = {"file": "versions.json", "patch": {}}
    corrections = [*CORRECTIONS["corrections"], bare]

    with pytest.raises(BUILD.BuildError, match="lacks"):
        BUILD.build(SHEETS, {**CORRECTIONS, "corrections": corrections})


@needs_sheets
def test_every_correction_changes_something():
    """A correction that the sheets have caught up with can go."""
    base = BUILD.base_files(SHEETS, CORRECTIONS["error_keys"])
    for left_out in CORRECTIONS["corrections"]:
        name = left_out["file"]
        kept = [
            c
            for c in CORRECTIONS["corrections"]
            if c is not left_out and c["file"] == name
        ]
        before = base.get(name)
        for correction in kept:
            before = BUILD.merge_patch(before, correction["patch"])
        after = BUILD.merge_patch(before, left_out["patch"])
        assert after != before, (name, left_out["reason"])


def test_every_correction_says_why_and_by_what():
    for correction in CORRECTIONS["corrections"]:
        assert set(correction) == {"file", "reason", "source", "evidence", "patch"}
        assert correction["evidence"] in ("documented", "observed", "inferred")
        for word in ("reason", "source"):
            assert len(correction[word]) > 3, correction


def test_a_merge_patch_is_that_of_its_standard():
    """The cases of RFC 7396, appendix A."""
    cases = [
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
        ({"a": "b"}, {"a": None}, {}),
        ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
        (["a", "b"], ["c", "d"], ["c", "d"]),
        ({"a": "b"}, ["c"], ["c"]),
        ({"a": "foo"}, None, None),
        ({"a": "foo"}, "bar", "bar"),
        ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
        ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    ]
    for target, patch, result in cases:
        assert BUILD.merge_patch(target, patch) == result


documents = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from("abc"), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(documents, documents)
def test_patching_twice_is_patching_once(target, patch):
    once = BUILD.merge_patch(target, patch)

    assert BUILD.merge_patch(once, patch) == once


@given(documents, documents)
def test_patching_leaves_the_original_alone(target, patch):
    before = json.dumps(target)
    BUILD.merge_patch(target, patch)

    assert json.dumps(target) == before


@needs_sheets
def test_every_model_and_operation_of_the_sheets_is_there():
    models = {file.stem for file in (SCHEMAS / "models").iterdir()}
    operations = json.loads((SCHEMAS / "operations.json").read_text("utf-8"))
    named = {
        o["operationId"]
        for name in ("operations.json", "operations-beyond-sdk.json")
        for o in sheet(name)
    }

    assert models >= set(sheet("models.json"))
    assert set(operations["operations"]) == named
    assert len(named) == 139


def test_what_is_shipped_names_no_page_that_users_cannot_read():
    ours = re.compile(r"(?<![\w-])(payments|orders|events|clients)\.md|docs_facts")
    for file in SCHEMAS.rglob("*"):
        if file.suffix in (".json", ".md"):
            assert ours.search(file.read_text("utf-8")) is None, file
