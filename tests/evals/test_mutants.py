"""Each mutator plants what it says and nothing else; each control leaves the plan what it was."""

import json
from functools import cache
from pathlib import Path
from random import Random

import pytest

from evals.controls.interface import Control, rewritten
from evals.controls.registry import CONTROLS
from evals.mutants.interface import (
    Edit,
    Mutant,
    Mutator,
    Seed,
    Source,
    Spot,
    edited,
    mutants,
    planted,
    read_source,
)
from evals.mutants.registry import MUTATORS
from evals.mutants.workspace import Workspace
from planproof.core.review import PhaseView, TaskView
from planproof.criteria import known_rules
from planproof.pipeline import outline
from planproof.settings import Settings

FIXTURES = Path(__file__).parents[2] / "fixtures" / "plans"
PLANS = sorted(path for path in FIXTURES.iterdir() if path.is_dir())

SMALL = """# The plan of the ferry

It has 3 phases and all 6 tasks of the crew are listed below. See Section 2.1 and lines 3-4 of notes.md.

## 1. Intake (Weeks 1-2)

### 2.1 Times

| Part | Share |
|------|-------|
| Quay | 50 % |
| Boat | 30 % |
| Crew | 20 % |

There are three steps:

- Load the cars
- Raise the ramp
- Sail

```yaml
service: ferry
port: 8080
```

## Phase 1: Quay (Weeks 1-2)

### Task 1: Ramp

**Files:**
- Create: `src/ramp.py`

### Task 2: Gate

**Depends on:** Task 1

Write the gate.

## Phase 2: Boat (Weeks 3-4)

### Task 3: Hull

Write the hull.
"""


@cache
def source(path: Path) -> Source:
    return read_source(path)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Source:
    folder = tmp_path_factory.mktemp("ferry")
    (folder / "plan.md").write_text(SMALL, encoding="utf-8")
    (folder / "notes.md").write_text("# Notes\n\none\ntwo\nthree\n", encoding="utf-8")
    return read_source(folder)


def made(mutator: Mutator, plan: Source) -> list[Mutant]:
    return list(mutants(mutator, plan, Random(7), 2))  # noqa: S311 - what is made is to be made again


def some(mutator: Mutator, small: Source) -> tuple[Source, list[Mutant]]:
    """The first plan on which the mutator finds a place."""
    for plan in (small, *(source(path) for path in PLANS)):
        if found := made(mutator, plan):
            return plan, found
    pytest.fail(f"{mutator.name} finds no place in any plan")


def names(values: tuple[Mutator, ...] | tuple[Control, ...]) -> list[str]:
    return [value.name for value in values]


def test_registry() -> None:
    assert len(set(names(MUTATORS))) == len(MUTATORS) >= 25
    assert len(set(names(CONTROLS))) == len(CONTROLS) >= 10
    assert {mutator.needs for mutator in MUTATORS} == {"checks", "model"}
    assert {mutator.category for mutator in MUTATORS} == {
        "structure", "references", "order", "traceability", "numbers", "verification", "content",
    }  # fmt: skip


def test_every_right_rule_exists() -> None:
    assert {rule for mutator in MUTATORS for rule in mutator.rules} <= set(known_rules())


@pytest.mark.parametrize("mutator", MUTATORS, ids=names(MUTATORS))
def test_mutator_changes_its_places_and_keeps_the_rest(mutator: Mutator, small: Source) -> None:
    plan, found = some(mutator, small)
    for mutant in found:
        assert mutant.places
        assert mutant.what
        for path, text in mutant.texts.items():
            old = plan.texts[path].splitlines()
            touched = {
                number
                for edit in mutant.edits
                if edit.path == path
                for number in range(edit.first, edit.last + 1)
            }
            kept = iter(text.splitlines())
            # What was not edited stands there still, in the same order.
            rest = [line for number, line in enumerate(old, 1) if number not in touched]
            assert text != plan.texts[path]
            assert all(line in kept for line in rest)
        for place in mutant.places:
            lines = mutant.texts.get(place.path, plan.texts.get(place.path, "")).splitlines()
            assert 1 <= place.first <= place.last
            assert place.first <= len(lines) + 1


@pytest.mark.parametrize("mutator", MUTATORS, ids=names(MUTATORS))
def test_mutator_is_deterministic(mutator: Mutator, small: Source) -> None:
    plan, found = some(mutator, small)
    assert made(mutator, plan) == found


def test_places_follow_the_lines_that_edits_move(tmp_path: Path) -> None:
    (tmp_path / "plan.md").write_text("# A\n\none\n\ntwo\n\nthree\n", encoding="utf-8")
    plan = read_source(tmp_path)
    edits = (Edit("plan.md", 3, 3, ()), Edit("plan.md", 6, 5, ("new", "lines")))
    mutator = Mutator("made-up", "content", ("placeholder",), lambda _source, _random: ())
    mutant = planted(mutator, plan, Seed("x", edits, also=(Spot("plan.md", 7),)))
    assert mutant is not None
    lines = mutant.texts["plan.md"].splitlines()
    assert lines == ["# A", "", "", "two", "new", "lines", "", "three"]
    assert [lines[place.first - 1] for place in mutant.places[1:]] == ["new", "three"]


def test_edits_keep_the_ending_of_lines() -> None:
    assert edited("a\r\nb\r\n", [Edit("p", 1, 1, ("x", "y"))]) == "x\r\ny\r\nb\r\n"


def test_overlapping_edits_are_refused(small: Source) -> None:
    edits = (Edit("plan.md", 1, 3, ()), Edit("plan.md", 3, 3, ("x",)))
    mutator = Mutator("made-up", "content", (), lambda _source, _random: ())
    assert planted(mutator, small, Seed("x", edits)) is None


@pytest.mark.parametrize("control", CONTROLS, ids=names(CONTROLS))
def test_control_leaves_the_outline(control: Control, tmp_path: Path) -> None:
    tried = 0
    for path in PLANS:
        other = rewritten(control, source(path))
        if other is None:
            continue
        tried += 1
        with Workspace(path, tmp_path).changed(other.texts) as changed:
            assert understood(changed) == plain(path)
    assert tried


@cache
def plain(path: Path) -> str:
    return understood(path)


def understood(path: Path) -> str:
    """Phases, tasks and stated tokens, as `planproof outline` prints them."""
    plan = outline(path, Settings(provider="none"))
    nodes: list[PhaseView | TaskView] = []
    for phase in plan.phases:
        nodes += [phase, *phase.tasks]
    return json.dumps([(node.id, node.title, node.path, node.stated_tokens) for node in nodes])


def test_control_tells_where_its_lines_came_from() -> None:
    plan = source(FIXTURES / "harbor")
    control = next(each for each in CONTROLS if each.name == "blank-lines")
    other = rewritten(control, plan)
    assert other is not None
    for path, text in other.texts.items():
        old = plan.plan.document(path).lines
        for number, line in enumerate(text.splitlines(), 1):
            assert line == old[other.origin(path, number) - 1]


def test_workspace_puts_everything_back_and_never_touches_the_plan(tmp_path: Path) -> None:
    plan = tmp_path / "plan"
    plan.mkdir()
    (plan / "a.md").write_text("one\n", encoding="utf-8")
    workspace = Workspace(plan, tmp_path / "work")
    with workspace.changed({"a.md": "two\n"}) as path:
        assert (path / "a.md").read_text(encoding="utf-8") == "two\n"
        assert (plan / "a.md").read_text(encoding="utf-8") == "one\n"
    assert (workspace.path / "a.md").read_text(encoding="utf-8") == "one\n"
