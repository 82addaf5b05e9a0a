"""What a check says of two defects in one task is not one finding."""

from datetime import date
from pathlib import Path

from planproof.lifecycle import aged, earlier_of
from planproof.pipeline import review
from planproof.settings import Settings

PLAN = """\
# Plan

## Phase 1: Mail

### Task 1.1: Send the mail

**Goal:** Mails are sent.

**Steps:**

1. {first}
2. {second}

**Verification:** `pytest tests/test_mail.py` passes.
"""
SENDER, RELAY = "The sender address is TBD.", "The port of the relay is TBD."


def statuses(folder: Path, before: tuple[str, str], after: tuple[str, str]) -> list[str]:
    """What became of the placeholders, by a review before and one after an edit."""
    path = folder / "plan.md"
    path.write_text(PLAN.format(first=before[0], second=before[1]), encoding="utf-8")
    settings, day = Settings(provider="none"), date(2026, 1, 1)
    first = review(folder, settings, day)
    known = earlier_of(first, "a" * 40, None)
    path.write_text(PLAN.format(first=after[0], second=after[1]), encoding="utf-8")
    made = aged(review(folder, settings, day), known, "b" * 40)
    return sorted(each.status for each in made.findings if each.rule == "placeholder")


def test_one_fixed_and_another_new_in_one_task(tmp_path: Path) -> None:
    before, after = (SENDER, "Write `mail.py`."), ("The sender is `mail`.", RELAY)
    assert statuses(tmp_path, before, after) == ["fixed", "new"]


def test_a_reworded_one_is_open(tmp_path: Path) -> None:
    reworded = "The address of the sender is TBD."
    before, after = (SENDER, "Write `mail.py`."), (reworded, "Write `mail.py`.")
    assert statuses(tmp_path, before, after) == ["open"]
