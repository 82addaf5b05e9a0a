"""All evals: `make evals`.

    python -m evals                      measure, print a summary, hold it against the baseline
    python -m evals --page               the same, and write docs/evals.md
    python -m evals --plans NAME=DIR     plant defects in other plans as well; may be repeated;
                                         'NAME=DIR/*' when each file is a plan by itself
    python -m evals --corpus DIR         hold reviews of people against ours as well
    python -m evals --new-baseline       keep the outcomes as evals/baseline.json

Parts by themselves: python -m evals.seeded, .recordings, .simulated, .real_reviews.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from evals.gather import Figures, as_json, gather
from evals.page import page
from evals.seeded import plans_in
from evals.statistics import Outcomes, compare, regressed

ROOT = Path(__file__).parent.parent
BASELINE = ROOT / "evals/baseline.json"
_PAGE = ROOT / "docs/evals.md"
_TOLERATED = 0.01
"""Share of the seeds that may be lost on the whole without an alarm: checks do not vary by chance,
so more than that is a loss, however few plans show it."""


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    others = [_named(each) for each in options.plans]
    figures = gather(
        per_mutator=options.per_mutator, others=others, corpus=options.corpus, runs=options.runs
    )
    print(summary(figures))
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps(as_json(figures), indent=1) + "\n", encoding="utf-8")
    if options.page:
        names = "".join(f" --plans {name}=DIR" for name, _ in others)
        corpus = " --corpus DIR" if options.corpus else ""
        command = f"python -m evals --page{names}{corpus}"
        _PAGE.write_text(page(figures, command), encoding="utf-8")
    if options.new_baseline:
        text = json.dumps(figures.outcomes, indent=0, sort_keys=True)
        BASELINE.write_text(f"{text}\n", encoding="utf-8")
        return 0
    return held(json.loads(BASELINE.read_text(encoding="utf-8")), figures.outcomes)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m evals",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--per-mutator", type=int, default=2, help="mutants for each plan (2)")
    parser.add_argument("--plans", action="append", default=[], metavar="NAME=DIR")
    parser.add_argument("--corpus", type=Path, metavar="DIR")
    parser.add_argument("--runs", type=int, default=5, help="simulated reviews of each sample (5)")
    parser.add_argument("--page", action="store_true")
    parser.add_argument("--new-baseline", action="store_true")
    parser.add_argument("--json", type=Path, default=ROOT / "build/evals.json")
    return parser


def _named(text: str) -> tuple[str, list[Path]]:
    """The name and the plans: those in a folder, or each file and folder that a pattern matches."""
    name, _, where = text.rpartition("=")
    pattern = Path(where)
    found = sorted(pattern.parent.glob(pattern.name)) if "*" in pattern.name else [pattern]
    return name or pattern.name, found if "*" in pattern.name else plans_in(found)


def summary(figures: Figures) -> str:
    """What was measured, a line each."""
    lines = []
    for part in figures.seeded:
        found, again = part.checks, part.checks.survived
        lines += [
            f"planted in {part.name} ({part.plans} plans), by the checks:",
            f"  {found.found} of {found.seeds}, {found.recall}",
            f"  found again when written in another way: {again[0]} of {again[1]}",
            f"  controls: {part.controls:,} tries, {len(part.alarms)} came, {len(part.lost)} went",
            f"  a loss of {100 * part.detectable:.1f} points would be noticed",
        ]
    for each in figures.recorded:
        score = each.score
        lines.append(
            f"recorded {score.name}: {score.found} of {score.planted} planted (checks alone "
            f"{score.found_by_checks}, model alone {each.by_model}), {score.grave_wrong} of "
            f"{score.grave} grave findings wrong, {each.rejected} claims rejected"
        )
    for pair in figures.agreements:
        lines.append(
            f"two recordings of {pair.name}: {pair.both} findings in both, of {pair.earlier} and "
            f"{pair.now}"
        )
    if figures.real is not None:
        lines.append(figures.real)
    return "\n".join(lines)


def held(baseline: Mapping[str, Outcomes], now: Mapping[str, Outcomes]) -> int:
    """Say how *now* stands to the baseline; 1 when it is below it."""
    worse = 0
    for part, before in baseline.items():
        change = compare(before, now[part])
        print(f"{part} against the baseline: {change}")
        net = change.lost - change.gained
        if regressed(before, now[part]) or net > _TOLERATED * change.pairs:
            worse = 1
            print(f"{part} is below the baseline; lost are:")
            for plan, seeds in sorted(before.items()):
                after = now[part].get(plan, {})
                for seed in sorted(name for name, found in seeds.items() if found):
                    if after.get(seed) is False:
                        print(f"  {plan}: {seed}")
    return worse


if __name__ == "__main__":
    sys.exit(main())
