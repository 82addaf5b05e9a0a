"""The plan says something of the code base that is not so.

## What it does

Finds what the plan says of the present state ("`cache.py` already exists", "`stubs.py` is empty",
"`old_total()` has no callers", "the 14 tests in `tests/api`", "`big.py` (1,200 lines)") and holds
it against the files. Reports what is wrong. What cannot be counted is not reported, and neither is
what an earlier task changes. Numbers with "about" may be off by a tenth.

## Why is this bad?

The plan was built on it: a file that is not there cannot be extended, a function that has callers
cannot be deleted, and a file three times as long is another task.

## Example

    Delete `old_total()` from `src/totals.py`: it has no callers.    # src/report.py:12 calls it

## Use instead

    Replace the call of `old_total()` in `src/report.py`, then delete it from `src/totals.py`.
"""

from collections.abc import Iterator

from planproof.checks.interface import Context, Rule
from planproof.core.finding import Finding
from planproof.core.plan import Plan
from planproof.named.claims import Judged, judged

RULE = Rule(
    id="false-claim",
    category="references",
    severity="major",
    summary="What the plan says of the code base is not so",
    goal="What the plan says of the present state is so",
)

_TITLES = {
    "exists": "`{subject}` is said to exist and does not",
    "done": "`{subject}` is ticked off as done and is not there",
    "absent": "`{subject}` is said not to exist and does",
    "empty": "`{subject}` is said to be empty and is not",
    "lines": "`{subject}` has not the {number:,} lines that the plan says",
    "files": "`{subject}` has not the {number:,} files that the plan says",
    "tests": "`{subject}` has not the {number:,} tests that the plan says",
    "unused": "`{subject}` is said to be unused and is used",
    "usages": "`{subject}` is not used as often as the plan says ({number:,})",
    "holds": "`{subject}` is said to have `{name}` already and has not",
    "lacks": "`{subject}` is said to lack `{name}` and has it",
    "implemented": "`{subject}` is said to be implemented and occurs nowhere",
}


def check(context: Context) -> Iterator[Finding]:
    """One finding per wrong claim."""
    base, plan = context.codebase, context.plan
    if base is None or not base.paths:
        return
    seen: set[tuple[str, str, str, int]] = set()
    for each in judged(plan, base):
        key = (each.claim.kind, each.claim.subject, each.claim.name, each.claim.number)
        if each.state == "wrong" and key not in seen:
            seen.add(key)
            yield _finding(plan, each)


def _finding(plan: Plan, each: Judged) -> Finding:
    claim = each.claim
    title = _TITLES[claim.kind].format(subject=claim.subject, number=claim.number, name=claim.name)
    return RULE.finding(
        plan,
        claim.at,
        severity=each.severity,
        title=title,
        detail=f"{each.evidence} What the plan builds on this has to be looked at again.",
        recommendation="Correct the sentence, and the steps and estimates that follow from it.",
    )
