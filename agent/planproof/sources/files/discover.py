"""Find and read the documents of a plan.

Every file below the root is either read or listed as skipped with the reason. Nothing
outside the root is ever opened, nor anything that is no regular file.
"""

import hashlib
import os
import re
import stat
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from planproof.core.document import Problem
from planproof.core.plan import Skipped
from planproof.errors import NoPlanError
from planproof.sources.files.ignore import IgnoreRules, exclude_rules
from planproof.sources.files.text_file import binary_reason, decode

SUFFIXES = frozenset({".md", ".markdown", ".mdx", ".mdc", ".txt", ".rst", ".adoc", ".json"})

PLAN_FOLDERS = frozenset(
    {
        ".kiro", ".planning", ".taskmaster", ".flow", ".specify", ".agent-os", ".agent-tracking",
        ".bmad-core", ".cursor", ".claude", ".github",
    }
)  # fmt: skip
"""Hidden folders in which tools keep plans."""

BUILD_FOLDERS = frozenset(
    {"node_modules", ".git", ".venv", "venv", "dist", "build", "__pycache__", "target"}
)

MAX_BYTES = 50_000_000
MAX_LISTED = 20
"""Skipped files of one folder that are listed one by one."""
MAX_LISTED_IN_ALL = 200
"""Skipped files of all folders together, above which they are counted by top folder."""

NOT_A_DOCUMENT = "not a document format that planproof reads"

_DIGITS = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One document as it was read."""

    path: str
    """Relative to the root, with forward slashes; the name of the file if that is the root."""
    text_lines: tuple[str, ...]
    bytes: int
    sha256: str
    """Of the bytes on disk."""
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Discovery:
    """What stands below a root: documents in natural order, and what was not read."""

    files: tuple[SourceFile, ...]
    skipped: tuple[Skipped, ...]


def discover(root: Path, exclude: Sequence[str] = ()) -> Discovery:
    """Read all documents of a plan.

    Takes a file or a folder, and patterns in the syntax of `.gitignore` for what to leave
    out. Raises NoPlanError when there is nothing to read, ConfigError for a pattern that is
    not understood.
    """
    try:
        status = root.stat()
    except (OSError, ValueError) as error:
        raise NoPlanError(_missing(root, error)) from error
    real = Path(os.path.realpath(root))
    if stat.S_ISDIR(status.st_mode):
        walk = _Walk(real, exclude_rules(real, exclude))
        walk.run()
        if not walk.files:
            raise NoPlanError(_nothing_found(root, walk.skipped))
        return Discovery(_in_order(walk.files), _fold(walk.skipped))
    found = _read(real, _display(root.name), status)
    if isinstance(found, Skipped):
        raise NoPlanError(
            f"{str(root)!r} cannot be reviewed: {found.reason}. "
            "Give a Markdown file, or a folder that holds the plan."
        )
    return Discovery((found,), ())


@dataclass(slots=True)
class _Walk:
    """One walk over a folder; links are never followed, so it always ends."""

    root: Path
    exclude: IgnoreRules
    files: list[SourceFile] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)

    def run(self) -> None:
        pending = [(self.root, IgnoreRules.above(self.root))]
        while pending:
            folder, rules = pending.pop()
            try:
                with os.scandir(folder) as entries:
                    found = list(entries)
            except OSError as error:
                self._skip(folder, f"cannot be opened: {_cause(error)}", folder=True)
                continue
            if any(entry.name == ".gitignore" for entry in found):
                rules = rules.within(folder)
            pending.extend((Path(entry.path), rules) for entry in found if self._take(entry, rules))

    def _take(self, entry: "os.DirEntry[str]", rules: IgnoreRules) -> bool:
        """Read or skip one entry. True for a folder to walk into."""
        path = Path(entry.path)
        try:
            if entry.is_symlink():
                self._skip(path, self._link_reason(path))
                return False
            is_folder = entry.is_dir(follow_symlinks=False)
            reason = self._skip_reason(path, rules, is_folder=is_folder)
            if reason is None and not is_folder:
                self._read(path, entry.stat(follow_symlinks=False))
        except OSError as error:
            self._skip(path, f"cannot be read: {_cause(error)}")
            return False
        if reason is not None and entry.name != ".git":
            self._skip(path, reason, folder=is_folder)
        return is_folder and reason is None

    def _read(self, path: Path, status: os.stat_result) -> None:
        found = _read(path, self._relative(path), status)
        if isinstance(found, Skipped):
            self.skipped.append(found)
        else:
            self.files.append(found)

    def _skip_reason(self, path: Path, rules: IgnoreRules, *, is_folder: bool) -> str | None:
        if is_folder:
            if path.name in BUILD_FOLDERS:
                return "a folder of build output, packages or version control"
            if path.name.startswith(".") and path.name not in PLAN_FOLDERS:
                return "a hidden folder"
        elif path.suffix.lower() not in SUFFIXES:
            return NOT_A_DOCUMENT
        if self.exclude.ignores(path, is_folder=is_folder):
            return "excluded by the settings"
        return "ignored by .gitignore" if rules.ignores(path, is_folder=is_folder) else None

    def _link_reason(self, path: Path) -> str:
        target = Path(os.path.realpath(path))
        if not target.is_relative_to(self.root):
            return "a link that leads out of the plan; not followed"
        if not os.path.lexists(target) or target.is_symlink():
            return "a link that leads nowhere"
        return f"a link to {self._relative(target)!r}, which is inside the plan already"

    def _skip(self, path: Path, reason: str, *, folder: bool = False) -> None:
        name = self._relative(path) + ("/" if folder else "")
        self.skipped.append(Skipped(path=name, reason=reason))

    def _relative(self, path: Path) -> str:
        return _display(path.relative_to(self.root).as_posix())


def _read(path: Path, name: str, status: os.stat_result) -> SourceFile | Skipped:
    """One regular file, or why it was not read."""
    if not stat.S_ISREG(status.st_mode):
        return Skipped(path=name, reason="not a regular file (a socket, pipe or device)")
    if status.st_size > MAX_BYTES:
        return Skipped(path=name, reason=_too_large(status.st_size))
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        return Skipped(path=name, reason=f"cannot be read: {_cause(error)}")
    if len(data) > MAX_BYTES:  # it grew, or its size is no true one
        return Skipped(path=name, reason=_too_large(len(data)))
    binary = binary_reason(data)
    if binary is not None:
        return Skipped(path=name, reason=f"not text: {binary}")
    text = decode(data)
    digest = hashlib.sha256(data).hexdigest()
    return SourceFile(name, text.lines, len(data), digest, text.problems)


def _too_large(size: int) -> str:
    limit = MAX_BYTES // 1_000_000
    return f"too large ({size / 1_000_000:,.1f} MB; the limit is {limit} MB)"


def _cause(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()


def _display(name: str) -> str:
    """A path that can be printed and encoded, also when its bytes are not UTF-8."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def natural_key(path: str) -> tuple[tuple[tuple[str, int], ...], ...]:
    """Sort key that puts `Phase-2` before `Phase-10`, folder by folder."""
    return tuple(_natural_part(part) for part in path.split("/"))


def _natural_part(part: str) -> tuple[tuple[str, int], ...]:
    pieces = _DIGITS.split(part.casefold())
    numbers = [*(int(digits) for digits in pieces[1::2]), -1]
    return tuple(zip(pieces[0::2], numbers, strict=True))


def _in_order(files: Iterable[SourceFile]) -> tuple[SourceFile, ...]:
    return tuple(sorted(files, key=lambda file: (natural_key(file.path), file.path)))


def _fold(skipped: Sequence[Skipped]) -> tuple[Skipped, ...]:
    """One entry for the many that are skipped for one reason in one folder.

    Where even that is too long to read, one entry for each folder of the root.
    """
    folded = _folded(skipped, lambda path: path.rpartition("/")[0])
    if len(folded) > MAX_LISTED_IN_ALL:
        folded = _folded(skipped, lambda path: path.partition("/")[0] if "/" in path else "")
    return tuple(sorted(folded, key=lambda entry: (natural_key(entry.path), entry.path)))


def _folded(skipped: Sequence[Skipped], place: Callable[[str], str]) -> list[Skipped]:
    groups: dict[tuple[str, str], list[Skipped]] = defaultdict(list)
    for entry in skipped:
        groups[place(entry.path.rstrip("/")), entry.reason].append(entry)
    folded: list[Skipped] = []
    for (folder, reason), entries in groups.items():
        if len(entries) <= MAX_LISTED:
            folded.extend(entries)
        else:
            count = f"{len(entries):,} {_kind(entries)}"
            folded.append(Skipped(path=f"{folder or '.'}/", reason=f"{count}: {reason}"))
    return folded


def _kind(entries: Sequence[Skipped]) -> str:
    folders = sum(entry.path.endswith("/") for entry in entries)
    if folders == len(entries):
        return "folders"
    return "files and folders" if folders else "files"


def _missing(root: Path, error: OSError | ValueError) -> str:
    if isinstance(error, PermissionError):
        return f"{str(root)!r} cannot be opened: permission denied. Check the folder's rights."
    return f"There is no file or folder at {str(root)!r}. Check the path."


def _nothing_found(root: Path, skipped: Sequence[Skipped]) -> str:
    """What a folder without documents holds instead."""
    advice = "Give the folder that holds the plan's Markdown files."
    if not skipped:
        return f"The folder {str(root)!r} is empty. {advice}"
    counts = Counter(_what(entry) for entry in skipped)
    found = [f"{what} ({count:,})" for what, count in counts.most_common(5)]
    if len(counts) > len(found):
        found.append("and more")
    return (
        f"The folder {str(root)!r} holds no document to review. "
        f"Found there: {', '.join(found)}. {advice}"
    )


def _what(entry: Skipped) -> str:
    if entry.reason != NOT_A_DOCUMENT:
        return entry.reason
    suffix = Path(entry.path).suffix.lower()
    return f"{suffix} files" if suffix else "files without a suffix"
