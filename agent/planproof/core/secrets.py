"""Secrets in text: where they stand, and the same text without them.

Only what looks real is found. An example key, a placeholder and the password of a database on
the developer's own machine are no secrets, and a text that cries wolf is soon ignored.
"""

import math
import re
import string
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

MARK = "…[redacted]"
"""Stands in the place of a secret."""


@dataclass(frozen=True, slots=True)
class Secret:
    """A run of characters that gives access to something."""

    start: int
    """Offset of its first character."""
    end: int
    """Offset after its last character."""
    kind: str
    """What it is, with its article: `an AWS access key`."""
    certain: bool = True
    """False when the kind may be harmless: expired, public by design, or a guess."""
    shown: int = 4
    """Number of leading characters that may be shown: 0 where those would be half of it."""


@dataclass(frozen=True, slots=True)
class _Token:
    """A kind of token that is known by its first characters."""

    kind: str
    prefixes: tuple[str, ...]
    """One of them stands at the start; a plain search for them comes before the pattern."""
    pattern: re.Pattern[str]
    certain: bool = True


def _token(kind: str, prefixes: str, rest: str, *, certain: bool = True) -> _Token:
    """*rest* is the pattern of what follows any of the *prefixes*."""
    starts = tuple(prefixes.split())
    pattern = re.compile(f"(?:{'|'.join(map(re.escape, starts))}){rest}(?![A-Za-z0-9])")
    return _Token(kind, starts, pattern, certain)


_B64URL = "[A-Za-z0-9_-]"
_TOKENS = (
    _token("an AWS access key", "AKIA ASIA", "[A-Z0-9]{16}"),
    _token("a GitHub token", "ghp_ gho_ ghu_ ghs_ ghr_", "[A-Za-z0-9]{36,250}"),
    _token("a GitHub token", "github_pat_", "[A-Za-z0-9_]{50,250}"),
    _token("a GitLab token", "glpat- gldt- glrt-", f"{_B64URL}{{20,250}}"),
    _token("a Slack token", "xox", "[abeoprs]-[A-Za-z0-9-]{20,250}"),
    _token("a Slack token", "xapp-", "[0-9]-[A-Za-z0-9-]{20,250}"),
    _token(
        "a Slack webhook",
        "hooks.slack.com/services/",
        "T[A-Z0-9]{6,20}/B[A-Z0-9]{6,20}/[A-Za-z0-9]{20,40}",
    ),
    _token("a Stripe key", "sk_live_ rk_live_", "[A-Za-z0-9]{16,250}"),
    _token("a Stripe webhook secret", "whsec_", "[A-Za-z0-9]{32,250}"),
    _token("an Anthropic key", "sk-ant-", f"[a-z]{{2,10}}[0-9]{{2}}-{_B64URL}{{20,250}}"),
    _token("an OpenAI key", "sk-proj- sk-svcacct- sk-admin-", f"{_B64URL}{{20,250}}"),
    _token("an OpenRouter key", "sk-or-v1-", "[0-9a-f]{64}"),
    _token("an OpenAI key", "sk-", "[A-Za-z0-9]{32,60}"),
    # Browser apps carry such a key in the open, restricted to their site.
    _token("a Google API key", "AIza", f"{_B64URL}{{35}}", certain=False),
    _token("a Google OAuth secret", "GOCSPX-", f"{_B64URL}{{28}}"),
    _token("a Google access token", "ya29.", f"{_B64URL}{{30,250}}"),
    _token("an npm token", "npm_", "[A-Za-z0-9]{36}"),
    _token("a PyPI token", "pypi-AgEI", f"{_B64URL}{{50,250}}"),
    _token("a Hugging Face token", "hf_", "[A-Za-z0-9]{34}"),
    _token("a SendGrid key", "SG.", rf"{_B64URL}{{22}}\.{_B64URL}{{43}}"),
    _token("a DigitalOcean token", "dop_v1_", "[0-9a-f]{64}"),
    _token(
        "a signed token (JWT)",
        "eyJ",
        rf"{_B64URL}{{10,2000}}\.eyJ{_B64URL}{{10,4000}}\.{_B64URL}{{20,1000}}",
        certain=False,
    ),
)
_INSIDE = frozenset(string.ascii_letters + string.digits + "_-")
"""Before a prefix they show that it is the middle of something else, as in `task-`."""
_FAMOUS = "eyJzdWIiOiIxMjM0NTY3ODkwI"
"""Payload of the token that every introduction to JWT shows."""

_PLACEHOLDER = re.compile(
    r"example|sample|dummy|placeholder|redacted|change[-_]?me|your|fake|mock|test|demo|insert|"
    r"replace|todo|secret|passw|token|default|admin|secure|"
    r"qwerty|foobar|abcdef|a1b2c3|123456|012345|987654|000000|x{4}|(.)\1{4}|"
    r"[<>{}\[\]]|\xe2\x80\xa6|^\$|\$\(|%[sd(]|\.\.\.|\*\*\*",
    re.IGNORECASE | re.ASCII,
)
_BLATANT = re.compile(
    r"example|dummy|placeholder|redacted|change[-_]?me|your[-_]|fake|abcdefgh|1234567890|"
    r"a1b2c3d4|x{5}|(.)\1{6}",
    re.IGNORECASE | re.ASCII,
)
"""In a token that is known by its prefix the rest is random: short words arise by chance."""

_KEY_START = "PRIVATE KEY"
_KEY = re.compile(
    r"PRIVATE KEY(?: BLOCK)?-----(?:\\[nr]|[\s\"'+>|,]){1,40}"
    r"((?:[A-Za-z0-9+/=]{40,100}(?:\\[nr]|[\s\"'+>|,]){0,40}){1,200}[A-Za-z0-9+/=]{0,100})"
)
_NOT_KEY_TEXT = re.compile(r"(?:\\[nr]|[\s\"'+>|,])+$")

_LOGIN = re.compile(
    r"://[^\s:/@\"'`<>]{0,100}:([^\s/@\"'`<>]{6,200})@([A-Za-z0-9.-]{1,250})", re.ASCII
)
_LOCAL = re.compile(
    r"^(?:localhost|127\.|0\.0\.0\.0|[^.]*$)|(?:example\.\w+|\.local|\.test)$", re.ASCII
)

_NAMES = ("password", "passwd", "pwd", "secret", "token", "key")
_KEY_OF = ("api", "access", "account", "private", "auth")
"""A key is secret when one of these stands before it: `api_key`, `privateKey`."""
_ASSIGNED = re.compile(
    r"[A-Za-z_-]{0,20}[\"'`]?\s{0,3}(?::=|=>|[:=])\s{0,3}"
    r"(?:([\"'`])([^\s\"'`]{8,200})\1|([A-Za-z0-9+/=_.~!@#^&*-]{16,200})(?=[\s;,)`'\"|<>\]}\\]|$))",
    re.ASCII,
)
_SPOKEN_NAMES = tuple(
    # The text that is searched is UTF-8 with one character per byte.
    name.encode().decode("latin-1").lower()
    for name in (
        *("password", "passwd", "pwd", "passphrase", "passwort", "kennwort", "contraseña", "senha"),
        *("mot de passe", "パスワード", "密码", "密碼", "비밀번호"),
    )
)
_SPOKEN = re.compile(
    r"[\x80-\xff]{0,12}\s{0,3}(?:(?:for|of)\s(?:the\s)?[\w@.`-]{2,40}\s{1,2})?"
    r"(?:(?:is|was|ist|es|est|lautet|to|set to|will be|remains)\s{1,2})?"
    r"([`\"'])([^\s`\"'<>{}]{8,64})\1",
    re.ASCII,
)
"""What a sentence puts behind such a word: `the password for admin is "..."`."""
_LOGS_IN = re.compile(
    r"\b(?:log(?:s|ged|ging)?[ -]?in|sign[ -]in|credential|account|user)", re.IGNORECASE | re.ASCII
)
_PAIR = re.compile(
    r"[`\"'][\w.@+-]{2,60}(?:[`\"']\s?(?:/|:|,|and|with)\s?[`\"']|[:/])([^\s`\"'<>{}/]{8,64})[`\"']",
    re.ASCII,
)
"""A name and what may be its password, both in code: `admin` / `...`."""
_REACH = 100
"""Characters behind such a word where the pair may stand, on the same line."""
_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
"""What may be the words of a name such as `myDatabaseLogin`; those of chance are short."""
_SIGNS = re.compile(r"[!#$%&*+?@^~]")
_WORD_OR_PATH = re.compile(r"[A-Za-z]{9}|/\.|\.\w{1,4}$")


def find_secrets(text: str) -> tuple[Secret, ...]:
    """The secrets in *text*, in order, none within another.

    Offsets count characters. Takes time linear in the length of the text.
    """
    # One byte per character makes the searches several times faster, and none of the patterns
    # asks for anything but ASCII.
    raw = text.encode("utf-8", "surrogatepass")
    narrow = raw.decode("latin-1")
    found = [*_tokens(narrow), *_private_keys(narrow), *_logins(narrow), *_assigned(narrow)]
    found += [*_spoken(narrow), *_pairs(narrow)]
    # At one place the certain kind wins, then the longer match.
    found.sort(key=lambda secret: (secret.start, not secret.certain, -secret.end))
    kept: list[Secret] = []
    for secret in found:
        if not kept or secret.start >= kept[-1].end:
            kept.append(secret)
    return tuple(kept if text.isascii() else _widened(kept, raw))


def _widened(secrets: list[Secret], raw: bytes) -> Iterator[Secret]:
    """The secrets with offsets in characters instead of bytes."""
    at = characters = 0
    for secret in secrets:
        characters += len(raw[at : secret.start].decode("utf-8", "surrogatepass"))
        length = len(raw[secret.start : secret.end].decode("utf-8", "surrogatepass"))
        yield replace(secret, start=characters, end=characters + length)
        at, characters = secret.end, characters + length


def redact(text: str) -> str:
    """*text* with every secret cut to its first characters and a mark; lines stay lines.

    Done twice, it gives the same as done once.
    """
    parts: list[str] = []
    at = 0
    for secret in find_secrets(text):
        parts += (text[at : secret.start], masked(text[secret.start : secret.end], secret.shown))
        at = secret.end
    return "".join([*parts, text[at:]]) if parts else text


def masked(secret: str, shown: int = 4) -> str:
    """The first *shown* characters, the mark, and as many line breaks as *secret* has."""
    return secret[:shown].split("\n", 1)[0] + MARK + f"\n{MARK}" * secret.count("\n")


def _tokens(text: str) -> Iterator[Secret]:
    for token in _TOKENS:
        for prefix in token.prefixes:
            for at in _places(text, prefix):
                if at and text[at - 1] in _INSIDE:
                    continue
                match = token.pattern.match(text, at)
                if match is not None and _random_token(match[0][len(prefix) :]):
                    yield Secret(at, match.end(), token.kind, token.certain)


def _random_token(rest: str) -> bool:
    """What follows a known prefix is random, as in a token that was issued."""
    return (
        not _BLATANT.search(rest)
        and _FAMOUS not in rest
        and any(c.isdigit() for c in rest)
        and _entropy(rest[:200]) > 2.8
    )


def _private_keys(text: str) -> Iterator[Secret]:
    for at in _places(text, _KEY_START):
        match = _KEY.match(text, at)
        if match is None or _entropy(match[1][:200]) < 3.5:
            continue
        body = _NOT_KEY_TEXT.sub("", match[1])
        yield Secret(match.start(1), match.start(1) + len(body), "a private key")


def _logins(text: str) -> Iterator[Secret]:
    """Passwords in addresses: `scheme://user:password@host`."""
    for at in _places(text, "://"):
        match = _LOGIN.match(text, at)
        if match is None or _PLACEHOLDER.search(match[1]):
            continue
        if (_random if _LOCAL.search(match[2]) else _made)(match[1]):
            yield _guess(match.start(1), match.end(1), "a password in an address")


def _assigned(text: str) -> Iterator[Secret]:
    """Values of names such as `password` and `api_key`."""
    lower = text.lower()
    for name in _NAMES:
        for at in _places(lower, name):
            if name == "key" and not lower[max(0, at - 9) : at].rstrip("_-").endswith(_KEY_OF):
                continue
            match = _ASSIGNED.match(text, at + len(name))
            if match is None:
                continue
            group = 2 if match[2] else 3
            strong = _mixed if group == 2 and name.startswith("p") else _random
            if strong(match[group]) and not _PLACEHOLDER.search(match[group]):
                kind = "a password" if name in ("password", "passwd", "pwd") else "a secret value"
                yield _guess(match.start(group), match.end(group), kind)


def _spoken(text: str) -> Iterator[Secret]:
    """Passwords that a sentence tells: ``with the password `...` ``."""
    lower = text.lower()
    for name in _SPOKEN_NAMES:
        for at in _places(lower, name):
            match = _SPOKEN.match(text, at + len(name))
            if match is not None and _signed(match[2]) and not _PLACEHOLDER.search(match[2]):
                yield _guess(match.start(2), match.end(2), "a password")


def _pairs(text: str) -> Iterator[Secret]:
    """Passwords behind the name of a user, on a line that speaks of logging in."""
    for word in _LOGS_IN.finditer(text):
        most = word.end() + _REACH
        end = text.find("\n", word.end(), most)
        match = _PAIR.search(text, word.end(), end if end >= 0 else most)
        if match is not None and _signed(match[1]) and not _PLACEHOLDER.search(match[1]):
            yield _guess(match.start(1), match.end(1), "a password")


def _guess(start: int, end: int, kind: str) -> Secret:
    return Secret(start, end, kind, certain=False, shown=4 if end - start >= 24 else 0)


def _random(value: str) -> bool:
    """Long, and made by a machine: no word, path, name or number looks so."""
    if re.fullmatch(r"[0-9a-fA-F]{32,}", value):
        return _entropy(value) > 3
    if len(value) < 16 or _entropy(value) < 3.5 or _WORD_OR_PATH.search(value):
        return False
    return len(re.split(r"[._-]", value)) <= 3 and _changes(value) >= 5


def _mixed(value: str) -> bool:
    """A password as people make them: letters of both kinds, digits, and perhaps signs."""
    classes = (str.islower, str.isupper, str.isdigit, lambda c: not c.isalnum())
    kinds = sum(any(map(test, value)) for test in classes)
    return kinds >= 3 and any(map(str.isdigit, value)) and not re.search(r"\w\(|\)$|://", value)


def _made(value: str) -> bool:
    """A password as people or machines make them: `_mixed`, or letters that form no words."""
    if _mixed(value):
        return True
    return (
        len(value) >= 10
        and value.isalpha()
        and not (value.islower() or value.isupper())
        and len(value) < 3.2 * len(_PARTS.findall(value))
    )


def _signed(value: str) -> bool:
    """A password that cannot be the name of anything: signs or digits among letters."""
    if not (any(map(str.islower, value)) and any(map(str.isupper, value))):
        return False
    if re.search(r"\w\(|\)$|://|^[-/.]", value):
        return False
    signs, digits = len(_SIGNS.findall(value)), sum(map(str.isdigit, value))
    return (signs >= 1 and signs + digits >= 2) or _changes(value) >= 4


def _changes(value: str) -> int:
    """How often a letter follows a digit, or the reverse: `a1b` has two."""
    return sum(a.isdigit() != b.isdigit() for a, b in pairwise(value))


def _entropy(value: str) -> float:
    """Bits per character, by the frequency of characters in *value*."""
    counts = Counter(value)
    return -sum(n / len(value) * math.log2(n / len(value)) for n in counts.values())


def _places(text: str, part: str) -> Iterator[int]:
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + len(part))
