"""A package that the plan says is there already is in no manifest.

## What it does

Takes the packages that the plan says are in use ("we already use `httpx`", "`zod` is already a
dependency", "the existing `tenacity` package") and looks each up in the manifests and lock files
of the code base. Reports one that none of them lists and that no task adds.

## Why is this bad?

The import fails on the first run. Adding a dependency is a decision (licence, size, security) that
the plan claims to have behind it.

## Example

    Retries use `tenacity`, which is already a dependency.    # in no manifest

## Use instead

    Task 1 adds `tenacity>=9` to `pyproject.toml`.
"""

import re
import sys
from collections import defaultdict
from collections.abc import Iterator

from planproof.checks.interface import Context, Rule
from planproof.core.codebase import CodeBase
from planproof.core.finding import Finding
from planproof.core.plan import Plan
from planproof.named.packages import NamedPackage, packages_named
from planproof.named.wording import makes
from planproof.nearest import nearest
from planproof.words import listed

RULE = Rule(
    id="unlisted-package",
    category="references",
    severity="major",
    summary="A package that the plan says is there is in no manifest",
    goal="Every package that the plan takes for granted is listed in a manifest",
)

_IMPORTED_AS = {
    "yaml": "pyyaml", "sklearn": "scikit-learn", "cv2": "opencv-python", "pil": "pillow",
    "bs4": "beautifulsoup4", "jwt": "pyjwt", "dotenv": "python-dotenv", "dateutil":
    "python-dateutil", "attr": "attrs", "jose": "python-jose", "docx": "python-docx",
    "magic": "python-magic", "slugify": "python-slugify", "markdown_it": "markdown-it-py",
}  # fmt: skip
_BUILT_IN = frozenset(
    """
    node npm pnpm yarn python pip uv poetry cargo go make docker git postgres postgresql mysql
    sqlite redis-server crypto fs path http https url util events stream buffer os child_process
    """.split()  # noqa: SIM905  # a list of literals would hide what is missing
)
_INSTALLS = re.compile(
    r"(?:pip3? install|uv add|uv pip install|poetry add|pdm add|npm (?:install|i|add)"
    r"|pnpm (?:add|i)|yarn add|bun add|cargo add|go get)\s(?P<packages>[^`;&|\n]{1,300})"
)


def check(context: Context) -> Iterator[Finding]:
    """One finding per package that is not listed."""
    base, plan = context.codebase, context.plan
    if base is None or not base.packages:
        return
    claimed: dict[str, list[NamedPackage]] = defaultdict(list)
    for each in packages_named(plan):
        if each.is_claimed:
            claimed[each.name].append(each)
    for name, places in claimed.items():
        if not _is_known(name, base) and not makes(plan, name) and not _installs(plan, name):
            yield _finding(plan, base, places)


def _is_known(name: str, base: CodeBase) -> bool:
    """True where the name is listed, in a likely other spelling too, or is no package at all."""
    plain = _plain(_IMPORTED_AS.get(name.lower(), name))
    if name in sys.stdlib_module_names or name.lower() in _BUILT_IN or len(plain) < 2:
        return True
    if any(plain in _plain(package.name) or _plain(package.name) == plain
           for package in base.packages):  # fmt: skip
        return True
    if any(len(known) > 3 and known in plain for known in (_plain(p.name) for p in base.packages)):
        return True
    parts = {re.sub(r"\.\w+$", "", part) for path in base.paths for part in path.split("/")}
    return name in parts or name.replace("-", "_") in parts


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _installs(plan: Plan, name: str) -> bool:
    whole = re.compile(rf"(?<![\w/-]){re.escape(name)}(?![\w-])")
    for document in plan.documents:
        for line in document.lines:
            if name in line and any(
                whole.search(found["packages"]) for found in _INSTALLS.finditer(line[:2_000])
            ):
                return True
    return False


def _finding(plan: Plan, base: CodeBase, places: list[NamedPackage]) -> Finding:
    first = places[0]
    manifests = list(dict.fromkeys(f"`{p.path}`" for p in base.packages if not p.locked))
    near = nearest(first.name, {package.name for package in base.packages})
    others = dict.fromkeys(each.at for each in places[1:] if each.at != first.at)
    return RULE.finding(
        plan,
        first.at,
        related=list(others)[:20],
        title=f"The plan counts on `{first.name}`, which no manifest lists",
        detail=f"Neither {listed(manifests, 4)} nor a lock file names `{first.name}`"
        + (f"; the nearest is `{near[0]}`." if near else ".")
        + " No task adds it.",
        recommendation=f"Add a task that adds `{first.name}` to the manifest, or use a package "
        "that is there.",
    )
