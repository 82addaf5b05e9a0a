"""All figures of the evals: the value that the summary, the JSON and the page are made of."""

import platform
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from evals import real_reviews, recordings, seeded, simulated
from evals.agreement import Agreement, agreements, earlier_prompts
from evals.samples import recorded
from evals.simulated_readers import World
from evals.statistics import Interval, Outcomes, Tally, minimum_detectable, share, tallies
from planproof import __version__
from planproof.prompts import prompts_digest
from planproof.tokens import estimate_tokens

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Group:
    """Seeds that belong together."""

    name: str
    seeds: int
    plans: int
    found: int
    recall: Interval
    off_target: int
    survived: tuple[int, int]
    """Of those that were written again, how many were found again."""


@dataclass(frozen=True)
class Seeded:
    """Planted defects and controls over some plans, by the checks alone."""

    name: str
    plans: int
    checks: Group
    """All seeds that need no model."""
    categories: tuple[Group, ...]
    mutators: tuple[Group, ...]
    need_model: int
    """Seeds that only a model can find; the checks are not asked to."""
    controls: int
    alarms: tuple[str, ...]
    lost: tuple[str, ...]
    detectable: float
    outcomes: Outcomes


@dataclass(frozen=True)
class Recorded:
    """One sample plan with recorded answers."""

    score: recordings.Score
    by_model: int
    """Planted defects that a finding of a model tells of."""
    rejected: int
    """Claims that the plan did not prove, or that were refuted."""
    input_tokens: int
    output_tokens: int
    outcomes: dict[str, bool]


@dataclass(frozen=True)
class Figures:
    day: str
    version: str
    python: str
    prompts: str
    earlier_prompts: str
    seeded: tuple[Seeded, ...]
    recorded: tuple[Recorded, ...]
    agreements: tuple[Agreement, ...]
    stages: str
    qualities: str
    real: str | None

    @property
    def outcomes(self) -> dict[str, Outcomes]:
        """What a baseline holds: by part, plan and seed."""
        samples = {each.score.name: each.outcomes for each in self.recorded}
        return {"seeded": self.seeded[0].outcomes, "recordings": samples}


def gather(
    *,
    per_mutator: int,
    others: Sequence[tuple[str, Sequence[Path]]],
    corpus: Path | None,
    runs: int,
) -> Figures:
    """Measure everything. *others* are plans beside the samples; one mutant of a kind each."""
    own = seeded.plans_in([ROOT / "fixtures/plans"])
    found = [_seeded("sample plans", seeded.measure(own, per_mutator=per_mutator, seed=1))]
    for name, plans in others:
        results = seeded.measure(plans, per_mutator=1, seed=1)
        found.append(_seeded(name, results))
    world = World()
    reviews = simulated.pipeline(world, runs, 1)
    return Figures(
        day=date.today().isoformat(),  # noqa: DTZ011 - the day here
        version=__version__,
        python=platform.python_version(),
        prompts=prompts_digest(),
        earlier_prompts=earlier_prompts(),
        seeded=tuple(found),
        recorded=tuple(_recorded(name) for name in recorded()),
        agreements=tuple(agreements()),
        stages=simulated.stage_table(reviews),
        qualities=simulated.quality_table(simulated.qualities(reviews, world, runs, 1)),
        real=real_reviews.summary(corpus) if corpus else None,
    )


def _seeded(name: str, results: seeded.Results) -> Seeded:
    by_checks = [each for each in results.seeds if each.needs == "checks"]
    outcomes = _outcomes(by_checks)
    return Seeded(
        name=name,
        plans=len(results.plans),
        checks=_group("all that need no model", by_checks),
        categories=_groups(by_checks, "category"),
        mutators=_groups(by_checks, "mutator"),
        need_model=len(results.seeds) - len(by_checks),
        controls=len(results.controls),
        alarms=tuple(f"{c.plan}, {c.control}: {a}" for c in results.controls for a in c.alarms),
        lost=tuple(f"{c.plan}, {c.control}: {a}" for c in results.controls for a in c.lost),
        detectable=minimum_detectable(tallies(outcomes)),
        outcomes=outcomes,
    )


def _groups(seeds: Sequence[seeded.SeedResult], key: str) -> tuple[Group, ...]:
    groups: defaultdict[str, list[seeded.SeedResult]] = defaultdict(list)
    for each in seeds:
        groups[str(getattr(each, key))].append(each)
    return tuple(_group(name, groups[name]) for name in sorted(groups))


def _group(name: str, seeds: Sequence[seeded.SeedResult]) -> Group:
    clusters: defaultdict[str, list[bool]] = defaultdict(list)
    for each in seeds:
        clusters[each.plan].append(each.found)
    rows = [Tally(found=sum(row), planted=len(row)) for row in clusters.values()]
    again = [each.survived for each in seeds if each.survived is not None]
    return Group(
        name=name,
        seeds=len(seeds),
        plans=len(clusters),
        found=sum(each.found for each in seeds),
        recall=share(rows),
        off_target=sum(bool(each.off_target) for each in seeds),
        survived=(sum(again), len(again)),
    )


def _outcomes(seeds: Sequence[seeded.SeedResult]) -> Outcomes:
    found: dict[str, dict[str, bool]] = {}
    for each in seeds:
        plan = found.setdefault(each.plan, {})
        number = sum(key.startswith(f"{each.mutator}#") for key in plan) + 1
        plan[f"{each.mutator}#{number}"] = each.found
    return found


def _recorded(name: str) -> Recorded:
    run, known = recordings.replayed(name), recordings.judged(name)
    by_model = {
        hit
        for each in run.review.findings
        if each.source == "model" and each.id in known
        for hit in known[each.id].planted
    }
    hits = {hit for each in known.values() for hit in each.planted}
    return Recorded(
        score=recordings.score(name),
        by_model=len(by_model),
        rejected=len(run.review.rejected),
        input_tokens=sum(estimate_tokens(f"{r.system}\n{r.text}") for r in run.requests),
        output_tokens=sum(estimate_tokens(each.text) for each in run.answers),
        outcomes={each.id: each.id in hits for each in recordings.planted(name)},
    )


def as_json(figures: Figures) -> Mapping[str, object]:
    """The figures for programs."""
    return asdict(figures)
