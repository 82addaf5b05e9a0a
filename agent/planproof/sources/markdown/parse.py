"""Markdown into blocks: headings, list items, fences, tables, comments, paragraphs.

The block parser of markdown-it does the nesting; `rules` replaces the rules in which
plans differ from CommonMark. Inline text is never parsed: it stays as the author wrote it,
except that emphasis is written with stars, and links of blocks with their targets.
"""

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from planproof.core.document import Blocks, Problem
from planproof.sources.markdown.definitions import Definitions, resolve_links
from planproof.sources.markdown.emphasis import with_stars
from planproof.sources.markdown.fences import nested_fences
from planproof.sources.markdown.front_matter import front_matter
from planproof.sources.markdown.reader import TokenReader
from planproof.sources.markdown.rules import MAX_NESTING, block_rules, build_parser

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

MAX_LINE = 20_000
"""Characters of a line that are read for structure; the parser is slow on longer ones."""


class Parsed(NamedTuple):
    """A Markdown text, read."""

    blocks: Blocks
    prose: tuple[str, ...]
    """The lines, where code, comments and front matter are empty, and emphasis has stars."""
    problems: tuple[Problem, ...]
    definitions: Definitions


def parse_markdown(lines: Sequence[str]) -> Parsed:
    """Blocks, prose, problems and link definitions of a Markdown text.

    Takes the lines without their endings. Any text gives a result; what could not be
    read for structure is told by a problem.
    """
    lines = [line.replace("\n", " ") for line in lines]
    readable, problems = _readable(lines)
    matter = front_matter(readable)
    if matter is not None:
        readable[: matter[1]] = [""] * matter[1]
    emphasised = _write_stars(readable)
    text = "\n".join(readable) + "\n"  # the last break also marks a last line of spaces only
    tokens = _block_tokens(text, nested_fences(readable))
    definitions = resolve_links(tokens) if "]:" in text else Definitions()
    reader = TokenReader(lines, readable)
    reader.read(tokens)
    if reader.too_deep:
        problems.append(_too_deep(reader.too_deep))
    prose = reader.prose
    for number in emphasised:
        prose[number] = with_stars(prose[number])
    if matter is not None:
        prose[: matter[1]] = [""] * matter[1]
    return Parsed(reader.blocks(matter), tuple(prose), tuple(problems), definitions)


def _write_stars(lines: list[str]) -> list[int]:
    """Write the emphasis of *lines* with stars; indexes of those that it changed."""
    changed: list[int] = []
    for number, line in enumerate(lines):
        if "_" in line and (new := with_stars(line)) != line:
            lines[number] = new
            changed.append(number)
    return changed


@cache
def _parser() -> "MarkdownIt":
    return build_parser()


def _block_tokens(text: str, nested: dict[int, int]) -> "list[Token]":
    tokens: list[Token] = []
    parser = _parser()
    env = {"rules": block_rules(), "nested": nested}
    parser.block.parse(text, parser, env, tokens)
    return tokens


def _readable(lines: Sequence[str]) -> tuple[list[str], list[Problem]]:
    """The lines as the parser gets them: over-long ones cut, a byte order mark removed."""
    readable = list(lines)
    long_lines: list[int] = []
    for number, line in enumerate(lines):
        if len(line) > MAX_LINE:
            readable[number] = _cut(line)
            long_lines.append(number)
    if readable and readable[0].startswith("\ufeff"):
        readable[0] = readable[0][1:]
    return readable, [_long_line(lines, long_lines)] if long_lines else []


def _cut(line: str) -> str:
    cut = line[:MAX_LINE]
    # A comment that closes behind the cut must not hide the rest of the document.
    if cut.rfind("<!--") > cut.rfind("-->") and line.find("-->", MAX_LINE - 2) >= 0:
        cut += "-->"
    return cut


def _long_line(lines: Sequence[str], long_lines: Sequence[int]) -> Problem:
    first = long_lines[0]
    more = f" So it is with {len(long_lines) - 1} more lines." if len(long_lines) > 1 else ""
    return Problem(
        kind="long-line",
        message=f"Line {first + 1} has {len(lines[first]):,} characters; headings, lists and "
        f"tables are looked for in its first {MAX_LINE:,} only.{more}",
        line=first + 1,
    )


def _too_deep(line: int) -> Problem:
    return Problem(
        kind="too-deep",
        message=f"Lists and quotes at line {line} are nested deeper than {MAX_NESTING // 2} "
        "lists; what stands deeper is not read for structure.",
        line=line,
    )
