"""A password, key or token stands in the plan.

## What it does

Looks through every document, code, comments and context included, for keys and tokens of known
makers, private keys, signed tokens, and passwords in addresses, assignments and sentences ("with
the password ..."). Examples, placeholders and logins of the own machine are left alone. The
finding shows the first four characters at most.

## Why is this bad?

A plan is committed, mailed and sent to models: whoever reads it can use the secret, and the
history keeps it after it is deleted.

## Example

    DATABASE_URL=postgres://billing:<the real password>@db.shop.example.net/billing

## Use instead

    DATABASE_URL: from the vault, entry `billing/database`
"""

from collections import defaultdict
from collections.abc import Iterator

from planproof.checks.interface import Context, Rule, line_at
from planproof.core.base import Location
from planproof.core.document import Document
from planproof.core.finding import Finding
from planproof.core.plan import Plan
from planproof.core.secrets import Secret, find_secrets, masked, redact
from planproof.words import listed

RULE = Rule(
    id="secret-in-plan",
    category="content",
    severity="critical",
    summary="A password, key or token stands in the plan",
    goal="No password, key or token stands in the plan",
)


def check(context: Context) -> Iterator[Finding]:
    """One finding per secret with every place where it stands; those of one line together."""
    plan = context.plan
    places: dict[str, list[Location]] = defaultdict(list)
    of_line: dict[tuple[str, int], dict[str, Secret]] = defaultdict(dict)
    for document in plan.documents:
        for text, secret, line in _secrets(document):
            if text not in places:
                of_line[document.path, line][text] = secret
            places[text].append(line_at(document, line))
    for secrets in of_line.values():
        found = dict.fromkeys(place for text in secrets for place in _keys(places[text]))
        yield _finding(plan, secrets, [line_at(plan.document(path), n) for path, n in found])


def _keys(places: list[Location]) -> Iterator[tuple[str, int]]:
    return ((place.path, place.line_start) for place in places)


def _secrets(document: Document) -> Iterator[tuple[str, Secret, int]]:
    """Every secret of a document with its text and the line on which it starts."""
    whole = "\n".join(document.lines)
    line, at = 1, 0
    for secret in find_secrets(whole):
        line += whole.count("\n", at, secret.start)
        at = secret.start
        yield whole[secret.start : secret.end], secret, line


def _finding(plan: Plan, secrets: dict[str, Secret], places: list[Location]) -> Finding:
    named = [
        f"{secret.kind}: {masked(text.split(maxsplit=1)[0], secret.shown)}"
        for text, secret in secrets.items()
    ]
    certain = any(secret.certain for secret in secrets.values())
    finding = RULE.finding(
        plan,
        places[0],
        related=places[1:],
        severity="critical" if certain else "major",
        confidence="high" if certain else "medium",
        title=f"The plan holds {listed(named, 3)}",
        detail="Everybody who gets the plan, and its history, can use it.",
        recommendation="Revoke it, and name the place where it is kept instead of its value.",
    )
    # A report is posted and mailed: it must not carry what it warns of.
    return finding.model_copy(
        update={
            "quote": _safe(plan, finding.location),
            "related": tuple(
                place.model_copy(update={"quote": _safe(plan, place)}) for place in finding.related
            ),
        }
    )


def _safe(plan: Plan, at: Location) -> str:
    """The quoted lines, redacted with their neighbours: a private key is known by its block."""
    document = plan.document(at.path)
    start = max(1, at.line_start - 2)
    lines = redact(document.text(start, at.line_end + 2)).split("\n")
    return "\n".join(lines[at.line_start - start :][: at.line_end - at.line_start + 1])
