"""The plans of one run beside each other, looked up by what they say."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property
from posixpath import basename, dirname, splitext
from typing import NamedTuple

from planproof.between.kinship import families
from planproof.core.between import Claim, Pointer, Profile


class Said(NamedTuple):
    """A claim and the number of the plan that makes it."""

    plan: int
    claim: Claim


class Named(NamedTuple):
    """A pointer from one plan to another, by their numbers."""

    source: int
    target: int
    pointer: Pointer


class Shelf:
    """Profiles of plans; a document that stands in two of them speaks for the first alone."""

    def __init__(self, profiles: Sequence[Profile]) -> None:
        self.plans = tuple(profiles)
        self._copies = tuple(_copies(self.plans))

    def groups(self, rule: str) -> Iterator[tuple[tuple[str, ...], list[Said]]]:
        """The claims of *rule* that two plans or more make under one key."""
        return ((k, found) for k, found in self._by_rule[rule].items() if _several(found))

    def under(self, rule: str, key: tuple[str, ...]) -> list[Said]:
        """The claims of *rule* under one key."""
        return self._by_rule[rule].get(key, [])

    @cached_property
    def named(self) -> tuple[Named, ...]:
        """Every place where a plan names another plan of the shelf."""
        return tuple(
            Named(number, target, pointer)
            for number, plan in enumerate(self.plans)
            for pointer in plan.pointers
            if not self.is_copy(number, pointer.at.path)
            and (target := self._target(number, pointer)) is not None
        )

    @cached_property
    def needs(self) -> dict[int, dict[int, Pointer]]:
        """By plan, the plans that it says it needs first, and where it says so."""
        found: dict[int, dict[int, Pointer]] = defaultdict(dict)
        for source, target, pointer in self.named:
            if pointer.depends:
                found[source].setdefault(target, pointer)
        return found

    def needs_other(self, one: int, other: int) -> bool:
        """True when plan *one* says that it needs *other* first."""
        return other in self.needs.get(one, {})

    @cached_property
    def _by_rule(self) -> dict[str, dict[tuple[str, ...], list[Said]]]:
        found: dict[str, dict[tuple[str, ...], list[Said]]] = defaultdict(lambda: defaultdict(list))
        for number, plan in enumerate(self.plans):
            for claim in plan.claims:
                if claim.rule not in plan.disabled and not self.is_copy(number, claim.at.path):
                    found[claim.rule][claim.key].append(Said(number, claim))
        return found

    @cached_property
    def kin(self) -> tuple[int, ...]:
        """By plan, the number of its family: plans that are about one code base."""
        named = [(each.source, each.target) for each in self.named]
        return families(self.plans, named)

    def is_copy(self, number: int, path: str) -> bool:
        """True when an earlier plan holds the same document as plan *number* at *path*."""
        return path in self._copies[number]

    def home_of(self, path: str) -> int | None:
        """The plan that *path* lies in: its root, one of its documents, or a path below it."""
        while path not in self._homes:
            above = dirname(path)
            if above == path:
                return None
            path = above
        return self._homes[path]

    @cached_property
    def _homes(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for number, plan in enumerate(self.plans):
            found.setdefault(plan.home, number)
        return found

    @cached_property
    def _names(self) -> dict[str, int | None]:
        """Plans by the names that others may call them; None for a name that two share."""
        found: dict[str, int | None] = {}
        for number, plan in enumerate(self.plans):
            for name in _names(plan):
                found[name] = None if found.get(name, number) != number else number
        return found

    def _target(self, number: int, pointer: Pointer) -> int | None:
        for target in pointer.targets:
            found = self.home_of(target) if target.startswith("/") else self._names.get(target)
            if found is not None and found != number:
                return found
        return None


def _names(plan: Profile) -> set[str]:
    stem = splitext(basename(plan.home))[0].lower()
    root = plan.root.strip("./").lower()
    return {root, splitext(root)[0], stem, basename(plan.home).lower(), stem.replace("-", " ")}


def _several(found: Sequence[Said]) -> bool:
    return any(said.plan != found[0].plan for said in found)


def _copies(plans: Sequence[Profile]) -> Iterator[frozenset[str]]:
    """For each plan, the shown paths of its documents that an earlier plan holds as well."""
    paths: set[str] = set()
    digests: set[str] = set()
    for plan in plans:
        yield frozenset(
            plan.shown[path]
            for path, digest in plan.documents.items()
            if path in paths or digest in digests
        )
        paths.update(plan.documents)
        digests.update(plan.documents.values())
