"""Claims of state, held against what the code base holds."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from planproof.core.codebase import CodeBase
from planproof.core.finding import Severity
from planproof.core.plan import Plan
from planproof.core.repository import repository_path
from planproof.core.review import StatedClaim
from planproof.named.changes import Changes, file_at, folder_at
from planproof.named.state import Claim, claims_in
from planproof.named.testing import tests_run
from planproof.words import count, listed

State = Literal["verified", "wrong", "unverified"]
MAX_FILES = 200
"""Files of one folder that are read for a claim."""
MAX_HITS = 20
"""A tree tells no more files than these for a word."""

_TEST = re.compile(
    r"\s*(?:(?:async )?def test_\w*\(|(?:it|test)(?:\.(?:only|skip|concurrent))?\(|func Test\w*\("
    r"|#\[(?:\w+::)?test\b|@Test\b)"
)
_MANY = re.compile(r"parametrize|\.each\b|@ParameterizedTest|t\.Run\(|@given|#\[rstest")
_DEFINES = (
    r"(?:def|class|function|func|fn|const|let|var|type|interface|enum|struct|export)\s+"
    r"(?:\w+\s+){0,2}"
)
_COMMENTS = ("#", "//", '"""', "/*", "*", "<!--", "--")
_IMPORTS = ("import ", "from ")
_EMPTY_NAMES = frozenset({".gitkeep", ".keep", "__init__.py", ".gitignore"})


@dataclass(frozen=True, slots=True)
class Judged:
    """A claim and what was found."""

    claim: Claim
    state: State
    evidence: str
    severity: Severity = "major"
    """How bad it is where the claim is wrong."""


Verdict = tuple[State, str] | tuple[State, str, Severity]


def judged_claims(plan: Plan, codebase: CodeBase) -> tuple[StatedClaim, ...]:
    """Every claim of state that *plan* makes, with what *codebase* says to it, in plan order."""
    return tuple(
        StatedClaim(
            text=each.claim.text, state=each.state, evidence=each.evidence, location=each.claim.at
        )
        for each in judged(plan, codebase)
    )


def judged(plan: Plan, codebase: CodeBase) -> tuple[Judged, ...]:
    """The same, with the claims as they were understood."""
    found = claims_in(plan)
    if not found:
        return ()
    changes = Changes(plan)
    results: list[Judged] = []
    for claim in found:
        if changes.before(claim, codebase):
            said: Verdict = ("unverified", "An earlier part of the plan changes it.")
        else:
            said = _JUDGES[claim.kind](claim, codebase)
        results.append(Judged(claim, said[0], said[1], said[2] if len(said) == 3 else "major"))
    return tuple(results)


def files_to_read(plan: Plan, paths: Collection[str]) -> tuple[str, ...]:
    """The files of the code base whose lines are needed to judge the claims of *plan*."""
    base = CodeBase(root="", paths=frozenset(paths))
    found: list[str] = []
    for claim in claims_in(plan):
        if claim.is_path:
            file, folder = file_at(claim.subject, base), folder_at(claim.subject, base)
            found += [file] if file is not None else []
            if folder is not None and claim.kind == "tests":
                found += [p for p in base.below(folder) if _is_code(p)][:MAX_FILES]
    for test in tests_run(plan):
        found += [file] if (file := base.find(test.path)) is not None else []
    return tuple(dict.fromkeys(found))


def names_counted(plan: Plan) -> frozenset[str]:
    """Names whose files are to be read as well: the plan counts where they are used."""
    return frozenset(claim.subject for claim in claims_in(plan) if not claim.is_path)


def _is_code(path: str) -> bool:
    return path.endswith(
        (".py", ".js", ".jsx", ".ts", ".tsx", ".mjs", ".go", ".rs", ".java", ".kt")
    )


def _exists(claim: Claim, base: CodeBase) -> Verdict:
    there = base.ending(claim.subject) if not claim.subject.endswith("/") else ()
    if there or folder_at(claim.subject, base) is not None:
        return "verified", f"`{there[0] if there else claim.subject}` is there."
    if (doubt := _doubt(claim.subject, base)) is not None:
        return "unverified", doubt
    same = base.same_name(claim.subject)
    return "wrong", "No file has this path" + (f"; `{same[0]}` is there." if same else ".")


def _doubt(subject: str, base: CodeBase) -> str | None:
    """Why a path that was not found may be there all the same; None when it cannot."""
    name = subject.strip("/")
    if not base.ignored.isdisjoint((subject, name)):
        return "The repository's ignore rules leave it out."
    if any(folder.endswith(f"/{name}") for folder in base.folders):
        return "More than one folder has this name."
    if "/" not in name and "." not in name:
        return "It may name something other than a file."
    return None


def _absent(claim: Claim, base: CodeBase) -> Verdict:
    name = repository_path(claim.subject)
    if name in base.paths or claim.subject.strip("/") in base.folders:
        return "wrong", f"`{claim.subject}` is there.", "minor"
    return "verified", "Nothing has this path."


def _empty(claim: Claim, base: CodeBase) -> Verdict:
    path, folder = file_at(claim.subject, base), folder_at(claim.subject, base)
    if path is not None:
        return _empty_file(path, base)
    if folder is None:
        return "unverified", "Nothing with this path was found."
    held = [each for each in base.below(folder) if each.rpartition("/")[2] not in _EMPTY_NAMES]
    if held:
        return "wrong", f"`{folder}` holds {count(len(held), 'file')}, such as `{held[0]}`."
    return "verified", f"`{folder}` holds nothing of its own."


def _empty_file(path: str, base: CodeBase) -> Verdict:
    lines = base.texts.get(path)
    if lines is None:
        return "unverified", "The file could not be read."
    full = [line for line in lines if line.strip()]
    if not full:
        return "verified", f"`{path}` has no text."
    if all(line.strip().startswith(_COMMENTS) for line in full):
        return "unverified", f"`{path}` has {count(len(full), 'line')} of comment."
    return "wrong", f"`{path}` has {count(len(lines), 'line')}."


def _lines(claim: Claim, base: CodeBase) -> Verdict:
    path = file_at(claim.subject, base)
    lines = base.texts.get(path or "")
    if path is None or lines is None:
        return "unverified", "The file could not be read."
    actual = len(lines)
    fits = _fits(claim, actual, slack=2, is_round=claim.number >= 100 and claim.number % 50 == 0)
    evidence = f"`{path}` has {count(actual, 'line')}."
    if fits:
        return "verified", evidence
    # A file that is not half or twice as long as was thought is the same task all the same.
    far = claim.number > 2 * actual or actual > 2 * claim.number
    return "wrong", evidence, "major" if far else "minor"


def _fits(claim: Claim, actual: int, *, slack: int = 0, is_round: bool = False) -> bool:
    stated = claim.number
    if claim.bound == "least":
        return actual >= stated - slack
    if claim.bound == "most":
        return actual <= stated + slack
    if claim.bound == "about" or is_round:
        return abs(actual - stated) <= max(stated * 0.1, slack, 1)
    return abs(actual - stated) <= slack


def _files(claim: Claim, base: CodeBase) -> Verdict:
    folder = folder_at(claim.subject, base)
    if folder is None:
        return "unverified", "No folder with this path was found."
    below = list(base.below(folder))
    direct = [path for path in below if "/" not in path[len(folder) + 1 :]]
    suffix = _SUFFIXES.get(claim.name, claim.name if claim.name.startswith(".") else "")
    counts: list[int] = []
    for files in (direct, below):
        kept = [path for path in files if path.endswith(suffix)] if suffix else files
        own = [path for path in kept if path.rpartition("/")[2] not in _EMPTY_NAMES]
        named = [
            path for path in own if not path.rpartition("/")[2].startswith((".", "_", "README"))
        ]
        counts += [len(kept), len(own), len(named)]
        if not suffix:
            by_end: Mapping[str, int] = _by_end(own)
            counts += by_end.values()
    if any(_fits(claim, actual) for actual in counts):
        return "verified", f"`{folder}` holds {count(claim.number, 'such file')}."
    return (
        "wrong",
        f"`{folder}` holds {count(counts[1] if suffix else len(direct), 'file')}.",
        "minor",
    )


def _by_end(paths: list[str]) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for path in paths:
        found[path.rpartition(".")[2]] += 1
    return found


def _tests(claim: Claim, base: CodeBase) -> Verdict:
    path, folder = file_at(claim.subject, base), folder_at(claim.subject, base)
    paths = [path] if path is not None else []
    if path is None and folder is not None:
        paths = [each for each in base.below(folder) if _is_code(each)]
    if not paths or any(each not in base.texts for each in paths):
        return "unverified", "The tests could not all be read."
    lines = [line for each in paths for line in base.texts[each]]
    actual = sum(_TEST.match(line) is not None for line in lines)
    if _fits(claim, actual):
        return "verified", f"{count(actual, 'test')} counted in `{path or folder}`."
    many = any(_MANY.search(line) for line in lines)
    if actual == 0 or (many and claim.number > actual):
        return "unverified", "Tests that are made from a list of cases cannot be counted."
    return "wrong", f"{count(actual, 'test')} counted in `{path or folder}`.", "minor"


def _uses(name: str, base: CodeBase) -> Iterator[tuple[str, int]]:
    """Lines of the code base that use a name; not the one that defines it, nor documents."""
    whole = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
    defines = re.compile(rf"\s*{_DEFINES}{re.escape(name)}\b")
    for path, lines in sorted(base.texts.items()):
        if path.endswith((".md", ".rst", ".txt", ".lock", ".adoc")):
            continue
        for number, line in enumerate(lines, 1):
            text = line[:2_000]
            if name in text and whole.search(text) and not defines.match(text):
                yield path, number


def _unused(claim: Claim, base: CodeBase) -> Verdict:
    calls = [
        (path, number)
        for path, number in _uses(claim.subject, base)
        if not base.texts[path][number - 1]
        .lstrip()
        .startswith(("#", "//", "*", "import ", "from "))
    ]
    if calls:
        shown = listed([f"`{path}:{number}`" for path, number in calls], 3)
        return "wrong", f"`{claim.subject}` is used at {shown}."
    if claim.subject in base.words and not any(
        claim.subject in line for lines in base.texts.values() for line in lines
    ):
        return "unverified", "The files that hold it were not read."
    return "verified", f"No use of `{claim.subject}` was found."


def _usages(claim: Claim, base: CodeBase) -> Verdict:
    hits = [hit for hit in _uses(claim.subject, base) if _is_below(hit[0], claim.scope)]
    whole = re.compile(rf"(?<!\w){re.escape(claim.subject)}(?!\w)")
    all_lines = [
        (path, number)
        for path, lines in base.texts.items()
        if _is_below(path, claim.scope)
        for number, line in enumerate(lines, 1)
        if claim.subject in line and whole.search(line[:2_000])
    ]
    files = {path for path, _ in all_lines}
    if not all_lines or len(files) >= MAX_HITS:
        return "unverified", "Not all files that hold it were read."
    calls = [
        (path, number)
        for path, number in hits
        if not base.texts[path][number - 1].lstrip().startswith(_IMPORTS)
    ]
    by_file = (len({path for path, _ in hits}), len({path for path, _ in calls}), len(files))
    by_line = (len(hits), len(calls), len(all_lines))
    is_files = claim.name.startswith(("file", "module"))
    counts = by_file if is_files else (*by_line, *(by_file if claim.name == "places" else ()))
    code = [len(hits), len({path for path, _ in hits})][is_files]
    said = (
        f"`{claim.subject}` is used at {count(len(hits), 'line')} of {count(by_file[0], 'file')}."
    )
    if any(_fits(claim, actual) for actual in counts):
        return "verified", said
    return "wrong", said, "major" if code > 2 * claim.number else "minor"


def _is_below(path: str, scope: str) -> bool:
    return not scope or path == scope or path.startswith(f"{scope}/")


def _holds(claim: Claim, base: CodeBase) -> Verdict:
    path = file_at(claim.subject, base)
    lines = base.texts.get(path or "")
    if path is None or lines is None:
        return "unverified", "The file could not be read."
    whole = re.compile(rf"(?<!\w){re.escape(claim.name)}(?!\w)")
    at = next((n for n, line in enumerate(lines, 1) if whole.search(line[:2_000])), None)
    if at is None:
        return "wrong", f"`{path}` has nothing of the name `{claim.name}`."
    return "verified", f"`{path}:{at}` has `{claim.name}`."


def _lacks(claim: Claim, base: CodeBase) -> Verdict:
    said = _holds(claim, base)
    if said[0] == "unverified":
        return said
    return ("wrong" if said[0] == "verified" else "verified"), said[1], "minor"


def _implemented(claim: Claim, base: CodeBase) -> Verdict:
    if claim.subject in base.words:
        return "unverified", f"The code base has the word `{claim.subject}`."
    if any(claim.subject in line for lines in base.texts.values() for line in lines):
        return "unverified", f"The code base has the word `{claim.subject}`."
    return "wrong", f"The word `{claim.subject}` occurs nowhere in the code base."


_SUFFIXES = {
    "python": ".py", "sql": ".sql", "typescript": ".ts", "javascript": ".js", "go": ".go",
    "rust": ".rs", "yaml": ".yml", "json": ".json", "markdown": ".md", "html": ".html",
}  # fmt: skip
_JUDGES: Mapping[str, Callable[[Claim, CodeBase], Verdict]] = {
    "exists": _exists,
    "done": _exists,
    "absent": _absent,
    "empty": _empty,
    "lines": _lines,
    "files": _files,
    "tests": _tests,
    "unused": _unused,
    "usages": _usages,
    "holds": _holds,
    "lacks": _lacks,
    "implemented": _implemented,
}
