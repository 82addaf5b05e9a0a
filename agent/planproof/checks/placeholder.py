"""A placeholder stands where the plan should say something.

## What it does

Looks for TBD, TBA, ???, XXX, `[TODO: ...]`, `[NEEDS CLARIFICATION: ...]`, "to be determined",
"details to follow", "similar to Task 4", "add appropriate error handling" and their likes in
several languages. Code, quoted words and sentences about placeholders ("no TBD left") do not
count. The placeholders of a task are one finding, and so are those of a document that stand
outside tasks and decisions.

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

from planproof.checks._prose import Owners, Words, around, said
from planproof.checks.interface import Context, Rule, line_at
from planproof.core.document import Document
from planproof.core.finding import Finding, Severity
from planproof.core.plan import Plan, Task

RULE = Rule(
    id="placeholder",
    category="content",
    severity="major",
    summary="TBD and its likes stand where the plan should say something",
    goal="No placeholder is left",
)
_NEEDLES = (
    "tbd", "tba", "tbc", "t.b.d", "???", "todo", "fixme", "needs clarification", "placeholder",
    "[insert", "<insert", "[fill", "<fill", "to be ", "lorem ipsum", "similar", "same as",
    "xxx", "to follow", "to come", "will follow", "follow later", "follows later", " soon",
    "will be added later", "will be provided later", "will be written later", "worked out later",
    "folgt noch", "à venir", "por completar", "a completar", "準備中", "敬请期待",
    "appropriate", "necessary", "proper", "suitable ", "as needed", "repeat ", "name]", "date]",
    "title]", "description]", "here]", "definir", "définir", "confirmar", "compléter", "noch ",
    "未定", "待定", "要検討", "後日", "待补充", "待填写", "待确认", "추후", "미정",
)  # fmt: skip
_OPEN = re.compile(
    r"(?<![\w/#.-])(?:TBD|TBA|TBC|T\.B\.D)(?![\w/-]|[^\[\]\n]{0,80}\]\()"
    r"|(?<!\?)\?{3,}(?!\w)"
    r"|\[\s*(?:TODO|FIXME|TBD)\b[^\]\n]{0,200}\](?![(\[:])"
    r"|\[?NEEDS CLARIFICATION\s*(?::[^\]\n]{0,300})?\]"
    r"|[\[<](?:PLACEHOLDER|(?i:insert|fill[ -]in)\s[^\]>\n]{1,60}|(?i:placeholder|fill[ -]in"
    r"|todo))[\]>](?![(\[:])"
    r"|\[(?:[A-Z]+ ){0,3}(?:NAME|DATE|TITLE|DESCRIPTION|HERE)\](?![(\[:])"
    r"|(?:^\s*|[-*+:(|_]\s*|\d[.)]\s+)[*_]{0,6}(?:TODO|FIXME)[*_]{0,6}"
    r"(?:\([^)\n]{1,40}\))?(?:\s*:|[*_]{0,6}\s*$|[*_]{0,6}\s*\|)"
    r"|(?:\b(?:is|are|still|yet|remains?|remaining)\s|^(?=T)|[-*+:(|–—_]\s*|\d[.)]\s+)(?i:to be "
    r"(?:determined|decided|defined|confirmed|announced|clarified|filled in))\b"
    r"(?!\s+(?:by|at|from|in|as|with|through|per|on|via|using|based|when|whether|ahead)\b)"
    r"|\b(?i:(?:needs? to be decided|still (?:needs?|ha(?:s|ve)) to be (?:determined|decided"
    r"|defined|clarified|agreed|specified|worked out)))\b"
    r"|\[(?i:(?:still |yet )?to be (?:added|agreed|announced|chosen|clarified"
    r"|completed|confirmed|decided|defined|described|determined|discussed|documented|filled in"
    r"|finali[sz]ed|named|provided|set|specified|supplied|written)(?: [^\]\n]{1,60})?)\](?![(\[:])"
    r"|(?<![\w/#.$@-])X{3,}(?![\w/-]|\.\w)"
    r"|\b(?i:(?:details?|more|specifics|description|explanation|definition|specification|content"
    r"|text|examples?|diagram|rest|list|table|section)"
    r" (?:(?:is |are )?(?:still )?to (?:follow|come)"
    r"|(?:will )?follows? later|will follow|coming soon"
    r"|will be (?:added|provided|supplied|filled in|worked out|written) (?:later|soon)))"
    r"(?=\s*(?:[.;,)|\]]|$))"
    r"|(?:^[\s>]*|[-*+:|_]\s*|\d[.)]\s+)[*_]{0,3}(?i:coming soon|to (?:come|follow)"
    r"|(?:still )?to be (?:written|completed|added|supplied|provided|documented|described"
    r"|finali[sz]ed|discussed|specified|worked out|filled in))[*_]{0,3}"
    r"(?=\s*(?:[.…)|]|$)|\s(?i:later|soon|further|at|before|once|when|in (?:a later|the next))\b)"
    r"|(?i:\bfolgt noch\b|\bà venir(?=\s*(?:[.;)|]|$))|\b(?:por|a) completar(?=\s*(?:[.;)|]|$)))"
    r"|準備中(?=[。)）|\s]|$)|敬请期待"
    r"|\b(?i:lorem ipsum)\b"
    r"|(?<!不)未定(?![義义])|(?<![等期])待定(?![时時位义義期])|要検討|後日(?:決定|検討)|待(?:补充|填写|确认)(?=[。)）|\s]|$)"
    r"|추후\s?(?:결정|정의|작성|확정)|(?<!\w)미정(?=[\s.,)|]|$)"
    r"|(?i:\b(?:a|por|à) d[eé]finir)(?=\s*(?:[.,;)|\]]|$))|(?i:\b(?:a"
    r"|por) confirmar)(?=\s*(?:[.,;)|\]]|$))"
    r"|(?i:\bà compléter\b)|(?i:\bnoch (?:zu (?:klären|definieren|bestimmen)|festzulegen)\b)"
)
_VAGUE = re.compile(
    r"^\W{0,20}(?:\d+[.)]\s*)?\W{0,20}(?:step [\w.]{1,4}[:.]\s*)?"
    r"(?:(?:very )?similar(?:ly)? to|same as|repeat) (?:the )?"
    r"(?:(?:task|step|phase|section)s? [\w.-]{1,12}|above|previous (?:task|step"
    r"|phase))\b[^.;:,]{0,30}[.\s]*$"
    r"|\badd (?:the )?(?:appropriate|necessary|proper|suitable) (?:error handling|validations?"
    r"|logging|tests?)(?=\s*(?:[.,;:)]|$|and\b|as needed))"
    r"|\bhandle (?:all )?(?:edge cases|errors) (?:appropriately|as needed|as necessary|properly)"
    r"|\betc\.?,? as (?:needed|necessary)",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"\b(?:no|not|without|zero|any)\s+(?:\w+\s+){0,2}\W{0,3}$"
    r"|\b(?:replac\w{1,4}|remov\w{1,4}|scan\w{0,4}|grep\w{0,3}|search\w{0,3}|contain\w{0,4}"
    r"|avoid\w{0,3}|never"
    r"|forbid\w{0,4}|reject\w{0,3}|resolv\w{1,3}|markers?|placeholders?|literals?|flag(?:s|ged)?"
    r"|such as"
    r"|instead of|marked)\b",
    re.IGNORECASE,
)
_SHAPE = re.compile(r"\b(?:formats?|patterns?|roman|chapter|sizes?|looks? like)\b", re.IGNORECASE)
"""Before crosses they show that these stand for any letters, or for a number."""
_ABOUT_WIDE = re.compile(r"(?:なし|ない|残さ|無い|不得|没有|无|없)")
_ABOUT_AFTER = re.compile(r"\W{0,3}(?:markers?|placeholders?|left|entries|items?)\b", re.IGNORECASE)
_FIRST_WIDE = 0x3000
_PERSONAL = re.compile(
    r"^\W*(?:target|owner|assignee|date|due|deadline|start|end|completion|reviewer|approver|author"
    r"|status|updates?"
    r"|escalation|contact|budget|担当|期限|负责人|담당|responsável|responsable|prazo)\b",
    re.IGNORECASE,
)
_PARKED = re.compile(
    r"open (?:questions?|issues?)|questions?\b|future|out of scope|non-goals|later|later work"
    r"|backlog|deferred"
    r"|未決|待定问题|미해결|em aberto|abiertas|offene",
    re.IGNORECASE,
)
_DECISION = re.compile(
    r"decision|\badr\b|決定|决策|결정|decisão|decisiones|entscheidung", re.IGNORECASE
)
_MOST = 20


@dataclass(slots=True)
class _Hit:
    """A line with a placeholder, and the columns of the placeholder."""

    line: int
    start: int
    end: int
    section: str


@dataclass(slots=True)
class _Group:
    """Placeholders of one part of the plan that weigh the same."""

    name: str
    severity: Severity
    vague: bool
    task: Task | None
    hits: list[_Hit] = field(default_factory=list)


def check(context: Context) -> Iterator[Finding]:
    """One finding per task or decision, and one for the rest of a document."""
    plan = context.plan
    owners = Owners(plan)
    for document in plan.work_documents():
        groups: dict[tuple[str, Severity, bool], _Group] = {}
        for line in Words(document).lines_with(_NEEDLES):
            text = said(document.prose[line - 1])
            found = _open(text)
            vague = found is None
            match = found or _VAGUE.search(text)
            if match is None:
                continue
            key, name, task = owners.place(document, line)
            severity = "minor" if vague else _severity(owners, document, (line, match), task)
            shared = document.path if task is None and severity == "minor" else key
            group = groups.setdefault(
                (shared, severity, vague), _Group(name, severity, vague, task)
            )
            group.hits.append(_Hit(line, match.start(), match.end(), name))
        for group in groups.values():
            yield _finding(plan, document, group)


def _open(text: str) -> re.Match[str] | None:
    """The first placeholder of a line that does not merely speak of placeholders."""
    for match in _OPEN.finditer(text):
        before = text[max(0, match.start() - 40) : match.start()]
        after = text[match.end() : match.end() + 40]
        if match[0].startswith("XXX") and _SHAPE.search(before):
            continue
        if _ABOUT.search(before) or _ABOUT_AFTER.match(after):
            continue
        if ord(match[0][0]) > _FIRST_WIDE and _ABOUT_WIDE.search(after):
            continue
        return match
    return None


def _severity(
    owners: Owners, document: Document, hit: tuple[int, re.Match[str]], task: Task | None
) -> Severity:
    """What a builder needs is major; dates, names and what is parked on purpose are not."""
    line, match = hit
    if (task is not None and task.done is True) or _is_personal(document, line, match):
        return "minor"
    section = owners.heading(document, line)
    title = "" if section is None else section.title
    if _PARKED.search(title):
        return "minor"
    if "NEEDS CLARIFICATION" in match[0] or task is not None or _DECISION.search(title):
        return "major"
    return "minor"


def _is_personal(document: Document, line: int, match: re.Match[str]) -> bool:
    """True for a date, a person or a channel, by the label or the column that it stands under."""
    table = next((t for t in document.blocks.tables if t.line_start < line <= t.line_end), None)
    if table is None:
        return bool(_PERSONAL.match(match.string[:200]))
    before = match.string[: match.start()].lstrip()
    column = before.count("|") - before.startswith("|")
    return column < len(table.header) and bool(_PERSONAL.match(table.header[column]))


def _finding(plan: Plan, document: Document, group: _Group) -> Finding:
    first, count = group.hits[0], len(group.hits)
    text = around(document.lines[first.line - 1], first.start, first.end)
    one_place = all(hit.section == first.section for hit in group.hits)
    who = group.name if one_place else document.path.rsplit("/", 1)[-1]
    if group.vague:
        title = f"{who} stays vague: “{text}”"
    elif count == 1:
        title = f"{who} leaves something open: “{text}”"
    else:
        title = f"{who} leaves {count} things open, the first: “{text}”"
    return RULE.finding(
        plan,
        line_at(document, first.line),
        title=title,
        detail="The reader has to guess what is meant."
        if group.vague
        else "Whoever gets here has to stop, or to decide alone.",
        recommendation="Write out what is to be done here."
        if group.vague
        else "Decide it now, or name who decides it and before which task.",
        related=[line_at(document, hit.line) for hit in group.hits[1:_MOST]],
        severity=group.severity,
        confidence="medium" if group.vague else None,
        task=group.task,
    )
