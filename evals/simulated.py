"""What merging and verification keep and remove, under a simulated model.

Nothing here was said by a model. Readers, their false findings and the verifier are drawn by
chance, as `World` states; the plans and the defects in them are the samples', and what is made of
the drafts is the program's own: evidence, merging, verification and merging again, in the order of
`planproof.model_review`. No check takes part, and what is wrong with a sample besides its planted
defects is left out.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path
from random import Random
from statistics import fmean

from evals.recordings import planted
from evals.samples import PLANS, ROOT, recorded
from evals.simulated_readers import Claim, Reading, World, chances, false_claims, planted_claims
from evals.unfound import Estimate, chao, chapman
from planproof.core.draft import Draft
from planproof.core.finding import Finding
from planproof.core.plan import Plan
from planproof.core.rubric import Criterion
from planproof.criteria import shipped
from planproof.evidence import Prover
from planproof.merge import merge
from planproof.passes.shapes import Ruling
from planproof.passes.verification import ruled
from planproof.sources import load

STAGES = ("drafts", "proved", "merged", "verified")
_NEAR = 2
"""Lines within which merging joins what two readers say."""


@dataclass(frozen=True)
class Stage:
    """What is left after a step."""

    findings: int
    right: int
    """Findings that tell of a planted defect."""
    told: int
    """Planted defects that a finding tells of."""
    copies: int
    """Findings beyond the first about one defect or one false claim."""


@dataclass(frozen=True)
class Outcome:
    """One simulated review of one plan."""

    planted: int
    stages: dict[str, Stage]
    folded: int
    """Planted defects that merging put behind a finding about something else."""
    seen: Estimate
    """Of how many defects there are, from what the program can tell: findings that are left, and
    which readers it would join with them."""
    known: Estimate
    """The same, told which drafts are right and which are of one defect."""


@lru_cache(maxsize=8)
def sample(name: str) -> tuple[Plan, tuple[Claim, ...]]:
    """A plan and what is planted in it."""
    return load(PLANS / name), tuple(planted_claims(planted(name)))


def simulate(name: str, world: World, random: Random) -> Outcome:
    """One review of a sample plan by readers that are drawn."""
    plan, defects = sample(name)
    claims = [*defects, *false_claims(plan, len(defects), world, random)]
    reading = Reading(plan, tuple(shipped_criteria().values()), world, random)
    seen = chances(claims, world, random)
    drafts = [reading.reader(claims, seen) for _ in range(world.readers)]
    proved = [_proved(plan, each) for each in drafts]
    flat = [finding for each in proved for finding in each]
    merged = merge(flat)
    kept, _ = ruled(merged, _rulings(merged, reading, world, random))
    left = merge(kept)
    titles = [[draft.title for each in drafts for draft in each]]
    titles += [[finding.title for finding in stage] for stage in (flat, merged, left)]
    told = [[reading.claim(title) for title in stage] for stage in titles]
    alone = [merge(each) for each in proved]
    return Outcome(
        planted=len(defects),
        stages={name: _stage(stage) for name, stage in zip(STAGES, told, strict=True)},
        folded=len(_defects(told[1]) - _defects(told[2])),
        seen=estimated([_readers(each, alone) for each in left], world.readers),
        known=estimated(_known(proved, reading), world.readers),
    )


@lru_cache(maxsize=1)
def shipped_criteria() -> dict[str, Criterion]:
    return shipped()


def _proved(plan: Plan, drafts: Sequence[Draft]) -> list[Finding]:
    prover, criteria = _prover(plan.root), shipped_criteria()
    found = (prover.prove(each, criteria[each.criterion]) for each in drafts)
    return [each for each in found if isinstance(each, Finding)]


@lru_cache(maxsize=8)
def _prover(root: str) -> Prover:
    return Prover(sample(Path(root).name)[0])


def _rulings(
    findings: Sequence[Finding], reading: Reading, world: World, random: Random
) -> dict[str, Ruling]:
    """What the simulated verifier says of the findings that verification asks about."""
    found = {}
    for each in findings:
        right = reading.claim(each.title).planted
        drops = random.random() < (world.drops_right if right else world.drops_wrong)
        found[each.id] = Ruling(
            draft=each.id,
            reason="simulated",
            verdict="refuted" if drops else "stands",
            severity=each.severity,
        )
    return found


def _stage(told: Sequence[Claim]) -> Stage:
    right = sum(each.planted for each in told)
    return Stage(len(told), right, len(_defects(told)), len(told) - len({each.id for each in told}))


def _defects(told: Sequence[Claim]) -> set[str]:
    return {each.id for each in told if each.planted}


def _known(proved: Sequence[Sequence[Finding]], reading: Reading) -> list[set[int]]:
    """By planted defect, the readers that told of it."""
    found: dict[str, set[int]] = {}
    for number, findings in enumerate(proved):
        for claim in (reading.claim(each.title) for each in findings):
            if claim.planted:
                found.setdefault(claim.id, set()).add(number)
    return list(found.values())


def _readers(finding: Finding, alone: Sequence[Sequence[Finding]]) -> set[int]:
    """The readers one of whose own findings merging would join with this one."""
    found = set()
    for number, own in enumerate(alone):
        near = [each for each in own if _close(finding, each)]
        if near and len(merge([finding, *near])) <= len(near):
            found.add(number)
    return found


def _close(one: Finding, other: Finding) -> bool:
    mine, yours = ([each.location, *each.related] for each in (one, other))
    return any(
        a.path == b.path
        and a.line_start - _NEAR <= b.line_end
        and b.line_start - _NEAR <= a.line_end
        for a in mine
        for b in yours
    )


def estimated(found_by: Sequence[set[int]], readers: int) -> Estimate:
    """How many there are, by which readers found each."""
    if readers == 2:
        first, second = (sum(at in each for each in found_by) for at in range(2))
        return chapman(first, second, sum(len(each) == 2 for each in found_by))
    return chao([len(each) for each in found_by if each], readers)


def overlap(world: World, defects: int, runs: int, random: Random) -> list[Estimate]:
    """Estimates from readers of a plan that nothing is made of: the estimate by itself."""
    claims = [Claim(str(at), True, "content", "major", "", ()) for at in range(defects)]
    found = []
    for _ in range(runs):
        seen = chances(claims, world, random)
        by = [{r for r in range(world.readers) if random.random() < each} for each in seen]
        found.append(estimated([each for each in by if each], world.readers))
    return found


@dataclass(frozen=True)
class Quality:
    """How good an estimate is over many runs."""

    readers: int
    alike: float
    how: str
    told: float
    """Share of what there is that at least one reader found."""
    estimate: float
    """Mean estimate as a share of what there is: 1 is right."""
    holds: float
    """Share of the intervals (95 percent) that hold the truth."""


def quality(found: Sequence[Estimate], truth: int, world: World, how: str) -> Quality:
    return Quality(
        readers=world.readers,
        alike=world.alike,
        how=how,
        told=fmean(each.told for each in found) / truth,
        estimate=fmean(each.total for each in found) / truth,
        holds=fmean(each.low <= truth <= each.high for each in found),
    )


def pipeline(world: World, runs: int, seed: int) -> list[Outcome]:
    """Simulated reviews of every sample with graded defects, *runs* of each."""
    random = Random(seed)
    return [simulate(name, world, random) for name in recorded() for _ in range(runs)]


def stage_table(found: Sequence[Outcome]) -> str:
    head = ("", "findings", "right", "recall", "precision", "copies")
    cells = [head]
    there = sum(each.planted for each in found)
    for name in STAGES:
        sums: Counter[str] = Counter()
        for each in found:
            sums.update(asdict(each.stages[name]))
        cells.append(
            (name, f"{sums['findings'] / len(found):.1f}", f"{sums['right'] / len(found):.1f}",
             f"{sums['told'] / there:.1%}", f"{sums['right'] / max(1, sums['findings']):.1%}",
             f"{sums['copies'] / len(found):.1f}")
        )  # fmt: skip
    folded = sum(each.folded for each in found) / there
    return f"{_columns(cells)}\nput behind another finding by merging: {folded:.1%} of the defects"


def quality_table(found: Sequence[Quality]) -> str:
    head = ("estimate from", "readers", "alike", "told", "estimate", "interval holds")
    rows = [
        (each.how, str(each.readers), f"{each.alike:.1f}", f"{each.told:.0%}",
         f"{each.estimate:.0%}", f"{each.holds:.0%}")
        for each in found
    ]  # fmt: skip
    return _columns([head, *rows])


def _columns(cells: Sequence[tuple[str, ...]]) -> str:
    widths = [max(len(row[at]) for row in cells) for at in range(len(cells[0]))]
    return "\n".join(
        "  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]) for row in cells
    )


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=10, help="simulated reviews of each sample")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--output", type=Path, default=ROOT / "build/simulated.json")
    options = parser.parse_args(arguments)
    world = World()
    print(f"SIMULATED, no model was asked: {world}\n")
    reviews = pipeline(world, options.runs, options.seed)
    print(f"{stage_table(reviews)}\n")
    told = qualities(reviews, world, options.runs, options.seed)
    print(quality_table(told))
    body = {
        "simulated": asdict(world),
        "reviews": [asdict(each) for each in reviews],
        "estimates": [asdict(each) for each in told],
    }
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(json.dumps(body, indent=2) + "\n", encoding="utf-8")
    return 0


def qualities(reviews: Sequence[Outcome], world: World, runs: int, seed: int) -> list[Quality]:
    """Estimates from bare overlap, then from reviews: what is known, and what the program sees."""
    random, found = Random(seed), []
    defects = round(fmean(each.planted for each in reviews))
    for alike in (0.0, world.alike):
        for readers in (2, 3, 5):
            other = replace(world, alike=alike, readers=readers)
            bare = overlap(other, defects, 50 * runs, random)
            found.append(quality(bare, defects, other, "bare overlap"))
    for readers in (2, world.readers):
        other = replace(world, readers=readers)
        some = reviews if readers == world.readers else pipeline(other, runs, seed)
        known, seen = [each.known for each in some], [each.seen for each in some]
        found.append(quality(known, defects, other, "drafts, truth known"))
        found.append(quality(seen, defects, other, "findings, as seen"))
    return found


if __name__ == "__main__":
    sys.exit(main())
