"""The words of templates: placeholders, what is optional, what speaks to the author."""

import re
from functools import lru_cache

from planproof.sources.vocabulary import plain_title

PLACEHOLDER = re.compile(
    r"\{\{[^{}\n]{1,80}\}\}|\{[A-Za-z#][^{}\n]{0,60}\}"
    r"|(?<![!\w\]\\])\[(?![ xX~-]?\]|\^)[^\[\]\n]{1,200}\](?![(\[:])"
    r"|<(?!/|!|[a-z]{2,8}://|(?:br|b|i|hr|p|div|sub|sup|kbd|img|em|code|pre|details|summary|strong)\b)"
    r"[A-Za-z#][^<>\n]{0,60}>|…|\.{3}|\bTODO\b"
)
"""What is to be replaced."""
OPTIONAL = re.compile(
    r"\boptional\b|\bif (?:applicable|needed|any|relevant|necessary|required|it applies)\b"
    r"|\b(?:include|use|keep|fill in) (?:this |it )(?:section |part )?(?:only )?(?:if|when|for)\b"
    r"|\b(?:include|keep) (?:only )?(?:if|when)\b"
    r"|\b(?:delete|omit|remove|drop|leave out|skip) (?:this |the |it)?(?:section |part )?"
    r"(?:if|when|unless)\b"
    r"|\bwhere (?:applicable|relevant)\b",
    re.IGNORECASE,
)
USAGE = re.compile(
    r"\b(?:how|guid\w+|instructions?|notes?|rules?|about)\b.{0,40}\btemplate\b"
    r"|\btemplate\b.{0,40}\b(?:usage|use|guid\w+|instructions?|notes?|rules?)\b"
    r"|^\W*(?:best practices|instructions|reporting rules|authoring notes)\W*$",
    re.IGNORECASE,
)
"""Titles of parts that tell how the template is used."""
ASIDE = re.compile(
    r"^(?:note|tip|hint|guidance|guideline|instructions?|example|e\.g\.|action required|important"
    r"|warning|purpose of this section)\b",
    re.IGNORECASE,
)
"""Labels that speak to the author instead of asking for a value."""
_NOTE = re.compile(r"[*_]{0,3}\([^()\n]{1,120}\)[*_]{0,3}|\[[Pp]\]")
_WORD = re.compile(r"[^\W_]+")
_EMPTY = frozenset({"a", "an", "and", "for", "in", "of", "or", "the", "this", "to"})


def without_notes(title: str) -> str:
    """*title* without remarks in parentheses: `Rollback *(optional)*` is `Rollback`."""
    return _NOTE.sub(" ", title).strip(" *_:#")


@lru_cache(maxsize=4096)
def title_words(title: str) -> tuple[str, ...]:
    """What is compared of a title: its words, without number, emoji, marks and plural."""
    words = _WORD.findall(plain_title(without_notes(title[:300])))
    kept = [singular(word) for word in words if word not in _EMPTY]
    return tuple(kept) or tuple(words)


def singular(word: str) -> str:
    """A rough stem, the same for `map`, `maps` and `mapping`."""
    if len(word) > 5 and word.endswith("ing"):
        word = word[:-3]
        return word[:-1] if word[-1] == word[-2] and word[-1] not in "ls" else word
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def has_placeholder(text: str) -> bool:
    """True when something in *text* is to be replaced."""
    return PLACEHOLDER.search(text[:2000]) is not None


def fixed_words(title: str) -> tuple[str, ...]:
    """Words of a title that stay when its placeholders are replaced; numbers are none of them."""
    text = PLACEHOLDER.sub(" ", without_notes(PLACEHOLDER.sub(" \u2026 ", title[:300])))
    return tuple(word for word in title_words(text) if not word.isdigit()) if text.strip() else ()
