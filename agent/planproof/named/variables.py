"""Environment variables that a plan says are there already."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from planproof.core.base import Location
from planproof.core.document import Document, Table
from planproof.core.plan import Plan
from planproof.named.variable_uses import is_in_use
from planproof.named.wording import clause_after, clause_before, here, last_of, prose_lines
from planproof.named.wrapped import Passage, passages

_NAME = re.compile(
    r"(?<![\w/$-])(?<![\w/$-]\.)(?:process\.env\.|import\.meta\.env\.|(?<!\.))\$?\{?"
    r"(?P<name>[A-Z][A-Z0-9]{0,40}(?:_[A-Z0-9]{1,40}){1,8})\}?(?![\w/])"
)
_SINGLE = re.compile(
    r"(?:\benv(?:ironment)?\s(?:variable|var)\s`\$?(?P<name>[A-Z]{3,20})`"
    r"|(?:\bprocess\.env\.|\b[Gg]etenv\([\"']|\benviron(?:\.get\(|\[)[\"'])(?P<code>[A-Z]{3,20})\b"
    r"|`\$?(?P<first>[A-Z]{3,20})`\senv(?:ironment)?\s(?:variable|var)\b)"
)
"""A name of one word is a variable only where the text says so."""
_PATH = (
    r"(?P<file>(?:[\w@.-]{1,60}/){0,10}(?:\.env(?:\.[\w.]{1,30})?|[\w@.-]{1,60}\.(?:py|[cm]?[jt]sx?|go|rs|rb"
    r"|java|kt|php|cs|ya?ml|toml|json|sh|env|cfg|ini|tf)|Dockerfile|Makefile|justfile))"
)
_FILES = r"`?(?:[\w/-]*\.env(?:\.[\w.]+)?|(?:docker-)?compose(?:\.[\w.]+)?\.ya?ml)`?"
_BEFORE = re.compile(
    r"(?:\bexisting|\balready[- ](?:set|defined|configured|existing|present|documented)"
    r"|\breus(?:e|es|ing)|\balready (?:reads?|uses?|sets?|has|have|defines?|documents?|honou?rs?"
    r"|expects?|lists?))\b(?!.*\b(?:not|no)\b)[^`]{0,40}(?:`[^`]{1,60}`[^`]{1,8}){0,4}`?$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"`?\s*(?:env(?:ironment)?[- ](?:var(?:iable)?s?)|variable|setting)?[\s(,:|–—-]{0,4}"
    r"(?:(?:which )?(?:is|are) )?(?:(?:already|currently)\s+(?:set|defined|configured|exists?"
    r"|present"
    r"|there|read|documented|in|used|provided|available|listed)\b|\(?exists\b|\(existing\)"
    r"|(?:is |comes )?(?:set |defined |listed |documented |declared |present )?(?:in|from) "
    rf"{_FILES})",
    re.IGNORECASE,
)
_READS = re.compile(
    rf"`?(?<![\w/.-]){_PATH}`?,?\s(?:module\s|file\s)?(?:(?:already|currently|now|still|today|also|only|which)\s){{0,2}}"
    r"(?:reads?|takes?|uses|expects?|looks up|looks for|loads?|consumes?|honou?rs?|picks up"
    r"|parses|lists?"
    r"|documents|sets|defines|declares|has|contains|passes|exports|names|mentions|provides|knows"
    r"|asks for"
    r"|relies on|depends on|falls back (?:to|on)|fetches)\s(?:(?!no\b|not\b"
    r"|only\b)[\w:,'-]+\s){0,7}?"
    r"(?:`[^`]{1,60}`(?:,\s(?:and\s)?|\sand\s)(?:\w{1,20}\s){0,4}){0,8}`?(?:process\.env\.|os\.environ\[[\"']|os\.[Gg]etenv\([\"'])?$",
    re.IGNORECASE,
)
_IN = re.compile(
    r"[\"')\]}]{0,3}`?\s(?:env(?:ironment)?\s(?:variable|var)\s|variable\s|setting\s)?(?:(?:which|that)\s)?"
    r"(?:(?:is|are|gets)\s)?(?:(?:already|currently|now|still|today|only)\s)?(?:read|used|set|defined|listed"
    r"|documented|declared|called|looked up|taken|loaded|consumed|expected|parsed|resolved"
    r"|picked up"
    r"|found|validated)\s"
    rf"(?:today\s|already\s)?(?:in|by|from|at|inside)\s(?:the\s)?`{_PATH}"
    rf"|[\"')\]}}]{{0,3}}`?,?\s(?:which|that)\s`{_PATH.replace('file', 'reader')}`\s(?:already\s"
    r"|currently\s)?"
    r"(?:reads|uses|expects|takes|lists|sets|defines|loads|documents|declares)\b"
    rf"|[\"')\]}}]{{0,3}}`?\s(?:of|in|from)\s`{_PATH.replace('file', 'owner')}",
    re.IGNORECASE,
)
_TODAY = re.compile(
    r"\b(?:already|today|current(?:ly)?|existing|at present|still|as (?:it|they) (?:is|are"
    r"|do(?:es)?)|before"
    r" this|as is|so far|prerequisites?|in place)\b",
    re.IGNORECASE,
)
_LATER = re.compile(
    r"\b(?:will|would|should|must|shall|may|might|if|once|when|unless|until|after|whether|ensure|verify"
    r"|confirm|check that|make sure|not|never|no longer|new|add(?:s|ed|ing)?|introduc\w+"
    r"|expect(?:ed)?|then|let|so that"
    r"|needs? to|instead of|rather than|renam\w+|replac\w+|remov\w+|drop\w*)\b|n't\b",
    re.IGNORECASE,
)
_TOLD = re.compile(
    r"(?:^|[.;:,]\s|\band\s)\W{0,3}(?:\d+\.\s)?(?:read|use|take|get|load|parse|expose|pass|look|support"
    r"|accept|honou?r|validate|fall|make|wire|switch|move|call|rely|let|have|bind)\b(?!\w)",
    re.IGNORECASE,
)
_CODE = re.compile(r"`[^`]{0,200}`")
_CUE = re.compile(r"\benv|variable|\.env\b|\bcompose\b", re.IGNORECASE)
_SUFFIXES = tuple(
    f"_{each}"
    for each in """
    URL URI KEY TOKEN SECRET HOST PORT DSN ENV BUCKET PASSWORD USER REGION ADDR ADDRESS ENDPOINT
    ORIGIN ORIGINS DATABASE USERNAME CREDENTIALS
    """.split()  # noqa: SIM905  # a list of literals would hide what is missing
)
_OF_OTHERS = re.compile(
    r"(?:GITHUB|RUNNER|VERCEL|NETLIFY|RENDER|HEROKU|XDG|LC|GITLAB|CI|AWS|AZURE|GOOGLE|KUBERNETES|npm)_\w+"
    r"|NODE_ENV|NODE_OPTIONS|PYTHON\w*|VIRTUAL_ENV|\w+_PROXY|SSH_\w+|DOCKER_HOST|JAVA_HOME|BASE_URL"
    r"|HOME|PATH|USER|SHELL|LANG|TERM|EDITOR|TMPDIR|HOSTNAME|DISPLAY|MODE|DEV|PROD|SSR"
)
"""Variables that platforms and tools set."""
_FETCHES = re.compile(
    r"\b(?:reads?|takes?|taken|looks? up|looked up|expects?|fetches|consumes?|honou?rs?"
    r"|falls back)\b",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"\b(?:secrets?|vault|production|deployed|servers?|hosting|vercel|netlify|heroku|aws|kubernetes"
    r"|dashboard|github|gitlab|1password|doppler)\b",
    re.IGNORECASE,
)
"""Places that no repository shows."""
_SETS = re.compile(
    r"\b(?:set|export|configure|document|define|put|provision|declare|list|record|describe|expect|pass"
    r"|add|create|introduce)(?:s|d|ed|es|ing)?\b|\b(?:storing|stored?s?\sthe|setting|defining|declaring)\b",
    re.IGNORECASE,
)
_ALREADY = re.compile(
    r"\balready\b|\bexisting\b|\bis\b|\bare\b|\btoday\b|\bcurrently\b", re.IGNORECASE
)
_HEAD_NAME = re.compile(
    r"(?:env(?:ironment)?\.?\s?)?(?:variables?|vars?|names?|settings?|keys?)", re.IGNORECASE
)
_HEAD_FILE = re.compile(
    r"(?:already\s|currently\s)?(?:read|used|set|defined|declared|documented|listed)(?:\s(?:by|in|at|from))?"
    r"(?:\stoday)?|(?:read|used|set) today (?:by|in)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class NamedVariable:
    """An environment variable that the plan says is there."""

    name: str
    at: Location
    file: str | None = None
    """The file that is said to read or list it, as written."""
    is_sure: bool = True
    """False where the sentence may as well tell what the file will do."""
    needs_kin: bool = False
    """True where only other variables with the same first word show that it is one."""


def variables_said(plan: Plan) -> tuple[NamedVariable, ...]:
    """Every environment variable that the plan says is there already, in order of documents."""
    found: list[NamedVariable] = []
    for passage in passages(plan):
        if passage.row:
            found += _in_line(passage, rows=True)
            continue
        found += _in_line(passage, rows=False)
    for document in plan.work_documents():
        for table in document.blocks.tables:
            found += _in_table(document, table)
    return tuple(dict.fromkeys(found))


def variables_named(plan: Plan) -> frozenset[str]:
    """The names to look for in the code base, each in the other spellings as well."""
    names = {each.name for each in variables_said(plan)}
    return frozenset(names.union(*(spellings(name) for name in names)))


def spellings(name: str) -> frozenset[str]:
    """How code may name a variable that a library reads: by a field, without its prefix."""
    words = name.lower().split("_")
    tails = ["_".join(words[at:]) for at in range(max(len(words) - 1, 1))]
    found = set(tails)
    for tail in tails:
        first, *rest = tail.split("_")
        camel = first + "".join(word.capitalize() for word in rest)
        found |= {camel, camel[:1].upper() + camel[1:]} if rest else set()
    if len(words) > 1:
        found |= {tail.upper() for tail in tails[1:]}
    return frozenset(found - {name})


def sets(plan: Plan, name: str) -> bool:
    """True where any line of prose tells someone to set or document the variable."""
    for _, _, line in prose_lines(plan):
        if name in line:
            before = clause_before(line, line.index(name))
            is_set = _SETS.search(before) and not _ALREADY.search(before)
            if is_set and not _READS.search(before):
                return True
    return False


def _in_line(passage: Passage, *, rows: bool) -> Iterator[NamedVariable]:
    line = passage.text
    for found in (*_NAME.finditer(line), *_SINGLE.finditer(line)):
        group = next(key for key, value in found.groupdict().items() if value)
        name, start, end = found[group], found.start(), found.end(group)
        before, after = clause_before(line, start), clause_after(line, end)
        at = passage.at(start)
        if _OF_OTHERS.fullmatch(name):
            continue
        is_clear = group != "name" or _is_variable(name, before + after)
        if _is_said(before, after):
            yield NamedVariable(name, at, _file_after(after), needs_kin=not is_clear)
        elif not rows and (said := _read_by(before, after)) is not None:
            if not _is_variable(name, before + after) and not _FETCHES.search(before + after):
                continue  # a constant that a file defines or uses
            over = f"{passage.heading} {passage.lead}"
            sure = _TODAY.search(before + after) or _TODAY.search(over)
            if not sure and _TOLD.search(before):
                continue  # "Read `X` in `a.py`" is what shall be done
            yield NamedVariable(name, at, said, sure is not None)
        elif not rows and group == "name" and is_in_use(passage, before, after):
            is_clear = is_clear or _CUE.search(f"{passage.heading} {passage.lead}") is not None
            if not _ELSEWHERE.search(before + after):
                yield NamedVariable(name, at, needs_kin=not is_clear)


def _read_by(before: str, after: str) -> str | None:
    """The file that a sentence says reads or lists the variable."""
    plain = _CODE.sub("", before)
    if _ELSEWHERE.search(plain) or _LATER.search(plain):
        return None
    reads = _READS.search(before)
    if reads is None and (_SETS.search(before) and not _ALREADY.search(before)):
        return None
    within = None if reads else _IN.match(after)
    if reads is not None:
        return reads["file"]
    return within["file"] or within["reader"] or within["owner"] if within else None


def _file_after(after: str) -> str | None:
    within = _IN.match(after)
    return within["file"] or within["reader"] or within["owner"] if within else None


def _in_table(document: Document, table: Table) -> Iterator[NamedVariable]:
    """Variables of a table that says where each is read."""
    heads = [head[:120].strip().strip("*") for head in table.header]
    name = next((at for at, head in enumerate(heads) if _HEAD_NAME.fullmatch(head)), None)
    file = next((at for at, head in enumerate(heads) if _HEAD_FILE.fullmatch(head)), None)
    if name is None or file is None:
        return
    for row in table.rows:
        if len(row.cells) <= max(name, file) or any(_LATER.search(cell) for cell in row.cells):
            continue
        variable = _NAME.search(row.cells[name])
        path = re.fullmatch(rf"`?{_PATH}`?(?::\d+)?", row.cells[file].strip())
        if variable and path:
            yield NamedVariable(
                variable["name"], here(document, row.line), path["file"], is_sure=False
            )


def _is_said(before: str, after: str) -> bool:
    if last_of(before) or _ELSEWHERE.search(before) or _ELSEWHERE.search(after):
        return False
    if _BEFORE.search(before):
        return True
    return _AFTER.match(after) is not None and not (
        _SETS.search(before) and not _ALREADY.search(before)
    )


def _is_variable(name: str, around: str) -> bool:
    return name.endswith(_SUFFIXES) or _CUE.search(around) is not None
