"""Scripts and packages of package.json."""

from collections.abc import Iterator

from planproof.repository.manifests.entry import (
    Declared,
    Places,
    Table,
    at,
    base,
    command,
    json_table,
    package,
    text_of,
)

_GROUPS = ("dependencies", "devDependencies", "peerDependencies", "optionalDependencies")


def is_mine(path: str) -> bool:
    """Whether the file at *path* is one that `read` understands."""
    return base(path) == "package.json"


def read(path: str, text: str) -> Iterator[Declared]:
    """The scripts and packages that a package.json declares."""
    data, places = json_table(text), Places(text)
    start = places.of("scripts") - 1
    for name in at(data, "scripts"):
        yield command("npm", name, path, places.of(name, start))
    own = data.get("name")
    if isinstance(own, str) and own:
        line = places.of("version") if "version" in data else places.of(own)
        version = text_of(data.get("version"))
        yield package("npm", own, version, path=path, line=line, own=True)
    yield from _engines(data, places, path)
    for group in _GROUPS:
        start = places.of(group) - 1
        for name, asked in at(data, group).items():
            wanted = asked if isinstance(asked, str) else ""
            line, dev = places.of(name, start), group == "devDependencies"
            yield package("npm", name, wanted, path=path, line=line, dev=dev)


def _engines(data: Table, places: Places, path: str) -> Iterator[Declared]:
    """What the code runs on: `engines`, and the package manager with its version."""
    start = places.of("engines") - 1
    for name, asked in at(data, "engines").items():
        line = places.of(name, start)
        yield package("engine", name, text_of(asked), path=path, line=line)
    name, _, version = text_of(data.get("packageManager")).partition("@")
    if name and version:
        line = places.of("packageManager")
        yield package("engine", name, version.partition("+")[0], path=path, line=line)
