"""Sentences that name something to be run, and the file that is said to declare it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from planproof.core.base import Location
from planproof.core.codebase import CommandKind
from planproof.core.document import Document
from planproof.core.plan import Plan
from planproof.named.command_kinds import kind_of, may_declare
from planproof.named.flat import MARK, Run, runs
from planproof.named.wording import here

_NOUN = (
    r"(?P<noun>(?:(?:npm|pnpm|yarn|bun|make|just|CI|GitHub|Actions|compose|docker|phony|poe|nox|tox"
    r"|task|Makefile|justfile|Taskfile|package\.json|console|entry|build|CLI|typer|click)[ -]){0,2}"
    r"(?:targets?|recipes?|scripts?|points?|services?|containers?|jobs?|workflows?|sessions?|tasks?"
    r"|(?:sub-?)?commands?|environments?|rules?))"
)
_AND = r"(?:\s?,\s(?:and\s|or\s)?|\s(?:and|or|&)\s|\s?[/+]\s?)"
_CHAIN = rf"(?P<chain>{MARK}(?:{_AND}{MARK}){{0,8}})"
_NAMED = re.compile(
    rf"\b{_NOUN}(?:\s(?:(?:\w+\s){{0,3}}?(?:is|are)\s)?(?:called|named))?:?\s{_CHAIN}"
    rf"|{_CHAIN.replace('chain', 'first')}\s(?:as\s(?:\w+\s){{0,2}})?"
    rf"{_NOUN.replace('noun', 'after')}\b",
    re.IGNORECASE,
)
_ONE = re.compile(rf"\bthe\s(?:other\s|second\s|third\s|last\s)?ones?\s(?:called|named)\s{_CHAIN}")
"""Of the sort that the sentence before, or the item before, has named."""
_STANDS = re.compile(
    rf"(?:\s(?:of|in|from)\s(?:the\s)?{MARK})?\s(?:(?:both|all)\s)?(?:is|are|exists?|runs?|pass(?:es)?)\b",
    re.IGNORECASE,
)
_SAME = re.compile(
    r"\s(?:of|in|from|inside|by)\s(?:the\s(?:very\s)?same|that|this)\s(?:file|workflow|manifest)\b(?!\sas\b)"
)
_OWNER = (
    rf"(?P<owner>{MARK}|(?<![\w./-])(?:GNU)?[Mm]akefile\b|\b[Jj]ustfile\b|\bTaskfile\b"
    r"|\b[Cc]ompose file\b|\bCI(?: workflow| pipeline)?\b(?! job))"
)
_LIST_OF = re.compile(
    rf"\b{_NOUN}\s(?:(?:in|of|from)\s(?:the\s)?|\((?:in\s)?){_OWNER}\)?\s?[:\u2013\u2014(]\s?{_CHAIN}",
    re.IGNORECASE,
)
"""The sort, the file, and then the names."""
_FILE_LIST = re.compile(rf"{_OWNER}(?:'s)?\s{_NOUN}\s?[:\u2013\u2014(]\s?{_CHAIN}", re.IGNORECASE)
"""The file, the sort, and then the names."""
_RECIPES_OF = re.compile(
    rf"{_OWNER}\s(?:already\s|currently\s|now\s)?(?:has|have|exposes?|offers?|provides?|defines?|declares?"
    rf"|contains?|lists?|comes\swith)\s(?:the\s)?{_CHAIN}(?=\s?(?:[.;,)]|$|\band\b))",
)
"""A file that holds nothing but what can be run."""
_RECIPE_FILE = re.compile(
    r"(?:.*/)?(?:(?:gnu)?makefile|\.?justfile|taskfile(?:\.ya?ml)?)", re.IGNORECASE
)
_IN = re.compile(
    rf"(?:\s(?!and\b|or\b)[\w-]+){{0,3}}\s?\(?(?:\b(?:of|in|from|inside|within|under|at|by|that)\s)?"
    rf"(?:the\s|our\s|today's\s)?(?:(?:existing|current|root|CI|release)\s)?"
    rf"(?:file\s|workflow\s|compose\sfile\s)?{_OWNER}",
)
_HAS = re.compile(
    rf"(?:^\W{{0,4}}(?:In|For|From)\s(?:the\s)?(?:file\s)?)?"
    rf"{_OWNER}(?P<verb>\)?(?:'s\b|\s?(?:\u2192|->|>|\u203a|/)\s?(?=the\s|$)|\s?[:\u2014\u2013(]\s?"
    r"|,?(?=\s(?:the|an?|both)\s)|,(?=\s\w*\s?$)|(?:\s\w+){0,4}\sin\sits\b"
    r"|(?:\s\w+)?\s(?:already\s|currently\s|now\s|today\s)?"
    r"(?:has|have|defines?|declares?|contains?|provides?|lists?|offers?|comes\swith|includes?|exposes?"
    r"|runs?|holds?|keeps?|ships?|with)\b|\s(?=\w+\s?$)|(?P<near>\s?$)))"
    r"(?P<gap>(?:\s(?!no\b|not\b|neither\b)[\w,'-]+){0,6}\s?\(?)$"
)
_CODE_FILE = re.compile(
    r"(?:[\w@.-]+/){0,12}[\w@.-]+\.(?:py|[cm]?[jt]sx?|go|rs|rb|sh|java|kt|php|cs)"
)
_NAME = re.compile(r"[A-Za-z0-9_][\w:.%-]{0,59}")
_WORKFLOW = re.compile(r"[\w][\w .&()/:-]{0,59}")
_RUN_BY = re.compile(
    r"(?:make|just|task|poe|npm run|pnpm run|pnpm|yarn run|yarn|bun run|nox -s|tox -e)\s+(?=\S+$)"
)
_CI = re.compile(
    r"\bCI\b|GitHub|\bActions\b|branch protection|pull requests?|\bpush(?:es|ed)?\b|nightly|schedul"
    r"|\bcron\b|badge|\bchecks?\b|\.github|workflow[_ ]dispatch|\bmerge|\bgreen\b|\.ya?ml\b",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"\b(?:Temporal|Airflow|n8n|Camunda|Argo|Prefect|Dagster|Zapier|Cadence|Step Functions"
    r"|orchestrat\w*"
    r"|engine|approval|business|cron workflow|saga|agent)\b",
    re.IGNORECASE,
)
"""Workflows of another sort."""
NEW = re.compile(
    r"(?:\b(?:new|add(?:s|ed|ing)?|creat\w+|introduc\w+|adds?|gets?|gain\w*|receiv\w+|will|shall|should"
    r"|would|could|may|might|must|needs?|lacks?|without|no|not|never|neither|if|once|when|unless|until"
    r"|whether|after\s(?:this|that)|instead|e\.g|such as|like|call it|named?|renam\w+|split\w*"
    r"|extract"
    r"|propos\w+|want\w*|expect\w*|ensur\w+|verif\w+|confirm\w*|assert\w*|check\sthat|so\sthat|later"
    r"|eventually|suppose|imagine|or\sequivalent|missing|remov\w+|delet\w+|drop\w*)\b|n't\b"
    r"|\u65b0\u589e|\u65b0\u5efa|\u6dfb\u52a0|\u521b\u5efa|\u589e\u52a0|\u8ffd\u52a0|\u4f5c\u6210|\u65b0\u898f|\ucd94\uac00|\uc0dd\uc131"
    r"|\b(?:cri(?:e|ar)|cre(?:a|ar|e)|adicion\w+|a\u00f1ad\w+|agreg\w+|ajout\w+|hinzu\w*|erstell\w*|anlegen|neue?\w?)\b)",
    re.IGNORECASE,
)
"""In the same sentence before a name: it may not be there yet, or need not be."""
_CHANGES = re.compile(
    r"\b(?:add|insert|append|put|move|wire|include|introduce|extend|change|modify|run|remove|delete|drop"
    r")\w*\b[^.;]{0,100}?\b(?:to|into|in|of|from|on|after|before|within)\s(?:the\s|our\s)?"
    r"(?:existing\s|current\s)?$",
    re.IGNORECASE,
)
"""What is added goes into the thing that is named, which is there."""
LATER = re.compile(
    r"verif|accept|criteri|\bexpect|\bresult|\boutcome|deliverab|success|\bafter\b|\bgoal\b"
    r"|\bnew\b|\badd(?:s|ed|ing)?\b|\bcreat|\bplanned\b|\bintroduc|\bproposed\b|definition of done"
    r"|\bdone when\b",
    re.IGNORECASE,
)
"""In a heading or lead-in: what follows is not there yet."""
_NOW = re.compile(
    r"\b(?:already|today|current(?:ly)?|existing|exists?|now|in place|prerequisites?|prepared"
    r"|before this plan|as is|as-is|present|baseline|starting point|done so far|status quo)\b",
    re.IGNORECASE,
)
_HEAD_NAME = re.compile(
    r"(?:(?:npm|make|just|compose|ci|existing)\s)?(?:scripts?|targets?|recipes?|jobs?|services?|commands?)"
)
_HEAD_FILE = re.compile(
    r"(?:already\s)?(?:defined|declared|found|lives|listed)\s(?:in|by)|declared by|workflow file"
    r"|manifest"
)
_CELL = re.compile(r"`(?P<code>[^`]{1,120})`")
_YAML = re.compile(r"(?:\.github/workflows/)?[\w.-]{1,60}\.ya?ml")
_DOES = re.compile(
    r"\s(?:already|currently|today)\s(?:runs|builds|tests|deploys|publishes|lints|pushes)\b"
)
_QUOTED_WORKFLOW = re.compile(
    r"[\"\u201c](?P<name>[A-Z][\w -]{1,40})[\"\u201d]\s(?:(?:GitHub|CI|Actions)\s){0,2}workflow\b"
    r"|\bworkflow\s[\"\u201c](?P<other>[A-Z][\w -]{1,40})[\"\u201d]"
)
_OF_CI = re.compile(
    r"\s(?:of|in)\s(?:the\s|our\s)?(?:(?:GitHub|Actions|CI)\s?){1,3}(?:workflows?|pipelines?)?\b",
    re.IGNORECASE,
)
SENTENCE = re.compile(r"[.;!?]\s|\|")
_NEAR = 12
"""Items above in which the file of "the same file" is looked for."""
AFTER_NEW = re.compile(
    rf"[\w\s,{MARK}()'-]{{0,60}}?(?:\((?:new|to be added)|\b(?:is|are|gets?|will be|to be|must be"
    r"|should be"
    r")\s(?:added|created|new|introduced|removed|renamed)\b|\bdoes(?: not|n't) exist"
    r"|\bis missing\b"
    r"|\b(?:is|are) (?:not|no longer) (?:needed|there|required|wanted|used|part)\b"
    r"|\bis unnecessary\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Said:
    """Something to be run that a sentence names as there."""

    kind: CommandKind | None
    """None for a command of a program, which the code of the owner defines."""
    name: str
    owner: str | None
    """The file that is said to declare it, as written."""
    at: Location
    text: str
    """The sentence, with the code in it."""
    is_sure: bool = True
    """False where it may tell what the file is to have when it is changed."""


def said_commands(plan: Plan) -> Iterator[Said]:
    """Every command, job or workflow that the prose of *plan* says is there, in order."""
    for document in plan.work_documents():
        later = later_lines(document)
        yield from _in_tables(document)
        above: list[Run] = []
        for run in runs(document):
            if above and run.heading != above[-1].heading:
                above = []
            if run.starts[0][1] not in later and not _is_later(run):
                yield from _workflows_said(document, run)
            if run.spans:
                yield from _lists_in(document, run, later)
                yield from _said(document, run, later, above)
                above.append(run)


def _workflows_said(document: Document, run: Run) -> Iterator[Said]:
    """Workflows in quotation marks, and files of which a sentence says what they do today."""
    is_ci = _CI.search(f"{run.heading} {run.lead} {run.text}") is not None
    for found in _QUOTED_WORKFLOW.finditer(run.text) if is_ci else ():
        name = found["name"] or found["other"]
        if not NEW.search(run.text[max(found.start() - 80, 0) : found.start()]):
            yield Said("workflow", name, None, here(document, run.line_of(found.start())), run.text)
    for span in run.spans:
        before = run.text[max(span.at - 80, 0) : span.at]
        does = _YAML.fullmatch(span.code) and _DOES.match(run.text, span.at + 1)
        if does and not NEW.search(before):
            yield Said("workflow", span.code, None, here(document, span.line), run.text)


def _in_tables(document: Document) -> Iterator[Said]:
    """Names in a table that says in which file each is declared."""
    for table in document.blocks.tables:
        heads = [head[:80].strip().strip("*").lower() for head in table.header]
        name = next((at for at, head in enumerate(heads) if _HEAD_NAME.fullmatch(head)), None)
        file = next((at for at, head in enumerate(heads) if _HEAD_FILE.fullmatch(head)), None)
        if name is None or file is None:
            continue
        for row in table.rows:
            if len(row.cells) <= max(name, file) or any(NEW.search(c) for c in row.cells):
                continue
            found = _CELL.fullmatch(row.cells[name].strip())
            owner = _CELL.fullmatch(row.cells[file].strip())
            if found and owner:
                at = here(document, row.line)
                yield from _one(heads[name], found["code"], owner["code"], at, " ".join(row.cells))


def later_lines(document: Document) -> frozenset[int]:
    """Lines that say what holds when the work is done: those of sections, and open checkboxes."""
    items = document.blocks.items
    found = {item.line_start for item in items if item.checked is False}
    for section in document.sections:
        if section.role in ("verification", "tests", "goal") and not _NOW.search(section.title):
            found.update(range(section.line_start, section.line_end + 1))
    return frozenset(found.difference(item.line_start for item in items if item.checked))


def _last_file(run: Run, end: int) -> str | None:
    """The last file before an offset that may declare commands."""
    found = [span.code for span in run.spans if span.at < end and may_declare(span.code)]
    return found[-1] if found else None


def _said(document: Document, run: Run, later: frozenset[int], above: list[Run]) -> Iterator[Said]:
    codes = {span.at: span.code for span in run.spans}
    starts = [0, *(found.end() for found in SENTENCE.finditer(run.text))]
    text_above = _whole(above[-1:]) if _ONE.search(run.text) else ""
    for found, noun in _named_in(run, above):
        start = max(each for each in starts if each <= found.start())
        end = next((each for each in starts if each > found.start()), len(run.text))
        sentence = run.text[start:end]
        before = run.text[start : found.start()]
        if before.count('"') % 2 or before.count("\u201c") > before.count("\u201d"):
            continue  # somebody else says so
        owner, has = _owner_of(run.text, found, start, end, codes)
        if owner is None and _SAME.match(run.text, found.end()):
            earlier = (_last_file(each, len(each.text)) for each in reversed(above[-_NEAR:]))
            owner = _last_file(run, found.start()) or next((file for file in earlier if file), None)
        is_future = run.starts[0][1] in later or _is_later(run)
        is_now = _NOW.search(f"{sentence} {run.heading} {run.lead}") is not None
        is_claim = has or _STANDS.match(run.text, found.end()) is not None
        if is_claim and is_future and not _NOW.search(sentence):
            continue
        if _may_be_new(before, run.text[found.end() : end]) and not _CHANGES.search(before):
            continue
        is_of_ci = owner is None and _OF_CI.match(run.text, found.end())
        sort = f"CI {noun}" if is_of_ci else noun
        text = _filled(sentence, start, codes)
        chain = "chain" if found["chain"] else "first"
        for at in (i for i in range(found.start(chain), found.end(chain)) if i in codes):
            at_line = here(document, run.line_of(at))
            around = f"{run.heading} {run.lead} {text_above if found.re is _ONE else ''} {text}"
            for said in _one(sort, codes[at], owner, at_line, around):
                yield replace(said, is_sure=is_now or not has)


def _lists_in(document: Document, run: Run, later: frozenset[int]) -> Iterator[Said]:
    """Names that follow a file and what the file calls them: "Scripts in `package.json`: `a`"."""
    if run.starts[0][1] in later or _is_later(run):
        return
    codes = {span.at: span.code for span in run.spans}
    patterns = (_LIST_OF, _FILE_LIST, _RECIPES_OF)
    for found in (found for pattern in patterns for found in pattern.finditer(run.text)):
        owner = _file(found, 0, codes) or ""
        is_bare = found.re is _RECIPES_OF
        noun = "recipes targets tasks" if is_bare else found["noun"].lower()
        start = max([0, *(end.end() for end in SENTENCE.finditer(run.text, 0, found.start()))])
        is_now = _NOW.search(f"{found[0]} {run.heading} {run.lead}") is not None
        if (is_bare and not _RECIPE_FILE.fullmatch(owner)) or not (is_bare or is_now):
            continue
        if _may_be_new(run.text[start : found.start()], run.text[found.end() :]):
            continue
        for at in (i for i in range(found.start("chain"), found.end("chain")) if i in codes):
            if codes[at].isupper():
                continue  # a variable
            for said in _one(noun, codes[at], owner, here(document, run.line_of(at)), run.text):
                yield replace(said, is_sure=is_now)


def _named_in(run: Run, above: list[Run]) -> Iterator[tuple[re.Match[str], str]]:
    """Each place of a run that names commands, with what it calls them."""
    nouns = [(found.end(), _sort(found)) for found in _NAMED.finditer(run.text)]
    for found in _NAMED.finditer(run.text):
        yield found, _sort(found)
    ones = list(_ONE.finditer(run.text))
    before = above[-1:] if ones else []
    sorts = [(0, _sort(each)) for last in before for each in _NAMED.finditer(last.text)]
    for found in ones:
        earlier = [sort for end, sort in (*sorts[-1:], *nouns) if end <= found.start()]
        if earlier:
            yield found, earlier[-1]


def _sort(found: re.Match[str]) -> str:
    return (found["noun"] or found["after"]).lower()


def _whole(above: list[Run]) -> str:
    """The text of runs with what their code marks hold."""
    return " ".join(_filled(r.text, 0, {span.at: span.code for span in r.spans}) for r in above)


def _may_be_new(before: str, after: str) -> bool:
    return NEW.search(before) is not None or AFTER_NEW.match(after) is not None


def _is_later(run: Run) -> bool:
    return any(LATER.search(lead) and not _NOW.search(lead) for lead in (run.heading, run.lead))


def _owner_of(
    text: str, found: re.Match[str], start: int, end: int, codes: dict[int, str]
) -> tuple[str | None, bool]:
    """The file that a sentence gives for a name, and whether it says that the file has it."""
    before = text[max(start, found.start() - 160) : found.start()]
    offset = max(start, found.start() - 160)
    if has := _HAS.search(before):
        owner = _file(has, offset, codes)
        if owner is not None:
            tells = re.search(r"\w{3}|[:(\u2013\u2014\u2192>/]", has["verb"]) is not None
            return owner, tells or has["near"] is not None
    if within := _IN.match(text, found.end(), min(end, found.end() + 120)):
        return _file(within, 0, codes), False
    return None, False


def _file(found: re.Match[str], offset: int, codes: dict[int, str]) -> str | None:
    word = found["owner"]
    return codes.get(offset + found.start("owner")) if word == MARK else word


def _one(noun: str, code: str, owner: str | None, at: Location, around: str) -> Iterator[Said]:
    if noun.rstrip("s").endswith("workflow"):
        name = code.strip("\"'")
        plain = name.lower().endswith((".yml", ".yaml")) or "_" not in name
        is_ci = _CI.search(around) and not _OTHER.search(around)
        if plain and _WORKFLOW.fullmatch(name) and is_ci:
            yield Said("workflow", name.rpartition("/")[2], None, at, around)
        return
    name = _RUN_BY.sub("", code.strip(), count=1).strip("\"'")
    if not _NAME.fullmatch(name) or _CODE_FILE.fullmatch(name):
        return
    kind = kind_of(noun, owner)
    if kind is not None:
        yield Said(kind, name, owner, at, around)
    elif owner is not None and _CODE_FILE.fullmatch(owner) and noun.rstrip("s").endswith("command"):
        yield Said(None, name, owner, at, around)


def _filled(text: str, start: int, codes: dict[int, str]) -> str:
    return "".join(codes.get(start + at, char) for at, char in enumerate(text))
