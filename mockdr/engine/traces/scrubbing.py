"""Keeps what decides how a request ends, and nothing that belongs to anybody."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from mockdr.base.errors import Json
from mockdr.base.secret_names import holds_card, is_code, is_secret
from mockdr.contract import test_cards, test_last_names
from mockdr.engine.homes import HOMES
from mockdr.engine.masking import mask_text

__all__ = ["Scrubber"]

#: Texts that are words of the contract or of a catalogue, and tell nothing of a person.
_WORDS: Final = frozenset(
    {
        "action",
        "bankCode",
        "chargeType",
        "country",
        "countryOfOrigin",
        "currency",
        "customerType",
        "eccn",
        "futureUse",
        "hsCode",
        "interval",
        "locale",
        "paymentType",
        "reason",
        "sellingEntity",
        "serviceLevel",
        "skuId",
        "state",
        "storeId",
        "taxCode",
        "type",
        "usage",
    }
)
#: What a field can be called; anything else that stands there is a value.
_FIELD: Final = re.compile(r"[A-Za-z][A-Za-z]{0,39}")
_WORD: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")
#: Whatever stands here is somebody's, or a secret, in whatever type it comes.
_NEVER: Final = frozenset(
    {
        "browserIp",
        "clientSecret",
        "expirationMonth",
        "expirationYear",
        "metadata",
        "organization",
        "phone",
        "phoneNumber",
        "taxIdentifiers",
        "token",
    }
)
_NAMES: Final = frozenset({"name", "lastName"})
_HOMES: Final = {home["country"]: home for home in HOMES.values()}
#: A number with more digits may be a card, or somebody's telephone.
_LARGEST: Final = 10**9
_NOTHING: Final = object()


@dataclass(slots=True, kw_only=True)
class Scrubber:
    """
    Takes out of requests whatever a file must not hold.

    Args:
        refer: Returns what stands for an id in a story; None where it stands for
            nothing there.
    """

    refer: Callable[[str], Json]
    _emails: dict[str, str] = field(default_factory=dict)
    _invents: bool = False

    def clean(self, body: Json, *, invent: bool = False) -> dict[str, Json]:
        """
        Return what a story may say of *body*; nothing where it is no object.

        Args:
            invent: Whether something of nobody's stands for what is somebody's. A
                request is not matched by it, but mockdr can send it.
        """
        if not isinstance(body, Mapping):
            return {}
        self._invents = invent
        found = self._object(body)
        return found if isinstance(found, dict) else {}

    def email(self, address: str) -> str:
        """Return an address in place of *address*, the same one every time."""
        known = self._emails.get(address)
        if known is None:
            number = len(self._emails) + 1
            known = f"shopper{'' if number == 1 else f'-{number}'}@example.com"
            self._emails[address] = known
        return known

    def _value(self, name: str, value: Json, *, card: bool = False) -> Json:
        if isinstance(value, Mapping):
            return self._object(value, card=card or holds_card(name))
        if isinstance(value, list):
            items = [self._value(name, item, card=card) for item in value]
            if any(item is _NOTHING for item in items):
                # An array is compared by its length: what is gone leaves a gap.
                whole = all(isinstance(item, Mapping) for item in value)
                items = [{} if i is _NOTHING else i for i in items] if whole else []
            return items or (_NOTHING if value else [])
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, int | float):
            return value if abs(value) < _LARGEST else _NOTHING
        return self._text(name, str(value))

    def _text(self, name: str, text: str) -> Json:
        referred = self.refer(text)
        if referred is not None:
            return referred
        if name == "email":
            return self.email(text) if self._invents else _NOTHING
        if name == "terms":
            return "I agree." if self._invents else _NOTHING
        if name in _NAMES:
            last = text.rpartition(" ")[2]
            known = last in test_last_names()
            if not known or (not self._invents and name == "name"):
                return _NOTHING
            return f"William {last}" if " " in text else last
        harmless = name in _WORDS and _WORD.fullmatch(text) and mask_text(text) == text
        return text if harmless else _NOTHING

    def _object(self, value: Mapping[str, Json], *, card: bool = False) -> Json:
        if "country" in value and ("line1" in value or "city" in value):
            country = str(value["country"])
            known = _HOMES.get(country) if self._invents else None
            return dict(known or self._kept({"country": country}))
        found = self._kept(value, card=card)
        if "number" in value:
            digits = re.sub(r"[ -]", "", str(value["number"]))
            # Documented test numbers belong to nobody, and decide how it ends.
            if digits in test_cards():
                found["number"] = digits
        return found or (_NOTHING if value else {})

    def _kept(
        self, value: Mapping[str, Json], *, card: bool = False
    ) -> dict[str, Json]:
        kept = {
            str(name): self._value(str(name), item, card=card)
            for name, item in value.items()
            if not _is_never(str(name))
            and not (card and is_code(str(name), item))
            and _FIELD.fullmatch(str(name))
        }
        return {name: item for name, item in kept.items() if item is not _NOTHING}


def _is_never(name: str) -> bool:
    return name in _NEVER or is_secret(name)
