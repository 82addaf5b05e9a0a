"""What judges of claims share: how a verdict looks, and when a number fits."""

from collections.abc import Mapping
from typing import Literal

from planproof.core.codebase import CodeBase
from planproof.core.finding import Severity
from planproof.named.claim import Claim

State = Literal["verified", "wrong", "unverified"]
Verdict = tuple[State, str] | tuple[State, str, Severity]
EMPTY_NAMES = frozenset({".gitkeep", ".keep", "__init__.py", ".gitignore"})
"""Files that keep a folder and hold nothing of their own."""
CODE_ENDS = """
    .py .pyi .js .jsx .ts .tsx .mjs .cjs .mts .cts .vue .svelte .go .rs .java .kt .kts .scala
    .rb .php .cs .fs .swift .dart .ex .exs .erl .hs .clj .c .cc .cpp .cxx .h .hpp .m .lua .pl
    .sh .zig
    """.split()  # noqa: SIM905  # a list of literals would hide what is missing
_C_LIKE = ("//", "/*", "*")
_COMMENTS: Mapping[str, tuple[str, ...]] = {
    ".py": ("#",), ".pyi": ("#",), ".rb": ("#",), ".sh": ("#",), ".ex": ("#",), ".exs": ("#",),
    ".pl": ("#",), ".yml": ("#",), ".yaml": ("#",), ".toml": ("#",), ".sql": ("--",),
    ".lua": ("--",), ".hs": ("--",), ".php": ("#", *_C_LIKE), ".html": ("<!--",), ".erl": ("%",),
    ".md": ("<!--",), ".clj": (";",), ".vue": ("<!--", *_C_LIKE),
}  # fmt: skip


def is_code(path: str) -> bool:
    """True for files of a programming language."""
    return path.endswith(tuple(CODE_ENDS))


def ending(path: str) -> str:
    """`.py`; empty for a file without one."""
    name = path.rpartition("/")[2]
    return f".{name.rpartition('.')[2]}" if "." in name[1:] else ""


def comment_marks(path: str) -> tuple[str, ...]:
    """How lines of comment begin in a file."""
    return _COMMENTS.get(ending(path), _C_LIKE)


def without_comments(path: str, lines: tuple[str, ...]) -> list[tuple[int, str]]:
    """The lines of a file that are neither blank nor comment nor docstring, with their numbers."""
    marks, kept, closing = comment_marks(path), [], ""
    pairs = {'"""': '"""', "'''": "'''"} if path.endswith((".py", ".pyi")) else {"/*": "*/"}
    if path.endswith((".html", ".md", ".vue")):
        pairs["<!--"] = "-->"
    for number, line in enumerate(lines, 1):
        text = line[:2_000].strip()
        if closing:
            closing = "" if closing in text else closing
            continue
        opened = next((mark for mark in pairs if text.startswith((mark, f"r{mark}"))), "")
        if opened:
            rest = text.partition(opened)[2]
            closing = "" if pairs[opened] in rest else pairs[opened]
        elif text and not text.startswith(marks):
            kept.append((number, line))
    return kept


def fits(claim: Claim, actual: int, *, slack: int = 0, is_round: bool = False) -> bool:
    """Whether a number of the code base is the one that a claim gives.

    Args:
        claim: Its bound says how exactly it means its number.
        actual: What was counted.
        slack: How far an exact number may be off.
        is_round: The number is a round one, so no exact one is meant.
    """
    stated = claim.number
    if claim.bound == "least":
        return actual >= stated - slack
    if claim.bound == "most":
        return actual <= stated + slack
    if claim.bound == "about" or is_round:
        return abs(actual - stated) <= max(stated * 0.1, slack, 1)
    return abs(actual - stated) <= slack


def file_at(path: str, base: CodeBase) -> str | None:
    """The file of the code base that a claim calls *path*; None when it is none, or not one."""
    return base.find(path) if not path.endswith("/") else None


def folder_at(path: str, base: CodeBase) -> str | None:
    """The folder of the code base that a claim calls *path*; None when it is none, or not one."""
    name = path.removeprefix("./").strip("/")
    if name in base.folders:
        return name
    ends = [folder for folder in base.folders if folder.endswith(f"/{name}")]
    return ends[0] if len(ends) == 1 else None
