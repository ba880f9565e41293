"""What is put right, and that nothing else is touched."""

from __future__ import annotations

import re

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from mockdr.base.diagnostics import Diagnostic
from mockdr.base.fixes import Edit, Fix, respelt
from mockdr.base.source import Place
from mockdr.scenario.decoding import point
from mockdr.scenario.findings import Findings
from mockdr.scenario.fixing import fitted, fixed, mend
from mockdr.scenario.looking import look
from tests.scenario.test_goldens import STORIES
from tests.scenario.test_language_laws import NEARLY, STEPS
from tests.scenario.words import VOCABULARY

HERE = point("a.yaml", 1, 1)
CART = "- merchant: createOrders\n  as: cart\n- merchant: createOrders\n"


def looked(text: str, file: str = "story.yaml"):
    return look(text, file, VOCABULARY, lambda _: ((), None))[1]


def mended(text: str, file: str = "story.yaml") -> str:
    return mend(text, lambda now: looked(now, file)).text


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("- merchant: createOrder\n", "- merchant: createOrders\n"),
        ("- 'merchant': 'createOrder'\n", "- 'merchant': 'createOrders'\n"),
        ('- merchnt: "createOrder"  # a\n', '- merchant: "createOrders"  # a\n'),
        (
            "- merchant: createOrders\n  then: {events: order.accepted}\n",
            "- merchant: createOrders\n  then: {events: [order.accepted]}\n",
        ),
        (
            "tags: one, two # and\nsteps: [{merchant: createOrders}]\n",
            "tags: [one, two] # and\nsteps: [{merchant: createOrders}]\n",
        ),
        (
            "- merchant: createOrders\n  fault: {kind: delay, for: 90 Seconds}\n",
            "- merchant: createOrders\n  fault: {kind: delay, for: 90s}\n",
        ),
        (
            "scenario: old\nsteps: [{merchant: createOrders}]\n",
            "scenario: story\nsteps: [{merchant: createOrders}]\n",
        ),
        (
            f"{CART}  match: {{body: {{upstreamId: 'crat <crat.idd>'}}}}\n",
            f"{CART}  match: {{body: {{upstreamId: 'crat <cart.id>'}}}}\n",
        ),
        (
            "# why\n- merchant: createOrders # mockdr: allow MDR308\n",
            "# why\n- merchant: createOrders\n",
        ),
        (
            "- merchant: createOrders\n  # mockdr: allow MDR308\n\n  # b\n",
            "- merchant: createOrders\n\n  # b\n",
        ),
        (
            "- merchant: createOrders\n# mockdr: allow MDR308",
            "- merchant: createOrders\n",
        ),
        (
            "# why\n- merchant: createOrders # mockdr: allow real-emails because..\n",
            "# why\n- merchant: createOrders # mockdr: allow real-email because..\n",
        ),
        ("-\tmerchant:\tcreateOrders\t# a\tb\n", "- merchant: createOrders # a b\n"),
        (
            "a: 1\r\nstep: [{merchant: createOrder}]\r\n",
            "a: 1\r\nsteps: [{merchant: createOrders}]\r\n",
        ),
    ],
)
def test_what_can_mean_but_one_thing_is_written_so(wrong, right):
    assert mended(wrong) == right


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("3 days", "3d"),
        ("48 hours", "48h"),
        ("1w", "7d"),
        ("2 weeks 1 day", "15d"),
        ("1h30m", "90m"),
        ("1 day and 2 hours", "26h"),
        ("PT2H", "2h"),
        ("pt5m", "5m"),
        ("P1DT12H", "36h"),
        ("P2W", "14d"),
        ("1s500ms", "1500ms"),
        *((odd, None) for odd in ("5M", "P5M", "P1Y", "30m1h", "1h1h", "1.5h", "PT")),
    ],
)
def test_a_duration_that_is_unmistakable_is_spelt_right(wrong, right):
    text = "- merchant: createOrders\n  fault: {kind: delay, for: %s}\n"
    found = next(d for d in looked(text % wrong) if d.code == "MDR401")

    assert mended(text % wrong) == text % (right or wrong)
    assert found.help.startswith(f"did you mean {right}? write" if right else "write")


@pytest.mark.parametrize(
    "text",
    [
        "version: 2021-13-12\nsteps: [{merchant: createOrders}]\n",  # which date?
        "- merchant: createOrders\n  fault: {kind: delay, for: 5}\n",  # 5 what?
        "- merchant: createOrders\n  fault: {kind: delay, for: 5M}\n",  # months?
        "tags: 'one, two'\nsteps: [{merchant: createOrders}]\n",
        "tags: one\n  two\nsteps: [{merchant: createOrders}]\n",
        "steps:\n\t- merchant: createOrders\n",  # how deep?
        '- merchant: createOrders\n  note: "a\tb"\n',  # in quotes it may be meant
        "- merchant: createOrders\n  then: {order: paid}\n",  # no misspelling
        "- merchant: createXyz\n",
        "matrix: {how: [createOrder]}\nsteps: [{merchant: <how>}]\n",
        "- merchant: createOrders # mockdr: allow MDR308, MDR407 because so\n",
        "- merchant: createOrders # mockdr: allow MDR308 because so\n",  # it moved?
        "- merchant: createOrders\n# mockdr: allow MDR999 because why; and MDR503\n",
        "- merchant: createOrders # mockdr: allow MDR30 because so\n",  # which?
        f"{CART}  match: {{body: {{upstreamId: 'crat <crat.crat>'}}}}\n",  # which?
    ],
)
def test_what_could_mean_several_things_is_left_alone(text):
    assert mended(text) == text


@pytest.mark.parametrize("file", STORIES, ids=lambda path: path.stem)
def test_twice_is_as_once_and_no_comment_is_lost(file):
    """Whatever is wrong with a file, fixing it does no harm."""
    text = file.read_bytes().decode("utf-8", "replace").removeprefix("\ufeff")
    once = mend(text, lambda now: looked(now, file.name))
    comments = [c for c in re.findall(r"#.*", text) if "mockdr" not in c.lower()]

    assert mended(once.text, file.name) == once.text
    assert once.left == looked(once.text, file.name)
    assert [c for c in re.findall(r"#.*", once.text) if "mockdr" not in c.lower()] == (
        comments
    )
    for one in once.corrected:
        assert one.fix is not None


def test_of_two_fixes_that_are_at_odds_the_first_is_taken():
    text = "createOrder\n"
    first = finding(Edit(place=point("a.yaml", 1, 1, 11), old="createOrder", new="a"))
    second = finding(Edit(place=point("a.yaml", 1, 7, 5), old="Order", new="b"))

    changed, done = fixed(text, [first, second])

    assert (changed, done) == ("a\n", [first])


def test_of_two_things_that_are_put_in_one_place_the_first_is_taken():
    """The order of the two would be a guess."""
    here = point("a.yaml", 1, 1, 0)
    first, second = (finding(Edit(place=here, old="", new=new)) for new in "ab")

    assert fixed("one\n", [first, second]) == ("aone\n", [first])


def test_a_fix_is_done_as_a_whole_or_not_at_all():
    """Half a pair of brackets would be worse than none."""
    ends = [point("a.yaml", 1, 1, 0), point("a.yaml", 9, 1, 0)]
    broken = finding(*(Edit(place=end, old="", new="[") for end in ends))

    assert fitted("one\n", [broken])[0].fix is None


@pytest.mark.parametrize(
    "place",
    [
        point("a.yaml", 1, 3, 3),  # elsewhere on the line
        Place(file="a.yaml", line=1, column=1, end_line=2, end_column=4),
    ],
)
def test_a_fix_of_what_does_not_stand_there_is_none(place):
    changed = finding(Edit(place=place, old="one", new="two"))

    assert fitted("one\ntwo\n", [changed])[0].fix is None


def test_a_fix_that_would_tear_the_text_is_not_kept():
    """A rule that errs about its own fix must not cost anybody a file."""

    def look_twice(text):
        found = looked(text)
        edit = Edit(place=point("story.yaml", 1, 3, 8), old="merchant", new="{")
        return (*fitted(text, [finding(edit)]), *found)

    text = "- merchant: createOrders\n"

    assert mend(text, look_twice).text == text


def test_a_fix_that_would_tear_the_text_keeps_no_other_from_being_done():
    def look_twice(text):
        tear = Edit(place=point("story.yaml", 1, 3, 8), old="merchant", new="{")
        return (*fitted(text, [finding(tear)]), *looked(text))

    text = "- merchant: createOrders\n  ass: a\n- merchant: createOrder\n"

    assert mend(text, look_twice).text == (
        "- merchant: createOrders\n  as: a\n- merchant: createOrders\n"
    )


@pytest.mark.parametrize(
    "torn",
    [
        "  note: a\n  notte: b\n",
        "  'notte': b\n  note: a\n",
        "  notte: a\n  noet: b\n",  # which of them?
        "  then: {order: accepted, ordr: blocked}\n",
        "  then: {order: accepted, order:blocked}\n",
    ],
)
def test_a_key_that_is_there_already_is_not_written_again(torn):
    """Nor does it keep anything else from being put right."""
    text = f"- merchant: createOrders\n{torn}- merchant: createOrder\n"
    done = mend(text, looked)

    assert done.text == text.replace("createOrder\n", "createOrders\n")
    assert [d.fix for d in done.left] == [None] * len(done.left)
    helps = [d.help for d in done.left if d.code == "MDR101"]
    assert helps
    assert all(help.endswith("\nno key can stand there twice") for help in helps)


def test_fixes_that_undo_each_other_come_to_an_end():
    def seesaw(text):
        new = {"a": "b", "b": "a"}[text]
        return (finding(Edit(place=HERE, old=text, new=new)),)

    assert mend("a", seesaw).text in {"a", "b"}


WORDS = [
    *VOCABULARY.operations,
    *VOCABULARY.events,
    *VOCABULARY.source_types,
    *VOCABULARY.reasons,
]


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(WORDS), st.integers(0, 99), st.sampled_from("xaeo_.s"))
def test_one_wrong_letter_never_becomes_another_word(word, at, letter):
    """Left out, doubled, swapped or added: it is put right, or it is left alone."""
    at %= len(word)
    for wrong in (
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
        word[:at] + letter + word[at:],
        word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :],
    ):
        fix = None if wrong in WORDS else respelt(wrong, WORDS, HERE)

        assert fix is None or fix.edits[0].new == word


@pytest.mark.parametrize("wrong", ["", "x" * 500, "2021-13-12", "!!", "zzzz"])
def test_what_is_like_no_word_is_no_misspelling(wrong):
    assert respelt(wrong, [*WORDS, "2021-12-13"], HERE) is None


def test_a_word_that_is_as_close_to_another_is_not_put_right():
    assert respelt("carf", ["card", "cart"], HERE) is None
    assert respelt("carf", ["card", "order"], HERE) is not None


def test_what_is_not_advised_is_not_done():
    """Advice goes by what people see, and would be taken for what happens."""
    findings = Findings()
    findings.unknown(
        "MDR112",
        "no",
        HERE,
        word="x__y__z__w",
        words=["xyzw"],
        otherwise="it is one of",
    )

    assert [(d.help, d.fix) for d in findings.sorted()] == [("it is one of xyzw", None)]


def test_two_words_that_are_spelt_alike_leave_it_open():
    """Case and joints are no difference that a reader of mistakes could go by."""
    assert respelt("credit-crad", ["creditCard", "credit_card"], HERE) is None


@settings(max_examples=60, deadline=None)
@given(STEPS | NEARLY, st.booleans())
def test_whatever_is_nearly_a_scenario_is_put_right_once_and_for_all(document, flow):
    """Nothing that stands around it is touched, and nothing is left to do."""
    text = yaml.safe_dump(document, default_flow_style=flow, allow_unicode=True)
    once = mended(f"# first\n{text}# last")

    assert mended(once) == once
    assert once.startswith("# first\n")
    assert once.endswith("# last")


def finding(*edits: Edit) -> Diagnostic:
    fix = Fix(title="change it", edits=edits)
    return Diagnostic(code="MDR501", message="wrong", place=HERE, fix=fix)
