"""Every documented sum to the cent, and laws for all the others."""

from decimal import ROUND_DOWN, Context, Decimal, Inexact, localcontext

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockdr.base.errors import Refusal
from mockdr.domain.currencies import CURRENCIES
from mockdr.domain.money import Money
from mockdr.domain.totals import Discount, Line, Totals, TotalsInput, totals

RATE = Decimal("0.07525")
laws = settings(max_examples=80, deadline=None)


def of(*lines: Line, **more) -> Totals:
    return totals(
        TotalsInput(
            **{"currency": "USD", "lines": lines, "tax_rate": RATE, **more},
        )
    )


def wire(found: Totals) -> dict[str, float]:
    names = ("subtotal", "tax", "amount", "discount", "shipping", "shipping_tax")
    return {name: found.wire(getattr(found, name)) for name in names}


TWO_TENS = Line(price=10, quantity=2)
FOUR_AND_TWO = (Line(price=10, quantity=4), Line(price=20, quantity=2))
THREE_TENS = Line(price=10, quantity=3)

#: What the pages print: input, item amounts, item taxes, and the sums.
DOCUMENTED = {
    "shipping": (
        of(TWO_TENS, shipping=5),
        [20.0],
        [1.51],
        {"subtotal": 25.0, "tax": 1.89, "amount": 26.89, "shipping_tax": 0.38},
    ),
    "percent off one unit": (
        of(
            Line(price=10, quantity=3, discount=Discount(percent_off=10, quantity=1)),
        ),
        [29.0],
        [2.18],
        {"amount": 31.18, "discount": 1.0},
    ),
    "amount off each unit": (
        of(Line(price=10, quantity=3, discount=Discount(amount_off=2))),
        [24.0],
        [1.81],
        {"amount": 25.81, "discount": 6.0},
    ),
    "percent off the order": (
        of(*FOUR_AND_TWO, discount=Discount(percent_off=20)),
        [40.0, 40.0],
        [2.41, 2.41],
        {"subtotal": 64.0, "amount": 68.82, "discount": 16.0},
    ),
    "amount off the order": (
        of(*FOUR_AND_TWO, discount=Discount(amount_off=10)),
        [40.0, 40.0],
        [2.63, 2.63],
        {"subtotal": 70.0, "amount": 75.26, "discount": 10.0},
    ),
    "percent off the shipping": (
        of(THREE_TENS, shipping=8, shipping_discount=Discount(percent_off=25)),
        [30.0],
        [2.26],
        {
            "subtotal": 36.0,
            "tax": 2.71,
            "amount": 38.71,
            "shipping": 8.0,
            "shipping_tax": 0.45,
            "discount": 2.0,
        },
    ),
    "amount off the shipping": (
        of(THREE_TENS, shipping=8, shipping_discount=Discount(amount_off=3)),
        [30.0],
        [2.26],
        {"subtotal": 35.0, "amount": 37.64, "shipping": 8.0, "shipping_tax": 0.38},
    ),
    "fees": (
        of(Line(price=10, quantity=2, fees=(5, 3)), shipping=5),
        [20.0],
        [1.51],
        {"subtotal": 41.0, "tax": 3.09, "amount": 44.09},
    ),
    "another rate": (
        of(TWO_TENS, shipping=5, tax_rate=Decimal("0.08025")),
        [20.0],
        [1.61],
        {"tax": 2.01, "amount": 27.01, "shipping_tax": 0.4},
    ),
    "landed cost": (
        of(
            Line(price=1200, duty=221, importer_tax=288.99),
            shipping=100,
            tax_rate=Decimal(0),
        ),
        [1200.0],
        [0.0],
        {"subtotal": 1809.99, "amount": 1809.99, "tax": 0.0},
    ),
    "no decimals": (
        of(Line(price=132000), shipping=7000, currency="KRW", tax_rate=Decimal(0)),
        [132000.0],
        [0.0],
        {"subtotal": 139000.0, "amount": 139000.0, "shipping": 7000.0},
    ),
    "tax included": (
        of(Line(price=20), shipping=5, tax_inclusive=True),
        [18.6],
        [1.4],
        # The page prints 4.68 + 0.35 for a shipping of 5, which it is not.
        {"shipping": 4.65, "shipping_tax": 0.35, "subtotal": 23.25, "amount": 25.0},
    ),
}


@pytest.mark.parametrize("case", DOCUMENTED)
def test_a_documented_sum_is_right_to_the_cent(case):
    found, amounts, taxes, sums = DOCUMENTED[case]

    assert [found.wire(line.amount) for line in found.lines] == amounts
    assert [found.wire(line.tax) for line in found.lines] == taxes
    assert {name: wire(found)[name] for name in sums} == sums


def test_the_context_of_the_program_around_us_changes_nothing():
    """In-process clients run in the thread of a test that may count otherwise."""
    with localcontext(Context(prec=2, rounding=ROUND_DOWN, traps=[Inexact])):
        found = of(
            Line(price="1234.56", quantity=3, discount=Discount(percent_off="33.33")),
            shipping=5,
        )
        money = Money.from_wire("1234.565", "USD")

    assert wire(found)["amount"] == 2660.43
    assert money.to_wire() == 1234.57


def test_a_discount_covers_the_whole_line_unless_it_says_how_much():
    whole = of(Line(price=10, quantity=3, discount=Discount(amount_off=2)))
    part = of(Line(price=10, quantity=3, discount=Discount(amount_off=2, quantity=1)))

    assert whole.lines[0].discount_quantity == 3
    assert part.lines[0].discount_quantity == 1
    assert part.lines[0].amount == 2800
    assert of(TWO_TENS).lines[0].discount_quantity is None


def test_fees_are_counted_for_each_unit_and_taxed():
    (line,) = of(Line(price=10, quantity=2, fees=(5, 3)), shipping=5).lines

    assert (line.fees, line.fees_tax) == (1600, 120)


def test_shipping_is_shared_over_physical_lines_only():
    found = of(
        Line(price=10),
        Line(price=99, physical=False),
        Line(price=10),
        shipping=5,
        tax_rate=Decimal("0.08"),
    )

    assert [line.shipping for line in found.lines] == [250, 0, 250]
    assert [line.shipping_tax for line in found.lines] == [20, 0, 20]


def test_what_shipping_leaves_over_rests_on_the_last_line():
    found = of(Line(price=1), Line(price=1), Line(price=1), shipping=5)

    assert [line.shipping for line in found.lines] == [166, 166, 168]


def test_free_goods_share_the_shipping_alike():
    found = of(Line(price=0), Line(price=0), shipping=5)

    assert [line.shipping for line in found.lines] == [250, 250]


def test_nothing_physical_bears_no_shipping():
    found = of(Line(price=10, physical=False), shipping=5)

    assert found.lines[0].shipping == 0
    assert found.shipping == 500


def test_an_aggregate_price_is_that_of_the_line():
    assert of(Line(aggregate_price=10, quantity=3)).lines[0].amount == 1000


def test_percent_off_part_of_an_aggregate_price():
    line = Line(
        aggregate_price=10,
        quantity=3,
        discount=Discount(percent_off=50, quantity=1),
    )

    assert of(line).lines[0].amount == 833


def test_a_discount_takes_at_most_everything():
    found = of(
        Line(price=1, discount=Discount(amount_off=5)),
        Line(price=2),
        shipping=1,
        discount=Discount(amount_off=50),
        shipping_discount=Discount(amount_off=9),
    )

    assert found.amount == 0
    assert found.discount == 100 + 200 + 100


@pytest.mark.parametrize(
    ("line", "key", "parameter"),
    [
        (Line(), "missing_parameter", "items[1].price"),
        (Line(price=-1), "invalid_parameter", "items[1].price"),
        (Line(price="x"), "invalid_parameter", "items[1].price"),
        (Line(price=1e300), "invalid_parameter", "items[1].price"),
        (Line(aggregate_price=-1), "invalid_parameter", "items[1].aggregatePrice"),
        (Line(price=1, quantity=0), "invalid_parameter", "items[1].quantity"),
        (
            Line(price=1, discount=Discount(percent_off=101)),
            "invalid_discount_percent",
            "discount",
        ),
        (
            Line(price=1, discount=Discount(percent_off=0)),
            "invalid_discount_percent",
            "discount",
        ),
        (
            Line(price=1, discount=Discount(percent_off="half")),
            "invalid_discount_percent",
            "discount",
        ),
        (
            Line(price=1, discount=Discount(amount_off=0.0)),
            "invalid_discount_amount",
            "discount",
        ),
        (
            Line(price=1, discount=Discount(amount_off="some")),
            "invalid_discount_amount",
            "discount",
        ),
        (
            Line(price=1, discount=Discount(amount_off=1, quantity=2)),
            "invalid_parameter",
            "items[1].discount.quantity",
        ),
    ],
)
def test_a_bad_amount_is_refused_by_its_place(line, key, parameter):
    with pytest.raises(Refusal) as caught:
        of(Line(price=1), line)

    (complaint,) = caught.value.complaints
    assert (complaint.key, complaint.parameter) == (key, parameter)


def test_a_discount_of_nothing_is_quoted_as_the_provider_quotes_it():
    with pytest.raises(Refusal) as caught:
        of(Line(price=1, discount=Discount(amount_off=0)))

    assert caught.value.complaints[0].values == {"value": "0.0"}


def test_bad_shipping_is_refused():
    with pytest.raises(Refusal) as caught:
        of(Line(price=1), shipping=-1)
    assert caught.value.complaints[0].parameter == "shippingChoice.amount"

    with pytest.raises(Refusal) as caught:
        of(Line(price=1), shipping=1, shipping_discount=Discount(percent_off=0))
    assert caught.value.complaints[0].parameter == "shippingDiscount"


def test_an_empty_discount_takes_nothing():
    assert of(Line(price=1, discount=Discount())).lines[0].amount == 100


prices = st.decimals(0, 5000, places=2).map(float)
discounts = (
    st.none()
    | st.builds(
        Discount,
        percent_off=st.floats(0.01, 100, allow_nan=False).map(lambda x: round(x, 2)),
    )
    | st.builds(Discount, amount_off=st.floats(0.01, 99).map(lambda x: round(x, 2)))
)
lines = st.builds(
    Line,
    price=prices,
    quantity=st.integers(1, 9),
    discount=discounts,
    physical=st.booleans(),
    fees=st.lists(prices, max_size=2).map(tuple),
    duty=st.none() | prices,
    importer_tax=st.none() | prices,
)
inputs = st.builds(
    TotalsInput,
    currency=st.sampled_from(sorted(CURRENCIES)),
    lines=st.lists(lines, min_size=1, max_size=5),
    tax_rate=st.decimals(0, 1, places=5),
    tax_inclusive=st.booleans(),
    shipping=st.none() | prices,
    discount=discounts,
    shipping_discount=discounts,
)


@laws
@given(inputs)
def test_the_sums_are_sums_of_their_parts(given_):
    found = totals(given_)

    assert found.subtotal + found.tax == found.amount == found.total.minor
    assert found.tax == found.shipping_tax + sum(
        line.tax + line.fees_tax for line in found.lines
    )
    assert found.fees == sum(line.fees for line in found.lines)
    assert found.duty == sum(line.duty for line in found.lines)
    assert found.importer_tax == sum(line.importer_tax for line in found.lines)


@laws
@given(inputs)
def test_nothing_is_ever_negative(given_):
    found = totals(given_)

    for line in found.lines:
        assert min(line.amount, line.tax, line.discount, line.fees_tax) >= 0
    assert min(found.subtotal, found.tax, found.discount, found.amount) >= 0


@laws
@given(inputs)
def test_physical_lines_bear_the_whole_shipping_and_its_tax(given_):
    found = totals(given_)
    borne = sum(line.shipping for line in found.lines)
    taxed = sum(line.shipping_tax for line in found.lines)

    if any(line.physical for line in given_.lines):
        assert (borne, taxed) == (found.shipping, found.shipping_tax)
    else:
        assert (borne, taxed) == (0, 0)


@laws
@given(inputs)
def test_with_tax_included_the_customer_pays_what_the_prices_say(given_):
    """But for fees and landed cost, which come on top."""
    found = totals(given_)
    priced = totals(
        TotalsInput(
            currency=given_.currency,
            lines=given_.lines,
            tax_rate=Decimal(0),
            shipping=given_.shipping,
            discount=given_.discount,
            shipping_discount=given_.shipping_discount,
        )
    )

    if given_.tax_inclusive:
        fees_tax = sum(line.fees_tax for line in found.lines)
        assert found.amount == priced.amount + fees_tax


@laws
@given(inputs)
def test_without_included_tax_discounts_and_what_is_paid_make_the_price(given_):
    found = totals(given_)
    undiscounted = totals(
        TotalsInput(
            currency=given_.currency,
            lines=[
                Line(
                    price=line.price,
                    quantity=line.quantity,
                    fees=line.fees,
                    duty=line.duty,
                    importer_tax=line.importer_tax,
                )
                for line in given_.lines
            ],
            shipping=given_.shipping,
        )
    )

    if not given_.tax_inclusive:
        assert found.subtotal + found.discount == undiscounted.subtotal
