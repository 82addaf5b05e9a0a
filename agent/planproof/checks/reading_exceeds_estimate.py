"""The files that a phase names are larger than all that it is said to take.

## What it does

With `--repo DIR`, sizes the files that each phase names and that are in DIR, and compares their
tokens with the tokens that the phase states for itself, or the overview for it. Reports a phase
when the files that it modifies are larger than its estimate, and, as minor, when they are so only
together with the files that it names besides. The difference must be more than the error of the
counting. Left out are files that are named with line numbers (`store.py:10-80`), since nobody has
to read the whole of them; files that the plan creates or deletes; lock files, drawings and data;
the documents of the plan itself. An estimate below 1,000 tokens is taken for thousands.

## Why is this bad?

A file is read before it is changed. When the reading alone takes more than the phase may, the
estimate counts only what is written: the budget runs out, or the context of a coding agent is full,
before the first line is changed.

## Example

    # Phase 2: Invoices
    Estimated Tokens: ~8,000
    - Modify: `billing/store.py`

while `billing/store.py` has 2,600 lines, about 24,000 tokens.

## Use instead

    # Phase 2: Invoices
    Estimated Tokens: ~8,000
    - Modify: `billing/store.py:410-520`

or `Estimated Tokens: ~32,000`, or a phase that takes the file apart first.
"""

from collections.abc import Iterable, Iterator
from heapq import nlargest

from planproof.checks._estimates import overview_estimates, own_estimates, said
from planproof.checks.interface import Context, Rule
from planproof.checks.readings import mentions, readings, tokens_of
from planproof.core.base import Location
from planproof.core.finding import Finding
from planproof.core.plan import Estimate, Phase, Plan
from planproof.core.repository import NamedFile
from planproof.words import count, listed

RULE = Rule(
    id="reading-exceeds-estimate",
    category="numbers",
    severity="major",
    summary="The files that a phase names are larger than the tokens it states (with `--repo`)",
    goal="The estimate of every phase has room for the files that it must read",
    confidence="medium",
)
_LEAST = 1_000
"""Tokens; what is stated below it is most likely counted in thousands."""
_SHOWN = 3


def check(context: Context) -> Iterator[Finding]:
    """One finding per phase."""
    plan, repository = context.plan, context.repository
    if repository is None or not repository.files:
        return
    overview = overview_estimates(plan, "tokens")
    judged = {document.path for document in plan.work_documents()}
    found = readings(plan, repository)
    # What there is at least, should the counting be off by its whole error.
    least = 1 - repository.error_percent / 100
    for phase in plan.phases:
        reading, told = found[phase.id], overview.get(phase.id)
        stated = own_estimates(phase, "tokens") or [e for e in (told,) if e and e.path in judged]
        most = max(stated, key=lambda estimate: estimate.high, default=None)
        if most is None or most.high < _LEAST:
            continue
        if least * tokens_of(reading.modified) > most.high:
            yield _finding(plan, phase, most, reading.modified)
        elif least * tokens_of(reading.modified + reading.read) > most.high:
            yield _finding(plan, phase, most, reading.modified + reading.read, reading.modified)


def _finding(
    plan: Plan,
    phase: Phase,
    stated: Estimate,
    files: tuple[NamedFile, ...],
    modified: tuple[NamedFile, ...] | None = None,
) -> Finding:
    """*modified* are those of the *files* that the phase modifies, when they are not all."""
    verb = "modifies" if modified is None else "names"
    largest = nlargest(_SHOWN, files, key=lambda file: file.tokens)
    more = len(files) - len(largest)
    which = f"; the largest of {len(files):,} are " if more else ": "
    share = f" Those that it modifies have {tokens_of(modified):,}." if modified else ""
    return RULE.finding(
        plan,
        stated,
        title=f"{phase.label} states {said(stated)}, "
        f"the files that it {verb} have about {tokens_of(files):,}",
        detail=f"{phase.label} {verb} files of about {tokens_of(files):,} tokens"
        f"{which}{listed(map(_size, largest))}.{share} They are read before a line is changed, "
        "and to read them whole takes more than is stated for all of the work.",
        recommendation=f"State for {phase.label} what the reading takes as well, name the lines "
        f"that it needs (such as `{largest[0].path}:10-80`), or split the phase.",
        related=_places(plan, phase, largest),
        severity=None if modified is None else "minor",
        confidence=None if modified is None else "low",
        phase=phase,
    )


def _size(file: NamedFile) -> str:
    lines = "" if file.lines is None else f", {count(file.lines, 'line')}"
    return f"`{file.path}` ({file.tokens:,} tokens{lines})"


def _places(plan: Plan, phase: Phase, files: Iterable[NamedFile]) -> list[Location]:
    """Where the phase first names each of *files*."""
    first: dict[str, Location] = {}
    for path, mention in mentions(plan, phase):
        first.setdefault(path, mention)
    return [first[file.path] for file in files]
