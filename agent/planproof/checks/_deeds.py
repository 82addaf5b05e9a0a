"""Everything that phases and tasks do to files, where the plan says so without doubt."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from planproof.checks._files import normal_path, runs, verb_of
from planproof.checks._labels import (
    LABEL,
    MARKED,
    WORDS,
    Kind,
    below,
    listed,
    made_by_list,
    sectioned,
)
from planproof.checks._renames import bare, renames
from planproof.checks._rewrites import ANEW, ANEW_CELL, inside, rewritten
from planproof.checks._touches import Hint, hint
from planproof.core.base import Location
from planproof.core.document import Document, Row, Table
from planproof.core.plan import FileMention, Phase, Plan, Task

_KINDS: tuple[tuple[Kind, str], ...] = (
    ("create", r"creat(?:e|es|ing)|scaffold|introduc(?:e|ing)|new|fresh|brand-new"),
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
            r"|refactor(?:ing)?|patch|amend|adjust|adapt|touch up|chang(?:e|es|ing)|fix"
        ),
    ),
    ("delete", r"delet(?:e|es|ing)|remov(?:e|es|ing)|drop|git rm|get rid of"),
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
    r"[`*\"”]*\s*(?:[(\[]|(?:[—–:-]|--)\s+|[—–])\s*"
    r"(?:to be\s+|will be\s+|(?:full|complete|total)\s+)?[`*]*"
    r"(?P<word>create|modify|edit|update|delete|remove|rewrite|extend|new|created|modified|updated"
    r"|deleted|removed|rewritten|edited)\b[`*]*(?P<rest>\s*(?:(?:\w{1,20}\s+)?file\b|[)\],.;|]|$)?)",
    re.IGNORECASE,
)
_CELL = re.compile(
    r"\W{0,4}(?:(?:full|complete|total)\s+)?"
    r"(?P<word>create|new|modify|update|change|alter|adapt|adjust|amend|edit|extend|delete"
    r"|remove|rewrite|created|modified|updated|changed|edited|deleted|removed|rewritten|read)(?:(?:\s+file)?\W{0,4}|\s{0,2}[:(—–,].{0,160})",
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
_TEST = re.compile(r"(?:^|[/_.-])(?:tests?|specs?)[/_.-]|_test\.|[a-z]Tests?\.", re.IGNORECASE)
_AS_REASON = re.compile(
    r"\b(?:because|since|as|already|today|for|thanks to)\s+"
    r"(?:the\s+(?:tests?\s+(?:in\s+)?)?)?[`*]*$",
    re.IGNORECASE,
)
_TESTS = re.compile(
    r"[`*]*,?\s+(?:which\s+)?(?:already\s+)?(?:goes|covers?|tests?|checks?|guards?|pins?|exercises?"
    r"|verif(?:y|ies)|asserts?|runs?|catch(?:es)?|locks?|keeps?|proves?)\b",
    re.IGNORECASE,
)
"""After a reason: a test that is there keeps what is there safe."""
_BOTH = re.compile(
    r"\b(?:create|modify|update|new|edit|add)\w{0,2}\s*(?:/|,?\s*or|and)\s*$", re.IGNORECASE
)
_KNOWN = re.compile(
    r"\b(?:extend|modify|update|edit|use|call|wire|import|test|run|see)\s+(?:the|its|this)\s*$",
    re.IGNORECASE,
)
_ADDED = re.compile(r"\W{0,4}add(?:ed)?\W{0,4}", re.IGNORECASE)
_FROM = re.compile(
    r"[`*\"”)]*\s+(?:from|out of|in favou?r of|references?|imports?)\b", re.IGNORECASE
)
_TO = re.compile(r"[`*\"”)]*\s*(?:\s(?:in)?to|\swith|→|->|=>)\s", re.IGNORECASE)
"""After "change `x`": the path is text that is put right."""
_PARTS = re.compile(r"[`*\"”)]*\s+(?:with|by)\s+`?[\w./-]+\.\w{1,6}\b", re.IGNORECASE)
_SAYS = re.compile(
    r"(?:creat|modif(?:i)|edit|updat|extend|delet|remov|rewrit|replac|renam|mov|chang|read)(?:e?s)",
    re.IGNORECASE,
)
"""What a program does, unless a task or phase is said to do it."""
_IS_TASK = re.compile(
    r"(?:^|[.;:|—–]\s|\b(?:task|step|phase|plan|pr|commit|change|patch|this|that|which|and|also|then"
    r"|we|it|story|milestone|work)\b)[\s\d.,*_:`-]*$",
    re.IGNORECASE,
)
_LEADS = re.compile(
    r"\s*(?:[-*+]\s|\d{1,3}[.)]\s|\|)?\s*(?:\[[ xX]\]\s*)?"
    r"(?:`[^`]{1,200}`|\([^()]{0,80}\)|[`*_(\[\s,&]|\band\b|[\w@./-]{1,200}/[\w@./-]{0,200})*+"
)
"""What may stand before a path that its list's label speaks of: other paths."""
_GIT_RM = re.compile(r"\bgit rm\s(?P<paths>[\w@./ -]{1,400})")
_MAYBE_RM = re.compile(r"--cached|--ignore-unmatch|\|\||2>\s*/dev/null|--dry-run|git rm -\w*n")
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
    hint: Hint | None = None
    """What may be meant where the kind is `write`."""


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
            led = _hint(plan, mention, rows) if kind == "write" else None
            yield Deed(node, kind, path, mention, exists=bool(mention.exists), hint=led)
    yield from _git_rm(plan)
    for task, at, path in runs(plan):
        yield Deed(task, "run", path, at)


def mentions_of(plan: Plan) -> Iterator[tuple[Deed, int, int]]:
    """The deeds that stand in prose, each with the span of the path in its line."""
    for deed in deeds(plan):
        line = plan.document(deed.at.path).prose[deed.at.line_start - 1]
        at = _position(line, deed.path) if line and deed.kind != "run" else -1
        if at >= 0:
            yield deed, at, at + len(deed.path)


def _git_rm(plan: Plan) -> Iterator[Deed]:
    """Files and folders that a command takes out of the repository."""
    for document in plan.work_documents():
        for number, line in enumerate(document.lines, 1):
            found = _GIT_RM.search(line) if "git rm" in line and len(line) < _MAX_LINE else None
            phase, task = plan.owner(document.path, number) if found else (None, None)
            node = task or phase
            if found is None or node is None or _MAYBE_RM.search(line):
                continue
            at = Location(path=document.path, line_start=number, line_end=number)
            for word in found["paths"].split():
                path = bare_or_pattern(word)
                if path and not word.startswith("-"):
                    yield Deed(node, "delete", path.rstrip("/"), at)


def bare_or_pattern(file: str) -> str:
    """One spelling of what a plan names; empty for what no path is, or lies elsewhere."""
    if "*" in file and not file.startswith(("/", "~", "@", "!")) and not set("<{") & set(file):
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
    if at < 0 or line.count("~~", 0, at) % 2:
        return "mention"
    before, after = line[max(at - _WINDOW, 0) : at], line[at + len(mention.file) :][:120]
    row = rows.at(mention)
    if row is not None:
        before, after = before.rpartition("|")[2], after.partition("|")[0]
    kind: Kind | None = None
    if rewritten(before, after) and not _NEGATED.search(before[-60:]):
        kind = "rewrite"
    kind = kind or _governing(before, after)
    if kind in (None, "write"):
        noted = _noted(after)
        if noted == "modify" and made_by_list(document, node, mention):
            noted = "write"  # "(updated sample)" below "Files to create" may tell what is in it
        kind = noted or kind or _within(before, after)
    if kind is None and row is not None:
        kind = _of_row(*row, mention.file)
    leads = row is not None or _leads(document, mention.line_start, before)
    if kind is None and leads:
        kind = (
            listed(document, mention.line_start)
            or sectioned(node, mention)
            or below(document, mention.line_start)
        )
    if kind is None and (leads or not _in_files(node, mention)):
        kind = verb_of(plan, node, mention)
    return kind or _loose(before, after, mention)


def _hint(plan: Plan, mention: FileMention, rows: _Rows) -> Hint | None:
    """What the words around a path that no verb governs lead one to believe."""
    line = plan.document(mention.path).prose[mention.line_start - 1]
    at = _position(line, mention.file) if line else -1
    if at < 0:
        return None
    before, after = line[max(at - _WINDOW, 0) : at], line[at + len(mention.file) :][:160]
    return hint(before, after, rows.at(mention), mention.file)


def _within(before: str, after: str) -> Kind | None:
    """What is done to something in the file, unless the text says that it is not done."""
    return None if _NEGATED.search(before[-60:]) else inside(before, after)


def _leads(document: Document, number: int, before: str) -> bool:
    """True for a path at the start of a list item or line: what its list's label speaks of."""
    if _LEADS.fullmatch(before) is None:
        return False
    line, above = document.prose[number - 1], document.prose[number - 2] if number > 1 else ""
    if MARKED.match(line) or not above.strip() or above.rstrip(" *`").endswith(":"):
        return True
    return above.rstrip().endswith(",") and _LEADS.fullmatch(above[:_MAX_LINE]) is not None


def _in_files(node: Phase | Task, mention: FileMention) -> bool:
    """True in a section that lists files: its title tells what is done to those it lists."""
    around = [s for s in node.sections if s.line_start <= mention.line_start <= s.line_end]
    return bool(around) and around[-1].role == "files"


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
    if _TEST.search(mention.file) and _AS_REASON.search(before) and _TESTS.match(after):
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
    kinds.update((_noted(after), _noted(after.partition("|")[0]), listed(document, number)))
    cells = [found for cell in line.split("|") if (found := _CELL.fullmatch(cell[:200]))]
    kinds.update(WORDS.get(found["word"].lower()) for found in cells)
    around = [s for s in document.sections if s.line_start < number <= s.line_end]
    heads = [found for s in around[-2:] if (found := LABEL.fullmatch(s.title[:80]))]
    kinds.update(WORDS.get(found["word"].lower()) for found in heads)
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
    if _BOTH.search(lead) or (last["create"] and _KNOWN.search(lead)):
        return "write"  # "Create/Modify" says neither, "Extend the new `x`" that it is made before
    kind = _DONE.get(last[0].lower(), "modify") if last["done"] else _named(last)
    return _with_object(kind, last[0].lower(), before[: last.start()], after)


def _with_object(kind: Kind, verb: str, lead: str, after: str) -> Kind:
    """What a verb says of a path by the words around both."""
    if kind == "delete" and _FROM.match(after):
        return "mention"
    if verb.startswith(("chang", "fix")) and _TO.match(after):
        return "mention"
    if _SAYS.fullmatch(verb) and not _IS_TASK.search(lead[-60:]):
        return "mention"  # "`init` creates `x`" tells what the program does
    if kind in ("rewrite", "modify") and ANEW.match(after):
        return "rewrite"
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
    kind = WORDS.get(found["word"].lower(), "modify")
    whole = found["rest"].strip() or not after[found.end() :].strip()
    return kind if kind == "modify" or whole else None


def _of_row(table: Table, row: Row, file: str) -> Kind | None:
    """The action that another cell, or the head of the column, gives to a path in a table."""
    for head, cell in zip(table.header, row.cells, strict=False):
        if file in cell and (found := LABEL.fullmatch(head[:80])):
            return WORDS.get(found["word"].lower(), "modify")
    if any(_ADDED.fullmatch(cell) for cell in row.cells):
        return "create"
    if any(ANEW_CELL.match(cell) for cell in row.cells):
        return "rewrite"
    said = [found for cell in row.cells if (found := _CELL.fullmatch(cell[:200]))]
    return WORDS.get(said[0]["word"].lower(), "modify") if len(said) == 1 else None
