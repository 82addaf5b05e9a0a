"""Keep the `--help` texts in README.md equal to what the program prints.

Between `<!-- help: planproof review -->` and `<!-- /help -->` stands the output of
`planproof review --help`. Run without arguments to rewrite the file, with `--check` to fail
when it is out of date.
"""

import argparse
import os
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path

README = Path(__file__).parent.parent / "README.md"
BLOCK = re.compile(
    r"^<!-- help: (?P<command>planproof[^\n]*?) -->\n.*?^<!-- /help -->$", re.DOTALL | re.MULTILINE
)
OPENING = re.compile(r"^<!-- help:", re.MULTILINE)
WIDTH = "80"
COLOUR = ("CI", "CLICOLOR_FORCE", "FORCE_COLOR", "GITHUB_ACTIONS", "PY_COLORS")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing, fail when different")
    parser.add_argument("--readme", type=Path, default=README)
    arguments = parser.parse_args()
    before = arguments.readme.read_text(encoding="utf-8")
    after = with_help(before, help_text)
    if before == after:
        return 0
    if arguments.check:
        print(
            f"{arguments.readme.name} shows old --help texts; run: python scripts/readme_help.py",
            file=sys.stderr,
        )
        return 1
    arguments.readme.write_text(after, encoding="utf-8")
    print(f"{arguments.readme.name} shows the current --help texts now")
    return 0


def with_help(text: str, ask: Callable[[str], str]) -> str:
    """The text of a README with every block filled anew by *ask*; ValueError for a stray mark."""
    if len(OPENING.findall(text)) != len(BLOCK.findall(text)):
        raise ValueError("a `<!-- help: planproof ... -->` has no `<!-- /help -->` after it")
    return BLOCK.sub(lambda found: block(found["command"], ask(found["command"])), text)


def block(command: str, output: str) -> str:
    return f"<!-- help: {command} -->\n```text\n{output}\n```\n<!-- /help -->"


def help_text(command: str) -> str:
    """What `command --help` prints on a plain terminal of 80 columns, without trailing space."""
    name, *arguments = shlex.split(command)
    program = shutil.which(name, path=sysconfig.get_path("scripts"))
    if program is None:
        raise SystemExit(f"{name} is not installed beside {sys.executable}; run: make test")
    plain = {key: value for key, value in os.environ.items() if key not in COLOUR}
    plain |= {"COLUMNS": WIDTH, "TERMINAL_WIDTH": WIDTH, "NO_COLOR": "1", "TERM": "dumb"}
    result = subprocess.run(
        [program, *arguments, "--help"],
        env=plain | {"PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return "\n".join(line.rstrip() for line in result.stdout.strip("\n").splitlines())


if __name__ == "__main__":
    sys.exit(main())
