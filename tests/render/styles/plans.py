"""Reviews of the plans of the fixtures by every check."""

from functools import cache
from pathlib import Path

from planproof.checks.registry import CHECKS
from planproof.checks.run import run
from planproof.core.review import Review
from planproof.core.rubric import Rubric
from planproof.criteria import known_rules
from planproof.prompts import load_rubric
from planproof.sources import load
from tests.review_factory import review, sample_coverage

PLANS = Path(__file__).parents[3] / "fixtures" / "plans"
NAMES = sorted(path.name for path in PLANS.iterdir())


@cache
def rubric() -> Rubric:
    """What is expected of a plan unless something else is asked for."""
    return load_rubric("engineer", rules=known_rules(None))


@cache
def reviewed(name: str) -> Review:
    """The review of a plan of the fixtures."""
    plan = load(PLANS / name)
    return review(run(CHECKS, plan, rubric(), {}), plan=plan, coverage=sample_coverage(plan))
