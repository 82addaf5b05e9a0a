"""The options of `planproof review`, one name each."""

from pathlib import Path
from typing import Annotated, Literal

import typer

Format = Literal["markdown", "json", "sarif", "terminal"]
FailOn = Literal["critical", "major", "minor", "never"]
Provider = Literal["auto", "none", "anthropic", "openai", "replay", "handoff"]
Depth = Literal["quick", "standard", "deep"]

ProviderOption = Annotated[
    Provider | None,
    typer.Option(
        help="Who judges what needs judgement. auto: anthropic or openai where its key is set,"
        " else none, the checks alone. replay: recorded answers only. handoff: requests are"
        " written out for whoever answers them. [default: auto]"
    ),
]

ModelOption = Annotated[
    str | None,
    typer.Option(metavar="ID", help="Model to ask. [default: the provider's, see README]"),
]

BaseUrlOption = Annotated[
    str | None,
    typer.Option(
        metavar="URL", help="Server that speaks the provider's protocol, instead of its own."
    ),
]

DepthOption = Annotated[
    Depth | None,
    typer.Option(help="How thorough: fewer or more requests for each part. [default: standard]"),
]

RubricOption = Annotated[
    str | None,
    typer.Option(
        metavar="engineer|agent|FILE",
        help="Whom the plan is for: an engineer who knows nothing of the project, a coding"
        " agent with tools, or a rubric of your own. [default: engineer]",
    ),
]

CriteriaOption = Annotated[
    str | None,
    typer.Option(metavar="DIR", help="Folder of your own criteria, one Markdown file each."),
]

MaxCostOption = Annotated[
    float | None,
    typer.Option(metavar="USD", help="The most that the run may cost. [default: 5]"),
]

MaxTokensOption = Annotated[
    int | None,
    typer.Option(metavar="N", help="The most tokens, in and out, that it may use."),
]

DeadlineOption = Annotated[
    int | None,
    typer.Option(metavar="SECONDS", help="After this nothing new is asked. [default: 1800]"),
]

AnswersOption = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR",
        envvar="PLANPROOF_ANSWERS",
        show_envvar=False,
        help="Folder of answers: what is there costs nothing. [default: in the user's cache]",
    ),
]

PriceOption = Annotated[
    str | None,
    typer.Option(
        metavar="in=N,out=N",
        help="USD for a million tokens, for a model whose price is not known or another:"
        " in, out, and if need be cached and write.",
    ),
]

RepoOption = Annotated[
    str | None,
    typer.Option(
        metavar="DIR",
        help="Code base that the plan is about. [default: the git repository that holds the plan,"
        " if it has what the plan names]",
    ),
]

RepoRevOption = Annotated[
    str | None,
    typer.Option(metavar="COMMIT", help="Commit of the code base that the plan was written for."),
]

TemplateOption = Annotated[
    str | None,
    typer.Option(
        metavar="FILE|NAME",
        help="Template that the plan must follow: a Markdown file, a shipped one, or `siblings`"
        " for what most documents of the plan share.",
    ),
]

RulesOption = Annotated[
    list[str] | None,
    typer.Option(
        metavar="FILE",
        help="The project's own rules, such as AGENTS.md; may be given several times.",
    ),
]

NoRepoOption = Annotated[
    bool,
    typer.Option(
        "--no-repo",
        help="Look at the plan alone.",
    ),
]

StyleName = Literal["tech-lead", "audit", "gap-analysis", "action-plan", "feedback"]
StyleOption = Annotated[
    StyleName | None,
    typer.Option("--style", help="Kind of document, in Markdown. [default: tech-lead]"),
]

BaselineOption = Annotated[
    Path | None,
    typer.Option(
        metavar="REVIEW.json",
        help="An earlier review, as JSON: the report says what is new, open, fixed or back again"
        " since then.",
    ),
]

FormatOption = Annotated[
    Format | None,
    typer.Option(
        "--format", help="Form of the report. [default: terminal on a terminal, else markdown]"
    ),
]

OutputOption = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Write the report to a file.")
]

FailOnOption = Annotated[
    FailOn | None,
    typer.Option(help="Exit with 1 when a finding is at least this severe. [default: critical]"),
]
