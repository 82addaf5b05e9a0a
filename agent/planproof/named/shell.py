"""Command lines in a plan: what stands in code spans and in fences, taken apart into words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from planproof.core.base import Location
from planproof.core.plan import Plan
from planproof.named.wording import Code, code

_WORD = re.compile(r"\"[^\"]*\"|'[^']*'|&&|\|\||[;|&()<>#]|[^\s\"';&|()<>]+")
_ENDS = frozenset({"&&", "||", ";", "|", "&", "(", ")"})
_PROMPT = re.compile(r"\s*(?:\$|%|❯|>)\s+")
_YAML_RUN = re.compile(r"\s*(?:-\s+)?run:\s*(?P<command>[^|>\s].*)")
_HERE = re.compile(r"<<-?\s*[\"']?(?P<mark>\w{1,40})")
_ASSIGNED = re.compile(r"[A-Z_][A-Za-z0-9_]*=.*")
_PREFIXES = frozenset({"sudo", "time", "exec", "nohup", "command", "then", "do", "else", "!"})


@dataclass(frozen=True, slots=True)
class Line:
    """One command with its arguments."""

    words: tuple[str, ...]
    """The program first; quotes around a word are gone. Never empty."""
    at: Location
    start: int
    """Offset of the code in its line; 0 in a fence."""
    folder: str | None = None
    """Where a `cd` before it went; None when nothing says so."""


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
        for words in _commands(text):
            if words[0] == "cd":
                folder = words[1].strip("/") if len(words) == 2 else None
            else:
                yield Line(words, each.at, each.start, folder)


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
            if words:
                yield tuple(words)
            words, is_over = [], False
        elif word in ("<", ">"):
            is_over = True  # a redirection or a placeholder: no argument follows for certain
        elif not is_over and not (not words and (word in _PREFIXES or _ASSIGNED.fullmatch(word))):
            words.append(word[1:-1] if word[0] in "\"'" and len(word) > 1 else word)
    if words and words[0]:
        yield tuple(words)
