"""A package that the plan adds as new is in the manifest already.

## What it does

Takes the packages that the plan adds (`npm install zod`, "Add `httpx` to `pyproject.toml`") and
looks each up in the manifest that is meant. Reports one that is listed there. Silent where a
version is given, which may be an upgrade, where it is not certain which manifest is meant, where
the package moves between those for running and those for development, and about tasks that are
done.

## Why is this bad?

The plan was written for another state of the code base, and may miss how the package is used there
already. The step itself does nothing, or raises the version unasked.

## Example

    1. Add `zod` to `web/package.json`.          # web/package.json lists zod ^3.22

## Use instead

    1. Parse the answer with `zod`, which `web/package.json` lists.
"""

import re
from collections import defaultdict
from collections.abc import Iterator

from planproof.checks.interface import Context, Rule
from planproof.core.codebase import CodeBase, Package
from planproof.core.finding import Finding
from planproof.core.plan import Plan
from planproof.named.package_adds import AddedPackage, packages_added
from planproof.named.packages import normal_name

RULE = Rule(
    id="package-already-there",
    category="references",
    severity="minor",
    summary="A package that the plan adds is in the manifest already",
    goal="Every package that the plan adds is new to the manifest",
    of_code=True,
)

_MOST_APART = 3
"""When more packages than that, and most of those the plan adds, are there, it is carried out."""
_REMOVES = r"(?:remov\w*|uninstall\w*|drop\w*|delet\w*|replac\w*)\b"


def check(context: Context) -> Iterator[Finding]:
    """One finding per package, at the first place that adds it."""
    base, plan = context.codebase, context.plan
    if base is None or not base.packages:
        return
    names: set[str] = set()
    found: dict[tuple[str, str], list[tuple[AddedPackage, Package]]] = defaultdict(list)
    for each in packages_added(plan):
        _, task = plan.owner(each.at.path, each.at.line_start)
        if task is not None and task.done:
            continue
        names.add(each.name)
        there = _listed(each, base)
        if there is not None and not _is_removed(plan, each.name):
            found[there.path, there.name].append((each, there))
    if len(found) > _MOST_APART and len(found) * 3 > len(names) * 2:
        return
    for places in found.values():
        yield _finding(plan, places)


def _listed(each: AddedPackage, base: CodeBase) -> Package | None:
    """The entry of the package in the one manifest that can be meant."""
    asked = [p for p in base.packages if not p.locked and not p.own and p.ecosystem != "engine"]
    if each.ecosystem is not None:
        asked = [package for package in asked if package.ecosystem == each.ecosystem]
    paths = {package.path for package in asked}
    if each.file is not None:
        path = base.find(each.file)
        paths = {path} & paths if path is not None else set()
    elif each.folder is not None:
        paths = {path for path in paths if _is_in(path, each.folder)}
    if len(paths) != 1:
        return None
    for package in asked:
        is_meant = package.name == normal_name(package.ecosystem, each.name)
        if package.path in paths and is_meant and package.dev == each.is_dev:
            return package
    return None


def _is_in(path: str, folder: str) -> bool:
    own = path.rpartition("/")[0]
    return own == folder or own.endswith(f"/{folder}")


def _is_removed(plan: Plan, name: str) -> bool:
    """True where the plan takes the package out, perhaps before it adds it again."""
    whole = re.compile(rf"{_REMOVES}.{{0,60}}(?<![\w/-]){re.escape(name)}(?![\w-])", re.IGNORECASE)
    return any(
        name in line and whole.search(line[:1_000])
        for document in plan.work_documents()
        for line in document.lines
    )


def _finding(plan: Plan, places: list[tuple[AddedPackage, Package]]) -> Finding:
    first, package = places[0]
    asks = f" {package.requirement}" if package.requirement else ""
    others = dict.fromkeys(each.at for each, _ in places[1:] if each.at != first.at)
    return RULE.finding(
        plan,
        first.at,
        related=list(others)[:20],
        title=f"The plan adds `{first.name}`, which `{package.path}` lists already",
        detail=f"`{package.path}:{package.line_start}` lists `{package.name}`{asks}.",
        recommendation=f"Drop the step, or say what version of `{first.name}` is wanted instead of "
        "the one that is there.",
    )
