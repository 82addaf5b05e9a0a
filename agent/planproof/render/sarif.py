"""SARIF 2.1.0, for code scanning: a run for each plan, a result for each finding.

What is wrong between plans is a run of its own.

Within what GitHub takes: 20 runs, 25,000 results of a run, a description, help and a place for
everything. A waived finding is a result that is suppressed; a fixed one is none.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from posixpath import normpath
from urllib.parse import quote

from planproof.core.base import Location
from planproof.core.between import Together
from planproof.core.finding import SEVERITIES, Evidence, Finding, Waiver
from planproof.core.review import Review, Tool
from planproof.core.rubric import Criterion
from planproof.render.json import Json, harmless
from planproof.render.labels import evidence
from planproof.render.places import TOP, Checkout, folder_of, in_repository, plan_in_repository
from planproof.render.safe import one_line, plain, visible
from planproof.render.sarif_notes import invocation
from planproof.render.sarif_rules import LEVELS, descriptors, rule_id

FORMAT: str = "sarif"

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
VERSION = "2.1.0"
MOST_RUNS = 20
MOST_RESULTS = 25_000
_MOST_RELATED = 100
"""Related places of a result; GitHub shows no more."""
_LONGEST_SNIPPET = 4_000

_BASELINE: Mapping[str, str] = {
    "new": "new",
    "regressed": "new",
    "open": "unchanged",
    "waived": "unchanged",
}
_SEMANTIC = re.compile(r"\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?")
_LINK = re.compile(r"\](?=\()")
_PLACEHOLDER = re.compile(r"\{(\d+)\}")
_COMMENT = re.compile(r".+:\d+", re.DOTALL)


def render(
    reviews: Sequence[Review],
    *,
    criteria: Iterable[Criterion] = (),
    checkout: Checkout = TOP,
    together: Together | None = None,
) -> str:
    """Return one SARIF log.

    Args:
        reviews: one run each; where that makes more runs than GitHub takes, all share one.
        criteria: those whose text is told as the help of their findings.
        checkout: where the program runs, for the places of files in the repository.
        together: what is wrong between the plans, if anybody looked.
    """
    from json import dumps  # noqa: PLC0415 - `json` is a module of this package too

    asked = tuple(criteria)
    between = together.between if together else ()
    few = len(reviews) + bool(between) <= MOST_RUNS
    groups = [[each] for each in reviews] if few or not reviews else [list(reviews)]
    runs = [_run(group, asked, checkout) for group in groups]
    if between:
        runs.append(_run_between(reviews, between, checkout))
    log: Json = {"$schema": SCHEMA, "version": VERSION, "runs": runs}
    return harmless(dumps(log, indent=2, ensure_ascii=False))


def _run(reviews: Sequence[Review], criteria: Iterable[Criterion], checkout: Checkout) -> Json:
    ranked = [
        (review, finding)
        for severity in SEVERITIES
        for review in reviews
        for finding in review.findings
        if finding.severity == severity and finding.status != "fixed"
    ]
    told = ranked[:MOST_RESULTS]
    rules = descriptors((finding for _, finding in told), criteria)
    numbers = {rule["id"]: number for number, rule in enumerate(rules)}
    aged = {id(review) for review in reviews if _aged(review)}
    results = [
        _result(review, finding, checkout)
        | {"ruleIndex": numbers[rule_id(finding)]}
        | ({"baselineState": _BASELINE[finding.status]} if id(review) in aged else {})
        for review, finding in told
    ]
    return {
        "tool": {"driver": {**_driver(reviews[0].tool), "rules": list(rules)}},
        "automationDetails": _about(reviews, checkout),
        "invocations": [invocation(reviews, left_out=len(ranked) - len(told))],
        "originalUriBaseIds": {
            "%SRCROOT%": {"description": {"text": "The top folder of the repository."}}
        },
        "columnKind": "utf16CodeUnits",
        "results": results,
    }


def _run_between(reviews: Sequence[Review], between: Sequence[Finding], checkout: Checkout) -> Json:
    """The run of what is wrong between plans; each place is told as that of the plan it is in."""
    homes = {_named(review, each.path): (review, each.path) for review in reviews
             for each in review.plan.documents}  # fmt: skip
    told = between[:MOST_RESULTS]
    rules = descriptors(told, ())
    numbers = {rule["id"]: number for number, rule in enumerate(rules)}
    results: list[Json] = []
    for finding in told:
        places = [_place_between(homes, reviews[0], each, checkout) for each in evidence(finding)]
        result = _result(reviews[0], finding, checkout) | {"ruleIndex": numbers[rule_id(finding)]}
        result["locations"] = [{"physicalLocation": places[0]}]
        result["relatedLocations"] = [
            {"id": number, "physicalLocation": place}
            for number, place in enumerate(places[1 : _MOST_RELATED + 1], 1)
        ]
        results.append(result)
    return {
        **_run(reviews[:1], (), checkout),
        "tool": {"driver": {**_driver(reviews[0].tool), "rules": list(rules)}},
        "automationDetails": {"id": "planproof/between/"},
        "invocations": [invocation((), left_out=len(between) - len(told))],
        "results": results,
    }


def _named(review: Review, path: str) -> str:
    """A document as findings between plans name it: below the root as it was given."""
    return normpath(f"{folder_of(review.plan)}/{path}")


def _place_between(
    homes: Mapping[str, tuple[Review, str]], other: Review, at: Evidence, checkout: Checkout
) -> Json:
    review, path = homes.get(at.path, (other, at.path))
    return _place(review, at.model_copy(update={"path": path}), checkout)


def _driver(tool: Tool) -> Json:
    version = one_line(tool.version, 80)
    driver: Json = {"name": plain(tool.name, 80) or "planproof", "language": "en"}
    if version:
        driver["version"] = version
    if _SEMANTIC.fullmatch(version):
        driver["semanticVersion"] = version
    return driver


def _about(reviews: Sequence[Review], checkout: Checkout) -> Json:
    """What tells the runs of several plans apart: GitHub refuses two of one category."""
    if len(reviews) > 1:
        return {"id": "planproof/"}
    plan = reviews[0].plan
    root = one_line(plan_in_repository(plan, checkout), 200)
    name = plain(plan.name, 200) or "A plan"
    return {"id": f"planproof/{root}/" if root else "planproof/", "description": {"text": name}}


def _aged(review: Review) -> bool:
    """True when the findings were compared with those of an earlier review."""
    told = any(each.status not in ("new", "waived") for each in review.findings)
    return told or review.since is not None


def _result(review: Review, finding: Finding, checkout: Checkout) -> Json:
    own, *related = evidence(finding)
    result: Json = {
        "ruleId": rule_id(finding),
        "level": LEVELS[finding.severity],
        "message": {"text": _message(finding)},
        "locations": [{"physicalLocation": _place(review, own, checkout)}],
        "partialFingerprints": {
            "planproof/v1": one_line(finding.id, 80),
            # The one that GitHub looks at; a number after the hash tells equal ones apart.
            "primaryLocationLineHash": f"{one_line(finding.id, 80)}:1",
        },
        "properties": {
            "severity": finding.severity,
            "confidence": finding.confidence,
            "source": finding.source,
            "category": finding.category,
        },
    }
    if related:
        result["relatedLocations"] = [
            {"id": number, "physicalLocation": _place(review, each, checkout)}
            for number, each in enumerate(related[:_MOST_RELATED], 1)
        ]
    if finding.status == "waived":
        result["suppressions"] = [_suppression(finding.waiver)]
    return result


def _message(finding: Finding) -> str:
    """The title as the first sentence: that is what GitHub shows in lists."""
    title = plain(finding.title, 400).rstrip(".") or rule_id(finding)
    parts = [f"{title}.", *_advice(finding)]
    text = _LINK.sub("] ", "\n\n".join(part for part in parts if part))
    # `{0}` would be filled in, doubled braces stand for themselves.
    return _PLACEHOLDER.sub(r"{{\1}}", text)


def _advice(finding: Finding) -> Iterator[str]:
    yield plain(finding.detail)
    if finding.recommendation.strip():
        yield f"What to do: {plain(finding.recommendation)}"


def _suppression(waiver: Waiver | None) -> Json:
    if waiver is None:
        return {"kind": "external", "status": "accepted"}
    until = f" (until {plain(waiver.expires, 40)})" if waiver.expires else ""
    # A comment in the plan is named with its line, a file of settings without.
    kind = "inSource" if _COMMENT.fullmatch(waiver.source) else "external"
    justification = f"{plain(waiver.reason)}{until}; said in {plain(waiver.source, 400)}"
    return {"kind": kind, "status": "accepted", "justification": justification}


def _place(review: Review, at: Evidence, checkout: Checkout) -> Json:
    return {
        "artifactLocation": _artifact(review, at, checkout),
        "region": _region(at, at.quote),
    }


def _artifact(review: Review, at: Location, checkout: Checkout) -> Json:
    path = in_repository(review.plan, at.path, checkout)
    if path is not None:
        return {"uri": _uri(path), "uriBaseId": "%SRCROOT%"}
    folder = folder_of(review.plan, checkout)
    full = _uri(f"{folder}/{at.path}") or "."
    return {"uri": f"file://{full}" if full.startswith("/") else full}


def _uri(path: str) -> str:
    return quote(path.encode("utf-8", "replace"), safe="/")


def _region(at: Location, quoted: str) -> Json:
    first = max(1, at.line_start)
    last = max(first, at.line_end)
    region: Json = {"startLine": first, "startColumn": 1, "endLine": last}
    lines = quoted.split("\n")
    if len(lines) == last - first + 1:
        region["endColumn"] = len(lines[-1].encode("utf-16-le", "surrogatepass")) // 2 + 1
        if len(quoted) <= _LONGEST_SNIPPET and visible(quoted) == quoted:
            region["snippet"] = {"text": quoted}
    return region
