"""The form that most of the documents of a plan's folder share."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from planproof.core.document import Document, Section
from planproof.core.plan import Plan
from planproof.core.template import Template, TemplateField, TemplateSection
from planproof.errors import ConfigError
from planproof.sources import load
from planproof.sources.units.labels import code_label, unit_label
from planproof.templates.words import title_words

_KINDS = ("phase", "task", "plan", "spec")
_FEWEST = 3
_SHARE = 2 / 3
_MOST_WORDS = 6
"""A longer title is about its own document."""


def template_of_siblings(plan: Plan) -> Template:
    """What at least two thirds, and at least three, of the plan's documents of one kind share.

    A plan of one file is measured against the files beside it.

    Raises:
        ConfigError: there are too few documents of one kind.
    """
    kinds: dict[str, list[Document]] = defaultdict(list)
    for document in plan.work_documents():
        if document.kind in _KINDS:
            kinds[document.kind].append(document)
    groups = {
        tuple(document.path for document in found): found
        for found in kinds.values()
        if len(found) >= _FEWEST
    }
    if len(plan.documents) == 1 and Path(plan.root).is_file():
        groups = _beside(plan)
    if not groups:
        raise ConfigError(
            f"{plan.root!r} has fewer than {_FEWEST} documents of one kind, from which a form "
            "could be learnt; name a template, or leave out --template"
        )
    sections: list[TemplateSection] = []
    line = 0
    for paths, documents in groups.items():
        sections.append(_form(paths, documents, line + 1))
        line += 2 + len(sections[-1].parts)
    return Template(name="siblings", path="", sections=tuple(sections), learnt=True)


def _beside(plan: Plan) -> dict[tuple[str, ...], list[Document]]:
    """The documents in the folder of a plan of one file that are of its kind."""
    file = Path(plan.root).resolve()
    around = {d.path: d for d in load(file.parent).work_documents() if "/" not in d.path}
    if file.name not in around:
        return {}
    found = [d for d in around.values() if d.kind == around[file.name].kind]
    own = (plan.documents[0].path,)
    return {own: found} if len(found) > _FEWEST - 1 else {}


def _form(paths: tuple[str, ...], documents: Sequence[Document], line: int) -> TemplateSection:
    """What *documents* share, for those with *paths*; lines from *line* on tell sections apart."""
    headings = _shared([dict(_titles(document, "heading")) for document in documents])
    fields = _shared([dict(_titles(document, "label")) for document in documents])
    parts = [
        TemplateSection(title=title, level=2, line=number)
        for number, title in enumerate(headings.values(), line + 1)
    ]
    return TemplateSection(
        title=f"{documents[0].kind} document",
        level=1,
        line=line,
        repeated=True,
        required=False,
        fields=tuple(
            TemplateField(name=title, required=True, line=line)
            for words, title in fields.items()
            if words not in headings
        ),
        parts=tuple(parts),
        documents=paths,
    )


def _shared(found: Sequence[dict[tuple[str, ...], str]]) -> dict[tuple[str, ...], str]:
    """Titles that enough of the documents have, in the order of the first that has each."""
    fewest = max(_FEWEST, _SHARE * len(found))
    titles: dict[tuple[str, ...], str] = {}
    for each in found:
        for words, title in each.items():
            titles.setdefault(words, title)
    return {
        words: title
        for words, title in titles.items()
        if sum(words in each for each in found) >= fewest
    }


def _titles(document: Document, kind: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """The titles of a document's own sections or labels, by the words that are compared."""
    tasks = [s for s in document.sections if s.style == "heading" and _is_unit(s.title)]
    first = next((s for s in document.sections if s.style == "heading"), None)
    for section in document.sections:
        is_heading = section.style == "heading"
        if section is first or is_heading != (kind == "heading") or _is_unit(section.title):
            continue
        if any(_holds(task, section) for task in tasks if task is not first):
            continue
        words = title_words(section.title)
        if words and len(words) <= _MOST_WORDS:
            yield words, section.title.strip(" :*")


def _is_unit(title: str) -> bool:
    return unit_label(title) is not None or code_label(title) is not None


def _holds(outer: Section, inner: Section) -> bool:
    return outer.line_start < inner.line_start <= outer.line_end
