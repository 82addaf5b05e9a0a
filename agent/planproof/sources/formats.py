"""The plan formats that planproof knows by name, and how each is recognised.

The readers in `units` understand what any format writes; a format adds its name, and the kinds
of files whose names alone do not tell. To add one, add a line to `FORMATS`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from planproof.core.document import DocumentKind


@dataclass(frozen=True, slots=True)
class Format:
    """A way of laying a plan out in files."""

    id: str
    path: re.Pattern[str] | None = None
    """One file whose path matches is enough."""
    together: frozenset[str] = frozenset()
    """File names that stand in one folder."""
    kinds: Mapping[str, DocumentKind] = field(default_factory=dict)
    """Kind by file name, where the name alone would mislead."""


FORMATS: tuple[Format, ...] = (
    Format(
        "kiro",
        re.compile(r"(?:^|/)\.kiro/"),
        frozenset({"requirements.md", "design.md", "tasks.md"}),
    ),
    Format("openspec", re.compile(r"(?:^|/)openspec/"), frozenset({"proposal.md", "tasks.md"})),
    Format("gsd", re.compile(r"(?:^|/)\.planning/")),
    Format("flow-next", re.compile(r"(?:^|/)\.flow/")),
    Format("task-master", re.compile(r"(?:^|/)\.taskmaster/|(?:^|/)tasks\.json$")),
    Format("bmad", re.compile(r"(?:^|/)_?\.?bmad[\w-]*/")),
    Format("agent-os", re.compile(r"(?:^|/)(?:spec-lite\.md|\.agent-os/|sub-specs/)")),
    Format("cub", re.compile(r"(?:^|/)itemized-plan\.md$")),
    Format("superpowers", re.compile(r"(?:^|/)superpowers/plans?/")),
    Format("spec-kit", re.compile(r"(?:^|/)\.specify/"), frozenset({"spec.md", "plan.md"})),
    Format("spec-kit", None, frozenset({"spec.md", "tasks.md"})),
    Format(
        "phase-docs",
        re.compile(r"(?:^|/)(?:phase|stage|fase)[-_ ]?\d+(?:\.\d+)?[^/]*\.md$", re.IGNORECASE),
    ),
)


def detect(paths: Sequence[str]) -> Format | None:
    """The format of a plan with these files, or None for a general one."""
    folders: dict[str, set[str]] = {}
    for path in paths:
        folder, _, name = path.rpartition("/")
        folders.setdefault(folder, set()).add(name.lower())
    for known in FORMATS:
        if known.path is not None and any(known.path.search(path) for path in paths):
            return known
        if known.together and any(known.together <= names for names in folders.values()):
            return known
    return None
