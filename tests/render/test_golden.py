import pytest

from tests.render.golden import FOLDER, REPORTS


@pytest.mark.parametrize("name", REPORTS)
def test_report_is_as_agreed(name: str) -> None:
    assert REPORTS[name]() == (FOLDER / name).read_text(encoding="utf-8")


def test_no_agreed_report_is_left_over() -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(REPORTS)
