from collections.abc import Sequence

from planproof.core.finding import Category, Finding
from planproof.core.plan import Phase, Plan, Task
from planproof.strengths import SOURCES, strengths, usual_roles
from tests.plan_factory import estimate, line_of, place, reference, sample_plan
from tests.review_factory import finding, requirement

COMPLETE = "All 4 tasks of Phases 1 and 2 have a goal, files, steps and verification."
LINKS = "All 3 links between documents resolve."
TOTAL = "The estimates of 3 phases add up to the stated 62,000 tokens."


def said(plan: Plan, findings: Sequence[Finding] = ()) -> list[str]:
    return [each.text for each in strengths(plan, findings) if each.phase is None]


def about(category: Category, path: str = "phase-1.md", line: int = 9) -> Finding:
    return finding("rule", place(path, line), category=category, task="phase-1/task-1")


def with_phases(plan: Plan, *phases: Phase) -> Plan:
    changed = {phase.id: phase for phase in phases}
    return plan.model_copy(
        update={"phases": tuple(changed.get(phase.id, phase) for phase in plan.phases)}
    )


def needing(plan: Plan, needs: dict[str, str]) -> Plan:
    """The plan, where the first tasks of phases depend on what *needs* says."""
    phases = []
    for phase in plan.phases:
        first, *rest = phase.tasks
        refs = (reference(phase.path, 1, f"Task {needs[first.id]}", needs[first.id], "depends"),)
        changed = first.model_copy(update={"references": refs})
        phases.append(phase.model_copy(update={"tasks": (changed, *rest)}))
    return plan.model_copy(update={"phases": tuple(phases)})


def test_the_sample_is_praised_for_what_holds() -> None:
    assert said(sample_plan()) == [COMPLETE, LINKS, TOTAL]


def test_an_empty_plan_is_praised_for_nothing() -> None:
    assert strengths(Plan(root=".", name="Empty"), ()) == ()


def test_each_phase_gets_its_own_sentence() -> None:
    by_phase = {each.phase: each.text for each in strengths(sample_plan(), ()) if each.phase}
    sentence = "Both tasks have a goal, files, steps and verification."
    assert by_phase == {"phase-1": sentence, "phase-2": sentence}


def test_roles_are_usual_when_half_of_the_tasks_have_them() -> None:
    assert usual_roles(sample_plan()) == ("goal", "files", "steps", "verification")


def test_a_structure_finding_about_a_task_takes_its_phase_out() -> None:
    texts = said(sample_plan(), [about("structure")])
    assert texts[0] == "Both tasks of Phase 2 have a goal, files, steps and verification."


def test_waived_and_fixed_findings_contradict_nothing() -> None:
    for status in ("waived", "fixed"):
        known = about("structure").model_copy(update={"status": status})
        assert COMPLETE in said(sample_plan(), [known])


def test_when_every_task_is_complete_no_phases_are_named() -> None:
    plan = sample_plan()
    plan = plan.model_copy(update={"phases": plan.phases[:2]})
    assert said(plan)[0] == "All 4 tasks have a goal, files, steps and verification."


def test_commands_count_tasks_with_one_in_their_verification() -> None:
    plan = sample_plan()
    worked_out = plan.model_copy(update={"phases": plan.phases[:2]})
    expected = "3 of 4 tasks give a command that verifies them."
    assert expected in said(worked_out)
    assert expected not in said(worked_out, [about("verification")])
    assert "2 of 4 tasks give a command that verifies them." in said(
        worked_out, [about("verification")]
    )
    one = plan.model_copy(update={"phases": plan.phases[:1]})
    assert "Both tasks give a command that verifies them." in said(one)


def test_verified_phases_are_told_when_all_say_it() -> None:
    plan = sample_plan()
    text = "Each of the 2 phases with tasks says how to see that it is done."
    assert text not in said(plan)
    two = plan.model_copy(update={"phases": plan.phases[:2]})
    assert text in said(two)
    whole = about("verification").model_copy(update={"task": None})
    assert text not in said(two, [whole])


def test_dependencies_are_told_when_they_form_no_cycle() -> None:
    plan = sample_plan()
    needs = {
        "phase-1/task-1": "phase-1/task-2",
        "phase-2/task-1": "phase-1/task-1",
        "phase-3/task-1": "phase-2",
    }
    text = "The 3 dependencies between 1 phase and 4 tasks form no cycle."
    assert text in said(needing(plan, needs))
    assert text not in said(needing(plan, needs), [about("order")])
    needs["phase-1/task-1"] = "phase-2/task-1"
    assert not any("cycle" in each for each in said(needing(plan, needs)))


def test_links_are_told_when_all_resolve_and_none_is_in_doubt() -> None:
    plan = sample_plan()
    broken = (*plan.references, reference("README.md", 3, "gone.md", None))
    assert LINKS not in said(plan.model_copy(update={"references": broken}))
    assert LINKS not in said(plan, [about("references", "README.md", 4)])
    assert LINKS in said(plan, [about("references", "README.md", 14)])
    abroad = (*plan.references, reference("README.md", 3, "https://example.org/a.md", None))
    assert LINKS in said(plan.model_copy(update={"references": abroad}))


def test_references_are_told_when_every_name_exists() -> None:
    plan = sample_plan()
    named = tuple(reference("README.md", n, f"Task {n}", "phase-1/task-1") for n in range(1, 6))
    text = "All 5 references to phases and tasks name one that exists."
    assert text in said(plan.model_copy(update={"references": named}))
    lost = (*named[:4], reference("README.md", 5, "Task 5", None))
    assert not any("name one" in t for t in said(plan.model_copy(update={"references": lost})))


def test_requirements_are_told_when_each_is_covered() -> None:
    plan = sample_plan(items=(requirement(1), requirement(2)))
    first = plan.phases[0].tasks[0]

    def naming(*ids: str) -> Plan:
        refs = tuple(
            reference("phase-1.md", 9, each, each).model_copy(update={"kind": "requirement"})
            for each in ids
        )
        task: Task = first.model_copy(update={"references": refs})
        phase = plan.phases[0].model_copy(update={"tasks": (task, *plan.phases[0].tasks[1:])})
        return with_phases(plan, phase)

    text = "Each of the 2 requirements is covered by a task."
    assert text in said(naming("FR-1", "FR-2"))
    assert text not in said(naming("FR-1"))
    assert text not in said(naming("FR-1", "FR-2"), [about("traceability")])


def test_the_total_is_told_only_when_it_is_exact() -> None:
    plan = sample_plan()
    line = line_of(plan.documents[0], "Total:")
    (found,) = [each for each in strengths(plan, ()) if each.text == TOTAL]
    assert found.location is not None
    assert found.location.line_start == line
    wrong = (estimate("README.md", line, 63_000, total=True),)
    assert TOTAL not in said(plan.model_copy(update={"estimates": wrong}))
    assert TOTAL not in said(plan, [about("numbers", "README.md", line)])
    large = (estimate("README.md", line, 6_000_000, total=True),)
    rows = tuple((p, estimate("README.md", 8, 2_000_000)) for p, _ in plan.phase_estimates)
    big = plan.model_copy(update={"estimates": large, "phase_estimates": rows})
    assert TOTAL.replace("62,000", "6,000,000") in said(big)


def test_sums_of_tasks_are_told_for_the_phases_where_they_fit() -> None:
    plan = sample_plan()
    phase = plan.phases[0]
    tasks = tuple(
        task.model_copy(update={"estimates": (estimate("phase-1.md", task.line_start, tokens),)})
        for task, tokens in zip(phase.tasks, (10_000, 20_000), strict=True)
    )
    fits = with_phases(plan, phase.model_copy(update={"tasks": tasks}))
    text = "In Phase 1 the token estimates of the tasks add up to that of the phase."
    assert text in said(fits)
    off = (tasks[0], phase.tasks[1])
    assert text not in said(with_phases(plan, phase.model_copy(update={"tasks": off})))
    assert text not in said(fits, [about("numbers")])


def test_every_source_keeps_silent_about_a_plan_with_nothing_in_it() -> None:
    plan = Plan(root=".", name="Empty")
    assert [list(source(plan, ())) for source in SOURCES] == [[]] * len(SOURCES)
