"""For whom a plan is written, what it must hold, and the questions that a model is asked."""

from typing import Literal

from planproof.core.base import Frozen
from planproof.core.finding import Category, Severity

Audience = Literal["engineer", "agent"]
Group = Literal["intent", "build", "robust", "proof", "cross"]
"""Criteria that are read with the same eyes, so that one request asks for all of them."""

GROUPS: tuple[Group, ...] = ("intent", "build", "robust", "proof")
"""The groups that are asked of each part of the plan, in this order."""
ACROSS = "cross-contradiction"
"""What a contradiction across parts is called when it names no criterion."""
OTHER = "other"
"""The criterion under which a reader may report what no criterion names."""


class Criterion(Frozen):
    """A question of the rubric that needs judgement; one file of `prompts/criteria/`."""

    id: str
    """Kebab-case; stands as `rule` in findings."""
    version: int
    title: str
    category: Category
    severity: Severity
    """The worst that a finding of this criterion may be."""
    scope: Literal["phase", "plan"]
    """`phase`: judged in each part by itself; `plan`: judged over what all parts state."""
    group: Group
    needs: Literal["plan", "repository", "rules", "template"] = "plan"
    """What must be there for it to be judged."""
    audience: Audience | None = None
    """The only audience it is for; None for both."""
    question: str
    """One sentence."""
    text: str
    """What counts, what does not, examples; Markdown."""


class Rubric(Frozen):
    """A set of expectations for one audience, read from `prompts/rubrics/*.toml`."""

    id: str
    version: int
    title: str
    description: str
    audience: Audience
    required_roles: tuple[str, ...] = ()
    """Section roles without which a task cannot be built by this audience."""
    phase_budget: int = 75_000
    """Tokens that a phase may state: what its reader can take on in one go."""
    criteria: tuple[str, ...] = ()
    """Ids of the criteria that are asked, in order."""
    severities: dict[str, Severity] = {}
    """Severity by id of a rule or criterion, where it differs from its own."""
