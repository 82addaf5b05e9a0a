"""What becomes of the files of the code base while a plan is carried out."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from planproof.checks._deeds import Deed, deeds, is_pattern
from planproof.checks._dependencies import dependencies
from planproof.checks._labels import Kind
from planproof.checks._order import Order
from planproof.checks._renames import Rename, renames
from planproof.core.base import Location
from planproof.core.codebase import CodeBase
from planproof.core.plan import Phase, Plan, Task
from planproof.core.repository import repository_path
from planproof.named.paths import paths_named

Part = Phase | Task
CLAIMS: frozenset[Kind] = frozenset({"modify", "rewrite", "delete", "rename", "read"})
"""What can only be done to a file that is there."""
_BUILT = frozenset(
    {".git", "node_modules", ".venv", "venv", "__pycache__", "dist", "build", "out", "target"}
    | {"coverage", "tmp", "generated"}
)
"""Folders of files that tools make."""
_FINISHED = re.compile(
    r"\W*(?:status\W*)?(?:done|complete|completed|finished|implemented|merged|shipped"
    r"|erledigt|fertig|完了|已完成|완료)\b|✅|☑",
    re.IGNORECASE,
)
_HEADED = re.compile(r"✅|☑|[(\[](?:done|complete|completed)[)\]]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Event:
    """A node makes a path, or takes it away."""

    node: Part
    at: Location
    kind: Kind


class Replay:
    """The deeds of a plan in their order, over the code base as it is (if it is known)."""

    def __init__(self, plan: Plan, codebase: CodeBase | None = None) -> None:
        self.plan = plan
        self.codebase = codebase
        self.order = Order(plan)
        self.moves: list[Rename] = list(renames(plan))
        self.deeds: list[Deed] = list(deeds(plan))
        self._claimed = {(d.node.id, d.path) for d in self.deeds if d.kind in CLAIMS}
        self._claimed.update((move.node.id, move.old) for move in self.moves)
        self._makers = self._index_makers()
        self._removals = self._index_removals()

    def _index_makers(self) -> dict[str, list[tuple[str, Event]]]:
        """By file name, what makes (or may make) a file of that name, with its path."""
        found: dict[str, list[tuple[str, Event]]] = defaultdict(list)
        whole = {(deed.node.id, _name(deed.path)) for deed in self.deeds if "/" in deed.path}
        for deed in self.deeds:
            maybe = deed.kind == "write" and (deed.node.id, deed.path) not in self._claimed
            if "/" not in deed.path and (deed.node.id, deed.path) in whole:
                maybe = False  # short for a path that the same part names
            if deed.kind in ("create", "become") or maybe:
                event = Event(deed.node, deed.at, deed.kind)
                found[_name(deed.path)].append((deed.path, event))
        for move in self.moves:
            event = Event(move.node, move.at, "rename")
            found[_name(move.new)].append((move.new, event))
        return found

    def _index_removals(self) -> dict[str, list[Event]]:
        found: dict[str, list[Event]] = defaultdict(list)
        for deed in self.deeds:
            if deed.kind == "delete" and not is_pattern(deed.path):
                found[deed.path.rstrip("/")].append(Event(deed.node, deed.at, "delete"))
        for move in self.moves:
            found[move.old].append(Event(move.node, move.at, "rename"))
        return found

    def makers(self, path: str) -> Iterator[Event]:
        """Everything that makes, or may make, *path*, or a path that may be meant by it."""
        for made, event in self._makers.get(_name(path), ()):
            if same_file(made, path):
                yield event
        for folder in _above(path):
            for made, event in self._makers.get(_name(folder), ()):
                if made.rstrip("/") == folder and event.kind in ("rename", "create", "become"):
                    yield event  # what is in a folder that is copied or made as a whole

    def removals(self, path: str) -> Iterator[Event]:
        """Everything that deletes *path* or gives it (or a folder above) another name."""
        for each in (path, *_above(path)):
            yield from self._removals.get(each.rstrip("/"), ())

    def surely_before(self, first: Part, then: Part) -> bool:
        """True when *first* is done before *then*, whatever order the plan leaves open.

        Where numbers and dependencies contradict each other, nothing is sure.
        """
        if first.id == then.id:
            return False
        needed = first.id in self._needed(then.id)
        if needed or then.id in self._needed(first.id):
            return needed and not self._stands_before(then, first)
        return self._stands_before(first, then)

    def _stands_before(self, first: Part, then: Part) -> bool:
        """True when *first* precedes *then* by its place in the plan."""
        if self.order.phase_gap(first, then) > 0:
            return True
        if isinstance(first, Phase) or isinstance(then, Phase):
            return False
        return self.order.comes_after(first, then)

    @cached_property
    def _direct(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for each in dependencies(self.plan):
            found[each.needer.id].add(each.needed.id)
        return found

    def _needed(self, node: str) -> set[str]:
        """Ids of everything that a node waits for."""
        seen: set[str] = set()
        left = [node]
        while left:
            for needed in self._direct.get(left.pop(), ()):
                if needed not in seen:
                    seen.add(needed)
                    left.append(needed)
        return seen - {node}

    def there(self, path: str) -> bool:
        """True where the code base has, or may have, what the plan calls *path*."""
        base = self.codebase
        if base is None or (name := repository_path(path.rstrip("/"))) is None:
            return True
        if name in base.ignored or path in base.ignored or base.ending(name):
            return True
        parts = name.split("/")
        if _BUILT.intersection(parts[:-1]) or parts[-1].startswith(".env") or parts[-1] in _BUILT:
            return True
        return self._is_spelt_otherwise(base, name)

    def _is_spelt_otherwise(self, base: CodeBase, name: str) -> bool:
        """True for a folder, and for a file that the plan names a little otherwise."""
        folders, parts = base.folders, name.split("/")
        if name in folders or any(folder.endswith(f"/{name}") for folder in folders):
            return True
        if f"/{name.lower()}" in self._lower_ends(name):
            return True  # `Makefile` for `makefile`
        if "." not in parts[-1] and any(f"/{name}." in f"/{each}" for each in base.paths):
            return True  # `src/store/db` for `src/store/db.py`
        inner = "/".join(parts[1:])  # `shop/src/app.py` where the repository is `shop`
        return len(parts) > 2 and (inner in base.paths or inner in folders)

    @cached_property
    def named(self) -> frozenset[str]:
        """Everything in the plan that looks like a path, whatever is said of it."""
        return paths_named(self.plan)

    def is_folder_name(self, name: str) -> bool:
        """True where some folder of the code base, at any depth, has that name."""
        return name in self._folder_names

    @cached_property
    def _folder_names(self) -> set[str]:
        folders = self.codebase.folders if self.codebase is not None else ()
        return {_name(folder) for folder in folders}

    def _lower_ends(self, name: str) -> set[str]:
        """The ends of the paths in the code base that bear that name in whatever case."""
        last, depth = _name(name).lower(), name.count("/") + 1
        same = self._lower.get(last, ())
        return {"/" + "/".join(path.split("/")[-depth:]).lower() for path in same}

    @cached_property
    def _lower(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for path in self.codebase.paths if self.codebase is not None else ():
            found[_name(path).lower()].append(path)
        return found

    def finished(self, node: Part) -> bool:
        """True when a part, or one that contains it, says that it is done already."""
        return any(
            done.path == node.path and done.location.covers(node.location) for done in self._done
        )

    @cached_property
    def _done(self) -> list[Part]:
        return [node for node in self.plan.nodes.values() if _done(self.plan, node)]

    def own_document(self, path: str) -> bool:
        """True for a document of the plan itself."""
        names = {path, path.rpartition("/")[2]}
        return any(
            document.path == path or document.path.rpartition("/")[2] in names
            for document in self.plan.documents
        )

    def label(self, node: Part, other: Part | None = None) -> str:
        """What a finding calls a node, with its phase where that is needed to find it."""
        if isinstance(node, Phase) or not (node.number or "").isdigit():
            return node.label
        phases = self.order.place(node).phases
        if other is None or not phases:
            return node.label
        theirs = self.order.place(other).phases if isinstance(other, Task) else None
        return (
            node.label
            if theirs == phases
            else f"{self.order.phases[phases[0]].label}, {node.label}"
        )


def _done(plan: Plan, node: Part) -> bool:
    if isinstance(node, Task) and node.done is not None:
        return node.done
    heading = plan.document(node.path).lines[node.heading_line - 1]
    if _HEADED.search(heading[:300]):
        return True
    fields = [field.value for field in node.fields if field.role == "status"]
    return any(_FINISHED.match(value[:80]) for value in fields)


def same_file(one: str, other: str) -> bool:
    """True when two spellings may mean one file: `app.py` and `src/app.py`."""
    return one == other or one.endswith(f"/{other}") or other.endswith(f"/{one}")


def _name(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]


def _above(path: str) -> Iterator[str]:
    """The folders above a path, innermost first."""
    folder = path.rstrip("/").rpartition("/")[0]
    while folder:
        yield folder
        folder = folder.rpartition("/")[0]
