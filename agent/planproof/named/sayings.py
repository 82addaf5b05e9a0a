"""How sentences say that something is in the code already, and where."""

import re

from planproof.named.flat import MARK, Run, Span
from planproof.named.places import PLACE, Place, place_in

KIND = (
    r"(?:function|method|class|helper|constant|component|hook|interface|struct|enum|trait|type"
    r"|decorator|mixin|dataclass|model|service|handler|fixture|exception|protocol|middleware"
    r"|serializer|controller|repository|factory|singleton|subclass|validator|parser|util(?:ity)?)e?s?"
)
"""What a definition may be called."""
_SMALL = (
    r"for|to|with|from|in|on|by|of|and|or|that|which|via|using|as|into|is|are|will|be|has|have"
    r"|uses?|calls?|so|but|do|does|than|at|not|no|any|if|when"
)
_WORDS = rf"(?:(?!(?:{_SMALL})\b)[\w'-]+\s+){{0,3}}"
_CHAIN = rf"(?:{MARK}(?:\s*,\s*(?:and\s+)?|\s*/\s*|\s+and\s+|\s*&\s*)(?:the\s+)?){{0,4}}"
_EXISTING = re.compile(
    rf"\b(?:existing|pre-existing|already\s+(?:existing|present|implemented))\s+{_WORDS}{_CHAIN}$",
    re.IGNORECASE,
)
_CHANGES = re.compile(
    r"(?:^|[.;:|,\u2192\u2014]\s*|\b(?:then|and)\s+)(?:(?P<sure>modify|refactor|rename|reuse|re-use)"
    r"|extend|deprecate|remove|delete|override|fix|simplify|rewrite|update|change|adapt|adjust|patch"
    r"|instrument|optimi[sz]e|harden)\s+"
    rf"{_WORDS}{_CHAIN}$",
    re.IGNORECASE,
)
_TAKES = re.compile(
    r"\b(?:call|use|import|invoke|reuse|re-use|calling|using|importing|via|through|uses|calls)\s+"
    rf"{_WORDS}$",
    re.IGNORECASE,
)
_STANDS = re.compile(
    r"(?:\s+[\w-]+)?\s+(?:already\s+(?:exists?|has|does|accepts|supports|handles|provides|returns|takes"
    r"|reads|writes|validates|implements|contains)"
    r"|(?:is|are)\s+already\s+(?:defined|implemented|there|in\s+place|present|available|used)"
    r"|\((?:already\s+)?(?:exist(?:s|ing)|present|there|in\s+place|implemented)\b"
    r"|exists\b(?!\s+only)|currently\s+\w+s\b|(?:currently\s+)?lives\s+in\b"
    r"|(?:is|are)\s+(?:currently\s+)?(?:defined|declared|implemented|located)\s+(?:in|at)\s)"
    r"|[^|\n]{0,30}\|(?:[^|\n]{0,60}\|){0,2}\s*(?:\u2705|\u2713|\u2714)?\s*(?:already\s+)?exists?\b"
    rf"(?:\s*\(?(?:in\s+)?(?P<place>{PLACE}))?",
    re.IGNORECASE,
)
_DOUBT = re.compile(
    r"\b(?:if|when|whether|unless|should|no|not|never|without|ensure|verify|check|assert|confirm|until"
    r"|once|given|suppose|imagine|could|might|maybe|perhaps|alternative(?:ly)?|rejected|e\.g|example"
    r"|such\s+as|after|would|any|hypothetical)\b",
    re.IGNORECASE,
)
_ANY = re.compile(r"\b(?:if|unless|whether|any|no)\b", re.IGNORECASE)
_SITS = re.compile(
    rf"(?:\s+{KIND})?(?:\s+(?:is|are|currently|already|lives?|defined|declared|found|located)){{0,3}}"
    rf"\s*(?:\(\s*(?:in\s+|see\s+|at\s+)?|[^|\n{MARK}]{{0,30}}\|\s*"
    rf"|\b(?P<word>in|from|at|of|inside|within)\s+|@\s*)(?:the\s+)?"
    rf"(?:file\s+|module\s+)?(?P<place>{PLACE})",
    re.IGNORECASE,
)
_HOLDS = re.compile(
    rf"(?P<place>{PLACE})\s+(?P<sure>already\s+|currently\s+)?(?:has|have|defines|exports|contains"
    r"|holds|exposes|provides|declares)\s+(?P<sure_too>already\s+|currently\s+)?(?:the\s+|an?\s+)?"
    rf"(?:{KIND}\s+)?$",
    re.IGNORECASE,
)
_PATTERN = re.compile(
    rf"\b(?:follow(?:s|ing)?|mirror(?:s|ing)?|as|like)\s+(?:the\s+)?(?:(?:same\s+)?(?:pattern|style"
    rf"|shape|structure|approach)\s+(?:of|as|in)\s+)(?:the\s+)?(?:{KIND}\s+)?$",
    re.IGNORECASE,
)
_TODAY = re.compile(r"\b(?:today|already|currently|at\s+present)\b", re.IGNORECASE)
_LISTED = re.compile(
    r"\W*(?:existing|current)\s+(?:code|helpers?|functions?|classes|symbols|components|hooks|methods"
    r"|building\s+blocks|utilities|interfaces)\b[^.]{0,40}"
    r"|\W*(?:to\s+)?(?:reuse[sd]?|re-used?)\W*|\W*already\s+(?:there|present|in\s+place)\W*",
    re.IGNORECASE,
)
"""A heading or lead-in under which everything is there."""
_NEW_USE = re.compile(
    r"\b(?:call|use|import|invoke|wire|register|mount|render|show|expose|export|put|move|test|tests"
    r"|testing|cover|covers|document|describe|mention|explain|mock|asks?|through|via|with|try)\b",
    re.IGNORECASE,
)
"""Before "`name` in `file`": the file is where the name shall be used, not where it is."""
_END = re.compile(r"[.;!?]\s|\|")


def said(before: str, after: str, place: Place | None, *, lead: str) -> bool | None:
    """Whether a sentence says that a name is in the code.

    Args:
        before: The sentence up to the name.
        after: The text after the name.
        place: The file in which the sentence says it is.
        lead: The heading or lead-in, for the first name of a list item.

    Returns:
        True when it says so outright, False when it takes it for granted, None when neither.
    """
    if _EXISTING.search(before):
        return None if _ANY.search(before) else True
    if _DOUBT.search(before):
        return None
    if _outright(before, after, place) or (_LISTED.fullmatch(lead) and not before.strip()):
        return True
    if change := _CHANGES.search(before):
        return change["sure"] is not None
    return False if place is not None or _PATTERN.search(before) else None


def _outright(before: str, after: str, place: Place | None) -> bool:
    if _STANDS.match(after):
        return True
    if holds := _HOLDS.search(before):
        return bool(holds["sure"] or holds["sure_too"])
    if place is None:
        return False
    rest = _END.split(after, maxsplit=1)[0]
    return bool(place.first is not None or _TAKES.search(before) or _TODAY.search(rest))


def place_of(run: Run, span: Span, before: str, after: str) -> Place | None:
    """The file in which a sentence says that the name in a span is.

    "Call `go()` in `app.py`" says where to call it, so it gives none; "from `app.py`" does.
    """
    match = _SITS.match(after)
    if match is not None:
        if match["word"] in ("in", "at", "inside", "within") and _NEW_USE.search(before):
            return None
        return _place(run, match, span.at + 1)
    match = _STANDS.match(after)
    if match is not None and match["place"] is not None:
        return _place(run, match, span.at + 1)
    match = _HOLDS.search(before)
    return _place(run, match, span.at - len(before)) if match is not None else None


def _place(run: Run, match: re.Match[str], offset: int) -> Place | None:
    if match["place"] != MARK:
        return place_in(match["place"])
    at = offset + match.start("place")
    return next((place_in(other.code) for other in run.spans if other.at == at), None)
