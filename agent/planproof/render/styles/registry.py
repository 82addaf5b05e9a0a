"""Every style of the Markdown report, one line each; the first is the default."""

from planproof.render.styles import action_plan, audit, feedback, gap_analysis, tech_lead
from planproof.render.styles.interface import Style

STYLES: tuple[Style, ...] = (tech_lead, audit, gap_analysis, action_plan, feedback)

_BY_NAME = {style.STYLE: style for style in STYLES}


def by_style(name: str) -> Style:
    """The style of a name; KeyError when there is none."""
    return _BY_NAME[name]


def styles() -> tuple[str, ...]:
    """Names of all styles, the default first."""
    return tuple(_BY_NAME)
