"""`planproof review`."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planproof.cli.document import form_of, page_of, told_by
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
    RepoRevOption,
    RubricOption,
    RulesOption,
    StyleName,
    StyleOption,
    TemplateOption,
)

if TYPE_CHECKING:
    from datetime import date

    from planproof.core.between import Together
    from planproof.core.finding import Finding
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
    repo_rev: RepoRevOption = None,
    template: TemplateOption = None,
    rules: RulesOption = None,
    baseline: BaselineOption = None,
    format_: FormatOption = None,
    style: StyleOption = None,
    output: OutputOption = None,
    fail_on: FailOnOption = None,
    config: ConfigOption = None,
) -> int:
    """Review plans: verdict, findings with evidence, coverage."""
    from datetime import date  # noqa: PLC0415 - start-up time

    from planproof.cli.outcome import exit_code_of_all  # noqa: PLC0415 - start-up time

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
        "repo": "none" if no_repo else repo,
        "repo-rev": repo_rev,
        "template": template,
        "rules": rules,
    }
    settings = [settings_for(path, config, **flags) for path in paths]
    today = date.today()  # noqa: DTZ011 - waivers end on local days
    before = _baseline(baseline)
    reviews, together = _reviews(
        paths, settings, today, base_url=base_url, answers=answers, price=price
    )
    reviews, settings = _aged(reviews, before), _of_plans(paths, settings, together)
    form = form_of(format_, style, output)
    _report(reviews, settings, together, form=form, style=style, output=output)
    return told_by(form, exit_code_of_all(reviews, settings, together))


def _report(
    reviews: "tuple[Review, ...]",
    settings: list["Settings"],
    together: "Together | None",
    *,
    form: Format,
    style: StyleName | None,
    output: Path | None,
) -> None:
    """Write the document, and say on stderr what was read and found."""
    if reviews:
        page = page_of(reviews, form, style, together)
        write_report(page, output, utf8=form in ("json", "sarif"))
        tell(reviews, settings, output, together)
    _tell_of_all(together)


def _reviews(
    paths: list[Path],
    settings: list["Settings"],
    today: "date",
    *,
    base_url: str | None,
    answers: Path | None,
    price: str | None,
) -> "tuple[tuple[Review, ...], Together | None]":
    """The reviews, by the checks alone or with whoever is to be asked; and what is between them.

    Of a single path nothing can be between, and it must hold a plan.
    """
    from planproof import pipeline  # noqa: PLC0415 - start-up time
    from planproof.settings import keys_from  # noqa: PLC0415 - start-up time

    first, keys = settings[0], keys_from()
    asks = first.provider not in ("auto", "none") or base_url or keys.anthropic or keys.openai
    if first.provider == "none" or not asks:
        if len(paths) == 1:
            return pipeline.review_all(paths, settings, today), None
        made = pipeline.review_together(paths, settings, today)
        return made.reviews, made
    from planproof.cli.asking import reviewed_by_model  # noqa: PLC0415 - most runs ask nobody

    together = pipeline.read_together(paths, settings, today) if len(paths) > 1 else None
    none = {each.path for each in together.without_plan} if together else set()
    plans = [path for path in paths if str(path) not in none]
    if not plans:
        return (), together
    theirs = _of_plans(paths, settings, together)
    found = reviewed_by_model(
        plans, theirs, today, keys, base_url=base_url, answers=answers, price=price
    )
    return found, together


def _of_plans(
    paths: list[Path], settings: list["Settings"], together: "Together | None"
) -> list["Settings"]:
    """The settings of the paths that hold a plan."""
    none = {each.path for each in together.without_plan} if together else set()
    return [own for path, own in zip(paths, settings, strict=True) if str(path) not in none]


def _tell_of_all(together: "Together | None") -> None:
    """Say on stderr which paths hold no plan, and how much is wrong between plans."""
    from planproof.cli.outcome import told_of_all  # noqa: PLC0415 - start-up time

    for line in told_of_all(together) if together else ():
        say(f"planproof: {line}")


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


def tell(
    reviews: Sequence["Review"],
    settings: Sequence["Settings"],
    output: Path | None,
    together: "Together | None" = None,
) -> None:
    """Say on stderr what was read and found, and which waivers of the settings do nothing."""
    from planproof.cli.outcome import summary  # noqa: PLC0415 - start-up time

    where = f"; report in {output}" if output else ""
    say(f"planproof: {summary(reviews)}{where}")
    for line in unused(reviews, settings, together.between if together else ()):
        say(f"planproof: {line}")


def unused(
    reviews: Sequence["Review"],
    settings: Sequence["Settings"],
    between: "Sequence[Finding]" = (),
) -> list[str]:
    """A sentence for each waiver that matches nothing in, or *between*, the plans it serves."""
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
        for rule in unused_waivers(owners[path], plans, between)
    ]
