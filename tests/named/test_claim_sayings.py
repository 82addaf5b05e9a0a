"""Many ways to say a claim of state, and many sentences that look like one and are none."""

from pathlib import Path

import pytest

from planproof.named.state import claims_in
from planproof.sources import load

SAID = {
    "lines": """
The calculator (`src/big.ts`) has 340 lines.
`src/big.ts` has a length of 340 lines.
`src/big.ts` has 340 lines.
`src/big.ts` is 340 lines long.
`src/big.ts` is a 340-line file.
`src/big.ts` currently has 340 lines
`src/big.ts` counts 340 lines today.
The file `src/big.ts` spans 340 lines.
`src/big.ts` runs to 340 lines.
`src/big.ts` is already at 340 lines.
`src/big.ts` weighs in at 340 lines.
`src/big.ts` has grown to 340 lines, so it is split.
`src/big.ts` (340 lines) is the largest module.
`src/big.ts` (340 LOC)
`src/big.ts` (currently 340 lines)
`src/big.ts` — 340 lines today
`src/big.ts`: 340 lines
The 340-line `src/big.ts` is hard to read.
All 340 lines of `src/big.ts` are read.
At its current 340 lines, `src/big.ts` is easy.
With its 340 lines `src/big.ts` is easy.
`wc -l src/big.ts` prints 340.
src/big.ts has 340 lines.
Split it up: `src/big.ts` has 340 lines.
Keep it short: `src/big.ts` is 340 lines long at the moment.
`src/big.ts` has 340 lines of TypeScript.
`src/big.ts` has about 340 lines
Nothing to split yet, since `src/big.ts` has 340 lines.
Add the handler to `src/big.ts`, which has 340 lines.
**`src/big.ts`** has **340 lines**.
[`src/big.ts`](../src/big.ts) has 340 lines.
`src/big.ts` consists of 340 lines
`src/big.ts` is now 340 lines
`src/big.ts` is only 340 lines long, so it stays one file.
`src/big.ts` contains 340 lines in total.
There are 340 lines in `src/big.ts`.
`src/big.ts` is short (340 lines).
""",
    "tests": """
`tests/a.test.ts` has no tests.
`tests/a.test.ts` has 9 tests.
`tests/a.test.ts` holds 9 tests, all green.
`tests/a.test.ts` contains 9 test cases
There are 9 tests in `tests/a.test.ts`.
The 9 tests in `tests/a.test.ts` stay as they are.
The nine existing tests of `tests/a.test.ts` pass.
All 9 tests in `tests/a.test.ts` pass today.
Nine tests live in `tests/a.test.ts`.
`tests/a.test.ts` (9 tests)
`tests/a.test.ts` already has 9 tests; extend it
`tests/a.test.ts` comes with 9 unit tests.
`tests/a.test.ts` currently defines 9 test functions.
`tests/a.test.ts` counts 9 specs
`tests/a.test.ts`: 9 tests today
We have 9 tests in `tests/a.test.ts`.
Extend `tests/a.test.ts`, which has 9 tests.
The 9 tests (`tests/a.test.ts`) stay.
`tests/a.test.ts` is a suite of 9 tests.
""",
    "files": """
`db/migrate/`: 5 revisions.
The migrations folder (`db/migrate/`) holds 5 revisions.
`db/migrate/` holds 5 revisions.
`db/migrate/` has 5 migrations.
`db/migrate` contains 5 files
There are 5 migrations in `db/migrate/`.
The 5 changesets in `db/migrate/` are frozen.
All 5 files under `db/migrate/` stay.
`db/migrate/` (5 revisions)
Five SQL files live in `db/migrate/`.
`db/migrate/` currently has five migrations, the last of which is from May.
We have 5 migrations in `db/migrate/`.
`db/migrate/` consists of 5 SQL scripts.
The directory `db/migrate/` lists 5 `.sql` files.
`ls db/migrate | wc -l` prints 5.
So far `db/migrate/` holds 5 revisions.
`docs/decisions/` has 5 ADRs
`db/migrate/`: 5 migrations so far
`db/migrate/` counts 5 revisions so far.
db/migrate/ holds 5 revisions.
`db/migrate/` stands at 5 revisions
""",
    "empty": """
`src/stub.ts` has nothing in it.
`src/stubs/` contains no files.
`src/stub.ts` contains no code.
The module (`src/stub.ts`) is empty.
`src/stub.ts` is empty.
`src/stub.ts` is an empty file and stays so.
`src/stub.ts` is still empty
`src/stub.ts` is currently an empty module.
`src/stub.ts` (empty)
`src/stub.ts` (currently empty)
`src/stub.ts` contains nothing yet.
`src/stub.ts` has no content.
`src/stub.ts` is blank
`src/stub.ts` holds nothing.
The empty `src/stub.ts` is filled in.
There is nothing in `src/stub.ts`.
`src/stub.ts` is a zero-byte file.
Fill the currently empty `src/stub.ts`.
`src/stub.ts` is completely empty today
`src/stub.ts` and `src/b.ts` are empty.
| `src/stub.ts` | empty | fill |
`src/stub.ts` is an empty placeholder.
Since `src/stub.ts` is empty, nothing is lost.
""",
    "exists": """
The on-call guide (`docs/oncall.md`) already exists.
`docs/oncall.md` is already written.
The on-call guide, `docs/oncall.md`, already exists.
`docs/oncall.md` already exists.
`docs/oncall.md` exists.
There is already a `docs/oncall.md`.
There's already a `docs/oncall.md`, leave it.
There is already an on-call page at `docs/oncall.md`.
There is already a runbook (`docs/oncall.md`).
`docs/oncall.md` is already there.
`docs/oncall.md` is already in place
`docs/oncall.md` is there already.
We already have `docs/oncall.md`.
We already have a runbook in `docs/oncall.md`.
The repository already has a `docs/oncall.md`.
`docs/oncall.md` ✅ exists
| `docs/oncall.md` | ✅ exists | Task 2 |
| `docs/oncall.md` | exists | Task 2 |
| `docs/oncall.md` | ✅ | Task 2 |
`docs/oncall.md` (exists)
`docs/oncall.md` (already exists)
`docs/oncall.md` — exists
`docs/oncall.md`: already present
On-call rules are already described in `docs/oncall.md`.
`docs/` already has an `oncall.md`.
A runbook already exists at `docs/oncall.md`.
The file `docs/oncall.md` exists today.
`docs/oncall.md` is already in the repository.
`docs/oncall.md` and `docs/b.md` already exist.
`docs/oncall.md` exists since last year.
An existing `docs/oncall.md` is left alone.
The existing `docs/oncall.md` stays.
`docs/oncall.md` has been there since 2023.
There is a `docs/oncall.md` already.
""",
    "unused": """
Callers of `old_total`: none.
Usages of `old_total`: 0
The helper (`old_total`) has no callers.
`old_total` can go as nothing uses it.
`old_total` can be removed safely, because it has no callers.
`old_total` has no more callers.
Nothing references `old_total` any longer.
`old_total` has no matches in `src/`.
`old_total` has no usages.
`old_total` in `src/t.py` has no usages: remove it.
`old_total()` has no callers
`old_total` is unused.
`old_total` is dead code.
`old_total` is never called
`old_total` is not used anywhere.
`old_total` isn't called anywhere.
`old_total` is no longer used
Nothing calls `old_total`.
Nobody uses `old_total` any more.
There are no callers of `old_total`.
No usages of `old_total`.
Remove the unused helper `old_total`.
Delete dead code: `old_total` in `src/t.py`.
`old_total` (unused) is removed.
`old_total` (no callers)
Delete `old_total` from `src/t.py`: it has no callers.
Delete `old_total`, which nothing calls.
Delete `old_total`, since nobody calls it.
Drop `old_total`; it is unused.
| `old_total` | `src/t.py` | unused |
`old_total` has zero references in `src/`.
`old_total` and `new_total` are unused.
No code calls `old_total`.
`old_total` is referenced nowhere.
`old_total` from `src/t.py` is never used.
`old_total` (in `src/t.py`) has no callers.
Nothing in the code base calls `old_total`.
`old_total` has lost its last caller.
`old_total` can go: no callers.
`old_total` is imported by nobody.
`old_total` isn't used
Since `old_total` has no callers, delete it.
No one calls `old_total()` today, so it goes.
`old_total` is exported but never used.
The function `old_total` has no callers left.
""",
    "usages": """
Call sites of `old_total`: 15.
`old_total`: 15 call sites
`old_total` — 15 usages in `src/`
Grepping for `old_total` finds 15 lines.
There are 15 hits for `old_total` in `src/`.
`old_total` matches 15 lines in `src/`.
`old_total` is called 15 times in `src/`.
`old_total` occurs on 15 lines of `src/`.
`old_total` occurs 15 times in `src/`.
`old_total` appears in 15 files
`old_total` is used in 15 places.
`old_total` has 15 usages.
`old_total` has 15 call sites in `src/`.
There are 15 call sites of `old_total`.
There are 15 references to `old_total` in `src/`.
15 files import `old_total`.
`grep -rn old_total src` finds 15 matches.
`rg old_total src` shows 15 hits
`grep -rn "old_total" src | wc -l` prints 15.
`old_total` (15 usages)
`old_total` shows up on 15 lines under `src/`.
`old_total` is imported by 15 modules.
`old_total` is referenced from 15 places in `src/`.
The 15 callers of `old_total` are changed.
`git grep old_total src` returns 15 lines.
`old_total` is mentioned on 15 lines of `src/`.
Replace the 15 uses of `old_total`.
`old_total` is found on 15 lines below `src/`.
We call `old_total` in 15 places.
`src/` mentions `old_total` on 15 lines.
`src/` has 15 calls of `old_total`.
All 15 occurrences of `old_total` in `src/` stay.
Fifteen modules call `old_total`.
In `src/`, `old_total` occurs on 15 lines.
""",
    "absent": """
`docs/oncall.md` does not exist yet.
There is no `docs/oncall.md` yet.
`docs/oncall.md` is missing.
`docs/oncall.md` (missing)
`docs/oncall.md` is not there yet
The repository has no `docs/oncall.md`.
| `docs/oncall.md` | ❌ missing |
| `docs/oncall.md` | missing | write it |
""",
}
NOT_SAID = """
`old_total` is called 3 times.
`old_total` is called twice.
`old_total` is called once per request.
`old_total` is not needed.
`old_total` is no longer needed.
`old_total` is called 3 times on every start.
Callers of `old_total`: update them.
`tests/a.test.ts` has no tests for refunds.
`src/x.py`: 5 lines of change
`src/api/`: 5 routes
Search for `old_total` and change all 15 hits.
`src/big.ts` (340 lines) is written
A search for `old_total` must give 15 hits.
`docs/oncall.md` is already written once Task 2 is done.
`retry()` is called up to 5 times
`MAX` is used 3 times
If `src/big.ts` has 340 lines, stop.
`src/big.ts` will have 340 lines.
`src/big.ts` should have 340 lines at most.
`src/big.ts` must not have 340 lines.
Create `src/big.ts` (340 lines).
Modify `src/big.ts` (340 lines)
Keep `src/big.ts` under 340 lines.
`src/big.ts` had 340 lines before the split.
`src/big.ts` has 340 lines of comments.
`src/big.ts` has 3 lines that read the clock.
The loop in `src/big.ts` (40 lines) is moved.
`save` in `src/big.ts` has 40 lines.
`src/big.ts` loses 40 lines.
`src/big.ts` gains 40 lines.
`src/big.ts` is 40 lines shorter than the other.
After Task 2 `src/big.ts` has 340 lines.
`src/big.ts` has 340 lines after the move.
Does `src/big.ts` have 340 lines?
Goal: `src/big.ts` has 340 lines.
Verify: `src/big.ts` has 340 lines.
The reviewer wrote "`src/big.ts` has 340 lines".
Add 9 tests to `tests/a.test.ts`.
`tests/a.test.ts` has 9 tests for refunds.
`tests/a.test.ts` gets 9 tests.
Write 9 tests in `tests/a.test.ts`.
`tests/a.test.ts` with 9 tests is written.
Change 3 files in `src/api/`.
3 files in `src/api/` change.
`src/api/` has 12 routes.
`src/api/` gets 5 modules.
Add 5 migrations to `db/migrate/`.
`db/migrate/` holds 5 revisions that touch users.
Move 5 scripts in `db/migrate/` elsewhere.
`src/stub.ts` is empty after the move.
`src/stub.ts` is almost empty.
`src/stub.ts` is empty except for a comment.
`src/stub.ts` is empty but for a docstring.
`src/stub.ts` is not empty.
Ensure `src/stub.ts` is empty.
Leave `src/stub.ts` empty.
When `src/stub.ts` is empty, skip it.
`src/stub.ts` seems to be empty.
| `cfg.toml` is empty | use defaults |
`docs/oncall.md` should exist.
`docs/oncall.md` will exist by then.
`docs/oncall.md` exists only in the fork.
Check whether `docs/oncall.md` already exists.
Unless `docs/oncall.md` exists, write it.
- [ ] `docs/oncall.md` exists
`user.email` already exists.
| `docs/oncall.md` exists | skip |
`docs/oncall.md` exists → skip
Neither `docs/oncall.md` nor `docs/b.md` exists.
There is no `docs/oncall.md` in the other repository.
There should already be a `docs/oncall.md`.
`old_total` has no callers outside the tests.
`old_total` is unused in production code.
`old_total` has no other callers.
Nothing else calls `old_total`.
There are no other usages of `old_total`.
`old_total` must have no callers.
Once `old_total` has no callers, delete it.
Until nothing calls `old_total`, keep it.
`old_total` is not used by the worker.
`old_total` is probably unused.
`old_total` is only used in 3 places by the worker.
Make sure nothing calls `old_total`.
Leave no references to `old_total`.
No references to `old_total` remain.
`old_total` will be unused.
`old_total` becomes unused.
`old_total` may be unused.
`old_total` is not unused.
`old_total` was unused in 2023.
`old_total` appears to be unused.
`old_total` is used on 3 lines in the worker.
`old_total` occurs on 15 lines after the change.
Add 3 calls of `old_total`.
`old_total` should occur on 15 lines.
`grep -rn old_total src` must find 15 matches.
Expect `grep -rn old_total src` to find 15 matches.
`grep -rn old_total src` finds 15 matches once Task 2 is done.
`src/big.ts` does not have 340 lines.
It is not so that `src/big.ts` has 340 lines.
In the upstream repository `src/big.ts` has 340 lines.
`src/big.ts` has 340 lines per class.
We want `src/stub.ts` to be empty.
`docs/oncall.md` no longer exists.
`docs/oncall.md` existed in 2022.
"""


def kinds(folder: Path, text: str) -> set[str]:
    """The kinds of the claims in a plan with *text*."""
    whole = f"# Plan\n\n## Phase 1: A\n\n### Task 1: B\n\n{text}\n"
    (folder / "plan.md").write_text(whole, encoding="utf-8")
    return {claim.kind for claim in claims_in(load(folder))}


def each() -> list[tuple[str, str]]:
    """Every sentence with the kind of claim that it makes."""
    return [(kind, line) for kind, lines in SAID.items() for line in lines.strip().split("\n")]


@pytest.mark.parametrize(("kind", "text"), each(), ids=lambda value: value[:60])
def test_said(tmp_path: Path, kind: str, text: str) -> None:
    assert kinds(tmp_path, text) == {kind}


@pytest.mark.parametrize("text", NOT_SAID.strip().split("\n"), ids=lambda value: value[:60])
def test_not_said(tmp_path: Path, text: str) -> None:
    assert kinds(tmp_path, text) == set()


def test_tables(tmp_path: Path) -> None:
    text = """
### What is there today

| File | Lines | Tests |
|---|---|---|
| `src/a.py` | 40 | 3 |

### Sizes

| File | Lines | LOC now |
|---|---|---|
| `src/b.py` | 40 | 50 |

| Name | Callers |
|---|---|
| `old_total` | 0 |
| `new_total` | 4 |

| File | Exists? | New |
|---|---|---|
| `src/c.py` | yes | |
| `src/d.py` | | ✅ |
"""
    (tmp_path / "plan.md").write_text(f"# Plan\n\n## Phase 1: A\n{text}", encoding="utf-8")
    found = [(each.kind, each.subject, each.number) for each in claims_in(load(tmp_path))]
    assert found == [
        ("lines", "src/a.py", 40),
        ("tests", "src/a.py", 3),
        ("lines", "src/b.py", 50),
        ("unused", "old_total", 0),
        ("usages", "new_total", 4),
        ("exists", "src/c.py", 0),
    ]


def test_a_claim_that_runs_over_two_lines_is_on_both(tmp_path: Path) -> None:
    text = "# Plan\n\n## Phase 1: A\n\n- `src/a.py` has\n  40 lines.\n"
    (tmp_path / "plan.md").write_text(text, encoding="utf-8")
    (claim,) = claims_in(load(tmp_path))
    assert (claim.at.line_start, claim.at.line_end) == (5, 6)
    assert claim.text == "`src/a.py` has 40 lines"
