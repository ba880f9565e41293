"""The one form of a scenario: what changes, what stays, and that twice is as once."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockdr.base.data import data_folder
from mockdr.scenario.findings import Findings
from mockdr.scenario.form.layout import WIDTH, reform
from mockdr.scenario.form.meaning import same_meaning
from mockdr.scenario.reader import read

BUNDLED = sorted(data_folder("scenarios").rglob("*.yaml"))
GOLDENS = sorted((Path(__file__).parent / "goldens").glob("*.yaml"))


def readable(data):
    """Tell whether the text is YAML, without anything to complain of."""
    findings = Findings()
    tree = read(data, "", findings)
    return tree is not None and not findings.sorted()


def test_a_story_in_disorder_becomes_tidy():
    before = """\
# For everybody
summary: "It is accepted."
scenario:   tidy
steps:
- merchant:   createCheckouts   #first
  then:  { "session" :requires_source , checkout: open }
  as: 'cart'
- customer:    chooses
  source:
        type:   creditCard


- {merchant: createOrders, then: {order: accepted}}
"""
    after = """\
# For everybody
scenario: tidy
summary: It is accepted.
steps:
  - merchant: createCheckouts  #first
    as: cart
    then: {session: requires_source, checkout: open}
  - customer: chooses
    source:
      type: creditCard

  - merchant: createOrders
    then: {order: accepted}
"""
    before = before.replace('"session" :requires', '"session" : requires')

    assert reform(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a: '1'", 'a: "1"'),
        ('a: "NO"', "a: NO"),
        ("a: 'null'", 'a: "null"'),
        ("a: ''", 'a: ""'),
        ('a: "a: b"', 'a: "a: b"'),
        ('a: "a #b"', 'a: "a #b"'),
        ('a: "#b"', 'a: "#b"'),
        ('a: "a#b"', "a: a#b"),
        ("a: 'it''s'", "a: it's"),
        ("a: 'say \"x\"'", 'a: say "x"'),
        ("a: '\"x\"'", "a: '\"x\"'"),
        ('a: "x\\ny"', 'a: "x\\ny"'),
        ('a: "*x"', 'a: "*x"'),
        ('a: "x\\ty"', 'a: "x\\ty"'),
        ('a: "\\uFEFF"', 'a: "\\uFEFF"'),
        ('a: "\\0 \\a \\e \\x7f"', 'a: "\\0 \\a \\e \\x7f"'),
        ('a: "x\\Ly\\Nz"', 'a: "x\\Ly\\Nz"'),
        ('a: ["x\\ty", "\\U0001F600"]', 'a: ["x\\ty", \U0001f600]'),
        ('"x\\ty": b', '"x\\ty": b'),
        ("a: 'あ　い'", "a: あ　い"),
        ('a: "<card.id>"', "a: <card.id>"),
        ('a: ["b, c", "d"]', 'a: ["b, c", d]'),
        ("a: []", "a: []"),
        ("a: {}", "a: {}"),
        ("a:", "a:"),
        ("a: ~", "a: ~"),
        ('"a b": c', "a b: c"),
        ("a: |\n      x\n       y\n", "a: |\n  x\n   y"),
        ("a: >-\n  x\n  y\n\n\nb: c", "a: >-\n  x\n  y\n\nb: c"),
        ("a: |+\n  x\n\nb: c", "a: |+\n  x\n\nb: c"),
        ("a: one\n      two\nb: c", "a: one\n  two\nb: c"),
        ("a: [ # why\n 1]", "a: [1]  # why"),
        ("a: [1, # why\n 2]", "a:\n  - 1  # why\n  - 2"),
        ("a: {b, c: d}", "a: {b: , c: d}"),
        ("a:\n  - - b\n    - c", "a:\n  - - b\n    - c"),
        ("- a\n-\n  b: c", "- a\n- b: c"),
        ("--- # top\na: b\n...\n", "# top\na: b"),
        ("a: b\r\nc: d\r\n", "a: b\nc: d"),
        ("\ufeffa: b", "a: b"),
        ("\n\na: b\n\n\n\nc: d\n\n", "a: b\n\nc: d"),
    ],
)
def test_each_value_has_one_form(before, after):
    assert reform(before) == f"{after}\n"
    assert reform(after) == f"{after}\n"
    assert same_meaning(f"{before}\n", f"{after}\n")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a:\n  b: c\n  # of a\nd: e", "a:\n  b: c\n  # of a\nd: e"),
        ("a:\n  b: c\n# of d\nd: e", "a:\n  b: c\n# of d\nd: e"),
        ("a:\n    # of b\n  b: c", "a:\n  # of b\n  b: c"),
        ("a: {b: c, # of b\n  d: e}", "a:\n  b: c  # of b\n  d: e"),
        ("a: {b: c,\n  # the end\n  }", "a:\n  b: c\n  # the end"),
        ("a: {b: c} # of a", "a: {b: c}  # of a"),
        ("a: # of a\n  b: c", "a:  # of a\n  b: c"),
        ("- a: b\n\n  # the end\n- c: d", "- a: b\n\n  # the end\n- c: d"),
        ("a: |  # why\n   x", "a: |  # why\n  x"),
        ("a: |\n  x # no comment\n# one\n", "a: |\n  x # no comment\n# one"),
        ("a: b#c # d", "a: b#c  # d"),
        ("a: {b: two\n    words # why\n    }", "a:\n  b: two words  # why"),
        (
            "a: {b: [two\n    words] # why\n    }",
            "a:\n  b:  # why\n    - two\n      words",
        ),
        ("a: two\n  words # why", "a: two words  # why"),
        ("- two\n  words # why", "- two words  # why"),
        ('a: "1\n  2" # why', "a: 1 2  # why"),
        ("a: two\n\n  words # why", "# why\na: two\n\n  words"),
        ("a: {b: two\n\n    words # why\n    }", "a:\n  # why\n  b: two\n\n    words"),
    ],
)
def test_a_comment_stays_with_what_it_is_about(before, after):
    assert reform(before) == f"{after}\n"
    assert reform(after) == f"{after}\n"


def test_what_does_not_fit_a_line_gets_several():
    long = ", ".join(f"key-{n}: value-{n}" for n in range(6))

    assert reform(f"a: {{{long}}}") == "a:\n  " + long.replace(", ", "\n  ") + "\n"


def test_what_a_comment_allows_on_a_line_stays_on_it():
    long = ", ".join(f"key-{n}: value-{n}" for n in range(9))
    text = f"a: {{{long}}}  # mockdr: allow MDR504 because it is so\n"

    assert reform(text) == text


def test_what_is_not_in_brackets_is_never_put_there():
    """Whoever gives a thing lines of its own has a reason."""
    assert reform("a:\n  b: c") == "a:\n  b: c\n"


@pytest.mark.parametrize(
    "file",
    [f for f in (*BUNDLED[::5], *GOLDENS) if readable(f.read_bytes())],
    ids=lambda file: file.stem,
)
def test_real_files_mean_the_same_and_are_formed_once(file):
    before = file.read_bytes()
    after = reform(before.decode("utf-8"))

    assert same_meaning(before, after)
    assert reform(after) == after
    assert all(len(line) <= WIDTH for line in after.splitlines() if line[-1:] == "}")


def test_every_bundled_story_is_in_the_one_form():
    """`mockdr fmt scenarios` puts it there."""
    texts = {file.stem: file.read_text("utf-8") for file in BUNDLED}

    assert [name for name, text in texts.items() if reform(text) != text] == []


# Laws

WORD = st.text(st.sampled_from("ab1.-:,{}[]'\"<>&*!|?%@`~# \\é\t\x85"), max_size=6)
TREES = st.recursive(
    WORD,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["a", "b", "c d", "then", "e:"]), inner),
    ),
    max_leaves=8,
)


@st.composite
def texts(draw):
    """Draw a YAML text in some layout, with comments and blank lines in between."""
    tree = draw(st.dictionaries(st.sampled_from(["steps", "a", "given"]), TREES))
    lines: list[str] = []
    _write(draw, tree or {"a": "b"}, 0, lines)
    count = draw(st.integers(0, 4))
    for number in range(count):
        at = draw(st.integers(0, len(lines)))
        extra = draw(st.sampled_from(["", f"# c{number}", f"    # c{number}"]))
        lines.insert(at, extra)
    return "\n".join(lines) + "\n"


def _quoted(draw, text):
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    if not text.isprintable():
        return '"' + escaped.replace("\t", "\\t").replace("\x85", "\\N") + '"'
    styles = [f'"{escaped}"', "'" + text.replace("'", "''") + "'"]
    if text.isalnum():
        styles.append(text)
    return draw(st.sampled_from(styles))


def _flow(draw, tree):
    if isinstance(tree, dict):
        inner = ", ".join(
            f"{_quoted(draw, k)}: {_flow(draw, v)}" for k, v in tree.items()
        )
        return f"{{ {inner} }}"
    if isinstance(tree, list):
        return f"[{', '.join(_flow(draw, item) for item in tree)}]"
    return _quoted(draw, tree)


def _write(draw, tree, indent, lines):
    pad = " " * indent
    for key, value in tree.items() if isinstance(tree, dict) else enumerate(tree):
        head = f"{pad}{_quoted(draw, key)}:" if isinstance(tree, dict) else f"{pad}-"
        beside = draw(st.sampled_from(["", "", "  # beside"]))
        if not isinstance(value, str) and value and draw(st.booleans()):
            lines.append(f"{head}{beside}")
            _write(draw, value, indent + draw(st.integers(1, 4)), lines)
        else:
            lines.append(f"{head} {_flow(draw, value)}{beside}")


@settings(max_examples=120, deadline=None, derandomize=True)
@given(texts())
def test_any_text_means_the_same_and_is_formed_once(text):
    formed = reform(text)

    assert same_meaning(text, formed)
    assert reform(formed) == formed


@settings(max_examples=80, deadline=None, derandomize=True)
@given(texts())
def test_no_comment_is_lost_and_none_is_made(text):
    def told(text):
        return {c: text.count(f"# {c}") for c in ("c0", "c1", "c2", "c3", "beside")}

    assert told(reform(text)) == told(text)
