"""What a customer types is nowhere to be read: log, journal, export, report, window."""

from __future__ import annotations

import io
import re

import pytest

from mockdr.server.app import App
from mockdr.server.control.description import description
from mockdr.server.failures import follow, section
from mockdr.server.logs import RequestLog
from tests.engine.shop import RETURN, session_of
from tests.engine.shop import named as owner
from tests.server.private_calls import CHALLENGED, Page, named
from tests.server.test_private_refund import asking

#: A card that could be somebody's: test cards are no secret, exports keep them.
CARD = "5105105105105100"
NO_CARD = "5105105105105101"
CVV = "7391"
IBAN = "DE89370400440532013000"
ACCOUNT = {
    "accountHolder": "Ann Unmistakable",
    "routingNumber": "021000021",
    "accountNumber": "5577991122",
}
#: What nobody may read, and what it looks like in groups.
SECRETS = [
    CARD,
    NO_CARD,
    IBAN,
    ACCOUNT["accountNumber"],
    ACCOUNT["routingNumber"],
    "Unmistakable",
]


def card(number=CARD, **more):
    return {
        "number": number,
        "cvv": CVV,
        "expirationMonth": 3,
        "expirationYear": 2030,
        **more,
    }


def grouped(text):
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


#: Names of what a page sends to what makes a source of it, in any order of mistakes.
SOURCES = {
    "a card": {"creditCard": card()},
    "a card that is challenged": {"creditCard": card(CHALLENGED)},
    "a card in groups": {"creditCard": card(grouped(CARD))},
    "a card as a number": {"creditCard": card(int(CARD))},
    "a code as a number": {"creditCard": card(cvv=int(CVV))},
    "a code in a list": {"creditCard": card(cvv=[CVV])},
    "a card that is none": {"creditCard": card(NO_CARD)},
    "a card with letters": {"creditCard": card(f"{CARD}x")},
    "a card that has expired": {"creditCard": card(expirationYear=2020)},
    "a card as a name": {"creditCard": card(), "owner": owner(CARD)},
    "a card in a field of nobody": {"creditCard": card(pan=CARD, cvc=CVV)},
    "a card beside its part": {"creditCard": {}, "number": CARD, "cvv": CVV},
    "an account": {"type": "ideal", "ideal": {**RETURN, "iban": IBAN}},
    "an account in groups": {
        "type": "directDebit",
        "directDebit": {**RETURN, "iban": grouped(IBAN)},
    },
    "an account in a field of nobody": {"type": "ideal", "iban": IBAN, "ideal": RETURN},
    "an account of no type": {"type": "ideal", "ideal": {"iban": [IBAN]}},
}


@pytest.fixture
def page():
    return Page()


@pytest.fixture
def shop(page):
    return page.shop


@pytest.fixture
def told(page):
    """Return all that anybody is told of a tenant, but for its page, as one text."""
    tenant, streams = page.shop.tenant, {}
    follow(tenant)
    logs = []
    for style in ("text", "json"):
        streams[style] = io.StringIO()
        logs.append(RequestLog(page.shop.world, streams[style], style))

    def watch(*said):
        for log in logs:
            log.write(*said)

    page.app = App(page.shop.world, watch=watch)

    def read():
        found = [stream.getvalue() for stream in streams.values()]
        found += [text for text in map(reply, questions(tenant)) if text]
        findings = tenant.journal.findings()
        report = section(
            tenant,
            title="a test",
            reason="it failed",
            told="\n".join(finding.message for finding in findings),
            picture="",
            url="http://127.0.0.1:8400",
        )
        return "\n".join((*found, report))

    def reply(question):
        path, query = question
        answer = page.app.answer(page.call("GET", path, query), inside=True)
        assert answer.status in (200, 400, 404), (question, answer.body)
        return answer.body.decode()

    return read


def questions(tenant):
    """Yield all that the control API can be asked about what is kept."""
    common = {"tenant": "shop"}
    for path, methods in description()["paths"].items():
        if "get" not in methods:
            continue
        name = path.rpartition("/")[2]
        yield path, common
        if name in ("thing", "picture", "possible"):
            for kind in ("session", "checkout", "source", "order", "refund"):
                for id in tenant.store.newest(kind):
                    yield path, {**common, "kind": kind, "id": id}
        elif name == "call":
            for entry in tenant.journal.entries():
                yield path, {**common, "seq": str(entry.seq)}
        elif name == "event":
            for event in tenant.event_log:
                yield path, {**common, "id": event.id}
        elif name == "things":
            for kind in ("session", "source", "order", "refund"):
                yield path, {**common, "kind": kind}


def see_nothing(text):
    bare = re.sub(r"[ \\]", "", text)
    for secret in SECRETS:
        assert secret not in text
        assert secret not in bare, secret
    # Ids may have such digits within.
    assert re.search(rf"(?<![0-9a-f-]){CVV}(?![0-9a-f-])", text) is None


@pytest.mark.parametrize("name", SOURCES)
def test_what_makes_a_source_is_read_nowhere(page, shop, told, name):
    fields = SOURCES[name]
    checkout = shop.checkout_for(fields.get("type", "creditCard"))
    body = shop.form(checkout, **{"type": "creditCard", **fields})
    page.send("POST", "/payments/sources", body)
    see_nothing(told())
    assert "createPaymentSources" in told()


def test_what_is_no_json_is_read_nowhere_either(page, told):
    body = f'{{"creditCard": {{"number": "{CARD}", "cvv": "{CVV}", '
    answer = page.send("POST", "/payments/sources", body.encode())
    assert answer.status == 400
    see_nothing(told())


def test_what_proves_who_pays_is_read_nowhere(page, shop, told):
    checkout = shop.checkout()
    source = shop.source(checkout, creditCard=card(CHALLENGED))
    page.post("challenge", **named(source, checkout, password=CARD))
    page.get("challenge", sessionId=CARD)
    page.get("session", sessionId=IBAN, secret=CARD)
    page.post("decide", **named(source, decision=CARD))
    path = f"/payments/sources/{source['id']}"
    more = {
        "sessionId": session_of(checkout)["id"],
        "sourceId": source["id"],
        "sourceClientSecret": source["clientSecret"],
        "returnUrl": RETURN["returnUrl"],
        "cvv": CVV,
    }
    page.send("POST", f"{path}/authenticate", more)
    secret = source["clientSecret"].partition("_")[2]
    page.send("POST", f"{path}?secret={secret}", {"creditCard": card()})
    shop.post(path, {"creditCard": card()}, key="public", query={"secret": secret})
    see_nothing(told())


def test_the_account_of_a_refund_is_read_nowhere(page, shop, told):
    _, token = asking(shop)
    for account in ({**ACCOUNT, "routingNumber": ""}, ACCOUNT, ACCOUNT):
        page.post("refund", refundToken=token, **account)
    text = told()
    see_nothing(text)
    assert "sends_bank_details" in text


def test_what_a_receiver_shows_is_for_its_customer_alone(page, shop, told):
    """The account of the provider is no secret of the customer's, but no business."""
    source = shop.wire(shop.checkout())
    account = source["wireTransfer"]
    text = told()
    for name in ("iban", "accountNumber"):
        assert account[name] not in text
    see_nothing(text)
