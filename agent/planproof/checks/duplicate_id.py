"""Two parts of the plan bear one number.

## What it does

Reports phases, tasks and requirements that are declared twice under one number or id in one scope
(the phase for `Task 2`, the plan for `T-007`), and tasks of one phase that have the same title.
A list that only repeats what is declared elsewhere is no second declaration.

## Why is this bad?

"After T026" now means two things. Progress, commits and dependencies are recorded against the
wrong one, and a tool that reads the ids drops one of the two.

## Example

    - [ ] T026 Test the export
    - [ ] T026 Implement the hash chain

## Use instead

    - [ ] T026 Test the export
    - [ ] T027 Implement the hash chain
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from planproof.checks._prose import name_of, shortened
from planproof.checks.interface import Context, Rule, line_at
from planproof.core.document import Document
from planproof.core.finding import Finding, Severity
from planproof.core.plan import Phase, Plan, Task
from planproof.words import listed

RULE = Rule(
    id="duplicate-id",
    category="structure",
    severity="critical",
    summary="Two phases, tasks or requirements bear one number",
    goal="Every phase, task and requirement has a number of its own",
)
_COUNTED = re.compile(r"#\d+$")
_FEW = 0.2
"""Share of repeated numbers above which they are no ids: versions, weeks, priorities."""
_ROUTINE = re.compile(
    r"(?:checkpoint|verify|validate|run|ensure|confirm|commit|review|re-?run|test|deploy|release"
    r"|update|write|add)\b"
    r"|チェックポイント|检查点|체크포인트|確認|验证|确认",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"[*_`\[]{0,3}(?P<code>[A-Z][A-Z-]{0,11}-?\d{1,4}(?:\.\d{1,3})?)\b(?P<mark>[*_`\]:.)\s—–-]{0,8})"
    r"(?P<title>\w.*)$"
)
_SHORTEST_TITLE = 12


def check(context: Context) -> Iterator[Finding]:
    """Nodes with one id, requirements with one id, then siblings with one title."""
    plan = context.plan
    bundles: dict[tuple[str, str | None, Severity], list[list[Phase | Task]]] = {}
    for group in _repeated(plan):
        first = group[0]
        home = first.phase if isinstance(first, Task) else first.id
        bundles.setdefault((first.path, home, _severity(plan, group)), []).append(group)
    for (_, _, severity), groups in bundles.items():
        yield _same_id(plan, groups, severity)
    yield from _requirements(plan)
    yield from _same_titles(plan)


def _repeated(plan: Plan) -> Iterator[list[Phase | Task]]:
    """Nodes that share an id, where they stand in one scope."""
    groups: dict[str, list[Phase | Task]] = {}
    for id_, node in plan.nodes.items():
        if _COUNTED.search(id_):
            base = _COUNTED.sub("", id_)
            groups.setdefault(base, [plan.nodes[base]] if base in plan.nodes else []).append(node)
    tasks = sum(1 for _ in plan.walk())
    extra = [
        base for base, group in groups.items() if isinstance(group[0], Task) for _ in group[1:]
    ]
    noise = len(extra) > max(1, _FEW * tasks)
    for group in groups.values():
        if (
            len(group) > 1
            and not (noise and isinstance(group[0], Task))
            and _one_scope(plan, group)
        ):
            yield group


def _one_scope(plan: Plan, group: Sequence[Phase | Task]) -> bool:
    first, *others = group
    folder = first.path.rpartition("/")[0]
    if any(other.path.rpartition("/")[0] != folder for other in others):
        return False
    if all(other.path == first.path for other in others):
        return len({_above(plan, node) for node in group}) == 1 or _is_code(first)
    if isinstance(first, Phase):
        return sum(bool(_COUNTED.search(phase.id)) for phase in plan.phases) == len(others)
    return _is_code(first)


def _is_code(node: Phase | Task) -> bool:
    """True for `T-007`, which is unique in a plan; `1.2` and `Task 2` start again elsewhere."""
    return bool(node.number and re.match(r"[A-Za-z]+-?\d", node.number) and node.label[0].isupper())


def _above(plan: Plan, node: Phase | Task) -> str:
    """The chapter that a node stands in; items of one phase share theirs."""
    if isinstance(node, Task) and node.kind != "heading":
        return node.phase or ""
    headings = plan.document(node.path).blocks.headings
    own = next((h.level for h in headings if h.line_start == node.heading_line), 7)
    titles = [h for h in headings if h.line_start < node.heading_line and h.level < own]
    return str(titles[-1].line_start) if titles else ""


def _severity(plan: Plan, group: Sequence[Phase | Task]) -> Severity:
    if len({node.path for node in group}) > 1 or len({_plain(node.title) for node in group}) == 1:
        return "minor"
    return "critical" if _is_needed(plan, group) else "major"


def _same_id(plan: Plan, groups: Sequence[Sequence[Phase | Task]], severity: Severity) -> Finding:
    first = groups[0][0]
    others = [node for group in groups for node in group[1:]]
    what = "phases" if isinstance(first, Phase) else "tasks"
    count = "two" if len(groups[0]) == 2 else str(len(groups[0]))
    if len(groups) == 1:
        label = name_of(plan, first) if isinstance(first, Task) else first.label
        titles = [f"“{shortened(node.title, 40)}”" for node in groups[0] if node.title]
        title = f"{label} names {count} {what}" + (f": {listed(titles, 3)}" if titles else "")
    else:
        title = (
            f"{listed([group[0].label for group in groups], 6)} each name more than one {what[:-1]}"
        )
    places = [line_at(plan.document(node.path), node.heading_line) for node in others]
    return RULE.finding(
        plan,
        places[0],
        title=title,
        detail="Another task depends on this number and cannot tell which of them is meant."
        if severity == "critical"
        else "Whatever refers to this number can mean either of them.",
        recommendation="Give each a number of its own, and correct what refers to it.",
        related=[
            *(line_at(plan.document(g[0].path), g[0].heading_line) for g in groups),
            *places[1:],
        ],
        severity=severity,
        confidence="medium" if len({node.path for node in groups[0]}) > 1 else None,
    )


def _is_needed(plan: Plan, group: Sequence[Phase | Task]) -> bool:
    """True when another node depends on the number that they share."""
    ids = {node.id for node in group}
    return any(
        reference.relation == "depends"
        and (
            reference.resolved in ids
            or (reference.ambiguous and reference.target == group[0].number)
        )
        for reference in plan.all_references()
    )


def _requirements(plan: Plan) -> Iterator[Finding]:
    """Requirements, risks and decisions that one chapter declares twice, with different words."""
    first_lines = {(item.path, item.line_start) for item in plan.items}
    for path in dict.fromkeys(item.path for item in plan.items):
        document = plan.document(path)
        if document.kind in ("context", "template", "data"):
            continue
        seen: dict[tuple[str, str], tuple[int, str]] = {}
        for line, chapter, code, title in _declared(document):
            first = seen.get((chapter, code))
            if first is None:
                if (path, line) in first_lines:
                    seen[chapter, code] = (line, title)
            elif _plain(first[1]) != _plain(title):
                yield _twice(plan, document, code, first, (line, title))


def _declared(document: Document) -> Iterator[tuple[int, str, str, str]]:
    """Line, chapter, code and title of what begins with a code: headings, items and rows."""
    texts = [(h.line_start, f"heading {h.level}", h.text) for h in document.blocks.headings]
    texts += [(i.line_start, f"item {i.depth}", i.text) for i in document.blocks.items]
    for table in document.blocks.tables:
        place = f"table {table.line_start}"
        texts += [(row.line, place, " ".join(row.cells[:2])) for row in table.rows]
    starts = [h.line_start for h in document.blocks.headings]
    for line, shape, text in sorted(texts):
        match = _CODE.match(text[:200])
        if match is None or len(match["title"]) < _SHORTEST_TITLE:
            continue
        # "FR-1 must ..." in a list speaks of the requirement; "FR-1: ..." declares it.
        if match["mark"].strip("*_`] ") or not shape.startswith("item"):
            above = bisect_left(starts, line) if shape.startswith("item") else 0
            yield line, f"{shape} {above}", match["code"], match["title"]


def _twice(
    plan: Plan, document: Document, code: str, first: tuple[int, str], second: tuple[int, str]
) -> Finding:
    return RULE.finding(
        plan,
        line_at(document, second[0]),
        title=f"{code} is declared twice: “{shortened(first[1], 40)}” and "
        f"“{shortened(second[1], 40)}”",
        detail="Whatever refers to this id can mean either of them.",
        recommendation="Give one of them an id of its own.",
        related=[line_at(document, first[0])],
        severity="major",
    )


def _same_titles(plan: Plan) -> Iterator[Finding]:
    """Tasks of one phase with one title."""
    families: list[Iterable[Task]] = [phase.tasks for phase in plan.phases]
    families += [plan.tasks, *(task.subtasks for task in plan.walk() if task.subtasks)]
    for family in families:
        groups: dict[str, list[Task]] = {}
        for task in family:
            title = _plain(task.title)
            if _is_unnumbered(task):
                continue
            if len(title) >= _SHORTEST_TITLE and not _ROUTINE.match(title):
                groups.setdefault(title, []).append(task)
        for group in groups.values():
            if len({task.label for task in group}) > 1:
                yield _same_title(plan, group)


def _is_unnumbered(task: Task) -> bool:
    """True for an item that the plan gives no number; lists may well repeat themselves."""
    return task.kind == "item" and task.label.startswith("Item ")


def _same_title(plan: Plan, group: Sequence[Task]) -> Finding:
    first, second, *others = group
    return RULE.finding(
        plan,
        line_at(plan.document(second.path), second.heading_line),
        title=f"{name_of(plan, first)} and {name_of(plan, second)} have the same title: "
        f"“{shortened(second.title, 50)}”",
        detail="Either the work is planned twice, or the titles do not say how it differs.",
        recommendation="Delete one, or say in the titles what each of them does.",
        related=[line_at(plan.document(t.path), t.heading_line) for t in (first, *others)],
        severity="minor",
        confidence="medium",
        task=second,
    )


def _plain(title: str) -> str:
    return re.sub(r"[\W_]+", " ", title.lower()).strip()
