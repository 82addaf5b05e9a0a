"""The review: what every renderer gets and what JSON output is.

`schema_version` is "1"; keys are never removed within a version.
"""

from typing import Literal

from pydantic import Field

from planproof.core.base import Frozen, Location
from planproof.core.codebase import SymbolMethod
from planproof.core.document import DocumentKind
from planproof.core.estimate import Amounts
from planproof.core.finding import Finding
from planproof.core.request import PassName

SCHEMA_VERSION = "1"

Verdict = Literal["approved", "approved-with-suggestions", "changes-requested", "incomplete"]
PassState = Literal["reviewed", "skipped", "failed", "pending"]


class Tool(Frozen):
    name: str
    version: str


class DocumentView(Frozen):
    path: str
    kind: DocumentKind
    format: str
    lines: int
    bytes: int
    tokens: int
    """Estimated, see `PlanView.token_count`."""
    sha256: str


class SectionView(Frozen):
    title: str
    role: str | None
    line_start: int
    line_end: int


class FileView(Frozen):
    file: str
    action: str
    line_start: int


class DependencyView(Frozen):
    text: str
    resolved: str | None
    line_start: int


class TaskView(Frozen):
    id: str
    label: str
    title: str
    path: str
    line_start: int
    line_end: int
    tokens: int
    stated_tokens: int | None
    done: bool | None
    roles: tuple[str, ...]
    sections: tuple[SectionView, ...]
    depends_on: tuple[DependencyView, ...]
    files: tuple[FileView, ...]
    subtasks: tuple["TaskView", ...] = ()


class PhaseView(Frozen):
    id: str
    label: str
    title: str
    path: str
    line_start: int
    line_end: int
    tokens: int
    stated_tokens: int | None
    explicit: bool
    roles: tuple[str, ...]
    sections: tuple[SectionView, ...]
    depends_on: tuple[DependencyView, ...]
    scheduled: tuple[DependencyView, ...]
    """Tasks that the phase lists and that are declared elsewhere."""
    tasks: tuple[TaskView, ...]


class TokenCount(Frozen):
    method: Literal["estimate"]
    error_percent: float
    """Expected error of every token figure, plus or minus."""


class PlanView(Frozen):
    """What was understood; also the `plan` object of `outline --format json`."""

    root: str
    name: str
    formats: tuple[str, ...]
    template: bool
    token_count: TokenCount
    documents: tuple[DocumentView, ...]
    phases: tuple[PhaseView, ...]
    tasks: tuple[TaskView, ...]
    """Tasks outside every phase."""


class Rejected(Frozen):
    rule: str
    title: str
    reason: str


class Strength(Frozen):
    phase: str | None
    text: str
    location: Location | None


class PhaseReview(Frozen):
    id: str
    verdict: Verdict
    completeness: float | None
    """Share (0 to 1) of the section roles usual in this plan that the phase's tasks have."""
    strengths: tuple[str, ...]
    findings: tuple[str, ...]
    """Ids of the findings, worst first."""


class PassCoverage(Frozen, populate_by_name=True, serialize_by_alias=True):
    phase: str | None
    """None for the plan as a whole, or for a document outside the phases."""
    path: str | None = None
    """The document, where the entry is about one outside the phases."""
    pass_: str = Field(alias="pass")
    """Name of the pass: `checks`, `phase-review`, `cross-phase`, `verification`, `synthesis`, or
    `model-review` for all four when no model was asked."""
    state: PassState
    reason: str | None


class UnreadFile(Frozen):
    path: str
    reason: str


class Coverage(Frozen):
    lines_total: int
    lines_read: int
    unparsed: tuple[Location, ...]
    unread: tuple[UnreadFile, ...]
    passes: tuple[PassCoverage, ...]


class UsagePart(Frozen, populate_by_name=True, serialize_by_alias=True):
    """What one phase, the text outside the phases, or one later pass used."""

    pass_: PassName = Field(alias="pass")
    phase: str | None
    """None for what is about no phase."""
    estimated: Amounts | None
    """What was expected before; None when nothing was."""
    requests: int
    reused: int
    input_tokens: int
    cached_input_tokens: int
    output_tokens: int
    cost_usd: float | None


class Usage(Frozen):
    """What this run used; answers that were there already cost nothing."""

    requests: int
    """Requests that were answered in this run."""
    reused: int = 0
    """Requests whose answers were there already."""
    input_tokens: int
    cached_input_tokens: int
    output_tokens: int
    cost_usd: float | None
    """None when a price is unknown."""
    uncertain_cost_usd: float = 0.0
    """The most that attempts without an answer may have cost besides."""
    model: str | None
    """The model that answered, as it names itself; several are joined by commas."""
    origin: str | None = None
    """How the answers were got: `live`, `handoff`, `local`, `synthetic`; None without any."""
    parts: tuple[UsagePart, ...] = ()
    """The same by phase and pass; a request about several phases is shared by their lines."""


class Since(Frozen):
    """What changed since an earlier review; ids of findings."""

    new: tuple[str, ...]
    regressed: tuple[str, ...]
    """Were fixed once and are back."""
    open: tuple[str, ...]
    fixed: tuple[str, ...]


class Action(Frozen):
    """One step of repair, in the order it should be done."""

    text: str
    severity: Literal["critical", "major", "minor"]
    findings: tuple[str, ...]


class StatedFile(Frozen):
    """A file that a phase or task names, against the code base."""

    file: str
    """As the plan writes it."""
    node: str
    """Id of the phase or task."""
    action: str
    """What the plan does to it: `create`, `modify`, `delete`, `rename`, `mention`, ..."""
    path: str | None
    """Where it is in the code base; None when it is not there."""
    location: Location


class StatedClaim(Frozen):
    """What the plan says of the state of the code base."""

    text: str
    """Verbatim."""
    state: Literal["verified", "wrong", "unverified"]
    evidence: str
    """What was counted or found; for an unverified one, why nothing could be."""
    location: Location


class Grounding(Frozen):
    """What the promises of the plan were held against."""

    root: str
    revision: str | None
    """The commit; None for the files as they lay there."""
    related: bool
    """False when the repository that holds the plan has next to nothing of what the plan names:
    then nothing was held against it."""
    reason: str
    """A sentence: how many of the named files are there."""
    symbols_by: SymbolMethod | None
    files: tuple[StatedFile, ...] = ()
    claims: tuple[StatedClaim, ...] = ()


class Compliance(Frozen):
    """A rule of the project and whether the plan keeps it."""

    rule: str
    """Verbatim, as the project's rules file has it."""
    path: str
    """The rules file."""
    line: int
    state: Literal["kept", "broken", "not-judged"]
    reason: str
    findings: tuple[str, ...] = ()
    """Ids of the findings that break it."""


class Review(Frozen):
    tool: Tool
    plan: PlanView
    verdict: Verdict
    summary: str
    findings: tuple[Finding, ...]
    """Ranked: what would stop or mislead the implementer first."""
    rejected: tuple[Rejected, ...]
    strengths: tuple[Strength, ...]
    phases: tuple[PhaseReview, ...]
    coverage: Coverage
    usage: Usage
    actions: tuple[Action, ...]
    approval_criteria: tuple[str, ...]
    since: Since | None = None
    """None when no earlier review is known."""
    grounding: Grounding | None = None
    """None when nobody looked at a code base."""
    template: str | None = None
    """Name of the template that the plan was measured against."""
    compliance: tuple[Compliance, ...] = ()
    """The project's own rules, in the order of the file."""
