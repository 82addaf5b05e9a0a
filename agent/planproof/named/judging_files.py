"""Claims that a file or folder is there or not, is empty, is so long, or holds a name."""

import re

from planproof.core.codebase import CodeBase
from planproof.core.repository import repository_path
from planproof.named.claim import Claim
from planproof.named.judging import (
    EMPTY_NAMES,
    Verdict,
    file_at,
    fits,
    folder_at,
    without_comments,
)
from planproof.words import count

NOTHING = "Nothing has this path"
"""How the evidence of a path that was not found begins."""
_LEAST = re.compile(
    r"\s*(?:package\s+[\w.]+;?|<\?php|module\.exports\s*=\s*\{\s*\};?|export\s*\{\s*\};?"
    r"|'use strict';?"
    r"|\"use strict\";?|from __future__ import \w+|pass|\{\s*\}|\[\s*\]|[{}\[\]])\s*"
)
"""What the smallest possible file of a language may hold."""

_CODE = re.compile(r"\bno code\b", re.IGNORECASE)
_FOLDER = re.compile(r"\b(?:file|folder|directory|package|module)\b", re.IGNORECASE)


def exists(claim: Claim, base: CodeBase) -> Verdict:
    """A file or folder is said to be there."""
    there = base.ending(claim.subject) if not claim.subject.endswith("/") else ()
    if there or folder_at(claim.subject, base) is not None:
        return "verified", f"`{there[0] if there else claim.subject}` is there."
    return gone(claim, base)


def gone(claim: Claim, base: CodeBase) -> Verdict:
    """What is to be said of a path that was not found, whatever is claimed of it."""
    if (doubt := _doubt(claim, base)) is not None:
        return "unverified", doubt
    same = base.same_name(claim.subject)
    evidence = NOTHING + (f"; `{same[0]}` is there." if same else ".")
    first, deeper, _ = claim.subject.removeprefix("./").partition("/")
    # Such a path may be one of another repository.
    is_known = deeper and any(f"/{first}/" in f"/{folder}/" for folder in base.folders)
    return "wrong", evidence, "major" if is_known else "minor"


def _doubt(claim: Claim, base: CodeBase) -> str | None:
    """Why a path that was not found may be there all the same; None when it cannot."""
    subject = claim.subject
    name = subject.strip("/")
    if not base.ignored.isdisjoint((subject, name)):
        return "The repository's ignore rules leave it out."
    if repository_path(name) is None:
        return "It leads out of the repository, or from the folder of the document."
    if len(base.ending(name)) > 1:
        return "More than one file has this name."
    if any(folder.endswith(f"/{name}") for folder in base.folders):
        return "More than one folder has this name."
    last = name.rpartition("/")[2]
    if not subject.endswith("/") and "." not in last and not _FOLDER.search(claim.text):
        return "It may name something other than a file."
    return None


def unread(claim: Claim, base: CodeBase) -> Verdict:
    """What is to be said of a file or folder that was not read: too large, or not there at all."""
    is_there = base.ending(claim.subject.rstrip("/")) or folder_at(claim.subject, base) is not None
    if is_there or "/" not in claim.subject.strip("/"):
        return "unverified", "The file could not be read."
    said = gone(claim, base)
    # A path of another repository says nothing of this one.
    return (
        said
        if said[0] == "unverified" or len(said) < 3 or said[2] == "major"
        else (
            "unverified",
            said[1],
        )
    )


def absent(claim: Claim, base: CodeBase) -> Verdict:
    """A file or folder is said not to be there."""
    name = repository_path(claim.subject)
    if name in base.paths or claim.subject.strip("/") in base.folders:
        return "wrong", f"`{claim.subject}` is there.", "minor"
    return "verified", f"{NOTHING}."


def empty(claim: Claim, base: CodeBase) -> Verdict:
    """A file or folder is said to hold nothing."""
    path, folder = file_at(claim.subject, base), folder_at(claim.subject, base)
    if path is not None:
        return _empty_file(path, base, of_code=_CODE.search(claim.text) is not None)
    if folder is None:
        return unread(claim, base)
    held = [each for each in base.below(folder) if each.rpartition("/")[2] not in EMPTY_NAMES]
    if held:
        return "wrong", f"`{folder}` holds {count(len(held), 'file')}, such as `{held[0]}`."
    return "verified", f"`{folder}` holds nothing of its own."


def _empty_file(path: str, base: CodeBase, *, of_code: bool) -> Verdict:
    lines = base.texts.get(path)
    if lines is None:
        return "unverified", "The file could not be read."
    full = [line for line in lines if line.strip()]
    if not full:
        return "verified", f"`{path}` has no text."
    code = without_comments(path, lines)
    if not code and of_code:
        return "verified", f"`{path}` holds no code."
    if not code:
        # Whoever wants to write into it is hardly misled; who wants to delete it loses the words.
        return "wrong", f"`{path}` holds {count(len(full), 'line')} of comment.", "minor"
    if all(_LEAST.fullmatch(line) for _, line in code):
        return "unverified", f"`{path}` has no more than every file of its kind."
    return "wrong", f"`{path}` has {count(len(lines), 'line')}."


def lines(claim: Claim, base: CodeBase) -> Verdict:
    """A file is said to be so long; blank lines and comments may have been counted or not."""
    path = file_at(claim.subject, base)
    text = base.texts.get(path or "")
    if path is None or text is None:
        return unread(claim, base)
    actual = len(text)
    is_round = claim.number >= 100 and claim.number % 50 == 0
    evidence = f"`{path}` has {count(actual, 'line')}."
    ways = [actual]
    if re.search(r"LOC\b|\bof\b", claim.text):
        ways += [sum(bool(line.strip()) for line in text), len(without_comments(path, text))]
    # Files grow while a plan is written.
    if any(fits(claim, way, slack=max(2, way // 20), is_round=is_round) for way in ways):
        return "verified", evidence
    # A file that is not half or twice as long as was thought is the same task all the same.
    far = claim.number > 2 * actual or actual > 2 * claim.number
    return "wrong", evidence, "major" if far else "minor"


def holds(claim: Claim, base: CodeBase) -> Verdict:
    """A file is said to have a name in it."""
    path = file_at(claim.subject, base)
    text = base.texts.get(path or "")
    if path is None or text is None:
        return unread(claim, base)
    # What is called may bear another name there: of a method, a prefix, or in another case.
    part = re.compile(re.escape(claim.name), re.IGNORECASE)
    whole = part if claim.is_deed else re.compile(rf"(?<!\w){re.escape(claim.name)}(?!\w)")
    at = next((n for n, line in enumerate(text, 1) if whole.search(line[:2_000])), None)
    if at is None:
        return "wrong", f"`{path}` has nothing of the name `{claim.name}`."
    return "verified", f"`{path}:{at}` has `{claim.name}`."


def lacks(claim: Claim, base: CodeBase) -> Verdict:
    """A file is said not to have a name in it."""
    said = holds(claim, base)
    if said[0] == "unverified":
        return said
    return ("wrong" if said[0] == "verified" else "verified"), said[1], "minor"
