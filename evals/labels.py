"""Labels: what reviewers found in real plans, one Markdown file a plan; see docs/labels.md."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from planproof.core.base import Location
from planproof.core.finding import Severity

Grade = Severity | Literal["ungraded"]
Decidable = Literal["plan", "heuristic", "repository", "judgement"]
GRADES: tuple[Grade, ...] = (*get_args(Severity), "ungraded")
DECIDABLE: tuple[Decidable, ...] = get_args(Decidable)

_GRADES: dict[str, Grade] = {
    **dict.fromkeys(("critical", "blocker", "severe"), "critical"),
    **dict.fromkeys(("high", "major", "important"), "major"),
    **dict.fromkeys(("medium", "minor", "low", "suggestion", "nit", "note"), "minor"),
    **dict.fromkeys(("extra", "false"), "ungraded"),
}
_COLUMNS = 5
_RULE = re.compile(r":?-+:?")
_CELL = re.compile(r"(?<!\\)\|")
_WHOLE = re.compile(r"(.+?)\s*\(whole file[^)]*\)")
_LINE = re.compile(r"(.+):(\d+)")
_FALSE = re.compile(r"\b(?:FALSE|REJECTED|OVERCLAIMING)\b")
_LINES = re.compile(
    r"\blines?\s+~?((?:\d+(?:\s*[-–]\s*\d+)?(?:\s*(?:,|and|or)\s*)?)+)", re.IGNORECASE
)
_SPAN = re.compile(r"(\d+)(?:\s*[-–]\s*(\d+))?")
_ELSEWHERE = re.compile(r"([\w./-]+\.\w+):(\d+)")
_QUOTE = re.compile(r"(\d+)\. `[^`]+` (.+)")


class LabelError(ValueError):
    """A file of labels that is not in its format."""


@dataclass(frozen=True)
class Label:
    """A defect that a reviewer found in a plan, or a claim of theirs that is false."""

    plan: str
    number: int
    stated: str
    """Severity as it is written there."""
    grade: Grade
    false: bool
    """The plan does not have the defect; whoever reports it repeats a mistake."""
    path: str
    line: int | None
    """None when it is about the whole document, or about what the document lacks."""
    what: str
    decidable: Decidable
    note: str
    quote: str
    """The line of the plan as it was labelled; empty when nobody wrote it down."""
    others: tuple[Location, ...] = ()
    """Further lines that the label names."""

    @property
    def id(self) -> str:
        return f"{self.plan}#{self.number}"

    @property
    def places(self) -> tuple[Location, ...]:
        """All lines that it names; none when it is about a whole document."""
        if self.line is None:
            return self.others
        own = Location(path=self.path, line_start=self.line, line_end=self.line)
        return (own, *self.others)


def read_folder(folder: Path) -> dict[str, tuple[Label, ...]]:
    """The labels by plan, from the `.md` files of a folder.

    Raises:
        LabelError: a file is not in its format, or there is none.
    """
    paths = sorted(path for path in folder.glob("*.md") if path.name.lower() != "readme.md")
    if not paths:
        raise LabelError(f"no labels in {str(folder)!r}; it holds one .md file for each plan")
    return {path.stem: read(path) for path in paths}


def read(path: Path) -> tuple[Label, ...]:
    """The labels of one plan, which bears the name of the file.

    Raises:
        LabelError: the file is not in its format.
    """
    lines = path.read_text(encoding="utf-8").splitlines()
    quotes = {int(m[1]): m[2] for m in map(_QUOTE.fullmatch, lines) if m}
    heads = [at for at, line in enumerate(lines) if _cells(line)[:1] == ["#"]]
    if len(heads) != 1:
        raise LabelError(f"{path} has {len(heads)} tables that begin with '#'; it needs one")
    found: dict[int, Label] = {}
    for at in range(heads[0] + 1, len(lines)):
        cells = _cells(lines[at])
        if not cells:
            break
        if all(map(_RULE.fullmatch, cells)):
            continue
        try:
            label = _label(path.stem, cells, quotes)
        except LabelError as error:
            raise LabelError(f"{path}, line {at + 1}: {error}") from None
        if label.number in found:
            raise LabelError(f"{path}, line {at + 1}: {label.number} is there already; number on")
        found[label.number] = label
    return tuple(found.values())


def _cells(line: str) -> list[str]:
    text = line.strip()
    if not text.startswith("|"):
        return []
    return [cell.strip().replace("\\|", "|") for cell in _CELL.split(text.strip("|"))]


def _label(plan: str, cells: list[str], quotes: dict[int, str]) -> Label:
    if len(cells) != _COLUMNS or not cells[0].isdecimal():
        raise LabelError(f"{' | '.join(cells)!r} is not five cells that begin with a number")
    number, stated, place, what, decided = int(cells[0]), *cells[1:]
    path, line = _place(place)
    head, _, note = decided.partition(" - ")
    false = bool(_FALSE.search(stated) or "(FALSE)" in what)
    return Label(
        plan=plan,
        number=number,
        stated=stated,
        grade=_grade(stated),
        false=false,
        path=path,
        line=line,
        what=what,
        decidable=_decidable(head),
        note=note.strip(),
        quote=quotes.get(number, ""),
        others=_others(path, f"{what} {decided}"),
    )


def _place(text: str) -> tuple[str, int | None]:
    if whole := _WHOLE.fullmatch(text):
        return whole[1], None
    if exact := _LINE.fullmatch(text):
        return exact[1], int(exact[2])
    raise LabelError(f"{text!r} is no place; write `path:line` or `path (whole file)`")


def _grade(stated: str) -> Grade:
    word = re.match(r"\w*", stated.casefold())
    if word is None or word[0] not in _GRADES:
        raise LabelError(f"unknown severity {stated!r}; known are {', '.join(_GRADES)}")
    return _GRADES[word[0]]


def _decidable(text: str) -> Decidable:
    low = text.casefold()
    if low.startswith("yes"):
        return "repository" if "repository" in low else "plan"
    if low.startswith("heuristic"):
        return "heuristic"
    if low.startswith("no"):
        return "judgement"
    raise LabelError(f"{text!r} says not how to decide; begin with yes, heuristic or no")


def _others(path: str, text: str) -> tuple[Location, ...]:
    """Lines that the words of a label name: `lines 8, 56 and 73`, `plan.md:260`."""
    spans = [span for match in _LINES.finditer(text) for span in _SPAN.finditer(match[1])]
    found = [(path, int(each[1]), int(each[2] or each[1])) for each in spans]
    found += [(m[1], int(m[2]), int(m[2])) for m in _ELSEWHERE.finditer(text)]
    return tuple(
        Location(path=name, line_start=start, line_end=max(start, end))
        for name, start, end in dict.fromkeys(found)
    )
