"""Ids in the provider's shapes: a function of seed, tenant and count."""

from __future__ import annotations

from hashlib import blake2b

__all__ = ["Ids", "real_token"]

#: Numeric ids end in a suffix that belongs to the account.
#: Source: creating-and-updating-an-order.md (order 180139250336 and others).
_ACCOUNT_SUFFIX = "0336"
#: How many numbers of eight digits do not begin with a zero.
_NUMBERS = 90_000_000


def real_token() -> str:
    """Return a secret that nobody can guess; the door by which real chance comes in."""
    # Few need it, and it costs some milliseconds.
    import secrets  # noqa: PLC0415, TID251  (this is the door)

    return secrets.token_urlsafe(24)


class Ids:
    """
    Makes ids and other seeded randomness; the same seed makes the same sequence.

    Args:
        seed: Any text; equal seeds give equal ids.
        tenant: Keeps tenants of one seed apart.
    """

    def __init__(self, seed: str, tenant: str = "") -> None:
        self._key = blake2b(f"{seed}\0{tenant}".encode(), digest_size=32).digest()
        self.count = 0
        grain = int.from_bytes(self._key, "big")
        # A step without the factors 2, 3 and 5 of _NUMBERS visits every number
        # once before any comes again.
        self._step = 30 * (grain % (_NUMBERS // 30)) + 7
        self._first = (grain >> 64) % _NUMBERS

    def _hex(self) -> str:
        self.count += 1
        return blake2b(
            self.count.to_bytes(8, "big"), key=self._key, digest_size=16
        ).hexdigest()

    def uuid(self) -> str:
        """Return a UUID of version 4, as most resources have."""
        h = self._hex()
        variant = "89ab"[int(h[16], 16) % 4]
        return f"{h[:8]}-{h[8:12]}-4{h[13:16]}-{variant}{h[17:20]}-{h[20:]}"

    def number(self) -> str:
        """Return a numeric string of 12 digits, as orders and customers have."""
        self.count += 1
        number = (self._first + self.count * self._step) % _NUMBERS
        return f"{10_000_000 + number}{_ACCOUNT_SUFFIX}"

    def secret(self, owner: str) -> str:
        """Return a client secret: the id of its owner, `_`, and a UUID."""
        return f"{owner}_{self.uuid()}"

    def digits(self, length: int) -> str:
        """Return *length* decimal digits."""
        return str(int(self._hex(), 16) % 10**length).zfill(length)

    def chance(self) -> float:
        """Return a number of 0 up to, not including, 1."""
        return int(self._hex()[:13], 16) / 2.0**52

    def octets(self, length: int) -> bytes:
        """Return *length* bytes."""
        out = b""
        while len(out) < length:
            out += bytes.fromhex(self._hex())
        return out[:length]
