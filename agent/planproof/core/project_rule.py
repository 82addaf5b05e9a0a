"""A rule that a project makes for itself."""

from planproof.core.base import Frozen


class ProjectRule(Frozen):
    """One sentence of the project's rules file."""

    number: int
    """Its place in the list, from 1 over all files; `R3` names the third."""
    path: str
    """The rules file as the user gave it."""
    line: int
    text: str
    """Verbatim, without Markdown's marks of lists."""
    forbidden: tuple[str, ...] = ()
    """Names that it forbids to use, where it says so without doubt: a rule for a program."""

    @property
    def name(self) -> str:
        return f"R{self.number}"
