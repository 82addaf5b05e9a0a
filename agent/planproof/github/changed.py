"""Which plans a change touches: from the changed files to the folders that hold whole plans.

A plan is reviewed whole, so that one changed file selects the plan that it is part of. That plan
is the topmost folder, below the folder that a glob names, that holds documents itself; a document
that lies in the named folder without a folder of its own is a plan of its own.
"""

import os
import re
import stat
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from planproof.errors import UsageError
from planproof.sources.files.discover import natural_key

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

DEFAULT_GLOBS = (
    "docs/plans/**",
    "plans/**",
    "specs/**",
    ".kiro/specs/**",
    "openspec/changes/**",
    "!openspec/changes/archive/**",
)

_PROSE = frozenset({".md", ".markdown", ".mdx", ".rst", ".adoc"})
"""Files that may be a plan of their own; data and notes are parts of one."""
_PART = re.compile(
    r"(?:phase|stage|milestone|sprint|epic|fase|etapa)[-_ ]?\d.*"
    r"|(?:tasks|plan|spec|requirements|design|proposal)\.\w+",
    re.IGNORECASE,
)
"""Names of files that are parts of one plan: the folder that holds them is that plan."""
_ABOUT_THE_FOLDER = frozenset({"readme", "index", "contributing", "changelog", "agents", "claude"})
_GIT_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Globs:
    """Which files belong to plans, in the syntax of `.gitignore`, from the repository's root."""

    wanted: "GitIgnoreSpec"
    bases: "tuple[tuple[GitIgnoreSpec, GitIgnoreSpec, bool], ...]"
    """For each glob: what it matches, the folder that it names, and whether that is the plan."""


def globs(lines: Iterable[str] = ()) -> Globs:
    """The globs that *lines* hold; the usual ones when there are none.

    `plans/**` names the folder `plans`, in which each folder is a plan; `docs/design` and
    `docs/*/plan` name plans themselves; `!plans/old/**` takes files out again.

    Raises:
        UsageError: a glob is not understood.
    """
    given = [line.strip() for line in lines]
    given = [line for line in given if line and not line.startswith("#")] or list(DEFAULT_GLOBS)
    bases = [_base(line) for line in given if not line.startswith("!")]
    if not bases:
        raise UsageError(f"{given[0]!r} only takes files out; name the plans as well: plans/**")
    return Globs(_spec(*map(_anchored, given)), tuple(bases))


def _base(glob: str) -> "tuple[GitIgnoreSpec, GitIgnoreSpec, bool]":
    parts = _anchored(glob).strip("/").split("/")
    if "**" not in parts[1:] and parts != ["**"]:
        return _spec(_anchored(glob)), _spec("/" + "/".join(parts)), True
    last = len(parts) - 1 - parts[::-1].index("**")
    return _spec(_anchored(glob)), _spec("/" + "/".join(parts[:last])), False


def _anchored(glob: str) -> str:
    """From the root, also where `.gitignore` would look everywhere."""
    mark = "!" if glob.startswith("!") else ""
    return f"{mark}/{glob.removeprefix('!').removeprefix('./').lstrip('/')}"


def _spec(*lines: str) -> "GitIgnoreSpec":
    from pathspec import GitIgnoreSpec  # noqa: PLC0415 - start-up time

    try:
        return GitIgnoreSpec.from_lines(lines)
    except (ValueError, re.error) as error:
        raise UsageError(
            f"the glob {' '.join(lines)!r} is not understood; write it as in a .gitignore file, "
            "such as plans/**"
        ) from error


def plan_roots(top: Path, files: Iterable[str], wanted: Globs) -> tuple[str, ...]:
    """The plans that *files* are part of: paths below *top*, in natural order, each once.

    What is gone, and what is reached through a link only, is no plan.
    """
    found = {root for each in files if (root := _root(top, each, wanted)) is not None}
    return tuple(sorted(found, key=lambda path: (natural_key(path), path)))


def _root(top: Path, file: str, wanted: Globs) -> str | None:
    if not wanted.wanted.match_file(file):
        return None
    parts = file.split("/")
    for matching, folder, is_plan in wanted.bases:
        if not matching.match_file(file):
            continue
        base = _shortest(parts, folder)
        if is_plan:
            return _own(top, parts[:base], file)
        return _below(top, parts, base)
    return None


def _shortest(parts: Sequence[str], folder: "GitIgnoreSpec") -> int:
    """How many parts the first folder has that the glob names."""
    numbers = range(1, len(parts) + 1)
    return next((n for n in numbers if folder.match_file("/".join(parts[:n]))), 0)


def _below(top: Path, parts: Sequence[str], base: int) -> str | None:
    """The topmost folder that holds documents, or the file alone."""
    folder = top.joinpath(*parts[:base])
    if any(_PART.fullmatch(name) for name in _documents(top, parts[:base])):
        return "/".join(parts[:base]) or "."
    for length in range(base + 1, len(parts)):
        if any(True for _ in _documents(top, parts[:length])):
            return "/".join(parts[:length])
    alone = len(parts) == base + 1 and _is_document(folder / parts[-1])
    if not alone or Path(parts[-1]).stem.lower() in _ABOUT_THE_FOLDER:
        return None
    return "/".join(parts) if _reached(top, parts) else None


def _own(top: Path, parts: Sequence[str], file: str) -> str | None:
    """What a glob names as a plan, if there is one."""
    path = top.joinpath(*parts)
    if not _reached(top, parts):
        return None
    whole = "/".join(parts)
    return whole if path.is_dir() or (whole == file and _is_document(path)) else None


def _documents(top: Path, parts: Sequence[str]) -> Iterator[str]:
    """Names of the documents that lie in a folder itself."""
    folder = top.joinpath(*parts)
    if not _reached(top, parts) or not folder.is_dir():
        return
    with os.scandir(folder) as entries:
        names = sorted(entry.name for entry in entries)
    yield from (name for name in names if _is_document(folder / name) or name == "tasks.json")


def _is_document(path: Path) -> bool:
    if path.suffix.lower() not in _PROSE:
        return False
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


def _reached(top: Path, parts: Sequence[str]) -> bool:
    """True when no link stands on the way: a link may lead out of the repository."""
    return not any(top.joinpath(*parts[:n]).is_symlink() for n in range(1, len(parts) + 1))


def changed_files(top: Path, base: str, head: str) -> tuple[str, ...]:
    """Paths, from the folder *top*, that differ between two commits; old and new names of moves.

    *head* is compared with where it left *base*. Where the merge of a pull request is checked
    out, its parents are what GitHub compares.

    Raises:
        UsageError: git is missing, or the checkout lacks the commits.
    """
    parents = (_git(top, "rev-list", "--parents", "--max-count=1", "HEAD", "--") or "").split()[1:]
    if parents[1:] == [head]:
        return _names(top, f"{parents[0]}..HEAD", base, head)
    return _names(top, f"{base}...{head}", base, head)


def _names(top: Path, span: str, base: str, head: str) -> tuple[str, ...]:
    options = ("--name-only", "-z", "--no-renames", "--no-ext-diff", "--relative")
    found = _git(top, "diff", *options, span, "--")
    if found is None:
        raise UsageError(
            f"the checkout does not hold what lies between {base[:12]} and {head[:12]}; "
            "give actions/checkout `fetch-depth: 0`"
        )
    return tuple(filter(None, found.split("\0")))


def all_files(top: Path) -> tuple[str, ...]:
    """Paths of all files below *top* that git knows.

    Raises:
        UsageError: git is missing, or the folder is in no repository.
    """
    found = _git(top, "ls-files", "-z")
    if found is None:
        raise UsageError(f"{str(top)!r} is in no git repository; check it out first")
    return tuple(filter(None, found.split("\0")))


def _git(top: Path, *arguments: str) -> str | None:
    """What git prints; None when it fails."""
    command = ["git", "-c", "core.fsmonitor=false", *arguments]
    try:
        done = subprocess.run(  # noqa: S603 - commits are hashes, and nothing is a shell's
            command,
            cwd=top,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=_GIT_SECONDS,
        )
    except OSError as error:
        raise UsageError(f"cannot run git: {error.strerror or error}; install it") from error
    except subprocess.TimeoutExpired as error:
        raise UsageError(f"git {arguments[0]} did not end in {_GIT_SECONDS} seconds") from error
    return os.fsdecode(done.stdout) if done.returncode == 0 else None
