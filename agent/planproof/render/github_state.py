"""What is remembered of a pull request's reviews, as a line of its comment that nobody sees.

The line holds the values as packed JSON in base 64, whose alphabet cannot end an HTML comment,
and a digest of it, so that an edited line is noticed. `planproof.github.state` reads it again.
"""

import base64
import hashlib
import json
import zlib
from collections.abc import Iterator, Sequence
from typing import get_args

from planproof.core.earlier import MOST_TITLE, VERSION, Earlier, Known
from planproof.core.finding import SEVERITIES, Category, Confidence, Severity, Status

MOST = 28_000
"""Characters of the longest line."""
START, END = "<!-- planproof:state:", " -->"
CATEGORIES: tuple[Category, ...] = get_args(Category)
CONFIDENCES: tuple[Confidence, ...] = get_args(Confidence)
STATUSES: tuple[Status, ...] = get_args(Status)
GRADES: tuple[Severity, ...] = SEVERITIES


def encode(earlier: Earlier, most: int = MOST) -> str:
    """The line that holds *earlier*, at most *most* characters long.

    Where there is too much, the oldest fixed findings are forgotten first, then the ends of
    titles, then the findings that weigh least.
    """
    line = ""
    for tried in _less(earlier):
        line = _line(tried)
        if len(line) <= most:
            break
    return line


def digest(packed: str) -> str:
    """What stands beside the packed values to tell whether they were edited."""
    return hashlib.sha256(f"planproof:{VERSION}:{packed}".encode()).hexdigest()[:20]


def _line(earlier: Earlier) -> str:
    text = json.dumps(_values(earlier), separators=(",", ":"), ensure_ascii=False)
    data = zlib.compress(text.encode("utf-8", "surrogatepass"), 9)
    packed = base64.b64encode(data).decode("ascii")
    return f"{START}{VERSION}:{digest(packed)}:{packed}{END}"


def _less(earlier: Earlier) -> Iterator[Earlier]:
    """*earlier*, then less and less of it, down to nothing."""
    standing = [each for each in earlier.findings if each.status != "fixed"]
    fixed = [each for each in earlier.findings if each.status == "fixed"]
    yield _with(earlier, standing, fixed, MOST_TITLE)
    while fixed:
        fixed = fixed[len(fixed) // 2 + 1 :]
        yield _with(earlier, standing, fixed, MOST_TITLE)
    for width in (60, 30):
        yield _with(earlier, standing, fixed, width)
    while standing:
        standing = standing[: len(standing) * 3 // 4]
        yield _with(earlier, standing, fixed, 30)


def _with(
    earlier: Earlier, standing: Sequence[Known], fixed: Sequence[Known], width: int
) -> Earlier:
    found = (*standing, *fixed)
    cut = (each.model_copy(update={"title": each.title[:width]}) for each in found)
    return earlier.model_copy(update={"findings": tuple(cut)})


def _values(earlier: Earlier) -> list[object]:
    """Lists in place of objects, and every text that may come twice only once."""
    texts: dict[str, int] = {}

    def text(value: str | None) -> int:
        return -1 if value is None else texts.setdefault(value, len(texts))

    rows = [
        [
            each.id,
            list(each.aliases),
            each.title,
            [text(each.rule), text(each.path), text(each.phase), text(each.task)],
            [text(each.first), text(each.at), text(each.text)],
            [each.line_start, each.line_end],
            [
                CATEGORIES.index(each.category),
                GRADES.index(each.severity),
                CONFIDENCES.index(each.confidence),
                STATUSES.index(each.status),
                int(each.model),
            ],
        ]
        for each in earlier.findings
    ]
    return [earlier.commit, earlier.began, earlier.spent, list(texts), rows]
