"""Environment variables that a plan says are there already."""

import re
from dataclasses import dataclass

from planproof.core.base import Location
from planproof.core.plan import Plan
from planproof.named.wording import clause_after, clause_before, here, last_of, prose_lines

_NAME = re.compile(
    r"(?<![\w/.$-])\$?\{?(?P<name>[A-Z][A-Z0-9]{0,40}(?:_[A-Z0-9]{1,40}){1,8})\}?(?![\w/])"
)
_FILES = r"`?(?:[\w/-]*\.env(?:\.[\w.]+)?|(?:docker-)?compose(?:\.[\w.]+)?\.ya?ml)`?"
_BEFORE = re.compile(
    r"(?:\bexisting|\balready[- ](?:set|defined|configured|existing|present|documented)"
    r"|\breus(?:e|es|ing)|\balready (?:reads?|uses?|sets?|has|have|defines?|documents?|honou?rs?"
    r"|expects?|lists?))\b(?!.*\b(?:not|no)\b)[^`]{0,40}(?:`[^`]{1,60}`[^`]{1,8}){0,4}`?$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"`?\s*(?:env(?:ironment)?[- ](?:var(?:iable)?s?)|variable|setting)?[\s(,–—-]{0,4}"
    r"(?:(?:which )?(?:is|are) )?(?:(?:already|currently)\s+(?:set|defined|configured|exist|present"
    r"|there|read|documented|in|used|provided|available|listed)\b|\(?exists\b"
    r"|(?:is |comes )?(?:set |defined |listed |documented |declared |present )?(?:in|from) "
    rf"{_FILES})",
    re.IGNORECASE,
)
_CUE = re.compile(r"\benv|variable|\.env\b|\bcompose\b", re.IGNORECASE)
_SUFFIXES = tuple(
    f"_{each}"
    for each in "URL URI KEY TOKEN SECRET HOST PORT DSN ENV BUCKET PASSWORD USER REGION".split()  # noqa: SIM905  # a list of literals would hide what is missing
)
_ELSEWHERE = re.compile(
    r"\b(?:secrets?|vault|production|deployed|servers?|hosting|vercel|netlify|heroku|aws|kubernetes"
    r"|dashboard|github|gitlab|1password|doppler)\b",
    re.IGNORECASE,
)
"""Places that no repository shows."""
_SETS = re.compile(
    r"\b(?:set|export|configure|document|define|put|store|provision|declare|list|record|describe"
    r"|expect|pass|add|create|introduce)\w*\b",
    re.IGNORECASE,
)
_ALREADY = re.compile(r"\balready\b|\bexisting\b|\bis\b|\bare\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NamedVariable:
    """An environment variable that the plan says is there."""

    name: str
    at: Location


def variables_said(plan: Plan) -> tuple[NamedVariable, ...]:
    """Every environment variable that the plan says is there already, in order of documents."""
    found: list[NamedVariable] = []
    for document, number, line in prose_lines(plan):
        if "_" not in line:
            continue
        for name in _NAME.finditer(line):
            before, after = clause_before(line, name.start()), clause_after(line, name.end())
            if _is_said(before, after) and _is_variable(name["name"], before + after):
                found.append(NamedVariable(name["name"], here(document, number)))
    return tuple(found)


def variables_named(plan: Plan) -> frozenset[str]:
    """The names to look for in the code base."""
    return frozenset(each.name for each in variables_said(plan))


def sets(plan: Plan, name: str) -> bool:
    """True where any line of prose tells someone to set or document the variable."""
    for _, _, line in prose_lines(plan):
        if name in line:
            before = clause_before(line, line.index(name))
            if _SETS.search(before) and not _ALREADY.search(before):
                return True
    return False


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
