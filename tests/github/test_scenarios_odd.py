"""`planproof github comment` where somebody edited its comment, or called it with less than it needs."""

import re
from pathlib import Path

import pytest

from planproof.core.earlier import Earlier
from planproof.github.state import decode, encode
from tests.github.scenes import (
    FILE,
    LAMP,
    NUMBER,
    STATE,
    Scene,
    harmless,
    plan,
    prepare,
    pushed_once,
)
from tests.github.server import GitHubServer


@pytest.fixture
def scene(
    tmp_path: Path,
    server: GitHubServer,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Scene:
    return prepare(Scene(tmp_path, server, capsys, monkeypatch))


class TestEditedState:
    @pytest.mark.parametrize(
        ("found", "put"),
        [
            (STATE, ""),
            (STATE, "<!-- planproof:state:1:0123456789abcdef0123:AAAA -->"),
            (STATE, "<!-- planproof:state:99:0:AAAA -->"),
            (re.compile(r":state:1:([0-9a-f]+):.{9}"), r":state:1:\1:AAAAAAAAA"),
            (re.compile(r"\Z"), "\nA line below.\n"),
        ],
        ids=["gone", "garbage", "other version", "changed", "not last"],
    )
    def test_begins_anew(self, scene: Scene, found: re.Pattern[str], put: str) -> None:
        pushed_once(scene)
        said = scene.pull.comments[0]
        said.body = found.sub(put, said.body, count=1)
        assert decode(said.body) is None
        done = scene.pushed({FILE: plan("A major flaw: beta.")}, LAMP)
        assert (done.code, scene.verbs()) == (0, ["edit"])
        assert "alpha" not in said.body
        remembered = decode(said.body)
        assert remembered is not None
        assert [each.title for each in remembered.findings] == ["Flaw beta."]

    def test_forged(self, scene: Scene) -> None:
        pushed_once(scene)
        said = scene.pull.comments[0]
        known = decode(said.body)
        assert known is not None
        hostile = {
            "id": "--> <b>",
            "title": "</details> @everyone <img src=x> -->",
            "path": "../../etc/passwd",
            "line_start": -5,
            "line_end": -9,
            "phase": "no such phase",
            "first": "zzz",
        }
        bad = known.findings[0].model_copy(update=hostile)
        forged = encode(Earlier(commit="1", began="", spent=1e300, findings=(bad, bad)))
        said.body = STATE.sub(lambda _: forged, said.body)
        done = scene.pushed({FILE: plan("A major flaw: beta.")}, LAMP)
        assert (done.code, scene.verbs()) == (0, ["edit"])
        harmless(said.body)


class TestUsage:
    @pytest.mark.parametrize("token", ["", " "])
    def test_no_token(self, scene: Scene, token: str) -> None:
        scene.push({FILE: plan()})
        scene.review(LAMP)
        scene.monkeypatch.setenv("GITHUB_TOKEN", token)
        done = scene.comment()
        assert (done.code, scene.server.log) == (2, [])
        assert "there is no token for GitHub; set GITHUB_TOKEN" in done.err

    def test_no_pull_request(self, scene: Scene) -> None:
        scene.push({FILE: plan()})
        scene.review(LAMP)
        scene.monkeypatch.delenv("GITHUB_EVENT_PATH")
        done = scene.comment()
        assert (done.code, scene.server.log) == (2, [])
        assert "give --pull-request and --commit" in done.err
        scene.monkeypatch.delenv("GITHUB_REPOSITORY")
        given = ("--pull-request", str(NUMBER), "--commit", scene.commit)
        assert scene.comment(*given, "--repository", "acme/widgets").code == 0
        assert scene.verbs() == ["create"]

    @pytest.mark.parametrize("name", ["main", "0101010", "-x"])
    def test_no_commit(self, scene: Scene, name: str) -> None:
        scene.push({FILE: plan()})
        scene.review(LAMP)
        done = scene.comment(f"--commit={name}")
        assert (done.code, scene.server.log) == (2, [])
        assert "is no commit; give the full hash" in done.err
