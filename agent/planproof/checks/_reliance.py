"""Files that a step relies on by their path, without changing them.

"`guard` of `api/auth.py` is called first" needs the file to be at that path; "what was in
`api/auth.py`" and "no import of `api/auth.py` is left" do not.
"""

import re
from collections.abc import Callable, Iterator

from planproof.checks._deeds import Deed, is_pattern, mentions_of
from planproof.checks._standing import sentence_around
from planproof.core.plan import Plan

_PATH = r"(?:the\s+)?(?:file\s+|module\s+|helper\s+|script\s+)?[`*]*$"
_NEEDS = re.compile(
    # `guard()` of, `Cart` is defined in
    r"`[^`]{1,80}`(?:\s+(?:function|class|helper|method|type|hook|component))?,?\s+"
    r"(?:(?:which|that)\s+)?(?:is\s+|are\s+)?(?:(?:defined|exported|declared|implemented)\s+)?"
    rf"(?:of|in|from|inside|by)\s+{_PATH}"
    # import the guard from, register it in
    r"|\b(?:import|use|reuse|call|invoke|wrap|extend|register|wire|hook|mount|plug|add|insert|put"
    r"|follow|load|subclass|mock|patch|look|export|expose|handle|depends?)(?:s|es|ing|ed)?\b"
    rf"(?:[^.;`]|`[^`]{{0,80}}`){{0,80}}\b(?:in|into|from|of|to|with|via|through|on)\s+{_PATH}"
    # see, import
    r"|\b(?:see|read|follow|open|import|use|call|run|reuse|extend|wrap|source|load|mock|consult"
    rf"|study|check)(?:s|ing)?:?\**\s+{_PATH}"
    rf"|\b(?:lives?|is|are|sits?|stays?)\s+(?:(?:defined|declared|kept)\s+)?in\s+{_PATH}"
    rf"|\btests?\s+(?:for|of|against|in)\s+{_PATH}"
    r"|\b(?:guard|helper|function|class|code|logic|method|type|pattern|handler)s?\s+"
    rf"(?:in|of|from)\s+{_PATH}"
    # `guard()` (
    r"|`[^`]{1,80}`\s*\([`*]*$",
    re.IGNORECASE,
)
_ACTS = re.compile(
    r"[`*]*\s+(?:exports?|defines?|guards?|holds?|contains?|provides?|has|calls?|handles?|returns?"
    r"|owns?|keeps?|already|still|does|takes?|uses?|imports?|reads?|writes?|serves?|exposes?)\b",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:gone|renam\w+|mov(?:e|es|ed|ing)|former(?:ly)?|old|was|were|had|longer|remov\w+|delet\w+"
    r"|previous(?:ly)?|references?|mentions?|remains?|left|instead|replac\w+|grep|history|git"
    r"|used to|until|original\w*|split\w*|extract\w*|port(?:s|ed|ing)?|legacy|before|not"
    r"|no|never|none|nothing"
    r"|restor\w+|re-?creat\w+|re-?exports?|stub|shim|again|back|rollback|revert\w*|undo|entry|entries"
    r"|since|new|deprecat\w+|alias\w*|cop(?:y|ies|ied)|than|unlike|stale|dead|any|if|migrat\w+"
    r"|without|superseded|obsolete|absorb\w*|merged?|inlin\w+|fold(?:s|ed)?|becomes?|drop\w*)\b"
    r"|n't\b|→|->|=>",
    re.IGNORECASE,
)


def relied_on(plan: Plan, is_wanted: Callable[[str], bool]) -> Iterator[Deed]:
    """Every mention of a wanted file that needs it to be at that path and changes nothing of it."""
    for deed, start, end in mentions_of(plan):
        if deed.kind not in ("write", "mention", "read") or "/" not in deed.path:
            continue
        if is_pattern(deed.path) or deed.path.endswith("/") or not is_wanted(deed.path):
            continue
        document = plan.document(deed.at.path)
        before, after = sentence_around(document, deed.at.line_start, start, end)
        if _PAST.search(re.sub(r"`[^`]*`", "", f"{before} {after}")):
            continue
        after = re.sub(r"^:\d[\d,–-]*", "", after)
        if deed.kind == "read" or _NEEDS.search(before) or _ACTS.match(after):
            yield deed
