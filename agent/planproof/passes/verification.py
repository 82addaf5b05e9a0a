"""The third pass: every critical and major finding is tried to be refuted against the plan.

A ruling may drop a finding or lower its severity, never raise it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from planproof.core.base import Location
from planproof.core.codebase import CODE
from planproof.core.finding import SEVERITIES, Finding
from planproof.core.plan import Plan
from planproof.core.request import Part, Request
from planproof.core.review import Rejected
from planproof.evidence import capped
from planproof.passes.asked import Asking, mark
from planproof.passes.shapes import Ruling, VerificationAnswer, parse
from planproof.prompts import render
from planproof.search import Search

BATCH = 8
"""Drafts of one request."""
_AROUND = 14
"""Lines shown on both sides of a quote."""
_PLACES = 3
_HITS = 8
_SHOWN = 300
"""Characters of a line that are shown."""


@dataclass(frozen=True)
class VerificationQuestion:
    """One request of the pass, and the findings that it is about, by their ids in it."""

    request: Request
    findings: dict[str, Finding]


class Verification:
    """Makes the requests of the pass and applies their answers."""

    def __init__(self, plan: Plan, asking: Asking) -> None:
        self._plan = plan
        self._asking = asking
        self._criteria = {each.id: each for each in asking.criteria}

    def questions(
        self, findings: Sequence[Finding], reasons: Mapping[str, str]
    ) -> tuple[VerificationQuestion, ...]:
        """The requests for *findings* in the order given, in which neighbours share a request.

        *reasons* says by finding id why it was graded as it is.
        """
        doubted = [each for each in findings if each.severity != "minor"]
        if not doubted:
            return ()
        search = Search(self._plan)
        # Even batches: the last one is not a single draft that its reader looks at twice as long.
        number = -(-len(doubted) // BATCH)
        size = -(-len(doubted) // number)
        batches = [doubted[at : at + size] for at in range(0, len(doubted), size)]
        return tuple(
            self._question(batch, reasons, search, f"{n} of {len(batches)}")
            for n, batch in enumerate(batches, 1)
        )

    def read(self, question: VerificationQuestion, text: str) -> dict[str, Ruling]:
        """The rulings of an answer by the id of the finding.

        Raises:
            MalformedAnswerError: it does not have its shape (`shapes.MalformedAnswerError`).
        """
        answer = parse(VerificationAnswer, text)
        found: dict[str, Ruling] = {}
        for ruling in answer.rulings:
            finding = question.findings.get(ruling.draft.strip("` "))
            if finding is not None:
                found.setdefault(finding.id, ruling)
        return found

    @cached_property
    def _system(self) -> str:
        asking = self._asking
        grounded = asking.codebase is not None
        return render("verification_system", rubric=asking.rubric, grounded=grounded)

    def _question(
        self, batch: Sequence[Finding], reasons: Mapping[str, str], search: Search, label: str
    ) -> VerificationQuestion:
        known = {f"d{number}": finding for number, finding in enumerate(batch, 1)}
        cards = [self._card(name, each, reasons, search) for name, each in known.items()]
        text = render("verification", cards=cards, mark=mark(*map(str, cards)))
        request = self._asking.request(
            "verification",
            label,
            phase=None,
            system=self._system,
            parts=(Part(text=text),),
            shape=VerificationAnswer,
            enums={"draft": list(known)},
        )
        return VerificationQuestion(request, known)

    def _card(
        self, name: str, finding: Finding, reasons: Mapping[str, str], search: Search
    ) -> dict[str, object]:
        places: list[Location] = [finding.location]
        for each in finding.related:
            if len(places) < _PLACES and not any(_shown(place, each) for place in places):
                places.append(each)
        query = f"{finding.title} {finding.recommendation}"
        hits = [
            hit
            for hit in search.find(query, most=_HITS + 12)
            if not any(_shown(place, hit.at) for place in places)
        ]
        criterion = self._criteria.get(finding.rule)
        return {
            "id": name,
            "title": finding.title,
            "criterion": finding.rule,
            "question": criterion.question if criterion else "",
            "severity": finding.severity,
            "severity_reason": reasons.get(finding.id, ""),
            "why": finding.detail,
            "fix": finding.recommendation,
            "places": [self._place(place) for place in places],
            "hits": list(self._hits([hit.at for hit in hits[:_HITS]])),
        }

    def _place(self, at: Location) -> dict[str, object]:
        lines = self._lines(at.path)
        start, end = max(1, at.line_start - _AROUND), min(len(lines), at.line_end + _AROUND)
        shown = (f"{n}| {_clip(lines[n - 1])}" for n in range(start, end + 1))
        return {
            "where": self._where(at),
            "line_start": start,
            "line_end": end,
            "quoted": _span(at),
            "text": "\n".join(shown),
        }  # fmt: skip

    def _lines(self, path: str) -> tuple[str, ...]:
        """The lines of a document, or of a file of the code base without its secrets."""
        codebase = self._asking.codebase
        if codebase is None or not path.startswith(CODE):
            return self._plan.document(path).lines
        return codebase.safe_lines(path.removeprefix(CODE)) or ()

    def _hits(self, places: Sequence[Location]) -> Iterator[dict[str, str]]:
        for at in places:
            line = self._plan.document(at.path).lines[at.line_start - 1]
            yield {"where": f"{self._where(at)}:{at.line_start}", "text": _clip(line.strip())}

    def _where(self, at: Location) -> str:
        phase, task = self._plan.owner(at.path, at.line_start)
        names = dict.fromkeys(node.label for node in (phase, task) if node)
        return " ".join([*names, at.path])


def ruled(
    findings: Sequence[Finding], rulings: Mapping[str, Ruling]
) -> tuple[list[Finding], list[Rejected]]:
    """The findings that are left, and those that were refuted.

    What is uncertain is minor. A finding without a ruling is left as it is, with low confidence
    and no longer critical.
    """
    kept: list[Finding] = []
    gone: list[Rejected] = []
    for finding in findings:
        ruling = rulings.get(finding.id)
        if finding.severity == "minor":
            kept.append(finding)
        elif ruling is None:
            update = {"severity": capped(finding.severity, "major"), "confidence": "low"}
            kept.append(finding.model_copy(update=update))
        elif ruling.verdict == "refuted":
            reason = " ".join(ruling.reason.split())[:300]
            gone.append(
                Rejected(rule=finding.rule, title=finding.title, reason=f"refuted: {reason}")
            )
        elif ruling.verdict == "unsure":
            kept.append(finding.model_copy(update={"severity": "minor", "confidence": "low"}))
        else:
            kept.append(_graded(finding, ruling))
    return kept, gone


def _graded(finding: Finding, ruling: Ruling) -> Finding:
    """The finding with the milder of both grades; one that stands is not of low confidence."""
    severity = capped(finding.severity, ruling.severity)
    confidence = "medium" if finding.confidence == "low" else finding.confidence
    if SEVERITIES.index(severity) > SEVERITIES.index(finding.severity):
        return finding.model_copy(update={"severity": severity, "confidence": confidence})
    return finding.model_copy(update={"confidence": confidence})


def _shown(place: Location, hit: Location) -> bool:
    return (
        place.path == hit.path
        and place.line_start - _AROUND <= hit.line_start <= place.line_end + _AROUND
    )


def _span(at: Location) -> str:
    same = at.line_start == at.line_end
    return str(at.line_start) if same else f"{at.line_start}-{at.line_end}"


def _clip(line: str) -> str:
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"
