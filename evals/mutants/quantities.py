"""Sentences with one quantity, for the mutators that contradict them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from evals.mutants.interface import Source
from evals.mutants.tools import titles_above

QUANTITY = re.compile(
    r"(?<![\w.,/:-])(\d{1,3}(?:,\d{3})+|\d+)(\s?)(seconds?|minutes?|hours?|days?|weeks?|months?|ms|"
    r"s|KB|MB|GB|kB|MiB|GiB|KiB|percent|requests|connections|attempts|retries|characters|bytes|"
    r"rows|users|replicas|workers)\b(?!\s*(?:ago|old))"
)
OWN_SUBJECT = re.compile(r"^(?:The|An?|Every|Each|All|No|Only)\s")
SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z`])")
UNSURE = re.compile(
    r"\b(?:about|around|roughly|approximately|e\.g\.|example|suppose|maybe|once|was|were|took|had|"
    r"would|could|might|or so|estimated?|typically|usually|sometimes|default|either|previous\w*|"
    r"currently|today|as is|old|new)\b|~|\?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Stated:
    """A sentence that stands on its own and states one quantity."""

    path: str
    line: int
    sentence: str
    value: int
    start: int
    end: int
    """Columns of the number within the sentence."""

    def with_value(self, value: int) -> str:
        number = self.sentence[self.start : self.end]
        new = f"{value:,}" if "," in number else str(value)
        return self.sentence[: self.start] + new + self.sentence[self.end :]


def stated(source: Source) -> Iterator[Stated]:
    """Sentences of paragraphs of the plan that say one number with its unit."""
    for document in source.work:
        for paragraph in document.blocks.paragraphs:
            lines = document.prose[paragraph.line_start - 1 : paragraph.line_end]
            if paragraph.quoted or any("|" in line or "](" in line for line in lines):
                continue
            first = document.lines[paragraph.line_start - 1]
            if not first[:1].isalpha() or _is_context(titles_above(document, paragraph.line_end)):
                continue
            for sentence in SENTENCE.split(" ".join(line.strip() for line in lines)):
                yield from _stated(document.path, paragraph.line_start, lines, sentence)


def _is_context(titles: list[str]) -> bool:
    bad = (
        r"alternativ|example|background|histor|risk|motivation|test|measure|stor(?:y|ies)|template"
    )
    return any(re.search(bad, title, re.IGNORECASE) for title in titles)


def _stated(path: str, start: int, lines: tuple[str, ...], sentence: str) -> Iterator[Stated]:
    numbers = re.findall(r"\d[\d,.]*", sentence)
    match = QUANTITY.search(sentence)
    words = len(sentence.split())
    if match is None or len(numbers) != 1 or not 7 <= words <= 35 or "**" in sentence:
        return
    if not OWN_SUBJECT.search(sentence) or UNSURE.search(sentence) or not sentence.endswith("."):
        return
    at = next((n for n, line in enumerate(lines) if match[1] in line), None)
    if at is not None and re.match(r"[A-Z`]", sentence):
        value = int(match[1].replace(",", ""))
        yield Stated(path, start + at, sentence, value, match.start(1), match.end(1))


def other(value: int) -> int:
    """Another value that nobody takes for a slip of rounding."""
    return value * 3 if value < 10 else value + value // 2


def far_slot(source: Source, path: str, line: int) -> list[tuple[str, int]]:
    """Ends of paragraphs in other sections, behind which a sentence can stand."""
    found = []
    for document in source.work:
        for paragraph in document.blocks.paragraphs:
            end = paragraph.line_end
            same = titles_above(document, end)[:1] == titles_above(document, line)[:1]
            if document.path == path and (same or abs(end - line) < 15):
                continue
            last = document.lines[end - 1]
            below = document.lines[end] if end < len(document.lines) else ""
            above = titles_above(document, end)
            plain = document.lines[paragraph.line_start - 1][:1].isalpha()
            ends = last.endswith(".") and not below.strip() and plain and len(above) > 1
            if ends and not paragraph.quoted and not _is_context(above):
                found.append((document.path, end))
    return found
