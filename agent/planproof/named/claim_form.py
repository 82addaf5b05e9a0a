"""A form in which sentences say what is there: a pattern beside a path or a name.

A form stands after its subject or before it; MARK is any path or piece of code. What a form says
outright ("has 40 lines") differs from a remark ("(40 lines)"), which may as well be an estimate.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from planproof.named.claim_words import NAMES

ClaimKind = Literal[
    "exists", "absent", "empty", "lines", "files", "tests", "unused", "usages", "holds", "lacks",
    "implemented", "done", "reaches", "ignored", "rows",
]  # fmt: skip


@cache
def _compiled(source: str) -> re.Pattern[str]:
    """Made when first needed: a plan has few kinds of claims, and long patterns take their time."""
    return re.compile(source, re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Form:
    """One way to say a kind of claim."""

    kind: ClaimKind
    source: str
    is_remark: bool = False
    """True where no verb says that it is so now."""
    lead_source: str | None = None
    is_plain: bool = False
    """True where nothing but the heading or lead-in tells whether it is so now or is to be."""

    @property
    def pattern(self) -> re.Pattern[str]:
        """What stands at the side of the subject."""
        return _compiled(self.source)

    @property
    def lead(self) -> re.Pattern[str] | None:
        """What has to stand before the subject of a form that stands after it."""
        return None if self.lead_source is None else _compiled(self.lead_source)


def after(
    kind: ClaimKind, *patterns: str, is_remark: bool = False, is_plain: bool = False
) -> tuple[Form, ...]:
    """Forms that stand after their subject."""
    return tuple(
        Form(kind, rf"\)?{NAMES}{pattern}", is_remark, is_plain=is_plain) for pattern in patterns
    )


def before(kind: ClaimKind, *patterns: str, is_remark: bool = False) -> tuple[Form, ...]:
    """Forms that stand before their subject."""
    return tuple(Form(kind, rf"(?<![\w-])(?:{pattern})\s*$", is_remark) for pattern in patterns)
