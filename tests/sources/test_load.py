"""Whole plans in the layouts that people and tools write."""

import json
from pathlib import Path

import pytest

from planproof.core.plan import Plan
from planproof.sources import load


def plan_of(folder: Path, files: dict[str, str]) -> Plan:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return load(folder)


def shape(plan: Plan) -> dict[str, list[str]]:
    """Labels of the tasks by label of the phase."""
    return {phase.label: [task.label for task in phase.walk()] for phase in plan.phases}


def depends(plan: Plan, id_: str) -> list[str | None]:
    return [reference.resolved for reference in plan.nodes[id_].depends_on()]


def test_a_file_per_phase(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        {
            "README.md": "# Plan\n\n| Phase | Est. Tokens | Dependencies |\n|---|---|---|\n"
            "| [Phase 1](./Phase-1.md) | ~9,000 | None |\n| [Phase 1.5](./Phase-1.5.md) | ~4,000 | Phase 1 |\n",
            "Phase-1.md": "# Phase 1: Store\n\n**Estimated Tokens:** ~9,500\n\n## Task 1: Schema\n\n"
            "### Files to Create\n\n- `src/schema.py`\n\n## Task 2: Index\n\n### Prerequisites\n\n- Task 1\n",
            "Phase-1.5.md": "# Phase 1.5: Sync\n\n## Task 1: Client\n",
        },
    )

    assert plan.formats == ("phase-docs",)
    assert shape(plan) == {"Phase 1": ["Task 1", "Task 2"], "Phase 1.5": ["Task 1"]}
    assert depends(plan, "phase-1/task-2") == ["phase-1/task-1"]
    assert depends(plan, "phase-1.5") == ["phase-1"]
    assert plan.phases[0].stated_tokens == 9_500
    assert [(id_, e.low) for id_, e in plan.phase_estimates] == [
        ("phase-1", 9_000),
        ("phase-1.5", 4_000),
    ]
    assert [(f.file, f.action) for f in plan.nodes["phase-1/task-1"].files] == [
        ("src/schema.py", "create")
    ]


@pytest.mark.parametrize(
    ("heading", "label"),
    [("## Phase 3: Go", "Phase 3"), ("# Phase A", "Phase A"), ("## Stage 2a", "Stage 2a"),
     ("## Sprint 4: Go", "Sprint 4"), ("### Unit 2", "Unit 2"), ("## Milestone 1.1: Go", "Milestone 1.1"),
     ("## Weeks 1-2: Go", "Weeks 1-2"), ("###Week 1", "Week 1"), ("## フェーズ 2: 実装", "フェーズ 2")],
)  # fmt: skip
def test_one_file_with_phases(tmp_path: Path, heading: str, label: str) -> None:
    plan = plan_of(tmp_path, {"plan.md": f"# The plan\n\n{heading}\n\nBuild.\n"})

    assert [phase.label for phase in plan.phases] == [label]


def test_tasks_on_the_level_of_their_phase(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        {
            "plan.md": "# P\n\n## Phase 1\n\n## Task 1.1: A\n\nx\n\n## Task 1.2: B\n\n## Phase 2\n\n## Task 2.1: C\n"
        },
    )

    assert shape(plan) == {"Phase 1": ["Task 1.1", "Task 1.2"], "Phase 2": ["Task 2.1"]}


def test_milestones_of_a_phase_are_its_tasks(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        {
            "plan.md": "# P\n\n## Phase 1: A\n\n### Milestone 1.1: B\n\n### Milestone 1.2: C\n\n## Phase 2: D\n"
        },
    )

    assert shape(plan) == {"Phase 1": ["Milestone 1.1", "Milestone 1.2"], "Phase 2": []}


def test_spec_kit(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        {
            "spec.md": "# Spec\n\n- **FR-001**: The gate opens.\n",
            "plan.md": "# Plan\n\n## Phase 0: Research\n\n## Phase 1: Design\n",
            "tasks.md": "# Tasks\n\n## Phase 1: Setup\n\n- [ ] T001 Create `src/a.py`\n\n"
            "## Phase 2: Core\n\n- [ ] T002 [P] [US1] Build in src/b.py (FR-001)\n- [x] T003 Test it\n",
        },
    )

    assert plan.formats == ("spec-kit",)
    assert shape(plan) == {"Phase 1": ["T001"], "Phase 2": ["T002", "T003"]}
    second, third = plan.nodes["T002"], plan.nodes["T003"]
    assert (second.title, second.parallel) == ("Build in src/b.py (FR-001)", True)  # type: ignore[union-attr]
    assert third.done is True  # type: ignore[union-attr]
    assert [f.file for f in second.files] == ["src/b.py"]
    assert [item.label for item in plan.items] == ["FR-001"]


def test_kiro(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path / ".kiro/specs/login",
        {
            "requirements.md": "# R\n\n### Requirement 1\n\n#### Acceptance Criteria\n\n1. WHEN a\n2. WHEN b\n",
            "design.md": "# D\n",
            "tasks.md": "# Plan\n\n- [ ] 1. Build\n\n  - [ ] 1.1 Model\n    - _Requirements: 1.1, 1.2_\n"
            "  - [ ] 1.2 View\n- [x] 2. Ship\n",
        },
    )

    assert plan.formats == ("kiro",)
    assert [t.label for t in plan.walk()] == ["Task 1", "Task 1.1", "Task 1.2", "Task 2"]
    assert [item.id for item in plan.items] == ["1", "1.1", "1.2"]
    covered = [r for t in plan.walk() for r in t.references if r.relation == "covers"]
    assert [r.resolved for r in covered] == ["1.1", "1.2"]


def test_openspec_groups_are_phases(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        {
            "proposal.md": "## Why\n",
            "tasks.md": "## 1. Setup\n\n- [ ] 1.1 A\n- [ ] 1.2 B\n\n## 2. Go\n\n- [ ] 2.1 C\n",
        },
    )

    assert plan.formats == ("openspec",)
    assert shape(plan) == {"1.": ["Task 1.1", "Task 1.2"], "2.": ["Task 2.1"]} or shape(plan) == {
        "1": ["Task 1.1", "Task 1.2"],
        "2": ["Task 2.1"],
    }


def test_task_table_with_phases_that_list_their_tasks(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        {
            "plan.md": "# P\n\n| Task ID | Description | Prereqs | Priority |\n|---|---|---|---|\n"
            "| T-001 | Pin | None | P0 |\n| T-002 | Run | T-001 | P1 |\n\n"
            "## Phases\n\n### Phase A — One\n- Tasks: T-001, T-002.\n"
        },
    )

    assert [task.id for task in plan.tasks] == ["T-001", "T-002"]
    assert depends(plan, "T-002") == ["T-001"]
    assert [r.resolved for r in plan.phases[0].schedules()] == ["T-001", "T-002"]


def test_bare_numbers_in_a_task_table(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        {
            "plan.md": "# P\n\n### Build Stage 1: A\n\n| # | Task | Depends On | Status |\n|---|---|---|---|\n"
            "| 1 | Init | — | Not Started |\n| 1a | Serve | Task 1 | Done |\n| 2 | Sync | Task 1a, Tasks 1–1 | |\n"
        },
    )

    assert shape(plan) == {"Build Stage 1": ["Task 1", "Task 1a", "Task 2"]}
    assert depends(plan, "build-stage-1/task-2") == [
        "build-stage-1/task-1a",
        "build-stage-1/task-1",
    ]
    assert [task.done for task in plan.walk()] == [False, True, None]


ORDER = (
    "# Reservations\n\n| Package | Title | Needs |\n|---|---|---|\n| WP-1 | Rules | – |\n"
    "| WP-2 | Store | WP-1 |\n"
)


def test_work_packages_that_a_table_puts_in_order(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        {
            "overview.md": ORDER,
            "service.md": "# The service\n\n## WP-1 Rules\n\nCreate `a.py`.\n\n## WP-2: Store\n",
            "checks.md": "# How we see that it works\n\n## Every day\n\n1. `make test`\n",
        },
    )
    assert [task.label for task in plan.walk()] == ["WP-1", "WP-2"]
    (second,) = [task for task in plan.walk() if task.label == "WP-2"]
    (needs,) = second.depends_on()
    assert (needs.target, needs.path, needs.line_start) == ("WP-1", "overview.md", 6)
    assert needs.resolved == next(task.id for task in plan.walk() if task.label == "WP-1")


def test_what_a_work_package_says_itself_comes_before_the_table(tmp_path: Path) -> None:
    text = "# Work\n\n## WP-1 Rules\n\n## WP-2 Store\n\n**Depends on:** nothing\n\n## WP-3 Go\n"
    plan = plan_of(tmp_path, {"overview.md": ORDER + "| WP-3 | Go | WP-2 |\n", "work.md": text})
    tasks = {task.label: task for task in plan.walk()}
    assert [r.target for r in tasks["WP-3"].depends_on()] == ["WP-2"]


@pytest.mark.parametrize("name", ["WP-{}: Go", "Work package {}: Go", "Arbeitspaket {} – Los"])
def test_work_packages_that_hold_tasks_are_phases(tmp_path: Path, name: str) -> None:
    parts = (f"## {name.format(n)}\n\n### Task {n}.1: Do\n\n### Task {n}.2: Try\n" for n in (1, 2))
    plan = plan_of(tmp_path, {"plan.md": "# Plan\n\n" + "\n".join(parts)})
    assert [len(tasks) for tasks in shape(plan).values()] == [2, 2]


def test_bmad_stories_with_tasks_are_phases(tmp_path: Path) -> None:
    story = "# Story 1.{0}: S\n\n## Acceptance Criteria\n\n- x\n\n## Tasks / Subtasks\n\n- [ ] **Task 1: A** (AC: #1)\n  - [ ] sub\n"
    plan = plan_of(tmp_path, {f"1-{n}-story.md": story.format(n) for n in (1, 2)})

    assert shape(plan) == {"Story 1.1": ["Task 1"], "Story 1.2": ["Task 1"]}


def test_superpowers(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        {
            "plan.md": "# Plan\n\n### Task 1: Write\n\n**Files:**\n- Create: `src/a.py`\n- Modify: `src/b.py:20-31`\n"
            "- Test: `tests/test_a.py`\n\n- [ ] **Step 1: Write the test**\n\n````markdown\n# Readme\n\n```bash\nls\n```\n\n"
            "## Task 9: no task\n````\n\n### Task 2: Ship\n"
        },
    )

    assert [task.label for task in plan.walk()] == ["Task 1", "Task 2"]
    files = plan.phases[0].tasks[0].files
    assert [(f.file, f.action) for f in files] == [
        ("src/a.py", "create"),
        ("src/b.py", "modify"),
        ("tests/test_a.py", "test"),
    ]
    assert files[1].lines == (20, 31)


def test_json_tasks(tmp_path: Path) -> None:
    tasks = {
        "master": {
            "tasks": [
                {"id": 1, "title": "A", "dependencies": [], "status": "done"},
                {
                    "id": 2,
                    "title": "B",
                    "dependencies": [1],
                    "subtasks": [
                        {"id": 1, "title": "C"},
                        {"id": 2, "title": "D", "dependencies": [1]},
                    ],
                },
            ]
        }
    }
    plan = plan_of(
        tmp_path, {"tasks.json": json.dumps(tasks, indent=2), "prd.md": "# PRD\n\nText.\n"}
    )

    labels = [task.label for task in plan.walk()]
    assert labels == ["Task 1", "Task 2", "Task 2.1", "Task 2.2"]
    by_label = {task.label: task for task in plan.walk()}
    assert [r.resolved for r in by_label["Task 2"].depends_on()] == [by_label["Task 1"].id]
    assert [r.resolved for r in by_label["Task 2.2"].depends_on()] == [by_label["Task 2.1"].id]
    assert by_label["Task 1"].done is True
    document = plan.document("tasks.json")
    assert '"title": "B"' in document.text(
        by_label["Task 2"].line_start, by_label["Task 2"].line_end
    )


def test_a_text_and_a_record_per_task(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        {
            ".flow/specs/fn-1-x.md": "# fn-1-x Search\n\nText.\n",
            ".flow/tasks/fn-1-x.1.md": "# fn-1-x.1 Index\n\n## Acceptance\n\n- [ ] works\n",
            ".flow/tasks/fn-1-x.1.json": '{"id": "fn-1-x.1", "title": "Index", "depends_on": []}',
            ".flow/tasks/fn-1-x.2.md": "# fn-1-x.2 Query\n",
            ".flow/tasks/fn-1-x.2.json": '{"id": "fn-1-x.2", "title": "Query", "depends_on": ["fn-1-x.1"]}',
        },
    )

    assert plan.formats == ("flow-next",)
    assert [task.label for task in plan.walk()] == ["fn-1-x.1", "fn-1-x.2"]
    assert depends(plan, "fn-1-x.2") == ["fn-1-x.1"]


def test_plain_text(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        {
            "plan.md": "Phase 1: Basic checks\nCommand surface\nPurpose: see that all is there.\n"
            "Expected Outcome: all there.\nPhase 2: More checks\nRoles\nPurpose: see that they hold.\n"
        },
    )

    assert shape(plan) == {"Phase 1": ["Command surface"], "Phase 2": ["Roles"]}


def test_what_must_not_fool_it(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        {
            "plan.md": "---\ntitle: Phase 9\n---\n\n# P\n\n## Phase 1: A\n\n```markdown\n## Phase 2: no\n\n"
            "```bash\n# Phase 3: no\n```\n\n- [ ] T001 no\n```\n\n<!--\n## Phase 4: no\n-->\n\n"
            "    ## Phase 5: no\n\n> ## Phase 6: no\n\n## Phase 7: B\n"
        },
    )

    assert [phase.label for phase in plan.phases] == ["Phase 1", "Phase 7"]


def test_a_progress_report_is_no_second_set_of_phases(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        {
            "plan.md": "# P\n\n## Progress\n\n### ✅ Phase 1: A\n\n#### Milestone 1.1: B ✅\n\n"
            "## Plan\n\n### Phase 1: A\n\n#### Milestone 1.1: B\n\n#### Milestone 1.2: C\n\n### Phase 2: D\n"
        },
    )

    assert shape(plan) == {"Phase 1": ["Milestone 1.1", "Milestone 1.2"], "Phase 2": []}
    assert {place.line_start for place in plan.unparsed} == {5, 7}


def test_context_is_no_plan(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        {
            "plan.md": "# P\n\n## Phase 1: A\n",
            "feedback.md": "# Feedback\n\n## Phase 2: not a phase\n\n- [ ] T001 no\n",
            "templates/plan.md": "# T\n\n## Phase 3: [NAME]\n",
        },
    )

    kinds = {document.path: document.kind for document in plan.documents}
    assert kinds == {"plan.md": "plan", "feedback.md": "context", "templates/plan.md": "template"}
    assert [phase.label for phase in plan.phases] == ["Phase 1"]


def test_a_template_is_one(tmp_path: Path) -> None:
    lines = [f"- [Requirement {word} with details]" for word in "abcdefghij"]
    plan = plan_of(
        tmp_path, {"plan.md": "# Plan Template\n\n## [STEP NAME]\n\n" + "\n".join(lines)}
    )

    assert plan.template
    assert plan.phases == ()
