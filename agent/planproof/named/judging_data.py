"""Claims of how many rows a file of data holds, and of what git ignores."""

import csv
import json
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase

from planproof.core.codebase import CodeBase
from planproof.named.claim import Claim
from planproof.named.judging import Verdict, file_at, fits, folder_at
from planproof.named.judging_files import unread
from planproof.words import count

_ROWS = frozenset(
    """
    row rows record records entry entries item items element elements object objects datum data
    """.split()  # noqa: SIM905  # a list of literals would hide what is missing
)
"""What every file of data is made of; anything else may stand in one of its columns."""
_COLUMNS = frozenset({"column", "columns", "field", "fields"})
_MAX_STARS = 4
"""A pattern with more takes long to be matched."""
_MAX_VALUES = 100_000


def rows(claim: Claim, base: CodeBase) -> Verdict:
    """A file of data is said to hold so many rows, or things of which it has a row each."""
    path = file_at(claim.subject, base)
    text = base.texts.get(path or "")
    if path is None or text is None:
        return unread(claim, base)
    if path.endswith(".json"):
        return _in_json(claim, path, text)
    full = [line for line in text if line.strip()]
    if path.endswith((".jsonl", ".ndjson")):
        ways, actual = [len(full)], len(full)
    else:
        table = list(_table(path, full))
        ways, actual = _in_table(claim, table), max(len(table) - 1, 0)
        if claim.noun in _COLUMNS:
            actual = len(table[0]) if table else 0
    noun = "column" if claim.noun in _COLUMNS else "row"
    if any(fits(claim, way) for way in ways):
        return "verified", f"`{path}` holds {count(claim.number, noun)}."
    return "wrong", f"`{path}` holds {count(actual, noun)}.", "minor"


def _table(path: str, lines: Sequence[str]) -> Iterator[list[str]]:
    head = lines[0] if lines else ""
    mark = "\t" if path.endswith(".tsv") else max(",;\t|", key=head.count)
    try:
        yield from csv.reader([f"{line}\n" for line in lines], delimiter=mark)
    except csv.Error:  # a field longer than csv takes
        return


def _in_table(claim: Claim, table: Sequence[Sequence[str]]) -> list[int]:
    """Every number that somebody who looks at the table may arrive at."""
    if claim.noun in _COLUMNS:
        return [len(table[0])] if table else [0]
    ways = [len(table), max(len(table) - 1, 0)]
    if claim.noun not in _ROWS:
        widest = max(map(len, table), default=0)
        for at in range(min(widest, _MAX_VALUES // max(len(table), 1))):
            values = {row[at] for row in table[1:] if at < len(row) and row[at].strip()}
            ways.append(len(values))
    return ways


def _in_json(claim: Claim, path: str, text: Sequence[str]) -> Verdict:
    try:
        value = json.loads("\n".join(text))
    except (ValueError, RecursionError):
        return "unverified", "The file could not be read."
    is_flat = isinstance(value, dict) and not any(
        isinstance(each, list | dict) for each in value.values()
    )
    sizes = [len(value)] if is_flat else list(_sizes(value))
    if any(fits(claim, size) for size in sizes):
        return "verified", f"`{path}` holds {count(claim.number, 'entry')}."
    if not (is_flat or isinstance(value, list)) or len(sizes) > 1:
        return "unverified", f"What is counted in `{path}` is not plain."
    return "wrong", f"`{path}` holds {count(sizes[0], 'entry')}.", "minor"


def _sizes(value: object) -> Iterator[int]:
    """The sizes of all lists in a value, and of what maps names to more than plain values."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, list):
            yield len(each)
            waiting += each
        elif isinstance(each, dict):
            if any(isinstance(inner, list | dict) for inner in each.values()):
                yield len(each)
            waiting += each.values()


def ignored(claim: Claim, base: CodeBase) -> Verdict:
    """Git is said to leave a file or folder out."""
    name = claim.subject.removeprefix("./").strip("/")
    if not base.ignored.isdisjoint((claim.subject, name, f"{name}/")):
        return "verified", "The repository's ignore rules leave it out."
    rules = [path for path in base.paths if path.rpartition("/")[2] == ".gitignore"]
    if any(path not in base.texts for path in rules):
        return "unverified", "Not all ignore rules were read."
    lines = [line.strip() for path in rules for line in base.texts[path]]
    found = next((line for line in lines if _may_match(line, name)), None)
    if found is not None:
        return "verified", f"The ignore rules have the line `{found}`."
    if base.ending(name) or folder_at(name, base) is not None:
        return (
            "wrong",
            f"`{claim.subject}` is in the repository, and no ignore rule has it.",
            "minor",
        )
    if "*" in name:
        return "unverified", "It is a pattern."
    return "wrong", "No line of a `.gitignore` leaves it out.", "minor"


def _may_match(line: str, name: str) -> bool:
    """True for a line of ignore rules that fits any part of a path, however it is anchored."""
    pattern = line.removeprefix("!").strip("/").removeprefix("**/").removesuffix("/**")
    if not pattern or line.startswith("#"):
        return False
    if pattern.count("*") > _MAX_STARS:
        return True
    parts = name.split("/")
    ends = [parts[start:end] for end in range(1, len(parts) + 1) for start in range(end)]
    # A rule for what lies in a folder (`out/*`) leaves out all that matters of the folder.
    plain = pattern.removesuffix("/*")
    return any(fnmatchcase("/".join(each), way) for each in ends for way in (pattern, plain))
