"""The plan says that a package is at a version that the manifests rule out.

## What it does

Takes what the plan says of today's versions ("we are on React 18", "`httpx` is pinned to 0.25",
"upgrade `zod` from 3.22 to 4") and compares it with the lock files of the code base, or with the
manifests where nothing is locked. Reports a version that none of them allows. The same for the
version of the project itself, and for what it runs on (`requires-python`, `engines`, the `go` line
of go.mod). Versions that the plan wants to reach are not compared.

## Why is this bad?

What is written for React 18 does not run on 17. The steps were written for another code base than
the one they will be carried out in.

## Example

    We already use React 18, so the page can use `useId`.     # package-lock.json has 17.0.2

## Use instead

    We are on React 17.0.2: Task 1 upgrades it to 18.
"""

import re
from collections.abc import Iterator, Sequence

from planproof.checks._engines import contradicts, entries
from planproof.checks._ranges import allows
from planproof.checks.interface import Context, Rule
from planproof.core.base import Location
from planproof.core.codebase import CodeBase, Package
from planproof.core.finding import Finding
from planproof.core.plan import Plan
from planproof.named.packages import NamedPackage, normal_name, packages_named
from planproof.named.project_versions import StatedVersion, stated_versions

RULE = Rule(
    id="package-version-mismatch",
    category="references",
    severity="major",
    summary="A package has another version than the plan says",
    goal="Versions that the plan takes for granted are those of the code base",
    of_code=True,
)

_ALIASES = {
    "next.js": "next",
    "vue.js": "vue",
    "node-postgres": "pg",
    "tailwind css": "tailwindcss",
    "tailwind": "tailwindcss",
    "express.js": "express",
    "react.js": "react",
}
_NOT_PACKAGES = frozenset(
    """
    node python go rust java phase task step week day table figure section chapter option sprint
    milestone level tier version stage part line page item
    """.split()  # noqa: SIM905  # a list of literals would hide what is missing
)


def check(context: Context) -> Iterator[Finding]:
    """One finding per package and stated version."""
    base, plan = context.codebase, context.plan
    if base is None or not base.packages:
        return
    seen: set[tuple[str, str]] = set()
    for each in packages_named(plan):
        if each.version is None or (each.name.lower(), each.version) in seen:
            continue
        there = _entries(each, base)
        verdicts = [allows(package, each.version) for package in there]
        if verdicts and all(verdict is False for verdict in verdicts):
            seen.add((each.name.lower(), each.version))
            if not _is_reached_earlier(plan, each.name, each.version, each.at):
                yield _finding(plan, each, there)
    yield from _of_project(plan, base)


def _of_project(plan: Plan, base: CodeBase) -> Iterator[Finding]:
    """The project's own version, and what it runs on."""
    seen: set[tuple[str | None, str, str | None]] = set()
    created = {
        mention.file.rpartition("/")[2]
        for node in plan.nodes.values()
        for mention in node.files
        if mention.action == "create"
    }
    for each in stated_versions(plan):
        key = (each.engine, each.version, each.file)
        there = entries(each, base)
        if each.file is None and created.intersection(
            package.path.rpartition("/")[2] for package in there
        ):
            continue  # it may be about a part that the plan begins
        if key in seen or not contradicts(each, there):
            continue
        seen.add(key)
        name = each.engine or "version"
        if not _is_reached_earlier(plan, name, each.version, each.at):
            yield _stated_wrongly(plan, each, there[0])


def _entries(each: NamedPackage, base: CodeBase) -> list[Package]:
    """What the locks say of a package, or the manifests where no lock has it."""
    name = _ALIASES.get(each.name.lower(), each.name)
    if name.lower() in _NOT_PACKAGES:
        return []
    found = [
        package for package in base.packages if package.requirement and _is_called(package, name)
    ]
    asked = [package for package in found if not package.locked]
    path = base.find(each.file) if each.file else None
    if named := [package for package in asked if package.path == path]:
        # A range of the manifest is open: the lock may hold what the plan means.
        fixed = all(re.fullmatch(r"(?:==?|v)?\s*[\d.]+", package.requirement) for package in named)
        return named if fixed else [*named, *(package for package in found if package.locked)]
    if not each.is_code and not asked:
        return []  # a word of prose that happens to be the name of some package below another
    locked = [package for package in found if package.locked]
    return [*asked, *locked] if each.is_loose else locked or asked


def _is_called(package: Package, name: str) -> bool:
    """True for the name of a package, and for the last part of a path of Go: `chi`."""
    if package.ecosystem == "go" and "/" not in name:
        last = re.sub(r"/v\d+$", "", package.name).rpartition("/")[2]
        return last.removeprefix("go-") == name.lower().removeprefix("go-")
    return package.name == normal_name(package.ecosystem, name)


def _is_reached_earlier(plan: Plan, name: str, version: str, at: Location) -> bool:
    """True where the plan itself brings *name* to that version: it may speak of after."""
    named = name.lower()
    changes = re.compile(
        rf"(?:upgrad|migrat|bump|install|\badd|pin\b|set|raise|releas|moves?\b|→|->|\bto\s).{{0,160}}"
        rf"(?<![\d.]){re.escape(version)}(?!\d)",
        re.IGNORECASE,
    )
    for document in plan.work_documents():
        for number, line in enumerate(document.lines, 1):
            if (document.path, number) == (at.path, at.line_start):
                continue
            if named in line[:1_000].lower() and changes.search(line[:1_000]):
                return True
    return False


def _stated_wrongly(plan: Plan, each: StatedVersion, first: Package) -> Finding:
    what = f"`{each.engine}`" if each.engine else "the project"
    least = "or later " if each.is_least else ""
    return RULE.finding(
        plan,
        each.at,
        severity=None if each.engine else "minor",
        title=f"The plan has {what} at {each.version} {least}where `{first.path}` says "
        f"{first.requirement}",
        detail=f"`{first.path}:{first.line_start}` says {first.requirement}. What is built on "
        f"{each.version} was written for another state of the code base.",
        recommendation=f"Write for {first.requirement}, or add a task that changes it first.",
    )


def _finding(plan: Plan, each: NamedPackage, there: Sequence[Package]) -> Finding:
    first = there[0]
    says = "holds" if first.locked else "asks for"
    return RULE.finding(
        plan,
        each.at,
        title=f"The plan has `{first.name}` at {each.version}; `{first.path}` {says} "
        f"{first.requirement}",
        detail=f"`{first.path}:{first.line_start}` {says} `{first.name}` {first.requirement}, and "
        f"no other manifest allows {each.version}. What is written for {each.version} may not "
        "work there.",
        recommendation=f"Write for {first.requirement}, or add a task that brings `{first.name}` "
        f"to {each.version} first.",
    )
