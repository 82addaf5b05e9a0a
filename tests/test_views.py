from planproof.core.plan import Plan
from planproof.tokens import estimate_tokens
from planproof.views import plan_view, stated_tokens
from tests.plan_factory import document, estimate, reference, sample_plan, task_of


def test_every_part_of_the_plan_is_shown_with_its_lines() -> None:
    plan = sample_plan()
    view = plan_view(plan)
    assert [each.path for each in view.documents] == [each.path for each in plan.documents]
    assert [each.lines for each in view.documents] == [len(each.lines) for each in plan.documents]
    assert [phase.id for phase in view.phases] == ["phase-1", "phase-2", "phase-3"]
    task = view.phases[0].tasks[1]
    assert (task.label, task.title) == ("Task 2", "Report faults")
    assert (task.line_start, task.line_end) == (27, 44)
    assert [(section.title, section.role) for section in task.sections] == [
        ("Goal", "goal"),
        ("Files", "files"),
        ("Steps", "steps"),
        ("Verification", "verification"),
    ]
    assert task.roles == ("files", "goal", "steps", "verification")


def test_tokens_are_those_of_the_lines_that_a_part_owns() -> None:
    plan = sample_plan()
    view = plan_view(plan)
    text = plan.document("phase-1.md").text(27, 44)
    assert view.phases[0].tasks[1].tokens == estimate_tokens(text)
    assert view.documents[1].tokens == view.phases[0].tokens > 100


def test_stated_tokens_of_a_phase_come_from_the_summary_unless_it_states_its_own() -> None:
    plan = sample_plan()
    first, *rest = plan.phases
    own = first.model_copy(update={"estimates": (estimate("phase-1.md", 1, 10_000, high=20_000),)})
    assert stated_tokens(plan, first) == 30_000
    assert stated_tokens(plan, own) == 15_000
    assert stated_tokens(plan.model_copy(update={"phase_estimates": ()}), first) is None
    changed = plan.model_copy(update={"phases": (own, *rest)})
    assert [phase.stated_tokens for phase in plan_view(changed).phases] == [15_000, 20_000, 12_000]


def test_dependencies_and_scheduled_tasks_are_kept_apart() -> None:
    plan = sample_plan()
    references = (
        reference("phase-1.md", 1, "Phase 2", "phase-2", "depends"),
        reference("phase-1.md", 2, "Task 9", None, "depends"),
        reference("phase-1.md", 3, "Task 1", "phase-2/task-1", "schedules"),
        reference("phase-1.md", 4, "Phase 3", "phase-3"),
    )
    phase = plan.phases[0].model_copy(update={"references": references})
    view = plan_view(plan.model_copy(update={"phases": (phase,)})).phases[0]
    needs = [(each.text, each.resolved, each.line_start) for each in view.depends_on]
    assert needs == [("Phase 2", "phase-2", 1), ("Task 9", None, 2)]
    assert [each.resolved for each in view.scheduled] == ["phase-2/task-1"]


def test_subtasks_and_tasks_outside_phases_are_shown() -> None:
    source = document("tasks.md", "# Tasks\n\n## Task 1: Outer\n\n### Goal\n\nInner\n")
    inner = task_of(source, 3, 7, "x").model_copy(update={"id": "inner", "line_start": 7})
    outer = task_of(source, 3, 7, "x").model_copy(update={"subtasks": (inner,), "phase": None})
    view = plan_view(Plan(root=".", name="Tasks", documents=(source,), tasks=(outer,)))
    assert view.phases == ()
    assert [task.id for task in view.tasks[0].subtasks] == ["inner"]
    assert view.tasks[0].subtasks[0].tokens == estimate_tokens("Inner")
