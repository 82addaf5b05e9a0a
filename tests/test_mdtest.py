"""The reader of Markdown tests, and the comparison that decides them."""

import re
from pathlib import Path

import pytest

from planproof.core.base import Location
from planproof.core.finding import Evidence, Finding
from tests.mdtest import Expected, MdtestError, Parser, Place, Scenario, Spec
from tests.test_checks import compare, report

SCENARIO = """\
# some-rule

Prose about the rule.

## A task that holds a fence

Rubric: agent
Repo: `src/app.py` 12,000
Repo: `a b.py` 7

````markdown file=docs/phase-1.md
# Phase 1

```bash
## not a scenario
```
````

~~~text file=empty.txt
~~~

Expect:

- `docs/phase-1.md:1` critical: Phase 1 has
- `docs/phase-1.md:3-5` minor: a fence
  - also `docs/phase-1.md:1`
  - also `empty.txt:1-2`
"""

NOTHING = """
## A near miss

```markdown file=plan.md
text
```

Expect: nothing
"""


def parse(text: str) -> Spec:
    return Parser(Path("some-rule.md"), text).parse()


def finding(line: int, title: str, *, severity: str = "minor", related: int = 0) -> Finding:
    evidence = [Evidence(path="a.md", line_start=related, line_end=related, quote="")]
    return Finding.model_validate(
        {
            "id": f"{line}-{title}",
            "rule": "some-rule",
            "category": "structure",
            "severity": severity,
            "confidence": "high",
            "source": "check",
            "title": title,
            "detail": "",
            "recommendation": "",
            "location": Location(path="a.md", line_start=line, line_end=line),
            "quote": "",
            "related": tuple(evidence if related else ()),
        }
    )


def expected(line: int, words: str, *also: int) -> Expected:
    return Expected(
        Place("a.md", line, line), "minor", words, [Place("a.md", each, each) for each in also]
    )


def test_a_scenario_is_read_whole() -> None:
    spec = parse(SCENARIO + NOTHING)
    assert spec.rule == "some-rule"
    first, second = spec.scenarios
    assert first == Scenario(
        title="A task that holds a fence",
        line=5,
        rubric="agent",
        files={
            "docs/phase-1.md": "# Phase 1\n\n```bash\n## not a scenario\n```\n",
            "empty.txt": "",
        },
        repo={"src/app.py": 12_000, "a b.py": 7},
        expected=[
            Expected(Place("docs/phase-1.md", 1, 1), "critical", "Phase 1 has"),
            Expected(
                Place("docs/phase-1.md", 3, 5),
                "minor",
                "a fence",
                [Place("docs/phase-1.md", 1, 1), Place("empty.txt", 1, 2)],
            ),
        ],
    )
    assert (second.rubric, second.expected) == ("engineer", [])


def test_files_are_written_as_they_stand(tmp_path: Path) -> None:
    parse(SCENARIO).scenarios[0].write(tmp_path)
    assert (tmp_path / "docs/phase-1.md").read_bytes().startswith(b"# Phase 1\n\n```bash\n")
    assert (tmp_path / "empty.txt").read_bytes() == b""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("# some-rule", "Some rule", "1: the file has no first-level heading"),
        ("Prose", "# another\n\nProse", "3: a second first-level heading 'another'"),
        ("````\n", "", "11: the fence is never closed"),
        (" file=empty.txt", "", "19: a fence must say file=<path>"),
        ("file=empty.txt", "file=docs/phase-1.md", "19: a file given twice"),
        ("12,000", "12 kB", "8: not a new file of the code base: 'Repo: `src/app.py` 12 kB'"),
        ("a b.py", "src/app.py", "9: not a new file of the code base: 'Repo: `src/app.py` 7'"),
        ("Expect:", "Expected:", "5: scenario 'A task that holds a fence' does not say"),
        ("critical: Phase", "grave: Phase", "24: not an expectation: '- `docs/phase-1.md:1` grave"),
        ("  - also `empty.txt", "also `empty.txt", "27: not an expectation: 'also"),
    ],
)
def test_a_departure_from_the_format_is_an_error(old: str, new: str, message: str) -> None:
    assert old in SCENARIO
    with pytest.raises(MdtestError, match=re.escape(f"some-rule.md:{message}")):
        parse(SCENARIO.replace(old, new, 1))


def test_a_scenario_without_files_is_an_error() -> None:
    with pytest.raises(MdtestError, match="has no file"):
        parse("# some-rule\n\n## Nothing\n\nExpect: nothing\n")


def test_an_empty_list_of_expectations_is_an_error() -> None:
    text = NOTHING.replace("Expect: nothing", "Expect:")
    with pytest.raises(MdtestError, match="`Expect: nothing`"):
        parse(f"# some-rule\n{text}")


def test_findings_agree_in_any_order() -> None:
    findings = [finding(4, "A B"), finding(4, "A"), finding(9, "Late", related=2)]
    wanted = [expected(9, "late", 2), expected(4, "a"), expected(4, "a b")]
    assert compare(wanted, findings) == []


@pytest.mark.parametrize(
    "found",
    [
        finding(5, "Title"),
        finding(4, "Another"),
        finding(4, "Title", severity="major"),
        finding(4, "Title", related=3),
    ],
    ids=["line", "words", "severity", "related"],
)
def test_a_finding_that_differs_is_told_both_ways(found: Finding) -> None:
    problems = compare([expected(4, "title", 2)], [found])
    assert [problem.splitlines()[0] for problem in problems] == [
        "expected, not found:",
        "found, not expected:",
    ]


def test_a_finding_too_many_is_shown_with_its_quote() -> None:
    problems = compare([], [finding(4, "Title", related=2)])
    assert report(problems, []) == (
        "found, not expected:\n"
        "- `a.md:4` minor: Title\n"
        "  - also `a.md:2`\n"
        "  quote: ''\n"
        "\n"
        "everything the check found:\n"
        "nothing"
    )
