import pytest

from planproof.render import markdown
from planproof.render.styles.interface import Style
from planproof.render.styles.registry import STYLES, by_style, styles
from tests.review_factory import review


def test_the_default_comes_first() -> None:
    assert styles() == ("tech-lead", "audit", "gap-analysis", "action-plan", "feedback")


@pytest.mark.parametrize("style", STYLES, ids=styles())
def test_a_style_is_found_by_its_name(style: Style) -> None:
    assert any(by_style(name) is style for name in styles())


def test_an_unknown_style_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        by_style("haiku")


def test_the_default_is_the_markdown_report() -> None:
    assert by_style("tech-lead").render([review()]) == markdown.render([review()])


@pytest.mark.parametrize("name", styles())
def test_several_reviews_follow_each_other(name: str) -> None:
    text = by_style(name).render([review(), review(())])
    assert text.count("\n\n---\n\n") >= 1
    assert text.endswith("\n")
