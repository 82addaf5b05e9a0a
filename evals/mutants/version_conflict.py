"""Names another version of a technology in one of the places that name it."""

import re
from collections.abc import Iterator
from random import Random

from evals.mutants.interface import Mutator, Seed, Source, Spot
from evals.mutants.tools import replace_line

NAMED = re.compile(
    r"\b(Python|Node\.js|PostgreSQL|Postgres|Ruby|Rails|Django|React|Debian|Ubuntu|SQLite|Redis|"
    r"TypeScript|Java|Vue|Angular|MySQL|Go|Rust|\.NET|Spring Boot)\s+v?(\d+(?:\.\d+)?)\b(?!\.\d)"
)
RULES = ("conflicting-quantity", "contradiction", "cross-contradiction", "infeasible")


def sites(source: Source, random: Random) -> Iterator[Seed]:
    """Technologies that the plan names at least twice, always in one version."""
    del random
    found: dict[str, list[tuple[str, int, re.Match[str]]]] = {}
    for document in source.work:
        for number, line in enumerate(document.prose, 1):
            for match in NAMED.finditer(line):
                found.setdefault(match[1], []).append((document.path, number, match))
    for name, places in found.items():
        versions = {match[2] for _, _, match in places}
        if len(places) < 2 or len(versions) != 1 or len({p[:2] for p in places}) != len(places):
            continue
        for path, number, match in places:
            line = source.line(path, number)
            major, dot, minor = match[2].partition(".")
            new = f"{major}.{max(int(minor) - 2, 0)}" if dot else str(int(major) - 2)
            if new == match[2] or re.search(r"older|newer|or later|from", line):
                continue
            text = line[: match.start(2)] + new + line[match.end(2) :]
            yield Seed(
                f"{name} {new} here, {name} {match[2]} elsewhere",
                (replace_line(path, number, text),),
                also=tuple(Spot(p, n) for p, n, _ in places if (p, n) != (path, number)),
            )


MUTATOR = Mutator("version-conflict", "numbers", RULES, sites)
