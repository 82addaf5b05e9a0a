"""Links of a plan, for the mutators of links."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from evals.mutants.interface import Source
from planproof.core.plan import Reference

LINK = re.compile(r"(?<!!)\[([^\]\n]+)\]\(([^()\s]+)\)")


@dataclass(frozen=True)
class Link:
    path: str
    line: int
    text: str
    target: str
    start: int
    """Column where the target begins."""

    def with_target(self, source: Source, target: str) -> str:
        """The line with another target for the link."""
        line = source.line(self.path, self.line)
        return line[: self.start] + target + line[self.start + len(self.target) :]


def links(source: Source) -> Iterator[Link]:
    """Inline links in prose to places within the plan, which lead somewhere."""
    known = {(ref.path, ref.line_start, ref.target) for ref in _resolved(source)}
    for document in source.work:
        for number, line in enumerate(document.prose, 1):
            for match in LINK.finditer(line):
                if (document.path, number, match[2]) in known and line.count(match[2]) == 1:
                    yield Link(document.path, number, match[1], match[2], match.start(2))


def _resolved(source: Source) -> list[Reference]:
    return [ref for ref in source.plan.all_references() if ref.kind == "link" and ref.resolved]
