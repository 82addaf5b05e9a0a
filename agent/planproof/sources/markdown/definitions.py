"""Links whose targets stand elsewhere: `[text][id]` and `[id]: target`."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from markdown_it.token import Token

CODE_SPAN = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)")
_TARGET = r"<[^<>\n]{0,500}>|[^\s<]\S{0,500}"
_TITLE = r"(?:\"[^\"]{0,500}\"|'[^']{0,500}'|\([^()]{0,500}\))"
_DEFINITION = re.compile(
    rf"\[(?P<label>(?!\^)(?:[^\[\]\\]|\\.){{1,999}})\]:[ \t]*\n?[ \t]*(?P<target>{_TARGET})"
    rf"(?:(?:[ \t]+|[ \t]*\n){_TITLE})?[ \t]*(?:\n|$)"
)
_USE = re.compile(
    r"(?<!\\)\[(?P<text>[^\[\]\n]{0,300})\]"
    r"(?:(?P<inline>\((?:<[^>\n]*>|[^()\s]*(?:\([^()\s]{0,100}\))?)(?:\s+[\"'(][^\n]{0,200}?)?\))"
    r"|\[(?P<label>[^\[\]\n]{0,300})\])?"
)
_CHECKBOXES = frozenset({"", "x", "-", "~"})
"""Labels that are no links by themselves: `- [x] done`."""
_BLOCKS = frozenset({"paragraph", "heading", "table"})


class Use(NamedTuple):
    """A link that names a definition."""

    start: int
    end: int
    text: str
    target: str


@dataclass(frozen=True, slots=True)
class Definitions:
    """The link definitions of one document."""

    targets: dict[str, str] = field(default_factory=dict)
    """By label in its normal form; of several with one label the first."""
    lines: set[int] = field(default_factory=set)
    """Lines (from 1) that define links and say nothing else."""

    def uses(self, text: str) -> Iterator[Use]:
        """Links in *text* (without line breaks) that name one of the definitions."""
        hidden = CODE_SPAN.sub(_blank, text) if "`" in text else text
        position = 0
        while (match := _USE.search(hidden, position)) is not None:
            position = match.end()
            if match["inline"] is not None:
                continue
            named = match["label"]
            label = normal_label(named or match["text"])
            target = self.targets.get(label)
            if named is None and label in _CHECKBOXES:
                continue
            if target is not None:
                start, end = match.span()
                yield Use(start, end, text[start + 1 : match.end("text")], target)
            elif named:
                position = match.start("label") - 1  # `[text][a][b]`: the link may be `[a][b]`

    def inlined(self, text: str) -> str:
        """*text* with each such link as `[text](target)`."""
        kept: list[str] = []
        begin = 0
        for use in self.uses(text):
            kept += [text[begin : use.start], f"[{use.text}]({_written(use.target)})"]
            begin = use.end
        return "".join([*kept, text[begin:]])


def normal_label(label: str) -> str:
    """One form for labels that mean the same definition."""
    # Uses may stand in text whose emphasis was written with stars.
    return " ".join(label.split()).casefold().replace("_", "*")


def resolve_links(tokens: "Iterable[Token]") -> Definitions:
    """Find the definitions of a document and write the links of its blocks with their targets.

    So all that reads a block knows one kind of link. Prose stays as it is, with its columns.
    """
    blocks = [t for t in tokens if t.type in _BLOCKS and "[" in t.content]
    known = Definitions()
    ends = {
        id(t): _define(known, t) for t in blocks if t.type == "paragraph" and t.content[0] == "["
    }
    if known.targets:
        for token in blocks:
            end = ends.get(id(token), 0)
            lines = token.content[end:].split("\n")
            rest = "\n".join([known.inlined(line) if "[" in line else line for line in lines])
            token.content = token.content[:end] + rest
    return known


def _define(known: Definitions, token: "Token") -> int:
    """Take the definitions with which a paragraph begins; where its text begins behind them."""
    end = 0
    while (match := _DEFINITION.match(token.content, end)) is not None:
        label = normal_label(match["label"])
        if not label:
            break
        first = (token.map or [0])[0] + token.content.count("\n", 0, end) + 1
        known.targets.setdefault(label, match["target"].strip("<>"))
        known.lines.update(range(first, first + match[0].rstrip("\n").count("\n") + 1))
        end = match.end()
    return end


def _written(target: str) -> str:
    """A target as it can stand between parentheses, also in a cell of a table."""
    target = target.replace("|", "%7C")
    return f"<{target}>" if re.search(r"[\s()]", target) else target


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])
