"""Lowers the priority of a task below that of a task that needs it."""

import re
from collections.abc import Iterator
from random import Random

from evals.mutants.interface import Mutator, Seed, Source, Spot
from evals.mutants.tools import dependencies, replace_line
from planproof.core.plan import Field, Phase, Task

WORDS = {"critical": "low", "high": "low", "medium": "low", "must": "could", "should": "could"}


def sites(source: Source, random: Random) -> Iterator[Seed]:
    del random
    for each in dependencies(source):
        own, other = _priority(each.node), _priority(each.target)
        if own is None or other is None or own.value.strip() != other.value.strip():
            continue
        low = _lower(other.value.strip())
        line = source.line_of(other.path, other.line_start)
        if low is None or line is None:
            continue
        pattern = rf"(?<![\w-]){re.escape(other.value.strip())}(?![\w-])"
        if len(re.findall(pattern, line)) != 1:
            continue
        yield Seed(
            f"{each.node.label} ({own.value}) needs {each.target.label} ({low})",
            (replace_line(other.path, other.line_start, re.sub(pattern, low, line)),),
            also=(Spot(each.path, each.line), Spot(own.path, own.line_start)),
            nodes=(each.node.id, each.target.id),
        )


def _priority(node: Phase | Task) -> Field | None:
    return next((each for each in node.fields if each.name.lower() == "priority"), None)


def _lower(value: str) -> str | None:
    if re.fullmatch(r"P[0-2]", value):
        return f"P{int(value[1]) + 2}"
    low = WORDS.get(value.lower())
    return low.capitalize() if low and value.istitle() else low


MUTATOR = Mutator("priority-inversion", "order", ("priority-inversion",), sites)
