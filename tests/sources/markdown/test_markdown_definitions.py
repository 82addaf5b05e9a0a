"""Links whose targets are defined elsewhere in the document."""

import pytest

from planproof.sources.markdown.definitions import Definitions
from planproof.sources.markdown.parse import parse_markdown


def definitions(text: str) -> Definitions:
    return parse_markdown(text.split("\n")).definitions


class TestDefinition:
    @pytest.mark.parametrize(
        ("text", "target"),
        [
            ("[a]: b.md", "b.md"),
            ("[A]: <b c.md>", "b c.md"),
            ('  [a]:b.md "Title"', "b.md"),
            ("[a]:\n  b.md\n  'Title'", "b.md"),
            ("- text\n\n  [a]: b.md", "b.md"),
            ("> [a]: b.md", "b.md"),
            ("# Heading\n[a]: b.md", "b.md"),
            ("[a]: b.md\n[a]: c.md", "b.md"),
        ],
    )
    def test_is_one(self, text: str, target: str) -> None:
        assert definitions(text).targets == {"a": target}

    @pytest.mark.parametrize(
        "text",
        [
            "text\n[a]: b.md",
            "```\n[a]: b.md\n```",
            "<!--\n[a]: b.md\n-->",
            "    [a]: b.md",
            "[a]: can run in parallel",
            "[ ]: b.md",
            "[^a]: note",
        ],
    )
    def test_is_none(self, text: str) -> None:
        assert definitions(text).targets == {}

    def test_lines(self) -> None:
        found = definitions("text\n\n[a]: b.md\n[c]:\nd.md\n[e]: f g\n[h]: i.md")
        assert found.targets == {"a": "b.md", "c": "d.md"}
        assert found.lines == {3, 4, 5}


class TestUse:
    KNOWN = Definitions({"a b": "x.md", "p": "y.md", "x": "z.md"})

    @pytest.mark.parametrize(
        ("text", "inlined"),
        [
            ("See [it][a b].", "See [it](x.md)."),
            ("See [A  B][].", "See [A  B](x.md)."),
            ("See [a B], [P].", "See [a B](x.md), [P](y.md)."),
            ("[it][none] [none] [it](p)", "[it][none] [none] [it](p)"),
            ("[it][none][p]", "[it][none](y.md)"),
            ("[x] done, [it][x]", "[x] done, [it](z.md)"),
            (r"`[p]` and \[p]", r"`[p]` and \[p]"),
            ("![alt][p]", "![alt](y.md)"),
        ],
    )
    def test_is_written_with_its_target(self, text: str, inlined: str) -> None:
        assert self.KNOWN.inlined(text) == inlined

    def test_targets_that_need_marks(self) -> None:
        assert Definitions({"a": "b c|d.md"}).inlined("[a]") == "[a](<b c%7Cd.md>)"

    def test_in_blocks(self) -> None:
        text = "[p]: y.md\n\n# [One][p]\n\n- [x] [two][p]\n\n| [p] |\n|---|\n| [three][p] |"
        blocks, prose, *_ = parse_markdown(text.split("\n"))
        assert blocks.headings[0].text == "[One](y.md)"
        assert (blocks.items[0].text, blocks.items[0].checked) == ("[two](y.md)", True)
        assert blocks.tables[0].header == ("[p](y.md)",)
        assert blocks.tables[0].rows[0].cells == ("[three](y.md)",)
        assert prose == tuple(text.split("\n"))
