"""What to say when GitHub says no: what was refused, which permission is missing, what to do."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from pydantic import JsonValue

from planproof.core.secrets import MARK, redact
from planproof.errors import GitHubError

_SAID = 200
"""Characters of GitHub's own message that are passed on."""
_SECRET = 8
"""Tokens shorter than this are stand-ins, and no secret."""
_LEAST = 60.0
"""Seconds to wait, as GitHub's rules ask, where a secondary limit does not say how long."""
_LIMIT = re.compile(r"rate limit|abuse detection|try again later", re.IGNORECASE)
_ACCEPTED = "x-accepted-github-permissions"
_NOT_GRANTED = re.compile(r"not accessible by|must have|requires? .{0,40}permission", re.IGNORECASE)
_SSO = "x-github-sso"
_GITHUB = "api.github.com"


class Purpose(NamedTuple):
    """What a request is for."""

    doing: str
    """After `to`: `comment on acme/widgets#7`."""
    permission: str
    """As a workflow writes it: `pull-requests: write`."""
    thing: str
    """What is not there when GitHub answers 404: `pull request 7 in acme/widgets`."""


class TransientError(GitHubError):
    """Trying again may help."""

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        after: float | None = None,
        unknown: bool = False,
    ) -> None:
        super().__init__(message, status=status)
        self.after = after
        """Seconds that GitHub asks to wait; None when it does not say."""
        self.unknown = unknown
        """True when it may have been done all the same."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Makes messages about one server, without the token and other secrets."""

    host: str
    token: str = field(repr=False)

    @property
    def name(self) -> str:
        return "GitHub" if self.host == _GITHUB else f"GitHub at {self.host}"

    @property
    def check(self) -> str:
        """What to look at when the server is not what it should be."""
        own = self.host == _GITHUB
        return "try again later" if own else "check GITHUB_API_URL (https://HOST/api/v3)"

    def clean(self, text: str) -> str:
        """*text* on one line, without secrets, cut to what a message bears."""
        text = text[: 100 * _SAID]
        if len(self.token) >= _SECRET:
            text = text.replace(self.token, MARK)
        text = redact(text)
        line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
        return (line if len(line) <= _SAID else f"{line[: _SAID - 1]}…").rstrip(".")


def refused(
    speaker: Speaker,
    purpose: Purpose,
    status: int,
    headers: Mapping[str, str],
    body: JsonValue,
) -> GitHubError:
    """The error for an answer that is no success; *body* is None where it is no JSON."""
    said = speaker.clean(_message(body))
    answer = f"{status}: {said}" if said else str(status)
    if limited(status, headers, said):
        return _limit(speaker, purpose, status, headers)
    if status >= 500 or status == 408:
        return TransientError(
            f"{speaker.name} answered {answer} when asked to {purpose.doing}; {speaker.check}",
            status=status,
            after=_seconds(headers),
            unknown=True,
        )
    text = f"{speaker.name} does not let us {purpose.doing} ({answer})"
    return GitHubError(f"{text}; {_advice(speaker, purpose, status, headers, said)}", status=status)


def limited(status: int, headers: Mapping[str, str], said: str) -> bool:
    """True when a request came too soon, and was not looked at."""
    if status == 429:
        return True
    asked = "retry-after" in headers or headers.get("x-ratelimit-remaining") == "0"
    return status == 403 and (asked or bool(_LIMIT.search(said)))


def _limit(
    speaker: Speaker, purpose: Purpose, status: int, headers: Mapping[str, str]
) -> TransientError:
    after = _seconds(headers)
    primary = headers.get("x-ratelimit-remaining") == "0"
    kind = "rate limit" if primary else "secondary rate limit"
    if after is None and primary:
        after = _reset(headers)
    after = _LEAST if after is None else after
    return TransientError(
        f"{speaker.name} has a {kind}, and this token reached it when asked to {purpose.doing} "
        f"({status}); run again in {math.ceil(after):,} s or later",
        status=status,
        after=after,
    )


def _advice(
    speaker: Speaker, purpose: Purpose, status: int, headers: Mapping[str, str], said: str
) -> str:
    """The next step."""
    needs = _permission(headers) or purpose.permission
    if status == 403:
        return _forbidden(needs, headers, said)
    if 300 <= status < 400:
        return f"it points elsewhere, where the token is not sent; {speaker.check}"
    return {
        401: (
            "set GITHUB_TOKEN to a token that is valid and has not expired (in a workflow: "
            "`${{ github.token }}`)"
        ),
        404: (
            f"there is no {purpose.thing}, or the token may not see it: check the repository and "
            f"the number, and that the token has `{needs}`"
        ),
        410: f"{purpose.thing} was deleted or is switched off, so nothing can be posted there",
        422: (
            "it needs another text"
            if "body" in said.lower()
            else "the pull request may have new commits by now; run again"
        ),
    }.get(status, "check the repository's settings and what the token may do")


def _forbidden(needs: str, headers: Mapping[str, str], said: str) -> str:
    if _SSO in headers:
        return "authorize the token for the organization's single sign-on"
    if _NOT_GRANTED.search(said):
        return (
            f"give the job `permissions: {needs}`, or the token the same; on a pull request from "
            "a fork a workflow's token can only read"
        )
    return "check the repository's settings and what the token may do"


def _permission(headers: Mapping[str, str]) -> str:
    """`pull-requests: write` out of `issues=write; pull_requests=write`; nothing where not told.

    Alternatives are separated by `;`, what is needed together by `,`.
    """
    ways = [way.strip() for way in headers.get(_ACCEPTED, "").split(";") if "=" in way]
    ways.sort(key=lambda way: "pull_requests" not in way)
    if not ways or not re.fullmatch(r"[a-z_=, ]{1,100}", ways[0]):
        return ""
    pairs = (each.strip().replace("_", "-").split("=", 1) for each in ways[0].split(","))
    return ", ".join(": ".join(pair) for pair in pairs)


def _message(body: JsonValue) -> str:
    """What GitHub says, with the details of a body that it refused."""
    if not isinstance(body, dict):
        return ""
    message = body.get("message")
    parts = [message] if isinstance(message, str) else []
    errors = body.get("errors")
    for each in errors[:5] if isinstance(errors, list) else ():
        if isinstance(each, str):
            parts.append(each)
        elif isinstance(each, dict):
            told = each.get("message") or f"{each.get('field', '')} {each.get('code', '')}".strip()
            parts.append(str(told))
    return "; ".join(part for part in parts if part)


def _seconds(headers: Mapping[str, str]) -> float | None:
    """What `retry-after` asks for, as a number or a date."""
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdecimal() and len(value) < 10:
        return float(value)
    moment = _date(value)
    sent = _date(headers.get("date", ""))
    return max(0.0, (moment - sent).total_seconds()) if moment and sent else None


def _reset(headers: Mapping[str, str]) -> float | None:
    """Seconds until the primary limit is lifted, by the server's own clock, and one to be sure."""
    value, sent = headers.get("x-ratelimit-reset", ""), _date(headers.get("date", ""))
    if sent is None or not (value.isascii() and value.isdecimal() and len(value) < 13):
        return None
    return max(0.0, int(value) - sent.timestamp()) + 1


def _date(value: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
