"""The scores of seeded defects: what counts as found, what is new, what survives."""

import json
from pathlib import Path

import pytest

from evals import seeded
from evals.mutants.interface import Mutant, Place, Source, mutants, read_source
from evals.mutants.registry import MUTATORS
from evals.mutants.scoring import score, survives, unmatched
from planproof.core.base import Location
from planproof.core.finding import Evidence, Finding, finding_id
from planproof.pipeline import review
from planproof.settings import Settings

FIXTURES = Path(__file__).parents[2] / "fixtures" / "plans"
MUTANT = Mutant(
    mutator="x",
    rules=("placeholder",),
    what="",
    texts={"plan.md": ""},
    places=(Place("plan.md", 10, 11),),
    nodes=frozenset({"T1"}),
)


def finding(
    rule: str = "placeholder", line: int = 10, quote: str = "TBD", **more: object
) -> Finding:
    values: dict[str, object] = {
        "id": finding_id(rule, "plan.md", "", quote),
        "rule": rule,
        "category": "content",
        "severity": "major",
        "confidence": "high",
        "source": "check",
        "title": "t",
        "detail": "d",
        "recommendation": "r",
        "location": Location(path="plan.md", line_start=line, line_end=line),
        "quote": quote,
    }
    return Finding.model_validate(values | more)


@pytest.mark.parametrize("line", [7, 10, 14])
def test_a_finding_within_three_lines_counts(line: int) -> None:
    assert score(MUTANT, [], [finding(line=line)]).found


@pytest.mark.parametrize(
    "wrong", [finding(line=6), finding(line=15), finding("hedge"), finding(line=40, task="T2")]
)
def test_another_place_or_rule_does_not_count(wrong: Finding) -> None:
    result = score(MUTANT, [], [wrong])
    assert not result.found
    assert len(result.off_target) == 1


def test_the_right_task_counts_at_any_line() -> None:
    assert score(MUTANT, [], [finding(line=90, task="T1")]).found


def test_a_related_place_counts() -> None:
    related = Evidence(path="plan.md", line_start=10, line_end=10, quote="other")
    assert score(MUTANT, [], [finding(line=90, related=(related,))]).found


def test_a_place_that_joins_a_known_finding_counts() -> None:
    old = finding(line=90, quote="old")
    related = Evidence(path="plan.md", line_start=10, line_end=10, quote="new")
    result = score(MUTANT, [old], [old.model_copy(update={"related": (related,)})])
    assert result.found
    assert not result.off_target


def test_what_was_there_before_is_not_new() -> None:
    old, moved = finding(line=9), finding(line=10, id="0" * 12)
    assert not score(MUTANT, [old], [finding(line=10)]).found
    assert not score(MUTANT, [old], [moved]).found


def test_the_same_words_once_more_are_new() -> None:
    old, new = finding(line=90), finding(line=10, id="0" * 12)
    assert score(MUTANT, [old], [old, new]).found


def test_a_finding_that_is_gone_is_lost() -> None:
    result = score(MUTANT, [finding("hedge", 50)], [])
    assert [claim.rule for claim in result.lost] == ["hedge"]


def test_findings_of_controls_match_by_rule_and_line() -> None:
    assert not unmatched([finding(line=10)], [finding(line=12, quote="T B D")], None, None)
    assert unmatched([finding(line=10)], [finding(line=20)], None, None)
    assert not unmatched([finding(line=10)], [finding(line=20)], lambda _, line: line - 10, None)
    assert unmatched([finding(line=10)], [finding("hedge", 10)], None, None)


def test_a_detection_survives_only_if_it_is_still_there() -> None:
    def same(_path: str, line: int) -> int:
        return line

    plain = [finding(line=10), finding(line=11, quote="was there before")]
    assert survives(MUTANT, 1, plain, plain, same)
    assert not survives(MUTANT, 1, plain, plain[1:], same)
    assert not survives(MUTANT, 1, plain, [], same)


def reviewer(monkeypatch: pytest.MonkeyPatch, *, perfect: bool) -> None:
    """Replaces the reviewer by one that knows all seeds, or by one that says nothing."""
    known: list[Mutant] = []

    def noted(*arguments: object) -> object:
        for mutant in mutants(*arguments):  # type: ignore[arg-type]  # passed on as they are
            known[:] = [mutant]
            yield mutant
            known.clear()

    def say(_path: Path) -> tuple[Finding, ...]:
        if not perfect or not known:
            return ()
        place = known[0].places[0]
        location = Location(path=place.path, line_start=place.first, line_end=place.last)
        return (finding(known[0].rules[0], location=location),)

    monkeypatch.setattr(seeded, "mutants", noted)
    monkeypatch.setattr(seeded, "_reviewed", say)


@pytest.mark.parametrize("perfect", [True, False])
def test_a_perfect_reviewer_scores_one_and_an_empty_one_zero(
    monkeypatch: pytest.MonkeyPatch, perfect: bool
) -> None:
    reviewer(monkeypatch, perfect=perfect)
    names = ["placeholder", "late-dependency", "self-dependency"]
    results = seeded.measure(
        [FIXTURES / "relay-table", FIXTURES / "quay-ja", FIXTURES / "harbor"],
        per_mutator=2,
        seed=3,
        mutators=names,
        workers=1,
    )
    assert len(results.seeds) >= 10
    assert {each.found for each in results.seeds} == {perfect}


def test_measure_is_deterministic_and_leaves_the_plans_alone() -> None:
    plan = FIXTURES / "relay-table"
    before = {path.name: path.read_bytes() for path in plan.iterdir()}
    names = ["self-dependency", "duplicate-id"]
    first = seeded.measure([plan], per_mutator=2, seed=5, mutators=names, workers=1)
    second = seeded.measure([plan], per_mutator=2, seed=5, mutators=names, workers=1)
    assert first == second
    assert before == {path.name: path.read_bytes() for path in plan.iterdir()}
    assert json.loads(first.as_json())["seeds"][0]["mutator"] in names


def test_measure_plants_what_the_checks_find() -> None:
    results = seeded.measure(
        [FIXTURES / "relay-table"],
        per_mutator=1,
        seed=1,
        mutators=["unknown-dependency"],
        workers=1,
    )
    assert [each.found_by for each in results.seeds] == [("unknown-dependency",)]
    assert results.seeds[0].survived is not None


def test_controls_run_with_all_mutators(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "plan.md"
    file.write_text("# Plan\n\n- one\n- two\n", encoding="utf-8")
    monkeypatch.setattr(seeded, "MUTATORS", MUTATORS[:1])
    results = seeded.measure([file], per_mutator=1, seed=1, workers=1)
    assert "bullets" in {each.control for each in results.controls}
    assert not any(each.alarms or each.lost for each in results.controls)


def test_plans_are_files_folders_of_documents_or_their_sub_folders(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "plan.md").write_text("# P\n", encoding="utf-8")
    both = [tmp_path / "a", tmp_path / "b"]
    assert seeded.plans_in([tmp_path]) == both
    assert seeded.plans_in(both) == both
    assert seeded.plans_in([tmp_path / "a" / "plan.md"]) == [tmp_path / "a" / "plan.md"]


def test_main_prints_the_table_and_writes_json(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "out.json"
    plan = str(FIXTURES / "relay-table")
    code = seeded.main(
        ["--plans", plan, "--mutator", "duplicate-id", "--misses", "1", "--json", str(file)]
    )
    assert code == 0
    assert "duplicate-id" in capsys.readouterr().out
    assert json.loads(file.read_text(encoding="utf-8"))["seeds"]


def test_an_unknown_mutator_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        seeded.main(["--mutator", "no-such"])
    assert "'no-such'" in capsys.readouterr().err


def test_a_document_whose_lines_are_not_certain_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "plan.md").write_bytes(b"# Plan\n\nbad \xff byte\n")
    plan: Source = read_source(tmp_path)
    assert not plan.texts
    assert review(tmp_path, Settings(provider="none"), seeded.TODAY).plan.documents
