"""Words that say of a file that it is written anew, or that something in it is changed."""

import re
from typing import Literal

ANEW = re.compile(
    r"[`*\"”)]*\s+(?:completely |entirely |fully )?(?:from (?:scratch|zero|nothing|the ground up)"
    r"|anew\b|afresh\b|all over\b|wholesale\b)",
    re.IGNORECASE,
)
ANEW_CELL = re.compile(
    r"\W{0,4}(?:(?:is |to be |will be )?"
    r"(?:(?:re-?)?written (?:anew|afresh|again|from (?:scratch|zero))"
    r"|(?:replaced|superseded) by an? (?:\w+ )?(?:new|fresh|other|different))\b"
    r"|(?:full|complete|total) rewrite\b|(?:start|begin) (?:over|again|afresh)\b)",
    re.IGNORECASE,
)
"""A cell of a table that tells what becomes of the file in another cell."""
_IN_FULL = re.compile(
    r"[`*\"”)]*\s*[(—–:-]{1,2}\s*(?:an?\s+)?(?:full|complete|total)\s+rewrite\b", re.IGNORECASE
)
_SCRAPPED = re.compile(
    r"\b(?:throw(?:ing)? away|throw out|discard|scrap|ditch|bin|rebuild|re-?create|redesign)\s+"
    r"(?:the\s+)?(?:current\s+|existing\s+|old\s+)?[`*]*$",
    re.IGNORECASE,
)
_STARTED = re.compile(
    r"[`*\"”)]*,?\s+and\s+(?:re-?write|write|start|build|begin)\s+(?:it\s+)?"
    r"(?:again|anew|afresh|over|a new one|from scratch|new)\b",
    re.IGNORECASE,
)
_REWRITTEN = re.compile(
    r"[`*\"”)]*\s+(?:is|are|gets?|(?:will|must|should|has to|have to|needs to|(?:is|are) to) be)\s+"
    r"(?:(?:completely|fully|entirely|again|then|once more|also|now)\s+)*"
    r"(?:rewritten|redone|re-?implemented|rebuilt|overhauled|thrown away"
    r"|written (?:anew|afresh|again|from scratch)|replaced by an? (?:\w+ )?(?:new|fresh)\b)",
    re.IGNORECASE,
)
_REWRITE_OF = re.compile(
    r"\b(?:rewrite|rewriting|overhaul|re-?implementation|restructuring|rework|rebuild)\s+of\s+"
    r"(?:the\s+)?(?:whole\s+|entire\s+)?(?:file\s+|module\s+)?[`*]*$|\b(?:start|begin)\s+[`*]*$",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"\b(?:phase|task|step|milestone|stage|sprint|wp|pr)[\s#-]*\d", re.IGNORECASE
)


def rewritten(before: str, after: str) -> bool:
    """True where the words around a path say that the file is written anew.

    So do "`x` is rewritten", "a rewrite of `x`" and "start `x` over". What the text says of another
    phase or task does not count.
    """
    if _ELSEWHERE.search(before) or _ELSEWHERE.search(after):
        return False
    lead = _REWRITE_OF.search(before)
    if lead is not None and lead[0].lower().lstrip().startswith(("start", "begin")):
        return re.match(r"[`*]*\s+(?:over|again|afresh|anew)\b", after) is not None
    scrapped = _SCRAPPED.search(before) and (_STARTED.match(after) or ANEW.match(after))
    return bool(lead or scrapped or _REWRITTEN.match(after) or _IN_FULL.match(after))


_INSIDE = re.compile(
    r"(?:^|[.;:,|]\s|\b(?:and|then|also)\s|[-*+]\s|\d[.)]\s|\]\s)\W{0,4}"
    r"(?:adjust|change|update|remove|delete|drop|replace|fix|rename|extend|tweak|tighten|bump|simplify"
    r"|inline|refactor|correct|shorten|raise|lower|swap|widen|narrow|loosen|edit|modify|rewrite|reorder"
    r"|clean up|strip|cut)\s+(?P<what>(?:[^.;:|`]|`[^`]{0,100}`){1,100}?)\s"
    r"(?:in|from|inside|within|out of)\s+(?:the\s+)?(?:file\s+|module\s+)?[`*]*$",
    re.IGNORECASE,
)
_ADDED = re.compile(
    r"\b(?:add|append|insert|put)\s[^.;:|]{1,80}\bto\s+(?:the|its)\s+(?:[\w`-]{1,40}\s+){0,2}(?:struct"
    r"|class|function|method|interface|type|enum|table|list|array|map|object|component|handler|model"
    r"|section|schema|query|constructor|switch)\s+(?:in|of|from)\s+[`*]*$",
    re.IGNORECASE,
)
_LOCATED = re.compile(
    r"\b(?:the|its|our)\s+(?:[\w`()-]{1,40}\s+){0,3}(?:handler|function|query|method|class|helper|struct"
    r"|constant|route|component|type|config(?:uration)?|default|limit|loop|parser|page|hook|reducer"
    r"|enum|field|table|constructor|interface|schema)s?\s+(?:in|of)\s+[`*]*$",
    re.IGNORECASE,
)
_GETS = re.compile(
    r"[`*\"”)]*\s+(?:gets?|takes?|grows?|gains?|loses?|(?:is|are)\s+(?:extended|changed|renamed|split"
    r"|widened|narrowed|tightened|adjusted))\b",
    re.IGNORECASE,
)
_MODELLED = re.compile(
    r"\b(?:follow|mirror|copy|match|re-?use|see|like|as)(?:s|es|ing)?\b[^.;:|]{0,60}\b(?:pattern|style"
    r"|approach|structure|form|conventions?|example|shape|way|layout|idiom)\s+(?:of|in|from|as in"
    r"|used in|used by)\s+[`*]*$"
    r"|\b(?:mirror(?:s|ing)?|modell?ed (?:on|after)|analogous to|patterned after)\s+[`*]*$",
    re.IGNORECASE,
)
_GONE = re.compile(
    r"[`*\"”)]*\s+(?:(?:is|gets?|will be|must be|should be|has to be|can be)\s+(?:then\s+|also\s+)?"
    r"(?:deleted|removed|dropped)\b(?!\s+(?:from|by|when|if|on|at|in|once|after|auto))"
    r"|(?:goes|will go|must go)\s+away\b)",
    re.IGNORECASE,
)
_LETTER = re.compile(r"\s*[-*+]\s+\W{0,3}(?P<letter>[MD~])\W{0,3}\s+`$")
_TAG = re.compile(
    r"[(\[](?P<tag>new|create|add|modify|update|edit|change|delete|remove)[)\]]\s*[`*\[]*$",
    re.IGNORECASE,
)
_TAGS: dict[str, Literal["create", "modify", "delete"]] = {
    "new": "create", "create": "create", "add": "create", "delete": "delete", "remove": "delete",
}  # fmt: skip
_OPEN = re.compile(
    r"\b(?:new|if|any|references?|mentions?|links?|not|never|unless|or|docs"
    r"|documentation|and|then|so|that|to|into|comes?|with|by|where|which|like|similar)\b",
    re.IGNORECASE,
)


def inside(before: str, after: str) -> Literal["create", "modify", "delete", "read"] | None:
    """What "change the limit in `x`", "`x` is deleted" and a list of `M` and `D` say of it."""
    letter = _LETTER.fullmatch(before)
    if letter is not None:
        return "delete" if letter["letter"] == "D" else "modify"
    tag = _TAG.search(before)
    if tag is not None:
        return _TAGS.get(tag["tag"].lower(), "modify")
    if _GONE.match(after):
        return "delete"
    found = _INSIDE.search(before)
    if found is not None and not _OPEN.search(found["what"]):
        return "modify"
    if _ADDED.search(before) or (_GETS.match(after) and _LOCATED.search(before)):
        return "modify"
    return "read" if _MODELLED.search(before) else None
