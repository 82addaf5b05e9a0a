"""Files that another plan in the repository is going to make."""

import re
from dataclasses import dataclass

from planproof.checks._tree import Replay
from planproof.core.codebase import CodeBase

_MAKES = re.compile(
    r"\b(?:creat(?:e|es|ed|ing)|new|add(?:s|ed)?|introduc(?:e|es|ing)|scaffold\w*|generat(?:e|es)"
    r"|implement\w*|writ(?:e|es|ten))\b|作成|新規|新建|创建|新增|생성"
    r"|\b(?:criar|crie|crear|crea|créer|erstellen?|anlegen|neu)\b",
    re.IGNORECASE,
)
_MAX_LINE = 2_000
_LABEL_ABOVE = 40
"""How far above a line in a list its label is looked for."""


@dataclass(frozen=True, slots=True)
class OtherPlan:
    """A document of the repository that makes a file."""

    path: str
    named: bool
    """The plan under review speaks of that document."""


def made_elsewhere(replay: Replay, path: str) -> OtherPlan | None:
    """The other plan that says it makes *path*; one that this plan names comes first."""
    base = replay.codebase
    if base is None or not base.plans or "*" in path:
        return None
    named = _named(replay, base)
    for other in sorted(base.plans, key=lambda each: (each not in named, each)):
        if _makes(base.plans[other], path.rstrip("/")):
            return OtherPlan(other, other in named)
    return None


def _named(replay: Replay, base: CodeBase) -> set[str]:
    found = (base.find(name) for name in replay.named if name.endswith(".md"))
    return {path for path in found if path is not None}


def _makes(lines: tuple[str, ...], path: str) -> bool:
    """True where a line, or the label of its list, says that it makes *path*."""
    whole = re.compile(rf"(?<![\w-]){re.escape(path)}(?![\w-]|\.\w)")
    for number, line in enumerate(lines):
        if len(line) < _MAX_LINE and path in line and whole.search(line):
            said = whole.sub("", line)
            if _MAKES.search(said) or _MAKES.search(_label(lines, number)):
                return True
    return False


def _label(lines: tuple[str, ...], number: int) -> str:
    """The nearest heading above a line, or line that ends with a colon."""
    for line in reversed(lines[max(number - _LABEL_ABOVE, 0) : number]):
        bare = line.strip().strip("*_ ")
        if bare.startswith("#") or bare.endswith(":"):
            return bare[:200]
    return ""
