"""Tests of checks, written as Markdown: small plans with the findings expected in them.

A file `tests/checks/<rule-id>.md` has the rule's id as its first-level heading, and a
second-level heading, one sentence, for each scenario. In a scenario, every fence whose info
string says `<language> file=<path>` is a file of the plan; a longer fence may hold shorter
ones. The scenario ends with what the check must find, no more and no less:

    Expect:

    - `phase-1.md:12` critical: words of the title
    - `phase-1.md:14-16` minor: other words
      - also `phase-2.md:3`

or with `Expect: nothing`. `also` names a related location that the finding must have. A line
`Rubric: agent` before the files chooses another rubric than `engineer`. Each line
``Repo: `src/app.py` 12,000`` before `Expect:` puts a file of so many tokens, ten to a line, into
the code base that the plan is about; without such a line nobody has looked at one. A fence whose
info string says `repo=<path>` is a text file of that code base, and one that says
`template=<name>` is the template that the plan is measured against. Each line `Rule: Never ...` is
a line of the project's own rules.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

SEVERITY = r"critical|major|minor"
PLACE = r"`(?P<path>[^`]+):(?P<start>\d+)(?:-(?P<end>\d+))?`"
FENCE = re.compile(r"(?P<mark>`{3,}|~{3,})(?P<info>.*)")
FILE = re.compile(r"(?P<what>file|repo|template)=(?P<path>\S+)")
EXPECTED = re.compile(rf"- {PLACE} (?P<severity>{SEVERITY}): (?P<words>\S.*)")
ALSO = re.compile(rf" +- also {PLACE}")
REPO = re.compile(r"Repo: `(?P<path>[^`]+)` (?P<tokens>\d{1,3}(?:,\d{3})*)")
RULE = re.compile(r"Rule: (?P<text>\S.*)")
RUBRIC = re.compile(r"Rubric: (?P<rubric>[a-z][a-z0-9-]*)")


class MdtestError(ValueError):
    """A test file that does not follow the format; the message names file and line."""


@dataclass(frozen=True, order=True)
class Place:
    path: str
    start: int
    end: int

    def __str__(self) -> str:
        lines = str(self.start) if self.start == self.end else f"{self.start}-{self.end}"
        return f"`{self.path}:{lines}`"


@dataclass
class Expected:
    place: Place
    severity: str
    words: str
    also: list[Place] = field(default_factory=list)

    def __str__(self) -> str:
        also = "".join(f"\n  - also {place}" for place in self.also)
        return f"- {self.place} {self.severity}: {self.words}{also}"


@dataclass
class Scenario:
    title: str
    line: int
    rubric: str = "engineer"
    files: dict[str, str] = field(default_factory=dict)
    repo: dict[str, int] = field(default_factory=dict)
    """Tokens of the files of the code base, by path."""
    code: dict[str, str] = field(default_factory=dict)
    """Texts of the files of the code base, by path."""
    rules: list[str] = field(default_factory=list)
    """The project's own rules, one a line of AGENTS.md."""
    templates: dict[str, str] = field(default_factory=dict)
    """Texts of the templates by name; a scenario has one at most."""
    expected: list[Expected] | None = None
    """None until the parser meets `Expect:`."""

    def write(self, folder: Path) -> None:
        """Write the files of the plan below *folder*."""
        for name, text in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="")


@dataclass
class Spec:
    """One test file."""

    path: Path
    rule: str
    scenarios: list[Scenario]


def read(path: Path) -> Spec:
    """Parse a test file; MdtestError when it does not follow the format."""
    return Parser(path, path.read_text(encoding="utf-8")).parse()


class Parser:
    """One pass over the lines of a test file."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.lines = text.splitlines()
        self.at = 0
        self.rule = ""
        self.scenarios: list[Scenario] = []

    def parse(self) -> Spec:
        while self.at < len(self.lines):
            line = self.lines[self.at]
            self.at += 1
            if opening := FENCE.fullmatch(line):
                self.fence(opening["mark"], opening["info"])
            elif line.startswith("# "):
                self.heading(line[2:].strip())
            elif line.startswith("## "):
                self.finish()
                self.scenarios.append(Scenario(line[3:].strip(), self.at))
            elif line.strip():
                self.text(line)
        self.finish()
        if not self.rule:
            raise self.error("the file has no first-level heading that names its rule", 1)
        return Spec(self.path, self.rule, self.scenarios)

    def error(self, message: str, line: int | None = None) -> MdtestError:
        return MdtestError(f"{self.path.name}:{line or self.at}: {message}")

    def heading(self, text: str) -> None:
        if self.rule:
            raise self.error(f"a second first-level heading {text!r}")
        self.rule = text

    def fence(self, mark: str, info: str) -> None:
        """Read a fence up to its closing line as a file of the current scenario."""
        start = self.at
        closing = re.compile(rf"{re.escape(mark[0])}{{{len(mark)},}}\s*")
        while self.at < len(self.lines) and not closing.fullmatch(self.lines[self.at]):
            self.at += 1
        if self.at == len(self.lines):
            raise self.error("the fence is never closed", start)
        content = self.lines[start : self.at]
        self.at += 1
        name = FILE.search(info)
        if not self.scenarios or name is None:
            raise self.error("a fence must say file=<path> and stand in a scenario", start)
        scenario = self.scenarios[-1]
        kinds = {"file": scenario.files, "repo": scenario.code, "template": scenario.templates}
        texts = kinds[name["what"]]
        if name["path"] in texts or scenario.expected is not None:
            raise self.error("a file given twice, or after what is expected", start)
        texts[name["path"]] = "".join(f"{line}\n" for line in content)

    def text(self, line: str) -> None:
        """A line outside fences: a rubric, a file of the code base, an expectation, or prose."""
        if not self.scenarios:
            return
        scenario = self.scenarios[-1]
        if scenario.expected is not None:
            self.item(scenario.expected, line)
        elif line.rstrip() in ("Expect:", "Expect: nothing"):
            scenario.expected = []
            if line.rstrip() == "Expect:":
                self.items(scenario.expected)
        elif rubric := RUBRIC.fullmatch(line.rstrip()):
            scenario.rubric = rubric["rubric"]
        elif rule := RULE.fullmatch(line.rstrip()):
            scenario.rules.append(rule["text"])
        elif line.startswith("Repo:"):
            self.repo(scenario, line.rstrip())

    def repo(self, scenario: Scenario, line: str) -> None:
        found = REPO.fullmatch(line)
        if found is None or found["path"] in scenario.repo:
            raise self.error(f"not a new file of the code base: {line!r}")
        scenario.repo[found["path"]] = int(found["tokens"].replace(",", ""))

    def items(self, expected: list[Expected]) -> None:
        """Read the list below `Expect:`, which must not be empty."""
        while self.at < len(self.lines) and not self.lines[self.at].startswith("#"):
            line = self.lines[self.at]
            self.at += 1
            if line.strip():
                self.item(expected, line)
        if not expected:
            raise self.error("`Expect:` without a list; write `Expect: nothing`")

    def item(self, expected: list[Expected], line: str) -> None:
        if found := EXPECTED.fullmatch(line.rstrip()):
            expected.append(Expected(place(found), found["severity"], found["words"].strip()))
        elif expected and (found := ALSO.fullmatch(line.rstrip())):
            expected[-1].also.append(place(found))
        else:
            raise self.error(f"not an expectation: {line!r}")

    def finish(self) -> None:
        """Close the current scenario."""
        if self.scenarios and self.scenarios[-1].expected is None:
            last = self.scenarios[-1]
            raise self.error(f"scenario {last.title!r} does not say what to expect", last.line)
        if self.scenarios and not self.scenarios[-1].files:
            last = self.scenarios[-1]
            raise self.error(f"scenario {last.title!r} has no file", last.line)


def place(found: re.Match[str]) -> Place:
    """The place that a match of PLACE names."""
    start = int(found["start"])
    return Place(found["path"], start, int(found["end"] or start))
