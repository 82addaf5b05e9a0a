"""Emphasis with underscores reads as emphasis with stars."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planproof.sources.markdown.emphasis import with_stars
from planproof.sources.markdown.parse import parse_markdown


@pytest.mark.parametrize(
    ("line", "stars"),
    [
        ("__Total:__ 3", "**Total:** 3"),
        ("_a __b__ c_", "*a **b** c*"),
        ("(_x_), _y_.", "(*x*), *y*."),
        ('_"said"_', '*"said"*'),
        ("___both___", "***both***"),
        ("| __Total__ | __1__ |", "| **Total** | **1** |"),
        ("- _Requirements: 1.2, 3.4_", "- *Requirements: 1.2, 3.4*"),
        ("_重要_", "*重要*"),
        ("user_id _is_ set", "user_id *is* set"),
        ("`_x_` and _y_", "`_x_` and *y*"),
        ("[_t_](a/_b_/c.md) _d_", "[*t*](a/_b_/c.md) *d*"),
        ("<a id=_x_> https://a.org/_b_/c _d_", "<a id=_x_> https://a.org/_b_/c *d*"),
    ],
)
def test_gets_stars(line: str, stars: str) -> None:
    assert with_stars(line) == stars


@pytest.mark.parametrize(
    "line",
    [
        "snake_case_name and _private or _other",
        "a_b_c",
        "_x_y",
        "_ x _",
        "____",
        "_ _ _",
        "Name: ____ and ____",
        "| _a | b_ |",
        r"\_x_",
        "**_x_** and _**x**_",
        "__init__.py, src/__init__.py, __call__(x), obj.__class__, __main__",
        "a ` alone _x_",
        "[id]: docs/_x_ _y_",
    ],
)
def test_stays(line: str) -> None:
    assert with_stars(line) == line


@given(st.text(alphabet="ab _*`|[]().\\<>é重", max_size=30))
def test_only_underscores_change(line: str) -> None:
    changed = with_stars(line)
    assert line.replace("_", "*") == changed.replace("_", "*")


def test_in_blocks_and_prose_not_in_code_and_comments() -> None:
    text = "## _A_ b\n\n- __c__ d\n\n```\n_e_\n```\n\n| __f__ |\n|---|\n| _g_ |\n\n<!-- _h_ --> _i_"
    blocks, prose, *_ = parse_markdown(text.split("\n"))
    assert blocks.headings[0].text == "*A* b"
    assert blocks.items[0].text == "**c** d"
    assert (blocks.tables[0].header, blocks.tables[0].rows[0].cells) == (("**f**",), ("*g*",))
    assert blocks.comments[0].text == "_h_"
    assert prose == (
        "## *A* b", "", "- **c** d", "", "", "", "", "", "| **f** |", "|---|", "| *g* |", "",
        "             *i*",
    )  # fmt: skip
