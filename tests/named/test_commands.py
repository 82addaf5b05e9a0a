"""Commands, test paths and variables that a plan names."""

from pathlib import Path

import pytest

from planproof.core.plan import Plan
from planproof.named.commands import commands_named
from planproof.named.made import is_made
from planproof.named.programs import programs_run
from planproof.named.testing import tests_run as paths_run
from planproof.named.variables import variables_named, variables_said
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
        ("`timeout 10 uv run --package a heron`", [("script", "heron")]),
        ("`env -i A=b nice -n 5 make lint`", [("make", "lint")]),
        ("`make lint 2>&1 | tail -5`", [("make", "lint")]),
        ("`make lint 2>/dev/null || true`", []),
        ("`just -v seed 5`", [("just", "seed")]),
        ("`just do it`", []),
        ("`just --justfile x.just seed`", []),
        ("`uv run poe docs`", [("poe", "docs")]),
        ("`tox -e lint,types`", [("tox", "lint"), ("tox", "types")]),
        ("`bun run src/main.ts`", []),
        ("`yarn run tsc`", []),
        ("Remove `make lint` from the README.", []),
        ("`make lint` does not exist.", []),
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
        ("`go test ./internal/a/... -run '^TestB$'`", [("internal/a", "TestB")]),
        ("`go test -short ./...`", []),
        ("`npm --prefix web test -- src/a.test.ts`", [("src/a.test.ts", None)]),
    ],
)
def test_paths(tmp_path: Path, text: str, expected: list[tuple[str, str | None]]) -> None:
    assert [(each.path, each.case) for each in paths_run(plan(tmp_path, text))] == expected


def test_variables(tmp_path: Path) -> None:
    text = "The existing `A_URL` and `B_KEY` stay. New: `C_URL`. `D_TOKEN` is already set."
    said = variables_said(plan(tmp_path, text))
    assert [each.name for each in said] == ["A_URL", "B_KEY", "D_TOKEN"]
    assert {"A_URL", "a_url", "bKey"} <= variables_named(plan(tmp_path, text))


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


def test_folders_of_commands(tmp_path: Path) -> None:
    text = """```bash
(cd api && make aa)
make b
cd web && npm run c
npm run d
npm --prefix ui run e
```

`npm run f` in `docs/`, and `pnpm --filter @x/y run g`."""
    found = commands_named(plan(tmp_path, text))
    assert {each.name: each.folder for each in found} == {
        "aa": "api", "b": None, "c": "web", "d": None, "e": "ui", "f": "docs", "g": "@x/y",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Add a second step to the `lint` job.", False),
        ("Adds lint for all files.", False),
        ("Nothing is added:\n\n- `lint` is already there", False),
        ("New: the target `lint`", True),
        ("\u65b0\u589e `lint`", True),
    ],
)
def test_made(tmp_path: Path, text: str, expected: bool) -> None:
    assert is_made(plan(tmp_path, text), "lint") is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("`python tools/a.py --b`", ["tools/a.py"]),
        ("`uv run --with x tools/a.py`", ["tools/a.py"]),
        ("`uv run python tools/a.py`", ["tools/a.py"]),
        ("`./scripts/a.sh x`", ["scripts/a.sh"]),
        ("`cd api && go run ./cmd/a`", ["cmd/a"]),
        ("`node dist/a.js`", []),
        ("`python -m a.b`", ["a/b"]),
        ("`python -m pytest a.py`", []),
        ("`cd tools && python a.py`", ["a.py"]),
        ("`python a.py`", []),
        ("From `tools/`, run `python a.py`.", ["a.py"]),
        ("The notes mention `python tools/a.py`.", []),
        ("`bash ../a/b.sh`", []),
    ],
)
def test_programs(tmp_path: Path, text: str, expected: list[str]) -> None:
    assert [each.path for each in programs_run(plan(tmp_path, text))] == expected
