"""How many planted defects the checks find, and what they say of plans that mean the same.

Each mutant is a copy of a plan with one defect more; it is found when its review has a finding
that the review of the plan has not, of a right rule, at a right place. Controls are copies that
are only written in another way: no finding may come or go. Found mutants are also written in
another way: they should be found again. All of it by the checks alone.

    python -m evals.seeded --plans DIR --per-mutator 3 --misses 5
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from random import Random

from evals.controls.interface import Control, Rewritten, rewritten
from evals.controls.registry import CONTROLS
from evals.mutants.interface import Mutant, Mutator, Source, mutants, read_source
from evals.mutants.registry import MUTATORS
from evals.mutants.scoring import score, survives, unmatched
from evals.mutants.workspace import Workspace
from evals.seeded_table import printed
from planproof.core.finding import Finding
from planproof.errors import NoPlanError
from planproof.pipeline import review
from planproof.settings import Settings

ROOT = Path(__file__).parent.parent
TODAY = date(2026, 1, 1)
_LARGE = 150_000
"""Bytes of a plan from which its mutators are spread over several processes."""
_TOGETHER = 8


@dataclass(frozen=True)
class SeedResult:
    plan: str
    mutator: str
    category: str
    needs: str
    what: str
    places: tuple[str, ...]
    """`path:line` in the mutant."""
    before: str
    after: str
    found: bool
    found_by: tuple[str, ...]
    off_target: tuple[str, ...]
    """New findings that do not tell of the seed: what follows from it, or false alarms."""
    lost: tuple[str, ...]
    """Findings of lines that were not edited and that are gone."""
    control: str | None = None
    """The way in which the mutant was written again; None when it was not found."""
    survived: bool | None = None


@dataclass(frozen=True)
class ControlResult:
    plan: str
    control: str
    alarms: tuple[str, ...]
    """Findings that the plan itself does not have."""
    lost: tuple[str, ...]


@dataclass(frozen=True)
class Results:
    plans: tuple[str, ...]
    per_mutator: int
    seed: int
    seeds: tuple[SeedResult, ...]
    controls: tuple[ControlResult, ...]

    def as_json(self) -> str:
        return json.dumps(asdict(self), indent=1, ensure_ascii=False)


@dataclass(frozen=True)
class _Job:
    plan: Path
    name: str
    mutators: tuple[str, ...]
    per_mutator: int
    seed: int
    controls: bool


def measure(
    plans: Sequence[Path],
    *,
    per_mutator: int,
    seed: int,
    mutators: Sequence[str] = (),
    workers: int | None = None,
) -> Results:
    """Plant defects in *plans* and look for them; the same for the same *seed*.

    *mutators* are names, all where there are none; controls run only with all of them.
    """
    names = tuple(each.name for each in MUTATORS if not mutators or each.name in mutators)
    jobs = [
        _Job(path, name_of(path), group, per_mutator, seed, not mutators and place == 0)
        for path in plans
        for place, group in enumerate(_groups(path, names))
    ]
    count = workers or os.cpu_count() or 1
    if count == 1 or len(jobs) == 1:
        done = [_run(job) for job in jobs]
    else:
        with ProcessPoolExecutor(count) as pool:
            done = list(pool.map(_run, jobs))
    return Results(
        plans=tuple(name_of(path) for path in plans),
        per_mutator=per_mutator,
        seed=seed,
        seeds=tuple(seed for seeds, _ in done for seed in seeds),
        controls=tuple(control for _, controls in done for control in controls),
    )


def name_of(path: Path) -> str:
    """Name of a plan that does not depend on where its folder lies."""
    return "/".join(path.resolve().parts[-2:])


def _groups(path: Path, names: tuple[str, ...]) -> list[tuple[str, ...]]:
    files = [path] if path.is_file() else [each for each in path.rglob("*") if each.is_file()]
    if sum(file.stat().st_size for file in files) < _LARGE:
        return [names]
    return [names[start : start + _TOGETHER] for start in range(0, len(names), _TOGETHER)]


def _run(job: _Job) -> tuple[list[SeedResult], list[ControlResult]]:
    with tempfile.TemporaryDirectory(prefix="planproof-seeded-") as folder:
        workspace = Workspace(job.plan, Path(folder))
        try:
            source = read_source(workspace.path)
        except NoPlanError:
            return [], []
        run = _PlanRun(job, workspace, source, _reviewed(workspace.path))
        controls = list(run.controls()) if job.controls else []
        return list(run.seeds()), controls


@dataclass(frozen=True)
class _PlanRun:
    """One plan with its own findings."""

    job: _Job
    workspace: Workspace
    source: Source
    findings: tuple[Finding, ...]

    def controls(self) -> Iterator[ControlResult]:
        for control in CONTROLS:
            other = rewritten(control, self.source)
            if other is None:
                continue
            with self.workspace.changed(other.texts) as path:
                found = _reviewed(path)
            alarms = unmatched(self.findings, found, other.origin, None)
            lost = unmatched(found, self.findings, None, other.origin)
            yield ControlResult(
                self.job.name, control.name, tuple(map(str, alarms)), tuple(map(str, lost))
            )

    def seeds(self) -> Iterator[SeedResult]:
        for mutator in (each for each in MUTATORS if each.name in self.job.mutators):
            random = Random(f"{self.job.seed}/{self.job.name}/{mutator.name}")
            for mutant in mutants(mutator, self.source, random, self.job.per_mutator):
                yield self._seed(mutator, mutant, random)

    def _seed(self, mutator: Mutator, mutant: Mutant, random: Random) -> SeedResult:
        control: Control | None = None
        survived = None
        with self.workspace.changed(mutant.texts) as path:
            found = _reviewed(path)
            outcome = score(mutant, self.findings, found)
            if outcome.found:
                control, other = _rewriting(read_source(path), mutant, random)
                if other:
                    with self.workspace.changed(other.texts):
                        again = _reviewed(path)
                    survived = survives(mutant, len(outcome.hits), found, again, other.origin)
        return SeedResult(
            plan=self.job.name,
            mutator=mutator.name,
            category=mutator.category,
            needs=mutator.needs,
            what=mutant.what,
            places=tuple(f"{place.path}:{place.first}" for place in mutant.places),
            before=mutant.before,
            after=mutant.after,
            found=outcome.found,
            found_by=tuple(sorted({claim.rule for claim in outcome.hits})),
            off_target=tuple(map(str, outcome.off_target)),
            lost=tuple(map(str, outcome.lost)),
            control=control.name if control else None,
            survived=survived,
        )


def _rewriting(
    source: Source, mutant: Mutant, random: Random
) -> tuple[Control | None, Rewritten | None]:
    """A control that changes the document of the seed, chosen by *random*."""
    for control in random.sample(CONTROLS, len(CONTROLS)):
        other = rewritten(control, source)
        if other and any(place.path in other.texts for place in mutant.places):
            return control, other
    return None, None


def _reviewed(path: Path) -> tuple[Finding, ...]:
    return review(path, Settings(provider="none"), TODAY).findings


def plans_in(paths: Sequence[Path]) -> list[Path]:
    """The plans at *paths*: files, folders with documents, or else their sub-folders."""
    found = []
    for path in paths:
        children = sorted(path.iterdir()) if path.is_dir() else []
        documents = [each for each in children if each.suffix.lower() in (".md", ".json")]
        folders = [each for each in children if each.is_dir()]
        found += [path] if documents or not folders else folders
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--plans", type=Path, action="append", help="a plan, or a folder of plans")
    parser.add_argument("--per-mutator", type=int, default=2, help="mutants for each plan (2)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--mutator", action="append", default=[], help="only this one")
    parser.add_argument("--limit", type=int, help="only so many of the plans, evenly chosen")
    parser.add_argument("--json", type=Path, help="write all results there")
    parser.add_argument("--misses", type=int, default=0, help="show so many misses of each mutator")
    options = parser.parse_args(arguments)
    unknown = set(options.mutator) - {each.name for each in MUTATORS}
    if unknown:
        parser.error(f"no mutator is called {min(unknown)!r}")
    plans = plans_in(options.plans or [ROOT / "fixtures" / "plans"])
    if options.limit and len(plans) > options.limit:
        plans = [plans[n * len(plans) // options.limit] for n in range(options.limit)]
    results = measure(
        plans, per_mutator=options.per_mutator, seed=options.seed, mutators=options.mutator
    )
    print(printed(results, options.misses))
    if options.json:
        options.json.write_text(results.as_json() + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
