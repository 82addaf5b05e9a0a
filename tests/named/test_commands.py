"""Commands, test paths and variables that a plan names."""

from pathlib import Path

import pytest

from planproof.core.plan import Plan
from planproof.named.commands import commands_named
from planproof.named.testing import tests_run as paths_run
from planproof.named.variables import variables_named
from planproof.named.wording import makes
from planproof.sources import load


def plan(folder: Path, text: str) -> Plan:
    (folder / "plan.md").write_text(
        f"# Plan\n\n## Phase 1: A\n\n### Task 1: B\n\n{text}\n", encoding="utf-8"
    )
    return load(folder)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("`make test`", [("make", "test")]),
        ("`make -C docs -j 4 html A=b`", [("make", "html")]),
        ("`make -f other.mk all`", []),
        ("`make`", []),
        ("Make sure of it, then make test.", []),
        ("`cd web && npm run build && npm ci`", [("npm", "build")]),
        ("`npm run lint -w web -- --fix`", [("npm", "lint")]),
        ("`yarn workspace web test:unit`", [("npm", "test:unit")]),
        ("`pnpm --filter web run dev`", [("npm", "dev")]),
        ("`pnpm tsc`", []),
        ("`npm run <script>`", []),
        ("`uv run --frozen --with x heron --help`", [("script", "heron")]),
        ("`uv run -m heron`", []),
        ("`uv run scripts/x.py`", []),
        ("`docker compose -f a.yml up -d --build db web`", [("service", "db"), ("service", "web")]),
        ("`docker compose exec -T db psql -c x`", [("service", "db")]),
        ("`docker-compose logs -f web`", [("service", "web")]),
        ("`docker compose down -v`", []),
        ("`docker build .`", []),
        ("`gh workflow run release.yml`", [("workflow", "release.yml")]),
        ("```bash\n$ FOO=1 make lint  # make no\n```", [("make", "lint")]),
        ("```yaml\n- run: make lint\n- name: make no\n```", [("make", "lint")]),
        ("```bash\ncat <<EOF\nmake no\nEOF\nmake yes\n```", [("make", "yes")]),
        ("```python\nmake = test\n```", []),
        ("The `lint` target of the `Makefile` fails.", [("make", "lint")]),
        ("The `db` service in `compose.yaml` stays.", [("service", "db")]),
    ],
)
def test_commands(tmp_path: Path, text: str, expected: list[tuple[str, str]]) -> None:
    found = commands_named(plan(tmp_path, text))
    assert [(each.kind, each.name) for each in found] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("`pytest tests/test_a.py -q`", [("tests/test_a.py", None)]),
        ("`uv run python -m pytest ./tests/ -k a/b`", [("tests", None)]),
        ("`pytest tests/a.py::TestA::test_b[x-1]`", [("tests/a.py", "test_b")]),
        ("`npx vitest run src/a.test.ts`", [("src/a.test.ts", None)]),
        ("`python tests/a.py`", []),
    ],
)
def test_paths(tmp_path: Path, text: str, expected: list[tuple[str, str | None]]) -> None:
    assert [(each.path, each.case) for each in paths_run(plan(tmp_path, text))] == expected


def test_variables(tmp_path: Path) -> None:
    text = "The existing `A_URL` and `B_KEY` stay. New: `C_URL`. `D_TOKEN` is already set."
    assert variables_named(plan(tmp_path, text)) == {"A_URL", "B_KEY", "D_TOKEN"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Add a `lint` target.", True),
        ("The `lint` target is added in Task 3.", True),
        ("New targets:\n\n- `lint`", True),
        ("```makefile\nlint:\n\truff\n```", True),
        ('```json\n"lint": "eslint"\n```', True),
        ("Add a page and run `make lint`.", False),
        ("Extend the existing `lint` target.", False),
        ("`make lint` passes.", False),
        ("No new `lint` is needed.", False),
    ],
)
def test_makes(tmp_path: Path, text: str, expected: bool) -> None:
    assert makes(plan(tmp_path, text), "lint") is expected
