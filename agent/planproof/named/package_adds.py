"""Packages that a plan adds as new: by a command, or in words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from planproof.core.base import Location
from planproof.core.plan import Plan
from planproof.named.package_tables import MANIFEST
from planproof.named.shell import Line, lines
from planproof.named.wording import clause_after, clause_before, spans
from planproof.named.wrapped import Passage, passages

_COMMANDS: dict[tuple[str, str], str] = {
    ("npm", "install"): "npm", ("npm", "i"): "npm", ("npm", "add"): "npm", ("pnpm", "add"): "npm",
    ("yarn", "add"): "npm", ("bun", "add"): "npm", ("uv", "add"): "pypi", ("poetry", "add"): "pypi",
    ("pdm", "add"): "pypi", ("rye", "add"): "pypi", ("cargo", "add"): "cargo",
}  # fmt: skip
_DEV = frozenset(
    {"-D", "--save-dev", "--dev", "-d", "--group", "-G", "-dG", "--optional", "--extra"}
)
_FOLDER = frozenset({"--prefix", "-C", "--dir", "--cwd", "--directory", "--project"})
_VALUED = _FOLDER | frozenset(
    """
    -w --workspace --filter -F --group -G --package -p --extra --features --optional --source
    --index --registry
    """.split()  # noqa: SIM905  # a list of literals would hide what is missing
)
_ELSEWHERE = frozenset({"-g", "--global", "-w", "--workspace", "--filter", "-F", "--package", "-p"})
"""Options that take the package somewhere that cannot be told from the command alone."""
_PACKAGE = re.compile(r"(?:@[\w.-]{1,80}/)?[A-Za-z][\w.-]{0,80}")
_ADDS = re.compile(
    r"(?:^|[.:;(,]\s*|\b(?:and|then|also|must|we|to)\s)(?:add|introduce|adds|adding)\s(?:the\s|a\s|an\s)?"
    r"(?:new\s)?(?:(?:runtime|dev(?:elopment)?|test|npm|python|direct)[ -])?(?:dependenc(?:y"
    r"|ies)\s|packages?\s"
    r"|librar(?:y|ies)\s)?(?:on\s)?(?:`[^`]{1,60}`(?:,\s(?:and\s)?|\sand\s)){0,6}`$",
    re.IGNORECASE,
)
_NEW = re.compile(
    r"\bnew\s(?:(?:runtime|dev|npm|python)[ -])?(?:dependenc(?:y|ies)|packages?|librar(?:y"
    r"|ies)):?\s`$",
    re.IGNORECASE,
)
_TO = re.compile(
    rf"`(?:,\s`[^`]{{1,60}}`|\sand\s`[^`]{{1,60}}`){{0,6}}\s(?:(?:as\sa\s(?:new\s)?(?P<dev>dev\s|development\s|test\s)?"
    r"(?:runtime\s)?dependency\s?)?(?:to|in|of)\s(?:the\s)?(?:(?:dev|runtime)?\s?dependencies\s(?:of|in)\s)?"
    rf"`?(?P<file>(?:[\w@.-]+/){{0,8}}{MANIFEST})`?|as\sa\s(?:new\s)?(?P<also>dev\s|development\s|test\s)?(?:runtime\s)?"
    r"dependency\b)",
    re.IGNORECASE,
)
_DEV_WORDS = re.compile(r"\bdev\b|\bdevelopment\b|devDependenc|\btest\b|\bgroup\b", re.IGNORECASE)
_DOUBT = re.compile(
    r"\b(?:if|unless|or|maybe|may|might|could|not|no|never|already|upgrad\w*|bump\w*|version|latest|remov\w*"
    r"|replac\w*|missing|instead|pin\w*|move\w*|promot\w*|again|optional\w*|types? for|script"
    r"|export|entry"
    r"|field|keyword|extra|classifier|target|override)\b|n't\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class AddedPackage:
    """A package that the plan adds to a manifest."""

    name: str
    at: Location
    ecosystem: str | None
    """None where words alone tell of it."""
    file: str | None
    """The manifest that the plan names."""
    folder: str | None
    """The folder in which the command runs."""
    is_dev: bool


def packages_added(plan: Plan) -> Iterator[AddedPackage]:
    """Every package that *plan* adds without a version: with one it may be an upgrade."""
    for line in lines(plan):
        yield from _by_command(line)
    for passage in passages(plan):
        if not passage.row:
            yield from _in_words(passage)


def _by_command(line: Line) -> Iterator[AddedPackage]:
    pairs = list(pairwise(line.words))
    plain = [w for before, w in pairs if not w.startswith("-") and before not in _VALUED]
    ecosystem = _COMMANDS.get((line.words[0], plain[0])) if plain else None
    if ecosystem is None or any(word.partition("=")[0] in _ELSEWHERE for _, word in pairs):
        return
    folders = [word for before, word in pairs if before in _FOLDER]
    folder = folders[0].removeprefix("./").rstrip("/") if folders else line.folder
    is_dev = any(word.partition("=")[0] in _DEV for _, word in pairs)
    for word in plain[1:]:
        if _PACKAGE.fullmatch(word):
            yield AddedPackage(word, line.at, ecosystem, None, folder, is_dev)


def _in_words(passage: Passage) -> Iterator[AddedPackage]:
    line = passage.text
    for start, text in spans(line):
        if not _PACKAGE.fullmatch(text):
            continue
        before, after = clause_before(line, start), clause_after(line, start + len(text))
        if _DOUBT.search(f"{before} {after}"):
            continue
        to = _TO.match(after)
        new = _NEW.search(before)
        if (to and _ADDS.search(before)) or new:
            is_dev = _DEV_WORDS.search(f"{before} {after}") is not None
            file = to["file"] if to else None
            yield AddedPackage(text, passage.at(start), None, file, None, is_dev)
