"""A template: the form that a plan is measured against."""

from collections.abc import Iterator

from planproof.core.base import Frozen


class Guideline(Frozen):
    """What a template tells its reader to do; a criterion for whoever judges the plan."""

    text: str
    """On one line, without the marks around it."""
    line: int
    section: str
    """Title of the section that it is about; empty for the whole plan."""


class TemplateField(Frozen):
    """A labelled value: `**Owner:** [name]`."""

    name: str
    required: bool
    line: int


class TemplateTable(Frozen):
    """A table and the columns that it must have."""

    columns: tuple[str, ...]
    line: int


class TemplateCount(Frozen):
    """How many of something a section holds: "2-4 components"."""

    least: int | None
    most: int | None
    noun: str
    """What is counted, as the template says it: `components`."""
    text: str
    """The words of the template: `2-4 concrete components`."""
    line: int


class TemplateSection(Frozen):
    """A titled part of a template, with the parts below it."""

    title: str
    """As the heading has it, placeholders included: `Phase {N}: [Name]`."""
    level: int
    line: int
    repeated: bool = False
    """It stands for one or more: its title has a placeholder, or a number of its own."""
    required: bool = True
    """False when the template calls it optional, or when its title is nothing but a placeholder."""
    fields: tuple[TemplateField, ...] = ()
    tables: tuple[TemplateTable, ...] = ()
    counts: tuple[TemplateCount, ...] = ()
    parts: tuple["TemplateSection", ...] = ()
    documents: tuple[str, ...] = ()
    """Paths of the documents that each stand for one such section, whatever their titles: so
    for what was learnt of siblings."""

    def walk(self) -> Iterator["TemplateSection"]:
        """This section, then those below it, depth first."""
        yield self
        for part in self.parts:
            yield from part.walk()


class Template(Frozen):
    """The form of a plan, as a document with placeholders shows it."""

    name: str
    path: str
    """The file that it was read from; empty for one that was learnt of siblings."""
    sections: tuple[TemplateSection, ...] = ()
    """The outermost ones, in order."""
    fields: tuple[TemplateField, ...] = ()
    """Those above the first section."""
    guidelines: tuple[Guideline, ...] = ()
    guidance: tuple[str, ...] = ()
    """Visible lines that speak to the author and must not stand in a plan; verbatim, stripped."""
    placeholders: tuple[str, ...] = ()
    """What is to be replaced, verbatim: `[Name of the phase]`, `{{owner}}`."""
    learnt: bool = False
    """Made of what the sibling documents of a plan share."""

    def walk(self) -> Iterator[TemplateSection]:
        """Every section, in order of the template."""
        for section in self.sections:
            yield from section.walk()
