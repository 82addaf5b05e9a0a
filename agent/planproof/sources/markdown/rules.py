"""Block rules that replace those of markdown-it: fences, headings, tables, paragraphs.

They differ from CommonMark where plans do. Each pushes one flat token: `fence`, `heading`,
`table` or `paragraph`, with `content` free of container marks, so that the reader of the
tokens needs no inline parser.
"""

import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from planproof.sources.markdown.tables import is_delimiter_row, same_columns

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.parser_block import RuleFuncBlockType
    from markdown_it.ruler import RuleOptionsType
    from markdown_it.rules_block import StateBlock

MAX_NESTING = 40
"""Levels of nesting that are read; a list takes two. Deeper text is left out."""

_DELIMITER_STARTS = frozenset("|-:")
_NOT_AT_END = (".", ":", ";", ",", "\u3002", "\uff1a", "\uff1b", "\uff0c")
"""Punctuation after which `---` is a thematic break; the last four are full-width."""
_MAX_SETEXT_LENGTH = 80

RulesByCharacter = dict[str, tuple["RuleFuncBlockType", ...]]


def build_parser() -> "MarkdownIt":
    """A CommonMark block parser with our rules in it. Its inline parser is never run.

    Its rules expect `block_rules()` as `env["rules"]` and the map of nested fences as
    `env["nested"]`.
    """
    from markdown_it import MarkdownIt  # noqa: PLC0415 - not needed to start

    parser = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING}).enable("table")
    parser.disable(["reference", "lheading"])  # `paragraph` does what is left of them
    ruler = parser.block.ruler
    ruler.before("table", "by_character", by_character)
    ruler.at("table", table, {"alt": ["paragraph"]})
    ruler.at("heading", heading, {"alt": ["paragraph", "blockquote"]})
    ruler.at("paragraph", paragraph)
    rules = block_rules()
    nested: RuleOptionsType = {"alt": ["paragraph", "blockquote", "list"]}
    ruler.at("fence", _only_at(frozenset("`~"), fence), nested)
    ruler.at("blockquote", _only_at(frozenset(">"), rules[">"][0]), nested)
    ruler.at("hr", _only_at(frozenset("*-_"), rules["_"][0]), nested)
    return parser


@cache
def block_rules() -> RulesByCharacter:
    """The rules that a line can fulfil, by its first character, in order of precedence."""
    from markdown_it import rules_block  # noqa: PLC0415 - not needed to start

    bullet = (rules_block.hr, rules_block.list_block)
    return {
        "`": (fence,),
        "~": (fence,),
        ">": (rules_block.blockquote,),
        "#": (heading,),
        "<": (rules_block.html_block,),
        "_": (rules_block.hr,),
        "*": bullet,
        "-": bullet,
        "+": (rules_block.list_block,),
        **dict.fromkeys("0123456789", (rules_block.list_block,)),
    }


def _only_at(characters: frozenset[str], rule: "RuleFuncBlockType") -> "RuleFuncBlockType":
    """The rule behind a test of the first character: most lines are not even asked."""

    def guarded(state: "StateBlock", start: int, end: int, silent: bool) -> bool:
        position = state.bMarks[start] + state.tShift[start]
        first = state.src[position : position + 1]
        return first in characters and rule(state, start, end, silent)

    return guarded


def _text(state: "StateBlock", line: int) -> str:
    """One line without the marks and indentation of its containers."""
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def by_character(state: "StateBlock", start: int, end: int, silent: bool) -> bool:
    """Any block but indented code, found by the first character instead of by trial."""
    if state.is_code_block(start):
        return False
    src, begins, shifts = state.src, state.bMarks, state.tShift
    if start + 1 < end:
        below = begins[start + 1] + shifts[start + 1]
        if src[below : below + 1] in _DELIMITER_STARTS and table(state, start, end, silent):
            return True
    for rule in state.env["rules"].get(src[begins[start] + shifts[start]], ()):
        if rule(state, start, end, silent):
            return True
    return paragraph(state, start, end, silent)


def fence(state: "StateBlock", start: int, end: int, silent: bool) -> bool:
    """Fenced code; a fence listed in `env["nested"]` ends where that says."""
    if state.is_code_block(start):
        return False
    text = _text(state, start)
    mark = text[:1]
    if mark not in ("`", "~") or not text.startswith(mark * 3):
        return False
    info = text.lstrip(mark)
    length = len(text) - len(info)
    if mark == "`" and "`" in info:
        return False
    if silent:
        return True
    line, closed = _nested_end(state, start, end)
    if not closed:
        line, closed = _fence_end(state, start, end, mark * length)
    state.line = line + 1 if closed else line
    token = state.push("fence", "code", 0)
    token.info = info.strip()
    token.map = [start, state.line]
    token.meta = {"closed": closed}
    return True


def _nested_end(state: "StateBlock", start: int, end: int) -> tuple[int, bool]:
    closer: int = state.env["nested"].get(start, -1)
    if closer < 0 or closer >= end:
        return start, False
    for line in range(start + 1, closer + 1):
        if state.sCount[line] < state.blkIndent and not state.isEmpty(line):
            return start, False
    return closer, True


def _fence_end(state: "StateBlock", start: int, end: int, marks: str) -> tuple[int, bool]:
    """The closing line as CommonMark finds it, or the end of the container."""
    src, begins, shifts, ends = state.src, state.bMarks, state.tShift, state.eMarks
    for line in range(start + 1, end):
        position = begins[line] + shifts[line]
        if position >= ends[line]:
            continue
        if state.sCount[line] < state.blkIndent:
            return line, False
        if (
            src.startswith(marks, position)
            and not state.is_code_block(line)
            and not src[position : ends[line]].rstrip(" \t").strip(marks[0])
        ):
            return line, True
    return end, False


def heading(state: "StateBlock", start: int, _end: int, silent: bool) -> bool:
    """`## Title`, and `##Title` as many authors write it."""
    if state.is_code_block(start):
        return False
    text = _text(state, start)
    if not text.startswith("#"):
        return False
    rest = text.lstrip("#")
    level = len(text) - len(rest)
    if level > 6 or (rest and rest[0] not in " \t" and not _is_tight_title(level, rest)):
        return False
    if silent:
        return True
    state.line = start + 1
    _push_heading(state, start, level, _without_closing_hashes(rest), "#")
    return True


def _is_tight_title(level: int, rest: str) -> bool:
    """`##Title`: never one hash (a hashtag), never a row of a table."""
    if level < 2 or "|" in rest:
        return False
    return rest[0].isalnum() or unicodedata.category(rest[0]) == "So"


def _without_closing_hashes(rest: str) -> str:
    title = rest.strip()
    bare = title.rstrip("#")
    return bare.rstrip() if not bare or bare[-1] in " \t" else title


def _push_heading(state: "StateBlock", start: int, level: int, content: str, markup: str) -> None:
    token = state.push("heading", f"h{level}", 0)
    token.map = [start, state.line]
    token.content = content
    token.markup = markup


def table(state: "StateBlock", start: int, end: int, silent: bool) -> bool:
    """A pipe table. Text without a pipe right below it is no row of it."""
    delimiter = start + 1
    if delimiter >= end or state.sCount[delimiter] < state.blkIndent:
        return False
    if state.is_code_block(start) or state.is_code_block(delimiter):
        return False
    rule = _text(state, delimiter)
    if not is_delimiter_row(rule) or not same_columns(_text(state, start), rule):
        return False
    if silent:
        return True
    rows = [_text(state, start), rule]
    line = delimiter + 1
    while line < end and _is_row(state, line, end, rule):
        rows.append(_text(state, line))
        line += 1
    state.line = line
    token = state.push("table", "table", 0)
    token.map = [start, line]
    token.content = "\n".join(rows)
    return True


def _is_row(state: "StateBlock", line: int, end: int, rule: str) -> bool:
    if state.isEmpty(line) or state.sCount[line] < state.blkIndent or state.is_code_block(line):
        return False
    text = _text(state, line)
    if text.startswith("|"):
        return True
    if "|" not in text and rule.strip().strip("|").count("|"):
        return False
    return not any(rule_(state, line, end, True) for rule_ in _rules(state, "blockquote"))


def _rules(state: "StateBlock", name: str) -> list["RuleFuncBlockType"]:
    return state.md.block.ruler.getRules(name)


def paragraph(state: "StateBlock", start: int, end: int, _silent: bool) -> bool:
    """A paragraph, or a heading underlined with `===` or `---`."""
    kept_parent = state.parentType
    state.parentType = "paragraph"
    line, level = _paragraph_end(state, start, end)
    state.parentType = kept_parent
    content = "\n".join([_text(state, number).strip(" \t") for number in range(start, line)])
    if level:
        state.line = line + 1
        _push_heading(state, start, level, content.replace("\n", " "), "=-"[level - 1])
        return True
    state.line = line
    token = state.push("paragraph", "p", 0)
    token.map = [start, line]
    token.content = content
    return True


def _paragraph_end(state: "StateBlock", start: int, end: int) -> tuple[int, int]:
    """First line that is no longer text, and the level if that line is an underline."""
    src, begins, shifts, ends = state.src, state.bMarks, state.tShift, state.eMarks
    deepest = state.blkIndent + 3
    rules: RulesByCharacter = state.env["rules"]
    line = start + 1
    while line < state.lineMax:
        position = begins[line] + shifts[line]
        if position >= ends[line]:
            break
        first = src[position]
        # Deeper lines continue the text whatever they hold, and so do lines of a quote that
        # lack its mark, whose count is negative.
        count = state.sCount[line]
        if 0 <= count <= deepest and (first in rules or first in "=|:"):
            if first in "=-" and line < end and count >= state.blkIndent:
                level = _underline_level(state, start, line)
                if level:
                    return line, level
            if (
                first in _DELIMITER_STARTS
                and line - 1 > start
                and table(state, line - 1, end, True)
            ):
                return line - 1, 0
            for rule in rules.get(first, ()):
                if rule(state, line, end, True):
                    return line, 0
        line += 1
    return line, 0


def _underline_level(state: "StateBlock", start: int, line: int) -> int:
    text = _text(state, line).rstrip(" \t")
    if not text.strip("="):
        return 1
    if text.strip("-") or len(text) < 2 or line - start > 1:
        return 0
    return 2 if _is_setext_title(_text(state, start).strip(), len(text)) else 0


def _is_setext_title(title: str, underline: int) -> bool:
    """False for text above a `---` that is meant as a thematic break."""
    if len(title) > _MAX_SETEXT_LENGTH or title.endswith(_NOT_AT_END):
        return False
    if title.startswith(("**", "__")):
        label, _, value = title[2:].partition(title[:2])
        return not label.endswith(":") and not value.lstrip().startswith(":")
    key, colon, _ = title.partition(":")
    is_field = bool(colon) and key.isalpha() and underline == 3
    return not is_field and not title.startswith(("|", "![", "<", "- ", "* ", "+ "))
