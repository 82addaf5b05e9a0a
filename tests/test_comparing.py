"""Two reviews side by side, and reading reviews again."""

import json
from pathlib import Path

import pytest

from planproof.comparing import compare
from planproof.core.finding import Finding
from planproof.core.review import Review
from planproof.errors import UsageError
from planproof.render import json as as_json
from planproof.render.comparison import render_json, render_markdown
from planproof.stored import read_reviews
from tests.review_factory import review

NAMES = ("a.json", "b.json")


def with_findings(made: Review, *findings: Finding) -> Review:
    return made.model_copy(update={"findings": findings})


def test_a_review_beside_itself() -> None:
    made = review()
    standing = [each for each in made.findings if each.status in ("new", "open")]
    found = compare(made, made, NAMES)
    assert [pair.a for pair in found.both] == [pair.b for pair in found.both] == standing
    assert (found.only_a, found.only_b, found.same_text) == ((), (), True)


def test_what_one_alone_says() -> None:
    made = review()
    first, second, *rest = [each for each in made.findings if each.status == "new"]
    found = compare(with_findings(made, first, *rest), with_findings(made, second, *rest), NAMES)
    assert found.only_a == (first,)
    assert found.only_b == (second,)
    assert len(found.both) == len(rest)


def test_one_defect_in_other_words_is_one() -> None:
    made = review()
    first = made.findings[0]
    reworded = first.model_copy(
        update={"id": "0" * 12, "rule": "contradiction", "title": f"{first.title}, in short",
                "source": "model"}
    )  # fmt: skip
    found = compare(with_findings(made, first), with_findings(made, reworded), NAMES)
    assert [(pair.a.id, pair.b.id) for pair in found.both] == [(first.id, "0" * 12)]
    assert f"{first.title}, in short" in render_markdown(found)


def test_each_finding_is_paired_once() -> None:
    made = review()
    first = made.findings[0]
    twin = first.model_copy(update={"id": "1" * 12})
    found = compare(with_findings(made, first, twin), with_findings(made, first), NAMES)
    assert [pair.b for pair in found.both] == [first]
    assert found.only_a == (twin,)


def test_other_text_is_told() -> None:
    made = review()
    documents = (made.plan.documents[0].model_copy(update={"sha256": "0" * 64}),)
    plan = made.plan.model_copy(update={"documents": documents})
    found = compare(made, made.model_copy(update={"plan": plan}), NAMES)
    assert not found.same_text
    assert "the plan has changed between them" in render_markdown(found)


def test_what_is_written_can_be_read(tmp_path: Path) -> None:
    made = review()
    path = tmp_path / "review.json"
    path.write_text(as_json.render([made]), encoding="utf-8")
    assert read_reviews(path) == (made,)
    path.write_text(as_json.render([made, made]), encoding="utf-8")
    assert read_reviews(path) == (made, made)
    body = json.loads(render_json(compare(made, made, NAMES)))
    assert body["schema_version"] == "1"
    assert len(body["both"]) == len(compare(made, made, NAMES).both)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "it is no JSON"),
        ("[]", "it has no schema_version"),
        ("[" * 100_000, "it is no JSON"),
        ('{"schema_version": "9"}', "schema version '9'"),
        ('{"schema_version": "1"}', "tool: field required"),
        ('{"schema_version": "1", "reviews": [7]}', "the review: "),
    ],
)
def test_what_is_no_review(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "review.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match="review") as caught:
        read_reviews(path)
    assert told in str(caught.value)


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No such file"):
        read_reviews(tmp_path / "none.json")
