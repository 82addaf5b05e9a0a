"""Sentences that tell what an environment variable does today, without saying that it is read."""

import re

from planproof.named.wrapped import Passage

_NOW = re.compile(
    r"\b(?:as today|today|already|currently|at present|so far|as (?:it|they) (?:is|are|does"
    r"|do) (?:now|today))\b",
    re.IGNORECASE,
)
_STATE = re.compile(
    r"\bcurrent(?:ly)?\b|\bexist(?:s|ing)\b|\btoday\b|as[- ]is\b|\bbackground\b|\bstatus quo\b"
    r"|\bbaseline\b"
    r"|\bwhat is there\b|\bwhat (?:we have|is in place|stands)\b|\bwhere we (?:are|stand)\b"
    r"|\bstarting point\b"
    r"|\bpresent state\b|\bfindings\b|\bhow (?:it|things?) works?\b",
    re.IGNORECASE,
)
"""In a heading: the section tells of the code base as it is."""
_AIM = re.compile(
    r"\b(?:target|future|goals?|desired|propos\w+|after|problems?|gaps?|missing|wanted|to-be)\b",
    re.IGNORECASE,
)
_BY = re.compile(
    r"\b(?:is|are|be|gets?)\s(?:`[^`]{0,80}`|[^`.;]){1,90}?\b(?:with|by|through|via|from|using)\s"
    r"(?:the\s)?(?:env(?:ironment)?\s)?(?:variables?\s|settings?\s)?(?:`[^`]{1,60}`(?:,\s(?:and\s)?|\sand\s)){0,8}`$"
    r"|\benv(?:ironment)?\s(?:vars?|variables?)\b[^;]{0,80}?[:(]\s?(?:`[^`]{1,60}`(?:,\s(?:and\s)?|\sand\s)){0,8}`$",
    re.IGNORECASE,
)
_DOES = re.compile(
    r"`(?:\s\([^()`]{0,80}\))?\s(?:also\s|only\s)?(?:controls?|sets|selects?|decides?|holds?|names|gives?"
    r"|points?|turns|switches|enables?|disables?|limits?|overrides?|tells?|says|determines?|configures?"
    r"|chooses?|governs?|carries|keeps?|drives?|picks|steers?)\b",
    re.IGNORECASE,
)
_KNOWN = re.compile(
    r"`,?\s(?:which|that)\s(?:the\s|our\s)?(?:[\w-]+\s){1,3}(?:knows?|reads?|uses?|honou?rs?|takes?"
    r"|looks? at|respects?|listens? to)\b(?! (?:next|then|later|afterwards))",
    re.IGNORECASE,
)
_ITEM = re.compile(r"`(?:\s\([^()`]{0,80}\))?\s?(?::|–|—|-\s|\|)")
_OF_SETTINGS = re.compile(r"\benv\b|\bvariables?\b|\bsettings?\b|configur", re.IGNORECASE)
_FRONT = re.compile(r"^\W{0,6}(?:[Ww]hen|[Ii]f|[Oo]nce|[Ww]herever|[Ww]here)\s[^,`.;]{1,120},\s")
"""A clause of time or condition before what is always so."""
_DOUBT = re.compile(
    r"\b(?:will|would|should|must|shall|may|might|could|if|once|when|unless|until|after|whether|ensure"
    r"|verify|confirm|check|make sure|not|no|nothing|never|nobody|neither|nor|no longer|without"
    r"|missing"
    r"|expect(?:ed)?|then|let|so that|needs?|instead of|rather than|replac\w+|remov\w+|drop\w*"
    r"|either|e\.g"
    r"|new|add(?:ed|ing)?|introduc\w+|creat(?:e|ed|ing)|implement\w*|defin(?:e|ing))\b|n't\b",
    re.IGNORECASE,
)
_CODE = re.compile(r"`[^`]{0,200}`")


def is_in_use(passage: Passage, before: str, after: str) -> bool:
    """True where the sentence, or the section that it is in, tells what the variable does today."""
    heads = f"{passage.heading} {passage.lead}"
    plain = _CODE.sub("", _FRONT.sub("", before)).rstrip("`")
    rest = _CODE.sub("", after.lstrip("`"))
    if (
        _DOUBT.search(plain)
        or _DOUBT.search(rest)
        or _AIM.search(heads)
        or not before.endswith("`")
    ):
        return False
    is_state = _STATE.search(heads) is not None
    if not (is_state or _NOW.search(f"{plain} {rest}")):
        return False
    if _BY.search(before) or _DOES.match(after) or _KNOWN.match(after):
        return True
    return is_state and _ITEM.match(after) is not None and _OF_SETTINGS.search(heads) is not None
