"""Tasks that are marked as parallel change the same file.

## What it does

Reports neighbouring tasks of one phase that are all marked `[P]` and write to the same file, and
sentences such as "Tasks T007-T012 can be developed in parallel" when some of these tasks share a
file or carry no `[P]` in a plan that uses the mark.

## Why is this bad?

Two agents or people who work at the same time edit one file: the second one to finish meets a merge
conflict or overwrites the first.

## Example

    - [ ] T020 [P] Compute balances in `src/services/statement.ts`
    - [ ] T021 [P] Render the PDF in `src/services/statement.ts`

## Use instead

    - [ ] T020 [P] Compute balances in `src/services/statement.ts`
    - [ ] T021 Render the PDF in `src/services/statement.ts` (after T020)
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from planproof.checks._dependencies import dependencies
from planproof.checks._files import normal_path, written_files
from planproof.checks._words import without_code
from planproof.checks.interface import Context, Rule, line_at
from planproof.core.base import Location
from planproof.core.finding import Finding
from planproof.core.plan import Phase, Plan, Reference, Task
from planproof.words import listed

RULE = Rule(
    id="parallel-file-conflict",
    category="order",
    severity="major",
    summary="Tasks that are marked as parallel change the same file",
    goal="No tasks that run side by side change the same file",
)

_CLAIM = re.compile(
    r"\b(?:in parallel|parallelis?z?able|parallelised|parallelized|concurrently"
    r"|simultaneously|at the same time|em paralelo|en paralelo|en parallèle"
    r"|parallel (?:zu )?(?:bearbeit|ausf|umge))"
    r"|並列|並行|并行|병렬",
    re.IGNORECASE,
)
_NEGATED = re.compile(
    r"\b(?:not|never|cannot|can't|no|without|nicht|não|no pueden|ne)\b|できない|不可|不能|않",
    re.IGNORECASE,
)
_SERIAL = re.compile(
    r"sequential|serial|one (?:after|at a time)|same file|in order|順番|逐次|顺序|순차|sequenc"
    r"|nacheinander",
    re.IGNORECASE,
)
_WITH = re.compile(r"\s*(?:with|to|mit|com|con|avec)\b", re.IGNORECASE)
_AFTER = re.compile(
    r"\b(?:after|once|when|until|depends?|following|requires?|before|except|then|nach|después|après|depois)\b"
    r"|→|->|=>|の後|完了後|之后|以外",
    re.IGNORECASE,
)


_MOST_PLACES = 30
_Shared = tuple[str, list[Task]]
"""A file, and the tasks that write to it."""


@dataclass(frozen=True, slots=True)
class _Claim:
    """A sentence that calls tasks parallel, and what speaks against it."""

    at: Location
    shared: dict[str, list[Task]]
    unmarked: list[Task]

    def reasons(self, told: set[tuple[str, str]]) -> list[str]:
        """What is wrong with the claim, less the conflicts that the marks are blamed for."""
        found = []
        new = {p: t for p, t in self.shared.items() if any((p, x.id) not in told for x in t)}
        if new or (self.shared and self.unmarked):
            path, tasks = max((new or self.shared).items(), key=lambda item: len(item[1]))
            found.append(f"{listed([t.label for t in tasks], 6)} change `{path}`")
        if self.unmarked:
            verb = "carries" if len(self.unmarked) == 1 else "carry"
            found.append(f"{listed([t.label for t in self.unmarked], 6)} {verb} no [P]")
        return found


def check(context: Context) -> Iterator[Finding]:
    """One finding per phase for its marks, then one for all claims in prose."""
    plan = context.plan
    ordered = {(d.needer.id, d.needed.id) for d in dependencies(plan)}
    told: set[tuple[str, str]] = set()
    for phase in plan.phases:
        conflicts = [c for run in _runs(phase) for c in _conflicts(plan, run, ordered)]
        told.update((path, task.id) for path, tasks in conflicts for task in tasks)
        if conflicts:
            yield _conflict(plan, conflicts)
    claims = [claim for claim in _claims(plan) if claim.reasons(told)]
    if claims:
        yield _false_claims(plan, claims, told)


def _runs(phase: Phase) -> Iterator[list[Task]]:
    """Unbroken runs of tasks that are marked as parallel."""
    run: list[Task] = []
    for task in phase.tasks:
        if task.parallel:
            run.append(task)
            continue
        if len(run) > 1:
            yield run
        run = []
    if len(run) > 1:
        yield run


def _shared(plan: Plan, tasks: Iterable[Task]) -> dict[str, list[Task]]:
    """Files that more than one of the tasks writes to."""
    writers: dict[str, list[Task]] = defaultdict(list)
    for task in tasks:
        for path in dict.fromkeys(normal_path(m.file) for m in written_files(plan, task)):
            writers[path].append(task)
    return {path: found for path, found in writers.items() if len(found) > 1}


def _conflicts(plan: Plan, run: Sequence[Task], ordered: set[tuple[str, str]]) -> Iterator[_Shared]:
    """Files that tasks of one run write to, unless one of the tasks waits for another."""
    for path, tasks in _shared(plan, run).items():
        writers = [task for task in tasks if task.done is not True]
        ids = [task.id for task in writers]
        if len(writers) > 1 and not any((a, b) in ordered for a in ids for b in ids):
            yield path, writers


def _conflict(plan: Plan, conflicts: Sequence[_Shared]) -> Finding:
    tasks = list({task.id: task for _, found in conflicts for task in found}.values())
    notes = [_note(plan, found) for _, found in conflicts]
    told = [note for note in notes if note is not None]
    places = [line_at(plan.document(t.path), t.heading_line) for t in tasks]
    notes_at = dict.fromkeys((note.path, note.line_start) for note in told)
    places += [line_at(plan.document(path), line) for path, line in notes_at]
    path, writers = conflicts[0]
    rest = len(conflicts) - 1
    groups = "one more group does" if rest == 1 else f"{rest} more groups do"
    more = f", and {groups} the like" if rest else ""
    detail = "Done at the same time, one overwrites the other or ends in a merge conflict."
    if told:
        detail = (
            "A note elsewhere says to do them one after another. Whoever goes by the marks alone "
            "does not see it, and one overwrites the other."
        )
    return RULE.finding(
        plan,
        places[0],
        related=places[1:_MOST_PLACES],
        severity="minor" if len(told) == len(conflicts) else None,
        title=(
            f"{listed([task.label for task in writers], 6)} are marked as parallel and "
            f"{'all' if len(writers) > 2 else 'both'} change `{path}`{more}"
        ),
        detail=f"{_listing(conflicts[:4])}{detail}" if rest else detail,
        recommendation=(
            "Keep [P] on one task per file and say after which task the others come, or give each "
            "a file of its own."
        ),
    )


def _listing(conflicts: Sequence[_Shared]) -> str:
    parts = [f"`{path}`: {listed([t.label for t in tasks], 6)}" for path, tasks in conflicts]
    return f"{'; '.join(parts)}. "


def _note(plan: Plan, tasks: Sequence[Task]) -> Reference | None:
    """A sentence that tells two of the tasks to wait for each other after all."""
    ids = {task.id for task in tasks}
    own = {(task.path, task.heading_line) for task in tasks}
    seen: dict[tuple[str, int], set[str]] = defaultdict(set)
    for reference in plan.all_references():
        place = (reference.path, reference.line_start)
        if reference.resolved not in ids or place in own:
            continue
        seen[place].add(reference.resolved)
        line = plan.document(reference.path).prose[reference.line_start - 1]
        if len(seen[place]) > 1 and _SERIAL.search(line):
            return reference
    return None


def _claims(plan: Plan) -> Iterator[_Claim]:
    """Sentences that call a set of tasks parallel."""
    work = {document.path for document in plan.work_documents()}
    by_line: dict[tuple[str, int], list[Reference]] = defaultdict(list)
    for reference in plan.all_references():
        if reference.kind == "task" and reference.resolved and reference.path in work:
            by_line[reference.path, reference.line_start].append(reference)
    marked = sum(task.parallel for task in plan.walk()) >= 2
    for (path, line), references in sorted(by_line.items()):
        text = plan.document(path).prose[line - 1]
        if len(references) < 2 or len(text) > 2_000 or not _CLAIM.search(text):
            continue
        for tasks in _claimed(plan, text, references):
            unmarked = [task for task in tasks if not task.parallel] if marked else []
            if len(unmarked) == len(tasks):
                unmarked = []
            yield _Claim(line_at(plan.document(path), line), _shared(plan, tasks), unmarked)


def _claimed(plan: Plan, text: str, references: Sequence[Reference]) -> list[list[Task]]:
    """The sets of tasks that the line calls parallel, one per claim."""
    found = []
    for sentence in re.split(r"(?<=[.!?;。;])\s*", without_code(text)):
        claims = list(_CLAIM.finditer(sentence))
        if not claims or _NEGATED.search(sentence):
            continue
        starts = [0, *(claim.end() for claim in claims)]
        for start, claim in zip(starts, claims, strict=False):
            said = sentence[start : claim.start()]
            if _WITH.match(sentence, claim.end()):
                continue  # "T1-T3 in parallel with T4": the sides are parallel, not their tasks
            tasks = _named(plan, said, references)
            if not tasks and len(claims) == 1:
                tasks = _named(plan, sentence[claim.end() :], references)
            found.append(tasks)
    return [tasks for tasks in found if len(tasks) > 1]


def _named(plan: Plan, said: str, references: Sequence[Reference]) -> list[Task]:
    """Tasks that are named before anything about their order."""
    later = _AFTER.search(said)
    said = said[: later.start()] if later else said
    nodes = [plan.nodes.get(r.resolved or "") for r in references if r.text in said]
    return list({t.id: t for t in nodes if isinstance(t, Task) and t.done is not True}.values())


def _false_claims(plan: Plan, claims: Sequence[_Claim], told: set[tuple[str, str]]) -> Finding:
    first, *others = claims
    places = [claim.at for claim in others]
    for claim in claims:
        tasks = [task for found in claim.shared.values() for task in found] + claim.unmarked
        places += [line_at(plan.document(t.path), t.heading_line) for t in tasks]
    lines = {(place.path, place.line_start): place for place in places}
    lines.pop((first.at.path, first.at.line_start), None)
    rest = len(others)
    more = f", and {rest} more {'sentence' if rest == 1 else 'sentences'} like it" if rest else ""
    return RULE.finding(
        plan,
        first.at,
        related=list(lines.values())[:_MOST_PLACES],
        severity="minor",
        confidence="medium",
        title=f"Said to be parallel, but {' and '.join(first.reasons(told))}{more}",
        detail=(
            "The sentence and the tasks contradict each other. Whoever trusts the sentence works "
            "on one file twice at a time, or starts a task before its turn."
        ),
        recommendation="Name only the tasks that share no file, and mark exactly these with [P].",
    )
