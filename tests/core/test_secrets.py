"""Secrets are written in pieces here, so that nobody mistakes this file for a leak."""

import pytest

from planproof.core.secrets import MARK, find_secrets, masked, redact

R36 = "k3Jx9QmZ7vLp2WnT8rYb" + "5HsD1fGc6AeUi4Xo"
R64 = R36 + "Vq0NwKtR7yBz3MjP9aLd2FgHs8Xe"
HEX32 = "9f8b1c4e7d2a" + "6053e8b7f1d4c90a52e6"

POSITIVES = {
    "aws": ("AK" + "IAZ7QW3ERT5YUI2OPL", "an AWS access key"),
    "aws temporary": ("key: AS" + "IAQ3XK7LMN2PRT5WVZ.", "an AWS access key"),
    "aws secret": (
        "aws_secret_access_key" + " = k3Jx9QmZ/vLp2WnT8rYb5HsD1fGc6AeUi4Xo+q0N",
        "a secret value",
    ),
    "github": ("gh" + "p_" + R36, "a GitHub token"),
    "github fine-grained": ("github" + "_pat_" + R64, "a GitHub token"),
    "gitlab": ("--token=gl" + "pat-" + R36[:20], "a GitLab token"),
    "slack": ("xo" + "xb-2847591036-3958471620-" + R36[:24], "a Slack token"),
    "slack webhook": (
        "https://hooks.slack" + ".com/services/T03KX9QM7/B05LP2WN8/" + R36[:24],
        "a Slack webhook",
    ),
    "stripe": ("sk" + "_live_" + R36[:24], "a Stripe key"),
    "openai": ("sk" + "-proj-" + R64, "an OpenAI key"),
    "openai old": ("OPENAI_API_KEY=sk" + "-" + (R64 + R36)[:48], "an OpenAI key"),
    "anthropic": ("sk" + "-ant-api03-" + R64, "an Anthropic key"),
    "google": ("AI" + "zaSy" + R36[:33], "a Google API key"),
    "google oauth": ("GOC" + "SPX-" + R36[:28], "a Google OAuth secret"),
    "npm": ("//registry/:_authToken=np" + "m_" + R36, "an npm token"),
    "jwt": (
        "Bearer eyJ" + "hbGciOiJIUzI1NiJ9.eyJ" + "pc3MiOiJzaG9wIn0." + R36,
        "a signed token (JWT)",
    ),
    "private key": (
        "-----BEGIN RSA PRIVATE" + f" KEY-----\n{R64}\n{R64[::-1]}\nQ9==\n-----END",
        "a private key",
    ),
    "private key in json": (
        '"-----BEGIN PRIVATE' + f' KEY-----\\n{R64}\\n{R36}\\n-----END"',
        "a private key",
    ),
    "url": ("postgres://billing:vK8" + "rT2mQx@db.shop.net/app", "a password in an address"),
    "url of a container": ("amqp://app:" + R36[:20] + "@queue:5672", "a password in an address"),
    "password": ('password = "' + 'Tr0ub4dor&3"', "a password"),
    "password in json": ('"dbPassword": "' + 'mK9$vQ2x!r"', "a password"),
    "password in a sentence": ("with the password `" + "wQ!7vRm#2kLp`", "a password"),
    "password for somebody": ("the password for admin is '" + "wQ!7vRm#2kLp'", "a password"),
    "パスワード": ("パスワードは「`" + "wQ!7vRm#2kLp`", "a password"),
    "name and password": ("log in as `admin` / `" + "wQ!7vRm#2kLp`", "a password"),
    "url with letters only": (
        "amqp://app:" + "hWqLaYopSdRHBk@mq.shop.net",
        "a password in an address",
    ),
    "hex": ("client_secret: " + HEX32, "a secret value"),
    "camel case": ("privateKey: '" + R36[:24] + "'", "a secret value"),
    "after other scripts": ("鍵は😀 AK" + "IAZ7QW3ERT5YUI2OPL", "an AWS access key"),
}

NEAR_MISSES = {
    "aws example": "AKIA" + "IOSFODNN7EXAMPLE",
    "aws example secret": "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "name in a url": "amqp://app:myQueueLogin@mq.shop.net",
    "rule for a password": "the password `MinLength12` applies",
    "roles of a user": "user `anna` / `ReadOnlyRole2`",
    "aws placeholder": "AKIAXXXXXXXXXXXXXXXX",
    "github placeholder": "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    "github short": "GITHUB_TOKEN=ghp_abc123",
    "angle brackets": "Authorization: Bearer <token>",
    "change me": 'password = "changeme-2026"',
    "your key": "OPENAI_API_KEY=sk-your-key-goes-here-1234567890abcdef",
    "anthropic dots": "ANTHROPIC_API_KEY=sk-ant-...",
    "stripe test key": "sk_" + "test_4eC39HqLyjWDarjtT1zdp7dc",
    "local database": "postgres://postgres:postgres@localhost:5432/app",
    "container database": "postgresql://app:s3cr3tpw@db:5432/app",
    "variable in a url": "https://deploy:${DEPLOY_PASSWORD}@git.shop.net/app.git",
    "port and mail": "http://localhost:8080/users/ann@shop.net",
    "famous jwt": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.SflKxwRJSMeKKF2QT4fwpM",
    "public key": "-----BEGIN PUBLIC KEY-----\n" + R64 + "\n-----END PUBLIC KEY-----",
    "empty private key": "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
    "environment": 'api_key = os.environ["SHOP_API_KEY"]',
    "attribute": "token: settings.payments.stripe_api_token_v2",
    "dummy": 'secret = "dummy-secret-for-tests-1"',
    "words": "The password: at least 12 characters, one Capital and one digit",
    "numbers": "Estimated tokens: 95,000-104,000 (Phase 1 to 3)",
    "cache key": "cache_key = 'user:8f3a:profile:v2:2026'",
    "task names": "task-proj-" + R36,
    "commit": "Pinned to 9f8b1c4e7d2a6053e8b7f1d4c90a52e6b1a2c3d4",
    "shouted constant": "SECRET_NAME=PAYMENTS_WEBHOOK_SIGNING_2",
    "path": "token_file: /var/run/secrets/kubernetes.io/serviceaccount/token2",
}


@pytest.mark.parametrize("name", POSITIVES)
def test_a_secret_is_found(name: str) -> None:
    text, kind = POSITIVES[name]
    assert [secret.kind for secret in find_secrets(f"Use it.\n{text}\nDone.")] == [kind]


@pytest.mark.parametrize("name", NEAR_MISSES)
def test_a_near_miss_is_left_alone(name: str) -> None:
    text = NEAR_MISSES[name]
    assert find_secrets(text) == ()
    assert redact(text) == text


@pytest.mark.parametrize("name", POSITIVES)
def test_nothing_of_a_secret_is_left(name: str) -> None:
    text, _ = POSITIVES[name]
    safe = redact(text)
    assert MARK in safe
    assert safe.count("\n") == text.count("\n")
    assert redact(safe) == safe
    for secret in find_secrets(text):
        value = text[secret.start : secret.end]
        assert not any(part in safe for part in value.split("\n") if len(part) > 4)


def test_the_rest_of_the_text_stays() -> None:
    key = "AK" + "IAZ7QW3ERT5YUI2OPL"
    assert redact(f"über 😀 {key}, dann weiter") == f"über 😀 AKIA{MARK}, dann weiter"


def test_short_passwords_show_nothing() -> None:
    assert redact("db://me:vK8" + "rT2mQx@db.shop.net") == f"db://me:{MARK}@db.shop.net"


def test_every_place_is_found() -> None:
    key = "gh" + "p_" + R36
    found = find_secrets(f"{key} {key}\n\n{key}")
    assert [secret.start for secret in found] == [0, 41, 83]


def test_masked_keeps_line_breaks() -> None:
    assert masked("abcdef\nghi") == f"abcd{MARK}\n{MARK}"
    assert masked("abcdef", 0) == MARK


@pytest.mark.parametrize(
    "unit",
    [
        "eyJ",
        "eyJaaaaaaaaaa.",
        "password",
        "password for a ",
        "user `aa",
        "://a:",
        "sk-",
        "PRIVATE KEY-----\n",
        "A" * 40,
        "xoxb-",
        "\\n",
    ],
)
def test_a_long_hostile_line_gives_a_result(unit: str) -> None:
    """Any pattern that backtracks over the whole line would not come to an end here."""
    assert find_secrets("PRIVATE KEY-----" + unit * (2_000_000 // len(unit))) == ()


def test_any_text_is_accepted() -> None:
    assert find_secrets("\ud800 password\x00 = 'İ'") == ()
