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
    text_of,
    toml_table,
)
from planproof.repository.manifests.requirements import requirement

_SCRIPTS = (
    ("project", "scripts"),
    ("project", "gui-scripts"),
    ("tool", "poetry", "scripts"),
    ("tool", "pdm", "scripts"),
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
    poe = at(data, "tool", "poe")
    for name in at(poe, "tasks"):
        yield command("poe", name, path, places.of(name))
    if "include" in poe:
        yield command("poe", "*", path, places.of("include"))
    yield from _own(data, places, path)
    for name, asked, dev in _packages(data):
        yield package("pypi", name, asked, path=path, line=places.of(name), dev=dev)


def _own(data: Table, places: Places, path: str) -> Iterator[Declared]:
    """The project itself with its version, and the Python that it asks for."""
    project, poetry = at(data, "project"), at(data, "tool", "poetry")
    own = text_of(project.get("name")) or text_of(poetry.get("name"))
    version = text_of(project.get("version")) or text_of(poetry.get("version"))
    if own:
        line = places.of("version", places.of(own) - 1) if version else places.of(own)
        yield package("pypi", own, version, path=path, line=line, own=True)
    python = text_of(project.get("requires-python"))
    if python or (python := text_of(at(poetry, "dependencies").get("python"))):
        line = places.of("requires-python" if "requires-python" in project else "python")
        yield package("engine", "python", python, path=path, line=line)


def _scripts(data: Table) -> Iterator[str]:
    for keys in _SCRIPTS:
        yield from at(data, *keys)
    for environment in at(data, "tool", "hatch", "envs").values():
        yield from at(environment, "scripts")


def _packages(data: Table) -> Iterator[tuple[str, str, bool]]:
    """Name, specifier and whether it is for development alone."""
    project = at(data, "project")
    needed = strings(project.get("dependencies"))
    listed = strings(at(data, "build-system").get("requires"))
    listed += strings(at(data, "tool", "uv").get("dev-dependencies"))
    groups = (
        *at(project, "optional-dependencies").values(),
        *at(data, "dependency-groups").values(),
        *at(data, "tool", "pdm", "dev-dependencies").values(),
    )
    for group in groups:
        listed += strings(group)
    for text in (*needed, *listed):
        if (found := requirement(text)) is not None:
            yield (*found, text not in needed)
    poetry = at(data, "tool", "poetry")
    own = at(poetry, "dependencies")
    tables = [own, at(poetry, "dev-dependencies")]
    tables += [at(group, "dependencies") for group in at(poetry, "group").values()]
    for each in tables:
        for name, value in each.items():
            asked = value if isinstance(value, str) else table(value).get("version", "")
            if name != "python":
                yield name, text_of(asked), each is not own
