"""Writes `docs/checks.md` from the docstrings of the checks; `--check` only compares."""

import sys
from collections.abc import Sequence
from pathlib import Path

from planproof.between.registry import RULES
from planproof.checks.docs import documentation
from planproof.checks.interface import Documented
from planproof.checks.registry import CHECKS

PAGE = Path("docs/checks.md")
HEAD = """# Checks

Every rule that needs no model. `planproof rules` lists them, `planproof explain RULE` prints one.
This page is made from their docstrings by `python scripts/checks_page.py`.

| rule | worst | category | what it finds |
|---|---|---|---|
"""


BETWEEN = """# Between plans

What a review of several plans finds that each of them alone does not show:
`planproof review docs/plans/*`.

| rule | worst | category | what it finds |
|---|---|---|---|
"""


def page() -> str:
    """The whole page as Markdown."""
    return f"{HEAD}{_part(CHECKS)}\n{BETWEEN}{_part(RULES)}"


def _part(rules: Sequence[Documented]) -> str:
    """A row for each rule, then a section for each."""
    rows, parts = [], []
    for each in rules:
        rule, text = each.RULE, documentation(each).text
        rows.append(
            f"| [`{rule.id}`](#{rule.id}) | {rule.severity} | {rule.category} | {rule.summary} |"
        )
        parts.append(f"## {rule.id}\n\n{rule.summary}.\n\n{text.replace('## ', '### ')}\n")
    return "\n".join(rows) + "\n\n" + "\n".join(parts)


def main() -> int:
    text = page()
    if "--check" in sys.argv[1:]:
        if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == text:
            return 0
        print(f"{PAGE} is out of date. Run: python scripts/checks_page.py")
        return 1
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
