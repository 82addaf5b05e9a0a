"""HTML comments: found, and gone from the prose."""

import pytest

from planproof.core.document import Blocks
from planproof.sources.markdown.parse import MAX_LINE, Parsed, parse_markdown


def parse(text: str) -> Parsed:
    return parse_markdown(text.split("\n"))


def blocks(text: str) -> Blocks:
    return parse(text)[0]


class TestComments:
    def test_inside_a_line(self) -> None:
        parsed, prose, *_ = parse("a <!-- one --> b <!--two--> c")
        assert [c.text for c in parsed.comments] == ["one", "two"]
        assert prose == ("a              b            c",)

    def test_over_lines_of_a_paragraph(self) -> None:
        parsed, prose, *_ = parse("a <!-- one\ntwo\nthree --> b")
        (comment,) = parsed.comments
        assert (comment.line_start, comment.line_end, comment.text) == (1, 3, "one\ntwo\nthree")
        assert prose == ("a", "", "          b")

    def test_block_hides_everything_in_it(self) -> None:
        parsed, prose, *_ = parse("<!--\n# no\n\n```\n- no\n--> tail\n\n# yes")
        assert [h.text for h in parsed.headings] == ["yes"]
        assert (parsed.items, parsed.fences) == ((), ())
        assert [line for line in prose if line] == ["    tail", "# yes"]

    def test_unclosed_block_hides_the_rest(self) -> None:
        parsed, prose, *_ = parse("a\n\n<!-- open\n\n# no")
        (comment,) = parsed.comments
        assert (comment.line_start, comment.line_end, comment.closed) == (3, 5, False)
        assert parsed.headings == ()
        assert prose == ("a", "", "", "", "")

    def test_unclosed_in_a_line_is_text(self) -> None:
        parsed, prose, *_ = parse("a <!-- open\n\n# yes")
        assert parsed.comments == ()
        assert prose[0] == "a <!-- open"
        assert len(parsed.headings) == 1

    @pytest.mark.parametrize(
        "text",
        [
            "`<!-- a -->`",
            "x `` <!-- ` --> ``",
            "```\n<!-- a -->\n```",
            "\\<!-- a",
            "    <!-- a -->",
        ],
    )
    def test_none_in_code(self, text: str) -> None:
        assert blocks(text).comments == ()

    def test_unclosed_after_a_closed_one_is_text(self) -> None:
        parsed, prose, *_ = parse("<!-- a --> b <!-- c\n\n# yes")
        assert [c.text for c in parsed.comments] == ["a"]
        assert prose == ("           b <!-- c", "", "# yes")

    def test_shortest_of_all(self) -> None:
        parsed, prose, *_ = parse("<!--> a\n\n# yes")
        assert [(c.text, c.closed) for c in parsed.comments] == [("", True)]
        assert prose == ("      a", "", "# yes")

    def test_after_a_lone_backtick(self) -> None:
        assert [c.text for c in blocks("a ` b <!-- c --> d").comments] == ["c"]

    def test_in_items_headings_and_cells(self) -> None:
        parsed = blocks("- a <!-- 1 -->\n\n# b <!-- 2 -->\n\n|c|\n|-|\n|d <!-- 3|4 -->|")
        assert [c.line_start for c in parsed.comments] == [1, 3, 7]
        assert parsed.items[0].text == "a"
        assert parsed.headings[0].text == "b"
        assert parsed.tables[0].rows[0].cells == ("d",)

    def test_closing_behind_the_cut_of_a_long_line(self) -> None:
        parsed, prose, problems, _ = parse("<!-- " + "x" * MAX_LINE + " -->\n# yes")
        assert [h.text for h in parsed.headings] == ["yes"]
        assert prose == ("", "# yes")
        assert [p.kind for p in problems] == ["long-line"]
