"""From the tokens of the block parser to the blocks of a document."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from planproof.core.document import (
    Blocks,
    Comment,
    Fence,
    Heading,
    ListItem,
    Paragraph,
    Row,
    Table,
)
from planproof.sources.markdown.comments import blank_comments, without_comments
from planproof.sources.markdown.rules import MAX_NESTING
from planproof.sources.markdown.tables import split_cells, split_row

if TYPE_CHECKING:
    from markdown_it.token import Token

MAX_BOLD_HEADING = 100
"""Characters of a bold line that can stand for a heading."""

_CHECKBOX = re.compile(r"\[([ xX~-]?)\](?:[ \t]+|$)")
_BOLD_LINE = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1[:\uff1a]?")
_BOLD_RUN = re.compile(r"(?<![\w/*])\*\*(?=[^\s*])([^*`]+)(?<=\S)\*\*(?![\w/*])")
_LINK_DEFINITION = re.compile(r"\[[^\]\n]{1,999}\]:[ \t]")
_CONTAINER_MARKS = " \t>"


@dataclass(slots=True)
class _OpenItem:
    """A list item whose end is not known yet, or just was."""

    line: int
    end: int
    depth: int
    number: str | None
    text: str | None = None
    checked: bool | None = None


class TokenReader:
    """Collects the blocks of one document. Lines count from 0 in here, from 1 in blocks."""

    def __init__(self, lines: Sequence[str], readable: Sequence[str]) -> None:
        self.prose: list[str] = list(lines)
        self.too_deep = 0
        """First line (from 1) nested deeper than is read; 0 for none."""
        self._lines = lines
        self._readable = readable
        self._commented = [number for number, line in enumerate(lines) if "<!--" in line]
        self._next_commented = 0
        self._containers: list[_OpenItem | None] = []
        """Items (or None for a quote) around the current token."""
        self._lists = 0
        self._quotes = 0
        self._level = 0
        self._items: list[_OpenItem] = []
        self._headings: list[Heading] = []
        self._fences: list[Fence] = []
        self._tables: list[Table] = []
        self._comments: list[Comment] = []
        self._paragraphs: list[Paragraph] = []

    def read(self, tokens: "Sequence[Token]") -> None:
        """Take all tokens of a document, in order."""
        actions = {
            "paragraph": self._paragraph,
            "heading": self._heading,
            "fence": self._fence,
            "code_block": self._code,
            "table": self._table,
            "html_block": self._html,
            "list_item_open": self._open_item,
            "blockquote_open": self._open_quote,
            "list_item_close": self._close_item,
            "blockquote_close": self._close_quote,
        }
        for token in tokens:
            kind = token.type
            if kind.endswith("list_open"):
                self._lists += 1
            elif kind.endswith("list_close"):
                self._lists -= 1
            elif kind in actions:
                start, end = token.map or (0, 0)
                actions[kind](token, start, min(end, len(self._lines)))

    def blocks(self, matter: tuple[int, int] | None) -> Blocks:
        """Everything read so far."""
        return Blocks(
            headings=tuple(self._headings),
            items=tuple(self._list_items()),
            fences=tuple(self._fences),
            tables=tuple(self._tables),
            comments=tuple(self._comments),
            paragraphs=tuple(self._paragraphs),
            front_matter=matter,
        )

    def _list_items(self) -> list[ListItem]:
        last_text = self._last_text_lines()
        return [
            ListItem(
                line_start=item.line + 1,
                line_end=max(last_text[max(item.end - 1, 0)], item.line) + 1,
                depth=item.depth,
                text=item.text or "",
                number=item.number,
                checked=item.checked,
            )
            for item in self._items
        ]

    def _last_text_lines(self) -> list[int]:
        """For each line the last line up to it that is not blank."""
        last = 0
        found: list[int] = []
        for number, line in enumerate(self._readable):
            if line.strip(_CONTAINER_MARKS):
                last = number
            found.append(last)
        return found

    def _open_item(self, token: "Token", start: int, end: int) -> None:
        item = _OpenItem(start, end, self._lists - 1, token.info or None)
        self._items.append(item)
        self._containers.append(item)
        self._note_depth(token, start)

    def _open_quote(self, token: "Token", start: int, _end: int) -> None:
        self._containers.append(None)
        self._quotes += 1
        self._note_depth(token, start)

    def _note_depth(self, token: "Token", start: int) -> None:
        if token.level + 1 >= MAX_NESTING and not self.too_deep:
            self.too_deep = start + 1

    def _close_item(self, _token: "Token", _start: int, _end: int) -> None:
        self._containers.pop()

    def _close_quote(self, _token: "Token", _start: int, _end: int) -> None:
        self._containers.pop()
        self._quotes -= 1

    def _item(self) -> _OpenItem | None:
        """The item that directly holds the current token."""
        return self._containers[-1] if self._containers else None

    def _paragraph(self, token: "Token", start: int, end: int) -> None:
        self._blank(start, end)
        text = without_comments(token.content)
        item = self._item()
        if item is not None:
            self._name_item(item, text)
            return
        if _LINK_DEFINITION.match(text) and all(map(_LINK_DEFINITION.match, text.split("\n"))):
            return
        self._paragraphs.append(Paragraph(start + 1, end, quoted=self._quotes > 0))
        if end - start == 1 and not self._quotes:
            self._bold_heading(text.strip(), start)

    def _name_item(self, item: _OpenItem, text: str) -> None:
        if item.text is not None:
            return
        text = " ".join(line.strip() for line in text.split("\n")).strip()
        box = _CHECKBOX.match(text)
        if box is not None:
            item.checked = box[1] in ("x", "X")
            text = text[box.end() :]
        item.text = text

    def _bold_heading(self, text: str, line: int) -> None:
        if len(text) > MAX_BOLD_HEADING + 5 or text[:2] not in ("**", "__"):
            return
        match = _BOLD_LINE.fullmatch(text)
        if match is None or match[1] in match[2]:
            return
        title = match[2].rstrip(":\uff1a").strip()
        if title:
            level = min(self._level + 1, 6)
            self._headings.append(Heading(level, title, line + 1, line + 1, "bold"))

    def _heading(self, token: "Token", start: int, end: int) -> None:
        self._blank(start, end)
        text = _BOLD_RUN.sub(r"\1", without_comments(token.content)).strip()
        item = self._item()
        if item is not None:
            self._name_item(item, text)
        if self._quotes:
            return
        level = int(token.tag[1:])
        self._level = level
        style: Literal["atx", "setext"] = "atx" if token.markup == "#" else "setext"
        self._headings.append(Heading(level, text, start + 1, end, style))

    def _fence(self, token: "Token", start: int, end: int) -> None:
        self._code(token, start, end)
        closed = bool(token.meta["closed"])
        self._fences.append(Fence(start + 1, end, token.info, closed))

    def _code(self, _token: "Token", start: int, end: int) -> None:
        self.prose[start:end] = [""] * (end - start)

    def _table(self, token: "Token", start: int, end: int) -> None:
        for line in range(start, end) if self._commented else ():
            self._blank(line, line + 1)
        rows = [without_comments(row) for row in token.content.split("\n")]
        header = tuple(split_cells(rows[0]))
        self._tables.append(
            Table(
                start + 1,
                end,
                header,
                tuple(
                    Row(number, split_row(row, len(header)))
                    for number, row in enumerate(rows[2:], start + 3)
                ),
            )
        )

    def _html(self, token: "Token", start: int, end: int) -> None:
        self._blank(start, end, to_end=token.content.lstrip().startswith("<!--"))

    def _blank(self, start: int, end: int, *, to_end: bool = False) -> None:
        """Take the comments out of one block. Blocks come in order of lines."""
        commented = self._commented
        while self._next_commented < len(commented) and commented[self._next_commented] < start:
            self._next_commented += 1
        if self._next_commented < len(commented) and commented[self._next_commented] < end:
            comments = blank_comments(self._lines, self.prose, start, end, to_end=to_end)
            self._comments.extend(comments)
