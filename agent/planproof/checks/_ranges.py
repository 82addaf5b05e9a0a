"""Whether a version that a plan states can be the one that a manifest asks for."""

import re

from planproof.core.codebase import Package

Parts = tuple[int, ...]
_RANGE = re.compile(
    r"(?P<mark>\^|~|=)?\s*v?(?P<parts>\d{1,6}(?:\.\d{1,6}){0,3})(?:\.[x*]){0,2}(?:[-+][\w.+-]*)?"
)


def allows(package: Package, version: str) -> bool | None:
    """True when *version* (`18`, `2.0`) fits, False when it cannot; None when nothing tells."""
    stated = parts(version)
    asked = package.requirement.strip()
    if package.locked:
        actual = parts(asked)
        return None if actual is None or stated is None else _same(actual, stated)
    if package.ecosystem == "pypi" and (fits := _pypi(asked, version)) is not None:
        return fits
    found = [_RANGE.fullmatch(each.strip()) for each in asked.split("||")] if asked else []
    if not found or None in found or stated is None:
        return None
    default = "^" if package.ecosystem == "cargo" else "="
    return any(_overlaps(each, stated, default) for each in found if each is not None)


def parts(version: str) -> Parts | None:
    """The leading numbers of a version; None for what begins with none."""
    found = re.match(r"v?(\d{1,6}(?:\.\d{1,6}){0,3})", version)
    return tuple(int(each) for each in found[1].split(".")) if found else None


def _same(actual: Parts, stated: Parts) -> bool:
    width = min(len(actual), len(stated))
    return actual[:width] == stated[:width]


def _overlaps(found: re.Match[str], stated: Parts, default: str) -> bool:
    low = parts(found["parts"]) or ()
    mark = found["mark"] or default
    if mark == "=":
        return _same(low, stated)
    if mark == "~":
        fixed = 2 if len(low) > 1 else 1
    else:  # a caret holds the first part that is not zero
        fixed = next((at + 1 for at, part in enumerate(low) if part), len(low))
    if not _same(low[:fixed], stated):
        return False
    # Within what is fixed, everything from the lower end on fits; `18` of a plan is all of 18.
    return stated >= low[: len(stated)]


def _pypi(asked: str, version: str) -> bool | None:
    """True or False by a specifier of Python packages; None when it is none, or empty."""
    from packaging.specifiers import InvalidSpecifier, SpecifierSet  # noqa: PLC0415 - rarely needed

    if not asked or asked == "*":
        return None
    try:
        wanted = SpecifierSet(asked)
    except InvalidSpecifier:
        return None
    # A plan says `2.5` of all 2.5 versions: the ends and what the specifier itself names are tried.
    tried = [version, f"{version}.99999"]
    own = re.findall(r"\d{1,6}(?:\.\d{1,6}){0,3}", asked)
    tried += [each for each in own if each.startswith(f"{version}.")]
    return any(wanted.contains(each, prereleases=True) for each in tried)
