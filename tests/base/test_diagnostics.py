"""A word that nobody knows is likely one that somebody misspelt."""

from __future__ import annotations

import pytest

from mockdr.base.diagnostics import near, suggest


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("order_submit_faild", "order_submit_failed"),
        ("ORDER_SUBMIT_FAILED", "order_submit_failed"),
        ("order", "order_submit_failed"),
        ("ord", None),
        ("teapot", None),
        ("", None),
        ("failed-request" * 1000, None),
    ],
)
def test_a_misspelt_word_finds_the_one_that_was_meant(word, meant):
    """Close ones and beginnings; nothing far-fetched, and nothing slow."""
    assert near(word, ["source_in_use", "order_submit_failed"]) == meant


def test_words_in_another_order_find_the_one_that_has_them():
    reasons = ["card_limit_exceeded", "card_expired", "invalid_expiration_date"]
    assert near("expired_card", reasons) == "card_expired"
    assert near("Expired-Card", reasons) == "card_expired"
    assert near("expired_limit", reasons) is None


def test_a_word_that_is_like_none_gets_the_list():
    """As long as somebody would read it."""
    words = [f"w{n}" for n in range(30)]

    assert suggest("teapot", words[:2], "the words are") == "the words are w0, w1"
    assert suggest("teapot", words, "the words are").endswith("w23 and 6 more")
    assert suggest("teapot", [], "the words are") == ""


def test_a_word_of_a_family_gets_the_list_of_its_family_first():
    """In the order that they had; a word without a dot belongs to none."""
    words = ["account.made", "order.made", "payout.gone", "order.gone"]

    told = suggest("order.teapot", words, "there are", most=2)
    assert told == "there are order.made, order.gone and 2 more"
    assert suggest("teapot", words, "there are").startswith("there are account.made,")


def test_of_words_that_begin_alike_the_shortest_is_meant():
    words = ["klarnaCreditRecurring", "klarnaCredit", "konbini"]

    assert near("klarna", words) == "klarnaCredit"
