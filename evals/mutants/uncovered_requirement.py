"""Takes a requirement out of all tasks that name it."""

import re
from collections.abc import Iterator
from random import Random

from evals.mutants.covered import label_on, requirement_refs
from evals.mutants.interface import Edit, Mutator, Seed, Source, Spot
from evals.mutants.tools import replace_line, without
from planproof.core.plan import Item, Reference

RANGE = re.compile(r"\b[A-Z]+-?\d+\s*(?:-|–|to|\.\.+|through)\s*(?:[A-Z]+-?)?\d+\b")


def sites(source: Source, random: Random) -> Iterator[Seed]:
    """Requirements that few tasks name, always in a list of ids."""
    del random
    if any(RANGE.search(line) for each in source.work for line in each.prose):
        return
    naming: dict[str, list[Reference]] = {}
    for _, ref in requirement_refs(source):
        naming.setdefault(ref.resolved or "", []).append(ref)
    for item in source.plan.items:
        refs = naming.get(item.id, [])
        edits = _edits(source, item, refs)
        if (
            not item.id.startswith("SC")
            and item.kind == "requirement"
            and 1 <= len(refs) <= 3
            and edits
        ):
            if _elsewhere(source, item, refs):
                continue
            yield Seed(
                f"no task names {item.label}",
                edits,
                also=(Spot(item.path, item.line_start),),
            )


def _edits(source: Source, item: Item, refs: list[Reference]) -> tuple[Edit, ...]:
    edits = {}
    for ref in refs:
        line = source.line_of(ref.path, ref.line_start)
        label = label_on(item, line) if line is not None else None
        text = without(line, label) if line is not None and label else None
        if text is None:
            return ()
        edits[ref.path, ref.line_start] = replace_line(ref.path, ref.line_start, text)
    return tuple(edits.values())


def _elsewhere(source: Source, item: Item, refs: list[Reference]) -> bool:
    """True when the requirement is named in still another place."""
    known = {(ref.path, ref.line_start) for ref in refs} | {(item.path, item.line_start)}
    word = re.compile(rf"(?<![\w.-]){re.escape(item.label)}(?![\w-]|\.\d)")
    plain = item.label.replace(".", "").isdigit()
    return not plain and any(
        word.search(line) and (document.path, number) not in known
        for document in source.work
        for number, line in enumerate(document.lines, 1)
    )


RULES = ("uncovered-requirement", "silent-scope-reduction", "goal-not-achieved")
MUTATOR = Mutator("uncovered-requirement", "traceability", RULES, sites)
