"""What every part of a plan has to know of the rest: the outline and the decisions.

The digest holds nothing of the bodies of phases, so that an edit in one phase asks again about
that phase alone.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from planproof.core.base import Location
from planproof.core.chunk import Chunk
from planproof.core.document import Document, Heading
from planproof.core.plan import Phase, Plan
from planproof.core.secrets import redact
from planproof.tokens import text_size

OUTLINE_TOKENS = 900
DECISION_TOKENS = 1_100
"""Together about 2,000 tokens, the most that a digest may cost each request."""
CITED_TOKENS = 1_000
"""The most for what a part cites by id: requirements, decisions, risks."""
_SECTION_TOKENS = 260
"""The most of one section that the digest quotes."""
_ITEM_TOKENS = 130
_MORE = "[...]"
_ID = re.compile(r"(?<![\w-])[A-Z]{1,5}-?\d{1,4}(?:\.\d{1,3})?(?![\w-])")
_DECLARES = re.compile(
    r"[*_`\[(]*([A-Z]{1,5}-?\d{1,4}(?:\.\d{1,3})?)[*_`\])]*\s*[.:)\u2013\u2014-]"
)
"""A heading or list item that begins with an id declares it: `R5. Mail goes through ...`."""

_DECISIONS = re.compile(
    r"\b(?:ADR|decision|decided|constraint|convention|principle|architecture|tech(?:nical)? "
    r"(?:context|stack)|stack|standards?|invariant|glossary|naming|assumption|constitution|"
    r"entscheidung|décision|decisi[oó]n|decis[õã])|決定|方針|设计决策|架构|아키텍처|결정",
    re.IGNORECASE,
)
_GOALS = re.compile(
    r"\b(?:goal|objective|scope|non-goal|out of scope|success|overview|summary|context|problem|"
    r"requirement|ziel|objectif|objetivo)|目的|目標|概要|目标|范围|要件|목표",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Passage:
    """A section that may be quoted."""

    path: str
    line: int
    title: str
    text: str
    rank: int
    """0 for decisions, 1 for goals and scope, 2 for the rest."""


def digest(plan: Plan) -> str:
    """The outline and the decisions of *plan*, at most about 2,000 tokens of Markdown."""
    return redact(f"{_outline(plan)}\n\n{_decisions(plan)}".strip())


class Declared(NamedTuple):
    """A place that declares an id, and what it says."""

    number: int
    """Its place among all declarations."""
    at: Location
    text: str


Declarations = Mapping[str, Sequence[Declared]]
"""What is declared with an id outside the phases, by the id, in order of the plan."""


def cited(plan: Plan, chunk: Chunk, *, known: str, declared: Declarations | None = None) -> str:
    """What a chunk names by id (requirements, decisions, risks), one a line.

    What is declared in a phase is left out, and what *known*, the digest, holds. *declared* is
    what `declarations` gives, for callers with many chunks.
    """
    text = plan.document(chunk.path).text(chunk.line_start, chunk.line_end)
    named = dict.fromkeys(_ID.findall(text))
    lines: list[str] = []
    left = CITED_TOKENS
    for label, text in _elsewhere(declared or declarations(plan), named, chunk):
        if re.search(rf"(?<!\w){re.escape(label)}(?!\w)", known):
            continue
        words = re.sub(r"^[-*+#]+ ", "", " ".join(text.split()))
        line = f"- {_clip(words, _ITEM_TOKENS)}"
        line = line if label in line else f"- {label}: {line[2:]}"
        left -= text_size(line)
        if left < 0:
            lines.append(f"- {_MORE}")
            break
        lines.append(line)
    return redact("\n".join(lines))


def _elsewhere(
    declared: Declarations, named: Iterable[str], chunk: Chunk
) -> Iterator[tuple[str, str]]:
    """The ids among *named* that are declared outside *chunk*, with what is said of them."""
    firsts = []
    for label in named:
        outside = (each for each in declared.get(label, ()) if not _inside(each.at, chunk))
        first = next(outside, None)
        if first is not None:
            firsts.append((first.number, label, first.text))
    for _, label, text in sorted(firsts):
        yield label, text


def declarations(plan: Plan) -> Declarations:
    """What *plan* declares with an id outside its phases."""
    found: defaultdict[str, list[Declared]] = defaultdict(list)
    number = 0
    for label, at, text in _declared(plan):
        if not _in_phase(plan, at):
            found[label].append(Declared(number, at, text))
            number += 1
    return found


def _declared(plan: Plan) -> Iterator[tuple[str, Location, str]]:
    for item in plan.items:
        yield item.label, item, item.text or item.title
    for document in plan.work_documents():
        blocks = document.blocks
        places = [(h.text, h.line_start, end) for h, end in _sections(document)]
        places += [(i.text, i.line_start, i.line_end) for i in blocks.items if i.depth == 0]
        for text, start, end in places:
            begins = _DECLARES.match(text)
            if begins:
                at = Location(path=document.path, line_start=start, line_end=end)
                yield begins[1], at, document.text(start, end)


def _inside(item: Location, chunk: Chunk) -> bool:
    return item.path == chunk.path and chunk.line_start <= item.line_start <= chunk.line_end


def _in_phase(plan: Plan, item: Location) -> bool:
    phase, _ = plan.owner(item.path, item.line_start)
    return phase is not None and phase is not _ground(plan)


def _ground(plan: Plan) -> Phase | None:
    """The phase that holds decisions and no work, often numbered 0."""
    first = plan.phases[0] if plan.phases else None
    return first if first and not first.tasks and first.number == "0" else None


def _outline(plan: Plan) -> str:
    """Documents, phases and tasks by name; tasks are left out where they need too much room."""
    documents = ", ".join(f"{each.path} ({each.kind})" for each in plan.documents[:40])
    head = [f"Plan: {plan.name}", f"Documents: {documents}", "Phases and tasks:"]
    full = [*head, *_nodes(plan, tasks=True)]
    if text_size("\n".join(full)) > OUTLINE_TOKENS:
        full = [*head, *_nodes(plan, tasks=False)]
    return _clip("\n".join(full), OUTLINE_TOKENS)


def _nodes(plan: Plan, *, tasks: bool) -> Iterator[str]:
    for phase in plan.phases:
        yield f"- {phase.name}"
        if tasks:
            yield from (f"  - {task.name}" for task in phase.tasks)
        elif phase.tasks:
            yield f"  - tasks {phase.tasks[0].label} to {phase.tasks[-1].label}"
    if tasks:
        yield from (f"- {task.name}" for task in plan.tasks)
    elif plan.tasks:
        yield f"- tasks {plan.tasks[0].label} to {plan.tasks[-1].label}"


def _decisions(plan: Plan) -> str:
    """The sections outside the phases that later work relies on, the most binding first."""
    passages = list(_passages(plan))
    chosen: list[_Passage] = []
    left = DECISION_TOKENS
    for passage in sorted(passages, key=lambda each: each.rank):
        cost = text_size(passage.text) + 8
        if cost <= left:
            chosen.append(passage)
            left -= cost
    chosen.sort(key=passages.index)
    return "\n\n".join(f"From {each.path}, {each.title!r}:\n{each.text}" for each in chosen)


def _passages(plan: Plan) -> Iterator[_Passage]:
    ground = _ground(plan)
    for document in plan.work_documents():
        owned = [
            (phase.line_start, phase.line_end)
            for phase in plan.phases
            if phase.path == document.path and phase.explicit and phase is not ground
        ]
        owned += [
            (task.line_start, task.line_end) for task in plan.tasks if task.path == document.path
        ]
        for heading, end in _sections(document):
            inside = any(start <= heading.line_start <= last for start, last in owned)
            text = _body(document, heading.line_end + 1, end)
            if not inside and text:
                rank = _rank(document, heading)
                yield _Passage(document.path, heading.line_start, heading.text, text, rank)


def _sections(document: Document) -> Iterable[tuple[Heading, int]]:
    """Each heading with the last line before the next one."""
    headings = document.blocks.headings
    ends = [*(each.line_start - 1 for each in headings[1:]), len(document.lines)]
    return zip(headings, ends, strict=False)


def _body(document: Document, start: int, end: int) -> str:
    return _clip(document.text(start, end).strip(), _SECTION_TOKENS)


def _rank(document: Document, heading: Heading) -> int:
    above = [
        each
        for each in document.blocks.headings
        if each.line_start < heading.line_start and each.level < heading.level
    ]
    titles = [heading.text, *(each.text for each in above[-1:])]
    if any(map(_DECISIONS.search, titles)):
        return 0
    return 1 if any(map(_GOALS.search, titles)) else 2


def _clip(text: str, tokens: int) -> str:
    """*text* cut at a line end, or within its only line, to about a number of tokens."""
    if text_size(text) <= tokens:
        return text
    kept: list[str] = []
    left = tokens
    for line in text.split("\n"):
        left -= text_size(line) + 1
        if left < 0:
            break
        kept.append(line)
    if not kept:
        # About four characters to a token, fewer in scripts that have more tokens.
        density = min(4.0, len(text) / text_size(text))
        return f"{text[: int(tokens * density)]} {_MORE}"
    return "\n".join([*kept, _MORE])
