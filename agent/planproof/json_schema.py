"""What is wrong with a JSON value, in words that whoever wrote it can act on.

Knows the part of JSON Schema that our schemas use: `type`, `properties`, `required`,
`additionalProperties`, `items`, `enum`, `const`, `anyOf`, `$ref` into `$defs`. Other keywords
are passed over.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from pydantic import JsonValue

from planproof.core.secrets import redact
from planproof.nearest import suggestion

Schema = Mapping[str, JsonValue]

_CALLED = {
    "object": "an object",
    "array": "a list",
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "null",
}
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,60}")
_LONGEST = 60


def violations(value: JsonValue, schema: Schema) -> list[str]:
    """Everything in *value* that *schema* forbids, in order; empty when it is valid.

    Each says where, what is there and what must be: `defects[2].severity is 'blocker'; must be
    one of critical, major, minor`. Lists count from 0, as programs do that read JSON.
    """
    return list(_violations(value, schema, "", schema))


def _violations(value: JsonValue, schema: Schema, at: str, root: Schema) -> Iterator[str]:
    schema = _resolved(schema, root)
    choices = _choices(schema)
    if choices is not None and not any(_same(value, choice) for choice in choices):
        yield f"{_place(at)} is {_shown(value)}; must be {_one_of(choices)}"
        return
    types = _types(schema)
    if types and not any(_is(value, name) for name in types):
        wanted = " or ".join(_CALLED.get(name, name) for name in types)
        yield f"{_place(at)} is {_shown(value)}; must be {wanted}"
        return
    branches = schema.get("anyOf")
    if isinstance(branches, list):
        yield from _of_best_branch(value, list(map(_schema, branches)), at, root)
    if isinstance(value, dict):
        yield from _of_object(value, schema, at, root)
    elif isinstance(value, list) and "items" in schema:
        for index, item in enumerate(value):
            yield from _violations(item, _schema(schema["items"]), f"{at}[{index}]", root)


def _of_object(
    value: Mapping[str, JsonValue], schema: Schema, at: str, root: Schema
) -> Iterator[str]:
    properties = _schema(schema.get("properties") or {})
    required = schema.get("required")
    for name in required if isinstance(required, list) else ():
        if isinstance(name, str) and name not in value:
            yield f"{_inside(at, name)} is missing"
    rest = schema.get("additionalProperties", True)
    for name, inner in value.items():
        place = _inside(at, name)
        if name in properties:
            yield from _violations(inner, _schema(properties[name]), place, root)
        elif rest is False:
            yield f"{place} is not asked for{suggestion(name[:_LONGEST], properties)}; remove it"
        elif isinstance(rest, dict):
            yield from _violations(inner, rest, place, root)


def _of_best_branch(
    value: JsonValue, branches: Sequence[Schema], at: str, root: Schema
) -> Iterator[str]:
    """Nothing when a branch fits; else what is wrong by the branch that is meant."""
    found = [list(_violations(value, branch, at, root)) for branch in branches]
    if not found or not all(found):
        return
    resolved = [_resolved(branch, root) for branch in branches]
    meant = [
        problems
        for branch, problems in zip(resolved, found, strict=True)
        if any(_is(value, name) for name in _types(branch))
    ]
    if meant:
        yield from min(meant, key=len)
        return
    wanted = dict.fromkeys(_wanted(branch) for branch in resolved)
    yield f"{_place(at)} is {_shown(value)}; must be {' or '.join(wanted)}"


def _wanted(schema: Schema) -> str:
    choices = _choices(schema)
    if choices is not None:
        return _one_of(choices)
    return " or ".join(_CALLED.get(name, name) for name in _types(schema)) or "something else"


def _resolved(schema: Schema, root: Schema) -> Schema:
    """The schema that a `$ref` stands for."""
    seen = 0
    while isinstance(ref := schema.get("$ref"), str):
        seen += 1
        target: JsonValue = dict(root)
        for part in ref.removeprefix("#").split("/")[1:]:
            target = target.get(part) if isinstance(target, dict) else None
        if not isinstance(target, dict) or seen > len(root) + 100:
            raise ValueError(f"the schema has no {ref!r}")
        schema = target
    return schema


def _schema(value: JsonValue) -> Schema:
    """A schema within a schema; `true` allows everything."""
    return value if isinstance(value, dict) else {}


def _choices(schema: Schema) -> list[JsonValue] | None:
    if "const" in schema:
        return [schema["const"]]
    choices = schema.get("enum")
    return choices if isinstance(choices, list) else None


def _types(schema: Schema) -> list[str]:
    stated = schema.get("type")
    names = stated if isinstance(stated, list) else [stated]
    return [name for name in names if isinstance(name, str)]


def _is(value: JsonValue, name: str) -> bool:
    if isinstance(value, bool):
        return name == "boolean"
    if isinstance(value, float):
        return name == "number" or (name == "integer" and value.is_integer())
    kinds = {
        "object": dict,
        "array": list,
        "string": str,
        "integer": int,
        "number": int,
        "null": type(None),
    }
    return name in kinds and isinstance(value, kinds[name])


def _same(one: JsonValue, other: JsonValue) -> bool:
    """Equal as JSON: `true` is not 1."""
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def _one_of(choices: Sequence[JsonValue]) -> str:
    said = [each if isinstance(each, str) and each else _shown(each) for each in choices]
    return said[0] if len(said) == 1 else f"one of {', '.join(said)}"


def _place(at: str) -> str:
    return at or "the answer"


def _inside(at: str, name: str) -> str:
    """The place of a property; a name that is no plain word is quoted, and cut."""
    if _PLAIN.fullmatch(name):
        return f"{at}.{name}" if at else name
    return f"{at}[{_cut(repr(name))}]"


def _shown(value: JsonValue) -> str:
    """The value as its writer knows it, without secrets and not too long."""
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return _cut(repr(redact(value)) if isinstance(value, str) else repr(value))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
