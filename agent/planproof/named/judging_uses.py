"""Claims that a name is used nowhere, or so many times, or occurs at all."""

import re
from collections.abc import Sequence

from planproof.core.codebase import CodeBase
from planproof.named.claim import Claim
from planproof.named.judging import Verdict, file_at, fits, folder_at
from planproof.named.uses import FileHits, Uses
from planproof.words import count, listed

MAX_HITS = 20
"""A tree tells no more files than these for a word."""
MAX_TEXTS = 400
"""Of a code base no more files than these are read."""


def _scope(claim: Claim, base: CodeBase) -> str | None:
    """The folder or file of the code base that a count is about; None where there is none."""
    if not claim.scope:
        return ""
    return folder_at(claim.scope, base) or file_at(claim.scope, base)


def unused(claim: Claim, uses: Uses) -> Verdict:
    """Nothing is said to use a function, class or other name."""
    name, scope = claim.subject, _scope(claim, uses.base)
    if scope is None:
        return "unverified", "No folder with this path was found."
    hits = uses.of(name, scope)
    callers = [hit for hit in hits if hit.calls]
    if not callers:
        if name in uses.base.words and not any(hit.lines for hit in hits):
            return "unverified", "The files that hold it were not read."
        return "verified", f"No use of `{name}` was found."
    if (doubt := _doubt(claim, uses)) is not None:
        return "unverified", doubt
    own = [hit for hit in callers if not hit.is_test]
    shown = listed([f"`{hit.path}:{line}`" for hit in own or callers for line in hit.calls], 3)
    if not own:
        return "wrong", f"`{name}` is used in tests alone, at {shown}.", "minor"
    return "wrong", f"`{name}` is used at {shown}."


def _doubt(claim: Claim, uses: Uses) -> str | None:
    """Why what is used may be something else of the same name; None when it cannot."""
    name, hits = claim.subject, uses.of(claim.subject)
    definitions = sum(hit.definitions for hit in hits)
    if definitions > 1 or not _is_telling(name, definitions):
        return f"Something else may be called `{name}` too."
    home = file_at(claim.within, uses.base) if claim.within else None
    if claim.within and not any(hit.definitions for hit in hits if hit.path == home):
        return f"`{name}` is not defined there, and may be an import of that file."
    return None


def _is_telling(name: str, definitions: int) -> bool:
    """False for a name so common, such as `get`, that the one used need not be the one meant."""
    is_class = re.match(r"[A-Z][a-z]", name) is not None
    return _is_composed(name) or (definitions == 1 and (is_class or len(name) > 5))


def _is_composed(name: str) -> bool:
    return "_" in name.strip("_") or re.search(r"[a-z][A-Z]", name) is not None


def usages(claim: Claim, uses: Uses) -> Verdict:
    """A name is said to be used at so many places."""
    name, scope = claim.subject, _scope(claim, uses.base)
    if scope is None:
        return "unverified", "No folder with this path was found."
    everywhere = [hit for hit in uses.of(name) if hit.lines]
    found = [hit for hit in uses.of(name, scope) if hit.lines]
    if not found or len(everywhere) >= MAX_HITS or len(uses.base.texts) >= MAX_TEXTS:
        return "unverified", "Not all files that hold it were read."
    if claim.query:
        return _queried(claim, found, uses)
    by_line, by_file = _by_line(found), _by_file(found)
    is_files = claim.name.startswith(("file", "module", "component"))
    is_either = claim.name.startswith(("place", "spot", "location", "caller"))
    counts = by_file if is_files else [*by_line, *(by_file if is_either or claim.is_search else ())]
    said = f"`{name}` is on {count(by_line[2], 'line')} of {count(len(found), 'file')}."
    if any(fits(claim, actual) for actual in counts):
        return "verified", said
    # Files that hold it only within longer words were not read, and a search counts them.
    longer = any(hit.parts for hit in uses.of(name, scope)) or not _is_composed(name)
    if claim.number > max(counts) and claim.is_search and (longer or not scope):
        return "unverified", "The search may find longer words and documents as well."
    return "wrong", said, "major" if counts[0] > 2 * claim.number else "minor"


def _queried(claim: Claim, found: Sequence[FileHits], uses: Uses) -> Verdict:
    """A search for more than the name alone, such as `load(`, is said to find so many lines."""
    texts = [uses.base.texts[hit.path] for hit in found]
    by_file = [sum(claim.query in line for line in text) for text in texts]
    counts = [sum(by_file), sum(1 for number in by_file if number)]
    said = f"`{claim.query}` is on {count(counts[0], 'line')} of {count(counts[1], 'file')}."
    if any(fits(claim, actual) for actual in counts):
        return "verified", said
    if claim.number > counts[0] and not _is_composed(claim.subject):
        return "unverified", "The search may find longer words as well."
    return "wrong", said, "minor"


def _by_line(found: Sequence[FileHits]) -> list[int]:
    """The lines of code with a name; calls alone; all lines; occurrences; calls outside tests."""
    return [
        sum(len(hit.code) for hit in found),
        sum(len(hit.calls) for hit in found),
        sum(len(hit.lines) for hit in found),
        sum(hit.times for hit in found),
        sum(len(hit.calls) for hit in found if not hit.is_test),
    ]


def _by_file(found: Sequence[FileHits]) -> list[int]:
    """The same of files."""
    return [
        sum(bool(hit.code) for hit in found),
        sum(bool(hit.calls) for hit in found),
        len(found),
        sum(bool(hit.calls) for hit in found if not hit.is_test),
    ]


def implemented(claim: Claim, uses: Uses) -> Verdict:
    """A function or class is said to be written already."""
    name = claim.subject
    if name in uses.base.words or uses.of(name):
        return "unverified", f"The code base has the word `{name}`."
    return "wrong", f"The word `{name}` occurs nowhere in the code base."


def reaches(claim: Claim, uses: Uses) -> Verdict:
    """A function, class or component is said to do something with a name already."""
    homes = [hit.path for hit in uses.of(claim.subject) if hit.definitions]
    if len(homes) != 1 or not _is_telling(claim.subject, 1):
        return "unverified", f"It is not plain where `{claim.subject}` is."
    name, text = claim.name.lower(), uses.base.texts[homes[0]]
    at = next((n for n, line in enumerate(text, 1) if name in line[:2_000].lower()), None)
    if at is not None:
        return "verified", f"`{homes[0]}:{at}` has `{claim.name}`."
    return "wrong", f"`{homes[0]}`, where `{claim.subject}` is, has nothing of that name."
