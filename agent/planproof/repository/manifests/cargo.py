"""Crates of Cargo.toml."""

from collections.abc import Iterator

from planproof.repository.manifests.entry import (
    Declared,
    Places,
    Table,
    at,
    base,
    package,
    table,
    text_of,
    toml_table,
)

_GROUPS = ("dependencies", "dev-dependencies", "build-dependencies")


def is_mine(path: str) -> bool:
    """Whether the file at *path* is one that `read` understands."""
    return base(path) == "Cargo.toml"


def read(path: str, text: str) -> Iterator[Declared]:
    """The crates that a Cargo.toml declares, its own among them."""
    data, places = toml_table(text), Places(text)
    own = at(data, "package").get("name")
    if isinstance(own, str):
        version = text_of(at(data, "package").get("version"))
        line = places.of("version" if version else own)
        yield package("cargo", own, version, path=path, line=line, own=True)
    if least := text_of(at(data, "package").get("rust-version")):
        yield package("engine", "rust", least, path=path, line=places.of("rust-version"))
    for each in _tables(data):
        for name, value in each.items():
            asked = value if isinstance(value, str) else table(value).get("version", "")
            wanted = asked if isinstance(asked, str) else ""
            yield package("cargo", name, wanted, path=path, line=places.of(name))


def _tables(data: Table) -> Iterator[Table]:
    for group in _GROUPS:
        yield at(data, group)
    yield at(data, "workspace", "dependencies")
    for target in at(data, "target").values():
        for group in _GROUPS:
            yield at(target, group)
