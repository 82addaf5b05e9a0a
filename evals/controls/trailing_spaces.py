"""A blank behind each line of prose, which is too little to break it."""

from evals.controls.interface import Control, per_line


def change(line: str) -> str:
    return line if line[-1:] in (" ", "\\") else f"{line} "


CONTROL = Control("trailing-spaces", per_line(change))
