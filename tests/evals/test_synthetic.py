"""The inputs of the benchmark: same everywhere, of the size and shape that it claims."""

import re
from itertools import islice
from pathlib import Path

import pytest

from evals import synthetic
from evals.bench_inputs import COPIES, described, prepare


def test_plan_has_the_size_that_the_benchmark_claims() -> None:
    lines = sum(text.count("\n") for text in synthetic.plan().values())
    assert 9_000 <= lines <= 10_000


def test_plan_is_the_same_every_time_and_differs_by_seed() -> None:
    assert synthetic.plan(phases=3) == synthetic.plan(phases=3)
    assert synthetic.plan(phases=3)["Phase-2.md"] != synthetic.plan(phases=3, seed=2)["Phase-2.md"]


def test_plan_has_the_phases_and_tasks_asked_for() -> None:
    files = synthetic.plan(phases=3, tasks=4)
    assert sorted(files) == ["Phase-0.md", "Phase-1.md", "Phase-2.md", "README.md"]
    assert re.findall(r"^## Task (\d):", files["Phase-2.md"], re.MULTILINE) == list("1234")
    assert files["README.md"].count("| [Phase ") == 3


@pytest.mark.parametrize("name", ["README.md", "Phase-1.md"])
def test_fences_of_the_plan_are_closed(name: str) -> None:
    assert synthetic.plan()[name].count("\n```") % 2 == 0


def test_documents_have_the_size_asked_for() -> None:
    found = list(islice(synthetic.documents(count=5, size=20_000), 3))
    assert [name for name, _ in found] == ["design-000.md", "design-001.md", "design-002.md"]
    assert all(20_000 <= len(text) <= 23_000 for _, text in found)
    assert len({text for _, text in found}) == 3


def test_a_folder_of_the_user_is_copied_with_its_markdown_alone(tmp_path: Path) -> None:
    source = tmp_path / "mine"
    synthetic.write(source, "sub/a.md", "one\ntwo\n")
    synthetic.write(source, "b.txt", "not Markdown\n")
    inputs = prepare(tmp_path / "work", plan=source, documents=source)
    assert described(inputs.plan) == "1 files, 2 lines, 0.0 MB"
    assert (inputs.documents / "sub" / "a.md").read_text() == "one\ntwo\n"
    assert described(inputs.copies) == f"{COPIES} files, {2 * COPIES} lines, 0.0 MB"


def test_a_folder_without_markdown_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"holds no \*\.md file"):
        prepare(tmp_path / "work", plan=tmp_path, documents=None)
