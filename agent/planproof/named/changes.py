"""What the tasks of a plan change before the plan says what is there."""

import re
from fnmatch import fnmatchcase

from planproof.core.plan import Plan, Task
from planproof.core.repository import repository_path
from planproof.named.claim import Claim
from planproof.named.claim_elements import Ends
from planproof.named.judging import folder_at
from planproof.named.made import is_made
from planproof.named.uses import Uses

_WORK = re.compile(
    r"\b(?:remov|delet|drop|renam|replac|migrat|mov|inlin|add|call|us(?:e[sd]?|ing)\b|switch"
    r"|convert|port"
    r"|introduc|wire|extract|refactor|rewrit|chang|updat|creat|implement|extend|deprecat|import"
    r"|export"
    r"|clean|strip|retire|get rid|swap|merg|split|adapt|adjust|cover|test|pass|thread|inject"
    r"|wrap)\w*",
    re.IGNORECASE,
)

_PUTS = re.compile(r"\b(?:mv|cp|touch|mkdir|tee)\s|\S\s+\d?>>?\s*[\w./]")
"""Commands that make the file or folder they name."""


class Changes:
    """What the tasks of a plan change, in the order in which it names them."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._tasks: tuple[Task, ...] = tuple(plan.walk())
        self._rank = {task.id: rank for rank, task in enumerate(self._tasks)}
        self._first: dict[str, int] = {}
        self._own = frozenset(d.path.rpartition("/")[2] for d in plan.documents)
        self._listed = frozenset(
            path for document in plan.work_documents() for path in Ends(document).files
        )
        self._created = {
            path
            for node in plan.nodes.values()
            for mention in node.files
            if mention.action == "create"
            and (path := repository_path(mention.file.rstrip("/"))) is not None
        }
        for rank, task in enumerate(self._tasks):
            for mention in task.files:
                path = repository_path(mention.file.rstrip("/"))
                if path is None or mention.action in ("mention", "read"):
                    continue
                self._first.setdefault(path, rank)

    def is_own(self, claim: Claim) -> bool:
        """True for a bare name that a document of the plan has as well: `quickstart.md`."""
        return claim.is_path and claim.subject.removeprefix("./") in self._own

    def before(self, claim: Claim, uses: Uses) -> bool:
        """True where the plan may have changed the subject before it makes the claim."""
        rank = self._rank_of(claim)
        if not claim.is_path:
            return self._is_named_before(claim, rank) or self._are_users_changed(claim, uses, rank)
        if claim.kind in ("done", "ignored"):
            return claim.kind == "ignored" and self._are_rules_changed(claim, rank)
        return self._is_path_changed(claim, rank, uses)

    def _is_path_changed(self, claim: Claim, rank: int, uses: Uses) -> bool:
        subject, base = repository_path(claim.subject.rstrip("/")) or claim.subject, uses.base
        if "*" in subject:
            return any(
                first < rank and fnmatchcase(path, f"*{subject.removeprefix('*')}")
                for path, first in self._first.items()
            )
        is_there = base.ending(subject) or folder_at(claim.subject, base) is not None
        if not is_there and (subject.rpartition("/")[2] in self._own or self._makes(subject)):
            return True
        return claim.kind != "exists" and any(
            first < rank and (_meets(subject, path) or f"/{subject}/" in f"/{path}")
            for path, first in self._first.items()
        )

    def _are_rules_changed(self, claim: Claim, rank: int) -> bool:
        """True where the plan may add a line for the subject to the ignore rules."""
        name = claim.subject.strip("/")
        own = range(claim.at.line_start, claim.at.line_end + 1)
        if any(path.endswith(".gitignore") and at < rank for path, at in self._first.items()):
            return True
        return any(
            "gitignore" in line and name in line and _WORK.search(line)
            for document in self._plan.documents
            for number, line in enumerate(document.lines, 1)
            if document.path != claim.at.path or number not in own
        )

    def _makes(self, subject: str) -> bool:
        """True where any part of the plan makes a file, or something in a folder."""
        if any(_meets(subject, path) or f"/{subject}/" in f"/{path}" for path in self._created):
            return True
        # Agents list in the head of a plan, or of a task, what the work brings forth.
        if any(_meets(subject, path) for path in self._listed):
            return True
        return is_made(self._plan, subject, bare=True) or any(
            subject in line and _PUTS.search(line[:2_000])
            for document in self._plan.documents
            for line in document.lines
        )

    def _rank_of(self, claim: Claim) -> int:
        phase, task = self._plan.owner(claim.at.path, claim.at.line_start)
        if task is not None:
            return self._rank.get(task.id, len(self._tasks))
        first = next(phase.walk(), None) if phase is not None else None
        return self._rank[first.id] if first is not None and first.id in self._rank else -1

    def _is_named_before(self, claim: Claim, rank: int) -> bool:
        """True where an earlier task works on a name; that it is mentioned changes nothing."""
        whole = re.compile(rf"(?<!\w){re.escape(claim.subject)}(?!\w)")
        for task in self._tasks[: max(rank, 0)]:
            document = self._plan.document(task.path)
            for number in range(task.line_start, task.line_end + 1):
                line = document.lines[number - 1][:2_000]
                if claim.subject not in line or not whole.search(line):
                    continue
                is_prose = bool(document.prose[number - 1])
                if not is_prose or _WORK.search(line.replace(claim.subject, "")):
                    return True
        return False

    def _are_users_changed(self, claim: Claim, uses: Uses, rank: int) -> bool:
        """True where earlier tasks change every file that holds a name, and so perhaps all uses."""
        users = [hit.path for hit in uses.of(claim.subject) if hit.lines]
        changed = [path for path, first in self._first.items() if first < rank]
        return bool(users) and all(any(_meets(user, path) for path in changed) for user in users)


def _meets(one: str, other: str) -> bool:
    return one == other or one.endswith(f"/{other}") or other.endswith(f"/{one}")
