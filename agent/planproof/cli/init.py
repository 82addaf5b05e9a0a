"""`planproof init`."""

from pathlib import Path
from typing import Annotated

import typer

from planproof.cli.output import say, write_report
from planproof.errors import UsageError

TEMPLATE = """\
# Settings of planproof for the plans in this folder and below.
# Every line is optional; what is commented out shows the default or an example.

# Whom the plan is for: "engineer" (knows nothing of the project), "agent" (a coding agent
# with tools), or the path of a rubric of your own, from this file.
# rubric = "engineer"

# `planproof review` exits with 1 from this severity on: critical, major, minor or never.
# fail-on = "critical"

# Files that are not part of the plan, as in .gitignore.
# exclude = ["drafts/**", "old-*.md"]

# Whether comments in the plan may waive findings:
#   <!-- planproof: allow RULE reason until 2027-01-31 -->
# inline-waivers = true

# Who judges what needs judgement: auto (whoever a key is set for, else nobody), none,
# anthropic, openai, replay or handoff; with which model, how thoroughly, for how much.
# provider = "auto"
# model = "MODEL"
# depth = "standard"
# max-cost = 5.0
# max-tokens = 2_000_000
# deadline = 1800

# Folder of your own criteria, from this file.
# criteria = "criteria"

# `planproof rules` lists the rules.
[checks]
# disable = ["RULE"]
# enable-only = ["RULE"]

# Severity of a rule, where yours differs.
[severity]
# RULE = "minor"

# A defect that you accept, and why. Narrow it with path, contains or finding.
# [[waivers]]
# rule = "RULE"
# reason = "the vendor decides this in March"
# path = "Phase-2.md"
# contains = "vendor"
# finding = "0123456789ab"
# expires = 2027-03-31
"""

WORKFLOW_NAME = ".github/workflows/planproof.yml"
WORKFLOW = """\
# Reviews the implementation plans that a pull request changes: one comment that stays current,
# findings on the lines, and a check that fails for critical findings.
name: Plans

# No filter on paths: a required check must also end, at once, where no plan is changed.
on:
  pull_request:

permissions: {}

concurrency:
  group: plans-${{ github.ref }}
  cancel-in-progress: true

jobs:
  review:
    name: Review the plans
    runs-on: ubuntu-latest
    timeout-minutes: 60
    permissions:
      contents: read # to check it out
      pull-requests: write # to comment
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
        with:
          ref: ${{ github.event.pull_request.head.sha }}
          fetch-depth: 0
          persist-credentials: false
      # Put in the owner, and the full hash of the commit that you have looked at: a tag or a
      # branch can be moved to other code, a commit cannot.
      - uses: OWNER/planproof@0000000000000000000000000000000000000000 # the version of that commit
        # With a key, a model judges what the checks cannot. Pull requests from forks get no keys.
        # env:
        #   ANTHROPIC_API_KEY: ${{ secrets.ANTHROPIC_API_KEY }}
        with:
          # What is set here beats planproof.toml, which a pull request may change.
          fail-on: critical
          max-cost: "2"
"""


def init(
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    github: Annotated[
        bool,
        typer.Option(
            "--github",
            help="Write a workflow for GitHub Actions as well; replaces no file.",
        ),
    ] = False,
    template: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Write NAME.md instead, a template for plans: engineer-phases, atomic-step,"
            " action-plan, spec-kit or agent-goals.",
        ),
    ] = None,
) -> None:
    """Write a commented planproof.toml in the current folder, or a template to start from."""
    if template is not None:
        _init_template(template, force=force)
        return
    from planproof.settings import CONFIG_NAME  # noqa: PLC0415 - start-up time

    target = Path(CONFIG_NAME)
    if github:
        if force:
            raise UsageError("--github replaces no file, so --force does not go with it")
        _init_github(target)
        return
    if target.exists() and not force:
        raise UsageError(f"{CONFIG_NAME!r} is there already; --force replaces it")
    write_report(TEMPLATE, target, utf8=True)
    say(f"planproof: wrote {CONFIG_NAME}")


def _init_template(name: str, *, force: bool) -> None:
    """Write a template that comes with planproof."""
    from planproof.templates.registry import text  # noqa: PLC0415 - start-up time

    words, target = text(name), Path(f"{name}.md")
    if target.exists() and not force:
        raise UsageError(f"{target.name!r} is there already; --force replaces it")
    write_report(words, target, utf8=True)
    say(f"planproof: wrote {target.name}; `planproof review --template {name}` checks a plan by it")


def _init_github(config: Path) -> None:
    """Write what is missing of the settings and the workflow."""
    workflow = Path(WORKFLOW_NAME)
    if not Path(".git").exists():
        raise UsageError(
            f"{WORKFLOW_NAME} belongs in the root of a repository; run this where .git is"
        )
    for target, text in ((config, TEMPLATE), (workflow, WORKFLOW)):
        if target.exists() or target.is_symlink():
            say(f"planproof: {target.as_posix()} is there already and stays as it is")
            continue
        _make_folder(target.parent)
        write_report(text, target, utf8=True)
        say(f"planproof: wrote {target.as_posix()}")
        if target == workflow:
            say("planproof: put the owner and the commit of planproof into it before you push it")


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"cannot make {str(folder)!r}: {error.strerror or error}") from error
