"""Command lines in a plan: what stands in code spans and in fences, taken apart into words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from planproof.core.base import Location
from planproof.core.plan import Plan
from planproof.named.wording import Code, code

_WORD = re.compile(
    r"\"[^\"]*\"|'[^']*'|(?<!\S)\d?>&\d|(?<!\S)\d>{1,2}|&>{1,2}|&&|\|\||[;|&()<>#]|[^\s\"';&|()<>]+"
)
_JOINED = re.compile(r"\d?>&\d")
"""A redirection that takes no word: `2>&1`."""
_ENDS = frozenset({"&&", "||", ";", "|", "&", "(", ")"})
_PROMPT = re.compile(r"\s*(?:\$|%|❯|>)\s+")
_YAML_RUN = re.compile(r"\s*(?:-\s+)?run:\s*(?P<command>[^|>\s].*)")
_HERE = re.compile(r"<<-?\s*[\"']?(?P<mark>\w{1,40})")
_ASSIGNED = re.compile(r"[A-Z_][A-Za-z0-9_]*=.*")
_PREFIXES = frozenset({"sudo", "time", "exec", "nohup", "command", "then", "do", "else", "!"})
_WRAPPERS = {
    "timeout": 1, "gtimeout": 1, "env": 0, "cross-env": 0, "nice": 0, "ionice": 0, "stdbuf": 0,
    "watch": 0, "xvfb-run": 0, "dotenv": 0, "dotenvx": 0, "unbuffer": 0, "chronic": 0,
}  # fmt: skip
"""Programs that run the command behind them, and how many words of their own come first."""
_WRAPPER_VALUES = frozenset({"-k", "--kill-after", "-s", "--signal", "-n", "-f", "-e", "-u", "-c"})


@dataclass(frozen=True, slots=True)
class Line:
    """One command with its arguments."""

    words: tuple[str, ...]
    """The program first; quotes around a word are gone."""
    at: Location
    start: int
    """Offset of the code in its line; 0 in a fence."""
    folder: str | None = None
    """Where a `cd` before it went; None when nothing says so."""
    is_near: bool = False
    """The `cd` stands on the same line."""
    has_fallback: bool = False
    """It may fail: another command follows `||`."""


def lines(plan: Plan) -> Iterator[Line]:
    """Every command line of the plan, in order of documents; nothing is run."""
    fence, folder, mark = None, None, ""
    for each in code(plan):
        if each.fence is None or each.fence is not fence:
            fence, folder, mark = each.fence, None, ""
        if mark:  # what a here-document holds is text, not commands
            mark = "" if each.text.strip() == mark else mark
            continue
        text = _command(each)
        if text is None:
            continue
        if fence is not None and (found := _HERE.search(text)):
            mark = found["mark"]
        for line in _on_line(text, each, folder):
            folder = line.folder
            if line.words:
                yield line


def _on_line(text: str, code: Code, folder: str | None) -> Iterator[Line]:
    """The commands of one line; one without words tells only in which folder the next line is."""
    outer: list[str | None] = []
    is_near, has_fallback = False, "||" in text
    for words in _commands(text):
        if words[0] == "(":
            outer.append(folder)
        elif words[0] == ")":
            folder = outer.pop() if outer else folder
        elif words[0] in ("cd", "pushd"):
            folder, is_near = _folder(words), True
        elif inner := _unwrapped(words):
            yield Line(inner, code.at, code.start, folder, is_near, has_fallback)
    yield Line((), code.at, code.start, folder)


def _folder(words: tuple[str, ...]) -> str | None:
    """Where `cd` goes; None where that cannot be told from the line alone."""
    target = words[1].removeprefix("./").rstrip("/") if len(words) == 2 else ""
    return target if target and not re.search(r"^[.~/-]|\.\.|[$*]", target) else None


def _unwrapped(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words of the command that programs such as `timeout 10` run."""
    while words and words[0] in _WRAPPERS:
        own, rest = _WRAPPERS[words[0]], list(words[1:])
        while rest and (rest[0].startswith("-") or _ASSIGNED.fullmatch(rest[0]) or own):
            first = rest.pop(0)
            if first == "--":
                break
            if first in _WRAPPER_VALUES and rest:
                rest.pop(0)
            elif not first.startswith("-") and not _ASSIGNED.fullmatch(first):
                own -= 1
        words = tuple(rest)
    return words


def _command(each: Code) -> str | None:
    """The text of a command line; None for a line that is none."""
    if each.fence is None:
        return each.text if " " in each.text else None
    if each.fence.language == "yaml":
        found = _YAML_RUN.fullmatch(each.text)
        return found["command"] if found else None
    return _PROMPT.sub("", each.text, count=1) if _PROMPT.match(each.text) else each.text


def _commands(text: str) -> Iterator[tuple[str, ...]]:
    words: list[str] = []
    is_over = False
    for word in _WORD.findall(text):
        if word.startswith("#"):
            break
        if word in _ENDS:
            if words and words[0]:
                yield tuple(words)
            if word in ("(", ")"):
                yield (word,)
            words, is_over = [], False
        elif _JOINED.fullmatch(word):
            continue
        elif word.strip("0123456789&") in ("<", ">", ">>"):
            is_over = True  # a redirection or a placeholder: no argument follows for certain
        elif not is_over and not (not words and (word in _PREFIXES or _ASSIGNED.fullmatch(word))):
            words.append(word[1:-1] if word[0] in "\"'" and len(word) > 1 else word)
    if words and words[0]:
        yield tuple(words)
