"""Emphasis with underscores, written with stars, so that readers need to know one mark only."""

import re

_RUN = re.compile(r"_+|\|")
_CANDIDATE = re.compile(r"_(?<!\w_)_*[^\s_|]")  # from the mark back, which is looked for faster
_NAMES = (
    "init|main|name|file|all|version|doc|dict|call|enter|exit|str|repr|eq|hash|len|iter|next|new|del"
    "|slots|class|module|annotations|future|post_init|getattr|setattr|getitem|setitem|package|path"
    "|pycache|tests|mocks|fixtures|snapshots|dirname|filename|typename"
)
"""What stands between double underscores and is a name in code even without code marks."""
_OPAQUE = re.compile(
    r"\\_|(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)|(?<=\])\([^()\n]{0,500}\)|<[^<>\n]{1,500}>"
    r"|\b[a-z]{2,8}://[^\s<>]*[^\s<>_*.,;:)]|^[ \t>]*\[[^\[\]\n]{1,300}\]:[ \t].*"
    rf"|(?<!_)__(?:{_NAMES})__(?!_)"
)
"""What holds no emphasis: escapes, code, targets of links, tags, addresses, link definitions."""


def with_stars(line: str) -> str:
    """*line* with stars for the underscores of its emphasis, as many, so that columns stay.

    The marks must flank their words as in CommonMark. Left as they are: marks beside stars, across
    cells of a table, within paths and names of code, and lines with a backtick that opens nothing.
    """
    if _CANDIDATE.search(line) is None:
        return line
    masked = _OPAQUE.sub(_masked, line)
    if "`" in masked:
        return line
    marks = _pairs(masked)
    if not marks:
        return line
    letters = list(line)
    for start, end in marks:
        letters[start:end] = "*" * (end - start)
    return "".join(letters)


def _masked(match: re.Match[str]) -> str:
    """As long as what it stands for, with punctuation at its ends."""
    return "-" * len(match[0])


def _pairs(text: str) -> list[tuple[int, int]]:
    """Places of the runs of underscores that open or close emphasis."""
    opened: list[tuple[int, int]] = []
    found: list[tuple[int, int]] = []
    for run in _RUN.finditer(text):
        start, end = run.span()
        if run[0] == "|":
            opened = []
            continue
        before, after = text[start - 1 : start], text[end : end + 1]
        if before == "*" or after == "*":
            continue
        length = end - start
        at = next((n for n in reversed(range(len(opened))) if _length(opened[n]) == length), None)
        if at is not None and _closes(text, start, end):
            found += [opened[at], (start, end)]
            del opened[at:]
        elif after.strip() and not before.isalnum() and before not in {"/", ".", "@", "$"}:
            opened.append((start, end))
    return found


def _length(run: tuple[int, int]) -> int:
    return run[1] - run[0]


def _closes(text: str, start: int, end: int) -> bool:
    """True behind a word and before none, unless what follows makes it a path or a call."""
    after = text[end : end + 2]
    if not text[start - 1].strip() or after[:1].isalnum() or after[:1] in {"/", "(", "\\"}:
        return False
    return not (after[:1] == "." and after[1:].isalnum())
