"""What a receiver said to an event, in so many words as a line has."""

from __future__ import annotations

import pytest

from mockdr.engine.deliveries import outcome_told
from mockdr.events.delivery import Answer


def told(status=500, body="", **headers):
    body = body.encode()
    return outcome_told(
        Answer(outcome="answered", status=status, headers=headers, body=body)
    )


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("", "500"),
        ("\n  no such order \nmore", "500: no such order"),
        ('{"error": "x"}', '500: {"error": "x"}'),
        (
            (
                "<!doctype html>\n<html lang=en>\n<title>KeyError: &#39;id&#39;\n"
                " // Debugger</title>\n<h1>KeyError</h1>"
            ),
            "500: KeyError: 'id' // Debugger",
        ),
        (
            (
                "<!DOCTYPE html><html><head><title></title><style>p {x: y}</style>"
                "</head><!-- no --><body><script>let a = 1 < 2</script>"
                "<p>Out of <b>order</b>"
            ),
            "500: Out of order",
        ),
        ("<html><body>\n</body></html>", "500"),
        ("<?xml version='1.0'?>", "500: <?xml version='1.0'?>"),
    ],
)
def test_a_page_is_told_by_its_title_or_its_text(body, said):
    assert told(body=body) == said


def test_a_page_without_an_end_is_told_all_the_same():
    assert told(body="<html>" + "<script " * 9_000).startswith("500")


def test_a_redirect_is_told_with_where_it_leads():
    assert told(308, "<html><title>Moved</title>", location="/hooks/") == (
        "308: it leads to /hooks/, but redirects are not followed"
    )


def test_a_redirect_to_nowhere_is_told_by_its_page():
    assert told(301, "<html><title>Moved</title>") == "301: Moved"


def test_a_reason_has_room_for_what_to_do():
    reason = "x" * 250
    assert outcome_told(Answer(outcome="answered", status=500, reason=reason)) == (
        f"500: {reason}"
    )
    assert len(told(body="y" * 900)) == 300
