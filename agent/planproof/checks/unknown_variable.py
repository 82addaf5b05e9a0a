"""An environment variable that the plan says is there occurs nowhere in the code base.

## What it does

Takes the environment variables that the plan says exist ("the existing `DATABASE_URL`",
"`QUEUE_URL` is already set in `.env.example`", "today `config.py` reads `QUEUE_URL`") and looks for
each as a word in the whole code base, in lower case and without a prefix as well, as settings
libraries have it. Reports one that occurs nowhere, or not in the file that the plan names, and that
no part of the plan sets or documents.

## Why is this bad?

Nothing reads the variable, so setting it changes nothing; or it has another name, and the new code
reads one that is never set.

## Example

    Read the address from the existing `DATABASE_URI`.     # the code reads DATABASE_URL

## Use instead

    Read the address from the existing `DATABASE_URL`.
"""

import re
from collections import defaultdict
from collections.abc import Iterator

from planproof.checks.interface import Context, Rule
from planproof.core.codebase import CodeBase
from planproof.core.finding import Finding
from planproof.core.plan import Plan
from planproof.core.repository import repository_path
from planproof.named.made import is_made
from planproof.named.variables import NamedVariable, sets, spellings, variables_said
from planproof.nearest import nearest

RULE = Rule(
    id="unknown-variable",
    category="references",
    severity="major",
    summary="An environment variable that the plan says is there occurs nowhere",
    goal="Every environment variable that the plan takes for granted is known to the code base",
    of_code=True,
)

_SETTINGS = re.compile(
    r"BaseSettings|env_prefix|envconfig|viper|SetEnvPrefix|ConfigProperties|prefix", re.IGNORECASE
)
"""Libraries that make the name of a variable from that of a field."""
_COMMON = frozenset(
    """
    MAX MIN DEFAULT STATE STATUS IS HAS ENABLE ERROR TYPE ROLE EVENT CURRENT NO NOT IN ON ALL LOG
    CACHE DB API APP USER
    """.split()  # noqa: SIM905  # a list of literals would hide what is missing
)
"""First words of many a constant."""
_LITERAL = re.compile(r"(?:VITE|NEXT_PUBLIC|REACT_APP|EXPO_PUBLIC|GATSBY|VUE_APP|STORYBOOK)_")
"""Begins the names that a bundler puts in where the code has them word for word."""
_NAME = re.compile(r"(?<!\w)[A-Z][A-Z0-9]{1,40}(?:_[A-Z0-9]{1,40}){1,8}(?!\w)")


def check(context: Context) -> Iterator[Finding]:
    """One finding per variable, at the first place that says that it is there."""
    base, plan = context.codebase, context.plan
    if base is None:
        return
    said: dict[str, list[NamedVariable]] = defaultdict(list)
    changed = _changed(plan)
    kin = _first_words(base)
    for each in variables_said(plan):
        if each.needs_kin and each.name.partition("_")[0] not in kin:
            continue  # a constant, a state, an event
        # "`config.py` reads `X`" in a task that changes the file tells what is to be.
        if each.is_sure or (each.file and repository_path(each.file) not in changed):
            said[each.name].append(each)
    for name, places in said.items():
        there = name in base.variables or name in base.words or _occurs(name, base)
        wrong = [each for each in places if there and _lacks(each, base)]
        if there and not wrong:
            continue
        if not there and _may_be_read(name, base) and not _all_lack(places, base):
            continue
        if not is_made(plan, name, bare=True) and not sets(plan, name):
            yield _elsewhere(plan, wrong) if there else _finding(plan, base, places)


def _first_words(base: CodeBase) -> frozenset[str]:
    """With what the names of variables begin here: as in `.env.example`, or with the project."""
    found = {"VITE"}
    for path, lines in base.texts.items():
        if re.search(r"(?:^|/)\.env", path):
            found.update(name.partition("_")[0] for line in lines for name in _NAME.findall(line))
    for package in base.packages:
        if package.own:  # `@heron/web` of HERON_LEVEL
            found.update(re.split(r"[^A-Z0-9]+", package.name.upper()))
    found.update(name.partition("_")[0] for name in base.variables if _NAME.fullmatch(name))
    return frozenset(found) - _COMMON


def _changed(plan: Plan) -> frozenset[str | None]:
    """The files that the plan writes."""
    return frozenset(
        repository_path(mention.file)
        for node in plan.nodes.values()
        for mention in node.files
        if mention.action in ("create", "modify")
    )


def _may_be_read(name: str, base: CodeBase) -> bool:
    """True where a library may make the name from that of a field."""
    if _LITERAL.match(name):
        return False
    if base.variables & spellings(name):
        return True
    last = re.compile(rf"\b{re.escape(name.rpartition('_')[2].lower())}\b", re.IGNORECASE)
    texts = ("\n".join(lines) for lines in base.texts.values())
    return any(_SETTINGS.search(text) and last.search(text) for text in texts)


def _occurs(name: str, base: CodeBase) -> bool:
    return any(name in line for lines in base.texts.values() for line in lines)


def _lacks(each: NamedVariable, base: CodeBase) -> bool:
    """True where the file that the plan names was read and holds the variable in no spelling."""
    path = base.find(each.file) if each.file else None
    lines = base.texts.get(path or "")
    if path is None or lines is None:
        return False
    text = "\n".join(lines)
    if any(word in text for word in (each.name, *spellings(each.name))):
        return False
    last = each.name.rpartition("_")[2].lower()
    return not (_SETTINGS.search(text) and last in text.lower())


def _all_lack(places: list[NamedVariable], base: CodeBase) -> bool:
    return all(_lacks(each, base) for each in places)


def _elsewhere(plan: Plan, places: list[NamedVariable]) -> Finding:
    first = places[0]
    return RULE.finding(
        plan,
        first.at,
        severity="minor",
        title=f"`{first.name}` is said to be in `{first.file}`, which does not have it",
        detail=f"Other files of the code base have the word `{first.name}`; `{first.file}` has it "
        "in "
        "no spelling.",
        recommendation=f"Name the file that has `{first.name}`, or the variable that "
        f"`{first.file}` "
        "has.",
    )


def _finding(plan: Plan, base: CodeBase, places: list[NamedVariable]) -> Finding:
    first = places[0]
    known = {
        name
        for lines in base.texts.values()
        for line in lines
        for name in _NAME.findall(line[:1_000])
    }
    near = nearest(first.name, known)
    others = dict.fromkeys(each.at for each in places[1:] if each.at != first.at)
    return RULE.finding(
        plan,
        first.at,
        related=list(others)[:20],
        title=f"`{first.name}` is said to be there and occurs nowhere in the code base",
        detail=f"No file of the code base has the word `{first.name}`"
        + (f"; the nearest is `{near[0]}`." if near else ".")
        + " No task sets or documents it.",
        recommendation=(
            f"Use `{near[0]}` if that is meant, or add a task that introduces `{first.name}`."
            if near
            else f"Name the variable that the code reads, or add a task that introduces "
            f"`{first.name}`."
        ),
    )
