"""What a class can be seen not to have."""

import pytest

from planproof.repository.members import lacks

OTHER = "class Other:\n    def gone(self): ...\n"


def shows(text: str, path: str = "a.py", owner: str = "Store") -> bool:
    texts = {path: text.splitlines(), "other.py": OTHER.splitlines()}
    return lacks(owner, "gone", texts)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("class Store:\n    def save(self): ...\n", "a.py"),
        ("class Store(Exception):\n    pass\n\n\ndef gone(): ...\n", "a.py"),
        ("@dataclass(frozen=True)\nclass Store(Protocol[T], ABC):\n    x: int\n", "a.py"),
        ("class Base:\n    x = 1\n\n\nclass Store(Base):\n    y = 2\n", "a.py"),
        ("export class Store implements Kept {\n  save() {}\n}\n", "a.ts"),
        ("public class Store {\n  void save() {}\n}\nclass B {\n  void gone() {}\n}\n", "A.java"),
        ("type Store struct {\n\tname string\n}\nfunc (q *Queue) gone() {}\n", "a.go"),
        ("pub struct Store;\nimpl Store {\n    fn save() {}\n}\nfn gone() {}\n", "a.rs"),
        ("#[derive(Debug)]\nstruct Store;\nimpl Display for Store {\n    fn f() {}\n}\n", "a.rs"),
        ("class Store\n  def save\n  end\nend\n", "a.rb"),
        ("data class Store(val name: String) {\n  fun save() {}\n}\n", "a.kt"),
        ("struct Store {\n  var x = 1\n}\nextension Store {\n  func save() {}\n}\n", "a.swift"),
    ],
)
def test_a_class_without_it(text: str, path: str) -> None:
    assert shows(text, path)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("class Store:\n    def gone(self): ...\n", "a.py"),
        ("class Store:\n    gone: int\n", "a.py"),
        ('class Store:\n    """Text\nat the margin."""\n\n    def gone(self): ...\n', "a.py"),
        ("class Store(lib.Base):\n    pass\n", "a.py"),
        ("class Store(Other):\n    pass\n", "a.py"),
        ("class Store(metaclass=Meta):\n    pass\n", "a.py"),
        ("@attrs.define\nclass Store:\n    pass\n", "a.py"),
        ("@made(\n    1,\n)\nclass Store:\n    pass\n", "a.py"),
        ("class Store:\n    def __getattr__(self, name): ...\n", "a.py"),
        ("class Store:\n    pass\n\n\nStore.gone = print\n", "a.py"),
        ("class Store extends Base {\n}\n", "a.ts"),
        ("type Store = Base & Other;\n", "a.ts"),
        ("@Data\npublic class Store {\n}\n", "A.java"),
        ("class Store {\n  use Gone;\n}\n", "a.php"),
        ("type Store struct {\n\tBase\n}\n", "a.go"),
        ("type Store struct {}\nfunc (s *Store) gone() {}\n", "a.go"),
        ("struct Store;\nimpl Kept for Store {}\n", "a.rs"),
        ("#[derive(Kept)]\nstruct Store;\n", "a.rs"),
        ("struct Store;\nimpl Store {\n    fn gone() {}\n}\n", "a.rs"),
        ("class Store\n  include Gone\nend\n", "a.rb"),
        ("class Store < Base\nend\n", "a.rb"),
        ("class Store\nfun Store.gone() = 1\n", "a.kt"),
        ("class Store : public Base {\n};\n", "a.hpp"),
        ("store = make()\n", "a.py"),
    ],
)
def test_doubt_is_no_proof(text: str, path: str) -> None:
    assert not shows(text, path)


def test_what_is_derived_may_be_there() -> None:
    assert not lacks("Store", "clone", {"a.rs": ["struct Store;"]})


def test_bases_that_go_round_end() -> None:
    lines = ["class A(B):", "    x = 1", "class B(A):", "    y = 1"]
    assert not lacks("A", "gone", {"a.py": lines})
