"""What GitHub's code scanning asks of SARIF beyond the schema.

From the page "SARIF support for code scanning" of its documentation: required properties, limits,
and what decides whether a result is shown.
"""

import re
from collections.abc import Iterator

from tests.render.typed import Items, Object, items, object_of, text_of

LIMITS = {"runs": 20, "results": 25_000, "rules": 25_000, "locations": 1_000, "tags": 20}
LEVELS = {"none", "note", "warning", "error"}
PRECISIONS = {"very-high", "high", "medium", "low"}
PROBLEMS = {"error", "warning", "recommendation"}


def complaints(log: Object) -> list[str]:
    """Everything that GitHub would refuse or leave out."""
    return list(_log(log))


def _log(log: Object) -> Iterator[str]:
    if not str(log.get("$schema", "")).startswith("https://"):
        yield "no $schema"
    if log.get("version") != "2.1.0":
        yield "version"
    runs = items(log, "runs")
    if not 0 < len(runs) <= LIMITS["runs"]:
        yield f"{len(runs)} runs"
    categories = [text_of(object_of(run, "automationDetails"), "id") for run in runs]
    if len(set(categories)) < len(categories):
        yield "two runs of one tool and category"
    if not all(re.fullmatch(r"[^/].*/", each, re.DOTALL) for each in categories):
        yield "an id without a category"
    for run in runs:
        yield from _run(run)


def _run(run: Object) -> Iterator[str]:
    driver = object_of(object_of(run, "tool"), "driver")
    rules, results = items(driver, "rules"), items(run, "results")
    if not driver.get("name"):
        yield "no name of the tool"
    if len(rules) > LIMITS["rules"] or len(results) > LIMITS["results"]:
        yield "too many rules or results"
    ids = [text_of(rule, "id") for rule in rules]
    if len(set(ids)) < len(ids):
        yield "a rule twice"
    for rule in rules:
        yield from _rule(rule)
    for result in results:
        yield from _result(result, ids)


def _rule(rule: Object) -> Iterator[str]:
    name = rule.get("id")
    for key in ("shortDescription", "fullDescription", "help"):
        text = object_of(rule, key).get("text")
        if not text or (key != "help" and len(str(text)) > 1024):
            yield f"{name}: {key}"
    if object_of(rule, "defaultConfiguration").get("level") not in LEVELS:
        yield f"{name}: level"
    bag = object_of(rule, "properties")
    if bag.get("precision") not in PRECISIONS or bag.get("problem.severity") not in PROBLEMS:
        yield f"{name}: precision or severity"
    if "security-severity" in bag or len(_list(bag, "tags")) > LIMITS["tags"]:
        yield f"{name}: tags"


def _result(result: Object, rules: list[str]) -> Iterator[str]:
    name = text_of(result, "ruleId")
    index = result.get("ruleIndex")
    if not isinstance(index, int) or rules[index] != name:
        yield f"{name}: ruleIndex {index}"
    if result.get("level") not in LEVELS:
        yield f"{name}: level"
    if not text_of(object_of(result, "message"), "text").strip():
        yield f"{name}: no message"
    prints = object_of(result, "partialFingerprints")
    if not re.fullmatch(r"\S+:\d+", str(prints.get("primaryLocationLineHash", ""))):
        yield f"{name}: no fingerprint"
    places = [*items(result, "locations"), *_places(result)]
    if not items(result, "locations") or len(places) > LIMITS["locations"]:
        yield f"{name}: locations"
    for place in places:
        yield from _place(object_of(place, "physicalLocation"), name)


def _places(result: Object) -> Items:
    return items(result, "relatedLocations") if "relatedLocations" in result else []


def _place(place: Object, name: str) -> Iterator[str]:
    artifact, region = object_of(place, "artifactLocation"), object_of(place, "region")
    uri = text_of(artifact, "uri")
    if re.match(r"[a-z][a-z0-9+.\-]*:|/", uri, re.IGNORECASE) or ".." in uri.split("/"):
        yield f"{name}: {uri} is not relative to the repository"
    if artifact.get("uriBaseId") != "%SRCROOT%":
        yield f"{name}: {uri} has no base"
    numbers = [region.get(key) for key in ("startLine", "startColumn", "endLine")]
    if not all(isinstance(number, int) and number >= 1 for number in numbers):
        yield f"{name}: region {region}"


def _list(value: Object, key: str) -> list[object]:
    found = value.get(key)
    return found if isinstance(found, list) else []
