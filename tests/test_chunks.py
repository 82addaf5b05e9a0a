from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planproof.chunks import chunk_plan, numbered, page, plan_line, split
from planproof.core.chunk import Chunk
from planproof.core.plan import Plan
from planproof.sources import load
from planproof.tokens import text_size

PLANS = sorted(path for path in Path("fixtures/plans").iterdir() if path.is_dir())
MANY = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])

LINES = st.sampled_from(
    [
        "", "", "# Plan", "## Phase 1: A", "## Phase 2: B", "### Task 1: B", "### Task 2: C", "## Notes",
        "- [ ] T001 Do", "- item", "  - nested", "    deeper text", "| # | Task |", "|---|---|", "| 1 | a |",
        "```", "```python", "~~~", "<!--", "-->", "**Files:**", "Some words of text, and then more.", "---",
        "> quoted", "段落の文章です。", "フェーズ 3: 実装", "Phase 3: plain", "    code", "{", "}", "\tx", "1. one",
    ]
)  # fmt: skip
WORDS = st.text("abc de", min_size=1, max_size=60).map(lambda text: f"w{text.strip()}")
PARAGRAPHS = st.lists(WORDS, min_size=1, max_size=4)
FENCES = st.lists(st.one_of(WORDS, st.just("")), max_size=8).map(
    lambda body: ["```python", *body, "```"]
)
TABLES = st.lists(WORDS, max_size=8).map(
    lambda rows: ["| a | b |", "|---|---|", *(f"| {row} | x |" for row in rows)]
)
LISTS = st.lists(st.tuples(st.integers(0, 2), WORDS), min_size=1, max_size=8).map(
    lambda items: [f"{'  ' * min(depth, n)}- {text}" for n, (depth, text) in enumerate(items)]
)
HEADINGS = st.tuples(st.integers(2, 4), WORDS).map(lambda pair: [f"{'#' * pair[0]} {pair[1]}"])
BLOCKS = st.one_of(PARAGRAPHS, FENCES, TABLES, LISTS, HEADINGS)
TEXTS = st.lists(BLOCKS, min_size=1, max_size=14).map(
    lambda blocks: "\n\n".join("\n".join(block) for block in blocks)
)
BUDGETS = st.integers(20, 200)


def plan_of(text: str, name: str = "plan.md", **others: str) -> Plan:
    with TemporaryDirectory() as folder:
        for path, content in {name: text, **others}.items():
            Path(folder, path).write_text(content, encoding="utf-8")
        return load(Path(folder))


def lines_of(chunks: tuple[Chunk, ...]) -> list[tuple[str, int]]:
    return [(c.path, n) for c in chunks for n in range(c.line_start, c.line_end + 1)]


def spans(chunks: tuple[Chunk, ...]) -> list[tuple[int, int]]:
    return [(chunk.line_start, chunk.line_end) for chunk in chunks]


def cuts(chunks: tuple[Chunk, ...]) -> set[int]:
    """First lines of chunks."""
    return {chunk.line_start for chunk in chunks}


def assert_sound(plan: Plan, chunks: tuple[Chunk, ...], budget: int) -> None:
    """Every line once and in order, within the budget, and of the phase that owns it."""
    every = [(d.path, n) for d in plan.documents for n in range(1, len(d.lines) + 1)]
    assert lines_of(chunks) == every
    for chunk in chunks:
        assert chunk.tokens <= budget or chunk.line_start == chunk.line_end
        lines = plan.document(chunk.path).lines
        for n in range(chunk.line_start, chunk.line_end + 1):
            owner = plan.owner(chunk.path, n)[0]
            named = owner.id if owner else None
            assert named == chunk.phase or (
                named is None and not any(map(str.isalnum, lines[n - 1]))
            )


@pytest.mark.parametrize("root", PLANS, ids=lambda path: path.name)
def test_every_line_of_the_fixtures_is_in_one_chunk(root: Path) -> None:
    plan = load(root)
    for budget in (1, 60, 400, 8_000):
        chunks = chunk_plan(plan, budget)
        assert_sound(plan, chunks, budget)
        tasks = [id_ for chunk in chunks for id_ in chunk.tasks]
        assert sorted(tasks) == sorted(task.id for task in plan.walk())


@MANY
@given(st.lists(LINES, max_size=60), st.integers(1, 120))
def test_every_line_of_any_markdown_is_in_one_chunk(lines: list[str], budget: int) -> None:
    plan = plan_of("\n".join(lines))
    chunks = chunk_plan(plan, budget)
    assert_sound(plan, chunks, budget)
    assert chunk_plan(plan, budget) == chunks


@MANY
@given(TEXTS, BUDGETS)
def test_no_block_that_fits_is_split(text: str, budget: int) -> None:
    plan = plan_of(text)
    (document,) = plan.documents
    chunks = chunk_plan(plan, budget)
    assert_sound(plan, chunks, budget)
    blocks = document.blocks
    kinds = (blocks.fences, blocks.tables, blocks.items, blocks.paragraphs)
    for block in (each for kind in kinds for each in kind):
        if text_size(document.text(block.line_start, block.line_end)) <= budget:
            assert not cuts(chunks) & set(range(block.line_start + 1, block.line_end + 1))


@MANY
@given(TEXTS, BUDGETS)
def test_what_continues_a_split_block_repeats_its_opener(text: str, budget: int) -> None:
    plan = plan_of(text)
    (document,) = plan.documents
    openers = {}
    for fence in document.blocks.fences:
        for n in range(fence.line_start + 1, fence.line_end + 1):
            openers[n] = [fence.line_start]
    for table in document.blocks.tables:
        for n in range(table.line_start + 1, table.line_end + 1):
            openers[n] = [m for m in (table.line_start, table.line_start + 1) if m < n]
    for chunk in chunk_plan(plan, budget):
        assert [each.line for each in chunk.opener] == openers.get(chunk.line_start, [])
        assert all(each.text == document.lines[each.line - 1] for each in chunk.opener)


@MANY
@given(st.lists(TEXTS, min_size=2, max_size=4), BUDGETS)
def test_a_task_that_fits_is_whole(bodies: list[str], budget: int) -> None:
    text = "\n\n".join(
        f"## Task {n}: Do it\n\n{body.replace('##', '####')}" for n, body in enumerate(bodies, 1)
    )
    plan = plan_of(f"# Plan\n\n{text}")
    chunks = chunk_plan(plan, budget)
    tasks = list(plan.walk())
    assert len(tasks) == len(bodies)
    for task in tasks:
        if text_size(plan.document(task.path).text(task.line_start, task.line_end)) <= budget:
            assert not cuts(chunks) & set(range(task.line_start + 1, task.line_end + 1))


def test_a_task_of_just_the_budget_is_whole() -> None:
    body = "\n\n".join(f"Paragraph {n} says something." for n in range(9))
    plan = plan_of("# Plan\n\n" + "\n\n".join(f"## Task {n}: Go\n\n{body}" for n in (1, 2, 3)))
    task = next(plan.walk())
    budget = text_size(plan.documents[0].text(task.line_start, task.line_end))
    starts = {each.line_start for each in plan.walk()}
    assert cuts(chunk_plan(plan, budget + 1)) == starts | {1}
    inside = cuts(chunk_plan(plan, budget - 1)) - starts
    assert len(inside) >= 3


@MANY
@given(TEXTS, BUDGETS)
def test_halves_own_the_same_lines(text: str, budget: int) -> None:
    plan = plan_of(text)
    for chunk in chunk_plan(plan, budget):
        halves = split(chunk, plan)
        assert lines_of(halves) == lines_of((chunk,))
        written = plan.documents[0].lines[chunk.line_start - 1 : chunk.line_end]
        assert len(halves) == (2 if len([line for line in written if line]) > 1 else 1)
        assert [id_ for half in halves for id_ in half.tasks] == list(chunk.tasks)
        assert {half.phase for half in halves} == {chunk.phase}


def test_splitting_ends_with_single_lines_and_loses_none() -> None:
    plan = load(Path("fixtures/plans/relay-table"))
    waiting = [max(chunk_plan(plan), key=lambda chunk: chunk.tokens)]
    every, done = lines_of((waiting[0],)), []
    while waiting:
        chunk = waiting.pop()
        halves = split(chunk, plan)
        if halves == (chunk,):
            done.extend(lines_of(halves))
        waiting.extend(halves if len(halves) == 2 else ())
    assert sorted(done) == every


def test_halves_are_cut_at_a_heading_near_the_middle() -> None:
    body = "\n\n".join(f"Paragraph {n} says something." for n in range(9))
    plan = plan_of(f"# A\n\n{body}\n\n## B\n\n{body}")
    first, second = split(chunk_plan(plan)[0], plan)
    assert plan.documents[0].lines[second.line_start - 1] == "## B"
    assert second.headings == ("A",)
    assert abs(first.tokens - second.tokens) < 10


@pytest.mark.parametrize("name", ["harbor", "quay-ja", "ledger-spec"])
def test_an_edit_in_one_phase_leaves_the_others_as_they_were(name: str, tmp_path: Path) -> None:
    before = load(Path("fixtures/plans", name))
    more = ["", "More text, and more.", "", "And more."]
    for phase in before.phases[:3]:
        for document in before.documents:
            lines = list(document.lines)
            if document.path == phase.path:
                lines[phase.heading_line : phase.heading_line] = more
            tmp_path.joinpath(document.path).write_text("\n".join(lines), encoding="utf-8")
        after = load(tmp_path)
        for budget in (40, 300, 8_000):
            assert shown(after, budget, but=phase.id) == shown(before, budget, but=phase.id)
            assert shown(after, budget, but="") != shown(before, budget, but="")


def shown(plan: Plan, budget: int, *, but: str) -> list[tuple[str | None, str]]:
    chunks = chunk_plan(plan, budget)
    return [(c.phase, numbered(c, plan)) for c in chunks if c.phase != but]


def test_numbers_count_from_the_chunk_and_lead_back() -> None:
    plan = plan_of("# Plan\n\nWords.\n\n## Phase 1: A\n\nText\n\n## Phase 2: B\n\n### Task 1: C\n")
    last = chunk_plan(plan)[-1]
    assert numbered(last, plan) == "1| ## Phase 2: B\n2| \n3| ### Task 1: C"
    assert [plan_line(last, n) for n in (-1, 0, 1, 3, 4)] == [None, None, 9, 11, None]
    assert last.headings == ("Plan",)


def test_a_split_fence_is_shown_with_its_opener_and_no_closer() -> None:
    code = "\n".join(f"call({n})" for n in range(30))
    plan = plan_of(f"# Plan\n\nRun:\n\n```python\n{code}\n```\n")
    chunks = chunk_plan(plan, 60)
    texts = [numbered(chunk, plan).split("\n") for chunk in chunks]
    assert len(texts) > 2
    for text in texts[1:]:
        assert text[0] == "...| ```python"
        assert text[1].startswith("1| call(")
    assert not any(text[-1].endswith("| ```") for text in texts[:-1])
    assert texts[-1][-1].endswith("| ```")
    assert len(texts[-1]) > 3  # the closing line never stands alone


def test_a_split_table_is_shown_with_header_and_rule() -> None:
    rows = "\n".join(f"| {n} | some words |" for n in range(30))
    plan = plan_of(f"| a | b |\n|---|---|\n{rows}\n")
    for chunk in chunk_plan(plan, 60)[1:]:
        assert numbered(chunk, plan).startswith("...| | a | b |\n...| |---|---|\n1| | ")


def test_an_opener_is_read_from_the_plan_that_is_shown() -> None:
    rows = "\n".join(f"| {n} | some words |" for n in range(30))
    plan = plan_of(f"| a | secret |\n|---|---|\n{rows}\n")
    safe = plan_of(f"| a | redacted |\n|---|---|\n{rows}\n")
    for chunk in chunk_plan(plan, 60)[1:]:
        assert numbered(chunk, safe).startswith("...| | a | redacted |\n")
        assert "secret" not in numbered(chunk, safe)


def test_blank_lines_and_breaks_between_phases_belong_to_the_chunk_before() -> None:
    plan = plan_of(
        "\n# Plan\n\n## Phase 1: A\n\nText\n\n---\n\n## Phase 2: B\n\nText\n\n\n\n# Notes\n\nx\n"
    )
    chunks = chunk_plan(plan)
    assert [(c.phase, c.line_start, c.line_end) for c in chunks] == [
        (None, 1, 3),
        ("phase-1", 4, 9),
        ("phase-2", 10, 15),
        (None, 16, 18),
    ]


def test_blank_lines_above_the_first_phase_belong_to_it() -> None:
    plan = plan_of("\n\n## Phase 1: A\n\nText\n\n## Phase 2: B\n\nText\n")
    assert [(c.phase, c.line_start) for c in chunk_plan(plan)] == [("phase-1", 1), ("phase-2", 7)]


def test_short_documents_are_not_joined() -> None:
    plan = plan_of("# Plan\n\nShort.\n", **{"notes.md": "# Notes\n\nShort.\n", "empty.md": ""})
    assert {(c.path, c.line_start, c.line_end) for c in chunk_plan(plan)} == {
        ("plan.md", 1, 3),
        ("notes.md", 1, 3),
    }


def test_a_plan_without_phases_is_cut_at_its_highest_headings() -> None:
    body = "\n\n".join(f"Paragraph {n} says something." for n in range(5))
    part = f"{body}\n\n### Detail\n\n{body}"
    plan = plan_of("# T\n\n" + "\n\n".join(f"## Topic {n}\n\n{part}" for n in range(6)))
    whole = text_size(part)
    chunks = chunk_plan(plan, round(2.5 * whole))
    lines = plan.documents[0].lines
    assert [lines[c.line_start - 1] for c in chunks] == ["# T", "## Topic 2", "## Topic 4"]
    assert all(c.headings == ("T",) for c in chunks[1:])


def test_a_heading_and_what_is_announced_stay_together() -> None:
    step = (
        "## Step\n\nRun this:\n\n```sh\nmake test\nmake lint\n```\n\nThen look at the long output."
    )
    plan = plan_of("\n\n".join([step] * 12))
    for budget in range(30, 120, 7):
        for chunk in chunk_plan(plan, budget):
            last = plan.documents[0].text(chunk.line_start, chunk.line_end).rstrip()
            assert not last.endswith(("## Step", "Run this:"))


def test_chunks_are_even_rather_than_full() -> None:
    plan = plan_of("\n\n".join(f"Paragraph {n} says something of its own." for n in range(100)))
    whole = chunk_plan(plan)[0].tokens
    chunks = chunk_plan(plan, round(whole / 2.05))
    assert len(chunks) == 3
    sizes = [chunk.tokens for chunk in chunks]
    assert max(sizes) < 1.1 * min(sizes)


def test_json_is_cut_between_tasks() -> None:
    task = (
        '    {{\n      "id": {0},\n      "title": "Build part {0}",\n      "details": "{1}"\n    }}'
    )
    tasks = ",\n".join(task.format(n, "word " * n) for n in range(1, 30))
    plan = plan_of(f'{{\n  "tasks": [\n{tasks}\n  ]\n}}\n', name="tasks.json")
    chunks = chunk_plan(plan, 300)
    assert_sound(plan, chunks, 300)
    starts = {task.line_start for task in plan.walk()}
    assert len(chunks) > 3
    assert cuts(chunks) - {1} <= starts


def test_an_over_long_line_is_cut_with_a_mark() -> None:
    plan = plan_of("# Plan\n\n" + "x" * 14_345 + "\n\n" + "y" * 2_000 + "\n")
    text = "\n".join(numbered(chunk, plan) for chunk in chunk_plan(plan))
    assert f"3| {'x' * 2_000} …[cut: 12,345 characters]\n" in text
    assert text.endswith(f"5| {'y' * 2_000}")


def test_a_line_over_the_budget_is_a_chunk_of_its_own() -> None:
    plan = plan_of("Short.\n" + "many words " * 150 + "\nShort.\n")
    assert spans(chunk_plan(plan, 100)) == [(1, 1), (2, 2), (3, 3)]


def test_documents_of_blank_lines_give_a_chunk_that_cannot_be_split() -> None:
    plan = plan_of("\n\n\n")
    (chunk,) = chunk_plan(plan)
    assert (chunk.line_start, chunk.line_end) == (1, 3)
    assert split(chunk, plan) == (chunk,)


def test_japanese_text_is_cut_like_any_other() -> None:
    part = "\n\n".join(["この段落は長い説明です。" * 4] * 5)
    plan = plan_of("# 計画\n\n" + "\n\n".join(f"## 第{n}部\n\n{part}" for n in range(4)))
    budget = text_size(part) + 20
    chunks = chunk_plan(plan, budget)
    assert_sound(plan, chunks, budget)
    lines = plan.documents[0].lines
    assert [lines[c.line_start - 1] for c in chunks] == [
        "# 計画",
        "## 第1部",
        "## 第2部",
        "## 第3部",
    ]


def test_a_budget_below_one_is_refused() -> None:
    with pytest.raises(ValueError, match=r"cannot hold 0 tokens; give a budget of at least 1"):
        chunk_plan(plan_of("# Plan\n"), 0)


@pytest.mark.parametrize(
    "line",
    [
        "- item of a list",
        "text of one paragraph",
        "| cell | cell |",
        "## Heading",
        "    code",
        "",
        "a\n",
    ],
)
def test_the_work_grows_with_the_text(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    work = []

    def counted(text: str) -> int:
        work.append(len(text) + 50)  # a call costs something, too
        return text_size(text)

    monkeypatch.setattr(page, "text_size", counted)
    totals = []
    for count in (500, 2_000):
        plan = plan_of("| a | b |\n|---|---|\n" + "\n".join([line] * count))
        work.clear()
        chunks = chunk_plan(plan, 200)
        totals.append(sum(work))
        assert_sound(plan, chunks, 200)
        assert len(chunks) > 1
    assert totals[1] < 5 * totals[0]
