"""Which parts a task has, and which the tasks of its plan usually have."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from statistics import median

from planproof.core.plan import Plan, Task

WORK_ROLES = ("files", "steps", "verification", "tests")
"""The parts that tell how to build and how to see that it works."""
ROLES = (
    "goal",
    "files",
    "prerequisites",
    "steps",
    "verification",
    "tests",
    "commit",
    "estimate",
    "rollback",
    "risks",
)
"""The parts that are counted, in the order in which a reader expects them."""
WORDS = {
    "goal": "goal",
    "files": "files",
    "prerequisites": "prerequisites",
    "steps": "steps",
    "verification": "verification",
    "tests": "tests",
    "commit": "commit message",
    "estimate": "estimate",
    "rollback": "rollback",
    "risks": "risks",
}

_USUAL_SHARE = 0.4
_USUAL_TASKS = 4
_FEWEST_USUAL = 4
_FEWEST_WORK = 2
_REPORT = re.compile(
    r"^(?:done summary|completion (?:notes|summary|record)|completed|dev agent record|outcome)\b",
    re.IGNORECASE,
)

_STEP = re.compile(
    r"(?:step|schritt|paso|passo|étape)\s+\d|(?:ステップ|手順|步骤|단계)\s?\d", re.IGNORECASE
)
_OF_TESTS = re.compile(
    r"(?:^|/)(?:tests?|specs?|__tests__|e2e)/|(?:^|/)test_[^/]*$|[._-](?:test|spec)s?\.\w+$|_test\.\w+$"
)
"""A file of tests, by its path."""
_PROVES = re.compile(
    r"^\W{0,8}(?:expected|run|verify|expect|assert)\b", re.IGNORECASE | re.MULTILINE
)


def is_done(task: Task) -> bool:
    """True when the task is ticked off, or reports what was done."""
    return task.done is True or any(
        _REPORT.match(section.title) and section.line_end > section.line_start
        for section in task.sections
    )


def parts(task: Task) -> frozenset[str]:
    """Counted roles that a task has; dependencies tell the same as prerequisites."""
    found = task.roles & frozenset(ROLES)
    # "**Files:**" with nothing but "- Test: `tests/a.py`" below it is a list of files too.
    if task.files and any(section.role == "files" for section in task.sections):
        found |= {"files"}
    return found | {"prerequisites"} if "dependencies" in task.roles else found


def untitled_parts(plan: Plan, task: Task) -> frozenset[str]:
    """Parts that a task holds under a heading or without one: numbered steps, commands to run."""
    document = plan.document(task.path)
    found = set(parts(task))
    if task.files:
        found.add("files")
    if any(_OF_TESTS.search(mention.file) for mention in task.files):
        found.add("tests")
    steps = sum(
        item.number is not None or item.checked is not None
        for item in document.blocks.items
        if task.line_start <= item.line_start <= task.line_end
    )
    if steps > 1 or sum(bool(_STEP.match(section.title)) for section in task.sections) > 1:
        found.add("steps")
    text = document.text(task.line_start, task.line_end)
    if "git commit" in text:
        found.add("commit")
    if _PROVES.search(text):
        found.add("verification")
    return frozenset(found)


class Completeness:
    """The tasks of a plan that can have sections, judged by what is usual among them."""

    def __init__(self, plan: Plan, *, titled: bool = True) -> None:
        """Take a plan, and whether only titled parts count or those without a title too."""
        self.plan = plan
        self.tasks: tuple[Task, ...] = tuple(
            task for task in plan.walk() if task.kind in ("heading", "file") and not task.subtasks
        )
        self.parts = {
            task.id: parts(task) if titled else untitled_parts(plan, task) for task in self.tasks
        }

    @cached_property
    def usual(self) -> frozenset[str]:
        """Roles that two tasks in five have; empty when the tasks are not built from parts."""
        counts = Counter(role for found in self.parts.values() for role in found)
        least = max(_USUAL_TASKS, _USUAL_SHARE * len(self.tasks))
        usual = frozenset(role for role, count in counts.items() if count >= least)
        if len(usual) < _FEWEST_USUAL or len(usual.intersection(WORK_ROLES)) < _FEWEST_WORK:
            return frozenset()
        return usual

    @cached_property
    def unfinished(self) -> tuple[Task, ...]:
        """Short tasks that lack most of the usual roles and most of those about the work."""
        if not self.usual:
            return ()
        lacking = [task for task in self.tasks if self._lacks_most(task)]
        if not lacking:
            return ()
        ids = {task.id for task in lacking}
        complete = [self.size(task) for task in self.tasks if task.id not in ids]
        if len(complete) < _USUAL_TASKS - 1:
            return ()
        typical = median(complete)
        return tuple(task for task in lacking if self.size(task) * 2 <= typical)

    def _lacks_most(self, task: Task) -> bool:
        found = self.parts[task.id]
        work = self.usual.intersection(WORK_ROLES)
        return 2 * len(self.usual - found) > len(self.usual) and 2 * len(work - found) > len(work)

    def size(self, task: Task) -> int:
        """Lines of a task that hold something."""
        lines = self.plan.document(task.path).lines[task.line_start - 1 : task.line_end]
        return sum(map(bool, map(str.strip, lines)))

    def model(self, task: Task, roles: frozenset[str]) -> Task:
        """A task to follow: it has *roles* and the most parts, and stands nearest before *task*."""
        order = {each.id: index for index, each in enumerate(self.tasks)}
        here = order[task.id]

        def rank(other: Task) -> tuple[bool, int, bool, int]:
            found = self.parts[other.id]
            at = order[other.id]
            return (not roles <= found, -len(self.usual & found), at > here, abs(at - here))

        return min(self.tasks, key=rank)

    def headings_for(self, task: Task, roles: Iterable[str]) -> list[str]:
        """How *task* titles its sections of *roles*, in the order of the task."""
        wanted = set(roles)
        if "prerequisites" in wanted:
            wanted.add("dependencies")
        found: dict[str, str] = {}
        for section in task.sections:
            if section.role in wanted:
                found.setdefault(section.role, section.title.strip(" :*_"))
        return list(found.values())


def in_words(roles: Iterable[str]) -> list[str]:
    """Roles as words, in the order of a task."""
    known = frozenset(roles)
    return [WORDS[role] for role in ROLES if role in known]


def alternatives(words: Sequence[str]) -> str:
    """`files, steps or tests`."""
    return " or ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def by_phase(tasks: Iterable[Task]) -> dict[str | None, list[Task]]:
    """Tasks by the id of their phase, in order."""
    groups: dict[str | None, list[Task]] = {}
    for task in tasks:
        groups.setdefault(task.phase, []).append(task)
    return groups
