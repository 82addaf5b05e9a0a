"""A pull request from push to push: plans in a checkout, their reviews, and what is posted.

    scene.push({"docs/plans/lamp/phase-1.md": plan("A major flaw: no limit")})
    scene.review("docs/plans/lamp")
    done = scene.comment()
    assert (done.code, scene.verbs()) == (0, ["create", "review"])

Everything goes through the command line in this process; the environment is the one that Actions
sets. One check stands for all: it finds what the plans themselves call a flaw.
"""

import difflib
import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from socketserver import StreamRequestHandler
from types import ModuleType
from typing import cast

import pytest

from planproof import prepared
from planproof.checks import registry
from planproof.checks.interface import Check, Context, Rule, line_at
from planproof.cli.main import main
from planproof.core.finding import Finding, Severity
from planproof.github import client
from tests.github.connected import plain
from tests.github.server import REPOSITORY, GitHubServer, Logged
from tests.github.world import WORKFLOW_TOKEN, Changed, Pull

NUMBER = 7
LAMP = "docs/plans/lamp"
FILE = f"{LAMP}/phase-1.md"
REPORT = "https://github.com/acme/widgets/actions/runs/42"
STATE = re.compile(r"<!-- planproof:state:[^\n]* -->\s*\Z")
"""The hidden line at the end of a comment."""
_FLAW = re.compile(r"a (critical|major|minor) flaw: (.*)", re.IGNORECASE)
_PLAN = """\
# {title}

## Task 1: Create the bucket

**Goal:** A place for the uploads.

**Steps:**

1. Run `make bucket`.

**Verification:**

- [ ] `make check` prints `ok`.
"""


def plan(*lines: str, title: str = "Phase 1: Storage") -> str:
    """A sound plan; each of *lines* is added at its end."""
    return _PLAN.format(title=title) + "".join(f"\n{line}\n" for line in lines)


def flaw_check() -> Check:
    """A check that finds "A major flaw: NAME" and takes over the name."""
    rule = Rule(
        id="named-flaw", category="content", severity="critical", summary="Flaws", goal="None"
    )

    def check(context: Context) -> Iterator[Finding]:
        for document in context.plan.documents:
            for number, line in enumerate(document.lines, 1):
                for severity, name in _FLAW.findall(line):
                    yield rule.finding(
                        context.plan,
                        line_at(document, number),
                        title=f"Flaw {name}",
                        detail=f"It says {name}",
                        recommendation=f"Repair {name}",
                        severity=cast("Severity", severity.lower()),
                    )

    module = ModuleType("named_flaw", "Finds flaws.\n\n## What it does\n\nIt finds flaws.\n")
    vars(module).update(RULE=rule, check=check)
    return cast("Check", module)


@dataclass(frozen=True)
class Done:
    """What the program did."""

    code: int
    err: str


@dataclass
class Scene:
    """A checkout, the pull request that proposes what is in it, and the job that reviews it."""

    top: Path
    server: GitHubServer
    capsys: pytest.CaptureFixture[str]
    monkeypatch: pytest.MonkeyPatch
    base: dict[str, str] = field(default_factory=dict)
    """The files that the pull request begins with."""
    head: dict[str, str] = field(default_factory=dict)
    pushes: int = 0
    seen: int = 0
    """Writes that were looked at already."""

    @property
    def pull(self) -> Pull:
        return self.server.repo.pulls[NUMBER]

    @property
    def commit(self) -> str:
        """The newest commit."""
        return f"{self.pushes:02x}" * 20

    def push(self, files: Mapping[str, str], *, force: bool = False) -> None:
        """Change files, as a new commit that the event tells of."""
        self.head = {**self.head, **files}
        for name, text in files.items():
            path = self.top / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        self.pushes += 1
        changed = [
            Changed(name, patch(self.base.get(name), text), "modified")
            for name, text in self.head.items()
            if self.base.get(name) != text
        ]
        if NUMBER not in self.server.repo.pulls:
            self.server.repo.pull(NUMBER, head=self.commit)
        self.pull.push(self.commit, *changed, force=force)
        self._event()

    def _event(self) -> None:
        repo = {"full_name": REPOSITORY}
        sides = {
            "base": {"sha": "b" * 40, "repo": repo},
            "head": {"sha": self.commit, "repo": repo},
        }
        event = {"pull_request": {"number": NUMBER, **sides}, "repository": repo}
        (self.top / "event.json").write_text(json.dumps(event), encoding="utf-8")

    def review(self, *plans: str) -> None:
        """Review *plans* into `r.json`."""
        options = ("--provider", "none", "--format", "json", "--output", "r.json")
        assert self.run("review", *plans, *options, "--fail-on", "never").code == 0

    def comment(self, *options: str) -> Done:
        """Post `r.json`."""
        return self.run("github", "comment", "r.json", "--report-url", REPORT, *options)

    def pushed(self, files: Mapping[str, str], *plans: str) -> Done:
        """Push *files*, review *plans* and post that."""
        self.push(files)
        self.review(*plans)
        return self.comment()

    def run(self, *arguments: str) -> Done:
        code = main(list(arguments))
        captured = self.capsys.readouterr()
        shown = captured.out + captured.err
        assert "Traceback" not in shown
        assert "internal error" not in shown
        assert WORKFLOW_TOKEN not in shown
        return Done(code, captured.err)

    def writes(self) -> list[Logged]:
        """What was written, or tried, since this was asked last."""
        new = self.server.writes[self.seen :]
        self.seen += len(new)
        return new

    def verbs(self) -> list[str]:
        """What was written, or tried, since this was asked last: `create`, `edit` or `review`."""
        kinds = {"PATCH": "edit", "POST": "create"}
        return [
            "review" if each.path.endswith("/reviews") else kinds[each.method]
            for each in self.writes()
        ]

    def bodies(self) -> list[str]:
        """The comments in the conversation."""
        return [each.body for each in self.pull.comments]


def patch(old: str | None, new: str) -> str:
    """The change of one file as GitHub shows it: hunks without the names of the file."""
    lines = difflib.unified_diff((old or "").splitlines(), new.splitlines(), lineterm="")
    return "\n".join(list(lines)[2:])


def actions(monkeypatch: pytest.MonkeyPatch, top: Path, server: GitHubServer) -> None:
    """Set the environment of a job, and nothing else of GitHub's."""
    values = {
        "ACTIONS": "true",
        "EVENT_NAME": "pull_request",
        "EVENT_PATH": str(top / "event.json"),
        "REPOSITORY": REPOSITORY,
        "SHA": "c" * 40,  # the commit that GitHub made to try the merge
        "API_URL": server.api_url,
        "SERVER_URL": "https://github.com",
        "RUN_ID": "42",
        "TOKEN": WORKFLOW_TOKEN,
    }
    for name, value in values.items():
        monkeypatch.setenv(f"GITHUB_{name}", value)


def prepare(scene: Scene) -> Scene:
    """A job in a checkout, whose clock is the server's and whose one check finds named flaws."""
    patched = scene.monkeypatch
    for name in [each for each in os.environ if each.startswith(("GITHUB_", "PLANPROOF_"))]:
        patched.delenv(name)
    check = flaw_check()
    patched.setattr(prepared, "CHECKS", (check,))
    patched.setattr(registry, "CHECKS", (check,))
    patched.setattr(registry, "_BY_ID", {check.RULE.id: check})
    quick = partial(
        client.GitHub, transport=plain(), sleep=scene.server.sleep, now=scene.server.now
    )
    patched.setattr(client, "GitHub", quick)
    # Else each answer waits 40 ms between its head and its body, until the other side says thanks.
    patched.setattr(StreamRequestHandler, "disable_nagle_algorithm", True)
    (scene.top / ".git").mkdir()
    patched.chdir(scene.top)
    actions(patched, scene.top, scene.server)
    return scene


def pushed_once(scene: Scene) -> None:
    """A first push with two flaws, told on the pull request."""
    done = scene.pushed({FILE: plan("A critical flaw: alpha.", "A major flaw: beta.")}, LAMP)
    assert (done.code, scene.verbs()) == (0, ["create", "review"])


def harmless(body: str) -> None:
    """Nothing of a plan pings, hides, opens a tag or ends what it is quoted in."""
    stated = STATE.sub("", body)
    fenced = re.sub(r"^(`{3,})[^`\n]*\n.*?^\1$", "", stated, flags=re.DOTALL | re.MULTILINE)
    assert not re.search(r"^\s*(```|~~~)", fenced, re.MULTILINE), "a fence stays open"
    prose = re.sub(r"(?<![\\`])(`+)(?!`).*?(?<!`)\1(?!`)", "", fenced)
    own = re.sub(
        r"\A<!-- planproof:[^\n]* -->\n|^\[Full report\]\(.*\)$", "", prose, flags=re.MULTILINE
    )
    assert own.count("<details>") == own.count("</details>")
    tags = set(re.findall(r"(?<!\\)<[^\s>][^>]*>?", own))
    assert tags <= {"<details>", "</details>", "<summary>", "</summary>"}
    assert not re.search(r"@\w|#\d|(?<!\\)\]\(|(?<!\\)!\[|\u202e", own)
