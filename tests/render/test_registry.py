import pytest

from planproof.render.registry import by_format, formats
from tests.review_factory import review


def test_formats_are_those_of_the_command_line() -> None:
    assert formats() == ("markdown", "json", "sarif", "terminal")


@pytest.mark.parametrize("name", formats())
def test_every_format_renders_a_review(name: str) -> None:
    renderer = by_format(name)
    assert name == renderer.FORMAT
    assert "Lighthouse" in renderer.render([review()])


def test_an_unknown_format_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        by_format("docx")
