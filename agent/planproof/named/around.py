"""What is said around a command: that it goes, is an example, or in which folder it is run."""

import re

from planproof.core.plan import Plan
from planproof.named.shell import Line
from planproof.named.wording import clause_after, clause_before

_GOES = re.compile(
    r"\b(?:remov\w*|delet\w*|drop\w*|replac\w*|chang(?:e|es|ing)|fix(?:es|ing)?|wrong\w*|stale|broken"
    r"|obsolete|outdated|non-?exist\w*|missing|references?|referenc\w+|instead of|rather than"
    r"|no longer"
    r"|renam\w*|there is no|not|never|mentions?|e\.g|or similar|if (?:there|it|a|the))\b|n't\b"
    r"|\b(?:unlike|other projects?|others|elsewhere|used to|formerly|the old)\b"
    r"|\b(?:if|where|unless|whether)\s`?$",
    re.IGNORECASE,
)
_OF_OTHERS = re.compile(
    r"\b(?:other|another|sibling|separate|second|upstream|downstream|external|companion|their)\s"
    r"(?:[\w-]+\s)?(?:repos?|repositor(?:y|ies)|projects?|checkouts?|clones?)\b",
    re.IGNORECASE,
)
_EXAMPLE = re.compile(
    r"#\s*(?:\w+\s){0,3}(?:single|specific|individual|particular|examples?|placeholder)\b|#.{0,40}\be\.g\.",
    re.IGNORECASE,
)
"""In a comment of a shell: the name before it, or on the next line, stands for any."""
_CODE = re.compile(r"`[^`]{1,200}`")
_FOLDER = r"`(?P<folder>(?:\./)?[\w@.-]{1,60}(?:/[\w@.-]{1,60}){0,8}/?)`"
_RUN_IN = re.compile(
    rf"\b(?:[Ii]n|[Ff]rom|[Ii]nside|[Uu]nder)\s(?:the\s)?(?:folder\s)?{_FOLDER},?:?\s(?:run\s|with\s)?`$"
)
_IS_RUN_IN = re.compile(
    rf"`(?:\s(?:and|or)\s`[^`]{{1,80}}`)?(?:\s(?!in\b|from\b)[\w]{{1,12}}){{0,3}}\s\(?(?:run\s)?(?:in|from|inside|under)"
    rf"\s(?:the\s)?(?:folder\s)?{_FOLDER}"
)
_IS_GONE = re.compile(
    r"`(?:,?\s(?:and|or)\s`[^`]{1,80}`)?,?\s\(?(?:(?:which|that)\s)?(?:(?:does|do|did)(?:\snot|n't)\sexist"
    r"|(?:is|are)\s(?:missing|gone|not|no\slonger|stale|removed|wrong)|no longer|elsewhere"
    r"|fails?\b|→|->"
    r"|\(?if (?:it|they|available|present|there|defined|configured)|or (?:similar|equivalent"
    r"|whatever)"
    r"|\(or )",
    re.IGNORECASE,
)


def is_of_others(text: str) -> bool:
    """True where a sentence speaks of another repository."""
    return _OF_OTHERS.search(text) is not None


def is_denied(plan: Plan, line: Line) -> bool:
    """True where a command goes, is not there, is an example or belongs to another repository."""
    document, number = plan.document(line.at.path), line.at.line_start
    prose = document.prose[number - 1]
    if not prose:  # in a fence
        above = document.lines[number - 2][:500].strip() if number > 1 else ""
        own = document.lines[number - 1][:2_000]
        return bool(_EXAMPLE.search(own) or (above.startswith("#") and _EXAMPLE.search(above)))
    if prose.lstrip().startswith(">"):
        return True  # somebody else says so
    before = _CODE.sub("", clause_before(prose, line.start))
    after = clause_after(prose, line.start)
    end = after.find("`")
    if _GOES.search(before) or _OF_OTHERS.search(before):
        return True
    return end >= 0 and bool(_IS_GONE.match(after, end) or _OF_OTHERS.search(after, end))


def folder_said(plan: Plan, line: Line) -> str | None:
    """The folder in which a sentence says that a command is run: "`npm test` in `web/`"."""
    prose = plan.document(line.at.path).prose[line.at.line_start - 1]
    if not prose:
        return None
    after = clause_after(prose, line.start)
    found = _RUN_IN.search(clause_before(prose, line.start))
    if (end := after.find("`")) >= 0 and (behind := _IS_RUN_IN.match(after, end)):
        found = behind
    return found["folder"].rstrip("/") if found else None
