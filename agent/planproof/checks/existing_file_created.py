"""The plan creates a file that is in the repository already.

## What it does

Holds every file that a task creates against the repository at hand. Reports one that is there,
unless a task deletes or renames it first. Minor where the text itself says "extend" or "if
missing". Silent about empty placeholder files such as `__init__.py` and `.gitkeep`, about tasks
that are done, and where the text says that the file is replaced.

## Why is this bad?

Whoever follows the plan overwrites the file that is there, or stops to ask what becomes of it.

## Example

    - Create: `src/billing/invoices.py`

where the repository holds that file.

## Use instead

    - Modify: `src/billing/invoices.py` (add `Invoice.cancel`)
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from planproof.checks._deeds import is_pattern
from planproof.checks._tree import Part, Replay
from planproof.checks.interface import Context, Rule, line_at
from planproof.core.base import Location
from planproof.core.finding import Finding, Severity
from planproof.core.repository import repository_path

RULE = Rule(
    id="existing-file-created",
    category="references",
    severity="major",
    summary="The plan creates a file that is in the repository already",
    goal="Every file that the plan creates is new",
    of_code=True,
)
_EMPTY = frozenset({"__init__.py", ".gitkeep", ".keep", "py.typed", "__init__.pyi"})
_REPLACED = re.compile(
    r"replac|overwrit|rewrit|regenerat|from scratch|start over|re-?creat|上書|置き換|覆盖|替换",
    re.IGNORECASE,
)
_SOFT = re.compile(
    r"\bextend|\bif (?:it is |it's |still )?(?:missing|absent|needed|necessary|not)"
    r"|\bif it does(?:n't| not)|\bunless|\bor (?:extend|update|modify)"
    r"|\badd(?:ing)? to|\balready|\bexist",
    re.IGNORECASE,
)
_COMMAND = re.compile(
    r"\b(?:init(?:iali[sz]e)?|setup|scaffold\w*|bootstrap|install(?:er|ation)?|onboarding|generat\w+)"
    r"`?\s+(?:sub)?(?:command|flow|wizard|script|cli|logic|process)\b|\bwizard\b|\bscaffold(?:er|ing)\b"
    r"|`[\w-]+ (?:init|new|setup|create|generate|install)`",
    re.IGNORECASE,
)
"""Titles of parts that build what writes files for its users."""
_CODE = re.compile(
    r"\.(?:py|[cm]?[jt]sx?|go|rs|java|kts?|swift|dart|rb|php|cs|c|cc|cpp|h|hpp|ex|exs|scala|vue|svelte"
    r"|sql|sh)$"
)
_MOST_APART = 4
"""When more files than that, and most of those the plan creates, are there: one finding."""


@dataclass(frozen=True, slots=True)
class _Creation:
    path: str
    node: Part
    at: Location
    moved: bool = False
    added: bool = False
    """The text says "add"."""


def check(context: Context) -> Iterator[Finding]:
    """One finding per path; a single one when most of what the plan creates is there."""
    if context.codebase is None:
        return
    replay = Replay(context.plan, context.codebase)
    all_: dict[str, list[_Creation]] = defaultdict(list)
    for creation in _creations(replay):
        if not replay.finished(creation.node) and not _is_output(replay, creation):
            all_[creation.path].append(creation)
    there = {path: made for path, made in all_.items() if _clashes(replay, path, made)}
    if len(there) > _MOST_APART and len(there) * 3 > len(all_) * 2:
        yield _carried_out(replay, there, len(all_))
        return
    for path, made in there.items():
        yield _finding(replay, path, made)


def _creations(replay: Replay) -> Iterator[_Creation]:
    for deed in replay.deeds:
        added = deed.hint == "add" and "/" in deed.path
        if (
            (deed.kind == "create" or added)
            and not is_pattern(deed.path)
            and not deed.path.endswith("/")
        ):
            yield _Creation(deed.path, deed.node, deed.at, added=added)
    for move in replay.moves:
        if not move.folder:
            yield _Creation(move.new, move.node, move.at, moved=True)


def _clashes(replay: Replay, path: str, made: Sequence[_Creation]) -> bool:
    """True when the file is there and nothing may have taken it away before."""
    base = replay.codebase
    if base is None or repository_path(path) not in base.paths:
        return False
    if path.rpartition("/")[2] in _EMPTY or replay.own_document(path):
        return False
    if "/" not in path and any(each.endswith(f"/{path}") for each in replay.named):
        return False  # "Create `pyproject.toml`" in the folder that another line names
    if any(not replay.surely_before(made[0].node, gone.node) for gone in replay.removals(path)):
        return False
    line = _line(replay, made[0])
    return _REPLACED.search(line) is None


def _is_output(replay: Replay, creation: _Creation) -> bool:
    """True for a file that is no code, in a part that is about a command which may write it.

    "Create `app.toml` with the defaults" as a step of "Rewrite the init command" tells what that
    command does in the folder of whoever calls it.
    """
    if _CODE.search(creation.path):
        return False
    titles = [node.title for node in (creation.node, *_around(replay, creation.node))]
    return any(_COMMAND.search(title[:200]) for title in titles)


def _around(replay: Replay, node: Part) -> list[Part]:
    """The phase and the tasks that a part is in."""
    return [
        other
        for other in replay.plan.nodes.values()
        if other.id != node.id and other.path == node.path and other.location.covers(node.location)
    ]


def _line(replay: Replay, creation: _Creation) -> str:
    """The words beside the path, without what stands in code."""
    text = replay.plan.document(creation.at.path).lines[creation.at.line_start - 1][:2_000]
    return re.sub(r"`[^`]*`", "", text)


def _severity(replay: Replay, path: str, made: Sequence[_Creation]) -> Severity | None:
    base = replay.codebase
    empty = base is not None and path in base.texts and not any(map(str.strip, base.texts[path]))
    soft = made[0].added or _SOFT.search(_line(replay, made[0])) is not None
    return "minor" if empty or soft or "/" not in path else None


def _finding(replay: Replay, path: str, made: Sequence[_Creation]) -> Finding:
    first, *others = made
    document = replay.plan.document
    lines = dict.fromkeys((each.at.path, each.at.line_start) for each in others)
    lines.pop((first.at.path, first.at.line_start), None)
    verb = "moves a file onto" if first.moved else "creates"
    soft = first.added or _SOFT.search(_line(replay, first)) is not None
    return RULE.finding(
        replay.plan,
        line_at(document(first.at.path), first.at.line_start),
        related=[line_at(document(at), line) for at, line in lines][:20],
        severity=_severity(replay, path, made),
        title=f"{replay.label(first.node)} {verb} `{path}`, which is in the repository already",
        detail="The text leaves open whether the file is new; in the repository it is there."
        if soft
        else "Whoever follows the plan overwrites what is there, or has to ask what becomes of it.",
        recommendation="Say that it is modified, and what is added; or choose another name."
        if not first.moved
        else "Say what becomes of the file that is there, or choose another name.",
    )


def _carried_out(replay: Replay, there: dict[str, list[_Creation]], total: int) -> Finding:
    """Most files that the plan creates are there: it seems to be carried out in part."""
    firsts = [made[0] for made in there.values()]
    document = replay.plan.document
    lines = dict.fromkeys((each.at.path, each.at.line_start) for each in firsts)
    places = [line_at(document(path), line) for path, line in lines]
    return RULE.finding(
        replay.plan,
        places[0],
        related=places[1:21],
        title=f"{len(there)} of the {total} files that the plan creates are in the repository "
        "already",
        detail="The plan seems to be carried out in part, or to be written for another state of "
        "the repository.",
        recommendation="Mark the tasks that are done, or say which of these files are modified.",
    )
