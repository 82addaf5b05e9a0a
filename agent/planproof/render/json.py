r"""JSON for programs, and its schema.

One review is an object, several are `{"schema_version": ..., "reviews": [...]}`; where they were
made in one run, `between` holds what is wrong between the plans, and `without_plan` the paths that
were no plan. Characters that cannot be seen are written as `\u` escapes: the values stay verbatim,
and printing them to a terminal is safe. So is the log of a workflow: `##[`, which starts a command
there, is escaped too.
"""

import re
from collections.abc import Sequence
from json import dumps

from planproof.core.between import Together
from planproof.core.review import SCHEMA_VERSION, Review
from planproof.render.safe import HIDDEN

FORMAT: str = "json"

Json = dict[str, object]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def render(reviews: Sequence[Review], *, together: Together | None = None) -> str:
    """Return the reviews as JSON: the object of one, or a list under `reviews`.

    With *together* it is the list however many are plans: the form is that of what was asked for.
    """
    bodies: list[Json] = [review.model_dump(by_alias=True) for review in reviews]
    if together is not None:
        rest = together.model_dump(by_alias=True, exclude={"reviews"})
        return encode({"reviews": bodies, **rest})
    if len(bodies) == 1:
        return encode(bodies[0])
    return encode({"reviews": bodies})


def encode(body: Json) -> str:
    """An object with the schema's version in front, as indented JSON."""
    return harmless(dumps({"schema_version": SCHEMA_VERSION, **body}, indent=2, ensure_ascii=False))


def harmless(text: str) -> str:
    """JSON in which what would act on its way to the reader is escaped; its values are the same."""
    return HIDDEN.sub(_escape, text).replace("##[", "##\\u005b")


def schema() -> Json:
    """Return the JSON Schema (draft 2020-12) of the review of one plan."""
    body: Json = Review.model_json_schema(by_alias=True, mode="serialization")
    properties = body["properties"]
    required = body["required"]
    if not isinstance(properties, dict) or not isinstance(required, list):
        raise TypeError("the schema of a review is an object with required properties")
    return {
        "$schema": _DIALECT,
        **body,
        "title": "planproof review",
        "properties": {
            "schema_version": {"const": SCHEMA_VERSION, "type": "string"},
            **properties,
        },
        "required": ["schema_version", *required],
    }


def _escape(match: re.Match[str]) -> str:
    number = ord(match[0])
    if number < 0x20:
        return match[0]  # the line ends of the layout; `dumps` has escaped those within values
    if number <= 0xFFFF:
        return f"\\u{number:04x}"
    number -= 0x10000
    return f"\\u{0xD800 + (number >> 10):04x}\\u{0xDC00 + (number & 0x3FF):04x}"
