"""With a token: fetched where the webhook says, kept until it ends or is refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, TypeAlias
from urllib.parse import urlencode

import orjson

from mockdr.base.errors import Json
from mockdr.events.delivery import Answer, Parcel, Sender

__all__ = ["OAuthSender"]

#: Key of a webhook's `oauth` block to the field of the form. Client id and secret go
#: into the form too: no page says where they go. Source: webhooks.md; inferred.
_FORM: Final[Mapping[str, str]] = {
    "grantType": "grant_type",
    "clientID": "client_id",
    "clientSecret": "client_secret",
    "userName": "username",
    "password": "password",
    "audience": "audience",
}
#: What may stand in a header: a token of anything else could end it. Source: RFC 6750.
_TOKEN: Final = re.compile(r"[!-~]+")
#: What of an address is nobody's business: a user, and the query.
_SECRET: Final = re.compile(r"(?<=//)[^/]*@|[?#].*", re.DOTALL)
_UNAUTHORIZED: Final = 401

_Steps: TypeAlias = Generator[Parcel, Answer, Answer]
_Block: TypeAlias = Mapping[str, Json]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Token:
    text: str
    until: datetime | None

    def holds(self, moment: datetime | None) -> bool:
        return self.until is None or (moment is not None and moment < self.until)


class _NoToken(Exception):
    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class OAuthSender:
    """
    Brings a bearer token along; one for each `oauth` block, as long as it holds.

    A token that has no `expires_in` holds until a receiver answers 401, which ends
    any token. Inferred: no page says how long the provider keeps one.

    Args:
        route: Returns who carries parcels to an address, the token's as any other.
    """

    def __init__(self, route: Callable[[str], Sender]) -> None:
        self._route = route
        self._tokens: dict[bytes, _Token] = {}

    def send(self, parcel: Parcel) -> Answer:
        """Send *parcel*, after asking for a token if there is none that holds."""
        steps = self._steps(parcel)
        try:
            out = next(steps)
            while True:
                out = steps.send(self._route(out.url).send(out))
        except StopIteration as end:
            return _answer(end)

    async def send_async(self, parcel: Parcel) -> Answer:
        """Do the same in the running event loop."""
        steps = self._steps(parcel)
        try:
            out = next(steps)
            while True:
                out = steps.send(await self._route(out.url).send_async(out))
        except StopIteration as end:
            return _answer(end)

    def _steps(self, parcel: Parcel) -> _Steps:
        """Yield what goes out, one after the other, and take what comes back."""
        block = parcel.oauth
        if block is None:
            return (yield parcel)
        key = orjson.dumps(block, option=orjson.OPT_SORT_KEYS)
        token = self._tokens.get(key)
        if token is None or not token.holds(parcel.moment):
            asked = yield _question(block, parcel.moment)
            try:
                token = _read(asked, parcel.moment)
            except _NoToken as no:
                where = _SECRET.sub("", str(block["tokenEndPoint"]))
                outcome = (
                    "unreachable" if asked.outcome == "answered" else asked.outcome
                )
                return Answer(
                    outcome=outcome, reason=f"no token from {where}: {no.reason}"
                )
            self._tokens[key] = token
        bearer = {"Authorization": f"Bearer {token.text}"}
        answer = yield replace(parcel, headers={**parcel.headers, **bearer})
        if answer.status == _UNAUTHORIZED:
            self._tokens.pop(key, None)
        return answer


def _answer(end: StopIteration) -> Answer:
    answer: Answer = end.value
    return answer


def _question(block: _Block, moment: datetime | None) -> Parcel:
    form = {field: block[key] for key, field in _FORM.items() if block.get(key)}
    return Parcel(
        url=str(block["tokenEndPoint"]),
        headers={
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "application/json",
        },
        body=urlencode(form).encode("ascii"),
        moment=moment,
    )


def _read(answer: Answer, moment: datetime | None) -> _Token:
    """
    Return the token that was answered.

    Raises:
        _NoToken: If there is none; says why, and never shows a secret.
    """
    if answer.outcome != "answered":
        raise _NoToken(answer.reason)
    try:
        said = orjson.loads(answer.body)
    except orjson.JSONDecodeError:
        said = None
    said = said if isinstance(said, dict) else {}
    if not answer.ok:
        why = answer.reason or ", ".join(
            text
            for name in ("error", "error_description")
            if isinstance(text := said.get(name), str)
        )
        raise _NoToken(f"it answered {answer.status}" + (f" ({why})" if why else ""))
    text, kind = said.get("access_token"), said.get("token_type", "bearer")
    if not isinstance(text, str) or _TOKEN.fullmatch(text) is None:
        raise _NoToken("its answer has no access_token that fits into a header")
    if not isinstance(kind, str) or kind.lower() != "bearer":
        raise _NoToken(f"its token is of the type {kind!r} and no bearer's")
    return _Token(text=text, until=_end(said.get("expires_in"), moment))


def _end(seconds: Json, moment: datetime | None) -> datetime | None:
    """Return when a token ends, or None where that cannot be told."""
    try:
        return None if moment is None else moment + timedelta(seconds=float(seconds))
    except (TypeError, ValueError, OverflowError):
        return None
