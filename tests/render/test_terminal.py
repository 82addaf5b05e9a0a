import re

import pytest
from rich.console import Console

from planproof.render.safe import HIDDEN
from planproof.render.terminal import render, render_terminal, shown
from tests.plan_factory import sample_plan
from tests.render.golden import console, crowded, outline, terminal, written
from tests.render.hostile import PAYLOADS
from tests.render.styles.golden import grounded, grounding
from tests.render.test_markdown import hostile
from tests.review_factory import review

ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


@pytest.mark.parametrize("width", [40, 60, 80, 100, 160])
def test_no_line_is_wider_than_the_window(width: int) -> None:
    for made in (review(), crowded()):
        assert max(map(len, terminal(made, width=width).splitlines())) <= width


def test_the_essentials_are_there() -> None:
    text = terminal(review())
    assert text.startswith(
        "Changes requested  Lighthouse\n2 critical, 2 major, 6 minor\n\nThe plan"
    )
    assert "phase-1.md:39 and 1 more place  late-dependency" in text
    assert "> 1. Compare the current with the limits" in text
    assert "Move Task 1 of Phase 2 before Task 2 of Phase 1." in text
    assert "No model was asked." in text
    assert "1 waived finding left out." in text
    assert "Not read: notes.pdf (not text)" in text


def test_tokens_are_shown_where_there_is_room() -> None:
    assert "Tokens" in terminal(review(), width=100)
    assert "Tokens" not in terminal(review(), width=80)


def test_findings_beyond_the_limit_are_counted_by_rule() -> None:
    text = terminal(crowded())
    assert "     9 more: rule-a" in text
    assert "     8 more: rule-b" in text


def test_several_reviews_are_divided_by_a_line() -> None:
    assert f"\n{'-' * 100}\n" in terminal(review(), review(()))


def test_a_template_and_a_clean_plan_are_told_apart() -> None:
    assert terminal(review(())).startswith("Approved (checks only)")
    template = review((), plan=sample_plan(template=True))
    assert terminal(template).startswith("Template, not judged as a plan")


def test_colours_are_used_only_where_they_work(monkeypatch: pytest.MonkeyPatch) -> None:
    page = console(colour=True)
    render_terminal([review()], page)
    assert ESCAPE.search(written(page))
    for name in ("FORCE_COLOR", "TTY_COMPATIBLE", "COLUMNS", "LINES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("NO_COLOR", "1")
    assert not re.search(r"\x1b\[[0-9;]*3[0-7]m", render([review()]))


def test_render_gives_the_text_for_stdout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "70")
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    text = render([review()])
    assert text.startswith("Changes requested  Lighthouse")
    assert text.endswith("\n")
    assert all(line == line.rstrip() for line in text.splitlines())


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_text_cannot_steer_the_terminal(payload: str) -> None:
    made = hostile(payload)
    text = terminal(made) + outline(made)
    assert not HIDDEN.search(text.replace("\n", ""))


def test_markup_in_a_plan_is_text() -> None:
    assert "[bold red]markup[/] :smile:" in terminal(hostile("[bold red]markup[/] :smile:"))


def test_what_the_terminal_cannot_encode_is_replaced() -> None:
    class Latin(Console):
        @property
        def encoding(self) -> str:
            return "latin-1"

    assert shown("Größe 状態", Latin()).plain == "Größe ??"


def test_it_says_what_the_plan_was_held_against() -> None:
    text = " ".join(terminal(grounded()).split())
    assert "Held against the code base ../lighthouse at commit 0f1e2d3c4b5a: 1 of the 3" in text
    assert "2 claims of how the code base is: 0 true, 1 wrong and 1 not checked." in text
    assert "2 rules of the project: 0 kept, 1 broken and 1 not judged." in text
    apart = review().model_copy(update={"grounding": grounding(related=False)})
    assert "Name the code base with --repo." in " ".join(terminal(apart).split())
