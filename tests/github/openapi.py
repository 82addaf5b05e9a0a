"""GitHub's own description of its API, as a judge of requests and answers.

    problems = DESCRIPTION.problems(exchange)   # sentences; empty when all is as GitHub writes it
    body = DESCRIPTION.example("issue-comment", id=7, body="Hello")

The description says which query parameters and properties exist; others are problems here,
although GitHub ignores them, since a misspelt one would be ignored too.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema

FILE = Path(__file__).parent.parent / "data/github-openapi.json"
VERSIONS = frozenset(("2022-11-28", "2026-03-10"))
MEDIA_TYPE = "application/vnd.github+json"
GRAPHQL_QUERY = "query { viewer { login databaseId } }"
"""The one request outside the description, which is of the REST API alone."""

_NULL_TOO = (
    ("pull-request", "head", "repo"),
    ("pull-request-review-comment", "line"),
    ("pull-request-review-comment", "position"),
    ("pull-request-review-comment", "original_line"),
)
"""What GitHub answers with null although it is described otherwise: forks that are gone, and
places that are outdated."""
_ALWAYS = frozenset((301, 302, 307, 401, 403, 404, 408, 429, 500, 502, 503, 504))
"""Statuses of every operation, which are not described with each."""


@dataclass(frozen=True)
class Exchange:
    """A request and its answer, with the path as it is without the server's base path."""

    method: str
    path: str
    query: Sequence[tuple[str, str]]
    headers: Mapping[str, str]
    body: bytes
    status: int
    answer: bytes
    scripted: bool
    """True when the answer is one that GitHub's own program would not give."""


class Operation(NamedTuple):
    name: str
    spec: Mapping[str, Any]
    arguments: Mapping[str, str]


class Description:
    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document
        for schema, *names in _NULL_TOO:
            at = document["components"]["schemas"][schema]
            for name in names:
                at = at["properties"][name]
            at["nullable"] = True

    @cached_property
    def _components(self) -> dict[str, Any]:
        return _translated(self._document["components"])  # type: ignore[no-any-return] # a dict stays one

    def operation(self, method: str, path: str) -> Operation | None:
        """What *method* means at *path*; None when GitHub has no such thing."""
        for template, methods in self._document["paths"].items():
            # What is between braces stands for one part of the path.
            pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(template))
            match = re.fullmatch(pattern, path)
            if match and method.lower() in methods:
                spec = methods[method.lower()]
                return Operation(spec["operationId"], spec, match.groupdict())
        return None

    def problems(self, exchange: Exchange) -> list[str]:
        """What is wrong with a request, and with its answer unless that is scripted."""
        where = f"{exchange.method} {exchange.path}"
        return [f"{where}: {problem}" for problem in self._problems(exchange)]

    def _problems(self, exchange: Exchange) -> Iterator[str]:
        yield from _header_problems(exchange)
        if exchange.path == "/graphql":
            yield from _graphql_problems(exchange)
            return
        operation = self.operation(exchange.method, exchange.path)
        if operation is None:
            yield "there is no such operation"
            return
        yield from self._parameter_problems(operation, exchange.query)
        yield from self._body_problems(operation, exchange.body)
        if not exchange.scripted:
            yield from self._answer_problems(operation, exchange)

    def _parameter_problems(
        self, operation: Operation, query: Sequence[tuple[str, str]]
    ) -> Iterator[str]:
        known = [self._resolved(each) for each in operation.spec.get("parameters", ())]
        given = {"path": dict(operation.arguments), "query": dict(query)}
        if len(given["query"]) < len(query):
            yield "a query parameter is given twice"
        for place, values in given.items():
            specs = {each["name"]: each for each in known if each["in"] == place}
            for name in values.keys() - specs.keys():
                yield f"unknown {place} parameter {name!r}"
            for name, spec in specs.items():
                if name in values:
                    value = _typed(values[name], spec["schema"])
                    yield from self._invalid(value, spec["schema"], f"{place} parameter {name}")
                elif spec.get("required"):
                    yield f"no {place} parameter {name!r}"
        if int(given["query"].get("per_page", "100")) > 100:
            yield "a page has 100 entries at most"

    def _body_problems(self, operation: Operation, body: bytes) -> Iterator[str]:
        spec = operation.spec.get("requestBody")
        if spec is None or not body:
            if body or (spec or {}).get("required"):
                yield "a body where none belongs, or none where one belongs"
            return
        try:
            value = json.loads(body)
        except ValueError:
            yield "the body is no JSON"
            return
        schema = spec["content"]["application/json"]["schema"]
        yield from self._invalid(value, schema, "body")
        yield from self._undescribed(value, schema, "body")

    def _answer_problems(self, operation: Operation, exchange: Exchange) -> Iterator[str]:
        spec = operation.spec["responses"].get(str(exchange.status))
        if spec is None:
            if exchange.status not in _ALWAYS:
                yield f"status {exchange.status} is not described"
            schema: Mapping[str, Any] = {"$ref": "#/components/schemas/basic-error"}
        else:
            content = self._resolved(spec).get("content", {})
            schema = content.get("application/json", {}).get("schema", {})
        yield from self._invalid(json.loads(exchange.answer), schema, f"answer {exchange.status}")

    def _undescribed(self, value: object, schema: Mapping[str, Any], at: str) -> Iterator[str]:
        """Properties that the schema does not name."""
        schema = self._resolved(schema)
        if isinstance(value, dict) and "properties" in schema:
            for name, each in value.items():
                if name not in schema["properties"]:
                    yield f"{at}: unknown property {name!r}"
                else:
                    yield from self._undescribed(each, schema["properties"][name], f"{at}.{name}")
        elif isinstance(value, list):
            for each in value:
                yield from self._undescribed(each, schema.get("items", {}), f"{at}[]")

    def _invalid(self, value: object, schema: Mapping[str, Any], what: str) -> Iterator[str]:
        root = {**_translated(schema), "components": self._components}
        for error in jsonschema.Draft202012Validator(root).iter_errors(value):
            yield f"{what} at {error.json_path}: {error.message[:300]}"

    def _resolved(self, value: Mapping[str, Any]) -> Mapping[str, Any]:
        while "$ref" in value:
            _, _, kind, name = value["$ref"].split("/")
            value = self._document["components"][kind][name]
        return value

    def example(self, schema: str, **values: object) -> dict[str, Any]:
        """The least that fits a schema by name, with *values* in it."""
        made = self._made({"$ref": f"#/components/schemas/{schema}"})
        return {**made, **values}

    def _made(self, schema: Mapping[str, Any]) -> Any:  # noqa: ANN401 - any JSON
        schema = self._resolved(schema)
        for word in ("oneOf", "anyOf", "allOf"):
            if word in schema:
                return self._made(schema[word][0])
        if schema.get("nullable"):
            return None
        if "enum" in schema:
            return schema["enum"][0]
        kind = schema.get("type", "object")
        if kind == "object":
            properties = schema.get("properties", {})
            return {name: self._made(properties[name]) for name in schema.get("required", ())}
        if kind == "string":
            return _TEXTS.get(schema.get("format", ""), "text")
        return {"integer": 1, "number": 1, "boolean": False, "array": []}[kind]


_TEXTS = {"uri": "https://example.com/", "date-time": "2026-11-01T12:00:00Z"}


@cache
def description() -> Description:
    return Description(json.loads(FILE.read_text(encoding="utf-8")))


def _header_problems(exchange: Exchange) -> Iterator[str]:
    headers = {name.lower(): value for name, value in exchange.headers.items()}
    if headers.get("accept") != MEDIA_TYPE:
        yield f"it does not accept {MEDIA_TYPE}"
    if headers.get("x-github-api-version") not in VERSIONS:
        yield "it names no version of the API"
    if not re.fullmatch(r"planproof/\d[\w.+-]*", headers.get("user-agent", "")):
        yield "it does not say who asks, which GitHub refuses"
    if not re.fullmatch(r"Bearer [!-~]+", headers.get("authorization", "")):
        yield "it has no token"
    if bool(exchange.body) != headers.get("content-type", "").startswith("application/json"):
        yield "its body is not announced as JSON"


def _graphql_problems(exchange: Exchange) -> Iterator[str]:
    if exchange.method != "POST" or exchange.query:
        yield "GraphQL is asked with POST alone"
    elif json.loads(exchange.body) != {"query": GRAPHQL_QUERY}:
        yield "GraphQL is asked for nothing but who we are"


def _typed(text: str, schema: Mapping[str, Any]) -> object:
    """A parameter as the type that it is described with."""
    return int(text) if schema.get("type") == "integer" and text.isdecimal() else text


def _translated(schema: Any) -> Any:  # noqa: ANN401 - any JSON
    """A schema of OpenAPI 3.0 as JSON Schema writes it: `nullable` is a type there."""
    if isinstance(schema, list):
        return [_translated(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    # A property may be called `nullable`; then its value is a schema.
    may_be_null = schema.get("nullable") is True
    made = {
        key: _translated(value)
        for key, value in schema.items()
        if value is not True or key != "nullable"
    }
    if not may_be_null:
        return made
    return {"anyOf": [{"type": "null"}, made]}
