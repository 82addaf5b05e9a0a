"""A small plan for tests, built by hand: no parser takes part.

It is flawed on purpose: two phases are worked out, the third is an outline.
"""

from collections.abc import Iterator

from planproof.core.document import Blocks, Document, DocumentKind, Fence, Section
from planproof.core.finding import Evidence
from planproof.core.plan import Estimate, Phase, Plan, Reference, Relation, Task

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
