"""`planproof estimate`."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from planproof.cli.options import ConfigOption, settings_for
from planproof.cli.output import say, write_report
from planproof.cli.review_options import (
    AnswersOption,
    CriteriaOption,
    DepthOption,
    MaxCostOption,
    NoRepoOption,
    OutputOption,
    PriceOption,
    RepoOption,
    RepoRevOption,
    RubricOption,
)

if TYPE_CHECKING:
    from planproof.core.estimate import Estimate
    from planproof.estimating.budget import Asked
    from planproof.settings import Settings

EstimateFormat = Literal["terminal", "markdown", "json", "csv"]


ModelsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--model",
        metavar="ID",
        help="Model that would review; several times for several side by side."
        " [default: the one that `review` would ask]",
    ),
]
ProtocolOption = Annotated[
    Literal["anthropic", "openai"] | None,
    typer.Option(help="Whose protocol the model speaks, where that is not known."),
]
TasksOption = Annotated[bool, typer.Option("--tasks", help="List the tasks of each phase too.")]
PhaseBudgetOption = Annotated[
    int | None,
    typer.Option(
        metavar="N",
        min=1,
        help="Tokens that a phase may state. [default: the rubric's: engineer 75000, agent 250000]",
    ),
]
ExactOption = Annotated[
    bool,
    typer.Option(
        "--exact",
        help="Count as the provider does: by its count endpoint, with a key and a few calls,"
        " or by its vocabulary, fetched if need be.",
    ),
]
FormOption = Annotated[
    EstimateFormat | None,
    typer.Option(
        "--format", help="Form of the output. [default: terminal on a terminal, else markdown]"
    ),
]


def estimate(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH", help="Folders or files of plans.")],
    model: ModelsOption = None,
    provider: ProtocolOption = None,
    depth: DepthOption = None,
    rubric: RubricOption = None,
    criteria: CriteriaOption = None,
    repo: RepoOption = None,
    no_repo: NoRepoOption = False,
    repo_rev: RepoRevOption = None,
    tasks: TasksOption = False,
    phase_budget: PhaseBudgetOption = None,
    price: PriceOption = None,
    max_cost: MaxCostOption = None,
    exact: ExactOption = False,
    answers: AnswersOption = None,
    format_: FormOption = None,
    output: OutputOption = None,
    config: ConfigOption = None,
) -> None:
    """Show what each phase takes and what a review would cost; nobody is asked."""
    from planproof.cli.document import default_format  # noqa: PLC0415 - start-up time
    from planproof.render.estimates import by_format  # noqa: PLC0415 - start-up time

    flags = {"depth": depth, "rubric": rubric, "criteria": criteria}
    flags |= {"repo": "none" if no_repo else repo, "repo-rev": repo_rev}
    settings = [
        settings_for(path, config, **flags, max_cost=max_cost, provider=provider) for path in paths
    ]
    found = asyncio.run(
        _estimates(paths, settings, model or [], price=price, answers=answers, exact=exact,
                   phase_budget=phase_budget, tasks=tasks)
    )  # fmt: skip
    form = format_ or default_format(output)
    write_report(by_format(form).render(found), output, utf8=form in ("json", "csv"))


async def _estimates(
    paths: list[Path],
    settings: "list[Settings]",
    names: list[str],
    *,
    price: str | None,
    answers: Path | None,
    exact: bool,
    phase_budget: int | None,
    tasks: bool,
) -> "tuple[Estimate, ...]":
    from planproof.answers import AnswerStore, default_folder  # noqa: PLC0415 - start-up time
    from planproof.budgets import asked, exactly  # noqa: PLC0415 - start-up time
    from planproof.pipeline import estimate_all  # noqa: PLC0415 - start-up time
    from planproof.providers.prices import Price  # noqa: PLC0415 - start-up time
    from planproof.settings import keys_from  # noqa: PLC0415 - start-up time

    store = AnswerStore(answers or default_folder())
    told = Price.parse(price) if price else None
    whom: list[Asked] = []
    for name, provider in _named(settings[0], names):
        each = asked(name, provider, store, price_told=told)
        if exact:
            each = await exactly(each, paths[0], settings[0], keys_from())
        whom.append(each)
    return await estimate_all(paths, settings, whom, phase_budget=phase_budget, tasks=tasks)


def _named(settings: "Settings", names: list[str]) -> list[tuple[str, str | None]]:
    """The models with their providers: those named, else the one that `review` would ask."""
    from datetime import date  # noqa: PLC0415 - start-up time

    from planproof.providers import models  # noqa: PLC0415 - start-up time
    from planproof.settings import keys_from  # noqa: PLC0415 - start-up time

    keys = keys_from()
    own = settings.provider if settings.provider in ("anthropic", "openai") else None
    if not names and settings.model:
        names = [settings.model]
    if not names:
        first = own or ("openai" if keys.openai and not keys.anthropic else "anthropic")
        return [(models.default(first), first)]
    found: list[tuple[str, str | None]] = []
    for name in dict.fromkeys(names):
        known = models.find(name)
        provider = own or (known.provider if known else None)
        warning = models.check(name, provider or "openai", date.today())  # noqa: DTZ011 - a local day is near enough
        if warning:
            say(f"planproof: {warning}")
        found.append((name, provider))
    return found
