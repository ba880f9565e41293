"""A way to sign that is not the provider's, for tests that put it in its place."""

from __future__ import annotations


class Plain:
    def signature(self, secret, stamp, body):
        return f"{secret}/{stamp}/{len(body)}"

    def join(self, stamp, signatures):
        return f"t={stamp};" + ";".join(signatures)

    def split(self, value):
        stamp, *signatures = value.removeprefix("t=").split(";")
        return stamp, tuple(signatures)


PLAIN = Plain()
