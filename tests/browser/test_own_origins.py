"""The merchant's page and mockdr are two origins, and nobody else is asked."""

from __future__ import annotations


def test_a_page_of_the_shop_calls_the_provider_across_origins(page, site, live):
    page.goto(site.page(head='<!doctype html><link rel="icon" href="data:,">'))
    status = page.evaluate(
        """url => fetch(url + "/payments/payment-methods", {
            headers: {Authorization: "bearer pk_test_shop"},
        }).then(reply => reply.status)""",
        live.url,
    )
    assert status == 200
    assert site.url != live.url


def test_complaints_of_a_page_are_collected(page, site):
    page.goto(
        site.page(
            "<script>console.error('broken')</script>",
            head='<!doctype html><link rel="icon" href="data:,">',
        )
    )
    assert page.complaints == ["broken"]
    page.complaints.clear()
