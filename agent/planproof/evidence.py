"""From what a model claims to what the plan proves.

A quote is found in the plan or its draft is rejected. Only what carries no meaning may differ:
white space, Markdown marks, quotation marks and dashes, ellipses, Unicode forms. Lines are
computed here and never taken from the model.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator

from planproof.core.base import Frozen, Location
from planproof.core.document import Document
from planproof.core.draft import Claim, Draft, Quote
from planproof.core.finding import SEVERITIES, Evidence, Finding, Severity, finding_id
from planproof.core.plan import Plan
from planproof.core.review import Rejected, Strength
from planproof.core.rubric import Criterion
from planproof.core.secrets import redact

_LEAST = 8
"""Characters of a quote, white space and marks left out, below which it proves nothing."""
_FAR = 1_500
"""Characters that may stand between two parts of a quote that an ellipsis joins."""
_MOST_LINES = 8
"""Lines of a quote that are shown; the rest is where these are."""
_TITLE, _TEXT = 200, 700
"""Characters of a title and of other texts that are published."""

_NUMBER = re.compile(r"^\s*(?:\d{1,6}|\.\.\.)\|[ ]?", re.MULTILINE)
_LINE_START = re.compile(
    r"^[ \t]*(?:(?:[>#]+|[-*+]|\d{1,4}[.)])[ \t]+)*(?:\[[ xX]\][ \t]+)?", re.MULTILINE
)
_LINK = re.compile(r"!?\[([^\[\]\n]{1,300})\]\([^()\s]{1,500}\)")
_MARKS = re.compile(r"[\s*`~|\\\u00ad\u200b-\u200f\u2060\ufeff]+|(?<!\w)_+|_+(?!\w)")
_SAME = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′´", "'"),
        **dict.fromkeys("“”„‟«»″", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
    }
)
_ELLIPSIS = re.compile(r"\[?(?:…|\.\.\.)\]?")
_NAMED = re.compile(
    r"\b(?:Phase|Task|Step|Milestone|Story|Sprint|Stage|Epic)\s+\d+(?:\.\d+)*\b|"
    r"\b[A-Z]{1,4}-?\d{1,4}(?:\.\d+)*\b"
)


class Unproved(Frozen):
    """Why a quote proves nothing."""

    reason: str


class Prover:
    """Finds quotes in one plan."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._texts: dict[str, _Text] = {}

    def locate(self, quote: Quote) -> Location | Unproved:
        """The lines at which a quote stands.

        Looked for first in the lines that the model was shown, then in the rest of the document,
        then in the other documents; of several places the one nearest to the hint counts.
        """
        needle = _normal(_NUMBER.sub("", quote.text))
        if len(needle) < _LEAST:
            return Unproved(reason=f"the quote {_cut(quote.text, 60)!r} is too short to prove it")
        paths = [quote.within.path, *(each.path for each in self._plan.documents)]
        for path in dict.fromkeys(paths):
            if path not in self._plan.by_path:
                continue
            spans = list(self._text(path).find(needle))
            if spans:
                inside = [s for s in spans if path == quote.within.path and _within(s, quote)]
                near = min(inside or spans, key=lambda span: (abs(span[0] - quote.line), span))
                end = min(near[1], near[0] + _MOST_LINES - 1)
                return Location(path=path, line_start=near[0], line_end=end)
        return Unproved(reason=f"the quote {_cut(quote.text, 80)!r} is not in the plan")

    def evidence(self, at: Location) -> Evidence:
        """A location with its words; no secret is among them."""
        text = self._plan.document(at.path).text(at.line_start, at.line_end)
        return Evidence(
            path=at.path, line_start=at.line_start, line_end=at.line_end, quote=redact(text)
        )

    def prove(self, draft: Draft, criterion: Criterion) -> Finding | Rejected:
        """The finding that a draft is worth, or why it is worth none."""
        places = [self.locate(quote) for quote in draft.quotes]
        unproved = next((each for each in places if isinstance(each, Unproved)), None)
        title = _line(draft.title, _TITLE)
        if unproved or not places:
            reason = unproved.reason if unproved else "it names no place"
            return Rejected(rule=criterion.id, title=title, reason=reason)
        if not title:
            return Rejected(rule=criterion.id, title="(no title)", reason="it claims nothing")
        invented = self._invented(f"{draft.title}\n{draft.why}")
        if invented:
            reason = f"it names {invented!r}, which the plan does not have"
            return Rejected(rule=criterion.id, title=title, reason=reason)
        found = [each for each in places if isinstance(each, Location)]
        return self._finding(draft, criterion, list(dict.fromkeys(found)))

    def strength(self, claim: Claim) -> Strength | Rejected:
        """The strength that a claim is worth, or why it is worth none."""
        at, text = self.locate(claim.quote), _line(claim.text, _TEXT)
        if isinstance(at, Unproved):
            return Rejected(rule="strength", title=text, reason=at.reason)
        return Strength(phase=claim.phase, text=text, location=at)

    def _finding(self, draft: Draft, criterion: Criterion, places: list[Location]) -> Finding:
        own = self.evidence(places[0])
        phase, task = self._plan.owner(own.path, own.line_start)
        place = task.id if task else phase.id if phase else _heading(self._plan, own)
        return Finding(
            id=finding_id(criterion.id, own.path, place, own.quote),
            rule=criterion.id,
            category=criterion.category,
            severity=capped(draft.severity, criterion.severity),
            confidence=draft.confidence,
            source="model",
            title=_line(draft.title, _TITLE),
            detail=_line(draft.why, _TEXT),
            recommendation=_line(draft.fix, _TEXT),
            example=_block(draft.example),
            phase=phase.id if phase else task.phase if task else None,
            task=task.id if task else None,
            location=Location(path=own.path, line_start=own.line_start, line_end=own.line_end),
            quote=own.quote,
            related=tuple(self.evidence(each) for each in places[1:]),
        )

    def _invented(self, claim: str) -> str | None:
        """The first phase, task or id in a claim that stands nowhere in the plan."""
        for match in _NAMED.finditer(claim):
            named = _normal(match[0]).casefold()
            folded = (self._text(each.path).folded for each in self._plan.documents)
            if not any(named in text for text in folded) and not self._labelled(match[0]):
                return match[0]
        return None

    def _labelled(self, name: str) -> bool:
        """True for a node under another name: `Phase 2` for `Milestone 2`, `T5` for `T005`."""
        number = re.sub(r"^\D+", "", name).lstrip("0") or "0"
        for node in self._plan.nodes.values():
            own = re.sub(r"^\D+", "", node.number or node.label).lstrip("0") or "0"
            if own == number or own.startswith(f"{number}."):
                return True
        return False

    def _text(self, path: str) -> "_Text":
        if path not in self._texts:
            self._texts[path] = _Text(self._plan.document(path))
        return self._texts[path]


def capped(severity: Severity, most: Severity) -> Severity:
    """The milder of two severities."""
    return max(severity, most, key=SEVERITIES.index)


class _Text:
    """A document without what carries no meaning, and the way back to its lines."""

    def __init__(self, document: Document) -> None:
        parts = [_normal(line) for line in document.lines]
        self._starts: list[int] = []
        at = 0
        for part in parts:
            self._starts.append(at)
            at += len(part)
        self._text = "".join(parts)
        self.folded = self._text.casefold()

    def find(self, needle: str) -> Iterator[tuple[int, int]]:
        """First and last line (from 1) of each place where *needle* stands."""
        whole = [part for part in (needle,) if part in self._text]
        parts = whole or [part for part in _ELLIPSIS.split(needle) if part]
        if not parts or sum(map(len, parts)) < _LEAST:
            return
        at = self._text.find(parts[0])
        while at >= 0:
            end = self._end(parts, at)
            if end is not None:
                yield self._line(at), self._line(end - 1)
            at = self._text.find(parts[0], at + 1)

    def _end(self, parts: list[str], at: int) -> int | None:
        """Where the last of *parts* ends when they follow each other from *at*."""
        end = at + len(parts[0])
        for part in parts[1:]:
            found = self._text.find(part, end, end + _FAR + len(part))
            if found < 0:
                return None
            end = found + len(part)
        return end

    def _line(self, offset: int) -> int:
        return bisect_right(self._starts, offset)


def _normal(text: str) -> str:
    """*text* without white space and marks, in one Unicode form."""
    plain = _LINK.sub(r"\1", _LINE_START.sub("", text))
    folded = unicodedata.normalize("NFKC", plain.translate(_SAME)).translate(_SAME)
    return _MARKS.sub("", folded)


def _within(span: tuple[int, int], quote: Quote) -> bool:
    return quote.within.line_start <= span[0] and span[1] <= quote.within.line_end


def _heading(plan: Plan, at: Location) -> str:
    headings = plan.document(at.path).blocks.headings
    above = [each.text for each in headings if each.line_start <= at.line_start]
    return above[-1] if above else ""


def _line(text: str, most: int) -> str:
    """*text* on one line, without secrets and control characters, cut at a word."""
    words = redact("".join(c if c.isprintable() else " " for c in text[: 4 * most])).split()
    return _cut(" ".join(words), most)


def _block(text: str) -> str:
    """An example: lines stay lines."""
    lines = [line.rstrip() for line in redact(text[: 4 * _TEXT]).splitlines()[:20]]
    return _cut("\n".join(lines).strip("\n"), 2 * _TEXT)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
