import json

import pytest
from jsonschema import Draft202012Validator, ValidationError

from planproof.core.finding import Finding
from planproof.core.review import Review
from planproof.render.json import render, schema
from planproof.render.outline import render_outline_json
from planproof.render.safe import HIDDEN
from tests.plan_factory import place, sample_plan
from tests.render.hostile import PAYLOADS
from tests.review_factory import finding, many_findings, review, wide_finding

REVIEWS: dict[str, tuple[Finding, ...] | None] = {
    "sample": None,
    "clean": (),
    "crowded": (*many_findings(40), wide_finding()),
}


def parsed(text: str) -> dict[str, object]:
    body = json.loads(text)
    assert isinstance(body, dict)
    return body


def test_the_schema_is_a_schema() -> None:
    body = schema()
    Draft202012Validator.check_schema(body)
    assert body["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("name", REVIEWS)
def test_every_review_fits_the_schema(name: str) -> None:
    Draft202012Validator(schema()).validate(parsed(render([review(REVIEWS[name])])))


def test_the_schema_refuses_what_is_no_review() -> None:
    validator = Draft202012Validator(schema())
    body = parsed(render([review()]))
    for changed in (
        {**body, "verdict": "fine"},
        {**body, "schema_version": "2"},
        {**body, "extra": 1},
        {key: value for key, value in body.items() if key != "findings"},
    ):
        with pytest.raises(ValidationError):
            validator.validate(changed)


def test_nothing_is_lost_on_the_way() -> None:
    body = parsed(render([review()]))
    assert next(iter(body)) == "schema_version"
    del body["schema_version"]
    assert Review.model_validate(body) == review()


def test_passes_are_called_pass() -> None:
    body = review().model_dump(by_alias=True)
    assert {"phase", "path", "pass", "state", "reason"} == set(body["coverage"]["passes"][0])


def test_several_reviews_are_a_list() -> None:
    body = parsed(render([review(), review(())]))
    assert list(body) == ["schema_version", "reviews"]
    reviews = body["reviews"]
    assert isinstance(reviews, list)
    assert [each["verdict"] for each in reviews] == ["changes-requested", "approved"]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_values_stay_verbatim_and_the_text_is_harmless(payload: str) -> None:
    told = finding("rule", place("phase-1.md", 1), title=payload, detail=payload)
    text = render([review([told])])
    body = json.loads(text)
    (found,) = body["findings"]
    assert (found["title"], found["detail"]) == (payload, payload)
    assert not HIDDEN.search(text.replace("\n", ""))


def test_the_outline_holds_the_plan() -> None:
    view = review().plan
    body = parsed(render_outline_json(view))
    assert list(body) == ["schema_version", "plan"]
    assert body["plan"] == json.loads(view.model_dump_json(by_alias=True))


def test_rendering_twice_gives_the_same_text() -> None:
    assert render([review()]) == render([review(plan=sample_plan())])
