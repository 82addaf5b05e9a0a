"""What is estimated, beside what a server bills that counts and caches as the providers do."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.estimating.conftest import PLANS, VENDORS, Shop
from tests.estimating.figures import first_pass, high, low, off, summed

Open = Callable[..., AbstractContextManager[Shop]]


@pytest.mark.parametrize("model", VENDORS)
@pytest.mark.parametrize("name", ["mill", "curlew"])
def test_the_first_pass_is_billed_as_estimated_and_the_whole_within_its_range(
    shop: Open, plan: Path, model: str, name: str
) -> None:
    path = plan if name == "mill" else PLANS / name
    with shop(model) as open_:
        estimate = open_.estimate(path).json
        assert open_.server.bills == []
        review = open_.review(path)
        bills, whole = open_.first_pass(), open_.server.bills
    assert review.code == 0, review.err
    rows, total = first_pass(estimate), estimate["total"]
    assert list(off(estimate)) == []
    assert summed(rows, "requests") == len(bills)
    within = pytest.approx
    assert summed(rows, "input_tokens") == within(sum(b.input_tokens for b in bills), rel=0.03)
    assert summed(rows, "cached_input_tokens") == within(sum(b.read for b in bills), rel=0.05)
    assert summed(rows, "cache_write_tokens") == within(sum(b.written for b in bills), rel=0.05)
    assert low(total["cost_usd"]) <= sum(b.usd for b in whole) <= high(total["cost_usd"])
    assert low(total["requests"]) <= len(whole) <= high(total["requests"])


@pytest.mark.parametrize("model", ["claude-sonnet-5-5", "gpt-6.1-sol"])
def test_the_report_tells_what_was_expected_and_what_was_used_part_by_part(
    shop: Open, plan: Path, model: str
) -> None:
    with shop(model) as open_:
        estimate = open_.estimate(plan).json
        usage = open_.review(plan).json["usage"]
        bills = open_.server.bills
    for name, billed in (
        ("requests", len(bills)),
        ("input_tokens", sum(bill.input_tokens for bill in bills)),
        ("cached_input_tokens", sum(bill.read for bill in bills)),
        ("output_tokens", sum(bill.output_tokens for bill in bills)),
    ):
        assert usage[name] == billed
        assert sum(part[name] for part in usage["parts"]) == billed
    paid = sum(bill.usd for bill in bills)
    assert usage["cost_usd"] == pytest.approx(paid, abs=1e-9)
    assert sum(part["cost_usd"] for part in usage["parts"]) == pytest.approx(paid, abs=1e-9)
    expected = {(part["pass"], part["phase"]): part["estimated"] for part in usage["parts"]}
    for phase in estimate["phases"]:
        told = expected["phase-review", phase["id"]]
        assert told == {name: phase[name] for name in told}
    for each in estimate["passes"]:
        told = expected[each["pass"], None]
        assert told == {name: each[name] for name in told}


def test_the_table_of_the_report_shows_both(shop: Open, plan: Path) -> None:
    with shop("claude-sonnet-5-5") as open_:
        report = open_.run(
            "review", plan, "--provider", "anthropic", "--format", "markdown",
            "--answers", open_.answers,
        ).out  # fmt: skip
        bills = open_.server.bills
    table = report[report.index("| Part | Requests | Input expected") :].split("\n\n")[0]
    rows = [[cell.strip() for cell in row.split("|")[1:-1]] for row in table.splitlines()[2:]]
    assert [row[0] for row in rows] == [
        "Phase 1: Storage", "Phase 2: Orders", "Phase 3: Mail", "Outside the phases",
        "Across phases", "Verification", "Summing up", "**Total**",
    ]  # fmt: skip

    def number(cell: str) -> int:
        return int(cell.replace(",", ""))

    for column in (1, 3, 5):
        assert sum(number(row[column]) for row in rows[:-1]) == number(rows[-1][column])
    assert number(rows[-1][1]) == len(bills)
    assert number(rows[-1][3]) == sum(bill.input_tokens for bill in bills)
    assert all(row[2] and row[4] and row[6].endswith("USD") for row in rows[:-1])


def test_a_second_run_uses_nothing_and_says_what_it_took_over(shop: Open, plan: Path) -> None:
    with shop("claude-sonnet-5-5") as open_:
        first = open_.review(plan).json["usage"]
        second = open_.review(plan).json["usage"]
        count = len(open_.server.bills)
    assert count == first["requests"] == second["reused"]
    assert (second["requests"], second["input_tokens"], second["cost_usd"]) == (0, 0, 0)
    assert sum(part["reused"] for part in second["parts"]) == count
    assert {part["estimated"]["reused"] for part in second["parts"]} >= {1}
    assert all(part["estimated"]["cost_usd"] == 0 for part in second["parts"])
