"""Blocks of Markdown, as the plan's readers get them."""

import pytest

from planproof.core.document import Blocks, Heading
from planproof.sources.markdown.parse import Parsed, parse_markdown


def parse(text: str) -> Parsed:
    return parse_markdown(text.split("\n"))


def blocks(text: str) -> Blocks:
    return parse(text)[0]


def titles(text: str) -> list[tuple[int, str, int]]:
    return [(h.level, h.text, h.line_start) for h in blocks(text).headings]


class TestHeadings:
    @pytest.mark.parametrize(
        ("line", "level", "text"),
        [
            ("# Title", 1, "Title"),
            ("###### Deep ##", 6, "Deep"),
            ("  ## Indented", 2, "Indented"),
            ("## C#", 2, "C#"),
            ("## **Phase 2**: Build", 2, "Phase 2: Build"),
            ("## glob **/*.ts and **/*.md", 2, "glob **/*.ts and **/*.md"),
            ("## Title <!-- id: 3 -->", 2, "Title"),
            ("#", 1, ""),
            ("###Week 1", 3, "Week 1"),
            ("##1. Setup", 2, "1. Setup"),
            ("##第一步", 2, "第一步"),
            ("###🚀 Launch", 3, "🚀 Launch"),
            ("#\tTabbed", 1, "Tabbed"),
        ],
    )
    def test_is_one(self, line: str, level: int, text: str) -> None:
        assert blocks(line).headings == (Heading(level, text, 1, 1, "atx"),)

    @pytest.mark.parametrize(
        "line",
        [
            "#hashtag",
            "#1",
            "####### seven",
            "##| cell |",
            "    # code",
            "> ## quoted",
            "\\# escaped",
            "##!bang",
        ],
    )
    def test_is_none(self, line: str) -> None:
        assert blocks(line).headings == ()

    def test_stands_in_a_list_item(self) -> None:
        assert titles("- ## Inside\n\n  text") == [(2, "Inside", 1)]

    def test_keeps_lines_in_order(self) -> None:
        assert titles("# A\n\n**B**\n\n## C\n\n**D:**\n- x") == [
            (1, "A", 1),
            (2, "B", 3),
            (2, "C", 5),
            (3, "D", 7),
        ]


class TestSetextHeadings:
    @pytest.mark.parametrize(
        ("text", "level"),
        [
            ("Title\n===", 1),
            ("Ends with a dot.\n=", 1),
            ("Title\n---", 2),
            ("Phase 1: Setup\n---", 2),
            ("Status: draft\n-------", 2),
            ("x" * 80 + "\n---", 2),
        ],
    )
    def test_is_one(self, text: str, level: int) -> None:
        (heading,) = blocks(text).headings
        assert (heading.level, heading.line_start, heading.line_end) == (level, 1, 2)
        assert heading.style == "setext"
        assert heading.text == text.partition("\n")[0]

    @pytest.mark.parametrize(
        "text",
        [
            "Ends with a dot.\n---",
            "Ends with a colon:\n---",
            "two\nlines\n---",
            "x" * 81 + "\n---",
            "**Status:** draft\n---",
            "**Status**: draft\n---",
            "Status: draft\n---",
            "- item\n---",
            "text\n-",
            "> quoted\n---",
        ],
    )
    def test_is_a_thematic_break(self, text: str) -> None:
        assert [h for h in blocks(text).headings if h.style == "setext"] == []

    def test_joins_the_lines_above_a_double_rule(self) -> None:
        assert titles("two\nlines\n===") == [(1, "two lines", 1)]


class TestBoldHeadings:
    @pytest.mark.parametrize(
        ("line", "text"),
        [
            ("**Phase 2: Build**", "Phase 2: Build"),
            ("**Phase 2: Build:**", "Phase 2: Build"),
            ("**Phase 2**:", "Phase 2"),
            ("__Week 1__", "Week 1"),
            ("**Task `a_b`** <!-- id -->", "Task `a_b`"),
        ],
    )
    def test_is_one(self, line: str, text: str) -> None:
        assert blocks(f"## Above\n\n{line}\n\ntext").headings[1:] == (
            Heading(3, text, 3, 3, "bold"),
        )

    @pytest.mark.parametrize(
        "text",
        [
            "**Phase** 2",
            "**A** and **B**",
            "**Phase 2**\nfollows at once",
            "before\n**Phase 2**",
            "- **Phase 2**",
            "> **Phase 2**",
            "**" + "x" * 120 + "**",
            "****",
            "** spaced **",
            "*Phase 2*",
        ],
    )
    def test_is_none(self, text: str) -> None:
        assert blocks(text).headings == ()

    def test_a_list_may_follow_at_once(self) -> None:
        assert titles("**Files:**\n- `a.py`") == [(1, "Files", 1)]

    def test_level_never_exceeds_six(self) -> None:
        assert titles("###### Deep\n\n**A**\n\n**B**")[1:] == [(6, "A", 3), (6, "B", 5)]


class TestListItems:
    def test_nest(self) -> None:
        text = "- a\n  - b\n    1. c\n- d"
        items = blocks(text).items
        assert [(i.text, i.depth, i.line_start, i.line_end) for i in items] == [
            ("a", 0, 1, 3),
            ("b", 1, 2, 3),
            ("c", 2, 3, 3),
            ("d", 0, 4, 4),
        ]

    def test_keep_their_numbers(self) -> None:
        assert [i.number for i in blocks("3. a\n4. b\n\n- c").items] == ["3", "4", None]

    @pytest.mark.parametrize(
        ("box", "checked"),
        [("[ ]", False), ("[x]", True), ("[X]", True), ("[-]", False), ("[~]", False)],
    )
    def test_lose_their_checkbox(self, box: str, checked: bool) -> None:
        (item,) = blocks(f"- {box} **Build** it").items
        assert (item.text, item.checked) == ("**Build** it", checked)

    @pytest.mark.parametrize("text", ["[link](x)", "[x](y)", "[y] what", "text [x]"])
    def test_without_a_checkbox(self, text: str) -> None:
        (item,) = blocks(f"- {text}").items
        assert (item.text, item.checked) == (text, None)

    def test_join_their_first_paragraph(self) -> None:
        (item,) = blocks("- first\n  second <!-- note -->\nlazy\n\n  other paragraph").items
        assert item.text == "first second lazy"

    def test_end_before_blank_lines(self) -> None:
        first, second = blocks("- a\n\n  more\n\n\n- b\n\n\n# End").items
        assert (first.line_end, second.line_end) == (3, 6)

    def test_end_before_blank_lines_of_a_quote(self) -> None:
        (item,) = blocks("> - a\n>\n> \n\ntext").items
        assert item.line_end == 1

    def test_may_be_empty(self) -> None:
        assert [i.text for i in blocks("-\n- ```\n  x\n  ```").items] == ["", ""]


class TestFrontMatter:
    @pytest.mark.parametrize(
        ("text", "end"),
        [
            ("---\ntitle: x\n---\n# A", 3),
            ("---\ntitle: x\ntags:\n- a\n  - b\n\n# comment\n'key': 1\n...\n# A", 9),
            ("---\nglobs: **/*.ts\n--- \n# A", 3),
            ("+++\ntitle = 'x'\n[a]\n+++\n# A", 4),
            ("\ufeff---\ntitle: x\n---\n# A", 3),
        ],
    )
    def test_is_found(self, text: str, end: int) -> None:
        parsed, prose, *_ = parse(text)
        assert parsed.front_matter == (1, end)
        assert [(h.text, h.line_start) for h in parsed.headings] == [("A", end + 1)]
        assert set(prose[:end]) == {""}

    @pytest.mark.parametrize(
        "text",
        [
            "---\nJust some prose.\n---",
            "---\n\ntitle: x\n---",
            "---\ntitle: x",
            "---\n# Title\nkey: x\n---",
            "---\nPlease read this first: it matters.\n---",
            "\n---\ntitle: x\n---",
            "---\n---",
            "---",
            "",
        ],
    )
    def test_is_not_found(self, text: str) -> None:
        assert blocks(text).front_matter is None


class TestTables:
    @pytest.mark.parametrize(
        ("row", "cells"),
        [
            ("| a | b |", ("a", "b")),
            ("a | b", ("a", "b")),
            ("| `x|y` | b |", ("`x|y`", "b")),
            (r"| a \| c | b |", ("a | c", "b")),
            ("| a ` | b ` |", ("a `", "b `")),
            ("|  | b |", ("", "b")),
            ("| a |", ("a",)),
            ("| a | b | c |", ("a", "b", "c")),
            ("||", ("",)),
        ],
    )
    def test_cells(self, row: str, cells: tuple[str, ...]) -> None:
        (table,) = blocks(f"| H1 | H2 |\n|:---|---:|\n{row}").tables
        assert table.header == ("H1", "H2")
        assert [(r.line, r.cells) for r in table.rows] == [(3, cells)]

    @pytest.mark.parametrize(
        ("text", "line"),
        [
            ("- x\n  | a |\n  |---|\n  | 1 |", 2),
            ("> | a |\n> |---|\n> | 1 |", 1),
            ("text\n| a |\n|---|\n| 1 |", 2),
        ],
    )
    def test_stand_in_other_blocks(self, text: str, line: int) -> None:
        (table,) = blocks(text).tables
        assert (table.line_start, table.line_end) == (line, line + 2)
        assert table.rows[0].cells == ("1",)

    def test_end_where_text_without_a_pipe_follows(self) -> None:
        parsed = blocks("| a | b |\n|---|---|\n| 1 | 2 |\ntext")
        assert parsed.tables[0].line_end == 3
        assert [p.line_start for p in parsed.paragraphs] == [4]

    @pytest.mark.parametrize(
        "text",
        ["| a | b |\n|---|", "a\n---", "| a |\n| b |"],
    )
    def test_is_none(self, text: str) -> None:
        assert blocks(text).tables == ()


class TestParagraphs:
    def test_outside_lists_and_in_quotes(self) -> None:
        text = "one\ntwo\n\n- item\n\n  more\n\n> quoted\n\n- > in both"
        assert [(p.line_start, p.line_end, p.quoted) for p in blocks(text).paragraphs] == [
            (1, 2, False),
            (8, 8, True),
            (10, 10, True),
        ]

    def test_link_definitions_are_none(self) -> None:
        assert blocks("[a]: https://example.com\n[b]: ./c.md").paragraphs == ()


class TestProse:
    def test_keeps_text_and_blanks_code(self) -> None:
        text = "# A\n\n    code\n\n- b `c`\n\n  ```\n  d\n  ```\n> ```\n> e\n> ```\n\nf"
        kept = [line for line in parse(text)[1] if line]
        assert kept == ["# A", "- b `c`", "f"]
