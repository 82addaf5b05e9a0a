"""Each rule between plans, and what is no defect although it looks like one."""

import pytest

from planproof.between.registry import RULES
from tests.between.conftest import Found, page

LEDGER = "- Create: `api/payments/ledger.py`"
CASES: dict[str, tuple[str, dict[str, str]]] = {
    "one file": (
        "file-created-by-two-plans",
        {"a": page("A", files=LEDGER), "b": page("B", files=LEDGER)},
    ),
    "deleted and modified": (
        "file-deleted-by-another-plan",
        {
            "a": page("A", files="- Delete: `api/legacy/export.py`"),
            "b": page("B", files="- Modify: `api/legacy/export.py`"),
        },
    ),
    "a port": (
        "contradictory-decision",
        {
            "a": page("A", said="The ledger service listens on port 8081."),
            "b": page("B", said="The ledger service listens on port 8085."),
        },
    ),
    "a setting": (
        "contradictory-decision",
        {"a": page("A", said="`SESSION_TTL=30`"), "b": page("B", said="`SESSION_TTL` is 60.")},
    ),
    "a version": (
        "contradictory-decision",
        {
            "a": page("A", said="It runs on Python 3.11.\n\nSee [b](../b/README.md)."),
            "b": page("B", said="It runs on Python 3.12."),
        },
    ),
    "one record": (
        "id-claimed-by-two-plans",
        {
            "a": page("A", rest="## ADR-012: Sessions are kept in Redis\n\nYes."),
            "b": page("B", rest="## ADR-012: Invoices are numbered by the database\n\nYes."),
        },
    ),
    "a missing document": (
        "dangling-plan-reference",
        {"a": page("A", said="See [it](../b/Rollout.md)."), "b": page("B")},
    ),
    "a missing phase": (
        "dangling-plan-reference",
        {
            "a": page("A", said="Begins after Phase 7 of the [plan](../b/README.md)."),
            "b": page("B", rest="## Phase 2: End\n\n### Task 2: Stop\n\n- Stop."),
        },
    ),
    "a missing phase of a named plan": (
        "dangling-plan-reference",
        {
            "a": page("A", said="Begins after Phase 7 of the billing plan."),
            "billing": page("B", rest="## Phase 2: End\n\n### Task 2: Stop\n\n- Stop."),
        },
    ),
    "a circle": (
        "circular-plans",
        {
            "a": page("A", said="Depends on: [b](../b/README.md)"),
            "b": page("B", said="Depends on: [a](../a/README.md)"),
        },
    ),
    "a circle of three by names": (
        "circular-plans",
        {
            "a": page("A", said="Depends on: `beta`"),
            "beta": page("B", said="Depends on: `plans/gamma`"),
            "gamma": page("C", said="This plan depends on [a](../a/)."),
        },
    ),
    "a circle in front matter": (
        "circular-plans",
        {
            "accounts": "---\ndepends_on: [billing]\n---\n" + page("A"),
            "billing": "---\ndepends_on:\n  - accounts\n---\n" + page("B"),
        },
    ),
    "a file that comes later": (
        "file-awaited-from-later-plan",
        {
            "a": page("A", files="- Modify: `api/billing/invoice.py`"),
            "b": page(
                "B",
                said="Depends on: [a](../a/README.md)",
                files="- Create: `api/billing/invoice.py`",
            ),
        },
    ),
}
SOUND: dict[str, dict[str, str]] = {
    "tasks are numbered anew in each plan": {"a": page("A"), "b": page("B")},
    "the second extends the file": {
        "a": page("A", files=LEDGER),
        "b": page("B", files="- Modify: `api/payments/ledger.py`"),
    },
    "the second says what happens to the file": {
        "a": page("A", files=LEDGER),
        "b": page("B", files=f"{LEDGER} if missing"),
    },
    "both begin a project": {
        "a": page("A", files=f"- Create: `package.json`\n{LEDGER}"),
        "b": page("B", files=f"- Create: `package.json`\n{LEDGER}"),
    },
    "workflows of plans apart": {
        "a": page("A", files="- Create: `.github/workflows/ci.yml`"),
        "b": page("B", files="- Create: `.github/workflows/ci.yml`"),
    },
    "what is deleted comes after": {
        "a": page(
            "A", said="Depends on: [b](../b/README.md)", files="- Delete: `api/legacy/export.py`"
        ),
        "b": page("B", files="- Modify: `api/legacy/export.py`"),
    },
    "something is removed from a file": {
        "a": page("A", files="- Remove the old import from `api/legacy/export.py`"),
        "b": page("B", files="- Modify: `api/legacy/export.py`"),
    },
    "two things have two ports": {
        "a": page("A", said="The ledger service listens on port 8081."),
        "b": page("B", said="The invoice service listens on port 8085."),
    },
    "a change is told": {
        "a": page("A", said="`SESSION_TTL=30`"),
        "b": page("B", said="`SESSION_TTL=60`, raised from 30"),
    },
    "versions of plans apart": {
        "a": page("A", said="It runs on Python 3.11."),
        "b": page("B", said="It runs on Python 3.12."),
    },
    "records counted in each plan": {
        "a": page("A", rest="## ADR-1: Sessions are kept in Redis\n\nYes."),
        "b": page("B", rest="## ADR-1: Invoices are numbered by hand\n\nYes."),
    },
    "one record told twice": {
        "a": page("A", rest="## ADR-012: Sessions are kept in Redis\n\nYes."),
        "b": page("B", rest="## ADR-012: Sessions are kept in Redis\n\nAs before."),
    },
    "what is linked is there": {
        "a": page("A", said="Phase 1 of the [plan](../b/README.md) comes first."),
        "b": page("B", rest="## Phase 2: End\n\n### Task 2: Stop\n\n- Stop."),
    },
    "a link leads elsewhere": {"a": page("A", said="See [it](../other/Gone.md)."), "b": page("B")},
    "plans take turns": {
        "a": page("A", said="Depends on: Phase 1 of [b](../b/README.md)"),
        "b": page("B", said="Depends on: Phase 1 of [a](../a/README.md)"),
    },
    "only a task needs the other": {
        "a": page("A", files="- Depends on: [b](../b/README.md)"),
        "b": page("B", said="Depends on: [a](../a/README.md)"),
    },
    "it does not depend": {
        "a": page("A", said="It does not depend on [b](../b/README.md)."),
        "b": page("B", said="Depends on: [a](../a/README.md)"),
    },
    "the file is there": {
        "a": page("A", files="- Modify: `api/billing/invoice.py` (already exists)"),
        "b": page(
            "B",
            said="Depends on: [a](../a/README.md)",
            files="- Create: `api/billing/invoice.py`",
        ),
    },
}


@pytest.mark.parametrize("name", CASES)
def test_it_is_found(found: Found, name: str) -> None:
    rule, plans = CASES[name]
    (finding,) = found(**plans)
    assert finding.rule == rule
    places = [(finding.location.path, finding.quote)]
    places += [(each.path, each.quote) for each in finding.related]
    for path, quote in places:
        _, plan, document = path.split("/")
        assert document == "README.md"
        assert quote in plans[plan]
    assert found(disabled=frozenset({rule}), **plans) == ()


@pytest.mark.parametrize("name", SOUND)
def test_it_is_sound(found: Found, name: str) -> None:
    assert found(**SOUND[name]) == ()


def test_a_file_of_every_project_is_a_suggestion(found: Found) -> None:
    text = page("A", files="- Create: `src/main.py`")
    (finding,) = found(a=text, b=text.replace("# A", "# B"))
    assert (finding.severity, finding.confidence) == ("minor", "low")


def test_several_files_are_one_finding(found: Found) -> None:
    files = f"{LEDGER}\n- Create: `api/payments/journal.py`"
    (finding,) = found(a=page("A", files=files), b=page("B", files=files))
    assert finding.title == (
        "`plans/a` and `plans/b` both create `api/payments/ledger.py` and `api/payments/journal.py`"
    )


def test_one_document_in_two_plans_is_one_document(found: Found) -> None:
    text = page("A", files=LEDGER)
    assert found(a=text, b={"README.md": page("B"), "copy.md": text}) == ()


def test_secrets_stay_inside(found: Found) -> None:
    key = "AKIA" + "Z7QK4MT2XW5RB3ND"
    plans = [page(name, files=f"{LEDGER} with {key}") for name in "AB"]
    (finding,) = found(a=plans[0], b=plans[1])
    assert key not in finding.model_dump_json()


def test_every_rule_is_documented() -> None:
    parts = ("## What it does", "## Why is this bad?", "## Example", "## Use instead")
    for rule in RULES:
        assert all(part in (rule.__doc__ or "") for part in parts), rule.RULE.id
    assert len({rule.RULE.id for rule in RULES}) == len(RULES)
