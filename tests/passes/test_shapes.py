"""The schemas of answers, as both providers take them, and how answers are read."""

import json
from collections.abc import Iterator

import pytest
from jsonschema import Draft202012Validator
from pydantic import JsonValue

from planproof.json_schema import violations
from planproof.passes.shapes import (
    CrossAnswer,
    MalformedAnswerError,
    PhaseAnswer,
    Shape,
    SynthesisAnswer,
    VerificationAnswer,
    parse,
    schema_of,
)
from tests.passes.made import defect

SHAPES = (PhaseAnswer, CrossAnswer, VerificationAnswer, SynthesisAnswer)
KEYWORDS = {
    "$defs", "$ref", "additionalProperties", "enum", "items", "properties", "required", "type",
}  # fmt: skip
"""What strict structured output takes at both providers."""
RULING = {"draft": "d1", "reason": "Line 4 says it.", "verdict": "stands", "severity": "major"}


def schemas(value: JsonValue) -> Iterator[dict[str, JsonValue]]:
    """*value* and every schema within it; names of properties are none."""
    assert isinstance(value, dict)
    yield value
    for key in ("properties", "$defs"):
        inner = value.get(key, {})
        assert isinstance(inner, dict)
        for each in inner.values():
            yield from schemas(each)
    if "items" in value:
        yield from schemas(value["items"])


@pytest.mark.parametrize("shape", SHAPES)
def test_schemas_are_closed_and_every_property_is_required(shape: type[Shape]) -> None:
    schema = schema_of(shape)
    Draft202012Validator.check_schema(schema)
    for each in schemas(schema):
        assert set(each) <= KEYWORDS, each
        if each.get("type") == "object":
            assert each["additionalProperties"] is False
            assert isinstance(each["properties"], dict)
            assert each["required"] == list(each["properties"])
        else:
            assert set(each) & {"$ref", "type", "enum"}


def test_properties_that_are_called_title_stay() -> None:
    properties = schema_of(PhaseAnswer)["$defs"]
    assert isinstance(properties, dict)
    for name in ("Defect", "SmallDefect"):
        made = properties[name]
        assert isinstance(made, dict)
        assert isinstance(made["properties"], dict)
        assert made["properties"]["title"] == {"type": "string"}


@pytest.mark.parametrize(
    ("shape", "enums"),
    [
        (PhaseAnswer, {"criterion": ["a", "b"]}),
        (CrossAnswer, {"criterion": ["a"], "statements": ["s1"], "question": ["q1"]}),
        (VerificationAnswer, {"draft": ["d1", "d2"]}),
        (SynthesisAnswer, {"refs": ["f1"], "order": ["f1"], "keep": ["f1"], "drop": ["f1"]}),
    ],
)
def test_enums_stand_where_they_are_asked(shape: type[Shape], enums: dict[str, list[str]]) -> None:
    found: dict[str, list[JsonValue]] = {}
    for each in schemas(schema_of(shape, enums)):
        properties = each.get("properties", {})
        assert isinstance(properties, dict)
        for name, inner in properties.items():
            assert isinstance(inner, dict)
            target = inner["items"] if inner.get("type") == "array" else inner
            assert isinstance(target, dict)
            if name in enums:
                assert target["type"] == "string"
                found.setdefault(name, []).append(target["enum"])
            elif "enum" in target:
                assert name in ("severity", "confidence", "verdict", "kind")
    assert {name: lists[0] for name, lists in found.items()} == enums
    assert all(each == enums[name] for name, lists in found.items() for each in lists)


def test_an_enum_does_not_reach_the_next_schema() -> None:
    assert schema_of(VerificationAnswer, {"draft": ["d1"]}) != schema_of(VerificationAnswer)
    assert "d1" not in json.dumps(schema_of(VerificationAnswer))


def test_what_fits_the_schema_can_be_read() -> None:
    answer: JsonValue = {
        "grid": [{"unit": "u1", "ok": "AB", "defect": "C", "unjudged": ""}],
        "defects": [json.loads(json.dumps(defect()))],
        "minor": [{"criterion": "other", "line": 1, "quote": "q", "title": "t", "fix": "f"}],
        "strengths": [{"line": 1, "quote": "q", "text": "t"}],
        "unjudged": [{"unit": "u1", "reason": "r"}],
        "produces": [{"name": "n", "form": "", "line": 1}],
        "consumes": [],
        "facts": [{"about": "a", "says": "s", "kind": "value", "line": 1}],
    }
    schema = schema_of(PhaseAnswer, {"criterion": ["contradiction", "other"]})
    assert violations(answer, schema) == []
    assert parse(PhaseAnswer, json.dumps(answer)).model_dump(mode="json") == answer


@pytest.mark.parametrize(
    "text",
    [
        '{"rulings": [%s]}',
        '```json\n{"rulings": [%s]}\n```',
        'Here it is, as you asked:\n\n{"rulings": [%s]}\n\nTell me if you need more.',
        '\ufeff  {"rulings": [%s], "note": "chatty"}  ',
        '~~~\n{"thoughts": {"deep": [1, {}]}, "rulings": [%s]}\n~~~',
    ],
)
def test_talk_and_fences_around_an_answer_are_passed_over(text: str) -> None:
    (ruling,) = parse(VerificationAnswer, text % json.dumps(RULING)).rulings
    assert ruling.model_dump() == RULING


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ["the answer", "JSON"]),
        ("I will not answer.", ["the answer", "JSON"]),
        ('{"rulings": [', ["the answer", "JSON"]),
        ("}{", ["the answer", "JSON"]),
        ("[]", ["the answer"]),
        ("{}", ["rulings", "required"]),
        ('{"rulings": {}}', ["rulings"]),
        ('{"rulings": [%s, {"draft": "d2"}]}', ["rulings.1.reason", "required", "and 2 more"]),
        ('{"rulings": [{"draft": 1, "reason": "", "verdict": "stands", "severity": "minor"}]}',
         ["rulings.0.draft", "string"]),
        ('{"rulings": [{"draft": "d1", "reason": "", "verdict": "maybe", "severity": "minor"}]}',
         ["rulings.0.verdict", "stands"]),
        ('{"rulings": [{"draft": "d1", "reason": "", "verdict": "stands", "severity": "blocker"}]}',
         ["rulings.0.severity", "critical"]),
        ('{"rulings": ' + "[" * 3_000 + "]" * 3_000 + "}", []),
        ('{"rulings": [{"draft": "\\ud800"}]}', []),
        ('{"rulings": "\ud800"}', []),
    ],
)  # fmt: skip
def test_what_lacks_its_shape_is_refused_with_the_place(text: str, words: list[str]) -> None:
    with pytest.raises(MalformedAnswerError) as caught:
        parse(VerificationAnswer, text.replace("%s", json.dumps(RULING)))
    assert all(word in str(caught.value) for word in words), str(caught.value)


@pytest.mark.parametrize("line", ["1.5", '"12"', "null", "true"])
def test_a_line_is_a_whole_number(line: str) -> None:
    row = json.dumps(defect()).replace('"line": 13', f'"line": {line}')
    text = f'{{"grid": [], "defects": [{row}], "minor": [], "strengths": [], "unjudged": []}}'
    with pytest.raises(MalformedAnswerError, match=r"defects\.0\.line"):
        parse(PhaseAnswer, text)
