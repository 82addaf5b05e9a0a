"""Letters with marks as a letter and a mark (NFD), in prose without code and links."""

import unicodedata

from evals.controls.interface import Control, per_line


def change(line: str) -> str:
    if "`" in line or "](" in line or line.startswith("#"):
        return line
    return unicodedata.normalize("NFD", line)


CONTROL = Control("decomposed", per_line(change))
