"""Whatever the text, the Markdown reader gives a result that fits it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planproof.core.document import Blocks
from planproof.sources.markdown.parse import Parsed, parse_markdown
from planproof.sources.markdown.rules import MAX_NESTING

MARKS = [
    *"# ##x > - + 1. | |-|-| ``` ```md ~~~ <!-- --> --- === ** ** ` [ ] [x] <p> :".split(),  # noqa: SIM905 - easier to read
    "  ",
    "    ",
    "\t",
    "text",
    "\0",
    "\ud800",
]


def parse(text: str) -> Parsed:
    return parse_markdown(text.split("\n"))


class TestAnyText:
    @pytest.mark.parametrize(
        "lines",
        [
            ["#" * 1_000_000],
            ["a" * 1_000_000, "# Next"],
            ["<!--a-->" * 50_000],
            ["`" * n for n in range(3, 400)],
            [">" * 10_000 + " x"] * 3,
            ["+ " * 10_000 + "x"] * 3,
            [" " * (2 * n) + "- x" for n in range(1_000)],
            [" " * 300_000 + "x", "\t" * 300_000 + "x"],
            ["\0# a", "\ud800", "\x0c# b", "\u2028", "\x1c- c", "\r", "a\nb"],
            ["| a" * 5_000, "|---" * 5_000] + ["|"] * 100,
            ["> a", *["lazy"] * 5_000],
            ["```md", "```"] * 3_000,
        ],
        ids=range(12),
    )
    def test_gives_a_result(self, lines: list[str]) -> None:
        parsed, prose, *_ = parse_markdown(lines)
        check(lines, parsed, prose)

    def test_many_headings_are_all_found(self) -> None:
        lines = [f"## Heading {number}" for number in range(20_000)]
        assert [h.text for h in parse_markdown(lines)[0].headings] == [line[3:] for line in lines]

    def test_a_long_line_is_told(self) -> None:
        parsed, prose, problems, _ = parse("# A\n" + "x" * 30_000 + "\n# B")
        assert [h.text for h in parsed.headings] == ["A", "B"]
        assert len(prose[1]) == 30_000
        assert [(p.kind, p.line) for p in problems] == [("long-line", 2)]
        assert "30,000" in problems[0].message

    def test_depth_is_told(self) -> None:
        assert [p.kind for p in parse("text\n" + "> " * (MAX_NESTING + 1) + "x")[2]] == ["too-deep"]
        assert parse("> " * (MAX_NESTING - 2) + "x")[2] == ()

    @given(st.lists(st.text(max_size=40), max_size=40))
    def test_arbitrary_lines(self, lines: list[str]) -> None:
        parsed, prose, *_ = parse_markdown(lines)
        check(lines, parsed, prose)

    @settings(max_examples=300)
    @given(
        st.lists(
            st.lists(
                st.sampled_from(MARKS),
                max_size=6,
            ).map(" ".join)
            | st.sampled_from(["", "```", "```md", "---", "<!--", "-->", "- a", "> b", "|-|"]),
            max_size=30,
        )
    )
    def test_lines_of_marks(self, lines: list[str]) -> None:
        parsed, prose, *_ = parse_markdown(lines)
        check(lines, parsed, prose)


def check(lines: list[str], parsed: Blocks, prose: tuple[str, ...]) -> None:
    """What holds for every text: nothing is lost, every block lies within the text, in order."""
    assert len(prose) == len(lines)
    for line, kept in zip(lines, prose, strict=True):
        assert len(kept) <= len(line)
        pairs = zip(line, kept, strict=False)
        assert all(now in (was, " ") or (was, now) == ("_", "*") for was, now in pairs)
    for found in (
        parsed.headings,
        parsed.items,
        parsed.fences,
        parsed.tables,
        parsed.comments,
        parsed.paragraphs,
    ):
        starts = [block.line_start for block in found]
        assert starts == sorted(starts)
        for block in found:
            assert 1 <= block.line_start <= block.line_end <= len(lines)
    for fence in parsed.fences:
        assert set(prose[fence.line_start - 1 : fence.line_end]) == {""}
    for table in parsed.tables:
        assert all(table.line_start + 2 <= row.line <= table.line_end for row in table.rows)
