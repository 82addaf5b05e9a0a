"""Commands that a plan runs or names: make targets, scripts, services, workflows and jobs."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from planproof.core.base import Location
from planproof.core.codebase import CommandKind
from planproof.core.plan import Plan
from planproof.named.around import folder_said, is_denied, is_of_others
from planproof.named.command_words import Said, said_commands
from planproof.named.shell import Line, lines
from planproof.named.wording import here
from planproof.named.workflow_words import is_counted_on

_TARGET = re.compile(r"[A-Za-z0-9_][\w%-]*")
_SCRIPT = re.compile(r"[A-Za-z][\w:.-]*")
_SERVICE = re.compile(r"[A-Za-z0-9][\w.-]*")
_RECIPE = re.compile(r"[A-Za-z_][\w-]*(?:::?[A-Za-z_][\w-]*)*")
_WORKFLOW_FILE = re.compile(r"(?:\./)?\.github/workflows/[\w.-]{1,100}\.ya?ml")
_FILE = re.compile(r".*\.(?:[cm]?[jt]sx?|py|sh|json)")
_OFTEN_SCRIPTS = frozenset(
    """
    build check clean compile coverage deploy dev e2e format generate lint preview serve start
    test typecheck type-check validate watch
    """.split()  # noqa: SIM905  # a list of literals would hide what is missing
)
"""What `pnpm X` and `yarn X` mean as a script; other names may be programs of a package."""
_PROGRAMS = frozenset(
    """
    tsc tsx ts-node eslint prettier vite vitest jest mocha playwright cypress webpack rollup esbuild
    next nuxt astro svelte-kit prisma drizzle-kit knex typeorm nest ng turbo nx lerna biome rimraf
    husky storybook tailwindcss tsup wrangler vercel
    """.split()  # noqa: SIM905  # likewise
)
"""What `yarn run X` and `bun run X` find without a script of that name."""
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
_ENGLISH = frozenset(
    """
    sure it its a an the that this these those them all-in use your our you we to of and or not do
    does one no any every each in on as is are
    """.split()  # noqa: SIM905  # likewise
)
"""Behind `make`, `just` and `task` in a sentence that only looks like a command."""


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
    folder: str | None = None
    """Folder or workspace for which it is run, where the plan says so: `web`, `@org/web`."""
    file: str | None = None
    """The file that the plan says declares it."""
    is_sure: bool = True
    """False where it may tell what the file is to have when it is changed."""
    around: str | None = None
    """Folder into which an earlier line of the same fence goes."""


Named = tuple[CommandKind, list[str], str | None]


def commands_named(plan: Plan) -> tuple[NamedCommand, ...]:
    """Every command with a name that a manifest may declare, in order of documents."""
    found = [
        each
        for line in lines(plan)
        if not line.has_fallback and not is_denied(plan, line)
        for each in _of(line, folder_said(plan, line))
    ]
    found += [_in_prose(said) for said in said_commands(plan) if said.kind is not None]
    return (*found, *_workflow_files(plan))


def _in_prose(said: Said) -> NamedCommand:
    file = said.owner.rpartition("/")[2] if said.owner and said.kind == "job" else None
    kind: CommandKind = said.kind or "make"
    return NamedCommand(
        kind,
        said.name,
        said.name,
        said.at,
        run=False,
        workflow=file,
        file=said.owner,
        is_sure=said.is_sure,
    )


def _workflow_files(plan: Plan) -> Iterator[NamedCommand]:
    """Workflow files that a part of the plan counts on without saying what it does to them.

    Where it says that it changes them, they are held against the code base with all other files.
    """
    for node in plan.nodes.values():
        for mention in node.files:
            if mention.action != "mention" or not _WORKFLOW_FILE.fullmatch(mention.file):
                continue
            document = plan.document(mention.path)
            if is_of_others(document.prose[mention.line_start - 1][:500]):
                continue
            if is_counted_on(document, mention.line_start, mention.file):
                name = mention.file.rpartition("/")[2]
                at = here(document, mention.line_start)
                yield NamedCommand("workflow", name, name, at, run=False, file=mention.file)


def _of(line: Line, said: str | None) -> Iterator[NamedCommand]:
    named = _named(line.words)
    if named is None:
        return
    kind, names, folder = named
    for name in names:
        ends = line.words.index(name) + 1 if name in line.words else len(line.words)
        shown = " ".join(line.words[:ends])
        where = folder or (line.folder if line.is_near else None) or said
        yield NamedCommand(kind, name, shown, line.at, run=True, folder=where, around=line.folder)


def _named(line: Sequence[str]) -> Named | None:
    program, words = line[0].rpartition("/")[2], line[1:]
    if program in ("uv", "poetry", "pdm", "rye", "hatch", "pixi") and words[:1] == ("run",):
        return _runs_entry(words[1:])
    if program in ("docker", "podman") and "compose" in words:
        return _compose(program, words[words.index("compose") + 1 :])
    if program == "gh" and words[:2] == ("workflow", "run"):
        return "workflow", list(words[2:3]), None
    reader = _READERS.get(program)
    return reader(program, words) if reader is not None else None


def _make(_program: str, words: Sequence[str]) -> Named:
    folder = _value(words, ("-C", "--directory"))
    if any(word == "-f" or word.startswith("--file") for word in words):
        return "make", [], None  # another Makefile, which may be anywhere
    found: list[str] = []
    for before, word in zip(("", *words), words, strict=False):
        if word.startswith("-") or "=" in word or before in ("-C", "-j", "-I", "-o", "--directory"):
            continue
        if not _TARGET.fullmatch(word) or word in _ENGLISH:
            break
        found.append(word)
    return "make", found, folder


def _npm(program: str, words: Sequence[str]) -> Named:
    if "--if-present" in words:
        return "npm", [], None
    before = list(words[: words.index("--")]) if "--" in words else list(words)
    folder = _value(before, ("--prefix", "-C", "--dir", "--cwd", "-w", "--workspace", "--filter"))
    folder = folder or _value(before, ("-F", "workspace"))
    valued = {"--prefix", "-C", "--dir", "--cwd", "-w", "--workspace", "--filter", "-F"}
    rest: list[str] = []
    for earlier, word in zip(("", *before), before, strict=False):
        if not (word.startswith("-") or earlier in valued or earlier == "workspace"):
            rest.append(word)
    rest = [word for word in rest if word not in ("workspace", "workspaces")]
    if rest and rest[0] in ("run", "run-script"):
        rest = rest[1:]
        if program in ("yarn", "bun") and rest and rest[0] in _PROGRAMS:
            return "npm", [], None
    elif not (
        program in ("pnpm", "yarn") and rest and (":" in rest[0] or rest[0] in _OFTEN_SCRIPTS)
    ):
        return "npm", [], None
    ok = rest and _SCRIPT.fullmatch(rest[0]) and not _FILE.fullmatch(rest[0])
    return "npm", rest[:1] if ok else [], folder


def _value(words: Sequence[str], options: Sequence[str]) -> str | None:
    """The value of the first of *options*, as `--x y` or `--x=y`; None for a pattern."""
    for at, word in enumerate(words):
        name, _, value = word.partition("=")
        if name in options:
            found = value or next(iter(words[at + 1 : at + 2]), "")
            plain = found.removeprefix("./").rstrip("/")
            return plain if plain and not re.search(r"[*{}\[\]!^~<>$]|\.\.", plain) else None
    return None


def _runs_entry(words: Sequence[str]) -> Named | None:
    """What `uv run ...` runs: an entry point, or another program that runs things by name."""
    folder = _value(words, ("--package", "--directory", "--project"))
    rest = list(words)
    while rest and rest[0].startswith("-"):
        if rest[0] in ("-m", "--module", "-s", "--script"):
            return None
        rest = rest[2:] if rest[0] in _UV_VALUES else rest[1:]
    if rest and rest[0] in ("poe", "poethepoet", "tox", "nox", "make", "just"):
        return _named(rest)
    ok = rest and _SCRIPT.fullmatch(rest[0]) and "." not in rest[0]
    return "script", rest[:1] if ok else [], folder


def _first(kind: CommandKind, elsewhere: Sequence[str]) -> Callable[[str, Sequence[str]], Named]:
    """A reader of programs that take one name: `just NAME`, `task NAME`, `poe NAME`."""

    def read(_program: str, words: Sequence[str]) -> Named:
        if any(word.partition("=")[0] in elsewhere for word in words):
            return kind, [], None  # another file, which may be anywhere
        rest = [word for word in words if not word.startswith("-") and "=" not in word]
        ok = rest and _RECIPE.fullmatch(rest[0]) and rest[0] not in _ENGLISH
        # "just run the tests again" is a sentence, and so is "task list of the phase".
        is_sentence = any(word.lower() in _ENGLISH for word in words[1:])
        return kind, rest[:1] if ok and not is_sentence else [], None

    return read


def _tox(_program: str, words: Sequence[str]) -> Named:
    found = _value(words, ("-e", "--env"))
    names = [] if _value(words, ("-c", "--conf")) else (found or "").split(",")
    return "tox", [each for each in names if _SCRIPT.fullmatch(each) and each != "ALL"], None


def _nox(_program: str, words: Sequence[str]) -> Named:
    if _value(words, ("-f", "--noxfile")):
        return "nox", [], None
    found = _value(words, ("-s", "--session", "--sessions", "-e"))
    return "nox", [found] if found and _SCRIPT.fullmatch(found) else [], None


def _compose(_program: str, words: Sequence[str]) -> Named:
    files = [value for option, value in pairwise(words) if option in ("-f", "--file")]
    return "service", _services(words), files[0] if len(files) == 1 else None


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


_READERS: Mapping[str, Callable[[str, Sequence[str]], Named]] = {
    "make": _make,
    "gmake": _make,
    **dict.fromkeys(("npm", "pnpm", "yarn", "bun"), _npm),
    "docker-compose": _compose,
    "just": _first("just", ("-f", "--justfile", "-d", "--working-directory")),
    "task": _first("task", ("-t", "--taskfile", "-d", "--dir", "-g", "--global")),
    "go-task": _first("task", ("-t", "--taskfile", "-d", "--dir", "-g", "--global")),
    "poe": _first("poe", ("-C", "--directory", "-r", "--root")),
    "poethepoet": _first("poe", ("-C", "--directory", "-r", "--root")),
    "tox": _tox,
    "nox": _nox,
}
