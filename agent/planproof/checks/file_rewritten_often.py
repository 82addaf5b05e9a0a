"""Three or more phases rewrite one file.

## What it does

Counts the phases that say they rewrite, replace, rework or overhaul one and the same file.
Extending, refactoring and modifying a file are not counted.

## Why is this bad?

All but the last of these rewrites are thrown away. The plan has not decided what the file is to
be, and whatever was built on an earlier form of it breaks each time.

## Example

    Phase 1: Rewrite `src/router.ts` with a route table
    Phase 3: Rewrite `src/router.ts` for nested routes
    Phase 4: Overhaul `src/router.ts`

## Use instead

    Phase 1: Rewrite `src/router.ts` with a table of nested routes
    Phase 3: Extend `src/router.ts` by the routes for guests
"""

from collections import defaultdict
from collections.abc import Iterator

from planproof.checks._deeds import Deed, deeds, is_pattern
from planproof.checks.interface import Context, Rule, line_at
from planproof.core.finding import Finding
from planproof.core.plan import Phase
from planproof.words import count, labels

RULE = Rule(
    id="file-rewritten-often",
    category="order",
    severity="minor",
    summary="Three or more phases rewrite one file",
    goal="No file is rewritten again and again",
)
_MANY = 3


def check(context: Context) -> Iterator[Finding]:
    """One finding per file."""
    plan = context.plan
    for path, by_part in _rewrites(context).items():
        if len(by_part) < _MANY:
            continue
        *earlier, last = by_part.values()
        parts = [plan.nodes[part] for part in by_part]
        unit = "phase" if isinstance(parts[0], Phase) else "task"
        yield RULE.finding(
            plan,
            line_at(plan.document(last.at.path), last.at.line_start),
            related=[line_at(plan.document(d.at.path), d.at.line_start) for d in earlier][:20],
            title=f"{count(len(by_part), unit)} rewrite `{path}`: "
            f"{labels([part.label for part in parts])}",
            detail="Only the last form stays; the work on the others is thrown away, and what was "
            "built on them breaks.",
            recommendation="Decide on the final form, write it once, and let the later "
            f"{unit}s extend it.",
        )


def _rewrites(context: Context) -> dict[str, dict[str, Deed]]:
    """By file, the first place of each phase that rewrites it; of each task without phases."""
    plan = context.plan
    phased = {phase.id for phase in plan.phases if phase.explicit}
    found: dict[str, dict[str, Deed]] = defaultdict(dict)
    for deed in deeds(plan):
        if deed.kind != "rewrite" or is_pattern(deed.path) or not _is_one(context, deed.path):
            continue
        phase = deed.node.id if isinstance(deed.node, Phase) else deed.node.phase
        part = phase if len(phased) > 1 else deed.node.id
        if part and (len(phased) <= 1 or part in phased):
            found[deed.path].setdefault(part, deed)
    return found


def _is_one(context: Context, path: str) -> bool:
    """True where the same path is the same file: a bare name may be found in many folders."""
    return "/" in path or (context.codebase is not None and path in context.codebase.paths)
