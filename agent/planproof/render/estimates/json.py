"""Estimates for programs."""

import json
from collections.abc import Sequence

from planproof.core.estimate import ESTIMATE_SCHEMA_VERSION, Amounts, Estimate
from planproof.render.json import harmless

FORMAT: str = "json"


def render(estimates: Sequence[Estimate]) -> str:
    """Return one object; with several estimates they are a list in it."""
    found = [_flat(each) for each in estimates]
    body = found[0] if len(found) == 1 else {"estimates": found}
    text = json.dumps(
        {"schema_version": ESTIMATE_SCHEMA_VERSION, **body}, ensure_ascii=False, indent=2
    )
    return harmless(text) + "\n"


def _flat(estimate: Estimate) -> dict[str, object]:
    """The estimate with the amounts of a review beside the other figures of a row."""
    values: dict[str, object] = estimate.model_dump(mode="json")
    for name in ("phases", "passes"):
        rows = values[name]
        assert isinstance(rows, list)  # noqa: S101 - tuples of models dump as lists
        values[name] = [_row(row) for row in rows]
    for name in ("outside", "total"):
        values[name] = _row(values[name])
    return values


def _row(row: object) -> dict[str, object]:
    assert isinstance(row, dict)  # noqa: S101 - a model dumps as an object
    review = row.pop("review")
    assert set(review) == set(Amounts.model_fields)  # noqa: S101 - nothing is lost on the way
    return {**row, **review}
