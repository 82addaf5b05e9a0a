"""What holds for every plan, whatever its bytes."""

from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planproof.core.plan import Phase, Plan, Task
from planproof.errors import NoPlanError
from planproof.sources import load

PLANS = sorted(path for path in Path("fixtures/plans").iterdir() if path.is_dir())

LINES = st.sampled_from(
    [
        "", "# Plan", "## Phase 1: A", "## Phase 1: A", "### Task 1: B", "### Task 2", "## 1. Go",
        "- [ ] T001 Do", "- [x] 1.1 Do", "  - [ ] 1.2 Sub", "| # | Task | Status |", "|---|---|---|",
        "| 1 | a | Done |", "```", "```markdown", "````", "<!--", "-->", "**Files:**", "- Create: `a/b.py`",
        "Depends on: Task 1", "> ## Phase 9", "Text about Phase 2, Task 3.", "---", "#### Step 2.6a",
        "フェーズ 2: 実装", "Phase 3: plain", "Purpose: x", "\ttab", "- Tasks: T-001, T-002",
    ]
)  # fmt: skip


def assert_nested(plan: Plan) -> None:
    for phase in plan.phases:
        inside(phase, phase.tasks, plan)
    spans = sorted((p.path, p.line_start, p.line_end) for p in plan.phases)
    for (path, _, end), (other, start, _) in pairwise(spans):
        assert path != other or end < start
    assert len(plan.nodes) == len(plan.phases) + sum(1 for _ in plan.walk())


def inside(node: Phase | Task, tasks: tuple[Task, ...], plan: Plan) -> None:
    lines = len(plan.document(node.path).lines)
    assert 1 <= node.line_start <= node.heading_line <= node.line_end <= max(lines, 1)
    last: dict[str, int] = {}
    for task in tasks:
        if task.path == node.path:
            assert node.covers(task.location)
        assert task.line_start > last.get(task.path, 0)
        last[task.path] = task.line_end
        inside(task, task.subtasks, plan)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(LINES, max_size=40))
def test_ranges_nest_and_never_overlap(lines: list[str]) -> None:
    with TemporaryDirectory() as folder:
        Path(folder, "plan.md").write_text("\n".join(lines), encoding="utf-8")
        assert_nested(load(Path(folder)))


@pytest.mark.parametrize("root", PLANS, ids=lambda path: path.name)
def test_ranges_nest_in_the_fixtures(root: Path) -> None:
    assert_nested(load(root))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["plan.md", "tasks.json", "Phase-1.md"]))
def test_any_bytes_give_a_plan_or_a_clear_error(data: bytes, name: str) -> None:
    with TemporaryDirectory() as folder:
        Path(folder, name).write_bytes(data)
        try:
            plan = load(Path(folder))
        except NoPlanError as error:
            message = str(error)
        else:
            message = folder
            assert_nested(plan)
        assert folder in message


@pytest.mark.parametrize("root", PLANS, ids=lambda path: path.name)
def test_ids_do_not_depend_on_lines(root: Path, tmp_path: Path) -> None:
    for path in root.rglob("*"):
        if path.suffix == ".md":
            copy = tmp_path / path.relative_to(root)
            copy.parent.mkdir(parents=True, exist_ok=True)
            head, _, rest = path.read_text(encoding="utf-8").partition("\n")
            copy.write_text(f"{head}\n\nOne more sentence.\n\n{rest}", encoding="utf-8")
        elif path.suffix == ".json":
            (tmp_path / path.relative_to(root)).write_text(
                "\n\n" + path.read_text(encoding="utf-8")
            )

    assert set(load(tmp_path).nodes) == set(load(root).nodes)
