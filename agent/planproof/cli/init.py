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


def init(
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
) -> None:
    """Write a commented planproof.toml in the current folder."""
    from planproof.settings import CONFIG_NAME  # noqa: PLC0415 - start-up time

    target = Path(CONFIG_NAME)
    if target.exists() and not force:
        raise UsageError(f"{CONFIG_NAME!r} is there already; --force replaces it")
    write_report(TEMPLATE, target, utf8=True)
    say(f"planproof: wrote {CONFIG_NAME}")
