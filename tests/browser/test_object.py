"""The object that a shop's page talks to."""

from __future__ import annotations


def test_the_script_gives_a_page_one_name_and_no_more(page, site):
    page.goto(
        site.page(
            head='<!doctype html><link rel="icon" href="data:,">'
            "<script>window.before = Object.keys(window)</script>"
            '<script src="{mockdr}/v1/DigitalRiver.js"></script>'
        )
    )
    added = page.evaluate(
        "Object.keys(window).filter(n => !window.before.includes(n) && n != 'before')"
    )
    assert added == ["DigitalRiver"]
