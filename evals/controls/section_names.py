"""Other names for usual sections."""

from evals.controls.interface import Control, Line, numbered
from evals.mutants.interface import Source
from evals.mutants.renamed_heading import slug
from planproof.core.document import Document

NAMES = {
    "Verification": "How to verify",
    "Verification Checklist": "Verification",
    "Testing Instructions": "How to test",
    "Files": "Files to change",
    "Files to Modify/Create": "Affected Files",
    "Prerequisites": "Preconditions",
    "Goal": "Objective",
    "Phase Goal": "Goal of the phase",
    "Implementation Steps": "Steps",
    "Steps": "Implementation Steps",
    "Risks": "Risks and Mitigations",
    "Risks and Mitigations": "Risks",
    "Test Plan": "Testing",
    "Commit Message": "Commit",
    "Success Criteria": "Acceptance Criteria",
    "Acceptance Criteria": "Success Criteria",
    "Depends on": "Dependencies",
    "Rollback": "Rollback Plan",
}


def rewrite(source: Source, document: Document) -> list[Line]:
    """Headings and bold labels; not those that links lead to."""
    sections = {section.line_start: section.title for section in document.sections}
    lines: list[Line] = []
    for number, line in numbered(document):
        title = sections.get(number, "")
        new = NAMES.get(title)
        free = new and f"#{slug(title)}" not in source.whole and title.lower() not in _said(source)
        marked = line.startswith(("#", "**"))
        lines.append((number, line.replace(title, new, 1) if new and free and marked else line))
    return lines


def _said(source: Source) -> set[str]:
    """Names that the text quotes, as in: see "Test Plan"."""
    return {name.lower() for name in NAMES if f'"{name}"' in source.whole}


CONTROL = Control("section-names", rewrite)
