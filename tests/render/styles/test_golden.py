import pytest

from tests.render.styles.golden import DOCUMENTS, FOLDER


@pytest.mark.parametrize("name", DOCUMENTS)
def test_document_is_as_agreed(name: str) -> None:
    assert DOCUMENTS[name]() == (FOLDER / name).read_text(encoding="utf-8")


def test_no_agreed_document_is_left_over() -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(DOCUMENTS)
