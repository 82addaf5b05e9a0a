"""Where the names that a plan takes for granted are defined in a code base."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping

from planproof.core.codebase import Definition, SymbolMethod
from planproof.core.plan import Plan
from planproof.named.code_lines import files_with_lines
from planproof.named.symbols import named_symbols, parts_of
from planproof.repository import ctags, tree_sitter, words
from planproof.repository.cache import BlobCache
from planproof.repository.members import lacks
from planproof.repository.tree import Tree

Definitions = dict[str, tuple[Definition, ...]]
Found = tuple[Definition, ...]
Finder = Callable[[Mapping[str, bytes], Collection[str]], Found | None]
"""Definitions of names in texts; None when it fails."""

MAX_FILES = 300
MAX_BYTES = 20_000_000
"""Of all files that are searched for definitions together."""


def look_up(
    tree: Tree,
    names: Collection[str],
    *,
    finders: Iterable[tuple[SymbolMethod, Finder]] | None = None,
    cache: BlobCache | None = None,
) -> tuple[SymbolMethod, Definitions, frozenset[str]]:
    """Looks for *names* in the code base.

    A dotted name is looked for by its parts: its last part is what definitions are found by.

    Args:
        tree: The code base.
        names: As the plan writes them: `save`, `Store.save`.
        finders: Ways to find definitions, best first; those that this machine has by default.
        cache: Where what slow finders find is kept; nowhere by default.

    Returns:
        How definitions were found; the definitions by the last part of the name; and the words:
        of the parts, those that occur in the code, and of the dotted names those of which all
        parts occur in one and the same file, unless the class shows that it has no such member.
    """
    asked = {name: parts_of(name) for name in names}
    parts = {part for each in asked.values() for part in each}
    containing = tree.containing(sorted(parts))
    found = {part for part in parts if words.occurs(containing.get(part))}
    dotted = {n for n, each in asked.items() if len(each) > 1 and words.together(each, containing)}
    last = {each[-1] for each in asked.values()}
    owners = {each[-2] for name, each in asked.items() if name in dotted}
    texts = _texts(tree, last | owners, containing)
    dotted -= {name for name in dotted if _lacks(asked[name], texts, containing)}
    wanted = {path: data for path, data in texts.items() if _has(path, last, containing)}
    for method, finder in _finders(cache) if finders is None else finders:
        definitions = finder(wanted, last | found) if wanted else ()
        if definitions is not None:
            return method, _by_name(definitions), frozenset(found | dotted)
    return "words", {}, frozenset(found | dotted)


def _lacks(
    parts: tuple[str, ...], texts: Mapping[str, bytes], containing: Mapping[str, tuple[str, ...]]
) -> bool:
    """True when the last part of a name is beyond doubt no member of the part before it."""
    files = containing.get(parts[-2], ())
    code = [path for path in files if words.is_code(path)]
    if not files or len(files) >= words.MOST_FILES or any(path not in texts for path in code):
        return False
    lines = {path: texts[path].decode("utf-8", "replace").splitlines() for path in code}
    return lacks(parts[-2], parts[-1], lines)


def _has(path: str, names: Collection[str], containing: Mapping[str, tuple[str, ...]]) -> bool:
    return any(path in containing.get(name, ()) for name in names)


def files_to_read(plan: Plan) -> tuple[str, ...]:
    """The files, as the plan writes them, whose lines the checks of names and lines need."""
    named = (symbol.file for symbol in named_symbols(plan) if symbol.file is not None)
    return tuple(dict.fromkeys((*files_with_lines(plan), *named)))


def _finders(cache: BlobCache | None) -> Iterable[tuple[SymbolMethod, Finder]]:
    """What this machine has, best first; each is asked for only when it is needed."""
    program = ctags.find_ctags()
    if program is not None:
        # Not kept: it reads hundreds of files in less time than the cache saves in three runs.
        yield "ctags", lambda texts, names: ctags.definitions(program, texts, names)
    parse = tree_sitter.find_parser()
    if parse is not None:
        yield (
            "tree-sitter",
            lambda texts, names: tree_sitter.definitions(parse, texts, names, cache),
        )
    yield "words", words.definitions


def _texts(
    tree: Tree, names: Collection[str], containing: Mapping[str, tuple[str, ...]]
) -> dict[str, bytes]:
    """The code files in which any of *names* occurs, as far as the limits go."""
    texts: dict[str, bytes] = {}
    size = 0
    for path in dict.fromkeys(p for name in sorted(names) for p in containing.get(name, ())):
        if len(texts) >= MAX_FILES or size >= MAX_BYTES:
            break
        data = tree.read(path) if words.is_code(path) else None
        if data is not None:
            texts[path] = data
            size += len(data)
    return texts


def _by_name(found: Found) -> Definitions:
    by_name: dict[str, list[Definition]] = defaultdict(list)
    for definition in found:
        by_name[definition.name].append(definition)
    return {name: tuple(each) for name, each in sorted(by_name.items())}
