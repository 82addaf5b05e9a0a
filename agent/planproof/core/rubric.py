"""For whom a plan is written, and so what it must hold."""

from typing import Literal

from planproof.core.base import Frozen
from planproof.core.finding import Severity

Audience = Literal["engineer", "agent"]


class Rubric(Frozen):
    """A set of expectations for one audience, read from `prompts/rubrics/*.toml`."""

    id: str
    version: int
    title: str
    description: str
    audience: Audience
    required_roles: tuple[str, ...] = ()
    """Section roles without which a task cannot be built by this audience."""
    severities: dict[str, Severity] = {}
    """Severity by rule id, where it differs from the rule's own."""
