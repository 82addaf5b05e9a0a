"""One plan deletes a file that another plan modifies.

## What it does

Reports a full path that a task of one plan says it deletes and a task of another plan says it
modifies. Silent where the plan that deletes says that it comes after the other, and where either
plan creates the file itself.

## Why is this bad?

In one order the second plan finds nothing to modify; in the other its work is thrown away.

## Example

    # docs/plans/cleanup, Task 2
    - Delete: `api/legacy/export.py`

    # docs/plans/exports, Task 4
    - Modify: `api/legacy/export.py`

## Use instead

    # docs/plans/exports, Task 4
    - Modify: `api/exports/service.py` (the plan `cleanup` deletes `api/legacy/export.py`)
"""

import re
from collections.abc import Iterator

from planproof.between.interface import finding
from planproof.between.reader import LONGEST, Reader
from planproof.between.shelf import Said, Shelf
from planproof.checks._files import is_full_path, normal_path
from planproof.checks._words import text_at
from planproof.checks.interface import Rule
from planproof.core.between import Claim
from planproof.core.finding import Finding
from planproof.core.plan import FileMention, Task

RULE = Rule(
    id="file-deleted-by-another-plan",
    category="order",
    severity="major",
    summary="One plan deletes a file that another plan modifies",
    goal="No plan works on a file that another plan deletes",
    confidence="medium",
)
_GOVERNS = re.compile(
    r"(?<![\w-])(?:delete|remove)[sd]?[\s:：*_]{1,6}(?:the\s)?(?:old\s|legacy\s|obsolete\s)?"
    r"(?:files?\s)?[`*_(\[]{0,3}$",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"^\W{0,4}(?:files?\s+to\s+)?(?:be\s+)?(?:delete|remove)d?(?:\s+files?)?\W{0,4}$", re.IGNORECASE
)
_WINDOW = 60


def claims(reader: Reader) -> Iterator[Claim]:
    """The files that the plan creates, modifies and deletes."""
    for change in reader.changes:
        path = normal_path(change.mention.file)
        if is_full_path(path):
            at = reader.line(change.mention.path, change.mention.line_start)
            yield Claim(RULE.id, (path,), change.verb, change.task.label, at)
    for task in reader.plan.walk():
        for mention in task.files:
            path = normal_path(mention.file)
            if is_full_path(path) and not path.startswith("/") and _deletes(reader, task, mention):
                at = reader.line(mention.path, mention.line_start)
                yield Claim(RULE.id, (path,), "delete", task.label, at)


def _deletes(reader: Reader, task: Task, mention: FileMention) -> bool:
    """True where the label, or the verb right before the path, says that the file goes."""
    if mention.action != "delete":
        return False
    document = reader.plan.document(mention.path)
    if document.kind in ("context", "template", "data"):
        return False
    line = text_at(document, mention.line_start)[:LONGEST]
    at = line.find(mention.file)
    if at >= 0 and _GOVERNS.search(line[max(at - _WINDOW, 0) : at]):
        return True
    inner = [s for s in task.sections if s.line_start <= mention.line_start <= s.line_end]
    return bool(inner) and _TITLE.match(inner[-1].title) is not None


def between(shelf: Shelf) -> Iterator[Finding]:
    """One finding for each file and the first two plans that disagree on it."""
    for (path,), found in shelf.groups(RULE.id):
        makers = {said.plan for said in found if said.claim.value == "create"}
        gone = [said for said in found if said.claim.value == "delete"]
        kept = [said for said in found if said.claim.value == "modify" and said.plan not in makers]
        for one in gone:
            other = next((said for said in kept if _apart(shelf, one, said)), None)
            if other is not None and one.plan not in makers:
                yield _finding(shelf, path, one, other)
                break


def _apart(shelf: Shelf, one: Said, other: Said) -> bool:
    """True unless the plan that deletes says that it comes after the one that modifies."""
    return one.plan != other.plan and not shelf.needs_other(one.plan, other.plan)


def _finding(shelf: Shelf, path: str, one: Said, other: Said) -> Finding:
    first, second = (shelf.plans[said.plan].root for said in (one, other))
    return finding(
        RULE,
        other.claim.at,
        [one.claim.at],
        title=f"`{second}` modifies `{path}`, which `{first}` deletes",
        detail=(
            f"If `{first}` is done first there is nothing to modify; if it is done second, the "
            f"work of `{second}` on this file is thrown away."
        ),
        recommendation=(
            f"Make the change where the code goes to, or say in `{first}` that it comes after "
            f"`{second}` and keeps what was changed."
        ),
    )
