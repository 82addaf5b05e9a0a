"""Readers drawn by chance: what they report of a plan, and in what words.

A claim is something that a reader may report: a planted defect, or something false. Every reader
says it in a part of its words, at its line or one beside, under a criterion that fits.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import get_args

from evals.recordings import Defect
from planproof.core.base import Location
from planproof.core.draft import Draft, Quote
from planproof.core.finding import Category, Severity
from planproof.core.plan import Plan
from planproof.core.rubric import Criterion
from planproof.evidence import plain

_TITLE = 150
"""Characters of a title: less than the review publishes, so that no two become one."""
_PROVES = 12
"""Characters of a line below which nobody would quote it."""
_SAYS = ("{} is open", "Nobody can tell {}", "{}: who decides?", "Conflict: {}", "{} will not work")
_FIXES = ("State {}.", "Decide on {}.", "Change {}.", "Bring {} into line.", "Add {}.")
_FALSELY = ("{} is nowhere defined", "{} comes too late", "{} contradicts {}", "{} is never tested")


@dataclass(frozen=True)
class World:
    """What is assumed."""

    readers: int = 3
    recall: float = 0.4
    """Share of the planted defects that one reader reports."""
    precision: float = 0.25
    """Share of one reader's drafts that tell of a planted defect."""
    alike: float = 0.3
    """Correlation of two readers on one claim, for some are harder to see than others."""
    wrong_chance: float = 0.2
    """How likely one reader makes one of the false claims that lie near."""
    keep: float = 0.5
    """Share of a claim's words that one reader uses for a title."""
    beside: float = 0.25
    """How likely a reader quotes a line beside the claim's, and how likely another place first."""
    invented: float = 0.05
    """Share of the false drafts whose quote is not in the plan."""
    regraded: float = 0.3
    """How likely a reader grades a claim as it does not deserve."""
    drops_wrong: float = 0.7
    """Share of the false findings that the verifier refutes, of those that it is asked about."""
    drops_right: float = 0.1


@dataclass(frozen=True)
class Claim:
    """What a reader may report."""

    id: str
    planted: bool
    category: Category
    severity: Severity
    what: str
    places: tuple[tuple[str, int], ...]
    """Documents and lines; the first is its own."""


def planted_claims(defects: Sequence[Defect]) -> list[Claim]:
    """What there is to find."""
    return [
        Claim(
            id=each.id,
            planted=True,
            category=_category(each.category),
            severity=each.severity,
            what=each.what,
            places=((each.path, each.line), *map(_place, each.related)),
        )
        for each in defects
    ]


def false_claims(plan: Plan, defects: int, world: World, random: Random) -> list[Claim]:
    """So many false claims that the readers are as precise as the world says."""
    number = defects * world.recall * (1 - world.precision) / world.precision / world.wrong_chance
    lines = [(each.path, at) for each in plan.work_documents() for at in _quotable(plan, each.path)]
    found = []
    for at in range(round(number)):
        path, line = random.choice(lines)
        other = random.choice(lines)
        said = (_line(plan, path, line), _line(plan, *other))
        found.append(
            Claim(
                id=f"false-{at}",
                planted=False,
                category=random.choice(get_args(Category)),
                severity=random.choices(get_args(Severity), (2, 5, 3))[0],
                what=random.choice(_FALSELY).format(*said),
                places=((path, line),),
            )
        )
    return found


def chances(claims: Sequence[Claim], world: World, random: Random) -> list[float]:
    """How likely a reader reports each claim: the same for all readers of one review."""
    return [
        _chance(world.recall if each.planted else world.wrong_chance, world, random)
        for each in claims
    ]


def _chance(mean: float, world: World, random: Random) -> float:
    if not world.alike:
        return mean
    spread = 1 / world.alike - 1
    return random.betavariate(mean * spread, (1 - mean) * spread)


class Reading:
    """Makes the drafts of one review, and knows what each of them tells of."""

    def __init__(
        self, plan: Plan, criteria: Sequence[Criterion], world: World, random: Random
    ) -> None:
        self._plan = plan
        self._criteria = criteria
        self._world = world
        self._random = random
        self._claims: dict[str, Claim] = {}

    def reader(self, claims: Sequence[Claim], seen: Sequence[float]) -> list[Draft]:
        """What one reader reports, who sees each claim with its own chance."""
        pairs = zip(claims, seen, strict=True)
        return [self._draft(each) for each, chance in pairs if self._random.random() < chance]

    def claim(self, title: str) -> Claim:
        """What a title tells of."""
        return self._claims[title]

    def _draft(self, claim: Claim) -> Draft:
        return Draft(
            criterion=self._criterion(claim),
            severity=self._severity(claim),
            severity_reason="simulated",
            confidence="medium",
            title=self._title(claim),
            why="",
            fix=self._random.choice(_FIXES).format(self._some(claim.what, 0.6)),
            quotes=tuple(self._quotes(claim)),
        )

    def _title(self, claim: Claim) -> str:
        """Words that no draft about something else has."""
        says = self._random.choice(_SAYS)
        title = plain(says.format(self._some(claim.what, 1.0)), _TITLE)
        while self._claims.setdefault(title, claim) != claim:
            title = plain(f"Again, {title}", _TITLE)
        return title

    def _some(self, text: str, share: float) -> str:
        words = text.split()
        kept = [word for word in words if self._random.random() < share * self._world.keep]
        return " ".join(kept or words[:1])

    def _criterion(self, claim: Claim) -> str:
        fit = [each.id for each in self._criteria if each.category == claim.category]
        if not fit or self._random.random() < 0.3:
            fit = [each.id for each in self._criteria]
        return self._random.choice(fit)

    def _severity(self, claim: Claim) -> Severity:
        other = self._random.random() < self._world.regraded
        return self._random.choice(get_args(Severity)) if other else claim.severity

    def _quotes(self, claim: Claim) -> Iterator[Quote]:
        places = list(claim.places)
        if self._random.random() < self._world.beside:
            self._random.shuffle(places)
        for path, line in places[: self._random.randint(1, 3)]:
            moved = self._random.random() < self._world.beside
            at = self._near(path, line + (self._random.choice((-2, -1, 1, 2)) if moved else 0))
            text = _line(self._plan, path, at)
            if not claim.planted and self._random.random() < self._world.invented:
                text = f"the simulated {text} that nobody wrote"
            lines = len(self._plan.document(path).lines)
            shown = Location(path=path, line_start=1, line_end=lines)
            yield Quote(within=shown, line=at, text=text)

    def _near(self, path: str, line: int) -> int:
        lines = self._plan.document(path).lines
        near = (at for step in range(len(lines)) for at in (line - step, line + step))
        return next(at for at in near if 0 < at <= len(lines) and _proves(lines[at - 1]))


def _quotable(plan: Plan, path: str) -> list[int]:
    lines = enumerate(plan.document(path).lines, 1)
    return [at for at, text in lines if _proves(text)]


def _proves(line: str) -> bool:
    return sum(map(str.isalnum, line)) >= _PROVES


def _line(plan: Plan, path: str, line: int) -> str:
    return plan.document(path).lines[line - 1]


def _place(text: str) -> tuple[str, int]:
    path, _, line = text.rpartition(":")
    return path, int(line)


def _category(name: str) -> Category:
    return next(each for each in get_args(Category) if each == name)
