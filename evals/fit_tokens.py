"""Fits the estimator of tokens to public texts: `make fit-tokens`.

The texts are taken apart and their pieces counted exactly. Pieces that are one token are packed
into `words.bin`, and then words of the vocabulary, as many as have room. To what the others cost
a line is fitted for each kind of piece: so much, and so much for each letter, by the texts of
other packages. A third set of packages is held back: from these come the errors that are printed,
and written down beside the figures.

`--check DIR` prints the errors over a folder of Markdown files instead. Nothing is fitted to it.
"""

import argparse
import math
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

import bpe_openai

from evals.fit_sources import PACKAGES, Text, Use, texts
from planproof.tokens import Counter as TokenCounter
from planproof.tokens import counter
from planproof.tokens.estimate import shipped
from planproof.tokens.estimator import LONGEST_WORD, Estimator, Figures, Weight
from planproof.tokens.known import is_known, pack
from planproof.tokens.pieces import KINDS, pieces, shape

DATA = Path(__file__).parent.parent / "agent/planproof/tokens"
WORDS = 52_000
WORDS_BYTES = 60_000
"""With `WORDS` pieces in them, of other pieces 1 in 80 is taken for one of them."""
LONGEST_FITTED = 64
"""Characters of the longest piece that a line is fitted to: beyond are rules and data."""
FEWEST = 30
"""Pieces without which no line is fitted."""
UNSEEN = Weight(base=1.0, each=0.6, spread=0.5)
"""For kinds with fewer."""
LONGEST_TOKEN = 128
"""Characters: nothing is cheaper than this."""
WIDTH, DRIFT, DRIFT_BEYOND = 3.0, 0.015, 0.15
"""Chosen so that the bound holds for 99 of 100 English documents and 95 of 100 in other scripts."""
HEADER = """\
# Written by `make fit-tokens` (evals/fit_tokens.py) on {today}; do not edit by hand.
# Exact counts: {counter}.
# Words from {words}; then from the vocabulary, in its order.
# Lines fitted to {lines}.
# Held back: {check}.
# Of texts in other scripts and of catalogues of messages two in four gave words, one was fitted
# to, one was held back.
"""


@dataclass(frozen=True)
class Sample:
    """A text in pieces, with the exact number of its tokens."""

    kind: str
    use: Use
    text: str
    pieces: Counter[str]
    tokens: int


@dataclass(frozen=True)
class Measured:
    """Errors over the texts of one kind, in percent of the exact count."""

    kind: str
    texts: int
    lowest: float
    median: float
    highest: float
    error_95: float
    """95 in 100 lie within."""
    within_4: float
    """Texts in 100 that lie within 4 %."""
    bound_lowest: float
    bound_median: float
    bound_under: int
    """Texts that have more tokens than the bound."""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="fit_tokens", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--check", type=Path, metavar="DIR", help="print the errors over a folder")
    folder: Path | None = parser.parse_args(arguments).check
    if not _exact().exact:
        sys.exit(
            f"exact counts are needed, here is {_exact().name}: pip install 'planproof[exact]'"
        )
    if folder is not None:
        show(measure([_sample(each) for each in _markdown(folder)], shipped()))
        return 0
    samples = [_sample(each) for package in PACKAGES for each in texts(package)]
    print(f"{len(samples)} texts, {sum(len(each.text) for each in samples) / 1e6:.0f} MB")
    known = pack(_words(_used(samples, "words")), size=WORDS_BYTES)
    figures = _fit(_used(samples, "lines"), known)
    measured = measure(_used(samples, "check"), Estimator(figures, known))
    error = next(each.error_95 for each in measured if each.kind == "documents")
    figures = figures.model_copy(update={"error_percent": error})
    (DATA / "words.bin").write_bytes(known)
    (DATA / "estimate.toml").write_text(_toml(figures, measured), encoding="utf-8")
    show(measured)
    return 0


@lru_cache(maxsize=1)
def _exact() -> TokenCounter:
    return counter("o200k_base")


@lru_cache(maxsize=1 << 20)
def _tokens(piece: str) -> int:
    return _exact().count(piece)


def _sample(text: Text) -> Sample:
    taken = Counter(pieces(text.text))
    return Sample(text.kind, text.use, text.text, taken, _exact().count(text.text))


def _markdown(folder: Path) -> Iterator[Text]:
    for path in sorted(folder.rglob("*.md")):
        text = path.read_text(encoding="utf-8", errors="replace")
        if text:
            yield Text("documents", "check", text)


def _used(samples: Iterable[Sample], use: Use) -> list[Sample]:
    return [each for each in samples if each.use == use]


def _words(samples: Iterable[Sample]) -> list[str]:
    """The pieces of one token that stand in most texts, then words of the vocabulary.

    What one text alone holds says less than the order of the vocabulary, where what is frequent
    in all writing comes first.
    """
    texts_with = Counter(piece for each in samples for piece in each.pieces)
    often = [each for each, texts in texts_with.items() if texts > 1 and _is_word(each)]
    often.sort(key=lambda piece: (-texts_with[piece], piece))
    words = dict.fromkeys(each for each in often if _tokens(each) == 1)
    print(f"{len(words)} pieces of several texts are one token; {WORDS} are kept")
    words |= dict.fromkeys(_vocabulary())
    return list(words)[:WORDS]


def _vocabulary() -> Iterator[str]:
    """The ASCII words of the vocabulary in its order."""
    for token in bpe_openai.get_encoding("o200k_base").token_byte_values():
        if token.isascii() and token[-1:].isalpha():
            word: str = token.decode("ascii")
            if _is_word(word) and pieces(word) == [word]:
                yield word


def _is_word(piece: str) -> bool:
    return len(piece) <= LONGEST_WORD and not "0" <= piece[0] <= "9"


def _fit(samples: Iterable[Sample], known: bytes) -> Figures:
    """A line for each kind of piece that is not known."""
    unknown: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for each in samples:
        for piece, times in each.pieces.items():
            looked_up = _is_word(piece) and is_known(known, piece)
            if not (looked_up or "0" <= piece[0] <= "9" or len(piece) > LONGEST_FITTED):
                # A word that one text repeats says little of other texts.
                unknown[shape(piece).kind][piece] += math.sqrt(times)
    weights = {kind: _line(unknown[kind]) for kind in KINDS}
    return Figures(
        error_percent=0.0, width=WIDTH, drift=DRIFT, drift_beyond=DRIFT_BEYOND, weights=weights
    )


def _line(weighed: Mapping[str, float]) -> Weight:
    """The line by length through the exact counts of pieces, by weighed least squares."""
    if len(weighed) < FEWEST:
        return UNSEEN
    points = [(shape(piece).length, _tokens(piece), w) for piece, w in weighed.items()]
    total = sum(w for *_, w in points)
    length = sum(x * w for x, _, w in points) / total
    tokens = sum(y * w for _, y, w in points) / total
    across = sum((x - length) ** 2 * w for x, _, w in points)
    along = sum((x - length) * (y - tokens) * w for x, y, w in points)
    each = max(1 / LONGEST_TOKEN, along / across if across else 0.0)
    base = tokens - each * length
    off = sum((y / max(1.0, base + each * x) - 1) ** 2 * w for x, y, w in points) / total
    return Weight(base=round(base, 3), each=round(each, 4), spread=round(math.sqrt(off), 3))


def measure(samples: Iterable[Sample], estimator: Estimator) -> list[Measured]:
    """The errors of *estimator*, a row for each kind of text."""
    kinds: dict[str, list[Sample]] = defaultdict(list)
    for each in samples:
        kinds[each.kind].append(each)
    return [_measured(kind, kinds[kind], estimator) for kind in sorted(kinds)]


def _measured(kind: str, samples: Sequence[Sample], estimator: Estimator) -> Measured:
    sizes = [(estimator.size(each.text), each.tokens) for each in samples]
    errors = sorted((size.count / tokens - 1) * 100 for size, tokens in sizes)
    bounds = sorted((size.bound / tokens - 1) * 100 for size, tokens in sizes)
    return Measured(
        kind=kind,
        texts=len(samples),
        lowest=round(errors[0], 1),
        median=_quantile(errors, 0.5),
        highest=round(errors[-1], 1),
        error_95=_quantile(sorted(map(abs, errors)), 0.95),
        within_4=round(100 * sum(abs(each) <= 4 for each in errors) / len(errors), 1),
        bound_lowest=round(bounds[0], 1),
        bound_median=_quantile(bounds, 0.5),
        bound_under=sum(each < 0 for each in bounds),
    )


def _quantile(ordered: Sequence[float], share: float) -> float:
    return round(ordered[max(0, math.ceil(share * len(ordered)) - 1)], 1)


def show(measured: Iterable[Measured]) -> None:
    """Print the errors as a table."""
    print("kind       texts | estimate: low  median   high  95 in 100  within 4 % ", end="")
    print("| bound: low  median  under")
    for each in measured:
        print(
            f"{each.kind:10} {each.texts:5} |       {each.lowest:+7.1f} {each.median:+7.1f} "
            f"{each.highest:+6.1f} {each.error_95:10.1f} {each.within_4:11.1f} "
            f"|    {each.bound_lowest:+7.1f} {each.bound_median:+7.1f} {each.bound_under:6}"
        )


def _toml(figures: Figures, measured: Iterable[Measured]) -> str:
    """The figures, with where they come from and how good they are."""
    used: dict[str, list[str]] = defaultdict(list)
    for each in PACKAGES:
        used[each.use].append(f"{each.name} {each.version}")
    today = datetime.now(UTC).date()
    lists = {use: ", ".join(names) for use, names in used.items()}
    lines = [HEADER.format(today=today, counter=_exact().name, **lists), "[figures]"]
    numbers = figures.model_dump(exclude={"weights"})
    lines += [f"{name} = {number}" for name, number in numbers.items()]
    lines += ["", "[figures.weights]"]
    for kind, weight in figures.weights.items():
        lines.append(f'"{kind}" = {{ {_pairs(weight.model_dump())} }}')
    lines += ["", "# Errors in percent over the texts that were held back.", "[measured]"]
    for row in measured:
        values = {name: value for name, value in vars(row).items() if name != "kind"}
        lines.append(f"{row.kind} = {{ {_pairs(values)} }}")
    return "\n".join(lines) + "\n"


def _pairs(values: Mapping[str, float]) -> str:
    return ", ".join(f"{name} = {value}" for name, value in values.items())


if __name__ == "__main__":
    sys.exit(main())
