"""What a plan says is at some lines of a file, in the words and cells beside the reference."""

import re
from collections.abc import Iterator
from functools import lru_cache

from planproof.core.base import Frozen
from planproof.core.document import Document
from planproof.named.created import says_makes
from planproof.named.flat import MARK, Run, is_quoted
from planproof.named.places import place_in

_KIND = (
    r"(?:functions?|methods?|class(?:es)?|helpers?|constants?|components?|hooks?|block|call|line"
    r"|targets?|rule|statement|definition|declaration|assignment|variable|value|default|setting|key|job"
    r"|step|entry|check|condition|loop|handler|route|import|signature|decorator|macro|type|struct"
    r"|interface|enum|field|comment|stage|service)"
)
_STANDS = re.compile(
    rf"(?P<mark>{MARK})(?:\s+{_KIND})?(?:\s+(?:is|are|was|lives?|sits?|currently|already|defined|declared"
    r"|found|located|stands?|starts?|begins?|resides?|appears?|implemented|set|assigned|imported"
    r"|registered|read|raised|hard-?coded|computed|built|called|used|today|still|now)){0,4}"
    r"\s*(?:\(\s*(?:in\s+|see\s+|at\s+|cf\.?\s+)?|@\s*|,?\s*\b(?:in|at|on|from|inside|under)\s+"
    rf"|[^|{MARK}\n]{{0,30}}\|\s*)"
    r"(?:the\s+)?(?:line\s+)?$",
    re.IGNORECASE,
)
"""Before a place: the code that is said to be there."""
_LEADS = re.compile(
    rf"\W*(?P<mark>{MARK})(?:\s+{_KIND})?\s*(?::|\u2192|->|\u2014|\u2013|\s-)\s*(?:see\s+|in\s+|at\s+)?$",
    re.IGNORECASE,
)
"""Before a place, from the start of an item: a heading word, as like as not for what is there."""
_GOVERNED = re.compile(
    rf"(?:(?:^|[.;:,\u2014|(]\s*|\b(?:then|and|to|or|we|must|should|will|shall|can|not)\s+)\W{{0,4}}(?:call|use"
    r"|invoke|wire|mount|render|raise|throw|return|emit|log|set|place|apply|pass|await|expose|try|run"
    rf"|mock|mention|need|prefer|want|restore|enable)\s+(?:the\s+|an?\s+)?|\b(?:with|to|into|by|as|via)\s+)"
    rf"(?:{_KIND}\s+)?{MARK}",
    re.IGNORECASE,
)
"""What is to be done with the code at the place; it need not be there yet."""
_SMALL = (
    r"(?:no|not|new|longer|never|nothing|where|what|when|how|why|too|also|another|meant|to|for)\b"
)
_OBJECT = (
    rf"(?:(?!{_SMALL})[\w-]+\s+){{0,4}}?(?:(?:of|with|(?<=call\s)to)\s+(?:the\s+|an?\s+)?(?:{_KIND}\s+)?)?"
    rf"(?P<mark>{MARK})"
)
_SHOWS = re.compile(
    r"\s*\)?,?\s*(?:(?:which|that|it)\s+)?(?:still\s+|currently\s+|now\s+|already\s+|today\s+)*"
    r"(?:(?P<firm>reads?|says|shows?|has|have|contains?|holds|defines|declares|calls|returns|sets|is|are"
    r"|assigns|imports|raises|throws|uses|invokes|hard-?codes|passes|implements|exports|opens|starts"
    r"|begins|instantiates|registers|checks|gives|states|looks\s+like|initiali[sz]es|constructs|stands?"
    r"|sits?|we\s+(?:find|have|see)|there\s+(?:is|are))\b"
    r"|[|:\u2192\u2014\u2013]|->)\s*"
    rf"(?:still\s+|currently\s+|now\s+|already\s+|today\s+)*(?:the\s+|an?\s+)?{_OBJECT}",
    re.IGNORECASE,
)
"""After a place; a colon or an arrow may also lead to what shall be there one day."""
_WHERE = re.compile(
    rf"\s*\)?,?\s*(?:is\s+)?where\s+(?:the\s+)?(?:{_KIND}\s+)?(?P<mark>{MARK})(?:\s+{_KIND})?\s+"
    r"(?:(?:is|are)\s+(?:currently\s+|already\s+)?(?:defined|declared|set|called|built|created|read"
    r"|implemented|registered|imported|raised|returned|used|hard-?coded)|starts|begins|lives|sits"
    r"|stands)\b",
    re.IGNORECASE,
)
_SAYS_THERE = re.compile(
    rf"\s*\)?,?\s*(?:is\s+)?where\s+(?:(?:(?:the|our)\s+)?(?:current\s+|existing\s+)?(?:code|line|file|{_KIND})|it|we|you)\s+"
    r"(?:(?:still|currently|now|already|today)\s+)*(?:says|reads|is|has|have|does|shows|checks|find|finds|see|compares"
    rf"|calls|returns|sets|looks\s+like)\s+(?P<mark>{MARK})",
    re.IGNORECASE,
)
"""After a place: "where the code says MARK"."""
_WITHIN = re.compile(rf"\s*[,:;\u2014\u2013]\s*(?:with\s+)?(?P<mark>{MARK})\s*\)")
_OPENED = re.compile(r"\(\s*(?:see\s+|in\s+|at\s+|cf\.?\s+)?$", re.IGNORECASE)
"""Both within one pair of brackets: "(`app.py:3`, `LIMIT = 3`)"."""
_WITHIN_BEFORE = re.compile(rf"\(\s*(?P<mark>{MARK})\s*[,:;]\s*(?:in\s+|at\s+)?$", re.IGNORECASE)
_IS_DONE = (
    r"(?:(?:is|are)\s+(?:currently\s+|already\s+|still\s+)?(?:defined|declared|set|called|built|read"
    r"|implemented|registered|imported|raised|returned|used|hard-?coded)|starts|begins|lives|sits|stands)\b"
)
_THERE = re.compile(
    rf"\s*\)?,\s*(?:the\s+)?(?:{_KIND}\s+)?(?P<mark>{MARK})(?:\s+{_KIND})?\s+{_IS_DONE}",
    re.IGNORECASE,
)
_AT = re.compile(r"(?:^|[:;,\u2014]\s*)\W*(?:at|on|in|from)\s+(?:the\s+)?$", re.IGNORECASE)
"""Before a place: "At MARK, MARK is called"."""
_PAREN = re.compile(
    rf"\s*\(\s*(?:the\s+)?(?:{_KIND}\s+)?(?P<mark>{MARK})(?:\s+{_KIND})?\s*[,)]", re.IGNORECASE
)
_APART = re.compile(rf",\s*(?P<mark>{MARK})\s*,")
_APART_BEFORE = re.compile(
    r"\b(?:value|line|constant|setting|limit|default|code|statement|condition|check)\s+(?:in|at|on|of)\s+$",
    re.IGNORECASE,
)
_STILL = re.compile(
    r"\W{0,3}\s(?:today|at\s+present|currently|right\s+now|as\s+of\s+now)\b", re.IGNORECASE
)
_VALUE_BEFORE = re.compile(
    rf"(?P<name>{MARK})\s+(?:(?:is|are)\s+(?:(?:still|currently|now|already)\s+)?(?:(?:set|hard-?coded|fixed)"
    rf"\s+(?:to|at)\s+)?|equals\s+|defaults\s+to\s+)(?P<value>{MARK})\s*(?:\(\s*|,?\s*\b(?:in|at|on)\s+)"
    r"(?:the\s+)?(?:line\s+)?$",
    re.IGNORECASE,
)
_VALUE_AFTER = re.compile(
    r"\s*\)?,?\s*(?:(?:which|that|it)\s+)?(?:still\s+|currently\s+|now\s+|already\s+)*(?:sets|has|hard-?codes"
    rf"|fixes|defines|initiali[sz]es|declares|defaults)\s+(?:the\s+)?(?:{_KIND}\s+)?(?P<name>{MARK})\s+"
    rf"(?:to|at|as|with)\s+(?P<value>{MARK})",
    re.IGNORECASE,
)
_WORD = re.compile(r"[\w$.-]+")
_VALUE = re.compile(r"[+-]?\d[\d_]*(?:\.\d+)?|[\"'][^\"']{0,100}[\"']")
_ADDS = re.compile(
    r"\b(?:add|insert|put|append|creat|introduc|writ|implement|extract|inlin|plac)\w*|\bnew\b",
    re.IGNORECASE,
)
_FAR = re.compile(
    rf"(?:[,:]|\s[\u2014\u2013-])?\s[^.;!?|{MARK}]{{0,40}}?(?P<mark>{MARK})[^.;!?|{MARK}]{{0,40}}?\s(?:(?:at|on|in|from)\s"
    r"|\((?:(?:at|on|in|from|see)\s)?)$",
    re.IGNORECASE,
)
"""Between a file and the lines that are given for what it holds."""
_LATER = re.compile(
    r"\W{0,6}(?:after|once|then|afterwards|by\s+then|in\s+the\s+end|when|from\s+then|instead|if|unless"
    r"|from\s+now|and\s+nothing)\b",
    re.IGNORECASE,
)
_TURNS = re.compile(
    r"\b(?:chang|set\b|replac|mak|renam|turn|becom|updat|modif|rewrit|fix(?!ed\s+(?:at|in|to|as|on)\b)|should|must|will\b|shall\b"
    r"|swap|rais|lower|bump|increas|decreas|reduc|would|could|might|may\b|correct|adjust)\w*",
    re.IGNORECASE,
)
_DOUBT = re.compile(
    r"\b(?:if|when|unless|whether|verify|(?<!the\s)(?<!this\s)check|ensure|confirm|assert|expect|until|once|make\s+sure"
    r"|suppose|imagine|e\.g|example|after|afterwards|so\s+that|(?<!the\s)test|(?<!the\s)tests|then|perhaps|maybe|probably"
    r"|no\s+longer|used\s+to|upstream|not|formerly|previously|originally|(?:in|of)\s+(?:the\s+|an?\s+)?"
    r"(?:old|previous|former|earlier|next|new|last)\s+(?:version|release|code|layout|state|design))\b",
    re.IGNORECASE,
)
"""Before a place: what is said of it may hold at another time only, or not at all."""
_TODAY = re.compile(
    r"\b(?:current(?:ly)?|today|still|at\s+present|as\s+is|existing|now)\b", re.IGNORECASE
)
_LEAD_TODAY = re.compile(
    r"\b(?:current(?:ly)?|today|at\s+present|as[\s-]is|existing|status\s+quo|already|inventory|findings"
    r"|where\s+(?:things|it)\s+(?:are|is|stands?))\b",
    re.IGNORECASE,
)
_NOW_COLUMN = re.compile(
    r"\W*(?:(?:current(?:ly)?|today|existing|at\s+present|present|as[\s-]is|before|from|old|actual|now"
    r"|what\s+(?:is|it)\s+(?:there|is|says|does|holds|reads)(?:\s+(?:now|today))?|today'?s|original)"
    r"(?:\s+(?:code|value|content|text|line|state|behaviou?r|definition|statement|version))?"
    r"|(?:code|value|content|text|line|state)\s+(?:today|now|as\s+is)"
    r"|(?:it\s+)?(?:reads|says|shows|holds|contains|has)(?:\s+(?:now|today))?)\W*",
    re.IGNORECASE,
)
"""Above a column of what is there."""
_CODE_COLUMN = re.compile(
    r"\W*(?:code|content|contents|line|value|statement|snippet|text|definition|symbol|function|method"
    r"|class|name|constant|what|what\s+it\s+is|target|key|setting|default|item|element|identifier)\W*",
    re.IGNORECASE,
)
"""Above a column of what is there, where another one tells what shall be."""
_LATER_COLUMN = re.compile(
    r"\W*(?:becomes?|after(?:wards)?|new|to|target|change[sd]?(?:\s+to)?|proposed|replac\w+|planned|want(?:ed)?"
    r"|should\s+(?:be|read|become)|future|then|will\s+be|desired|goal|next)(?:\s+(?:code|value|content|text|line"
    r"|state|behaviou?r|definition|statement|version))?\W*",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[.;!?]\s")
_NAME = re.compile(r"[A-Za-z_$][\w$]*(?:(?:\.|::|#)[A-Za-z_$][\w$]*){0,3}(?:\(.*\))?")
_DEFINES = re.compile(
    r"(?:(?:export|default|public|private|protected|static|final|abstract|async|pub)\s+){0,4}"
    r"(?:def|class|func(?:\s*\([^()]{0,80}\))?|function\*?|fn|fun|interface|struct|enum|trait|type)\s+"
    r"(?P<name>[A-Za-z_$][\w$]*)"
)
_LITERALS = frozenset(
    {"None", "null", "nil", "True", "False", "true", "false", "undefined", "self"}
)
_NO_CODE = re.compile(
    r"[\d\s.,%]+|/.*|https?:.*|(?:GET|POST|PUT|PATCH|DELETE|HEAD)\s+/.*|[.\w-]+/[./\w-]+"
)
"""Numbers, addresses and paths: code that is built of pieces may show them and not hold them."""
_SHORTEST = 3
_REACH = 160


class Shown(Frozen):
    """What a plan says is at some lines of a file."""

    text: str
    """As the plan quotes it; of a dotted name, the last part."""
    name: bool
    """A name, rather than a piece of code."""
    firm: bool
    """False where it may as well be what the plan wants there."""


def shown_in_row(run: Run, start: int) -> Iterator[Shown]:
    """The code in the cells of a row that its table says is there today, beside a place in it."""
    if not run.columns or run.is_goal:
        return
    codes = {span.at: span.code for span in run.spans}
    later = any(_LATER_COLUMN.fullmatch(head) for head in run.columns)
    for (first, last), head in zip(run.cells(), run.columns, strict=False):
        text = run.text[first:last]
        if first <= start < last or text.strip() != MARK or _LATER_COLUMN.fullmatch(head):
            continue
        firm = _NOW_COLUMN.fullmatch(head) is not None
        if not firm and _CODE_COLUMN.fullmatch(head):
            firm = later or _is_today(run)
            if not firm and any(map(_says_turn, (run.lead, run.heading))):
                continue
        elif not firm:
            continue
        shown = _shown_as(codes.get(first + text.index(MARK), ""), firm=firm)
        if shown is not None:
            yield shown


def said_beside(run: Run, start: int, end: int) -> Iterator[Shown]:
    """The code spans beside a place that a sentence says are there."""
    codes = {span.at: span.code for span in run.spans}
    begin = max(start - _REACH, 0)
    before = run.text[begin:start]
    cut = max((found.end() for found in _SENTENCE.finditer(before)), default=0)
    if run.is_goal or says_makes(before[cut:]) or _DOUBT.search(before, cut):
        return
    if is_quoted(before):
        return
    after = run.text[end : end + _REACH]
    if shown := _before(run, before, cut, after, begin):
        yield shown
    if (value := _VALUE_BEFORE.search(before, cut)) is not None and not _LATER.match(after):
        yield from _set_to(codes, value, begin)
    if _TURNS.search(before, cut):
        return
    if (value := _VALUE_AFTER.match(after)) is not None:
        yield from _set_to(codes, value, end)
    elif (match := _behind(before, cut, after)) is not None:
        at = match.start("mark")
        if _LATER.match(after, at + 1) or _is_later(run, end + at):
            return
        firm = match.re not in (_PAREN, _WITHIN) and (
            match.re is not _SHOWS or match["firm"] is not None
        )
        firm = firm or bool(_STILL.match(after, at + 1)) or (not run.row and _is_today(run))
        shown = _shown_as(codes.get(end + at, ""), firm=firm)
        if shown is not None and (match.re is not _APART or not shown.name):
            yield shown


def _behind(before: str, cut: int, after: str) -> re.Match[str] | None:
    """What names the code behind a place, in the forms that are known."""
    if found := _WHERE.match(after) or _SAYS_THERE.match(after):
        return found
    if _OPENED.search(before, cut) and (found := _WITHIN.match(after)):
        return found
    if _AT.search(before, cut) and (found := _THERE.match(after)):
        return found
    if _APART_BEFORE.search(before, cut) and (found := _APART.match(after)):
        return found
    return _SHOWS.match(after) or _PAREN.match(after)


def _set_to(codes: dict[int, str], match: re.Match[str], offset: int) -> Iterator[Shown]:
    """A name and the value that it is said to have, as the assignment that would say so."""
    name = codes.get(offset + match.start("name"), "")
    value = codes.get(offset + match.start("value"), "")
    if _WORD.fullmatch(name) and _VALUE.fullmatch(value) and place_in(name) is None:
        yield Shown(text=f"{name} = {value}", name=False, firm=True)


def shown_between(run: Run, start: int, end: int, lines: int) -> Shown | None:
    """The code between a file and its lines: "`app.py` defines `go()` on line 3".

    Args:
        run: The sentence.
        start: Where the file begins.
        end: Where it ends.
        lines: Where the lines begin.
    """
    before = run.text[max(start - _REACH, 0) : start]
    cut = max((found.end() for found in _SENTENCE.finditer(before)), default=0)
    match = _FAR.fullmatch(run.text[end:lines])
    if match is None or run.is_goal or _TURNS.search(before, cut) or _TURNS.search(match[0]):
        return None
    if says_makes(before[cut:]) or _ADDS.search(match[0]):
        return None
    if _DOUBT.search(before, cut) or _DOUBT.search(match[0]) or is_quoted(before):
        return None
    if _LATER.match(run.text, lines + 6):
        return None
    code = next((s.code for s in run.spans if s.at == end + match.start("mark")), "")
    return _shown_as(code, firm=True)


def _before(run: Run, before: str, cut: int, after: str, begin: int) -> Shown | None:
    """What stands in front of a place and is said to be there."""
    codes = {span.at: span.code for span in run.spans}
    match = _STANDS.search(before, cut)
    firm = match is not None
    if match is None and begin == 0 and not run.row:
        match = _LEADS.match(before)
    if match is None and after.lstrip().startswith(")"):
        match = _WITHIN_BEFORE.search(before, cut)
    if match is None:
        return None
    at = match.start("mark")
    governed = any(each.end() == at + 1 for each in _GOVERNED.finditer(before, cut))
    if governed or _is_later(run, begin + at):
        return None
    # Code in the cell before may as well be what is wanted.
    code = codes.get(begin + at, "")
    return _shown_as(code, firm=firm and ("|" not in match[0] or _NAME.fullmatch(code) is not None))


def shown_in_fence(document: Document, run: Run, end: int) -> Iterator[Shown]:
    """The first line of a fence that a sentence introduces as what the place shows today."""
    tail = run.text[end:].rstrip()
    if not tail.endswith(":") or not _TODAY.search(run.text) or _TURNS.search(run.text):
        return
    last = run.starts[-1][1]
    for fence in document.blocks.fences:
        if last < fence.line_start <= last + 2 and fence.closed:
            lines = document.lines[fence.line_start : fence.line_end - 1]
            code = next((line.strip() for line in lines if line.strip()), "")
            if len(code) > _SHORTEST and "..." not in code:
                yield Shown(text=code, name=False, firm=True)
            return


def _is_today(run: Run) -> bool:
    """Whether the lead-in or the heading says that all below it is there today."""
    if _says_turn(run.lead):
        return False
    return any(_says_today(lead) and not _says_turn(lead) for lead in (run.lead, run.heading))


@lru_cache(maxsize=512)
def _says_today(lead: str) -> bool:
    return _LEAD_TODAY.search(lead) is not None


@lru_cache(maxsize=512)
def _says_turn(lead: str) -> bool:
    return _TURNS.search(lead) is not None or says_makes(lead)


def _is_later(run: Run, offset: int) -> bool:
    """Whether a code span stands in a column of what shall be."""
    return _LATER_COLUMN.fullmatch(run.column_of(offset)) is not None


def _shown_as(code: str, *, firm: bool) -> Shown | None:
    plain = code.replace("\\|", "|").strip()
    if place_in(plain) is not None or len(plain) < _SHORTEST or "..." in plain or "\u2026" in plain:
        return None
    if plain in _LITERALS or _NO_CODE.fullmatch(plain):
        return None
    if defined := _DEFINES.match(plain):
        # Whoever quotes a signature leaves out what is of no matter.
        return Shown(text=defined["name"], name=True, firm=firm)
    if _NAME.fullmatch(plain):
        last = re.split(r"\.|::|#", plain.partition("(")[0])[-1]
        return Shown(text=last, name=True, firm=firm) if len(last) >= _SHORTEST else None
    return Shown(text=plain, name=False, firm=firm)
