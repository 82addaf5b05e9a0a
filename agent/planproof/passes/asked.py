"""What the passes share: the system text, the schema's place in a request, the marks."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence

from planproof.core.base import Frozen
from planproof.core.codebase import CodeBase
from planproof.core.project_rule import ProjectRule
from planproof.core.request import Effort, Part, PassName, Request, Share
from planproof.core.rubric import Criterion, Rubric
from planproof.core.secrets import redact
from planproof.core.template import Template
from planproof.passes.shapes import Shape, schema_of
from planproof.prompts import render

_STEERS = re.compile(
    r"\b(?:ignore|disregard|forget|overrule|override|skip)\b.{0,30}"
    r"\b(?:previous|prior|above|all|any|every\w*|your|instructions?|rules?|findings?)\b"
    r"|\bapprov(?:e|ed|al)\b|\binstructions?\b|\b(?:system|user)\s?prompt\b|\breviewers?\b"
    r"|\bassistant\b|\byou\s+(?:must|should|are|will)\b|\bdo not (?:report|flag|mention)\b"
    r"|\bno (?:issues|findings|defects)\b|\bseverity\b|</?plan-text",
    re.IGNORECASE,
)
"""Words by which a title could be taken for an instruction."""
MAX_OUTPUT_TOKENS = 12_000
"""Room for thinking and an answer; what an answer should hold is said in the request."""


class Asking(Frozen):
    """What is the same in every request of a review."""

    model: str
    effort: Effort
    rubric: Rubric
    criteria: tuple[Criterion, ...]
    codebase: CodeBase | None = None
    """The code base, where the plan can be held against it."""
    rules: tuple[ProjectRule, ...] = ()
    template: Template | None = None

    def request(
        self,
        pass_: PassName,
        label: str,
        *,
        phase: str | None,
        system: str,
        parts: Iterable[Part],
        shape: type[Shape],
        enums: Mapping[str, Sequence[str]],
        about: tuple[Share, ...] = (),
    ) -> Request:
        """A request; no secret of the plan is in it, whoever wrote its parts."""
        safe = tuple(Part(text=redact(part.text), shared=part.shared) for part in parts)
        return Request(
            pass_=pass_,
            label=label,
            phase=phase,
            about=about,
            model=self.model,
            effort=self.effort,
            system=system,
            parts=safe,
            schema_name=pass_.replace("-", "_"),
            output_schema=schema_of(shape, enums),
            max_output_tokens=MAX_OUTPUT_TOKENS,
        )


def repaired(request: Request, problem: str) -> Request:
    """The same request once more, with what was wrong with its answer."""
    told = Part(text=render("repair", problem=redact(problem)))
    return request.model_copy(
        update={"label": f"{request.label}, again", "parts": (*request.parts, told)}
    )


def mark(*texts: str) -> str:
    """What ends the marks around untrusted *texts*: it stands in none of them.

    A text that was made to hold its own hash gets a longer one.
    """
    digest = hashlib.sha256("\x1f".join(texts).encode("utf-8", "surrogatepass")).hexdigest()
    lengths = (10, 24, 64)
    shown = (digest[:length] for length in lengths)
    return next((each for each in shown if not any(each in text for text in texts)), digest)


def heading(name: str, instead: str) -> str:
    """A title of the plan as it may stand outside the marks: *instead* where it steers a reader."""
    return instead if _STEERS.search(name) else name


def names(items: Sequence[str], most: int = 3) -> str:
    """`Task 2.1, Task 2.2 and 4 more`."""
    shown = ", ".join(items[:most])
    return f"{shown} and {len(items) - most} more" if len(items) > most else shown
