"""Says the opposite of a rule of the plan in another place."""

import re
from collections.abc import Iterator
from random import Random

from evals.mutants.interface import Mutator, Seed, Source, Spot
from evals.mutants.quantities import SENTENCE, far_slot
from evals.mutants.tools import english, insert_after

TURNS = (
    (r"\bmust not\b", "must"),
    (r"\bnever\b", "always"),
    (r"\bmust\b(?! not)", "must not"),
    (r"\balways\b", "never"),
    (r"\bwill not\b", "will"),
    (r"\bshould not\b", "should"),
)
RULES = ("contradiction", "cross-contradiction", "ignored-decision", "contract-conflict")


def sites(source: Source, random: Random) -> Iterator[Seed]:
    """Sentences of one rule that stand on their own."""
    if not english(source):
        return
    for document in source.work:
        for paragraph in document.blocks.paragraphs:
            lines = document.prose[paragraph.line_start - 1 : paragraph.line_end]
            for sentence in SENTENCE.split(" ".join(line.strip() for line in lines)):
                turned = _turned(sentence)
                places = far_slot(source, document.path, paragraph.line_start) if turned else []
                if turned and places:
                    path, line = random.choice(places)
                    yield Seed(
                        f"the opposite of {sentence!r}",
                        (insert_after(path, line, "", turned),),
                        also=(Spot(document.path, paragraph.line_start),),
                    )


def _turned(sentence: str) -> str | None:
    words = len(sentence.split())
    if not 6 <= words <= 25 or not re.match(r"The |A |An |All |Each ", sentence):
        return None
    if not sentence.endswith(".") or re.search(r"\b(?:if|when|unless|but|may)\b", sentence):
        return None
    found = [turn for turn in TURNS if re.search(turn[0], sentence)]
    return re.sub(*found[0], sentence) if len(found) == 1 else None


MUTATOR = Mutator("contradicted-rule", "content", RULES, sites, needs="model")
