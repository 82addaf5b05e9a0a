"""The words of `vocabulary.toml`, ready to be matched."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TypedDict

_DECORATION = re.compile(r"^[\W_]+|[\s:：*_`。.]+$")
_NUMBERING = re.compile(r"^(?:\d+(?:\.\d+)*[.)]?|[a-zA-Z][.)]|[ivxIVX]+[.)])\s+")
_PARENTHESIS = re.compile(r"\s*[(（][^()（）]{0,80}[)）]\s*$")
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


class _Unit(TypedDict):
    rank: int
    words: list[str]


class _Words(TypedDict):
    units: dict[str, _Unit]
    roles: dict[str, list[str]]
    fields: dict[str, list[str]]
    relations: dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Lookups over the vocabulary file."""

    units: dict[str, tuple[str, int]]
    """Word in lower case to family (`phase`) and rank."""
    roles: dict[str, str]
    """Phrase in lower case to section role."""
    fields: dict[str, str]
    """Phrase in lower case to field name."""
    relations: dict[str, tuple[str, ...]]
    """Relation to the phrases that announce it."""

    def field(self, title: str) -> str | None:
        """Name of the field that a label or column head stands for."""
        return self.fields.get(title.strip(" *").lower()) or self.fields.get(plain_title(title))


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary shipped with the package, read once."""
    text = files("planproof.sources").joinpath("vocabulary.toml").read_text(encoding="utf-8")
    words: _Words = tomllib.loads(text)  # type: ignore[assignment]  # shape is tested
    return Vocabulary(
        units={
            word: (family, unit["rank"])
            for family, unit in words["units"].items()
            for word in unit["words"]
        },
        roles=_invert(words["roles"]),
        fields=_invert(words["fields"]),
        relations={name: tuple(phrases) for name, phrases in words["relations"].items()},
    )


def _invert(groups: dict[str, list[str]]) -> dict[str, str]:
    inverted: dict[str, str] = {}
    for name, phrases in groups.items():
        for phrase in phrases:
            inverted.setdefault(phrase, name)
    return inverted


def plain_title(title: str) -> str:
    """*title* in lower case without emoji, emphasis, numbering and trailing colon."""
    text = title.strip().replace("**", "").replace("`", "")
    text = _DECORATION.sub("", text)
    text = _NUMBERING.sub("", text)
    return _DECORATION.sub("", text).lower()


@cache
def section_role(title: str) -> str | None:
    """Section role that a heading or label stands for, or None.

    The whole title decides first, then its first words, then its last words; the longest
    phrase wins, so that "test coverage" is not taken for "test".
    """
    text = plain_title(title)
    found = _role_of(text)
    if found is None and (shorter := _PARENTHESIS.sub("", text)) != text:
        found = _role_of(shorter)
    return found


def _role_of(text: str) -> str | None:
    roles = vocabulary().roles
    if not text or len(text) > 80:
        return None
    if text in roles:
        return roles[text]
    if _WIDE.search(text):
        hits = [phrase for phrase in roles if _WIDE.match(phrase) and phrase in text]
        return roles[max(hits, key=len)] if hits else None
    words = text.split()
    for size in range(min(len(words) - 1, 4), 0, -1):
        if (phrase := " ".join(words[:size]).rstrip(":,")) in roles:
            return roles[phrase]
    for size in range(min(len(words) - 1, 4), 0, -1):
        if (phrase := " ".join(words[-size:])) in roles:
            return roles[phrase]
    return None
