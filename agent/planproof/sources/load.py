"""From a path to a plan: find, read, recognise, assemble."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from planproof.core.base import Location
from planproof.core.document import Blocks, Document
from planproof.core.plan import Item, Phase, Plan, Task
from planproof.sources.assemble import assemble
from planproof.sources.build import build_plan
from planproof.sources.classify import kind_of
from planproof.sources.declared import items_of
from planproof.sources.files.discover import SourceFile, discover
from planproof.sources.formats import Format, detect
from planproof.sources.markdown.parse import parse_markdown
from planproof.sources.nodes import gather
from planproof.sources.references import SLUGS
from planproof.sources.sections import find_sections, sections_by_line
from planproof.sources.units.drafts import Draft, Reading
from planproof.sources.units.headings import heading_units
from planproof.sources.units.json_tasks import json_units
from planproof.sources.units.list_items import item_units
from planproof.sources.units.plain import plain_units
from planproof.sources.units.tables import TableReader

_ALWAYS = frozenset({"phase", "task"})
_UNITS_ARE_WORK = ("plan", "phase", "task", "task-list", "overview")


def load(root: Path, *, exclude: Sequence[str] = ()) -> Plan:
    """Read the plan at *root*, a folder or one file, whole.

    *exclude* holds globs of paths to leave out. Raises NoPlanError when there is nothing to read.
    """
    found = discover(root, exclude)
    known = detect([_full_path(root, file.path) for file in found.files])
    texts = sum(not file.path.lower().endswith(".json") for file in found.files)
    readings = [_read(file, known, alone=texts == 1) for file in found.files]
    families = _families(readings)
    for reading in readings:
        TableReader(reading, families).read()
    seen = [(reading, list(reading.units)) for reading in readings]
    assembly = assemble(readings)
    contents = gather(readings, assembly, families)
    speaking = [r for r in readings if r.document.kind not in ("context", "template")]
    plan = build_plan(
        root=str(root),
        name=_name(root, readings),
        readings=readings,
        assembly=assembly,
        contents=contents,
        items=_distinct(item for reading in speaking for item in items_of(reading)),
        formats=(known.id,) if known else ("general",),
        skipped=found.skipped,
    )
    return plan.model_copy(update={"unparsed": tuple(_unparsed(seen, plan))})


def _full_path(root: Path, path: str) -> str:
    """Path with the folders above the plan that tell its format (`.kiro/specs/login/tasks.md`)."""
    above = root.resolve().parts[-4:] if root.is_dir() else root.resolve().parts[-4:-1]
    return (
        "/".join((*above, path))
        if any(part.startswith((".", "_", "openspec", "superpowers")) for part in above)
        else path
    )


def _read(file: SourceFile, known: Format | None, *, alone: bool) -> Reading:
    if file.path.lower().endswith(".json"):
        return _read_json(file, known)
    blocks, prose, problems, definitions = parse_markdown(file.text_lines)
    kind = kind_of(file.path, prose, blocks, alone=alone)
    sections = find_sections(file.text_lines, prose, blocks)
    document = Document.model_construct(
        path=file.path,
        kind=kind,
        format=known.id if known else "general",
        title=_title(blocks),
        bytes=file.bytes,
        sha256=file.sha256,
        lines=tuple(file.text_lines),
        prose=prose,
        blocks=blocks,
        sections=sections,
        problems=(*file.problems, *problems),
    )
    by_line = sections_by_line(sections, len(document.lines))
    reading = Reading(document, by_line, definitions=definitions)
    reading.units = [*heading_units(document), *item_units(reading)]
    if not reading.units:
        reading.units = plain_units(document)
    return reading


def _title(blocks: Blocks) -> str:
    return next((heading.text for heading in blocks.headings if heading.style != "bold"), "")


def _read_json(file: SourceFile, known: Format | None) -> Reading:
    document = Document.model_construct(
        path=file.path,
        kind="data",
        format=known.id if known else "general",
        title="",
        bytes=file.bytes,
        sha256=file.sha256,
        lines=tuple(file.text_lines),
        prose=("",) * len(file.text_lines),
        blocks=Blocks(),
        sections=(),
        problems=file.problems,
    )
    units, problems = json_units(document)
    update = {"kind": "task-list" if units else "data", "problems": (*file.problems, *problems)}
    reading = Reading(document.model_copy(update=update), [None] * (len(file.text_lines) + 1))
    reading.units = units
    return reading


def _families(readings: Sequence[Reading]) -> frozenset[str]:
    """Unit words that the plan's own phases and tasks bear."""
    units = [unit for reading in readings for unit in reading.units]
    slugs = (
        {SLUGS}
        if any(u.number and "-" in u.number and u.number.islower() for u in units)
        else set()
    )
    return _ALWAYS | {unit.family for unit in units} | slugs


def _distinct(items: Iterable[Item]) -> list[Item]:
    """Without restatements: an id that another document declared already.

    A second declaration in one document stays, for a check to name.
    """
    homes: dict[str, str] = {}
    return [item for item in items if homes.setdefault(item.id, item.path) == item.path]


def _unparsed(seen: Iterable[tuple[Reading, list[Draft]]], plan: Plan) -> Iterable[Location]:
    """Lines that name a unit of work and that became no part of the plan.

    Restated phases and progress reports end here too: the reader of the report sees what was
    left aside.
    """
    used = {(node.path, node.heading_line) for node in plan.nodes.values()}
    for reading, units in seen:
        if reading.document.kind not in _UNITS_ARE_WORK:
            continue
        for unit in units:
            place = (unit.path, unit.heading_line)
            if place not in used and _is_unowned(*plan.owner(*place)):
                yield Location(path=unit.path, line_start=place[1], line_end=place[1])


def _is_unowned(phase: Phase | None, task: Task | None) -> bool:
    """Owned by nothing, or only by a document that serves as a phase."""
    return task is None and (phase is None or not phase.explicit)


def _name(root: Path, readings: Sequence[Reading]) -> str:
    for kind in ("overview", "plan", "spec", "phase", "task-list"):
        for reading in readings:
            if reading.document.kind == kind and reading.document.title:
                return reading.document.title
    return root.resolve().name
