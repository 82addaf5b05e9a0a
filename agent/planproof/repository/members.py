"""Whether the text of a class shows that it does not have a member.

Only what is beyond doubt counts: a class that inherits from what is not at hand, that answers for
names at run time, or that something else may add to, may have any member.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

Texts = Mapping[str, Sequence[str]]
"""Lines of files by path."""

_HEAD = re.compile(
    r"^(?P<indent>\s*)(?:(?:export|default|public|private|protected|internal|abstract|final|static"
    r"|sealed|open|data|partial|declare|async|unsafe|pub(?:\([a-z]+\))?|case|inner|value|readonly"
    r"|typedef)\s+){0,6}(?P<kind>class|interface|struct|record|trait|enum|object|protocol|extension"
    r"|impl|type|union|mixin|namespace|module)\b(?P<rest>[^\n]{0,400})"
)
_TOP = re.compile(
    r"(?P<indent>\s*)(?:@\w|(?:async\s+)?def\s|(?:pub\s+)?fu?n\s|func(?:tion)?\s|const\s|let\s|var\s|if\s+__name__"
    r"|export\s|[A-Z_]{3,}\s*=)"
)
"""Begins what comes after a class, where it is not further in than the class."""
_BODY_STARTS = re.compile(r"(?::\s*(?:#.*)?|\{.*|\bend)$")
_OPEN_NAMES = re.compile(
    r"__getattr__|__getattribute__|\bsetattr\(|\b__call\b|\bnew Proxy\(|\[key:\s*\w+\]"
    r"|method_missing|define_method|\bdelegate\b|^\s*(?:include|extend|prepend)\s+[A-Z]"
    r"|^\s*use\s+[A-Z]\w*\s*;|macro_rules!"
    r"|\bdynamic\b|Object\.assign\(|^\s*\*?[A-Z][\w.]*\s*$|^\s*\*?[a-z]\w*\.[A-Z]\w*\s*$"
)
"""In a class that may have members which its text does not name; the last ones embed another."""
_HARMLESS = frozenset(
    """
    object ABC abc.ABC Protocol Generic Exception ValueError RuntimeError KeyError TypeError
    LookupError Enum enum.Enum StrEnum enum.StrEnum IntEnum enum.IntEnum TypedDict NamedTuple Error
    Serializable Comparable Cloneable Hashable Equatable Codable Sendable CaseIterable
    """.split()  # noqa: SIM905  # a list of literals would hide what is missing
)
"""Bases whose members nobody would plan with."""
_DECORATORS = re.compile(
    r"@(?:dataclasses?\.)?(?:dataclass|final|runtime_checkable|unique|total_ordering|Injectable|Component"
    r"|Controller|Module|Entity|Service|Override|Deprecated|SuppressWarnings|Repository)\b"
)
_DERIVES = re.compile(
    r"#\[derive\((?:\s*(?:Debug|Clone|Copy|PartialEq|Eq|Hash|Default|PartialOrd|Ord|Serialize"
    r"|Deserialize)\s*,?)*\)\]"
)
_DERIVED = frozenset({"clone", "default", "eq", "ne", "cmp", "partial_cmp", "hash", "fmt"})
_GENERIC = re.compile(r"<[^<>]{0,200}>|\[[^\[\]]{0,200}\]")
_TRAIT = re.compile(r"\bimpl\s+(?:\w+::)*(?P<name>\w+)\s+for\b")
_PLAIN_TRAITS = frozenset(
    """
    Display Debug Default From Into TryFrom FromStr Error Drop Clone PartialEq Eq Hash Serialize
    Deserialize FromRow AsRef IntoResponse
    """.split()  # noqa: SIM905  # as above
)
_LOOSE = frozenset({"extension", "type", "mixin", "namespace", "module", "object"})
_GO_TYPE = re.compile(r"\b(?:struct|interface)\b")
_PARAMETERS = re.compile(r"\([^()]*:[^()]*\)")
"""Behind the name of a class in Kotlin and Scala."""
_BASES = re.compile(r"\((?P<called>[\w\s.,]*)\)|(?:extends\s|<\s|:)\s*(?P<named>[\w\s.,]+)")
_MAX_HEAD = 20
_MAX_LINE = 1_000
_MAX_DEPTH = 4


def lacks(owner: str, member: str, texts: Texts) -> bool:
    """True when the text of the class *owner* shows that it has no *member*.

    Args:
        owner: The name of a class or another type.
        member: The name that is said to be one of its members.
        texts: Every file of code in which *owner* occurs.
    """
    if member in _DERIVED or any(_beside(lines, owner, member) for lines in texts.values()):
        return False
    return _lacks(owner, member, texts, _MAX_DEPTH)


def _lacks(owner: str, member: str, texts: Texts, depth: int) -> bool:
    classes = [
        (path, number, match)
        for path, lines in texts.items()
        for number, match in _heads(lines, owner)
    ]
    if depth == 0 or not any(match["kind"] not in ("impl", "extension") for *_, match in classes):
        return False
    for path, number, match in classes:
        lines = texts[path]
        head, region = _region(lines, number, match)
        if path.endswith(".rb"):
            head = match[0]
        if _mentions(region, member) or any(_OPEN_NAMES.search(line) for line in region):
            return False
        if not _decorations_are_harmless(lines, number):
            return False
        bases = _bases(head, match, owner)
        if bases is None:
            return False
        for base in bases:
            if base not in _HARMLESS and not _lacks(base, member, texts, depth - 1):
                return False
    return True


def _heads(lines: Sequence[str], owner: str) -> Iterator[tuple[int, re.Match[str]]]:
    """The lines that begin a definition of *owner*, or add to it."""
    whole = _whole(owner)
    for number, line in enumerate(lines):
        if owner not in line or len(line) > _MAX_LINE:
            continue
        match = _HEAD.match(line)
        if match is None:
            continue
        name = match["rest"] if match["kind"] == "impl" else _first_name(match["rest"])
        if whole.search(name):
            yield number, match


def _first_name(rest: str) -> str:
    return (re.match(r"\s+[\w$]+", rest) or [""])[0]


def _region(lines: Sequence[str], number: int, match: re.Match[str]) -> tuple[str, list[str]]:
    """The head of a class in one line; and its lines, up to what comes after it.

    Rather some lines too many than one too few: a text may hold lines that stand out.
    """
    depth = len(match["indent"].expandtabs(4))
    end = number + 1
    while end < len(lines):
        line = lines[end][:_MAX_LINE]
        after = _HEAD.match(line) or _TOP.match(line)
        if after is not None and len(after["indent"].expandtabs(4)) <= depth:
            break
        end += 1
    head = ""
    for line in lines[number : min(number + _MAX_HEAD, end)]:
        head += " " + line.strip()[:_MAX_LINE]
        if _BODY_STARTS.search(line.rstrip()[:_MAX_LINE]):
            break
    return head, list(lines[number:end])


def _bases(head: str, match: re.Match[str], owner: str) -> list[str] | None:
    """The names that a class inherits from; None where that cannot be told."""
    plain, kind = head, match["kind"]
    for _ in range(_MAX_DEPTH):
        plain = _GENERIC.sub("", plain)
    if kind == "impl":
        trait = _TRAIT.search(plain)
        # Of a trait the type has all that the trait brings along.
        return None if trait is not None and trait["name"] not in _PLAIN_TRAITS else []
    if kind in _LOOSE:
        return [] if kind == "extension" or _GO_TYPE.search(head) else None
    rest = plain.partition(owner)[2].partition("{")[0]
    rest = re.sub(r"\bimplements\b[^{]*", "", rest).strip().rstrip(":;").strip()
    if kind == "record" or _PARAMETERS.fullmatch(rest):
        rest = re.sub(r"^\([^()]*\)", "", rest).strip()
    if not rest:
        return []
    given = _BASES.fullmatch(rest)
    if given is None:
        return None
    found = (given["called"] or given["named"] or "").split(",")
    return [base.strip() for base in found if base.strip()]


def _decorations_are_harmless(lines: Sequence[str], number: int) -> bool:
    """Whether what stands right above a class adds no members to it."""
    within = False
    for line in reversed(lines[max(number - _MAX_HEAD, 0) : number]):
        plain = line.strip()[:_MAX_LINE]
        if plain.startswith("@"):
            if not _DECORATORS.match(plain):
                return False
            within = False
        elif plain.startswith("#["):
            if "derive" in plain and not _DERIVES.fullmatch(plain):
                return False
        elif plain.startswith((")", "})")):
            within = True
        elif not within and not plain.startswith(("//", "#", "*", "/*")):
            return True
    return True


def _beside(lines: Sequence[str], owner: str, member: str) -> bool:
    """True when a line has both: it may add the member from outside."""
    found = _whole(member)
    owning = _whole(owner)
    return any(
        owner in line and member in line and found.search(line) and owning.search(line)
        for line in lines
    )


def _mentions(lines: Collection[str], word: str) -> bool:
    whole = _whole(word)
    return any(word in line and whole.search(line) for line in lines)


def _whole(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w$]){re.escape(word)}(?![\w$])")
