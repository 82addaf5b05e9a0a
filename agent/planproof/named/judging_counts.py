"""Claims of how many files a folder holds, and how many tests a file."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase

from planproof.core.codebase import CodeBase
from planproof.named.claim import Claim
from planproof.named.claim_words import OWN_FILE
from planproof.named.judging import EMPTY_NAMES, Verdict, ending, file_at, fits, folder_at, is_code
from planproof.named.judging_files import unread
from planproof.words import count

_FILE_NOUNS = frozenset(
    """
    files file modules module scripts script templates template fixtures fixture workflows
    workflow migrations migration documents docs pages
    """.split()  # noqa: SIM905  # a list of literals would hide what is missing
)
_SUFFIXES: Mapping[str, tuple[str, ...]] = {
    "python": (".py",), "sql": (".sql",), "typescript": (".ts", ".tsx"), "go": (".go",),
    "javascript": (".js", ".jsx", ".mjs"), "rust": (".rs",), "yaml": (".yml", ".yaml"),
    "json": (".json",), "markdown": (".md",), "html": (".html",), "java": (".java",),
    "kotlin": (".kt",), "ruby": (".rb",), "css": (".css",), "shell": (".sh",), "csv": (".csv",),
    "toml": (".toml",), "php": (".php",), "c#": (".cs",), "swift": (".swift",), "xml": (".xml",),
    "vue": (".vue",), "svg": (".svg",), "tsx": (".tsx",), "ts": (".ts",), "js": (".js",),
}  # fmt: skip
_DATA = frozenset({".json", ".csv", ".yml", ".yaml", ".toml", ".xml", ".jsonl", ".db", ".sqlite"})
_MANY_IN_ONE = frozenset(
    """
    models records documents queries views reports handlers controllers helpers utilities utils
    helpers plugins schemas resources pages stories policies roles serializers validators
    components rows samples examples users events commands jobs tasks factories translations
    tokens icons
    """.split()  # noqa: SIM905  # a list of literals would hide what is missing
)
"""Things of which one file of code may well hold several."""
_SHARED = re.compile(
    r"(?:^|/)(?:base|abstract|types?|common|shared|utils?|helpers?|mod|main|lib|template|env|example"
    r"|interfaces?|constants|setup|schema|manifest|registry|deps|conftest)\.\w+$",
    re.IGNORECASE,
)
"""Files that serve the others of their folder."""
_MAX_STARS = 4
"""A pattern with more takes long to be matched."""
_TESTS: tuple[tuple[tuple[str, ...], str], ...] = (
    ((".py",), r"\s*(?:async )?def test\w*\("),
    (
        (".js", ".jsx", ".ts", ".tsx", ".mjs", ".cjs", ".mts", ".cts", ".vue", ".svelte"),
        r"\s*(?:it|test|Deno\.test)(?:\.(?:only|skip|concurrent|fails|todo))?\s*\(",
    ),
    ((".go",), r"func (?:\([^)]{0,60}\) )?Test(?!Main\b)\w*\("),
    ((".rs",), r"\s*#\[(?:\w+::)?(?:test|rstest|test_case|tokio::test)\b"),
    ((".java", ".kt", ".scala", ".groovy"), r"\s*@(?:Test|ParameterizedTest|RepeatedTest)\b"),
    ((".rb",), r"\s*(?:(?:it|specify|scenario|example|test)[ (]['\"{]|def test_\w+|it \{)"),
    ((".php",), r"\s*(?:(?:public |final |static )*function test\w*\(|#\[Test\]|(?:it|test)\()"),
    ((".cs",), r"\s*\[(?:Fact|Theory|Test|TestMethod|TestCase)\b"),
    ((".swift",), r"\s*(?:func test\w*\(|@Test\b)"),
    ((".dart",), r"\s*(?:test|testWidgets|blocTest)(?:<[^>]{1,80}>)?\("),
    ((".ex", ".exs"), r"\s*(?:test|property)\s+\""),
    ((".cc", ".cpp", ".cxx", ".c", ".h", ".hpp"), r"\s*(?:TEST|TEST_F|TEST_P|TEST_CASE)\s*\("),
)
_TEST = {end: re.compile(pattern) for ends, pattern in _TESTS for end in ends}
_MANY = re.compile(
    r"parametrize|\.each\b|@ParameterizedTest|t\.Run\(|@given|#\[rstest|#\[case|#\[test_case|@pytest\.fixture"
    r"\(.{0,80}params|subTest|\[Theory|\[TestCase|@RepeatedTest|dataProvider|\.forEach\(|shared_examples"
    r"|it_behaves_like|include_examples|TEST_P|INSTANTIATE_|for_each|\bfor\s*\(|macro_rules"
)
_INHERITS = re.compile(r"class \w+\((?P<of>[^)]{1,200})\)\s*:")
_PLAIN_CASES = re.compile(
    r"\s*(?:[\w.]*\bTestCase|object|[\w.]*\bIsolatedAsyncioTestCase|[\w.]*\bTransactionTestCase)\s*"
)


def files(claim: Claim, base: CodeBase) -> Verdict:
    """A folder, or a pattern, is said to hold so many files, or things that are files each."""
    if "*" in claim.subject:
        return _matching(claim, base)
    folder = folder_at(claim.subject, base)
    if folder is None:
        return unread(claim, base)
    below = list(base.below(folder))
    direct = [path for path in below if "/" not in path[len(folder) + 1 :]]
    suffixes = _suffixes(claim)
    kept = [path for path in below if not suffixes or path.endswith(suffixes)]
    counts = _counts(folder, kept, claim, by_end=not suffixes)
    if any(fits(claim, actual) for actual in counts):
        return "verified", f"`{folder}` holds {count(claim.number, 'such file')}."
    own = [path for path in kept if path.rpartition("/")[2] not in EMPTY_NAMES]
    near = [path for path in own if path in direct]
    if claim.noun not in _FILE_NOUNS and not _is_uniform(claim, near, own, max(counts)):
        return "unverified", f"`{folder}` holds {count(len(own), 'file')} of several kinds."
    shown = near or own
    return "wrong", f"`{folder}` holds {count(len(shown), 'file')}.", "minor"


def _matching(claim: Claim, base: CodeBase) -> Verdict:
    """A pattern is said to fit so many files."""
    pattern = claim.subject.removeprefix("./")
    if pattern.count("*") > _MAX_STARS:
        return "unverified", "The pattern takes too long to be matched."
    if "/" not in pattern:
        return "unverified", "The pattern has no folder."
    # `src/**/*.ts` fits `src/a.ts` as well.
    ways = {pattern, pattern.replace("**/", "")}
    found = [path for path in base.paths if any(fnmatchcase(path, way) for way in ways)]
    if not found:
        found = [p for p in base.paths if any(fnmatchcase(p, f"*/{way}") for way in ways)]
    if not found:
        return "unverified", "No file fits the pattern."
    flat = [path for path in found if path.count("/") == min(each.count("/") for each in found)]
    own = [path for path in found if path.rpartition("/")[2] not in EMPTY_NAMES]
    plain = [path for path in own if not _SHARED.search(path)]
    counts = [len(found), len(flat), len(own), len(plain)]
    if any(fits(claim, actual) for actual in counts):
        return "verified", f"`{claim.subject}` fits {count(claim.number, 'file')}."
    if claim.noun not in _FILE_NOUNS and claim.noun in _MANY_IN_ONE | OWN_FILE:
        return "unverified", f"`{claim.subject}` fits {count(len(own), 'file')} of such things."
    return "wrong", f"`{claim.subject}` fits {count(len(own), 'file')}.", "minor"


def _suffixes(claim: Claim) -> tuple[str, ...]:
    if claim.name.startswith("."):
        return (claim.name,)
    return _SUFFIXES.get(claim.name, ())


def _counts(folder: str, below: Sequence[str], claim: Claim, *, by_end: bool) -> list[int]:
    """Every number that somebody who looks into the folder may arrive at."""
    start = len(folder) + 1
    direct = [path for path in below if "/" not in path[start:]]
    stem = claim.noun.removesuffix("s").removesuffix("ie")
    counts = [len({path[start:].partition("/")[0] for path in below if "/" in path[start:]})]
    counts.append(counts[0] + len(direct))
    for paths in (direct, list(below)):
        own = [path for path in paths if path.rpartition("/")[2] not in EMPTY_NAMES]
        named = [
            p for p in own if not p.rpartition("/")[2].startswith((".", "_", "README", "index"))
        ]
        untested = [path for path in named if not re.search(r"(?:^|[._/-])(?:tests?|spec)\b", path)]
        plain = [path for path in untested if not _SHARED.search(path)]
        meant = [path for path in own if stem in path[start:].lower()] if len(stem) > 2 else []
        counts += [len(paths), len(own), len(named), len(untested), len(plain)]
        counts += [len(meant)] if meant else []
        if by_end:
            counts += _by_end(own).values()
    return counts


def _by_end(paths: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for path in paths:
        found[ending(path)] += 1
    return found


def _is_uniform(claim: Claim, near: Sequence[str], own: Sequence[str], most: int) -> bool:
    """True where each file is clearly one of the things, whatever the plan calls them."""
    paths = near or own
    plain = [path for path in paths if not path.rpartition("/")[2].startswith(("README", ".", "_"))]
    ends = set(_by_end(plain))
    if len(ends) != 1 or len(near) not in (0, len(own)):
        return False
    if claim.number <= most:
        return True
    # There are more than files: one file may hold several.
    return not (ends <= _DATA) and not (claim.noun in _MANY_IN_ONE | OWN_FILE and is_code(plain[0]))


def tests(claim: Claim, base: CodeBase) -> Verdict:
    """A file or folder is said to hold so many tests."""
    path, folder = file_at(claim.subject, base), folder_at(claim.subject, base)
    paths = [path] if path is not None else []
    if path is None and folder is not None:
        paths = [each for each in base.below(folder) if is_code(each)]
    if path is None and folder is None:
        return unread(claim, base)
    if not paths or any(each not in base.texts for each in paths):
        return "unverified", "The tests could not all be read."
    actual = sum(_tests_in(each, base.texts[each]) for each in paths)
    if fits(claim, actual):
        return "verified", f"{count(actual, 'test')} counted in `{path or folder}`."
    many = any(_may_be_more(each, base.texts[each]) for each in paths)
    if actual == 0 or (many and (claim.number > actual or claim.bound == "most")):
        return "unverified", "Tests that are made from a list of cases cannot be counted."
    return "wrong", f"{count(actual, 'test')} counted in `{path or folder}`.", "minor"


def _tests_in(path: str, lines: Sequence[str]) -> int:
    pattern = _TEST.get(ending(path))
    return sum(pattern.match(line) is not None for line in lines) if pattern is not None else 0


def _may_be_more(path: str, lines: Sequence[str]) -> bool:
    """True where one test in the text may be run as several, or some come from elsewhere."""
    if any(_MANY.search(line[:2_000]) for line in lines):
        return True
    if not path.endswith(".py"):
        return False
    classes = [found for line in lines if (found := _INHERITS.match(line[:400]))]
    return any(_PLAIN_CASES.fullmatch(found["of"]) is None for found in classes)
