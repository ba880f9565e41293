"""Takes out of what is handed over what could pay, open a door, or name somebody."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Final

from mockdr.base.errors import Json
from mockdr.base.secret_names import holds_card, is_code, is_secret
from mockdr.contract import test_cards, test_last_names
from mockdr.domain.address import complaints
from mockdr.domain.tax_rates import tax_rate
from mockdr.engine.bundles.freely import FREE, Free, shape
from mockdr.engine.details import passes_luhn
from mockdr.engine.masking import SECRET_THERE, mask_raw, mask_text

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant

__all__ = ["Disguise", "disguise_of", "revealed"]

#: What may be told of a card's number, by the rules of the card schemes.
_BEGINNING, _END = 6, 4
_SHORTEST, _LONGEST = 12, 19
_MISTYPED: Final = " mistyped"
_STAND_IN = re.compile(r"<card (\d{6})(\*+)(\d{4})( mistyped)?>")
#: Fields that tell who or where somebody is, and that decide nothing here.
_PERSONAL: Final = frozenset(
    {
        *("firstName", "lastName", "fullName", "accountHolder", "accountHolderName"),
        *(
            "phone",
            "phoneNumber",
            "dateOfBirth",
            "line1",
            "line2",
            "city",
            "organization",
            "recipient",
        ),
    }
)
_POSTAL: Final = "postalCode"
#: What follows of a ZIP code tells a street, and the tax does not hang on it.
_AREA: Final = 5
#: Somewhere with a tax, to see whether it is due.
_TAXED: Final = {"country": "DE"}
#: An object that holds one of these is about somebody, whose `name` it then holds.
_SOMEBODY: Final = frozenset(
    {"address", "email", "firstName", "lastName", "line1", "phone", "phoneNumber"}
)
#: Fields that hold somebody, also where only the `name` is said anew.
_PEOPLE: Final = frozenset(
    {"addresses", "billTo", "billing", "customer", "owner", "returnTo"}
    | {"shipFrom", "shipTo", "shipping"}
)
_ADDRESSES: Final = frozenset({"browserIp", "ipAddress", "clientIp"})
#: An address that nobody has. Source: RFC 5737.
_NOBODYS_ADDRESS: Final = "192.0.2.1"
#: Names of headers and parameters that open a door.
_OPENS = re.compile(
    r"secret|token|password|authorization|api-?key|cookie|signature", re.IGNORECASE
)
#: The ones among them that are ids: a browser knows them, and calls need them.
_NEEDED: Final = frozenset({"apiKey", "secret", "clientSecret", "sourceClientSecret"})
_EMAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)"
)
#: Domains of examples. Source: RFC 2606.
_EXAMPLES: Final = re.compile(
    r"(?:.*\.)?(?:example(?:\.(?:com|net|org))?|test|invalid|localhost)", re.IGNORECASE
)
_HOOK_SECRET = re.compile(r"\bwhk_[A-Za-z0-9_-]+")
#: A file in a reply or a request may say anything of anybody.
_FILE = re.compile(r"[A-Za-z0-9+/]{256,}={0,2}")
_FILE_STAND_IN = re.compile(r"<base64 (\d{3,8})>")
_BEARER = re.compile(r"\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{6,}", re.IGNORECASE)
#: What stands between words, and words that decide where nothing can be shipped to.
_MEANT = re.compile(r"(\s+|\bp\.?\s*o\.?\s*box\b)", re.IGNORECASE)
#: A shorter word may be part of any other, and is left where nobody says what it is.
_TELLING: Final = 5


class Disguise:
    """
    Puts stand-ins in the place of secrets; what was equal stays equal.

    A card keeps its first six and last four digits, a text of somebody's its shape, an
    address of e-mail its being an address. `revealed` makes of a card's stand-in a
    number that the provider treats alike, and a file of a file's. Test values of the
    documentation stay.

    Args:
        scripts: The texts of the scenarios in force: what they name of the values that
            a merchant may choose at will is needed as it is, and stays.
        again: Whether what is told was sent in disguise already: what is numbered
            then stays as it is.
    """

    def __init__(self, scripts: Iterable[str] = (), *, again: bool = False) -> None:
        self._emails: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._scripts = "\n".join(scripts)
        self._free = None if again else Free(self._scripts)

    def text(self, text: str) -> str:
        """Return *text* without what is secret wherever it stands."""
        text = mask_text(text, card_stand_in)
        if "@" in text:
            text = _EMAIL.sub(self._email, text)
        if "whk_" in text:
            text = _HOOK_SECRET.sub("whk_****", text)
        return _BEARER.sub(r"\1 ****", text)

    def told(self, text: str) -> str:
        """Return *text*, which tells of what was sent: names that were met go too."""
        for name, stand_in in self._names.items():
            text = text.replace(name, stand_in)
        return self.text(text)

    def sent(self, value: Json, field: str = "", *, somebody: bool = False) -> Json:
        """
        Return *value*, any part of what was sent, in disguise; its names are learnt.

        Args:
            field: The name of the field that holds it.
            somebody: Whether that field stands in an object about a person.
        """
        return self._disguised(value, field, somebody=somebody)

    def told_value(self, value: Json) -> Json:
        """Return *value*, which the provider made of what was sent, in disguise."""
        return self._disguised(value, told=True)

    def _disguised(
        self,
        value: Json,
        field: str = "",
        *,
        told: bool = False,
        somebody: bool = False,
        card: bool = False,
    ) -> Json:
        """
        Return *value* in disguise.

        Args:
            told: Whether the provider says it: of that nothing is learnt.
            card: Whether it stands in a card, at whatever depth.
        """
        known = self.told if told else self.text
        if isinstance(value, Mapping):
            person = field in _PEOPLE or bool(_SOMEBODY & value.keys())
            card = card or holds_card(field)
            return {
                known(name): shape(item)
                if told and is_secret(name)
                else self._secret(item, told=told)
                if _is_secret(field, name, item, card=card)
                else self._chosen(item, name)
                if name in FREE
                else self._postal_code(item, value)
                if name == _POSTAL
                else self._disguised(item, name, told=told, somebody=person, card=card)
                for name, item in value.items()
            }
        if isinstance(value, list | tuple):
            return [
                self._disguised(item, field, told=told, somebody=somebody, card=card)
                for item in value
            ]
        if is_secret(field):
            return self._secret(value, told=told)
        if not isinstance(value, str):
            return _number(value)
        if field in _ADDRESSES:
            return self._learnt(value, _NOBODYS_ADDRESS, told=told)
        if field in _PERSONAL or (field == "name" and somebody):
            return self._learnt(value, _without_names(value), told=told)
        return _without_file(known(_whole(value)))

    def headers(self, headers: Mapping[str, str]) -> dict[str, str]:
        """Return *headers* without those that open a door."""
        return {
            name: "****"
            if _OPENS.search(name) or is_secret(name)
            else mask_raw(self.text(value))
            for name, value in headers.items()
        }

    def query(self, query: tuple[tuple[str, str], ...]) -> list[list[str]]:
        """Return the parameters of a query in disguise."""
        return [
            [
                self.text(name),
                "****"
                if _OPENS.search(name) and name not in _NEEDED
                else str(self.sent(value, name)),
            ]
            for name, value in query
        ]

    def field(self, name: str, value: str) -> str:
        """
        Return the value of a form's field in disguise.

        Args:
            name: As forms spell it, `metadata[birthday]`.
        """
        first, _, rest = name.partition("[")
        holder, _, last = rest.rstrip("]").rpartition("[")
        last = last or first
        if first in FREE:
            return str(self._chosen(value, last))
        holders = [first, *holder.rstrip("]").split("][")]
        if is_code(last, value) and any(map(holds_card, holders)):
            return str(self._secret(value))
        holder = holders[-1] or first
        return str(self.sent(value, last, somebody=holder in _PEOPLE))

    def _chosen(self, value: Json, field: str) -> Json:
        # What is a secret there as well is struck out first.
        value = self.sent(value, "") if isinstance(value, str) else self.sent(value)
        return value if self._free is None else self._free.value(value, field)

    def _postal_code(self, code: Json, address: Mapping[str, Json]) -> Json:
        """Return a code that is as right as *code*, and where as much tax is due."""
        if not isinstance(code, str) or code in self._scripts:
            return code
        meant = _weighed(code, address)
        parted = code[:_AREA] + shape(code[_AREA:])
        shown = (shape(code), parted, code)
        return next(one for one in shown if _weighed(one, address) == meant)

    def _email(self, found: re.Match[str]) -> str:
        if _EXAMPLES.fullmatch(found[1]) or found[0].startswith("****@"):
            # Nobody's, or the masked user of a web address.
            return found[0]
        # Who writes an address in capitals means the same person.
        return self._emails.setdefault(
            found[0].lower(), f"person-{len(self._emails) + 1}@example.com"
        )

    def _secret(self, value: Json, *, told: bool = False) -> Json:
        """Return what stands for a secret: it is judged alike, and opens nothing."""
        if told or not isinstance(value, str):
            return shape(value)
        digits = re.sub(r"[ -]", "", value)
        if digits.isdigit() and _SHORTEST <= len(digits) <= _LONGEST:
            return self._learnt(value, card_stand_in(digits))
        return self._learnt(value, str(shape(value)))

    def _learnt(self, value: str, shown: str, *, told: bool = False) -> str:
        if told or shown == value:
            return shown
        if len(value) < _TELLING and re.search(
            rf"\b{re.escape(value)}\b", self._scripts
        ):
            # It may be what a scenario waits for, whose text is left as it is.
            return value
        if len(value) >= _TELLING:
            self._names[value] = shown
        return shown


def _is_secret(place: str, name: str, value: Json, *, card: bool) -> bool:
    """Return whether all of *value* is a secret; of the scalars each tells itself."""
    if name in SECRET_THERE.get(place, ()) or (card and is_code(name, value)):
        return True
    return isinstance(value, Mapping) and is_secret(name)


def _whole(text: str) -> str:
    # Some keep a whole form in one text.
    return mask_raw(text) if "{" in text else text


def _weighed(code: str, address: Mapping[str, Json]) -> Json:
    """Return all that hangs on the postal code of an address."""
    told = {name: address.get(name) for name in ("country", "state")}
    there = {name: said for name, said in told.items() if isinstance(said, str)}
    if "country" not in there:
        return code
    there[_POSTAL] = code
    return complaints(there), tax_rate(there), tax_rate(_TAXED, ship_from=there)


def disguise_of(tenant: Tenant) -> Disguise:
    """Return the disguise for what a tenant has met, with the scenarios it has had."""
    return Disguise(act.said["story"].text for act in tenant.tape if act.what == "play")


@cache
def _test_names() -> frozenset[str]:
    """Return the last names that the documentation gives a meaning."""
    found = test_last_names().values()
    return frozenset(name for names in found for name in names)


def card_stand_in(digits: str) -> str:
    """Return what stands for the number of a card; one for tests stands for itself."""
    if digits in test_cards():
        return digits
    hidden = "*" * (len(digits) - _BEGINNING - _END)
    wrong = "" if passes_luhn(digits) else _MISTYPED
    return f"<card {digits[:_BEGINNING]}{hidden}{digits[-_END:]}{wrong}>"


def revealed(value: Json) -> Json:
    """Return *value* with what is judged alike in place of each stand-in."""
    if isinstance(value, Mapping):
        return {name: revealed(item) for name, item in value.items()}
    if isinstance(value, list):
        return [revealed(item) for item in value]
    if not isinstance(value, str):
        return value
    value = _FILE_STAND_IN.sub(lambda found: "A" * int(found[1]), value)
    return _STAND_IN.sub(_a_number, value)


def _a_number(found: re.Match[str]) -> str:
    beginning, hidden, end, mistyped = found.groups()
    zeros = "0" * (len(hidden) - 1)
    for digit in "0123456789":
        number = f"{beginning}{zeros}{digit}{end}"
        if passes_luhn(number) is not bool(mistyped):
            return number
    return f"{beginning}{zeros}0{end}"


def _without_names(text: str) -> str:
    parts = _MEANT.split(text)
    return "".join(
        part if number % 2 or part in _test_names() else str(shape(part))
        for number, part in enumerate(parts)
    )


def _without_file(text: str) -> str:
    return f"<base64 {len(text)}>" if _FILE.fullmatch(text) else text


def _number(value: Json) -> Json:
    """Return a number that may be a card's as the text that stands for it."""
    if isinstance(value, int) and not isinstance(value, bool):
        shown = mask_text(str(value), card_stand_in)
        return value if shown == str(value) else shown
    return value
