"""Two plans decide one thing differently.

## What it does

Reports a named quantity (a port, a limit, a time), a named setting (`SESSION_TTL=30`) or the
version of a technology that two plans state with different values. Silent where one plan itself
has several values, where three values are in play, in sections about options, examples, tests or
what is there today, and for names that may mean many things. Versions, and settings that every
project has, count only between plans that name each other.

## Why is this bad?

Both plans are carried out on one system. Whoever comes second finds the other value, and can
point to a line that says so.

## Example

    # docs/plans/accounts/README.md
    The ledger service listens on port 8081.

    # docs/plans/billing/README.md
    The ledger service listens on port 8085.

## Use instead

    # docs/plans/billing/README.md
    The ledger service listens where [accounts](../accounts/README.md) says.
"""

import re
from collections.abc import Iterator

from planproof.between.interface import finding
from planproof.between.reader import Reader
from planproof.between.shelf import Said, Shelf
from planproof.checks._prose import Owners
from planproof.checks._quantities import lines_with_amounts, quantities
from planproof.checks._versions import versions
from planproof.checks.conflicting_quantity import is_loose, part_of
from planproof.checks.interface import Rule
from planproof.core.between import Claim
from planproof.core.document import Document
from planproof.core.finding import Finding
from planproof.words import count

RULE = Rule(
    id="contradictory-decision",
    category="numbers",
    severity="major",
    summary="Two plans state different values for one thing",
    goal="Every quantity, setting and version has one value in all plans",
    confidence="medium",
)
_SETTING = re.compile(
    r"(?<![\w$.-])`?(?P<name>[A-Z][A-Z0-9]{1,30}(?:_[A-Z0-9]{1,30}){1,6})`?\s{0,2}"
    r"(?:=|:|defaults? to|is)\s{0,2}[`\"']{0,2}"
    r"(?P<value>true|false|\d{1,12}(?:\.\d{1,6})?(?:[a-zA-Z]{1,2})?)(?![\w:/-]|\.\d)",
)
_CHANGES = re.compile(
    r"→|->|⇒|\b(?:e\.g|examples?|instead of|previously|formerly|before|old|originally|was|were"
    r"|from|currently|today|raised?|lowered|reduced?|increased?|or|if|when|unless|test|tests|dev"
    r"|development|staging|prod|production|local|locally)\b",
    re.IGNORECASE,
)
_COMMON_SETTINGS = frozenset({"LOG_LEVEL", "NODE_ENV", "BASE_URL", "API_PORT", "DB_PORT"})
_TARGETS = frozenset({"coverage", "confidence", "success", "share", "rate"})
"""What every plan sets itself as a goal of its own."""
_LONGEST = 2_000


def claims(reader: Reader) -> Iterator[Claim]:
    """The quantities, settings and versions that the plan states as its own."""
    owners = Owners(reader.plan)
    for document in reader.plan.work_documents():
        for at, key, value, text in (
            *_quantities(document),
            *_settings(document),
            *_versions(document),
        ):
            if part_of(owners, document, at) is not None:
                yield Claim(RULE.id, key, value, text, reader.line(document.path, at))


def _quantities(document: Document) -> Iterator[tuple[int, tuple[str, ...], str, str]]:
    for number in lines_with_amounts(document):
        for said in quantities(document.prose[number - 1]):
            how, kind, *words = said.key
            if how != "measure" or is_loose(said.key) or _TARGETS.intersection(words):
                continue
            if len(words) >= 2 or (kind == "port" and words and words[0] not in _ANY_PORT):
                key = ("quantity", said.name, *said.key)
                yield number, key, f"{said.value:g}", said.text


_ANY_PORT = frozenset("server app application service api backend frontend http dev".split())  # noqa: SIM905 - words


def _settings(document: Document) -> Iterator[tuple[int, tuple[str, ...], str, str]]:
    for number, line in enumerate(document.prose, 1):
        if "_" not in line or len(line) > _LONGEST or _CHANGES.search(line):
            continue
        for match in _SETTING.finditer(line):
            yield number, ("setting", match["name"]), match["value"].lower(), match["value"]


def _versions(document: Document) -> Iterator[tuple[int, tuple[str, ...], str, str]]:
    for version in versions(document):
        if not version.is_least:
            value = ".".join(map(str, version.value))
            key = ("version", version.technology, str(len(version.value)))
            yield version.line, key, value, version.text


def between(shelf: Shelf) -> Iterator[Finding]:
    """One finding for each name that has two values."""
    for key, found in shelf.groups(RULE.id):
        kind, name = key[:2]
        if kind == "version" or name in _COMMON_SETTINGS:
            for family in _families(shelf, found):
                yield from _judged(shelf, kind, name, family)
        else:
            yield from _judged(shelf, kind, name, found)


def _families(shelf: Shelf, found: list[Said]) -> list[list[Said]]:
    families: dict[int, list[Said]] = {}
    for said in found:
        families.setdefault(shelf.kin[said.plan], []).append(said)
    return list(families.values())


def _judged(shelf: Shelf, kind: str, name: str, found: list[Said]) -> Iterator[Finding]:
    values: dict[int, set[str]] = {}
    for said in found:
        values.setdefault(said.plan, set()).add(said.claim.value)
    sure = [said for said in found if len(values[said.plan]) == 1]
    if len({said.claim.value for said in sure}) == 2 and len(sure) == len(found):
        yield _finding(shelf, kind, name, sure)


def _finding(shelf: Shelf, kind: str, name: str, found: list[Said]) -> Finding:
    """At the value that fewer places state, the later one when both are as frequent."""
    last = found[-1].claim.value
    ours = [said for said in found if said.claim.value == last]
    theirs = [said for said in found if said.claim.value != last]
    fewer, more = (theirs, ours) if len(theirs) < len(ours) else (ours, theirs)
    one, other = fewer[0], more[0]
    first, second = shelf.plans[one.plan].root, shelf.plans[other.plan].root
    plans = {said.plan for said in more}
    where = f"`{second}`" if len(plans) == 1 else count(len(plans), "other plan")
    named = {"version": "", "setting": f"`{name}` is "}.get(kind, f"“{name}” is ")
    return finding(
        RULE,
        one.claim.at,
        [said.claim.at for said in (*more[:1], *fewer[1:], *more[1:])],
        title=f"{named}{one.claim.text} in `{first}` and {other.claim.text} in {where}",
        detail="Both plans are carried out on one system, and each can point to a line of its own.",
        recommendation=f"Decide between {one.claim.text} and {other.claim.text}, state it in one "
        "plan and refer to that from the other.",
        severity="minor" if kind == "version" else None,
    )
