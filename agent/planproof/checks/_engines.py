"""What manifests say of the project's version and of what it runs on, against what a plan says."""

import re
from collections.abc import Sequence

from planproof.checks._ranges import Parts, parts
from planproof.core.codebase import CodeBase, Package
from planproof.named.project_versions import StatedVersion

_PART = re.compile(r"(?P<mark>[<>=~^!]{0,3})\s*v?(?P<version>\d{1,6}(?:\.\d{1,6}){0,3})")
_NEAR = 3


def entries(stated: StatedVersion, base: CodeBase) -> list[Package]:
    """What the manifest that the plan names says, or all manifests where it names none."""
    path = base.find(stated.file) if stated.file else None
    if stated.file and path is None:
        return []
    return [
        package
        for package in base.packages
        if (package.name == stated.engine and package.ecosystem == "engine"
            if stated.engine else package.own and package.requirement)
        and (path is None or package.path == path)
    ]  # fmt: skip


def contradicts(stated: StatedVersion, there: Sequence[Package]) -> bool:
    """True where every manifest says another version; False also where nothing can be told."""
    said = parts(stated.version)
    if said is None or not there:
        return False
    return all(_differs(stated, said, package.requirement) for package in there)


def _differs(stated: StatedVersion, said: Parts, asked: str) -> bool:
    if stated.engine is None:
        actual = parts(asked)
        # 0.0.0 stands for a version that is set at release, or never.
        return actual is not None and any(actual) and not _begins(actual, said)
    lower = [
        (found["mark"], found_parts)
        for found in _PART.finditer(asked)
        if "<" not in found["mark"] and "!" not in found["mark"]
        and (found_parts := parts(found["version"])) is not None
    ]  # fmt: skip
    if not lower or re.search(r"[a-z]", asked.replace("x", ""), re.IGNORECASE):
        return False
    if stated.is_least:
        return not any(_padded(low) == _padded(said) for _, low in lower)
    return not any(
        _begins(low, said) or (mark in (">=", ">") and _padded(said) >= _padded(low))
        for mark, low in lower
    )


def _begins(actual: Parts, said: Parts) -> bool:
    width = min(len(actual), len(said))
    return actual[:width] == said[:width]


def _padded(version: Parts) -> Parts:
    return (*version, 0, 0, 0, 0)[: _NEAR + 1]
