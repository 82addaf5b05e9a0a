import pytest

from planproof.words import count, labels, listed, plural, sentence


@pytest.mark.parametrize(
    ("names", "text"),
    [
        ([], ""),
        (["Phase 3"], "Phase 3"),
        (["Phase 2", "Phase 1"], "Phases 1 and 2"),
        (["Phase 1", "Phase 2", "Phase 3", "Phase 6"], "Phases 1 to 3 and 6"),
        (["Phase 1", "Phase 1"], "Phase 1"),
        (["Phase B", "Phase C", "Phase D"], "Phases B to D"),
        (["Phase A", "Phase 1"], "Phase A and Phase 1"),
        (["Story 1", "Epic 3"], "Story 1 and Epic 3"),
        (["Build Stage 1", "Build Stage 2"], "Build Stage 1 and Build Stage 2"),
        (["T-001", "T-002"], "T-001 and T-002"),
        (["フェーズ 1", "フェーズ 2"], "フェーズ 1 and フェーズ 2"),
        ([f"Phase {n}" for n in range(1, 40, 2)], "Phases 1, 3, 5, 7, 9, 11, 13 and 13 more"),
    ],
)
def test_labels_are_put_together(names: list[str], text: str) -> None:
    assert labels(names) == text


def test_lists_and_counts_read_like_prose() -> None:
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert listed("abcdef", 3) == "a, b and 4 more"
    assert count(1, "task") == "1 task"
    assert count(1204, "task") == "1,204 tasks"
    assert [plural(noun) for noun in ("story", "day", "pass", "branch")] == [
        "stories",
        "days",
        "passes",
        "branches",
    ]


@pytest.mark.parametrize(
    ("text", "ended"),
    [("Do it", "Do it."), ("Do it. ", "Do it."), ("Do it?", "Do it?"), ("", "")],
)
def test_sentences_end_once(text: str, ended: str) -> None:
    assert sentence(text) == ended
