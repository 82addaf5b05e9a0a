"""No secret of a plan leaves the machine or gets into a report, whoever repeats it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from planproof.core.secrets import find_secrets, redact
from tests.core.test_secrets import POSITIVES
from tests.model.conftest import Pilot, Reviewed, write_plan
from tests.model.inside import Oracle
from tests.model.synthetic import Synthetic
from tests.model.wire import answering, seen, serve
from tests.providers.scripted import Flavour

SECRETS = {name: text for name, (text, _) in POSITIVES.items()}


def needles(*texts: str) -> set[str]:
    """What may not be seen of the secrets in *texts*: all but their first characters."""
    found: set[str] = set()
    for text in texts:
        for secret in find_secrets(text):
            lines = text[secret.start + secret.shown : secret.end].splitlines()
            found.update(line for line in lines if len(line) > 5)
    assert found
    return found


def seeded(folder: Path) -> Path:
    """The plan with every kind of secret in every kind of place."""
    texts = list(SECRETS.values())
    single = [text for text in texts if "\n" not in text]
    plan = write_plan(
        folder,
        "## Task 3: Rotate the keys",
        *(f"The value is {text} here." for text in texts),
        *(f"```bash\nexport {text}\n```" for text in texts),
        "| Name | Value |\n|---|---|\n" + "\n".join(f"| x | {text} |" for text in single),
    )
    with (plan / "README.md").open("a", encoding="utf-8") as overview:
        overview.write("\n## Conventions\n\n")
        overview.writelines(f"- D-{n}: use {text} for it\n" for n, text in enumerate(single, 1))
    return plan


def written(folder: Path) -> Iterator[str]:
    """What was written below a folder, as it stands and as JSON means it."""
    for path in folder.rglob("*"):
        if path.is_file():
            text = path.read_text("utf-8")
            yield text
            if path.suffix == ".json":
                yield json.dumps(json.loads(text), ensure_ascii=False)


def assert_none(texts: list[str], of: str | None = None) -> None:
    hidden = needles(*(SECRETS.values() if of is None else [of]))
    leaks = {needle for needle in hidden for text in texts if needle in text}
    assert leaks == set()


@pytest.mark.parametrize(
    "around", ["`{}`", "`curl -H '{}'`", '`curl -d "{}"`', "|{}|", "({})", "{}."]
)
@pytest.mark.parametrize("name", SECRETS)
def test_what_stands_around_a_secret(name: str, around: str) -> None:
    """In Markdown a value ends with a backtick, a quote or a pipe more often than with a space."""
    text = around.format(SECRETS[name])
    assert_none([redact(text)], of=SECRETS[name])


@pytest.mark.parametrize("flavour", ["anthropic", "chat"])
def test_requests_answers_and_reports(pilot: Pilot, tmp_path: Path, flavour: Flavour) -> None:
    plan = seeded(tmp_path / "mill")
    serve(pilot.server, answering(Synthetic(stands=1.0)))
    results = [pilot(plan, flavour)]
    results += [pilot(plan, flavour, "--format", form) for form in ("markdown", "terminal")]
    assert {"secret-in-plan"} <= {each["rule"] for each in results[0].by("check")}
    assert len(results[0].by("model")) > 5
    asked = [f"{each.system}\n{each.message}" for each in map(seen, pilot.server.requests)]
    assert len(asked) >= 7
    assert any("…[redacted]" in text for text in asked)
    assert_none([*asked, *(each.raw.decode() for each in pilot.server.requests)])
    assert_none(list(written(pilot.answers)))
    assert_none([text for each in results for text in (each.out, each.err)])


def test_pages_for_handoff(pilot: Pilot, tmp_path: Path) -> None:
    plan = seeded(tmp_path / "mill")
    folder = tmp_path / "handed"
    result = pilot.run("review", plan, "--provider", "handoff", "--answers", folder)
    pages = list(written(folder))
    assert len(pages) >= 8
    assert_none([*pages, result.out, result.err])


def test_headings_with_secrets(pilot: Pilot, tmp_path: Path) -> None:
    single = [text for text in SECRETS.values() if "\n" not in text]
    plan = write_plan(
        tmp_path / "mill", *(f"## Task {n}: Use {text}" for n, text in enumerate(single, 3))
    )
    serve(pilot.server, answering(Synthetic()))
    result = pilot(plan, "chat")
    assert_none([each.raw.decode() for each in pilot.server.requests])
    assert_none([seen(each).message for each in pilot.server.requests])
    assert_none(list(written(pilot.answers)))
    assert_none([result.out, result.err])


def test_a_model_that_tells_secrets(
    pilot: Pilot, plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where it has them from is its own affair; they are not kept and not published."""
    secrets = list(SECRETS.values())

    def telling(answer: dict[str, object], *_: object) -> dict[str, object]:
        text = json.dumps(answer)
        made: dict[str, object] = json.loads(text, object_hook=lambda each: _told(each, secrets))
        return made

    model = Oracle(Synthetic(twist=telling, stands=1.0).reply)
    from planproof.providers import registry  # noqa: PLC0415 - what is patched stands beside

    monkeypatch.setitem(registry._MAKERS, "anthropic", lambda *_: model)
    results: list[Reviewed] = [pilot(plan, "anthropic")]
    results.append(pilot(plan, "anthropic", "--format", "markdown"))
    assert results[0].by("model")
    assert_none(list(written(pilot.answers)))
    assert_none([text for each in results for text in (each.out, each.err)])
    assert_none([each.text for each in model.asked])


def _told(entry: dict[str, object], secrets: list[str]) -> dict[str, object]:
    for at, name in enumerate(("title", "why", "fix", "example", "text", "reason", "about")):
        if name in entry:
            entry[name] = (
                f"{entry[name]} {secrets[(at * 5 + len(str(entry[name]))) % len(secrets)]}"
            )
    return entry
