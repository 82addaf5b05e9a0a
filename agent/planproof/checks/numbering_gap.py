"""A number is missing in the sequence of phases or tasks.

## What it does

Reads the numbers of phases, of the tasks of each phase, and of coded tasks (`T001`) over the whole
plan, and reports one or two numbers that are left out between two neighbours. `2a` counts as 2;
inserts (`5.5`) do not count. A number that the plan declares elsewhere, or says it dropped, is not
missing; where each phase counts its tasks anew, elsewhere is in that phase. Wide gaps are a scheme
(`T101`, `T201`), not a slip.

## Why is this bad?

A part may have been lost while editing. Whoever counts done tasks will look for the missing one.

## Example

    ## Phase 2: Booking
    ## Phase 4: Launch

## Use instead

    ## Phase 2: Booking
    ## Phase 3: Launch

or a line that says `Phase 3 was merged into Phase 2`.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from planproof.checks.interface import Context, Rule, line_at
from planproof.core.document import Document
from planproof.core.finding import Finding
from planproof.core.plan import Phase, Plan, Task
from planproof.words import listed

RULE = Rule(
    id="numbering-gap",
    category="structure",
    severity="minor",
    summary="A number is missing in a sequence of phases or tasks",
    goal="Numbers of phases and tasks run without gaps",
    confidence="medium",
)
_LABEL = re.compile(
    r"(?P<word>.*?)(?P<prefix>(?:\d+\.)*)(?P<number>\d{1,6}|[A-Za-z])(?P<insert>[a-zA-Z]|\.\d+)?$"
)
_FEWEST = 3
_WIDEST = 2
"""Missing numbers in a row that are still a slip."""
_MOST_GAPS = 3
_LONGEST = 100
_REPEATED = 0.2
"""Share of repeated numbers above which they do not count: versions, weeks."""
_GONE = re.compile(
    r"remov|merg|drop|delet|obsolet|skip|defer|moved|cancel|retired|superseded|folded|absorbed"
    r"|replaced|archiv|~~"
    r"|削除|統合|中止|删除|合并|取消|삭제|통합",
    re.IGNORECASE,
)
Sequence_ = dict[int, Phase | Task]


def check(context: Context) -> Iterator[Finding]:
    """One finding per sequence with gaps."""
    plan = context.plan
    for word, numbers, own in _sequences(plan):
        gaps = [
            gap
            for gap in _gaps(sorted(numbers))
            if not _explained(plan, word, gap, numbers, own=own)
        ]
        if gaps and len(gaps) <= _MOST_GAPS:
            yield _finding(plan, word, numbers, gaps)


def _sequences(plan: Plan) -> Iterator[tuple[str, Sequence_, bool]]:
    """Each sequence with what stands before its numbers: `Phase `, `Task 1.`, `T-`.

    The flag tells that each phase counts its tasks anew.
    """
    yield from _by_word((phase for phase in plan.phases if phase.explicit), own=False)
    families: list[Sequence[Task]] = [phase.tasks for phase in plan.phases]
    families += [plan.tasks, *(task.subtasks for task in plan.walk() if task.subtasks)]
    coded = {task.id for task in plan.walk() if _is_code(task)}
    yield from _by_word((task for task in plan.walk() if task.id in coded), own=False)
    plain = [[task for task in family if task.id not in coded] for family in families]
    numbers = [task.label for family in plain for task in family]
    if len(set(numbers)) == len(numbers):
        yield from _by_word((task for family in plain for task in family), own=False)
    else:
        for family in plain:
            yield from _by_word(family, own=True)


def _is_code(task: Task) -> bool:
    return bool(re.fullmatch(r"[A-Z]{1,5}-?\d{2,6}[a-z]?", task.label))


def _by_word(nodes: Iterable[Phase | Task], *, own: bool) -> Iterator[tuple[str, Sequence_, bool]]:
    found: dict[tuple[str, str, bool], Sequence_] = {}
    repeated: Counter[tuple[str, str, bool]] = Counter()
    for node in nodes:
        match = _LABEL.fullmatch(node.label[:_LONGEST])
        if match is None or (match["insert"] or "").startswith("."):
            continue
        number = match["number"]
        value = int(number) if number.isdigit() else ord(number.upper()) - 64
        key = (node.path.rpartition("/")[0], match["word"] + match["prefix"], number.isdigit())
        kept = found.setdefault(key, {}).setdefault(value, node)
        repeated[key] += kept is not node and not match["insert"]
    for key, sequence in found.items():
        if len(sequence) >= _FEWEST and repeated[key] <= _REPEATED * len(sequence):
            yield key[1], sequence, own


def _gaps(values: Sequence[int]) -> list[tuple[int, int]]:
    """First and last missing number of each narrow gap."""
    return [
        (before + 1, after - 1)
        for before, after in pairwise(values)
        if 1 < after - before <= _WIDEST + 1
    ]


def _explained(
    plan: Plan, word: str, gap: tuple[int, int], numbers: Sequence_, *, own: bool
) -> bool:
    """True when the plan declares a missing number elsewhere, or says that it is gone.

    Where each phase counts anew, the `Task 4` of another one explains nothing.
    """
    before = numbers[gap[0] - 1]
    for value in range(gap[0], gap[1] + 1):
        pattern = re.compile(
            rf"(?<![\w.]){re.escape(word.strip())}\W{{0,2}}0*{value}(?![\w]|\.\d)", re.IGNORECASE
        )
        paths = [*(skipped.path for skipped in plan.skipped), *(d.path for d in plan.documents)]
        if any(pattern.search(path.replace("_", " ")) for path in paths):
            return True
        for document in plan.documents:
            span = _span(plan, before, document) if own else (1, len(document.lines))
            if span and _told(document.lines[span[0] - 1 : span[1]], str(value), pattern):
                return True
    return False


def _span(plan: Plan, node: Phase | Task, document: Document) -> tuple[int, int] | None:
    """The lines of a document that speak of the phase of *node*."""
    phase = plan.nodes.get(node.phase or "") if isinstance(node, Task) else None
    if document.path != node.path:
        return None
    if phase is None or phase.path != node.path:
        return (1, len(document.lines))
    return (phase.line_start, phase.line_end)


def _told(lines: Sequence[str], needle: str, pattern: re.Pattern[str]) -> bool:
    for line in lines:
        if needle not in line or not (match := pattern.search(line[:2000])):
            continue
        if _GONE.search(line[:2000]) or not line[: match.start()].strip(" \t-*+>|#[]xX_"):
            return True
    return False


def _finding(plan: Plan, word: str, numbers: Sequence_, gaps: Sequence[tuple[int, int]]) -> Finding:
    places = [numbers[gap[1] + 1] for gap in gaps]
    missing = [_named(word, numbers, value) for gap in gaps for value in range(gap[0], gap[1] + 1)]
    before, after = numbers[gaps[0][0] - 1], numbers[gaps[0][1] + 1]
    related = [before, *places[1:]]
    verb = "is" if len(missing) == 1 else "are"
    return RULE.finding(
        plan,
        line_at(plan.document(after.path), after.heading_line),
        title=f"{listed(missing, 6)} {verb} missing: {after.label} follows {before.label}",
        detail="A reader cannot tell whether a part was lost or the numbers were not closed up.",
        recommendation=f"Restore what is missing, renumber, or say where {missing[0]} went.",
        related=[line_at(plan.document(node.path), node.heading_line) for node in related],
        task=after if isinstance(after, Task) else None,
        phase=after if isinstance(after, Phase) else None,
    )


def _named(word: str, numbers: Sequence_, value: int) -> str:
    """The missing label, written like its neighbours: `T024`, `Phase C`."""
    example = next(iter(numbers.values())).label
    match = _LABEL.fullmatch(example)
    if match is None or not match["number"].isdigit():
        return f"{word}{chr(value + 64)}"
    return (
        f"{word}{value:0{len(match['number'])}d}"
        if match["number"].startswith("0")
        else f"{word}{value}"
    )
