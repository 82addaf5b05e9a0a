"""Section roles, whatever the heading says and in which language."""

import pytest

from planproof.sources.vocabulary import plain_title, section_role, vocabulary


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("Verification Checklist", "verification"),
        ("✅ Acceptance Criteria:", "verification"),
        ("3.2 Testing Instructions", "tests"),
        ("Test Coverage Requirements", "tests"),
        ("Files to Create/Modify", "files"),
        ("**Implementation Steps**", "steps"),
        ("Commit Message Template", "commit"),
        ("Estimated Tokens", "estimate"),
        ("Rollback & Recovery Playbooks", "rollback"),
        ("Success Criteria (MVP)", "verification"),
        ("受け入れ条件", "verification"),
        ("验收标准", "verification"),
        ("완료 조건", "verification"),
        ("Critérios de Aceitação", "verification"),
        ("Criterios de aceptación", "verification"),
        ("Akzeptanzkriterien", "verification"),
        ("Critères d'acceptation", "verification"),
        ("前提条件", "prerequisites"),
        ("依赖关系", "dependencies"),
        ("Voraussetzungen", "prerequisites"),
    ],
)
def test_roles(title: str, role: str) -> None:
    assert section_role(title) == role


@pytest.mark.parametrize("title", ["Database Schema", "The Contest", "", "x" * 200, "Latest news"])
def test_titles_without_a_role(title: str) -> None:
    assert section_role(title) is None


def test_every_phrase_of_the_file_finds_its_own_role() -> None:
    for phrase, role in vocabulary().roles.items():
        assert section_role(phrase) == role, phrase


def test_phrases_are_written_as_they_are_matched() -> None:
    words = vocabulary()
    for phrase in (*words.roles, *words.fields):
        assert phrase in {plain_title(phrase), phrase.lower()}, phrase
