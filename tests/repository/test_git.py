"""Reading a git repository, in the work tree and at a commit."""

from pathlib import Path

import pytest

from planproof.errors import ConfigError
from planproof.repository import git as git_module
from planproof.repository import git_words
from planproof.repository.git import GitTree
from planproof.repository.open import open_tree
from planproof.repository.tree import MAX_BYTES, Tree
from tests.repository.checkouts import committed, git, write

FILES = {
    ".gitignore": "build/\n*.log\n",
    "src/store.py": "class Store:\n    def save(self): ...\n",
    "src/old.py": "OLD = 1\n",
    "docs/read me.md": "Store and nothing else; Über\n",
}


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    committed(tmp_path / "repo", FILES)
    return tmp_path / "repo"


def opened(folder: Path, revision: str | None = None) -> Tree:
    tree = open_tree(folder, revision)
    assert isinstance(tree, GitTree)
    return tree


def test_paths_are_what_is_tracked_and_what_is_neither_tracked_nor_ignored(repo: Path) -> None:
    write(
        repo, {"src/new.py": "", "build/out.js": "", "x.log": "", "src/ä ö.py": "", 'a"\n.py': ""}
    )
    (repo / "src/old.py").unlink()
    expected = (set(FILES) - {"src/old.py"}) | {"src/new.py", "src/ä ö.py", 'a"\n.py'}
    assert opened(repo).paths() == expected


def test_a_commit_has_its_own_files_and_texts(repo: Path) -> None:
    commit = git(repo, "rev-parse", "HEAD")
    write(repo, {"src/store.py": "changed", "src/new.py": ""})
    (repo / "src/old.py").unlink()
    tree = opened(repo, "main")
    assert tree.revision == commit
    assert tree.paths() == set(FILES)
    assert tree.read("src/store.py") == FILES["src/store.py"].encode()
    assert tree.read("src/old.py") == b"OLD = 1\n"
    assert tree.read("src/new.py") is None
    assert opened(repo).read("src/store.py") == b"changed"


def test_a_folder_within_is_a_code_base_of_its_own(repo: Path) -> None:
    for revision in (None, "HEAD"):
        tree = opened(repo / "src", revision)
        assert tree.paths() == {"store.py", "old.py"}
        assert tree.read("old.py") == b"OLD = 1\n"
        assert tree.containing(["save"]) == {"save": ("store.py",)}


def test_ignored_are_paths_and_folders_whether_there_or_not(repo: Path) -> None:
    asked = {"build/out.js", "build", "build/", "a/b.log", "src/gone.py", "../x.log", "/x.log"}
    for revision in (None, "HEAD"):
        found = opened(repo, revision).ignored(asked)
        assert found == {"build/out.js", "build", "build/", "a/b.log"}


def test_what_is_beyond_a_link_does_not_keep_the_others_from_being_looked_up(repo: Path) -> None:
    (repo / "link").symlink_to(repo / "src")
    assert opened(repo).ignored({"link/a.log", "b.log"}) == {"b.log"}


def test_a_submodule_is_nothing_that_is_known(repo: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    committed(other, {"lib.c": "int deep;"})
    allowed = ("-c", "protocol.file.allow=always")
    git(repo, *allowed, "submodule", "--quiet", "add", str(other), "vendor/lib")
    git(repo, "commit", "--quiet", "-m", "with a submodule")
    committed(repo / "nested", {"inner.py": ""})
    for revision in (None, "HEAD"):
        tree = opened(repo, revision)
        assert tree.paths() == {*FILES, ".gitmodules"}
        assert tree.ignored({"vendor/lib/lib.c", "vendor/x.c"}) == {"vendor/lib/lib.c"}
        assert tree.read("vendor/lib/lib.c") is None
        assert tree.containing(["deep"]) == {}
    assert opened(repo).ignored({"nested/gone.py"}) == {"nested/gone.py"}


def test_a_sparse_checkout_has_all_that_was_not_deleted(repo: Path) -> None:
    git(repo, "sparse-checkout", "set", "--no-cone", "/docs/")
    tree = opened(repo)
    assert tree.paths() == set(FILES)
    assert tree.read("src/old.py") == b"OLD = 1\n"
    assert tree.containing(["OLD"]) == {"OLD": ("src/old.py",)}


def test_links_lead_nowhere_outside(repo: Path, tmp_path: Path) -> None:
    write(tmp_path, {"secret.txt": "s"})
    (repo / "out.txt").symlink_to(tmp_path / "secret.txt")
    (repo / "in.txt").symlink_to("src/old.py")
    (repo / "config").symlink_to(".git/config")
    git(repo, "add", "--all")
    git(repo, "commit", "--quiet", "-m", "links")
    tree = opened(repo)
    assert {"out.txt", "in.txt", "config"} <= tree.paths()
    assert tree.read("out.txt") is None
    assert tree.read("config") is None
    assert tree.read("in.txt") == b"OLD = 1\n"
    assert opened(repo, "HEAD").read("out.txt") is None


def test_large_files_are_not_read_and_do_not_disturb_the_next(repo: Path) -> None:
    (repo / "big.txt").write_bytes(b"x" * (MAX_BYTES + 1))
    (repo / "full.txt").write_bytes(b"x" * MAX_BYTES)
    git(repo, "add", "--all")
    git(repo, "commit", "--quiet", "-m", "large")
    for tree in (opened(repo), opened(repo, "HEAD")):
        assert tree.read("big.txt") is None
        assert len(tree.read("full.txt") or b"") == MAX_BYTES
        assert tree.read("src/old.py") == b"OLD = 1\n"
        assert tree.read("nowhere") is None


def test_words_are_found_whole_with_what_is_within_them(repo: Path) -> None:
    write(repo, {"a.py": "a.b.c\nx = Store.save\nSavepoint\nnew_one", "bin.dat": "Store\0\0\0"})
    git(repo, "add", "a.py")
    git(repo, "commit", "--quiet", "-m", "more")
    asked = [
        "Store",
        "save",
        "Store.save",
        "Save",
        "a.b",
        "b.c",
        "Über",
        "$x",
        "",
        "a\nb",
        "new_one",
    ]
    expected = {
        "Store": ("a.py", "docs/read me.md", "src/store.py"),
        "save": ("a.py", "src/store.py"),
        "Store.save": ("a.py",),
        "a.b": ("a.py",),
        "b.c": ("a.py",),
        "new_one": ("a.py",),
        "Über": ("docs/read me.md",),
    }
    assert opened(repo).containing(asked) == expected
    assert opened(repo, "HEAD").containing(asked) == expected


def test_untracked_files_are_searched_and_ignored_ones_are_not(repo: Path) -> None:
    write(repo, {"src/new.py": "fresh", "build/x.py": "fresh"})
    assert opened(repo).containing(["fresh"]) == {"fresh": ("src/new.py",)}
    assert opened(repo, "HEAD").containing(["fresh"]) == {}


def test_a_git_without_perls_expressions_finds_the_same(
    repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(git_words, "_perl", lambda _: "(?<")  # no expression: git refuses it
    words = ["Store", "save", "a+b", "Sto"]
    assert opened(repo).containing(words) == {
        "Store": ("docs/read me.md", "src/store.py"),
        "save": ("src/store.py",),
    }


def test_frequent_words_do_not_hide_rare_ones(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(repo, {f"many/{n:03}.py": "common\n" * 40 for n in range(60)} | {"z.py": "rare"})
    monkeypatch.setattr(git_words, "MAX_OUTPUT", 20_000)
    found = opened(repo).containing(["common", "rare", "none"])
    assert len(found["common"]) == 20
    assert found["rare"] == ("z.py",)
    assert "none" not in found


def test_code_comes_before_prose(repo: Path) -> None:
    write(repo, {f"a/{n:03}.md": "topic" for n in range(30)} | {"z.py": "topic"})
    found = opened(repo).containing(["topic"])["topic"]
    assert len(found) == 20
    assert "z.py" in found


def test_words_that_could_not_be_looked_for_may_occur(
    repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(git_words, "SECONDS", 0.0)
    assert opened(repo).containing(["Store"]).keys() == {"Store"}


def test_a_repository_of_too_many_files_is_an_error(
    repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(git_module, "MAX_FILES", 2)
    with pytest.raises(ConfigError, match="more than 2 files"):
        opened(repo)


def test_names_that_are_no_utf_8_are_shown_with_marks_and_read(repo: Path) -> None:
    (repo / "src").joinpath(b"caf\xe9.py".decode("utf-8", "surrogateescape")).write_text("x")
    tree = opened(repo)
    assert "src/caf\ufffd.py" in tree.paths()
    assert tree.read("src/caf\ufffd.py") == b"x"
