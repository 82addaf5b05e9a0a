"""`docs/evals.md`: every figure with the command that makes it again."""

from collections.abc import Iterator, Sequence

from evals.gather import Figures, Group, Recorded, Seeded
from evals.statistics import Tally, share

_RECORDED = (
    "| Plan | Planted | Checks alone | Model alone | Both | Graded critical or major | Of those "
    "wrong | Claims rejected | Findings | Tokens in, out | Per finding |"
)
_AGREED = (
    "| Plan | Findings of the first | Of the second | Of both | Planted, by the first | By the "
    "second | By both |"
)


def page(figures: Figures, command: str) -> str:
    """The whole page, in Markdown."""
    return "\n\n".join(_parts(figures, command)) + "\n"


def _parts(figures: Figures, command: str) -> Iterator[str]:
    yield "# How good the reviewer is"
    yield (
        f"Measured on {figures.day}, planproof {figures.version}, Python {figures.python}, prompts "
        f"`{figures.prompts}`. Made by `{command}`; `make evals` makes all that needs nothing from "
        "elsewhere, and fails when a figure is below `evals/baseline.json`. Intervals "
        "hold 95 percent and count plans as clusters: defects of one plan are found or missed "
        "together."
    )
    yield "## Planted defects, by the checks alone"
    yield (
        "A defect is planted in a plan, one at a time. It counts as found when the review has a "
        "finding that the plan itself has not, of a right rule, within three lines or in the right "
        "task. Who wrote the mutators had not seen the code of the checks. Then each plan is "
        "written in other ways that mean the same (lists, emphasis, links, headings, line ends, "
        "...): no finding may come or go. Found mutants are written in another way too and should "
        "be found again."
    )
    yield (
        "After a first measurement (0.80 over the sample plans) checks and parser were improved "
        "with the misses at hand, also by people who had read the mutators' sentences: the recall "
        "of checks of wording flatters, and sentences by somebody new would be found less often."
    )
    for each in figures.seeded:
        yield from _seeded(each)
    yield "## The whole review, by recorded answers"
    yield from _recorded(figures)
    yield "## Agreement of two recordings"
    yield from _agreement(figures)
    yield "## The pipeline under a simulated model"
    yield (
        "**Simulated: no model was asked.** Each of three readers reports a defect with "
        "probability 0.4, alike in what they overlook (correlation 0.3), and three false claims "
        "for each right one; a verifier refutes 7 of 10 false claims and 1 of 10 right ones. What "
        "merging and verification make of it (`python -m evals.simulated`):"
    )
    yield f"```text\n{figures.stages}\n```"
    yield (
        "How many defects nobody has found yet can be estimated from the overlap of independent "
        "readers. The figures say how the estimate does, in percent of the truth:"
    )
    yield f"```text\n{figures.qualities}\n```"
    yield (
        "Readers who overlook the same defects make it a lower bound. From findings that nobody "
        "has judged it is useless, so no report shows it."
    )
    yield "## Real reviews"
    if figures.real is None:
        yield "Not measured in this run: `python -m evals --corpus DIR`, see [labels](labels.md)."
    else:
        yield (
            "Plans of public repositories with what people, or coding agents, found in them, by "
            "the checks alone (`python -m evals --corpus DIR`, see [labels](labels.md); the plans "
            "are not part of this project). Most of what people report takes judgement or code."
        )
        yield f"```text\n{figures.real}\n```"


def _seeded(part: Seeded) -> Iterator[str]:
    yield f"### {part.name.capitalize()}: {part.plans} plans"
    found, again = part.checks, part.checks.survived
    facts = [
        f"Found: **{found.found} of {found.seeds}**, {found.recall}.",
        f"Found again when written in another way: {again[0]} of {again[1]}.",
        f"Tries with a control: {part.controls:,}.",
        f"Findings that came in them: {len(part.alarms)}; that went: {len(part.lost)}.",
        f"A loss of {100 * part.detectable:.1f} points would be noticed in 8 of 10 runs.",
        f"Planted besides, for a model only: {part.need_model}.",
    ]
    yield "\n".join(f"- {fact}" for fact in facts)
    yield _table("Category", part.categories)
    table = _table("Mutator", part.mutators)
    yield f"<details><summary>By mutator</summary>\n\n{table}\n\n</details>"
    for title, texts in (("came", part.alarms), ("went", part.lost)):
        if texts:
            shown = "\n".join(f"- `{text.replace('`', chr(39))[:160]}`" for text in texts[:8])
            yield f"Findings that {title} in controls:\n\n{shown}"


def _table(name: str, groups: Sequence[Group]) -> str:
    rows = [
        f"| {name} | Planted | Plans | Found | Recall | Other findings | Found again |",
        "| --- | ---: | ---: | ---: | --- | ---: | ---: |",
    ]
    rows += [
        f"| {each.name} | {each.seeds} | {each.plans} | {each.found} | {each.recall} | "
        f"{each.off_target} | {each.survived[0]} of {each.survived[1]} |"
        for each in groups
    ]
    return "\n".join(rows)


def _recorded(figures: Figures) -> Iterator[str]:
    yield (
        "Three sample plans with 28 planted defects each, by answers that readers of one model "
        "family gave to one request at a time, each judged by readers who knew nothing of how it "
        "was found (`make recordings`; [the review by a model](model-review.md) says what this "
        "does not show)."
    )
    rows = [
        _RECORDED,
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    rows += [_recorded_row(each) for each in figures.recorded]
    yield "\n".join(rows)
    scores = [each.score for each in figures.recorded]
    recall = share([Tally(found=s.found, planted=s.planted) for s in scores])
    wrong = share([Tally(found=s.grave_wrong, planted=s.grave) for s in scores])
    yield (
        f"Recall of planted defects {recall}; share of critical and major findings that are wrong "
        f"{wrong}. With three plans such intervals are too narrow."
    )
    missed = [text for score in scores for text in score.missed]
    yield "Missed:\n\n" + "\n".join(f"- {text}" for text in missed)


def _recorded_row(each: Recorded) -> str:
    score = each.score
    per = (each.input_tokens + each.output_tokens) / max(1, score.findings)
    return (
        f"| {score.name} | {score.planted} | {score.found_by_checks} | {each.by_model} | "
        f"{score.found} | {score.grave} | {score.grave_wrong} | {each.rejected} | "
        f"{score.findings} | {each.input_tokens:,}, {each.output_tokens:,} | {per:,.0f} |"
    )


def _agreement(figures: Figures) -> Iterator[str]:
    yield (
        "The sample plans were recorded twice, by other readers, with prompts "
        f"(`{figures.earlier_prompts}` and `{figures.prompts}`) that ask the same in other words."
    )
    rows = [
        _AGREED,
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    rows += [
        f"| {each.name} | {each.earlier} | {each.now} | {each.both} | {each.planted_earlier} | "
        f"{each.planted_now} | {each.planted_both} |"
        for each in figures.agreements
    ]
    yield "\n".join(rows)
