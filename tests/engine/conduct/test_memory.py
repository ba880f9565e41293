"""What rules keep, and for how long."""

from __future__ import annotations

from mockdr.engine.conduct.deed import Deed
from mockdr.engine.conduct.memory import Memory
from mockdr.engine.journal import Entry


def test_the_oldest_is_forgotten_first():
    memory = Memory(3)
    for number in range(5):
        memory.put(number, str(number))

    assert memory.values() == ["2", "3", "4"]
    assert (memory.get(0), memory.get(4), len(memory)) == (None, "4", 3)


def test_what_is_put_again_is_the_newest():
    memory = Memory(2)
    for about in ("a", "b", "a", "c"):
        memory.put(about, about)

    assert memory.values() == ["a", "c"]


def test_what_is_dropped_is_handed_out_once():
    memory = Memory()
    memory.put("a", 1)

    assert (memory.drop("a"), memory.drop("a")) == (1, None)


def deed(body, path="/files"):
    entry = Entry(
        seq=1,
        time="",
        operation="createFiles",
        method="POST",
        path=path,
        query=(),
        key="secret",
        request_bytes=b"",
    )
    return Deed(entry=entry, body=body, since=0)


def test_requests_are_the_same_word_for_word_and_nothing_large_is_kept():
    for length in (1, 64, 65, 1_000_000):
        one, other = b"a" * length, b"a" * (length - 1) + b"b"
        assert deed(one).same == deed(bytes(one)).same
        assert deed(one).same != deed(other).same
        assert deed(one).same != deed(one, "/orders").same
        assert len(deed(one).same[-1]) <= 64


def test_what_is_no_json_object_says_nothing():
    for body in (b"", b"{", b"[1]", b"\xff", b"null"):
        assert deed(body).asked == {}
    assert deed(b'{"a": 1}').asked == {"a": 1}
