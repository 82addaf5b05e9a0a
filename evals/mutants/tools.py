"""Finding sites and making small edits, for all mutators."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from evals.mutants.interface import Edit, Seed, Source, Spot
from planproof.core.document import Document, ListItem, Section, Table
from planproof.core.plan import Phase, Reference, Task

ITEM = re.compile(r"^(\s*)([-*+]|\d+[.)])(\s+)(\[[ xX]\]\s+)?")
NOT_WORK = re.compile(
    r"alternativ|risk|question|drawback|non-goal|out of scope|histor|example|reference|glossary|"
    r"background|context|motivation|summary|contents|future|note|assumption|template|stor(?:y|ies)|"
    r"words|decision|rejected|considered|caveat|trouble|faq|concern|open|appendix|changelog|review",
    re.IGNORECASE,
)
_PIPE = re.compile(r"(?<!\\)\|")


def english(source: Source) -> bool:
    """True for plans in English, in which an English sentence does not stand out."""
    words = re.findall(r"\w+", source.whole.lower())
    common = sum(word in {"the", "and", "of", "to", "is", "with", "in"} for word in words)
    return bool(words) and common / len(words) > 0.05


def replace_line(path: str, number: int, line: str) -> Edit:
    return Edit(path, number, number, (line,))


def insert_after(path: str, number: int, *lines: str) -> Edit:
    return Edit(path, number + 1, number, lines)


def delete(path: str, first: int, last: int) -> Edit:
    return Edit(path, first, last, ())


def once(line: str, mark: str) -> re.Match[str] | None:
    """Where *mark* stands as a word of its own, if exactly once."""
    found = list(re.finditer(rf"(?<![\w-]){re.escape(mark)}(?![\w-]|\.\d)", line))
    return found[0] if len(found) == 1 else None


def swapped(line: str, mark: str, other: str) -> str | None:
    """*line* with *other* for *mark*, or None unless it stands there exactly once."""
    match = once(line, mark)
    return line[: match.start()] + other + line[match.end() :] if match else None


def without(line: str, mark: str) -> str | None:
    """*line* without one member of a list of ids; None where it is no member of a list."""
    word = rf"(?<![\w-]){re.escape(mark)}(?![\w-]|\.\d)"
    for pattern in (rf"[,;]\s*{word}(?=\s*[,;)|_.]|\s*$)", rf"{word}\s*[,;]\s*", rf"\s*\({word}\)"):
        if len(re.findall(pattern, line)) == 1 and len(re.findall(word, line)) == 1:
            return re.sub(pattern, "", line)
    return None


def bumped(label: str, by: int) -> str | None:
    """*label* with its last number raised, in the same width; None where it has no number."""
    match = re.search(r"\d+(?!.*\d)", label)
    if not match:
        return None
    number = str(int(match[0]) + by).zfill(len(match[0]))
    return label[: match.start()] + number + label[match.end() :]


def mark_of(node: Phase | Task) -> str:
    """How the author names a node: its label, in JSON its number."""
    return (node.number or node.label) if node.path.lower().endswith(".json") else node.label


def unique(source: Source, node: Phase | Task) -> bool:
    """True when no other node bears the same label."""
    return sum(each.label == node.label for each in source.plan.nodes.values()) == 1


@dataclass(frozen=True)
class Dependency:
    """A line on which a node says that it needs another one."""

    node: Phase | Task
    target: Phase | Task
    path: str
    line: int
    mark: str


_NEEDS = re.compile(r"\b(?:after|depends? on|requires?|needs?|prereqs?)\b[^.;]*$", re.IGNORECASE)


def dependencies(source: Source) -> Iterator[Dependency]:
    """Dependencies whose target stands exactly once on its line."""
    for node in source.plan.nodes.values():
        for ref in node.references:
            target = source.plan.nodes.get(ref.resolved or "")
            line = source.line_of(ref.path, ref.line_start)
            if target is None or line is None or target is node or ref.ambiguous:
                continue
            mark = mark_of(target)
            match = once(line, mark)
            if match and _is_need(ref, line[: match.start()]):
                yield Dependency(node, target, ref.path, ref.line_start, mark)


def _is_need(ref: Reference, before: str) -> bool:
    if ref.phase is not None or ref.kind not in ("task", "phase"):
        return False
    return ref.relation == "depends" or (
        ref.relation == "mentions" and bool(_NEEDS.search(before)) and " not " not in before
    )


def with_more(dependency: Dependency, line: str, more: str) -> Edit:
    """The edit that lets a node need *more* too, as its author would write it."""
    match = once(line, dependency.mark)
    item = ITEM.match(line)
    if match is None:
        raise ValueError(f"{dependency.mark!r} does not stand once on {line!r}")
    if dependency.path.lower().endswith(".json"):
        head = line[: match.start()]
        lines = (f"{head}{dependency.mark},", f"{head}{more}{line[match.end() :]}")
        return Edit(dependency.path, dependency.line, dependency.line, lines)
    if item and item.end() == match.start():
        return insert_after(
            dependency.path, dependency.line, line[: match.start()] + more + line[match.end() :]
        )
    text = f"{line[: match.end()]}, {more}{line[match.end() :]}"
    return replace_line(dependency.path, dependency.line, text)


def order_of(source: Source) -> dict[str, int]:
    """Place of each task in the order of the plan."""
    return {task.id: place for place, task in enumerate(source.plan.walk())}


def titles_above(document: Document, line: int) -> list[str]:
    """Headings that a line stands under, innermost first."""
    titles: list[str] = []
    level = 99
    for heading in reversed(document.blocks.headings):
        if heading.line_start <= line and heading.level < level:
            titles.append(heading.text)
            level = heading.level
    return titles


@dataclass(frozen=True)
class Slot:
    """A place where one more sentence of instruction can stand."""

    path: str
    after: int
    prefix: str
    """Marks before the text of the new line; empty for a paragraph of its own."""

    def edit(self, *text: str) -> Edit:
        if self.prefix:
            indent = " " * len(self.prefix)
            lines = (self.prefix + text[0], *(indent + line if line else "" for line in text[1:]))
            return insert_after(self.path, self.after, *lines)
        return insert_after(self.path, self.after, "", *text)


def slots(source: Source) -> list[Slot]:
    """Places for one more step: ends of the lists of steps, else ends of paragraphs of design."""
    if not english(source):
        return []
    found = [slot for task in source.plan.walk() for slot in _step_slots(source, task)]
    return found or [slot for document in source.work for slot in _prose_slots(document)]


def step_slots(source: Source) -> list[Slot]:
    """The slots that are steps of a task."""
    if not english(source):
        return []
    return [slot for task in source.plan.walk() for slot in _step_slots(source, task)]


def steps_of(source: Source, task: Task) -> list[ListItem]:
    """Outermost items of the lists of steps of a task."""
    if not source.editable(task.path) or task.subtasks or task.kind in ("json", "row"):
        return []
    steps = [part for part in task.sections if part.role == "steps"]
    if not steps:
        return []
    inside = [
        item
        for item in source.plan.document(task.path).blocks.items
        if any(part.line_start < item.line_start <= part.line_end for part in steps)
    ]
    depth = min((item.depth for item in inside), default=0)
    return [item for item in inside if item.depth == depth]


def _step_slots(source: Source, task: Task) -> Iterator[Slot]:
    items = steps_of(source, task)
    if not items or NOT_WORK.search(task.title):
        return
    last = items[-1]
    match = ITEM.match(source.line(task.path, last.line_start))
    if not match:
        return
    mark = match[2]
    if mark[0].isdigit():
        mark = f"{int(mark[:-1]) + 1}{mark[-1]}"
    yield Slot(task.path, last.line_end, match[1] + mark + match[3] + (match[4] or ""))


def _prose_slots(document: Document) -> Iterator[Slot]:
    for paragraph in document.blocks.paragraphs:
        end = paragraph.line_end
        last = document.lines[end - 1]
        below = document.lines[end] if end < len(document.lines) else ""
        above = titles_above(document, end)
        fits = len(above) > 1 and not any(NOT_WORK.search(title) for title in above[:-1])
        indented = document.lines[paragraph.line_start - 1][:1] in " \t<>|"
        if last.rstrip().endswith(".") and not below.strip() and fits and not indented:
            yield Slot(document.path, end, "")


def one_each(source: Source, texts: tuple[str, ...], random: Random, what: str) -> Iterator[Seed]:
    """A seed for each slot: one of *texts*, chosen by *random*."""
    for slot in slots(source):
        text = random.choice(texts)
        yield Seed(f"{what}: {text}", (slot.edit(text),))


def table_cells(line: str) -> list[str]:
    """Text between the pipes of a row, white space and all; outer parts included."""
    return _PIPE.split(line)


def with_cell(line: str, column: int, text: str) -> str | None:
    """*line* with another text in a column; None where it has no such column."""
    cells = table_cells(line)
    at = column + (1 if line.lstrip().startswith("|") else 0)
    if not 0 <= at < len(cells):
        return None
    cells[at] = f" {text} " if text else "  "
    return "|".join(cells)


def tables(source: Source) -> Iterator[tuple[Document, Table]]:
    for document in source.work:
        for table in document.blocks.tables:
            yield document, table


def body(document: Document, section: Section) -> tuple[int, int] | None:
    """First and last line of a section's content; None where it has none of its own."""
    first = section.line_start + 1
    headings = [each for each in document.blocks.headings if each.line_start == section.line_start]
    if headings:
        first = headings[0].line_end + 1
    if any(first <= each.line_start <= section.line_end for each in document.blocks.headings):
        return None
    content = [n for n in range(first, section.line_end + 1) if document.lines[n - 1].strip()]
    return (content[0], content[-1]) if content else None


def spot(node: Phase | Task) -> Spot:
    return Spot(node.path, node.heading_line)


def changed_number(text: str, new: float) -> str | None:
    """*text* with another value for its only number, written in the same way."""
    found = list(re.finditer(r"\d[\d,]*(?:\.\d+)?", text))
    if len(found) != 1:
        return None
    match = found[0]
    number = f"{new:,.0f}" if "," in match[0] else f"{new:g}" if new < 1e5 else f"{new:.0f}"
    return text[: match.start()] + number + text[match.end() :]


def raised(value: float) -> float:
    """Another value that nobody would call equal, about as round as *value*."""
    step = 1 if value < 20 else 5 if value < 100 else 10 ** (len(str(int(value))) - 2)
    more = value * 0.4 if value >= 5 else 2
    return value + max(round(more / step), 1) * step
