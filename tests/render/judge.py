"""Judges of reports: what a page of Markdown would do, and what it must not."""

import re
from collections import Counter
from html.parser import HTMLParser

from markdown_it import MarkdownIt
from markdown_it.token import Token

MARKDOWN = MarkdownIt("commonmark", {"html": True, "linkify": True}).enable(
    ["table", "strikethrough", "linkify"]
)
# GitHub links an address that has a scheme or begins with www., never a mere `README.md`.
assert MARKDOWN.linkify is not None
MARKDOWN.linkify.set({"fuzzy_link": False, "fuzzy_email": True})
MARKDOWN.linkify.add("//", None)

ACTIVE = re.compile(
    r"@\w"
    r"|\w:/|www\.\w|(?:mailto|xmpp):\S"
    r"|#\d|\bgh-\d|\bGHSA-\w{4}-|\bCVE-\d{4}-\d"
    r"|\b(?=[0-9]*[a-f])(?=[a-f]*[0-9])[0-9a-f]{7,40}\b"
    r"|:(?:[a-z][\w+\-]*|[+\-]1|100|1234):"
    r"|\$[^\s$](?:[^$\0(]*[^\s$(])?\$(?!\w)|\$\0[^\0]*\$",
    re.IGNORECASE,
)
"""What GitHub turns into a link, a notice, a picture or a formula, outside code."""

CODE = re.compile(r"(?<![\\`])(`+)(?!`)(.*?)(?<!`)\1(?!`)", re.DOTALL)
"""A span of code in the text of a page."""
TAGS = frozenset(
    [
        "h1",
        "h2",
        "h3",
        "p",
        "ul",
        "ol",
        "li",
        "strong",
        "em",
        "s",
        "code",
        "pre",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "hr",
        "br",
    ]
)
"""What reports are made of."""
_ATTRIBUTES = {("th", "style"), ("td", "style")}
_SUGGESTION = ("code", "language-suggestion")


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []
        self.open: list[str] = []
        self.prose: list[str] = []
        self.comments: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(attrs)))
        if tag not in ("br", "hr", "img", "input"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "code" not in self.open:
            self.prose.append(data)

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(f"<!{decl}>")

    def handle_pi(self, data: str) -> None:
        raise AssertionError(f"<?{data}>")

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(f"<![{data}]>")


def check_page(
    text: str,
    *,
    tags: frozenset[str] = frozenset(),
    links: frozenset[str] = frozenset(),
    comments: int = 0,
) -> Counter[str]:
    """What a page is made of; fail when a page of Markdown holds more than a report is made of.

    Args:
        text: the page.
        tags: HTML that it may use beside what Markdown gives.
        links: the addresses that it may link to.
        comments: how many comments it holds.

    Returns:
        How many headings, rows, cells, fences, lists and lines it has.
    """
    tokens = MARKDOWN.parse(text)
    page = _Page()
    page.feed(MARKDOWN.renderer.render(tokens, MARKDOWN.options, {}))
    page.close()
    assert not page.open
    for tag, attributes in page.tags:
        if tag == "a":
            assert dict(attributes).get("href") in links
            continue
        assert tag in TAGS | tags, tag
        own = (name for name, value in attributes if (tag, value) != _SUGGESTION)
        assert all((tag, name) in _ATTRIBUTES for name in own), (tag, attributes)
    assert len(page.comments) == comments
    told = "\0".join(page.prose)
    for link in links:
        told = told.replace(link, "")
    active = ACTIVE.search(told)
    assert active is None, active
    # Fields of one line could make a formula together: a dollar is code or escaped.
    prose = "\n".join(CODE.sub("", token.content) for token in tokens if token.type == "inline")
    assert not re.search(r"(?<!\\)(?:\\\\)*\$", prose)
    return Counter(f"{each.type} {each.tag}" for each in tokens if _counts(each))


def _counts(token: Token) -> bool:
    opens = token.type.endswith("_open") and token.type != "paragraph_open"
    return opens or token.type in ("fence", "code_block", "html_block", "hr")
