"""A code base in a folder without git, or one that git refuses to look at."""

import os
import re
import time
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from pathlib import Path

from planproof.core.repository import repository_path
from planproof.errors import ConfigError
from planproof.repository.found_words import FoundWords
from planproof.repository.work_tree import WithinReader, below_link, read_within
from planproof.sources.files.ignore import GITIGNORE, IgnoreRules
from planproof.sources.files.text_file import binary_reason

MAX_FILES = 200_000
SKIPPED = frozenset({".git", ".venv", "node_modules"})
"""Folders that are never part of a code base."""
SEARCH_SECONDS = 60.0
"""For one search; words not found by then may occur."""

_PIECE = re.compile(rb"\w+")


class FolderTree:
    """The files below a folder; `.gitignore` files are honoured, links to folders not followed."""

    def __init__(self, folder: Path) -> None:
        self.root = str(folder)
        self.revision: str | None = None
        self._folder = Path(os.path.realpath(folder))
        self._rules = {"": IgnoreRules.above(self._folder).within(self._folder)}

    def paths(self) -> frozenset[str]:
        """See `Tree`; the folders in SKIPPED are left out.

        Raises:
            ConfigError: there are more than MAX_FILES.
        """
        return frozenset(self._names)

    def ignored(self, paths: Collection[str]) -> frozenset[str]:
        """See `Tree`; all that lies in a folder of SKIPPED is."""
        return frozenset(path for path in paths if self._is_ignored(path))

    def read(self, path: str) -> bytes | None:
        """See `Tree`."""
        name = self._names.get(path)
        return None if name is None else read_within(self._folder, name)

    def containing(self, words: Collection[str]) -> Mapping[str, tuple[str, ...]]:
        """See `Tree`; a word has no files when there was no time for all files: it may occur."""
        found = FoundWords(words)
        plain = {os.fsencode(word): word for word in found.words if _PIECE.fullmatch(word.encode())}
        others = [word for word in found.words if word not in plain.values()]
        until = time.monotonic() + SEARCH_SECONDS
        with WithinReader(self._folder) as reader:
            for path, name in sorted(self._names.items()):
                if time.monotonic() >= until:
                    found.doubt(found.words)
                    break
                data = reader.read(name)
                if data is None or binary_reason(data) is not None:
                    continue
                for piece in plain.keys() & set(_PIECE.findall(data)):
                    found.add(plain[piece], path)
                for word in others:
                    if _stands_in(word.encode("utf-8", "surrogateescape"), data):
                        found.add(word, path)
        return found.result()

    @cached_property
    def _names(self) -> Mapping[str, str]:
        """Paths as they are shown, with the names that the system knows them by."""
        names: dict[str, str] = {}
        for name in self._walked():
            names[os.fsencode(name).decode("utf-8", "replace")] = name
            if len(names) > MAX_FILES:
                raise ConfigError(
                    f"the folder {self.root!r} holds more than {MAX_FILES:,} files and is no git "
                    "repository that can be read; name a smaller folder with --repo"
                )
        return names

    def _walked(self) -> Iterator[str]:
        top = str(self._folder).rstrip(os.sep) + os.sep
        pending = [("", self._rules[""])]
        while pending:
            start, rules = pending.pop()
            try:
                with os.scandir(top + start) as entries:
                    found = list(entries)
            except OSError:  # it may not be entered
                continue
            # Most folders have no rules of their own.
            if any(entry.name == GITIGNORE for entry in found):
                rules = self._ruling(start.rstrip("/"))
            for entry in found:
                name, is_folder = entry.name, _is_folder(entry)
                if name == ".git" or (is_folder and name in SKIPPED):
                    continue
                if not rules.ignores(entry.path, is_folder=is_folder):
                    if not is_folder:
                        yield start + name
                    elif not entry.is_symlink():
                        pending.append((f"{start}{name}/", rules))

    def _ruling(self, folder: str) -> IgnoreRules:
        """The rules in a folder below the root; it need not be there."""
        if folder not in self._rules:
            outer = self._ruling(folder.rpartition("/")[0])
            self._rules[folder] = outer.within(self._folder / folder)
        return self._rules[folder]

    def _is_ignored(self, path: str) -> bool:
        name = repository_path(path.rstrip("/"))
        if name is None or "\0" in name or name in self._names:
            return False
        parts = name.split("/")
        if SKIPPED.intersection(parts):
            return True
        if below_link(self._folder, name):
            return False
        for count in range(1, len(parts)):
            rules = self._ruling("/".join(parts[: count - 1]))
            if rules.ignores(self._folder.joinpath(*parts[:count]), is_folder=True):
                return True
        rules, last = self._ruling("/".join(parts[:-1])), self._folder / name
        # What is not there may be meant as a folder.
        as_folder = path.endswith("/") or "." not in parts[-1]
        return rules.ignores(last, is_folder=False) or (
            as_folder and rules.ignores(last, is_folder=True)
        )


def _is_folder(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _stands_in(word: bytes, data: bytes) -> bool:
    """True when *word* occurs with no letter, digit or underscore on either side."""
    at = data.find(word)
    while at >= 0:
        before, after = data[max(0, at - 1) : at], data[at + len(word) : at + len(word) + 1]
        if not _PIECE.match(before) and not _PIECE.match(after):
            return True
        at = data.find(word, at + 1)
    return False
