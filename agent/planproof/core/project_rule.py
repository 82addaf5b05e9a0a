"""A rule that a project makes for itself."""

from planproof.core.base import Frozen

CRITERION = "ignored-project-rule"
"""The criterion by which a model judges rules; its findings name the rule: `R3`."""


class ProjectRule(Frozen):
    """One sentence of the project's rules file."""

    number: int
    """Its place in the list, from 1 over all files; `R3` names the third."""
    path: str
    """The rules file as the user gave it."""
    line: int
    text: str
    """Verbatim, without Markdown's marks of lists."""
    lead: str = ""
    """What the line above its list says of all items: `MUST NOT`; empty where nothing."""
    forbidden: tuple[str, ...] = ()
    """Names that it forbids to use, where it says so without doubt: a rule for a program."""

    @property
    def name(self) -> str:
        return f"R{self.number}"

    @property
    def said(self) -> str:
        """The rule with what stands above its list, without which it may mean the opposite."""
        return f"{self.lead}: {self.text}" if self.lead else self.text
