"""A test is run by its path, and neither the code base nor the plan has it.

## What it does

Takes the paths that the plan hands to a test runner (`pytest tests/test_a.py`,
`npx vitest run src/a.test.ts`) and looks each up in the code base. Reports a path that is not
there and that the plan names nowhere else, so that no task can be meant to write it; and a case
(`tests/test_a.py::test_b`) that is in neither.

## Why is this bad?

The runner stops with "file or directory not found" and the verification proves nothing. Worse, a
pipeline that tolerates an empty run reports success.

## Example

    Verify: `pytest tests/test_orders.py`      # the code base has tests/api/test_orders.py

## Use instead

    Verify: `pytest tests/api/test_orders.py`
"""

import re
from collections import defaultdict
from collections.abc import Iterator

from planproof.checks._declared import is_known_place
from planproof.checks._run_paths import is_named_elsewhere, may_be_written
from planproof.checks.interface import Context, Rule
from planproof.core.codebase import CodeBase
from planproof.core.finding import Finding
from planproof.core.plan import Plan
from planproof.named.testing import RunTest, tests_run
from planproof.nearest import nearest

RULE = Rule(
    id="missing-test",
    category="references",
    severity="major",
    summary="A test that the plan runs is neither in the code base nor written by the plan",
    goal="Every test that the plan runs exists or is written by the plan",
    of_code=True,
)

_ANY_PART = frozenset(
    {"jest", "vitest", "playwright", "mocha", "npm test", "pnpm test", "yarn test", "bun test"}
)
"""Runners that take any part of a path."""


def check(context: Context) -> Iterator[Finding]:
    """One finding per path or case, at the first place that runs it."""
    base, plan = context.codebase, context.plan
    if base is None:
        return
    groups: dict[tuple[str, str | None], list[RunTest]] = defaultdict(list)
    for each in tests_run(plan):
        if not _is_there(each, base):
            groups[each.path, None].append(each)
        elif each.case is not None and _lacks_case(each, base) and not _writes_tests(plan, each):
            groups[each.path, each.case].append(each)
    for (path, case), places in groups.items():
        lines = {(each.at.path, each.at.line_start) for each in places}
        is_go = places[0].runner == "go test"
        is_part = is_go and case is not None
        named = (
            is_named_elsewhere(plan, case, lines, is_part=is_part)
            if case
            else may_be_written(plan, base, path, lines)
        )
        if not named:
            yield _finding(plan, base, places, case)


def _is_there(each: RunTest, base: CodeBase) -> bool:
    if each.folder and not is_known_place(base, each.folder):
        return True  # another repository, or a folder that the plan makes
    for path in {each.path, f"{each.folder}/{each.path}" if each.folder else each.path}:
        if base.ending(path) or path in base.ignored or path in base.folders:
            return True
        if any(folder.endswith(f"/{path}") for folder in base.folders):
            return True
    return each.runner in _ANY_PART and any(each.path in path for path in base.paths)


def _lacks_case(each: RunTest, base: CodeBase) -> bool:
    """True where the file was read and the name of the case is nowhere in it."""
    if each.runner == "go test":
        return _lacks_in_folder(each, base)
    path = base.find(each.path)
    lines = base.texts.get(path or "")
    if lines is None or each.case is None:
        return False
    whole = re.compile(rf"(?<!\w){re.escape(each.case)}(?!\w)")
    inherits = any(re.match(r"\s*(?:class \w+\([^)]|from \S+ import \*)", line) for line in lines)
    return not inherits and not any(whole.search(line) for line in lines)


def _writes_tests(plan: Plan, each: RunTest) -> bool:
    """True where the plan makes a new file of tests in the folder of Go that is run."""
    folder = each.path.rpartition("/")[2]
    return each.runner == "go test" and any(
        mention.action == "create"
        and mention.file.endswith("_test.go")
        and f"/{mention.file}".rpartition("/")[0].endswith(f"/{folder}")
        for node in plan.nodes.values()
        for mention in node.files
    )


def _lacks_in_folder(each: RunTest, base: CodeBase) -> bool:
    """True where all tests of a folder of Go were read and none has the name."""
    path = f"{each.folder}/{each.path}" if each.folder else each.path
    folders = [f for f in base.folders if f == path or f.endswith(f"/{path}")]
    tests = [p for f in folders for p in base.below(f) if p.endswith("_test.go")]
    if len(folders) != 1 or not tests or any(p not in base.texts for p in tests):
        return False
    whole = re.compile(rf"(?<!\w){re.escape(each.case or '')}")
    return not any(whole.search(line) for p in tests for line in base.texts[p])


def _finding(plan: Plan, base: CodeBase, places: list[RunTest], case: str | None) -> Finding:
    first = places[0]
    same = base.same_name(first.path)
    near = same[0] if same else next(iter(nearest(first.path, _tests(base))), None)
    what = f"`{case}` of `{first.path}`" if case else f"`{first.path}`"
    rest = dict.fromkeys(each.at for each in places[1:] if each.at != first.at)
    return RULE.finding(
        plan,
        first.at,
        related=list(rest)[:20],
        title=f"{first.runner} is run on {what}, which is neither there nor written by the plan",
        detail=(
            f"The file is there, but nothing in it has the name `{case}`, and no task writes it."
            if case
            else "No file or folder of the code base has this path, and no task names it apart "
            "from the command, so nothing will have written it."
        ),
        recommendation=(
            f"Run `{near}` if that is meant, or name the task that writes {what}."
            if near and not case
            else f"Name the task that writes {what}, or run a test that exists."
        ),
    )


def _tests(base: CodeBase) -> list[str]:
    return [path for path in base.paths if "test" in path or "spec" in path]
