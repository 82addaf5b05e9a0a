"""How fast planproof is and how much memory it takes: `make bench`.

Whole processes are measured, as a user waits for them: one warm-up, then the median of several
runs. Inputs are made up and the same everywhere, unless `--plan` or `--documents` name folders,
whose `*.md` files are copied. The table goes to the screen and to `build/bench.json`.
"""

import argparse
import json
import os
import shutil
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from evals import other_tools
from evals.bench_inputs import COPIES, Inputs, described, markdown, prepare
from evals.bench_table import Row, growth, record, table
from evals.measure import Command, CommandError, measure

ROOT = Path(__file__).parent.parent
LINTERS = {"rumdl": other_tools.rumdl, "markdownlint-cli2": other_tools.markdownlint}
FINDINGS = 1
"""Exit code of planproof and of the linters when they found something."""
INCOMPLETE = 4
"""Exit code of planproof when it did not find the structure of a plan in what it read."""


@dataclass(frozen=True)
class Case:
    name: str
    input: str
    """What it reads, in words."""
    command: Callable[[], Command]
    """Called when its turn comes, since that may install the program."""


def main() -> int:
    options = arguments()
    with tempfile.TemporaryDirectory(prefix="planproof-bench-") as folder:
        inputs = prepare(Path(folder), options.plan, options.documents)
        rows = []
        for case in cases(inputs, others=not options.no_others):
            print(f"{case.name}: {case.input} ...", file=sys.stderr)
            rows.append(row(case, options.runs))
    print(table(rows))
    print()
    print(growth(rows))
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(json.dumps(record(rows), indent=2) + "\n", encoding="utf-8")
    return 1 if any(each.measure is None and "planproof" in each.name for each in rows) else 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plan", type=Path, help="measure this plan, not a made-up one")
    parser.add_argument("--documents", type=Path, help="measure these documents, likewise")
    parser.add_argument(
        "--runs",
        type=int,
        default=5,
        help="runs after the warm-up, fewer if they are long (default 5)",
    )
    parser.add_argument("--no-others", action="store_true", help="leave other linters out")
    parser.add_argument("--output", type=Path, default=ROOT / "build" / "bench.json")
    return parser.parse_args()


def cases(inputs: Inputs, *, others: bool) -> Iterator[Case]:
    """Everything to measure, in the order of the table."""
    plan, copies = described(inputs.plan), described(inputs.copies)
    each = sorted(str(path.relative_to(inputs.documents)) for path in markdown(inputs.documents))
    documents = described(inputs.documents)
    yield Case("planproof review", plan, partial(review, inputs.plan, "."))
    yield Case(f"planproof review, {COPIES} copies", copies, partial(review, inputs.copies, "."))
    yield Case("planproof review, each file", documents, partial(review, inputs.documents, *each))
    for name, find in LINTERS.items() if others else ():
        yield Case(name, plan, partial(linter, find, inputs.plan))
        yield Case(name, documents, partial(linter, find, inputs.documents))
    yield Case("planproof --version", "nothing", partial(planproof, inputs.bare, "--version"))
    bare = Command([sys.executable, "bare.py", "--version"], inputs.bare)
    yield Case("bare typer --version", "nothing", lambda: bare)


def review(folder: Path, *paths: str) -> Command:
    command = planproof(folder, "review", *paths, "--provider", "none", "--format", "json")
    return replace(command, accepted=(0, FINDINGS, INCOMPLETE))


def planproof(folder: Path, *arguments: str) -> Command:
    program = shutil.which("planproof", path=sysconfig.get_path("scripts"))
    if program is None:
        raise CommandError(f"planproof is not installed beside {sys.executable}")
    plain = {
        key: os.environ[key] for key in ("PATH", "HOME", "LANG", "TMPDIR") if key in os.environ
    }
    return Command([program, *arguments], folder, environment=plain)


def linter(find: Callable[[Path], list[str]], folder: Path) -> Command:
    return Command(find(ROOT), folder, accepted=(0, FINDINGS))


def row(case: Case, runs: int) -> Row:
    try:
        return Row(case.name, case.input, measure(case.command(), runs))
    except other_tools.UnavailableError as error:
        return Row(case.name, case.input, None, f"skipped, because it cannot be installed: {error}")
    except CommandError as error:
        return Row(case.name, case.input, None, f"not measured: {error}")


if __name__ == "__main__":
    sys.exit(main())
