"""The files that a line of a plan names."""

import pytest

from planproof.sources.mentions import files_in


def named(line: str) -> list[str]:
    return [each.file for each in files_in(line, "plan.md", 1, "mention")]


@pytest.mark.parametrize(
    ("line", "files"),
    [
        ("Install Node.js 24 and Next.js.", []),
        ("Modify `Node.js` and src/node.js", ["Node.js", "src/node.js"]),
        ("Merge them into the existing *_test.go files", []),
        ("Keep *setup.py* as it is", ["setup.py"]),
        ("| ~~Move it~~ | ~~`docs/OLD.md`~~ | `docs/NEW.md` |", ["docs/NEW.md"]),
        ("~~~ `a/b.py`", ["a/b.py"]),
        ("A range of ~5 to ~6 in `a/b.py`", ["a/b.py"]),
    ],
)
def test_what_is_a_file_and_what_only_looks_like_one(line: str, files: list[str]) -> None:
    assert named(line) == files
