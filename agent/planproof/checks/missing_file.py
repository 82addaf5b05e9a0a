"""The plan changes a file that is not in the repository.

## What it does

Holds every file that the plan modifies, deletes, renames or tells to read against the repository
at hand, in the order of the work. Reports one that is not there and that no earlier task makes,
with the nearest path that is. So too a pattern that matches nothing, and a folder that is said to
exist. Silent about files that the repository ignores, and wherever the order is in doubt.

## Why is this bad?

At that point there is nothing to change. The implementer guesses which file was meant, or starts
a second one beside it.

## Example

    - Modify: `src/billing/invoces.py`

where the repository has `src/billing/invoices.py`.

## Use instead

    - Modify: `src/billing/invoices.py`
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from planproof.checks import modified_before_created
from planproof.checks._deeds import Kind, is_pattern
from planproof.checks._nearest_file import named_in_text, nearest_file
from planproof.checks._patterns import matches_any, said_to_exist
from planproof.checks._tree import CLAIMS, Event, Part, Replay
from planproof.checks.interface import Context, Rule, line_at
from planproof.core.base import Location
from planproof.core.finding import Finding, Severity

RULE = Rule(
    id="missing-file",
    category="references",
    severity="major",
    summary="The plan changes a file that is not in the repository",
    goal="Every file that the plan changes is there, or is made by an earlier task",
)

_VERBS: dict[Kind, str] = {
    "modify": "modifies", "rewrite": "rewrites", "delete": "deletes", "rename": "renames",
    "read": "points at",
}  # fmt: skip
_IF = re.compile(
    r"\bif (?:it |they |that )?(?:still )?(?:exists?|present|any|there|missing|needed|applicable"
    r"|necessary)|\bor create|create (?:it )?if|\boptional|\bwhere (?:present|it exists)"
    r"|if (?:the|this|that) file|\(or (?:wherever|equivalent|similar)|\bor (?:equivalent|similar)"
    r"|\be\.g\.|for example|wherever|\bcreated (?:in|by)\b",
    re.IGNORECASE,
)
_TYPE = re.compile(r"[\w-]+\.[A-Z]\w*$")
"""`v1.Toleration.Operator` is no file."""
_DOCUMENT = re.compile(r"\.(?:md|mdx|rst|txt|adoc)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Use:
    """A part of the plan that needs a file to be there."""

    path: str
    node: Part
    kind: Kind
    at: Location


def check(context: Context) -> Iterator[Finding]:
    """One finding per path, at the first place that needs it."""
    if context.codebase is None:
        return
    replay = Replay(context.plan, context.codebase)
    by_path: dict[str, list[_Use]] = defaultdict(list)
    for use in _uses(replay):
        by_path[use.path].append(use)
    told = {(task, path) for task, path in modified_before_created.early(context)}
    for path, uses in by_path.items():
        if any((use.node.id, path) in told for use in uses):
            continue  # `modified-before-created` reports it
        makers = list(replay.makers(path))
        open_ = [use for use in uses if _unmade(replay, use, makers)]
        if open_ and not named_in_text(replay, path):
            yield _finding(replay, open_, makers)
    yield from _folders(replay)


def _uses(replay: Replay) -> Iterator[_Use]:
    """Everything that needs a file which the code base lacks."""
    plan = replay.plan
    found = [_Use(d.path, d.node, d.kind, d.at) for d in replay.deeds if d.kind in CLAIMS]
    found += [_Use(m.old, m.node, "rename", m.at) for m in replay.moves]
    seen: dict[str, bool] = {}
    for use in sorted(found, key=lambda use: replay.order.sort_key(use.node)):
        if use.path not in seen:
            seen[use.path] = _absent(replay, use.path)
        line = plan.document(use.at.path).lines[use.at.line_start - 1]
        if seen[use.path] and not _IF.search(line[:2_000]) and not replay.finished(use.node):
            yield use


def _absent(replay: Replay, path: str) -> bool:
    if is_pattern(path):
        return not matches_any(replay, path)
    return not (replay.there(path) or replay.own_document(path) or _TYPE.search(path))


def _unmade(replay: Replay, use: _Use, makers: Sequence[Event]) -> bool:
    """True when nothing makes the file before, or perhaps before, it is needed."""
    for made in makers:
        around = made.node.id != use.node.id and made.node.location.covers(use.node.location)
        if around and made.kind == "write":
            continue  # a phase that lists the files of its tasks
        if not replay.surely_before(use.node, made.node):
            return False
    return True


def _finding(replay: Replay, uses: Sequence[_Use], makers: Sequence[Event]) -> Finding:
    first, *others = uses
    later = next((made for made in makers if made.kind in ("create", "rename")), None)
    who = replay.label(first.node, later.node if later else None)
    verb, near = _VERBS[first.kind], nearest_file(replay, first.path)
    what = "matches no file" if is_pattern(first.path) else "is not in the repository"
    title = f"{who} {verb} `{first.path}`, which {what}"
    if later is not None:
        maker = replay.label(later.node, first.node)
        title = f"{who} {verb} `{first.path}`, which only {maker} makes"
    places = [use.at for use in others] + ([later.at] if later else [])
    lines = dict.fromkeys((at.path, at.line_start) for at in places)
    lines.pop((first.at.path, first.at.line_start), None)
    document = replay.plan.document
    return RULE.finding(
        replay.plan,
        line_at(document(first.at.path), first.at.line_start),
        related=[line_at(document(path), line) for path, line in lines][:20],
        severity=_severity(uses),
        title=title,
        detail=_detail(first.path, near, later=later is not None),
        recommendation=_advice(first, near, later is not None),
    )


def _severity(uses: Sequence[_Use]) -> Severity | None:
    if all(use.kind == "read" for use in uses) or _DOCUMENT.search(uses[0].path):
        return "minor"
    return None


def _detail(path: str, near: str | None, *, later: bool) -> str:
    if later:
        return f"When this part is done, `{path}` is not there yet."
    if near is None:
        return "No task makes it before, and no path in the repository resembles it."
    return f"No task makes it before. The nearest path in the repository is `{near}`."


def _advice(use: _Use, near: str | None, later: bool) -> str:
    if later:
        return "Move this part behind the one that makes the file, or let it make the file."
    if near is not None:
        return f"Write `{near}` if that is what is meant; else say which task makes the file."
    if use.kind == "delete":
        return "Name the file that is to go, or drop the step."
    return "Name the file that is meant, or say which earlier task makes it."


def _folders(replay: Replay) -> Iterator[Finding]:
    """Folders that are said to exist and are not there."""
    seen: set[str] = set()
    for node, folder, at in said_to_exist(replay.plan):
        if folder in seen or replay.there(folder) or replay.finished(node):
            continue
        seen.add(folder)
        inside = [d for d in replay.deeds if d.path.startswith(f"{folder}/") and d.kind != "read"]
        makers = [*replay.makers(folder), *(Event(d.node, d.at, d.kind) for d in inside)]
        if any(m.node.id != node.id and not replay.surely_before(node, m.node) for m in makers):
            continue
        near = nearest_file(replay, folder)
        hint = f" The nearest one is `{near}/`." if near else ""
        yield RULE.finding(
            replay.plan,
            at,
            title=f"{replay.label(node)} calls `{folder}/` an existing folder, and there is none",
            detail=f"No task makes that folder before.{hint}",
            recommendation=f"Write `{near}/` if that is what is meant."
            if near
            else "Name the folder that is meant, or say that it is new.",
        )
