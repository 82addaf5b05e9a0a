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
    r"^(?:Makefile|Dockerfile|LICENSE|README|Procfile|Jenkinsfile|CODEOWNERS|[Jj]ustfile|Gemfile|Rakefile"
    r"|\.env(?:\.[a-z]{2,12}){1,2}|\.(?:git|docker|npm|prettier|eslint)ignore|\.editorconfig|\.gitattributes)$"
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
_ITEM = re.compile(r"\s*(?:[-*+]|\d{1,3}[.)])\s+(?:\[[ xX]\]\s+)?")
_LABELS: dict[str, FileAction] = {
    "create": "create", "created": "create", "new": "create",
    "modify": "modify", "modified": "modify", "update": "modify", "updated": "modify",
    "edit": "modify", "edited": "modify", "change": "modify", "changed": "modify",
    "delete": "delete", "deleted": "delete", "remove": "delete", "removed": "delete",
}  # fmt: skip
_LABEL = re.compile(
    rf"#{{0,6}}\s*[*_]{{0,3}}(?:(?:existing\s+)?files?\s+(?:to\s+(?:be\s+)?)?)?(?P<word>{'|'.join(_LABELS)})"
    r"(?:\s+(?:the\s+following\s+|these\s+|existing\s+)?files?)?\s*[*_]{0,3}\s*[:：]?\s*[*_]{0,3}",
    re.IGNORECASE,
)
_MAX_LABEL = 60
_PATHS_ALONE = re.compile(
    r"\s*(?:(?:[-*+]|\d{1,3}[.)])\s+)?(?:\[[ xX]\]\s+)?"
    r"(?:`[^`]{1,200}`|[*_,&\s]|and\b|[\w@.-]{1,80}/[\w@./-]{0,200})*+"
)
"""What stands before a path of which the label over its line speaks: other paths."""
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


def labels_over(prose: Sequence[str]) -> list[FileAction | None]:
    """What the label over each line says of the files at its start; None where there is none.

    A label is a paragraph, a bullet or a heading that says no more than "Modify:" or "**New
    files**". It holds for the list below it, and for lines that begin with a path.
    """
    found: list[FileAction | None] = [None] * len(prose)
    label: FileAction | None = None
    indent = -1
    """Of the bullet that is the label; -1 for a paragraph or heading."""
    for index, line in enumerate(prose):
        text = line[:_MAX_LINE]
        bare = text.strip()
        if not bare:
            continue
        depth, item = len(text) - len(text.lstrip()), _ITEM.match(text)
        said = _label(bare if item is None else text[item.end() :].strip())
        if said is not None:
            label, indent = said, depth if item is not None else -1
        elif item is None and depth == 0 and not _PATH.match(bare):
            label = None  # a paragraph, another heading or a table
        elif label is not None and depth <= indent:
            label = None
        else:
            found[index] = label
    return found


def _label(text: str) -> FileAction | None:
    if len(text) > _MAX_LABEL or (match := _LABEL.fullmatch(text)) is None:
        return None
    marked = text.startswith(("#", "*", "_")) or text.rstrip("*_ ").endswith((":", "："))
    return _LABELS[match["word"].lower()] if marked else None


def files_in(
    line: str,
    path: str,
    number: int,
    default: FileAction,
    label: FileAction | None = None,
) -> Iterator[FileMention]:
    """File mentions of one prose line.

    *label* is what the label over the line says of the paths with which it begins.
    """
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
        listed = label if label and _PATHS_ALONE.fullmatch(before) else default
        action = file_action(before[-40:], listed) if default != "test" else "test"
        note = re.match(r"\s*\(([^)]{1,60})\)", after)
        if note and action in ("mention", default) and listed is default:
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
