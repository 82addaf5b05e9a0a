"""From what a model says of the code to what the code base proves."""

from planproof.core.base import Frozen
from planproof.core.codebase import CODE, CodeBase
from planproof.core.draft import CodeQuote
from planproof.core.finding import Evidence
from planproof.core.secrets import redact

_LEAST = 4
"""Characters of a quote, white space left out, below which it proves nothing."""


class Unproved(Frozen):
    """Why a quote proves nothing."""

    reason: str


def code_evidence(quote: CodeQuote | None, codebase: CodeBase | None) -> Evidence | Unproved | None:
    """The place in the code base that a draft rests on, its line computed here; None without one.

    Of several lines that hold the words the one nearest to the hint counts.
    """
    if quote is None:
        return None
    path = None if codebase is None else codebase.find(quote.path)
    lines = codebase.safe_lines(path) if codebase is not None and path is not None else None
    if path is None or lines is None:
        return Unproved(reason=f"nothing is shown of {quote.path!r} in the code base")
    needle = _plain(redact(quote.text.splitlines()[0] if quote.text.strip() else ""))
    if len(needle) < _LEAST:
        return Unproved(reason=f"the quote from {quote.path!r} is too short to prove it")
    hits = [at for at, line in enumerate(lines, 1) if needle in _plain(line)]
    if not hits:
        return Unproved(reason=f"the quote is not in {quote.path!r}")
    line = min(hits, key=lambda at: (abs(at - quote.line), at))
    at = {"line_start": line, "line_end": line}
    return Evidence(path=f"{CODE}{path}", quote=lines[line - 1], **at)


def _plain(text: str) -> str:
    return "".join(text.split())
