"""Packages that a plan says are there already, and the versions that it says they have."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from planproof.core.base import Location
from planproof.core.plan import Plan
from planproof.named.wording import clause_after, clause_before, here, last_of, prose_lines, spans

_MANIFEST = (
    r"(?:package(?:-lock)?\.json|pyproject\.toml|[\w-]*requirements[\w-]*\.(?:txt|in)|uv\.lock"
    r"|poetry\.lock|pnpm-lock\.yaml|yarn\.lock|go\.mod|Cargo\.(?:toml|lock)|pom\.xml|lock ?file)"
)
_SPEC = re.compile(
    r"(?P<name>(?:@[\w.-]{1,100}/)?[A-Za-z][\w.-]{0,100})(?:\[[\w,-]{1,60}\])?"
    r"(?:\s?(?:@|==|=|~=|~|\^|@\^|@~)?\s?v?(?P<version>\d{1,4}(?:\.\d{1,4}){0,3})(?:\.x)?)?"
)
_BEFORE = re.compile(
    r"\b(?:already|currently|existing)\b[^`]{0,40}?\b(?:us(?:e|es|ing)|depend(?:s|ing)? on|"
    r"dependenc(?:y|ies)|install(?:s|ed)?|packages?|librar(?:y|ies)|lists?|ships? with|pins?|"
    r"rel(?:y|ies) on|declares?)\b[^`]{0,24}(?:`[^`]{1,80}`[^`]{1,12}){0,6}`$",
    re.IGNORECASE,
)
_ADJECTIVE = re.compile(r"\b(?:existing|already[- ]installed|current)\s+`$", re.IGNORECASE)
_NOUN = re.compile(
    r"`\s+(?:dev[- ])?(?:packages?|librar(?:y|ies)|dependenc(?:y|ies)|deps?)\b", re.IGNORECASE
)
_AFTER = re.compile(
    r"`[\s(,–—-]{1,4}(?:v?[\d.x]{1,12}\)?[\s,–—(-]{1,4})?(?:package |library |dependency )?"
    r"(?:which )?(?:is |are )?(?:already|currently)\s+"
    r"(?:(?:a|an|our|the|one of our)\s+)?(?:direct |dev |project )?"
    rf"(?:dependenc|installed|listed|declared|pinned|locked|in use\b|in (?:the )?`?{_MANIFEST}"
    r"|used\b|available|present\b|there\b)",
    re.IGNORECASE,
)
_CUE = re.compile(
    rf"\b(?:packages?|librar(?:y|ies)|dependenc(?:y|ies)|installed|pinned|locked|{_MANIFEST})\b",
    re.IGNORECASE,
)
_WELL_KNOWN = frozenset(
    """
    aiohttp alembic arq attrs axios black boto3 celery chai clsx click cryptography date-fns dayjs
    django dramatiq esbuild eslint express factory-boy fastapi fastify flask formik freezegun
    graphene gunicorn httpx hypothesis immer ioredis jest jinja2 joi jotai jsonschema jsonwebtoken
    kysely lodash loguru mocha moment mongoose msgspec mypy nestjs next nodemailer numpy nuxt
    orjson pandas passlib passport pg pillow pino playwright polars prettier prisma psycopg
    psycopg2 pydantic pyjwt pytest pyyaml react redis redux requests respx rich rq ruff rxjs
    sentry-sdk sharp sinon sqlalchemy sqlmodel starlette storybook structlog stripe svelte
    tailwindcss tenacity testcontainers tokio tortoise-orm typer typescript urllib3 uvicorn vite
    vitest vue vuex webpack winston xstate yup zod zustand
    """.split()  # noqa: SIM905  # a list of literals would hide what is missing
)
"""Names that mean a package even where nothing in the sentence says so."""
_VERSION = re.compile(
    r"(?:`(?P<code>(?:@[\w.-]{1,60}/)?[A-Za-z][\w.-]{0,60})`|(?<![\w`./@-])(?P<word>[A-Z][\w.]{1,30}\w"
    r"(?: CSS)?))[\s(]{1,2}(?:is )?(?:(?:pinned|locked|fixed|currently)\s+)?(?:(?:at|to|on)\s+)?"
    r"(?:version\s+)?`?v?(?P<version>\d{1,4}(?:\.\d{1,4}){0,3})(?:\.x)?(?![\w%+]|\.\d|\s*[-–]\s*\d)"
)
_STATE = re.compile(
    r"\b(?:uses?|using|already|currently|current|existing|installed|pinned|locked|runs? on|running"
    rf"|(?:is|are|we're) (?:on|at)|ships? with|built (?:on|with)|today|{_MANIFEST})\b",
    re.IGNORECASE,
)
_CHANGE = re.compile(
    r"\b(?:upgrad\w*|migrat\w*|bump\w*|rais\w*|mov(?:e|es|ing)|switch\w*|target\w*|new|add\w*"
    r"|instead|drop\w*|older|previous\w*|formerly|was|were|until|after|once|if|when|requir\w*|needs?"
    r"|support\w*|compatib\w*|at least|minimum|or (?:later|newer|above|higher)|downgrad\w*|instal"
    r"l|will|should|must|would|e\.g|avoid\w*|not)\b|[<>≥≤→]|->",
    re.IGNORECASE,
)
_UPGRADE = re.compile(
    r"\b(?:upgrad\w*|bump\w*)\s+`?(?P<name>(?:@[\w.-]{1,60}/)?[A-Za-z][\w.-]{0,60}?)`?\s+from\s+"
    r"`?v?(?P<version>\d{1,4}(?:\.\d{1,4}){0,3})(?:\.x)?`?\s+to\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class NamedPackage:
    """A package that the plan says is there, or is there in a version."""

    name: str
    """As written, without version and extras."""
    version: str | None
    """None where only its presence is claimed."""
    is_claimed: bool
    """True where the text says that the package is there."""
    at: Location
    is_code: bool = True
    """Written in code marks; a capitalised word of prose is a package only if one has its name."""


def normal_name(ecosystem: str, name: str) -> str:
    """One spelling of a package's name, as its ecosystem compares names."""
    if ecosystem == "pypi":
        return re.sub(r"[-_.]+", "-", name).lower()
    if ecosystem == "cargo":
        return name.replace("_", "-").lower()
    return name if ecosystem == "go" else name.lower()


def packages_named(plan: Plan) -> tuple[NamedPackage, ...]:
    """Every package that the plan says is there or has a version, in order of documents."""
    found: list[NamedPackage] = []
    for document, number, line in prose_lines(plan):
        at = here(document, number)
        found += _present(line, at)
        found += _versions(line, at)
    return tuple(found)


def _present(line: str, at: Location) -> Iterator[NamedPackage]:
    if not re.search(r"already|currently|existing|current", line, re.IGNORECASE):
        return
    for start, text in spans(line):
        spec = _SPEC.fullmatch(text)
        if spec is None:
            continue
        before, end = clause_before(line, start), start + len(text)
        after = clause_after(line, end)
        named = _ADJECTIVE.search(before) and _NOUN.match(after)
        if not (named or _BEFORE.search(before) or _AFTER.match(after)) or last_of(before):
            continue
        if _CUE.search(before + after) or spec["name"].lower() in _WELL_KNOWN:
            yield NamedPackage(spec["name"], spec["version"], is_claimed=True, at=at)


def _versions(line: str, at: Location) -> Iterator[NamedPackage]:
    for found in _UPGRADE.finditer(line):
        name = found["name"]
        yield NamedPackage(name, found["version"], is_claimed=False, at=at)
    if not _STATE.search(line):
        return
    for found in _VERSION.finditer(line):
        around = clause_before(line, found.start()) + clause_after(line, found.end())
        if _STATE.search(around + found[0]) and not _CHANGE.search(around):
            name, is_code = found["code"] or found["word"], bool(found["code"])
            yield NamedPackage(name, found["version"], False, at, is_code)
    for start, text in spans(line):
        spec = _SPEC.fullmatch(text)
        if spec is not None and spec["version"] and re.search(r"[@=~^ ]", text[1:]):
            around = clause_before(line, start) + clause_after(line, start + len(text))
            if _STATE.search(around) and not _CHANGE.search(around):
                yield NamedPackage(spec["name"], spec["version"], is_claimed=False, at=at)
