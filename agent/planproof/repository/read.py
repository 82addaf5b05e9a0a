"""From a plan and a tree of files to what is known of the code base."""

import os
from collections.abc import Collection, Iterable, Mapping

from planproof.core.codebase import CodeBase
from planproof.core.plan import Plan
from planproof.core.repository import repository_path
from planproof.named.claims import files_to_read, names_counted
from planproof.named.symbols import names_to_look_up
from planproof.named.testing import tests_run
from planproof.named.variables import variables_named
from planproof.repository import symbols
from planproof.repository.manifests import read_manifests
from planproof.repository.tree import Tree
from planproof.sources.files.text_file import binary_reason, decode

MAX_TEXTS = 400
"""Files of which the lines are kept."""


def read_codebase(plan: Plan, tree: Tree, *, told: bool = True) -> CodeBase:
    """What the code base in *tree* holds of all that *plan* names.

    *told* is False when nobody said that this is the code base of the plan.

    Raises:
        ConfigError: the code base cannot be read.
    """
    bare = CodeBase(root=tree.root, revision=tree.revision, told=told, paths=tree.paths())
    seen = _Seen(tree, _own(plan, tree))
    names, counted = names_to_look_up(plan), names_counted(plan)
    method, definitions, words = symbols.look_up(seen, names) if names else (None, {}, frozenset())
    asked = seen.containing(counted | variables_named(plan))
    commands, packages = read_manifests(tree)
    return bare.model_copy(
        update={
            "ignored": tree.ignored(_missing(plan, bare)),
            "texts": _texts(
                tree, _to_read(plan, bare, {name: asked.get(name) for name in counted})
            ),
            "symbols_by": method,
            "definitions": definitions,
            "words": words | seen.doubted | counted.intersection(asked),
            "commands": commands,
            "packages": packages,
            "variables": variables_named(plan).intersection(asked),
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
    written = [*_written(plan), *(test.path for test in tests_run(plan))]
    named = (path for each in written if (path := repository_path(each.rstrip("/"))) is not None)
    folders = (each for each in written if each.endswith("/"))
    return {path for path in (*named, *folders) if bare.find(path) is None}


def _to_read(
    plan: Plan, bare: CodeBase, counted: Mapping[str, tuple[str, ...] | None]
) -> Iterable[str]:
    """Paths of the files whose lines are wanted; first those that are wanted whole in number."""
    for name in sorted(counted):
        yield from counted[name] or ()
    yield from files_to_read(plan, bare.paths)
    for name in (*symbols.files_to_read(plan), *_written(plan)):
        path = bare.find(name)
        if path is not None:
            yield path


def _written(plan: Plan) -> list[str]:
    """The files that the plan names, as it writes them, in its order."""
    return [each.file for node in plan.nodes.values() for each in node.files]


def _texts(tree: Tree, paths: Iterable[str]) -> dict[str, tuple[str, ...]]:
    texts: dict[str, tuple[str, ...]] = {}
    for path in list(dict.fromkeys(paths))[:MAX_TEXTS]:
        data = tree.read(path)
        if data is not None and binary_reason(data) is None:
            texts[path] = tuple(decode(data).lines)
    return texts
