"""What a plan says of the state of the code base: that a file is there, empty, so long, unused."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from planproof.core.base import Location
from planproof.core.document import Document
from planproof.core.plan import Plan
from planproof.named.claim import NAME, Claim, bound_in, fitting, number_in
from planproof.named.claim_form import ClaimKind, Form
from planproof.named.claim_forms import (
    AFTER_ABSENT,
    AFTER_OF_FILES,
    AFTER_PLACE,
    ALREADY,
    BEFORE_OF_FILES,
    TICKED,
    TICKED_BEFORE,
)
from planproof.named.claim_tables import claims_in_row, is_ticked_state
from planproof.named.claim_text import Statement, statements
from planproof.named.claim_times import Times, is_doubted, is_estimate, is_today, is_worked_on
from planproof.named.claim_use_forms import (
    AFTER_COUNT,
    AFTER_NEVER,
    AFTER_OF_NAMES,
    BEFORE_OF_NAMES,
)
from planproof.named.claim_words import NUMBERS
from planproof.named.flat import MARK, Span
from planproof.named.wording import MAX_LINE, here

_AFTER = (*AFTER_OF_FILES, *AFTER_OF_NAMES)
_BEFORE = (*BEFORE_OF_FILES, *BEFORE_OF_NAMES)
_WC = re.compile(
    r"(?P<what>wc\s+-l\s+(?:<\s*)?"
    r"|ls\s+(?:-1\s+)?)(?P<path>[\w./@-]{3,200})(?P<count>\s*\|\s*wc\s+-l)?"
)
_WC_SAYS = re.compile(
    r"\s+(?:says|prints|gives|shows|reports|returns|counts|yields|finds)\s+"
    r"(?:(?:currently|now|today)\s+)?(?P<number>\d{1,3}(?:,\d{3}){1,2}|\d{1,7})\b(?!\s*(?:or|\+))",
    re.IGNORECASE,
)
_WC_ARROW = re.compile(r"\s*(?:→|->|=>|=|:)\s*(?P<number>\d{1,3}(?:,\d{3}){1,2}|\d{1,7})\b")
"""The like, where it cannot be told from what shall be printed in the end."""
_PREFIX = re.compile(rf"{MARK}\s+(?:in|from|of|at|inside|within|under)\s+(?:the\s+)?(?:file\s+)?$")
_INSIDE = re.compile(r"\b(?:in|inside|within|of|to|into|from|at|on)\s+(?:the\s+)?(?:file\s+)?$")
_CHAIN = re.compile(rf"{MARK}(?:\s*,?\s*(?:and|&|,)\s+(?:the\s+)?)$")
_LISTED = re.compile(r"\s*(?:,|(?:,\s*)?\band\b|&)\s+")
_PLURAL = re.compile(r"\b(?:are|have|exist|do|don't)\b")
_TICK = re.compile(r"\s*(?:[-*+]|\d{1,4}[.)])\s+\[[xX]\]\s")
_SOME = rf"(?=.*?(?:\d|[~≈]|\b(?:no|zero|none|twice|{'|'.join(NUMBERS)})\b))"
_HINTS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kinds, re.compile(words, re.IGNORECASE | re.DOTALL))
    for kinds, words in (
        ("exists", r".*?(?:exist|already|still|been|[✅☑✔✓]|present|in place|\bthere\b)"),
        ("absent", r".*?(?:exist|\bno\b|\bnot\b|missing|absent|[❌✗])"),
        ("empty", r".*?(?:empty|blank|nothing|\bno\b|zero|\b0\b)"),
        ("lines", rf"{_SOME}.*?(?:\blines?\b|\bs?loc\b)"),
        ("tests", rf"{_SOME}.*?(?:test|spec|example)"),
        ("files usages", _SOME),
        (
            "unused",
            (
                r".*?(?:\b(?:no|zero|0|none|never|not|nothing|nobody|nowhere|dead|lost|without)\b|unused"
                r"|unreferenced|orphan|uncalled|n['\u2019]t\b)"
            ),
        ),
        (
            "holds implemented",
            (
                r".*?(?:already|currently|today|still|at present|exist|export|import|defin"
                r"|declar|call|invok|available)"
            ),
        ),
        ("ignored", rf".*?(?:ignore|{MARK}.{{0,80}}{MARK})"),
        ("lacks", r".*?(?:\bno\b|\bnot\b|n't\b|lacks)"),
    )
)
"""Words without which a passage can make no claim of a kind."""
_TICK_ALONE = re.compile(r"[✅☑✔✓]\uFE0F?\s*(?:\||$)")
_PART = re.compile(
    r"\b(?:imports?|parameters?|arguments?|params?|variables?|fields?|options?|flags?|keys?|columns?"
    r"|props?|dependenc(?:y|ies)|packages?)\s+(?:of\s+)?(?:the\s+)?$",
    re.IGNORECASE,
)
"""What may be unused in one place and used in another."""
_NOT_DONE = re.compile(
    r"remov|delet|drop|renam|\bmov|replac|merg|get rid|obsolete|gone|no longer|folded|\bnot\b|n't\b"
    r"|skipp|n/a|cancel|instead|superseded|wont",
    re.IGNORECASE,
)
_INNER = frozenset({"lines", "tests", "empty"})
"""Kinds that are never about a file of which only a part was named just before."""


@dataclass(frozen=True, slots=True)
class _Place:
    """A subject in its statement."""

    document: Document
    said: Statement
    span: Span
    before: str
    """The words of its sentence before it."""
    after: str

    @property
    def start(self) -> int:
        """Offset of `before`."""
        return self.span.at - len(self.before)


def claims_in(plan: Plan) -> tuple[Claim, ...]:
    """Every claim of state that can be recognised, in order of documents."""
    times = Times(plan)
    found = [
        claim
        for document in plan.work_documents()
        for said in statements(document)
        if said.spans and (_is_ticked(document, said) or not times.is_later(document, said))
        for claim in _in_statement(document, said, times.titles)
        if claim.kind == "done" or not times.tells_end(document, claim.at.line_start)
    ]
    return tuple(dict.fromkeys((*found, *_ticked(plan))))


def _ticked(plan: Plan) -> Iterator[Claim]:
    """Files that tasks create which are ticked off."""
    for task in plan.walk():
        for mention in task.files if task.done else ():
            if mention.action == "create" and "/" in mention.file:
                text = plan.document(mention.path).lines[mention.line_start - 1].strip()
                at = Location(
                    path=mention.path, line_start=mention.line_start, line_end=mention.line_end
                )
                yield Claim("done", mention.file, at, text[:300])


def _in_statement(document: Document, said: Statement, titles: Collection[str]) -> Iterator[Claim]:
    first = said.spans[0]
    if _is_ticked(document, said):
        yield from _in_ticked(
            _Place(document, said, first, said.before(first), said.text[first.at + 1 :])
        )
    in_row = tuple(claims_in_row(document, said, titles)) if said.run.row else ()
    yield from in_row
    kinds = {kind for hint in _HINTS if hint[1].match(said.text) for kind in hint[0].split()}
    if not kinds:
        return
    after = tuple(form for form in _AFTER if form.kind in kinds)
    before = tuple(form for form in _BEFORE if form.kind in kinds)
    for index, span in enumerate(said.spans):
        if said.is_quoted(span):
            continue
        seen: set[tuple[ClaimKind, str]] = {
            (claim.kind, "") for claim in in_row if claim.subject == span.code
        }
        rest = said.text[span.at + 1 : span.at + 260]
        place = _Place(document, said, span, said.before(span), rest)
        found = (
            *(claim for form in after for claim in _said_after(place, form, titles)),
            *(claim for form in before for claim in _said_before(place, form, titles)),
            *_counted(place, titles),
        )
        for claim in found:
            key = (claim.kind, claim.name if claim.kind in ("holds", "reaches") else "")
            if key not in seen:
                seen.add(key)
                yield claim
                yield from _others(said, index, claim)


def _is_ticked(document: Document, said: Statement) -> bool:
    """True for "- [x] ...", which holds now, wherever it stands."""
    return _TICK.match(document.lines[said.run.starts[0][1] - 1][:200]) is not None


def _in_ticked(place: _Place) -> Iterator[Claim]:
    """The file that an item which is ticked off begins with: it was to be made, and is."""
    code = place.span.code
    if "/" not in code or "." not in code.rpartition("/")[2] or _NOT_DONE.search(place.said.text):
        return
    if TICKED_BEFORE.fullmatch(place.said.text[: place.span.at]) and TICKED.match(place.after):
        text = place.said.verbatim(0, place.span.at + 1)
        at = here(place.document, place.span.line)
        yield from fitting(Claim("done", code, at, text[:300]))


def _others(said: Statement, index: int, claim: Claim) -> Iterator[Claim]:
    """The same of the subjects before it: "`a.py` and `b.py` are empty"."""
    if claim.kind not in ("exists", "empty", "unused", "absent", "ignored") or not _PLURAL.search(
        claim.text
    ):
        return
    for at in range(index, 0, -1):
        here_, former = said.spans[at], said.spans[at - 1]
        if not _CHAIN.search(said.text[former.at : here_.at]):
            return
        yield from fitting(replace(claim, subject=former.code))


def _said_after(place: _Place, form: Form, titles: Collection[str]) -> Iterator[Claim]:
    match = form.pattern.match(place.after)
    lead = form.lead.search(place.before) if form.lead is not None else None
    if match is None or (form.lead is not None and lead is None):
        return
    if form.is_plain and not is_today(place.said.run, titles):
        return
    if _is_barred(place, form, match) or _is_case(form, place.said, match, place.after):
        return
    if form.is_remark and is_estimate(titles, place.said, place.before):
        return
    if is_doubted(place.before, place.after, match.end(), is_remark=form.is_remark):
        return
    origin = place.span.at + 1
    for each in _claim(place, form, match, (place.span.at, origin + match.end(), origin)):
        claim = replace(each, within=_file_between(place.said, origin, origin + match.end()))
        if "name" in match.groupdict():
            yield from _more_names(place, claim, match)
        if lead is not None and lead.groupdict().get("folder"):
            folder = place.said.code_at(place.start + lead.start("folder"))
            yield replace(claim, scope=folder.strip("/"))
        else:
            yield claim


def _is_barred(place: _Place, form: Form, match: re.Match[str]) -> bool:
    """True where the words before the subject make the claim one about something else."""
    is_part = _PREFIX.search(place.before) is not None
    is_inside = is_part or _INSIDE.search(place.before) is not None
    if (is_part and form.kind in _INNER) or (is_inside and form.is_remark):
        return True
    if form.kind == "unused":
        return _PART.search(place.before) is not None
    # "Fill `a.csv` with its nine rows"
    return "own" in match.groupdict() and is_worked_on(place.before, anywhere=True)


def _more_names(place: _Place, claim: Claim, match: re.Match[str]) -> Iterator[Claim]:
    """The same of the names after the first: "exports `a`, `b` and `c`"."""
    at = place.span.at + 1 + match.start("name")
    for span in place.said.spans:
        if span.at > at and _LISTED.fullmatch(place.said.text, at + 1, span.at):
            name, at = NAME.fullmatch(span.code), span.at
            if name is not None:
                yield replace(claim, name=name["last"])


def _said_before(place: _Place, form: Form, titles: Collection[str]) -> Iterator[Claim]:
    match = form.pattern.search(place.before)
    if match is None or (form.is_remark and is_estimate(titles, place.said, place.before)):
        return
    if _is_barred_before(place, form, match):
        return
    rest, former = _rest(form, place.after), place.before[: match.start()]
    if form.kind == "usages":
        former = re.sub(r"\breplac\w+", "", former, flags=re.IGNORECASE)  # makes no usages
    if rest is None or is_doubted(former, place.after, rest.end(), is_remark=form.is_remark):
        return
    bounds = (place.start + match.start(), place.span.at + 1, place.start)
    for claim in _claim(place, form, match, bounds):
        if rest.groupdict().get("scope"):
            scope = place.said.code_at(place.span.at + 1 + rest.start("scope"))
            yield replace(claim, scope=scope.removeprefix("./").strip("/"))
        else:
            yield claim


def _is_barred_before(place: _Place, form: Form, match: re.Match[str]) -> bool:
    """True where a claim that stands before its subject says less than it seems to."""
    parts, former = match.groupdict(), place.before[: match.start()]
    if "existing" in parts:
        # "the existing `policy.go`" says no more than that one has this name somewhere
        return "/" not in place.span.code
    if "glob" in parts:
        # Neither "four changes" before a folder nor "change four files" before a pattern.
        return "*" not in place.span.code or is_worked_on(former, anywhere=True)
    # "Update the two tests in `a.py`": there may be more of them
    return form.kind in ("tests", "files") and is_worked_on(former, anywhere=False)


def _file_between(said: Statement, start: int, end: int) -> str:
    """The file that is named between two offsets; empty where none is."""
    inside = (span.code for span in said.spans if start <= span.at < end)
    return next((code for code in inside if "." in code.rpartition("/")[2]), "")


def _is_case(form: Form, said: Statement, match: re.Match[str], after: str) -> bool:
    """True for a cell or line that names a case: "| `a.toml` exists | read it |"."""
    rest = after[match.end() :].lstrip()
    if rest.startswith(("\u2192", "=>", "->", "\u21d2")) and form.kind != "usages":
        return True
    if form.kind == "exists" and said.run.row and _TICK_ALONE.search(match[0]):
        return not is_ticked_state(said.run)
    is_cell = said.run.row and "|" not in match[0] and rest.startswith(("|", ":"))
    return is_cell and form.kind in ("exists", "absent", "empty")


def _rest(form: Form, after: str) -> re.Match[str] | None:
    """What follows a subject whose claim stands before it; None when it limits the claim."""
    patterns = {
        "usages": AFTER_COUNT, "unused": AFTER_NEVER, "tests": AFTER_PLACE, "files": AFTER_PLACE,
        "absent": AFTER_ABSENT,
    }  # fmt: skip
    if "already" in form.pattern.groupindex:
        return ALREADY.match(after)
    pattern = patterns.get(form.kind)
    return pattern.match(after) if pattern is not None else re.match("", after)


def _counted(place: _Place, titles: Collection[str]) -> Iterator[Claim]:
    """What `wc -l` is said to print."""
    command, says = _WC.fullmatch(place.span.code), _WC_SAYS.match(place.after)
    if says is None and is_today(place.said.run, titles):
        says = _WC_ARROW.match(place.after)
    if command is None or says is None:
        return
    is_list = command["what"].startswith("ls")
    if is_list is not bool(command["count"]):
        return
    if is_doubted(place.before, place.after, says.end(), is_remark=True):
        return
    text = place.said.verbatim(place.span.at, place.span.at + 1 + says.end())
    at = here(place.document, place.span.line)
    number = int(says["number"].replace(",", ""))
    noun = "files" if is_list else ""
    yield Claim("files" if is_list else "lines", command["path"], at, text, number, noun=noun)


def _claim(
    place: _Place, form: Form, match: re.Match[str], bounds: tuple[int, int, int]
) -> Iterator[Claim]:
    """The claim of a match; the bounds are its start, its end, and where its text begins."""
    start, end, origin = bounds
    parts, said, subject = match.groupdict(), place.said, place.span.code

    def marked(name: str) -> str:
        return said.code_at(origin + match.start(name)) if parts.get(name) else ""

    if parts.get("list") and not marked("list").endswith(".gitignore"):
        return
    first, last = said.line_of(start), said.line_of(end - 1)
    at = Location(path=place.document.path, line_start=first, line_end=last)
    text = said.verbatim(max(start, 0), end)[:MAX_LINE]
    claim = Claim(form.kind, subject, at, text, scope=marked("scope"))
    if parts.get("number"):
        claim = replace(claim, number=number_in(parts["number"]), bound=bound_in(parts))
        sort = marked("sort") if parts.get("sort") == MARK else parts.get("sort") or ""
        claim = replace(
            claim,
            name=(parts.get("where") or sort).strip().lower(),
            noun=(parts.get("noun") or "").lower(),
            is_search="search" in parts,
        )
    elif parts.get("file"):
        name = NAME.fullmatch(subject)
        if name is None:
            return
        claim = replace(claim, subject=marked("file"), name=name["last"])
    elif parts.get("name"):
        claim = replace(claim, name=marked("name"))
    if parts.get("deed"):
        claim = replace(claim, is_deed=True)
    for each in fitting(claim):
        yield replace(each, is_search=each.is_search or "query" in parts)
