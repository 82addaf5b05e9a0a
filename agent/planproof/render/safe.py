r"""Text from a plan, made harmless: it is untrusted wherever it is shown.

In Markdown it must not open a tag, link, image or fence, ping a person or an issue, or hide. On a
terminal it must not move the cursor or change colours. In the log of a workflow no line of it may
be taken for a command. Characters that cannot be seen, or that change the direction of text, are
shown as `\u{202e}`.
"""

import re

ELLIPSIS = "…"

HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ud800-\udfff"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""Control, zero-width, direction and filler characters, tags and lone surrogates."""

_CODE_SPAN = re.compile(r"(\$?)(?<!`)(`{1,4})(?!`)([^`]{1,400})(?<!`)\2(?!`)(\$?)")
"""Dollars beside it would make it a formula; they are taken in."""
_COMMAND = re.compile(r"^([^\S\n]*):(?=:[^\S\n]*[a-z][^\n]*?::)", re.MULTILINE | re.IGNORECASE)
_OLD_COMMAND = re.compile(r"##\[(?=[^\S\n]*[a-z])", re.IGNORECASE)
"""What a runner of workflows obeys: `::name ...::` at the start of a line, and, in the older form
that it still knows, `##[name ...]` anywhere in one."""
_RISKY = re.compile(
    r"[a-z][a-z0-9+.\-]{0,30}:/{1,3}[^\s<>`]{0,400}"  # addresses
    r"|(?:www\.|mailto:|xmpp:)[^\s<>`]{1,400}"
    r"|[\w.+\-/]{0,100}@[\w.\-/]{1,100}"  # mentions and mail
    r"|[\w.\-/]{0,100}#\d{1,12}|\bGH-\d{1,12}\b"  # references to issues
    r"|\bGHSA(?:-\w{4}){3}|\bCVE-\d{4}-\d{4,12}\b"  # and to advisories
    r"|\b(?=[0-9]*[a-f])(?=[a-f]*[0-9])[0-9a-f]{7,64}\b"  # commits
    # pictures: `:tada:`, also where a colon follows, and never the minutes of `10:30:15`
    r"|[\w.+\-:]{0,60}:(?:100|1234|[+\-]1|(?=[0-9+\-]{0,40}[a-z_])[\w+\-]{1,40})(?::[\w.+\-:]{0,60}|$)"
    r"|\$[^\s$][^$]{0,200}(?<!\s)\$(?![\w$])|\${2}[^$]{1,200}\${2}",  # formulas
    re.IGNORECASE,
)
"""Text that GitHub and others turn into links, notices, pictures or formulas; inside code they
leave it alone."""
_MARKS = re.compile(r"([\\`*\[\]<>|~$]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w{1,40};))")
_PIPE = re.compile(r"\\?\|")
_BLOCK_START = re.compile(r"([#+=:\-])|(\d{1,9})([.)])(?=\s|$)")


def visible(text: str) -> str:
    """*text* with every hidden character shown as an escape; tabs and line ends stay.

    So is the first sign of what a runner of workflows would obey.
    """
    shown = HIDDEN.sub(lambda match: f"\\u{{{ord(match[0]):x}}}", text.replace("\r\n", "\n"))
    return _OLD_COMMAND.sub(r"##\\u{5b}", _COMMAND.sub(r"\1\\u{3a}", shown))


def one_line(text: str, width: int = 400) -> str:
    """*text* on one line, visible, cut to *width* characters."""
    # No more is looked at than could be shown: a line of a plan can be megabytes long.
    line = " ".join(visible(text[: 4 * width]).split())
    return (
        line if len(line) <= width and len(text) <= 4 * width else f"{line[: width - 1]}{ELLIPSIS}"
    )


def cut(text: str, lines: int = 6, width: int = 300) -> str:
    """The first *lines* lines of *text*, each cut to *width*; `…` stands for what is left out."""
    shown = visible(text[: 4 * lines * width]).split("\n")
    kept = [
        line if len(line) <= width else f"{line[: width - 1]}{ELLIPSIS}" for line in shown[:lines]
    ]
    if len(shown) > lines or (len(text) > 4 * lines * width and kept[-1][-1:] != ELLIPSIS):
        kept.append(ELLIPSIS)
    return "\n".join(kept)


def code(text: str) -> str:
    """*text* as a Markdown code span."""
    shown = one_line(text) or " "
    mark = "`" * (_longest_run(shown) + 1)
    pad = " " if shown[0] == "`" or shown[-1] == "`" or shown == " " else ""
    return f"{mark}{pad}{shown}{pad}{mark}"


def inline(text: str, width: int = 2_000) -> str:
    """*text* as Markdown on one line: only its code spans keep their meaning."""
    joined = "".join(
        code(part) if is_code else _MARKS.sub(r"\\\1", part)
        for is_code, part in _parts(one_line(text, width))
    )
    start = _BLOCK_START.match(joined)
    if start is None:
        return joined
    at = start.start(1) if start[1] else start.start(3)
    return f"{joined[:at]}\\{joined[at:]}"


def cell(text: str, width: int = 200) -> str:
    """*text* as Markdown in a cell of a table."""
    return _PIPE.sub(r"\\|", inline(text, width))


def code_cell(text: str) -> str:
    """*text* as a code span in a cell of a table."""
    return _PIPE.sub(r"\\|", code(text))


def fence(text: str, info: str = "") -> str:
    """*text* as a fenced block that nothing in it can close; *info* is never from a plan."""
    shown = visible(text)
    mark = "`" * max(3, _longest_run(shown) + 1)
    return f"{mark}{info}\n{shown}\n{mark}"


def plain(text: str, width: int = 2_000) -> str:
    """*text* on one line for a page that may or may not take it for Markdown.

    What would become a link, a notice or a picture is quoted; but for what would undo the quoting,
    lone backticks and backslashes right before it, nothing else is changed.
    """
    parts = _parts(one_line(text, width))
    shown = "".join(code(part) if is_code else part.replace("`", "'") for is_code, part in parts)
    return shown.replace("\\`", "\\ `")


def unheeded(page: str) -> str:
    """A page of lines that were wrapped to a width, none of which a runner takes for a command."""
    return _COMMAND.sub(r"\1;", page)


def terminal(text: str, width: int = 400) -> str:
    """*text* on one line without anything that a terminal obeys."""
    return one_line(text, width)


def _parts(text: str) -> list[tuple[bool, str]]:
    """*text* in turns of prose and code; what is risky in prose becomes code."""
    parts: list[tuple[bool, str]] = []

    def add(part: str, *, is_code: bool) -> None:
        # Two code spans side by side would merge their marks.
        if part and parts and parts[-1][0] == is_code:
            parts[-1] = (is_code, parts[-1][1] + part)
        elif part:
            parts.append((is_code, part))

    def add_prose(prose: str) -> None:
        end = 0
        for risk in _RISKY.finditer(prose):
            add(prose[end : risk.start()], is_code=False)
            add(risk[0], is_code=True)
            end = risk.end()
        add(prose[end:], is_code=False)

    end = 0
    for span in _CODE_SPAN.finditer(text):
        add_prose(text[end : span.start()])
        inner = span[3].strip() or span[3]
        add(f"{span[1]}{inner}{span[4]}", is_code=True)
        end = span.end()
    add_prose(text[end:])
    return parts


def _longest_run(text: str) -> int:
    return max(map(len, re.findall("`+", text)), default=0)
