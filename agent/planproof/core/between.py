"""What one plan says that other plans may contradict, and what several reviews make together."""

from collections.abc import Mapping
from dataclasses import dataclass

from planproof.core.base import Frozen
from planproof.core.finding import Evidence, Finding
from planproof.core.review import Review


@dataclass(frozen=True, slots=True)
class Claim:
    """Something that a plan says under a key that other plans may use as well."""

    rule: str
    """Id of the rule that compares it."""
    key: tuple[str, ...]
    """Claims of different plans are compared where their keys are equal."""
    value: str
    """What is said, normalised: two claims agree when their values are equal."""
    text: str
    """The same as a reader would say it."""
    at: Evidence
    """Its path begins with the root of the plan, so that it is clear beside other plans."""


@dataclass(frozen=True, slots=True)
class Pointer:
    """A place where a plan names what may be another plan, or a part of one."""

    targets: tuple[str, ...]
    """What may be meant, the surest first: absolute paths, or names in lower case."""
    depends: bool
    """The plan says there that it as a whole needs the other one, as a whole, first."""
    link: bool
    """A Markdown link: what it leads to must be there."""
    unit: str
    """`phase 4` where a part of the other plan is named, else empty."""
    at: Evidence


@dataclass(frozen=True, slots=True)
class Profile:
    """All that is looked at of a plan when it is held against others; small, for processes."""

    root: str
    """As the user gave it."""
    home: str
    """Absolute path of the root, with forward slashes."""
    folder: str
    """Absolute path of the folder that the paths of the documents begin from."""
    name: str
    documents: Mapping[str, str]
    """Absolute path of each document, and the digest of its content."""
    shown: Mapping[str, str]
    """Each of these documents as the user would name it."""
    skipped: tuple[str, ...]
    """Absolute paths of what is there and was not read."""
    phases: frozenset[str]
    """Labels of the plan's phases in lower case: `phase 4`."""
    files: frozenset[str]
    """Files that it creates or modifies and that few other projects have."""
    founds: bool
    """It begins a project, so that what it shares with another such plan is by chance."""
    claims: tuple[Claim, ...]
    pointers: tuple[Pointer, ...]
    disabled: frozenset[str] = frozenset()
    """Ids of rules that the settings of this plan turn off."""


class WithoutPlan(Frozen):
    """A path that was to be reviewed and holds no plan."""

    path: str
    """As the user gave it."""
    reason: str
    missing: bool
    """True when there is nothing at all at the path, so that it is perhaps misspelt."""


class Together(Frozen):
    """Several plans, reviewed in one run."""

    reviews: tuple[Review, ...]
    """In the order in which the plans were given."""
    between: tuple[Finding, ...]
    """What is wrong between them, worst first."""
    without_plan: tuple[WithoutPlan, ...]
