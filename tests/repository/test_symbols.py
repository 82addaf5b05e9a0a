"""Where names are defined: by ctags, by tree-sitter, or by the word search alone."""

import importlib.metadata
import importlib.util
import shutil
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import pytest

from planproof.core.codebase import Definition, SymbolMethod
from planproof.repository import ctags, tree_sitter, words
from planproof.repository.cache import BlobCache, blob_id
from planproof.repository.symbols import Finder, files_to_read, look_up
from planproof.sources import load
from tests.memory_tree import MemoryTree

PYTHON = "class Store:\n    def save(self):\n        pass\n\n\nLIMIT = 3\n"
TYPESCRIPT = "export const useStore = () => 1;\nexport class Cart { total() {} }\n"
TSX = "export function Panel() { return <p/>; }\n"
GO = "package a\n\nfunc (r *T) Load() {}\n\ntype T struct{}\n"
TREE = MemoryTree(
    {
        "src/a.py": PYTHON,
        "web/b.ts": TYPESCRIPT,
        "web/c.tsx": TSX,
        "go/d.go": GO,
        "docs/e.md": "Lost",
    }
)
NAMES = ("Store.save", "LIMIT", "useStore", "Cart.total", "Panel", "T.Load", "Store.total", "Lost")
WHERE = {
    ("save", "src/a.py", 2),
    ("Store", "src/a.py", 1),
    ("LIMIT", "src/a.py", 6),
    ("useStore", "web/b.ts", 1),
    ("Cart", "web/b.ts", 2),
    ("total", "web/b.ts", 2),
    ("Panel", "web/c.tsx", 1),
    ("T", "go/d.go", 5),
    ("Load", "go/d.go", 3),
}
CTAGS = ctags.find_ctags()
PARSE = tree_sitter.find_parser()


def where(definitions: Mapping[str, tuple[Definition, ...]]) -> set[tuple[str, str, int]]:
    return {(d.name, d.path, d.line_start) for each in definitions.values() for d in each}


@pytest.mark.skipif(CTAGS is None, reason="no Universal Ctags here")
def test_ctags() -> None:
    def find(texts: Mapping[str, bytes], names: Collection[str]) -> tuple[Definition, ...] | None:
        return ctags.definitions(CTAGS or "", texts, names)

    method, definitions, _ = look_up(TREE, NAMES, finders=[("ctags", find)])
    assert method == "ctags"
    assert where(definitions) == WHERE


@pytest.mark.skipif(PARSE is None, reason="no tree-sitter grammars here")
def test_tree_sitter() -> None:
    parse = PARSE
    assert parse is not None

    def find(texts: Mapping[str, bytes], names: Collection[str]) -> tuple[Definition, ...]:
        return tree_sitter.definitions(parse, texts, names)

    method, definitions, _ = look_up(TREE, NAMES, finders=[("tree-sitter", find)])
    assert method == "tree-sitter"
    assert where(definitions) == WHERE


def test_words_alone() -> None:
    method, definitions, found = look_up(TREE, NAMES, finders=[])
    assert (method, definitions) == ("words", {})
    assert found == {
        *("Store", "save", "LIMIT", "useStore", "Cart", "total", "Panel", "T", "Load"),
        *("Store.save", "Cart.total", "T.Load"),
    }, "a dotted name needs one file for all its parts, and a document proves nothing"


def test_a_finder_that_fails_leaves_it_to_the_next() -> None:
    def fails(texts: Mapping[str, bytes], names: Collection[str]) -> None:
        assert texts
        assert names

    def finds(texts: Mapping[str, bytes], names: Collection[str]) -> tuple[Definition, ...]:
        assert set(texts) == {"src/a.py"}
        assert "save" in names
        return (Definition(path="src/a.py", line_start=2, line_end=2, name="save", kind="x"),)

    finders: list[tuple[SymbolMethod, Finder]] = [("ctags", fails), ("tree-sitter", finds)]
    method, definitions, _ = look_up(TREE, ["Store.save"], finders=finders)
    assert method == "tree-sitter"
    assert list(definitions) == ["save"]


def test_nothing_that_could_be_defined_is_looked_into() -> None:
    def never(texts: Mapping[str, bytes], names: Collection[str]) -> None:
        pytest.fail(f"asked for {names} in {texts}")

    method, definitions, found = look_up(TREE, ["Lost", "gone"], finders=[("ctags", never)])
    assert (method, definitions, found) == ("ctags", {}, frozenset())


def test_another_ctags_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: "/usr/bin/ctags")
    assert ctags.find_ctags(lambda *_: "Exuberant Ctags 5.8") is None
    assert ctags.find_ctags(lambda *_: "Universal Ctags 6.1\n features: +wildcards") is None
    assert ctags.find_ctags(lambda *_: None) is None
    assert ctags.find_ctags(lambda *_: "Universal Ctags 6.1\n +json") == "/usr/bin/ctags"
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    assert ctags.find_ctags(lambda *_: "Universal Ctags 6.1\n +json") is None


def test_ctags_works_on_copies_with_safe_names() -> None:
    seen: dict[str, bytes] = {}

    def run(command: list[str], folder: Path) -> str:
        assert "--options=NONE" in command
        seen.update({path.name: path.read_bytes() for path in folder.iterdir()})
        assert command[-len(seen) :] == sorted(seen)
        lines = [
            '{"_type": "tag", "name": "save", "path": "0.py", "line": 2, "kind": "member"}',
            '{"_type": "tag", "name": "save", "path": "../../etc/passwd", "line": 2}',
            '{"_type": "tag", "name": "other", "path": "0.py", "line": 2, "kind": "member"}',
            '{"_type": "tag", "name": "save", "path": "0.py", "line": "2"}',
            '{"_type": "tag", "name": "save", "path": "1", "line": 1, "kind": "import"}',
            '["no tag"]',
            "no JSON",
        ]
        return "\n".join(lines)

    texts = {"-x/../a.py": PYTHON.encode(), "b.$(touch x)": b"save"}
    found = ctags.definitions("ctags", texts, {"save"}, run=run)
    assert seen == {"0.py": PYTHON.encode(), "1": b"save"}
    assert found is not None
    assert [(d.path, d.line_start, d.kind) for d in found] == [("-x/../a.py", 2, "member")]


def test_ctags_that_fails() -> None:
    assert ctags.definitions("ctags", {"a.py": b"x"}, {"x"}, run=lambda *_: None) is None
    assert ctags.run_program(["/nowhere/ctags"], Path("/")) is None


def test_no_language_pack(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    assert tree_sitter.find_parser() is None


@pytest.mark.parametrize(("version", "used"), [("0.13.0", True), ("1.24.0", False), ("x", False)])
def test_only_a_pack_that_fetches_nothing(
    monkeypatch: pytest.MonkeyPatch, version: str, *, used: bool
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: object())
    monkeypatch.setattr(importlib.metadata, "version", lambda _name: version)
    assert (tree_sitter.find_parser() is not None) is used


def test_an_unknown_language_has_no_tree() -> None:
    found = tree_sitter.definitions(lambda *_: None, {"a.py": b"x = 1", "b.zz": b""}, {"x"})
    assert found == ()


def test_words() -> None:
    assert not words.occurs(None)
    assert words.occurs(()), "nobody can say"
    assert words.together(["Store", "save"], {"Store": ("a.py",), "save": ()})
    assert words.together(["Store", "save"], {"Store": (), "save": ()}), "nobody can say"
    assert not words.together(["Store", "save"], {"Store": ("a.py",), "save": ("b.py",)})
    assert not words.together(["Store", "save"], {"Store": ("a.py",)})
    assert not words.occurs(("docs/plan.md", "notes.txt"))
    assert words.occurs(("docs/plan.md", "ci.yml"))
    assert words.occurs([f"docs/{number}.md" for number in range(words.MOST_FILES)])
    assert words.is_code("src/a.py")
    assert not words.is_code("uv.lock")
    assert not words.is_code("Makefile")


def test_files_to_read(tmp_path: Path) -> None:
    text = "# P\n\n## Phase 1: A\n\nCall `goes()` from `src/a.py`; see `src/b.py:3`.\n"
    (tmp_path / "plan.md").write_text(text, encoding="utf-8")
    assert files_to_read(load(tmp_path)) == ("src/b.py", "src/a.py")


def test_definitions_by_lines_alone() -> None:
    _, definitions, _ = look_up(TREE, NAMES, finders=[("words", words.definitions)])
    assert where(definitions) == WHERE - {("total", "web/b.ts", 2)}, "one on the line of its class"


def test_what_looks_like_a_definition_and_is_none() -> None:
    text = b"save()\nx.save = 1\nif save(1) {\n  return save(2)\nsave == 1\n# def save\n"
    assert words.definitions({"a.ts": text}, {"save", "if"}) == ()


def test_a_class_that_shows_that_it_has_no_such_member() -> None:
    code = {
        "a.py": "class Store:\n    def save(self): ...\n\n\nclass Log:\n    def flush(self): ...\n"
    }
    _, _, found = look_up(MemoryTree(code), ["Store.flush", "Log.flush"], finders=[])
    assert found == {"Store", "Log", "flush", "Log.flush"}


def test_a_class_that_is_in_too_many_files_may_have_any_member() -> None:
    code = {f"a{n}.py": "class Store:\n    x = 1\n\n\ndef flush(): ...\n" for n in range(30)}
    _, _, found = look_up(MemoryTree(code), ["Store.flush"], finders=[])
    assert "Store.flush" in found


class _Leaf:
    """A name in a syntax tree, and the definition that it names."""

    def __init__(self, kind: str, text: bytes, name: "_Leaf | None" = None) -> None:
        self.type = kind
        self.text: bytes | None = text
        self.start_point = (4, 0)
        self._name = name

    @property
    def named_children(self) -> Sequence[tree_sitter.Node]:
        return ()

    def child_by_field_name(self, name: str, /) -> tree_sitter.Node | None:
        return self._name if name == "name" else None


def test_a_text_is_parsed_once(tmp_path: Path) -> None:
    parsed: list[bytes] = []

    def parse(language: str, text: bytes) -> tree_sitter.Node:
        assert language == "python"
        parsed.append(text)
        return _Leaf("class_definition", b"", _Leaf("identifier", b"Store"))

    kept = BlobCache(tmp_path)
    texts = {"a.py": b"1", "b.py": b"1", "c.py": b"2", "d.md": b"3"}
    first = tree_sitter.definitions(parse, texts, {"Store"}, kept)
    assert [(d.path, d.line_start, d.kind) for d in first] == [
        ("a.py", 5, "class"),
        ("b.py", 5, "class"),
        ("c.py", 5, "class"),
    ]
    assert tree_sitter.definitions(parse, texts, {"Store"}, kept) == first
    assert tree_sitter.definitions(parse, texts, {"other"}, kept) == ()
    assert parsed == [b"1", b"2"]


@pytest.mark.parametrize(
    "found", ["null", "1", '[["Store", 0, "class"]]', '[["Store", "5", "class"]]', '[["Store", 5]]']
)
def test_an_entry_of_another_shape_is_not_there(tmp_path: Path, found: str) -> None:
    kept = BlobCache(tmp_path)

    def parse(_language: str, _text: bytes) -> tree_sitter.Node:
        return _Leaf("class_definition", b"", _Leaf("identifier", b"Store"))

    tree_sitter.definitions(parse, {"a.py": b"1"}, {"Store"}, kept)
    (path,) = tmp_path.rglob("*.json")
    path.write_text(f'{{"blob": "{blob_id(b"1")}", "found": {found}}}', encoding="utf-8")
    (again,) = tree_sitter.definitions(parse, {"a.py": b"1"}, {"Store"}, kept)
    assert again.line_start == 5


def test_a_language_without_a_grammar_is_not_kept(tmp_path: Path) -> None:
    kept = BlobCache(tmp_path)
    assert tree_sitter.definitions(lambda *_: None, {"a.py": b"1"}, {"Store"}, kept) == ()
    assert list(tmp_path.iterdir()) == []
