"""The wheel holds what the program needs and runs from where it is installed."""

import json
import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parent.parent
PROMPTS = "planproof/_prompts/"


def run(*command: str | Path, cwd: Path, path: Path | None = None) -> str:
    """Run a command, with *path* before all others that Python imports from.

    Returns what it printed; its errors are the test's message.
    """
    environment = {**os.environ, "PYTHONPATH": str(path or "")}
    result = subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel in it and nothing else; dependencies come from this environment."""
    folder = tmp_path_factory.mktemp("site")
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet")
    run(*pip, "--no-deps", "--no-index", "--target", folder, wheel, cwd=folder)
    return folder


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_wheel_holds_the_package_alone(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        names = set(archive.namelist())
    source = ROOT / "agent"
    modules = {path.relative_to(source).as_posix() for path in source.rglob("*.py")}
    data = {"planproof/py.typed", "planproof/sources/vocabulary.toml"}
    assert modules | data <= names
    assert {name.split("/")[0].split("-")[0] for name in names} == {"planproof"}


def test_wheel_holds_the_prompts_as_they_are(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        packed = {
            name.removeprefix(PROMPTS): sha256(archive.read(name)).hexdigest()
            for name in archive.namelist()
            if name.startswith(PROMPTS)
        }
    assert packed
    assert packed == digests(ROOT / "prompts")


def test_installed_wheel_imports_and_finds_its_prompts(installed: Path) -> None:
    code = "import planproof, planproof.prompts as p; print(planproof.__file__, p.prompts_folder())"
    found = run(sys.executable, "-c", code, cwd=installed.parent, path=installed)
    package = installed / "planproof"
    assert found.split() == [str(package / "__init__.py"), str(package / "_prompts")]


def test_installed_wheel_reviews_a_plan(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "plan.md").write_text("# Phase 1: Import\n\n## Task 1: Read\n\nRead it.\n")
    code = "import sys; from planproof.cli.main import main; sys.exit(main())"
    options = ("review", "plan.md", "--format", "json", "--fail-on", "never")
    found = json.loads(run(sys.executable, "-c", code, *options, cwd=tmp_path, path=installed))
    assert [document["path"] for document in found["plan"]["documents"]] == ["plan.md"]


def test_installed_wheel_has_the_command(installed: Path) -> None:
    (entry_points,) = installed.glob("planproof-*.dist-info/entry_points.txt")
    assert "planproof = planproof.cli.main:main" in entry_points.read_text(encoding="utf-8")
