"""Whether a path that a plan runs is there, or is named by the plan apart from the command."""

import re
import sys

from planproof.checks._declared import is_known_place
from planproof.core.codebase import CodeBase
from planproof.core.plan import Plan
from planproof.named.programs import RunProgram


def is_program(each: RunProgram, base: CodeBase) -> bool:
    """True where a file, or a folder of Go code, has the path from the root or from a folder."""
    if each.folder and not is_known_place(base, each.folder):
        return True  # another repository, or a folder that the plan makes
    if each.is_module:
        return _is_module(each.path, base)
    for path in {each.path, f"{each.folder}/{each.path}" if each.folder else each.path}:
        if base.ending(path) or path in base.ignored or path in base.folders:
            return True
        if any(folder.endswith(f"/{path}") for folder in base.folders):
            return True
    return False


def _is_module(path: str, base: CodeBase) -> bool:
    """True where the code base has the module, or not the package that it would be in."""
    top = path.partition("/")[0]
    folders = [each for each in base.folders if each == top or each.endswith(f"/{top}")]
    if top in sys.stdlib_module_names or any(
        package.name == top and not package.own for package in base.packages
    ):
        return True
    if not any(base.ending(f"{folder}/__init__.py") for folder in folders):
        return True
    ends = (f"{path}.py", f"{path}/__init__.py", f"{path}/__main__.py")
    return any(base.ending(end) for end in ends)


def may_be_written(
    plan: Plan, base: CodeBase, path: str, but: set[tuple[str, int]], *, is_part: bool = False
) -> bool:
    """True where the plan names a path elsewhere, or the new folder in which it would be."""
    folder = path.rpartition("/")[0]
    if folder and not is_known_place(base, folder):
        for document in plan.documents:
            for number, line in enumerate(document.lines, 1):
                if folder in line and (document.path, number) not in but:
                    return True
    return is_named_elsewhere(plan, path, but, is_part=is_part)


def is_named_elsewhere(
    plan: Plan, path: str, but: set[tuple[str, int]], *, is_part: bool = False
) -> bool:
    """True where the plan names a path on other lines than those that run it.

    A task that writes the file names it: in a list, in a tree of folders, in a snippet. The name
    of a folder may be any word, so it counts only as part of a path. With *is_part*, a longer name
    that begins so is meant as well.
    """
    parent, _, last = path.rpartition("/")
    whole = re.compile(rf"(?<![\w-]){re.escape(last)}" + ("" if is_part else r"(?![\w-])"))
    if "." not in last and parent:
        above = re.escape(parent.rpartition("/")[2])
        whole = re.compile(rf"(?<![\w-])(?:{above}/{re.escape(last)}(?![\w-])|{re.escape(last)}/)")
    # A line that runs it may well say before that it is written.
    return any(
        len(whole.findall(line)) > ((document.path, number) in but)
        for document in plan.documents
        for number, line in enumerate(document.lines, 1)
    )
