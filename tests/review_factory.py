"""Plans and reviews for tests, built by hand: no parser and no check takes part.

The plan is small and flawed on purpose: two phases are worked out, the third is an outline.
"""

from collections.abc import Iterable, Iterator, Sequence

from planproof.core.base import Location
from planproof.core.document import Blocks, Document, DocumentKind, Fence, Section
from planproof.core.finding import Category, Confidence, Evidence, Finding, Severity, Waiver
from planproof.core.plan import Estimate, Item, Phase, Plan, Reference, Relation, Task
from planproof.core.review import (
    Coverage,
    PassCoverage,
    PassState,
    Rejected,
    Review,
    Tool,
    UnreadFile,
    Usage,
)
from planproof.merge import merge
from planproof.verdict import conclude
from planproof.views import plan_view

ROLES = {
    "Goal": "goal",
    "Files": "files",
    "Steps": "steps",
    "Verification": "verification",
    "Tests": "tests",
}

README = """\
# Lighthouse

A lamp that reports its own health. Read the [first phase](phase-1.md), the
[second phase](phase-2.md) and the [third phase](phase-3.md).

| Phase | Tokens |
| ----- | ------ |
| Phase 1 | ~30,000 |
| Phase 2 | ~20,000 |
| Phase 3 | ~12,000 |

Total: ~62,000 tokens

The operator is told within TBD seconds.
"""

PHASE_1 = """\
# Phase 1: Lamp driver

## Verification

All tests below `lamp/` pass.

## Task 1: Read the current

### Goal

Know whether the lamp burns.

### Files

- `lamp/current.py`

### Steps

1. Sample the shunt ten times a second.

### Verification

```bash
pytest lamp/test_current.py
```

## Task 2: Report faults

### Goal

Say within a second that the lamp is out.

### Files

- `lamp/fault.py`

### Steps

1. Compare the current with the limits from Phase 2, Task 1.

### Verification

- [ ] `pytest lamp/test_fault.py` passes
- [ ] Faults are handled gracefully
"""

PHASE_2 = """\
# Phase 2: Service

## Verification

The service answers on port 8080.

## Task 1: Limits

### Goal

Keep the limits of every lamp.

### Files

- `service/limits.py`

### Steps

1. Store the limits in a table.

### Verification

```
pytest service/test_limits.py
```

## Task 2: Dashboard

### Goal

Show all lamps of a harbour.

### Files

- `service/dashboard.py`

### Steps

1. Draw one dot for each lamp, see Task 9.

### Verification

- [ ] The page looks good
"""

PHASE_3 = """\
# Phase 3: Rollout

## Task 1: Packaging

### Goal

Build an image.

## Task 2: Migration

### Goal

Move the old records.

## Task 3: Training

### Goal

Teach the operators.
"""

TEXTS = {
    "README.md": README,
    "phase-1.md": PHASE_1,
    "phase-2.md": PHASE_2,
    "phase-3.md": PHASE_3,
}
STATED = {"phase-1": 30_000, "phase-2": 20_000, "phase-3": 12_000}


def document(path: str, text: str, kind: DocumentKind = "phase") -> Document:
    """A document with its fences; everything else is left to the caller."""
    lines = tuple(text.removesuffix("\n").split("\n"))
    marks = [number for number, line in enumerate(lines, 1) if line.startswith("```")]
    pairs = list(zip(marks[::2], marks[1::2], strict=True))
    fences = tuple(
        Fence(line_start=start, line_end=end, info=lines[start - 1].strip("`"), closed=True)
        for start, end in pairs
    )
    fenced = {number for start, end in pairs for number in range(start, end + 1)}
    prose = tuple("" if n in fenced else line for n, line in enumerate(lines, 1))
    return Document(
        path=path,
        kind=kind,
        format="phase-docs",
        title=lines[0].lstrip("# "),
        bytes=len(text.encode("utf-8", "surrogatepass")),
        sha256="0" * 64,
        lines=lines,
        prose=prose,
        blocks=Blocks(fences=fences),
    )


def phase_of(source: Document) -> Phase:
    """The phase that a document of the sample plan holds, with its tasks."""
    lines = source.lines
    number = lines[0].split()[2].rstrip(":")
    starts = [n for n, line in enumerate(lines, 1) if line.startswith("## Task")]
    ends = [start - 1 for start in starts[1:]] + [len(lines)]
    tasks = tuple(
        task_of(source, start, end, f"phase-{number}")
        for start, end in zip(starts, ends, strict=True)
    )
    verified = "## Verification" in lines
    return Phase(
        path=source.path,
        line_start=1,
        line_end=len(lines),
        id=f"phase-{number}",
        label=f"Phase {number}",
        number=number,
        title=lines[0].split(": ", 1)[1],
        heading_line=1,
        roles=frozenset({"verification"} if verified else ()),
        tasks=tasks,
    )


def task_of(source: Document, start: int, end: int, phase: str) -> Task:
    """The task whose heading stands on line *start*."""
    label, title = source.lines[start - 1].removeprefix("## ").split(": ", 1)
    sections = tuple(sections_of(source, start, end))
    return Task(
        path=source.path,
        line_start=start,
        line_end=end,
        id=f"{phase}/{label.lower().replace(' ', '-')}",
        label=label,
        number=label.split()[1],
        title=title,
        heading_line=start,
        sections=sections,
        roles=frozenset(section.role for section in sections if section.role),
        kind="heading",
        phase=phase,
    )


def sections_of(source: Document, start: int, end: int) -> Iterator[Section]:
    """The third-level headings within some lines."""
    heads = [n for n in range(start, end + 1) if source.lines[n - 1].startswith("### ")]
    for head, last in zip(heads, [*(n - 1 for n in heads[1:]), end], strict=True):
        title = source.lines[head - 1].removeprefix("### ")
        yield Section(
            title=title,
            role=ROLES.get(title),
            style="heading",
            level=3,
            line_start=head,
            line_end=last,
        )


def estimate(
    path: str, line: int, tokens: float, *, total: bool = False, high: float | None = None
) -> Estimate:
    return Estimate(
        path=path,
        line_start=line,
        line_end=line,
        low=tokens,
        high=tokens if high is None else high,
        unit="tokens",
        text=f"~{tokens:,.0f}",
        total=total,
    )


def reference(
    path: str, line: int, text: str, resolved: str | None, relation: Relation = "mentions"
) -> Reference:
    return Reference(
        path=path,
        line_start=line,
        line_end=line,
        kind="link" if text.endswith(".md") else "task" if "Task" in text else "phase",
        text=text,
        target=text,
        relation=relation,
        resolved=resolved,
    )


def sample_plan(**changes: object) -> Plan:
    """The flawed plan."""
    documents = tuple(
        document(path, text, "overview" if path == "README.md" else "phase")
        for path, text in TEXTS.items()
    )
    overview = documents[0]
    rows = [line_of(overview, f"| Phase {n} ") for n in (1, 2, 3)]
    stated = zip(STATED.items(), rows, strict=True)
    values: dict[str, object] = {
        "root": "docs/plans",
        "name": "Lighthouse",
        "formats": ("phase-docs",),
        "documents": documents,
        "phases": tuple(phase_of(each) for each in documents[1:]),
        "references": tuple(
            reference("README.md", 4 if n == 1 else 5, f"phase-{n}.md", f"phase-{n}.md")
            for n in (1, 2, 3)
        ),
        "phase_estimates": tuple(
            (phase, estimate("README.md", row, tokens)) for (phase, tokens), row in stated
        ),
        "estimates": (estimate("README.md", line_of(overview, "Total:"), 62_000, total=True),),
    }
    return Plan.model_validate({**values, **changes})


def line_of(source: Document, start: str) -> int:
    """Number of the first line that begins with *start*."""
    return next(n for n, line in enumerate(source.lines, 1) if line.startswith(start))


def place(path: str, start: str | int) -> Evidence:
    """A line of the sample plan with its text."""
    source = document(path, TEXTS[path])
    line = start if isinstance(start, int) else line_of(source, start)
    return Evidence(path=path, line_start=line, line_end=line, quote=source.lines[line - 1])


def finding(
    rule: str,
    at: Evidence,
    *related: Evidence,
    severity: Severity = "minor",
    category: Category = "content",
    confidence: Confidence = "high",
    title: str = "A title",
    detail: str = "Why it matters.",
    recommendation: str = "Repair it.",
    phase: str | None = None,
    task: str | None = None,
    waiver: Waiver | None = None,
    finding_id: str | None = None,
) -> Finding:
    """A finding of a check at a place of the sample plan."""
    return Finding(
        id=finding_id or f"{rule}-{at.path}-{at.line_start}",
        rule=rule,
        category=category,
        severity=severity,
        confidence=confidence,
        source="check",
        title=title,
        detail=detail,
        recommendation=recommendation,
        phase=phase,
        task=task,
        location=Location(path=at.path, line_start=at.line_start, line_end=at.line_end),
        quote=at.quote,
        related=related,
        status="waived" if waiver else "new",
        waiver=waiver,
    )


def sample_findings() -> tuple[Finding, ...]:
    """What is wrong with the sample plan, and one finding that somebody waived."""
    return (
        finding(
            "unfinished-task",
            place("phase-3.md", "## Task 1"),
            place("phase-3.md", "## Task 2"),
            place("phase-3.md", "## Task 3"),
            severity="critical",
            category="structure",
            title="All 3 tasks of Phase 3 are only outlined: no files, steps or verification",
            detail="Whoever builds from an outline has to invent them.",
            recommendation="Add Files, Steps and Verification to Tasks 1 to 3, as in Phase 2.",
            phase="phase-3",
            task="phase-3/task-1",
        ),
        finding(
            "late-dependency",
            place("phase-1.md", "1. Compare"),
            place("phase-2.md", "## Task 1"),
            severity="critical",
            category="order",
            title="Task 2 of Phase 1 needs Task 1 of Phase 2, which comes later",
            detail="It is reached before what it needs exists.",
            recommendation="Move Task 1 of Phase 2 before Task 2 of Phase 1.",
            phase="phase-1",
            task="phase-1/task-2",
        ),
        finding(
            "dangling-reference",
            place("phase-2.md", "1. Draw"),
            severity="major",
            category="references",
            title="`Task 9` is not in the plan",
            detail="The reader looks for it in vain.",
            recommendation="Name the task that is meant.",
            phase="phase-2",
            task="phase-2/task-2",
        ),
        finding(
            "placeholder",
            place("README.md", "The operator"),
            severity="major",
            confidence="medium",
            title="How soon the operator is told is left open",
            detail="The limit decides how the driver is built.",
            recommendation="Say how many seconds.",
        ),
        finding(
            "vague-criterion",
            place("phase-1.md", "- [ ] Faults"),
            place("phase-2.md", "- [ ] The page"),
            category="verification",
            confidence="medium",
            title="2 criteria cannot be checked, such as “Faults are handled gracefully”",
            detail="No number, command or visible result says when it is met.",
            recommendation="Say what is run or looked at, and what must come out.",
            phase="phase-1",
            task="phase-1/task-2",
        ),
        finding(
            "test-without-command",
            place("phase-2.md", "The service"),
            category="verification",
            title="Phase 2 does not say how the port is tried",
            recommendation="Give the command.",
            phase="phase-2",
        ),
        *(
            finding(
                "style-nit",
                place("phase-2.md", number),
                title=f"Line {number} could be clearer",
                recommendation="Say it in one sentence.",
                phase="phase-2",
            )
            for number in range(9, 16, 2)
        ),
        finding(
            "broken-link",
            place("README.md", "[second phase]"),
            category="references",
            severity="major",
            title="A link has no anchor",
            waiver=Waiver(
                reason="the anchor comes with the site",
                expires="2027-03-31",
                source="planproof.toml",
            ),
        ),
        finding(
            "empty-section",
            place("phase-1.md", "## Verification"),
            category="structure",
            title="Phase 1 had no criteria",
        ).model_copy(update={"status": "fixed"}),
    )


def many_findings(number: int = 40) -> tuple[Finding, ...]:
    """More findings than a report shows in full, of three rules."""
    lines = [("phase-2.md", n) for n in range(1, 47)]
    return tuple(
        finding(
            ("rule-a", "rule-b", "rule-c")[index % 3],
            place(*lines[index]),
            severity=("major", "minor", "minor")[index % 3],
            title=f"Defect number {index}",
            phase="phase-2",
        )
        for index in range(number)
    )


def wide_finding() -> Finding:
    """One finding with more places than a report quotes, in two documents."""
    spots = [("phase-1.md", n) for n in (1, 3, 5, 7, 9, 11)]
    spots += [("phase-2.md", n) for n in (1, 3, 5, 7, 9, 11)]
    first, *rest = (place(*spot) for spot in spots)
    return finding("wide", first, *rest, severity="major", title="Twelve places")


def sample_coverage(
    plan: Plan, state: PassState | None = None, phase: str | None = None
) -> Coverage:
    """Coverage by checks; with *state*, also by a pass of a model."""
    lines = sum(len(each.lines) for each in plan.documents)
    passes = [
        _ran(each, "checks", "reviewed", None)
        for each in (None, *(phase.id for phase in plan.phases))
    ]
    if state is None:
        told = "no model was asked (--provider none)"
        passes.append(_ran(None, "model-review", "skipped", told))
    else:
        passes.append(_ran(phase, "phase-review", state, "it timed out"))
    return Coverage(
        lines_total=lines,
        lines_read=lines,
        unparsed=(Location(path="phase-3.md", line_start=3, line_end=4),),
        unread=(UnreadFile(path="notes.pdf", reason="not text"),),
        passes=tuple(passes),
    )


def _ran(phase: str | None, name: str, state: PassState, reason: str | None) -> PassCoverage:
    return PassCoverage.model_validate(
        {"phase": phase, "pass": name, "state": state, "reason": reason}
    )


def review(
    findings: Iterable[Finding] | None = None,
    *,
    plan: Plan | None = None,
    coverage: Coverage | None = None,
    rejected: Sequence[Rejected] = (),
) -> Review:
    """The review that follows from some findings; by default those of the sample plan."""
    of = sample_plan() if plan is None else plan
    covered = sample_coverage(of) if coverage is None else coverage
    merged = merge(sample_findings() if findings is None else findings)
    view = plan_view(of)
    concluded = conclude(of, view, merged, covered)
    return Review(
        tool=Tool(name="planproof", version="0.0.0"),
        plan=view,
        verdict=concluded.verdict,
        summary=concluded.summary,
        findings=merged,
        rejected=tuple(rejected),
        strengths=concluded.strengths,
        phases=concluded.phases,
        coverage=covered,
        usage=Usage(
            requests=0,
            input_tokens=0,
            cached_input_tokens=0,
            output_tokens=0,
            cost_usd=0.0,
            model=None,
        ),
        actions=concluded.actions,
        approval_criteria=concluded.approval_criteria,
    )


def requirement(number: int) -> Item:
    """A requirement of the overview."""
    return Item(
        path="README.md",
        line_start=3,
        line_end=3,
        id=f"FR-{number}",
        label=f"FR-{number}",
        title="It shines",
        kind="requirement",
    )
