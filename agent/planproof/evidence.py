"""From what a model claims to what the plan proves.

A quote is found in the plan or its draft is rejected. Only what carries no meaning may differ:
white space, Markdown marks, quotation marks and dashes, ellipses, Unicode forms. Lines are
computed here and never taken from the model.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cached_property

from planproof.code_evidence import Unproved, code_evidence
from planproof.core.base import Location
from planproof.core.codebase import CodeBase
from planproof.core.document import Document
from planproof.core.draft import Claim, Draft, Quote
from planproof.core.finding import SEVERITIES, Evidence, Finding, Severity, finding_id
from planproof.core.plan import Node, Phase, Plan, Task
from planproof.core.project_rule import CRITERION, ProjectRule
from planproof.core.review import Rejected, Strength
from planproof.core.rubric import Criterion
from planproof.core.secrets import redact

_LEAST = 8
"""Characters of a quote, white space and marks left out, below which it proves nothing."""
_LEAST_PART = 4
"""Characters of each part of a quote that an ellipsis joins."""
_LONGEST = 20_000
"""Characters of a quote that are read: nobody quotes more."""
_FAR = 1_500
"""Characters that may stand between two parts of a quote that an ellipsis joins."""
_MOST_LINES = 8
"""Lines of a quote that are shown; the rest is where these are."""
_TITLE, _TEXT = 200, 700
"""Characters of a title and of other texts that are published."""

_NUMBER = re.compile(r"^[ \t]*(?:\d{1,6}|\.\.\.)\|[ ]?", re.MULTILINE)
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
_JOINED = re.compile(r"(?<=\s)(?:[-*+>]|#{1,6}|\d{1,4}[.)])(?=\s)|\[[ xX]?\]|\[|\]\([^)\s]*\)?|\]")
"""What stands between lines that are put into one, and links and checkboxes that are cut."""
_ELLIPSIS = re.compile(r"\[?(?:…|\.\.\.)\]?")
_RULE = re.compile(r"\bR\d{1,3}\b")
_NAMED = re.compile(
    r"\b(?:Phase|Task|Step|Milestone|Story|Sprint|Stage|Epic)\s+\d+(?:\.\d+)*\b|"
    r"\b[A-Z]{1,4}-?\d{1,4}(?:\.\d+)*\b"
)


_USUAL = ("t", "r", "fr", "nfr", "us", "ac", "sc", "req", "adr", "d")
"""Letters of ids that plans give to their parts, in a plan that has none of them too."""
_OF_TASKS = ("task",)
_OF_BOTH = ("step", "story")
"""Words for parts of either rank."""
_Form = Callable[[str], str]


class Prover:
    """Finds quotes in one plan."""

    def __init__(
        self,
        plan: Plan,
        codebase: CodeBase | None = None,
        rules: Sequence[ProjectRule] = (),
    ) -> None:
        self._plan = plan
        self._codebase = codebase
        self._rules = {rule.name: rule for rule in rules}
        self._texts: dict[tuple[str, _Form], _Text] = {}

    def locate(self, quote: Quote) -> Location | Unproved:
        """The lines at which a quote stands.

        Looked for first in the lines that the model was shown, then in the rest of the document,
        then in the other documents; of several places the one nearest to the hint counts.
        """
        text = _NUMBER.sub("", quote.text[:_LONGEST])
        if len(_normal(text)) < _LEAST:
            return Unproved(reason=f"the quote {_cut(quote.text, 60)!r} is too short to prove it")
        for form in (_normal, _flat):
            at = self._place(form(text), quote, form)
            if at is not None:
                return at
        return Unproved(reason=f"the quote {_cut(quote.text, 80)!r} is not in the plan")

    def _place(self, needle: str, quote: Quote, form: "_Form") -> Location | None:
        """Where a quote in one form stands, in documents of the same form."""
        paths = [quote.within.path, *(each.path for each in self._plan.documents)]
        for path in dict.fromkeys(paths):
            if path not in self._plan.by_path:
                continue
            spans = list(self._text(path, form).find(needle))
            if spans:
                inside = [s for s in spans if path == quote.within.path and _within(s, quote)]
                near = min(inside or spans, key=lambda span: (abs(span[0] - quote.line), span))
                end = min(near[1], near[0] + _MOST_LINES - 1)
                return Location(path=path, line_start=near[0], line_end=end)
        return None

    def evidence(self, at: Location) -> Evidence:
        """A location with its words; no secret is among them."""
        text = self._plan.document(at.path).text(at.line_start, at.line_end)
        return Evidence(
            path=at.path, line_start=at.line_start, line_end=at.line_end, quote=redact(text)
        )

    def prove(self, draft: Draft, criterion: Criterion) -> Finding | Rejected:
        """The finding that a draft is worth, or why it is worth none."""
        places = [self.locate(quote) for quote in draft.quotes]
        title = plain(draft.title, _TITLE)
        named = self._named_rules(f"{draft.title}\n{draft.why}")
        broken = named if criterion.id == CRITERION else ()
        code = code_evidence(draft.code, self._codebase)
        reason = self._unproved(draft, criterion, places, named)
        if reason is not None:
            return Rejected(rule=criterion.id, title=title or "(no title)", reason=reason)
        if isinstance(code, Unproved):
            return Rejected(rule=criterion.id, title=title, reason=code.reason)
        found = [each for each in places if isinstance(each, Location)]
        finding = self._finding(draft, criterion, list(dict.fromkeys(found)))
        if broken:
            detail = f"{finding.detail} {' '.join(map(_cited, broken))}".strip()
            finding = finding.model_copy(update={"detail": detail})
        if code is None:
            return finding
        return finding.model_copy(update={"related": (*finding.related, code)})

    def _unproved(
        self,
        draft: Draft,
        criterion: Criterion,
        places: Sequence[Location | Unproved],
        named: Sequence[ProjectRule],
    ) -> str | None:
        """Why the plan does not prove a draft; None when it does."""
        unproved = next((each for each in places if isinstance(each, Unproved)), None)
        if unproved or not places:
            return unproved.reason if unproved else "it names no place"
        if not plain(draft.title, _TITLE):
            return "it claims nothing"
        if criterion.id == CRITERION and not named:
            return "it names none of the project's rules"
        known = {rule.name for rule in named}
        invented = self._invented(f"{draft.title}\n{draft.why}", known=known)
        return f"it names {invented!r}, which the plan does not have" if invented else None

    def strength(self, claim: Claim) -> Strength | Rejected:
        """The strength that a claim is worth, or why it is worth none."""
        at, text = self.locate(claim.quote), plain(claim.text, _TEXT)
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
            title=plain(draft.title, _TITLE),
            detail=plain(draft.why, _TEXT),
            recommendation=plain(draft.fix, _TEXT),
            example=_block(draft.example),
            phase=phase.id if phase else task.phase if task else None,
            task=task.id if task else None,
            location=Location(path=own.path, line_start=own.line_start, line_end=own.line_end),
            quote=own.quote,
            related=tuple(self.evidence(each) for each in places[1:]),
        )

    def _named_rules(self, claim: str) -> tuple[ProjectRule, ...]:
        """The project's rules that a claim names."""
        named = dict.fromkeys(_RULE.findall(claim))
        return tuple(self._rules[name] for name in named if name in self._rules)

    def _invented(self, claim: str, *, known: Collection[str] = ()) -> str | None:
        """The first phase, task or id in a claim that stands nowhere in the plan.

        *known* are ids of something else than the plan.
        """
        for match in _NAMED.finditer(claim):
            if match[0] in known:
                continue
            named = _normal(match[0]).casefold()
            folded = (self._text(each.path, _normal).folded for each in self._plan.documents)
            if not self._labelled(match[0]) and not any(named in text for text in folded):
                return match[0]
        return None

    def _labelled(self, name: str) -> bool:
        """True for a node under another name: `Phase 2` for `Milestone 2`, `T5` for `T005`.

        And for what is no id of this plan at all, such as `UTF-8`.
        """
        word, number = _parts(name)
        if " " in name:
            kinds: tuple[type[Node], ...] = (Task,) if word in _OF_TASKS else (Phase,)
            kinds = (Phase, Task) if word in _OF_BOTH else kinds
            nodes = [each for each in self._plan.nodes.values() if isinstance(each, kinds)]
            own = [_parts(each.number or each.label)[1] for each in nodes]
            return any(each == number or each.startswith(f"{number}.") for each in own)
        return (word, number) in self._ids or word not in {*_USUAL, *(own for own, _ in self._ids)}

    @cached_property
    def _ids(self) -> frozenset[tuple[str, str]]:
        """Letters and number of the ids that this plan declares."""
        labels = [node.label for node in self._plan.nodes.values()]
        labels += [item.label for item in self._plan.items]
        return frozenset(_parts(label) for label in labels if _NAMED.fullmatch(label))

    def _text(self, path: str, form: "_Form") -> "_Text":
        key = (path, form)
        if key not in self._texts:
            self._texts[key] = _Text(self._plan.document(path), form)
        return self._texts[key]


def _parts(name: str) -> tuple[str, str]:
    """Letters and number of a label, in one form: `task` and `5` for `Task 5`, `t` for `T005`."""
    word = re.match(r"[^\W\d_]*", name)
    number = re.sub(r"^\D+", "", name).lstrip("0") or "0"
    return (word[0].casefold() if word else "", number)


def _cited(rule: ProjectRule) -> str:
    """A rule with its words: its number means nothing to a reader of the review."""
    at = f"{rule.path.replace(chr(92), '/').rpartition('/')[2]}:{rule.line}"
    return f"{rule.name} ({at}) says: “{plain(rule.said, _TEXT)}”"


def capped(severity: Severity, most: Severity) -> Severity:
    """The milder of two severities."""
    return max(severity, most, key=SEVERITIES.index)


class _Text:
    """A document without what carries no meaning, and the way back to its lines."""

    def __init__(self, document: Document, form: "_Form") -> None:
        parts = [form(line) for line in document.lines]
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
        if not whole and min(map(len, parts)) < _LEAST_PART:
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


def _flat(text: str) -> str:
    """The same without the marks of lines, links and checkboxes, wherever they stand."""
    # A space in front lets a mark at the beginning be one.
    return _normal(_JOINED.sub(" ", f" {text}"))


def _within(span: tuple[int, int], quote: Quote) -> bool:
    return quote.within.line_start <= span[0] and span[1] <= quote.within.line_end


def _heading(plan: Plan, at: Location) -> str:
    headings = plan.document(at.path).blocks.headings
    above = [each.text for each in headings if each.line_start <= at.line_start]
    return above[-1] if above else ""


def plain(text: str, most: int) -> str:
    """*text* on one line, without secrets and control characters, cut at a word."""
    words = redact("".join(c if c.isprintable() else " " for c in text[: 4 * most])).split()
    return _cut(" ".join(words), most)


def _block(text: str) -> str:
    """An example: lines stay lines."""
    lines = [line.rstrip() for line in redact(text[: 4 * _TEXT]).splitlines()[:20]]
    return _cut("\n".join(lines).strip("\n"), 2 * _TEXT)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
