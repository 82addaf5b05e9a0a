"""A package that the plan says is there already is in no manifest.

## What it does

Takes the packages that the plan says are in use ("we already use `httpx`", "`zod` is already a
dependency", "the existing `tenacity` package") and looks each up in the manifests and lock files
of the code base. Reports one that none of them lists, or not the manifest that the plan names, and
that no task adds. Silent where a lock file or manifest is there that could not be read.

## Why is this bad?

The import fails on the first run. Adding a dependency is a decision (licence, size, security) that
the plan claims to have behind it.

## Example

    Retries use `tenacity`, which is already a dependency.    # in no manifest

## Use instead

    Task 1 adds `tenacity>=9` to `pyproject.toml`.
"""

import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence

from planproof.checks.interface import Context, Rule
from planproof.core.codebase import CodeBase, Package
from planproof.core.finding import Finding
from planproof.core.plan import Plan
from planproof.named.made import is_made
from planproof.named.packages import NamedPackage, packages_named
from planproof.nearest import nearest
from planproof.words import listed

RULE = Rule(
    id="unlisted-package",
    category="references",
    severity="major",
    summary="A package that the plan says is there is in no manifest",
    goal="Every package that the plan takes for granted is listed in a manifest",
    of_code=True,
)

_IMPORTED_AS = {
    "yaml": "pyyaml", "sklearn": "scikit-learn", "cv2": "opencv-python", "pil": "pillow",
    "bs4": "beautifulsoup4", "jwt": "pyjwt", "dotenv": "python-dotenv", "dateutil":
    "python-dateutil", "attr": "attrs", "jose": "python-jose", "docx": "python-docx",
    "magic": "python-magic", "slugify": "python-slugify", "markdown_it": "markdown-it-py",
}  # fmt: skip
_BUILT_IN = frozenset(
    """
    node npm pnpm yarn python pip uv poetry cargo go make docker git postgres postgresql mysql
    sqlite redis-server jq curl wget psql ffmpeg terraform kubectl helm gh aws gcloud az brew bash
    zsh sh ripgrep rg just podman protoc buf openssl ssh rsync java mvn gradle ruby php composer
    dotnet swift flutter dart rustc rustup clang gcc cmake ninja tesseract chromium chrome nginx
    cron systemd pgcrypto postgis uuid-ossp redis-cli crypto fs path http https url
    util events stream buffer os child_process
    """.split()  # noqa: SIM905  # a list of literals would hide what is missing
)
_ENDINGS = ("js", "py", "python", "lib", "library", "sdk", "client", "core", "cli", "package")
_LOCKS = frozenset(
    """
    uv.lock poetry.lock pdm.lock Cargo.lock package-lock.json npm-shrinkwrap.json yarn.lock
    pnpm-lock.yaml go.sum
    """.split()  # noqa: SIM905  # likewise
)
_UNKNOWN = re.compile(
    r"setup\.(?:py|cfg)|Pipfile(?:\.lock)?|environment\.ya?ml|bun\.lockb?|deno\.jsonc?|Gemfile(?:\.lock)?"
    r"|composer\.(?:json|lock)|.*\.gradle(?:\.kts)?|libs\.versions\.toml|.*\.csproj|mix\.exs"
    r"|pubspec\.yaml|Package\.swift|.*\.gemspec|vcpkg\.json|conanfile\.(?:py|txt)|BUILD(?:\.bazel)?"
)
"""Files that list packages and are not read."""
_INSTALLS = re.compile(
    r"(?:pip3? install|uv add|uv pip install|poetry add|pdm add|npm (?:install|i|add)"
    r"|pnpm (?:add|i)|yarn add|bun add|cargo add|go get)\s(?P<packages>[^`;&|\n]{1,300})"
)


def check(context: Context) -> Iterator[Finding]:
    """One finding per package that is not listed."""
    base, plan = context.codebase, context.plan
    if base is None or not base.packages:
        return
    claimed: dict[str, list[NamedPackage]] = defaultdict(list)
    for each in packages_named(plan):
        if each.is_claimed:
            claimed[each.name].append(each)
    unread = _has_unread(base)
    for name, places in claimed.items():
        known = _is_known(name, base, base.packages)
        wrong = [each for each in places if _is_not_in(each, base)]
        if (known or unread) and not wrong:
            continue
        if not is_made(plan, name, bare=True) and not _installs(plan, name):
            yield _elsewhere(plan, base, wrong) if known else _finding(plan, base, places)


def _has_unread(base: CodeBase) -> bool:
    """True where packages may be listed in a file that is too large or of a form not known here."""
    read = {package.path for package in base.packages}
    for path in base.paths:
        name = path.rpartition("/")[2]
        if _UNKNOWN.fullmatch(name) or (name in _LOCKS and path not in read):
            return "/node_modules/" not in f"/{path}"
    return False


def _is_not_in(each: NamedPackage, base: CodeBase) -> bool:
    """True where the very manifest that the plan names was read and does not list the package."""
    path = base.find(each.file) if each.file else None
    if path is None or ("/" not in (each.file or "") and len(base.same_name(path)) > 1):
        return False
    inside = tuple(package for package in base.packages if package.path == path)
    return bool(inside) and not _is_known(each.name, base, inside)


def _is_known(name: str, base: CodeBase, among: Sequence[Package]) -> bool:
    """True where the name is listed, in a likely other spelling too, or is no package at all."""
    plain = _plain(_IMPORTED_AS.get(name.lower(), name))
    if name in sys.stdlib_module_names or name.lower() in _BUILT_IN or len(plain) < 2:
        return True
    if name.startswith("pg_"):  # extensions of PostgreSQL
        return True
    if any(_is_like(plain, package.name) for package in among):
        return True
    parts = {re.sub(r"\.\w+$", "", part) for path in base.paths for part in path.split("/")}
    return name in parts or name.replace("-", "_") in parts


def _is_like(plain: str, listed: str) -> bool:
    """True where a listed name is the other one, has it as a part, or is it without an ending."""
    known = _plain(listed)
    if known == plain or plain in (f"{known}{end}" for end in _ENDINGS):
        return True
    parts = [part for part in re.split(r"[^a-z0-9]+", listed.lower()) if part]
    return any(
        plain == "".join(parts[start:end])
        for start in range(len(parts))
        for end in range(start + 1, len(parts) + 1)
    )


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _installs(plan: Plan, name: str) -> bool:
    whole = re.compile(rf"(?<![\w/-]){re.escape(name)}(?![\w-])")
    for document in plan.documents:
        for line in document.lines:
            if name in line and any(
                whole.search(found["packages"]) for found in _INSTALLS.finditer(line[:2_000])
            ):
                return True
    return False


def _elsewhere(plan: Plan, base: CodeBase, places: Sequence[NamedPackage]) -> Finding:
    first = places[0]
    path = base.find(first.file or "")
    lists = next((p for p in base.packages if _plain(p.name) == _plain(first.name)), None)
    where = f"`{lists.path}` lists it" if lists else "another manifest lists it"
    return RULE.finding(
        plan,
        first.at,
        severity="minor",
        title=f"`{first.name}` is said to be in `{path}`, which does not list it",
        detail=f"Of the manifests of the code base, {where}.",
        recommendation=f"Name the manifest that lists `{first.name}`, or add a task that adds it "
        "to "
        f"`{path}`.",
    )


def _finding(plan: Plan, base: CodeBase, places: list[NamedPackage]) -> Finding:
    first = places[0]
    manifests = list(dict.fromkeys(f"`{p.path}`" for p in base.packages if not p.locked))
    near = nearest(first.name, {package.name for package in base.packages})
    others = dict.fromkeys(each.at for each in places[1:] if each.at != first.at)
    return RULE.finding(
        plan,
        first.at,
        related=list(others)[:20],
        title=f"The plan counts on `{first.name}`, which no manifest lists",
        detail=f"Neither {listed(manifests, 4)} nor a lock file names `{first.name}`"
        + (f"; the nearest is `{near[0]}`." if near else ".")
        + " No task adds it.",
        recommendation=f"Add a task that adds `{first.name}` to the manifest, or use a package "
        "that is there.",
    )
