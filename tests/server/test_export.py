"""What happened is handed over by hand, or by the control API."""

from __future__ import annotations

import httpx
import pytest
from click.testing import CliRunner

import mockdr
from mockdr.cli import house
from mockdr.engine.bundles.enacting import enact
from mockdr.engine.bundles.reading import read_bundle


@pytest.fixture
def provider():
    with mockdr.start(violations="allow", now="2024-05-01T12:00:00Z") as running:
        with running.client() as client:
            client.post("/checkouts", json={"currency": "USD"})
        yield running


def test_export_writes_what_replay_reads(provider, tmp_path):
    file = provider.export(tmp_path / "it.mockdr", {"test": "by hand"})

    bundle = read_bundle(file)
    assert file == tmp_path / "it.mockdr"
    assert bundle.about == {"test": "by hand"}
    assert all(scene.same for scene in enact(bundle))


def test_in_a_folder_it_is_named_after_the_tenant(provider, tmp_path):
    assert provider.export(tmp_path) == tmp_path / "mockdr.mockdr"


def test_where_it_cannot_be_written_export_says_so(provider, tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(mockdr.MockdrError, match="cannot be written"):
        provider.export(tmp_path / "file" / "it.mockdr")


def test_the_control_api_returns_the_same(provider, tmp_path):
    answer = httpx.get(f"{provider.url}/_mockdr/export")

    file = tmp_path / "it.mockdr"
    file.write_bytes(answer.content)
    bundle = read_bundle(file)
    assert answer.status_code == 200
    assert [act["what"] for act in bundle.acts] == ["call"]
    assert all(scene.same for scene in enact(bundle))


def test_where_nothing_happened_it_says_where_something_did(provider, tmp_path):
    file = tmp_path / "it.mockdr"

    def replayed(query):
        answer = httpx.get(f"{provider.url}/_mockdr/export{query}")
        file.write_bytes(answer.content)
        told = CliRunner().invoke(house, ["replay", "--quiet", str(file)])
        assert told.exit_code == 0
        return told.output

    assert replayed("") == "it.mockdr: the same, 1 call\n"
    assert replayed("?tenant=nobody") == (
        "it.mockdr: nothing happened in this bundle\n"
        "  no call has come for the tenant nobody; those that did are in "
        "GET /_mockdr/export?tenant=mockdr\n"
    )
    httpx.post(f"{provider.url}/_mockdr/reset").raise_for_status()
    assert replayed("") == "it.mockdr: nothing happened in this bundle\n"
