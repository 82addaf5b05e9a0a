"""The plan says something of the code base that is not so.

## What it does

Finds what the plan says of the present state ("`cache.py` already exists", "`stubs.py` is empty",
"`old_total()` has no callers", "there are 14 tests in `tests/api`", "`migrations/` holds 5
revisions", "`load()` occurs on 7 lines of `src/`", "`big.py` has 1,200 lines") and holds it against
the files. Reports what is wrong. What cannot be counted is not reported, and neither is what an
earlier task changes. Numbers with "about" may be off by a tenth.

## Why is this bad?

The plan was built on it: a file that is not there cannot be extended, a function that has callers
cannot be deleted, and a file three times as long is another task.

## Example

    Delete `old_total()` from `src/totals.py`: it has no callers.    # src/report.py:12 calls it

## Use instead

    Replace the call of `old_total()` in `src/report.py`, then delete it from `src/totals.py`.
"""

from collections.abc import Iterator, Mapping

from planproof.checks import existing_file_created, missing_file, unknown_symbol, unknown_variable
from planproof.checks.interface import Check, Context, Rule
from planproof.core.finding import SEVERITIES, Finding
from planproof.core.plan import Plan
from planproof.named.claims import Judged, judged
from planproof.named.judging_files import NOTHING

RULE = Rule(
    id="false-claim",
    category="references",
    severity="major",
    summary="What the plan says of the code base is not so",
    goal="What the plan says of the present state is so",
    of_code=True,
)

_TITLES = {
    "exists": "`{subject}` is said to exist and does not",
    "done": "`{subject}` is ticked off as done and is not there",
    "absent": "`{subject}` is said not to exist and does",
    "empty": "`{subject}` is said to be empty and is not",
    "lines": "`{subject}` does not have the {number:,} lines that the plan counts",
    "files": "`{subject}` does not have the {number:,} {noun} that the plan counts",
    "tests": "`{subject}` does not have the {number:,} tests that the plan counts",
    "rows": "`{subject}` does not have the {number:,} {noun} that the plan counts",
    "ignored": "`{subject}` is said to be ignored by git and is not",
    "reaches": "`{subject}` is said to use `{name}` already and does not",
    "unused": "`{subject}` is said to be unused and is used",
    "usages": "`{subject}` is not used as often as the plan says ({number:,})",
    "holds": "`{subject}` is said to have `{name}` already and does not",
    "lacks": "`{subject}` is said to lack `{name}` and has it",
    "gone": "`{subject}` is spoken of as being there and is not",
    "implemented": "`{subject}` is said to be implemented and occurs nowhere",
}


_OTHERS: Mapping[str, tuple[Check, ...]] = {
    "exists": (missing_file,),
    "done": (missing_file,),
    "absent": (existing_file_created,),
    "holds": (unknown_variable, unknown_symbol),
    "reaches": (unknown_symbol,),
    "implemented": (unknown_symbol,),
}
"""Checks that may say the same of the same words."""


def check(context: Context) -> Iterator[Finding]:
    """One finding per wrong claim."""
    base, plan = context.codebase, context.plan
    if base is None or not base.paths:
        return
    wrong: dict[tuple[str, str, str, int], Judged] = {}
    for each in judged(plan, base):
        key = (each.claim.kind, each.claim.subject, each.claim.name, each.claim.number)
        if each.state == "wrong":
            wrong.setdefault(key, each)
    others = {check for each in wrong.values() for check in _others(each)}
    told = {check.RULE.id: tuple(check.check(context)) for check in others}
    for each in wrong.values():
        said = [finding for check in _others(each) for finding in told[check.RULE.id]]
        if not any(_says_the_same(finding, each) for finding in said):
            yield _finding(plan, each)


def _is_gone(each: Judged) -> bool:
    return each.evidence.startswith(NOTHING)


def _others(each: Judged) -> tuple[Check, ...]:
    return _OTHERS.get(each.claim.kind, (missing_file,) if _is_gone(each) else ())


def _says_the_same(finding: Finding, each: Judged) -> bool:
    """True for what another check says of the same words, at least as gravely."""
    claim = each.claim
    places = (finding.location, *finding.related)
    is_here = any(at.path == claim.at.path and at.covers(claim.at) for at in places)
    is_named = (claim.name or claim.subject).rstrip("/") in finding.title
    graver = SEVERITIES.index(finding.severity) <= SEVERITIES.index(each.severity)
    return is_here and is_named and graver


def _finding(plan: Plan, each: Judged) -> Finding:
    claim = each.claim
    kind = "gone" if _is_gone(each) and claim.kind not in ("exists", "done") else claim.kind
    title = _TITLES[kind].format(
        subject=claim.subject, number=claim.number, name=claim.name, noun=claim.noun or "files"
    )
    return RULE.finding(
        plan,
        claim.at,
        severity=each.severity,
        title=title,
        detail=f"{each.evidence} What the plan builds on this has to be looked at again.",
        recommendation="Correct the sentence, and the steps and estimates that follow from it.",
    )
