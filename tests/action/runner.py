"""Runs a composite action on this machine as GitHub's runner would.

Steps with `run` are run by bash in the workspace, with the files and variables that Actions gives.
Of the actions that they use, stand-ins do what matters here. The log is read as the runner reads
it, so that a test sees which workflow commands it would have obeyed.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from tests.action.expressions import Value, evaluate, filled

ROOT = Path(__file__).parents[2]
TOKEN = "token-of-the-run"  # noqa: S105 - opens nothing
_COMMAND = re.compile(r"\s*::(?P<name>[\w-]+)(?: (?P<values>[^\n]*?))?::(?P<text>.*)")
_OLD_COMMAND = re.compile(r"##\[(?P<name>[\w-]+)\]")
_ENVIRONMENT = ("PATH", "HOME", "TMPDIR", "LANG", "SYSTEMROOT", "PIP_INDEX_URL", "PIP_CONFIG_FILE")


@dataclass(frozen=True)
class Command:
    """A workflow command that the runner would obey."""

    name: str
    values: str
    text: str


@dataclass
class Run:
    """What came of one run of an action."""

    failed: str = ""
    """Name of the step that failed."""
    ran: list[str] = field(default_factory=list)
    outputs: dict[str, str] = field(default_factory=dict)
    log: str = ""
    summary: str = ""
    commands: list[Command] = field(default_factory=list)
    artifact: Path | None = None
    environments: dict[str, dict[str, str]] = field(default_factory=dict)

    def told(self, name: str) -> list[str]:
        """The texts of the commands of one kind."""
        return [each.text for each in self.commands if each.name == name]


@dataclass
class Job:
    """A job that checked out *workspace* and runs an action of this project."""

    workspace: Path
    temp: Path
    event: Mapping[str, object] = field(default_factory=dict)
    event_name: str = "pull_request"
    env: Mapping[str, str] = field(default_factory=dict)
    """What the workflow sets for the step that uses the action."""
    action: Path = ROOT
    install: bool = False
    """Whether planproof is installed anew; else the one that runs the tests is used."""

    def run(self, **inputs: str) -> Run:
        self.temp.mkdir(exist_ok=True)
        (self.temp / "event.json").write_text(json.dumps(self.event), encoding="utf-8")
        body = YAML(typ="safe", pure=True).load(self.action / "action.yml")
        given = {key.replace("_", "-"): value for key, value in inputs.items()}
        github: dict[str, Value] = {
            "event": self.event,
            "event_name": self.event_name,
            "repository": "acme/widgets",
            "token": TOKEN,
        }
        steps: dict[str, Value] = {}
        context: dict[str, Value] = {"github": github, "steps": steps}
        unknown = set(given) - set(body["inputs"])
        assert not unknown, f"no inputs of the action: {unknown}"
        context["inputs"] = {
            key: given.get(key, filled(value.get("default", ""), context))
            for key, value in body["inputs"].items()
        }
        done = Run()
        for number, step in enumerate(body["runs"]["steps"]):
            if not evaluate(step.get("if", "'yes'"), context):
                continue
            done.ran.append(step["name"])
            outputs = self._step(step, context, done, self.temp / f"step-{number}")
            if outputs is None:
                done.failed = step["name"]
                break
            steps[step.get("id", str(number))] = {"outputs": outputs}
        for name, value in body.get("outputs", {}).items():
            done.outputs[name] = filled(value["value"], context)
        return done

    def _step(
        self,
        step: dict[str, Any],
        context: Mapping[str, Value],
        done: Run,
        at: Path,
    ) -> dict[str, str] | None:
        """The outputs of one step; None when it failed."""
        at.mkdir()
        values = {key: filled(str(value), context) for key, value in step.get("with", {}).items()}
        uses = str(step.get("uses", ""))
        if uses.startswith("actions/setup-python@"):
            return {"python-path": sys.executable}
        if uses.startswith("actions/upload-artifact@"):
            done.artifact = Path(shutil.copytree(values["path"], at / "artifact"))
            return {"artifact-url": "https://github.com/acme/widgets/actions/runs/1/artifacts/2"}
        assert not uses, f"no stand-in for {uses}"
        if step.get("id") == "install" and not self.install:
            return {"work": str(self._installed(at))}
        env = {key: filled(str(value), context) for key, value in step["env"].items()}
        done.environments[str(step["name"])] = env
        assert "${{" not in str(step["run"])
        return self._bash(str(step["run"]), env, done, at)

    def _installed(self, at: Path) -> Path:
        """The folder that install.sh would make, with the planproof that runs these tests."""
        program = shutil.which("planproof", path=sysconfig.get_path("scripts"))
        assert program is not None, "planproof is not installed beside this Python; run: make test"
        (at / "venv/bin").mkdir(parents=True)
        (at / "venv/bin/planproof").symlink_to(program)
        (at / "report").mkdir()
        return at

    def _bash(
        self, script: str, env: Mapping[str, str], done: Run, at: Path
    ) -> dict[str, str] | None:
        (at / "script.sh").write_text(script, encoding="utf-8")
        for name in ("output", "summary"):
            (at / name).touch()
        given = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
        given |= {
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION_PATH": str(self.action),
            "GITHUB_EVENT_NAME": self.event_name,
            "GITHUB_EVENT_PATH": str(self.temp / "event.json"),
            "GITHUB_OUTPUT": str(at / "output"),
            "GITHUB_REPOSITORY": "acme/widgets",
            "GITHUB_RUN_ID": "1",
            # Of the merge, which no review is about.
            "GITHUB_SHA": "c" * 40,
            "GITHUB_SERVER_URL": "https://github.com",
            "GITHUB_STEP_SUMMARY": str(at / "summary"),
            "GITHUB_WORKSPACE": str(self.workspace),
            "RUNNER_TEMP": str(self.temp),
        }
        options = ("--noprofile", "--norc", "-e", "-o", "pipefail")
        command = ["bash", *options, str(at / "script.sh")]
        result = subprocess.run(
            command,
            cwd=self.workspace,
            env={**given, **self.env, **env},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            timeout=300,
        )
        text = result.stdout.decode("utf-8", "backslashreplace")
        done.log += text
        done.commands += commands(text)
        done.summary += (at / "summary").read_text(encoding="utf-8")
        return (
            told_outputs((at / "output").read_text(encoding="utf-8"))
            if not result.returncode
            else None
        )


def commands(log: str) -> list[Command]:
    """The workflow commands in a log that the runner would obey."""
    found, stopped = [], ""
    for line in re.split(r"\r\n|\r|\n", log):
        command, old = _COMMAND.match(line), _OLD_COMMAND.search(line)
        if stopped:
            if command and command["name"] == stopped:
                stopped = ""
        elif command and command["name"] == "stop-commands":
            stopped = command["text"]
        elif command:
            found.append(Command(command["name"], command["values"] or "", command["text"]))
        elif old:
            found.append(Command(old["name"], "", line))
    assert not stopped, "commands stay stopped for the steps that follow"
    return found


def told_outputs(text: str) -> dict[str, str]:
    """What a step wrote to GITHUB_OUTPUT."""
    found: dict[str, str] = {}
    lines = iter(text.splitlines())
    for line in lines:
        name, multiline, mark = line.partition("<<")
        if multiline and "=" not in name:
            value = []
            for part in lines:
                if part == mark:
                    break
                value.append(part)
            else:
                raise AssertionError(f"the output {name} has no end")
            found[name] = "\n".join(value)
        elif line:
            name, _, value_ = line.partition("=")
            found[name] = value_
    return found
