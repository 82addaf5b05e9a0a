"""What is in the code base that a plan is about, as far as the plan makes promises about it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Literal

from planproof.core.base import Frozen, Location
from planproof.core.repository import repository_path
from planproof.core.secrets import redact

CODE = "repo:"
"""Before the path of evidence that is in the code base and not in the plan."""
SymbolMethod = Literal["ctags", "tree-sitter", "words"]
CommandKind = Literal[
    "make", "npm", "script", "service", "workflow", "job", "just", "task", "poe", "tox", "nox"
]


class Definition(Location):
    """A function, class or other named thing of the code."""

    name: str
    kind: str
    """As the finder calls it: `function`, `class`, `method`."""


class Command(Location):
    """Something that can be run by name, and where it is declared."""

    kind: CommandKind
    """`make`: a target; `npm`: a script of package.json; `script`: an entry point or a task of
    pyproject.toml; `service`: of a compose file; `workflow` and `job`: of GitHub Actions; `just`:
    a recipe; `task`: of a Taskfile; `poe`: a task of Poe; `tox`: an environment; `nox`: a
    session."""
    name: str
    """`*` where the file may declare more than can be read from it."""


class Package(Location):
    """A package that a manifest or lock file names."""

    ecosystem: str
    """`pypi`, `npm`, `go`, `cargo`, `maven`; `engine` for what the code runs on, such as `node`."""
    name: str
    """Normalised as the ecosystem does."""
    requirement: str
    """Version or range as written; empty where none is given."""
    locked: bool
    """True in a lock file: `requirement` is the very version."""
    own: bool = False
    """True for the package that the manifest itself describes: `requirement` is its version."""
    dev: bool = False
    """True where it is asked for only to develop, test or build."""


class CodeBase(Frozen):
    """A repository at one moment. Paths are from its root, with `/`."""

    root: str
    """Folder as the user gave it, or as it was found."""
    revision: str | None = None
    """The commit that was looked at; None for the files as they lie there."""
    told: bool = True
    """False when the repository was not named but is the one that holds the plan."""
    paths: frozenset[str] = frozenset()
    """Every file that git tracks, and those that it neither tracks nor ignores."""
    ignored: frozenset[str] = frozenset()
    """Paths named by the plan that the repository's ignore rules leave out: built, downloaded."""
    texts: Mapping[str, tuple[str, ...]] = {}
    """Lines of the files that the plan names, by path; those above 1 MB are not here."""
    symbols_by: SymbolMethod | None = None
    """How definitions were looked for; None when nothing had to be."""
    definitions: Mapping[str, tuple[Definition, ...]] = {}
    """Where the names that the plan mentions are defined."""
    words: frozenset[str] = frozenset()
    """Of the names that the plan mentions, those that occur anywhere in the code."""
    commands: tuple[Command, ...] = ()
    packages: tuple[Package, ...] = ()
    variables: frozenset[str] = frozenset()
    """Of the environment variables that the plan mentions, those that occur anywhere."""
    unread: frozenset[str] = frozenset()
    """Of the names whose uses the plan counts, those that occur in a file that was not read."""
    plans: Mapping[str, tuple[str, ...]] = {}
    """Lines of the other plans in the code base: those that the plan names or that lie beside
    it."""

    @cached_property
    def folders(self) -> frozenset[str]:
        """Every folder that holds a file."""
        found: set[str] = set()
        for path in self.paths:
            folder = path.rpartition("/")[0]
            while folder and folder not in found:
                found.add(folder)
                folder = folder.rpartition("/")[0]
        return frozenset(found)

    def find(self, file: str) -> str | None:
        """The path in the repository that a plan calls *file*; None when there is none.

        A plan of one part of a monorepo often names paths from that part: `src/app.py` is found
        as `packages/api/src/app.py` when no other path ends so.
        """
        ends = self.ending(file)
        return ends[0] if len(ends) == 1 else None

    def ending(self, file: str) -> tuple[str, ...]:
        """The path *file* itself where it is there, else all paths that end with it."""
        name = repository_path(file)
        if name is None:
            return ()
        if name in self.paths:
            return (name,)
        own = f"/{name}"
        return tuple(path for path in self._by_name[name.rpartition("/")[2]] if path.endswith(own))

    def same_name(self, file: str) -> tuple[str, ...]:
        """The paths whose last part is that of *file*."""
        return tuple(self._by_name.get(file.rstrip("/").rpartition("/")[2], ()))

    def below(self, folder: str) -> Iterator[str]:
        """The files in *folder* and in its folders."""
        start = folder.strip("/") + "/"
        return (path for path in sorted(self.paths) if path.startswith(start))

    def safe_lines(self, path: str) -> tuple[str, ...] | None:
        """The lines of a file without the secrets in it; None for one that was not read.

        Taken from the whole file: of a key that runs over many lines one alone tells nothing.
        """
        lines = self.texts.get(path)
        if lines is None:
            return None
        if path not in self._safe:
            self._safe[path] = tuple(redact("\n".join(lines)).split("\n"))
        return self._safe[path]

    @cached_property
    def _safe(self) -> dict[str, tuple[str, ...]]:
        return {}

    @cached_property
    def _by_name(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for path in sorted(self.paths):
            found[path.rpartition("/")[2]].append(path)
        return found
