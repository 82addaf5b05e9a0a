"""How long the code base takes: `python -m evals.bench_repository --files 100000`.

A made-up repository is committed to a temporary folder and checked out. Measured are the index of
its files, the ignore rules, a word search and the reading of files; as the files lie there, at a
commit, and without git. Then definitions are looked for by each finder that this machine has, with
an empty cache and with one that holds what was found.
"""

import argparse
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from planproof.repository import ctags, tree_sitter, words
from planproof.repository.cache import BlobCache
from planproof.repository.folder import FolderTree
from planproof.repository.open import open_tree
from planproof.repository.symbols import MAX_FILES
from planproof.repository.tree import Tree
from planproof.repository.words import is_code

WORDS = 20_000
"""Names that the made-up files choose from."""
LOOKED_UP = 200
"""Names that are searched for; one in four occurs nowhere."""
READ = 400
Result = TypeVar("Result")
COMMIT = """commit refs/heads/main
committer Bench <bench@example.org> 1700000000 +0000
data 5
bench
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=100_000)
    parser.add_argument("--folder", type=Path, help="measure this repository, not a made-up one")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="planproof-bench-") as temporary:
        folder = options.folder or Path(temporary) / "repository"
        if options.folder is None:
            print(f"making {options.files:,} files ...", file=sys.stderr)
            make(folder, options.files)
        print(f"{'step':<34}{'seconds':>9}  result")
        measure("as it lies there", lambda: open_tree(folder, None))
        measure("at a commit", lambda: open_tree(folder, "HEAD"))
        measure("without git", lambda: FolderTree(folder))
        texts = read_some(open_tree(folder, None))
        measure_finders(texts, BlobCache(Path(temporary) / "cache"))
    return 0


def read_some(tree: Tree) -> dict[str, bytes]:
    """As many files of code as are searched for definitions at most."""
    paths = sorted(path for path in tree.paths() if is_code(path))
    step = max(1, len(paths) // MAX_FILES)
    read = ((path, tree.read(path)) for path in paths[::step][:MAX_FILES])
    return {path: data for path, data in read if data is not None}


def measure_finders(texts: dict[str, bytes], kept: BlobCache) -> None:
    names = {f"name_{n}" for n in range(LOOKED_UP)}
    size = sum(map(len, texts.values())) // 1_000
    print(f"definitions in {len(texts)} files, {size:,} KB", file=sys.stderr)
    if (program := ctags.find_ctags()) is not None:
        timed("ctags", lambda: ctags.definitions(program, texts, names))
    if (parse := tree_sitter.find_parser()) is not None:
        timed("tree-sitter", lambda: tree_sitter.definitions(parse, texts, names))
        timed("tree-sitter: first", lambda: tree_sitter.definitions(parse, texts, names, kept))
        timed("tree-sitter: second", lambda: tree_sitter.definitions(parse, texts, names, kept))
    timed("words", lambda: words.definitions(texts, names))


def measure(name: str, opened: Callable[[], Tree]) -> None:
    tree = timed(f"{name}: open", opened)
    paths = sorted(timed(f"{name}: index", tree.paths))
    gone = [f"build/out{n}.js" for n in range(READ)]
    timed(f"{name}: ignored", lambda: tree.ignored(gone))
    asked = [f"name_{n}" if n % 4 else f"nowhere_{n}" for n in range(LOOKED_UP)]
    timed(f"{name}: {LOOKED_UP} words", lambda: tree.containing(asked))
    step = max(1, len(paths) // READ)
    timed(f"{name}: read", lambda: [tree.read(path) for path in paths[::step]])


def timed(name: str, step: Callable[[], Result]) -> Result:
    start = time.perf_counter()
    result = step()
    seconds = time.perf_counter() - start
    size = len(result) if isinstance(result, list | dict | frozenset | tuple) else ""
    print(f"{name:<34}{seconds:>9.2f}  {size}")
    return result


def make(folder: Path, count: int) -> None:
    """Commit *count* files of about 1.5 KB and check them out."""
    git = ("git", "-C", str(folder))
    folder.mkdir(parents=True)
    subprocess.run([*git, "init", "--quiet", "-b", "main"], check=True)
    with subprocess.Popen([*git, "fast-import", "--quiet"], stdin=subprocess.PIPE) as process:
        if process.stdin is None:
            raise RuntimeError("git fast-import takes no input")
        for part in stream(count):
            process.stdin.write(part)
    subprocess.run([*git, "reset", "--quiet", "--hard", "main"], check=True)


def stream(count: int) -> Iterator[bytes]:
    """What git fast-import reads."""
    chosen = random.Random(7)
    yield COMMIT.encode()
    yield entry(".gitignore", "build/\n*.pyc\n")
    for number in range(count - 1):
        names = [f"name_{chosen.randrange(WORDS)}" for _ in range(24)]
        body = "".join(f"def {a}(value):\n    return {b}(value)\n\n\n" for a, b in pairs(names))
        yield entry(f"part{number % 97}/group{number % 1009}/module_{number}.py", body)


def pairs(names: list[str]) -> Iterator[tuple[str, str]]:
    return zip(names[::2], names[1::2], strict=True)


def entry(path: str, text: str) -> bytes:
    data = text.encode()
    return f"M 100644 inline {path}\ndata {len(data)}\n".encode() + data + b"\n"


if __name__ == "__main__":
    raise SystemExit(main())
