"""Verdicts on pairs of a label and a finding: a file with a JSON object a line.

A line without a verdict waits for somebody, a person or a model, to write one into it.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from evals.matching import Pair

Key = tuple[str, str]
"""Ids of a label and a finding."""


class Adjudication(BaseModel):
    """What somebody says of a pair; other fields of its line are there to be read."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    label: str
    finding: str
    verdict: Literal["same", "different", "unsure"] | None = None
    by: str = ""


def key_of(pair: Pair) -> Key:
    return (pair.label.id, pair.finding.id)


def read_adjudications(path: Path) -> dict[Key, Adjudication]:
    """The lines of a file that have a verdict; ValueError when one is malformed."""
    found: dict[Key, Adjudication] = {}
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    for number, line in enumerate(lines, 1):
        try:
            each = Adjudication.model_validate_json(line)
        except ValidationError as error:
            raise ValueError(f"{path}, line {number}: {error.errors()[0]['msg']}") from None
        if each.verdict is not None:
            found[(each.label, each.finding)] = each
    return found


def listing(pairs: Iterable[Pair], path: Path, verdicts: Mapping[Key, Adjudication]) -> str:
    """All pairs to judge, one JSON object a line, and the lines with verdicts that are there."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    kept = [line for line in lines if json.loads(line).get("verdict") is not None]
    new = [
        json.dumps(_line(pair), ensure_ascii=False)
        for pair in pairs
        if key_of(pair) not in verdicts
    ]
    return "".join(f"{line}\n" for line in [*kept, *new])


def _line(pair: Pair) -> dict[str, object]:
    label, finding = pair.label, pair.finding
    at = finding.location
    return {
        "label": label.id,
        "finding": finding.id,
        "verdict": None,
        "by": "",
        "automatic": pair.automatic,
        "label_says": label.what,
        "label_at": f"{label.path}:{label.line}" if label.line else label.path,
        "plan_says": label.quote,
        "finding_says": finding.title,
        "because": finding.detail,
        "advice": finding.recommendation,
        "finding_at": f"{at.path}:{at.line_start}",
        "lines_between": pair.lines,
        "alike": round(pair.alike, 2),
        "in_common": pair.common,
    }
