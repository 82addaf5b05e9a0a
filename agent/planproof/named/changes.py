"""What the tasks of a plan change before the plan says what is there."""

import re

from planproof.core.codebase import CodeBase
from planproof.core.plan import Plan, Task
from planproof.core.repository import repository_path
from planproof.named.state import Claim


class Changes:
    """What the tasks of a plan change, in the order in which it names them."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._tasks: tuple[Task, ...] = tuple(plan.walk())
        self._rank = {task.id: rank for rank, task in enumerate(self._tasks)}
        self._first: dict[str, int] = {}
        self._created: dict[str, int] = {}
        for rank, task in enumerate(self._tasks):
            for mention in task.files:
                path = repository_path(mention.file.rstrip("/"))
                if path is None or mention.action in ("mention", "read"):
                    continue
                self._first.setdefault(path, rank)
                if mention.action == "create":
                    self._created.setdefault(path, rank)

    def before(self, claim: Claim, base: CodeBase) -> bool:
        """True where the plan may have changed the subject before it makes the claim."""
        rank = self._rank_of(claim)
        if not claim.is_path:
            return self._is_named_before(claim, rank)
        subject = repository_path(claim.subject.rstrip("/")) or claim.subject
        if claim.kind == "done":
            return False
        if claim.kind == "exists":
            return any(_meets(subject, path) for path in self._created) and (
                file_at(claim.subject, base) is None and folder_at(claim.subject, base) is None
            )
        return any(
            first < rank and (_meets(subject, path) or path.startswith(f"{subject}/"))
            for path, first in self._first.items()
        )

    def _rank_of(self, claim: Claim) -> int:
        phase, task = self._plan.owner(claim.at.path, claim.at.line_start)
        if task is not None:
            return self._rank.get(task.id, len(self._tasks))
        first = next(phase.walk(), None) if phase is not None else None
        return self._rank[first.id] if first is not None and first.id in self._rank else -1

    def _is_named_before(self, claim: Claim, rank: int) -> bool:
        whole = re.compile(rf"(?<!\w){re.escape(claim.subject)}(?!\w)")
        for task in self._tasks[: max(rank, 0)]:
            text = self._plan.document(task.path).text(task.line_start, task.line_end)
            if claim.subject in text and whole.search(text):
                return True
        return False


def _meets(one: str, other: str) -> bool:
    return one == other or one.endswith(f"/{other}") or other.endswith(f"/{one}")


def file_at(path: str, base: CodeBase) -> str | None:
    """The file of the code base that a claim calls *path*; None when it is none, or not one."""
    return base.find(path) if not path.endswith("/") else None


def folder_at(path: str, base: CodeBase) -> str | None:
    """The folder of the code base that a claim calls *path*; None when it is none, or not one."""
    name = path.removeprefix("./").strip("/")
    if name in base.folders:
        return name
    ends = [folder for folder in base.folders if folder.endswith(f"/{name}")]
    return ends[0] if len(ends) == 1 else None
