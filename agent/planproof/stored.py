"""Reviews that were written as JSON, read again."""

import json
from pathlib import Path

from pydantic import ValidationError

from planproof.core.between import Together
from planproof.core.review import SCHEMA_VERSION, Review
from planproof.errors import UsageError


def read_reviews(path: Path) -> tuple[Review, ...]:
    """The reviews in a file that `review --format json` wrote, in their order.

    Raises:
        UsageError: it cannot be read, or is no such file.
    """
    return _read(path)[0]


def read_stored(path: Path) -> tuple[tuple[Review, ...], Together | None]:
    """The same, and what was found between the plans where they were reviewed together.

    Raises:
        UsageError: it cannot be read, or is no such file.
    """
    return _read(path)


def _read(path: Path) -> tuple[tuple[Review, ...], Together | None]:
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise UsageError(f"cannot read {str(path)!r}: {error.strerror or error}") from error
    except (ValueError, RecursionError) as error:
        raise UsageError(_no_review(path, "it is no JSON")) from error
    if not isinstance(found, dict) or "schema_version" not in found:
        raise UsageError(_no_review(path, "it has no schema_version"))
    version = found.pop("schema_version")
    if version != SCHEMA_VERSION:
        raise UsageError(
            f"{path} has the schema version {version!r}, this planproof knows {SCHEMA_VERSION!r}; "
            "review the plan again"
        )
    bodies = found["reviews"] if isinstance(found.get("reviews"), list) else [found]
    try:
        # Not strict: JSON has lists where reviews have tuples.
        reviews = tuple(Review.model_validate(body, strict=False) for body in bodies)
        if "between" not in found:
            return reviews, None
        return reviews, Together.model_validate({**found, "reviews": reviews}, strict=False)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the review"
        raise UsageError(_no_review(path, f"{where}: {first['msg'].lower()}")) from error


def _no_review(path: Path, why: str) -> str:
    return f"{path} is no review as `planproof review --format json` writes it: {why}"
