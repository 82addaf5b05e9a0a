"""Files of the code base that a plan names, with what is to happen to them."""

import re
from collections.abc import Iterator, Sequence

from planproof.core.plan import FileAction, FileMention

_EXTENSION = r"[A-Za-z][A-Za-z0-9]{0,9}"
_PATH = re.compile(
    rf"`(?P<code>[^`\s][^`\n]{{0,200}})`|(?P<bare>(?<![\w/`.:@-])(?:\.{{0,2}}/)?(?:[\w@.{{}}*-]+/)+[\w@.{{}}*-]*\w/?|"
    rf"(?<![\w/`.:@-])[\w-]+(?:\.[\w-]+)*\.{_EXTENSION}(?![\w/(]))"
)
_FILE = re.compile(
    rf"^(?P<file>(?:[A-Za-z]:)?[\w@.{{}}*/\[\]+-]*?[\w*}}\]](?:\.{_EXTENSION})?/?)"
    r"(?::(?P<lines>\d+(?:\s*[-–,]\s*\d+)*))?$"
)
_KNOWN_BARE = re.compile(
    r"^(?:Makefile|Dockerfile|LICENSE|README|Procfile|Jenkinsfile|CODEOWNERS)$"
)
_ACTIONS: tuple[tuple[FileAction, re.Pattern[str]], ...] = (
    ("delete", re.compile(r"\b(?:delete|remove|drop)\b|削除|删除|삭제", re.IGNORECASE)),
    ("test", re.compile(r"\btests?\b|テスト|测试|테스트", re.IGNORECASE)),
    (
        "modify",
        re.compile(
            r"\b(?:modif\w+|update[ds]?|edit(?:ed)?|change[ds]?|extend|refactor)\b|変更|修正|修改|更新|수정",
            re.IGNORECASE,
        ),
    ),
    (
        "create",
        re.compile(
            r"\b(?:create[ds]?|new|add(?:ed)?|criar|crear|neu)\b|作成|新規|新建|创建|생성",
            re.IGNORECASE,
        ),
    ),
    ("read", re.compile(r"\b(?:read|reference|see)\b", re.IGNORECASE)),
)
_EXISTS = re.compile(r"\((?:already )?exist(?:s|ing)\b[^)]*\)|既存|已存在|已有|기존", re.IGNORECASE)
_STRUCK = re.compile(r"~~(?=\S)[^~\n]{1,400}~~")
_PRODUCT = re.compile(r"[A-Z][A-Za-z]{1,12}\.(?:js|io|net|ai)|[A-Z]\d?[A-Z]?\.js|ASP\.NET")
"""`Node.js`, `Next.js`, `D3.js`: outside code marks no file is called so."""
_TREE = re.compile(r"^(?P<indent>[│|\s]*)(?:[├└+][─-]+|[`|]--+)\s?(?P<name>[^\s#(]+)(?P<rest>.*)$")
_MAX_LINE = 2_000


def file_action(text: str, default: FileAction = "mention") -> FileAction:
    """What a label or prefix (`Files to Create`, `Modify:`) says about the files after it.

    "Create/Modify" says both, so it is a plain mention.
    """
    found = [action for action, pattern in _ACTIONS if pattern.search(text)]
    if "create" in found and "modify" in found:
        return "mention"
    return found[0] if found else default


def files_in(line: str, path: str, number: int, default: FileAction) -> Iterator[FileMention]:
    """File mentions of one prose line."""
    if len(line) > _MAX_LINE:
        return
    if "~~" in line:  # what is struck through is no promise; offsets stay
        line = _STRUCK.sub(lambda struck: " " * len(struck[0]), line)
    for match in _PATH.finditer(line):
        text = (match["code"] or match["bare"] or "").strip()
        parsed = _FILE.match(text)
        if parsed is None or not _is_path(parsed["file"], in_code=bool(match["code"])):
            continue
        if match["bare"] and _is_no_file(line, match.start(), text):
            continue
        before, after = line[: match.start()], line[match.end() : match.end() + 60]
        action = file_action(before[-40:], default) if default != "test" else "test"
        note = re.match(r"\s*\(([^)]{1,60})\)", after)
        if note and action in ("mention", default):
            action = file_action(note[1], action)
        yield FileMention.model_construct(
            path=path,
            line_start=number,
            line_end=number,
            file=parsed["file"],
            action=action,
            exists=True if _EXISTS.search(after) else None,
            lines=tuple(int(n) for n in re.findall(r"\d+", parsed["lines"] or "")[:50]),
        )


def _is_no_file(line: str, start: int, text: str) -> bool:
    """True for words outside code marks that only look like a file: `Node.js`, `*_test.go`."""
    tail_of_pattern = start > 0 and line[start - 1] == "*" and text.startswith(("_", "."))
    return tail_of_pattern or _PRODUCT.fullmatch(text) is not None


def _is_path(text: str, *, in_code: bool) -> bool:
    if "://" in text or (text.startswith(("-", "@", "*.", "/")) and text.count("/") < 2):
        return False
    name = text.rstrip("/").rsplit("/", 1)[-1]
    if _KNOWN_BARE.match(name):
        return True
    if re.fullmatch(r"[\d.v]+", text):
        return False
    extension = re.search(rf"\.({_EXTENSION})$", name)
    if "/" in text:
        return (
            bool(extension) or (in_code and text.endswith("/")) or (in_code and text.count("/") > 1)
        )
    return extension is not None and extension[1].lower() in _EXTENSIONS


_EXTENSIONS = frozenset(
    """
    py pyi js jsx ts tsx mjs cjs go rs java kt kts scala rb php cs cpp cc c h hpp swift m mm
    sh bash zsh ps1 sql md mdx mdc rst txt json jsonl yaml yml toml ini cfg conf env xml html
    css scss less vue svelte lock proto graphql tf tfvars gradle properties csv tsv ipynb dart
    ex exs erl hs lua pl r jl csproj sln prisma dockerfile mmd svg png
    """.split()  # noqa: SIM905  # a list of 80 literals would hide what is missing
)


def tree_files(
    lines: Sequence[str], path: str, first: int, default: FileAction
) -> Iterator[FileMention]:
    """File mentions of a directory tree drawn in a fence; *first* is the line of `lines[0]`."""
    stack: list[tuple[int, str]] = []
    for offset, line in enumerate(lines):
        match = _TREE.match(line[:_MAX_LINE])
        if match is None:
            root = line.strip()
            if root.endswith("/") and " " not in root:
                stack = [(-1, root.rstrip("/"))]
            continue
        depth = len(match["indent"])
        while stack and stack[-1][0] >= depth:
            stack.pop()
        name = match["name"]
        full = "/".join([part for _, part in stack] + [name.rstrip("/")])
        if name.endswith("/") or not re.search(rf"\.{_EXTENSION}$", name):
            stack.append((depth, name.rstrip("/")))
            continue
        yield FileMention.model_construct(
            path=path,
            line_start=first + offset,
            line_end=first + offset,
            file=full,
            action=file_action(match["rest"], default),
            exists=True if _EXISTS.search(match["rest"]) else None,
            lines=(),
        )
