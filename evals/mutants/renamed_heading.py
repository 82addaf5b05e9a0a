"""Renames a heading that links lead to."""

from collections.abc import Iterator
from random import Random

from evals.mutants.interface import Mutator, Seed, Source, Spot
from evals.mutants.links import Link, links
from evals.mutants.tools import replace_line


def slug(title: str) -> str:
    """Anchor of a heading of plain words."""
    kept = "".join(each for each in title.lower() if each.isalnum() or each in " -_")
    return kept.replace(" ", "-")


def sites(source: Source, random: Random) -> Iterator[Seed]:
    pointing: dict[tuple[str, str], list[Link]] = {}
    for link in links(source):
        file, _, anchor = link.target.partition("#")
        pointing.setdefault((file.removeprefix("./") or link.path, anchor), []).append(link)
    for document in source.work:
        for heading in document.blocks.headings:
            key = document.path, slug(heading.text)
            line = document.lines[heading.line_start - 1]
            if key not in pointing or heading.style != "atx" or heading.text not in line:
                continue
            if sum(slug(each.text) == key[1] for each in document.blocks.headings) > 1:
                continue
            more = random.choice(("in Detail", "and Scope", "(revised)"))
            text = line.replace(heading.text, f"{heading.text} {more}")
            yield Seed(
                f"{heading.text!r} is renamed, the links to it are not",
                (replace_line(document.path, heading.line_start, text),),
                also=tuple(Spot(link.path, link.line) for link in pointing[key]),
            )


MUTATOR = Mutator("renamed-heading", "references", ("broken-link",), sites)
