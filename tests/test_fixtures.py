"""The sample plans: every planted defect is found, and sound plans have no finding."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from planproof.core.review import Review
from planproof.pipeline import review
from planproof.settings import Settings

PLANS = Path("fixtures/plans")
SOUND = ("beacon-superpowers", "orchard-kiro")
NEAR = 3
"""Lines by which a finding may miss the planted line."""


def reviewed(name: str) -> Review:
    return review(PLANS / name, Settings(), date(2026, 1, 1))


def defects() -> list[Any]:
    found = []
    for path in sorted(PLANS.glob("*/defects.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            defect = json.loads(line)
            if defect.get("needs", "check") != "check":
                continue  # what needs judgement is measured on recorded answers
            found.append(pytest.param(path.parent.name, defect, id=defect["id"]))
    return found


@pytest.mark.parametrize(("plan", "defect"), defects())
def test_a_planted_defect_is_found(plan: str, defect: dict[str, Any]) -> None:
    places = [
        (place.path, place.line_start, place.line_end)
        for finding in reviewed(plan).findings
        for place in (finding.location, *finding.related)
    ]

    assert any(
        path == defect["path"] and start - NEAR <= defect["line"] <= end + NEAR
        for path, start, end in places
    ), defect["what"]


@pytest.mark.parametrize("plan", SOUND)
def test_a_sound_plan_is_approved(plan: str) -> None:
    found = reviewed(plan)

    assert [finding.title for finding in found.findings] == []
    assert found.verdict == "approved"


def test_a_template_is_recognised() -> None:
    found = reviewed("template-atomic")

    assert found.plan.template
    assert "template" in found.summary
