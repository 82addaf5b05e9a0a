"""Which findings of a review are those that an earlier review knew."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from planproof.core.earlier import Known
from planproof.core.finding import Finding
from planproof.search import words

_ALIKE = 0.5
"""Share of the words of the shorter title that the longer one holds too, for two of one task."""
_ALIKE_AFAR = 0.65
"""The same where the task or the rule is another."""
_NEAR = 2
"""Lines between two places that count as one."""
_QUOTED = re.compile("“([^”]+)”?")
"""What a title quotes; a long one may have been cut before the end of it."""
_FEW = 2
"""Words of a title that tell nothing by their share."""

Same = Callable[[Finding, Known], bool]


def matched(findings: Iterable[Finding], known: Iterable[Known]) -> dict[str, Known]:
    """For the id of each finding that was known, what was known.

    A finding is known by its id. The id changes when the words that it quotes do: then one rule,
    one place in the outline and a title that is much the same tell it. What stood comes before
    what was fixed, and each is matched once, the surest first.
    """
    left, before = list(findings), list(known)
    found: dict[str, Known] = {}
    for stage in _STAGES:
        if not left or not before:
            break
        pairs = _paired(left, before, stage)
        found.update({each.id: one for each, one in pairs})
        mine, yours = {id(each) for each, _ in pairs}, {id(one) for _, one in pairs}
        left = [each for each in left if id(each) not in mine]
        before = [each for each in before if id(each) not in yours]
    return found


def _paired(
    left: Sequence[Finding], before: Sequence[Known], stage: "_Stage"
) -> list[tuple[Finding, Known]]:
    """The pairs that a stage makes; where it has several to choose from, the likest."""
    groups: defaultdict[str, list[Known]] = defaultdict(list)
    for one in before:
        if stage.gone in (None, one.status == "fixed"):
            for key in stage.keys(one):
                groups[key].append(one)
    pairs = []
    taken: set[int] = set()
    for each in left:
        group = (one for one in groups.get(stage.key(each), ()) if id(one) not in taken)
        candidates = [one for one in group if stage.same(each, one)]
        if candidates:
            best = max(candidates, key=lambda one: likeness(each.title, one.title))
            taken.add(id(best))
            pairs.append((each, best))
    return pairs


def likeness(one: str, other: str) -> float:
    """Share of the words of the shorter title that the longer one holds too, from 0 to 1."""
    mine, yours = words(one), words(other)
    if min(len(mine), len(yours)) < _FEW:
        return float(_plain(one) == _plain(other))
    return len(mine & yours) / min(len(mine), len(yours))


def _always(_finding: Finding, _known: Known) -> bool:
    return True


def _same_task(finding: Finding, known: Known) -> bool:
    """One rule in one task; outside of tasks, in one phase or document."""
    if finding.task != known.task or finding.phase != known.phase:
        return False
    if finding.task is None and finding.phase is None and finding.location.path != known.path:
        return False
    return _alike(finding, known) >= _ALIKE


def _same_part(finding: Finding, known: Known) -> bool:
    """One rule in one phase or document: a task put in before has renamed the others."""
    near = finding.location.path == known.path or (
        finding.phase is not None and finding.phase == known.phase
    )
    return near and _alike(finding, known) >= _ALIKE_AFAR


def _alike(finding: Finding, known: Known) -> float:
    """Likeness of what two findings of one rule tell.

    A check says all its findings in the same words: what it quotes tells them apart.
    """
    if finding.source != "check":
        return likeness(finding.title, known.title)
    mine, yours = (" ".join(_QUOTED.findall(title)) for title in (finding.title, known.title))
    return likeness(mine or finding.title, yours or known.title)


def _same_place(finding: Finding, known: Known) -> bool:
    """What a model says of the same lines, whatever the rule."""
    at = finding.location
    apart = known.line_start - at.line_end > _NEAR or at.line_start - known.line_end > _NEAR
    if apart or not (known.model or finding.source == "model"):
        return False
    return likeness(finding.title, known.title) >= _ALIKE_AFAR


@dataclass(frozen=True, slots=True)
class _Stage:
    """One way to tell that two are one, asked only of those that share a key."""

    key: Callable[[Finding], str]
    keys: Callable[[Known], Iterable[str]]
    same: Same = _always
    gone: bool | None = False
    """Whether it is asked of what was fixed; None for all."""


def _by_rule(same: Same, *, gone: bool) -> _Stage:
    # A check grades one defect one way; a model may think again.
    return _Stage(
        lambda each: f"{each.rule} {each.severity if each.source == 'check' else ''}",
        lambda one: (f"{one.rule} {'' if one.model else one.severity}",),
        same,
        gone,
    )


_STAGES = (
    _Stage(lambda each: each.id, lambda one: (one.id,), gone=None),
    _Stage(lambda each: each.id, lambda one: one.aliases, gone=None),
    _by_rule(_same_task, gone=False),
    _by_rule(_same_part, gone=False),
    _Stage(lambda each: each.location.path, lambda one: (one.path,), _same_place),
    _by_rule(_same_task, gone=True),
)
"""The surest first."""


def _plain(title: str) -> str:
    return " ".join(title.casefold().split()).rstrip(".")
