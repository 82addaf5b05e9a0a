"""What a plan says of the project's own version, and of what the project runs on."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from planproof.core.base import Location
from planproof.core.plan import Plan
from planproof.named.package_tables import sourced_rows
from planproof.named.wrapped import Passage, passages_of

_FILE = re.compile(
    r"`?(?<![\w/.-])(?P<file>(?:[\w@.-]{1,60}/){0,8}(?:package\.json|pyproject\.toml|go\.mod|Cargo\.toml"
    r"|\.nvmrc|\.node-version|\.python-version|\.go-version|\.tool-versions))(?![\w/-])`?"
)
_NUMBER = r"v?(?P<version>\d{1,4}(?:\.\d{1,4}){0,3})(?:\.x)?(?![\w%]|\.\d)"
_SPEC = (
    rf"(?P<mark>>=|≥|>|\^|~=|~|===?|=)?\s?{_NUMBER}"
    r"(?P<least>\s?\+|\sor\s(?:later|newer|above|higher|up)|\sand\s(?:up|later|newer|above))?"
)
_ENTRY = re.compile(
    r"[\"']?(?P<key>requires-python|python_requires|rust-version|version|(?:engines\.)?(?:node|npm|pnpm))"
    rf"[\"']?\s?[:=]\s?[\"']{_SPEC}(?:,\s?[<>=!~^]{{1,2}}\s?[\d.]{{1,12}}\*?)?[\"'],?"
)
"""A whole code span: `requires-python = ">=3.12"`, `"node": ">=18"`, `version = "1.4.0"`."""
_CODE = re.compile(r"`(?P<code>[^`]{1,120})`")
_GO = re.compile(r"go\s(?P<mark>)v?(?P<version>\d{1,3}\.\d{1,3}(?:\.\d{1,3})?)(?P<least>)")
_KEY = re.compile(
    r"(?<![\w-])(?P<key>requires-python|python_requires|rust-version|engines\.(?:node|npm|pnpm))`?"
    r"(?:\s(?:in|of)\s[^`\s]{0,4}`[^`]{1,80}`)?[\s:=(]{1,3}(?:(?:is|says|reads|asks for|pins"
    r"|set to|at|of"
    rf"|currently|still|already|now|stands)\s){{0,3}}`?[\"']?{_SPEC}"
)
_ENGINES = re.compile(
    rf"`engines`(?:\s\w+){{0,2}}(?:\s(?:of|in)\s(?:the\s)?`[^`]{{1,80}}`)?(?:\s\w+){{1,3}}\s`?[\"']?(?=[<>=~^≥]){_SPEC}"
)
_RUNTIME = re.compile(
    rf"(?<![\w./-])`?(?P<name>Node(?:\.js)?|Python|Go|Rust)(?:\sversion)?(?:\s(?:is|stays|remains)(?:\s(?:at|on))?)?\s`?{_SPEC}",
    re.IGNORECASE,
)
_VERSION = re.compile(
    rf"(?<![\w-])(?:version(?:\snumber)?[:\s]\s?(?:(?:is|of|at|stays|still)\s)?|at\s(?=v?\d)"
    rf"|(?<=[\s(`])(?=v\d))`?[\"']?{_NUMBER}",
    re.IGNORECASE,
)
_OF_FILE = re.compile(
    rf"\bversion\s(?:number\s)?(?:in|of)\s(?:the\s)?{_FILE.pattern}\s(?:is|stays|stands|reads|says)\s"
    rf"(?:still\s|currently\s|now\s)?(?:at\s)?`?[\"']?{_NUMBER}"
    rf"|{_FILE.pattern.replace('file', 'owner')}'s\sversion\s(?:is|stays|stands|reads)\s(?:still\s"
    r"|currently\s)?"
    rf"(?:at\s)?`?{_NUMBER.replace('version', 'number')}",
    re.IGNORECASE,
)
_FROM = re.compile(rf"\bfrom\s(?:version\s)?`?[\"']?{_SPEC}[\"']?`?\s(?:to|→|->)\s", re.IGNORECASE)
_BARE_FILE = {".nvmrc": "node", ".node-version": "node", ".python-version": "python",
              ".go-version": "go"}  # fmt: skip
_PINS = re.compile(
    r"\s(?:already\s|currently\s|still\s|now\s)?(?:pins?|says|holds?|has|names?|is|reads"
    r"|contains?|asks for|gives)"
    rf"\s(?:version\s|at\s|on\s)?`?{_SPEC}"
)
_RUNS_ON = {
    "node": ("package.json", ".nvmrc", ".node-version", ".tool-versions"),
    "python": ("pyproject.toml", ".python-version", ".tool-versions"),
    "go": ("go.mod", ".go-version", ".tool-versions"),
    "rust": ("Cargo.toml",),
}
_CHANGE = re.compile(
    r"\b(?:upgrad\w*|migrat\w*|bump\w*|rais\w*|mov(?:e|es|ing)|switch\w*|new|adds?|adding|added"
    r"|drop\w*|older|previous\w*|formerly|was|were|until|after|once|if|when|unless|releas\w+|publish\w*"
    r"|tag(?:s|ged)?|will|should|must|would|might|next|becom\w+|lower\w*|increas\w*|increment\w*|chang\w+"
    r"|set(?:s|ting)?(?! to\b)|updat\w+|pinn?ing|ensure|verify|e\.g|not (?:yet|at|on)|never"
    r"|instead|at the end|in the end|finally|later|eventually|is set to|at least|minimum)\b|n't\b"
    r"|→|->",
    re.IGNORECASE,
)
_WORTH = re.compile(
    r"package\.json|pyproject|go\.mod|Cargo\.toml|\.nvmrc|-version|requires-python|python_requires|engines"
    r"|(?i:stack|language/version)"
)
"""A document without any of these is not taken apart."""
_STACK = re.compile(
    r"\W{0,4}(?:tech(?:nology|nical)?\sstack|stack|language/version|languages?|runtime)\W{0,4}:",
    re.IGNORECASE,
)
_STARTS = re.compile(r"\W{0,4}(?:Node(?:\.js)?|Python|Go|Rust)\s", re.IGNORECASE)
_SHORT = 240
_SENTENCE = re.compile(r"[.;!?]\s|\|")


@dataclass(frozen=True, slots=True)
class StatedVersion:
    """A version that the plan says a manifest gives for the project or for what it runs on."""

    engine: str | None
    """`node`, `python`, ...; None for the project's own version."""
    version: str
    is_least: bool
    """The version or a later one."""
    file: str | None
    """The manifest, as written; None where the plan names none."""
    at: Location


def stated_versions(plan: Plan) -> Iterator[StatedVersion]:
    """What *plan* says of today's versions of the project and its runtimes, in order."""
    for document in plan.work_documents():
        for row in sourced_rows(document):
            name = row.name.lower().removesuffix(".js")
            if row.file.rpartition("/")[2] in _RUNS_ON.get(name, ()):
                yield _stated(name, row.stated, row.file, row.at)
    documents = (each for each in plan.work_documents() if _WORTH.search("\n".join(each.prose)))
    for passage in (passage for document in documents for passage in passages_of(document)):
        if stack := _STACK.match(passage.text):
            yield from _of_stack(passage, stack.end())
            continue
        start = 0
        files = {found["file"] for found in _FILE.finditer(passage.text)}
        only = files.pop() if len(files) == 1 and len(passage.text) < _SHORT else None
        ends = [found.end() for found in _SENTENCE.finditer(passage.text)]
        for end in (*ends, len(passage.text)):
            text = passage.text[start:end]
            if any(char.isdigit() for char in text) and len(text) < 1_000:
                yield from dict.fromkeys(_of(text, start, passage, only))
            start = end


def _of_stack(passage: Passage, start: int) -> Iterator[StatedVersion]:
    """What a line such as "Language/Version: Python 3.12" says, for all manifests together."""
    for found in _RUNTIME.finditer(passage.text, start):
        if not _CHANGE.search(passage.text[start : found.end() + 40].rpartition(",")[2]):
            name = found["name"].lower().removesuffix(".js")
            yield _stated(name, found, None, passage.at(found.start("version")))


def _of(text: str, start: int, passage: Passage, only: str | None) -> Iterator[StatedVersion]:
    """What one sentence says; *only* is the one manifest that the whole passage names."""
    files = list(_FILE.finditer(text))
    file = files[0]["file"] if len({found["file"] for found in files}) == 1 else None
    if files and file is None:
        return  # which one is meant cannot be told
    if only and not files and _STARTS.match(passage.text):
        file = only  # "Python 3.12; dependencies are in `pyproject.toml`"
    if change := _CHANGE.search(_FILE.sub("", text)):
        del change
        found = _FROM.search(text) if file else None
        if found and (engine := _engine_of(text, file or "")) != "?":
            yield _stated(engine, found, file, passage.at(start + found.start("version")))
        return
    for engine, found in _found(text, file):
        yield _stated(engine, found, file, passage.at(start + found.start("version")))


def _found(text: str, file: str | None) -> Iterator[tuple[str | None, re.Match[str]]]:
    """What a sentence about one manifest, or about none, says; None for the project's version."""
    yield from _in_code(text, file)
    for found in _ENGINES.finditer(text) if "package.json" in (file or "") else ():
        yield "node", found
    for found in _KEY.finditer(text):
        yield _of_key(found["key"]), found
    if file is None:
        return
    base = file.rpartition("/")[2]
    for found in _RUNTIME.finditer(text):
        name = found["name"].lower().removesuffix(".js")
        if base in _RUNS_ON[name]:
            yield name, found
    if _FILE.search(text) is None:
        return  # another sentence names it
    if base in _BARE_FILE:
        end = next(each.end() for each in _FILE.finditer(text))
        if pinned := _PINS.match(text, end):
            yield _BARE_FILE[base], pinned
    elif base in ("package.json", "pyproject.toml", "Cargo.toml"):
        yield from ((None, found) for found in _own(text))


def _in_code(text: str, file: str | None) -> Iterator[tuple[str | None, re.Match[str]]]:
    """Entries of a manifest that are quoted in code marks."""
    for code in _CODE.finditer(text):
        start, end = code.span("code")
        if entry := _ENTRY.fullmatch(text, start, end):
            engine = _of_key(entry["key"])
            if file or engine == "python" or (engine is not None and "engines" in text):
                yield engine, entry
        elif file and file.endswith("go.mod") and (go := _GO.fullmatch(text, start, end)):
            yield "go", go


def _own(text: str) -> Iterator[re.Match[str]]:
    """Versions that stand beside the file, with no other name between."""
    file = next(_FILE.finditer(text))
    if (said := _OF_FILE.search(text)) and said["version"]:
        yield said
    for found in _VERSION.finditer(text):
        if found.start() >= file.end():
            between = text[file.end() : found.start()]
        else:
            between = text[found.end() : file.start()]
            if re.search(r"`\s*$", text[: found.start()]):
                continue  # "`lit` version 3.2"
        bare = between.strip("` ")
        if (
            len(bare) <= 40
            and "`" not in bare
            and not re.search(r"\b(?:for|with|by|Node|Python)\b", bare)
        ):
            yield found


def _of_key(key: str) -> str | None:
    if key == "version":
        return None
    if key in ("requires-python", "python_requires"):
        return "python"
    return "rust" if key == "rust-version" else key.rpartition(".")[2]


def _engine_of(text: str, file: str) -> str | None:
    """What a sentence about a change from one version to another is about; `?` for neither."""
    base = file.rpartition("/")[2]
    for name, files in _RUNS_ON.items():
        if re.search(rf"\b{name}\b", text, re.IGNORECASE) and base in files:
            return name
    if "requires-python" in text:
        return "python"
    is_own = re.search(r"\bversion\b", text) and base in ("package.json", "pyproject.toml")
    return None if is_own else "?"


def _stated(
    engine: str | None, found: re.Match[str], file: str | None, at: Location
) -> StatedVersion:
    groups = found.groupdict()
    least = groups.get("mark") in (">=", "≥", ">") or bool(groups.get("least"))
    return StatedVersion(engine, found["version"], least, file, at)
