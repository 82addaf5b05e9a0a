"""How much two recordings of the same reviews agree: the same questions, asked of other readers.

`evals/data/earlier_recording.json` holds the findings of a recording before the last, made with
prompts that asked the same in other words. Findings of checks are left out: they never differ.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from evals.recordings import judged, planted, replayed
from evals.samples import recorded
from planproof.core.finding import Finding
from planproof.merge import near, same_cause

EARLIER = Path(__file__).parent / "data/earlier_recording.json"


@dataclass(frozen=True)
class Agreement:
    """Two recordings of one plan."""

    name: str
    earlier: int
    """Findings of a model in the earlier recording."""
    now: int
    both: int
    """Those that both have, in whatever words."""
    planted: int
    planted_earlier: int
    planted_now: int
    planted_both: int


@lru_cache(maxsize=1)
def _earlier() -> tuple[str, dict[str, list[tuple[Finding, tuple[str, ...]]]]]:
    told = json.loads(EARLIER.read_text(encoding="utf-8"))
    found = {
        name: [(_finding(each), tuple(each["planted"])) for each in rows]
        for name, rows in told["findings"].items()
    }
    return told["prompts"], found


def _finding(row: dict[str, object]) -> Finding:
    fields = {key: value for key, value in row.items() if key != "planted"}
    return Finding.model_validate({**fields, "example": fields["example"] or ""}, strict=False)


def earlier_prompts() -> str:
    """Digest of the prompts of the earlier recording."""
    return _earlier()[0]


def agreement(name: str) -> Agreement:
    before = [(each, hits) for each, hits in _earlier()[1][name] if each.source == "model"]
    after = [each for each in replayed(name).review.findings if each.source == "model"]
    known = judged(name)
    first = {hit for _, hits in before for hit in hits}
    second = {hit for each in after if each.id in known for hit in known[each.id].planted}
    return Agreement(
        name=name,
        earlier=len(before),
        now=len(after),
        both=_paired([each for each, _ in before], after),
        planted=len(planted(name)),
        planted_earlier=len(first),
        planted_now=len(second),
        planted_both=len(first & second),
    )


def agreements() -> list[Agreement]:
    return [agreement(name) for name in recorded() if name in _earlier()[1]]


def _paired(before: Sequence[Finding], after: Sequence[Finding]) -> int:
    """Findings that are one, each paired once."""
    left, number = list(after), 0
    for each in before:
        match = next((one for one in left if _same(each, one)), None)
        if match is not None:
            left.remove(match)
            number += 1
    return number


def _same(one: Finding, other: Finding) -> bool:
    by_rule = one.rule == other.rule and near(one.location, other.location)
    return one.id == other.id or by_rule or same_cause(one, other)
