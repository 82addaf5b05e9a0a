"""How a plan spells the paths of files."""

import pytest

from planproof.core.repository import repository_path


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("src/app.py", "src/app.py"),
        ("./src//./app.py", "src/app.py"),
        ("Makefile", "Makefile"),
        (".github/workflows/ci.yml", ".github/workflows/ci.yml"),
        ("app/[id]/page.tsx", "app/[id]/page.tsx"),
        ("app/[...slug]/page.tsx", "app/[...slug]/page.tsx"),
        ("..hidden/a.py", "..hidden/a.py"),
    ],
)
def test_a_file_has_one_spelling(written: str, path: str) -> None:
    assert repository_path(written) == path


@pytest.mark.parametrize(
    "written",
    ["src/", "", "./", "*.py", "src/**/a.py", "src/{a,b}.py", "src/<name>.py", "src/.../a.py", "https://a.b/c.py", "/etc/passwd", "~/a.py", "\\\\host\\a.py", "C:/a.py", "../a.py", "src/../a.py", "src/.."],
)  # fmt: skip
def test_what_names_no_single_file_inside_has_none(written: str) -> None:
    assert repository_path(written) is None
