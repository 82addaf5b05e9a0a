"""Reading a folder without git."""

import os
from pathlib import Path

import pytest

from planproof.errors import ConfigError
from planproof.repository import folder as folder_module
from planproof.repository.folder import FolderTree
from planproof.repository.work_tree import WithinReader, read_within
from tests.repository.checkouts import write

FILES = {
    ".gitignore": "build/\n*.log\n!keep.log\n",
    "src/store.py": "class Store:\n    def save(self): ...\n",
    "src/.gitignore": "/gen\n",
    "keep.log": "kept",
    "docs/a.md": "Store.save\n",
}
LEFT_OUT = {
    "build/x.py": "Store",
    "a.log": "",
    "src/gen/y.py": "",
    "node_modules/z/i.js": "Store",
    ".venv/bin/python": "",
    "src/.git": "gitdir: elsewhere",
}


@pytest.fixture
def tree(tmp_path: Path) -> FolderTree:
    write(tmp_path / "code", FILES | LEFT_OUT)
    return FolderTree(tmp_path / "code")


def test_paths_honour_the_ignore_files(tree: FolderTree) -> None:
    assert tree.paths() == set(FILES)


def test_ignored_are_paths_and_folders_whether_there_or_not(tree: FolderTree) -> None:
    asked = {"build/o.js", "build", "build/", "q/b.log", "src/gen/n.py", "gen/n.py", "../b.log"}
    assert tree.ignored(asked | {"node_modules/q.js", "src/gone.py", "keep.log"}) == {
        "build/o.js",
        "build",
        "build/",
        "q/b.log",
        "src/gen/n.py",
        "node_modules/q.js",
    }


def test_words_are_found_whole(tree: FolderTree) -> None:
    assert tree.containing(["Store", "Store.save", "Stor", "Store.sav", ""]) == {
        "Store": ("docs/a.md", "src/store.py"),
        "Store.save": ("docs/a.md",),
    }


def test_links_and_pipes_are_not_followed(tree: FolderTree, tmp_path: Path) -> None:
    write(tmp_path, {"secret.txt": "s", "beside/x.py": ""})
    code = tmp_path / "code"
    (code / "out.txt").symlink_to(tmp_path / "secret.txt")
    (code / "beside").symlink_to(tmp_path / "beside")
    os.mkfifo(code / "pipe")
    assert tree.read("out.txt") is None
    assert tree.read("pipe") is None
    assert tree.read("beside/x.py") is None
    assert tree.read("../secret.txt") is None
    assert tree.ignored({"beside/a.log"}) == set()


def test_many_files_are_read_as_one_is(tmp_path: Path) -> None:
    code = tmp_path / "code"
    write(code, {"a/x.py": "x", "a/b/y.py": "y", "z.py": "z", ".git/config": "c"})
    write(tmp_path, {"secret.txt": "s", "beside/x.py": "s"})
    (code / "a/out.txt").symlink_to(tmp_path / "secret.txt")
    (code / "a/in.txt").symlink_to(code / "z.py")
    (code / "beside").symlink_to(tmp_path / "beside")
    (code / "within").symlink_to(code / "a")
    paths = ["a/x.py", "a/b/y.py", "z.py", "a/out.txt", "a/in.txt", "beside/x.py", "within/x.py"]
    paths += [".git/config", "../secret.txt", "a/../z.py", "a/none.py", "none/x.py", "a", "a/x\0"]
    with WithinReader(code) as reader:
        assert [reader.read(path) for path in paths] == [read_within(code, path) for path in paths]
        assert [reader.read(path) for path in paths[:3]] == [b"x", b"y", b"z"]
        assert reader.read("beside/x.py") is None


def test_too_many_files_are_an_error(tree: FolderTree, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder_module, "MAX_FILES", 2)
    with pytest.raises(ConfigError, match="more than 2 files"):
        tree.paths()


def test_words_that_there_was_no_time_for_may_occur(
    tree: FolderTree, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder_module, "SEARCH_SECONDS", 0.0)
    assert tree.containing(["Store"]) == {"Store": ()}
