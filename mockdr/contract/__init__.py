"""What is allowed on the wire: operations, models, errors, events and test values."""

from mockdr.contract.complaints import complaint_of
from mockdr.contract.description import openapi
from mockdr.contract.errors import ErrorEntry, error_body, errors, errors_of
from mockdr.contract.facts import (
    EventType,
    PaymentMethod,
    TestCard,
    decline_codes,
    event_types,
    konbini_stores,
    online_banks,
    payment_methods,
    test_cards,
    test_last_names,
    version_notes,
    versions,
)
from mockdr.contract.fields import fields_of, json_type
from mockdr.contract.models import enum, model_names
from mockdr.contract.operations import Operation, Routed, operations, query_of, route
from mockdr.contract.problems import Problem
from mockdr.contract.reading import ContractJsonError, read_json
from mockdr.contract.validation import check_model, check_reply, check_request

__all__ = [
    "ContractJsonError",
    "ErrorEntry",
    "EventType",
    "Operation",
    "PaymentMethod",
    "Problem",
    "Routed",
    "TestCard",
    "check_model",
    "check_reply",
    "check_request",
    "complaint_of",
    "decline_codes",
    "enum",
    "error_body",
    "errors",
    "errors_of",
    "event_types",
    "fields_of",
    "json_type",
    "konbini_stores",
    "model_names",
    "online_banks",
    "openapi",
    "operations",
    "payment_methods",
    "query_of",
    "read_json",
    "route",
    "test_cards",
    "test_last_names",
    "version_notes",
    "versions",
]
