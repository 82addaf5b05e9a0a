"""A make target, script, service or job that the plan runs is not in the code base.

## What it does

Compares the commands of the plan (`make lint`, `npm run build`, `just seed`, `uv run worker`,
`docker compose up redis`, a job or workflow named in prose) with what the code base declares:
Makefiles, justfiles, Taskfiles, package.json, pyproject.toml, tox and nox files, Compose files,
GitHub workflows. Reports a name that is in none of them, or not in the one that the plan names, and
that no part of the plan adds. Where the code base has no file of the kind, the check is silent: the
plan may be about to make it.

## Why is this bad?

The step stops with "No rule to make target". The implementer must guess which command was meant,
and a verification that cannot run verifies nothing.

## Example

    Verify with `make test-unit`.         # the Makefile has: test, lint

## Use instead

    Verify with `make test`.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from planproof.checks._declared import Scope, holds_word, is_known_place, is_there, scope_of
from planproof.checks._run_paths import is_named_elsewhere, is_program, may_be_written
from planproof.checks.interface import Context, Rule
from planproof.core.codebase import CodeBase, Command, CommandKind
from planproof.core.finding import Finding, Severity
from planproof.core.plan import Plan
from planproof.named.command_words import Said, said_commands
from planproof.named.commands import NamedCommand, commands_named
from planproof.named.made import files_changed, is_made
from planproof.named.programs import RunProgram, programs_run
from planproof.nearest import nearest
from planproof.words import listed

RULE = Rule(
    id="unknown-command",
    category="references",
    severity="major",
    summary="A command that the plan runs is not declared in the code base",
    goal="Every command that the plan runs is there or is added by the plan",
    of_code=True,
)

_WHAT: Mapping[CommandKind, tuple[str, str]] = {
    "make": ("target", "the Makefile has"),
    "just": ("recipe", "the justfile has"),
    "task": ("task", "the Taskfile has"),
    "poe": ("Poe task", "pyproject.toml has"),
    "tox": ("environment", "the tox configuration has"),
    "nox": ("session", "`noxfile.py` has"),
    "npm": ("script", "package.json has"),
    "script": ("entry point", "pyproject.toml declares"),
    "service": ("service", "the Compose file has"),
    "workflow": ("workflow", "`.github/workflows` has"),
    "job": ("job", "the workflows have"),
}
"""What a name of each kind is called, and who would have it."""

_TOOLS = frozenset(
    """
    python python3 pip pip3 ipython pytest ruff mypy black isort flake8 pylint pyright tox nox
    coverage bandit alembic uvicorn gunicorn hypercorn celery flask django-admin fastapi mkdocs
    sphinx-build pre-commit twine build jupyter streamlit bash sh node npm make git docker
    """.split()  # noqa: SIM905  # a list of literals would hide what is missing
)
"""Programs that packages bring along, under whatever name."""
_BY_FILE = frozenset({"make", "just", "task", "script", "poe"})
"""Kinds of which a name may be that of a file or folder."""
_OF_GITHUB = frozenset(
    {"pages build and deployment", "codeql", "dependabot updates", "dependency graph", "copilot"}
)
"""Workflows that GitHub itself runs."""


def check(context: Context) -> Iterator[Finding]:
    """One finding per unknown name, at the first place that runs it."""
    base, plan = context.codebase, context.plan
    if base is None or not base.paths:
        return
    yield from _said_of_files(plan, base)
    yield from _programs(plan, base)
    if not base.commands:
        return
    changed = files_changed(plan)
    groups: dict[tuple[CommandKind, str, str], list[tuple[NamedCommand, Scope]]] = defaultdict(list)
    for each in commands_named(plan):
        if each.around and not is_known_place(base, each.around):
            continue  # another repository, or a folder that the plan makes
        if not each.is_sure and (each.file or "").rpartition("/")[2] in changed:
            continue  # "`Makefile` has a target `x`", in a plan that changes the file
        scope = scope_of(base, each.kind, folder=each.folder, file=each.file)
        if scope.commands and not is_there(each.name, scope.commands):
            groups[each.kind, each.name, scope.file or ""].append((each, scope))
        elif each.kind == "job" and each.workflow and not is_made(plan, each.name):
            yield from _wrong_workflow(plan, each, scope.commands)
    for found in groups.values():
        yield from _unknown(plan, base, found)


def _unknown(
    plan: Plan, base: CodeBase, found: Sequence[tuple[NamedCommand, Scope]]
) -> Iterator[Finding]:
    """What is to be said of one name that is not declared, at all its places."""
    places, scope = [each for each, _ in found], found[0][1]
    name = places[0].name
    severity = _severity(name, base, places, scope)
    is_file = places[0].kind in _BY_FILE and _is_file(name, base)
    if severity is not None and not is_file and not is_made(plan, name):
        yield _finding(plan, places, scope, severity)


def _severity(
    name: str, base: CodeBase, places: Sequence[NamedCommand], scope: Scope
) -> Severity | None:
    kind = places[0].kind
    if kind == "workflow" and (name.lower() in _OF_GITHUB or base.same_name(name)):
        return None
    if kind == "script" and not any(each.file for each in places):
        return _script_severity(name, base, scope.commands)
    return RULE.severity


def _is_file(name: str, base: CodeBase) -> bool:
    """True where the name is a file: `make build`, `uv run manage`."""
    return name in base.paths or name in base.folders


def _script_severity(name: str, base: CodeBase, there: Sequence[Command]) -> Severity | None:
    """How sure it is that `uv run NAME` means an entry point of the project itself.

    It may as well be the program of a package, whose name need not be the package's.
    """
    if name in _TOOLS:
        return None
    own = {command.name.partition("-")[0].partition("_")[0] for command in there}
    if name.partition("-")[0].partition("_")[0] in own:
        return "major"
    known = {package.name for package in base.packages if package.ecosystem == "pypi"}
    stem = name.replace("_", "-").lower()
    first = stem.partition("-")[0]
    if any(package == stem or package.partition("-")[0] == first for package in known):
        return None
    # A program of another package, or one that is installed for the whole machine.
    is_near = nearest(name, [command.name for command in there])
    return "minor" if is_near and any(package.locked for package in base.packages) else None


def _said_of_files(plan: Plan, base: CodeBase) -> Iterator[Finding]:
    """Commands that a file of code is said to have, as in "`cli.py` has a command `export`"."""
    seen: set[tuple[str, str]] = set()
    for said in said_commands(plan):
        path = base.find(said.owner) if said.kind is None and said.owner else None
        unsure = not said.is_sure and (said.owner or "").rpartition("/")[2] in files_changed(plan)
        if path is None or unsure or (path, said.name) in seen:
            continue
        seen.add((path, said.name))
        if holds_word(base, path, said.name) is False and not is_made(plan, said.name):
            yield _lacks(plan, said, path)


def _lacks(plan: Plan, said: Said, path: str) -> Finding:
    return RULE.finding(
        plan,
        said.at,
        title=f"The command `{said.name}` is said to be in `{path}`, which has no such word",
        detail=f"Nothing in `{path}` has the name `{said.name}`, and no task adds it.",
        recommendation=f"Name the file that has the command, or add a task that writes "
        f"`{said.name}`.",
    )


def _programs(plan: Plan, base: CodeBase) -> Iterator[Finding]:
    """Scripts that are run by their path and are not there, nor named by the plan elsewhere."""
    groups: dict[str, list[RunProgram]] = defaultdict(list)
    for each in programs_run(plan):
        if not is_program(each, base):
            groups[each.path].append(each)
    for path, places in groups.items():
        lines = {(each.at.path, each.at.line_start) for each in places}
        if places[0].is_module:
            named = is_named_elsewhere(plan, path.rpartition("/")[2], lines)
        else:
            named = may_be_written(plan, base, path, lines)
        if not named:
            yield _no_program(plan, base, places)


def _no_program(plan: Plan, base: CodeBase, places: Sequence[RunProgram]) -> Finding:
    first = places[0]
    path = first.path
    if "/" not in path and first.folder:
        path = f"{first.folder}/{path}"
    what = f"module `{path.replace('/', '.')}`" if first.is_module else f"`{path}`"
    same = base.same_name(path)
    near = same[0] if same else next(iter(nearest(path, base.paths | base.folders)), None)
    rest = dict.fromkeys(each.at for each in places[1:] if each.at != first.at)
    return RULE.finding(
        plan,
        first.at,
        related=list(rest)[:20],
        title=f"`{first.text}` is run, but the code base has no {what}",
        detail=f"Nothing in the code base is the {what.removeprefix('module ')} that is run, and "
        "no task writes it, so the step fails as soon as it is run.",
        recommendation=f"Run `{near}` if that is meant, or add a task that writes {what}."
        if near
        else f"Run a program that is there, or add a task that writes {what}.",
    )


def _wrong_workflow(plan: Plan, named: NamedCommand, there: Sequence[Command]) -> Iterator[Finding]:
    """A job that is declared, in another workflow than the plan says."""
    jobs = [command for command in there if command.name == named.name]
    files = {command.path.rpartition("/")[2] for command in jobs}
    all_files = {command.path.rpartition("/")[2] for command in there}
    if jobs and named.workflow in all_files - files:
        yield RULE.finding(
            plan,
            named.at,
            severity="minor",
            title=f"The job `{named.name}` is in `{jobs[0].path}`, not in `{named.workflow}`",
            detail=f"`{jobs[0].path}:{jobs[0].line_start}` declares it; the file that the plan "
            "names has no job of this name.",
            recommendation=f"Name `{jobs[0].path}`, or say that the job moves.",
        )


def _finding(
    plan: Plan, places: Sequence[NamedCommand], scope: Scope, severity: Severity
) -> Finding:
    first, there = places[0], scope.commands
    what, owner = _WHAT[first.kind]
    if scope.file:
        owner = f"`{scope.file}` has"
    names = [command.name for command in there if command.name not in ("%", "*")]
    near = nearest(first.name, names)
    says = f"`{first.text}` is run" if first.run else f"The {what} `{first.name}` is named"
    shown = listed([f"`{name}`" for name in list(dict.fromkeys(names))], 8)
    rest = dict.fromkeys(each.at for each in places[1:] if each.at != first.at)
    elsewhere = f" `{scope.elsewhere}` has one of that name." if scope.elsewhere else ""
    return RULE.finding(
        plan,
        first.at,
        related=list(rest)[:20],
        severity=severity,
        confidence="medium" if severity == "minor" else None,
        title=f"{says}, but {owner} no {what} `{first.name}`",
        detail=f"Declared in `{there[0].path}` and its like: {shown}.{elsewhere} No task adds "
        f"`{first.name}`, so the step fails as soon as it is run.",
        recommendation=(
            f"Use `{near[0]}` if that is meant, or add a task that creates `{first.name}`."
            if near
            else f"Name a {what} that exists, or add a task that creates `{first.name}`."
        ),
    )
