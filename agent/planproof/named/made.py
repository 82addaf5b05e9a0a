"""Whether the plan itself makes a command, told apart from English words that sound like one."""

import re

from planproof.core.document import Document
from planproof.core.plan import Plan
from planproof.named.wording import MAX_LINE, clause_after, last_of

_NOUNS = (
    r"(?:targets?|recipes?|scripts?|jobs?|services?|workflows?|(?:sub)?commands?|tasks?|sessions?"
    r"|env(?:ironment)?s?|entry[- ]points?|variables?|steps?|stages?|rules?)"
)
_NEXT = re.compile(rf"[`'\"*]{{0,2}}\s(?:\w+\s)?{_NOUNS}\b", re.IGNORECASE)
_LEADS_IN = re.compile(rf"\b{_NOUNS}(?:\s(?:called|named))?:?\s+[`'\"*]{{0,2}}$", re.IGNORECASE)
_INTO = re.compile(
    r"\b(?:to|into|in|of|from|on|after|before|inside|within|via|using|by|onto)\s+"
    r"(?:(?:the|our|this|that|its|an?|existing|current)\s+){0,2}(?:[\w-]+\s+){0,2}`?"
    r"(?:(?:make|just|task|npm run|pnpm|yarn)\s+)?$",
    re.IGNORECASE,
)
"""Before a name that something is added to, which is not made itself."""
_NOTHING = re.compile(
    r"\b(?:nothing|none|no\s[\w-]+(?:\sand\sno\s[\w-]+)?)\s+(?:(?:is|are|will be|gets?|to be"
    r"|needs? to"
    r" be|has to be)\s+)?(?:added|changed|created|introduced|installed)\b|\bwithout\s+adding\b"
    r"|\b(?:already|currently)[ -](?:installed|included|declared|registered|defined|added"
    r"|created)\b",
    re.IGNORECASE,
)
_THERE = re.compile(
    r"[`'\"*]{0,2}\s*(?:\([^)]{0,40}\)\s*)?(?:[\w-]+\s){0,2}(?:(?:is|are|was|were|has|have|been)\s){0,2}"
    r"(?:already|currently|exists?)\b",
    re.IGNORECASE,
)
_DECLARES = re.compile(
    r"(?:`(?P<file>[\w@./-]{1,120})`|\b[Tt]he\s(?P<plain>(?:GNU)?[Mm]akefile|[Jj]ustfile|Taskfile)),?\s(?:which\s)?(?P<now>already\s|currently\s|today\s)?(?:declares|defines"
    r"|provides|exposes|includes|registers|implements|generates|writes)\b[^.;]{0,120}$"
)
_MANIFEST = (
    r"`(?:[\w@.-]{1,60}/){0,8}(?:(?:gnu)?makefile|\.?justfile|taskfile[\w.]*|package\.json|pyproject\.toml"
    r"|[\w.-]{1,60}\.ya?ml|noxfile\.py|tox\.ini|\.env[\w.]*|cargo\.toml|go\.mod)`"
)
_CHANGED = re.compile(
    rf"{_MANIFEST}\s*(?:\w{{1,20}}\s?){{0,2}}(?:\||:|\(|\u2014|\u2013|-|\u2192)[^.;]{{0,120}}$",
    re.IGNORECASE,
)
"""In a list of changes: the file, and then what is changed in it."""
_CODE = re.compile(r"`[^`]{1,200}`")
_STAYS = re.compile(
    r"\b(?:already|existing|today|current(?:ly)?|stays?|unchanged|untouched|as (?:it|they) (?:is"
    r"|are)|has"
    r"|have|exists?|defined in|declared in|needs? no)\b",
    re.IGNORECASE,
)
_TODAY = re.compile(
    r"#\s(?!.*\b(?:target|future|goals?|desired|propos\w+|after)\b).*?(?:\bcurrent(?:ly)?\b|\bexisting\b"
    r"|\btoday\b|\bas[- ]is\b|\bbackground\b|\bwhat is there\b|\bbaseline\b|\bstarting point\b)",
    re.IGNORECASE,
)
_PLAINLY = re.compile(
    r"\b(?:new|add(?:s|ed|ing)?|creat\w+|introduc\w+|will|to be)\b", re.IGNORECASE
)
_OF_NAMES = re.compile(
    rf"\b(?:{_NOUNS}|files?|packages?|dependenc(?:y|ies)|librar(?:y|ies)|modules?|settings?|targets?|new)\b",
    re.IGNORECASE,
)
_SNIPPET = re.compile(r":\s[^`]{1,200}`")
"""Behind a name in code marks that is defined there: `lint: ruff check .`."""
_NUMBERED = re.compile(r"\b(?:task|step|phase|stage|job)\s[\w.]{1,10}", re.IGNORECASE)
_ELSE = re.compile(
    r"\u65b0\u589e|\u65b0\u5efa|\u6dfb\u52a0|\u521b\u5efa|\u589e\u52a0|\u8ffd\u52a0|\u4f5c\u6210|\u65b0\u898f|\ucd94\uac00"
    r"|\b(?:cri(?:e|ar)|cre(?:a|ar)|adicion\w+|a\u00f1ad\w+|agreg\w+|ajout\w+|hinzu\w*|erstell\w*"
    r"|anlegen)\b",
    re.IGNORECASE,
)
"""Words of making in other languages."""
_MADE_AFTER = re.compile(
    r"[`*\s\w./-]{0,30}?(?:\((?:new|added|to (?:be )?(?:add|creat)\w*)\b|\b(?:is|are|gets?) "
    r"(?:added|created|new|introduced|defined by)\b|\bwill be\b|→)",
    re.IGNORECASE,
)


def is_made(plan: Plan, name: str, *, bare: bool = False) -> bool:
    """True where *plan* says that it adds *name*, or defines it in a snippet.

    Unless *bare*, a name that is a plain word counts only where it is marked as a name: a plan
    that "adds coverage for dates" adds no target `coverage`.
    """
    # Not a folder of a path: what is made in it has another name.
    whole = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-]|/\w)")
    defined = re.compile(
        rf"[+\s]*(?:export\s+|ENV\s+|-\s+(?!-)|def\s+|async def\s+|\[|\"|')?@?{re.escape(name)}"
        rf"[\"'\]]?(?:\s[^:=]{{0,40}})?\s*(?:[:=<>~^!]|\()"
    )
    is_word = not bare and name.isalpha()
    changed = files_changed(plan)
    for document in plan.documents:
        for number, line in enumerate(document.lines, 1):
            if name not in line:
                continue
            text = line[:MAX_LINE]
            if not document.prose[number - 1]:
                if defined.match(text):
                    return True
                continue
            for found in whole.finditer(text):
                start, end = found.span()
                if (is_word and not _is_marked(text, start, end)) or _is_said_there(
                    text, start, end, changed
                ):
                    continue
                if _made_at(document, number, text, start, end):
                    return True
    return False


def _is_said_there(line: str, start: int, end: int, changed: frozenset[str]) -> bool:
    """True for a part of `a.name.ts`, and in "`Makefile` already defines `name`"."""
    is_part = line[max(start - 1, 0) : start] == line[end : end + 1] == "."
    return is_part or _says_of_file(line[max(start - 160, 0) : start], changed)


def files_changed(plan: Plan) -> frozenset[str]:
    """The last parts of the paths of files that *plan* writes."""
    return frozenset(
        mention.file.rpartition("/")[2]
        for node in plan.nodes.values()
        for mention in node.files
        if mention.action in ("create", "modify")
    )


def _says_of_file(before: str, changed: frozenset[str]) -> bool:
    """True where a sentence says what a file declares, and does not tell what it shall declare."""
    found = _DECLARES.search(before)
    if found is None:
        return False
    file = found["file"] or found["plain"]
    return bool(found["now"]) or file.rpartition("/")[2] not in changed


def _is_marked(line: str, start: int, end: int) -> bool:
    before = line[max(start - 160, 0) : start]
    if before.endswith(("`", '"', "'", "*")) or before.count("`") % 2 or line.startswith("#"):
        return True
    return _NEXT.match(line, end) is not None or _LEADS_IN.search(before) is not None


def _emptied(code: re.Match[str]) -> str:
    """A code span without what it holds, which may be full stops, unless that is a manifest."""
    return code[0] if re.fullmatch(_MANIFEST, code[0], re.IGNORECASE) else "` `"


def _made_at(document: Document, number: int, line: str, start: int, end: int) -> bool:
    before, at = line[max(start - 160, 0) : start], max(start - 1, 0)
    if _MADE_AFTER.match(line, end):
        return True
    if _THERE.match(clause_after(line, end)):
        return False
    if _ELSE.search(before[-60:]) or (before.endswith("`") and _SNIPPET.match(line, end)):
        return True
    if _is_of_today(document, number) and not _PLAINLY.search(before):
        return False
    listed = _CODE.sub(_emptied, line[:at])[-200:]
    if _CHANGED.search(f"{listed}{line[at:start]}") and not _STAYS.search(line):
        return True
    said = last_of(_NOTHING.sub("", before))
    is_made_there = said is None and _made_above(document, number)
    return is_made_there or (said is True and _INTO.search(before) is None)


def _is_of_today(document: Document, number: int) -> bool:
    """True where the heading above says that the section tells of the code base as it is."""
    for at in range(number - 2, -1, -1):
        if (line := document.prose[at]).startswith("#"):
            return _TODAY.search(line[:200]) is not None
    return False


def _made_above(document: Document, number: int) -> bool:
    """True where the label or heading over a list or table says that what follows is made."""
    for line in reversed(document.prose[max(number - 11, 0) : number - 1]):
        bare = line.strip().rstrip("*")
        if bare.startswith("#") and not _OF_NAMES.search(_NUMBERED.sub("", bare)):
            return False  # "Task 1: Write the page" is no list of what is new
        if bare.endswith(":") or bare.startswith("#"):
            return last_of(_NOTHING.sub("", bare[-200:])) is True
    return False
