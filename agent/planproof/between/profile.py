"""From a plan to what is looked at of it beside others."""

from collections.abc import Collection
from posixpath import normpath

from planproof.between.kinship import changed_files, founds
from planproof.between.pointers import pointers
from planproof.between.reader import Reader
from planproof.between.registry import RULES
from planproof.core.between import Profile
from planproof.core.plan import Plan


def profile(plan: Plan, home: str, *, disabled: Collection[str] = ()) -> Profile:
    """What *plan* says that other plans may contradict.

    *home* is the absolute path of its root, with forward slashes; *disabled* holds the ids of
    rules that its settings turn off. A template says nothing yet.
    """
    reader = Reader(plan, normpath(home))
    return Profile(
        root=plan.root,
        home=reader.home,
        folder=reader.folder,
        name=plan.name,
        documents={reader.full(each.path): each.sha256 for each in plan.documents},
        shown={reader.full(each.path): reader.shown(each.path) for each in plan.documents},
        skipped=tuple(reader.full(each.path) for each in plan.skipped),
        phases=frozenset(phase.label.lower() for phase in plan.phases if phase.explicit),
        files=frozenset(changed_files(reader)),
        founds=founds(reader),
        claims=()
        if plan.template
        else tuple(claim for rule in RULES for claim in rule.claims(reader)),
        pointers=() if plan.template else tuple(p for p in pointers(reader) if p.targets),
        disabled=frozenset(disabled),
    )
