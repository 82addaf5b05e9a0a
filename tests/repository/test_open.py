"""Opening a code base, and finding the one that holds a plan."""

import shutil
from pathlib import Path

import pytest

from planproof.errors import ConfigError
from planproof.repository.folder import FolderTree
from planproof.repository.git import GitTree
from planproof.repository.open import holding, open_tree
from tests.repository.checkouts import committed, git, write


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    committed(tmp_path / "repo", {"a.py": "", "docs/plan/p.md": "# P", ".gitignore": "out/\n"})
    return tmp_path / "repo"


def test_a_repository_is_read_through_git_and_a_folder_as_it_lies(
    repo: Path, tmp_path: Path
) -> None:
    assert isinstance(open_tree(repo, None), GitTree)
    write(tmp_path / "plain", {"x.py": ""})
    assert isinstance(open_tree(tmp_path / "plain", None), FolderTree)


def test_a_folder_that_the_repository_ignores_is_looked_at_for_its_own_sake(repo: Path) -> None:
    write(repo, {"out/checkout/x.py": ""})
    assert open_tree(repo / "out/checkout", None).paths() == {"x.py"}


def test_without_git_there_are_files_and_no_commits(
    repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert isinstance(open_tree(repo, None), FolderTree)
    with pytest.raises(ConfigError, match="'HEAD' for --repo-rev: git is not installed"):
        open_tree(repo, "HEAD")


@pytest.mark.parametrize("folder", ["nowhere", "a\0b"])
def test_a_folder_that_is_not_there_is_named(tmp_path: Path, folder: str) -> None:
    with pytest.raises(ConfigError, match=r"for --repo: .*leave --repo out"):
        open_tree(tmp_path / folder, None)


@pytest.mark.parametrize(
    "revision",
    ["nowhere", "", " ", "--help", "-h", "HEAD:a.py", "HEAD..HEAD", "a\0b", "HEAD^{tree}"],
)
def test_what_is_no_commit_is_named(repo: Path, revision: str) -> None:
    with pytest.raises(ConfigError, match=r"has no commit .*--repo-rev") as caught:
        open_tree(repo, revision)
    assert repr(revision) in str(caught.value)


def test_tags_branches_and_short_ids_are_commits(repo: Path) -> None:
    commit = git(repo, "rev-parse", "HEAD")
    git(repo, "tag", "-a", "v1", "-m", "one")
    for revision in ("v1", "main", commit[:9], "HEAD~0"):
        assert open_tree(repo, revision).revision == commit


def test_a_commit_needs_a_repository(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="not a git repository"):
        open_tree(tmp_path, "HEAD")


def test_a_bare_repository_is_read_at_a_commit(repo: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--quiet", "--bare", str(repo), "bare.git")
    tree = open_tree(tmp_path / "bare.git", "main")
    assert "a.py" in tree.paths()
    assert tree.read("docs/plan/p.md") == b"# P"
    assert tree.containing(["P"]) == {"P": ("docs/plan/p.md",)}
    assert tree.ignored({"out/x"}) == set()
    with pytest.raises(ConfigError, match="name a commit of it with --repo-rev"):
        open_tree(tmp_path / "bare.git", None)


def test_the_repository_that_holds_a_plan_is_found_without_git(repo: Path, tmp_path: Path) -> None:
    git(repo, "worktree", "add", "--quiet", str(tmp_path / "second"))
    assert holding(repo / "docs/plan") == repo
    assert holding(repo / "docs/plan/p.md") == repo
    assert holding(repo) == repo
    assert holding(tmp_path / "second/docs") == tmp_path / "second"
    assert isinstance(open_tree(tmp_path / "second", None), GitTree)


def test_what_only_looks_like_a_repository_is_none(tmp_path: Path) -> None:
    (tmp_path / "x/.git").mkdir(parents=True)
    (tmp_path / "y").mkdir()
    (tmp_path / "y/.git").write_text("something", encoding="utf-8")
    assert holding(tmp_path / "x") is None
    assert holding(tmp_path / "y") is None
    assert holding(Path("a\0b")) is None
