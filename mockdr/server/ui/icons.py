"""Pictures of payment methods: a tile with its name, and nobody's trademark."""

from __future__ import annotations

from functools import cache
from html import escape
from typing import Final

from mockdr.contract import payment_methods
from mockdr.engine.call import Call, Reply

__all__ = ["answer"]

_ENDING: Final = ".svg"
#: Letters that fit into a tile.
_LETTERS: Final = 11
_DAY: Final = 86_400


def answer(call: Call, name: str) -> Reply:
    """
    Return the picture of a method, to pages of any origin.

    Args:
        call: `GET` or `HEAD`.
        name: What the path ends with: the type, and `.svg`.
    """
    del call
    method = payment_methods().get(name.removesuffix(_ENDING))
    if method is None or not name.endswith(_ENDING):
        return Reply(status=404, headers={"Content-Type": "text/plain"})
    return Reply(
        status=200,
        headers={
            "Content-Type": "image/svg+xml",
            "Cache-Control": f"public, max-age={_DAY}",
            "Access-Control-Allow-Origin": "*",
            "Cross-Origin-Resource-Policy": "cross-origin",
            # An SVG is a document too, where somebody opens it by itself.
            "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
            "X-Content-Type-Options": "nosniff",
        },
        body=_tile(method.title),
    )


@cache
def _tile(title: str) -> bytes:
    """Return a tile that is seen on light and dark ground."""
    words = title.replace(",", "").split()
    short = title
    if len(title) > _LETTERS:
        short = words[0] if len(words[0]) <= _LETTERS else words[0][:_LETTERS]
    hue = sum(map(ord, title)) * 47 % 360
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 72 45" width="72" '
        f'height="45" role="img" aria-label="{escape(title)}">'
        f'<rect x="0.5" y="0.5" width="71" height="44" rx="6" '
        f'fill="hsl({hue} 45% 94%)" stroke="hsl({hue} 35% 55%)"/>'
        f'<text x="36" y="27" text-anchor="middle" textLength="{_width(short)}" '
        'lengthAdjust="spacingAndGlyphs" font-family="system-ui, sans-serif" '
        f'font-weight="600" font-size="12" fill="hsl({hue} 60% 24%)">'
        f"{escape(short)}</text></svg>"
    ).encode()


def _width(text: str) -> int:
    return min(60, 8 * len(text))
