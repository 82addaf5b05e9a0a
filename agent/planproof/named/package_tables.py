"""Versions of packages in tables and lists that say what is there today."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from planproof.core.base import Location
from planproof.core.document import Document, Table
from planproof.named.wording import here
from planproof.named.wrapped import passages_of

MANIFEST = (
    r"(?:package(?:-lock)?\.json|pyproject\.toml|[\w-]*requirements[\w-]*\.(?:txt|in)|uv\.lock"
    r"|poetry\.lock|pnpm-lock\.yaml|yarn\.lock|go\.(?:mod|sum)|Cargo\.(?:toml|lock)|pom\.xml)"
)
"""The name of a file that lists packages."""
_HEAD_NAME = re.compile(
    r"(?:(?:npm|pypi|python|go|rust|node|js|frontend|backend)\s)?(?:packages?|dependenc(?:y|ies)|librar"
    r"(?:y|ies)|modules?|crates?|names?|tools?|frameworks?|technolog(?:y|ies)|what|components?|stack)"
    r"(?:\s(?:names?|in use))?",
    re.IGNORECASE,
)
_HEAD_NOW = re.compile(
    r"(?:(?:locked|current(?:ly)?|installed|present|existing|today(?:'s)?|now|in use|pinned|actual"
    r"|resolved|lock(?:ed)? in|from)\s?)+(?:versions?)?|versions?\s(?:in use|today|now|locked"
    r"|installed"
    r"|(?:in|from|per|according to)\s(?:the\s)?`?.{0,40}(?:lock|manifest|json|toml|go\.mod).{0,20})"
    r"|in (?:the\s)?(?:lock ?file|manifest|repo(?:sitory)?)"
    rf"|(?:in\s)?`?(?:[\w@.-]+/){{0,6}}{MANIFEST}`?",
    re.IGNORECASE,
)
_HEAD_SOURCE = re.compile(
    r"where(?:\s.{0,40})?|sources?|(?:said|found|declared|defined|pinned|listed|stated|specified|set|read"
    r"|comes?|recorded)\s(?:in|from|by|at)|from|manifests?|origin|evidence|per|according to",
    re.IGNORECASE,
)
_SOURCE = re.compile(
    rf"(?<![\w/.-])((?:[\w@.-]+/){{0,8}}(?:{MANIFEST}|\.nvmrc|\.(?:node|python|go)-version|\.tool-versions))(?![\w/-])"
)
_SAME = re.compile(r"\bsame\b|\bditto\b|as above|\u3003|^\W*\"\W*$|\bthere too\b", re.IGNORECASE)
_RELIES = re.compile(
    r"\b(?:rely|relies|depend|build|count)s?\son\b|\brequirements?\b", re.IGNORECASE
)
_HEAD_VERSION = re.compile(r"versions?|release", re.IGNORECASE)
_TODAY = re.compile(
    r"\b(?:already|today|current(?:ly)?|existing|installed|in use|as is|as-is|at present|locked"
    r"|pinned"
    r"|lock ?files?|we (?:use|have|run)|(?:is|are) (?:there|on)|(?:has|have) them|stands? today)\b"
    rf"|{MANIFEST}",
    re.IGNORECASE,
)
_FUTURE = re.compile(
    r"\b(?:new|add(?:s|ed|ing)?|upgrad\w*|bump\w*|target\w*|requir\w*|minimum|recommend\w*"
    r"|to install|planned"
    r"|propos\w*|after|will|should|must|needs?|needed|migrat\w*|instead|candidates?|options?|suggest\w*"
    r"|support\w*|compatib\w*)\b",
    re.IGNORECASE,
)
_EXACT = re.compile(
    r"[`\"']?(?:==?|v|@|\^|~)?\s?(?P<version>\d{1,4}(?:\.\d{1,4}){0,3})(?:\.x)?[`\"']?"
)
_NAME = re.compile(r"(?P<tick>`?)(?P<name>(?:@[\w.-]{1,60}/)?[A-Za-z][\w.-]{0,60}(?: CSS)?)`?")
_NEW_CELL = re.compile(r"\W*(?:new|added?|to (?:be )?add\w*|planned|upgrade\w*)\b", re.IGNORECASE)
_ITEM = re.compile(
    r"(?:(?P<code>`(?:@[\w.-]{1,60}/)?[A-Za-z][\w.-]{0,60}`)|(?P<word>(?:@[\w.-]{1,60}/)?[A-Za-z]"
    r"[\w./-]{0,60}?))(?:\s?(?::|=|@|\u2013|\u2014|-|\(|,|is at|is|at|version)){0,2}\s?"
    r"(?:version\s)?`?[v^~]?(?P<version>\d{1,4}(?:\.\d{1,4}){1,3})(?:\.x)?`?(?=[\s),.;]|$)"
)


@dataclass(frozen=True, slots=True)
class ListedVersion:
    """A package in a table or list, with the version that it is said to have."""

    name: str
    version: str
    at: Location
    is_code: bool
    file: str | None = None
    """The manifest that is said to have it, as written."""


@dataclass(frozen=True, slots=True)
class SourcedRow:
    """A row of a table that says in which file a version stands."""

    name: str
    stated: re.Match[str]
    """The version, with its mark."""
    file: str
    at: Location
    is_code: bool


def version_of(found: re.Match[str]) -> str:
    """The version of a match; of a range such as `^18.2.0` only the parts that it holds fast."""
    text, start = found["version"], found.start("version")
    mark = found.string[max(start - 3, 0) : start].rstrip(" v")[-1:]
    if mark not in ("^", "~"):
        return text
    parts = text.split(".")
    fixed = 2 if mark == "~" else next((at + 1 for at, p in enumerate(parts) if int(p)), len(parts))
    return ".".join(parts[:fixed])


def sourced_rows(document: Document) -> Iterator[SourcedRow]:
    """The rows of tables that give name, version and the manifest which says so."""
    for table in document.blocks.tables:
        heads = [head[:120].strip().strip("*") for head in table.header]
        name = next((at for at, head in enumerate(heads) if _HEAD_NAME.fullmatch(head)), None)
        version = next((at for at, head in enumerate(heads) if _HEAD_VERSION.fullmatch(head)), None)
        if version is None:
            version = next((at for at, head in enumerate(heads) if _HEAD_NOW.fullmatch(head)), None)
        source = next((at for at, head in enumerate(heads) if _HEAD_SOURCE.fullmatch(head)), None)
        over = _over(document, table)
        if name is None or version is None or source is None or name == version:
            continue
        if _FUTURE.search(_RELIES.sub("", over)) or any(_FUTURE.search(head) for head in heads):
            continue
        file = ""
        for row in table.rows:
            cells = [cell.strip().strip("*") for cell in row.cells]
            if len(cells) <= max(name, version, source):
                continue
            found = _SOURCE.findall(cells[source])
            file = found[0] if len(found) == 1 else file if _SAME.search(cells[source]) else ""
            named, stated = _NAME.fullmatch(cells[name]), _EXACT.fullmatch(cells[version])
            if file and named and stated and not any(_NEW_CELL.match(cell) for cell in cells):
                at = here(document, row.line)
                yield SourcedRow(named["name"], stated, file, at, bool(named["tick"]))


def listed_versions(document: Document) -> Iterator[ListedVersion]:
    """What the tables and lists of a document say of today's versions, in order of each."""
    sourced = list(sourced_rows(document))
    for row in sourced:
        version = version_of(row.stated)
        yield ListedVersion(row.name, version, row.at, row.is_code, row.file)
    known = {row.at for row in sourced}
    for table in document.blocks.tables:
        yield from (each for each in _of_table(document, table) if each.at not in known)
    leads = (f"{b} {line}" for b, line in pairwise(("", *document.prose)) if ":" in line)
    if not any(
        lead.rstrip(" *").endswith((":", "\uff1a")) and _TODAY.search(lead) for lead in leads
    ):
        return
    for passage in passages_of(document):
        over = f"{passage.heading} {passage.lead}" if passage.lead else ""
        if passage.row or not _TODAY.search(over) or _FUTURE.search(over):
            continue
        found = _ITEM.match(passage.text)
        if found and not _FUTURE.search(passage.text):
            name = found["code"] or found["word"]
            at = passage.at(0)
            yield ListedVersion(name.strip("`"), version_of(found), at, bool(found["code"]))


def _of_table(document: Document, table: Table) -> Iterator[ListedVersion]:
    heads = [head[:120].strip().strip("*") for head in table.header]
    name = next((at for at, head in enumerate(heads) if _HEAD_NAME.fullmatch(head)), None)
    version = _version_column(heads, _over(document, table))
    if name is None or version is None or name == version:
        return
    for row in table.rows:
        cells = [cell.strip().strip("*") for cell in row.cells]
        if len(cells) <= max(name, version) or any(_NEW_CELL.match(cell) for cell in cells):
            continue
        named, stated = _NAME.fullmatch(cells[name]), _EXACT.fullmatch(cells[version])
        if named and stated:
            at = here(document, row.line)
            yield ListedVersion(named["name"], version_of(stated), at, bool(named["tick"]))


def _version_column(heads: Sequence[str], over: str) -> int | None:
    """The column of today's versions; None where a table may speak of others."""
    for at, head in enumerate(heads):
        if _HEAD_NOW.fullmatch(head):
            return at
    if any(_FUTURE.search(head) for head in heads):
        return None
    if not _TODAY.search(over) or _FUTURE.search(over):
        return None
    return next((at for at, head in enumerate(heads) if _HEAD_VERSION.fullmatch(head)), None)


def _over(document: Document, table: Table) -> str:
    """The paragraph right above a table, else the heading."""
    found: list[str] = []
    for line in reversed(document.prose[max(table.line_start - 8, 0) : table.line_start - 1]):
        bare = line.strip()
        if found and (not bare or bare.startswith("#")):
            break
        if bare:
            found.insert(0, bare[:400])
            if bare.startswith("#"):
                break
    return " ".join(found)
