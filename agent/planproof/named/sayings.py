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
    r"\b(?:existing|pre-existing|already\s+(?:existing|present|implemented)|there\s+(?:is|are)\s+already"
    r"|already\s+(?:have|has|contains?|provides?|ships(?:\s+with)?|exposes?|defines?|includes?|offers?"
    r"|comes?\s+with))\s+"
    rf"{_WORDS}{_CHAIN}$",
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
_EXISTS = (
    r"(?:exists?|is\s+there|are\s+there)\b"
    r"(?!\s+(?:only|once|after|when|if|unless|any|for|to|until|by|in\s+(?:theory|principle|both))\b)"
)
_OF = rf"\s+(?:method\s+)?(?:of|on)\s+(?:the\s+)?(?:class\s+)?{MARK}"
_STANDS = re.compile(
    rf"\s*(?:[\u2013\u2014:]|\s-)?\s*(?:\u2705|\u2713|\u2714)?\s*(?:already\s+)?exists\b\s*(?:[.,;|]|$)"
    rf"|(?:{_OF})?\s+(?:is\s+)?already\s+(?:exists?|there|in\s+place|present|available|implemented)\b"
    rf"|(?:\s+[\w-]+)?,?\s+(?:which|that)\s+(?:already\s+|still\s+)?(?:{_EXISTS}|(?:is|are)\s+already\b)"
    rf"|(?:\s+{KIND})?\s+(?:is|are)\s+there\s+(?:already|today)\b"
    r"|(?:\s+[\w-]+)?\s+(?:already\s+(?:exists?|has|does|accepts|supports|handles|provides|returns|takes"
    r"|reads|writes|validates|implements|contains)"
    r"|(?:is|are)\s+already\s+(?:defined|implemented|there|in\s+place|present|available|used)"
    r"|\((?:already\s+)?(?:exist(?:s|ing)|present|there|in\s+place|implemented)\b"
    r"|exists\b(?!\s+(?:only|once|after|when|if|unless|until)\b)|currently\s+\w+s\b|(?:currently\s+)?(?:lives|resides|sits)\s+in\b"
    r"|(?:is|are)\s+(?:(?:currently\s+)?(?:defined|declared|located)|currently\s+implemented)\s+(?:in|at)\s)"
    r"|[^|\n]{0,30}\|(?:[^|\n]{0,60}\|){0,2}\s*(?:\u2705|\u2713|\u2714)?\s*(?:already\s+)?exists?\b"
    rf"(?:\s*\(?(?:in\s+)?(?P<place>{PLACE}))?",
    re.IGNORECASE,
)
_DOUBT = re.compile(
    r"\b(?:if|when|whether|unless|should|no|not|never|without|(?:make|be)\s+sure|ensure|verify|check|assert|confirm|until"
    r"|once|given|as\s+soon|neither|nothing\s+like|assum\w+|suppose|imagine|could|might|maybe|perhaps|alternative(?:ly)?|rejected|e\.g|example"
    r"|such\s+as|after|would|any|hypothetical)\b",
    re.IGNORECASE,
)
_THEN = re.compile(
    r"\b(?:no|any)\s+(?:\w+\s+){0,2}$|\b(?:if|when|whether|unless|(?:make|be)\s+sure|ensure|verify|check|assert|confirm|until|once|given|as\s+soon|neither|nothing\s+like|assum\w+|suppose|imagine"
    r"|could|might|maybe|perhaps|rejected|e\.g|example|such\s+as|after|would|hypothetical)\b",
    re.IGNORECASE,
)
"""The same before a name that is outright said to exist: "what never ends is closed by it"."""
_KEPT = re.compile(
    rf"(?:\s+{KIND})?\s+(?:remains?\s+(?:unchanged|untouched|as\s+(?:it|they)\s)|stays?\s+(?:unchanged|untouched"
    r"|the\s+same|as\s+(?:it|they)\s)|(?:is|are)\s+(?:kept(?!\s+(?:out|from|away))|left\s+(?:alone|unchanged|untouched)|unchanged)\b"
    r"|needs?\s+no\s+change|can\s+be\s+re-?used|(?:is|are)\s+an?\s+(?:public\s+|existing\s+)?method\s+of\s"
    r"|does\s+(?!not\b)(?:\w+\s+){1,3}already\b)",
    re.IGNORECASE,
)
"""After a name that must be there for this to be so."""
_CURRENT = re.compile(
    r"\b(?:(?:the|our)\s+current|today(?:['\u2019]s|,)?|(?:currently|at\s+present|right\s+now|presently),?(?:\s+the)?)"
    rf"\s+(?:{KIND}\s+)?$",
    re.IGNORECASE,
)
_FROM_THEN = re.compile(
    r"[^.;|]{0,60}\b(?:only\s+(?:after|from|in|once|when)|once(?!\s+(?:an?|per|every|each)\b)|as\s+soon\s+as|(?:from|after|in)\s+(?:task|phase|step))\b",
    re.IGNORECASE,
)
_SURE = re.compile(
    rf"(?:\s+[\w-]+|{_OF})?(?:,?\s+(?:which|that)\s+(?:already\s+|still\s+)?{_EXISTS}|\s+already\s+exists?\b)",
    re.IGNORECASE,
)
_ANY = re.compile(r"\b(?:if|unless|whether|any|no)\b", re.IGNORECASE)
_SITS = re.compile(
    rf"(?:\s+{KIND})?(?:,?\s+(?:which|that|both|all))?(?:[,:]?\s+(?:is|are|was|currently|already|still|lives?|resides?|sits?|stands?|kept|defined"
    r"|declared|implemented|found|located)){0,3}"
    rf"\s*(?:\(\s*(?:(?:defined|declared)\s+)?(?:in\s+|see\s+|at\s+)?"
    rf"|[^|\n{MARK}]{{0,30}}\|\s*|\b(?P<word>in|from|at|of|inside|within)\s+|@\s*)(?:the\s+)?"
    rf"(?:file\s+|module\s+)?(?P<place>{PLACE})",
    re.IGNORECASE,
)
_APPOSED = re.compile(
    rf"\s*(?:,|\u2014|\u2013|\()\s*(?:an?|the|another|one)\s+(?:[\w-]+\s+){{0,2}}?{KIND}\s+"
    r"(?:(?:defined|declared|found|located|that\s+(?:lives|sits|stands))\s+)?(?:of|in|from|inside|at)\s+(?:the\s+)?"
    rf"(?:same\s+)?(?:file\s+|module\s+)?(?P<place>{PLACE})",
    re.IGNORECASE,
)
"""After a name: "`go()`, a function of `app.py`"."""
_WHICH_HAS = re.compile(
    rf"(?:\s+{KIND})?,?\s+(?:which|that)\s+(?:the\s+)?(?:(?:same|current|existing|file|module)\s+){{0,2}}"
    rf"(?P<place>{PLACE})\s+(?:(?:already|currently|still|also)\s+){{0,2}}(?:defines|declares|implements"
    r"|(?P<hands>exports|has|contains|holds|exposes|provides|offers))\b",
    re.IGNORECASE,
)
"""After a name: "`go()`, which `app.py` defines"."""
_SAME = re.compile(
    rf"(?:\s+{KIND})?(?:\s+(?:is|are))?(?:\s+(?:defined|declared))?\s+(?:of|from|in|on)\s+(?:the|that)\s+(?:very\s+)?same\s+"
    r"(?:type|class|struct|interface|trait|object|module|package|file|service|store)\b",
    re.IGNORECASE,
)
_KIN = re.compile(
    r"\b(?:its|their|the)\s+(?:\w+\s+)?(?:neighbou?rs?|siblings?|counterparts?|companions?|cousins?)"
    rf"\s+(?:{KIND}\s+)?$",
    re.IGNORECASE,
)
_LACKS = re.compile(
    r"[^.;|]{0,60}\b(?:missing|absent|yet|(?:does|do|did)(?:\s+not|n['\u2019]t)\s+exist|non-?existent"
    r"|(?:is|are)\s+(?:not|no)\s|unimplemented|planned|to\s?do|tbd|gone|later|comes|follows|future|will|shall|should|needs?\s+to\s+be)\b",
    re.IGNORECASE,
)
"""After a name that need not be there though the heading speaks of today."""
_HOLDS = re.compile(
    rf"(?P<place>{PLACE})\s+(?P<sure>already\s+|currently\s+|still\s+)?(?:has|have"
    r"|(?P<defines>defines|declares|implements|is\s+home\s+to)|exports|contains|holds|exposes|provides"
    r"|offers|keeps)\s+(?P<sure_too>already\s+|currently\s+)?(?:the\s+|an?\s+)?"
    rf"(?:{KIND}\s+)?{_CHAIN}(?:{KIND}\s+)?$",
    re.IGNORECASE,
)
_CLASS = (
    r"(?:class|interface|struct|enum|trait|dataclass|exception|protocol|subclass|function|method)"
)
_LIVES = re.compile(
    rf"(?:\s+{KIND})?[,:]?(?:\s+(?:which|that))?(?:\s+(?:is|are|was|were))?(?:\s+(?:already|currently|still|now|itself|all)){{0,3}}"
    r"\s*\(?\s*(?:(?:defined|declared|implemented)\s+(?:in|at|inside|within)|(?:lives?|resides?|sits?|stands?)\s+"
    r"(?:in|inside))\s",
    re.IGNORECASE,
)
"""After a name: the file that follows is where it is defined, not where it is used."""
_IS_IN = re.compile(
    rf"(?P<kind>\s+{_CLASS})?\s+(?:is|stands)\s+(?:(?:already|currently|still|now)\s+)?in\s",
    re.IGNORECASE,
)
_CLASS_BEFORE = re.compile(
    rf"(?P<change>\b(?:modify|refactor|rename|extend|deprecate|fix|simplify|rewrite|update|change)\s+)?"
    rf"\b(?:the\s+)?(?:existing\s+)?{_CLASS}\s+$",
    re.IGNORECASE,
)
_IN = re.compile(rf"\s+in\s+(?:the\s+file\s+)?(?:{PLACE})", re.IGNORECASE)
_DEFINITION_BEFORE = re.compile(
    r"\b(?:definition|declaration)\s+of\s+(?:the\s+)?(?:\w+\s+)?$", re.IGNORECASE
)
_DEFINITION_AFTER = re.compile(r"(?:['\u2019]s)?\s+(?:definition|declaration)\b", re.IGNORECASE)
_USES_OF = re.compile(
    r"\b(?:calls?|uses?|usages?|references?|callers?|imports?|mocks?|tests?)\s+(?:of|to|for)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_DEFINED_COLUMN = re.compile(
    r"\W*(?:(?:is\s+)?(?:currently\s+)?(?:defined|declared|implemented|lives)(?:\s+(?:in|at))?"
    r"|definition|declaration|home)(?:\s+file)?\W*",
    re.IGNORECASE,
)
_OWNS = re.compile(
    rf"(?P<owner>{MARK})(?:\s+class)?\s+(?:(?P<now>already|currently)\s+)?(?:has|have|offers?|provides?|defines?"
    rf"|exposes?|implements?|contains?|supports?)\s+(?:the\s+|an?\s+)?(?:{KIND}\s+)?{_CHAIN}$",
    re.IGNORECASE,
)
_NOW_AFTER = re.compile(r"[^.;|]{0,20}\s(?:already|today|currently|at\s+present)\b", re.IGNORECASE)
_OWNED = re.compile(
    rf"(?:\s+(?:is\s+an?\s+)?(?:public\s+|existing\s+)?(?:method|property)\s+(?:of|on|in)|\s+of)\s+(?:the\s+)?(?:existing\s+)?(?:class\s+)?"
    rf"(?P<owner>{MARK})(?:\s+class)?(?!['\u2019])",
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
_OF_CODE = re.compile(
    rf"(?:\s+{KIND})?,?\s+(?:(?:which|that|already|currently|still|now|only|also|itself)\s+){{0,2}}(?:calls?|returns?|takes?"
    r"|accepts?|throws?|raises?|renders?|fetch(?:es)?|loads?|parses?|validates?|handles?|builds?|creates?|uses?"
    r"|wraps?|exports?|maps?|computes?|sends?|writes?|reads?|keeps?|holds?|has|does|logs?|checks?|runs?|opens?"
    r"|closes?|stores?|saves?|prints?|formats?|converts?|inherits?|extends?|implements?|owns?|manages?|is\s+(?:called"
    r"|used|passed|invoked|imported|mounted|registered))\b",
    re.IGNORECASE,
)
"""What functions and classes do, and fields of data do not."""
_FOREIGN = re.compile(
    rf"(?:\s+{KIND})?\s+(?:of|from|in|by)\s+(?!(?:the|our|an?|this|that|all|each|every|both|its)\b)[A-Za-z][\w-]*\b",
    re.IGNORECASE,
)
"""After a name: "of pandas"."""
_OPENS = re.compile(rf"\W*(?:the\s+)?(?:{KIND}\s+)?", re.IGNORECASE)


def said(
    before: str, after: str, place: Place | None, *, lead: str, today: bool = False
) -> bool | None:
    """Whether a sentence says that a name is in the code.

    Args:
        before: The sentence up to the name.
        after: The text after the name.
        place: The file in which the sentence says it is.
        lead: The heading or lead-in, for the first name of a list item.
        today: Whether that heading speaks of how things are before any work is done.

    Returns:
        True when it says so outright, False when it takes it for granted, None when neither.
    """
    if _EXISTING.search(before):
        return None if _ANY.search(before) else True
    doubt = _THEN if _SURE.match(after) else _DOUBT
    if doubt.search(before) or _FROM_THEN.match(after):
        return None
    is_listed = _LISTED.fullmatch(lead) and not before.strip()
    if is_listed or _outright(before, after, place, today=today) or _owns(before, after):
        return True
    if change := _CHANGES.search(before):
        return change["sure"] is not None
    granted = place is not None or _PATTERN.search(before) or _KEPT.match(after)
    opens = today and _OPENS.fullmatch(before) and _OF_CODE.match(after)
    is_now = opens or _CURRENT.search(before) or _KIN.search(before) or _SAME.match(after)
    is_doubted = _LACKS.match(after) or _FOREIGN.match(after)
    return False if granted or (is_now and not is_doubted) else None


def _owns(before: str, after: str) -> re.Match[str] | None:
    """The class that is said to have the name today."""
    match = _OWNS.search(before)
    return match if match is not None and (match["now"] or _NOW_AFTER.match(after)) else None


def says_existing(before: str) -> bool:
    """Whether a name is called existing: "the existing MARK", not "MARK exists"."""
    return _EXISTING.search(before) is not None


def _outright(before: str, after: str, place: Place | None, *, today: bool) -> bool:
    if _STANDS.match(after):
        return True
    if holds := _HOLDS.search(before):
        return today or bool(holds["sure"] or holds["sure_too"])
    if place is None:
        return False
    rest = _END.split(after, maxsplit=1)[0]
    return bool(place.first is not None or _TAKES.search(before) or _TODAY.search(rest))


def says_defined(run: Run, span: Span, before: str, after: str) -> bool:
    """Whether the file that a sentence gives is the one in which the name is defined.

    "`go()` in `app.py`" may as well mean a call of it.
    """
    if _USES_OF.search(before):
        return False
    if (which := _WHICH_HAS.match(after)) is not None:
        return which["hands"] is None
    forms = (_APPOSED, _LIVES, _DEFINITION_AFTER)
    if any(form.match(after) for form in forms) or _DEFINITION_BEFORE.search(before):
        return True
    holds, kind = _HOLDS.search(before), _CLASS_BEFORE.search(before)
    stands = _IS_IN.match(after)
    is_kind = stands is not None and (kind is not None or stands["kind"] is not None)
    is_changed = kind is not None and kind["change"] is not None and _IN.match(after) is not None
    if is_kind or is_changed or (holds is not None and holds["defines"] is not None):
        return True
    match = _SITS.match(after) if run.row else None
    at = span.at + 1 + match.start("place") if match is not None else 0
    return match is not None and _DEFINED_COLUMN.fullmatch(run.column_of(at)) is not None


def owner_of(run: Run, before: str, after: str, at: int) -> str | None:
    """The code span that is said to be the class of the name at an offset; None when none is."""
    match, start = _owns(before, after), at - len(before)
    if match is None:
        match, start = _OWNED.match(after), at + 1
    if match is None:
        return None
    found = start + match.start("owner")
    return next((span.code for span in run.spans if span.at == found), None)


def place_of(run: Run, span: Span, before: str, after: str) -> Place | None:
    """The file in which a sentence says that the name in a span is.

    "Call `go()` in `app.py`" says where to call it, so it gives none; "from `app.py`" does.
    """
    match = _APPOSED.match(after) or _WHICH_HAS.match(after)
    if match is not None and (place := _place(run, match, span.at + 1)) is not None:
        return place
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
