"""What is allowed on the wire: operations, models, errors, events and test values."""

from mockdr.contract.adapters import Look, down_to, up_from
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
)
from mockdr.contract.fields import choices_of, fields_of, is_moment, json_type
from mockdr.contract.models import enum, model_names
from mockdr.contract.operations import Operation, Routed, operations, query_of, route
from mockdr.contract.problems import Problem
from mockdr.contract.reading import ContractJsonError, read_json
from mockdr.contract.validation import check_model, check_reply, check_request
from mockdr.contract.versions import (
    Change,
    changes,
    has_event,
    has_operation,
    kept,
    newest,
    precedes,
    since,
    versions,
)

__all__ = [
    "Change",
    "ContractJsonError",
    "ErrorEntry",
    "EventType",
    "Look",
    "Operation",
    "PaymentMethod",
    "Problem",
    "Routed",
    "TestCard",
    "changes",
    "check_model",
    "check_reply",
    "check_request",
    "choices_of",
    "complaint_of",
    "decline_codes",
    "down_to",
    "enum",
    "error_body",
    "errors",
    "errors_of",
    "event_types",
    "fields_of",
    "has_event",
    "has_operation",
    "is_moment",
    "json_type",
    "kept",
    "konbini_stores",
    "model_names",
    "newest",
    "online_banks",
    "openapi",
    "operations",
    "payment_methods",
    "precedes",
    "query_of",
    "read_json",
    "route",
    "since",
    "test_cards",
    "test_last_names",
    "up_from",
    "version_notes",
    "versions",
]
