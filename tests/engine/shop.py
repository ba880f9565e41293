"""A merchant and a browser for tests: they drive a world as clients drive the wire."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any

import orjson

from mockdr.base.clock import parse_instant
from mockdr.contract import payment_methods
from mockdr.engine.call import Call
from mockdr.engine.settings import Settings
from mockdr.engine.vocabulary import vocabulary
from mockdr.engine.world import World
from mockdr.scenario.library import Library
from mockdr.scenario.parse import parse

NOON = datetime(2026, 5, 1, 12, tzinfo=timezone.utc)
GOOD_CARD = "4444222233331111"
ADDRESS = {
    "line1": "10380 Bren Road W",
    "city": "Minnetonka",
    "state": "MN",
    "postalCode": "55343",
    "country": "US",
}
OWNER = {
    "firstName": "William",
    "lastName": "Brown",
    "email": "william@example.com",
    "address": ADDRESS,
}
RETURN = {
    "returnUrl": "https://shop.example/done?cart=7",
    "cancelUrl": "https://shop.example/back?cart=7",
}


@dataclass
class Answer:
    """A reply, read."""

    status: int
    headers: dict[str, str]
    raw: bytes
    reply: Any = None

    @property
    def body(self):
        return orjson.loads(self.raw) if self.raw else None

    @property
    def state(self):
        return self.headers.get("X-Mockdr-State")

    @property
    def hint(self):
        return self.headers.get("X-Mockdr-Hint", "")

    @property
    def errors(self):
        """Every complaint as (code, parameter)."""
        return [(e.get("code"), e.get("parameter")) for e in self.body["errors"]]

    def __getitem__(self, name):
        return self.body[name]


def envelope(status, type, code, message, parameter=None):
    """Return what one documented error looks like, for a literal comparison."""
    error = {"code": code, "parameter": parameter, "message": message}
    told = {name: value for name, value in error.items() if value is not None}
    return status, {"type": type, "errors": [told]}


@dataclass
class Shop:
    """
    Drives one tenant of a world.

    Args:
        name: The tenant.
    """

    settings: Settings = field(default_factory=lambda: Settings(now=NOON))
    name: str = "shop"
    folders: tuple[Any, ...] = ()
    world: World = None  # type: ignore[assignment]

    def __post_init__(self):
        if self.world is None:
            self.world = World(
                defaults=self.settings, library=Library(self.folders, vocabulary())
            )

    @property
    def tenant(self):
        return self.world.tenant(self.name)

    # -- the wire ------------------------------------------------------------------

    def send(
        self, method, path, body=None, *, key=None, query=(), headers=None, **more
    ):
        """Send a request; `key` is `secret`, `public`, a literal header, or nothing."""
        sent = {"content-type": "application/json"}
        if key in (None, "secret", "public"):
            start = "pk" if key == "public" else "sk"
            sent["authorization"] = f"Bearer {start}_test_{self.name}"
        elif key:
            sent["authorization"] = key
        sent.update(headers or {})
        if body is None:
            raw = b""
        else:
            raw = body if isinstance(body, bytes) else orjson.dumps(body)
        pairs = query.items() if isinstance(query, dict) else query
        reply = self.world.answer(
            Call(
                method=method,
                path=path,
                query=tuple((str(k), str(v)) for k, v in pairs),
                headers=sent,
                body=raw,
                **more,
            )
        )
        return Answer(reply.status, reply.headers, reply.body, reply)

    def post(self, path, body=None, **more):
        return self.send("POST", path, body, **more)

    def get(self, path, **more):
        return self.send("GET", path, **more)

    def delete(self, path, **more):
        return self.send("DELETE", path, **more)

    # -- what merchants do -----------------------------------------------------------

    def order_body(self, **fields):
        """Return a complete checkout of 26.89 USD; None leaves a field out."""
        body = {
            "currency": "USD",
            "email": "william@example.com",
            "items": [{"skuId": "sku-1", "price": 10.0, "quantity": 2}],
            "shippingChoice": {"amount": 5.0},
            "shipFrom": {"address": {"country": "US"}},
            "shipTo": {"name": "William Brown", "address": ADDRESS},
            **fields,
        }
        return {name: value for name, value in body.items() if value is not None}

    def digital_body(self, amount=20.0, **fields):
        """Return a checkout of exactly *amount*: nothing shipped, nothing taxed."""
        body = {
            "currency": "USD",
            "email": "william@example.com",
            "items": [{"skuId": "sku-1", "aggregatePrice": amount, "quantity": 1}],
            **fields,
        }
        return {name: value for name, value in body.items() if value is not None}

    def checkout(self, **fields):
        return self.made(self.post("/checkouts", self.order_body(**fields)))

    def checkout_for(self, type, **fields):
        """Return a checkout in a currency that sources of *type* pay in."""
        known = payment_methods()[type].currencies
        return self.checkout(**{"currency": known[0] if known else "USD", **fields})

    def digital(self, amount=20.0, **fields):
        return self.made(self.post("/checkouts", self.digital_body(amount, **fields)))

    def source(self, checkout=None, type="creditCard", **fields):
        """Make a source as the browser does; the owner lives where nothing is taxed."""
        answer = self.post(
            "/payments/sources", self.form(checkout, type, **fields), key="public"
        )
        return self.made(answer)

    def form(self, checkout=None, type="creditCard", **fields):
        """Return what the browser sends to make a source."""
        body = {"type": type, "owner": OWNER}
        if checkout is not None:
            body["sessionId"] = session_of(checkout)["id"]
        if type == "creditCard":
            body["creditCard"] = card()
        else:
            body[type] = {}
        body.update(fields)
        return {name: value for name, value in body.items() if value is not None}

    def redirected(self, checkout, type="klarnaCredit", **fields):
        return self.source(checkout, type, **{type: dict(RETURN), **fields})

    def wire(self, checkout, **fields):
        return self.source(checkout, "wireTransfer", **fields)

    def credit(self, checkout, amount, **fields):
        return self.made(
            self.post(
                "/sources",
                {
                    "type": "customerCredit",
                    "paymentSessionId": session_of(checkout)["id"],
                    "amount": amount,
                    "customerCredit": {},
                    **fields,
                },
            )
        )

    def attach(self, checkout, source):
        return self.post(f"/checkouts/{checkout['id']}/sources/{source['id']}")

    def detach(self, checkout, source):
        return self.delete(f"/checkouts/{checkout['id']}/sources/{source['id']}")

    def order(self, checkout):
        return self.post("/orders", {"checkoutId": checkout["id"]})

    def funded(self, **fields):
        """Return a checkout that can be ordered, and the card that pays it."""
        checkout = self.checkout(**fields)
        source = self.source(checkout)
        assert self.attach(checkout, source).status == 200
        return checkout, source

    def ordered(self, **fields):
        checkout, _ = self.funded(**fields)
        return self.made(self.order(checkout))

    def customer(self, **fields):
        return self.made(self.post("/customers", fields))

    def saved_card(self, customer, **fields):
        """Return a card that is saved with the customer."""
        source = self.source(None, **fields)
        return self.made(
            self.post(f"/customers/{customer['id']}/sources/{source['id']}")
        )

    def read(self, kind, id):
        """Return a document as a client reads it."""
        path = {"checkout": "checkouts", "order": "orders", "customer": "customers"}
        return self.get(f"/{path.get(kind, 'sources')}/{id}").body

    def session(self, checkout):
        """Return the payment session of a checkout as it is now."""
        return self.read("checkout", checkout["id"])["payment"]["session"]

    def made(self, answer):
        assert answer.status in (200, 201), answer.raw
        return answer.body

    # -- what tests look at ------------------------------------------------------------

    def events(self, since=0):
        return [event["type"] for event in self.tenant.events()[since:]]

    def findings(self, kind=None):
        """Return the messages that would fail a test now."""
        return [f.message for f in self.tenant.check() if kind in (None, f.kind)]

    def story(self, steps, *, given="", name="story"):
        """Return a parsed story of these steps (YAML, indented or not)."""
        text = (
            f"scenario: {name}\nsummary: A story of a test.\n{given}\nsteps:\n{steps}\n"
        )
        story, findings = parse(text, f"{name}.yaml", vocabulary())
        assert story is not None, [str(f) for f in findings]
        return story

    def play(self, steps, *, given="", name="story", runs=None):
        return self.tenant.play(self.story(steps, given=given, name=name), runs)


def session_of(checkout):
    return checkout["payment"]["session"]


def card(number=GOOD_CARD, **fields):
    return {
        "number": number,
        "expirationMonth": 7,
        "expirationYear": 2030,
        "cvv": "123",
        **fields,
    }


def named(last_name):
    """Return the owner with another last name: some make the provider act."""
    return {**OWNER, "lastName": last_name}


def basic(user):
    return "Basic " + base64.b64encode(f"{user}:".encode()).decode()


def moment(text):
    return parse_instant(text)
