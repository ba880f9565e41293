"""Whatever is done to a bundle's file, replaying it ends with a sentence."""

from __future__ import annotations

import copy

import orjson
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mockdr import __version__
from mockdr.base.errors import MockdrError
from mockdr.cli import house
from mockdr.engine.bundles.collecting import collect
from mockdr.engine.bundles.reading import read_bundle

ODD = st.sampled_from(
    [
        *(None, True, 0, -1, 3, 99, 2**63, 1.5, 1e300, "", "x", "mockdr", "/", [], {}),
        *("a\x00b", "2026-05-01T12:00:00Z", "1999-01-01T00:00:00Z", "😀"),
        *("9999-12-31T23:59:59Z", "<base64 300>", "<card 411111******1111>", "10000d"),
        *(["x"], [None], [[]], [["a", "b"]], {"a": 1}, {"cut": None}, {"json": None}),
        *({"form": {}}, {"text": "x"}, {"bytes": {"length": 3}}, {"cut": {}}),
    ]
)


def places(value, path=()):
    """Yield the path to every value of a document."""
    yield path
    if isinstance(value, dict):
        for name, item in value.items():
            yield from places(item, (*path, name))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from places(item, (*path, index))


def spoilt(document, path, how, value):
    document = copy.deepcopy(document)
    if not path:
        return value
    inner = document
    for part in path[:-1]:
        inner = inner[part]
    last = path[-1]
    if how == "gone":
        del inner[last]
    elif how == "more" and isinstance(inner, list):
        inner.insert(last, value)
    elif how == "more":
        inner["more"] = value
    else:
        inner[last] = value
    return document


@pytest.fixture(scope="module")
def told():
    from tests.engine.bundles.living import lived

    return orjson.loads(orjson.dumps(collect(lived().tenant, __version__)))


def run(file):
    return CliRunner().invoke(house, ["replay", "--quiet", str(file)])


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_any_value_may_be_any_other(told, tmp_path, data):
    every = list(places(told))
    # What stands deep in replies is most of the file, and is compared alone.
    shallow = [path for path in every if len(path) < 5]
    path = data.draw(st.sampled_from(shallow) | st.sampled_from(every))
    how = data.draw(st.sampled_from(["gone", "more", "other", "other"]))
    file = tmp_path / "it.mockdr"
    file.write_bytes(orjson.dumps(spoilt(told, path, how, data.draw(ODD))))

    result = run(file)

    assert result.exit_code in (0, 1, 2), (path, how, result.output)
    assert isinstance(result.exception, SystemExit | type(None)), (path, how)


@pytest.mark.parametrize(
    ("path", "value", "why"),
    [
        (("acts", 0), "x", "/acts/0: 'x' is not an object"),
        (("acts", 0, "scenario"), 99, "/acts/0/scenario: 99 is not a number below"),
        (("acts", 0, "scenario"), -1, "/acts/0/scenario: -1 is not a whole number"),
        (("acts", 0, "at"), None, "/acts/0/at: None is not a text"),
        (("acts", 0, "at"), "2020-01-01T00:00:00Z", "is before /clock/start"),
        (("clock", "end"), "2026-05-01T12:00:00Z", "/clock/end: 2026-05-01T12:00"),
        (("settings",), {"finanze": "live"}, "/settings/finanze: there is no such"),
        (("settings",), {"finance": "alive"}, "/settings/finance: did you mean 'live'"),
        (("settings",), {"version": "2020-1"}, "/settings/version: "),
        (("settings",), {"rate_limit": "none"}, "/settings: 'none' limits no rate"),
        (("settings",), {"journal_limit": -3}, "/settings/journal_limit: -3 is not"),
        (("about", "test"), 3, "/about/test: 3 is not a text"),
        (("acts", 0, "what"), "dance", "/acts/0/what: "),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(told, tmp_path, path, value, why):
    file = tmp_path / "it.mockdr"
    file.write_bytes(orjson.dumps(spoilt(told, path, "other", value)))

    with pytest.raises(MockdrError) as no:
        read_bundle(file)

    assert "is no bundle: " in no.value.message
    assert why in no.value.message
    assert run(file).exit_code == 2


def test_a_combination_that_the_scenario_has_not_ends_with_a_sentence(told, tmp_path):
    file = tmp_path / "it.mockdr"
    path = ("acts", 0, "variant")
    file.write_bytes(orjson.dumps(spoilt(told, path, "other", {"method": "nope"})))

    result = run(file)

    assert result.exit_code == 1
    assert "the scenario 'story' has no matrix" in result.output


def test_a_delivery_that_there_is_none_of_cannot_be_sent_again(told, tmp_path):
    file = tmp_path / "it.mockdr"
    number = next(n for n, act in enumerate(told["acts"]) if act["what"] == "resend")
    changed = spoilt(told, ("acts", number, "number"), "other", 99)
    file.write_bytes(orjson.dumps(changed))

    assert "there is no delivery 99" in run(file).output


def test_who_wrote_what_cannot_be_read_is_told(told, tmp_path):
    file = tmp_path / "it.mockdr"
    data = {**told, "mockdr": "9.9", "settings": {"brightness": "high"}}
    file.write_bytes(orjson.dumps(data))

    with pytest.raises(MockdrError, match=r"mockdr 9\.9 wrote it, this is 0\.1"):
        read_bundle(file, "0.1")
