"""A card's number is found however its digits are parted, and little else is."""

from __future__ import annotations

import re
from datetime import timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockdr.base.cards import RUN, without_cards

UTC = timezone.utc
CARD = "4012888888881881"
GROUPS = (CARD[:4], CARD[4:8], CARD[8:12], CARD[12:])


def hidden(text):
    return re.sub(
        RUN,
        lambda found: without_cards(found[0], lambda digits: f"<{digits}>"),
        text,
        flags=re.IGNORECASE,
    )


@pytest.mark.parametrize(
    "between",
    [
        *("", " ", "-", ".", "/", "_", ",", ";", ":", "|", "+", "~", "·", "•", "\t"),
        *(
            "\u00a0",
            "\u2009",
            "\u202f",
            "\u3000",
            "\u2013",
            "\u2014",
            "\u2011",
            "\u200b",
        ),
        *("  ", " - ", " / ", ", ", "%20", "%C2%A0", "%e2%80%af", r"\u00a0", r"\u202F"),
    ],
)
@pytest.mark.parametrize(
    ("digits", "sizes"),
    [
        (CARD, (4, 4, 4, 4)),
        ("378282246310005", (4, 6, 5)),
        ("4222222222222", (4, 4, 5)),
        ("30569309025904", (4, 6, 4)),
        ("4000000000000000006", (4, 4, 4, 4, 3)),
    ],
)
def test_a_card_is_found_whatever_stands_between_its_groups(between, digits, sizes):
    at, groups = 0, []
    for size in sizes:
        groups.append(digits[at : at + size])
        at += size
    written = between.join(groups)
    for text in (written, f"my {written}", f"x{written}y", f"({written}), 12 a"):
        assert hidden(text) == text.replace(written, f"<{digits}>")


@pytest.mark.parametrize("between", [" ", "-", ".", "/", "_", "\u00a0"])
@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_small_groups_of_one_length_are_a_card_too(between, size):
    written = between.join(re.findall(rf".{{1,{size}}}", CARD))
    assert hidden(written) == f"<{CARD}>"


def test_digits_of_other_scripts_are_digits():
    assert hidden("٤٠١٢٨٨٨٨٨٨٨٨١٨٨١") == f"<{CARD}>"
    # Full-width digits, as a Japanese keyboard writes them.
    assert hidden("".join(chr(0xFF10 + int(digit)) for digit in CARD)) == f"<{CARD}>"


@pytest.mark.parametrize("begins", ["3", "4", "5", "6", "2221", "2720", "81", "9792"])
def test_a_card_begins_as_cards_do(begins):
    rows = [begins.ljust(15, "0") + str(digit) for digit in range(10)]
    assert [hidden(row) for row in rows].count(rows[0]) <= 1
    assert sum(hidden(row) != row for row in rows) == 1


@pytest.mark.parametrize("begins", ["0", "1", "20", "21", "28", "7", "80", "83", "90"])
def test_what_begins_otherwise_is_no_card(begins):
    rows = [begins.ljust(15, "0") + str(digit) for digit in range(10)]
    assert [hidden(row) for row in rows] == rows


@pytest.mark.parametrize(
    "parted",
    [
        # Every last digit is tried: one in ten passes the check sum of cards.
        "31.05.2026 12:00:00.12{}",
        "30/11/2026 23:59:59.99{}",
        "2026-05-01T12:00:00.12345678{}Z",
        "+49.30.5123.4567.8{}",
        "3.5.12.40.128.888.{}",
        "255.255.255.255:44{}",
        "40128888888.8188{}",
        "0.401288888888188{}",
        "4.50, 12.99, 3.00, 45.10, 6.{}",
        "[4, 5, 3, 2, 5, 4, 3, 5, 5, 4, 4, 5, {}]",
        "40128888\n8888188{}",
        '"4012", "8888", "8888", "188{}"',
        "quantity=40128888&price=8888188{}",
        "40128888-8888-4188-8188-40128888188{}",
        "5/40128888-8888-4188-8188-40128888188{}",
        "180139250336/40128888188{}",
    ],
)
def test_dates_amounts_lists_and_ids_are_no_cards(parted):
    texts = [parted.format(digit) for digit in range(10)]
    assert [hidden(text) for text in texts] == texts


@given(
    st.datetimes(timezones=st.just(UTC)),
    st.sampled_from(
        [
            *("%Y-%m-%d %H:%M:%S.%f", "%Y/%m/%d %H:%M:%S", "%d.%m.%Y %H:%M:%S.%f"),
            *("%m/%d/%y %H:%M:%S.%f", "%Y.%m.%d", "%H:%M:%S,%f"),
        ]
    ),
)
def test_a_moment_is_never_a_card(moment, form):
    text = moment.strftime(form)
    assert hidden(text) == text


@given(st.integers(946_684_800, 2_000_000_000), st.sampled_from([3, 6, 9]))
def test_the_seconds_of_a_computers_clock_are_never_a_card(seconds, places):
    for digit in range(10):
        text = f"{seconds}{'0' * (places - 1)}{digit}"
        if text[0] == "1":
            assert hidden(text) == text
