"""What a part of the plan is shown of the code base: named files, their folders, cited lines."""

from collections.abc import Iterable, Iterator, Sequence

from planproof.core.chunk import Chunk
from planproof.core.codebase import CodeBase
from planproof.core.plan import FileMention, Plan
from planproof.core.secrets import redact
from planproof.tokens import text_size

FOLDER_TOKENS = 500
EXCERPT_TOKENS = 1_800
"""The most that the tree and the excerpts may cost one part."""
_AROUND = 6
"""Lines shown before and after a cited line."""
_MOST_FILES = 60
_MOST_NAMES = 40
"""Files listed of one folder."""
_MOST_CHARACTERS = 200
"""Of a line that is shown."""


def code_facts(plan: Plan, codebase: CodeBase, chunk: Chunk) -> str:
    """What is at hand of the code that *chunk* is about, as Markdown; empty when it names none.

    No secret is in it, and of a file no more than the lines around those that the plan cites.
    """
    named = list(_named(plan, chunk))[:_MOST_FILES]
    parts = [
        _section("Files that this part names", (_state(codebase, m) for m in _once(named))),
        _section("Files beside them in the code base", _folders(codebase, named)),
        _section("Cited places, `number| line`", _excerpts(codebase, named, _text(plan, chunk))),
    ]
    return redact("\n\n".join(part for part in parts if part))


def _text(plan: Plan, chunk: Chunk) -> str:
    return plan.document(chunk.path).text(chunk.line_start, chunk.line_end)


def _named(plan: Plan, chunk: Chunk) -> Iterator[FileMention]:
    """The mentions that stand in the part, in order of lines."""
    found = (
        mention
        for node in plan.nodes.values()
        for mention in node.files
        if mention.path == chunk.path and chunk.line_start <= mention.line_start <= chunk.line_end
    )
    return iter(sorted(found, key=lambda mention: mention.line_start))


def _once(named: Iterable[FileMention]) -> list[FileMention]:
    return list({mention.file: mention for mention in named}.values())


def _section(title: str, lines: Iterable[str]) -> str:
    body = "\n".join(lines)
    return f"{title}:\n{body}" if body else ""


def _state(codebase: CodeBase, mention: FileMention) -> str:
    ends = codebase.ending(mention.file)
    if len(ends) > 1:
        return f"- {mention.file}: {len(ends)} files end so"
    if not ends:
        folder = mention.file.strip("/") in codebase.folders
        return f"- {mention.file}: {'a folder that is there' if folder else 'not there'}"
    text = codebase.texts.get(ends[0])
    size = f", {len(text)} lines" if text is not None else ""
    place = "" if ends[0] == mention.file else f" as {ends[0]}"
    return f"- {mention.file}: there{place}{size}"


def _folders(codebase: CodeBase, named: Sequence[FileMention]) -> Iterator[str]:
    """The names in the folders of the named files, while there is room."""
    left = FOLDER_TOKENS
    folders = dict.fromkeys(_folder(codebase, mention.file) for mention in named)
    for folder in folders:
        names = [] if folder is None else _names(codebase, folder)
        line = f"- {folder}/: {', '.join(names[:_MOST_NAMES])}"
        if len(names) > _MOST_NAMES:
            line += f" and {len(names) - _MOST_NAMES} more"
        left -= text_size(line)
        if names and left >= 0:
            yield line


def _folder(codebase: CodeBase, file: str) -> str | None:
    """The folder in which a named file is, or would be."""
    folder = (codebase.find(file) or file).rpartition("/")[0]
    return folder if folder in codebase.folders else None


def _names(codebase: CodeBase, folder: str) -> list[str]:
    start = f"{folder}/"
    return [path[len(start) :] for path in codebase.below(folder) if "/" not in path[len(start) :]]


def _excerpts(codebase: CodeBase, named: Sequence[FileMention], text: str) -> Iterator[str]:
    left = EXCERPT_TOKENS
    shown: set[tuple[str, int]] = set()
    for path, line in dict.fromkeys(_cited(codebase, named, text)):
        start = max(line - _AROUND, 1)
        lines = (codebase.safe_lines(path) or ())[start - 1 : line + _AROUND]
        if (path, line) in shown or not lines:
            continue
        numbered = [f"{start + at}| {each[:_MOST_CHARACTERS]}" for at, each in enumerate(lines)]
        excerpt = "\n".join([f"repo:{path}:{line}", *numbered])
        left -= text_size(excerpt)
        if left < 0:
            return
        shown.update((path, start + at) for at in range(len(lines)))
        yield excerpt


def _cited(
    codebase: CodeBase, named: Sequence[FileMention], text: str
) -> Iterator[tuple[str, int]]:
    """The places of the code that the part gives lines for, then those of names that it uses."""
    for mention in named:
        path = codebase.find(mention.file)
        text_of = codebase.texts.get(path) if path is not None else None
        if path is not None and text_of is not None:
            yield from ((path, line) for line in mention.lines if line <= len(text_of))
    for name, places in codebase.definitions.items():
        if name in text:
            yield from (
                (each.path, each.line_start) for each in places if each.path in codebase.texts
            )
