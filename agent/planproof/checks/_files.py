"""What tasks do to files, where the plan says so without doubt."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from planproof.checks._words import text_at
from planproof.core.base import Location
from planproof.core.plan import FileMention, Phase, Plan, Task

Verb = Literal["create", "modify"]

_CREATE = (
    r"create|creating|created(?=\W*[:：])|new|criar|crie|crear|crea|créer|erstellen?|anlegen|neu"
    r"|作成|新規(?:作成)?|新建|创建|생성"
)
_MODIFY = (
    r"modify|modifying|modified(?=\W*[:：])|modification|edit|editing|extend|refactor|modificar?"
    r"|modifier|ändern|変更|修正|修改|수정"
)
_VERB = re.compile(
    rf"(?P<create>(?<![^\W_])(?:{_CREATE})(?![a-z]))|(?P<modify>(?<![^\W_])(?:{_MODIFY})(?![a-z]))",
    re.IGNORECASE,
)
_BEHAVES = re.compile(r"\b(?:should|will|can|does|must|may|to)\s+$", re.IGNORECASE)
"""Before a verb: it says what the program does, not what the task does."""
_GAP = re.compile(
    r"(?:[\s:：*_,、&]|\[[^\]]{0,200}\]\([^)]{0,300}\)|`[^`]{0,200}`|\([^()]{0,80}\)"
    r"|\b(?:and|the|a|an|new|file|files|und|y|e|et)\b|[\w@.{}*-]*+/[\w@./{}*-]++)*+`?",
    re.IGNORECASE,
)
"""What may stand between a verb and a path that it governs: other paths and small words."""
_IN = re.compile(
    r"(?<![^\W_])(?:in|into|to|at|inside|within|em|en|dans|à)(?![^\W_])", re.IGNORECASE
)
_WRITES = re.compile(
    r"\b(?:(?:re)?write|implement|add|append|update|replace|fix|fill|rename|move|adapt|delete|remove"
    r"|schreibe?|escribir|escrever|écrire)\s+(?:(?:the|a|new|file)\s+){0,3}[`*_]{0,3}$",
    re.IGNORECASE,
)
_USES = re.compile(
    r"\b(?:us(?:e|es|ing)|reus(?:e|ing)|see|per|from|defined|exist(?:s|ing)|described|call(?:s|ing)?"
    r"|import(?:s|ing)?|read(?:s|ing)?|listed|documented|specified|found|according)\b",
    re.IGNORECASE,
)
"""Before "in `path`": the path is only looked at."""
_RUN = re.compile(
    r"(?<![\w./-])(?:pytest|python3?|node|npx|npm|pnpm|yarn|go\s+test|cargo|jest|vitest|bash|ruby"
    r")\s(?P<arguments>[^`;&|\n]{1,200})"
)
_COMMANDS = ("test", "jest", "python", "node", "npx", "npm", "yarn", "cargo", "bash", "ruby")
"""One of these is in every line that `_RUN` matches; looking for them first is quick."""
_ARGUMENT = re.compile(r"(?<![\w./:-])(?:[\w.-]+/)+[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{1,6}(?![\w/])")
_MAX_LINE = 2_000
_WINDOW = 600


@dataclass(frozen=True, slots=True)
class Change:
    """A task says that it creates or modifies a file."""

    task: Task
    mention: FileMention
    verb: Verb


def changes(plan: Plan) -> Iterator[Change]:
    """Every file that a task creates or modifies, in document order.

    "Create the endpoint in `main.py`" creates no file: the verb must govern the path, or stand in
    the label or heading over it.
    """
    work = {document.path for document in plan.work_documents()}
    for task in plan.walk():
        for mention in task.files:
            if mention.path in work and mention.action not in ("read", "delete"):
                verb = verb_of(plan, task, mention)
                if verb is not None:
                    yield Change(task, mention, verb)


def written_files(plan: Plan, task: Task) -> Iterator[FileMention]:
    """Files that a task writes to: those it changes, and those it says it works `in`."""
    full = {m.line_start for m in task.files if is_full_path(normal_path(m.file))}
    for mention in task.files:
        if mention.action == "read" or mention.file.endswith("/"):
            continue
        if "/" not in mention.file and mention.line_start in full:
            continue  # "Create the README.md section in `scripts/build.ts`"
        line = text_at(plan.document(mention.path), mention.line_start)
        at = line.find(mention.file)
        if at < 0:
            continue
        before = line[max(at - _WINDOW, 0) : at]
        if _governing(before) is not None or (
            mention.line_start == task.heading_line and _works_in(before)
        ):
            yield mention


def is_work_place(plan: Plan, task: Task, mention: FileMention) -> bool:
    """True where a task says of a file that it changes it, or that it works `in` it."""
    line = plan.document(mention.path).lines[mention.line_start - 1]
    at = line.find(mention.file)
    if mention.action == "read" or mention.file.endswith("/"):
        return False
    before = line[max(at - _WINDOW, 0) : at] if at >= 0 else ""
    if before and (_works_in(before) or _WRITES.search(before)):
        return True
    return verb_of(plan, task, mention) is not None


def runs(plan: Plan) -> Iterator[tuple[Task, Location, str]]:
    """Files that a task hands to a command (`pytest tests/a.py`), with the line that does."""
    tasks: dict[str, list[Task]] = defaultdict(list)
    for task in plan.walk():
        tasks[task.path].append(task)
    for document in plan.work_documents():
        own = sorted(tasks[document.path], key=lambda task: task.heading_line)
        starts = [task.heading_line for task in own]
        for number, line in enumerate(document.lines if own else (), 1):
            if "/" not in line or len(line) > _MAX_LINE or not any(c in line for c in _COMMANDS):
                continue
            at = bisect_right(starts, number) - 1
            while at >= 0 and own[at].line_end < number:
                at -= 1
            if at < 0:
                continue
            here = Location(path=document.path, line_start=number, line_end=number)
            for match in _RUN.finditer(line):
                for path in _ARGUMENT.findall(match["arguments"]):
                    yield own[at], here, normal_path(path)


def _works_in(before: str) -> bool:
    """True where the words before a path say that the work happens in it."""
    found = list(_IN.finditer(before))
    if not found or _GAP.fullmatch(before, found[-1].end()) is None:
        return False
    return _USES.search(before[max(found[-1].start() - 60, 0) : found[-1].start()]) is None


def verb_of(plan: Plan, node: Phase | Task, mention: FileMention) -> Verb | None:
    """What *node* does to a file that it names; None where the plan leaves a doubt."""
    line = text_at(plan.document(mention.path), mention.line_start)
    at = line.find(mention.file)
    if at >= 0:
        said = _governing(line[max(at - _WINDOW, 0) : at])
        if said is not None:
            return said
    for section in reversed(node.sections):
        if section.line_start <= mention.line_start <= section.line_end:
            if section.role != "files":
                return None
            verbs = {_kind(match) for match in _VERB.finditer(section.title)}
            return verbs.pop() if len(verbs) == 1 else None
    return None


def _governing(before: str) -> Verb | None:
    """The verb that governs what follows *before*, if nothing but paths stand between."""
    found = list(_VERB.finditer(before))
    if not found or _GAP.fullmatch(before, found[-1].end()) is None:
        return None
    start = found[-1].start()
    if _BEHAVES.search(before[max(start - 12, 0) : start]):
        return None
    if len(found) > 1 and re.fullmatch(r"\s*(?:/|or|and)\s*", before[found[-2].end() : start]):
        return None  # "Create/Modify" says neither
    return _kind(found[-1])


def _kind(match: re.Match[str]) -> Verb:
    return "create" if match["create"] else "modify"


def normal_path(file: str) -> str:
    """One spelling of a path: no leading `./`, no doubled slashes."""
    return re.sub(r"/{2,}", "/", file).removeprefix("./")


def is_full_path(file: str) -> bool:
    """True for a path that names one file: with a folder, and without placeholders."""
    return "/" in file and not file.endswith("/") and not re.search(r"[*{}<>\[\]]|\.\.\.", file)
