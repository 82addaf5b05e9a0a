"""A claim of state as a value, and which subjects a claim can be about."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from planproof.core.base import Location
from planproof.named.claim_form import ClaimKind
from planproof.named.claim_words import ENDS, INNER_NOUNS, NUMBERS, OWN_FILE

Bound = Literal["exactly", "about", "least", "most"]

IS_PATH = re.compile(
    r"(?:\./)?(?:[\w@.()\[\]-]{1,100}/){1,15}(?:[\w@.()\[\]-]{1,100}\.[A-Za-z]\w{0,9})?"
    rf"|(?:\./)?[\w@.()\[\]-]{{1,100}}\.(?:{ENDS})"
    r"|\.(?:env(?:\.[\w.-]{1,40})?|[a-z]{2,20}ignore|[a-z]{2,20}rc(?:\.\w{2,5})?|editorconfig"
    r"|[a-z]{2,20}-versions?)"
    r"|(?:[\w@.-]{1,100}/){1,15}[\w@.-]{1,100}|(?:Make|Docker|Proc|Gem|Rake|Just|Cask)file|justfile"
)
_FILE = re.compile(r"[\w.-]*\.[A-Za-z]\w{0,9}|(?:Make|Docker|Proc|Gem|Rake|Just|Cask)file")
NAME = re.compile(r"(?:[A-Za-z_]\w{0,80}(?:\.|::|#)){0,5}(?P<last>[A-Za-z_]\w{2,80})(?:\(\)?)?")
_GREP = re.compile(
    r"(?:git\s+)?(?:grep|rg)\s+(?P<options>(?:-[\w-]{1,20}\s+){0,4})(?P<mark>[\"']?)(?:\\b)?"
    r"(?P<lead>[.@#]?)(?P<name>[A-Za-z_]\w{2,80})(?P<tail>(?:\\?\((?:\\?\))?|:| ?=)?)"
    r"(?:\\b)?(?P=mark)(?:\s+(?P<path>[\w./-]{1,200}))?(?:\s*\|\s*wc\s+-l)?\s*"
)
_TURNED = re.compile(r"(?:^|\s)(?:-[a-zA-Z]{0,6}[vLoc]|--invert\S*|--count\S*|--only\S*)")
"""Options with which a search prints something other than the lines or files it finds."""
IS_GLOB = re.compile(r"(?:\./)?(?=[^*]{0,200}\*)(?:[\w@.*+-]{1,100}/){0,15}[\w@.*+-]{1,100}")
_IS_IGNORED = re.compile(r"[\w@.*-][\w@.*/-]{1,200}")
_DATA = (".csv", ".tsv", ".jsonl", ".ndjson", ".json")
_NO_ROWS = frozenset(
    """
    byte bytes kb mb header headers section sections version versions place places time times
    test tests error errors problem problems word words level levels kind kinds sort sorts type
    types line lines token tokens comment comments change changes
    """.split()  # noqa: SIM905  # a list of literals would hide what is missing
)
"""Things that are no rows of a file of data."""


_ANY_CASE = re.compile(r"\s-\w{0,10}i")


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
    noun: str = ""
    """What is counted in a folder: `migrations`."""
    within: str = ""
    """The file in which the text says that a name is."""
    is_search: bool = False
    """The count is what a search for the name prints."""
    is_deed: bool = False
    """It is said to do something with the name, not to have it."""
    query: str = ""
    """The text that is searched for, where it is more than the name: `load(`."""


def fitting(claim: Claim) -> Iterator[Claim]:
    """The claim, where its subject is of the sort that such a claim can be about."""
    is_path = IS_PATH.fullmatch(claim.subject) is not None
    if claim.kind == "ignored":
        yield from (claim,) if _IS_IGNORED.fullmatch(claim.subject) else ()
    elif claim.kind in ("unused", "usages", "implemented"):
        yield from _of_name(claim) if claim.kind != "usages" or claim.number else ()
    elif claim.kind in ("holds", "lacks"):
        yield from _of_content(claim) if is_path else _of_other(claim)
    elif claim.kind == "files" and claim.subject.endswith(_DATA):
        if is_path and claim.noun not in _NO_ROWS:
            yield replace(claim, kind="rows")
    elif claim.kind == "files":
        is_path = is_path or IS_GLOB.fullmatch(claim.subject) is not None
        is_file = _FILE.fullmatch(claim.subject.rpartition("/")[2]) is not None
        if is_path and not is_file and (claim.noun not in INNER_NOUNS or _is_named_for(claim)):
            yield claim
    elif is_path:
        yield claim


def _is_named_for(claim: Claim) -> bool:
    """True for the hooks in `src/hooks/`, of which each is likely to have a file."""
    folder = claim.subject.rstrip("/").rpartition("/")[2].lower()
    return claim.noun == folder and claim.noun in OWN_FILE


def _of_name(claim: Claim) -> Iterator[Claim]:
    grep = _GREP.fullmatch(claim.subject) if claim.kind == "usages" else None
    if grep is not None and _TURNED.search(grep["options"]):
        return
    name = NAME.fullmatch(claim.subject)
    scope = claim.scope.removeprefix("./").strip("/")
    if (grep is None and claim.is_search) or _ANY_CASE.search(claim.subject):
        return
    if grep is not None:
        scope = (grep["path"] or "").removeprefix(".").strip("/") or scope
        query = (grep["lead"] + grep["name"] + grep["tail"]).replace("\\", "")
        claim = replace(claim, query="" if query == grep["name"] else query)
        yield replace(claim, subject=grep["name"], scope=scope, is_path=False, is_search=True)
    elif name is not None and "/" not in claim.subject and not _is_run(claim):
        is_file = IS_PATH.fullmatch(claim.subject) and "." in claim.subject
        if not is_file or claim.subject.endswith("()") or _is_member(claim.subject):
            yield replace(claim, subject=name["last"], scope=scope, is_path=False)


def _is_run(claim: Claim) -> bool:
    """True for "`load()` is called 3 times", which may be said of a run of the program."""
    is_times = claim.name == "times" or claim.text.rstrip().lower().endswith("twice")
    return (
        is_times and not claim.scope and re.search(r"called|invoked|used", claim.text) is not None
    )


def _is_member(name: str) -> bool:
    """True for `Store.save`, which looks like a file of an unknown sort."""
    return re.fullmatch(r"[A-Z]\w+(?:\.[a-z_]\w{4,})+", name) is not None


def _of_content(claim: Claim) -> Iterator[Claim]:
    """What a file holds is a name; what a folder holds is a file of it."""
    if claim.subject.endswith("/"):
        if _FILE.fullmatch(claim.name) and claim.kind == "holds":
            yield replace(claim, kind="exists", subject=claim.subject + claim.name, name="")
        return
    name = NAME.fullmatch(claim.name)
    if name is not None:
        yield replace(claim, name=name["last"])


def _of_other(claim: Claim) -> Iterator[Claim]:
    """What a function or component is said to do with a name that is then in its file."""
    subject, name = NAME.fullmatch(claim.subject), NAME.fullmatch(claim.name)
    if claim.kind == "holds" and subject is not None and name is not None and claim.is_deed:
        yield replace(
            claim, kind="reaches", subject=subject["last"], name=name["last"], is_path=False
        )


def number_in(text: str) -> int:
    """The number that a text writes in figures or in words: `1,200`, `1.2k`, `nine`."""
    lower = text.lower()
    if lower in ("no", "zero"):
        return 0
    if lower == "twice":
        return 2
    if lower in NUMBERS:
        return NUMBERS.index(lower) + 1
    if lower.endswith("k"):
        return round(float(lower[:-1]) * 1_000)
    return int(re.sub(r"[,_ ]", "", text))


def bound_in(parts: Mapping[str, str | None]) -> Bound:
    """How exactly a number is meant, by the parts of the match that has it."""
    words = (parts.get("bound") or "").strip().lower()
    if words in ("over", "more than", "at least", "well over", ">", "≥") or parts.get("plus"):
        return "least"
    if words in ("under", "fewer than", "less than", "at most", "up to", "<", "≤"):
        return "most"
    return "about" if words or (parts.get("number") or "").lower().endswith("k") else "exactly"
