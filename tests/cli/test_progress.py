"""What is told on stderr while a model is asked."""

import io
from pathlib import Path

import pytest
from rich.console import Console
from rich.progress import Progress, TextColumn

from planproof.asking import Failure
from planproof.cli.progress import Display, display
from planproof.core.estimate import Amounts, CounterView, Estimate, Outside, Range, Total
from planproof.core.request import Answer, Part, Request
from planproof.providers.prices import Price
from planproof.session import Choice, Session
from planproof.settings import Keys, Settings


def request(name: str, phase: str | None = "phase-1") -> Request:
    return Request(
        pass_="phase-review",  # noqa: S106 - a round of questions
        label=f"Phase 1, {name}",
        phase=phase,
        model="m",
        effort="low",
        system="You review plans.",
        parts=(Part(text=name),),
        schema_name="answer",
        output_schema={"type": "object"},
        max_output_tokens=100,
    )


def answer(to: Request) -> Answer:
    return Answer(key=to.key, origin="live", model="m", created="", stop="end", text="{}")


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return Session(
        Choice("anthropic", "claude-test"),
        Settings(max_cost=2.0),
        Keys(anthropic="key"),
        answers=tmp_path / "answers",
        price_told=Price.parse("in=1,out=5"),
    )


def expected(cost: Range | None) -> Estimate:
    """An estimate of two requests."""
    review = Amounts(
        requests=Range.of(2), input_tokens=Range.of(1_200), output_tokens=Range.of(1), cost_usd=cost
    )
    return Estimate(
        root="plan",
        name="Plan",
        model="claude-test",
        provider="anthropic",
        depth="standard",
        rubric="engineer",
        counter=CounterView(name="test", method="exact", error_percent=0),
        price=None,
        context_window=None,
        largest_request=1_200,
        phase_budget=75_000,
        max_cost=2.0,
        phases=(),
        outside=Outside(lines=3, tokens=9, review=review),
        passes=(),
        total=Total(lines=3, tokens=9, stated_tokens=None, review=review),
    )


def told(session: Session, capsys: pytest.CaptureFixture[str]) -> list[str]:
    session.expect([expected(Range(low=0.5, high=1.25))])
    shown = Display(None)
    shown.begin(session)
    first, second = request("one"), request("two")
    shown.planned([first, second])
    shown.waiting(first, 1.0, "busy")
    shown.waiting(first, 30.0, "the server is overloaded")
    shown.answered(first, answer(first), from_store=False)
    shown.failed(second, Failure(key=second.key, state="failed", reason="the model refused"))
    return capsys.readouterr().err.splitlines()


def test_who_is_asked_and_the_cost_are_told_first(
    session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    first = told(session, capsys)[0]
    assert first.startswith(
        "planproof: asking claude-test (anthropic): 2 requests for the first pass, 1,200 tokens"
    )
    assert first.endswith("; 0.50 to 1.25 USD in all, limit 2.00 USD")


def test_long_waits_and_failures_are_told_short_waits_are_not(
    session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = told(session, capsys)
    assert "planproof: Phase 1, one: the server is overloaded; trying again in 30 s" in lines
    assert "planproof: phase-review of Phase 1, two failed: the model refused" in lines
    assert not any("busy" in line for line in lines)


def test_phases_and_requests_are_counted(
    session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = told(session, capsys)
    assert "planproof: phase-review: 0 of 1 phase, 0 of 2 requests" in lines


def test_an_unknown_price_is_no_zero(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    session = Session(
        Choice("openai", "own-model"), Settings(), Keys(), base_url="http://127.0.0.1:9/v1",
        answers=tmp_path,
    )  # fmt: skip
    session.expect([expected(None)])
    shown = Display(None)
    shown.begin(session)
    shown.planned([request("one")])
    assert "cost unknown" in capsys.readouterr().err


def test_nobody_waits_for_a_replay(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    session = Session(Choice("replay", "any"), Settings(), Keys(), answers=tmp_path)
    told(session, capsys)
    shown = Display(None)
    shown.begin(session)
    shown.planned([request("one")])
    assert capsys.readouterr().err == ""


def test_on_a_terminal_one_line_is_redrawn(session: Session) -> None:
    screen = io.StringIO()
    console = Console(file=screen, force_terminal=True, width=120)
    with Progress(TextColumn("{task.description}", markup=False), console=console) as bar:
        session.expect([expected(Range.of(0.5))])
        shown = Display(bar)
        shown.begin(session)
        first = request("[bold]one")
        shown.planned([first])
        shown.answered(first, answer(first), from_store=False)
    assert "1 of 1 phase, 1 of 1 request" in screen.getvalue()
    assert "asking claude-test" in screen.getvalue()


def test_without_a_terminal_there_is_no_bar() -> None:
    with display() as shown:
        assert isinstance(shown, Display)
