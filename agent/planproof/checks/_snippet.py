"""What is wrong with a snippet of JSON, TOML or YAML, when that is beyond doubt.

Snippets in plans are shortened, annotated and cut out of files. Each function returns the line
(from 1, within the snippet) and a few words, or None when the snippet is right or when it is
written in a way that only its author could call wrong.
"""

import json
import re
import tomllib
from itertools import pairwise

Mistake = tuple[int, str]
_LONGEST = 200_000
"""Characters; a longer snippet is data."""

_JSON_TOKEN = re.compile(
    r'(?P<string>"(?:[^"\\\n]|\\.){0,20000}")'
    r"|(?P<comment>//[^\n]*|/\*(?:[^*]|\*(?!/)){0,20000}\*/|\#[^\n]*)"
    r"|(?P<gap>\.{2,}|…|<[^<>\n]{1,200}>|\{\{[^{}\n]{0,200}\}\}|\$\{[^{}\n]{0,200}\})"
    r"|(?P<value>-?\d[\d.eE+-]*(?![\w])|(?:true|false|null)\b)"
    r"|(?P<open>[\[{])|(?P<close>[\]}])|(?P<comma>,)|(?P<colon>:)|(?P<space>\s+)"
)
_JSON_NEXT = re.compile(r'\s*(?:[}\]]|"[^"\n]{1,100}"\s*:)')
_PAIRS = {"{": "}", "[": "]"}


def json_mistake(text: str) -> Mistake | None:
    """Brackets that do not match, or a comma that is missing between two members."""
    if len(text) > _LONGEST or _loads(text):
        return None
    return _Json(text).mistake()


def _loads(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


class _Json:
    """One pass over the tokens of a snippet that does not parse as it stands."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[tuple[str, str, int]] = []
        """Kind, text and offset, without white space and comments."""
        self.commented = False

    def mistake(self) -> Mistake | None:
        """None also for what is no JSON at all but another notation."""
        quote = self._read()
        if not self.tokens or self.tokens[0][0] != "open":
            return None
        if quote is not None:
            return self._quote(quote)
        found = self._brackets() or self._comma() or self._trailing()
        return (self.text.count("\n", 0, found[0]) + 1, found[1]) if found else None

    def _read(self) -> int | None:
        """Where the tokens end before the text does."""
        at = 0
        while at < len(self.text):
            match = _JSON_TOKEN.match(self.text, at)
            if match is None or match.lastgroup is None:
                return at
            self.commented = self.commented or match.lastgroup == "comment"
            if match.lastgroup not in ("space", "comment"):
                self.tokens.append((match.lastgroup, match[0], at))
            at = match.end()
        return None

    def _quote(self, at: int) -> Mistake | None:
        """A string that its line does not close, and the next line is a member or a bracket."""
        line, _, rest = self.text[at:].partition("\n")
        begins = self.tokens[-1][0] in ("colon", "comma", "open")
        if not begins or line[:1] != '"' or '"' in line[1:] or line.endswith("\\"):
            return None
        if not _JSON_NEXT.match(rest):
            return None
        return self.text.count("\n", 0, at) + 1, "a quote is never closed"

    def _brackets(self) -> Mistake | None:
        """Offset and words of the first bracket without its partner."""
        opened: list[tuple[str, int]] = []
        for kind, mark, at in self.tokens:
            if kind == "open":
                opened.append((mark, at))
            elif kind == "close":
                if not opened:
                    return at, f"`{mark}` closes nothing"
                if _PAIRS[opened[-1][0]] != mark:
                    return at, f"`{mark}` closes a `{opened[-1][0]}`"
                opened.pop()
        # An excerpt may end in the middle, and says so by a comma, a colon or an ellipsis.
        if opened and self.tokens[-1][0] in ("close", "string", "value"):
            return opened[-1][1], f"`{opened[-1][0]}` is never closed"
        return None

    def _comma(self) -> Mistake | None:
        """Offset and words of the first member that follows another without a comma."""
        missing = []
        depth = 0
        for one, two, three in zip(self.tokens, self.tokens[1:], self.tokens[2:], strict=False):
            depth += (one[0] == "open") - (one[0] == "close")
            value = one[0] in ("string", "value", "close")
            member = two[0] == "string" and three[0] == "colon"
            if depth and value and (member or (one[0], two[0]) == ("close", "open")):
                missing.append(two)
        # Without any comma at all it is a notation of the author's own.
        if not missing or (len(missing) > 1 and all(t[0] != "comma" for t in self.tokens)):
            return None
        return missing[0][2], f"a comma is missing before {missing[0][1][:40]}"

    def _trailing(self) -> Mistake | None:
        """Offset and words of a comma before a closing bracket.

        Where there are comments the author writes a dialect that allows it.
        """
        if self.commented:
            return None
        for (kind, _, at), (following, mark, _) in pairwise(self.tokens):
            if (kind, following) == ("comma", "close"):
                return at, f"a comma stands before `{mark}`"
        return None


_TOML_HEADER = re.compile(
    r"^\s*(?:\[{1,2}\s*[\w.\"'-]+|\[\[\s*[\w.\"'-]*[A-Za-z_][\w.\"'-]*\s*\])\s*(?:#.*)?$"
)
_TOML_QUOTE = re.compile(r"^\s*[\w.-]+\s*=\s*(?:\"(?:[^\"\\]|\\.)*|'[^']*)$")


def toml_mistake(text: str) -> Mistake | None:
    """A table whose bracket, or a string whose quote, is never closed."""
    if len(text) > _LONGEST or '"""' in text or "'''" in text:
        return None
    try:
        tomllib.loads(text)
    except (ValueError, RecursionError):
        depth = 0
        for number, line in enumerate(text.split("\n"), start=1):
            if "…" in line or "..." in line or "<" in line or "{{" in line:
                continue
            if not depth and _TOML_HEADER.match(line):
                return number, "the bracket of the table is never closed"
            if _TOML_QUOTE.match(line):
                return number, "a quote is never closed"
            bare = re.sub(r"\"(?:[^\"\\]|\\.)*\"|'[^']*'|#.*", "", line)
            depth = max(0, depth + bare.count("[") - bare.count("]"))
    return None


_YAML_KEY = re.compile(r"^(?:[ \t]*(?:- +)*)(?:[\w./-]+|\"[^\"]*\"):(?:[ \t]+(?P<value>\S.*))?$")
_YAML_BLOCK = re.compile(r"[|>][+-]?\d?[+-]?(?:\s+#.*)?$")


def yaml_mistake(text: str) -> Mistake | None:
    """A tab that indents, or a quote or bracket of a value that is never closed."""
    if len(text) > _LONGEST or "{{" in text or "{%" in text or "…" in text or "..." in text:
        return None
    lines = text.split("\n")
    block: int | None = None
    for number, line in enumerate(lines, start=1):
        indent = len(line) - len(line.lstrip())
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if block is not None and indent > block:
            continue
        block = None
        key = _YAML_KEY.match(line)
        if key and "\t" in line[:indent]:
            return number, "a tab indents, which YAML does not allow"
        value = key["value"] if key and key["value"] else ""
        if _YAML_BLOCK.search(value or line):
            block = indent
        elif value[:1] in ('"', "'", "[", "{"):
            what = _unclosed(value, _continued(lines[number:], line.find(line.lstrip(" -"))))
            if what:
                return number, what
    return None


def _continued(lines: list[str], indent: int) -> list[str]:
    """The lines up to the next key or entry that stands no deeper than column *indent*."""
    for index, line in enumerate(lines):
        text = line.lstrip()
        if len(line) - len(text) <= indent and (_YAML_KEY.match(line) or text.startswith("- ")):
            return lines[:index]
    return lines


def _unclosed(value: str, rest: list[str]) -> str | None:
    """What the value opens and neither its line nor those that continue it close."""
    mark = value[0]
    if mark in "\"'":
        closed = value.count(mark) > 1 or any(mark in line for line in rest)
        return None if closed else "a quote is never closed"
    if "<" in value or value.count('"') % 2 or value.count("'") % 2:
        return None
    whole = value + "\n".join(rest)
    return None if _PAIRS[mark] in whole else f"`{mark}` is never closed"
