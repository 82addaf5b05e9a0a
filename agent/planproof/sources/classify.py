"""What each file of a plan is for, from its path, its title and what it holds."""

import re
from collections.abc import Sequence

from planproof.core.document import Blocks, DocumentKind
from planproof.sources.units.drafts import PHASE_RANK
from planproof.sources.units.labels import unit_label

_NAMES: tuple[tuple[DocumentKind, re.Pattern[str]], ...] = (
    ("template", re.compile(r"(?:^|/)templates?/")),
    (
        "context",
        re.compile(
            r"(?:^|/)(?:research|feedback|reviews?|audits?|findings|notes?|status|changelog|decisions?-log|history|"
            r"orientation|retrospective|meeting[-_]?notes|code_of_conduct|contributing)(?:[-_.]|/|$)"
            r"|[-_](?:review|feedback|audit|findings|research|report|prompt|notes|retro|retrospective)(?:[-_]\d+)?\.\w+$"
            r"|plan[-_]reviews?/|/(?:prompts?|reviews?|feedback)/"
        ),
    ),
    (
        "task-list",
        re.compile(
            r"(?:^|[/_-])(?:tasks?|todos?|task[-_]list|checklist|backlog|work[-_]breakdown)\.\w+$"
        ),
    ),
    (
        "spec",
        re.compile(
            r"(?:^|[/_-])(?:spec|specs|spec-lite|specification|requirements?|design|architecture|data[-_]?model|proposal|"
            r"quickstart|constitution|project|prd|brief|contract|api|test[-_]strategy|strategy|technical[-_]spec|manual[-_]tests?)\.\w+$"
            r"|(?:^|/)(?:contracts|sub-specs|specs/[^/]+/spec\.md|prd|requirements|architecture)/"
        ),
    ),
    (
        "phase",
        re.compile(
            r"(?:^|[/_-])(?:phase|stage|milestone|sprint|epic|fase|etapa)[-_ ]?\d+(?:\.\d+)?[^/]*$"
        ),
    ),
    (
        "task",
        re.compile(
            r"(?:^|/)tasks?/[^/]+\.\w+$|(?:^|/)(?:task|story)[-_ ]?\d[^/]*$|/stories/[^/]+$"
        ),
    ),
    ("plan", re.compile(r"plan[^/]*$|roadmap[^/]*$|計画|计划|実装")),
    ("overview", re.compile(r"(?:^|/)(?:readme|overview|index|summary|00[-_][^/]*)\.\w+$")),
)
_PLACEHOLDER = re.compile(
    r"\[(?![A-Z]{1,4}-?\d*\])[A-Z][A-Z0-9 /_&#.-]{2,60}\](?![(\[:])"
    r"|\[[A-Z][a-z][^\]\n\d]{3,80}\](?![(\[:])"
    r"|<[A-Z][A-Za-z]+(?:[ /-][A-Za-z]+)*>|\{\{[^}\n]{1,60}\}\}"
)
_TEMPLATE_SHARE = 0.12
"""Placeholders per non-blank prose line above which a document is a template to be filled in."""


def kind_of(path: str, lines: Sequence[str], blocks: Blocks, *, alone: bool) -> DocumentKind:
    """Kind of one document.

    Takes its path relative to the plan's root, its prose lines and blocks, and whether it is the
    plan's only document: then it is the plan, whatever its name, unless it is a template.
    """
    if path.lower().endswith(".json"):
        return "data"
    name = path.lower()
    titled = _says_template(blocks) or "template" in name.rsplit("/", 1)[-1]
    named = next((kind for kind, pattern in _NAMES if pattern.search(name)), None)
    if named == "template" or is_template(lines, titled=titled):
        return "template"
    if alone:
        return "task-list" if named == "task-list" else "plan"
    if named in ("context", "task-list", "phase"):
        return named
    unit = unit_label(blocks.headings[0].text) if blocks.headings else None
    if unit is not None and named in (None, "plan", "task"):
        return "phase" if unit.rank <= PHASE_RANK else "task"
    return named or ("plan" if _has_plan_title(blocks) else "spec")


def _says_template(blocks: Blocks) -> bool:
    return bool(blocks.headings) and "template" in blocks.headings[0].text.lower()


def _has_plan_title(blocks: Blocks) -> bool:
    title = blocks.headings[0].text.lower() if blocks.headings else ""
    return bool(re.search(r"\bplan\b|\broadmap\b|計画|计划", title))


def is_template(lines: Sequence[str], *, titled: bool) -> bool:
    """True when so many placeholders stand in the text that it is there to be filled in."""
    filled = [line for line in lines if line.strip()]
    if not filled:
        return False
    hits = sum(len(_PLACEHOLDER.findall(line[:2000])) for line in filled)
    share = hits / len(filled)
    return hits >= 8 and share >= (_TEMPLATE_SHARE / 2 if titled else _TEMPLATE_SHARE * 2)
