"""Which files of the code base whoever does a phase has to read."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from planproof.checks._files import Verb, verb_of
from planproof.core.base import Frozen
from planproof.core.plan import FileMention, Phase, Plan, Task
from planproof.core.repository import NamedFile, Repository, repository_path

_MADE_BY_TOOLS = re.compile(
    r"(?:^|/)(?:package-lock\.json|pnpm-lock\.yaml|go\.sum)$|\.(?:lock|svg|csv|tsv|jsonl|map)$"
    r"|\.min\.(?:js|css)$",
    re.IGNORECASE,
)
"""Files that change with the work and that nobody reads: locks, drawings, data."""


class PhaseReading(Frozen):
    """The existing files that a phase names, each of them once and in one group."""

    modified: tuple[NamedFile, ...] = ()
    """The plan says without doubt that the phase modifies them."""
    read: tuple[NamedFile, ...] = ()
    """The others, for all that is known only to be read."""
    excerpts: tuple[NamedFile, ...] = ()
    """Named with line numbers, modified or not: they need not be read whole."""
    missing: int = 0
    """Named files that are not there: the phase may create them."""

    @property
    def files(self) -> tuple[NamedFile, ...]:
        """All of them."""
        return (*self.modified, *self.read, *self.excerpts)

    @property
    def tokens(self) -> int:
        """Tokens of all of them, in full."""
        return tokens_of(self.files)


class _Mention(NamedTuple):
    at: FileMention
    verb: Verb | None


def tokens_of(files: Sequence[NamedFile]) -> int:
    """The tokens of *files* together."""
    return sum(file.tokens for file in files)


def readings(plan: Plan, repository: Repository) -> dict[str, PhaseReading]:
    """What each phase has to read, by the id of the phase.

    Files are left out that the phase deletes, that tools write, that are documents of the plan,
    or that the plan itself creates: what is there of the last is not what the phase will find.
    """
    created = {
        path
        for node in plan.nodes.values()
        for path, mention in _named(plan, node)
        if repository.find(path) and _verb(plan, node, mention) == "create"
    }
    return {phase.id: _reading(plan, phase, repository, created) for phase in plan.phases}


def mentions(plan: Plan, phase: Phase) -> Iterator[tuple[str, FileMention]]:
    """What a phase and its tasks name, by path from the root of the code base.

    A task that the phase lists and that is declared elsewhere is the phase's own.
    """
    for node in _nodes(plan, phase):
        yield from _named(plan, node)


def _nodes(plan: Plan, phase: Phase) -> Sequence[Phase | Task]:
    nodes: dict[str, Phase | Task] = {phase.id: phase}
    nodes.update((task.id, task) for task in phase.walk())
    for reference in phase.schedules():
        listed = plan.nodes.get(reference.resolved or "")
        if isinstance(listed, Task):
            nodes.update((task.id, task) for task in listed.walk())
    return tuple(nodes.values())


def _named(plan: Plan, node: Phase | Task) -> Iterator[tuple[str, FileMention]]:
    for mention in node.files:
        path = repository_path(mention.file)
        if path is not None and mention.action != "delete" and not _is_of_plan(plan, mention, path):
            yield path, mention


def _verb(plan: Plan, node: Phase | Task, mention: FileMention) -> Verb | None:
    return None if mention.action == "read" else verb_of(plan, node, mention)


def _is_of_plan(plan: Plan, mention: FileMention, path: str) -> bool:
    """True when a document of the plan is meant, seen from its root or from where it is named."""
    folder = mention.path.rpartition("/")[0]
    return path in plan.by_path or f"{folder}/{path}" in plan.by_path


def _reading(plan: Plan, phase: Phase, repository: Repository, created: set[str]) -> PhaseReading:
    missing: set[str] = set()
    named: dict[str, list[_Mention]] = defaultdict(list)
    for node in _nodes(plan, phase):
        for path, mention in _named(plan, node):
            if not repository.holds(path):
                missing.add(path)
            elif path not in created and not _MADE_BY_TOOLS.search(path):
                named[path].append(_Mention(mention, _verb(plan, node, mention)))
    groups = _grouped(plan, repository, named)
    return PhaseReading(
        modified=tuple(groups["modified"]),
        read=tuple(groups["read"]),
        excerpts=tuple(groups["excerpts"]),
        missing=len(missing),
    )


def _grouped(
    plan: Plan, repository: Repository, named: Mapping[str, Sequence[_Mention]]
) -> Mapping[str, list[NamedFile]]:
    groups: dict[str, list[NamedFile]] = defaultdict(list)
    for path, found in named.items():
        file = repository.find(path)
        if file is None:
            continue  # there, but no text
        if any(mention.at.lines for mention in found):
            groups["excerpts"].append(file)
        elif any(mention.verb == "modify" for mention in found):
            groups["modified"].append(file)
        elif not all(_is_drawn(plan, mention.at) for mention in found):
            groups["read"].append(file)
    return groups


def _is_drawn(plan: Plan, mention: FileMention) -> bool:
    """True in a tree of folders, which shows where things are and not what to read."""
    prose = plan.document(mention.path).prose
    return mention.action == "mention" and not prose[mention.line_start - 1].strip()
