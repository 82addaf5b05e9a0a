"""A task uses a file that an earlier task deleted or renamed away.

## What it does

Follows deletions, renames and moves through the tasks in their order. Reports a file that a later
task modifies, runs, renames or moves, though an earlier one took it away and none makes it again.
Minor where the later task only relies on the file at its old path, as in "`guard` of `auth.py`".

## Why is this bad?

The later task stops: its file is gone. Or it brings back what was to disappear.

## Example

    # Phase 1, Task 4
    - Delete: `api/legacy/importer.py`

    # Phase 3, Task 2
    - Modify: `api/legacy/importer.py`

## Use instead

    # Phase 3, Task 2
    - Modify: `api/importer.py`
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from planproof.checks._deeds import Deed, is_pattern
from planproof.checks._labels import Kind
from planproof.checks._reliance import relied_on
from planproof.checks._tree import Event, Part, Replay
from planproof.checks.interface import Context, Rule, line_at
from planproof.core.base import Location
from planproof.core.finding import Finding

RULE = Rule(
    id="deleted-file-used",
    category="order",
    severity="major",
    summary="A task uses a file that an earlier task deleted or renamed",
    goal="No task uses a file that an earlier task took away",
)
_VERBS: dict[Kind, str] = {
    "modify": "modifies",
    "rewrite": "rewrites",
    "rename": "moves",
    "run": "runs",
    "read": "relies on",
}


@dataclass(frozen=True, slots=True)
class _Use:
    path: str
    node: Part
    kind: Kind
    at: Location


def check(context: Context) -> Iterator[Finding]:
    """One finding per path, at the first task that misses it."""
    replay = Replay(context.plan, context.codebase)
    relied = list(relied_on(context.plan, lambda path: any(replay.removals(path))))
    lines = {(deed.at.path, deed.at.line_start) for deed in relied}
    by_path: dict[str, list[tuple[_Use, Event]]] = defaultdict(list)
    for use in sorted(_uses(replay, relied), key=lambda use: replay.order.sort_key(use.node)):
        removal = _removed(replay, use, lines)
        if removal is not None and not replay.finished(use.node):
            by_path[use.path].append((use, removal))
    for uses in by_path.values():
        yield _finding(replay, uses)


def _uses(replay: Replay, relied: Sequence[Deed]) -> Iterator[_Use]:
    for deed in relied:
        yield _Use(deed.path, deed.node, "read", deed.at)
    for deed in replay.deeds:
        kind: Kind = "modify" if deed.hint == "touch" else deed.kind
        if kind in _VERBS and kind != "read" and "/" in deed.path and not is_pattern(deed.path):
            yield _Use(deed.path.rstrip("/"), deed.node, kind, deed.at)
    for move in replay.moves:
        yield _Use(move.old, move.node, "rename", move.at)


def _removed(replay: Replay, use: _Use, relied: Collection[tuple[str, int]]) -> Event | None:
    """What surely took the file away before it is used, if nothing made it again.

    *relied*: lines that do not make the file that they name.
    """
    gone = [e for e in replay.removals(use.path) if replay.surely_before(e.node, use.node)]
    if not gone or (replay.codebase is not None and _never_there(replay, use.path)):
        return None
    for made in replay.makers(use.path):
        needed = (
            made.node.id == use.node.id
            or made.at == use.at
            or (made.at.path, made.at.line_start) in relied
        )
        if made.kind == "write" and needed:
            continue
        before = all(replay.surely_before(made.node, removal.node) for removal in gone)
        if not before and not replay.surely_before(use.node, made.node):
            return None
    return gone[-1]


def _never_there(replay: Replay, path: str) -> bool:
    """True for what `missing-file` reports: neither in the code base nor made by the plan."""
    return not replay.there(path) and not any(replay.makers(path))


def _finding(replay: Replay, uses: list[tuple[_Use, Event]]) -> Finding:
    (first, removal), *others = uses
    document = replay.plan.document
    places = [(use.at.path, use.at.line_start) for use, _ in others]
    places.insert(0, (removal.at.path, removal.at.line_start))
    lines = dict.fromkeys(places)
    lines.pop((first.at.path, first.at.line_start), None)
    user, remover = replay.label(first.node, removal.node), replay.label(removal.node, first.node)
    gone = "deletes" if removal.kind == "delete" else "renames"
    return RULE.finding(
        replay.plan,
        line_at(document(first.at.path), first.at.line_start),
        related=[line_at(document(path), line) for path, line in lines][:20],
        severity="minor" if all(use.kind == "read" for use, _ in uses) else None,
        title=f"{user} {_VERBS[first.kind]} `{first.path}`, which {remover} {gone}",
        detail=f"When {user} is done, the file is no longer at that path, and no task between "
        "them makes it again.",
        recommendation=f"Name the file by its new path in {user}."
        if removal.kind == "rename"
        else f"Do {user} before {remover}, name the file that takes its place, or keep the file.",
    )
