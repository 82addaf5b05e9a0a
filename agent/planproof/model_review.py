"""The review by a model: four passes, each over what the one before has settled.

Nothing here knows how an answer is got, and nothing depends on the order in which they come.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal, Protocol, TypeVar

from planproof.chunks import chunk_plan, pack, split
from planproof.core.chunk import Chunk
from planproof.core.draft import Draft, Stated
from planproof.core.finding import Finding
from planproof.core.judged import Judged
from planproof.core.plan import Plan
from planproof.core.request import PassName, Request
from planproof.core.review import PassCoverage, PassState, Rejected, Strength
from planproof.criteria import fallbacks
from planproof.evidence import Prover, plain
from planproof.merge import merge
from planproof.passes import synthesis
from planproof.passes.asked import Asking
from planproof.passes.cross_phase import CrossPhase, CrossQuestion, CrossReading
from planproof.passes.depth import Depth
from planproof.passes.phase_review import PhaseReview, Question, Reading
from planproof.passes.rounds import AskQuestions, Handling, Outcome, ask_all
from planproof.passes.shapes import Ruling
from planproof.passes.verification import Verification, VerificationQuestion, ruled
from planproof.words import listed

CHUNK_TOKENS = 8_000
"""Readers lose precision in longer texts: of ten models eight find less than half at 32,000
tokens of what they find in short ones (NoLiMa, 2025). Sections of real plans rarely need more."""
PACKED_TOKENS = 1_200
"""Short neighbours share a request up to this size: the instructions cost five times as much."""
_SHOWN = 120
"""Characters of a reason that a model gives."""
NOT_JUDGED = frozenset({"context", "template", "data"})
"""Kinds of documents that are about the plan, not the plan: read, and not judged."""

AnyQuestion = TypeVar(
    "AnyQuestion", Question, CrossQuestion, VerificationQuestion, synthesis.SynthesisQuestion
)
Waive = Callable[[Sequence[Finding]], tuple[Finding, ...]]
"""Marks the findings that the team accepts."""


class _Settled(Protocol):
    """What became of a question of any pass."""

    @property
    def state(self) -> Literal["reviewed", "failed", "pending"]: ...
    @property
    def reason(self) -> str | None: ...


@dataclass(frozen=True)
class _Read:
    """What the phase reviews say."""

    drafts: tuple[Draft, ...]
    strengths: tuple[Strength, ...]
    rejected: tuple[Rejected, ...]
    stated: tuple[Stated, ...]


class ModelReview:
    """One review of one plan; *plan* holds no secret (`planproof.redacted`)."""

    def __init__(
        self,
        plan: Plan,
        asking: Asking,
        depth: Depth,
        ask: AskQuestions,
        *,
        first_pass: tuple[Question, ...] | None = None,
    ) -> None:
        """Prepare the review; nothing is asked yet.

        *first_pass* is that of another review of the same plan with the same *asking* and *depth*.
        """
        self._plan = plan
        self._asking = asking
        self._ask = ask
        self._prover = Prover(plan, asking.codebase, asking.rules)
        self._criteria = {**fallbacks(), **{each.id: each for each in asking.criteria}}
        self._phase_review = PhaseReview(plan, asking, depth)
        self._given = first_pass
        self._passes: list[PassCoverage] = []
        self._read_nothing = False

    @cached_property
    def first_pass(self) -> tuple[Question, ...]:
        """The questions that depend on nothing but the plan, the rubric and the prompts."""
        if self._given is not None:
            return self._given
        review = self._phase_review
        return tuple(each for chunk in self.chunks() for each in review.questions(chunk))

    async def run(self, checked: Sequence[Finding], waive: Waive) -> Judged:
        """Ask all passes; *checked* are the findings of the checks."""
        read = await self._phases()
        drafts = [*read.drafts, *await self._across(read.stated)]
        proved, reasons, rejected = self._proved(drafts)
        kept, refuted = await self._verified(merge(proved), reasons)
        findings = waive(merge([*checked, *kept]))
        dropped = [*read.rejected, *rejected, *refuted]
        return await self._summed_up(findings, read.strengths, dropped)

    def chunks(self) -> tuple[Chunk, ...]:
        """The parts that are judged: phases in their order, then what stands outside.

        An early phase weighs most, for everything is built on it.
        """
        order = {phase.id: number for number, phase in enumerate(self._plan.phases)}
        judged = [
            chunk
            for chunk in pack(chunk_plan(self._plan, CHUNK_TOKENS), PACKED_TOKENS)
            if chunk.phase or self._plan.document(chunk.path).kind not in NOT_JUDGED
        ]
        return tuple(
            sorted(
                judged,
                key=lambda each: min(map(order.__getitem__, self._of(each)), default=len(order)),
            )
        )

    def _of(self, chunk: Chunk) -> tuple[str, ...]:
        """Ids of the phases that have lines in a chunk."""
        if chunk.phase is not None:
            return (chunk.phase,)
        lines = range(chunk.line_start, chunk.line_end + 1)
        owners = (self._plan.owner(chunk.path, line)[0] for line in lines)
        return tuple(dict.fromkeys(owner.id for owner in owners if owner is not None))

    async def _phases(self) -> _Read:
        review = self._phase_review

        def smaller(question: Question) -> list[Question]:
            parts = split(question.chunk, self._plan)
            if len(parts) < 2:
                return []
            return [review.same(question, part) for part in parts]

        def left_open(question: Question, reading: Reading) -> Question | None:
            return review.holes(question, reading.holes) if reading.holes else None

        handling = Handling(
            read=review.read, with_request=_with_request, smaller=smaller, open_=left_open
        )
        outcomes = await ask_all(self.first_pass, self._ask, handling)
        self._passes += self._phase_coverage(outcomes)
        readings = [each.reading for each in outcomes if each.reading is not None]
        self._read_nothing = not readings
        proved = [self._prover.strength(each) for one in readings for each in one.claims]
        return _Read(
            drafts=tuple(draft for one in readings for draft in one.drafts),
            strengths=_distinct(each for each in proved if isinstance(each, Strength)),
            rejected=tuple(each for each in proved if isinstance(each, Rejected)),
            stated=tuple(each for one in readings for each in one.stated),
        )

    async def _across(self, stated: Sequence[Stated]) -> list[Draft]:
        if self._waits("cross-phase"):
            return []
        cross = CrossPhase(self._plan, self._asking)

        def left_open(question: CrossQuestion, reading: CrossReading) -> CrossQuestion | None:
            return cross.again(question, reading.unanswered) if reading.unanswered else None

        questions = cross.questions(stated)
        handling = Handling(read=cross.read, with_request=_with_request, open_=left_open)
        outcomes = await ask_all(questions, self._ask, handling)
        self._covered("cross-phase", outcomes, "there was nothing to compare")
        return [d for each in outcomes if each.reading is not None for d in each.reading.drafts]

    def _proved(
        self, drafts: Iterable[Draft]
    ) -> tuple[list[Finding], dict[str, str], list[Rejected]]:
        """Findings with evidence, the reasons of their grades by id, and what proves nothing."""
        proved: list[Finding] = []
        reasons: dict[str, str] = {}
        rejected: list[Rejected] = []
        for draft in drafts:
            found = self._prover.prove(draft, self._criteria[draft.criterion])
            if isinstance(found, Rejected):
                rejected.append(found)
                continue
            proved.append(found)
            told = " ".join(draft.severity_reason.split())[:200]
            # Of two drafts with one id the reason does not depend on which came first.
            reasons[found.id] = min(told, reasons.get(found.id, told), key=lambda r: (-len(r), r))
        return proved, reasons, rejected

    async def _verified(
        self, findings: Sequence[Finding], reasons: dict[str, str]
    ) -> tuple[list[Finding], list[Rejected]]:
        if self._waits("verification"):
            return ruled(findings, {})
        verification = Verification(self._plan, self._asking)

        def left_open(
            question: VerificationQuestion, rulings: dict[str, Ruling]
        ) -> VerificationQuestion | None:
            missing = [each for each in question.findings.values() if each.id not in rulings]
            asked = verification.questions(missing, reasons)
            return asked[0] if asked else None

        questions = verification.questions(findings, reasons)
        handling = Handling(read=verification.read, with_request=_with_request, open_=left_open)
        outcomes = await ask_all(questions, self._ask, handling)
        self._covered("verification", outcomes, "there was nothing to verify")
        rulings: dict[str, Ruling] = {}
        for each in outcomes:
            rulings.update(each.reading or {})
        return ruled(findings, rulings)

    async def _summed_up(
        self,
        findings: tuple[Finding, ...],
        strengths: tuple[Strength, ...],
        rejected: Sequence[Rejected],
    ) -> Judged:
        own = Judged(findings, (), rejected=_sorted(rejected), strengths=strengths)
        if self._waits("synthesis"):
            return replace(own, passes=tuple(self._passes))
        stand = [each for each in findings if each.stands]
        asked = synthesis.question(self._plan, self._asking, stand, strengths)
        questions = [asked] if asked is not None else []

        def read(question: synthesis.SynthesisQuestion, text: str) -> synthesis.Synthesis:
            return synthesis.read(question, findings, text)

        handling = Handling(read=read, with_request=_with_request)
        outcomes = await ask_all(questions, self._ask, handling)
        self._covered("synthesis", outcomes, "there was nothing to sum up")
        result = next((each.reading for each in outcomes if each.reading is not None), None)
        if result is None:
            return replace(own, passes=tuple(self._passes))
        told = result.strengths or strengths
        return replace(
            own,
            findings=result.findings,
            strengths=told,
            summary=result.summary,
            passes=tuple(self._passes),
        )

    def _waits(self, name: PassName) -> bool:
        """True when a pass before *name* is not through; what it would ask may still change."""
        waiting = next((each for each in self._passes if each.state == "pending"), None)
        if waiting is None:
            return False
        reason = waiting.reason if waiting.pass_ == name else f"it waits for {waiting.pass_}"
        self._passes.append(PassCoverage(phase=None, pass_=name, state="pending", reason=reason))
        return True

    def _phase_coverage(
        self, outcomes: Sequence[Outcome[Question, Reading]]
    ) -> Iterable[PassCoverage]:
        """One entry for each phase, and for each document outside the phases."""
        groups: dict[tuple[str | None, str | None], list[Outcome[Question, Reading]]] = {}
        for each in outcomes:
            chunk = each.question.chunk
            places: list[tuple[str | None, str | None]] = [(one, None) for one in self._of(chunk)]
            for place in places or [(None, chunk.path)]:
                groups.setdefault(place, []).append(each)
        for (phase, path), group in groups.items():
            state, reason = _state(group)
            yield PassCoverage(
                phase=phase,
                path=path,
                pass_="phase-review",
                state=state,
                reason=reason or _left_open(group),
            )
        for document in self._plan.documents:
            if document.kind in NOT_JUDGED and (None, document.path) not in groups:
                owned = any(phase.path == document.path for phase in self._plan.phases)
                if not owned and document.lines:
                    reason = f"a {document.kind} document is read and not judged"
                    yield PassCoverage(
                        phase=None,
                        path=document.path,
                        pass_="phase-review",
                        state="skipped",
                        reason=reason,
                    )

    def _covered(self, name: PassName, outcomes: Sequence[_Settled], empty: str) -> None:
        empty = "no part of the plan was read" if self._read_nothing else empty
        state, reason = _state(outcomes) if outcomes else ("skipped", empty)
        self._passes.append(PassCoverage(phase=None, pass_=name, state=state, reason=reason))


def _with_request(question: AnyQuestion, request: Request) -> AnyQuestion:
    return replace(question, request=request)


def _state(outcomes: Sequence[_Settled]) -> tuple[PassState, str | None]:
    """The worst state of some questions, with its first reason."""
    for state in ("failed", "pending"):
        reasons = dict.fromkeys(each.reason for each in outcomes if each.state == state)
        if reasons:
            return state, next(iter(reasons))
    return "reviewed", None


def _left_open(outcomes: Sequence[Outcome[Question, Reading]]) -> str | None:
    """What readers could not judge, or did not although they were asked twice."""
    told = []
    for each in outcomes:
        reading = each.reading
        if reading is None:
            continue
        told += [plain(text, _SHOWN).rstrip(".") for text in reading.unjudged]
        if each.question.follows:
            told += [f"{hole.unit.name}: no answer" for hole in reading.holes]
    return f"not judged: {listed(dict.fromkeys(told), 4)}" if told else None


def _distinct(strengths: Iterable[Strength]) -> tuple[Strength, ...]:
    """One strength for each place, the first told."""
    found: dict[object, Strength] = {}
    for each in strengths:
        found.setdefault(each.location, each)
    return tuple(found.values())


def _sorted(rejected: Iterable[Rejected]) -> tuple[Rejected, ...]:
    return tuple(sorted(set(rejected), key=lambda each: (each.rule, each.title, each.reason)))
