"""Everything that phases and tasks do to files, where the plan says so without doubt."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from planproof.checks._files import normal_path, runs, verb_of
from planproof.checks._renames import bare, renames
from planproof.core.base import Location
from planproof.core.document import Document, Row, Table
from planproof.core.plan import FileMention, Phase, Plan, Task

Kind = Literal[
    "create", "modify", "rewrite", "delete", "rename", "read", "write", "become", "run", "mention"
]  # fmt: skip
"""`write` may create the file or change it; `become`: another file is copied to it, or replaced by
it; `mention` says nothing of it."""

_KINDS: tuple[tuple[Kind, str], ...] = (
    ("create", r"creat(?:e|es|ing)|scaffold|new"),
    (
        "rewrite",
        (
            r"rewrit(?:e|es|ing)|overhaul(?:s|ing)?|re-?implement|redo|rework|restructure"
            r"|replac(?:e|es|ing)"
        ),
    ),
    (
        "modify",
        (
            r"modif(?:y|ies|ying)|edit(?:ing)?|updat(?:e|es|ing)|extend(?:s|ing)?"
            r"|refactor(?:ing)?|patch|amend|adjust|adapt|chang(?:e|es|ing)|fix"
        ),
    ),
    ("delete", r"delet(?:e|es|ing)|remov(?:e|es|ing)|drop|git rm"),
    ("rename", r"renam(?:e|es|ing)|mov(?:e|es|ing)"),
    ("read", r"re-?us(?:e|es|ing)|read|study|consult|inspect|see|open|copy"),
    ("write", r"add|write|implement|generate|build|put|place"),
)
_VERB = re.compile(
    "|".join(
        rf"(?P<{kind}>(?<![\w-])(?:{words})(?![\w-]))" for kind, words in _KINDS
    )
    + r"|(?P<done>(?<![\w-])(?:creat|modifi|updat|edit|delet|remov|renam|mov|rewritt|chang)e[dn]"
    r"(?=\W{0,4}(?:files?\W{0,4})?:))",
    re.IGNORECASE,
)  # fmt: skip
_DONE: dict[str, Kind] = {
    "created": "create", "deleted": "delete", "removed": "delete", "rewritten": "rewrite",
    "renamed": "rename", "moved": "rename",
}  # fmt: skip
_GAP = re.compile(
    r"(?:[\s:*_,、&\"“]|`[^`]{0,200}`|\([^()]{0,80}\)|(?<![\w-])(?:(?:all|every|each)\s+(?:of\s+)?"
    r"(?:the\s+)?\w{1,20}\s+(?:in|under|below|matching)|and|the|a|an|this|all"
    r"|both|whole"
    r"|entire|old|new|existing|current|now|legacy|obsolete|unused|dead|deprecated|stale|empty"
    r"|outdated|redundant|temporary|files?|folders?|director(?:y|ies)|modules?|scripts?|package"
    r"|helpers?|config(?:uration)?|tests?|components?|page|template|workflow|contents? of"
    r"|fully|completely|everything in)(?![\w-]))*+[`*\"“(]*",
    re.IGNORECASE,
)
_BEHAVES = re.compile(
    r"\b(?:should|will|would|can|could|does|did|must|may|might|not|to|n't)\s+$", re.IGNORECASE
)
_TO_DO = re.compile(
    r"\b(?:files?|need(?:s|ed)?|ha(?:s|ve)|is|are)\s+to\s+(?:be\s+)?$", re.IGNORECASE
)
_NEGATED = re.compile(
    r"\b(?:not|never|don't|doesn't|without|avoid|cannot|no|instead of|rather than|nothing)\b"
    r"[^.;:]{0,30}$",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"[`*\"”]*\s*(?:[(\[]|[—–:-]\s+|[—–])\s*(?:to be\s+|will be\s+)?[`*]*"
    r"(?P<word>create|modify|edit|update|delete|remove|rewrite|extend|new|created|modified|updated"
    r"|deleted|removed|rewritten|edited)\b[`*]*(?P<rest>\s*(?:file\b|[)\],.;|]|$)?)",
    re.IGNORECASE,
)
_CELL = re.compile(
    r"\W{0,4}(?P<word>create|new|modify|update|edit|extend|delete|remove|rewrite|created|modified"
    r"|updated|edited|deleted|removed|rewritten|read)(?:(?:\s+file)?\W{0,4}|\s{0,2}[:(—–].{0,160})",
    re.IGNORECASE,
)
_WORD: dict[str, Kind] = {
    "create": "create", "created": "create", "new": "create", "delete": "delete", "read": "read",
    "deleted": "delete", "remove": "delete", "removed": "delete", "rewrite": "rewrite",
    "rewritten": "rewrite",
}  # fmt: skip
_LABEL = re.compile(
    r"\W{0,6}(?:(?:existing\s+)?files?\s+(?:to\s+(?:be\s+)?)?)?(?P<word>create|created|new|modify"
    r"|modified|update|updated|edit|edited|delete|deleted|remove|removed|rewrite|read|extend)"
    r"(?:\s+(?:the\s+following\s+)?files?)?\W{0,6}",
    re.IGNORECASE,
)
_IN = re.compile(r"(?:^\W{0,8}(?:\d+\W{1,4})?|[.;]\s+)(?:in|inside|within)\s+[`*]*$", re.IGNORECASE)
_CHANGES = re.compile(
    r"[`*]*\s*,?\s+(?:change|replace|update|remove|rename|fix|edit|extend|delete|adjust|modify)\b",
    re.IGNORECASE,
)
"""After "In `x.py`, ": the file is there."""
_BECOMES = re.compile(
    r"\b(?:replac|split|merg|cop[yi]|extract|convert|port|consolidat|combin|convert|translat|turn)"
    r"\w{0,6}\b[^.;]{0,20}[^;]{0,160}\b(?:with|by|into|to|as)\s+(?:`[^`]{1,120}`[\s,]{1,3}(?:and\s)?){0,4}"
    r"[`*]*$",
    re.IGNORECASE,
)
_APPENDED = re.compile(r"\b(?:append|prepend)\b[^.;]{0,80}\bto\s+(?:the\s+)?[`*]*$", re.IGNORECASE)
_EXISTING = re.compile(
    r"\bexisting\s+(?:(?:file|module|script|test|helper)s?\s+)?[`*]*$", re.IGNORECASE
)
_BOTH = re.compile(
    r"\b(?:create|modify|update|new|edit|add)\w{0,2}\s*(?:/|,?\s*or|and)\s*$", re.IGNORECASE
)
_FROM = re.compile(
    r"[`*\"”)]*\s+(?:from|out of|in favou?r of|references?|imports?)\b", re.IGNORECASE
)
_PARTS = re.compile(r"[`*\"”)]*\s+(?:with|by)\s+`?[\w./-]+\.\w{1,6}\b", re.IGNORECASE)
_GIT_RM = re.compile(r"\bgit rm\s(?P<paths>[\w@./ -]{1,400})")
_WINDOW = 300
_MAX_LINE = 2_000


@dataclass(frozen=True, slots=True)
class Deed:
    """What a phase or task does to one file, folder or pattern."""

    node: Phase | Task
    kind: Kind
    path: str
    at: Location
    exists: bool = False
    """The text says that it is there already."""


def deeds(plan: Plan) -> Iterator[Deed]:
    """What every node does to every file that it names, node by node; renames are not among it."""
    work = {document.path for document in plan.work_documents()}
    moved = {(r.at.path, r.at.line_start) for r in renames(plan)}
    rows = _Rows(plan)
    for node in plan.nodes.values():
        for mention in node.files:
            path = bare_or_pattern(mention.file)
            if mention.path not in work or not path:
                continue
            kind = _kind(plan, node, mention, rows)
            if kind in ("rename", "rewrite") and (mention.path, mention.line_start) in moved:
                kind = "mention"
            yield Deed(node, kind, path, mention, exists=bool(mention.exists))
    yield from _git_rm(plan)
    for task, at, path in runs(plan):
        yield Deed(task, "run", path, at)


def _git_rm(plan: Plan) -> Iterator[Deed]:
    """Files and folders that a command takes out of the repository."""
    for document in plan.work_documents():
        for number, line in enumerate(document.lines, 1):
            found = _GIT_RM.search(line) if "git rm" in line and len(line) < _MAX_LINE else None
            phase, task = plan.owner(document.path, number) if found else (None, None)
            node = task or phase
            if found is None or node is None or "--cached" in line:
                continue
            at = Location(path=document.path, line_start=number, line_end=number)
            for word in found["paths"].split():
                path = bare_or_pattern(word)
                if path and not word.startswith("-"):
                    yield Deed(node, "delete", path.rstrip("/"), at)


def bare_or_pattern(file: str) -> str:
    """One spelling of what a plan names; empty for what no path is, or lies elsewhere."""
    if "*" in file and "<" not in file and "{" not in file:
        return normal_path(file)
    path = bare(file)
    return "" if path.startswith(("/", "~", "@")) or re.match(r"[A-Za-z]:", path) else path


def is_pattern(path: str) -> bool:
    """True for `src/**/*.py`."""
    return "*" in path


class _Rows:
    """The tables of a plan by line."""

    def __init__(self, plan: Plan) -> None:
        self._by_line: dict[tuple[str, int], tuple[Table, Row]] = {}
        for document in plan.work_documents():
            for table in document.blocks.tables:
                self._by_line.update(((document.path, r.line), (table, r)) for r in table.rows)

    def at(self, mention: FileMention) -> tuple[Table, Row] | None:
        return self._by_line.get((mention.path, mention.line_start))


def _kind(plan: Plan, node: Phase | Task, mention: FileMention, rows: _Rows) -> Kind:
    document = plan.document(mention.path)
    line = document.prose[mention.line_start - 1]
    if not line:
        return "write"  # a tree or a command in a fence: it may come to be
    at = _position(line, mention.file)
    if at < 0:
        return "mention"
    before, after = line[max(at - _WINDOW, 0) : at], line[at + len(mention.file) :][:120]
    row = rows.at(mention)
    if row is not None:
        before, after = before.rpartition("|")[2], after.partition("|")[0]
    kind = _governing(before, after) or _noted(after)
    if kind is None and row is not None:
        kind = _of_row(*row, mention.file)
    if kind is None:
        kind = _listed(document, mention.line_start) or _sectioned(node, mention)
    return kind or verb_of(plan, node, mention) or _loose(before, after, mention)


def _loose(before: str, after: str, mention: FileMention) -> Kind:
    """A path that no verb governs: `in x.py` and tests may be written."""
    if _NEGATED.search(before[-60:]):
        return "mention"
    if (_IN.search(before) and _CHANGES.match(after)) or _APPENDED.search(before):
        return "modify"
    if _BECOMES.search(before):
        return "become"
    if not mention.file.endswith("/") and (mention.lines or _EXISTING.search(before)):
        return "read"
    return "mention" if mention.action == "read" else "write"


def _position(line: str, file: str) -> int:
    found = re.search(rf"(?<![\w/.-]){re.escape(file)}(?![\w-]|[./]\w)", line[:4_000])
    return found.start() if found else -1


def says_new(document: Document, number: int, path: str) -> bool:
    """True where a line of prose or of a table says that it creates *path*."""
    line = document.prose[number - 1]
    at = _position(line, path)
    before, after = line[max(at - _WINDOW, 0) : max(at, 0)], line[at + len(path) :][:120]
    kinds = {_governing(before, after), _governing(before.rpartition("|")[2], after)}
    kinds.update((_noted(after), _noted(after.partition("|")[0]), _listed(document, number)))
    cells = [found for cell in line.split("|") if (found := _CELL.fullmatch(cell[:200]))]
    kinds.update(_WORD.get(found["word"].lower()) for found in cells)
    around = [s for s in document.sections if s.line_start < number <= s.line_end]
    heads = [found for s in around[-2:] if (found := _LABEL.fullmatch(s.title[:80]))]
    kinds.update(_WORD.get(found["word"].lower()) for found in heads)
    return at >= 0 and bool(kinds & {"create", "write"})


def _governing(before: str, after: str) -> Kind | None:
    """What the last verb before a path says of it, if only small words stand between."""
    last = None
    for match in _VERB.finditer(before):
        last = match
    if last is None or _GAP.fullmatch(before, last.end()) is None:
        return None
    lead = before[max(last.start() - 60, 0) : last.start()]
    if _NEGATED.search(lead) or (_BEHAVES.search(lead) and not _TO_DO.search(lead)):
        return "mention"
    if _BOTH.search(lead):
        return "write"  # "Create/Modify" says neither
    kind = _DONE.get(last[0].lower(), "modify") if last["done"] else _named(last)
    if kind == "delete" and _FROM.match(after):
        return "mention"
    if kind == "rewrite" and (_PARTS.match(after) or _FROM.match(after)):
        return "modify"
    return kind


def _named(match: re.Match[str]) -> Kind:
    return next(kind for kind, _ in _KINDS if match[kind])


def _noted(after: str) -> Kind | None:
    """`x.py` (new), `x.py` - delete."""
    found = _NOTE.match(after)
    if found is None:
        return None
    kind = _WORD.get(found["word"].lower(), "modify")
    whole = found["rest"].strip() or not after[found.end() :].strip()
    return kind if kind == "modify" or whole else None


def _of_row(table: Table, row: Row, file: str) -> Kind | None:
    """The action that another cell, or the head of the column, gives to a path in a table."""
    for head, cell in zip(table.header, row.cells, strict=False):
        if file in cell and (found := _LABEL.fullmatch(head[:80])):
            return _WORD.get(found["word"].lower(), "modify")
    said = [found for cell in row.cells if (found := _CELL.fullmatch(cell[:200]))]
    return _WORD.get(said[0]["word"].lower(), "modify") if len(said) == 1 else None


def _listed(document: Document, line: int) -> Kind | None:
    """The label of the list item in which the line is nested."""
    outer = [i for i in document.blocks.items if i.line_start < line <= i.line_end]
    found = _LABEL.fullmatch(outer[-1].text[:80]) if outer else None
    return _WORD.get(found["word"].lower(), "modify") if found else None


def _sectioned(node: Phase | Task, mention: FileMention) -> Kind | None:
    """The innermost section's title, such as `Files to delete`."""
    for section in reversed(node.sections):
        if section.line_start <= mention.line_start <= section.line_end:
            found = _LABEL.fullmatch(section.title[:80])
            return _WORD.get(found["word"].lower(), "modify") if found else None
    return None
