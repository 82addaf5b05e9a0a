"""Which part of a plan says that it needs which other part."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from planproof.checks._words import text_at, without_code
from planproof.core.document import Section
from planproof.core.plan import Node, Phase, Plan, Reference, Task

_ROLES = frozenset({"dependencies", "prerequisites"})
_SAID = re.compile(
    r"(?:depends?(?:\s+(?:up)?on)|blocked\s+by|depende(?:nte)?\s+d[eao]|dépend\s+de|abhängig\s+von"
    r"|依存(?:先)?|依赖于?|의존)[\s:：*_`#(\[]*",
    re.IGNORECASE,
)
"""Words that only ever say that something is needed first."""
_LIST = re.compile(
    r"(?:[\s,&/、,+*_`#\-–—]|\b(?:and|or|und|et|tasks?|phases?|stages?|stor(?:y|ies)|milestones?)\b"
    r"|\b[A-Za-z]{0,5}-?\d[\w.]*|タスク|フェーズ|任务|阶段)*",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:^|[.;|()])[\s*_\-+]{0,6}(?:Depends\s+on|Blocked\s+by)\s*[:：][^.;:]{0,200}$", re.IGNORECASE
)
_NOTED = re.compile(
    r"[(（\[][^()（）\[\]]{0,150}\b(?:after|nach|après|después\s+de|após|depois\s+de)\s[^()（）\[\]]*$",
    re.IGNORECASE,
)
_OTHER_WAY = re.compile(
    r"\b(?:not|no|none|blocks?|enables?|unblocks?|required\s+by|needed\s+(?:by|for)|used\s+by|before"
    r"|for|later|optional(?:ly)?|recommended|soft|parallel|instead|unlike|except|next|n/?a)\b"
    r"|なし|無し|不要|无|并行|並行|없음|nenhuma?|ninguna?|keine?|aucune?",
    re.IGNORECASE,
)
"""Words after which a reference is no longer what is needed."""
_SOFT = re.compile(r"^[^.;,]{0,12}\b(?:optional|soft|recommended|nice to have)\b", re.IGNORECASE)
_BETWEEN = re.compile(
    r"\b(?:depends?|blocks?|blocked|before|after|needs?|requires?|must|then)\b|→|->|=>|依存|依赖|의존",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"[^.;(]{0,60}\b(?:depends?|blocks?|enables?|unblocks?|provides?|should|must|begins?|starts?|feeds?)\b"
    r"|[^.;(]{0,40}(?:→|->|=>)"
)
"""After a reference: it is the subject of a sentence about something else."""
_FUTURE = re.compile(r"\bwill\s+be\b|\bcomes?\s+(?:later|in)\b|予定|将在|将由", re.IGNORECASE)

_LONGEST = 200
"""Lines of a JSON array that are looked through."""
_MAX_LINE = 4_000


@dataclass(frozen=True, slots=True)
class Need:
    """One reference by which a part says that it needs another, or that another needs it."""

    owner: Phase | Task
    reference: Reference
    certain: bool
    """From a field, column, list or section for it; False where only the prose says so."""
    future: bool
    """The words beside it say that the author knows that it comes later."""


@dataclass(frozen=True, slots=True)
class Dependency:
    """*needer* cannot be done before *needed*."""

    needer: Phase | Task
    needed: Phase | Task
    need: Need

    @property
    def reference(self) -> Reference:
        return self.need.reference


def needs(plan: Plan) -> Iterator[Need]:
    """Every reference that declares what a phase or task needs (or blocks), node by node.

    Only work documents count. Prose counts where its words leave no doubt ("depends on T-4").
    """
    work = {document.path for document in plan.work_documents()}
    for node in plan.nodes.values():
        for reference in node.references:
            if reference.relation not in ("depends", "blocks"):
                continue
            if isinstance(node, Task) and node.kind == "json":
                yield Need(node, _pinned(plan, reference), certain=True, future=False)
            elif reference.path in work and (found := _need(plan, node, reference)):
                yield found


def dependencies(plan: Plan) -> list[Dependency]:
    """Needs of which both ends are known; what blocks another is needed by it."""
    found = []
    for need in needs(plan):
        other = plan.nodes.get(need.reference.resolved or "")
        if other is None:
            continue
        if need.reference.relation == "blocks":
            found.append(Dependency(other, need.owner, need))
        else:
            found.append(Dependency(need.owner, other, need))
    return found


def _pinned(plan: Plan, reference: Reference) -> Reference:
    """The reference on the line of its own value, where a JSON array has a line for each."""
    lines = plan.document(reference.path).lines
    for number in range(reference.line_start, min(reference.line_start + _LONGEST, len(lines)) + 1):
        text = lines[number - 1][:_MAX_LINE].strip().rstrip(",")
        if text.strip('"') == reference.text:
            return reference.model_copy(update={"line_start": number, "line_end": number})
        if "]" in text:
            break
    return reference


def _need(plan: Plan, node: Phase | Task, reference: Reference) -> Need | None:
    if isinstance(node, Phase) and reference.kind == "task" and reference.text.isdigit():
        return None  # a bare number in a phase's field means a phase, whatever tasks bear it
    if not _inside(node, reference):
        return Need(node, reference, certain=True, future=False)  # from a table that sums up phases
    line = text_at(plan.document(reference.path), reference.line_start)
    text = _declaring(node, reference, line)
    if text is not None:
        return _judged(node, reference, text)
    if reference.line_start == node.heading_line and _noted(line, reference):
        return Need(node, reference, certain=True, future=False)
    if not _said(line, reference):
        return None
    return Need(node, reference, certain=_labelled(line, reference), future=False)


def _noted(line: str, reference: Reference) -> bool:
    """True for a note in the line of the part itself: `T015 Add the routes (FR-4, after T014)`."""
    before, found, _ = line[:_MAX_LINE].rpartition(reference.text)
    return bool(found) and _NOTED.search(before[-200:]) is not None


def _labelled(line: str, reference: Reference) -> bool:
    """True for a label in the middle of a line, as in `Estimate: 5 h. Depends on: T022`."""
    before = line[: max(line.find(reference.text), 0)]
    return _LABEL.search(before) is not None


def _declaring(node: Node, reference: Reference, line: str) -> str | None:
    """The field, label, cell or line of a list whose purpose is to say what is needed."""
    value = _value(node, reference)
    if value is not None:
        return value
    section = _section(node, reference)
    if section is None or section.role not in _ROLES:
        return None
    on_label = section.style != "heading" and section.line_start == reference.line_start
    return None if on_label else line


def _inside(node: Node, reference: Reference) -> bool:
    return reference.path == node.path and node.line_start <= reference.line_start <= node.line_end


def _value(node: Node, reference: Reference) -> str | None:
    """Text of the field, column or label that holds the reference, when it is one of needs."""
    for field in node.fields:
        if (
            field.line_start == reference.line_start
            and field.role in _ROLES
            and reference.text in field.value
        ):
            return field.value
    for section in node.sections:
        if (
            section.line_start == reference.line_start
            and section.role in _ROLES
            and reference.text in section.value
        ):
            return section.value
    return None


def _section(node: Node, reference: Reference) -> Section | None:
    """Innermost section of the node that holds the reference."""
    here = [s for s in node.sections if s.line_start <= reference.line_start <= s.line_end]
    return here[-1] if here else None


def _judged(node: Phase | Task, reference: Reference, text: str) -> Need | None:
    """The need, unless the words around the reference turn it into something else."""
    at = text.find(reference.text)
    if at < 0 or _about_others(text, at):
        return None
    before = text[max(at - 300, 0) : at]
    after = text[at + len(reference.text) :][:60]
    future = _FUTURE.search(before) is not None
    if (_OTHER_WAY.search(before) and not future) or _SOFT.search(after):
        return None
    return Need(node, reference, certain=True, future=future)


def _about_others(line: str, at: int) -> bool:
    """True for a line of a list such as "Task 5 depends on Task 3", which has a subject."""
    head = line[max(at - 200, 0) : at]
    return bool(re.search(r"\d", head) and _BETWEEN.search(head)) or bool(_VERB.match(line, at))


def _said(line: str, reference: Reference) -> bool:
    """True where prose says right before the reference that it is needed, with no other subject.

    The reference may be in inline code ("depends on `T-4`"); the words for it may not.
    """
    for match in _SAID.finditer(without_code(line[:_MAX_LINE])):
        rest = _LIST.match(line, match.end())
        span = line[match.end() : (rest.end() if rest else match.end())]
        whole = line[match.end() : match.end() + len(reference.text)] == reference.text
        if not whole and reference.text not in span:
            continue
        subject = re.search(
            r"(?:\d[\w.]*|\))[^.;:(]{0,15}$", line[max(match.start() - 40, 0) : match.start()]
        )
        return subject is None
    return False
