"""What is said of one finding beside its line in a pull request."""

import hashlib
import re
from difflib import SequenceMatcher

from planproof.core.finding import Finding
from planproof.render.labels import SEVERITY_WORDS, address, evidence
from planproof.render.safe import HIDDEN, code, fence, inline, visible
from planproof.words import listed

_ID = re.compile(r"[0-9a-z][0-9a-z\-]{0,80}")
_TAG = re.compile(r"\A<!-- planproof:finding:([0-9a-z\-]{1,100}) -->")
_LEAD = re.compile(r"\s*(?:(?:[-*+]|\d{1,9}[.)])\s+(?:\[[ xX]\]\s+)?|#{1,6}\s+|>\s?|\|)?")
_ELLIPSIS = re.compile(r"…|\.\.\.")
_NEAR = 0.75
"""Likeness from which an example is these lines put right, and no other text."""
_LONGEST = 2_000
"""Characters of the longest replacement that is offered."""


def tag(finding_id: str) -> str:
    """The beginning of the comment on a finding, by which it is known again."""
    return f"<!-- planproof:finding:{name(finding_id)} -->"


def name(finding_id: str) -> str:
    """An id as it stands in a comment: one that could end the tag is named by its digest."""
    if _ID.fullmatch(finding_id) and "--" not in finding_id:
        return finding_id.rstrip("-")
    digest = hashlib.sha256(finding_id.encode("utf-8", "surrogatepass")).hexdigest()
    return f"x-{digest[:24]}"


def tagged(body: str) -> str | None:
    """The name of the finding that a comment is about; None when it is about none."""
    found = _TAG.match(body)
    return found[1] if found else None


def body(finding: Finding, replacement: str | None) -> str:
    """The comment on a finding, with what to put in place of its lines where that is known."""
    title = inline(finding.title.strip().rstrip("."), 300) or "(no title)"
    severity = f"{finding.severity.capitalize()}, {SEVERITY_WORDS[finding.severity]}"
    parts = [tag(finding.id), f"**{severity}:** {title}", inline(finding.detail)]
    if finding.recommendation.strip():
        parts.append(f"**What to do:** {inline(finding.recommendation)}")
    if replacement is not None:
        parts.append(fence(replacement, "suggestion"))
    others = [code(address(each)) for each in evidence(finding)[1:]]
    also = f", also at {listed(others, 4)}" if others else ""
    parts.append(f"({code(finding.rule)}{also})")
    return "\n\n".join(part for part in parts if part) + "\n"


def replacement(finding: Finding, lines: tuple[str, ...]) -> str | None:
    """What the finding says should stand in place of exactly *lines*; None when it does not.

    Its example has to be these very lines put right: as many, in the same shape, most of the words
    the same, nothing left out and nothing hidden. Any other example shows what is meant, and must
    not be put in with one click.
    """
    example, quote = finding.example.strip("\n"), finding.quote.strip("\n")
    if not example.strip() or len(example) > _LONGEST or tuple(quote.split("\n")) != lines:
        return None
    if HIDDEN.search(example) or visible(example) != example or _ELLIPSIS.search(example):
        return None
    wanted = example.split("\n")
    if len(wanted) != len(lines):
        return None
    made = [_indented(new, old) for new, old in zip(wanted, lines, strict=True)]
    if "\n".join(made) == quote or any(map(_other, made, lines)):
        return None
    return "\n".join(made)


def _indented(new: str, old: str) -> str:
    """An example is told without the indentation of the line that it replaces."""
    indent = old[: len(old) - len(old.lstrip())]
    return new if new[:1].isspace() else f"{indent}{new}" if new else new


def _other(new: str, old: str) -> bool:
    """True when one line is not the other put right."""
    if new == old:
        return False
    shape = _lead(new) != _lead(old) or new.count("|") != old.count("|")
    return shape or SequenceMatcher(None, new, old, autojunk=False).ratio() < _NEAR


def _lead(line: str) -> str:
    found = _LEAD.match(line)
    return found[0] if found else ""
