"""A make target, script, service or job that the plan runs is not in the code base.

## What it does

Compares the commands of the plan (`make lint`, `npm run build`, `uv run worker`,
`docker compose up redis`, a job or workflow named in prose) with what the code base declares:
Makefiles, package.json, pyproject.toml, Compose files, GitHub workflows. Reports a name that is in
none of them and that no part of the plan adds. Where the code base has no file of the kind, the
check is silent: the plan may be about to make it.

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
from fnmatch import fnmatchcase

from planproof.checks.interface import Context, Rule
from planproof.core.codebase import CodeBase, Command, CommandKind
from planproof.core.finding import Finding, Severity
from planproof.core.plan import Plan
from planproof.named.commands import NamedCommand, commands_named
from planproof.named.wording import makes
from planproof.nearest import nearest
from planproof.words import listed

RULE = Rule(
    id="unknown-command",
    category="references",
    severity="major",
    summary="A command that the plan runs is not declared in the code base",
    goal="Every command that the plan runs is there or is added by the plan",
)

_WHAT: Mapping[CommandKind, tuple[str, str]] = {
    "make": ("target", "the Makefile has"),
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


def check(context: Context) -> Iterator[Finding]:
    """One finding per unknown name, at the first place that runs it."""
    base, plan = context.codebase, context.plan
    if base is None or not base.commands:
        return
    declared: dict[CommandKind, list[Command]] = defaultdict(list)
    for command in base.commands:
        declared[command.kind].append(command)
    named: dict[tuple[CommandKind, str], list[NamedCommand]] = defaultdict(list)
    for each in commands_named(plan):
        named[each.kind, each.name].append(each)
    for (kind, name), places in named.items():
        there = declared[kind]
        if not there or _is_there(name, there):
            if kind == "job" and there:
                yield from _wrong_workflow(plan, places, there)
            continue
        severity = _script_severity(name, base, there) if kind == "script" else RULE.severity
        if severity is not None and not _is_file(name, base) and not makes(plan, name):
            yield _finding(plan, places, there, severity)


def _is_there(name: str, there: Sequence[Command]) -> bool:
    for command in there:
        if command.name == name or (
            command.kind == "make" and fnmatchcase(name, command.name.replace("%", "*"))
        ):
            return True
        if command.kind == "workflow":
            file = command.path.rpartition("/")[2]
            if name.lower() in (command.name.lower(), file.lower(), file.rpartition(".")[0]):
                return True
    return False


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
    return "minor" if any(package.locked for package in base.packages) else None


def _wrong_workflow(
    plan: Plan, places: Sequence[NamedCommand], there: Sequence[Command]
) -> Iterator[Finding]:
    """A job that is declared, in another workflow than the plan says."""
    name = places[0].name
    jobs = [command for command in there if command.name == name]
    files = {command.path.rpartition("/")[2] for command in jobs}
    all_files = {command.path.rpartition("/")[2] for command in there}
    wrong = [each for each in places if each.workflow in all_files - files]
    if wrong and not makes(plan, name):
        yield RULE.finding(
            plan,
            wrong[0].at,
            related=[each.at for each in wrong[1:20]],
            severity="minor",
            title=f"The job `{name}` is in `{jobs[0].path}`, not in `{wrong[0].workflow}`",
            detail=f"`{jobs[0].path}:{jobs[0].line_start}` declares it; the file that the plan "
            "names has no job of this name.",
            recommendation=f"Name `{jobs[0].path}`, or say that the job moves.",
        )


def _finding(
    plan: Plan, places: Sequence[NamedCommand], there: Sequence[Command], severity: Severity
) -> Finding:
    first = places[0]
    what, owner = _WHAT[first.kind]
    names = [command.name for command in there if command.name != "%"]
    near = nearest(first.name, names)
    says = f"`{first.text}` is run" if first.run else f"The {what} `{first.name}` is named"
    shown = listed([f"`{name}`" for name in list(dict.fromkeys(names))], 8)
    rest = dict.fromkeys(each.at for each in places[1:] if each.at != first.at)
    return RULE.finding(
        plan,
        first.at,
        related=list(rest)[:20],
        severity=severity,
        confidence="medium" if severity == "minor" else None,
        title=f"{says}, but {owner} no {what} `{first.name}`",
        detail=f"Declared in `{there[0].path}` and its like: {shown}. No task adds "
        f"`{first.name}`, so the step fails as soon as it is run.",
        recommendation=(
            f"Use `{near[0]}` if that is meant, or add a task that creates `{first.name}`."
            if near
            else f"Name a {what} that exists, or add a task that creates `{first.name}`."
        ),
    )
