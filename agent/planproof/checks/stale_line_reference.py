"""A reference by line numbers points at something else than it says.

## What it does

Follows references such as `Details: Lines 10-39` and `design.md:120` into documents of the plan.
Reports ranges that lie past the end of the document, and ranges of a task that do not touch the
heading of that task although the document has one elsewhere. References into files of the code
base are not judged.

## Why is this bad?

Line numbers move with every edit. Whoever opens the range reads the instructions of another task
and builds the wrong thing, without any sign that something is off.

## Example

    - [ ] **Task 1.2**: Add the validator
      - Details: Lines 41-77

where lines 41 to 77 describe Task 2.1.

## Use instead

    - [ ] **Task 1.2**: Add the validator ([details](details.md#task-12-add-the-validator))
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from posixpath import basename

from planproof.checks._words import text_at
from planproof.checks.interface import Context, Rule
from planproof.core.base import Location
from planproof.core.document import Document
from planproof.core.finding import Finding
from planproof.core.plan import Phase, Plan, Reference, Task

RULE = Rule(
    id="stale-line-reference",
    category="references",
    severity="major",
    summary="A reference by line numbers points at something else than it says",
    goal="Every reference by line numbers points at what it says",
)
_FILE_LINES = re.compile(
    r"(?P<file>[\w./-]+\.md)(?:`?\s*[\(,]?\s*|:)(?:L|lines?\s+)?(?P<first>\d+)(?:\s*[-–]\s*L?(?P<last>\d+))?",
    re.IGNORECASE,
)
_SLACK = 3
"""Lines by which the start may differ: a heading, a blank line, a rule."""
_LABEL = re.compile(r"^(?:#{1,6}\s+)?\W*(?P<label>(?:\w+\s+)?\d+(?:\.\d+)*[a-z]?)\b")


def check(context: Context) -> Iterator[Finding]:
    """One finding per pair of documents."""
    plan = context.plan
    stale: dict[tuple[str, str], list[tuple[Location, str]]] = defaultdict(list)
    for document in plan.work_documents():
        for at, target, last in _file_references(plan, document):
            if last > len(target.lines):
                said = f"{target.path}:{last}, and the document ends at {len(target.lines)}"
                stale[document.path, target.path].append((at, said))
    for node in plan.nodes.values():
        for reference in node.references:
            if reference.kind == "lines":
                wrong = _points_wrong(plan, node, reference)
                if wrong is not None:
                    stale[reference.path, wrong[0]].append((reference, wrong[1]))
    for (_, target_path), places in stale.items():
        yield _finding(plan, target_path, sorted(places, key=lambda place: place[0].line_start))


def _file_references(plan: Plan, document: Document) -> Iterator[tuple[Location, Document, int]]:
    """References that name file and lines, where the file is one document of the plan."""
    names = defaultdict(list)
    for other in plan.documents:
        names[basename(other.path)].append(other)
    for number, line in enumerate(document.prose, 1):
        if ".md" not in line or len(line) > 4000:
            continue
        for match in _FILE_LINES.finditer(line):
            found = names.get(basename(match["file"]), [])
            if len(found) == 1 and found[0].path.endswith(match["file"].lstrip("./")):
                last = int(match["last"] or match["first"])
                at = Location(path=document.path, line_start=number, line_end=number)
                yield at, found[0], last


def _points_wrong(plan: Plan, node: Phase | Task, reference: Reference) -> tuple[str, str] | None:
    """Path of the document meant, and what is wrong; None when the reference holds.

    The document meant is the only other one with a heading for the same task.
    """
    line = text_at(plan.document(reference.path), reference.line_start)
    if not node.number or not re.match(r"^[\s>*-]*(?:Details?|See|Spec|Ref)\b", line):
        return None
    homes = [
        (other, heading, end)
        for other in plan.documents
        if other.path != reference.path
        for heading, end in _headings_of(other, node)
    ]
    if len(homes) != 1:
        return None
    target, start, end = homes[0]
    first, last = (int(part) for part in reference.target.split("-"))
    covered = min(last, end) - max(first, start) + 1
    if abs(first - start) <= _SLACK and covered * 5 >= (end - start + 1) * 4:
        return None
    return target.path, f"{node.label} says {first}-{last}, its section is {start}-{end}"


def _headings_of(document: Document, node: Phase | Task) -> Iterator[tuple[int, int]]:
    ends = {s.line_start: s.line_end for s in document.sections if s.style == "heading"}
    for heading in document.blocks.headings:
        match = _LABEL.match(heading.text)
        if match and match["label"].lower() == node.label.lower():
            yield heading.line_start, ends.get(heading.line_start, heading.line_end)


def _finding(plan: Plan, target: str, places: list[tuple[Location, str]]) -> Finding:
    count = len(places)
    examples = "; ".join(said for _, said in places[:3])
    what = "line reference points" if count == 1 else "line references point"
    return RULE.finding(
        plan,
        places[0][0],
        related=[at for at, _ in places[1:]],
        title=f"{count} {what} to the wrong place in {basename(target)}",
        detail=f"{examples}. Whoever opens these ranges reads the instructions of another task.",
        recommendation="Link to the headings instead of line numbers, or correct every range.",
    )
