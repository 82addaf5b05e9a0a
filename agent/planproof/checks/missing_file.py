"""The plan changes a file that is not in the repository.

## What it does

Holds every file that the plan modifies, deletes, renames or tells to read against the repository
at hand, in the order of the work. Reports one that is not there and that no earlier task makes,
with the nearest path that is. So too a pattern that matches nothing, a folder that the plan speaks
of as being there, and a Go package of the code base that a snippet imports. Minor where the words
may be said of a new file, but one that is there is surely meant, and where another plan beside it
makes the file. Silent about files that the repository ignores, where a plan that this one names
makes them, and wherever the order is in doubt.

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
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from planproof.checks import modified_before_created
from planproof.checks._deeds import is_pattern
from planproof.checks._imports import Import, missing_imports
from planproof.checks._labels import Kind
from planproof.checks._nearest_file import CLOSE, likeness, named_in_text, nearest_file, twin
from planproof.checks._other_plans import OtherPlan, made_elsewhere
from planproof.checks._patterns import matches_any
from planproof.checks._run_patterns import unmatched
from planproof.checks._standing import Standing, standing
from planproof.checks._tree import CLAIMS, Event, Part, Replay
from planproof.checks.interface import Context, Rule, line_at
from planproof.core.base import Location
from planproof.core.finding import Finding, Severity
from planproof.core.plan import Plan
from planproof.named.state import claims_in

RULE = Rule(
    id="missing-file",
    category="references",
    severity="major",
    summary="The plan changes a file that is not in the repository",
    goal="Every file that the plan changes is there, or is made by an earlier task",
    of_code=True,
)

_VERBS: dict[Kind, str] = {
    "modify": "modifies", "rewrite": "rewrites", "delete": "deletes", "rename": "renames",
    "read": "points at",
}  # fmt: skip
_IF = re.compile(
    r"\bif (?:it |they |that |the file )?(?:still |already )?(?:exists?|present|any|there|missing"
    r"|needed|applicable|necessary)|\bor create|create (?:it )?if|[(\[:|*_]\s*optional\b"
    r"|\boptionally\b"
    r"|\boptional\s*(?:[:)\]|]|$|[—–-]\s)|\bwhere (?:present|it exists)"
    r"|if (?:the|this|that) file|\(or (?:wherever|equivalent|similar)|\bor (?:equivalent|similar)"
    r"|\be\.g\.|for example|wherever|whichever|whatever|\(or `|\bcreated (?:in|by)\b"
    r"|\b(?:possibly|perhaps|maybe|potentially|regenerated)\b"
    r"|\b(?:may|might) (?:need (?:an? |to be )?(?:updat|chang|adjust|edit)|want to\b|not )"
    r"|\b(?:as|where|when) (?:needed|necessary)|\bduring\s|\bdiffers?\b"
    r"|\bwhen (?:an? |the )?users?\b",
    re.IGNORECASE,
)
_IN_CASE = re.compile(
    r"\bif\b|\bwhere (?:present|it exists|needed)|\bwhen (?:needed|present)", re.IGNORECASE
)
_OF_FOLDERS = frozenset({"exists", "done", "files", "tests", "empty"})
_TYPE = re.compile(r"[\w-]+\.[A-Z]\w*$|[A-Z]\w*\.(?:js|io|ai|NET)$|(?:^|/)[_.](?:test|spec)\.\w+$")
"""`v1.Toleration.Operator` is no file, nor is `Node.js`, nor what is left of *_test.go."""
_ROOT = re.compile(
    r"(?:Makefile|Dockerfile|[Jj]ustfile|Procfile|README(?:\.\w+)?|CHANGELOG\.md|package(?:-lock)?\.json"
    r"|pyproject\.toml|setup\.(?:py|cfg)|requirements[\w-]*\.txt|go\.mod|Cargo\.toml|tsconfig\.json"
    r"|(?:docker-)?compose\.ya?ml|tox\.ini|\.[\w.-]+)"
)
"""Files that stand at the root of a code base."""
_DOCUMENT = re.compile(r"\.(?:md|mdx|rst|txt|adoc)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Use:
    """A part of the plan that needs a file to be there."""

    path: str
    node: Part
    kind: Kind
    at: Location
    hinted: bool = False
    """The words may as well be said of a new file."""


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
        if all(use.hinted for use in open_) and not _is_surely_old(replay, path, open_, makers):
            continue
        if open_ and (makers or _is_known_ground(replay, path)) and not named_in_text(replay, path):
            other = made_elsewhere(replay, path)
            if other is None or not other.named:
                yield _finding(replay, open_, makers, other)
    yield from _folders(replay)
    for package in missing_imports(replay):
        yield _package(replay, package)


def _package(replay: Replay, package: Import) -> Finding:
    return RULE.finding(
        replay.plan,
        line_at(replay.plan.document(package.at.path), package.at.line_start),
        title=f"{replay.label(package.node)} imports the package `{package.folder}`, which is not "
        "in the repository",
        detail="No task makes a file in that folder, so that the code does not compile.",
        recommendation="Name the package that is meant, or say which task makes it.",
    )


def _uses(replay: Replay) -> Iterator[_Use]:
    """Everything that needs a file which the code base lacks."""
    plan = replay.plan
    found = [_Use(d.path, d.node, d.kind, d.at) for d in replay.deeds if d.kind in CLAIMS]
    found += [
        _Use(m.old, m.node, "rename", m.at)
        for m in replay.moves
        if not replay.codebase or not replay.codebase.ending(m.new)  # else it is carried out
    ]
    found += [
        _Use(d.path, d.node, "modify", d.at, hinted=True)
        for d in replay.deeds
        if d.hint == "touch" and "/" in d.path and not is_pattern(d.path)
    ]
    found += [
        _Use(said.path, said.node, "read", said.at)
        for said in standing(plan)
        if said.node is not None and is_pattern(said.path)
    ]
    told = _told(plan, frozenset({"exists"}))
    found += [_Use(each.path, each.node, "read", each.at) for each in unmatched(replay)]
    seen: dict[str, bool] = {}
    for use in sorted(found, key=lambda use: replay.order.sort_key(use.node)):
        if use.path not in seen:
            seen[use.path] = _absent(replay, use.path)
        if use.kind == "read" and (use.at.path, use.at.line_start, use.path) in told:
            continue  # `false-claim` reports it, and more gravely
        if seen[use.path] and not _is_open(plan, use.at) and not replay.finished(use.node):
            yield use


def _is_surely_old(
    replay: Replay, path: str, uses: Sequence[_Use], makers: Sequence[Event]
) -> bool:
    """True where what is only hinted at has to be so: the file is made later, or is another one."""
    if path.endswith("/") or not uses:
        return False
    later = [made for made in makers if made.kind in ("create", "rename")]
    return bool(later) or twin(replay, path) is not None


def _told(plan: Plan, kinds: Collection[str]) -> set[tuple[str, int, str]]:
    """Where and of what the plan claims that it is there."""
    return {
        (claim.at.path, claim.at.line_start, claim.subject.rstrip("/"))
        for claim in claims_in(plan)
        if claim.kind in kinds
    }


def _is_open(plan: Plan, at: Location) -> bool:
    """True where the text leaves open whether the file is there: in its line, or its table."""
    document = plan.document(at.path)
    if _IF.search(document.lines[at.line_start - 1][:2_000]):
        return True
    for table in document.blocks.tables:
        lines = [row.line for row in table.rows]
        if at.line_start in lines:
            others = [document.lines[line - 1][:2_000] for line in lines if line != at.line_start]
            return sum(_IN_CASE.search(line) is not None for line in others) * 2 > len(others)
    return False


def _absent(replay: Replay, path: str) -> bool:
    if is_pattern(path):
        return not matches_any(replay, path)
    if "/" not in path and any(p.endswith(f"/{path}") for p in replay.named):
        return False  # short for a path that the plan names as well, and that is judged itself
    return not (replay.there(path) or replay.own_document(path) or _TYPE.search(path))


def _is_known_ground(replay: Replay, path: str) -> bool:
    """True for a path that seems to be one of this code base, and of no other.

    Its first folder is there, or is that of no other path in the plan; or a path resembles it. A
    bare name is one that any code base may have at its root.
    """
    first, deeper, _ = path.strip("/").partition("/")
    if not deeper and _ROOT.fullmatch(first):
        return True
    if deeper and replay.is_folder_name(first):
        return True
    named = {each.rstrip("/") for each in replay.named if each.startswith(f"{first}/")}
    if deeper and len(named) == 1:
        return True
    near = nearest_file(replay, path)
    return near is not None and likeness(path.strip("/"), near) >= CLOSE


def _unmade(replay: Replay, use: _Use, makers: Sequence[Event]) -> bool:
    """True when nothing makes the file before, or perhaps before, it is needed."""
    for made in makers:
        around = made.node.id != use.node.id and made.node.location.covers(use.node.location)
        if made.kind == "write" and (around or _is_same(made.at, use.at)):
            continue  # a phase that lists the files of its tasks; the very words that need it
        if not replay.surely_before(use.node, made.node):
            return False
    return True


def _is_same(one: Location, other: Location) -> bool:
    return one.path == other.path and one.line_start == other.line_start


def _finding(
    replay: Replay, uses: Sequence[_Use], makers: Sequence[Event], other: OtherPlan | None
) -> Finding:
    first, *others = uses
    later = next((made for made in makers if made.kind in ("create", "rename")), None)
    who = replay.label(first.node, later.node if later else None)
    verb = _VERBS[first.kind]
    near = nearest_file(replay, first.path) or twin(replay, first.path)
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
        severity=_severity(uses, later=later is not None) if other is None else "minor",
        title=title,
        detail=_detail(first.path, near, later=later is not None)
        if other is None
        else f"`{other.path}` makes it, and this plan does not say that it builds on that one.",
        recommendation=_advice(first, near, later is not None)
        if other is None
        else f"Say that `{other.path}` has to be carried out first.",
    )


def _severity(uses: Sequence[_Use], *, later: bool) -> Severity | None:
    if all(use.hinted for use in uses) and not later:
        return "minor"
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
    """Folders that the plan speaks of as being there, and that are not."""
    seen: set[str] = set()
    told = _told(replay.plan, _OF_FOLDERS)
    for said in standing(replay.plan):
        folder = said.path.rstrip("/")
        if (
            is_pattern(folder)
            or folder in seen
            or not _lacks_folder(replay, folder, called=said.called)
        ):
            continue
        if not said.called and (said.at.path, said.at.line_start, folder) in told:
            continue  # `false-claim` reports it, and more gravely
        if _made_before(replay, said, folder) or named_in_text(replay, f"{folder}/"):
            continue
        seen.add(folder)
        yield _folder(replay, said, folder)


def _lacks_folder(replay: Replay, folder: str, *, called: bool) -> bool:
    """True where there is no such folder, though the text or a folder above speaks for one."""
    base = replay.codebase
    if base is None or replay.there(folder):
        return False
    if called:
        return True
    return (
        replay.is_folder_name(folder.partition("/")[0]) or nearest_file(replay, folder) is not None
    )


def _made_before(replay: Replay, said: Standing, folder: str) -> bool:
    """True when some part makes the folder, or a file in it, and not surely later."""
    inside = [d for d in replay.deeds if d.path.startswith(f"{folder}/") and d.kind != "read"]
    makers = [*replay.makers(folder), *(Event(d.node, d.at, d.kind) for d in inside)]
    node = said.node
    if node is None:
        return bool(makers)
    for made in makers:
        if made.node.id != node.id:
            if not replay.surely_before(node, made.node):
                return True
        elif not said.called and not _is_same(made.at, said.at):
            return True  # the words may speak of the folder as it is in the end
    return False


def _folder(replay: Replay, said: Standing, folder: str) -> Finding:
    near = nearest_file(replay, folder)
    hint = f" The nearest one is `{near}/`." if near else ""
    who = replay.label(said.node) if said.node is not None else "The plan"
    speaks = "calls `{}/` an existing folder" if said.called else "speaks of a folder `{}/`"
    return RULE.finding(
        replay.plan,
        said.at,
        severity=None if said.called else "minor",
        title=f"{who} {speaks.format(folder)}, and there is none",
        detail=f"No task makes that folder before.{hint}",
        recommendation=f"Write `{near}/` if that is what is meant."
        if near
        else "Name the folder that is meant, or say that it is new.",
    )
