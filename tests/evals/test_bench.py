"""The table of the benchmark, and how it measures a process."""

import sys
from pathlib import Path

import pytest

from evals.bench_table import Row, growth, record, table
from evals.measure import Command, CommandError, Measure, measure


def figures(seconds: float, peak: float) -> Measure:
    return Measure(
        seconds=seconds,
        seconds_min=seconds - 0.1,
        seconds_max=seconds + 0.1,
        cpu_seconds=seconds * 2,
        peak_mib=peak,
        runs=5,
    )


ROWS = [
    Row("planproof review", "14 files", figures(1.5, 80)),
    Row("planproof review, 10 copies", "140 files", figures(12.0, 240)),
    Row("rumdl", "14 files", None, "skipped, because it cannot be installed: pip failed"),
]


def test_table_aligns_figures_and_says_why_one_is_missing() -> None:
    assert table(ROWS).splitlines() == [
        "                             input      seconds    min    max  CPU s  runs  peak MiB",
        "---------------------------  ---------  -------  -----  -----  -----  ----  --------",
        "planproof review             14 files      1.50   1.40   1.60   3.00     5        80",
        "planproof review, 10 copies  140 files    12.00  11.90  12.10  24.00     5       240",
        "rumdl                        14 files         -      -      -      -     -         -",
        "rumdl: skipped, because it cannot be installed: pip failed",
    ]


def test_growth_compares_the_copies_with_the_plan() -> None:
    assert growth(ROWS) == (
        "Growth: 10 times the plan takes 8.0 times as long, 8.0 times the CPU time and 3.0 times the memory"
    )


def test_growth_without_figures_says_so() -> None:
    assert growth([ROWS[2], ROWS[1]]) == "Growth: not measured"


def test_record_holds_every_row() -> None:
    rows = record(ROWS)["rows"]
    assert isinstance(rows, list)
    assert [row["measure"] and row["measure"]["seconds"] for row in rows] == [1.5, 12.0, None]


def python(folder: Path, code: str, *accepted: int) -> Command:
    folder.mkdir()
    return Command([sys.executable, "-c", code], folder, accepted=accepted or (0,))


def test_a_process_is_run_once_more_than_it_is_measured(tmp_path: Path) -> None:
    code = "open('log', 'a').write('x'); raise SystemExit(1)"
    command = python(tmp_path / "here", code, 0, 1)
    found = measure(command, runs=3)
    assert (tmp_path / "here" / "log").read_text() == "xxxx"
    assert found.runs == 3
    assert 0 < found.seconds_min <= found.seconds <= found.seconds_max


def test_patience_ends_the_runs_early(tmp_path: Path) -> None:
    assert measure(python(tmp_path / "here", ""), runs=3, patience=0).runs == 1


def test_peak_memory_is_counted(tmp_path: Path) -> None:
    command = python(tmp_path / "here", "data = b'x' * 300_000_000")
    assert 286 <= measure(command, runs=1).peak_mib <= 600


def test_a_command_that_fails_is_an_error_with_its_last_words(tmp_path: Path) -> None:
    command = python(tmp_path / "here", "print('noise'); raise SystemExit('no such plan')", 0)
    with pytest.raises(CommandError, match="exit code 1: no such plan"):
        measure(command, runs=1)
