"""Rows and cells of pipe tables."""

import re

_PIECE = re.compile(r"\\.|`+|\|", re.DOTALL)


def is_delimiter_row(text: str) -> bool:
    """True for the rule below a table's header, such as `|---|:-:|`."""
    text = text.strip()
    if text.strip("|-: \t") or "-" not in text or text.startswith(("- ", "-\t")):
        return False
    return all(_is_rule(cell) for cell in split_plain(text))


def _is_rule(cell: str) -> bool:
    core = cell.removeprefix(":").removesuffix(":")
    return bool(core) and not core.strip("-")


def same_columns(header: str, rule: str) -> bool:
    """True when a header row has as many cells as the rule below it."""
    if "|" not in header:
        return False
    columns = len(split_plain(rule))
    return columns in (len(split_cells(header)), len(_split_escaped(header)))


def split_row(text: str, columns: int) -> tuple[str, ...]:
    """Cells of a row under a header with so many columns, stripped.

    Pipes in inline code do not split, unless only splitting there fits the columns:
    then a stray backtick made text look like code.
    """
    cells = split_cells(text)
    if len(cells) < columns and "`" in text:
        escaped = _split_escaped(text)
        if len(escaped) == columns:
            cells = escaped
    return tuple(cells)


def split_plain(text: str) -> list[str]:
    """Cells of a row that holds neither code nor escapes."""
    text = text.strip().removeprefix("|")
    return [cell.strip() for cell in text.removesuffix("|").split("|")]


def split_cells(text: str) -> list[str]:
    """Cells of a row: split at pipes that are neither escaped nor in inline code."""
    if "`" not in text and "\\" not in text:
        return split_plain(text)
    return _split(text, code=True)


def _split_escaped(text: str) -> list[str]:
    """Cells as GitHub splits them: pipes in inline code count."""
    return _split(text, code=False)


def _split(text: str, code: bool) -> list[str]:
    text = text.strip().removeprefix("|")
    pieces = list(_PIECE.finditer(text))
    last = {len(p[0]): p.start() for p in pieces if p[0][0] == "`"} if code else {}
    cells: list[str] = []
    begin = 0
    inside = 0
    for piece in pieces:
        mark = piece[0]
        if mark[0] == "`" and code:
            if inside == len(mark):
                inside = 0
            elif not inside and last[len(mark)] > piece.start():
                inside = len(mark)
        elif mark == "|" and not inside:
            cells.append(text[begin : piece.start()])
            begin = piece.end()
    if text[begin:].strip() or begin == 0:
        cells.append(text[begin:])
    return [cell.strip().replace("\\|", "|") for cell in cells]
