"""What the benchmark found, for people and for programs."""

import os
import platform
from dataclasses import asdict, dataclass

from evals.bench_inputs import COPIES
from evals.measure import Measure


@dataclass(frozen=True)
class Row:
    name: str
    input: str
    measure: Measure | None
    note: str = ""
    """Why there is no measure."""


def table(rows: list[Row]) -> str:
    """The rows in columns; a row without a measure says why below the table."""
    cells = [
        ("", "input", "seconds", "min", "max", "CPU s", "runs", "peak MiB"),
        *(map(columns, rows)),
    ]
    widths = [max(len(line[at]) for line in cells) for at in range(len(cells[0]))]
    lines = [aligned(line, widths) for line in cells]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join([*lines, *(f"{each.name}: {each.note}" for each in rows if each.note)])


def columns(each: Row) -> tuple[str, ...]:
    if each.measure is None:
        return (each.name, each.input, *["-"] * 6)
    found = each.measure
    times = (found.seconds, found.seconds_min, found.seconds_max, found.cpu_seconds)
    seconds = (f"{time:.2f}" for time in times)
    return (each.name, each.input, *seconds, str(found.runs), f"{found.peak_mib:.0f}")


def aligned(line: tuple[str, ...], widths: list[int]) -> str:
    """Words to the left, figures to the right."""
    parts = [
        cell.ljust(widths[at]) if at < 2 else cell.rjust(widths[at]) for at, cell in enumerate(line)
    ]
    return "  ".join(parts).rstrip()


def growth(rows: list[Row]) -> str:
    """How much longer the copies take than the plan."""
    one, many = rows[0].measure, rows[1].measure
    if one is None or many is None:
        return "Growth: not measured"
    return (
        f"Growth: {COPIES} times the plan takes {many.seconds / one.seconds:.1f} times as long, "
        f"{many.cpu_seconds / one.cpu_seconds:.1f} times the CPU time "
        f"and {many.peak_mib / one.peak_mib:.1f} times the memory"
    )


def record(rows: list[Row]) -> dict[str, object]:
    """The table as data, with the machine it was measured on."""
    return {
        "schema_version": "1",
        "machine": {
            "python": platform.python_version(),
            "system": f"{platform.system()} {platform.machine()}",
            "cores": os.cpu_count(),
        },
        "rows": [asdict(each) for each in rows],
    }
