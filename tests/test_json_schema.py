from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planproof.json_schema import violations

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "defects": {"type": "array", "items": {"$ref": "#/$defs/Defect"}},
        "note": {"anyOf": [{"type": "string"}, {"type": "null"}]},
    },
    "required": ["defects", "note"],
    "additionalProperties": False,
    "$defs": {
        "Defect": {
            "type": "object",
            "properties": {
                "severity": {"type": "string", "enum": ["critical", "major", "minor"]},
                "line": {"type": "integer"},
                "sure": {"type": "boolean"},
                "weight": {"type": "number"},
                "inner": {"anyOf": [{"$ref": "#/$defs/Defect"}, {"type": "null"}]},
            },
            "required": ["severity", "line"],
            "additionalProperties": False,
        }
    },
}
GOOD = {"severity": "major", "line": 3}


def of(*defects: Any, note: Any = None) -> dict[str, Any]:  # noqa: ANN401 - any JSON
    return {"defects": list(defects), "note": note}


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (of(), []),
        (of(GOOD, {**GOOD, "sure": True, "weight": 1, "inner": {**GOOD, "inner": None}}), []),
        (of({**GOOD, "line": 3.0}, note="x"), []),
        ([], ["the answer is a list; must be an object"]),
        (None, ["the answer is null; must be an object"]),
        ({"defects": []}, ["note is missing"]),
        (
            of(GOOD, GOOD, {"severity": "blocker", "line": 1}),
            ["defects[2].severity is 'blocker'; must be one of critical, major, minor"],
        ),
        (
            of({"severity": True, "line": "3", "sure": 0, "weight": "1"}),
            [
                "defects[0].severity is true; must be one of critical, major, minor",
                "defects[0].line is '3'; must be a whole number",
                "defects[0].sure is 0; must be true or false",
                "defects[0].weight is '1'; must be a number",
            ],
        ),
        (of({**GOOD, "line": True}), ["defects[0].line is true; must be a whole number"]),
        (of({**GOOD, "line": 1.5}), ["defects[0].line is 1.5; must be a whole number"]),
        (of(note=3), ["note is 3; must be text or null"]),
        (of({**GOOD, "inner": {"line": 1}}), ["defects[0].inner.severity is missing"]),
        (of({**GOOD, "inner": 3}), ["defects[0].inner is 3; must be an object or null"]),
        (
            of({**GOOD, "severty": "x"}),
            ["defects[0].severty is not asked for; did you mean 'severity'?; remove it"],
        ),
        (
            {**of(), "a b\x1b[1m": 1},
            ["['a b\\x1b[1m'] is not asked for; remove it"],
        ),
        ({"defects": "none", "note": {}}, ["defects is 'none'; must be a list", "note is an object; must be text or null"]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_place(value: Any, said: list[str]) -> None:  # noqa: ANN401 - any JSON
    assert violations(value, SCHEMA) == said


def test_other_keywords_of_one_value() -> None:
    assert violations("b", {"const": "a"}) == ["the answer is 'b'; must be a"]
    assert violations(1, {"enum": [True, None]}) == ["the answer is 1; must be one of true, null"]
    assert violations(3, {"type": ["string", "null"]}) == ["the answer is 3; must be text or null"]
    mapping: dict[str, Any] = {"type": "object", "additionalProperties": {"type": "integer"}}
    assert violations({"a": 1, "b": "c"}, mapping) == ["b is 'c'; must be a whole number"]


def test_long_and_secret_values_are_cut() -> None:
    schema: dict[str, Any] = {"properties": {"a": {"type": "null"}}}
    (long,) = violations({"a": "x" * 500}, schema)
    assert len(long) < 100
    token = "ghp_" + "a8Kd02mXz7Qw5Lr9Tn3Vb6Yc1Hf4Gj0Ps8Ue"
    assert token not in violations(token, {"type": "null"})[0]


@pytest.mark.parametrize("ref", ["#/$defs/None", "#/$defs/Loop"])
def test_a_schema_that_refers_to_nothing_is_our_mistake(ref: str) -> None:
    schema: dict[str, Any] = {"$ref": ref, "$defs": {"Loop": {"$ref": "#/$defs/Loop"}}}
    with pytest.raises(ValueError, match="the schema has no"):
        violations(1, schema)


VALUES: Any = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-2, 2)
    | st.sampled_from([1.0, 1.5, "major", "critical", "other"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["severity", "line", "sure", "weight", "inner", "x"]), inner, max_size=4
        )
        | st.fixed_dictionaries(
            {"severity": st.just("major"), "line": st.just(1)}, optional={"inner": inner}
        )
        | st.fixed_dictionaries({"defects": st.lists(inner, max_size=2), "note": inner})
    ),
    max_leaves=10,
)


@given(VALUES)
def test_it_agrees_with_the_reference(value: Any) -> None:  # noqa: ANN401 - any JSON
    valid = jsonschema.Draft202012Validator(SCHEMA).is_valid(value)
    assert valid == (violations(value, SCHEMA) == [])
