"""The page of a low-code checkout: what is bought, how it is paid, and the order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Final

from mockdr.base.errors import Json, MockdrError, Refusal
from mockdr.contract import (
    error_body,
    konbini_stores,
    online_banks,
    payment_methods,
    test_cards,
)
from mockdr.engine.addresses import receiver_page
from mockdr.engine.call import Call, Reply
from mockdr.engine.hands import in_page
from mockdr.server.ui.frame import (
    amount_of,
    details,
    form_of,
    framed,
    moved_on,
    web_address,
)

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant
    from mockdr.engine.things import Record
    from mockdr.engine.views import Happened
    from mockdr.engine.world import World

__all__ = ["answer"]

#: So many lines of what is bought are shown.
_HEAD_LENGTH: Final = 5


def answer(world: World, call: Call, id: str) -> Reply:
    """
    Answer a browser at the link of a low-code checkout.

    Args:
        world: Where it was made.
        call: `GET` for the page, `POST` to submit it.
        id: The checkout session's, or its link's, with which the path ends.
    """
    for tenant in world.tenants():
        with tenant.lock:
            tenant.catch_up()
            session, state = _session(tenant, id)
        if session is None:
            continue
        if state != "open":
            return _closed(state)
        if call.method == "POST":
            return _submit(tenant, session, form_of(call))
        return _form(session)
    return framed(
        404,
        "This checkout is gone",
        "No shop here has this link. It may have been made before the last reset.",
    )


def _session(tenant: Tenant, id: str) -> tuple[Record | None, str]:
    """Return the session that *id* leads to, and `open`, `completed` or `expired`."""
    link = tenant.peek("checkout_link", id)
    if link is not None:
        session = tenant.peek("checkout_session", link.private["session"])
        live = link.private["state"] == "live"
        return session, "open" if live else "expired"
    session = tenant.peek("checkout_session", id)
    return session, "" if session is None else str(session.private["state"])


def _closed(state: str) -> Reply:
    if state == "completed":
        return framed(200, "Thank you", "This checkout is completed.")
    return framed(
        410,
        "This link has expired",
        "A link can be used once, within 24 hours. Ask the shop for a new one.",
    )


# -- the form --------------------------------------------------------------------------


def _form(session: Record, refused: str = "") -> Reply:
    body = session.private["body"]
    currency = str(body["currency"])
    told = f'<p class="refused" role="alert">{escape(refused)}</p>' if refused else ""
    offered = "\n".join(
        f'<option value="{escape(method.type)}">{escape(method.title)}</option>'
        for method in sorted(payment_methods().values(), key=_popularity)
        if method.flow is not None
        and not method.secondary
        and method.serves(currency, body.get("shoppingCountry"))
    )
    cards = "\n".join(
        f'<option value="{number}">{escape(card.brand)}: {escape(card.result)}</option>'
        for number, card in test_cards().items()
    )
    cancel = web_address((body.get("redirects") or {}).get("cancelUrl"))
    leave = f'<p><a href="{escape(cancel)}">Back to the shop</a></p>' if cancel else ""
    return framed(
        200 if not refused else 409,
        "Checkout",
        f"{told}{_bought(body['items'], currency)}\n"
        '<form class="fields" method="post" autocomplete="off">\n'
        f"{_field('email', 'E-mail', _email(body), type='email')}\n"
        f"{_field('firstName', 'First name', 'William')}\n"
        f"{_field('lastName', 'Last name', 'Brown')}\n"
        '<label for="method">Payment method</label>'
        f'<select id="method" name="method">{offered}</select>\n'
        "<fieldset><legend>For cards</legend>\n"
        f"{_field('number', 'Card number', '', list='cards', inputmode='numeric')}\n"
        f'<datalist id="cards">{cards}</datalist>\n'
        f"{_field('expiry', 'Expiry (MM/YY)', '')}\n"
        f"{_field('cvv', 'Security code', '', inputmode='numeric')}\n"
        '<p class="small">An empty form pays with a good card.</p></fieldset>\n'
        '<button class="strong">Place the order</button>\n'
        f"</form>\n{leave}",
    )


def _popularity(method: Json) -> tuple[bool, str]:
    return method.type != "creditCard", method.title


def _email(body: Mapping[str, Json]) -> str:
    return str(body.get("email") or "shopper@example.com")


def _field(name: str, label: str, value: str, **attributes: str) -> str:
    more = "".join(f' {key}="{text}"' for key, text in attributes.items())
    return (
        f'<label for="{name}">{label}</label>'
        f'<input id="{name}" name="{name}" value="{escape(value)}"{more}>'
    )


def _bought(items: Sequence[Mapping[str, Json]], currency: str) -> str:
    rows = []
    for item in items[:_HEAD_LENGTH]:
        name = (item.get("productDetails") or {}).get("name") or item.get("skuId")
        price = item.get("aggregatePrice", item.get("price"))
        rows.append((f"{item.get('quantity', 1)} × {name}", amount_of(price, currency)))
    if len(items) > _HEAD_LENGTH:
        rows.append((f"and {len(items) - _HEAD_LENGTH} more", ""))
    return details(rows)


# -- what comes of it ------------------------------------------------------------------


def _submit(tenant: Tenant, session: Record, form: Mapping[str, str]) -> Reply:
    body = session.private["body"]
    back = web_address((body.get("redirects") or {}).get("successUrl"))
    try:
        source = _source(form, str(body["currency"]), back)
        moved = in_page(tenant, "submits", session.id, source=source)
    except Refusal as refusal:
        _, envelope = error_body(refusal.complaints)
        return _form(session, str(envelope["errors"][0]["message"]))
    except MockdrError as no:
        return _form(session, f"{no.message}. {no.help}".strip())
    order = next((m for m in moved if m.kind == "order"), None)
    if order is None:
        return _form(session, "The payment was refused. Try another one.")
    return _next(tenant, order, back)


def _source(
    form: Mapping[str, str], currency: str, back: str | None
) -> dict[str, Json]:
    type = form.get("method", "creditCard")
    owner = {
        name: form[name].strip()
        for name in ("firstName", "lastName", "email")
        if form.get(name, "").strip()
    }
    source: dict[str, Json] = {"type": type}
    if owner:
        source["owner"] = owner
    number = form.get("number", "").strip()
    if type == "creditCard" and number:
        source["creditCard"] = {
            "number": number,
            **_expiry(form.get("expiry", "")),
            **({"cvv": form["cvv"].strip()} if form.get("cvv", "").strip() else {}),
        }
    elif type == "konbini":
        source["konbini"] = {"storeId": next(iter(konbini_stores()))}
    elif type == "onlineBanking":
        banks = [b for c in ("DE", "AT", "FI") for b in online_banks(c, currency)]
        source["onlineBanking"] = {"bankCode": banks[0]["bankCode"]} if banks else {}
    if back is not None and type != "creditCard":
        urls = {"returnUrl": back, "cancelUrl": back}
        known = payment_methods()[type].fields if type in payment_methods() else ()
        source.setdefault(type, {}).update(
            {name: url for name, url in urls.items() if f"{type}.{name}" in known}
        )
    return source


def _expiry(text: str) -> dict[str, int]:
    month, _, year = text.replace(" ", "").partition("/")
    if not (month.isdecimal() and year.isdecimal()):
        return {}
    return {
        "expirationMonth": int(month),
        "expirationYear": int(year) + (2000 if len(year) == 2 else 0),  # noqa: PLR2004
    }


def _next(tenant: Tenant, order: Happened, back: str | None) -> Reply:
    document = tenant.document("order", order.id) or {}
    action = document["payment"]["session"].get("nextAction") or {}
    data = action.get("data") or {}
    if action.get("action") == "redirect":
        return moved_on(data["redirectUrl"], f"the customer submits {order.id}")
    total = amount_of(document["totalAmount"], document["currency"])
    rows = details(
        (("Order", order.id), ("Amount", total), ("State", document["state"]))
    )
    if action.get("action") == "show_payment_instructions":
        source = tenant.document("source", data["sourceId"]) or {}
        page = receiver_page("", tenant.public_key, source)
        return framed(
            200, "Your order", f'{rows}\n<p><a href="{escape(page)}">How to pay</a></p>'
        )
    if back is not None:
        return moved_on(back, f"the customer submits {order.id}")
    return framed(200, "Thank you", rows)
