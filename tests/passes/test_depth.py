"""How thorough a review is, and what its answers may cost."""

from itertools import product
from pathlib import Path
from typing import get_args

import pytest

from planproof.core.rubric import GROUPS
from planproof.errors import ConfigError
from planproof.passes import depth as depths
from planproof.passes.depth import (
    SHORT,
    Allowance,
    Depth,
    DepthName,
    allowance,
    load_depth,
    requests_for,
)
from tests.passes.made import criteria

NAMES: tuple[DepthName, ...] = get_args(DepthName)


def granted(depth: Depth, tokens: int, units: int) -> list[tuple[Allowance, int]]:
    """What each request about a part may answer, with the number of its criteria."""
    found = []
    for reader, (n, groups) in product(
        range(depth.readers), enumerate(requests_for(depth, tokens))
    ):
        number = sum(each.group in groups for each in criteria())
        first = reader == 0 and n == 0
        given = allowance(depth, tokens, units=units, criteria=number, first=first)
        found.append((given, number))
    return found


def cost(given: list[tuple[Allowance, int]], units: int) -> float:
    """Tokens of all answers about a part, filled as answers are on average."""
    entries = sum(
        units * (depths._ROW + number / 3)
        + each.defects * depths._DEFECT
        + each.minor * depths._SMALL
        + (each.facts + 2 * each.things) * depths._FACT
        + each.strengths * depths._PRAISE
        for each, number in given
    )
    return entries * depths._FILLED


@pytest.mark.parametrize("name", NAMES)
def test_every_depth_asks_for_every_group_once_per_reader(name: DepthName) -> None:
    depth = load_depth(name)
    asked = [group for groups in depth.requests for group in groups]
    assert sorted(asked) == sorted(GROUPS)
    assert depth.readers >= 1
    assert depth.share > 0


def test_deeper_costs_more() -> None:
    quick, standard, deep = map(load_depth, NAMES)
    assert quick.share < standard.share < deep.share
    assert len(quick.requests) < len(standard.requests) < len(deep.requests)
    assert (quick.readers, standard.readers, deep.readers) == (1, 1, 2)


@pytest.mark.parametrize("name", NAMES)
def test_no_allowance_is_negative_and_there_is_always_room_for_a_defect(name: DepthName) -> None:
    depth = load_depth(name)
    for tokens, units, number in product(
        (0, 1, 50, 599, 600, SHORT - 1, SHORT, 8_000, 200_000), (0, 1, 24), (0, 1, 22, 36)
    ):
        for first in (True, False):
            given = allowance(depth, tokens, units=units, criteria=number, first=first)
            assert all(each >= 0 for each in given), (tokens, units, given)
            assert given.defects >= 1
            assert given.minor >= 1
            assert (given.facts > 0) is first
            assert (given.things > 0) is first


# A part of the fixtures has a unit for about every 500 tokens.
SIZES = range(2_001, 8_001, 250)


def test_standard_keeps_its_share() -> None:
    depth = load_depth("standard")
    shares = {
        tokens: cost(granted(depth, tokens, tokens // 500), tokens // 500) / tokens
        for tokens in SIZES
    }
    # A single part may be above by a rounded entry; over parts of all sizes the share is kept.
    assert sum(shares.values()) / len(shares) <= depth.share * 1.02


@pytest.mark.parametrize("name", NAMES)
def test_rounding_costs_at_most_one_entry_of_each_kind_more(name: DepthName) -> None:
    depth = load_depth(name)
    for tokens in SIZES:
        given = granted(depth, tokens, tokens // 500)
        slack = len(given) * (depths._DEFECT + depths._SMALL) * depths._FILLED
        floor = 2 * len(given) * depths._DEFECT
        most = max(depth.share * tokens, floor) + slack
        assert cost(given, tokens // 500) <= most, tokens


@pytest.mark.parametrize("name", NAMES)
def test_short_parts_are_asked_once_for_everything(name: DepthName) -> None:
    depth = load_depth(name)
    for tokens in (0, 1, SHORT - 1):
        assert requests_for(depth, tokens) == (GROUPS,)
    assert requests_for(depth, SHORT) == depth.requests


def test_more_text_has_never_less_room() -> None:
    depth = load_depth("standard")
    rooms = [
        allowance(depth, tokens, units=5, criteria=11, first=True).defects
        for tokens in range(SHORT, SHORT + 8_000, 100)
    ]
    assert rooms == sorted(rooms)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('requests = [["intention"]]\nreaders = 1\nshare = 1\neffort = "low"', ["intention"]),
        ('requests = []\nreaders = 1\nshare = 1\neffort = "lowest"', ["effort", "lowest"]),
        ('requests = []\nreaders = 1\neffort = "low"', ["share", "missing"]),
    ],
)
def test_a_malformed_table_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, words: list[str]
) -> None:
    (tmp_path / "depths.toml").write_text(f"[quick]\n{text}\n", encoding="utf-8")
    monkeypatch.setattr(depths, "prompts_folder", lambda: tmp_path)
    load_depth.cache_clear()
    try:
        with pytest.raises(ConfigError) as caught:
            load_depth("quick")
    finally:
        load_depth.cache_clear()
    message = str(caught.value)
    assert all(word in message for word in ("depths.toml", *words)), message


@pytest.mark.parametrize("tokens", [300, 2_000, 9_000])
def test_what_is_held_against_something_else_has_room_of_its_own(tokens: int) -> None:
    depth = load_depth("standard")
    alone = allowance(depth, tokens, units=9, criteria=16, first=True)
    more = allowance(depth, tokens, units=9, criteria=16, beside=4, first=True)
    assert more.defects == alone.defects + 4
    assert more.minor >= alone.minor
    assert more._replace(defects=0, minor=0) == alone._replace(defects=0, minor=0)
