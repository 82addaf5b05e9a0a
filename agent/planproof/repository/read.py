"""From a plan and a tree of files to what is known of the code base."""

import os
from collections.abc import Collection, Iterable, Mapping

from planproof.core.codebase import CodeBase
from planproof.core.plan import Plan
from planproof.named.claims import files_to_read, names_counted
from planproof.named.command_words import said_commands
from planproof.named.paths import examples, paths_named
from planproof.named.programs import paths_run
from planproof.named.symbols import names_to_look_up
from planproof.named.testing import tests_run
from planproof.named.variables import variables_named, variables_said
from planproof.repository import symbols
from planproof.repository.cache import BlobCache
from planproof.repository.manifests import read_manifests
from planproof.repository.tree import Tree
from planproof.sources.files.text_file import binary_reason, decode

MAX_TEXTS = 400
"""Files of which the lines are kept."""
MAX_PLANS = 40
"""Other plans that are read."""


def read_codebase(
    plan: Plan, tree: Tree, *, told: bool = True, cache: BlobCache | None = None
) -> CodeBase:
    """What the code base in *tree* holds of all that *plan* names.

    *told* is False when nobody said that this is the code base of the plan. What takes long to
    find in a file is kept in *cache*.

    Raises:
        ConfigError: the code base cannot be read.
    """
    bare = CodeBase(root=tree.root, revision=tree.revision, told=told, paths=tree.paths())
    own = _own(plan, tree)
    seen = _Seen(tree, own)
    names, counted = names_to_look_up(plan), names_counted(plan)
    method, definitions, words = (
        symbols.look_up(seen, names, cache=cache) if names else (None, {}, frozenset())
    )
    asked = seen.containing(counted | variables_named(plan))
    counts = {name: asked.get(name) for name in counted}
    texts = _texts(tree, list(dict.fromkeys(_to_read(plan, bare, counts)))[:MAX_TEXTS])
    commands, packages = read_manifests(tree)
    return bare.model_copy(
        update={
            "ignored": tree.ignored(_missing(plan, bare)),
            "texts": texts,
            "symbols_by": method,
            "definitions": definitions,
            "words": words | seen.doubted | counted.intersection(asked),
            "commands": commands,
            "packages": packages,
            "variables": variables_named(plan).intersection(asked),
            "unread": frozenset(
                name for name in counted if any(path not in texts for path in counts[name] or ())
            ),
            "plans": _texts(tree, _plans(plan, bare, own)),
        }
    )


class _Seen:
    """A tree in which words are not found in the plan itself, which may lie in it."""

    def __init__(self, tree: Tree, own: frozenset[str]) -> None:
        self.root = tree.root
        self.revision = tree.revision
        self.doubted: set[str] = set()
        """Words of which the search could not tell whether they occur."""
        self._tree = tree
        self._own = own
        self.paths = tree.paths
        self.ignored = tree.ignored
        self.read = tree.read

    def containing(self, words: Collection[str]) -> Mapping[str, tuple[str, ...]]:
        if not words:
            return {}
        found = self._tree.containing(words)
        self.doubted.update(word for word, files in found.items() if not files)
        others = {
            word: tuple(path for path in files if path not in self._own)
            for word, files in found.items()
        }
        return {word: files for word, files in others.items() if files or word in self.doubted}


def _own(plan: Plan, tree: Tree) -> frozenset[str]:
    """The plan's documents as paths of the tree; none when the plan lies elsewhere."""
    try:
        start = os.path.relpath(os.path.realpath(plan.root), os.path.realpath(tree.root))
    except (OSError, ValueError):  # on another drive
        return frozenset()
    start = start.replace(os.sep, "/")
    if start == ".." or start.startswith("../"):
        return frozenset()
    folder = "" if start == "." else f"{start}/"
    # A plan of one file has that file for its root.
    return frozenset({start, *(folder + document.path for document in plan.documents)})


def _missing(plan: Plan, bare: CodeBase) -> set[str]:
    """What the plan names and is not there, folders too: it may be built or downloaded."""
    written = {
        *_written(plan),
        *paths_named(plan),
        *paths_run(plan),
        *(test.path for test in tests_run(plan)),
    }
    named = {example for each in written for example in examples(each)}
    return {path for path in named if path.rstrip("/") not in bare.paths and not bare.find(path)}


def _to_read(
    plan: Plan, bare: CodeBase, counted: Mapping[str, tuple[str, ...] | None]
) -> Iterable[str]:
    """Paths of the files whose lines are wanted; first those that are wanted whole in number."""
    for name in sorted(counted):
        yield from counted[name] or ()
    yield from files_to_read(plan, bare.paths)
    owners = [said.owner for said in said_commands(plan) if said.kind is None]
    readers = [said.file for said in variables_said(plan)]
    said = [name for name in (*owners, *readers) if name is not None]
    for name in (*symbols.files_to_read(plan), *said, *_written(plan)):
        path = bare.find(name)
        if path is not None:
            yield path


def _plans(plan: Plan, bare: CodeBase, own: frozenset[str]) -> list[str]:
    """Documents that may be plans too: those that the plan names, and those beside it."""
    beside = {path.rpartition("/")[0] for path in own} - {""}
    named = (bare.find(path) for path in sorted(paths_named(plan)) if path.endswith(".md"))
    near = (p for p in sorted(bare.paths) if p.endswith(".md") and p.rpartition("/")[0] in beside)
    found = dict.fromkeys(path for path in (*named, *near) if path is not None)
    return [path for path in found if path not in own][:MAX_PLANS]


def _written(plan: Plan) -> list[str]:
    """The files that the plan names, as it writes them, in its order."""
    return [each.file for node in plan.nodes.values() for each in node.files]


def _texts(tree: Tree, paths: Iterable[str]) -> dict[str, tuple[str, ...]]:
    texts: dict[str, tuple[str, ...]] = {}
    for path in paths:
        data = tree.read(path)
        if data is not None and binary_reason(data) is None:
            texts[path] = tuple(decode(data).lines)
    return texts
