"""Units of work as one document shows them, before they are put together into a plan."""

from dataclasses import dataclass, field
from typing import Literal

from planproof.core.document import Document, Section
from planproof.core.plan import Estimate, Field, Reference
from planproof.sources.markdown.definitions import Definitions
from planproof.sources.units.labels import Label

PHASE_RANK = 4
"""Units up to this rank can be phases."""
STORY_RANK = 5
TASK_RANK = 6
STEP_RANK = 7


@dataclass(slots=True, eq=False)
class Draft:
    """A unit of work found by a reader; mutable until it is assembled."""

    kind: Literal["heading", "item", "row", "file", "json"]
    family: str
    rank: int
    label: str
    number: str | None
    title: str
    path: str
    heading_line: int
    line_end: int
    done: bool | None = None
    parallel: bool = False
    level: int = 0
    """Heading level, or depth in lists."""
    fields: list[Field] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    children: list["Draft"] = field(default_factory=list)

    @property
    def key(self) -> tuple[str, str | None]:
        return self.family, self.number


@dataclass(slots=True)
class PhaseSummary:
    """What a table or list says of a phase that is described elsewhere."""

    family: str
    number: str
    estimates: list[Estimate]
    references: list[Reference]


@dataclass(slots=True)
class Reading:
    """Everything the readers found in one document."""

    document: Document
    section_at: list[Section | None]
    """Innermost section of each line, from 1."""
    units: list[Draft] = field(default_factory=list)
    summaries: list[PhaseSummary] = field(default_factory=list)
    row_lines: set[int] = field(default_factory=set)
    """Lines of rows whose references the table reader has taken already."""
    definitions: Definitions = field(default_factory=Definitions)

    def role_at(self, line: int) -> str | None:
        """Section role in force on a line, the line's own label left out."""
        section = self.section_at[line]
        if section is not None and section.line_start == line and section.style != "heading":
            before = self.section_at[line - 1]
            section = before if before is not None and before.line_end >= line else None
        return section.role if section else None


def draft_from(
    label: Label, kind: Literal["heading", "item", "row"], path: str, line: int, end: int
) -> Draft:
    """A draft for a label found on a line; tags such as `[P] [US1]` leave the title."""
    title, tags = split_tags(label.title)
    named_by_code = not label.number[0].isdigit() and label.number.lower() in label.text.lower()
    return Draft(
        kind=kind,
        family=label.family,
        rank=label.rank,
        label=_readable(label)
        if label.family == "number"
        else label.text[-len(label.number) :]
        if named_by_code and "-" in label.number
        else label.text,
        number=label.number,
        title=title,
        path=path,
        heading_line=line,
        line_end=end,
        parallel="P" in tags,
    )


def _readable(label: Label) -> str:
    """`Task 5` for an author's bare "5."."""
    return f"Task {label.number}"


def split_tags(title: str) -> tuple[str, tuple[str, ...]]:
    """`[P] [US1] Build it` to the title and its tags."""
    tags: list[str] = []
    rest = title
    while rest.startswith("["):
        tag, closed, after = rest[1:].partition("]")
        if not closed or len(tag) > 20 or after.startswith("("):
            break
        tags.append(tag.strip().upper())
        rest = after.lstrip(" :*-–—")
    return rest.replace("**", "").strip("* ").strip(), tuple(tags)
