"""Units of work kept as JSON: `{"tasks": [{"id": 1, "dependencies": [], "subtasks": []}]}`."""

import json
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping

from planproof.core.document import Document, Problem
from planproof.core.plan import Field, Reference
from planproof.sources.references import reference
from planproof.sources.units.drafts import TASK_RANK, Draft
from planproof.sources.units.labels import normal_number
from planproof.sources.vocabulary import section_role

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}]', re.DOTALL)
_DEPENDS = ("dependencies", "depends_on", "dependsOn", "blockedBy", "blocked_by")
_TITLE = ("title", "name", "summary")
_ROLES = {
    "description": "goal",
    "goal": "goal",
    "details": "steps",
    "steps": "steps",
    "testStrategy": "tests",
    "test_strategy": "tests",
    "acceptance": "verification",
    "acceptanceCriteria": "verification",
    "acceptance_criteria": "verification",
    "files": "files",
    "priority": "priority",
    "status": "status",
    "estimate": "estimate",
}
_DONE = frozenset({"done", "completed", "complete", "closed"})
_MAX_BYTES = 20_000_000


class _Object(dict[str, object]):
    """A JSON object that knows its lines."""

    line_start = 1
    line_end = 1


def json_units(document: Document) -> tuple[list[Draft], tuple[Problem, ...]]:
    """Tasks of a JSON document, and what was wrong with it.

    Understood are objects with an id in lists named `tasks` or `subtasks`, and a document that is
    one object with id and title in a folder of tasks. Other JSON holds no tasks.
    """
    text = "\n".join(document.lines)
    if len(text) > _MAX_BYTES:
        return [], (Problem(kind="bad-json", message="too large to be read as JSON"),)
    try:
        root = _parse(text)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        return [], (
            Problem(kind="bad-json", message=f"not valid JSON: {_reason(error)}", line=line),
        )
    found = [draft for task in _tasks(root, depth=0) if (draft := _draft(task, document, None))]
    if not found and isinstance(root, _Object) and re.search(r"(?:^|/)tasks?/", document.path):
        single = _draft(root, document, None)
        found = [single] if single else []
    return found, ()


def _reason(error: Exception) -> str:
    return getattr(error, "msg", "nested too deeply")


def _parse(text: str) -> object:
    """The parsed value, whose objects know their lines.

    The decoder closes objects in the order in which their braces close, so a second look at the
    braces alone gives each its place.
    """
    starts = [0]
    starts.extend(match.end() for match in re.finditer("\n", text))
    closed: list[tuple[int, int]] = []
    open_: list[int] = []
    for match in _TOKEN.finditer(text):
        if match[0] == "{":
            open_.append(match.start())
        elif match[0] == "}" and open_:
            closed.append((open_.pop(), match.start()))
    places = iter(closed)

    def located(pairs: list[tuple[str, object]]) -> _Object:
        found = _Object(pairs)
        first, last = next(places)
        found.line_start, found.line_end = bisect_right(starts, first), bisect_right(starts, last)
        return found

    return json.loads(text, object_pairs_hook=located)


def _tasks(value: object, depth: int) -> Iterator[_Object]:
    if depth > 6:
        return
    if isinstance(value, _Object):
        for key, inner in value.items():
            if key == "tasks" and isinstance(inner, list):
                yield from (task for task in inner if isinstance(task, _Object))
            else:
                yield from _tasks(inner, depth + 1)
    elif (
        isinstance(value, list)
        and depth == 0
        and all(isinstance(v, _Object) and "id" in v for v in value)
    ):
        yield from (v for v in value if isinstance(v, _Object))


def _draft(task: _Object, document: Document, parent: Draft | None) -> Draft | None:
    id_ = task.get("id")
    if not isinstance(id_, str | int) or isinstance(id_, bool):
        return None
    title = next((str(task[key]) for key in _TITLE if isinstance(task.get(key), str)), "")
    number = normal_number(str(id_)) if str(id_).strip() else None
    if parent is not None and number is not None and number.isdigit():
        number = f"{parent.number}.{number}"
    named = number is not None and re.fullmatch(r"\d+(?:\.\d+)*", number)
    draft = Draft(
        kind="json",
        family="task",
        rank=TASK_RANK,
        label=f"Task {number}" if named else str(id_),
        number=number,
        title=title[:300],
        path=document.path,
        heading_line=task.line_start,
        line_end=task.line_end,
        done=str(task["status"]).lower() in _DONE if "status" in task else None,
    )
    draft.fields.extend(_fields(task, document))
    draft.references.extend(_dependencies(task, document, parent.number if parent else None))
    subtasks = task.get("subtasks")
    if isinstance(subtasks, list):
        draft.children = [
            c for s in subtasks if isinstance(s, _Object) and (c := _draft(s, document, draft))
        ]
    return draft


def _fields(task: _Object, document: Document) -> Iterator[Field]:
    for key, value in task.items():
        if (
            key in ("id", "subtasks", *_DEPENDS)
            or isinstance(value, Mapping)
            or value in (None, "", [])
        ):
            continue
        role = _ROLES.get(key) or section_role(key)
        if role is None:
            continue
        line = _line_of(task, key, document)
        text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
        yield Field.model_construct(
            path=document.path, line_start=line, line_end=line, name=key, role=role, value=text
        )


def _dependencies(task: _Object, document: Document, prefix: str | None) -> Iterator[Reference]:
    for key in _DEPENDS:
        values = task.get(key)
        for value in values if isinstance(values, list) else []:
            if not isinstance(value, str | int) or isinstance(value, bool):
                continue
            target = normal_number(str(value))
            if prefix is not None and target.isdigit():
                target = f"{prefix}.{target}"
            line = _line_of(task, key, document)
            yield reference("task", str(value), target, (document.path, line), "depends")


def _line_of(task: _Object, key: str, document: Document) -> int:
    """Line of a key of this object (of the first such key from its start)."""
    mark = f'"{key}"'
    for line in range(task.line_start, task.line_end + 1):
        if mark in document.lines[line - 1]:
            return line
    return task.line_start
