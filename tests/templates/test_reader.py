"""What is read out of a template."""

from planproof.core.template import Template, TemplateSection
from planproof.templates.reader import read_template


def template(text: str) -> Template:
    return read_template("house", "house.md", text.strip().splitlines())


def only(text: str) -> TemplateSection:
    (section,) = template(text).sections
    return section


def titles(found: Template) -> list[str]:
    return [section.title for section in found.walk()]


def test_sections_nest_and_the_title_is_none() -> None:
    found = template("# [Name]\n\n## 1. Goal\n[x y]\n\n### Why\n\n## Tasks (optional)\n")
    assert [(s.title, s.level, s.required) for s in found.walk()] == [
        ("1. Goal", 2, True),
        ("Why", 3, True),
        ("Tasks", 2, False),
    ]
    assert found.sections[0].line == 3


def test_titles_of_one_pattern_are_one_repeated_section() -> None:
    found = template(
        "# [Name]\n## Phase {N}: [Name]\n- **Entrance:** [what]\n- **Exit:** [what]\n"
        "## Phase 2: [Name]\n- **Entrance:** [what]\n"
    )
    (phase,) = found.sections
    assert phase.repeated
    assert [(field.name, field.required) for field in phase.fields] == [
        ("Entrance", True),
        ("Exit", False),
    ]


def test_a_title_that_is_a_placeholder_is_not_required() -> None:
    assert not only("# Plan\n\n## [Anything you like]\ntext\n").required


def test_a_repeated_document_title_of_many_is_a_section() -> None:
    assert titles(template("# Phase 1: [Name]\n\n## Goal\n[x y]\n"))[0] == "Phase 1: [Name]"


def test_fields_have_something_to_fill_in() -> None:
    section = only(
        "# [Name]\n## Rollout\n**Owner:** [name]\n- Window: {{window}}\n- **Backup** (optional): [who]\n"
        "**Always:** on Tuesday\n- R-1: [risk]\n**Note:** [ask first]\n**Files:**\n- Create: [path]\n"
    )
    assert [(field.name, field.required) for field in section.fields] == [
        ("Owner", True),
        ("Window", True),
        ("Backup", False),
        ("Files", True),
    ]


def test_fields_above_the_first_section_belong_to_the_plan() -> None:
    found = template("# [Name]\n\n**Author:** [name]\n\n## Goal\n[x y]\n")
    assert [field.name for field in found.fields] == ["Author"]


def test_tables_without_optional_and_open_columns() -> None:
    (table,) = only(
        "# [Name]\n## Tasks\n\n| ID | Owner | Notes (optional) | [Column] |\n|---|---|---|---|\n"
        "| T-1 | [who] | | |\n"
    ).tables
    assert table.columns == ("ID", "Owner")
    assert table.line == 4


def test_counts_of_guidance() -> None:
    section = only(
        "# [Name]\n## Risks\n*At least three risks.*\n<!-- Name 2-4 components. -->\n"
        "> No more than five goals; write two to three sentences, 3-4 bullets per goal.\n"
    )
    assert [(count.least, count.most, count.noun) for count in section.counts] == [
        (3, None, "risks"),
        (2, 4, "components"),
        (None, 5, "goals"),
    ]


def test_guidelines_know_their_section() -> None:
    found = template(
        "# [Name]\n## Goal\n> Say who notices it.\n\n(Describe the change in a sentence)\n"
        "## Risks\n<!-- One for\neach part. -->\nNote: think of the night shift.\n"
        "## How to use this template\n**Goal**:\n- Be short and concrete\n"
    )
    assert [(g.text, g.section) for g in found.guidelines] == [
        ("Say who notices it.", "Goal"),
        ("Describe the change in a sentence", "Goal"),
        ("One for each part.", "Risks"),
        ("think of the night shift.", "Risks"),
        ("Be short and concrete", "Goal"),
    ]
    assert titles(found) == ["Goal", "Risks"], "the part on its use is no section"
    assert "> Say who notices it." in found.guidance
    assert not any("One for" in line for line in found.guidance), "a comment is not seen"


def test_placeholders_are_no_links_and_no_checkboxes() -> None:
    found = template(
        "# [Name of it]\n## Tasks\n- [ ] T001 {{what}} in [the docs](a.md), ![an image](b.png)\n"
        "- <name of the owner> writes `code` <br> [x]\n"
    )
    assert found.placeholders == ("[Name of it]", "{{what}}", "<name of the owner>")


def test_any_text_is_read() -> None:
    for text in ("", "\n\n", "no heading", "#\n##\n", "- [", "```\n# x", "| a |\n", "[" * 5000):
        assert isinstance(read_template("x", "x", text.splitlines()), Template)
