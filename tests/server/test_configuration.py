"""Every key, from everywhere it can come from, and every way to get it wrong."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from mockdr.base.data import data_folder
from mockdr.base.errors import ConfigurationError
from mockdr.engine.adversity import CHAOS
from mockdr.engine.settings import CHOICES, Settings
from mockdr.events.signing import SCHEME
from mockdr.server.configuration import LAYERS, load
from mockdr.server.options import OPTIONS

#: For each key: how a file, a variable and code may write it, and what it then is.
SAMPLES = {
    "mode": ("strict", "strict", "strict"),
    "violations": ("warn", "warn", "warn"),
    "unknown_fields": ("refuse", "refuse", "refuse"),
    "unknown_skus": ("refuse", "refuse", "refuse"),
    "conduct": ("off", "off", "off"),
    "unfinished": ("allow", "allow", "allow"),
    "version": ("2021-12-13", "2021-12-13", "2021-12-13"),
    "seed": (7, "7", "7"),
    "now": (
        "2024-05-01T12:00:00Z",
        "2024-05-01T14:00:00+02:00",
        datetime(2024, 5, 1, 12, tzinfo=timezone.utc),
    ),
    "clock": ("runs", "runs", "runs"),
    "risk": ("averse", "averse", "averse"),
    "finance": ("always", "always", "always"),
    "retries": (["1m", "2h"], "1m, 2h", (timedelta(minutes=1), timedelta(hours=2))),
    "delivery": ("chaos", " chaos ", CHAOS),
    "auto_disable": ("on", "on", "on"),
    "signature_scheme": (
        "mockdr.events.signing:SCHEME",
        " mockdr.events.signing:SCHEME ",
        SCHEME,
    ),
    "signature_time": ("iso", "iso", "iso"),
    "signature_clock": ("real", "real", "real"),
    "signature_secrets": ("newest_only", "newest_only", "newest_only"),
    "webhook_types": ("lenient", "lenient", "lenient"),
    "webhook_list": ("page", "page", "page"),
    "webhook_ids": ("include", "include", "include"),
    "version_field": ("both", "both", "both"),
    "event_profile": ("verbose", "verbose", "verbose"),
    "failed_charge_object": ("order", "order", "order"),
    "expanded_events": ("on", "on", "on"),
    "body_limit": (1024, "1 KiB", 1024),
    "journal_limit": (5, "5", 5),
    "rate_limit": (25, "25", 25),
    "deliver_to": (["a", "b:1"], "a, b:1", ("a", "b:1")),
}


def toml(value: object) -> str:
    return f"'{value}'" if isinstance(value, str) else str(value)


def settled(folder: Path, **more):
    return load(start=folder, environ=more.pop("environ", {}), **more)


def refusal(folder: Path, **more) -> str:
    with pytest.raises(ConfigurationError) as caught:
        settled(folder, **more)
    return str(caught.value)


def test_with_nothing_said_the_settings_are_those_of_the_engine(tmp_path):
    found = settled(tmp_path)

    assert found.settings == Settings()
    assert (found.host, found.port) == ("127.0.0.1", 8400)
    assert (found.keys, found.keys_closed) == ({}, None)
    assert (found.deliver_to, found.control_token) == ((), None)
    assert {found.origin(key).layer for key in OPTIONS} == {"default"}


def test_a_served_mockdr_lets_time_run_and_keeps_less(tmp_path):
    settings = settled(tmp_path, served=True).settings

    assert (settings.clock, settings.journal_limit) == ("runs", 1_000)


@pytest.mark.parametrize("key", SAMPLES)
def test_every_setting_of_a_tenant_comes_from_every_layer(tmp_path, key):
    written, text, expected = SAMPLES[key]
    (tmp_path / "mockdr.toml").write_text(f"{key} = {toml(written)}\n")
    nowhere = tmp_path / "nowhere"
    nowhere.mkdir()
    (nowhere / "pyproject.toml").touch()

    found = [
        settled(tmp_path),
        settled(nowhere, environ={f"MOCKDR_{key.upper()}": text}),
        settled(nowhere, mockdr_config={key: written}),
        settled(nowhere, flags={key: text}),
        settled(nowhere).over("marker", {key: written}, "a marker"),
    ]

    assert [getattr(c.settings, key) for c in found] == [expected] * 5
    assert [c.origin(key).layer for c in found] == [
        "file",
        "variable",
        "mockdr_config",
        "flag",
        "marker",
    ]


def test_every_setting_has_its_sample():
    assert set(SAMPLES) == set(Settings.__dataclass_fields__)


@pytest.mark.parametrize("strong", range(1, len(LAYERS)))
def test_the_stronger_layer_wins_in_whatever_order_they_come(tmp_path, strong):
    """flag, marker, variable, mockdr_config, file, default."""
    base = settled(tmp_path)
    for weak in range(1, strong):
        for order in ((weak, strong), (strong, weak)):
            found = base
            for rank in order:
                found = found.over(LAYERS[rank], {"seed": LAYERS[rank]}, "a test")
            assert found.settings.seed == LAYERS[strong]


def test_all_layers_meet_in_one_load(tmp_path):
    (tmp_path / "pyproject.toml").write_text(
        "[tool.mockdr]\nmode = 'strict'\nseed = 'pyproject'\nconduct = 'off'\n"
    )
    (tmp_path / "mockdr.toml").write_text("seed = 'own'\nviolations = 'warn'\n")

    found = settled(
        tmp_path,
        mockdr_config={"conduct": "fail", "violations": "allow", "clock": "runs"},
        environ={"MOCKDR_VIOLATIONS": "fail", "MOCKDR_PORT": "1"},
        flags={"port": 2},
    )

    assert found.settings == Settings(
        mode="strict", seed="own", conduct="fail", clock="runs", violations="fail"
    )
    assert found.port == 2
    assert found.origin("mode").where.endswith("pyproject.toml, [tool.mockdr],")
    assert found.origin("violations").where == "the variable MOCKDR_VIOLATIONS"


def test_the_nearest_pyproject_upwards_counts_and_no_other(tmp_path):
    (tmp_path / "pyproject.toml").write_text("[tool.mockdr]\nseed = 'far'\n")
    (tmp_path / "mockdr.toml").write_text("seed = 'far'\n")
    near = tmp_path / "shop" / "tests"
    near.mkdir(parents=True)
    (tmp_path / "shop" / "pyproject.toml").write_text("[project]\nname = 'shop'\n")

    assert settled(near).settings.seed == Settings().seed

    (tmp_path / "shop" / "pyproject.toml").write_text("[tool.mockdr]\nseed = 'near'\n")
    assert settled(near).settings.seed == "near"


def test_scenarios_are_looked_for_beside_the_file_and_then_in_the_package(tmp_path):
    bundled = data_folder("scenarios")
    (tmp_path / "pyproject.toml").touch()
    below = tmp_path / "tests"
    below.mkdir()
    assert settled(below).scenarios == (bundled,)

    (tmp_path / "scenarios").mkdir()
    assert settled(below).scenarios == (tmp_path / "scenarios", bundled)


def test_folders_are_relative_to_where_they_are_written(tmp_path):
    here, there = tmp_path / "here", tmp_path / "there"
    for folder in (here, there, here / "stories", there / "stories"):
        folder.mkdir()
    (here / "mockdr.toml").write_text("scenarios = ['stories', '../there/stories']\n")

    assert settled(here).scenarios[:-1] == (here / "stories", there / "stories")
    assert settled(there, flags={"scenarios": "stories"}).scenarios[:-1] == (
        there / "stories",
    )


def test_pairs_of_keys_are_declared_and_the_door_is_closed_apart(tmp_path):
    (tmp_path / "mockdr.toml").write_text(
        "[keys.shop]\nsecret = 'sk_test_4f'\npublic = 'pk_test_9a'\n"
        "version = 2021-03-23\n"
    )

    found = settled(tmp_path, environ={"MOCKDR_KEYS": "closed"})

    assert found.keys["shop"].secret == "sk_test_4f"
    assert found.keys["shop"].version == "2021-03-23"
    assert found.keys_closed
    assert not settled(tmp_path).keys_closed


def test_a_variable_declares_pairs_as_json(tmp_path):
    text = '{"shop": {"secret": "sk_live_a", "public": "pk_live_b"}}'

    assert settled(tmp_path, environ={"MOCKDR_KEYS": text}).keys["shop"].version is None


def test_lists_in_a_variable_are_separated(tmp_path):
    found = settled(
        tmp_path, environ={"MOCKDR_DELIVER_TO": "shop:8000, 10.0.0.0/8,[::1]:80"}
    )

    assert found.deliver_to == ("shop:8000", "10.0.0.0/8", "[::1]:80")


@pytest.mark.parametrize(
    ("said", "url", "target"),
    [
        ("http://127.0.0.1:3000/hooks", None, "127.0.0.1:3000"),
        ("localhost:3000", "http://localhost:3000", "localhost:3000"),
        ("https://shop.test", None, "shop.test:443"),
        ("http://[::1]/x?y=1", None, "[::1]:80"),
    ],
)
def test_where_all_is_forwarded_may_be_reached(tmp_path, said, url, target):
    found = settled(tmp_path, environ={"MOCKDR_FORWARD_TO": said})

    assert found.forward_to == (url or said)
    assert found.deliver_to == found.settings.deliver_to == (target,)


def test_the_secret_of_what_is_forwarded_is_given_or_grows_from_the_seed(tmp_path):
    grown = settled(tmp_path).signing_secret
    other = settled(tmp_path, flags={"seed": "another"}).signing_secret
    given = settled(tmp_path, flags={"signing_secret": "whk_mine"}).signing_secret

    assert re.fullmatch(r"whk_[0-9a-f-]{36}", grown)
    assert settled(tmp_path).signing_secret == grown
    assert (other != grown, given) == (True, "whk_mine")


def test_an_empty_variable_says_nothing(tmp_path):
    assert (
        settled(tmp_path, environ={"MOCKDR_NOW": "", "MOCKDR_MODE": " "}).origins == {}
    )


def test_a_service_that_kubernetes_calls_mockdr_disturbs_nobody(tmp_path):
    links = {
        "MOCKDR_SERVICE_HOST": "10.0.0.1",
        "MOCKDR_SERVICE_PORT": "8400",
        "MOCKDR_SERVICE_PORT_HTTP": "8400",
        "MOCKDR_PORT": "tcp://10.0.0.1:8400",
        "MOCKDR_PORT_8400_TCP_ADDR": "10.0.0.1",
    }

    assert settled(tmp_path, environ=links).port == 8400


def test_a_native_moment_of_toml_pins_the_clock(tmp_path):
    (tmp_path / "mockdr.toml").write_text("now = 2024-05-01T14:00:00+02:00\n")

    assert settled(tmp_path).settings.now == datetime(
        2024, 5, 1, 12, tzinfo=timezone.utc
    )


def test_a_file_of_its_own_needs_no_name_of_a_table(tmp_path):
    (tmp_path / "mockdr.toml").write_text("[tool.mockdr]\nport = 8500\n")

    assert "leave the name [tool.mockdr] off" in refusal(tmp_path)


@pytest.mark.parametrize(
    ("layer", "told"),
    [
        ({"flags": {"moed": "x"}}, ["the command line", "'moed'", "'mode'"]),
        ({"mockdr_config": {"violation": 1}}, ["mockdr_config", "'violations'"]),
        ({"environ": {"MOCKDR_SCENARIO": "x"}}, ["'MOCKDR_SCENARIOS'"]),
        ({"environ": {"MOCKDR_ZZZ": "x"}}, ["MOCKDR_ZZZ", "journal_limit"]),
    ],
)
def test_an_unknown_key_names_the_place_and_the_nearest_key(tmp_path, layer, told):
    message = refusal(tmp_path, **layer)

    for word in told:
        assert word in message


@pytest.mark.parametrize("name", ["pyproject.toml", "mockdr.toml"])
def test_an_unknown_key_in_a_file_names_the_file(tmp_path, name):
    table = "[tool.mockdr]\n" if name == "pyproject.toml" else ""
    (tmp_path / name).write_text(f"{table}unkown_fields = 'refuse'\n")

    message = refusal(tmp_path)

    assert str(tmp_path / name) in message
    assert "did you mean 'unknown_fields'?" in message


@pytest.mark.parametrize("key", CHOICES)
def test_every_choice_lists_its_words(tmp_path, key):
    message = refusal(tmp_path, flags={key: CHOICES[key][0] + "x"})

    assert f"sets {key} to" in message
    for word in CHOICES[key]:
        assert word in message
    assert f"did you mean {CHOICES[key][0]!r}?" in message


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("mode", True, "one of guided, strict"),
        ("now", "2024-05-01T12:00:00", "2024-05-01T12:00:00Z for UTC"),
        ("now", datetime(2024, 5, 1, 12), "time zone"),  # noqa: DTZ001
        ("now", "yesterday", "2024-05-01T12:00:00Z"),
        ("now", 12, "a moment"),
        ("port", 65_536, "0 to 65535"),
        ("port", -1, "0 to 65535"),
        ("port", "http", "0 to 65535"),
        ("port", True, "0 to 65535"),
        ("host", "", "not empty"),
        ("seed", True, "a text or a whole number"),
        ("seed", 1.5, "a text or a whole number"),
        ("version", "2019-01-01", "2021-12-13"),
        ("body_limit", "10 MB", "10 MiB"),
        ("body_limit", 0, "above 0"),
        ("journal_limit", "many", "above 0"),
        ("rate_limit", "fast", "'off'"),
        ("deliver_to", ["shop:8000", "http://shop"], "'http://shop' is none"),
        ("deliver_to", ["10.0.0.0/99"], "'10.0.0.0/99' is none"),
        ("deliver_to", ["shop:99999"], "'shop:99999' is none"),
        ("deliver_to", 8000, "a list"),
        ("forward_to", "", "not empty"),
        ("forward_to", 3000, "not empty"),
        ("forward_to", "ftp://shop/hooks", "a URL, like http://127.0.0.1:3000/hooks"),
        ("forward_to", "http://ann:secret@shop/", "has a user in its address"),
        ("signing_secret", "two words", "without a space"),
        ("scenarios", "stories", "is not there"),
        ("scenarios", [1], "a list of folders"),
        ("keys", "shut", "'open', 'closed'"),
        ("keys", "{", "JSON"),
        ("keys", ["a"], "a table of pairs"),
        ("keys", {"a b": {}}, "'a b' is none"),
        ("keys", {"a": "sk_test_a"}, "a table with secret and public"),
        ("keys", {"a": {"secret": "sk_test_a"}}, "pk_test_<name>"),
        ("keys", {"a": {"secret": "pk_test_a", "public": "pk_test_a"}}, "sk_test_"),
        ("keys", {"a": {"secret": "sk_test_ä", "public": "pk_test_a"}}, "sk_test_"),
        ("keys", {"a": {"secret": "sk_test_a", "public": "pk_live_a"}}, "one mode"),
        ("keys", {"a": {"secert": ""}}, "did you mean 'secret'?"),
        (
            "keys",
            {"a": {"secret": "sk_test_a", "public": "pk_test_a", "version": "1"}},
            "2021-12-13",
        ),
        ("control_token", "with space", "without a space"),
    ],
)
def test_a_value_that_a_key_cannot_have_is_refused_with_what_it_can(
    tmp_path, key, value, told
):
    message = refusal(tmp_path, flags={key: value}, flags_from="--flag")

    assert message.startswith(f"--flag sets {key} to ")
    assert told in message


def test_two_tenants_cannot_share_a_key(tmp_path):
    pair = {"secret": "sk_test_a", "public": "pk_test_a"}

    assert "share one" in refusal(tmp_path, flags={"keys": {"a": pair, "b": pair}})


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("keys", {"a": {"secret": "sk_test_4f", "public": "nonsense-4f"}}),
        ("control_token", "hunter 4f"),
    ],
)
def test_a_secret_is_not_told_with_what_is_wrong_about_it(tmp_path, key, value):
    assert "4f" not in refusal(tmp_path, flags={key: value})


@pytest.mark.parametrize("key", [k for k, o in OPTIONS.items() if not o.tenant])
def test_a_marker_cannot_set_what_concerns_the_server(tmp_path, key):
    with pytest.raises(ConfigurationError, match="concerns the server"):
        settled(tmp_path).over("marker", {key: "1"}, "a marker")


def test_a_broken_file_is_named_with_the_place_where_it_breaks(tmp_path):
    (tmp_path / "mockdr.toml").write_text("seed = \n")

    message = refusal(tmp_path)

    assert str(tmp_path / "mockdr.toml") in message
    assert "line 1" in message


def test_the_table_must_be_a_table(tmp_path):
    (tmp_path / "pyproject.toml").write_text("[tool]\nmockdr = 1\n")

    assert "[tool.mockdr]" in refusal(tmp_path)


def test_mockdr_config_must_return_a_mapping(tmp_path):
    assert "returned list" in refusal(tmp_path, mockdr_config=[])


@pytest.mark.parametrize("make", [Path.mkdir, lambda file: file.symlink_to("gone")])
def test_a_file_of_settings_that_is_no_file_is_not_passed_over(tmp_path, make):
    make(tmp_path / "mockdr.toml")
    with pytest.raises(ConfigurationError, match=r"mockdr\.toml (is no|leads no)"):
        load(start=tmp_path, environ={})


def test_a_link_to_a_file_of_settings_is_read(tmp_path):
    (tmp_path / "there.toml").write_text("seed = 'linked'\n")
    (tmp_path / "mockdr.toml").symlink_to(tmp_path / "there.toml")
    assert load(start=tmp_path, environ={}).settings.seed == "linked"


@pytest.mark.parametrize(("value", "word"), [(True, "on"), (False, "off")])
def test_what_is_on_or_off_is_true_or_false_too(tmp_path, value, word):
    for key in ("auto_disable", "expanded_events"):
        assert getattr(settled(tmp_path, flags={key: value}).settings, key) == word
    (tmp_path / "mockdr.toml").write_text(f"auto_disable = {str(value).lower()}\n")
    assert settled(tmp_path).settings.auto_disable == word


def test_what_is_neither_on_nor_off_is_neither_true_nor_false(tmp_path):
    assert "one of guided, strict" in refusal(tmp_path, flags={"mode": True})
    assert settled(tmp_path, flags={"conduct": False}).settings.conduct == "off"
    assert "one of warn, fail, off" in refusal(tmp_path, flags={"conduct": True})
