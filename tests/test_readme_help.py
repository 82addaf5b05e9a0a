"""The tool that keeps the `--help` texts of the README current."""

import pytest

from scripts.readme_help import with_help

README = """\
# Name

<!-- help: planproof review -->
old
<!-- /help -->

Between.

<!-- help: planproof -->
<!-- /help -->
"""


def test_every_block_is_filled_and_the_rest_kept() -> None:
    assert with_help(README, lambda command: f"help of {command}") == (
        "# Name\n"
        "\n"
        "<!-- help: planproof review -->\n"
        "```text\nhelp of planproof review\n```\n"
        "<!-- /help -->\n"
        "\n"
        "Between.\n"
        "\n"
        "<!-- help: planproof -->\n"
        "```text\nhelp of planproof\n```\n"
        "<!-- /help -->\n"
    )


def test_filling_twice_changes_nothing() -> None:
    once = with_help(README, str.upper)
    assert with_help(once, str.upper) == once


def test_a_block_that_never_ends_is_an_error() -> None:
    with pytest.raises(ValueError, match="has no `<!-- /help -->`"):
        with_help("<!-- help: planproof -->\ntext\n", str.upper)


def test_backslashes_in_the_help_text_stay() -> None:
    assert r"\1 \n" in with_help(README, lambda _: r"\1 \n")
