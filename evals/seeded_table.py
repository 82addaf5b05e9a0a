"""The results of seeded defects as text for people."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Protocol


class Seeded(Protocol):
    """What the table needs to know of a seed."""

    @property
    def plan(self) -> str: ...
    @property
    def mutator(self) -> str: ...
    @property
    def needs(self) -> str: ...
    @property
    def what(self) -> str: ...
    @property
    def places(self) -> Sequence[str]: ...
    @property
    def found(self) -> bool: ...
    @property
    def off_target(self) -> Sequence[str]: ...
    @property
    def lost(self) -> Sequence[str]: ...
    @property
    def control(self) -> str | None: ...
    @property
    def survived(self) -> bool | None: ...


class Controlled(Protocol):
    """What the table needs to know of a control."""

    @property
    def plan(self) -> str: ...
    @property
    def control(self) -> str: ...
    @property
    def alarms(self) -> Sequence[str]: ...
    @property
    def lost(self) -> Sequence[str]: ...


class Measured(Protocol):
    @property
    def seeds(self) -> Sequence[Seeded]: ...
    @property
    def controls(self) -> Sequence[Controlled]: ...


_HEAD = f"{'mutator':24} {'needs':6} plans seeds found recall  off lost  again"


def printed(results: Measured, misses: int) -> str:
    """Tables of mutators and controls, and *misses* misses of each mutator."""
    seeds = sorted(results.seeds, key=lambda each: (each.needs, each.mutator))
    groups = [list(group) for _, group in groupby(seeds, lambda each: each.mutator)]
    lines = [_HEAD, *(_row(group[0].mutator, group) for group in groups)]
    lines += [
        _row(f"all that need {needs}", some)
        for needs in ("checks", "model")
        if (some := [each for each in seeds if each.needs == needs])
    ]
    lines += ["", *_controls(results.controls)]
    for group in groups:
        lines += _misses(group, misses)
    return "\n".join(lines)


def _row(name: str, seeds: Sequence[Seeded]) -> str:
    found = sum(each.found for each in seeds)
    again = [each.survived for each in seeds if each.survived is not None]
    return (
        f"{name:24} {seeds[0].needs:6} {len({each.plan for each in seeds}):5} {len(seeds):5} "
        f"{found:5} {found / len(seeds):6.2f} {sum(len(each.off_target) for each in seeds):4} "
        f"{sum(len(each.lost) for each in seeds):4}  {sum(map(bool, again))}/{len(again)}"
    )


def _controls(results: Sequence[Controlled]) -> Iterator[str]:
    yield f"{'control':24} plans alarms lost"
    for name in sorted({each.control for each in results}):
        own = [each for each in results if each.control == name]
        alarms, lost = (sum(len(each.alarms) for each in own), sum(len(each.lost) for each in own))
        yield f"{name:24} {len(own):5} {alarms:6} {lost:4}"
        for each in own:
            yield from (f"    alarm in {each.plan}: {claim}" for claim in each.alarms)
            yield from (f"    lost in {each.plan}: {claim}" for claim in each.lost)


def _misses(seeds: Sequence[Seeded], count: int) -> Iterator[str]:
    missed = [each for each in seeds if not each.found][:count]
    if missed:
        yield f"\n{missed[0].mutator}: missed"
    for each in missed:
        yield f"  {each.plan} {', '.join(each.places[:3])}: {each.what}"
        for claim in each.off_target[:3]:
            yield f"      found instead: {claim}"
    if count and (broken := [each for each in seeds if each.survived is False][:count]):
        yield f"\n{broken[0].mutator}: lost when written again"
        for each in broken:
            yield f"  {each.plan} ({each.control}) {', '.join(each.places[:3])}: {each.what}"
    if count and (
        rules := Counter(claim.split()[0] for each in seeds for claim in each.off_target)
    ):
        yield f"{seeds[0].mutator}: new beside the seeds: {dict(rules.most_common(6))}"
