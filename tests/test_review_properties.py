"""What holds for every review, whatever the plan."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planproof.core.finding import Finding
from planproof.core.plan import Plan
from planproof.core.review import Review
from planproof.core.secrets import MARK
from planproof.errors import PlanproofError
from planproof.pipeline import review
from planproof.settings import Settings
from planproof.sources import load

TODAY = date(2026, 1, 1)
PLANS = sorted(path for path in Path("fixtures/plans").iterdir() if path.is_dir())

PIECES = st.sampled_from(
    [
        "# Plan", "## Phase 1: Store", "## Phase 3: Sync", "### Task 1: Schema", "### Task 1: Schema",
        "**Estimated Tokens:** ~9,000", "Depends on: Task 2", "TBD", "Wait, actually no.", "[x](./no.md)",
        "```json", '{"a": 1,}', "```", "see Phase 12 and §9.9", "| ID | Task | Depends on |", "|---|---|---|",
        "| T-001 | a | T-002 |", "| T-002 | b | T-001 |", "- [ ] T003 [P] Do src/a.py", "- [ ] T003 [P] Go src/a.py",
        "<!-- open", "-->", "\u202eevil", "### Verification", "- [ ] works properly", "1. DROP TABLE users;",
        "- R-001 → T-009", "Option A or Option B", "####", "", "フェーズ 2: 同期", "a\x00b", "50%",
    ]
)  # fmt: skip


def assert_quotes(found: Review, plan: Plan) -> None:
    for finding in found.findings:
        for place, quote in places(finding):
            text = plan.document(place[0]).text(place[1], place[2])
            if MARK in quote:
                assert all(part in text for part in quote.split(MARK)[0].split("\n"))
            else:
                assert quote == text
    ids = [finding.id for finding in found.findings]
    assert len(ids) == len(set(ids))


def places(finding: Finding) -> list[tuple[tuple[str, int, int], str]]:
    at = finding.location
    own = ((at.path, at.line_start, at.line_end), finding.quote)
    return [own, *(((e.path, e.line_start, e.line_end), e.quote) for e in finding.related)]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PIECES, max_size=60))
def test_every_quote_stands_at_its_place(lines: list[str]) -> None:
    with TemporaryDirectory() as folder:
        Path(folder, "plan.md").write_text("\n".join(lines), encoding="utf-8")
        assert_quotes(review(Path(folder), Settings(), TODAY), load(Path(folder)))


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=600), st.sampled_from(["plan.md", "tasks.json", "Phase-1.md", "a.txt"]))
def test_any_bytes_give_a_review_or_a_clear_error(data: bytes, name: str) -> None:
    with TemporaryDirectory() as folder:
        Path(folder, name).write_bytes(data)
        try:
            found = review(Path(folder), Settings(), TODAY)
        except PlanproofError as error:
            told = str(error)
        else:
            told = folder
            assert found.coverage.lines_read == found.coverage.lines_total
            assert_quotes(found, load(Path(folder)))
        assert folder in told


@pytest.mark.parametrize("root", PLANS, ids=lambda path: path.name)
def test_quotes_of_the_fixtures(root: Path) -> None:
    found = review(root, Settings(), TODAY)

    assert_quotes(found, load(root))
    assert found.coverage.lines_read == sum(len(d.lines) for d in load(root).documents)


@pytest.mark.parametrize("root", PLANS, ids=lambda path: path.name)
def test_ids_survive_lines_added_above(root: Path, tmp_path: Path) -> None:
    for path in (path for path in root.rglob("*") if path.suffix == ".md"):
        copy = tmp_path / path.relative_to(root)
        copy.parent.mkdir(parents=True, exist_ok=True)
        head, _, rest = path.read_text(encoding="utf-8").partition("\n")
        copy.write_text(f"{head}\n\nA sentence more.\n\n{rest}", encoding="utf-8")
    for path in (path for path in root.rglob("*.json")):
        (tmp_path / path.relative_to(root)).write_text(
            "\n\n" + path.read_text(encoding="utf-8"), encoding="utf-8"
        )

    before = {finding.id for finding in review(root, Settings(), TODAY).findings}
    after = {finding.id for finding in review(tmp_path, Settings(), TODAY).findings}

    assert after == before
