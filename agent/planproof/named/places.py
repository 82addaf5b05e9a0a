"""How a plan writes a place in a file of code: `src/app.py:40-52`, `app.py#L40`."""

import re
from dataclasses import dataclass

from planproof.named.flat import MARK

_EXTENSION = (
    r"(?:py|pyi|jsx?|tsx?|mjs|cjs|go|rs|java|kts?|scala|rb|php|cs|cpp|cc|c|hpp|h|swift|mm?|sh|bash"
    r"|sql|vue|svelte|dart|exs?|erl|hs|lua|pl|proto|graphql|prisma|ipynb|toml|yaml|yml|json|cfg|ini"
    r"|env|tf|gradle|xml|html|css|scss|sass|less|mdx?|rst|txt|adoc|conf|mk|cmake|ps1|bat|zig|clj"
    r"|groovy|jl|hcl|astro|hbs|erb|j2)"
)
_NO_EXTENSION = (
    r"(?:(?:GNU)?Makefile|Dockerfile|Containerfile|Justfile|Rakefile|Gemfile|Procfile|Jenkinsfile"
    r"|Vagrantfile|Brewfile|Caddyfile|Tiltfile|Earthfile|CODEOWNERS|\.gitignore|\.dockerignore"
    r"|\.editorconfig|\.env|go\.mod|go\.sum|(?:Cargo|uv|poetry|yarn|Gemfile|composer)\.lock)"
    r"(?:\.(?:dev|prod|test|local|example|sample))?"
)
"""Names of files that are known without an extension."""
_PATH = rf"(?:[\w@.\[\]+-]+/){{0,12}}(?:[\w@.\[\]+-]+\.{_EXTENSION}|{_NO_EXTENSION})"
_LINES = (
    r"(?::|#)L?(?P<first>\d{1,6})(?::\d{1,3}(?![\d:]))?(?:\s?[-\u2013]\s?L?(?P<last>\d{1,6}))?"
    r"(?P<more>(?:,\s?\d{1,6})*)(?![\d/.-]*\d|[-/]\d|\w)"
)
"""Not the date or the share of a coverage report: `strategy.go:11/06/24`."""
_PLACE = re.compile(rf"(?P<file>{_PATH})(?:{_LINES})?", re.IGNORECASE)
PLACE = rf"{MARK}|(?<![\w/.@+\[\]-]){_PATH}(?:[:#]L?\d{{1,6}}(?:[-\u2013]L?\d{{1,6}})?)?(?![\w/])"
"""A place in the text of a run: a code span, or a bare path."""
_NUMBERS = (
    r"(?P<about>~|about\s|around\s|roughly\s|approximately\s|approx\.?\s|ca\.?\s|near\s)?"
    r"L?(?P<first>\d{1,6})(?:\s?(?:[-\u2013]|to|and|through)\s?L?(?P<last>\d{1,6}))?(?![\d.]*\d)"
)
_AFTER = re.compile(
    r"(?:['\u2019]s)?\s?[,:]?\s?\(?\s?(?:(?:starting\s|from\s)?(?:at\s|on\s|in\s)|from\s|@\s?)?"
    r"(?P<about_it>around\s|about\s|near\s)?(?:the\s)?(?:lines?\s(?:no\.?\s|number\s)?|L(?=\d)|ll?\.\s?)"
    rf"{_NUMBERS}\)?",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    rf"(?P<about_it>around\s|about\s|near\s|~)?\blines?\s{_NUMBERS}\s(?:of|in|from)\s"
    r"(?:the\s)?(?:(?:file|root|top-level|current|existing)\s){0,2}$",
    re.IGNORECASE,
)
_FAR = re.compile(rf"(?P<about_it>around\s|about\s|near\s)?\blines?\s{_NUMBERS}", re.IGNORECASE)
_NO_CODE = re.compile(
    r"(?:md|mdx|rst|txt|adoc|conf|json|ya?ml|toml|cfg|ini|env|html|css|scss|sass|less|hbs|erb|j2|xml"
    r"|ipynb|bat|mk|cmake|hcl|tf)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Place:
    """A file, and the lines of it that are meant."""

    file: str
    first: int | None
    last: int | None
    about: bool = False
    """True where the lines are given as a rough idea only."""


def is_code(file: str) -> bool:
    """Whether functions and classes may be defined in a file of this name."""
    suffix = file.rpartition("/")[2].rpartition(".")[2] if "." in file else ""
    return (
        bool(suffix)
        and re.fullmatch(_NO_EXTENSION, file.rpartition("/")[2], re.IGNORECASE) is None
        and (_NO_CODE.fullmatch(suffix) is None)
    )


def place_in(text: str) -> Place | None:
    """The place that *text* names, no more and no less; None when it names none."""
    match = _PLACE.fullmatch(text.strip())
    if match is None or "://" in text:
        return None
    first = int(match["first"]) if match["first"] else None
    numbers = [int(found) for found in re.findall(r"\d+", match["more"] or "")]
    last = max([int(match["last"] or match["first"]), *numbers]) if first is not None else None
    if first is not None and last is not None and (first < 1 or last < first):
        return None
    return Place(match["file"].removeprefix("./"), first, last)


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines given in words beside a file, and how many characters they take."""

    first: int
    last: int
    size: int
    about: bool = False


def lines_after(text: str) -> Lines | None:
    """The lines that *text*, which follows a file, gives: ` (lines 12-20)`, `, line 7`."""
    return _lines(_AFTER.match(text))


def lines_in(text: str) -> tuple[int, Lines] | None:
    """The first lines that *text* gives, and where: `... on line 7 ...`."""
    match = _FAR.search(text)
    lines = _lines(match)
    return None if match is None or lines is None else (match.start(), lines)


def lines_before(text: str) -> Lines | None:
    """The lines that *text*, which a file follows, gives: `lines 12-20 of `."""
    return _lines(_BEFORE.search(text))


def _lines(match: re.Match[str] | None) -> Lines | None:
    if match is None:
        return None
    first = int(match["first"])
    last = int(match["last"] or first)
    about = match["about"] is not None or match["about_it"] is not None
    return Lines(first, last, len(match[0]), about) if 1 <= first <= last else None
