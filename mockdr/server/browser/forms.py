"""What a country asks of its forms: tax numbers, invoices, stores; and the time."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from mockdr.base.clock import wire_time
from mockdr.base.errors import Complaint, Json, Refusal
from mockdr.contract import konbini_stores
from mockdr.domain import tax_types
from mockdr.domain.countries import COUNTRIES, EUROPEAN_UNION
from mockdr.engine.lacking import invalid
from mockdr.engine.operations.taxes import selling_entity
from mockdr.server.browser.sessions import country_of
from mockdr.server.browser.visit import Visit

__all__ = ["invoice_attributes", "now", "stores", "tax_identifiers"]

#: What people call a type of tax identifier where it has a name of its own.
_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "au": "ABN",
        "br": "CNPJ",
        "br_ie": "Inscrição estadual",
        "br_natural": "CPF",
        "ch": "UID",
        "cl": "RUT",
        "in": "GSTIN",
        "it_cf": "Codice fiscale",
        "mx": "RFC",
        "mx_natural": "RFC",
        "nz": "NZBN",
        "pt_nif": "NIF",
        "ru": "ИНН",
        "ru_natural": "ИНН",
        "tw": "統一編號",
        "tw_offshore": "統一編號",
        "uk": "VAT number",
    }
)

#: The entity whose customers choose what becomes of their invoice.
#: Source: invoice-attribute-element.md, country-specs.md.
_INVOICING: Final = "DR_TAIWAN-ENTITY"
#: Type of an invoice to the one attribute that it asks for.
#: Source: invoice-attribute-element.md, the sample of `ready`.
_INVOICES: Final = (
    ("tw_individual_mobile_barcode", "MOBILE_BARCODE"),
    ("tw_individual_citizen_cert", "CITIZEN_DIGITAL_CERT"),
    ("tw_individual_member_carrier", "MEMBER_CARRIER"),
    ("tw_individual_donate", "CHARITY_NAME"),
)


def now(visit: Visit) -> dict[str, Json]:
    """Tell what time it is for the shop: a card expires by the provider's clock."""
    return {"now": wire_time(visit.tenant.moment)}


def stores(_: Visit) -> list[Json]:
    """
    List the stores in which a customer in Japan can pay.

    Source: digitalriver-object.md (`retrieveKonbiniStores`).
    """
    return [{"storeId": id, **store} for id, store in konbini_stores().items()]


def tax_identifiers(visit: Visit) -> dict[str, Json]:
    """
    Tell which tax identifiers a buyer there can have, and whether they need one.

    Source: tax-identifier-element.md, tax-identifiers.md.

    Raises:
        Refusal: If neither a session nor a country is named, or there is none.
    """
    country, entity = _sale(visit)
    wanted = visit.text("type")
    found = [
        type
        for type in tax_types.TYPES.values()
        if country in type.countries
        and entity in type.entities
        and wanted in ("", type.name)
    ]
    return {
        "country": country,
        "hasTaxIdentifier": bool(found),
        **{
            f"{customer}TaxIdentifierRequired": bool(
                country and tax_types.required_in(country, entity, customer)
            )
            for customer in ("business", "individual")
        },
        "types": [
            {
                "type": type.name,
                "customerType": customer,
                "label": _label(type.name, str(country)),
                "pattern": f"^(?:{type.pattern})$",
            }
            for type in found
            for customer in type.customers
        ],
    }


def invoice_attributes(visit: Visit) -> dict[str, Json]:
    """
    Tell which invoices a buyer there can choose from, as `ready` tells a page.

    Source: invoice-attribute-element.md; that others than the entity in Taiwan ask
    for nothing is inferred.

    Raises:
        Refusal: If neither a session nor a country is named, or there is none.
    """
    _, entity = _sale(visit)
    wanted = visit.text("type")
    individual = [
        {"type": type, "attributes": [{"attributeName": name, "isRequired": True}]}
        for type, name in _INVOICES
        if entity == _INVOICING and wanted in ("", type)
    ]
    return {
        "hasInvoices": bool(individual),
        "invoiceRequired": bool(individual),
        "individual": individual,
        "hasIndividualInvoiceTypes": bool(individual),
    }


def _sale(visit: Visit) -> tuple[str | None, str]:
    """Return the country of the buyer, and who sells there."""
    if visit.text("sessionId"):
        holder = visit.paid_by(visit.session())
        seller = holder.document.get("sellingEntity") or {}
        return country_of(holder), visit.text("sellingEntity") or seller.get("id", "")
    country = visit.text("country").upper()
    if not country:
        raise Refusal(Complaint(key="missing_parameter", parameter="country"))
    if country not in COUNTRIES:
        raise Refusal(invalid("country", country))
    usual = selling_entity({"billTo": {"address": {"country": country}}, "items": []})
    return country, visit.text("sellingEntity") or usual["id"]


def _label(type: str, country: str) -> str:
    if type in _NAMES:
        return _NAMES[type]
    return "VAT number" if country in EUROPEAN_UNION else "Tax identifier"
