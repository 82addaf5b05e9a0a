"""A repository that wants its own programs to be run does not get that."""

from pathlib import Path

import pytest

from planproof.repository.open import open_tree
from tests.repository.checkouts import committed, git

WORDS = ["alpha", "beta"]


@pytest.fixture
def canary(tmp_path: Path) -> Path:
    """A program that leaves a file behind when it is run."""
    script = tmp_path / "canary.sh"
    script.write_text(f"#!/bin/sh\ntouch '{tmp_path}/sung'\ncat\n", encoding="utf-8")
    script.chmod(0o755)
    return script


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    committed(
        tmp_path / "repo",
        {"a.txt": "alpha\n", "b.py": "beta\n", ".gitattributes": "* diff=x filter=x merge=x\n"},
    )
    return tmp_path / "repo"


def used(folder: Path) -> None:
    """Ask everything that can be asked."""
    for revision in (None, "HEAD"):
        tree = open_tree(folder, revision)
        tree.ignored(["x/y.py", "build"])
        tree.containing(WORDS)
        for path in tree.paths():
            tree.read(path)


def test_programs_of_the_configuration_are_not_run(repo: Path, canary: Path) -> None:
    names = (
        "core.fsmonitor",
        "core.pager",
        "pager.grep",
        "pager.ls-files",
        "core.editor",
        "core.sshCommand",
        "core.askPass",
        "core.alternateRefsCommand",
        "diff.external",
        "diff.x.textconv",
        "diff.x.command",
        "filter.x.clean",
        "filter.x.smudge",
        "filter.x.process",
        "merge.x.driver",
        "alias.grep",
        "alias.ls-files",
        "credential.helper",
        "gpg.program",
    )
    for name in names:
        bang = "!" if name.startswith(("alias", "credential")) else ""
        git(repo, "config", name, f"{bang}{canary}")
    git(repo, "config", "core.untrackedCache", "true")
    (repo / "a.txt").write_text("alpha and more\n", encoding="utf-8")
    used(repo)
    assert not (canary.parent / "sung").exists()


def test_hooks_are_not_run_and_the_index_is_left_alone(repo: Path, canary: Path) -> None:
    git(repo, "config", "core.hooksPath", str(repo / "hooks"))
    for folder in (repo / "hooks", repo / ".git/hooks"):
        folder.mkdir(exist_ok=True)
        for hook in ("post-index-change", "fsmonitor-watchman", "reference-transaction"):
            (folder / hook).write_bytes(canary.read_bytes())
            (folder / hook).chmod(0o755)
    before = (repo / ".git/index").read_bytes()
    used(repo)
    assert not (canary.parent / "sung").exists()
    assert (repo / ".git/index").read_bytes() == before


@pytest.mark.parametrize("url", ["ext::{canary}", "ssh://-oProxyCommand={canary}/x", "x::y"])
def test_missing_objects_are_not_fetched(repo: Path, canary: Path, url: str) -> None:
    commit = git(repo, "rev-parse", "HEAD")
    settings = {
        "extensions.partialClone": "origin",
        "core.repositoryFormatVersion": "1",
        "remote.origin.promisor": "true",
        "remote.origin.url": url.format(canary=canary),
        "remote.origin.uploadpack": str(canary),
        "protocol.ext.allow": "always",
        "protocol.allow": "always",
        "core.sshCommand": str(canary),
    }
    for name, value in settings.items():
        git(repo, "config", name, value)
    blob = git(repo, "rev-parse", "HEAD:a.txt")
    (repo / ".git/objects" / blob[:2] / blob[2:]).unlink()
    tree = open_tree(repo, commit)
    assert tree.read("a.txt") is None
    assert tree.read("b.py") == b"beta\n"
    assert "alpha" not in tree.containing(["gamma"])
    used(repo)
    assert not (canary.parent / "sung").exists()


def test_a_submodule_is_not_entered(repo: Path, canary: Path, tmp_path: Path) -> None:
    committed(tmp_path / "other", {"inner.txt": "gamma\n"})
    allowed = ("-c", "protocol.file.allow=always")
    git(repo, *allowed, "submodule", "--quiet", "add", str(tmp_path / "other"), "sub")
    git(repo / "sub", "config", "core.fsmonitor", str(canary))
    git(repo, "config", "submodule.recurse", "true")
    used(repo)
    assert open_tree(repo, None).containing(["gamma"]) == {}
    assert not (canary.parent / "sung").exists()


def test_variables_of_git_lead_nowhere_else(
    repo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    committed(tmp_path / "other", {"other.txt": ""})
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "other/.git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(tmp_path / "other"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "other/.git/index"))
    for revision in (None, "HEAD"):
        assert open_tree(repo, revision).paths() == {"a.txt", "b.py", ".gitattributes"}


def test_a_work_tree_that_is_said_to_lie_elsewhere_is_not_listed(
    repo: Path, tmp_path: Path
) -> None:
    (tmp_path / "private").mkdir()
    (tmp_path / "private/secret.txt").write_text("alpha", encoding="utf-8")
    git(repo, "config", "core.worktree", str(tmp_path / "private"))
    tree = open_tree(repo, None)
    assert tree.paths() == {"a.txt", "b.py", ".gitattributes"}
    assert tree.containing(["alpha"]) == {"alpha": ("a.txt",)}


def test_the_output_of_settings_is_parsed_all_the_same(repo: Path) -> None:
    for name in ("grep.lineNumber", "grep.column", "grep.fullName", "color.ui", "color.grep"):
        git(repo, "config", name, "always" if name.startswith("color") else "true")
    git(repo, "config", "grep.patternType", "basic")
    (repo / "deep").mkdir()
    (repo / "deep/c.py").write_text("alpha\n", encoding="utf-8")
    assert open_tree(repo, None).containing(["alpha"]) == {"alpha": ("a.txt", "deep/c.py")}
    assert open_tree(repo / "deep", None).containing(["alpha"]) == {"alpha": ("c.py",)}


def test_a_pointer_to_a_large_file_is_read_as_it_stands(repo: Path) -> None:
    pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n"
    (repo / "model.bin").write_text(pointer, encoding="utf-8")
    assert open_tree(repo, None).read("model.bin") == pointer.encode()
