"""Words that speak of a file as one that is changed, or added, without a verb that governs it.

"In `x`, add the case", "`x`: `send` retries", "put it beside `load` in `x`" and a row of a table
`File | Change` are said of files that are there, but now and then of new ones. What they say is
taken for no more than a hint: a file that resembles *x* has to be there, or *x* has to be made by
a later part.
"""

import re
from typing import Literal

from planproof.core.document import Row, Table

Hint = Literal["touch", "add"]
_VERBS = (
    r"(?:add|append|set|put|insert|call|let|make|use|wire|register|export|import|handle|pass|hand|read"
    r"|return|check|give|wrap|move|drop|inline|split|include|import|raise|log|bump|extend|teach)"
)
_LEADS = r"(?:^\s*(?:[-*+|]|\d{1,3}[.)])?\s*(?:\[[ xX]\]\s*)?(?:\*\*[\w.]{1,6}\*\*\s*)?|[.;:]\s+)"
_IN = re.compile(rf"{_LEADS}(?:in|inside|within)\s+(?:the\s+)?(?:file\s+)?[`*]*$", re.IGNORECASE)
_CHANGES = re.compile(
    rf"[`*]*(?:,?\s+(?:also\s+)?{_VERBS}\b"
    r"|,?\s+(?:the|its|our|this|that|each|every)\s[^.;:|]{1,60}\s(?:becomes?|gets?|takes?|is|are"
    r"|has to|must|should|needs?|returns?|changes?|moves?|goes|stays?)\b)",
    re.IGNORECASE,
)
_BESIDE = re.compile(
    r"\b(?:beside|next to|after|below|under|above|before|behind|alongside|into|to)\s+`[^`]{1,80}`"
    r"\s+(?:in|of|from)\s+[`*]*$",
    re.IGNORECASE,
)
_START = re.compile(rf"{_LEADS}[`*]*$")
_MEMBER = re.compile(
    r"[`*]*\s*:\s+`(?P<name>[A-Za-z_]\w{2,80})(?:\(\))?`\s+(?!is new|\(new)[a-z]{2,20}s?\b"
)
"""`x`: `send` retries."""
_GETS = re.compile(
    r"[`*]*\s+(?:gets?|learns?|takes?|gains?|grows?|loses?)\s+(?:an?\b|the\b|its\b|one\b|two\b|`)",
    re.IGNORECASE,
)
_DOES = re.compile(rf"[`*]*\s*:\s+{_VERBS}\b", re.IGNORECASE)
_HEAD = re.compile(
    r"\W{0,4}(?:changes?|what changes|modifications?|edits?|touches|updates?)\W{0,4}", re.IGNORECASE
)
_PATHS = re.compile(
    r"\W{0,4}(?:files?|paths?|modules?|where|touches|components?)(?:\s+touched)?\W{0,4}",
    re.IGNORECASE,
)
_MADE = re.compile(
    r"\b(?:creat\w*|added|add file|introduc\w*|scaffold\w*|generat\w*|initial|first version"
    r"|placeholder)\b",
    re.IGNORECASE,
)
_NEW = re.compile(rf"\bnew\b|{_MADE.pattern}", re.IGNORECASE)
_IS_NEW = re.compile(
    r"[`*]*\s*(?:[:(,—–-]{1,2}\s*(?:an?\s+|the\s+)?|(?:is|are)\s+)(?:brand-)?new\b", re.IGNORECASE
)
"""Behind a path; "`x`: import the new name" is said of a file that is there."""
_ADDED = re.compile(
    rf"{_LEADS}add\s+(?:an?\s+|the\s+)?(?:(?:workflow|file|script|test|module|config)\s+)?[`*]*$",
    re.IGNORECASE,
)
_AS_FILE = re.compile(
    r"[`*]*(?:\s*[,:]|\s+[—–-]|\s+(?:with|that|which|for|containing|holding)\b|\s*\.?\s*$)",
    re.IGNORECASE,
)
_TO = re.compile(r"\b(?:to|into|under|in|as)\s+(?:the\s+|its\s+|our\s+)?`?[\w.\[]", re.IGNORECASE)


def hint(before: str, after: str, row: tuple[Table, Row] | None, file: str) -> Hint | None:
    """What the words around a path lead one to believe is done to the file."""
    if row is not None:
        return "touch" if _in_table_of_changes(*row, file) else None
    if _ADDED.search(before) and _AS_FILE.match(after):
        return None if _TO.search(after.partition(".")[0][:60]) else "add"
    if _NEW.search(before[-80:]) or _MADE.search(after) or _IS_NEW.match(after):
        return None
    within = _BESIDE.search(before) or (_IN.search(before) and _CHANGES.match(after))
    does = _MEMBER.match(after) or _GETS.match(after) or _DOES.match(after)
    return "touch" if within or (does and _START.search(before)) else None


def _in_table_of_changes(table: Table, row: Row, file: str) -> bool:
    """True for a row of `File | Change` that does not call the file new."""
    heads = list(zip(table.header, row.cells, strict=False))
    own = [head for head, cell in heads if file in cell]
    others = [cell for head, cell in heads if _HEAD.fullmatch(head) and file not in cell]
    if len(own) != 1 or not _PATHS.fullmatch(own[0]):
        return False
    touched = "touch" in own[0].lower()
    said = [cell for cell in (row.cells if touched else others) if cell.strip()]
    said = [cell for cell in said if file not in cell or _NEW.search(cell)]
    # "new method `x`" is said of a file that is there, "new: package `x`" is not.
    return bool(said) and not any(
        re.match(r"\W*(?:new\b(?:\W*$|\s*[:(,.—–-])|creat|added\b|add file)", cell, re.IGNORECASE)
        for cell in said
    )
