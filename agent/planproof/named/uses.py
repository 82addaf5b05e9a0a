"""Where names occur in the code: where they are defined, imported and used."""

import re
from dataclasses import dataclass

from planproof.core.codebase import CodeBase
from planproof.named.judging import is_code, without_comments

_DEFINES = (
    r"(?:(?:export|default|public|private|protected|internal|static|final|async|abstract|pub(?:\([^)]{1,20}\))?"
    r"|override|open|inline|suspend|unsafe|const|virtual|sealed|partial|data|readonly|declare)\s+){0,5}"
)
_WORDS = (
    r"(?:def|class|function\*?|func(?:\s*\([^)]{1,80}\))?|fn|fun|const|let|var|val|type|interface|enum"
    r"|struct|trait|module|record|object|macro_rules!|defp?|sub|namespace)"
)
_TYPED = (
    r"(?!(?:return|assert|await|throw|new|else|yield|delete|case|not|and|or|if|while|in|do|go|defer)\b)"
    r"[\w<>\[\],.?*&:]{1,60}\s+"
)
"""The type before a method of C-like languages."""
_TYPED_ENDS = (".java", ".cs", ".c", ".h", ".cc", ".cpp", ".cxx", ".hpp", ".dart", ".m")
_TEMPLATES = (
    ".html",
    ".htm",
    ".jinja",
    ".jinja2",
    ".j2",
    ".erb",
    ".haml",
    ".hbs",
    ".tmpl",
    ".twig",
)
_IMPORTS = re.compile(
    r"\s*(?:import\b|from\s+\S+\s+import\b|from\s+['\"]|export\s+(?:\*|\{)|use\s|using\s|require\b"
    r"|#include|\}\s+from\b|pub\s+use\s|(?:const|let|var)\s+\{[^}]{0,200}\}\s*=\s*require\b)"
)
_STRING = re.compile(r"\"[^\"\n]{0,300}\"|(?<!\w)'[^'\n]{0,300}'")
_PUT_IN = re.compile(r"\{[^{}]{1,200}\}")
_TRAIL = re.compile(r"(?:^|\s)(?:#|//|--)\s.*$")
_IS_TEST = re.compile(
    r"(?:^|/)(?:tests?|spec|specs|__tests__)/|(?:^|/)(?:test_|conftest)|[._]test\.|\.spec\.|_spec\.",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class FileHits:
    """Where a name occurs in one file."""

    path: str
    lines: tuple[int, ...]
    """Every line that has it."""
    code: tuple[int, ...]
    """Lines of code, without those that define it."""
    calls: tuple[int, ...]
    """Lines of code that are no import either."""
    definitions: int
    times: int
    """Occurrences, of which a line may hold several."""
    parts: int
    """Lines that hold it as a part of a longer word alone."""

    @property
    def is_test(self) -> bool:
        """True for a file of tests."""
        return _IS_TEST.search(self.path) is not None


class Uses:
    """Where the names of a plan occur in the files of a code base that were read."""

    def __init__(self, base: CodeBase) -> None:
        self.base = base
        self._whole = {path: "\n".join(lines) for path, lines in sorted(base.texts.items())}
        self._found: dict[str, tuple[FileHits, ...]] = {}

    def of(self, name: str, scope: str = "") -> tuple[FileHits, ...]:
        """The files below *scope*, or all, in which *name* occurs, be it within a longer word."""
        if name not in self._found:
            self._found[name] = tuple(
                _hits(name, path, self.base.texts[path])
                for path, whole in self._whole.items()
                if name in whole
            )
        return tuple(hits for hits in self._found[name] if is_below(hits.path, scope))


def _hits(name: str, path: str, text: tuple[str, ...]) -> FileHits:
    whole = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
    bare = {number for number, _ in without_comments(path, text)}
    imported, defines = _imported(text), _defines(name, path)
    found = {n: len(whole.findall(line[:2_000])) for n, line in enumerate(text, 1) if name in line}
    lines = [number for number, times in found.items() if times]
    is_read = is_code(path) or path.endswith(_TEMPLATES)
    code = [number for number in lines if number in bare and is_read]
    defined = {n for n in code if found[n] == 1 and defines.match(text[n - 1][:2_000])}
    used = [number for number in code if number not in defined]
    calls = [n for n in used if n not in imported and whole.search(_bare(path, text[n - 1]))]
    return FileHits(
        path=path,
        lines=tuple(lines),
        code=tuple(used),
        calls=tuple(calls),
        definitions=len(defined),
        times=sum(found.values()),
        parts=len(found) - len(lines),
    )


def _defines(name: str, path: str) -> re.Pattern[str]:
    """Lines of a file that define a name, or give it a value."""
    own = re.escape(name)
    typed = rf"|{_TYPED}{own}\s*\([^;]*$" if path.endswith(_TYPED_ENDS) else ""
    return re.compile(
        rf"\s*{_DEFINES}(?:{_WORDS}\s+(?:self\.)?{own}\b{typed}"
        rf"|{own}\s*\([^;]*\{{\s*$|(?:self\.|this\.)?{own}\s*(?::[^=]{{0,80}})?:?=(?!=))"
    )


def _imported(lines: tuple[str, ...]) -> frozenset[int]:
    """Numbers of the lines that import: those between the brackets of an import too."""
    found: set[int] = set()
    closing = ""
    for number, line in enumerate(lines, 1):
        text = line[:2_000]
        if closing:
            found.add(number)
            closing = "" if closing in text else closing
        elif _IMPORTS.match(text):
            found.add(number)
            for opens, closes in (("(", ")"), ("{", "}")):
                if opens in text and closes not in text.rpartition(opens)[2]:
                    closing = closes
    return frozenset(found)


def _bare(path: str, line: str) -> str:
    """A line without what it says in strings and comments; templates are taken as they are."""
    if path.endswith(_TEMPLATES):
        return line[:2_000]
    return _TRAIL.sub("", _STRING.sub(_inserted, line[:2_000]))


def _inserted(string: re.Match[str]) -> str:
    """What a string has put into it: `f"{slug(name)}"` calls."""
    return " ".join(_PUT_IN.findall(string[0]))


def is_below(path: str, scope: str) -> bool:
    """True for a path that is *scope* or in it; an empty one holds all."""
    return not scope or path == scope or path.startswith(f"{scope}/")
