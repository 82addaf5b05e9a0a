"""From a plan and a tree of files to what is known of the code base."""

from planproof.core.codebase import CodeBase
from planproof.core.plan import Plan
from planproof.core.repository import repository_path
from planproof.repository.tree import Tree
from planproof.sources.files.text_file import binary_reason, decode

MAX_TEXTS = 400
"""Named files of which the lines are kept."""


def read_codebase(plan: Plan, tree: Tree, *, told: bool = True) -> CodeBase:
    """What the code base in *tree* holds of all that *plan* names.

    *told* is False when nobody said that this is the code base of the plan.
    """
    bare = CodeBase(root=tree.root, revision=tree.revision, told=told, paths=tree.paths())
    named = _named(plan)
    missing = {path for path in named if bare.find(path) is None}
    return bare.model_copy(
        update={"ignored": tree.ignored(missing), "texts": _texts(tree, bare, named)}
    )


def _named(plan: Plan) -> list[str]:
    """The paths that the plan names, in its order, each once."""
    found = (repository_path(each.file) for node in plan.nodes.values() for each in node.files)
    return list(dict.fromkeys(path for path in found if path is not None))


def _texts(tree: Tree, bare: CodeBase, named: list[str]) -> dict[str, tuple[str, ...]]:
    there = [path for name in named if (path := bare.find(name)) is not None]
    texts: dict[str, tuple[str, ...]] = {}
    for path in list(dict.fromkeys(there))[:MAX_TEXTS]:
        data = tree.read(path)
        if data is not None and binary_reason(data) is None:
            texts[path] = tuple(decode(data).lines)
    return texts
