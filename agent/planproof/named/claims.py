"""Claims of state, held against what the code base holds."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from planproof.core.codebase import CodeBase
from planproof.core.finding import Severity
from planproof.core.plan import Plan
from planproof.core.review import StatedClaim
from planproof.named import judging_counts, judging_data, judging_files, judging_uses
from planproof.named.changes import Changes
from planproof.named.claim import Claim
from planproof.named.judging import State, Verdict, file_at, folder_at, is_code
from planproof.named.state import claims_in
from planproof.named.testing import files_of_tests
from planproof.named.uses import Uses

MAX_FILES = 200
"""Files of one folder that are read for a claim."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A claim and what was found."""

    claim: Claim
    state: State
    evidence: str
    severity: Severity = "major"
    """How bad it is where the claim is wrong."""


def judged_claims(plan: Plan, codebase: CodeBase) -> tuple[StatedClaim, ...]:
    """Every claim of state that *plan* makes, with what *codebase* says to it, in plan order."""
    return tuple(
        StatedClaim(
            text=each.claim.text, state=each.state, evidence=each.evidence, location=each.claim.at
        )
        for each in judged(plan, codebase)
    )


def judged(plan: Plan, codebase: CodeBase) -> tuple[Judged, ...]:
    """The same, with the claims as they were understood."""
    found = claims_in(plan)
    if not found:
        return ()
    changes, uses = Changes(plan), Uses(codebase)
    results: list[Judged] = []
    for claim in found:
        if changes.is_own(claim):
            said: Verdict = ("unverified", "A document of the plan has this name.")
        elif changes.before(claim, uses):
            said = ("unverified", "An earlier part of the plan changes it.")
        elif claim.kind in _OF_NAMES:
            said = _OF_NAMES[claim.kind](claim, uses)
        else:
            said = _OF_FILES[claim.kind](claim, codebase)
        results.append(Judged(claim, said[0], said[1], said[2] if len(said) == 3 else "major"))
    return tuple(results)


def files_to_read(plan: Plan, paths: Collection[str]) -> tuple[str, ...]:
    """The files of the code base whose lines are needed to judge the claims of *plan*."""
    base = CodeBase(root="", paths=frozenset(paths))
    found: list[str] = []
    for claim in claims_in(plan):
        if claim.kind == "ignored":
            rules = [path for path in sorted(paths) if path.rpartition("/")[2] == ".gitignore"]
            found += rules[:MAX_FILES]
        elif claim.is_path:
            file, folder = file_at(claim.subject, base), folder_at(claim.subject, base)
            found += [file] if file is not None else []
            if folder is not None and claim.kind == "tests":
                found += [p for p in base.below(folder) if is_code(p)][:MAX_FILES]
    found += files_of_tests(plan, base)
    return tuple(dict.fromkeys(found))


def names_counted(plan: Plan) -> frozenset[str]:
    """Names whose files are to be read as well: the plan counts where they are used."""
    return frozenset(claim.subject for claim in claims_in(plan) if not claim.is_path)


_OF_FILES: Mapping[str, Callable[[Claim, CodeBase], Verdict]] = {
    "exists": judging_files.exists,
    "done": judging_files.exists,
    "absent": judging_files.absent,
    "empty": judging_files.empty,
    "lines": judging_files.lines,
    "files": judging_counts.files,
    "tests": judging_counts.tests,
    "holds": judging_files.holds,
    "lacks": judging_files.lacks,
    "rows": judging_data.rows,
    "ignored": judging_data.ignored,
}
_OF_NAMES: Mapping[str, Callable[[Claim, Uses], Verdict]] = {
    "unused": judging_uses.unused,
    "usages": judging_uses.usages,
    "implemented": judging_uses.implemented,
    "reaches": judging_uses.reaches,
}
