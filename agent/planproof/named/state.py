"""What a plan says of the state of the code base: that a file is there, empty, so long, unused."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from planproof.core.base import Location
from planproof.core.document import Document
from planproof.core.plan import Plan
from planproof.named.wording import MAX_LINE, clause_before, here, last_of, prose_lines

ClaimKind = Literal[
    "exists", "absent", "empty", "lines", "files", "tests", "unused", "usages", "holds", "lacks",
    "implemented", "done",
]  # fmt: skip
Bound = Literal["exactly", "about", "least", "most"]

_SUBJECT = re.compile(
    r"(?<!`)`(?P<code>[^`\n]{1,200})`(?!`)"
    r"|(?<![\w/`.@-])(?P<bare>(?:[\w@.-]{1,80}/){1,12}[\w@.-]{1,80}\.[A-Za-z]{1,6})(?![\w/`])"
)
_IS_PATH = re.compile(
    r"(?:\./)?(?:[\w@.()\[\]-]{1,100}/){0,15}[\w@.()\[\]-]{1,100}(?:\.[A-Za-z][\w]{0,9}|/)"
    r"|(?:[\w@.-]{1,100}/){1,15}[\w@.-]{1,100}"
)
_NAME = re.compile(r"(?:[A-Za-z_]\w{0,80}\.){0,5}(?P<last>[A-Za-z_]\w{2,80})(?:\(\))?")
_GREP = re.compile(
    r"(?:git\s+)?(?:grep|rg)\s+(?:-[\w-]{1,20}\s+){0,4}[\"']?(?P<name>[A-Za-z_]\w{2,80})[\"']?"
    r"(?:\s+(?P<path>[\w./-]{1,200}))?\s*"
)
_NUMBERS = "one two three four five six seven eight nine ten eleven twelve".split()  # noqa: SIM905  # reads as a list
_COUNT = (
    r"(?P<bound>~|≈|about |around |roughly |approximately |approx\.? |some |nearly |almost "
    r"|over |more than |at least |under |fewer than |less than |at most |[<>≥≤] ?)?"
    rf"(?P<number>\d{{1,3}}(?:,\d{{3}}){{1,2}}|\d{{1,7}}|{'|'.join(_NUMBERS)})"
)
_TESTS = (
    r"(?:unit |integration |existing |passing |pytest )?"
    r"(?:tests?(?! files?)|test (?:cases?|functions?))"
)
_FILES = (
    r"(?P<sort>`?\.?\w{1,12}`? )?(?:source |migration |test |template |fixture |workflow )?"
    r"(?:files?|migrations?|modules?|scripts?|templates?|fixtures?|workflows?)"
)
_USES = r"(?:usages?|uses|callers?|call sites?|references|occurrences|matches|hits)"
_VERBS = (
    r"(?:has|have|defines?|contains?|exports?|imports?|implements?|exposes?|includes?|provides?"
    r"|declares?|lists?)"
)
_NOUN = r"(?:(?:file|folder|directory|module|package|helper|function|class|method|script)\s+)?"
_HAS = (
    rf"`?,?\s*{_NOUN}(?:\(|—|–|:)?\s*(?:which )?(?:now |currently |already )?"
    r"(?:has|contains|holds|is|spans|counts|with|at)?\s*(?:now |currently |already )?"
)
_NOW = r"(?:currently |still |now |an |completely )*"
_IN = r"(?:in|under|inside|below|within|of|from) (?:the )?(?:file |folder |directory )?`?$"
_NAMED = r"`(?P<name>[\w.]{3,80})(?:\(\))?`"

_AFTER: tuple[tuple[ClaimKind, str], ...] = (
    (
        "exists",
        (
            rf"`?[\s|(:,–—-]{{0,5}}(?:which )?{_NOUN}(?:[✅☑✔]\uFE0F?\s*)?(?:already |currently )?"
            r"exists\b(?! (?:in|at|on|only)\b)"
        ),
    ),
    ("exists", rf"`?\s+{_NOUN}is already (?:there|present|in place)\b"),
    (
        "exists",
        r"`?[\s|(:,–—-]{1,5}[✅☑✔]\uFE0F?\s*(?:done|present|there|complete)?\s*(?:\||\)|$)",
    ),
    ("absent", rf"`?\s+{_NOUN}(?:does not|doesn't) (?:yet |currently )?exist\b"),
    ("absent", r"`?[\s|(:,–—-]{1,5}❌\s*(?:missing|does not exist)\b"),
    ("empty", rf"`?\s+{_NOUN}(?:is|are) {_NOW}empty\b"),
    ("empty", r"`?\s+\((?:currently |still )?empty\)"),
    (
        "lines",
        (
            rf"{_HAS}{_COUNT}[\s-](?:lines?|LOC)\b"
            r"(?!\s*(?:chang|add|remov|of (?:test|chang|code to)|to\b|per\b|each))"
        ),
    ),
    ("tests", rf"{_HAS}{_COUNT} {_TESTS}\b"),
    ("files", rf"{_HAS}{_COUNT} {_FILES}\b"),
    ("unused", rf"`?\s+{_NOUN}(?:has|have) (?:no|zero) (?:\w+ )?{_USES}\b"),
    ("unused", rf"`?\s+{_NOUN}is (?:currently |now )?(?:unused|never (?:used|called|imported))\b"),
    (
        "unused",
        rf"`?\s+{_NOUN}is not (?:used|called|imported|referenced) (?:anywhere|any ?more)\b",
    ),
    ("usages", rf"`?\s+{_NOUN}(?:currently )?(?:has|have) {_COUNT} {_USES}\b"),
    (
        "usages",
        (
            rf"`?\s+{_NOUN}is (?:currently )?(?:used|called|imported|referenced) (?:in|at|by|from) "
            rf"{_COUNT} (?P<where>files?|places?|modules?|call sites?|times)\b"
        ),
    ),
    (
        "usages",
        (
            rf"`?\s+(?:currently )?(?:returns?|finds?|shows?|gives?|yields?|prints?|has|reports?) "
            rf"{_COUNT} (?P<where>matches|hits|lines|results|files)\b"
        ),
    ),
    ("holds", rf"`?\s+{_NOUN}already {_VERBS}\b[^`]{{0,50}}{_NAMED}"),
    (
        "lacks",
        (
            rf"`?\s+{_NOUN}(?:has no|does not(?: yet)? {_VERBS}|doesn't(?: yet)? {_VERBS}|lacks)"
            rf"(?: yet)?\b[^`]{{0,30}}{_NAMED}"
        ),
    ),
    (
        "holds",
        (
            rf"`?\s+{_NOUN}is already (?:implemented|defined|declared|exported|handled|present) in "
            r"`(?P<file>[\w@./-]{3,200})`"
        ),
    ),
    (
        "implemented",
        rf"`?\s+{_NOUN}(?:is|was) already (?:implemented|written|done|in place)\b(?! in\b)",
    ),
)
_BEFORE: tuple[tuple[ClaimKind, str], ...] = (
    ("empty", r"\b(?:currently|still) empty (?:file |module |folder |stub )?`?$"),
    ("lines", rf"{_COUNT}[- ]lines?(?:[- ]long)? (?:file |module |script )?`?$"),
    ("tests", rf"{_COUNT} {_TESTS} (?:that are |currently |already |live )*{_IN}"),
    ("files", rf"{_COUNT} {_FILES} (?:that are |currently |already |live |are )*{_IN}"),
    ("unused", rf"\bno (?:other )?{_USES} (?:of|to|for)\s*`?$"),
    (
        "unused",
        (
            r"\b(?:nothing|nobody|no (?:code|module|file|one)) (?:else )?"
            r"(?:calls|uses|imports|references)\s*`?$"
        ),
    ),
    ("unused", r"\bunused (?:function|helper|class|method)\s*`?$"),
    ("usages", rf"{_COUNT} {_USES} (?:of|for|to) `?$"),
)
_DOUBT = re.compile(
    r"\b(?:if|when|once|after|until|unless|should|ensur\w*|verif\w+|confirm\w*|check(?:s|ed|ing)?"
    r"|assert\w*|make sure|will|must|expect\w*|whether|would|may|might|could|so that|then|keep\w*"
    r"|fails?|reduc\w+|split\w*|shrink\w*|becomes?|target|goal|need to|only|no longer|stays?)\b",
    re.IGNORECASE,
)
_DOUBT_AFTER = re.compile(
    r"\s*(?:after|once|when|if|until|unless|by then|left|at the end|or (?:less|more))\b",
    re.IGNORECASE,
)
_WORTH = re.compile(
    r"exist|empty|\blines?\b|\bLOC\b|\btests?\b|\bfiles?\b|migrations?|modules?|scripts?|templates?"
    r"|fixtures?|workflows?|unused|\bno \w|\bnever\b|\bused\b|\bcalled\b|import|nothing|nobody"
    r"|usages?|callers?|call sites|references|occurrences|matches|hits|already|lacks|has no"
    r"|does(?: not|n't)|[✅☑✔❌]",
    re.IGNORECASE,
)
_LATER = re.compile(
    r"verif|accept|criteri|\bexpect|\bdone\b|\bresult|\boutcome|deliverab|success|after\b"
    r"|\btests?\b",
    re.IGNORECASE,
)
"""In a label or heading: what follows holds when the work is done."""
_NOT_STATE = frozenset({"verification", "tests", "rollback", "commit"})


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that the plan says of the code base."""

    kind: ClaimKind
    subject: str
    """Path or name that it is about."""
    at: Location
    text: str
    """Verbatim."""
    number: int = 0
    bound: Bound = "exactly"
    name: str = ""
    """What a file holds or lacks; for counts, the sort of files (`.sql`) or of uses (`files`)."""
    scope: str = ""
    """Folder or file that a count of uses is about; empty for all of the code base."""
    is_path: bool = True


def claims_in(plan: Plan) -> tuple[Claim, ...]:
    """Every claim of state that can be recognised, in order of documents."""
    found = [
        claim
        for document, number, line in prose_lines(plan)
        if _WORTH.search(line) and not _is_about_later(document, number)
        for claim in _on_line(line, here(document, number))
    ]
    for task in plan.walk():
        if task.done:
            for mention in task.files:
                if mention.action == "create" and "/" in mention.file:
                    text = plan.document(mention.path).lines[mention.line_start - 1].strip()
                    at = Location(
                        path=mention.path,
                        line_start=mention.line_start,
                        line_end=mention.line_end,
                    )
                    found.append(Claim("done", mention.file, at, text[:300]))
    return tuple(dict.fromkeys(found))


def _is_about_later(document: Document, number: int) -> bool:
    """True in parts of a plan that say what holds when it is done."""
    for line in reversed(document.prose[max(number - 12, 0) : number]):
        bare = line.strip().rstrip("*_")
        if bare.endswith(":") or bare.startswith("#"):
            if _LATER.search(bare[:200]):
                return True
            break
    return any(
        section.role in _NOT_STATE
        for section in document.sections
        if section.line_start <= number <= section.line_end
    )


def _on_line(line: str, at: Location) -> Iterator[Claim]:
    for found in _SUBJECT.finditer(line):
        subject = (found["code"] or found["bare"]).strip()
        before = clause_before(line, found.start("code") if found["code"] else found.start())
        plain = before.rstrip("`")
        if _DOUBT.search(plain) or last_of(plain):
            continue
        end = found.end("code") if found["code"] else found.end()
        seen: set[ClaimKind] = set()
        for claim in _about(subject, line, end, before, at):
            if claim.kind not in seen:
                seen.add(claim.kind)
                yield claim


def _about(subject: str, line: str, end: int, before: str, at: Location) -> Iterator[Claim]:
    after = line[end : end + 160]
    for kind, pattern in _AFTER:
        match = re.match(pattern, after, re.IGNORECASE)
        if match and not _DOUBT_AFTER.match(after, match.end()):
            start = max(end - len(subject) - 1, 0)
            yield from _claim(kind, subject, match, at, line[start : end + match.end()])
    for kind, pattern in _BEFORE:
        match = re.search(pattern, before, re.IGNORECASE)
        if match and not _DOUBT_AFTER.match(after.lstrip("`")):
            text = before[match.start() :] + subject + after[:1].replace(" ", "")
            yield from _claim(kind, subject, match, at, text)


def _claim(
    kind: ClaimKind, subject: str, match: re.Match[str], at: Location, text: str
) -> Iterator[Claim]:
    parts = match.groupdict()
    claim = Claim(kind, subject, at, text.strip()[:MAX_LINE])
    if parts.get("number"):
        claim = replace(claim, number=_number(parts["number"]), bound=_bound(parts))
        sort = (parts.get("sort") or parts.get("where") or "").strip().strip("`")
        claim = replace(claim, name=sort.lower())
    elif parts.get("file"):
        last = _NAME.fullmatch(subject)
        if last is None:
            return
        claim = replace(claim, subject=parts["file"], name=last["last"])
    elif parts.get("name"):
        claim = replace(claim, name=parts["name"].rpartition(".")[2])
    yield from _fitting(claim)


def _fitting(claim: Claim) -> Iterator[Claim]:
    """The claim, where its subject is of the sort that such a claim can be about."""
    if claim.kind in ("unused", "usages", "implemented"):
        grep = _GREP.fullmatch(claim.subject) if claim.kind == "usages" else None
        name = _NAME.fullmatch(claim.subject)
        if grep is not None:
            scope = (grep["path"] or "").removeprefix(".").strip("/")
            yield replace(claim, subject=grep["name"], scope=scope, is_path=False)
        elif name is not None:
            is_file = _IS_PATH.fullmatch(claim.subject) and "." in claim.subject
            if not is_file or claim.subject.endswith("()"):
                yield replace(claim, subject=name["last"], is_path=False)
    elif _IS_PATH.fullmatch(claim.subject):
        yield claim


def _number(text: str) -> int:
    lower = text.lower()
    return _NUMBERS.index(lower) + 1 if lower in _NUMBERS else int(text.replace(",", ""))


def _bound(parts: dict[str, str | None]) -> Bound:
    said = (parts.get("bound") or "").strip().lower()
    if said in ("over", "more than", "at least", ">", "≥"):
        return "least"
    if said in ("under", "fewer than", "less than", "at most", "<", "≤"):
        return "most"
    return "about" if said else "exactly"
