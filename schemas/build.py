"""
Writes the contract from the fact sheets and `corrections.json`, byte for byte alike.

Run `python schemas/build.py --facts DIR`. The sheets say what the provider's SDK and
documentation say; whatever mockdr knows better stands in `corrections.json`, each
piece with its reason and source, and is laid over them as a JSON merge patch.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, TypeAlias

__all__ = ["build", "main", "merge_patch"]

Json: TypeAlias = Any

HERE: Final = Path(__file__).resolve().parent
DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
SDK: Final = "official PHP SDK, build of 2023-04-25"

#: Provenance words of the sheets, in ours.
EVIDENCE: Final[Mapping[str, str]] = {
    "docs": "documented",
    "docs table": "documented",
    "documented": "documented",
    "example": "documented",
    "connector": "observed",
    "inferred": "inferred",
}

#: Statuses that every operation can answer with an error envelope.
ANY_OPERATION: Final = "*"

#: From this status on a reply is a refusal.
FIRST_ERROR: Final = 400


class BuildError(Exception):
    """The sheets and the corrections do not fit each other."""


def merge_patch(target: Json, patch: Json) -> Json:
    """Return *target* after *patch*, as RFC 7396 has it."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = merge_patch(merged.get(key), value)
    return merged


def evidence_word(words: str) -> str:
    """Return *words* of a sheet as `documented`, `observed` or `inferred`."""
    if ours := EVIDENCE.get(words):
        return ours
    if words.startswith("docs ("):
        return "documented"
    if "inferred" in words:
        return "inferred"
    if words.startswith("connector") or "observed" in words:
        return "observed"
    if words.startswith("documented"):
        return "documented"
    raise BuildError(f"no provenance word for {words!r}")


# --- models -------------------------------------------------------------------


def field_schema(field: Mapping[str, Json]) -> dict[str, Json]:
    """Return the schema of one *field* of `models.json`."""
    schema: dict[str, Json] = {}
    if "ref" in field:
        schema["$ref"] = f"{field['ref']}.json"
    elif "type" in field:
        type_, format_ = field["type"], field.get("format")
        if type_ == "number" and format_ == "integer":
            type_ = "integer"
        lenient = field.get("lenientTypes")
        schema["type"] = [type_, *lenient] if lenient else type_
        # `double` and `binary` assert nothing; on `email` and on ids of one's own
        # choice the provider is more tolerant than any checker.
        if format_ in ("date-time", "date"):
            schema["format"] = format_
    for key in ("enum", "minimum", "maximum", "maxLength", "default", "deprecated"):
        if key in field and field[key] not in (None, False):
            schema[key] = field[key]
    if "default" in field and field["default"] is False:
        schema["default"] = False
    if "items" in field:
        schema["items"] = field_schema(field["items"])
    if field.get("readOnly"):
        schema["readOnly"] = True
    if field.get("aliasOf"):
        schema["description"] = (
            f"What examples send where the SDK says {field['aliasOf']}."
        )
    elif field.get("added"):
        schema["description"] = "Not in the SDK, but in documented examples."
    return schema


def model_schema(name: str, model: Mapping[str, Json]) -> dict[str, Json]:
    """Return the JSON Schema of the model *name*."""
    origin = (
        "Not in the SDK; put together from documented examples."
        if model.get("synthetic")
        else f"Model of the {SDK}."
    )
    pages = sorted({e["source"] for e in model.get("evidence", []) if e.get("source")})
    if pages:
        origin += " Changed after examples in " + ", ".join(pages) + "."
    schema: dict[str, Json] = {
        "$schema": DIALECT,
        "$id": f"{name}.json",
        "title": name,
        "description": origin,
    }
    if "enumModel" in model:
        return schema | {k: v for k, v in model["enumModel"].items() if v is not None}
    fields: Mapping[str, Mapping[str, Json]] = model["fields"]
    schema["type"] = "object"
    schema["properties"] = {n: field_schema(f) for n, f in fields.items()}
    if required := [n for n, f in fields.items() if f.get("required")]:
        schema["required"] = required
    schema["additionalProperties"] = False
    return schema


# --- operations ---------------------------------------------------------------


def parameter(raw: Mapping[str, Json]) -> dict[str, Json]:
    """Return a query parameter as OpenAPI has it, in the order of our files."""
    schema = {
        key: raw[key]
        for key in ("type", "format", "minimum", "maximum", "enum", "items")
        if key in raw
    }
    if "additionalProperties" in raw:
        schema["additionalProperties"] = raw["additionalProperties"]
    kept: dict[str, Json] = {"name": raw["name"], "schema": schema}
    if raw.get("required"):
        kept["required"] = True
    if raw.get("style") == "deepObject":
        kept |= {"style": "deepObject", "explode": True}
    return kept


def operation_entry(raw: Mapping[str, Json]) -> dict[str, Json]:
    """Return one operation of either sheet in the shape of `operations.json`."""
    beyond = "evidence" in raw
    replies: dict[str, Json] = {}
    errors: list[int] = []
    for status, model in raw["responses"].items():
        if int(status) < FIRST_ERROR:
            replies[status] = model
        else:
            errors.append(int(status))
    entry: dict[str, Json] = {
        "method": raw["method"],
        "path": raw["path"],
        "tag": raw["tag"],
        "key": raw.get("key", "secret").split()[0],
        "request": raw["requestModel"],
        "replies": replies,
        "errors": sorted(errors),
        "query": [
            parameter(q if isinstance(q, dict) else {"name": q, "type": "string"})
            for q in raw.get("queryParams", [])
        ],
        "evidence": evidence_word(raw["evidence"]) if beyond else "documented",
        "source": SDK if not beyond else raw.get("source", "beyond the SDK"),
    }
    types = raw.get("requestContentTypes") or []
    if "multipart/form-data" in types:
        entry["content"] = "multipart/form-data"
    if note := raw.get("note"):
        entry["note"] = note
    return entry


def operations_file(facts: Path) -> dict[str, Json]:
    """Return the base of `operations.json`."""
    entries: dict[str, Json] = {}
    for sheet in ("operations.json", "operations-beyond-sdk.json"):
        for raw in read(facts / sheet):
            if raw["operationId"] in entries:
                raise BuildError(f"{raw['operationId']} is in two sheets")
            entries[raw["operationId"]] = operation_entry(raw)
    return {"operations": entries}


# --- errors -------------------------------------------------------------------


def operation_ids(said: str, operations: Mapping[str, Json]) -> list[str]:
    """Return the operationIds that a row of `errors.json` means by *said*."""
    if said == "any operation":
        return [ANY_OPERATION]
    if "createSource()" in said:
        ids = ["createPaymentSources"]
        return [*ids, "updatePaymentSources"] if "updateSource()" in said else ids
    if said.startswith("attach source"):
        return ["attachSourceToCheckout"]
    if found := re.match(r"(GET|POST|PUT|PATCH|DELETE) (/\S*)", said):
        method, path = found.groups()
        ids = [
            name
            for name, operation in operations.items()
            if operation["method"] == method and operation["path"] == path
        ]
        if ids:
            return ids
        raise BuildError(f"no operation is {said!r}")
    # Browser widgets, and answers that merchants give to the provider.
    return []


def place(said: str) -> str:
    """Return where an error is told that no operation answers."""
    if said.startswith("merchant shipping"):
        return "what the merchant's shipping service answers to the provider"
    if "createSource" in said:
        return "the browser: an element's change, or createSource"
    return said


def errors_file(
    facts: Path, keys: Mapping[str, Json], operations: Mapping[str, Json]
) -> dict[str, Json]:
    """Return the base of `errors.json`: each row of the sheet under its key."""
    columns = ("status", "code", "parameter", "message")
    wanted = {
        tuple(row[column] for column in columns): key for key, row in keys.items()
    }
    if len(wanted) != len(keys):
        raise BuildError("two error keys mean the same row")
    entries: dict[str, Json] = {}
    for row in read(facts / "errors.json"):
        identity = tuple(row[column] for column in columns)
        if identity not in wanted:
            raise BuildError(f"no key for the error {identity}")
        named = [operation_ids(said, operations) for said in row["operations"]]
        entry: dict[str, Json] = {column: row[column] for column in columns[:1]}
        entry |= {"type": row["type"], "code": row["code"]}
        entry |= {"parameter": row["parameter"], "message": row["message"]}
        if template := row.get("message_template"):
            entry["template"] = template
        entry["operations"] = sorted({name for names in named for name in names})
        if not entry["operations"]:
            entry["where"] = [place(said) for said in row["operations"]]
        entry["evidence"] = evidence_word(row["evidence"])
        entry["source"] = row["source_file"] or "the provider's browser client"
        key = wanted.pop(identity)
        entry["when"] = keys[key]["when"]
        if key in entries:
            raise BuildError(f"two rows have the key {key!r}")
        entries[key] = entry
    if wanted:
        raise BuildError(f"no row for the error keys {sorted(wanted.values())}")
    return {"entries": dict(sorted(entries.items()))}


def without_browser(file: Mapping[str, Json]) -> dict[str, Json]:
    """Return *file* with what never crosses the wire under a heading of its own."""
    entries: Mapping[str, Json] = file["entries"]
    # A merge patch cannot say null, so that entries of our own lack what they have not.
    blank = dict.fromkeys(("status", "type", "code", "parameter", "message"))
    entries = {key: blank | entry for key, entry in entries.items()}
    wire = {key: entry for key, entry in entries.items() if entry["status"]}
    browser = {key: entry for key, entry in entries.items() if not entry["status"]}
    return {"entries": dict(sorted(wire.items())), "browser": browser}


# --- events, payment methods ---------------------------------------------------


def object_word(row: Mapping[str, Json]) -> str:
    """Return what an event carries; of what was deleted, where it can be read."""
    gone = re.fullmatch(r"\{\} \(old (.+) in previousAttributes\)", row["object"])
    return f"empty; previousAttributes: {gone[1]}" if gone else row["object"]


def events_file(facts: Path) -> dict[str, Json]:
    """Return the base of `events.json`."""
    sheet = read(facts / "event-types.json")
    kept = ("category", "shape", "tier", "state", "expandable", "aliases")
    return {
        "events": {
            row["type"]: {"category": row["category"], "object": object_word(row)}
            | {key: row[key] for key in kept}
            | {
                "deprecated": row["deprecated"],
                "previousAttributes": row["envelope"]["previousAttributes"],
                "evidence": evidence_word(row["evidence"]),
            }
            for row in sheet["event_types"]
        }
    }


def methods_file(facts: Path) -> dict[str, Json]:
    """Return the base of `payment-methods.json`: what the SDK knows of each type."""
    models = read(facts / "models.json")
    source = models["Source"]["fields"]
    methods: dict[str, Json] = {}
    for type_ in source["type"]["enum"]:
        part = source.get(type_, {})
        fields = models[part["ref"]]["fields"] if "ref" in part else {}
        methods[type_] = {"inSdk": True, "sdkReply": list(fields)}
    return {"methods": methods}


# --- OpenAPI --------------------------------------------------------------------


def reply_schema(model: str | None) -> dict[str, Json]:
    """Return the schema of a reply, by reference; `Name[]` is a bare array."""
    if model is None:
        return {}
    if model.endswith("[]"):
        return {"type": "array", "items": {"$ref": f"models/{model[:-2]}.json"}}
    return {"$ref": f"models/{model}.json"}


def openapi_operation(
    id: str, entry: Mapping[str, Json], errors: Iterable[Mapping[str, Json]]
) -> dict[str, Json]:
    """Return one operation as OpenAPI has it; *errors* are the whole catalogue's."""
    path_names = re.findall(r"\{(\w+)\}", entry["path"])
    parameters: list[Json] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in path_names
    ]
    parameters += [{"in": "query"} | query for query in entry["query"]]
    content = entry.get("content", "application/json")
    described: dict[str, Json] = {"operationId": id, "tags": [entry["tag"]]}
    if summary := entry.get("summary"):
        described["summary"] = summary
    if parameters:
        described["parameters"] = parameters
    if entry["request"]:
        models = dict.fromkeys([content, "application/json"], entry["request"])
        models |= entry.get("requests", {})
        described["requestBody"] = {
            "content": {
                type: {"schema": reply_schema(model)} for type, model in models.items()
            }
        }
    responses: dict[str, Json] = {}
    for status, model in entry["replies"].items():
        reply: dict[str, Json] = {"description": "Success."}
        if model == "html":
            reply["content"] = {"text/html": {"schema": {"type": "string"}}}
        elif model == "bytes":
            reply["content"] = {"*/*": {}}  # as the file is
        elif model is not None:
            reply["content"] = {"application/json": {"schema": reply_schema(model)}}
        responses[status] = reply
    refused = {e["status"] for e in errors if {id, "*"} & set(e["operations"])}
    for status_code in sorted(refused | set(entry["errors"])):
        responses[str(status_code)] = {"$ref": "#/components/responses/Refused"}
    described["responses"] = responses
    security: dict[str, Json] = {
        "secret": [{"secretKey": []}, {"basic": []}],
        "none": [],
    }
    described["security"] = security.get(entry["key"], [{"publicKey": []}])
    described["x-mockdr-evidence"] = entry["evidence"]
    described["x-mockdr-source"] = entry["source"]
    return described


def openapi_file(
    operations: Mapping[str, Json],
    versions: Iterable[str],
    errors: Mapping[str, Json],
) -> dict[str, Json]:
    """Return `openapi.json`."""
    paths: dict[str, dict[str, Json]] = {}
    for name, entry in operations.items():
        methods = paths.setdefault(entry["path"], {})
        methods[entry["method"].lower()] = openapi_operation(
            name, entry, errors.values()
        )
    tags = sorted({entry["tag"] for entry in operations.values()})
    bearer = {"type": "http", "scheme": "bearer"}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "The Digital River API, as mockdr knows it",
            "version": max(versions),
            "description": "Generated by schemas/build.py; see schemas/README.md.",
        },
        "jsonSchemaDialect": DIALECT,
        "servers": [{"url": "https://api.digitalriver.com"}],
        "tags": [{"name": tag} for tag in tags],
        "paths": dict(sorted(paths.items())),
        "components": {
            "responses": {
                "Refused": {
                    "description": "The provider says no, and why.",
                    "content": {"application/json": {"schema": reply_schema("Errors")}},
                }
            },
            "securitySchemes": {
                "secretKey": bearer | {"description": "A confidential key, sk_..."},
                "publicKey": bearer | {"description": "A public key, pk_..."},
                "basic": {
                    "type": "http",
                    "scheme": "basic",
                    "description": "The key as user name; only in older pages.",
                },
            },
        },
    }


# --- the whole ------------------------------------------------------------------


def read(file: Path) -> Json:
    """Return what *file* holds."""
    return json.loads(file.read_text("utf-8"))


def given_conditions(methods: Mapping[str, Json]) -> list[Json]:
    """
    Return the rules of `PaymentSourceRequest` that depend on type and session.

    They say in the words of JSON Schema what `payment-methods.json` says in a table,
    so that a request has one judge.
    """
    rules: list[Json] = []
    for type_, method in sorted(methods.items()):
        is_type = {"properties": {"type": {"const": type_}}, "required": ["type"]}
        keys = [type_, *method.get("alsoUnder", [])]
        by_key = [rule for key in keys if (rule := required_under(type_, key, method))]
        if by_key:
            then = by_key[0] if len(by_key) == 1 else {"anyOf": by_key}
            rules.append({"if": is_type, "then": then})
        if superfluous := method.get("superfluous"):
            rules.append(
                {
                    "if": is_type | {"required": ["type", "sessionId"]},
                    "then": {"properties": forbidden(superfluous)},
                }
            )
    return rules


def required_under(type_: str, key: str, method: Mapping[str, Json]) -> Json:
    """Return the rule that the required fields of *type_* stand under *key*."""
    names = [
        path.removeprefix(f"{type_}.")
        for path in method.get("required", [])
        if path.startswith(f"{type_}.")
    ]
    if not names:
        return None
    inner = {"type": "object", "required": names}
    return {"properties": {key: inner}, "required": [key]}


def forbidden(paths: Iterable[str]) -> dict[str, Json]:
    """
    Return `properties` that allow none of the dotted *paths*.

    `{"not": {}}` says no like `false`, of which jsonschema forgets the place.
    """
    properties: dict[str, Json] = {}
    for path in paths:
        head, _, rest = path.partition(".")
        if not rest:
            properties[head] = {"not": {}}
        else:
            part = properties.setdefault(head, {"properties": {}})
            part["properties"][rest] = {"not": {}}
    return properties


#: The largest whole number that every JSON library reads as what it is.
SAFE = 2**53 - 1


def bounded(schema: Json) -> Json:
    """Return *schema* with an end to every whole number that has none."""
    if isinstance(schema, list):
        return [bounded(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    found = {name: bounded(part) for name, part in schema.items()}
    type_ = found.get("type")
    if (type_ == "integer" or (isinstance(type_, list) and "integer" in type_)) and (
        "maximum" not in found and "const" not in found and "enum" not in found
    ):
        found["maximum"] = SAFE
    return found


def check_references(models: Mapping[str, Json]) -> None:
    """
    Refuse a reference to a model that is not there.

    Raises:
        BuildError: If there is one.
    """
    for name, schema in models.items():
        for ref in re.findall(r'"\$ref": "([^"#]+)"', json.dumps(schema)):
            if ref.removesuffix(".json") not in models:
                raise BuildError(f"{name} refers to {ref}, which is not there")


def base_files(facts: Path, error_keys: Mapping[str, Json]) -> dict[str, Json]:
    """
    Return what the sheets alone make, by path below `schemas/`.

    Raises:
        BuildError: If an error key fits no row, or a row no key.
    """
    operations = operations_file(facts)
    files: dict[str, Json] = {
        f"models/{name}.json": model_schema(name, model)
        for name, model in read(facts / "models.json").items()
    }
    files["operations.json"] = operations
    files["errors.json"] = errors_file(facts, error_keys, operations["operations"])
    files["events.json"] = events_file(facts)
    files["payment-methods.json"] = methods_file(facts)
    return files


def build(facts: Path, corrections: Mapping[str, Json]) -> dict[str, Json]:
    """
    Return every generated file by its path below `schemas/`.

    Args:
        facts: Folder of the fact sheets.
        corrections: What `corrections.json` holds.

    Raises:
        BuildError: If a correction or an error key fits nothing.
    """
    files = base_files(facts, corrections["error_keys"])
    for correction in corrections["corrections"]:
        if missing := {"file", "reason", "source", "evidence", "patch"} - set(
            correction
        ):
            raise BuildError(f"a correction lacks {sorted(missing)}: {correction}")
        name = correction["file"]
        if name.startswith("models/") and name not in files:
            title = Path(name).stem
            files[name] = {"$schema": DIALECT, "$id": f"{title}.json", "title": title}
        files[name] = merge_patch(files.get(name), correction["patch"])
    request = files["models/PaymentSourceRequest.json"]
    rules = given_conditions(files["payment-methods.json"]["methods"])
    request["allOf"] = [*request.get("allOf", []), *rules]
    files["models/PaymentSourceRequest.json"] = request
    files["errors.json"] = without_browser(files["errors.json"])
    for name in [name for name in files if name.startswith("models/")]:
        files[name] = bounded(files[name])
    check_references(
        {Path(n).stem: s for n, s in files.items() if n.startswith("models/")}
    )
    files["openapi.json"] = openapi_file(
        files["operations.json"]["operations"],
        files["versions.json"]["versions"],
        files["errors.json"]["entries"],
    )
    return files


def text_of(value: Json) -> str:
    """Return *value* as it stands in its file."""
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def main(arguments: list[str] | None = None) -> int:
    """Write the generated files, and take away models that are no more."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--facts", type=Path, required=True, metavar="DIR")
    parser.add_argument("--out", type=Path, default=HERE, metavar="DIR")
    options = parser.parse_args(arguments)
    try:
        files = build(options.facts, read(HERE / "corrections.json"))
    except BuildError as error:
        print(f"build.py: {error}", file=sys.stderr)
        return 1
    models: Path = options.out / "models"
    models.mkdir(parents=True, exist_ok=True)
    for stale in models.glob("*.json"):
        if f"models/{stale.name}" not in files:
            stale.unlink()
    for name, value in files.items():
        (options.out / name).write_text(text_of(value), "utf-8")
    print(f"wrote {len(files)} files to {options.out}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
