"""How much of what reviewers found in real plans the tool finds, and how much it says besides.

    python -m evals.real_reviews --corpus DIR [--reviews DIR] [--adjudications FILE]

DIR holds `plans/<name>/` and `labels/<name>.md` (docs/labels.md). Each plan is reviewed by the
checks, unless `--reviews` has a `<name>/review.json` or `<name>.json` for it. Findings are matched
to labels by place and words. Every match and every near miss is a line of the adjudications file:
write "same", "different" or "unsure" as its `verdict` and run again. Verdicts are kept, and count
more than the automatic match.

Reviewers do not find everything, so a finding that no label knows is not wrong: the findings per
1,000 lines say what there is to read, and nothing here is a precision.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from evals.adjudications import Adjudication, Key, key_of, listing, read_adjudications
from evals.bench_table import aligned
from evals.labels import DECIDABLE, GRADES, Label, read_folder
from evals.matching import Pair, pairs, same_path
from evals.statistics import Interval, Tally, interval, per_thousand_lines, share
from planproof.core.finding import Finding
from planproof.core.review import PlanView
from planproof.errors import PlanproofError
from planproof.pipeline import review
from planproof.settings import Settings

ROOT = Path(__file__).parent.parent
TODAY = date(2026, 1, 1)
"""Waivers expire by the date; a fixed one keeps the figures."""


class Reviewed(BaseModel):
    """What is read of a finished review."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    plan: PlanView
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Matched:
    """One plan with its labels, and the pairs of label and finding."""

    name: str
    reviewed: Reviewed
    labels: tuple[Label, ...]
    pairs: tuple[Pair, ...]

    def told(self, verdicts: Mapping[Key, Adjudication]) -> tuple[set[str], set[str]]:
        """Ids of the labels that are told of: by a verdict, and by a match that nobody denies."""
        own, ours = {each.id for each in self.labels}, {each.id for each in self.reviewed.findings}
        said = {key: each.verdict for key, each in verdicts.items()}
        confirmed = {
            label
            for (label, finding), verdict in said.items()
            if verdict == "same" and label in own and finding in ours
        }
        matched = {
            each.label.id
            for each in self.pairs
            if each.automatic and said.get(key_of(each)) in (None, "unsure")
        }
        return confirmed, matched

    def automatic(self) -> set[str]:
        return {each.label.id for each in self.pairs if each.automatic}

    @property
    def lines(self) -> int:
        return sum(each.lines for each in self.reviewed.plan.documents)


@dataclass(frozen=True)
class Row:
    """One group of labels."""

    group: str
    labels: int
    automatic: int
    """Told of when only the automatic matches count."""
    adjudicated: int
    """Told of when only the verdicts count."""
    together: Interval
    """Verdicts, and the automatic matches that no verdict denies; clustered by plan."""


def read_review(path: Path) -> Reviewed:
    """A finished review; ValueError when it is none."""
    try:
        return Reviewed.model_validate_json(path.read_text(encoding="utf-8"))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise ValueError(f"{path} is no review of one plan ({where}: {first['msg']})") from None


def matched(corpus: Path, reviews: Path | None) -> tuple[list[Matched], list[str]]:
    """Every plan with labels, and the names of those that have no review in *reviews*."""
    found, without = [], []
    for name, labels in read_folder(corpus / "labels").items():
        reviewed = _reviewed(corpus / "plans" / name, reviews)
        if reviewed is None:
            without.append(name)
            continue
        own = tuple(pairs(reviewed.plan, labels, reviewed.findings))
        found.append(Matched(name, reviewed, labels, own))
    return found, without


def _reviewed(plan: Path, reviews: Path | None) -> Reviewed | None:
    if reviews is None:
        made = review(plan, Settings(provider="none"), TODAY)
        return Reviewed(plan=made.plan, findings=made.findings)
    for path in (reviews / plan.name / "review.json", reviews / f"{plan.name}.json"):
        if path.exists():
            return read_review(path)
    return None


def rows(plans: Sequence[Matched], verdicts: Mapping[Key, Adjudication]) -> list[Row]:
    """Recall of all labels, by severity and by what it takes to decide them; then false claims."""
    groups: list[tuple[str, list[Label]]] = []
    every = [label for each in plans for label in each.labels]
    real = [label for label in every if not label.false]
    groups.append(("all defects", real))
    groups += [(grade, [each for each in real if each.grade == grade]) for grade in GRADES]
    groups += [
        (f"decidable: {way}", [each for each in real if each.decidable == way]) for way in DECIDABLE
    ]
    groups.append(("false claims repeated", [label for label in every if label.false]))
    return [_row(name, labels, plans, verdicts) for name, labels in groups if labels]


def _row(
    name: str,
    labels: Sequence[Label],
    plans: Sequence[Matched],
    verdicts: Mapping[Key, Adjudication],
) -> Row:
    wanted = {each.id for each in labels}
    automatic = adjudicated = 0
    clusters = []
    for plan in plans:
        confirmed, open_ = plan.told(verdicts)
        own = wanted & {each.id for each in plan.labels}
        automatic += len(own & plan.automatic())
        adjudicated += len(own & confirmed)
        clusters.append(Tally(found=len(own & (confirmed | open_)), planted=len(own)))
    return Row(name, len(wanted), automatic, adjudicated, share(clusters))


def density(plans: Sequence[Matched]) -> Interval | None:
    """Findings per 1,000 lines; None for a single plan."""
    found = [Tally(reported=len(each.reviewed.findings), lines=each.lines) for each in plans]
    return interval(found, per_thousand_lines) if len(found) > 1 else None


def trust(plans: Sequence[Matched], verdicts: Mapping[Key, Adjudication]) -> dict[str, int]:
    """How verdicts and automatic matches agree."""
    every = {key_of(pair): pair.automatic for plan in plans for pair in plan.pairs}
    judged = {key: each.verdict for key, each in verdicts.items() if key in every}
    return {
        "pairs": len(every),
        "matches": sum(every.values()),
        "matches judged same": sum(every[k] and v == "same" for k, v in judged.items()),
        "matches judged different": sum(every[k] and v == "different" for k, v in judged.items()),
        "others judged same": sum(not every[k] and v == "same" for k, v in judged.items()),
        "not judged": sum(judged.get(key) is None for key in every),
    }


def unknown_places(plans: Sequence[Matched]) -> list[str]:
    """Labels of documents that the review has not read: they cannot be found."""
    return [
        f"{label.id}: {label.path} is not among the documents that were reviewed"
        for each in plans
        for label in each.labels
        if not any(same_path(d.path, label.path) for d in each.reviewed.plan.documents)
    ]


def table(found: Sequence[Row]) -> str:
    head = ("", "labels", "automatic", "judged", "told of", "from", "to", "plans", "interval")
    cells = [head] + [
        (each.group, str(each.labels), str(each.automatic), str(each.adjudicated),
         f"{each.together.value:.0%}", f"{each.together.low:.0%}", f"{each.together.high:.0%}",
         str(each.together.clusters), each.together.method)
        for each in found
    ]  # fmt: skip
    widths = [max(len(row[at]) for row in cells) for at in range(len(head))]
    return "\n".join(aligned(row, widths) for row in cells)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures; 2 when the labels or a review cannot be read."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--reviews", type=Path)
    parser.add_argument("--adjudications", type=Path, default=ROOT / "build/real_reviews.jsonl")
    parser.add_argument("--output", type=Path, default=ROOT / "build/real_reviews.json")
    options = parser.parse_args(arguments)
    try:
        verdicts = read_adjudications(options.adjudications)
        plans, without = matched(options.corpus, options.reviews)
    except (PlanproofError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    if not plans:
        print(f"no review for any of {len(without)} plans in {options.reviews}", file=sys.stderr)
        return 2
    found = [pair for plan in plans for pair in plan.pairs]
    _write(options.adjudications, listing(found, options.adjudications, verdicts))
    body = _report(plans, without, verdicts)
    _write(options.output, json.dumps(body, indent=2) + "\n")
    print(f"the pairs are in {options.adjudications}")
    return 0


def summary(corpus: Path) -> str:
    """The table of reviews by the checks alone, nothing adjudicated, and how much there is to read.

    Raises:
        PlanproofError, ValueError: the plans or labels cannot be read.
    """
    plans, _ = matched(corpus, None)
    dense = density(plans)
    return f"{table(rows(plans, {}))}\nfindings per 1,000 lines: {dense or 'one plan only'}"


def _report(
    plans: Sequence[Matched], without: Sequence[str], verdicts: Mapping[Key, Adjudication]
) -> dict[str, object]:
    """Print the table and give it as data."""
    found, dense = rows(plans, verdicts), density(plans)
    print(table(found))
    print(f"findings per 1,000 lines: {dense or 'one plan only'}")
    agreed = trust(plans, verdicts)
    print(", ".join(f"{name}: {number}" for name, number in agreed.items()))
    notes = [*unknown_places(plans), *(f"no review of {name}" for name in without)]
    print("".join(f"{note}\n" for note in notes), end="")
    return {
        "rows": [{**vars(row), "together": vars(row.together)} for row in found],
        "findings_per_1000_lines": vars(dense) if dense else None,
        "trust": agreed,
        "notes": notes,
    }


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
