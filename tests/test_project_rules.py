"""The rules that a project makes for itself, as they are read from its files."""

from pathlib import Path

import pytest

from planproof.errors import ConfigError
from planproof.project_rules import MAX_BYTES, read_rules


def rules(folder: Path, text: str) -> list[tuple[int, str]]:
    path = folder / "AGENTS.md"
    path.write_text(text, encoding="utf-8")
    return [(each.line, each.text) for each in read_rules([str(path)])]


@pytest.mark.parametrize(
    "text",
    [
        "Migrations must be reversible.",
        "Use `uv`, not `pip`.",
        "Every migration has a way back.",
        "Nothing but the worker talks to the mail server.",
        "No test sleeps.",
        "Avoid global state.",
    ],
)
def test_a_sentence_that_obliges_is_a_rule_wherever_it_stands(tmp_path: Path, text: str) -> None:
    assert rules(tmp_path, f"# Notes\n\n- {text}\n") == [(3, text)]
    assert rules(tmp_path, f"# Notes\n\n{text}\n") == [(3, text)]


@pytest.mark.parametrize(
    "text",
    [
        "A message is queued in the transaction of its change.",
        "`src/domain` does not ask for the time.",
        "Releases go out on Tuesdays after the tests.",
    ],
)
@pytest.mark.parametrize("title", ["Rules of this project", "Coding conventions", "2. Principles"])
def test_below_a_title_about_rules_every_sentence_of_a_list_is_one(
    tmp_path: Path, title: str, text: str
) -> None:
    assert rules(tmp_path, f"# {title}\n\n## Data\n\n- {text}\n") == [(5, text)]


@pytest.mark.parametrize(
    "text",
    [
        "# Project structure\n\n- `src/` - the source code of the service\n- Tests are in pytest.\n",
        "# Rules\n\nThey hold for the whole of this repository.\n",
        "# Rules\n\n- `src/domain`: what the business knows\n- See below\n",
        "# Rules\n\n## Data\n\n- The following hold for tables and views:\n",
        "# Rules\n\nWhat follows.\n\n# Layout\n\n- The service lives in the folder named api.\n",
    ],
)
def test_what_only_describes_is_none(tmp_path: Path, text: str) -> None:
    assert rules(tmp_path, text) == []


def test_they_are_numbered_over_all_files(tmp_path: Path) -> None:
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text("- Never push to main.\n- Always sign.\n", encoding="utf-8")
    found = read_rules([str(tmp_path / "a.md"), str(tmp_path / "b.md")])
    assert [(each.name, each.line) for each in found] == [
        ("R1", 1),
        ("R2", 2),
        ("R3", 1),
        ("R4", 2),
    ]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Never use `pip` or `poetry`.", ("pip", "poetry")),
        ("Use `uv`, not `pip`.", ("pip",)),
        ("Never use `pip` unless in CI.", ()),
        ("Do not run `make deploy`-like targets by hand.", ()),
    ],
)
def test_names_that_are_forbidden_without_doubt(
    tmp_path: Path, text: str, names: tuple[str, ...]
) -> None:
    (tmp_path / "r.md").write_text(f"- {text}\n", encoding="utf-8")
    (rule,) = read_rules([str(tmp_path / "r.md")])
    assert rule.forbidden == names


def test_a_file_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"cannot read the rules '.*none\.md'"):
        read_rules([str(tmp_path / "none.md")])
    large = tmp_path / "large.md"
    large.write_bytes(b"x" * (MAX_BYTES + 1))
    with pytest.raises(ConfigError, match="more than 200,000 bytes"):
        read_rules([str(large)])


@pytest.mark.parametrize("lead", ["**MUST NOT:**", "## Never", "Do not:", "### Forbidden"])
def test_what_stands_above_a_list_belongs_to_each_rule(tmp_path: Path, lead: str) -> None:
    text = f"# Notes\n\n{lead}\n\n- Skip a test\n- Add `left-pad`\n\nElse all is well.\n\n- See below\n"
    (tmp_path / "r.md").write_text(text, encoding="utf-8")
    one, two = read_rules([str(tmp_path / "r.md")])
    word = lead.strip("#*: ")
    assert (one.said, one.text) == (f"{word}: Skip a test", "Skip a test")
    assert two.said == f"{word}: Add `left-pad`"


def test_a_name_below_never_is_forbidden(tmp_path: Path) -> None:
    (tmp_path / "r.md").write_text("## Never\n\n- use `pip`\n", encoding="utf-8")
    (rule,) = read_rules([str(tmp_path / "r.md")])
    assert rule.forbidden == ("pip",)
