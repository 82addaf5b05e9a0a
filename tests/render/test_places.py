import pytest

from planproof.core.review import PlanView
from planproof.render.places import Checkout, in_repository, plan_in_repository
from tests.plan_factory import document, sample_plan
from tests.review_factory import review

HERE = Checkout(root="/work/repo")
BELOW = Checkout(root="/work/repo", folder="team/a")
WINDOWS = Checkout(root="C:/work/repo", folder="team")


def plan(root: str) -> PlanView:
    return review((), plan=sample_plan(root=root)).plan


def one_file(root: str) -> PlanView:
    name = root.replace("\\", "/").rpartition("/")[2]
    single = sample_plan(
        root=root, documents=(document(name, "# A\n"),), phases=(), references=(),
        phase_estimates=(), estimates=(),
    )  # fmt: skip
    return review((), plan=single).plan


@pytest.mark.parametrize(
    ("root", "checkout", "expected"),
    [
        ("docs/plans", HERE, "docs/plans/phase-1.md"),
        ("./docs//plans/", HERE, "docs/plans/phase-1.md"),
        (".", HERE, "phase-1.md"),
        ("docs/plans", BELOW, "team/a/docs/plans/phase-1.md"),
        ("../b/plan", BELOW, "team/b/plan/phase-1.md"),
        ("../../../outside", BELOW, None),
        ("/work/repo/docs", HERE, "docs/phase-1.md"),
        ("/work/repo/docs", BELOW, "docs/phase-1.md"),
        ("/work/repo", HERE, "phase-1.md"),
        ("/work/repository/docs", HERE, None),
        ("/elsewhere/docs", HERE, None),
        ("/work/repo/docs", Checkout(), None),
        ("docs\\plans", WINDOWS, "team/docs/plans/phase-1.md"),
        ("C:\\work\\repo\\docs", WINDOWS, "docs/phase-1.md"),
        ("D:\\work\\repo\\docs", WINDOWS, None),
        ("odd\\name", HERE, "odd\\name/phase-1.md"),
        ("計画/á b", HERE, "計画/á b/phase-1.md"),
    ],
)
def test_documents_of_a_folder(root: str, checkout: Checkout, expected: str | None) -> None:
    assert in_repository(plan(root), "phase-1.md", checkout) == expected


@pytest.mark.parametrize(
    ("root", "checkout", "expected"),
    [
        ("docs/plan.md", HERE, "docs/plan.md"),
        ("plan.md", BELOW, "team/a/plan.md"),
        ("/plan.md", Checkout(root="/"), "plan.md"),
        ("/work/repo/plan.md", HERE, "plan.md"),
        ("docs\\plan.md", WINDOWS, "team/docs/plan.md"),
    ],
)
def test_a_plan_of_one_file(root: str, checkout: Checkout, expected: str) -> None:
    view = one_file(root)
    assert in_repository(view, "plan.md", checkout) == expected
    assert plan_in_repository(view, checkout) == expected


@pytest.mark.parametrize(
    ("root", "checkout", "expected"),
    [
        ("docs/plans", BELOW, "team/a/docs/plans"),
        (".", BELOW, "team/a"),
        (".", HERE, ""),
        ("/elsewhere/docs/", HERE, "elsewhere/docs"),
    ],
)
def test_the_plan_itself(root: str, checkout: Checkout, expected: str) -> None:
    assert plan_in_repository(plan(root), checkout) == expected
