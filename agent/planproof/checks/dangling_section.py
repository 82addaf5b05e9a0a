"""A numbered section or appendix is referred to that no document has.

## What it does

Looks up `§6.7`, `Section 4.2` and `Appendix B` among the headings of the document that refers,
then of the whole plan. Says nothing where the plan's headings bear no numbers, or where the
reference names another document ("RFC 9110 §4").

## Why is this bad?

The rule or detail that the reader is sent to is not there, so it is guessed.

## Example

    Retry as described in §6.7.

in a document whose sections end at 6.5.

## Use instead

    Retry as described in §6.5.
"""

import re
from collections import defaultdict
from collections.abc import Iterator

from planproof.checks._words import text_at
from planproof.checks.interface import Context, Rule
from planproof.core.finding import Finding
from planproof.core.plan import Plan, Reference

RULE = Rule(
    id="dangling-section",
    category="references",
    severity="major",
    summary="A numbered section or appendix is named that no document has",
    goal="Every section and appendix that is named exists",
)
_NUMBERED = re.compile(r"^\W{0,4}(?:§\s*|Section\s+)?(\d+(?:\.\d+)*)[.):]?\s")
_APPENDIX = re.compile(r"^\W{0,4}(?:\d+(?:\.\d+)*\.?\s+)?Appendix\s+([A-Z]|\d+)\b", re.IGNORECASE)
_ELSEWHERE = re.compile(
    r"(?:\b(?:RFC|ISO|IEEE|NIST|OWASP|WCAG|PEP|KEP|SR|VR|AP|TdR|GDPR|spec(?:ification)?|standard|"
    r"document|docs?|brief|guide|paper|report|README)\b|\.\w{2,4}\b|[`\])]|\b[A-Z]{2,}\b)[^.;]{0,30}$"
)


def check(context: Context) -> Iterator[Finding]:
    """One finding per missing section, with every place that names it."""
    plan = context.plan
    sections, appendices = _declared(plan)
    missing: dict[tuple[str, str, str], list[Reference]] = defaultdict(list)
    work = {document.path for document in plan.work_documents()}
    for reference in plan.all_references():
        if reference.kind not in ("section", "appendix") or reference.path not in work:
            continue
        if _points_elsewhere(plan, reference):
            continue
        known = sections if reference.kind == "section" else appendices
        own = known.get(reference.path, set())
        if not _numbers_sections(own, reference):
            continue
        if not any(reference.target in numbers for numbers in known.values()):
            missing[reference.path, reference.kind, reference.target].append(reference)
    for references in missing.values():
        yield _finding(plan, references, sections)


def _declared(plan: Plan) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Section numbers and appendix names by document."""
    sections: dict[str, set[str]] = defaultdict(set)
    appendices: dict[str, set[str]] = defaultdict(set)
    for document in plan.documents:
        for heading in document.blocks.headings:
            if match := _NUMBERED.match(heading.text):
                sections[document.path].add(match[1])
            if match := _APPENDIX.match(heading.text):
                appendices[document.path].add(match[1].upper())
        if sections[document.path]:
            # `§6.2` may mean item 2 of section 6.
            for item in document.blocks.items:
                if match := _NUMBERED.match(item.text):
                    sections[document.path].add(match[1])
    return sections, appendices


def _numbers_sections(own: set[str], reference: Reference) -> bool:
    if reference.kind == "appendix":
        return bool(own)
    tops = {number for number in own if "." not in number}
    return len(tops) >= 3 and ("." not in reference.target or any("." in n for n in own))


def _points_elsewhere(plan: Plan, reference: Reference) -> bool:
    line = text_at(plan.document(reference.path), reference.line_start)
    at = line.find(reference.text)
    after = line[at + len(reference.text) : at + len(reference.text) + 40]
    named_after = re.match(r"\s*(?:of|in|from)\s+(?:the\s+)?[`\[A-Z]", after)
    return bool(_ELSEWHERE.search(line[:at][-60:]) or named_after)


def _finding(plan: Plan, references: list[Reference], sections: dict[str, set[str]]) -> Finding:
    first = references[0]
    own = sorted((n for n in sections.get(first.path, ()) if "." not in n), key=int)
    known = f"Its numbered sections run from {own[0]} to {own[-1]}. " if own else ""
    return RULE.finding(
        plan,
        first,
        related=references[1:],
        title=f"{first.text} is referred to, and no document has it",
        detail=f"{known}What the reader is sent to look up is not in the plan.",
        recommendation="Point to the section that holds it, or write the missing one.",
    )
