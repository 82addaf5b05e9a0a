"""Front matter: settings between `---` (YAML) or `+++` (TOML) lines at the top of a file."""

import re
from collections.abc import Sequence

_CLOSERS = {"---": ("---", "..."), "+++": ("+++",)}
_YAML_KEY = re.compile(r"""["']?[\w@$][\w@$./-]{0,80}(?: [\w./-]{1,80})?["']?[ ]?:(?:\s|$)""")
"""One word or two: more before a colon are prose."""
_TOML_KEY = re.compile(r"""["']?\w[\w.-]{0,80}["']?\s{0,10}=|\[""")


def front_matter(lines: Sequence[str]) -> tuple[int, int] | None:
    """First and last line (from 1) of the front matter, or None.

    A thematic break on the first line that prose follows is no front matter.
    """
    mark = lines[0].rstrip() if lines else ""
    closers = _CLOSERS.get(mark)
    if closers is None or len(lines) < 3 or not lines[1].strip():
        return None
    key = _YAML_KEY if mark == "---" else _TOML_KEY
    keys = 0
    for number in range(1, len(lines)):
        line = lines[number]
        if line.rstrip() in closers:
            return (1, number + 1) if keys else None
        if key.match(line):
            keys += 1
        elif not _continues(line, keys):
            return None
    return None


def _continues(line: str, keys: int) -> bool:
    """True for a line that can stand between keys: blank, comment, value of a key."""
    if not line.strip() or line.startswith("#"):
        # `# Title` above the first key is a heading far more often than a YAML comment.
        return bool(keys) or not line.startswith("# ")
    return bool(keys) and line.startswith((" ", "\t", "- ", "]", "}", "-\t"))
