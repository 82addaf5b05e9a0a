"""Packages that a plan says are there already, and the versions that it says they have."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from planproof.core.base import Location
from planproof.core.plan import Plan
from planproof.named.package_tables import MANIFEST, listed_versions, version_of
from planproof.named.wording import clause_after, clause_before, last_of, spans
from planproof.named.wrapped import Passage, passages

_MANIFEST = rf"(?:{MANIFEST}|lock ?file|manifest)"
_SPEC = re.compile(
    r"(?P<name>(?:[\w-]{1,40}(?:\.[\w-]{1,40}){1,3}(?:/[\w.-]{1,60}){1,6}|(?:@[\w.-]{1,100}/)?[A-Za-z]"
    r"[\w.-]{0,100}))(?:\[[\w,-]{1,60}\])?"
    r"(?:\s?(?:@|==|=|~=|~|\^|@\^|@~)?\s?v?(?P<version>\d{1,4}(?:\.\d{1,4}){0,3})(?:\.x)?)?"
)
_BEFORE = re.compile(
    r"\b(?:already|currently|existing)\b[^`]{0,40}?\b(?:us(?:e|es|ing)|depend(?:s|ing)? on|"
    r"dependenc(?:y|ies)|install(?:s|ed)?|packages?|librar(?:y|ies)|lists?|ships? with|pins?|"
    r"rel(?:y|ies) on|declares?)\b(?:(?!,\s|\b(?:and|as|under|with)\b)[^`]){0,24}"
    r"(?:`[^`]{1,80}`(?:\s[\w^~>=.]{1,10})?(?:,\s(?:and\s)?|\sand\s|\s?/\s?)){0,6}`$",
    re.IGNORECASE,
)
_ADJECTIVE = re.compile(r"\b(?:existing|already[- ]installed|current)\s+`$", re.IGNORECASE)
_NOUN = re.compile(
    r"`\s+(?:dev[- ])?(?:packages?|librar(?:y|ies)|dependenc(?:y|ies)|deps?)\b", re.IGNORECASE
)
_AFTER = re.compile(
    r"`[\s(,:|✅–—-]{1,5}(?:v?[\d.x]{1,12}\)?[\s,–—(-]{1,4})?(?:package |library |dependency )?"
    r"(?:(?:which|that) )?(?:is |are )?(?:already|currently)\s+"
    r"(?:(?:a|an|our|the|one of (?:our|the)|among (?:our|the))\s+)?(?:direct |dev |project "
    r"|runtime )?"
    rf"(?:dependenc|installed|listed|declared|required|pinned|locked|in use\b"
    rf"|in (?:the )?`?(?:[\w@.-]+/){{0,8}}{_MANIFEST}|part of|pulled in\b"
    r"|used\b|available|present\b|there\b)"
    r"|`\s\((?:an\s|our\s|the\s)?existing\s(?:dev\s|direct\s)?(?:dependency|package|library)"
    r"|`,?\s(?:is|are)\s(?:there|installed|present|listed|available|in use)\salready\b",
    re.IGNORECASE,
)
_IS_IN = re.compile(
    r"`,?\s(?:(?:which|that)\s)?(?:is|are|stands?|comes?|sits?)\s(?:already\s|currently\s|now\s)?"
    r"(?:listed\s|declared\s|named\s|required\s|found\s|present\s|pinned\s|part\s|included\s)?"
    r"(?:in|of|among|by|from|under)\s(?:the\s|our\s)?(?:\w+\s){0,2}?"
    rf"(?:dependencies\b(?!\s(?:graph|array|injection))|`?(?:[\w@.-]+/){{0,8}}{MANIFEST})",
    re.IGNORECASE,
)
_PACKAGES = re.compile(rf"\b(?:packages?|librar(?:y|ies)|dependency|{MANIFEST})\b", re.IGNORECASE)
_OTHERS = re.compile(r"`(?:(?:,\s(?:and\s)?|\sand\s|\s/\s)`[^`]{1,60}`){1,6}")
"""Between a name and what is said of it and of others."""
_IT = re.compile(
    r"`[^`.;]{0,60}[;.,(\u2013\u2014]\s?(?:it|they|both)\s(?:is|are)\s(?:already|currently)\s"
    r"(?:(?:a|an|our|the)\s)?(?:direct\s|dev\s|runtime\s)?(?:dependenc|installed|listed|declared|pinned"
    rf"|in\s(?:the|our)\sdependencies|in\s(?:the\s)?`?(?:[\w@.-]+/){{0,8}}{_MANIFEST})",
    re.IGNORECASE,
)
_LOCK = re.compile(
    r"\block ?file|\bnpm ci\b|package-lock\.json|-lock\.yaml|\b(?:uv|yarn|poetry|Cargo"
    r"|pdm)\.lock\b|go\.sum"
    r"|\bresolves? to\b|\bresolved\b"
)
_FULL = re.compile(
    r"(?<![\w.^~<>=@-])v?(?P<version>\d{1,4}\.\d{1,4}\.\d{1,4})(?:`(?=[\s,.;)])|(?![\w.%+`-]|\.\d)|(?=[.](?:\s|$)))"
)
"""A whole version that is no part of a range."""
_PLAIN_NAME = re.compile(
    r"(?:@[\w.-]{1,60}/)?[A-Za-z][\w.-]{0,60}|[\w-]+(?:\.[\w-]+)+(?:/[\w.-]+)+"
)
_HAS = r"(?:depends? on|uses?|has|ships|requires?|lists|pulls in|brings|pins|declares|carries)"
_USED_BY = re.compile(
    rf"`,?\s(?:which|that)\s(?:[\w@/-]{{1,30}}\s){{1,4}}already\s{_HAS}\b"
    rf"|`,?\s(?:which|that)\s(?:(?:the|our|its|this)\s)?(?:[\w@/-]{{1,30}}\s){{0,2}}?(?:module|project|repo(?:sitory)?"
    r"|manifest|service|backend|frontend|app(?:lication)?|api|package|workspace|server|client"
    r"|lock ?file)\s"
    rf"(?:`[^`]{{1,60}}`\s)?{_HAS}\b"
    rf"|`,?\s(?:which|that)\s`(?:[\w@.-]+/){{0,8}}{MANIFEST}`\s{_HAS}\b"
    rf"|`,?\son\swhich\s(?:(?:the|our)\s)?(?:`[^`]{{1,60}}`|[\w@/-]{{1,30}})(?:\s[\w-]{{1,20}}){{0,2}}?\sdepends?\b",
    re.IGNORECASE,
)
_THERE = re.compile(
    r"`,?\s(?:which|that)\s(?:is|are)\s(?:already\s|also\s)?(?:pinned|listed|declared|required|named|locked)"
    r"\s(?:in\sthe\ssame\s(?:file|manifest)|there|here)\b",
    re.IGNORECASE,
)
"""In the manifest that the sentence before, or the item before, has named."""
_LISTS = re.compile(
    rf"{MANIFEST}`?\s(?:already\s|currently\s)?(?:lists?|declares?|requires?|has|contains?|names"
    r"|includes?|depends on|brings?|pins?)\s(?:(?!(?:no|not|neither|scripts?|fields?|keys?|targets?"
    r"|entr(?:y|ies)|sections?|commands?|options?|versions?|called|named|set)\b)[\w-]+\s){0,4}"
    r"(?:`[^`]{1,80}`[^`]{1,12}){0,6}`$",
    re.IGNORECASE,
)
_FILE = re.compile(
    rf"(?:\b(?:in|of|from|by|see|under)\s|\()(?:the\s)?(?:file\s)?`?(?P<file>(?:[\w@.-]+/){{0,8}}{MANIFEST})"
    rf"|`?(?P<subject>(?:[\w@.-]+/){{0,8}}{MANIFEST})`?\s(?:already\s|currently\s)?(?:lists?|declares?"
    r"|requires?|has|contains?|names|includes?|depends on|pins?)\b",
    re.IGNORECASE,
)
_LATER = re.compile(
    r"\b(?:will|would|should|must|shall|may|might|if|once|when|unless|until|after|whether|ensure|verify"
    r"|confirm|check that|make sure|not|never|no longer)\b|n't\b",
    re.IGNORECASE,
)
_CUE = re.compile(
    rf"\b(?:packages?|librar(?:y|ies)|dependenc(?:y|ies)|depends? on|installed|pinned|locked"
    rf"|{_MANIFEST})\b",
    re.IGNORECASE,
)
_WORTH = re.compile(
    rf"(?:which|that) (?:is|are|the|our|`)|on which|already|currently|existing|current|{MANIFEST}"
    r"|\bdependencies\b",
    re.IGNORECASE,
)
_NOTHING = re.compile(
    r"\b(?:nothing|none|no\s[\w-]+)\s+(?:(?:is|are|has to be|needs to be)\s+)?(?:new|added"
    r"|installed)\b"
    r"|\bno\s(?:new|additional|further|extra)\s[\w-]+",
    re.IGNORECASE,
)
_THERE_ALREADY = re.compile(
    r"\b(?:already|currently)[ -](?:installed|included|declared|registered|defined|added)\b",
    re.IGNORECASE,
)
"""No making, although it sounds like it."""
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
_NAME = (
    r"(?:`(?P<code>(?:[\w-]{1,40}(?:\.[\w-]{1,40}){1,3}(?:/[\w.-]{1,60}){1,6}|(?:@[\w.-]{1,60}/)?[A-Za-z]"
    r"[\w.-]{0,60}))`"
    r"|(?<![\w`./@-])(?P<word>[A-Za-z][\w.]{1,30}\w(?: CSS)?))"
)
_NUMBER = r"`?[v^~]?(?P<version>\d{1,4}(?:\.\d{1,4}){0,3})(?:\.x)?(?![\w%+]|\.\d|\s*[-–]\s*\d)"
_VERSION = re.compile(
    rf"{_NAME}(?:'s)?(?:\s(?:package|library|dependency))?[\s(,:]{{1,2}}(?:which )?(?:is |stays "
    r"|remains )?"
    r"(?:(?:still|already|now)\s)?(?:(?:locked|installed|current|pinned|resolved)\sversion\sis\s)?"
    r"(?:(?:pinned|locked|fixed|currently|installed|resolved|resolves|sits|stands|held)\s+)?"
    rf"(?:(?:at|to|on|as|in)\s+)?(?:version\s+)?{_NUMBER}"
)
_OF = re.compile(rf"\bversion\s{_NUMBER}`?\sof\s(?:the\s)?{_NAME}")
_STATE = re.compile(
    r"\b(?:uses?|using|already|currently|current|existing|installed|pinned|locked|runs? on|running"
    rf"|(?:is|are|we're) (?:on|at)|ships? with|built (?:on|with)|today|{_MANIFEST})\b",
    re.IGNORECASE,
)
_CHANGE = re.compile(
    r"\b(?:upgrad\w*|migrat\w*|bump\w*|rais\w*|mov(?:e|es|ing)|switch\w*|target\w*|new|add\w*"
    r"|instead|drop\w*|older|previous\w*|formerly|was|were|until|after|once|if|when|requir\w*|needs?"
    r"|support\w*|compatib\w*|at least|minimum|or (?:later|newer|above|higher)|downgrad\w*|instal"
    r"l|will|should|must|would|e\.g|avoid\w*|not (?:yet|on|at \d|in|using|installed|pinned"
    r"|locked))\b|[<>≥≤→]|->",
    re.IGNORECASE,
)
_STILL = re.compile(
    r"\bneeds? no(?:thing)?\b|\bno (?:new|added|upgrade|additional)\b", re.IGNORECASE
)
_ENTRY = re.compile(
    r"[\"'](?P<name>(?:@[\w.-]{1,60}/)?[A-Za-z][\w.-]{0,60})[\"']\s?:\s?[\"'][\^~]?(?P<version>\d{1,4}(?:\.\d{1,4}){1,3})"
    r"[\"'],?"
)
"""A whole code span: `"vitest": "1.6.0"`."""
_HOLDS = re.compile(
    rf"{MANIFEST}`?\s(?:already\s|currently\s|still\s)?(?:has|lists?|says|pins?|holds?|asks for"
    r"|contains)\b"
)
_STACK = re.compile(
    r"\W{0,4}(?:tech(?:nology|nical)?\sstack|stack|(?:primary|key|main|core)\sdependencies|frameworks?"
    r"|language/version)\W{0,4}:",
    re.IGNORECASE,
)
"""Begins a line that says what the code is built with."""
_IN_STACK = re.compile(
    r"(?:^|[:,;+/(|]\s?|\b(?:and|with|on)\s)`?(?P<name>(?:@[\w.-]{1,60}/)?[A-Za-z][\w.-]{1,30}?(?:\sCSS)?)`?(?:@|\s)v?"
    r"(?P<version>\d{1,4}(?:\.\d{1,4}){0,3})(?:\.x)?(?![\w+%]|\.\d|\s*[-–+]\s*\d|\sor\b)"
)
_MANIFEST_NAME = re.compile(_MANIFEST)
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
    file: str | None = None
    """The manifest that is said to list it, as written."""
    is_loose: bool = False
    """What a manifest asks for may be meant as well as what is locked."""


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
    manifest: tuple[str, str] | None = None
    for passage in passages(plan):
        place = f"{passage.document.path}#{passage.heading}"
        named = manifest[1] if manifest is not None and manifest[0] == place else None
        found += _present(passage, named)
        if last := _last_manifest(passage.text):
            manifest = (place, last)
        found += _versions(passage)
        found += _locked(passage)
    for document in plan.work_documents():
        found += [
            NamedPackage(each.name, each.version, False, each.at, each.is_code, each.file)
            for each in listed_versions(document)
        ]
    return tuple(found)


def _changes(around: str) -> bool:
    """True where the words around a version tell of another time; names of files tell nothing."""
    return _CHANGE.search(_STILL.sub("", _MANIFEST_NAME.sub("", around))) is not None


def _is_known(name: str) -> bool:
    """True for a name that is a package's even where nothing in the sentence says so."""
    return name.lower() in _WELL_KNOWN or re.match(r"[\w-]+\.[\w.-]+/", name) is not None


def _last_manifest(text: str) -> str | None:
    """The manifest that a text names last, in code marks."""
    found = [
        code for _, code in spans(text) if re.fullmatch(rf"(?:[\w@.-]+/){{0,8}}{MANIFEST}", code)
    ]
    return found[-1] if found else None


def _present(passage: Passage, manifest: str | None) -> Iterator[NamedPackage]:
    """The packages that a passage says are there; *manifest* is the one named above it."""
    line = passage.text
    if not _WORTH.search(line):
        return
    for start, text in spans(line):
        spec = _SPEC.fullmatch(text)
        if spec is None:
            continue
        before, end = clause_before(line, start), start + len(text)
        after = clause_after(line, end)
        named = _ADJECTIVE.search(before) and _NOUN.match(after)
        said = named or _BEFORE.search(before) or _AFTER.match(after)
        over = _OTHERS.sub("`", after, count=1)  # "`a` and `b` are in `pyproject.toml`"
        there = _THERE.match(over)
        said = said or there or _USED_BY.match(over) or _AFTER.match(over)
        said = said or _IT.match(line, end, end + 240)
        plain = _IS_IN.match(over) or _LISTS.search(before)
        if not said and not (plain and not _LATER.search(before)):
            continue
        if last_of(_THERE_ALREADY.sub("", _NOTHING.sub("", before))) or re.fullmatch(
            _MANIFEST, text.rpartition("/")[2]
        ):
            continue
        file = _FILE.search(after) or _FILE.search(before)
        name = (file["file"] or file["subject"]) if file else None
        if there and not name:
            name = _last_manifest(line[:start]) or manifest
        if spec["name"][0].isupper() and not (
            _is_known(spec["name"]) or _PACKAGES.search(before + after)
        ):
            continue  # more likely a class
        if (there and name) or _CUE.search(before + after) or _is_known(spec["name"]):
            version = version_of(spec) if spec["version"] else None
            yield NamedPackage(spec["name"], version, True, passage.at(start), file=name)


def _stack(passage: Passage) -> Iterator[NamedPackage]:
    """Items of a line such as "Tech Stack: React 18, Vite 5", which is no list of what is new."""
    line = passage.text
    for found in _IN_STACK.finditer(line):
        item = line[max(line.rfind(",", 0, found.start("name")), 0) : found.end() + 40]
        if re.search(r"v\d+$", found[0]):
            continue  # "buf v2" is the version of a format, or of a path
        if not _changes(item.partition(",")[0] + item[1:].partition(",")[0]):
            at = passage.at(found.start("version"))
            name, version = found["name"], found["version"]
            yield NamedPackage(name, version, False, at, is_code=False, is_loose=True)


def _locked(passage: Passage) -> Iterator[NamedPackage]:
    """Versions that a passage says the lock file holds, of the one package that it names."""
    line = passage.text
    for found in _FULL.finditer(line) if _LOCK.search(line) else ():
        around = clause_before(line, found.start()) + clause_after(line, found.end())
        if not _LOCK.search(around) or _changes(around):
            continue
        names = {
            text
            for start, text in spans(line)
            if start < found.start() and _PLAIN_NAME.fullmatch(text)
            and not _MANIFEST_NAME.search(text)
        }  # fmt: skip
        if len(names) == 1:
            at = passage.at(found.start("version"))
            yield NamedPackage(names.pop(), found["version"], is_claimed=False, at=at)


def _versions(passage: Passage) -> Iterator[NamedPackage]:
    line = passage.text
    if _STACK.match(line):
        yield from _stack(passage)
    for found in _UPGRADE.finditer(line):
        at = passage.at(found.start())
        yield NamedPackage(found["name"], found["version"], is_claimed=False, at=at)
    if not _STATE.search(line):
        return
    for found in (*_VERSION.finditer(line), *_OF.finditer(line)):
        around = clause_before(line, found.start()) + clause_after(line, found.end())
        if _STATE.search(around + found[0]) and not _changes(around):
            name, is_code = found["code"] or found["word"], bool(found["code"])
            if is_code or name[0].isupper() or "." in found["version"]:
                at = passage.at(found.start("version"))
                yield NamedPackage(name, version_of(found), False, at, is_code)
    yield from _in_code(passage)


def _in_code(passage: Passage) -> Iterator[NamedPackage]:
    """Versions in code marks: `httpx==0.25`, `"vitest": "1.6.0"`."""
    line = passage.text
    for start, text in spans(line):
        entry, spec = _ENTRY.fullmatch(text), _SPEC.fullmatch(text)
        is_spec = spec is not None and spec["version"] and re.search(r"[@=~^ ]", text[1:])
        found = entry or (spec if is_spec else None)
        if found is None:
            continue
        around = clause_before(line, start) + clause_after(line, start + len(text))
        if (_HOLDS if entry else _STATE).search(around) and not _changes(around):
            at = passage.at(start)
            yield NamedPackage(found["name"], version_of(found), is_claimed=False, at=at)
