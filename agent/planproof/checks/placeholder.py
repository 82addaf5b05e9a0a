"""A placeholder stands where the plan should say something.

## What it does

Looks for TBD, TBA, ???, `[TODO: ...]`, `[NEEDS CLARIFICATION: ...]`, "to be determined", "similar to
Task 4", "add appropriate error handling" and their likes in several languages. Code, quoted words
and sentences about placeholders ("no TBD left") do not count. The placeholders of one task or
section are one finding.

## Why is this bad?

The implementer reaches the line and has nothing to do there. They stop, or decide alone what
was to be decided by the plan.

## Example

    4. Alert recipients: TBD.

## Use instead

The decision, or a task that makes it, with an owner and a date before the task that needs it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from planproof.checks._prose import Words, heading_above, place, said, shortened
from planproof.checks.interface import Context, Rule, line_at
from planproof.core.document import Document
from planproof.core.finding import Finding, Severity
from planproof.core.plan import Plan, Task

RULE = Rule(
    id="placeholder",
    category="content",
    severity="major",
    summary="TBD and its likes stand where the plan should say something",
)
_NEEDLES = (
    "tbd", "tba", "tbc", "t.b.d", "???", "todo", "fixme", "needs clarification", "[placeholder",
    "<placeholder", "[insert", "<insert", "[fill", "<fill", "fill in", "to be d", "to be confirmed",
    "to be announced", "to be clarified", "to be filled", "lorem ipsum", "similar to", "same as", "appropriate",
    "as needed", "as necessary", "name]", "date]", "title]", "description]", "here]",
    "未定", "待定", "要検討", "後日", "待补充", "待填写", "待确认", "추후", "미정", "definir", "définir", "noch zu ",
    "à compléter", "por confirmar", "a confirmar",
)  # fmt: skip
_OPEN = re.compile(
    r"(?<![\w/#.-])(?:TBD|TBA|TBC|T\.B\.D)(?![\w/-])"
    r"|(?<!\?)\?{3,}(?!\w)"
    r"|\[\s*(?:TODO|FIXME|TBD)\b[^\]\n]{0,200}\](?![(\[:])"
    r"|\[?NEEDS CLARIFICATION\s*(?::[^\]\n]{0,300})?\]"
    r"|[\[<](?:PLACEHOLDER|(?i:insert|fill[ -]in|your)\s[^\]>\n]{1,60}|(?i:placeholder|fill[ -]in|todo))[\]>](?![(\[:])"
    r"|\[(?:[A-Z]+ ){0,3}(?:NAME|DATE|TITLE|DESCRIPTION|HERE)\](?![(\[:])"
    r"|(?:^|[-*+:(|_]\s*|\d[.)]\s+)_*(?:TODO|FIXME)_*(?:\([^)\n]{1,40}\))?(?:\s*:|_*\s*$|_*\s*\|)"
    r"|\b(?i:to be (?:determined|decided|defined|confirmed|announced|clarified|filled in))\b"
    r"(?!\s+(?:by|at|from|in|as|with|through|per|on|via|using|based|when|whether)\b)"
    r"|\b(?i:lorem ipsum)\b"
    r"|(?<!不)未定(?![義义])|(?<![等期])待定(?![时時位义義期])|要検討|後日(?:決定|検討)|待(?:补充|填写|确认)(?=[。)）|\s]|$)"
    r"|추후\s?(?:결정|정의|작성|확정)|(?<!\w)미정(?=[\s.,)|]|$)"
    r"|(?i:\b(?:a|por|à) d[eé]finir)(?=\s*(?:[.,;)|\]]|$))|(?i:\b(?:a|por) confirmar)(?=\s*(?:[.,;)|\]]|$))"
    r"|(?i:\bà compléter\b)|(?i:\bnoch (?:zu (?:klären|definieren|bestimmen)|festzulegen)\b)"
)
_VAGUE = re.compile(
    r"^\W*(?:\d+[.)]\s*)?\W*(?:(?:very )?similar(?:ly)? to|same as|as in|repeat) (?:the )?"
    r"(?:(?:task|step|phase|section)s? [\w.-]{1,12}|above|previous (?:task|step|phase))\b[^.;:]{0,40}\.?\s*$"
    r"|\badd (?:the )?(?:appropriate|necessary|proper|suitable) (?:error handling|validations?|logging|tests?)\b"
    r"|\bhandle (?:all )?(?:edge cases|errors) (?:appropriately|as needed|as necessary|properly)"
    r"|\betc\.?,? as (?:needed|necessary)",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"\b(?:no|not|without|zero|any|all|replaced?s?|replacing|remov\w{1,4}|find|search|scan|grep|contains?|avoid|never"
    r"|forbid|reject\w{0,3}|resolved?|resolves|markers?|placeholders?|literals?|says?|the word|instead of|marked)\b",
    re.IGNORECASE,
)
_ABOUT_WIDE = re.compile(r"(?:なし|ない|残さ|無い|不得|没有|无|없)")
_PERSONAL = re.compile(
    r"^\W*(?:target|owner|assignee|date|due|deadline|start|end|completion|reviewer|approver|author|status|updates?"
    r"|escalation|contact|budget|担当|期限|负责人|담당|responsável|responsable|prazo)\b|\|",
    re.IGNORECASE,
)
_PARKED = re.compile(
    r"open (?:questions?|issues?)|questions?\b|future|out of scope|non-goals|later|later work|backlog|deferred"
    r"|未決|待定问题|미해결|em aberto|abiertas|offene",
    re.IGNORECASE,
)
_DECISION = re.compile(r"decision|\badr\b|決定|决策|결정|decisão|decisiones|entscheidung", re.IGNORECASE)
_MOST = 20


@dataclass(slots=True)
class _Group:
    """Placeholders of one part of the plan that weigh the same."""

    name: str
    severity: Severity
    document: Document
    task: Task | None
    vague: bool
    lines: list[int] = field(default_factory=list)


def check(context: Context) -> Iterator[Finding]:
    """One finding per task or section."""
    plan = context.plan
    for document in plan.work_documents():
        groups: dict[tuple[str, Severity, bool], _Group] = {}
        for line in Words(document).lines_with(_NEEDLES):
            text = said(document.prose[line - 1])
            vague = not _is_open(text)
            if vague and not _VAGUE.search(text):
                continue
            key, name, task = place(plan, document, line)
            severity = _severity(document, line, text, task, vague=vague)
            group = groups.setdefault(
                (key, severity, vague), _Group(name, severity, document, task, vague)
            )
            group.lines.append(line)
        for group in groups.values():
            yield _finding(plan, group)


def _is_open(text: str) -> bool:
    """True when the line leaves something open, and does not speak of lines that do."""
    for match in _OPEN.finditer(text):
        before = text[max(0, match.start() - 60) : match.start()]
        after = text[match.end() : match.end() + 60]
        if _ABOUT.search(before) or re.match(r"\W{0,3}(?:markers?|placeholders?|left|entries)\b", after):
            continue
        if ord(match[0][0]) > 0x3000 and _ABOUT_WIDE.search(after):
            continue
        return True
    return False


def _severity(
    document: Document, line: int, text: str, task: Task | None, *, vague: bool
) -> Severity:
    """What a builder needs is major; dates, names and what is parked on purpose are not."""
    if vague or (task is not None and task.done is True) or _PERSONAL.search(text[:200]):
        return "minor"
    section = heading_above(document, line)
    title = section.title if section is not None else ""
    if _PARKED.search(title):
        return "minor"
    if "NEEDS CLARIFICATION" in text or task is not None or _DECISION.search(title):
        return "major"
    return "minor"


def _finding(plan: Plan, group: _Group) -> Finding:
    document, lines = group.document, group.lines
    first = shortened(document.lines[lines[0] - 1].strip(" -*#>|"), 60)
    said_first = f"“{first}”"
    if group.vague:
        title = f"{group.name} points elsewhere instead of saying what to do: {said_first}"
        detail = "The reader has to guess what carries over and what differs."
        recommendation = "Write out what is to be done here."
    elif len(lines) == 1:
        title = f"{group.name} leaves something open: {said_first}"
        detail = "Whoever gets here has to stop, or to decide alone."
        recommendation = "Decide it now, or name who decides it and before which task."
    else:
        title = f"{group.name} leaves {len(lines)} things open, the first: {said_first}"
        detail = "Whoever gets here has to stop, or to decide alone."
        recommendation = "Decide them now, or name who decides them and before which task."
    return RULE.finding(
        plan,
        line_at(document, lines[0]),
        title=title,
        detail=detail,
        recommendation=recommendation,
        related=[line_at(document, line) for line in lines[1:_MOST]],
        severity=group.severity,
        confidence="medium" if group.vague else None,
        task=group.task,
    )
