"""Underscores for the asterisks of emphasis."""

import re

from evals.controls.interface import Control, per_line

CODE = re.compile(r"(`+[^`]*`+|\]\([^)]*\)|<[^>]*>|\\\*)")
STRONG = re.compile(r"(?<![\w*])\*\*(?=[^\s*])([^*_]+?)(?<=[^\s*])\*\*(?![\w*])")
LIGHT = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*_]+?)(?<=[^\s*])\*(?![\w*])")


def change(line: str) -> str:
    if "_" in CODE.sub("", line):
        return line
    if CODE.search("".join(match[0] for match in STRONG.finditer(line))):
        return line
    parts = CODE.split(line)
    # Only where both marks stand in one part, so that none is left alone.
    new = [LIGHT.sub(r"_\1_", STRONG.sub(r"__\1__", part)) for part in parts[::2]]
    if any("*" in part for part in new):
        return line
    parts[::2] = new
    return "".join(parts)


CONTROL = Control("emphasis", per_line(change))
