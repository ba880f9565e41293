"""Letters and colours of the pictures; what they take up is known without a browser."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Final
from xml.sax.saxutils import escape

__all__ = [
    "BADGE",
    "LINE",
    "STYLE",
    "badge",
    "badge_width",
    "escaped",
    "mono",
    "rect",
    "text",
    "wrapped",
]

#: The height of a line of small text, and of the badge with the numbers of steps.
LINE: Final = 17.0
BADGE: Final = 15.0
#: How wide a letter is, where all are as wide; the widest of the usual fonts.
_MONO: Final = 0.61
#: How wide a letter of running text is, on average and generously.
_SANS: Final = 0.54
#: How many numbers a badge shows before it counts them.
_SHOWN: Final = 4

STYLE: Final = """
.mockdr{--ground:#fff;--ink:#1f2937;--soft:#5b6472;--pale:#c9d0da;--faint:#8a93a1;
--box:#f6f8fa;--rim:#8c96a5;--go:#1d5fd1;--tint:#e6effd;--no:#c81e2c;--blush:#fdecec;
--sans:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;
--mono:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
@media (prefers-color-scheme:dark){.mockdr{--ground:#12161c;--ink:#e4e8ee;
--soft:#a3adbb;--pale:#3a424e;--faint:#7d8796;--box:#1b212a;--rim:#6c7684;
--go:#6aa5ff;--tint:#16294a;--no:#ff7a7f;--blush:#3a1a1e}}
.mockdr .ground{fill:var(--ground)}
.mockdr text{font-family:var(--mono);font-size:11px;fill:var(--ink)}
.mockdr .title,.mockdr .summary,.mockdr .panel,.mockdr .note{font-family:var(--sans)}
.mockdr .title{font-size:18px;font-weight:650}
.mockdr .summary{font-size:13px;fill:var(--soft)}
.mockdr .panel{font-size:13px;font-weight:650;fill:var(--soft)}
.mockdr .note{font-size:12px;fill:var(--soft)}
.mockdr .name{font-size:12.5px;font-weight:600}
.mockdr .stay{fill:var(--soft)}
.mockdr .unsure{font-style:italic}
.mockdr .behind{fill:var(--ground);fill-opacity:.94}
.mockdr .box{fill:var(--box);stroke:var(--rim);stroke-width:1.2}
.mockdr .ring{fill:none;stroke:var(--rim);stroke-width:1}
.mockdr circle{fill:var(--ink)}
.mockdr .line{fill:none;stroke:var(--rim);stroke-width:1.3}
.mockdr .head{fill:var(--rim)}
.mockdr .unsure .line{stroke-dasharray:5 4}
.mockdr .pale .line{stroke:var(--pale)}
.mockdr .pale .head{fill:var(--pale)}
.mockdr .pale .box{stroke:var(--pale);fill:var(--ground)}
.mockdr .pale .ring{stroke:var(--pale)}
.mockdr .pale .by{fill:var(--soft)}
.mockdr .pale .name{fill:var(--faint);font-weight:400}
.mockdr .taken .line{stroke:var(--go);stroke-width:2.6;stroke-dasharray:none}
.mockdr .taken .head,.mockdr .taken circle{fill:var(--go)}
.mockdr .taken .box{fill:var(--tint);stroke:var(--go);stroke-width:1.8}
.mockdr .taken .ring{stroke:var(--go)}
.mockdr .end .box{fill:var(--go);stroke:var(--go)}
.mockdr .end .ring,.mockdr .end .stay{stroke:none;fill:var(--ground)}
.mockdr .end .ring{fill:none;stroke:var(--ground)}
.mockdr .end .name{fill:var(--ground)}
.mockdr .blocked .line{stroke:var(--no);stroke-width:2.2;stroke-dasharray:7 5}
.mockdr .blocked .head{fill:var(--no)}
.mockdr .blocked .box{fill:var(--blush);stroke:var(--no);stroke-width:1.8;
stroke-dasharray:7 5}
.mockdr .blocked .name,.mockdr .blocked .by,.mockdr .blocked .stay{fill:var(--no)}
.mockdr .refused .line{stroke:var(--no);stroke-width:2.6}
.mockdr .refused .head,.mockdr .refused .by,.mockdr .refused .out{fill:var(--no)}
.mockdr .badge rect{fill:var(--go)}
.mockdr .badge text{fill:var(--ground);font-size:10px;font-weight:700}
.mockdr .blocked .badge rect,.mockdr .refused .badge rect{fill:var(--no)}
.mockdr .end .badge rect{fill:var(--ground)}
.mockdr .end .badge text{fill:var(--go)}
.mockdr .who{font-family:var(--sans);fill:var(--soft)}
.mockdr .what{font-size:12px;font-weight:600}
.mockdr .out{fill:var(--soft)}
.mockdr .pale .what{fill:var(--soft);font-weight:400}
.mockdr .pale .badge rect{fill:var(--faint)}
""".strip()


def mono(words: str, size: float) -> float:
    """Return how wide *words* are in a font whose letters are all as wide."""
    return len(words) * size * _MONO


def wrapped(words: str, width: float, size: float) -> list[str]:
    """Return running text in lines that are no wider than *width*."""
    return textwrap.wrap(words, max(20, int(width / (size * _SANS))))


def escaped(words: str) -> str:
    """Return *words* so that they are nothing but words in XML."""
    kept = "".join(c for c in words if c.isprintable() or c == "\n")
    return escape(kept, {'"': "&quot;"})


def text(x: float, y: float, words: str, role: str, *, middle: bool = False) -> str:
    """Return a line of text."""
    anchor = ' text-anchor="middle"' if middle else ""
    return (
        f'<text class="{role}" x="{x:.1f}" y="{y:.1f}"{anchor}>{escaped(words)}</text>'
    )


def rect(
    corner: tuple[float, float], size: tuple[float, float], radius: float, role: str
) -> str:
    """Return a box with round corners."""
    return (
        f'<rect class="{role}" x="{corner[0]:.1f}" y="{corner[1]:.1f}" '
        f'width="{size[0]:.1f}" height="{size[1]:.1f}" rx="{radius:g}"/>'
    )


def _numbers(numbers: Sequence[int]) -> str:
    if len(numbers) > _SHOWN:
        return f"{numbers[0]}…{numbers[-1]} ({len(numbers)}x)"
    return "·".join(map(str, numbers))


def badge_width(numbers: Sequence[int]) -> float:
    """Return what a badge takes up, with the room after it."""
    return max(BADGE, mono(_numbers(numbers), 10) + 9) + 5 if numbers else 0.0


def badge(x: float, y: float, numbers: Sequence[int]) -> str:
    """Return the numbers of the steps that took a way."""
    wide = badge_width(numbers) - 5
    written = text(x + wide / 2, y + 11, _numbers(numbers), "step", middle=True)
    return (
        f'<g class="badge"><rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" '
        f'height="{BADGE:g}" rx="{BADGE / 2:g}"/>{written}</g>'
    )
