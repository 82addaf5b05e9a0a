"""Definitions by tree-sitter, where its grammars are installed (the extra `symbols`).

Only a language pack that brings its grammars along is used: from version 1 on the pack fetches
them when they are first asked for, and a review fetches nothing.
"""

import importlib
import importlib.metadata
import importlib.util
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Annotated, Protocol

from pydantic import Field, StrictStr, ValidationError

from planproof.core.codebase import Definition
from planproof.repository.cache import BlobCache, blob_id

if TYPE_CHECKING:
    from pydantic import TypeAdapter

_PACK = "tree_sitter_language_pack"
_FIRST_THAT_FETCHES = 1
_LANGUAGES = {
    "py": "python",
    "pyi": "python",
    "js": "javascript",
    "jsx": "javascript",
    "mjs": "javascript",
    "cjs": "javascript",
    "ts": "typescript",
    "mts": "typescript",
    "tsx": "tsx",
    "go": "go",
    "rs": "rust",
    "java": "java",
    "kt": "kotlin",
    "scala": "scala",
    "rb": "ruby",
    "php": "php",
    "cs": "csharp",
    "swift": "swift",
    "c": "c",
    "h": "c",
    "cc": "cpp",
    "cpp": "cpp",
    "hpp": "cpp",
}
_DEFINES = ("_definition", "_declaration", "_declarator", "_item", "_spec", "_signature", "_alias")
_ALSO = frozenset({"class", "method", "module", "assignment", "variable_declarator"})
_KINDS = (
    ("class", "class"),
    ("method", "method"),
    ("func", "function"),
    ("interface", "interface"),
    ("struct", "struct"),
    ("enum", "enum"),
    ("trait", "trait"),
    ("type", "type"),
)
_NAMES = ("identifier", "constant")
_MAX_NODES = 400_000

_Found = tuple[StrictStr, Annotated[int, Field(strict=True, ge=1)], StrictStr]
"""Name, line and kind of a definition."""


class Node(Protocol):
    """The part of a tree-sitter node that is used here."""

    @property
    def type(self) -> str: ...
    @property
    def text(self) -> bytes | None: ...
    @property
    def start_point(self) -> tuple[int, int]: ...
    @property
    def named_children(self) -> Sequence["Node"]: ...
    def child_by_field_name(self, name: str, /) -> "Node | None": ...


class _SyntaxTree(Protocol):
    @property
    def root_node(self) -> Node: ...


class _Parser(Protocol):
    def parse(self, source: bytes, /) -> _SyntaxTree: ...


class _Pack(Protocol):
    """The part of the optional language pack that is used here."""

    def get_parser(self, language_name: str, /) -> _Parser: ...


Parse = Callable[[str, bytes], Node | None]
"""The root of the syntax tree of a text in a language; None where there is no grammar."""


def find_parser() -> Parse | None:
    """A parser of texts; None when no language pack with grammars is installed."""
    if importlib.util.find_spec(_PACK) is None:
        return None
    try:
        version = importlib.metadata.version(_PACK.replace("_", "-"))
    except importlib.metadata.PackageNotFoundError:
        return None
    major = version.partition(".")[0]
    return _parse if major.isdigit() and int(major) < _FIRST_THAT_FETCHES else None


def _parse(language: str, text: bytes) -> Node | None:
    try:
        pack: _Pack = importlib.import_module(_PACK)
        return pack.get_parser(language).parse(text).root_node
    except (ImportError, LookupError, OSError, ValueError):
        return None


def definitions(
    parse: Parse,
    texts: Mapping[str, bytes],
    names: Collection[str],
    kept: BlobCache | None = None,
) -> tuple[Definition, ...]:
    """Where *names* are defined in *texts* (by path), by path and line.

    With *kept*, a text that was parsed once is not parsed again.
    """
    found: set[Definition] = set()
    for path, text in texts.items():
        language = _LANGUAGES.get(PurePosixPath(path).suffix[1:].lower())
        if language is not None:
            for name, line, kind in _cached(parse, language, text, kept):
                if name in names:
                    found.add(
                        Definition(path=path, line_start=line, line_end=line, name=name, kind=kind)
                    )
    return tuple(sorted(found, key=lambda each: (each.path, each.line_start, each.name)))


def _cached(parse: Parse, language: str, text: bytes, kept: BlobCache | None) -> Sequence[_Found]:
    """Every definition in a text; what was kept of it counts only where its shape is sound."""
    if kept is None:
        return _parsed(parse, language, text) or ()
    kind, blob = f"{_kind()}-{language}", blob_id(text)
    try:
        return _shape().validate_python(kept.get(kind, blob))
    except ValidationError:
        found = _parsed(parse, language, text)
    if found is not None:
        kept.put(kind, blob, [list(each) for each in found])
    return found or ()


@cache
def _shape() -> "TypeAdapter[list[_Found]]":
    from pydantic import TypeAdapter  # noqa: PLC0415 - start-up time

    return TypeAdapter(list[_Found])


@cache
def _kind() -> str:
    """What entries of the cache depend on beside the text and its language."""
    try:
        version = importlib.metadata.version(_PACK.replace("_", "-"))
    except importlib.metadata.PackageNotFoundError:
        version = "0"
    return "tree-sitter-" + re.sub(r"[^a-z0-9.-]", "-", version.lower())[:20]


def _parsed(parse: Parse, language: str, text: bytes) -> list[_Found] | None:
    root = parse(language, text)
    return None if root is None else list(dict.fromkeys(_defined(root)))


def _defined(root: Node) -> Iterator[_Found]:
    """Every definition below *root*; without recursion, for texts may be nested at will."""
    stack, seen = [root], 0
    while stack and seen < _MAX_NODES:
        node = stack.pop()
        seen += 1
        stack.extend(node.named_children)
        kind = node.type
        if not kind.endswith(_DEFINES) and kind not in _ALSO:
            continue
        named = node.child_by_field_name("left" if kind == "assignment" else "name")
        if named is None or named.text is None or not named.type.endswith(_NAMES):
            continue
        yield (
            named.text.decode("utf-8", "replace"),
            named.start_point[0] + 1,
            next((plain for part, plain in _KINDS if part in kind), "definition"),
        )
