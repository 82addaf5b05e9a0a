"""Folders and patterns of which a plan speaks as of something that is there today.

Two sorts of words say so beyond doubt: those of the present state ("already", "existing", "today",
a heading "What is there today"), and those of staying as it is ("still pass", "stays untouched").
"`queue/` holds the workers" alone does not: plans describe in the present tense what they build.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from planproof.checks._deeds import bare_or_pattern, is_pattern
from planproof.core.base import Location
from planproof.core.document import Document
from planproof.core.plan import Phase, Plan, Task

_SPELT = re.compile(
    r"`(?P<code>[\w@.+*-][\w@.+*/-]{0,200})`"
    r"|(?<![\w/`.:@~$-])(?P<bare>(?:[\w@.+-]{1,80}/){2,12})(?![\w`/*])"
)
_NOUN = r"(?:(?:sub)?folders?|(?:sub)?director(?:y|ies)|(?:sub)?dirs?|packages?|modules?|trees?)"
_PACKAGE = re.compile(r"\b(?:packages?|modules?|trees?)\b", re.IGNORECASE)
_IN = r"(?:in|under|at|below|inside|within|of|from|matching|among)"
_PATH = rf"(?:the\s+)?(?:{_NOUN}\s+)?[`*]*$"
"""What may stand between the words and the path."""
_WORDS = r"(?:(?!new\b|file\b|non-)[\w-]{1,30}\s+)"
_FOLDER_BEFORE = re.compile(rf"\b{_NOUN}\s*:?\s*[`*]*$", re.IGNORECASE)
_FOLDER_AFTER = re.compile(rf"[`*]*\s+(?:\w+\s+)?{_NOUN}\b", re.IGNORECASE)
_EXISTING = re.compile(
    rf"(?<!non-)\b(?:(?:already[ -])?existing|present-day|today's|current)\s+{_WORDS}{{0,3}}"
    rf"(?:{_IN}\s+)?{_PATH}",
    re.IGNORECASE,
)
_SIBLINGS = re.compile(
    r"\b(?:(?:the|all|its|like|our|every)\s+(?:others?|rest|neighbou?rs?|siblings?)"
    rf"(?:\s+of\s+the)?(?:\s+[\w-]{{1,30}}){{0,3}}|same\s+\w{{1,20}}\s+as(?:\s+[\w-]{{1,30}}){{0,4}})"
    rf"\s+{_IN}\s+{_PATH}|\bthe\s+other\s+[`*]*$",
    re.IGNORECASE,
)
_HOLDS = re.compile(
    rf"[`*]*\s+(?:{_NOUN}\s+)?(?:(?:already|currently|today|still)\s+)?"
    r"(?:holds?|contains?|has|have|houses?|keeps?|stores?|collects?|provides?|implements?|defines?"
    r"|exports?|covers?|serves?|is|are|exposes?|owns?|includes?|gathers?)\b",
    re.IGNORECASE,
)
_LIVES = re.compile(
    r"(?<!to )\b(?:is|are|sits?|lives?|stands?|resides?|lies?|belongs?)\s+"
    r"(?:already\s+|currently\s+|today\s+|still\s+|all\s+|only\s+)?"
    r"(?:(?:found|kept|stored|located|defined|declared|collected|gathered|grouped|registered)\s+)?"
    rf"{_IN}\s+{_PATH}",
    re.IGNORECASE,
)
_STAYS = re.compile(
    rf"[`*]*\s+(?:{_NOUN}\s+|(?:files?|tests?|suites?|specs?)\s+)?(?:still\b|(?:all\s+)?"
    r"(?:stays?|remains?|continues?|keeps?)\s+(?:as\b|to\b|un\w+|the\s+same|green|intact|passing"
    r"|working|in\s+place|where|there|valid|alone|put\b|available|exactly)"
    r"|(?:is|are)\s+(?:left\s+)?(?:untouched|unchanged|unaffected|left\s+alone|not\s+touched)"
    r"|already\b|(?:exactly\s+)?as\s+(?:it|they)\s+(?:is|are)\b|alone\b|untouched\b|unchanged\b"
    r"|intact\b)",
    re.IGNORECASE,
)
_ALL_OF = re.compile(
    r"\b(?:all|each|every)\s+(?:of\s+)?(?:the\s+)?(?:(?!new\b|non-)[\w-]{1,30}\s+){0,3}"
    rf"(?:{_IN}\s+)?{_PATH}",
    re.IGNORECASE,
)
_TAKES = re.compile(
    r"\b(?:re-?us|borrow|cop(?:y|ies)|mirror|follow|stud(?:y|ies)|consult|port)(?:e|es|ing|s)?\s+"
    rf"(?:[\w-]{{1,30}}\s+){{1,5}}{_IN}\s+{_PATH}",
    re.IGNORECASE,
)
"""Something is taken from a folder; "follow `x/`" is told by `_deeds`."""
_NOW = re.compile(
    r"\b(?:already|currently|existing|today|at present|as of now|so far|until now|right now"
    r"|at the moment|as before|these days|as it stands)\b",
    re.IGNORECASE,
)
_NOW_TITLE = re.compile(
    r"\b(?:today|current(?:ly)?|existing|as[- ]is|status quo|baseline|what (?:is|we have|exists)"
    r"|already|inventory|starting point|background|context|where we (?:are|stand)|as found|survey"
    r"|state of|facts|orientation|prerequisites?|preconditions?)\b",
    re.IGNORECASE,
)
_LATER_TITLE = re.compile(
    r"\b(?:goals?|target|to-be|proposed|future|verif\w*|accept\w*|criteri\w*|done|results?|outcomes?"
    r"|after|new|deliver\w*|success|expected|design|architecture|approach|solution|non-goals?"
    r"|out of scope|gap|needed|missing|changes?)\b",
    re.IGNORECASE,
)
_LATER_ROLES = frozenset({"goal", "verification", "tests", "rollback", "commit", "criteria"})
_LATER = re.compile(
    r"\b(?:will|shall|should|must|would|may|might|could|new|newly|to be|going to|once|after|when"
    r"|if|unless|until|whether|future|planned|eventually|later|instead|becomes?|creat\w+"
    r"|add(?:s|ed|ing)?|introduc\w+|generat\w+|build(?:s|ing)?|built|produc\w+|emit\w*|downloaded|e\.g\.|example"
    r"|such as|similar|wherever|optional(?:ly)?|so that|suppos\w+|assum\w+|pattern|glob|ignor\w+"
    r"|exclud\w+|includ\w+|repos?|repository|server|container|image|bucket)\b",
    re.IGNORECASE,
)
_DOUBT = re.compile(
    r"\b(?:will|would|may|might|could|once|after|when|if|unless|until|whether|future|planned|any"
    r"|e\.g\.|example|such as|similar|wherever|suppos\w+|assum\w+|repos?|repository|server"
    r"|container|image|bucket)\b",
    re.IGNORECASE,
)
"""Before "existing" and "the others in", which a new file may be put beside."""
_LATER_AFTER = re.compile(
    r"\b(?:will|creat\w+|added|introduc\w+|generat\w+|once|in future|e\.g\.|repos?|repository)\b",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"\b(?:no|not|never|none|nothing|without|doesn't|don't|isn't|aren't|neither|nor|gone|remov\w+"
    r"|delet\w+|drop\w*|missing|lacks?|empty|git|moved?|renamed?|former(?:ly)?)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[.!?;](?:\s+|$)|\|")
_HAVE_TO = re.compile(r"\b(?:may|might|will|would|should|must|could)\s+have\s+to\b", re.IGNORECASE)
_STARTS = re.compile(r"\s*(?:[-*+>|#]|\d{1,3}[.)]\s)")
_MAX_LINE = 2_000
_WINDOW = 400
_MOST = 40
"""Paths of one line that are looked at."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A folder or pattern that the plan says is there."""

    path: str
    node: Phase | Task | None
    at: Location
    called: bool
    """The text calls it existing in so many words."""


def standing(plan: Plan) -> Iterator[Standing]:
    """Everything in the text of *plan* that speaks of a folder or pattern as being there."""
    for document in plan.work_documents():
        for number, line in enumerate(document.prose, 1):
            if "/" not in line or len(line) > _MAX_LINE:
                continue
            for match in islice(_SPELT.finditer(line), _MOST):
                path = bare_or_pattern(match["code"] or match["bare"])
                if match["bare"] and line.count("`", 0, match.start()) % 2:
                    continue  # within longer code
                if not _is_folder_or_pattern(path):
                    continue
                called = _says(document, number, match)
                if called is not None:
                    phase, task = plan.owner(document.path, number)
                    at = Location(path=document.path, line_start=number, line_end=number)
                    yield Standing(path, task or phase, at, called)


def _is_folder_or_pattern(path: str) -> bool:
    if is_pattern(path):
        return "/" in path and re.search(r"[A-Za-z]", path) is not None
    return "/" in path and (path.endswith("/") or re.search(r"\.\w{1,5}$", path) is None)


def _says(document: Document, number: int, match: re.Match[str]) -> bool | None:
    """Whether the text calls a path existing (True) or speaks of it as being there (False).

    None where it does neither.
    """
    before, after = sentence_around(document, number, *match.span())
    path = match["code"] or match["bare"]
    led = _HAVE_TO.sub("", re.sub(r"`[^`]*`", "", before))
    folder = _FOLDER_BEFORE.search(before) or _FOLDER_AFTER.match(after)
    sure = bool(folder) or path.endswith("/") or is_pattern(path)
    if not sure or _DOUBT.search(led) or _NOT.search(led) or _LATER_AFTER.search(after[:200]):
        return None
    if _EXISTING.search(before):
        # `acme/queue` packages may be those of a registry.
        return path.endswith("/") or _PACKAGE.search(f"{before[-20:]} {after[:30]}") is None
    made = _LATER.search(led) is not None
    if _SIBLINGS.search(before) or (not made and (_STAYS.match(after) or _TAKES.search(before))):
        return False
    return None if made else _in_use(document, number, before, after, pattern=is_pattern(path))


def _in_use(
    document: Document, number: int, before: str, after: str, *, pattern: bool
) -> bool | None:
    """The same for "`x/` holds" and "are in `x/`", which plans say of what they build as well."""
    holds = _HOLDS.match(after) or _LIVES.search(before) or (pattern and _ALL_OF.search(before))
    around = [s for s in document.sections if s.line_start <= number <= s.line_end]
    title, roles = (around[-1].title, {s.role for s in around[-2:]}) if around else ("", set())
    if _LATER_TITLE.search(title):
        return None
    listed = re.fullmatch(r"\s*(?:[-*+]|\|)?\s*[`*]*", before) is not None
    if _NOW_TITLE.search(title):
        return False if holds or (listed and not _NOT.search(after[:80])) else None
    if roles & _LATER_ROLES:
        return None
    told = bool(holds) and _NOW.search(f"{before} {after}") is not None
    steps = pattern and bool(holds) and any(s.role == "steps" for s in around)
    return False if told or steps else None


def sentence_around(document: Document, number: int, start: int, end: int) -> tuple[str, str]:
    """The sentence around a part of a line, before and after it, over the ends of lines."""
    line = document.prose[number - 1]
    before, after = line[max(start - _WINDOW, 0) : start], line[end : end + _WINDOW]
    previous = document.prose[number - 2] if number > 1 else ""
    if previous and start <= _WINDOW and not _STARTS.match(line):
        before = f"{previous[-_WINDOW:]} {before}"
    following = document.prose[number] if number < len(document.prose) else ""
    if following and len(line) - end <= _WINDOW and not _STARTS.match(following):
        after = f"{after} {following[:_WINDOW]}"
    return _SENTENCE.split(before)[-1], _SENTENCE.split(after)[0]
