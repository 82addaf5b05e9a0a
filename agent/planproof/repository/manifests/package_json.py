"""Scripts and packages of package.json."""

from collections.abc import Iterator

from planproof.repository.manifests.entry import (
    Declared,
    Places,
    at,
    base,
    command,
    json_table,
    package,
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
        yield package("npm", own, "", path=path, line=places.of(own))
    for group in _GROUPS:
        start = places.of(group) - 1
        for name, asked in at(data, group).items():
            wanted = asked if isinstance(asked, str) else ""
            yield package("npm", name, wanted, path=path, line=places.of(name, start))
