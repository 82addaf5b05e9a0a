"""Every check against its Markdown file in `tests/checks/`."""

import re
from pathlib import Path

import pytest

from planproof.checks import registry
from planproof.checks.interface import Check, Context
from planproof.core.base import Location
from planproof.core.finding import SEVERITIES, Finding
from planproof.core.plan import Plan
from planproof.core.project_rule import ProjectRule
from planproof.core.repository import NamedFile, Repository
from planproof.core.secrets import redact
from planproof.core.template import Template
from planproof.project_rules import read_rules
from planproof.prompts import load_rubric
from planproof.repository.read import read_codebase
from planproof.sources import load
from planproof.templates.reader import read_template
from tests.mdtest import Expected, MdtestError, Place, Scenario, Spec, read
from tests.memory_tree import MemoryTree

ROOT = Path(__file__).parent.parent
PATHS = sorted((ROOT / "tests" / "checks").glob("*.md"))
HEADINGS = ("## What it does", "## Why is this bad?", "## Example", "## Use instead")


def readable() -> list[Spec]:
    """The test files that parse; those that do not fail in `test_file`."""
    specs = []
    for path in PATHS:
        try:
            specs.append(read(path))
        except MdtestError:
            continue
    return specs


def cases() -> list[object]:
    return [
        pytest.param(spec.rule, scenario, id=f"{spec.rule}: {scenario.title}")
        for spec in readable()
        for scenario in spec.scenarios
    ]


@pytest.mark.parametrize(("rule", "scenario"), cases())
def test_scenario(rule: str, scenario: Scenario, tmp_path: Path) -> None:
    scenario.write(tmp_path)
    plan = load(tmp_path)
    check = registry.by_id(rule)
    rubric = load_rubric(scenario.rubric, rules=registry.rule_ids())
    codebase = read_codebase(plan, MemoryTree(scenario.code)) if scenario.code else None
    context = Context(
        plan,
        rubric,
        repository(scenario),
        codebase,
        rules_of(scenario, tmp_path),
        template(scenario),
    )
    findings = list(check.check(context))
    problems = compare(scenario.expected or [], findings)
    problems += [problem for finding in findings for problem in unsound(finding, check, plan)]
    if problems:
        pytest.fail(report(problems, findings), pytrace=False)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.name)
def test_file(path: Path) -> None:
    spec = read(path)
    assert spec.rule == path.stem, "the first-level heading and the file name are the rule's id"
    assert spec.rule in {check.RULE.id for check in registry.CHECKS}, "no check has this id"
    titles = [scenario.title for scenario in spec.scenarios]
    assert len(set(titles)) == len(titles), "two scenarios have the same title"
    triggers = sum(bool(scenario.expected) for scenario in spec.scenarios)
    assert triggers >= 2, "fewer than two scenarios trigger the check"
    assert len(titles) - triggers >= 2, "fewer than two near misses expect nothing"


@pytest.mark.parametrize("check", registry.CHECKS, ids=lambda check: check.RULE.id)
def test_registered_check(check: Check) -> None:
    rule = check.RULE.id
    assert re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", rule), f"{rule!r} is not in kebab-case"
    assert ROOT / "tests" / "checks" / f"{rule}.md" in PATHS, f"tests/checks/{rule}.md is missing"
    assert registry.by_id(rule) is check
    lines = (check.__doc__ or "").splitlines()
    missing = [heading for heading in HEADINGS if heading not in lines]
    assert not missing, f"the docstring of {rule} lacks {missing}"


def test_rule_ids_are_unique() -> None:
    ids = [check.RULE.id for check in registry.CHECKS]
    assert len(set(ids)) == len(ids)


def repository(scenario: Scenario) -> Repository | None:
    files = [
        NamedFile(path=path, tokens=tokens, lines=tokens // 10)
        for path, tokens in scenario.repo.items()
    ]
    return Repository(root="code", error_percent=10, files=tuple(files)) if files else None


def rules_of(scenario: Scenario, folder: Path) -> tuple[ProjectRule, ...]:
    """The rules of a scenario, read as those of a file are."""
    if not scenario.rules:
        return ()
    file = folder.parent / f"{folder.name}-AGENTS.md"
    file.write_text("".join(f"- {rule}\n" for rule in scenario.rules), encoding="utf-8")
    found = read_rules([str(file)])
    return tuple(rule.model_copy(update={"path": "AGENTS.md"}) for rule in found)


def template(scenario: Scenario) -> Template | None:
    texts = list(scenario.templates.items())
    return read_template(texts[0][0], "", texts[0][1].splitlines()) if texts else None


def compare(expected: list[Expected], findings: list[Finding]) -> list[str]:
    """What is missing and what is too much; empty when they agree one to one."""
    left = list(findings)
    problems = []
    for wanted in sorted(expected, key=lambda each: -len(each.words)):
        match = next((finding for finding in left if agrees(wanted, finding)), None)
        if match is None:
            problems.append(f"expected, not found:\n{wanted}")
        else:
            left.remove(match)
    return problems + [f"found, not expected:\n{shown(finding)}" for finding in left]


def agrees(wanted: Expected, finding: Finding) -> bool:
    related = {place(each) for each in finding.related}
    return (
        place(finding.location) == wanted.place
        and finding.severity == wanted.severity
        and wanted.words.lower() in finding.title.lower()
        and related.issuperset(wanted.also)
    )


def unsound(finding: Finding, check: Check, plan: Plan) -> list[str]:
    """Promises that every finding of every check must keep."""
    problems = []
    if finding.rule != check.RULE.id:
        problems.append(f"the finding carries the rule {finding.rule!r}")
    if SEVERITIES.index(finding.severity) < SEVERITIES.index(check.RULE.severity):
        problems.append(f"{finding.severity} is worse than the rule's {check.RULE.severity}")
    quotes = [(finding.location, finding.quote), *((each, each.quote) for each in finding.related)]
    for at, quote in quotes:
        lines = plan.document(at.path).lines
        if not 1 <= at.line_start <= at.line_end <= len(lines):
            problems.append(f"{place(at)} is outside the file, which has {len(lines)} lines")
        elif quote != redact(plan.document(at.path).text(at.line_start, at.line_end)):
            problems.append(f"the quote is not the text at {place(at)}: {quote!r}")
    return problems


def report(problems: list[str], findings: list[Finding]) -> str:
    got = "\n".join(shown(finding) for finding in findings) or "nothing"
    return "\n\n".join([*problems, f"everything the check found:\n{got}"])


def shown(finding: Finding) -> str:
    """A finding as it would stand in an `Expect:` list, with its quote."""
    also = [place(each) for each in finding.related]
    item = Expected(place(finding.location), finding.severity, finding.title, also)
    return f"{item}\n  quote: {finding.quote!r}"


def place(at: Location) -> Place:
    return Place(at.path, at.line_start, at.line_end)
