"""What a provider's cache makes of requests that begin alike."""

from collections.abc import Sequence

import pytest

from planproof.caching import CacheRules, billed, worth_keeping
from planproof.core.request import Part, TokenUsage
from planproof.providers.interface import Counted
from tests.providers.shared import request

FRAME = 16


def bills(rules: CacheRules, *requests: Counted) -> Sequence[TokenUsage]:
    """Their bills, where a word is a token."""
    return list(billed(requests, rules, lambda text: float(len(text.split())), FRAME))


def words(number: int, word: str = "a ") -> str:
    return word * number


def test_what_one_request_alone_holds_is_not_kept() -> None:
    parts = (Part(text="all", shared=True), Part(text="some", shared=True), Part(text="one"))
    alone = request(parts=(parts[0], Part(text="other", shared=True), Part(text="two")))
    kept = worth_keeping([request(parts=parts), request(parts=(*parts[:2], Part(text="x"))), alone])
    assert [[part.shared for part in each.parts] for each in kept] == [
        [True, True, False],
        [True, True, False],
        [True, False, False],
    ]
    assert [each.key for each in kept[:1]] == [request(parts=parts).key]
    assert not any(part.shared for part in worth_keeping([alone])[0].parts)


def test_another_schema_or_system_shares_nothing() -> None:
    for changes in ({"output_schema": {"type": "object"}}, {"system": "Other."}, {"model": "m"}):
        kept = worth_keeping([request(), request(**changes)])
        assert not any(part.shared for each in kept for part in each.parts)


def test_marked_beginnings_are_written_once_and_read_from_then_on() -> None:
    rules = CacheRules(minimum=100, marks=True)
    start, part = words(80), words(50, "b ")
    first = Counted((start, part, "c"), (1, 2))
    second = Counted((start, part, "d e"), (1, 2))
    other = Counted((start, words(30, "f "), "g"), (1, 2))
    one, two, three = bills(rules, first, second, other)
    assert (one.input_tokens, one.cached_input_tokens, one.cache_write_tokens) == (147, 0, 130)
    assert (two.input_tokens, two.cached_input_tokens, two.cache_write_tokens) == (148, 130, 0)
    # What both begin with is too short to be kept.
    assert (three.cached_input_tokens, three.cache_write_tokens) == (0, 110)


def test_a_longer_mark_writes_what_is_new_alone() -> None:
    rules = CacheRules(minimum=50, marks=True)
    short = Counted((words(80), "x"), (1,))
    long = Counted((words(80), words(40, "b "), "y"), (1, 2))
    _, used = bills(rules, short, long)
    assert (used.cached_input_tokens, used.cache_write_tokens) == (80, 40)


@pytest.mark.parametrize("marks", [True, False])
def test_too_short_for_the_cache(marks: bool) -> None:
    asked = Counted((words(60), "x"), (1,) if marks else ())
    rules = CacheRules(minimum=1024, marks=marks)
    assert {(b.cached_input_tokens, b.cache_write_tokens) for b in bills(rules, asked, asked)} == {
        (0, 0)
    }


def test_without_marks_any_beginning_is_read_in_steps() -> None:
    rules = CacheRules(minimum=1024, marks=False)
    start, end = words(1_000), words(300, "b ")
    first, same = Counted((start, end, "c")), Counted((start, end, "c"))
    half = Counted((start, words(200, "b ") + words(100, "d "), "c"))
    far = Counted((words(900) + "z", end))
    used = bills(rules, first, same, half, far)
    assert [each.cached_input_tokens for each in used] == [0, 1280, 1152, 0]
    assert {each.cache_write_tokens for each in used} == {0}


def test_no_text_at_all() -> None:
    for marks in (True, False):
        [used] = bills(CacheRules(minimum=1, marks=marks), Counted(()))
        assert used == TokenUsage(input_tokens=FRAME)
