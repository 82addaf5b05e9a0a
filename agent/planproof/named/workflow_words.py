"""Whether a plan counts on a workflow file that it names without saying what it does to it."""

import re

from planproof.core.document import Document
from planproof.named.command_words import AFTER_NEW, LATER, NEW, SENTENCE, later_lines

_TAKES = re.compile(
    r"\b(?:modif\w+|updat\w+|chang\w+|edit\w*|extend\w*|touch\w*|existing|already|current(?:ly)?|today"
    r"|reus\w+|adjust\w*|adapt\w*|amend\w*|in|of|from|by|see)\b",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"\W{0,6}(?:\[[ xX]\]\s)?(?:(?:Once|When|As soon as|After|Whenever|For)\s[^,`.;]{1,80},?\s)?"
    r"(?:(?:the|our)\s)?(?:(?:[\w-]{1,20}\s){0,3}(?:workflow|pipeline)\s\(?|file\s)?`?",
    re.IGNORECASE,
)
"""Before a file of which the main clause tells something."""
_ACTS = re.compile(
    r"`\)?\s(?:then\s|also\s|only\s)?(?:runs|builds|deploys|publishes|puts|pushes|tests|lints|checks"
    r"|uploads|releases|sends|calls|starts|takes|makes|ships|packs|copies|signs|tags|posts|installs"
    r"|executes|handles|covers|picks|fires|rolls|brings|does|triggers|validates|verifies|scans"
    r"|stays|remains|keeps)\b(?![^.;]{0,80}\b(?:will|would|should|if)\b)"
)
_DESIGN = re.compile(
    r"design|target|propos|architect|approach|solution|strateg|vision|to-be|future|idea|option"
    r"|alternativ|example",
    re.IGNORECASE,
)


def is_counted_on(document: Document, line: int, file: str) -> bool:
    """True where a line, or the label over its list, changes *file* or takes it for granted."""
    text = document.prose[line - 1][:2_000]
    at = text.find(file)
    if at >= 0 and _is_subject(document, line, text, file):
        return True
    if at < 0 or NEW.search(text[:at]) or AFTER_NEW.match(text, at + len(file)):
        return False
    if _TAKES.search(text[:at]):
        return True
    for above in reversed(document.prose[max(line - 12, 0) : line - 1]):
        bare = above.strip().strip("*_ ")
        if bare.endswith(":") or bare.startswith("#"):
            return _TAKES.search(bare[:200]) is not None and not NEW.search(bare[:200])
    return False


def _is_subject(document: Document, line: int, text: str, file: str) -> bool:
    """True where a sentence, outside of a design, tells what the file does."""
    at = text.find(file)
    start = max([0, *(found.end() for found in SENTENCE.finditer(text, 0, at))])
    if not _SUBJECT.fullmatch(text, start, at) or not _ACTS.match(text, at + len(file)):
        return False
    if line in later_lines(document):
        return False
    titles = [
        above.strip()
        for above in document.prose[:line]
        if above.startswith("#") or above.strip("*_ ").endswith(":")
    ]
    return not any(_DESIGN.search(each) or LATER.search(each) for each in titles[-1:])
