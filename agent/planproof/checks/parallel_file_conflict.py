"""Tasks that are marked as parallel change the same file.

## What it does

Reports neighbouring tasks of one phase that are all marked `[P]` (or `Parallel: yes`) and write to
the same file. Reports sentences and headings such as "Tasks T007-T012 can be developed in parallel"
and "Wave 2 (parallel)" when some of these tasks share a file, or carry no `[P]` in a plan that uses
the mark. Silent about tasks of which one waits for the other.

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
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from planproof.checks._deeds import deeds, is_pattern
from planproof.checks._dependencies import dependencies
from planproof.checks._files import normal_path, written_files
from planproof.checks._parallel import Part, Sides, is_marked, said_parallel
from planproof.checks.interface import Context, Rule, line_at
from planproof.core.base import Location
from planproof.core.finding import Finding
from planproof.core.plan import FileMention, Phase, Plan, Reference, Task
from planproof.words import listed

RULE = Rule(
    id="parallel-file-conflict",
    category="order",
    severity="major",
    summary="Tasks that are marked as parallel change the same file",
    goal="No tasks that run side by side change the same file",
)

_SERIAL = re.compile(
    r"sequential|serial|one (?:after|at a time)|same file|in order|順番|逐次|顺序|순차|sequenc"
    r"|nacheinander",
    re.IGNORECASE,
)
_TEST = re.compile(r"\s*[-*+]\s+\W{0,3}tests?\W{0,3}[:：]", re.IGNORECASE)
"""An item `- Test: `...`` of a list of files: the task writes the tests there."""
_WRITES = frozenset({"create", "modify", "rewrite", "delete"})
_MOST_PLACES = 30
_Writes = Mapping[str, Location]
"""The files that a part of the plan writes to, each with the place that says so."""


@dataclass(frozen=True, slots=True)
class _Shared:
    """A file, and the parts that write to it."""

    path: str
    parts: tuple[Part, ...]
    places: tuple[Location, ...]
    """Where they say so."""


@dataclass(frozen=True, slots=True)
class _Claim:
    """Words that call parts parallel, and what speaks against it."""

    at: Location
    shared: tuple[_Shared, ...]
    unmarked: tuple[Part, ...]

    def reasons(self, told: set[tuple[str, str]]) -> list[str]:
        """What is wrong with the claim, less the conflicts that the marks are blamed for."""
        found = []
        new = [
            each for each in self.shared if any((each.path, x.id) not in told for x in each.parts)
        ]
        if new or (self.shared and self.unmarked):
            most = max(new or self.shared, key=lambda each: len(each.parts))
            found.append(f"{listed([p.label for p in most.parts], 6)} change `{most.path}`")
        if self.unmarked:
            verb = "carries" if len(self.unmarked) == 1 else "carry"
            found.append(f"{listed([p.label for p in self.unmarked], 6)} {verb} no [P]")
        return found


def check(context: Context) -> Iterator[Finding]:
    """One finding per phase for its marks, then one for all claims in prose."""
    plan = context.plan
    board = _Board(plan)
    told: set[tuple[str, str]] = set()
    for phase in plan.phases:
        conflicts = [c for run in _runs(plan, phase) for c in board.conflicts(run)]
        told.update((each.path, part.id) for each in conflicts for part in each.parts)
        if conflicts:
            yield _conflict(plan, conflicts)
    claims = [claim for claim in _claims(plan, board) if claim.reasons(told)]
    if claims:
        yield _false_claims(plan, claims, told)


class _Board:
    """What each part of the plan writes to, and which parts wait for each other."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._ordered = {(d.needer.id, d.needed.id) for d in dependencies(plan)}
        self._by_node: dict[str, dict[str, Location]] = defaultdict(dict)
        for deed in deeds(plan):
            writes = deed.kind in _WRITES or deed.hint == "touch"
            if writes and not is_pattern(deed.path) and not deed.path.endswith("/"):
                self._by_node[deed.node.id].setdefault(deed.path, deed.at)
        for task in plan.walk():
            tests = (each for each in task.files if _is_test_item(plan, each))
            for mention in (*written_files(plan, task), *tests):
                self._by_node[task.id].setdefault(normal_path(mention.file), mention)

    def writes(self, part: Part) -> _Writes:
        """The files that a part, or one within it, writes to."""
        found: dict[str, Location] = {}
        for node in (part, *part.walk()):
            for path, at in self._by_node.get(node.id, {}).items():
                found.setdefault(path, at)
        return found

    def ordered(self, one: Part, other: Part) -> bool:
        """True when one waits for the other, or lies within it."""
        if one.path == other.path and (
            one.location.covers(other.location) or other.location.covers(one.location)
        ):
            return True
        return (one.id, other.id) in self._ordered or (other.id, one.id) in self._ordered

    def shared(self, pairs: Iterable[tuple[Part, Part]]) -> tuple[_Shared, ...]:
        """The files that two parts of a pair write to, unless one of them waits for the other."""
        found: dict[str, dict[str, tuple[Part, Location]]] = defaultdict(dict)
        for one, other in pairs:
            if self.ordered(one, other):
                continue
            mine, theirs = self.writes(one), self.writes(other)
            for path in (path for path in mine if path in theirs):
                found[path][one.id] = (one, mine[path])
                found[path][other.id] = (other, theirs[path])
        return tuple(
            _Shared(path, tuple(p for p, _ in by.values()), tuple(at for _, at in by.values()))
            for path, by in found.items()
        )

    def conflicts(self, run: Sequence[Task]) -> Iterator[_Shared]:
        """Files that tasks of one run write to, unless any of these waits for another."""
        open_ = [task for task in run if task.done is not True]
        pairs = [(a, b) for i, a in enumerate(open_) for b in open_[i + 1 :]]
        for each in self.shared(pairs):
            writers = [task for task in open_ if each.path in self.writes(task)]
            if not any(self.ordered(a, b) for a in writers for b in writers if a.id != b.id):
                yield each


def _is_test_item(plan: Plan, mention: FileMention) -> bool:
    line = plan.document(mention.path).prose[mention.line_start - 1]
    return "/" in mention.file and _TEST.match(line) is not None and "*" not in mention.file


def _runs(plan: Plan, phase: Phase) -> Iterator[list[Task]]:
    """Unbroken runs of tasks that are marked as parallel."""
    run: list[Task] = []
    for task in phase.tasks:
        if is_marked(plan, task):
            run.append(task)
            continue
        if len(run) > 1:
            yield run
        run = []
    if len(run) > 1:
        yield run


def _claims(plan: Plan, board: _Board) -> Iterator[_Claim]:
    """What calls a set of parts parallel, with what speaks against it."""
    marked = sum(is_marked(plan, task) for task in plan.walk()) >= 2
    for sides in said_parallel(plan):
        yield _Claim(
            sides.at, board.shared(sides.pairs()), _unmarked(plan, sides) if marked else ()
        )


def _unmarked(plan: Plan, sides: Sides) -> tuple[Part, ...]:
    """The tasks that lack the mark which others of them bear."""
    if sides.against:
        return ()
    bare = [part for part in sides.parts if isinstance(part, Task) and not is_marked(plan, part)]
    return tuple(bare) if len(bare) < len(sides.parts) else ()


def _conflict(plan: Plan, conflicts: Sequence[_Shared]) -> Finding:
    tasks = list({part.id: part for each in conflicts for part in each.parts}.values())
    told = [note for each in conflicts if (note := _note(plan, each.parts)) is not None]
    places = [line_at(plan.document(task.path), task.heading_line) for task in tasks]
    places += [line_at(plan.document(note.path), note.line_start) for note in told]
    places += [at for each in conflicts for at in each.places]
    first, rest = conflicts[0], len(conflicts) - 1
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
        related=_others(plan, places),
        severity="minor" if len(told) == len(conflicts) else None,
        title=(
            f"{listed([part.label for part in first.parts], 6)} are marked as parallel and "
            f"{'all' if len(first.parts) > 2 else 'both'} change `{first.path}`{more}"
        ),
        detail=f"{_listing(conflicts[:4])}{detail}" if rest else detail,
        recommendation=(
            "Keep [P] on one task per file and say after which task the others come, or give each "
            "a file of its own."
        ),
    )


def _others(plan: Plan, places: Sequence[Location]) -> list[Location]:
    """All places but the first, each line once."""
    lines = dict.fromkeys((place.path, place.line_start) for place in places)
    lines.pop((places[0].path, places[0].line_start))
    return [line_at(plan.document(path), line) for path, line in lines][:_MOST_PLACES]


def _listing(conflicts: Sequence[_Shared]) -> str:
    parts = [f"`{c.path}`: {listed([p.label for p in c.parts], 6)}" for c in conflicts]
    return f"{'; '.join(parts)}. "


def _note(plan: Plan, parts: Sequence[Part]) -> Reference | None:
    """A sentence that tells two of the tasks to wait for each other after all."""
    ids = {part.id for part in parts}
    own = {(part.path, part.heading_line) for part in parts}
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


def _false_claims(plan: Plan, claims: Sequence[_Claim], told: set[tuple[str, str]]) -> Finding:
    first, *others = claims
    places = [first.at, *(claim.at for claim in others)]
    for claim in claims:
        parts = [part for each in claim.shared for part in each.parts] + list(claim.unmarked)
        places += [line_at(plan.document(part.path), part.heading_line) for part in parts]
        places += [at for each in claim.shared for at in each.places]
    rest = len(others)
    more = f", and {rest} more {'sentence' if rest == 1 else 'sentences'} like it" if rest else ""
    return RULE.finding(
        plan,
        line_at(plan.document(first.at.path), first.at.line_start),
        related=_others(plan, places),
        severity="minor",
        confidence="medium",
        title=f"Said to be parallel, but {' and '.join(first.reasons(told))}{more}",
        detail=(
            "The sentence and the tasks contradict each other. Whoever trusts the sentence works "
            "on one file twice at a time, or starts a task before its turn."
        ),
        recommendation="Name only the tasks that share no file, and mark exactly these with [P].",
    )
