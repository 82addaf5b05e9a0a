"""What is remembered in a comment, and what is made of a line that somebody edited."""

import base64
import json
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planproof.core.earlier import Earlier, Known
from planproof.github.state import decode, encode
from planproof.render.github_state import END, MOST, START, digest

KNOWN = Known(
    id="0123456789ab",
    aliases=("ba9876543210",),
    rule="vague-criterion",
    category="verification",
    severity="major",
    confidence="medium",
    model=True,
    title="“The page looks good” -- cannot be checked -->",
    phase="phase-2",
    task=None,
    path="phase-2.md",
    line_start=43,
    line_end=44,
    status="regressed",
    first="a" * 12,
    at="b" * 12,
    text="0123456789abcdef",
)
STATE = Earlier(commit="b" * 12, began="a" * 12, spent=0.25, findings=(KNOWN,))
TEXT = st.text(max_size=90)


def fixed(number: int, title: str = "") -> Known:
    changed = {"id": f"{number:012x}", "status": "fixed", "title": title or f"Number {number}"}
    return KNOWN.model_copy(update=changed)


def line(values: object, version: str = "1") -> str:
    """A line as `encode` writes it, whatever it holds."""
    packed = base64.b64encode(zlib.compress(json.dumps(values).encode())).decode()
    return f"{START}{version}:{digest(packed)}:{packed}{END}"


def values() -> list[object]:
    """What `STATE` is packed as."""
    packed = encode(STATE).removesuffix(END).rpartition(":")[2]
    found: object = json.loads(zlib.decompress(base64.b64decode(packed)))
    assert isinstance(found, list)
    return found


def test_what_is_written_is_read() -> None:
    assert decode(f"some words\n\n{encode(STATE)}\n") == STATE
    assert decode(encode(STATE)) == STATE
    assert decode(f"words\r\n{encode(STATE)}\r\n") == STATE
    assert decode(line(values())) == STATE


@given(title=TEXT, path=TEXT, rule=TEXT, ids=st.lists(TEXT, max_size=4))
@settings(max_examples=60, deadline=None)
def test_any_text_is_kept_and_ends_no_comment(
    title: str, path: str, rule: str, ids: list[str]
) -> None:
    changed = {"title": title, "path": path, "rule": rule, "aliases": tuple(ids)}
    state = STATE.model_copy(update={"findings": (KNOWN.model_copy(update=changed),)})
    written = encode(state)
    assert decode(written) == state
    assert "--" not in written.removeprefix("<!--").removesuffix("-->")
    assert written.isascii()
    assert "\n" not in written


@pytest.mark.parametrize("at", range(25, 275, 13))
def test_an_edited_line_is_ignored(at: int) -> None:
    written = encode(STATE)
    other = "A" if written[at] != "A" else "B"
    assert decode(f"{written[:at]}{other}{written[at + 1 :]}") is None


@pytest.mark.parametrize(
    "body",
    [
        "",
        "no line",
        f"{encode(STATE)}\nwords after it",
        f"`{encode(STATE)}",
        encode(STATE).replace("state:1:", "state:2:"),
        encode(STATE)[:-20],
        f"```\n{encode(STATE)}\n```\n",
        f"{START}1:{digest('AAAA')}:AAAA{END}",
        f"{START}1:{digest('A')}:A{END}",
    ],
)
def test_what_is_no_state_is_ignored(body: str) -> None:
    assert decode(body) is None


def without(at: int) -> list[object]:
    return [each for n, each in enumerate(values()) if n != at]


def with_row(at: int, value: object) -> list[object]:
    """The packed values with another field in the only finding."""
    *rest, rows = values()
    assert isinstance(rows, list)
    return [*rest, [[value if n == at else each for n, each in enumerate(rows[0])]]]


@pytest.mark.parametrize(
    "held",
    [
        {},
        [],
        None,
        "text",
        without(0),
        [*values(), 1],
        [1, *values()[1:]],
        [*values()[:-1], 5],
        [*values()[:-1], [[]]],
        with_row(0, 7),
        with_row(3, [99, 0, 0, 0]),
        with_row(3, [-7, 0, 0, 0]),
        with_row(4, [-1, 0, 0]),
        with_row(5, [1, "x"]),
        with_row(6, [0, 0, 0, 9, 0]),
        with_row(6, [0, 0, 0, 0]),
    ],
)
def test_values_of_another_shape_are_ignored(held: object) -> None:
    assert decode(line(held)) is None


def test_a_commit_that_is_none_is_forgotten() -> None:
    held = values()
    read = decode(line(["<img src=x>", "../..", *held[2:]]))
    assert read is not None
    assert (read.commit, read.began, read.findings) == ("", "", STATE.findings)


@pytest.mark.parametrize("spent", [-1.0, 1e300])
def test_an_amount_that_is_none_is_unknown(spent: float) -> None:
    held = values()
    read = decode(line([*held[:2], spent, *held[3:]]))
    assert read is not None
    assert read.spent is None


def test_a_line_that_unpacks_to_very_much_is_ignored() -> None:
    packed = base64.b64encode(zlib.compress(b" " * 50_000_000)).decode()
    assert decode(f"{START}1:{digest(packed)}:{packed}{END}") is None
    deep = base64.b64encode(zlib.compress(b"[" * 1_000_000)).decode()
    assert decode(f"{START}1:{digest(deep)}:{deep}{END}") is None


def test_the_oldest_fixed_findings_are_forgotten_first() -> None:
    gone = tuple(fixed(n, f"{n * 7919:x} " * 15) for n in range(600))
    state = STATE.model_copy(update={"findings": (KNOWN, *gone)})
    written = encode(state, 6_000)
    assert len(written) <= 6_000
    read = decode(written)
    assert read is not None
    kept = [each.id for each in read.findings]
    assert kept[0] == KNOWN.id
    assert 20 < len(kept) < 600
    assert kept[1:] == [each.id for each in gone[-len(kept) + 1 :]]


@pytest.mark.parametrize("most", [MOST, 2_000, 400])
def test_it_is_never_longer_than_it_may_be(most: int) -> None:
    many = tuple(
        fixed(n).model_copy(update={"status": "open", "title": f"{n * 104_729:x} " * 12})
        for n in range(900)
    )
    written = encode(STATE.model_copy(update={"findings": many}), most)
    assert len(written) <= most
    read = decode(written)
    assert read is not None
    assert [each.id for each in read.findings] == [each.id for each in many[: len(read.findings)]]
