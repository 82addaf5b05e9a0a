"""Expressions of GitHub Actions, as far as the actions here use them."""

import re
from collections.abc import Mapping

Value = object
_TOKEN = re.compile(
    r"\s*(?:(?P<op>==|!=|&&|\|\||[!()])|'(?P<text>(?:[^']|'')*)'|(?P<name>[\w.\-]+))"
)
_INSERT = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)


def filled(text: str, context: Mapping[str, Value]) -> str:
    """*text* with the value of each `${{ ... }}`."""
    return _INSERT.sub(lambda found: shown(evaluate(found[1], context)), text)


def evaluate(text: str, context: Mapping[str, Value]) -> Value:
    tokens = list(_tokens(text))
    value, rest = _either(tokens, context)
    if rest:
        raise ValueError(f"not understood: {text!r}")
    return value


def shown(value: Value) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def _tokens(text: str) -> list[tuple[str, str]]:
    found, at = [], 0
    while text[at:].strip():
        token = _TOKEN.match(text, at)
        if token is None or token.lastgroup is None:
            raise ValueError(f"not understood: {text[at:]!r}")
        found.append((token.lastgroup, token[token.lastgroup]))
        at = token.end()
    return found


Tokens = list[tuple[str, str]]


def _either(tokens: Tokens, context: Mapping[str, Value]) -> tuple[Value, Tokens]:
    value, tokens = _both(tokens, context)
    while tokens[:1] == [("op", "||")]:
        other, tokens = _both(tokens[1:], context)
        value = value or other
    return value, tokens


def _both(tokens: Tokens, context: Mapping[str, Value]) -> tuple[Value, Tokens]:
    value, tokens = _compared(tokens, context)
    while tokens[:1] == [("op", "&&")]:
        other, tokens = _compared(tokens[1:], context)
        value = value and other
    return value, tokens


def _compared(tokens: Tokens, context: Mapping[str, Value]) -> tuple[Value, Tokens]:
    value, tokens = _single(tokens, context)
    if tokens[:1] in ([("op", "==")], [("op", "!=")]):
        wanted = tokens[0][1] == "=="
        other, tokens = _single(tokens[1:], context)
        value = (shown(value).lower() == shown(other).lower()) == wanted
    return value, tokens


def _single(tokens: Tokens, context: Mapping[str, Value]) -> tuple[Value, Tokens]:
    (kind, text), tokens = tokens[0], tokens[1:]
    if kind == "text":
        return text.replace("''", "'"), tokens
    if kind == "name":
        return _looked_up(text, context), tokens
    if text == "!":
        value, tokens = _single(tokens, context)
        return not value, tokens
    value, tokens = _either(tokens, context)
    return value, tokens[1:]


def _looked_up(name: str, context: Mapping[str, Value]) -> Value:
    value: Value = context
    for part in name.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value
