"""Commands that a plan runs or names: make targets, scripts, services, workflows and jobs."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from planproof.core.base import Location
from planproof.core.codebase import CommandKind
from planproof.core.plan import Plan
from planproof.named.shell import Line, lines
from planproof.named.wording import here, prose_lines

_TARGET = re.compile(r"[A-Za-z0-9_][\w%-]*")
_SCRIPT = re.compile(r"[A-Za-z][\w:.-]*")
_SERVICE = re.compile(r"[A-Za-z0-9][\w.-]*")
_OFTEN_SCRIPTS = frozenset(
    """
    build check clean compile coverage deploy dev e2e format generate lint preview serve start
    test typecheck type-check validate watch
    """.split()  # noqa: SIM905  # a list of literals would hide what is missing
)
"""What `pnpm X` and `yarn X` mean as a script; other names may be programs of a package."""
_UV_VALUES = frozenset(
    "--with --python -p --group --extra --package --project --directory --env-file --index".split()  # noqa: SIM905  # likewise
)
_COMPOSE = frozenset("up run exec logs restart build start stop pull rm kill create".split())  # noqa: SIM905  # likewise
_COMPOSE_VALUES = frozenset(
    """
    -f --file -p --project-name --profile --env-file -e --env -v --volume -u --user -w --workdir
    --name --entrypoint --scale -t --timeout --tail -n --since --until --exit-code-from
    --project-directory --ansi --pull --wait-timeout --publish --index --build-arg --attach
    """.split()  # noqa: SIM905  # likewise
)
_SWITCHES: Mapping[str, frozenset[str]] = {
    "logs": frozenset({"-f", "-t"}),
    "rm": frozenset({"-f", "-v"}),
    "build": frozenset({"--pull"}),
}
"""Options that take a value elsewhere and none in these."""
_ONE_SERVICE = frozenset({"run", "exec"})
_PROSE: tuple[tuple[CommandKind, str], ...] = (
    ("make", r"`(?:make )?(?P<name>[\w-]{1,60})` (?:make )?target\b(?=.{0,80}makefile)"),
    ("make", r"\bmake(?:file)?`?(?:'s)? targets? `(?:make )?(?P<name>[\w-]{1,60})`"),
    ("npm", r"`(?P<name>[\w:.-]{1,60})` (?:npm |pnpm |yarn )?script\b(?=.{0,60}package\.json)"),
    ("npm", r"`(?P<name>[\w:.-]{1,60})` (?:npm|pnpm|yarn) script\b"),
    ("npm", r"\b(?:npm|pnpm|yarn|package\.json`?) script `(?P<name>[\w:.-]{1,60})`"),
    ("script", r"`(?P<name>[\w-]{1,60})` (?:entry[- ]points?|console[- ]scripts?)\b"),
    ("script", r"\b(?:entry[- ]point|console[- ]script) `(?P<name>[\w-]{1,60})`"),
    ("service", r"`(?P<name>[\w.-]{1,60})` (?:compose )?service\b(?=.{0,60}\bcompose\b)"),
    ("service", r"\bcompose service `(?P<name>[\w.-]{1,60})`"),
    ("job", r"`(?P<name>[\w-]{1,60})` job\b(?=.{0,60}(?:workflow|\.ya?ml\b|\bCI\b|GitHub))"),
    ("job", r"\b(?:workflow|CI|\.ya?ml`)(?:'s)? job `(?P<name>[\w-]{1,60})`"),
    ("workflow", r"`(?P<name>[\w -]{1,60})` (?:GitHub |CI |Actions ){1,2}workflow\b"),
    ("workflow", r"\b(?:GitHub |CI |Actions ){1,2}workflow `(?P<name>[\w -]{1,60})`"),
)
_WORKFLOW_FILE = re.compile(r"(?<![\w-])([\w-]{1,60}\.ya?ml)\b")


@dataclass(frozen=True, slots=True)
class NamedCommand:
    """Something that a plan runs by name, or says is there to be run."""

    kind: CommandKind
    name: str
    text: str
    """As the plan writes it: `make lint`; for a name in prose the name alone."""
    at: Location
    run: bool
    """True for a command line, False for a name in prose."""
    workflow: str | None = None
    """File name of the workflow that a job is said to be in."""


def commands_named(plan: Plan) -> tuple[NamedCommand, ...]:
    """Every command with a name that a manifest may declare, in order of documents."""
    found = [each for line in lines(plan) for each in _of(line)]
    return (*found, *_in_prose(plan))


def _of(line: Line) -> Iterator[NamedCommand]:
    program, words = line.words[0].rpartition("/")[2], line.words[1:]
    names: tuple[CommandKind, Sequence[str]]
    if program in ("make", "gmake"):
        names = ("make", _make(words))
    elif program in ("npm", "pnpm", "yarn", "bun"):
        names = ("npm", _npm(program, words))
    elif program in ("uv", "poetry", "pdm", "rye") and words[:1] == ("run",):
        names = ("script", _entry(words[1:]))
    elif program == "docker-compose" or (program in ("docker", "podman") and "compose" in words):
        after = words if program == "docker-compose" else words[words.index("compose") + 1 :]
        names = ("service", _services(after))
    elif program == "gh" and words[:2] == ("workflow", "run"):
        names = ("workflow", words[2:3])
    else:
        return
    kind, found = names
    for name in found:
        yield NamedCommand(kind, name, f"{_shown(line, name)}", line.at, run=True)


def _shown(line: Line, name: str) -> str:
    """The command up to the name, without what follows."""
    words = line.words[: line.words.index(name) + 1]
    return " ".join(words)


def _make(words: Sequence[str]) -> list[str]:
    if any(word == "-f" or word.startswith("--file") for word in words):
        return []  # another Makefile, which may be anywhere
    found: list[str] = []
    for before, word in zip(("", *words), words, strict=False):
        if word.startswith("-") or "=" in word or before in ("-C", "-j", "-I", "-o"):
            continue
        if not _TARGET.fullmatch(word):
            break
        found.append(word)
    return found


def _npm(program: str, words: Sequence[str]) -> list[str]:
    if "--if-present" in words:
        return []
    rest = list(words)
    while rest and (rest[0].startswith("-") or rest[0] in ("workspace", "workspaces")):
        valued = rest[0] in ("-w", "--workspace", "--prefix", "--filter", "-F", "-C", "--dir")
        valued = valued or rest[0] in ("workspace", "--cwd")
        rest = rest[2:] if valued else rest[1:]
    if rest and rest[0] in ("run", "run-script"):
        rest = [word for word in rest[1:] if not word.startswith("-")]
        return rest[:1] if rest and _SCRIPT.fullmatch(rest[0]) else []
    bare = program in ("pnpm", "yarn") and rest and (":" in rest[0] or rest[0] in _OFTEN_SCRIPTS)
    return rest[:1] if bare and _SCRIPT.fullmatch(rest[0]) else []


def _entry(words: Sequence[str]) -> list[str]:
    rest = list(words)
    while rest and rest[0].startswith("-"):
        if rest[0] in ("-m", "--module", "-s", "--script"):
            return []
        rest = rest[2:] if rest[0] in _UV_VALUES else rest[1:]
    return rest[:1] if rest and _SCRIPT.fullmatch(rest[0]) and "." not in rest[0] else []


def _services(words: Sequence[str]) -> list[str]:
    rest = _without_flags(words)
    if not rest or rest[0] not in _COMPOSE:
        return []
    found: list[str] = []
    for word in rest[1:2] if rest[0] in _ONE_SERVICE else rest[1:]:
        if not _SERVICE.fullmatch(word):
            break
        found.append(word)
    return found


def _without_flags(words: Sequence[str]) -> list[str]:
    """The words that are neither options nor their values, up to the service of `run`."""
    rest: list[str] = []
    is_value = False
    for word in words:
        if is_value:
            is_value = False
        elif word.startswith("-"):
            is_value = word in _COMPOSE_VALUES - _SWITCHES.get(rest[0] if rest else "", frozenset())
        else:
            rest.append(word)
            if len(rest) == 2 and rest[0] in _ONE_SERVICE:
                break
    return rest


def _in_prose(plan: Plan) -> Iterator[NamedCommand]:
    for document, number, line in prose_lines(plan):
        if "`" not in line:
            continue
        for kind, pattern in _PROSE:
            for found in re.finditer(pattern, line, re.IGNORECASE):
                name, file = found["name"], None
                if kind == "job":
                    near = _WORKFLOW_FILE.search(line, found.end()) or _WORKFLOW_FILE.search(line)
                    file = near[1] if near else None
                at = here(document, number)
                yield NamedCommand(kind, name, name, at, run=False, workflow=file)
