"""Ignore rules: that they are asked all at once changes nothing of what they decide."""

from itertools import product
from pathlib import Path

import pytest
from pathspec import GitIgnoreSpec

from planproof.sources.files.ignore import IgnoreRules

PARTS = ("a", "b.log", "build", "x(y", "?P<ps_d>", "é", "1")
NAMES = [*PARTS, *("/".join(pair) for pair in product(PARTS, PARTS))]
FILES = (
    "build/\n*.log\n!b.log\n",
    "/a\n!/a/b.log\n# note\n\n",
    "*\n!*/\n!*.log\n",
    "a/**\n**/1\n!a/1\n",
    "[(?P<ps_d>]\nx(y\n",
    "[(?P<ps_d>/)]\n\\!a\n?\n",
    "!build/\n",
    "/\n**\n!**/a\n",
)


@pytest.mark.parametrize("text", FILES)
@pytest.mark.parametrize("is_folder", [False, True])
def test_the_verdict_is_that_of_the_patterns(tmp_path: Path, text: str, *, is_folder: bool) -> None:
    (tmp_path / ".gitignore").write_text(text, encoding="utf-8")
    rules = IgnoreRules().within(tmp_path)
    plain = GitIgnoreSpec.from_lines(text.splitlines())
    end = "/" if is_folder else ""
    expected = {name for name in NAMES if plain.match_file(name + end)}
    assert {n for n in NAMES if rules.ignores(tmp_path / n, is_folder=is_folder)} == expected
    assert {n for n in NAMES if rules.ignores(f"{tmp_path}/{n}", is_folder=is_folder)} == expected


def test_inner_rules_come_after_outer_ones(tmp_path: Path) -> None:
    inner = tmp_path / "in"
    inner.mkdir()
    (tmp_path / ".gitignore").write_text("*.log\n", encoding="utf-8")
    (inner / ".gitignore").write_text("!kept.log\n", encoding="utf-8")
    rules = IgnoreRules().within(tmp_path).within(inner)
    assert not rules.ignores(inner / "kept.log", is_folder=False)
    assert rules.ignores(inner / "other.log", is_folder=False)


def test_a_path_elsewhere_is_an_error(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("a\n", encoding="utf-8")
    with pytest.raises(ValueError, match="not in the subpath"):
        IgnoreRules().within(tmp_path).ignores(Path("/elsewhere/a"), is_folder=False)
