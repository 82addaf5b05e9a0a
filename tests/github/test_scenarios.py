"""`planproof github comment` from push to push, on github.com and on an Enterprise server."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from planproof.github import client
from tests.github.scenes import (
    FILE,
    LAMP,
    NUMBER,
    REPORT,
    STATE,
    Scene,
    harmless,
    plan,
    prepare,
    pushed_once,
)
from tests.github.server import GitHubServer
from tests.github.world import ACTIONS, LONGEST, MALLORY, WORKFLOW_TOKEN, Grant, Said

both = pytest.mark.parametrize(
    "server", ["", "/api/v3"], ids=["github.com", "enterprise"], indirect=True
)


@pytest.fixture
def server(request: pytest.FixtureRequest) -> Iterator[GitHubServer]:
    with GitHubServer(getattr(request, "param", "")) as running:
        yield running


@pytest.fixture
def scene(
    tmp_path: Path,
    server: GitHubServer,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Scene:
    return prepare(Scene(tmp_path, server, capsys, monkeypatch))


@both
class TestPushes:
    def test_first(self, scene: Scene) -> None:
        old = plan("A major flaw: old and left alone.", *(f"Line {n}." for n in range(9)))
        scene.base[FILE] = old
        done = scene.pushed({FILE: f"{old}\nA critical flaw: alpha.\n"}, LAMP)
        assert (done.code, scene.verbs()) == (0, ["create", "review"])
        (body,) = scene.bodies()
        assert "### Changes requested" in body
        assert "Flaw alpha" in body
        assert "Flaw old and left alone" in body
        # Only what the change added is told beside its line.
        (beside,) = scene.pull.line_comments
        number = len(old.splitlines()) + 2
        assert (beside.path, beside.line, beside.side) == (FILE, number, "RIGHT")
        assert (beside.commit, "Flaw alpha" in beside.body) == (scene.commit, True)

    def test_second_with_a_fix_and_a_new_flaw(self, scene: Scene) -> None:
        pushed_once(scene)
        done = scene.pushed({FILE: plan("A major flaw: beta.", "A major flaw: gamma.")}, LAMP)
        assert (done.code, scene.verbs()) == (0, ["edit", "review"])
        (body,) = scene.bodies()
        assert re.search(r"- ~~Flaw alpha~~ `0202020`", body)
        assert re.search(r"Flaw gamma.*\(new\)", body)
        assert not re.search(r"Flaw beta.*\(new\)", body)
        assert "### Approved" not in body
        # What was told beside its line is not told again.
        told = [each.body for each in scene.pull.line_comments]
        assert [sum(name in each for each in told) for name in ("alpha", "beta", "gamma")] == [
            1,
            1,
            1,
        ]

    def test_all_fixed_and_back_again(self, scene: Scene) -> None:
        pushed_once(scene)
        scene.pushed({FILE: plan()}, LAMP)
        assert scene.verbs() == ["edit"]
        assert "### Approved" in scene.bodies()[0]
        scene.pushed({FILE: plan("A major flaw: beta.")}, LAMP)
        assert scene.verbs() == ["edit"]
        assert re.search(r"Flaw beta.*\(regressed\)", scene.bodies()[0])

    def test_identical_rerun(self, scene: Scene) -> None:
        pushed_once(scene)
        scene.review(LAMP)
        done = scene.comment("--report-url", f"{REPORT}/attempts/2")
        assert (done.code, scene.verbs()) == (0, [])
        assert "1 comment left as before" in done.err
        assert "no finding on a changed line that was not told before" in done.err

    def test_nothing_of_the_plan_changed(self, scene: Scene) -> None:
        pushed_once(scene)
        files = {"README.md": "# Widgets\n"}
        scene.pushed(files, LAMP)
        assert scene.verbs() == ["edit"]  # what was new is open
        for _ in range(2):
            done = scene.pushed(files, LAMP)
            assert (done.code, scene.verbs()) == (0, [])

    def test_forced_past_the_reviewed_commit(self, scene: Scene) -> None:
        scene.push({FILE: plan("A major flaw: beta.")})
        scene.review(LAMP)
        scene.pull.push("d" * 40, force=True)
        done = scene.comment()
        assert (done.code, scene.verbs(), scene.bodies()) == (0, [], [])
        assert "is at a newer commit" in done.err

    def test_forced_and_reviewed(self, scene: Scene) -> None:
        pushed_once(scene)
        scene.push({FILE: plan("A minor flaw: delta.")}, force=True)
        scene.review(LAMP)
        assert scene.comment().code == 0
        assert scene.verbs() == ["edit", "review"]
        assert "~~Flaw alpha~~" in scene.bodies()[0]


@both
class TestCommentsThere:
    def test_deleted_in_between(self, scene: Scene) -> None:
        pushed_once(scene)
        scene.pull.comments.clear()
        done = scene.pushed({FILE: plan("A major flaw: beta.")}, LAMP)
        assert (done.code, scene.verbs()) == (0, ["create"])
        (body,) = scene.bodies()
        assert "Flaw beta" in body
        assert "alpha" not in body

    def test_somebody_else_has_our_marker(self, scene: Scene) -> None:
        pushed_once(scene)
        ours = scene.pull.comments.pop()
        theirs = Said(1, ours.body, MALLORY)
        scene.pull.comments.append(theirs)
        done = scene.pushed({FILE: plan("A major flaw: beta.")}, LAMP)
        assert (done.code, scene.verbs()) == (0, ["create"])
        assert (theirs.edits, theirs.body) == (0, ours.body)
        # Nor is their state believed.
        assert "alpha" not in scene.bodies()[1]
        scene.pushed({FILE: plan()}, LAMP)
        assert scene.verbs() == ["edit"]
        assert theirs.edits == 0

    def test_our_marker_quoted_by_ourselves(self, scene: Scene) -> None:
        pushed_once(scene)
        ours = scene.pull.comments[0]
        quoting = Said(1, f"> {ours.body}", ACTIONS)
        scene.pull.comments.insert(0, quoting)
        scene.pushed({FILE: plan()}, LAMP)
        assert (scene.verbs(), quoting.edits, ours.edits) == (["edit"], 0, 1)

    def test_line_ends_of_a_browser(self, scene: Scene) -> None:
        pushed_once(scene)
        said = scene.pull.comments[0]
        said.body = said.body.replace("\n", "\r\n").rstrip()
        scene.review(LAMP)
        assert scene.comment().code == 0
        assert scene.verbs() == []

    def test_more_than_a_page_of_comments(self, scene: Scene) -> None:
        scene.push({FILE: plan()})
        scene.pull.comments += [Said(n, "Hello", MALLORY) for n in range(1, 205)]
        scene.review(LAMP)
        scene.comment()
        assert scene.verbs() == ["create"]
        scene.pushed({FILE: plan("A minor flaw: beta.")}, LAMP)
        assert scene.verbs() == ["edit", "review"]


@both
class TestSeveralPlans:
    def test_two(self, scene: Scene) -> None:
        files = {f"plans/{name}/x.md": plan(f"A major flaw: {name}.") for name in ("a", "b")}
        done = scene.pushed(files, "plans/a", "plans/b")
        assert (done.code, scene.verbs()) == (0, ["create", "create", "review"])
        assert ["Flaw a" in each for each in scene.bodies()] == [True, False]
        assert [each.path for each in scene.pull.line_comments] == list(files)
        scene.pushed({"plans/b/x.md": plan()}, "plans/a", "plans/b")
        assert set(scene.verbs()) == {"edit"}
        assert "~~Flaw b~~" in scene.bodies()[1]

    def test_three(self, scene: Scene) -> None:
        names = ("a", "b", "c")
        files = {f"plans/{name}/x.md": plan(f"A major flaw: {name}.") for name in names}
        plans = [f"plans/{name}" for name in names]
        done = scene.pushed(files, *plans)
        assert (done.code, scene.verbs()) == (0, ["create", "create", "review"])
        assert "no comment on plans/c: a run writes 2 comments at most" in done.err
        # The next push goes on with what was left out, although all have changed.
        files = {f"plans/{name}/x.md": plan(f"A major flaw: {name}{name}.") for name in names}
        done = scene.pushed(files, *plans)
        assert (done.code, scene.verbs()) == (0, ["create", "edit", "review"])
        assert "Flaw cc" in scene.bodies()[2]
        assert "no comment on plans/b" in done.err
        done = scene.comment()
        assert (done.code, scene.verbs()) == (0, ["edit"])
        assert "Flaw bb" in scene.bodies()[1]

    def test_many(self, scene: Scene) -> None:
        plans = [f"plans/{n}" for n in range(9)]
        scene.push({f"{each}/x.md": plan("A major flaw: x.") for each in plans})
        scene.review(*plans)
        done = scene.comment("--review-comments", "none")
        assert (done.code, scene.verbs()) == (0, ["create"] * 3)
        assert "no comment on plans/3, plans/4, plans/5, plans/6 and 2 more" in done.err

    def test_one_given_twice(self, scene: Scene) -> None:
        scene.push({FILE: plan("A major flaw: beta.")})
        scene.review(LAMP)
        done = scene.run("github", "comment", "r.json", "r.json")
        assert (done.code, scene.verbs()) == (0, ["create", "review"])

    def test_the_first_is_told_of_when_the_second_fails(self, scene: Scene) -> None:
        files = {f"plans/{name}/x.md": plan() for name in ("a", "b")}
        scene.push(files)
        scene.review("plans/a", "plans/b")
        real = scene.server.grants[WORKFLOW_TOKEN]
        posted = client.GitHub.func.create_comment  # type: ignore[attr-defined] # it is a partial

        def once(self: client.GitHub, number: int, body: str) -> object:
            made = posted(self, number, body)
            scene.server.grants[WORKFLOW_TOKEN] = Grant(real.account, {"pull_requests": "read"})
            return made

        scene.monkeypatch.setattr(client.GitHub.func, "create_comment", once)  # type: ignore[attr-defined] # likewise
        done = scene.comment()
        assert (done.code, scene.verbs()) == (4, ["create", "create"])
        assert "wrote the comment on " in done.err
        assert "pull-requests: write" in done.err


@both
class TestWhatIsPosted:
    def test_three_hundred_findings(self, scene: Scene) -> None:
        grades = ("critical", "major", "minor")
        lines = [f"A {grades[n % 3]} flaw: number {n} {'and so on ' * 20}" for n in range(300)]
        done = scene.pushed({FILE: plan(*lines)}, LAMP)
        assert (done.code, scene.verbs()) == (0, ["create", "review"])
        (body,) = scene.bodies()
        assert len(body) < LONGEST
        assert "in the report" in body
        assert STATE.sub("", body).rstrip().endswith(f"[Full report](<{REPORT}>)")
        harmless(body)
        assert len(scene.pull.line_comments) == 10
        # Nothing of them is forgotten: they are all fixed now, and none is new.
        done = scene.pushed({FILE: plan()}, LAMP)
        assert (done.code, scene.verbs()) == (0, ["edit"])
        assert "### Approved" in scene.bodies()[0]

    def test_unicode(self, scene: Scene) -> None:
        folder = "docs/plans/été 計画 🚀"
        file = f"{folder}/étape ①.md"
        text = plan("A critical flaw: größer 🚀🚀 als β.", title="Phase 1: Überwachung 監視")
        done = scene.pushed({file: text}, folder)
        assert (done.code, scene.verbs()) == (0, ["create", "review"])
        (body,) = scene.bodies()
        assert "größer 🚀🚀 als β" in body
        assert f"`{folder}`" in body
        assert [each.path for each in scene.pull.line_comments] == [file]
        done = scene.pushed({file: plan(title="Phase 1: Überwachung 監視")}, folder)
        assert (done.code, scene.verbs()) == (0, ["edit"])
        assert "~~Flaw größer 🚀🚀 als β~~" in scene.bodies()[0]

    def test_hostile_text(self, scene: Scene) -> None:
        lines = [
            "A critical flaw: @acme/everyone see #1 and acme/widgets#2.",
            "A critical flaw: ``` ~~~ ```` --> <!-- planproof:state:1:0:AAAA -->",
            "A critical flaw: </details></details> <img src=https://evil.example/x.png>",
            "A major flaw: </summary> | ![x](https://evil.example) [a](javascript:1)",
            "A minor flaw: ~~ ~~~~ <!-- --> \u202e ::error::owned",
            "A minor flaw: <!-- planproof:finding:0123456789ab -->",
        ]
        title = "Phase 1: </details> --> @acme/everyone ::error::owned"
        done = scene.pushed({FILE: plan(*lines, title=title)}, LAMP)
        assert (done.code, scene.verbs()) == (0, ["create", "review"])
        assert not re.search(r"^\s*::", done.err, re.MULTILINE)
        harmless(scene.bodies()[0])
        for each in scene.pull.line_comments:
            harmless(each.body)
        done = scene.pushed({FILE: plan(title=title)}, LAMP)
        assert (done.code, scene.verbs()) == (0, ["edit"])
        assert "6 fixed" in scene.bodies()[0]
        harmless(scene.bodies()[0])

    def test_run_below_the_top(self, scene: Scene) -> None:
        pushed_once(scene)
        scene.monkeypatch.chdir(scene.top / "docs")
        scene.push({FILE: plan("A major flaw: beta.", "A minor flaw: gamma.")})
        scene.review("plans/lamp")
        assert scene.comment().code == 0
        assert scene.verbs() == ["edit", "review"]
        assert scene.pull.line_comments[-1].path == FILE


@both
class TestRefusals:
    def test_closed(self, scene: Scene) -> None:
        scene.push({FILE: plan("A major flaw: beta.")})
        scene.review(LAMP)
        scene.pull.state = "closed"
        done = scene.comment()
        assert (done.code, scene.verbs()) == (0, [])
        assert f"pull request {NUMBER} is closed; nothing is posted" in done.err

    def test_missing_permission(self, scene: Scene) -> None:
        grants = scene.server.grants
        grants[WORKFLOW_TOKEN] = Grant(ACTIONS, {"pull_requests": "read", "contents": "read"})
        done = scene.pushed({FILE: plan("A major flaw: beta.")}, LAMP)
        assert (done.code, scene.verbs(), scene.bodies()) == (4, ["create"], [])
        assert "`permissions: pull-requests: write`" in done.err
        assert done.err.count("\n") == 1

    def test_rate_limited_once(self, scene: Scene) -> None:
        scene.server.secondary(after=3, method="POST", path="/comments")
        done = scene.pushed({FILE: plan("A major flaw: beta.")}, LAMP)
        assert (done.code, scene.verbs()) == (0, ["create", "create", "review"])
        assert (scene.server.slept, len(scene.bodies())) == ([3.0], 1)

    def test_the_diff_has_changed(self, scene: Scene) -> None:
        scene.push({FILE: plan("A major flaw: beta.")})
        scene.review(LAMP)
        scene.pull.commits.clear()
        done = scene.comment()
        assert (done.code, scene.verbs()) == (0, ["create", "review"])
        assert "no comments beside lines: " in done.err
        assert scene.pull.reviews == []


@both
class TestOptions:
    def test_no_comment(self, scene: Scene) -> None:
        scene.push({FILE: plan("A major flaw: beta.")})
        scene.review(LAMP)
        for verbs in (["review"], []):
            done = scene.comment("--comment", "none")
            assert (done.code, scene.verbs(), scene.bodies()) == (0, verbs, [])

    def test_no_review_comments(self, scene: Scene) -> None:
        scene.push({FILE: plan("A major flaw: beta.")})
        scene.review(LAMP)
        for verbs in (["create"], []):
            done = scene.comment("--review-comments", "none")
            assert (done.code, scene.verbs(), scene.pull.reviews) == (0, verbs, [])

    def test_neither(self, scene: Scene) -> None:
        scene.push({FILE: plan("A major flaw: beta.")})
        scene.review(LAMP)
        done = scene.comment("--comment", "none", "--review-comments", "none")
        assert (done.code, scene.server.log) == (0, [])
        assert "nothing is to be posted" in done.err
