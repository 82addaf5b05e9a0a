"""Which finding tells of which label: by place, then by words.

Two texts that stand at the same lines and share a quarter of what tells the shorter one from
others say the same nine times in ten; in other places more of it has to be shared. What is near
or alike and no match is a candidate: someone has to look.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log

from evals.labels import Label
from planproof.core.base import Location
from planproof.core.finding import Finding
from planproof.core.review import PlanView, TaskView
from planproof.search import words

NEAR = 3
"""Lines between two places that count as one."""
_AROUND = 10
"""Lines around a label within which a finding is looked at."""
_ALIKE, _ALIKE_FAR = 0.25, 0.5
"""Share of words from which a finding at the place, or elsewhere in the task, is a match."""
_COMMON, _COMMON_FAR = 2, 3
"""Words that have to be common at least: one may be chance."""
_WORTH = 0.2
"""Share of words from which a finding in the same document is a candidate."""
_MOST = 5
"""Candidates for one label."""
_ENDINGS = ("ing", "ion", "ed", "es", "e")


@dataclass(frozen=True)
class Pair:
    """A finding that tells of a label, or may."""

    label: Label
    finding: Finding
    lines: int | None
    """Lines between them; None when they are in different documents, or the label has no line."""
    same_task: bool
    alike: float
    """Share of the words of the shorter text that the other one holds, rare words weighing more."""
    common: tuple[str, ...]
    automatic: bool


def pairs(plan: PlanView, labels: Sequence[Label], findings: Sequence[Finding]) -> list[Pair]:
    """Matches and candidates, label by label, the best first.

    A finding matches one label at most, the one that it is most like; a label may be told of by
    several findings.
    """
    texts = _Texts(labels, findings, [each.path for each in plan.documents])
    tasks = _tasks(plan)
    found = [
        pair
        for label in labels
        for finding in findings
        if (pair := _pair(texts, tasks, label, finding)) is not None
    ]
    best: dict[str, Pair] = {}
    for pair in sorted(found, key=_order):
        if pair.automatic:
            best.setdefault(pair.finding.id, pair)
    kept = [each if best.get(each.finding.id) is each else _doubted(each) for each in found]
    return [pair for label in labels for pair in _first(kept, label)]


def _first(found: Iterable[Pair], label: Label) -> Iterator[Pair]:
    own = sorted((each for each in found if each.label == label), key=_order)
    matches = [each for each in own if each.automatic]
    yield from matches
    yield from [each for each in own if not each.automatic][: max(0, _MOST - len(matches))]


def _doubted(pair: Pair) -> Pair:
    return Pair(
        pair.label, pair.finding, pair.lines, pair.same_task, pair.alike, pair.common, False
    )


def _order(pair: Pair) -> tuple[object, ...]:
    near = pair.lines is not None and pair.lines <= NEAR
    return (not pair.automatic, -pair.alike - 0.2 * near, pair.label.number, pair.finding.id)


def _pair(
    texts: "_Texts", tasks: dict[str, TaskView], label: Label, finding: Finding
) -> Pair | None:
    places: list[Location] = [finding.location, *finding.related]
    if not any(same_path(each.path, label.path) for each in places):
        return None
    lines = _lines(label.places, places)
    alike, common = texts.alike(label, finding)
    task = tasks.get(finding.task or "")
    same = task is not None and label.line is not None and _owns(task, label)
    near = lines is not None and lines <= NEAR
    wanted, least = (_ALIKE, _COMMON) if near else (_ALIKE_FAR, _COMMON_FAR)
    automatic = (near or same or label.line is None) and alike >= wanted and len(common) >= least
    beside = lines is not None and lines <= _AROUND
    if not (automatic or beside or alike >= _WORTH):
        return None
    return Pair(label, finding, lines, same, alike, tuple(sorted(common)), automatic)


def _lines(labelled: Sequence[Location], found: Sequence[Location]) -> int | None:
    """Lines between the nearest places."""
    between = [
        max(0, here.line_start - there.line_end, there.line_start - here.line_end)
        for here in labelled
        for there in found
        if same_path(there.path, here.path)
    ]
    return min(between, default=None)


def same_path(one: str, other: str) -> bool:
    """True for two names of one document, of which one may leave out folders above it."""
    return one == other or one.endswith(f"/{other}") or other.endswith(f"/{one}")


def _tasks(plan: PlanView) -> dict[str, TaskView]:
    every = (*(task for phase in plan.phases for task in phase.tasks), *plan.tasks)
    return {each.id: each for each in every}


def _owns(task: TaskView, label: Label) -> bool:
    line = label.line or 0
    return same_path(task.path, label.path) and task.line_start <= line <= task.line_end


class _Texts:
    """The words of labels and findings of one plan, and how much each word tells."""

    def __init__(
        self, labels: Sequence[Label], findings: Sequence[Finding], paths: Sequence[str]
    ) -> None:
        # The names of documents say where, and where is judged by lines.
        names = {name for path in paths for name in (path, path.rpartition("/")[2])}
        ordered = sorted(names, key=len, reverse=True)
        self._names = re.compile("|".join(map(re.escape, ordered)) or r"(?!)")
        self._labels = {each.id: self._words(each.what) for each in labels}
        self._titles = {each.id: self._words(each.title) for each in findings}
        self._findings = {
            each.id: self._words(f"{each.title} {each.detail} {each.recommendation}")
            for each in findings
        }
        texts = [*self._labels.values(), *self._findings.values()]
        seen = Counter(word for text in texts for word in text)
        self._weights = {word: log(1 + len(texts) / number) for word, number in seen.items()}

    def alike(self, label: Label, finding: Finding) -> tuple[float, frozenset[str]]:
        """How alike they are, by the title of the finding or by all it says, and by what words."""
        claimed = self._labels[label.id]
        told, title = self._findings[finding.id], self._titles[finding.id]
        shares = (self._share(claimed, title), self._share(claimed, told))
        return max(shares), claimed & told

    def _share(self, one: frozenset[str], other: frozenset[str]) -> float:
        least = min(self._weight(one), self._weight(other))
        return self._weight(one & other) / least if least else 0.0

    def _weight(self, text: frozenset[str]) -> float:
        # Sorted, because the last digit of a sum depends on the order.
        return sum(self._weights[word] for word in sorted(text))

    def _words(self, text: str) -> frozenset[str]:
        return frozenset(map(_stem, words(self._names.sub(" ", text))))


@lru_cache(maxsize=65_536)
def _stem(word: str) -> str:
    """*word* without its ending, roughly: testing and tests are one."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 3:
            return word[: -len(ending)]
    return word
