"""What goes wrong between a provider and its server, for each way to ask."""

import logging
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from planproof.core.request import Request
from planproof.errors import ConfigError
from planproof.providers import anthropic, openai
from planproof.providers.anthropic import AnthropicProvider
from planproof.providers.interface import Provider, TransientError
from planproof.providers.openai import OpenAIProvider
from tests.providers import shared
from tests.providers.scripted import Flavour, ScriptedServer, said
from tests.providers.shared import KEY, TROUBLES, Trouble, ask, failure

Make = Callable[[], Provider]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ScriptedServer]:
    shared.alone(monkeypatch)
    with ScriptedServer() as running:
        yield running


@pytest.fixture(params=["anthropic", "responses", "chat"])
def flavour(request: pytest.FixtureRequest) -> Flavour:
    which: Flavour = request.param
    return which


@pytest.fixture
def make(server: ScriptedServer, flavour: Flavour, monkeypatch: pytest.MonkeyPatch) -> Make:
    """Makes a provider; only in `chat` it takes the server for a compatible one."""
    url = server.base_url(flavour)
    monkeypatch.setattr(anthropic, "_HOME", url)
    if flavour == "responses":
        monkeypatch.setattr(openai, "_HOME", url)
    kind = AnthropicProvider if flavour == "anthropic" else OpenAIProvider
    return lambda: kind(KEY, url, origin="live")


@pytest.fixture
def each(flavour: Flavour) -> Request:
    return shared.request(model="claude-opus-5-5" if flavour == "anthropic" else "gpt-6.1-sol")


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda one: one.id)
def test_every_trouble_is_the_right_error_after_one_request(
    server: ScriptedServer, make: Make, flavour: Flavour, each: Request, trouble: Trouble
) -> None:
    server.queue(flavour, trouble.reply(flavour))
    trouble.check(failure(make(), each))
    assert server.count == 1


def test_retry_after_as_a_date(
    server: ScriptedServer, make: Make, flavour: Flavour, each: Request
) -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    server.fail(flavour, 429, headers={"retry-after": later})
    error = failure(make(), each)
    assert isinstance(error, TransientError)
    assert error.retry_after is not None
    assert 3000 < error.retry_after <= 3600


@pytest.mark.parametrize("held", [{"delay": 50.0}, {"stall": 50.0}], ids=str)
def test_a_slow_answer_runs_into_the_time_out(
    server: ScriptedServer, make: Make, flavour: Flavour, each: Request, held: dict[str, float]
) -> None:
    server.queue(flavour, said(flavour, "{}", **held))  # type: ignore[arg-type]  # of `Scripted`
    error = failure(make(), each, timeout=0.3)
    assert isinstance(error, TransientError)
    assert "did not answer within 0.3 s;" in str(error)
    assert server.count <= 1


def test_nobody_is_there(make: Make, server: ScriptedServer, each: Request) -> None:
    provider = make()
    server.__exit__(None, None, None)
    error = failure(provider, each)
    assert isinstance(error, TransientError)
    assert "the connection to" in str(error)


def test_no_log_holds_the_key(
    server: ScriptedServer,
    make: Make,
    flavour: Flavour,
    each: Request,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    server.say(flavour, "{}")
    server.fail(flavour, 401, f"{KEY} is wrong")
    ask(make(), each)
    failure(make(), each)
    assert server.count == 2
    assert KEY not in shared.heard(caplog)


def test_an_error_brings_nothing_along_that_could_tell_the_key(
    server: ScriptedServer, make: Make, flavour: Flavour, each: Request
) -> None:
    server.fail(flavour, 401, f"{KEY} is wrong")
    error = failure(make(), each)
    assert error.__cause__ is None
    assert error.__suppress_context__


def test_closing_what_was_never_used(make: Make) -> None:
    assert ask(make()) == []


@pytest.mark.parametrize(
    ("module", "kind"), [("anthropic", "AnthropicProvider"), ("openai", "OpenAIProvider")]
)
def test_the_sdk_is_imported_when_it_is_needed(module: str, kind: str) -> None:
    code = (
        f"import sys; from planproof.providers.{module} import {kind} as P; "
        f"P('x' * 20, origin='live'); print({{{module!r}, 'httpx2'}} & set(sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"


@pytest.mark.parametrize(
    ("key", "url", "words"),
    [
        ("", None, "set ANTHROPIC_API_KEY"),
        (f"{KEY}\n", None, "copy it again"),
        (f"{KEY} x", None, "copy it again"),
        (f"{KEY}…", None, "copy it again"),
        (KEY, "localhost:8080", "write --base-url like"),
        (KEY, f"ftp://me:{KEY}@example.com", "'ftp://example.com' is no address"),
        (KEY, "http://[::1", "write --base-url like"),
    ],
)
def test_what_cannot_be_used(key: str, url: str | None, words: str) -> None:
    with pytest.raises(ConfigError, match=words) as caught:
        AnthropicProvider(key, url, origin="live")
    assert KEY not in str(caught.value)
