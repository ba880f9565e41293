"""A file is written as a whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from mockdr.base.errors import MockdrError
from mockdr.base.writing import write_asked, write_whole


def test_what_is_written_stands_in_the_file(tmp_path):
    write_whole(tmp_path / "a.yaml", b"one\n")
    write_whole(tmp_path / "a.yaml", b"two\n")

    assert (tmp_path / "a.yaml").read_bytes() == b"two\n"
    assert [*tmp_path.iterdir()] == [tmp_path / "a.yaml"]


def test_a_file_keeps_its_permissions(tmp_path):
    file = tmp_path / "a.yaml"
    file.write_bytes(b"one\n")
    file.chmod(0o640)

    write_whole(file, b"two\n")

    assert file.stat().st_mode & 0o777 == 0o640


def test_a_new_file_has_the_permissions_of_any_new_file(tmp_path):
    (tmp_path / "usual").write_bytes(b"")
    write_whole(tmp_path / "new", b"")

    usual, new = (tmp_path / name for name in ("usual", "new"))
    assert new.stat().st_mode == usual.stat().st_mode


def test_a_link_keeps_leading_to_its_file(tmp_path):
    (tmp_path / "real.yaml").write_bytes(b"one\n")
    (tmp_path / "link.yaml").symlink_to("real.yaml")

    write_whole(tmp_path / "link.yaml", b"two\n")

    assert (tmp_path / "link.yaml").is_symlink()
    assert (tmp_path / "real.yaml").read_bytes() == b"two\n"


def test_what_cannot_be_written_leaves_the_old_and_nothing_else(tmp_path, monkeypatch):
    """A disk may be full, or a file forbidden, at the last moment."""

    def refuse(*_):
        raise OSError(28, "No space left on device")

    (tmp_path / "a.yaml").write_bytes(b"one\n")
    monkeypatch.setattr(Path, "replace", refuse)

    with pytest.raises(OSError, match="No space left"):
        write_whole(tmp_path / "a.yaml", b"two\n")

    assert (tmp_path / "a.yaml").read_bytes() == b"one\n"
    assert [*tmp_path.iterdir()] == [tmp_path / "a.yaml"]


def test_a_file_that_is_asked_for_gets_its_folder(tmp_path):
    write_asked(tmp_path / "new" / "er" / "it", b"all")

    assert (tmp_path / "new" / "er" / "it").read_bytes() == b"all"


def test_where_a_file_that_is_asked_for_cannot_be_that_is_said(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(MockdrError, match="cannot be written: ") as no:
        write_asked(tmp_path / "file" / "it", b"all")

    assert no.value.help == "give a path in a folder that you may write to"
