"""What a mutator is: it plants one defect in a plan and says where and which rules name it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Literal

from planproof.core.document import Document
from planproof.core.finding import Category
from planproof.core.plan import Plan
from planproof.sources import load

Needs = Literal["checks", "model"]
"""Who is to find the defect: the checks alone, or a model."""


@dataclass(frozen=True)
class Source:
    """A plan as it was understood, with the raw texts that may be changed."""

    path: Path
    plan: Plan
    texts: Mapping[str, str]
    """Raw text by document, line endings as they are; only documents whose lines are certain."""

    @cached_property
    def work(self) -> tuple[Document, ...]:
        """Documents of Markdown that are the plan itself and may be changed."""
        return tuple(
            each
            for each in self.plan.work_documents()
            if each.path in self.texts and not each.path.lower().endswith(".json")
        )

    @cached_property
    def whole(self) -> str:
        """All texts in one, to search for words."""
        return "\n".join(self.texts.values())

    def line(self, path: str, number: int) -> str:
        return self.plan.document(path).lines[number - 1]

    def editable(self, path: str) -> bool:
        return path in self.texts

    def line_of(self, path: str, number: int) -> str | None:
        """The line, or None where it may not be changed."""
        if path not in self.texts or not 1 <= number <= len(self.plan.document(path).lines):
            return None
        return self.line(path, number)


@dataclass(frozen=True)
class Edit:
    """Lines of one document that are replaced; `last` is `first - 1` for an insertion."""

    path: str
    first: int
    last: int
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Spot:
    """A line, in the numbering of the plan before the change."""

    path: str
    line: int


@dataclass(frozen=True)
class Seed:
    """One defect to plant."""

    what: str
    edits: tuple[Edit, ...]
    also: tuple[Spot, ...] = ()
    """Places besides the edited ones that would do as well."""
    nodes: tuple[str, ...] = ()
    """Tasks or phases that would do as well, besides the tasks that were edited."""
    only_also: bool = False
    """The edited places themselves are no answer."""


@dataclass(frozen=True)
class Place:
    """A run of lines of the mutant."""

    path: str
    first: int
    last: int


@dataclass(frozen=True)
class Mutant:
    """A plan with one defect more than it had."""

    mutator: str
    rules: tuple[str, ...]
    what: str
    texts: Mapping[str, str]
    """New text of each changed document."""
    places: tuple[Place, ...]
    nodes: frozenset[str] = frozenset()
    before: str = ""
    after: str = ""
    edits: tuple[Edit, ...] = field(default=(), repr=False)


Sites = Callable[[Source, Random], Iterable[Seed]]


@dataclass(frozen=True)
class Mutator:
    name: str
    category: Category
    rules: tuple[str, ...]
    """Rules and criteria that would be a right answer."""
    sites: Sites
    needs: Needs = "checks"


def read_source(path: Path) -> Source:
    """The plan at *path*; NoPlanError when there is none."""
    plan = load(path)
    texts = {}
    for document in plan.documents:
        file = path / document.path if path.is_dir() else path
        text = file.read_bytes().decode("utf-8", "replace")
        lines = [line.removesuffix("\r") for line in text.split("\n")]
        if lines and not lines[-1]:
            lines.pop()
        if tuple(lines) == document.lines and not document.problems:
            texts[document.path] = text
    return Source(path, plan, texts)


def mutants(mutator: Mutator, source: Source, random: Random, limit: int) -> Iterator[Mutant]:
    """At most *limit* mutants of *source*, the same for the same state of *random*."""
    seeds = list(mutator.sites(source, random))
    random.shuffle(seeds)
    made = 0
    for seed in seeds:
        if made == limit:
            return
        if mutant := planted(mutator, source, seed):
            made += 1
            yield mutant


def planted(mutator: Mutator, source: Source, seed: Seed) -> Mutant | None:
    """*source* with *seed* in it; None where that changes nothing or may not be."""
    if not all(source.editable(edit.path) for edit in seed.edits):
        return None
    if not _disjoint(seed.edits):
        return None
    texts = {
        path: edited(source.texts[path], [edit for edit in seed.edits if edit.path == path])
        for path in sorted({edit.path for edit in seed.edits})
    }
    if any(texts[path] == source.texts[path] for path in texts):
        return None
    return Mutant(
        mutator=mutator.name,
        rules=mutator.rules,
        what=seed.what,
        texts=texts,
        places=tuple(_places(seed)),
        nodes=frozenset(_nodes(source.plan, seed)),
        before=" / ".join(_removed(source, edit) for edit in seed.edits)[:400],
        after=" / ".join("\n".join(edit.lines) for edit in seed.edits)[:400],
        edits=seed.edits,
    )


def edited(text: str, edits: Iterable[Edit]) -> str:
    """*text* with all *edits*, in the line ending that it has."""
    ending = "\r\n" if "\r\n" in text else "\n"
    lines = text.split(ending)
    for edit in sorted(edits, key=lambda each: each.first, reverse=True):
        lines[edit.first - 1 : edit.last] = list(edit.lines)
    return ending.join(lines)


def _disjoint(edits: tuple[Edit, ...]) -> bool:
    ordered = sorted(edits, key=lambda each: (each.path, each.first))
    return all(
        one.path != two.path or max(one.last, one.first - 1) < two.first
        for one, two in pairwise(ordered)
    )


def _shift(edits: tuple[Edit, ...], path: str, line: int) -> int:
    """How far *edits* above move a line."""
    return sum(
        len(edit.lines) - (edit.last - edit.first + 1)
        for edit in edits
        if edit.path == path and edit.first <= line and max(edit.last, edit.first - 1) < line
    )


def _places(seed: Seed) -> Iterator[Place]:
    for edit in () if seed.only_also else seed.edits:
        first = edit.first + _shift(seed.edits, edit.path, edit.first - 1)
        yield Place(edit.path, first, first + max(len(edit.lines) - 1, 0))
    for spot in seed.also:
        line = spot.line + _shift(seed.edits, spot.path, spot.line)
        yield Place(spot.path, line, line)


def _nodes(plan: Plan, seed: Seed) -> Iterator[str]:
    yield from seed.nodes
    for edit in () if seed.only_also else seed.edits:
        _, task = plan.owner(edit.path, min(edit.first, len(plan.document(edit.path).lines)))
        if task and edit.last >= edit.first:
            yield task.id


def _removed(source: Source, edit: Edit) -> str:
    return source.plan.document(edit.path).text(edit.first, edit.last)
