"""Cut GitHub's description of its REST API to what planproof calls.

    npm pack @octokit/openapi@23.0.2
    python scripts/trim_openapi.py octokit-openapi-23.0.2.tgz

It reads the archive and writes `tests/data/github-openapi.json`, against which every request of
the client is tested. What stays: the operations below, the schemas they reach, and where all of
it is from. Prose and examples go, since no test needs them and they are most of the size.
"""

import argparse
import json
import sys
import tarfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "tests/data/github-openapi.json"
DESCRIPTION = "package/generated/api.github.com.json"

_REPO = "/repos/{owner}/{repo}"
OPERATIONS = {
    "/user": ("get",),
    f"{_REPO}/pulls/{{pull_number}}": ("get",),
    f"{_REPO}/pulls/{{pull_number}}/files": ("get",),
    f"{_REPO}/pulls/{{pull_number}}/comments": ("get",),
    f"{_REPO}/pulls/{{pull_number}}/reviews": ("post",),
    f"{_REPO}/issues/{{issue_number}}/comments": ("get", "post"),
    f"{_REPO}/issues/comments/{{comment_id}}": ("patch",),
}
_PROSE = frozenset(("description", "summary", "example", "examples", "externalDocs", "tags"))
_NAMED = frozenset(("properties", "parameters", "responses", "schemas", "headers", "paths"))
"""Their keys are names of things, so that a property called `description` stays."""


def main() -> int:
    """Write the trimmed description; 1 where the archive is another than expected."""
    parser = argparse.ArgumentParser(description="Trim GitHub's OpenAPI description.")
    parser.add_argument("archive", type=Path, help="what `npm pack @octokit/openapi` wrote")
    archive = parser.parse_args().archive
    with tarfile.open(archive) as packed:
        package = _member(packed, "package/package.json")
        whole = _member(packed, DESCRIPTION)
        notice = " ".join(_text(packed, "package/LICENSE").split())
    made = {**_head(whole, package, notice), **trim(whole)}
    text = json.dumps(made, separators=(",", ":"))
    TARGET.parent.mkdir(exist_ok=True)
    # One operation or component a line: a later version is a readable diff.
    TARGET.write_text(text.replace('},"', '},\n"') + "\n", encoding="utf-8")
    print(f"{TARGET.relative_to(ROOT)}: {TARGET.stat().st_size:,} bytes")
    return 0


def trim(whole: dict[str, Any]) -> dict[str, Any]:
    """The paths and components of a description that the operations need."""
    paths = {
        path: {method: _stripped(whole["paths"][path][method]) for method in methods}
        for path, methods in OPERATIONS.items()
    }
    components: dict[str, dict[str, Any]] = {}
    waiting = _references(paths)
    while waiting:
        _, _, kind, name = waiting.pop().split("/")
        if name not in components.setdefault(kind, {}):
            components[kind][name] = _stripped(whole["components"][kind][name])
            waiting |= _references(components[kind][name])
    ordered = {kind: dict(sorted(components[kind].items())) for kind in sorted(components)}
    return {"paths": paths, "components": ordered}


def _head(whole: dict[str, Any], package: dict[str, Any], notice: str) -> dict[str, Any]:
    """Where the description is from, with the notice that must go with every copy."""
    source = f"npm:{package['name']}@{package['version']}, {DESCRIPTION}"
    return {
        "openapi": whole["openapi"],
        "info": {
            "title": whole["info"]["title"],
            "version": whole["info"]["version"],
            "license": whole["info"]["license"],
            "x-source": source,
            "x-repository": f"https://github.com/{package['repository'].removeprefix('github:')}",
            "x-license-text": notice,
            "x-trimmed-by": "scripts/trim_openapi.py",
        },
        "servers": whole["servers"],
    }


def _member(packed: tarfile.TarFile, name: str) -> dict[str, Any]:
    found = json.loads(_text(packed, name))
    return found if isinstance(found, dict) else sys.exit(f"{name} holds no object")


def _text(packed: tarfile.TarFile, name: str) -> str:
    file = packed.extractfile(name)
    return file.read().decode() if file else sys.exit(f"{name} is no file in the archive")


def _stripped(value: Any, *, named: bool = False) -> Any:  # noqa: ANN401 - any JSON
    """*value* without prose; *named* says that its keys are names."""
    if isinstance(value, dict):
        return {
            key: _stripped(each, named=not named and key in _NAMED)
            for key, each in value.items()
            if named or (key not in _PROSE and not key.startswith("x-"))
        }
    return [_stripped(each) for each in value] if isinstance(value, list) else value


def _references(value: Any) -> set[str]:  # noqa: ANN401 - any JSON
    if isinstance(value, dict):
        own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
        return own.union(*map(_references, value.values()))
    return set().union(*map(_references, value)) if isinstance(value, list) else set()


if __name__ == "__main__":
    sys.exit(main())
