import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from planproof.render.safe import (
    HIDDEN,
    cell,
    code,
    cut,
    fence,
    inline,
    one_line,
    plain,
    terminal,
    unheeded,
    visible,
)
from tests.render.hostile import PAYLOADS

MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
PIECES = st.sampled_from([*"`*_[]()<>|~#@\\!&:-.1 \n", "http://x", "www.", "@a", "#1", "``", "b"])
TEXT = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=25).map("".join))
ACTIVE = re.compile(r"@\w|\w://|www\.\w|#\d", re.IGNORECASE)
"""What GitHub turns into a link or a notice, wherever it stands outside code."""


def inner(text: str) -> list[Token]:
    """The inline tokens of a text that must be one paragraph."""
    blocks = MARKDOWN.parse(text)
    assert [token.type for token in blocks] == ["paragraph_open", "inline", "paragraph_close"]
    return blocks[1].children or []


def check_inline(tokens: list[Token]) -> None:
    assert {token.type for token in tokens} <= {"text", "code_inline"}
    prose = "\0".join(token.content for token in tokens if token.type == "text")
    assert not ACTIVE.search(prose)
    assert not any(HIDDEN.search(token.content) for token in tokens)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_payloads_are_plain_text_in_markdown(payload: str) -> None:
    check_inline(inner(f"- {inline(payload)}x"[2:]))


@given(TEXT)
def test_any_text_is_plain_in_markdown(text: str) -> None:
    tokens = inner(f"x {inline(text)} x")
    check_inline(tokens)


@given(TEXT)
def test_any_text_is_plain_at_the_start_of_a_line(text: str) -> None:
    shown = inline(text)
    if shown:
        check_inline(inner(shown))


@given(st.text(alphabet=st.characters(codec="ascii", exclude_characters="`@#:w/"), max_size=60))
def test_what_is_not_risky_reads_as_it_was(text: str) -> None:
    shown = "".join(token.content for token in inner(f"x{inline(text)}"))
    assert shown == f"x{one_line(text)}"


def test_code_spans_keep_their_meaning() -> None:
    assert inline("`T-5` of `a|b` is *new*") == r"`T-5` of `a|b` is \*new\*"
    assert inline("see snake_case and _em_") == r"see snake_case and \_em\_"


@given(TEXT)
def test_a_code_span_holds_exactly_its_text(text: str) -> None:
    (token,) = inner(f"x{code(text)}")[1:]
    assert token.type == "code_inline"
    assert token.content.strip() == one_line(text).strip()


@given(TEXT, TEXT)
def test_a_cell_stays_one_cell(first: str, second: str) -> None:
    table = f"| a | b |\n| --- | --- |\n| {cell(first)} | {cell(second)} |"
    tokens = MARKDOWN.parse(table)
    assert [token.type for token in tokens].count("td_open") == 2
    cells = [token for token in tokens if token.type == "inline"][2:]
    for each in cells:
        check_inline(each.children or [])
    assert tokens[-1].type == "table_close"


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_payload_closes_a_fence(payload: str) -> None:
    check_fence(payload)


@given(TEXT)
def test_no_text_closes_a_fence(text: str) -> None:
    check_fence(text)


def check_fence(text: str) -> None:
    tokens = [token.type for token in MARKDOWN.parse(f"# a\n\n{fence(text)}\n\n# b")]
    heading = ["heading_open", "inline", "heading_close"]
    assert tokens == [*heading, "fence", *heading]


@given(TEXT)
def test_a_fence_holds_exactly_its_text(text: str) -> None:
    (token,) = MARKDOWN.parse(fence(text))
    assert token.type == "fence"
    assert token.content == f"{visible(text)}\n"


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_terminal_gets_one_line_and_obeys_nothing(payload: str) -> None:
    shown = terminal(payload)
    assert not HIDDEN.search(shown)
    assert "\n" not in shown


def test_hidden_characters_are_shown() -> None:
    assert visible("a\u202eb\x1b[0m\U000e0041\ud800") == r"a\u{202e}b\u{1b}[0m\u{e0041}\u{d800}"
    assert visible("a\r\nb\tc") == "a\nb\tc"


def test_long_text_is_cut_where_it_is_shown() -> None:
    assert one_line("word " * 1_000, 20) == "word word word word…"
    assert len(one_line("x" * 10_000_000)) == 400
    lines = "\n".join(str(number) for number in range(20))
    assert cut(lines, 3) == "0\n1\n2\n…"
    assert cut("short") == "short"
    assert cut("x" * 10_000_000, width=10) == f"{'x' * 9}…"


def test_commands_of_a_workflow_are_shown_and_not_obeyed() -> None:
    assert visible("::error::x\n  ::set-output name=a::b") == (
        "\\u{3a}:error::x\n  \\u{3a}:set-output name=a::b"
    )
    assert visible("a ##[group]b") == "a ##\\u{5b}group]b"
    for harmless in ("std::vec::Vec", ".. note::", "::x", "::1 is local", "## [1] and ##[^1]"):
        assert visible(harmless) == harmless


def test_a_wrapped_page_keeps_its_width() -> None:
    assert unheeded("  ::error::x\na ::error::x\n") == "  ;:error::x\na ::error::x\n"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("at 10:30:15 sharp", "at 10:30:15 sharp"),
        ("done :tada: now", "done `:tada:` now"),
        ("log::error::new()", "`log::error::new`()"),
        ("since 3f2b9c0 it works", "since `3f2b9c0` it works"),
        ("defaced in 2026 by 1234567", "defaced in 2026 by 1234567"),
        ("costs $5 and $10", "costs $5 and $10"),
        ("so $x$ is", "so `$x$` is"),
        ("so $`x`$ is", "so `$x$` is"),
        ("ask @octocat, see #7", "ask `@octocat`, see `#7`"),
        ("a ` b", "a ' b"),
        ("\\@octocat", "\\ `@octocat`"),
        ("<b> *kept* [x](y)", "<b> *kept* [x](y)"),
    ],
)
def test_plain_text_quotes_only_what_would_act(text: str, shown: str) -> None:
    assert plain(text) == shown
