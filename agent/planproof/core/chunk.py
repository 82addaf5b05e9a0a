"""A run of lines of one document that one question to a model is about."""

from planproof.core.base import Frozen, Location


class OpenerLine(Frozen):
    """A line that is repeated because the block it opens was split."""

    line: int
    """Where it stands in the document."""
    text: str


class Chunk(Location):
    """Lines that are read together. Every line of a plan belongs to exactly one chunk."""

    phase: str | None
    """Id of the phase that owns the lines; None for text outside phases.

    Lines without a word between phases (blank, `---`) belong to the chunk before them.
    """
    tasks: tuple[str, ...] = ()
    """Ids of the tasks whose heading line is among the lines, in order of lines."""
    headings: tuple[str, ...] = ()
    """Texts of the headings above the first line, outermost first."""
    opener: tuple[OpenerLine, ...] = ()
    """Opening line of the fence, or header and rule of the table, that the first line continues."""
    tokens: int
    """Estimate for the opener and the lines as they are shown, line numbers left out."""
