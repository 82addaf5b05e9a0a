"""One plan on its way to a profile: what it is called, where its lines are."""

from dataclasses import dataclass
from functools import cached_property
from posixpath import basename, dirname, join, normpath

from planproof.checks._files import Change, changes
from planproof.core.base import Location
from planproof.core.finding import Evidence
from planproof.core.plan import Plan

LONGEST = 4_000
"""Characters of a quote; a line of a plan can be megabytes long."""


@dataclass(frozen=True)
class Reader:
    """A plan, and what names it from outside."""

    plan: Plan
    home: str
    """Absolute path of the root, with forward slashes."""

    @cached_property
    def is_file(self) -> bool:
        """True when the plan is one file rather than a folder."""
        documents = self.plan.documents
        return len(documents) == 1 and documents[0].path == basename(self.home)

    @cached_property
    def folder(self) -> str:
        """Absolute path of the folder that the paths of the documents begin from."""
        return dirname(self.home) if self.is_file else self.home

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """What its tasks do to files."""
        return tuple(changes(self.plan))

    def full(self, path: str) -> str:
        """Absolute path of a document."""
        return normpath(join(self.folder, path))

    def shown(self, path: str) -> str:
        """Path of a document as the user would name it: below the root as it was given."""
        root = _slashes(self.plan.root)
        if not self.is_file:
            return normpath(f"{root}/{path}")
        above = dirname(root)
        return normpath(f"{above}/{path}") if above else path

    def evidence(self, at: Location) -> Evidence:
        """A place of the plan with its words, and a path that is clear beside other plans."""
        text = self.plan.document(at.path).text(at.line_start, at.line_end)
        return Evidence(
            path=self.shown(at.path),
            line_start=at.line_start,
            line_end=at.line_end,
            quote=text[:LONGEST],
        )

    def line(self, path: str, line: int) -> Evidence:
        """The evidence of one line."""
        return self.evidence(Location(path=path, line_start=line, line_end=line))


def _slashes(root: str) -> str:
    """With forward slashes, where backslashes divide folders: after a drive."""
    return root.replace("\\", "/") if root[1:3] == ":\\" or root.startswith("\\\\") else root
