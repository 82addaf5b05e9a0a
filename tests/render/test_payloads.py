"""Hostile text in every field of every value, through every renderer."""

import csv
import io
import json
import re
from functools import cache

import pytest

from planproof.checks.registry import CHECKS
from planproof.core.review import Review
from planproof.render import annotations, comparison, markdown, sarif, terminal
from planproof.render import json as as_json
from planproof.render.estimates import csv as estimate_csv
from planproof.render.estimates import json as estimate_json
from planproof.render.estimates import markdown as estimate_markdown
from planproof.render.estimates import terminal as estimate_terminal
from planproof.render.outline import render_outline, render_outline_json
from planproof.render.safe import HIDDEN
from tests.render.judge import ACTIVE, CODE, check_page
from tests.render.payloads import FAMILIES, PAYLOADS
from tests.render.poison import poisoned, sample_comparison, sample_estimate, sample_review
from tests.render.runner import commands

REVIEW, COMPARISON, ESTIMATE = sample_review(), sample_comparison(), sample_estimate()
SHAPES = [
    check_page(page)
    for page in (
        markdown.render([poisoned(REVIEW, "nothing")]),
        comparison.render_markdown(poisoned(COMPARISON, "nothing")),
        estimate_markdown.render([poisoned(ESTIMATE, "nothing")]),
    )
]
# Drawing tables is slow, and the pieces are those of the review.
DRAWN = [each for kind in ("command", "terminal", "hidden", "size") for each in FAMILIES[kind]]
EACH = pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
# Every family has some of them; the pieces of these pages are those of the others.
SOME = PAYLOADS[::3]
A_THIRD = pytest.mark.parametrize("payload", SOME, ids=range(len(SOME)))
URI = re.compile(r"[\w.~/-]*(?:%[0-9A-F]{2}[\w.~/-]*)*", re.ASCII)


@cache
def hostile(payload: str) -> Review:
    return poisoned(REVIEW, payload)


def check_lines(text: str) -> None:
    """No line is a command, and no character acts on a terminal."""
    assert commands(text) == []
    assert not HIDDEN.search(text.replace("\n", ""))


def is_blank(payload: str) -> bool:
    return not payload.strip()


def test_there_are_enough_of_every_kind() -> None:
    assert len(PAYLOADS) >= 200
    assert all(FAMILIES.values())


@pytest.mark.parametrize(
    ("text", "bad"),
    [
        ("plain `@octocat` text", False),
        ("@octocat", True),
        ("see #12", True),
        ("[x](https://evil.example)", True),
        ("![x](y.png)", True),
        ("<b>x</b>", True),
        ("</details>", True),
        ("x <!-- y -->", True),
        ("well :tada:", True),
        ("https://evil.example", True),
        ("a $x$ b", True),
    ],
)
def test_the_judge_knows_good_from_bad(text: str, bad: bool) -> None:
    if bad:
        with pytest.raises(AssertionError):
            check_page(text)
    else:
        check_page(text)


@pytest.mark.parametrize(
    ("output", "number"),
    [
        ("::error::x", 1),
        ("  ::error file=a::x\n::debug::y", 2),
        ("a ##[group]b", 1),
        ("x ::error::y", 0),
        ("::unknown::y", 0),
        ("a\r::error::b", 1),
        ("::error::a##[group]b", 1),
    ],
)
def test_the_runner_obeys_what_the_real_one_does(output: str, number: int) -> None:
    assert len(commands(output)) == number


@EACH
def test_the_markdown_report(payload: str) -> None:
    text = markdown.render([hostile(payload)])
    told = check_page(text)
    check_lines(text)
    if not is_blank(payload):
        assert told == SHAPES[0]


@EACH
def test_the_terminal_report(payload: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    made = hostile(payload)
    check_lines(terminal.render([made]))
    check_lines(render_outline(made.plan))


@EACH
def test_the_json_report(payload: str) -> None:
    made = hostile(payload)
    text = as_json.render([made])
    check_lines(text)
    check_lines(render_outline_json(made.plan))
    body = json.loads(text)
    del body["schema_version"]
    assert Review.model_validate(body, strict=False) == made


@A_THIRD
def test_the_sarif_report(payload: str) -> None:
    text = sarif.render([hostile(payload)])
    # What stands before is told of the checks, and the same in every log.
    check_lines(text[text.index('"automationDetails"') :])
    (run,) = json.loads(text)["runs"]
    assert len(run["results"]) == len(REVIEW.findings) - 1
    for rule in run["tool"]["driver"]["rules"][len(CHECKS) :]:
        assert not ACTIVE.search(CODE.sub("\0", rule["help"]["markdown"]))
        check_lines(json.dumps(rule, ensure_ascii=False))
    for result in run["results"]:
        message = result["message"]["text"]
        assert "](" not in message
        assert not re.search(r"(?<!\{)\{\d+\}", message)
        for told in (message, *_reasons(result)):
            assert told.strip()
            assert not ACTIVE.search(CODE.sub("\0", told))
            assert not HIDDEN.search(told.replace("\n", ""))
        for at in (*result["locations"], *result.get("relatedLocations", ())):
            artifact = at["physicalLocation"]["artifactLocation"]
            uri = artifact["uri"].removeprefix("" if "uriBaseId" in artifact else "file://")
            assert uri
            assert URI.fullmatch(uri)


def _reasons(result: dict[str, list[dict[str, str]]]) -> list[str]:
    return [each["justification"] for each in result.get("suppressions", ())]


@EACH
def test_the_annotations(payload: str) -> None:
    made = hostile(payload)
    text = annotations.render([made])
    assert not HIDDEN.search(text.replace("\n", ""))
    found = commands(text)
    assert [each.name for each in found] == ["error", "warning", "notice"]
    assert text.count("\n") == len(found)
    for each in found:
        assert set(each.properties) <= {"file", "line", "endLine", "title"}
        assert not HIDDEN.search(each.data.replace("\n", ""))
        # What the log shows of it starts nothing either.
        assert commands(each.data) == []
        assert not ACTIVE.search(CODE.sub("\0", each.data))


@A_THIRD
def test_the_comparison(payload: str) -> None:
    made = poisoned(COMPARISON, payload)
    text = comparison.render_markdown(made)
    told = check_page(text)
    check_lines(text)
    check_lines(comparison.render_json(made))
    if not is_blank(payload):
        assert told == SHAPES[1]


@pytest.mark.parametrize("payload", DRAWN, ids=range(len(DRAWN)))
def test_the_estimates_at_a_terminal(payload: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    check_lines(estimate_terminal.render([poisoned(ESTIMATE, payload)]))


@A_THIRD
def test_the_estimates(payload: str) -> None:
    made = poisoned(ESTIMATE, payload)
    page = estimate_markdown.render([made])
    assert check_page(page) == SHAPES[2]
    for text in (page, estimate_json.render([made])):
        check_lines(text)
    assert json.loads(estimate_json.render([made]))["name"] == payload
    table = estimate_csv.render([made])
    check_lines(table)
    for row in csv.reader(io.StringIO(table)):
        assert not any(each.startswith(("=", "+", "-", "@")) for each in row)
