"""What the action, the workflows and the ones that the documentation shows have in common."""

import re
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from planproof.cli.app import build_app
from planproof.cli.init import WORKFLOW
from tests.action.runner import ROOT

USES = re.compile(r"uses: (?P<what>\S+)(?P<rest>.*)")
PINNED = re.compile(r"[\w.-]+(?:/[\w.-]+)+@[0-9a-f]{40}")
ACTIONS = [ROOT / "action.yml", ROOT / "action/comment/action.yml"]
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))


def shown() -> Iterator[str]:
    """The whole workflows in the documentation."""
    page = (ROOT / "docs/github.md").read_text(encoding="utf-8")
    for block in re.findall(r"^```yaml\n(.*?)^```$", page, re.DOTALL | re.MULTILINE):
        if "\njobs:" in block:
            yield block


def workflows() -> dict[str, str]:
    found = {path.name: path.read_text(encoding="utf-8") for path in WORKFLOWS}
    found["planproof init"] = WORKFLOW
    return found | {f"docs/github.md {number}": text for number, text in enumerate(shown(), 1)}


def everything() -> dict[str, str]:
    return workflows() | {
        str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in ACTIONS
    }


def test_the_documentation_shows_workflows() -> None:
    assert len(list(shown())) >= 3


@pytest.mark.parametrize("name", everything())
def test_every_action_is_pinned_to_a_commit(name: str) -> None:
    for found in USES.finditer(everything()[name]):
        if found["what"] != "./":
            assert PINNED.fullmatch(found["what"]), found[0]
            assert found["rest"].startswith(" # "), f"{found[0]} does not say its version"


def test_one_version_of_each_action() -> None:
    pins: dict[str, set[str]] = {}
    for text in everything().values():
        for found in USES.finditer(text):
            name, _, rest = found[0].partition("@")
            pins.setdefault(name, set()).add(rest)
    pins.pop("uses: ./", None)
    assert {name for name, versions in pins.items() if len(versions) > 1} == set()


@pytest.mark.parametrize("name", workflows())
def test_workflows_have_few_rights(name: str) -> None:
    text = workflows()[name]
    body = YAML(typ="safe", pure=True).load(text)
    assert "pull_request_target" not in text
    assert body["permissions"] == {}
    assert "concurrency" in body
    for job in body["jobs"].values():
        assert job["permissions"]
        assert job["timeout-minutes"]
        for step in job["steps"]:
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False


def test_no_expression_stands_in_a_script() -> None:
    for text in everything().values():
        body = YAML(typ="safe", pure=True).load(text)
        jobs = body.get("jobs", {"action": body.get("runs")}).values()
        scripts = [step["run"] for job in jobs for step in job["steps"] if "run" in step]
        assert not any("${{" in script for script in scripts)


def test_scripts_stop_at_the_first_error() -> None:
    scripts = sorted((ROOT / "action").glob("*.sh"))
    assert len(scripts) >= 8
    for path in scripts:
        text = path.read_text(encoding="utf-8")
        assert "\r" not in text
        assert path.name == "common.sh" or "\nset -euo pipefail\n" in text
        assert "${{" not in text
        assert not re.search(r"\b(?:eval|curl|wget)\b", text)


def test_the_hook_is_offered_for_files_of_plans() -> None:
    (hook,) = YAML(typ="safe", pure=True).load(ROOT / ".pre-commit-hooks.yaml")
    assert (hook["id"], hook["language"], hook["require_serial"]) == ("planproof", "python", True)
    program, command = hook["entry"].split()
    assert (program, command in {each.name for each in build_app().registered_commands}) == (
        "planproof",
        True,
    )
    wanted = re.compile(hook["files"])
    assert wanted.search("docs/plans/login/Phase 1.md")
    assert wanted.search(".kiro/specs/login/tasks.md")
    assert not wanted.search("src/plans/login.md")
    assert not wanted.search("docs/plans/login/logo.png")


def test_workflows_that_are_written_and_shown_are_sound(tmp_path: Path) -> None:
    folder = tmp_path / ".github/workflows"
    folder.mkdir(parents=True)
    for number, text in enumerate([WORKFLOW, *shown()]):
        (folder / f"w{number}.yml").write_text(text, encoding="utf-8")
    scripts = sysconfig.get_path("scripts")
    files = sorted(map(str, folder.iterdir()))
    schema = [sys.executable, "-m", "check_jsonschema"]
    for command in (
        [f"{scripts}/zizmor", "--offline", "--pedantic", "--no-config", *files],
        [*schema, "--builtin-schema", "vendor.github-workflows", *files],
    ):
        done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
        assert done.returncode == 0, done.stdout + done.stderr
