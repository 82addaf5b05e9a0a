"""A code base in git: its files as they lie in the work tree, or those of a commit."""

import os
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from planproof.core.repository import repository_path
from planproof.errors import ConfigError
from planproof.repository.git_blobs import Blobs
from planproof.repository.git_command import Git
from planproof.repository.git_words import search
from planproof.repository.work_tree import below_link, read_within

MAX_FILES = 2_000_000

_SUBMODULE = b"160000"
_PROBE = "planproof-probe"


@dataclass(frozen=True, slots=True)
class Entry:
    """A file that git knows or sees."""

    name: bytes
    """Its path as git has it."""
    blob: str | None
    """Object id, where the bytes are to be had from git alone."""


class GitTree:
    """The files of a repository, or of one folder in it; `git` runs in that folder."""

    def __init__(self, git: Git, *, root: str, revision: str | None = None) -> None:
        self.root = root
        self.revision = revision
        self._git = git
        self._blobs = Blobs(git)

    def paths(self) -> frozenset[str]:
        """See `Tree`; files of submodules and of repositories within are not among them.

        Raises:
            ConfigError: git fails, or there are more than MAX_FILES.
        """
        return frozenset(self._entries)

    def ignored(self, paths: Collection[str]) -> frozenset[str]:
        """See `Tree`; also what lies in a submodule, of which nothing is known here.

        For a commit the ignore rules are those of the work tree.
        """
        inside = {path for path in paths if self._is_nested(path)}
        asked: dict[str, set[str]] = defaultdict(set)
        for path in paths:
            if path not in inside and path not in self._entries:
                for query in self._queries(path):
                    asked[query].add(path)
        stdin = b"".join(os.fsencode(query) + b"\0" for query in asked)
        if not asked:
            return frozenset(inside)
        done = self._git.run("check-ignore", "-z", "--stdin", stdin=stdin)
        # 128 in a repository without a work tree, which has no ignore rules.
        hits = done.output.split(b"\0") if done.code == 0 else []
        return frozenset(inside.union(*(asked[os.fsdecode(hit)] for hit in hits if hit)))

    def read(self, path: str) -> bytes | None:
        """See `Tree`. In a commit, a link has no bytes."""
        entry = self._entries.get(path)
        if entry is None:
            return None
        if entry.blob is not None:
            return self._blobs.read(entry.blob)
        return read_within(self._git.folder, entry.name)

    def containing(self, words: Collection[str]) -> Mapping[str, tuple[str, ...]]:
        """See `Tree`; a word has no files when the search was given up: then it may occur."""
        sources = [("--untracked",) if self.revision is None else (self.revision,)]
        if self._is_sparse:
            sources.append(("--cached",))
        return search(self._git, words, sources)

    @cached_property
    def _is_sparse(self) -> bool:
        return self.revision is None and any(e.blob for e in self._entries.values())

    @cached_property
    def _nested(self) -> set[str]:
        """Submodules and repositories within, known once the entries are."""
        return set()

    def _is_nested(self, path: str) -> bool:
        self._entries  # noqa: B018 - finds the nested ones
        parts = path.strip("/").split("/")
        return any("/".join(parts[:n]) in self._nested for n in range(1, len(parts) + 1))

    def _queries(self, path: str) -> Iterator[str]:
        """What to ask git of a path: it dies of those that lead out or lie beyond a link."""
        name = repository_path(path.rstrip("/"))
        if name is None or "\0" in name or below_link(self._git.folder, name):
            return
        yield name
        # What is not there may be meant as a folder, and `build/` rules folders alone.
        if path.endswith("/") or "." not in name.rpartition("/")[2]:
            yield f"{name}/{_PROBE}"

    @cached_property
    def _entries(self) -> Mapping[str, Entry]:
        found = self._committed(self.revision) if self.revision is not None else self._lying()
        entries: dict[str, Entry] = {}
        for entry in found:
            entries[entry.name.decode("utf-8", "replace")] = entry
            if len(entries) > MAX_FILES:
                raise ConfigError(
                    f"the repository {self.root!r} holds more than {MAX_FILES:,} files; "
                    "name the folder that the plan is about with --repo"
                )
        return entries

    def _committed(self, revision: str) -> Iterator[Entry]:
        for record in self._records("ls-tree", "-r", "-z", revision):
            about, _, name = record.partition(b"\t")
            mode, kind, blob = about.split(b" ")
            if kind == b"blob":
                yield Entry(name, blob.decode("ascii") if mode.startswith(b"100") else "")
            else:
                self._nested.add(name.decode("utf-8", "replace"))

    def _lying(self) -> Iterator[Entry]:
        """Those that git tracks and that have not been deleted, and those it does not ignore."""
        options = ("--cached", "--others", "--deleted", "--exclude-standard", "--stage")
        records = list(self._records("ls-files", "-z", "-t", *options))
        gone = {r.partition(b"\t")[2] for r in records if r.startswith(b"R ")}
        for record in records:
            if record.startswith(b"? "):
                yield from self._untracked(record[2:])
                continue
            about, _, name = record.partition(b"\t")
            tag, mode, blob, _ = about.split(b" ")
            if mode == _SUBMODULE:
                self._nested.add(name.decode("utf-8", "replace"))
            elif tag == b"S":  # left out of the work tree by a sparse checkout, but not deleted
                yield Entry(name, blob.decode("ascii") if mode.startswith(b"100") else "")
            elif name not in gone:
                yield Entry(name, None)

    def _untracked(self, name: bytes) -> Iterator[Entry]:
        if name.endswith(b"/"):
            self._nested.add(name.decode("utf-8", "replace").rstrip("/"))
        else:
            yield Entry(name, None)

    def _records(self, *arguments: str) -> Iterator[bytes]:
        done = self._git.run(*arguments)
        if done.code != 0:
            raise ConfigError(
                f"cannot read the repository {self.root!r}: git {arguments[0]}: "
                f"{done.message or f'ended with {done.code}'}; "
                "mend it, or leave --repo out"
            )
        return (record for record in done.output.split(b"\0") if record)
