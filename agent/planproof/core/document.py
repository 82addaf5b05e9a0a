"""One file of a plan: its lines, and the Markdown blocks they form.

Blocks are plain frozen dataclasses: a plan holds tens of thousands of them, and
they are made by one trusted parser. Line numbers count from 1 and include both ends.
"""

from dataclasses import dataclass
from typing import Literal

from planproof.core.base import Frozen

DocumentKind = Literal[
    "overview", "plan", "phase", "task", "task-list", "spec", "context", "template", "data"
]
"""What a file is for.

`plan` is one file that holds a whole plan, `task` one file per task, `context` anything that
is about the plan (research, audit, feedback), `data` a file that is read but holds no prose.
"""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading, or a line that stands for one (`**Phase 2: Build**`, `Phase 2: Build`)."""

    level: int
    text: str
    """Without marks, closing hashes and white space."""
    line_start: int
    line_end: int
    style: Literal["atx", "setext", "bold", "plain"] = "atx"


@dataclass(frozen=True, slots=True)
class ListItem:
    """One list item with everything nested in it."""

    line_start: int
    line_end: int
    depth: int
    """0 for an item of an outermost list."""
    text: str
    """First paragraph of the item on one line, without marker and checkbox."""
    number: str | None = None
    """`3` for `3. text` in an ordered list."""
    checked: bool | None = None
    """None when the item has no checkbox."""


@dataclass(frozen=True, slots=True)
class Fence:
    """A fenced code block, its opening and closing lines included."""

    line_start: int
    line_end: int
    info: str
    """What follows the opening fence, stripped."""
    closed: bool

    @property
    def language(self) -> str:
        """First word of the info string, in lower case."""
        words = self.info.split()
        return words[0].lower().strip("{}.,") if words else ""


@dataclass(frozen=True, slots=True)
class Row:
    """One body row of a table."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A pipe table; `rows` leaves out the header and the rule below it."""

    line_start: int
    line_end: int
    header: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Comment:
    """An HTML comment, `<!--` and `-->` included."""

    line_start: int
    line_end: int
    text: str
    """What stands between the marks."""
    closed: bool = True


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph outside lists, or inside a block quote."""

    line_start: int
    line_end: int
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Blocks:
    """All blocks of a document, each kind in order of lines."""

    headings: tuple[Heading, ...] = ()
    items: tuple[ListItem, ...] = ()
    fences: tuple[Fence, ...] = ()
    tables: tuple[Table, ...] = ()
    comments: tuple[Comment, ...] = ()
    paragraphs: tuple[Paragraph, ...] = ()
    front_matter: tuple[int, int] | None = None
    """First and last line of the YAML between `---` lines, both marks included."""


class Problem(Frozen):
    """Something that made a document hard to read; never a crash, always told."""

    kind: Literal[
        "unreadable", "not-utf8", "nul-bytes", "binary", "bad-json", "too-deep", "long-line"
    ]
    message: str
    line: int = 1


class Section(Frozen):
    """A titled part: a heading, a bold label (`**Files:**`) or a field (`Depends on: 3`)."""

    title: str
    role: str | None
    """Section role, such as `verification`; None when the vocabulary does not know it."""
    style: Literal["heading", "label", "field"]
    level: int
    """Heading level; 7 for labels and fields, which stand below every heading."""
    line_start: int
    line_end: int
    """Last line that belongs to the section, trailing blank lines left out."""
    value: str = ""
    """Text after the label on its own line; empty for headings."""


class Document(Frozen):
    """One file, read whole."""

    path: str
    kind: DocumentKind
    format: str
    """Id of the source format that understood it, such as `kiro`."""
    title: str
    bytes: int
    sha256: str
    lines: tuple[str, ...]
    """All lines without their endings; `lines[n - 1]` is line n."""
    prose: tuple[str, ...]
    """The same lines, where code fences, comments and front matter are empty strings."""
    blocks: Blocks = Blocks()
    sections: tuple[Section, ...] = ()
    problems: tuple[Problem, ...] = ()

    def text(self, line_start: int, line_end: int) -> str:
        """Verbatim text of a run of lines (from 1, inclusive), joined by newlines."""
        return "\n".join(self.lines[line_start - 1 : line_end])
