"""What an audit puts where."""

import pytest

from planproof.checks.registry import CHECKS, is_of_code
from planproof.render.styles import audit
from tests.plan_factory import place
from tests.review_factory import finding, review

THEME = "What the plan takes for granted of the code base"
REFERENCES = "## Missing cross-references"


@pytest.mark.parametrize("rule", ["missing-file", "unknown-symbol", "wrong-integration-point"])
def test_what_is_not_so_in_the_code_has_a_theme_of_its_own(rule: str) -> None:
    made = finding(rule, place("phase-1.md", "1. Sample"), category="references", severity="major")
    page = audit.render([review((made,))])
    assert f"### 1. {THEME}" in page
    assert REFERENCES not in page


def test_what_the_plan_itself_points_at_has_another() -> None:
    made = finding("dangling-reference", place("phase-1.md", "1. Sample"), category="references")
    page = audit.render([review((made,))])
    assert REFERENCES in page
    assert THEME not in page


def test_every_check_that_needs_a_code_base_says_so() -> None:
    of_code = {check.RULE.id for check in CHECKS if is_of_code(check.RULE.id)}
    assert of_code >= {"missing-file", "stale-code-line", "unlisted-package", "false-claim"}
    assert of_code.isdisjoint({"dangling-reference", "parallel-file-conflict", "vague-criterion"})
    assert not is_of_code("no-such-rule")
