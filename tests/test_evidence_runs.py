"""Whatever is quoted from a plan, in whatever way, is found where it stands."""

import re
import unicodedata
from collections.abc import Callable
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from planproof.code_evidence import Unproved
from planproof.core.base import Location
from planproof.core.draft import Quote
from planproof.core.plan import Plan
from planproof.evidence import Prover
from tests.passes.made import fixture

Change = Callable[[str, Random], str]


def spaced(text: str, chance: Random) -> str:
    """Other white space between words; line ends stay line ends."""
    return re.sub(r"(?<=\w) (?=\w)", lambda _: chance.choice([" ", "  ", "\t", "\u00a0"]), text)


def marked(text: str, chance: Random) -> str:
    """Bold or code marks around some words that are plain."""
    return "\n".join(
        " ".join(
            f"{mark}{word}{mark}" if word.isalnum() and (mark := chance.choice(["", "**", "`"])) else word
            for word in line.split(" ")
        )
        for line in text.split("\n")
    )  # fmt: skip


def punctuated(text: str, chance: Random) -> str:
    """Other quotation marks, dashes and ellipses for the same ones."""
    same = {'"': "“”„«", "“": '"„', "”": '"«', "'": "’‘", "’": "'‘", "–": "-—", "—": "-–",
            "…": ["..."], "-": "-‐–"}  # fmt: skip
    table = {ord(mark): chance.choice(list(others)) for mark, others in same.items()}
    # A hyphen at the beginning of a line is the mark of a list, an underline or a rule.
    return "\n".join(
        line if line.lstrip().startswith(("-", "|", "*", "+")) else line.translate(table)
        for line in text.split("\n")
    )


def composed(text: str, chance: Random) -> str:
    return unicodedata.normalize(chance.choice(["NFC", "NFD", "NFKC", "NFKD"]), text)


def numbered(text: str, chance: Random) -> str:
    start = chance.randrange(1, 500)
    return "\n".join(f"{start + n}| {line}" for n, line in enumerate(text.split("\n")))


def as_it_is(text: str, _: Random) -> str:
    return text


NAMES = ("beacon-superpowers", "curlew", "harbor", "heron", "ledger-spec", "quay-ja", "relay-table")
CHANGES: list[Change] = [as_it_is, spaced, marked, punctuated, composed, numbered]


def meaning(text: str) -> str:
    """Letters and digits in one form: what no change may touch."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(c for c in folded if c.isalnum())


def cuts_a_link(text: str) -> bool:
    """True when only a part of a link is in the text: the test above looks at that."""
    rest = re.sub(r"\[[^\[\]]*\]\([^()]*\)|\[[ xX]\]", "", text)
    return "](" in rest or "[" in rest


def run_of_words(plan: Plan, chance: Random) -> tuple[Quote, str]:
    """Some words of a document as they stand, over at most six lines."""
    document = chance.choice([each for each in plan.documents if len(each.lines) > 3])
    first = chance.randrange(len(document.lines))
    text = "\n".join(document.lines[first : first + chance.randrange(1, 7)])
    words = text.split(" ")
    # Not from within a checkbox or a link: the test below looks at those.
    starts = [n for n, word in enumerate(words) if not word.startswith("]")] or [0]
    start = chance.choice(starts)
    text = " ".join(words[start : start + chance.randrange(1, 25)])
    # Nor up to the mark that begins another line: a mark without its text is none.
    text = re.sub(r"\n[^\w\n]*(?:\d{1,4}[.)])?[^\w\n]*\Z", "", text)
    start_line = first + " ".join([*words[:start], ""]).count("\n") + 1
    last = len(document.lines)
    within = Location(path=document.path, line_start=1, line_end=last)
    return Quote(within=within, line=start_line, text=text), text


PROVERS = {name: Prover(fixture(name)) for name in NAMES}


def assert_located(name: str, seed: int, changes: list[Change]) -> None:
    plan, chance = fixture(name), Random(seed)  # noqa: S311 - repeatable
    asked, text = run_of_words(plan, chance)
    if len(meaning(re.sub(r"\]\([^()]*\)", "", text))) < 10 or cuts_a_link(text):
        return
    for change in changes:
        asked = asked.model_copy(update={"text": change(asked.text, chance)})
    at = PROVERS[name].locate(asked)
    assert isinstance(at, Location), (asked.within.path, asked.line, asked.text)
    held = plan.document(at.path).text(at.line_start, at.line_end)
    assert meaning(text) in meaning(held), (asked, at)
    assert at.path == asked.within.path


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(NAMES), st.integers(0, 2**32), st.sampled_from(CHANGES))
def test_any_run_of_words_is_located_where_it_stands(name: str, seed: int, change: Change) -> None:
    assert_located(name, seed, [change])


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(NAMES), st.integers(0, 2**32))
def test_several_changes_at_once_do_not_hide_it(name: str, seed: int) -> None:
    assert_located(name, seed, [punctuated, marked, spaced, composed, numbered])


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(NAMES), st.integers(0, 2**32))
def test_a_changed_letter_or_digit_is_never_located(name: str, seed: int) -> None:
    plan, chance = fixture(name), Random(seed)  # noqa: S311 - repeatable
    asked, text = run_of_words(plan, chance)
    places = [n for n, c in enumerate(text) if c.isascii() and c.isalnum()]
    if not places or "](" in text:
        return
    at = chance.choice(places)
    changed = f"{text[:at]}Ж{text[at + 1 :]}"
    result = PROVERS[name].locate(asked.model_copy(update={"text": changed}))
    assert isinstance(result, Unproved), changed
