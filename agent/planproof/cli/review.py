"""`planproof review`."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planproof.cli.options import ConfigOption, settings_for
from planproof.cli.output import say, write_report
from planproof.cli.review_options import (
    AnswersOption,
    BaselineOption,
    BaseUrlOption,
    CriteriaOption,
    DeadlineOption,
    DepthOption,
    FailOnOption,
    Format,
    FormatOption,
    MaxCostOption,
    MaxTokensOption,
    ModelOption,
    NoRepoOption,
    OutputOption,
    PriceOption,
    ProviderOption,
    RepoOption,
    RubricOption,
)

if TYPE_CHECKING:
    from datetime import date

    from planproof.core.review import Review
    from planproof.settings import Settings


def review(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH", help="Folders or files of plans.")],
    provider: ProviderOption = None,
    model: ModelOption = None,
    base_url: BaseUrlOption = None,
    depth: DepthOption = None,
    rubric: RubricOption = None,
    criteria: CriteriaOption = None,
    max_cost: MaxCostOption = None,
    max_tokens: MaxTokensOption = None,
    deadline: DeadlineOption = None,
    answers: AnswersOption = None,
    price: PriceOption = None,
    repo: RepoOption = None,
    no_repo: NoRepoOption = False,
    baseline: BaselineOption = None,
    format_: FormatOption = None,
    output: OutputOption = None,
    fail_on: FailOnOption = None,
    config: ConfigOption = None,
) -> int:
    """Review plans: verdict, findings with evidence, coverage."""
    from datetime import date  # noqa: PLC0415 - start-up time

    from planproof.cli.outcome import exit_code  # noqa: PLC0415 - start-up time

    flags = {
        "rubric": rubric,
        "fail-on": fail_on,
        "provider": provider,
        "model": model,
        "depth": depth,
        "criteria": criteria,
        "max-cost": max_cost,
        "max-tokens": max_tokens,
        "deadline": deadline,
        "repo": repo,
    }
    settings = [settings_for(path, config, **flags) for path in paths]
    if no_repo:
        settings = [each.model_copy(update={"repo": None}) for each in settings]
    today = date.today()  # noqa: DTZ011 - waivers end on local days
    before = _baseline(baseline)
    reviews = _reviews(paths, settings, today, base_url=base_url, answers=answers, price=price)
    reviews = _aged(reviews, before)
    form = format_ or default_format(output)
    write_report(render(reviews, form), output, utf8=form in ("json", "sarif"))
    tell(reviews, settings, output)
    code = max(exit_code(each, own.fail_on) for each, own in zip(reviews, settings, strict=True))
    return told_by(form, code)


def _reviews(
    paths: list[Path],
    settings: list["Settings"],
    today: "date",
    *,
    base_url: str | None,
    answers: Path | None,
    price: str | None,
) -> "tuple[Review, ...]":
    """The reviews, by the checks alone or with whoever is to be asked."""
    from planproof.settings import keys_from  # noqa: PLC0415 - start-up time

    first, keys = settings[0], keys_from()
    asks = first.provider not in ("auto", "none") or base_url or keys.anthropic or keys.openai
    if first.provider == "none" or not asks:
        from planproof.pipeline import review_all  # noqa: PLC0415 - start-up time

        return review_all(paths, settings, today)
    from planproof.cli.asking import reviewed_by_model  # noqa: PLC0415 - most runs ask nobody

    return reviewed_by_model(
        paths, settings, today, keys, base_url=base_url, answers=answers, price=price
    )


def _baseline(path: Path | None) -> "tuple[Review, ...]":
    """The earlier reviews, read before anything is asked or paid."""
    if path is None:
        return ()
    from planproof.stored import read_reviews  # noqa: PLC0415 - most reviews have no baseline

    return read_reviews(path)


def _aged(reviews: "tuple[Review, ...]", before: "tuple[Review, ...]") -> "tuple[Review, ...]":
    """The reviews among those before; a plan that was not reviewed then is as it is."""
    if not before:
        return reviews
    from planproof.lifecycle import since_baseline  # noqa: PLC0415 - most have no baseline

    made = since_baseline(reviews, before)
    for each in made:
        if each.since is None:
            say(f"planproof: the baseline has no review of {each.plan.root!r}; all of it is new")
    return made


def default_format(output: Path | None) -> Format:
    """Colours and columns for a person at a terminal, Markdown for everything else."""
    return "terminal" if output is None and sys.stdout.isatty() else "markdown"


def render(reviews: Sequence["Review"], form: Format) -> str:
    """The report of one or several reviews."""
    from planproof.render import registry  # noqa: PLC0415 - start-up time

    if form == "sarif":
        from planproof.cli.checkout import checkout  # noqa: PLC0415 - only places need it
        from planproof.criteria import shipped  # noqa: PLC0415 - most reports tell no criteria
        from planproof.render import sarif  # noqa: PLC0415 - start-up time

        return sarif.render(reviews, criteria=shipped().values(), checkout=checkout())
    return registry.by_format(form).render(reviews)


def told_by(form: Format, code: int) -> int:
    """The exit code, where the report itself does not say what it says.

    Whoever uploads SARIF lets code scanning judge the findings: the step before must not fail.
    """
    return 0 if form == "sarif" and code == 1 else code


def tell(reviews: Sequence["Review"], settings: Sequence["Settings"], output: Path | None) -> None:
    """Say on stderr what was read and found, and which waivers of the settings do nothing."""
    from planproof.cli.outcome import summary  # noqa: PLC0415 - start-up time

    where = f"; report in {output}" if output else ""
    say(f"planproof: {summary(reviews)}{where}")
    for line in unused(reviews, settings):
        say(f"planproof: {line}")


def unused(reviews: Sequence["Review"], settings: Sequence["Settings"]) -> list[str]:
    """A sentence for each waiver that matches nothing in any of the plans it serves."""
    from planproof.waivers import unused_waivers  # noqa: PLC0415 - start-up time

    served: dict[Path, list[Review]] = {}
    owners: dict[Path, Settings] = {}
    for each, own in zip(reviews, settings, strict=True):
        if own.config is not None:
            served.setdefault(own.config, []).append(each)
            owners[own.config] = own
    return [
        f"{path}: the waiver of {rule.rule!r} ({rule.reason}) matches no finding; remove it"
        for path, plans in served.items()
        for rule in unused_waivers(owners[path], plans)
    ]
