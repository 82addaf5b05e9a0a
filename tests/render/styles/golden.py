"""The documents that the sample reviews must give in each style, kept as files beside this one.

`python -m tests.render.styles.golden` writes them anew, from the root of the checkout with `agent`
on the path; read the difference before you commit it.
"""

from collections.abc import Callable
from pathlib import Path

from planproof.core.base import Location
from planproof.core.review import Compliance, Grounding, Review, StatedClaim, StatedFile
from planproof.render.styles import action_plan, audit, feedback, gap_analysis
from tests.review_factory import review

FOLDER = Path(__file__).parent / "expected"


def stated(file: str, node: str, action: str, path: str | None, at: tuple[str, int]) -> StatedFile:
    """A file that a task of the sample plan names."""
    where = Location(path=at[0], line_start=at[1], line_end=at[1])
    return StatedFile(file=file, node=node, action=action, path=path, location=where)


def grounding(*, related: bool = True) -> Grounding:
    """What the sample plan was held against: one phase is there, one in part."""
    at = Location(path="phase-1.md", line_start=9, line_end=9)
    claims = (
        StatedClaim(text="3 tests", state="wrong", evidence="There are 2.", location=at),
        StatedClaim(text="it burns", state="unverified", evidence="No file says.", location=at),
    )
    return Grounding(
        root="../lighthouse",
        revision="0f1e2d3c4b5a",
        related=related,
        reason="1 of the 3 files that the plan takes for granted is there."
        if related
        else "None of the 3 named files is there.",
        symbols_by="words",
        files=(
            stated("lamp/current.py", "phase-1/task-1", "modify", "src/lamp/current.py",
                   ("phase-1.md", 15)),
            stated("lamp/fault.py", "phase-1/task-2", "create", None, ("phase-1.md", 34)),
            stated("service/limits.py", "phase-2/task-1", "modify", None, ("phase-2.md", 15)),
        ),
        claims=claims,
    )  # fmt: skip


def ruled() -> tuple[Compliance, ...]:
    """Two rules of a project, one of them broken."""
    (first, *_) = review().findings
    return (
        Compliance(rule="Every task has a test.", path="AGENTS.md", line=4, state="broken",
                   reason="Tasks of Phase 3 have none.", findings=(first.id,)),
        Compliance(rule="Write plain English.", path="AGENTS.md", line=7, state="not-judged",
                   reason="No model was asked."),
    )  # fmt: skip


def grounded() -> Review:
    """The sample review with everything that only some reviews have."""
    return review().model_copy(update={"grounding": grounding(), "compliance": ruled()})


DOCUMENTS: dict[str, Callable[[], str]] = {
    "audit.md": lambda: audit.render([grounded()]),
    "gap-analysis.md": lambda: gap_analysis.render([grounded()]),
    "gap-analysis-blind.md": lambda: gap_analysis.render([review()]),
    "action-plan.md": lambda: action_plan.render([review()]),
    "action-plan-clean.md": lambda: action_plan.render([review(())]),
    "feedback.md": lambda: feedback.render([review()]),
    "feedback.json": lambda: feedback.render_json([review()]) + "\n",
}

if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, made in DOCUMENTS.items():
        (FOLDER / name).write_text(made(), encoding="utf-8")
