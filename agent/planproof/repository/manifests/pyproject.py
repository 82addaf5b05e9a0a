"""Scripts, tasks and packages of pyproject.toml."""

from collections.abc import Iterator

from planproof.repository.manifests.entry import (
    Declared,
    Places,
    Table,
    at,
    base,
    command,
    package,
    strings,
    table,
    toml_table,
)
from planproof.repository.manifests.requirements import requirement

_SCRIPTS = (
    ("project", "scripts"),
    ("project", "gui-scripts"),
    ("tool", "poetry", "scripts"),
    ("tool", "pdm", "scripts"),
    ("tool", "poe", "tasks"),
    ("tool", "taskipy", "tasks"),
    ("tool", "rye", "scripts"),
    ("tool", "pixi", "tasks"),
)


def is_mine(path: str) -> bool:
    """Whether the file at *path* is one that `read` understands."""
    return base(path) == "pyproject.toml"


def read(path: str, text: str) -> Iterator[Declared]:
    """The entry points, tasks and packages that a pyproject.toml declares."""
    data, places = toml_table(text), Places(text)
    for name in _scripts(data):
        yield command("script", name, path, places.of(name))
    own = at(data, "project").get("name") or at(data, "tool", "poetry").get("name")
    if isinstance(own, str):
        yield package("pypi", own, "", path=path, line=places.of(own))
    for name, asked in _packages(data):
        yield package("pypi", name, asked, path=path, line=places.of(name))


def _scripts(data: Table) -> Iterator[str]:
    for keys in _SCRIPTS:
        yield from at(data, *keys)
    for environment in at(data, "tool", "hatch", "envs").values():
        yield from at(environment, "scripts")


def _packages(data: Table) -> Iterator[tuple[str, str]]:
    project = at(data, "project")
    listed = strings(project.get("dependencies"))
    listed += strings(at(data, "build-system").get("requires"))
    listed += strings(at(data, "tool", "uv").get("dev-dependencies"))
    groups = (
        *at(project, "optional-dependencies").values(),
        *at(data, "dependency-groups").values(),
        *at(data, "tool", "pdm", "dev-dependencies").values(),
    )
    for group in groups:
        listed += strings(group)
    for text in listed:
        if (found := requirement(text)) is not None:
            yield found
    poetry = at(data, "tool", "poetry")
    tables = [at(poetry, "dependencies"), at(poetry, "dev-dependencies")]
    tables += [at(group, "dependencies") for group in at(poetry, "group").values()]
    for each in tables:
        for name, value in each.items():
            asked = value if isinstance(value, str) else table(value).get("version", "")
            if name != "python":
                yield name, asked if isinstance(asked, str) else ""
