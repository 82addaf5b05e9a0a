"""Fences, and fences inside fences of the same length."""

import pytest

from planproof.core.document import Blocks
from planproof.sources.markdown.parse import Parsed, parse_markdown


def parse(text: str) -> Parsed:
    return parse_markdown(text.split("\n"))


def blocks(text: str) -> Blocks:
    return parse(text)[0]


class TestFences:
    def test_keep_their_info(self) -> None:
        (fence,) = blocks("~~~ Python {x=1}\ncode\n~~~").fences
        assert (fence.line_start, fence.line_end, fence.closed) == (1, 3, True)
        assert (fence.info, fence.language) == ("Python {x=1}", "python")

    def test_unclosed_run_to_the_end(self) -> None:
        parsed, prose, *_ = parse("text\n```sh\n# no heading\n\n- no item")
        (fence,) = parsed.fences
        assert (fence.line_start, fence.line_end, fence.closed) == (2, 5, False)
        assert parsed.headings == ()
        assert prose == ("text", "", "", "", "")

    def test_unclosed_in_a_list_end_with_the_item(self) -> None:
        parsed = blocks("- ```\n  code\n# Heading")
        assert parsed.fences[0].closed is False
        assert [h.text for h in parsed.headings] == ["Heading"]

    def test_longer_hold_shorter(self) -> None:
        parsed = blocks("````markdown\n```sh\nx\n```\n# in\n````\n# out")
        assert [(f.line_start, f.line_end) for f in parsed.fences] == [(1, 6)]
        assert [h.text for h in parsed.headings] == ["out"]

    def test_backticks_in_the_info_make_it_inline_code(self) -> None:
        assert blocks("``` a`b\n# Heading").fences == ()


NESTED = """\
```{language}
# Inside

{inner}

## Inside too
```

# Outside

```sh
make
```
"""


class TestNestedFences:
    @pytest.mark.parametrize("language", ["markdown", "md", "MDX", "", "text"])
    def test_template_with_inner_languages(self, language: str) -> None:
        inner = "```bash\nrun\n```\n\nand\n\n```json\n{}\n```"
        self.check(language, inner)

    def test_template_with_bare_inner_fences(self) -> None:
        inner = "```bash\nrun\n```\n\nOutput:\n\n```\nok\n```\n\nUsage:\n```\ncall\n```"
        self.check("markdown", inner)

    def test_template_with_bare_inner_fences_alone(self) -> None:
        self.check("markdown", "Output:\n```\nok\n```")

    def test_template_with_an_indented_inner_fence(self) -> None:
        self.check("markdown", "1. step\n\n   ```json\n   {}\n   ```")

    def check(self, language: str, inner: str) -> None:
        text = NESTED.format(language=language, inner=inner)
        parsed, prose, *_ = parse(text)
        assert [h.text for h in parsed.headings] == ["Outside"]
        assert [f.closed for f in parsed.fences] == [True, True]
        assert [line for line in prose if line] == ["# Outside"]

    def test_inner_fence_that_ends_the_template(self) -> None:
        text = "```markdown\n# in\n\n```sh\nx\n```\n```\n\n# out"
        assert [h.text for h in blocks(text).headings] == ["out"]

    def test_template_in_a_list_item(self) -> None:
        text = "- write:\n\n  ```md\n  # in\n\n  ```sh\n  x\n  ```\n\n  # in too\n  ```\n\n# out"
        parsed = blocks(text)
        assert [h.text for h in parsed.headings] == ["out"]
        assert [(f.line_start, f.line_end) for f in parsed.fences] == [(3, 11)]

    def test_plain_templates_stay_as_they_are(self) -> None:
        text = "```markdown\n# in\n```\n\n# out\n\n```\ntext\n```\n\n# out too"
        assert [h.text for h in blocks(text).headings] == ["out", "out too"]

    def test_never_closed_falls_back_to_commonmark(self) -> None:
        text = "```markdown\n# in\n\n```bash\nrun\n```\n\n# out\n\ntext"
        parsed = blocks(text)
        assert [(f.line_start, f.line_end) for f in parsed.fences] == [(1, 6)]
        assert [h.text for h in parsed.headings] == ["out"]

    def test_never_reaches_out_of_its_list_item(self) -> None:
        text = "- ```md\n  ```sh\n  x\n# out\n```\n```"
        assert [h.text for h in blocks(text).headings] == ["out"]

    def test_code_languages_do_not_nest(self) -> None:
        text = '```python\ns = """\n```json\n"""\n```\n\n# out'
        assert [(f.line_start, f.line_end) for f in blocks(text).fences] == [(1, 5)]
