"""Layout: boxes keep apart, what is written is covered by nothing, lines go home."""

from __future__ import annotations

from itertools import combinations, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from mockdr.engine.pictures.layout import Box, Link, arrange
from mockdr.engine.pictures.ranks import downward, ranks

LAWS = settings(max_examples=60, deadline=None, derandomize=True)


@st.composite
def graphs(draw):
    count = draw(st.integers(1, 9))
    pairs = [(a, b) for a in range(count) for b in range(count) if a != b]
    chosen = (
        draw(st.lists(st.sampled_from(pairs), unique=True, max_size=16))
        if pairs
        else []
    )
    wide = st.integers(10, 200)
    boxes = [
        Box(width=draw(wide), height=draw(st.integers(14, 90))) for _ in range(count)
    ]
    links = [
        Link(
            tail=tail,
            head=head,
            label=draw(
                st.one_of(
                    st.none(), st.builds(Box, width=wide, height=st.integers(15, 80))
                )
            ),
            weight=draw(st.sampled_from([1.0, 6.0])),
        )
        for tail, head in chosen
    ]
    return boxes, links


def rect(middle, box):
    (x, y), half, tall = middle, box.width / 2, box.height / 2
    return x - half, y - tall, x + half, y + tall


def overlap(one, other, slack=0.01):
    return (
        one[0] < other[2] - slack
        and other[0] < one[2] - slack
        and one[1] < other[3] - slack
        and other[1] < one[3] - slack
    )


def taken_up(boxes, links, plan):
    """What nodes and labels take up on the page."""
    found = [rect(m, box) for m, box in zip(plan.middles, boxes, strict=True)]
    for link, route in zip(links, plan.routes, strict=True):
        if link.label is not None:
            found.append(rect(route.label, link.label))
    return found


@LAWS
@given(graphs())
def test_nothing_covers_anything(graph):
    boxes, links = graph
    plan = arrange(boxes, links)

    for one, other in combinations(taken_up(boxes, links, plan), 2):
        assert not overlap(one, other)


@LAWS
@given(graphs())
def test_all_of_it_is_on_the_page(graph):
    boxes, links = graph
    plan = arrange(boxes, links)

    for left, top, right, bottom in taken_up(boxes, links, plan):
        assert left >= -0.01
        assert top >= -0.01
        assert right <= plan.width + 0.01
        assert bottom <= plan.height + 0.01


@LAWS
@given(graphs())
def test_a_line_begins_at_its_tail_and_ends_at_its_head(graph):
    boxes, links = graph
    plan = arrange(boxes, links)

    for link, route in zip(links, plan.routes, strict=True):
        for end, node in ((route.points[0], link.tail), (route.points[-1], link.head)):
            left, top, right, bottom = rect(plan.middles[node], boxes[node])
            assert left - 0.01 <= end[0] <= right + 0.01
            assert min(abs(end[1] - top), abs(end[1] - bottom)) < 0.01


@LAWS
@given(graphs())
def test_a_line_covers_no_box(graph):
    boxes, links = graph
    plan = arrange(boxes, links)
    nodes = [rect(m, box) for m, box in zip(plan.middles, boxes, strict=True)]

    for route in plan.routes:
        for (x, y), (to_x, to_y) in pairwise(route.points):
            # A curve stays within the corners that its ends span.
            line = (min(x, to_x), min(y, to_y), max(x, to_x), max(y, to_y))
            assert not any(
                n[0] + 0.01 < line[2]
                and line[0] < n[2] - 0.01
                and n[1] + 0.01 < line[3]
                and line[1] < n[3] - 0.01
                for n in nodes
            )


@LAWS
@given(graphs())
def test_the_same_is_always_put_the_same_way(graph):
    assert arrange(*graph) == arrange(*graph)


@LAWS
@given(graphs())
def test_whatever_goes_in_circles_every_link_goes_down_once_some_are_turned(graph):
    boxes, links = graph
    given_links = [(link.tail, link.head) for link in links]
    turned = downward(len(boxes), given_links)
    found = ranks(len(boxes), turned)

    assert all(found[tail] < found[head] for tail, head in turned)
    assert all(set(a) == set(b) for a, b in zip(given_links, turned, strict=True))


def test_what_has_no_circle_is_turned_nowhere():
    links = [(0, 1), (1, 2), (0, 2), (2, 3)]

    assert list(downward(4, links)) == links


def test_two_lines_that_could_cross_do_not():
    boxes = [Box(width=40, height=20)] * 5
    # 0 leads to 1 and 2, which lead to 4 and 3: in the order of the input they cross.
    links = [Link(tail=a, head=b) for a, b in [(0, 1), (0, 2), (1, 4), (2, 3)]]
    plan = arrange(boxes, links)
    x = [middle[0] for middle in plan.middles]

    assert (x[1] < x[2]) == (x[4] < x[3])


def test_a_chain_stands_in_one_line():
    boxes = [Box(width=w, height=20) for w in (30, 120, 60)]
    label = Box(width=90, height=20)
    links = [Link(tail=a, head=a + 1, label=label) for a in (0, 1)]
    plan = arrange(boxes, links)

    assert len({round(x, 3) for x, _ in plan.middles}) == 1


def test_nothing_at_all_has_no_size():
    plan = arrange([], [])

    assert (plan.width, plan.height) == (0.0, 0.0)
