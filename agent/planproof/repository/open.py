"""Finding and opening the code base that a plan is about."""

import os
import shutil
from pathlib import Path

from planproof.errors import ConfigError
from planproof.repository.folder import FolderTree
from planproof.repository.git import GitTree
from planproof.repository.git_command import Git
from planproof.repository.tree import Tree

_GITFILE = b"gitdir:"


def open_tree(folder: Path, revision: str | None) -> Tree:
    """The code base in *folder*, as it lies there or as it was at a commit.

    A folder in a repository is the whole code base: what lies beside it is not seen. Where git
    is missing or refuses the folder, its files are taken as they lie.

    Raises:
        ConfigError: the folder cannot be read, or has no such commit.
    """
    real = _opened(folder)
    program = shutil.which("git")
    if revision is not None:
        return _at_commit(folder, real, program, revision)
    if program is None:
        return FolderTree(folder)
    git = Git(program, real)
    if not _is_work_tree(folder, git):
        return FolderTree(folder)
    tree = GitTree(git, root=str(folder))
    # A folder that the repository around it ignores is looked at for its own sake.
    return tree if tree.paths() else FolderTree(folder)


def holding(path: Path) -> Path | None:
    """The root of the git repository that holds a plan; None when none does. No git is run."""
    try:
        start = Path(os.path.realpath(path))
    except (OSError, ValueError):
        return None
    return next((at for at in (start, *start.parents) if _is_root(at)), None)


def _is_root(folder: Path) -> bool:
    """True when `.git` is a repository, or the file that says where that is."""
    try:
        if (folder / ".git" / "HEAD").is_file():
            return True
        with (folder / ".git").open("rb") as file:
            return file.read(len(_GITFILE)) == _GITFILE
    except OSError:
        return False


def _opened(folder: Path) -> Path:
    """The folder with its links followed, once it is sure that it can be read."""
    try:
        with os.scandir(folder):
            return Path(os.path.realpath(folder))
    except (OSError, ValueError) as error:
        cause = error.strerror if isinstance(error, OSError) else None
        raise ConfigError(
            f"cannot use {str(folder)!r} for --repo: {(cause or str(error)).lower()}; "
            "name the folder of the code that the plan is about, or leave --repo out"
        ) from error


def _is_work_tree(folder: Path, git: Git) -> bool:
    """True when the folder lies in the work tree of a repository that git looks at.

    Raises:
        ConfigError: it is a repository without a work tree.
    """
    done = git.run("rev-parse", "--is-bare-repository", "--show-toplevel")
    lines = done.output.decode("utf-8", "surrogateescape").splitlines()
    if lines == ["true"]:
        raise ConfigError(
            f"{str(folder)!r} is a repository without a work tree; "
            "name a commit of it with --repo-rev, such as HEAD"
        )
    # The repository's own configuration may say that its files lie elsewhere.
    return done.code == 0 and git.folder.is_relative_to(os.path.realpath(lines[-1]))


def _at_commit(folder: Path, real: Path, program: str | None, revision: str) -> Tree:
    if program is None:
        raise ConfigError(
            f"cannot use {revision!r} for --repo-rev: git is not installed; install it, or leave "
            "--repo-rev out to look at the files as they lie there"
        )
    git = Git(program, real)
    inside = git.run("rev-parse", "--git-dir")
    if inside.code != 0:
        raise ConfigError(
            f"cannot use {revision!r} for --repo-rev: {str(folder)!r}: {inside.message}; name a "
            "folder in a git repository with --repo, or leave --repo-rev out"
        )
    if "\0" not in revision and revision.strip():
        asked = f"{revision}^{{commit}}"
        done = git.run("rev-parse", "--verify", "--quiet", "--end-of-options", asked)
        if done.code == 0:
            return GitTree(git, root=str(folder), revision=done.output.decode("ascii").strip())
    raise ConfigError(
        f"{str(folder)!r} has no commit {revision!r}; name a branch, a tag or a commit that is "
        "there for --repo-rev, and fetch it first where the checkout is shallow"
    )
