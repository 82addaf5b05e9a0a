"""Manifests and lock files: what they declare, and what they do with nonsense."""

import pytest

from planproof.repository.manifests import read_manifests
from tests.memory_tree import MemoryTree


def commands(path: str, text: str) -> list[tuple[str, str, int]]:
    found, _ = read_manifests(MemoryTree({path: text}))
    return [(each.kind, each.name, each.line_start) for each in found]


def packages(path: str, text: str) -> list[tuple[str, str, str, int, bool]]:
    _, found = read_manifests(MemoryTree({path: text}))
    return [(e.ecosystem, e.name, e.requirement, e.line_start, e.locked) for e in found]


PYPROJECT = """\
[project]
name = "Heron_App"
dependencies = [
  "httpx[http2]>=0.27,<1",
  "ruamel.yaml; python_version > '3'",
]
[project.scripts]
heron = "heron.cli:main"
[dependency-groups]
dev = ["pytest", {include-group = "lint"}]
[tool.poetry.group.docs.dependencies]
mkdocs = {version = "^1.5"}
[tool.poe.tasks]
docs = "mkdocs build"
"""


def test_pyproject() -> None:
    assert commands("pyproject.toml", PYPROJECT) == [("script", "heron", 8), ("poe", "docs", 14)]
    assert packages("api/pyproject.toml", PYPROJECT) == [
        ("pypi", "heron-app", "", 2, False),
        ("pypi", "httpx", ">=0.27,<1", 4, False),
        ("pypi", "ruamel-yaml", "", 5, False),
        ("pypi", "pytest", "", 10, False),
        ("pypi", "mkdocs", "^1.5", 12, False),
    ]


def test_requirements() -> None:
    text = "# base\n-r other.txt\nTyping.Extensions == 4.12.0  # why\n--hash=x\nfoo @ https://x/y\n"
    assert packages("requirements-dev.txt", text) == [
        ("pypi", "typing-extensions", "== 4.12.0", 3, False),
        ("pypi", "foo", "", 5, False),
    ]


def test_package_json() -> None:
    text = '{\n"name": "web",\n"scripts": {\n  "test:unit": "vitest"\n},\n"devDependencies": {\n  "@types/node": "^20"\n}}'
    assert commands("web/package.json", text) == [("npm", "test:unit", 4)]
    assert packages("web/package.json", text) == [
        ("npm", "web", "", 2, False),
        ("npm", "@types/node", "^20", 7, False),
    ]
    assert commands("web/node_modules/x/package.json", text) == []


LOCKS = {
    "uv.lock": '[[package]]\nname = "Foo_Bar"\nversion = "1.2"\n[package.metadata]\nname = "no"\n',
    "package-lock.json": '{"packages": {\n"": {"version": "9"},\n"node_modules/foo-bar": {\n"version": "1.2"}}}',
    "yarn.lock": '# yarn\n"foo-bar@^1.0.0", "foo-bar@^1.1":\n  version "1.2"\n',
    "pnpm-lock.yaml": "packages:\n\n  foo-bar@1.2:\n    resolution: {}\n  '@x/y@2.0.0(react@1)':\n",
    "Cargo.lock": '[[package]]\nname = "foo_bar"\nversion = "1.2"\n',
}


@pytest.mark.parametrize("path", LOCKS)
def test_lock(path: str) -> None:
    first = packages(path, LOCKS[path])[0]
    assert (first[1], first[2], first[4]) == ("foo-bar", "1.2", True)
    assert 2 <= first[3] <= 3


def test_go() -> None:
    text = "module example.com/heron\n\nrequire (\n\tgithub.com/a/b v1.2.3 // indirect\n)\nrequire github.com/c/d v2.0.0\nreplace (\n\tgithub.com/e/f v1.0.0 => ../f\n)\n"
    assert [each[1:4] for each in packages("go.mod", text)] == [
        ("example.com/heron", "", 1),
        ("github.com/a/b", "1.2.3", 4),
        ("github.com/c/d", "2.0.0", 6),
    ]


def test_cargo() -> None:
    text = (
        '[package]\nname = "heron"\n[dependencies]\nserde_json = "1"\ntokio = { version = "1.3" }\n'
    )
    assert [each[1:4] for each in packages("Cargo.toml", text)] == [
        ("heron", "", 2),
        ("serde-json", "1", 4),
        ("tokio", "1.3", 5),
    ]


def test_pom() -> None:
    text = "<project>\n<properties><x.version>3.2</x.version></properties>\n<dependency>\n<groupId>org.a</groupId>\n<artifactId>b</artifactId>\n<version>${x.version}</version>\n</dependency></project>"
    assert packages("pom.xml", text) == [("maven", "org.a:b", "3.2", 3, False)]


def test_makefile() -> None:
    text = "X := 1\n.PHONY: all \\\n  test\nall: test\ntest lint: deps  # words: more\n\tcmd: no\ncheck-%:\n\ttrue\nY ?= 2\nurl = http://x\n"
    assert [each[1] for each in commands("Makefile", text)] == ["all", "test", "lint", "check-%"]


def test_compose() -> None:
    text = "name: x\nservices:\n  # first\n  db:\n    image: postgres\n    ports: ['1:1']\n  \"web\":  # second\n    build: .\nvolumes:\n  data: {}\n"
    assert commands("deploy/docker-compose.dev.yml", text) == [
        ("service", "db", 4),
        ("service", "web", 7),
    ]
    assert commands("compose.yaml", "services: {db: {image: x}}\n") == []


def test_workflow() -> None:
    text = "name: 'Build it'  # x\non:\n  push:\njobs:\n  build:\n    steps: []\n\n  test:\n    needs: build\n"
    assert commands(".github/workflows/ci.yml", text) == [
        ("workflow", "Build it", 1),
        ("job", "build", 5),
        ("job", "test", 8),
    ]
    assert commands(".github/workflows/x.yaml", "on: push\n") == [("workflow", "x.yaml", 1)]


def test_names_of_jobs_that_are_shown() -> None:
    text = "jobs:\n  build:\n    name: Build it\n    steps:\n      - name: no\n  test:\n    needs: build\n"
    found = commands(".github/workflows/ci.yml", text)
    assert [each[1] for each in found] == ["ci.yml", "build", "Build it", "test"]


def test_justfile() -> None:
    text = (
        "set shell := ['a:b']\nx := 'y'\nexport Z := 'a'\n# no: no\nup port='1': build\n  no: no\n"
        "@build *args:\n[private]\n_go:\nalias b := build\nmod web\n"
    )
    assert commands("justfile", text) == [
        ("just", "up", 5),
        ("just", "build", 7),
        ("just", "_go", 9),
        ("just", "b", 10),
        ("just", "*", 11),
    ]


def test_taskfile() -> None:
    text = "version: '3'\nincludes:\n  web: ./web\ntasks:\n  lint:\n    cmds: [a]\n  go:test:\n"
    assert commands("Taskfile.yml", text)[0] == ("task", "lint", 5)
    assert ("task", "*", 3) in commands("Taskfile.yml", text)


def test_runners_of_tests() -> None:
    tox = "[tox]\nenvlist =\n    style\n    py{311,312}\n[testenv:docs]\ncommands = a\n"
    assert {each[1] for each in commands("tox.ini", tox)} >= {"style", "docs", "*"}
    nox = "@nox.session(name='types')\ndef a(session):\n    pass\n@session\ndef tests(session):\n"
    assert [each[1] for each in commands("noxfile.py", nox)] == ["types", "a", "tests"]


def test_more_than_can_be_seen() -> None:
    assert [each[1] for each in commands("Makefile", "include $(X)/a\nb:\n")] == ["*", "b"]
    assert [each[1] for each in commands("Makefile", "-include a.mk\nb:\n")] == ["b"]
    assert commands("compose.yaml", "include:\n  - a.yaml\n")[0][1] == "*"
    assert commands("pyproject.toml", "[tool.poe]\ninclude = 'x.toml'\n")[0][:2] == ("poe", "*")


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        (".nvmrc", "v20.1\n", ("node", "20.1", 1)),
        (".python-version", "# x\n3.12\n", ("python", "3.12", 2)),
        (".tool-versions", "nodejs 20.1.0\n", ("node", "20.1.0", 1)),
        ("go.mod", "module a.b/c\n\ngo 1.22\n", ("go", "1.22", 3)),
        ("Cargo.toml", '[package]\nrust-version = "1.80"\n', ("rust", "1.80", 2)),
        ("pyproject.toml", '[project]\nrequires-python = ">=3.12"\n', ("python", ">=3.12", 2)),
        ("package.json", '{"engines": {\n"node": ">=20"}}', ("node", ">=20", 2)),
        ("package.json", '{"packageManager": "pnpm@9.1.0+sha1"}', ("pnpm", "9.1.0", 1)),
    ],
)
def test_what_the_code_runs_on(path: str, text: str, expected: tuple[str, str, int]) -> None:
    found = [each[1:4] for each in packages(path, text) if each[0] == "engine"]
    assert found == [expected]


def test_own_version_and_what_is_for_development() -> None:
    text = '{\n"name": "web",\n"version": "1.7.0",\n"devDependencies": {"tsx": "^4"}}'
    _, found = read_manifests(MemoryTree({"package.json": text}))
    assert [(e.name, e.requirement, e.own, e.dev, e.line_start) for e in found] == [
        ("web", "1.7.0", True, False, 3),
        ("tsx", "^4", False, True, 4),
    ]


@pytest.mark.parametrize(
    "path",
    [
        *LOCKS,
        "justfile",
        "Taskfile.yml",
        "tox.ini",
        "noxfile.py",
        ".tool-versions",
        "pyproject.toml",
        "requirements.txt",
        "package.json",
        "go.mod",
        "Cargo.toml",
        "pom.xml",
        "Makefile",
        "compose.yaml",
        ".github/workflows/ci.yml",
    ],
)
@pytest.mark.parametrize(
    "text",
    [
        "",
        "\x00\ufffd{[",
        "[" * 100_000,
        '{"a":' * 50_000,
        "a" * 300_000,
        " " * 300_000,
        "a " * 150_000,
        "a:" * 150_000,
        ("x" + " " * 900 + "y\n") * 300,
        "<dependency>" * 20_000,
    ],
    ids=lambda text: f"{text[:6]!r}*{len(text)}",
)
def test_nonsense_declares_little(path: str, text: str) -> None:
    # No clock: a pattern that goes back and forth would not end within the life of the run.
    commands, packages = read_manifests(MemoryTree({path: text}))
    assert len(commands) + len(packages) < 20_000


def test_nearest_to_the_root_first() -> None:
    tree = MemoryTree({"a/b/Makefile": "deep:\n", "Makefile": "near:\n"})
    found, _ = read_manifests(tree)
    assert [each.name for each in found] == ["near", "deep"]
