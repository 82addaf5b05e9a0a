"""Names that the plan itself brings into the code: what it creates, defines or renames to."""

import re
from collections.abc import Iterator
from posixpath import basename

from planproof.core.document import Document
from planproof.core.plan import FileMention, Plan
from planproof.named.flat import MARK, Run, runs
from planproof.named.made import files_changed
from planproof.named.places import place_in
from planproof.named.wording import MAKING

_MAKES = re.compile(
    rf"(?<![^\W_])(?:{MAKING}|creation|additional|newly|buil(?:d|ds|ding)|declar(?:e|es|ing)"
    rf"|exports?"
    r"|produc(?:e[sd]?|ing)|provided|exposed|extract(?:s|ed|ing)?|named|called|register(?:s|ing)?"
    r"|inject(?:s|ing)?|put|set\s+up|proposed?|planned|future|missing|mov(?:e[sd]?|ing)"
    r"|split(?:s|ting)?|becomes?|deliver(?:s|ables?)?|outputs?"
    r"|cria[r]?|crie|crear?|crea|cr\u00e9er|adicionar?|a\u00f1adir|agregar|ajouter|implementar"
    r"|erstell\w*|anlegen|hinzuf\u00fcgen|neue?[rsn]?"
    r"|\u4f5c\u6210|\u8ffd\u52a0|\u65b0\u898f|\u65b0\u589e|\u6dfb\u52a0|\u521b\u5efa|\u65b0\u5efa"
    r"|\u5b9f\u88c5|\u5b9e\u73b0|\uc0dd\uc131|\ucd94\uac00)(?![a-z])",
    re.IGNORECASE,
)
_PARTS = re.compile(
    r"(?<![^\W_])(?:existing|from|calls?|calling|tests?|like|similar|same|instead|based|before"
    r"|after"
    r"|next|to|into|in|inside|on|using|uses?|via|through|reus(?:e[sd]?|ing)|modif(?:y|ies)|extends?"
    r"|of|by|for|at|against|around|wraps?|wrapping|follow(?:s|ing)?|mirror(?:s|ing)?|own)(?![a-z])",
    re.IGNORECASE,
)
"""Between a verb of making and a name: the name is not what is made."""
_CHANGES = re.compile(
    r"(?<![^\W_])(?:updat(?:e[sd]?|ing)|extend(?:s|ing)?|modif(?:y|ies|ying)|chang(?:e[sd]?|ing)"
    r"|remov(?:e[sd]?|ing)|delet(?:e[sd]?|ing)|refactor(?:s|ing)?|reus(?:e[sd]?|ing))(?![a-z])",
    re.IGNORECASE,
)
"""What comes after one of these is there already."""
_LIST_OF_NEW = re.compile(
    r"\W*(?:(?:new|added|adds?|creat(?:e[sd]?|ing)|introduced|deliverables?|produces?|outputs?)\b"
    r"[^.]{0,60}|[\w\s-]{0,30}\bto\s+(?:be\s+)?(?:create|add|build|implement)\w*[^.]{0,40})",
    re.IGNORECASE,
)
"""A heading or lead-in under which everything is new."""
_NEW_CELL = re.compile(
    r"\W*(?:new|create[ds]?|add(?:ed)?|to\s+(?:create|add)|\u65b0\u898f(?:\u4f5c\u6210)?"
    r"|\u65b0\u5efa|\uc0dd\uc131|criar|crear|neu)(?:\s+\w+)?\W*",
    re.IGNORECASE,
)
_TO = re.compile(r"(?:renam|mov|extract|split)\w*\b[^.;]{0,120}\b(?:to|into|as)\s*$", re.IGNORECASE)
_MADE = re.compile(
    rf"^[\w\s,()-]{{0,40}}?(?:\b(?:(?:is|are)\s+(?!(?:already|currently|still|implemented\s+(?:in|at)\s+(?:the\s+)?{MARK}))"
    r"|(?:will\s+be|gets?|to\s+be|should\s+be|does\s+not|do\s+not)\s+)"
    r"(?:\w+\s+)?(?:created|added|introduced|implemented|defined\s+here|generated|exist|built"
    r"|new)\b"
    r"|\(\s*new\b|\bnew\b)",
    re.IGNORECASE,
)
_DEFINES = re.compile(
    r"(?<![\w.])(?:def|class|func(?:\s*\([^)\n]{1,80}\))?|function\*?|fn|fun|interface|struct|enum"
    r"|trait|type|const|let|var|val|module|record|protocol|object)\s+(?P<name>[A-Za-z_$][\w$]*)"
)
_ASSIGNS = re.compile(
    r"^[\s+]*(?:(?:export|public|private|protected|static|final|async|readonly)\s+){0,4}"
    r"(?P<name>[A-Za-z_$][\w$]*)\??\s*(?:[:=](?!=)|\([^()\n]{0,200}\)[^\n;{]{0,80}\{)"
)
_TO_NEXT = re.compile(rf"(?:\s+[\w-]+){{0,2}}\s*(?:\b(?:to|into|as)\b|\u2192|->)\s*{MARK}")
"""Between the old name and the new one: "Rename `a` to `b`"."""
_OF_FILE = re.compile(
    r"\s*(?:[\u2014\u2013:-]\s*)?(?:(?:which|that|also|still|(?P<now>already|currently|today))\s+){0,3}(?:defines|declares"
    r"|exports|implements|provides|exposes|registers|builds|produces|extracts|injects)\b",
    re.IGNORECASE,
)
"""Behind a file: what it does, and not what is done to it."""
_INSTANCE = re.compile(r"\s+(?:instance|object)s?\b", re.IGNORECASE)
_SENTENCE = re.compile(r"[.;!?]\s|\|")
_WORD = re.compile(r"[A-Za-z_$][\w$]*")
_MAX_LINE = 2_000


def created_names(plan: Plan) -> frozenset[str]:
    """The last parts of all names that sentences of *plan* say it makes, or may make."""
    changed = files_changed(plan)
    return frozenset(n for d in plan.documents for run in runs(d) for n in _made(run, changed))


def shown_names(plan: Plan) -> frozenset[str]:
    """The names that code in *plan* defines: new ones, or those of today with the change in."""
    return frozenset(name for document in plan.documents for name in _defined(document))


def created_files(plan: Plan) -> frozenset[str]:
    """The last parts of the paths of files that *plan* makes.

    "Add a guard to `go()` in `app.py`" makes none, though it adds something.
    """
    return frozenset(
        basename(mention.file)
        for node in plan.nodes.values()
        for mention in node.files
        if mention.action == "create" and _makes_file(plan, mention)
    )


def _makes_file(plan: Plan, mention: FileMention) -> bool:
    line = plan.document(mention.path).lines[mention.line_start - 1][:_MAX_LINE]
    before = line[: max(line.find(mention.file), 0)]
    verbs = list(_MAKES.finditer(before))
    between = before[verbs[-1].end() :] if verbs else ""
    # "new `a.py`; `b.py`": the second is changed.
    return not verbs or (_PARTS.search(between) is None and ";" not in between)


def says_makes(clause: str) -> bool:
    """True when a clause says that something is made, wherever it stands in it."""
    return _MAKES.search(clause) is not None


def _defined(document: Document) -> Iterator[str]:
    """Names that code in the document defines, in fences and in spans."""
    for line, prose in zip(document.lines, document.prose, strict=True):
        if len(line) > _MAX_LINE:
            continue
        fenced = not prose and bool(line.strip())
        if fenced or "`" in line:
            yield from (match["name"] for match in _DEFINES.finditer(line))
        if fenced and (match := _ASSIGNS.match(line)):
            yield match["name"]


def _says_of_file(run: Run, code: str, between: str, changed: frozenset[str]) -> bool:
    """Whether the words behind a file say what it holds today: "`app.py` exports `go`"."""
    found = _OF_FILE.match(between)
    if found is None or run.is_goal or place_in(code) is None:
        return False
    is_now = run.is_today or found["now"] is not None
    return is_now or basename(code).partition(":")[0] not in changed


def _made(run: Run, changed: frozenset[str]) -> Iterator[str]:
    """Names that a sentence, its lead-in or its row says are made."""
    all_new = any(_LIST_OF_NEW.fullmatch(lead) for lead in (run.heading, run.lead))
    cells = run.text.split("|") if run.row else ()
    all_new = all_new or any(_NEW_CELL.fullmatch(cell) for cell in cells)
    sentence, before = 0, 0
    making = False
    code = ""
    for span in run.spans:
        for end in _SENTENCE.finditer(run.text, before, span.at):
            sentence, making = end.end(), False
        between = run.text[max(before, sentence) : span.at]
        verbs = list(_MAKES.finditer(between))
        if verbs and _says_of_file(run, code, between, changed):
            verbs = verbs[1:]
        making = making or bool(verbs)
        close = between[verbs[-1].end() :] if verbs else between
        making = making and _CHANGES.search(close) is None
        if verbs and not close.strip() and verbs[-1][0].lower().startswith("renam"):
            making = _TO_NEXT.match(run.text, span.at + 1) is None  # the old name is there
        made = making and _PARTS.search(close) is None
        made = made or bool(_TO.search(run.text[max(sentence, span.at - 160) : span.at]))
        made = made or bool(_MADE.match(run.text[span.at + 1 : span.at + 100]))
        if (made or all_new) and not _INSTANCE.match(run.text[span.at + 1 : span.at + 40]):
            yield from _WORD.findall(span.code.partition("(")[0])[-1:]
        before, code = span.at + 1, span.code
