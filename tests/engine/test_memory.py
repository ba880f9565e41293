"""What a tenant keeps costs as much memory as it has bytes."""

from __future__ import annotations

import tracemalloc

import orjson

from mockdr.engine.things import Record, compact, decode

DOCUMENT = {"id": "1", "items": [{"id": str(n), "name": "tea" * 5} for n in range(40)]}


def test_kept_json_holds_no_buffer_that_is_larger_than_itself():
    compact(DOCUMENT)
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        kept = [compact(DOCUMENT) for _ in range(100)]
        each = (tracemalloc.get_traced_memory()[0] - before) / len(kept)
    finally:
        tracemalloc.stop()

    assert each < 1.2 * len(kept[0])


def test_kept_json_is_the_documents_json():
    assert compact(DOCUMENT) == orjson.dumps(DOCUMENT)


def test_a_record_reads_back_as_it_was():
    record = Record("checkout", "1", DOCUMENT, {"outcome": "declined"})

    assert decode("checkout", "1", record.encode()) == record
