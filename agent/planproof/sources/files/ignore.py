"""What `.gitignore` files and exclude patterns leave out."""

import os
import re
import stat
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Self

from planproof.errors import ConfigError
from planproof.sources.files.text_file import decode

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

GITIGNORE = ".gitignore"

_MAX_BYTES = 1_000_000
_MAX_PARENTS = 100
_MAX_WILDCARDS = 3
"""In one part of a path. More make the matching slow enough to hang on a hostile file."""
_PROBE = "planproof-probe"

_STARS = re.compile(r"\*+")
_NAMED = "(?P<ps_d>/)"
"""In the expressions of pathspec: a name that only one part of an expression may bear."""


class _Spec:
    """The patterns of one `.gitignore` file."""

    def __init__(self, folder: Path, spec: "GitIgnoreSpec") -> None:
        self.folder = folder
        self._start = str(folder).rstrip(os.sep) + os.sep
        self._spec = spec
        self._any = _joined(spec)

    def verdict(self, path: str, *, is_folder: bool) -> bool | None:
        """Whether the patterns leave a path out; None when none of them matches."""
        if path.startswith(self._start):
            name = path[len(self._start) :]
        else:
            name = str(Path(path).relative_to(self.folder))
        name = name.replace(os.sep, "/") + ("/" if is_folder else "")
        if self._any is not None and self._any.search(name) is None:
            return None
        return self._spec.check_file(name).include


def _joined(spec: "GitIgnoreSpec") -> re.Pattern[str] | None:
    """One expression that finds what any pattern does; None where they cannot be joined.

    Most paths match no pattern, and to ask one by one takes many times as long.
    """
    parts = [p.regex.pattern for p in spec.patterns if p.include is not None and p.regex]
    try:
        # Between slashes, so that it is never a piece of a pattern's own brackets.
        return re.compile("|".join(f"(?:{part.replace(_NAMED, '/')})" for part in parts))
    except re.error:
        return None


class IgnoreRules:
    """The `.gitignore` files that rule a folder, outermost first; immutable."""

    def __init__(self, specs: tuple[_Spec, ...] = ()) -> None:
        self._specs = specs

    @classmethod
    def above(cls, root: Path) -> Self:
        """Rules of the parents of *root*, up to the folder that holds `.git`.

        Patterns that ignore *root* itself are left out: it was asked for by name. Outside
        a repository there are none.
        """
        parents = list(root.parents)[:_MAX_PARENTS]
        if os.path.lexists(root / ".git"):
            return cls()
        depth = next((n for n, at in enumerate(parents) if os.path.lexists(at / ".git")), -1)
        rules = cls()
        for folder in reversed(parents[: depth + 1]):
            rules = rules._with(folder, _read_lines(folder / GITIGNORE), spare=root)
        return rules

    def within(self, folder: Path) -> Self:
        """These rules and those of the `.gitignore` in *folder*, if it has one."""
        return self._with(folder, _read_lines(folder / GITIGNORE))

    def ignores(self, path: Path | str, *, is_folder: bool) -> bool:
        """True when the last pattern that matches says so, as git decides it."""
        ignored, name = False, os.fspath(path)
        for spec in self._specs:
            verdict = spec.verdict(name, is_folder=is_folder)
            ignored = ignored if verdict is None else verdict
        return ignored

    def _with(self, folder: Path, lines: Sequence[str], spare: Path | None = None) -> Self:
        if not lines:
            return self
        spared = spare.relative_to(folder).as_posix() if spare is not None else None
        spec = _compile(lines, spared)
        return type(self)((*self._specs, _Spec(folder, spec))) if spec is not None else self


def exclude_rules(root: Path, patterns: Iterable[str]) -> IgnoreRules:
    """Rules from the user's own patterns, in the syntax of `.gitignore`.

    Raises ConfigError for a pattern that is none.
    """
    patterns = list(patterns)
    if not patterns:
        return IgnoreRules()
    from pathspec import GitIgnoreSpec  # noqa: PLC0415 - rarely needed

    for pattern in patterns:
        try:
            GitIgnoreSpec.from_lines([pattern])
        except (ValueError, re.error) as error:
            raise ConfigError(
                f"The exclude pattern {pattern!r} is not understood. "
                "Write it as in a .gitignore file, such as 'drafts/' or '*.json'."
            ) from error
    return IgnoreRules((_Spec(root, GitIgnoreSpec.from_lines(patterns)),))


def _compile(lines: Sequence[str], spared: str | None) -> "GitIgnoreSpec | None":
    from pathspec import GitIgnoreSpec  # noqa: PLC0415 - rarely needed

    kept: list[str] = []
    for line in lines:
        if not line.strip() or line.startswith("#") or _is_costly(line):
            continue
        try:
            GitIgnoreSpec.from_lines([line])
            single = GitIgnoreSpec.from_lines([line.removeprefix("!")])
        except (ValueError, re.error):  # git ignores a malformed line, too
            continue
        if spared and (single.match_file(f"{spared}/") or single.match_file(f"{spared}/{_PROBE}")):
            continue
        kept.append(line)
    return GitIgnoreSpec.from_lines(kept) if kept else None


def _is_costly(pattern: str) -> bool:
    parts = pattern.split("/")
    if sum("**" in part for part in parts) > _MAX_WILDCARDS:
        return True
    return any(len(_STARS.findall(part)) > _MAX_WILDCARDS for part in parts)


def _read_lines(path: Path) -> tuple[str, ...]:
    """Lines of a regular file of sensible size; nothing otherwise. Links are not followed."""
    try:
        status = os.lstat(path)
        if not stat.S_ISREG(status.st_mode) or status.st_size > _MAX_BYTES:
            return ()
        return decode(path.read_bytes()).lines
    except (OSError, ValueError):
        return ()
