"""The shapes of answers, and their JSON schemas as both providers take them.

Short names and no optional parts: output tokens are most of what a review costs.
"""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, JsonValue, ValidationError

from planproof.core.finding import Confidence, Severity


class Shape(BaseModel):
    """Part of an answer. What is unknown is ignored: a model may be chatty."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)


class GridRow(Shape):
    """One unit by every criterion, each named by its letter: counting is what models get wrong."""

    unit: str
    ok: str
    defect: str
    unjudged: str


class Defect(Shape):
    criterion: str
    line: int
    quote: str
    title: str
    why: str
    severity_reason: str
    """Before the grade: a reason that comes after it only defends it."""
    severity: Severity
    confidence: Confidence
    fix: str
    example: str


class SmallDefect(Shape):
    criterion: str
    line: int
    quote: str
    title: str
    fix: str


class Praise(Shape):
    line: int
    quote: str
    text: str


class Thing(Shape):
    """Something that one part makes and another may use."""

    name: str
    form: str
    """Signature, columns, type or status; empty when not said."""
    line: int


FactKind = Literal["decision", "value", "name", "reference", "deferral", "schedule"]


class Fact(Shape):
    """A statement that another part could contradict."""

    about: str
    says: str
    kind: FactKind
    line: int


class Unjudged(Shape):
    unit: str
    reason: str


class PhaseAnswer(Shape):
    """Answer of a phase review.

    All requests of the pass have this one shape: a provider puts the schema in front of all
    else, so another schema would share nothing in its cache.
    """

    grid: tuple[GridRow, ...]
    defects: tuple[Defect, ...]
    minor: tuple[SmallDefect, ...]
    strengths: tuple[Praise, ...]
    unjudged: tuple[Unjudged, ...]
    produces: tuple[Thing, ...]
    """Only the first request of a part asks for this and the following two."""
    consumes: tuple[Thing, ...]
    facts: tuple[Fact, ...]


class GroundedDefect(Defect):
    """A defect that may rest on the code base."""

    code: str
    """`repo:path:line`, or empty."""
    code_quote: str


class GroundedAnswer(PhaseAnswer):
    """Answer of a phase review to which the code base was shown."""

    defects: tuple[GroundedDefect, ...]


class CrossDefect(Shape):
    criterion: str
    statements: tuple[str, ...]
    title: str
    why: str
    severity_reason: str
    severity: Severity
    confidence: Confidence
    fix: str


class Judged(Shape):
    question: str
    verdict: Literal["ok", "defect"]


class CrossAnswer(Shape):
    """Answer of the cross-phase pass."""

    questions: tuple[Judged, ...]
    defects: tuple[CrossDefect, ...]


class Ruling(Shape):
    """What the verification says of one draft."""

    draft: str
    reason: str
    verdict: Literal["stands", "refuted", "unsure"]
    severity: Severity


class VerificationAnswer(Shape):
    rulings: tuple[Ruling, ...]


class Statement(Shape):
    text: str
    refs: tuple[str, ...]


class SameDefect(Shape):
    keep: str
    drop: tuple[str, ...]


class SynthesisAnswer(Shape):
    summary: tuple[Statement, ...]
    strengths: tuple[Statement, ...]
    order: tuple[str, ...]
    same: tuple[SameDefect, ...]


class MalformedAnswerError(ValueError):
    """An answer that does not have its shape; the message is for the model that made it."""


AnyShape = TypeVar("AnyShape", bound=Shape)


def schema_of(
    shape: type[Shape], enums: Mapping[str, Sequence[str]] | None = None
) -> dict[str, JsonValue]:
    """The JSON schema of *shape*: closed objects, every property required, no titles.

    *enums* gives the values that a property may have, by the property's name, wherever a
    property of that name is a string or a list of strings.
    """
    schema = json.loads(_plain_schema(shape))
    return _strict(schema, enums or {})


@cache
def _plain_schema(shape: type[Shape]) -> str:
    """The schema as pydantic has it, as text: making it takes longer than all else here."""
    return json.dumps(shape.model_json_schema())


def _strict(schema: JsonValue, enums: Mapping[str, Sequence[str]]) -> dict[str, JsonValue]:
    closed = _closed(schema, enums)
    assert isinstance(closed, dict)  # noqa: S101 - a schema is an object
    return closed


def _closed(value: JsonValue, enums: Mapping[str, Sequence[str]]) -> JsonValue:
    if isinstance(value, list):
        return [_closed(each, enums) for each in value]
    if not isinstance(value, dict):
        return value
    out = {
        key: _closed(each, enums)
        for key, each in value.items()
        if key not in ("title", "description", "minItems", "maxItems") or not _is_note(each)
    }
    properties = out.get("properties")
    if isinstance(properties, dict):
        for name, each in properties.items():
            if name in enums and isinstance(each, dict):
                target = each.get("items") if each.get("type") == "array" else each
                if isinstance(target, dict) and target.get("type") == "string":
                    target["enum"] = list(enums[name])
        out["required"] = list(properties)
        out["additionalProperties"] = False
    return out


def _is_note(value: JsonValue) -> bool:
    """True for the words that a schema says of itself, not for a property of that name."""
    return not isinstance(value, dict)


def parse(shape: type[AnyShape], text: str) -> AnyShape:
    """The answer in *text*.

    Raises:
        MalformedAnswerError: it is no JSON or lacks the shape; the message says where.
    """
    try:
        return shape.model_validate_json(_json_in(text))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the answer"
        more = f" (and {error.error_count() - 1} more)" if error.error_count() > 1 else ""
        raise MalformedAnswerError(f"{where}: {first['msg']}{more}") from error


def _json_in(text: str) -> str:
    """The JSON object in a text that may put it in a fence or say something before it."""
    start, end = text.find("{"), text.rfind("}")
    return text[start : end + 1] if 0 <= start < end else text
