"""Parts of a plan that tell of its end, by their marks: elements such as `<done>`, and labels.

Coding agents write plans with elements of their own among the Markdown, and nest what shall hold
in the end below an item that says so.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property

from planproof.core.document import Document
from planproof.named.claim_text import Statement

_TAG = re.compile(r"\s*<(?P<name>[A-Za-z][\w:-]{0,40})(?:\s[^<>]{0,200})?>")
_END_WORDS = frozenset(
    """
    acceptance criteria criterion done verification verify validation validate must haves truths
    artifacts success behavior behaviour behaviors behaviours expected expectation expectations
    output outputs outcome outcomes result results test tests check checks checklist goal goals
    deliverable deliverables objective objectives automated postconditions requirements
    """.split()  # noqa: SIM905  # a list of literals would hide what is missing
)
"""Of these words the names of elements are made that tell what holds when the work is done."""
_FILE_ELEMENTS = frozenset({"files", "file", "files_modified", "artifacts", "outputs", "output"})
_PATH = re.compile(r"(?:[\w@.+()\[\]-]{1,100}/){0,15}[\w@.+()\[\]-]{1,100}")
_END_LABEL = (
    r"acceptance(?: criteri\w+| tests?)?|criteria|verif(?:y|ication|ied by|ies)|validation"
    r"|done(?: when| criteria| means)?|definition of done|dod|success(?: criteria| means)?"
    r"|expected(?: \w+){0,2}|must[-_ ]?haves?|truths|artifacts|outcomes?|results?"
    r"|exit criteria|test plan|deliverables?|post-?conditions?|acs?(?:[- ]?\d{1,3})?"
)
_LABEL = re.compile(rf"\W{{0,4}}(?:{_END_LABEL})\W{{0,3}}(?::|—|–|\s-\s)", re.IGNORECASE)
"""Begins a statement that says what holds in the end: `Done when: ...`."""
_PARENT = re.compile(rf"\W{{0,4}}(?:{_END_LABEL}|checks?)\b(?:\W+\w+){{0,4}}\W*", re.IGNORECASE)
"""An item that says no more than that what is nested below it holds in the end."""


class Ends:
    """The lines of a document that tell what holds when the work is done."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def covers(self, line: int) -> bool:
        """True for a line in such an element, or nested below such an item."""
        return line in self._within or line in self._below

    @cached_property
    def files(self) -> frozenset[str]:
        """The paths that the front matter, or an element such as `<files>`, lists."""
        numbers = set(_lines_in(self._document, _lists_files))
        if self._document.blocks.front_matter is not None:
            first, last = self._document.blocks.front_matter
            numbers.update(range(first, last + 1))
        lines = (self._document.lines[number - 1][:2_000] for number in sorted(numbers))
        return frozenset(
            found[0].removeprefix("./")
            for line in lines
            for found in _PATH.finditer(line)
            if "." in found[0] or "/" in found[0]
        )

    @cached_property
    def _within(self) -> frozenset[int]:
        return frozenset(_lines_in(self._document, _tells_end))

    @cached_property
    def _below(self) -> frozenset[int]:
        found: set[int] = set()
        for item in self._document.blocks.items:
            if _PARENT.fullmatch(item.text[:120]) and item.line_end > item.line_start:
                found.update(range(item.line_start + 1, item.line_end + 1))
        return frozenset(found)


def tells_end(said: Statement) -> bool:
    """True for a statement that begins with such a label: `**Done when:** ...`."""
    return _LABEL.match(said.text[:80]) is not None


def _tells_end(name: str) -> bool:
    words = [word for word in re.split(r"[_:-]", name) if word]
    return bool(words) and words[-1] in _END_WORDS


def _lists_files(name: str) -> bool:
    return name in _FILE_ELEMENTS


def _lines_in(document: Document, wanted: Callable[[str], bool]) -> Iterator[int]:
    """The lines of the elements whose name is wanted, each once, in order."""
    lines, last = document.prose, 0
    closing = _closing(lines)
    for number, line in enumerate(lines, 1):
        opened = _TAG.match(line[:300]) if "<" in line else None
        if opened is None or not wanted(name := opened["name"].lower()):
            continue
        ends = closing.get(name, [])
        at = bisect_left(ends, number)
        # One that is not closed is a word in angle brackets, and holds nothing but its line.
        end = ends[at] if at < len(ends) else number
        yield from range(max(number, last + 1), end + 1)
        last = max(last, end)


def _closing(lines: tuple[str, ...]) -> Mapping[str, list[int]]:
    """By name of an element, the lines on which it is closed."""
    found: dict[str, list[int]] = {}
    for number, line in enumerate(lines, 1):
        if "</" in line:
            for name in re.findall(r"</([A-Za-z][\w:-]{0,40})\s?>", line[:2_000]):
                found.setdefault(name.lower(), []).append(number)
    return found
