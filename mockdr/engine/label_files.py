"""Shipping labels as files: small, valid, and with the tracking number on them."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

__all__ = ["FORMATS", "HEIGHT", "WIDTH", "label_file", "pdf"]

#: Inches, as carriers print them.
HEIGHT: Final = 6
WIDTH: Final = 4

_DOTS_PER_INCH: Final = 72


def pdf(lines: Sequence[str]) -> bytes:
    """Return one page with a line of text for each of *lines*."""
    shown = " ".join(f"({_escaped(line)}) Tj T*" for line in lines)
    text = f"BT /F1 14 Tf 18 TL 24 396 Td {shown} ET".encode("latin-1", "replace")
    width, height = WIDTH * _DOTS_PER_INCH, HEIGHT * _DOTS_PER_INCH
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>" % (width, height),
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(text), text),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>",
    ]
    file = bytearray(b"%PDF-1.4\n")
    starts = []
    for number, content in enumerate(objects, 1):
        starts.append(len(file))
        file += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    count = len(objects) + 1
    return bytes(file) + (
        b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n<< /Size %d /Root 1 0 R >>\n"
        b"startxref\n%d\n%%%%EOF\n" % (count, table, count, len(file))
    )


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _bars(lines: Sequence[str]) -> list[int]:
    """Return the bits of the last of *lines*, for a picture that differs with it."""
    data = lines[-1].encode("latin-1", "replace") if lines else b""
    return [byte >> bit & 1 for byte in data for bit in range(8)] or [0]


def _png(lines: Sequence[str]) -> bytes:
    """Return black and white bars, a pixel wide and twenty high."""
    bars = _bars(lines)
    padded = bars + [0] * (-len(bars) % 8)
    row = bytes(
        int("".join(str(1 - bit) for bit in padded[i : i + 8]), 2)
        for i in range(0, len(padded), 8)
    )

    def chunk(name: bytes, content: bytes) -> bytes:
        sum = zlib.crc32(name + content)
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", sum)

    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", struct.pack(">IIBBBBB", len(bars), 20, 1, 0, 0, 0, 0)),
            chunk(b"IDAT", zlib.compress((b"\0" + row) * 20)),
            chunk(b"IEND", b""),
        )
    )


def _gif(lines: Sequence[str]) -> bytes:
    """Return the bars again, a pixel high: every pixel as a code of three bits."""
    bars = _bars(lines)
    clear, end = 4, 5
    codes = []
    for bit in bars:
        # A table that is cleared before each pixel never grows its codes.
        codes += [clear, bit]
    bits = "".join(f"{code:03b}"[::-1] for code in [*codes, end])
    bits += "0" * (-len(bits) % 8)
    data = bytes(int(bits[i : i + 8][::-1], 2) for i in range(0, len(bits), 8))
    blocks = b"".join(
        bytes([len(data[i : i + 255])]) + data[i : i + 255]
        for i in range(0, len(data), 255)
    )
    size = struct.pack("<HH", len(bars), 1)
    return b"".join(
        (
            b"GIF89a" + size + b"\x80\0\0" + b"\xff\xff\xff\0\0\0",
            b"," + struct.pack("<HH", 0, 0) + size + b"\0",
            b"\x02" + blocks + b"\0;",
        )
    )


def _jpg(lines: Sequence[str]) -> bytes:
    """Return one grey pixel, and what stands on the label as a comment."""

    def segment(marker: int, content: bytes) -> bytes:
        return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content

    # One code of one bit in each of the two tables: nothing differs from grey.
    one_code = bytes([1, *[0] * 15, 0])
    return b"".join(
        (
            b"\xff\xd8",
            segment(0xE0, b"JFIF\0\x01\x01\x01" + struct.pack(">HHH", 72, 72, 0)),
            segment(0xFE, "\n".join(lines).encode()[:65_000]),
            segment(0xDB, b"\0" + b"\x01" * 64),
            segment(0xC0, struct.pack(">BHHBBBB", 8, 1, 1, 1, 1, 0x11, 0)),
            segment(0xC4, b"\0" + one_code),
            segment(0xC4, b"\x10" + one_code),
            segment(0xDA, b"\x01\x01\0\0\x3f\0"),
            b"\x3f\xff\xd9",
        )
    )


def _zpl(lines: Sequence[str]) -> bytes:
    """Return what a label printer reads: a field for each line."""
    safe = [line.replace("^", " ").replace("~", " ") for line in lines]
    fields = "".join(
        f"^FO40,{40 + 60 * number}^A0N,40^FD{line}^FS\n"
        for number, line in enumerate(safe)
    )
    return f"^XA\n{fields}^XZ\n".encode()


_MAKERS: Final[Mapping[str, Callable[[Sequence[str]], bytes]]] = MappingProxyType(
    {"PDF": pdf, "PNG": _png, "JPG": _jpg, "GIF": _gif, "ZPL": _zpl}
)

#: Source: managing-a-global-logistics-order.md.
FORMATS: Final = tuple(_MAKERS)


def label_file(format: str, lines: Sequence[str]) -> bytes:
    """
    Return a label.

    Args:
        format: One of `FORMATS`.
        lines: What stands on it; the last is the tracking number.
    """
    return _MAKERS[format](lines)
