import os
import shutil
import subprocess
from pathlib import Path

import pytest

from planproof.errors import UsageError
from planproof.github.changed import all_files, changed_files, globs, plan_roots
from tests.github.repository import PLAN, Repository

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="needs git")


def made(top: Path, *names: str) -> tuple[str, ...]:
    for name in names:
        path = top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(PLAN, encoding="utf-8")
    return names


@pytest.mark.parametrize(
    ("file", "others", "root"),
    [
        ("docs/plans/login/Phase-1.md", (), "docs/plans/login"),
        ("docs/plans/login/research/notes.md", ("docs/plans/login/README.md",), "docs/plans/login"),
        ("docs/plans/login/img/flow.png", ("docs/plans/login/plan.md",), "docs/plans/login"),
        ("docs/plans/2026/login/Phase-1.md", (), "docs/plans/2026/login"),
        ("docs/plans/2026-05-18-login.md", ("docs/plans/other.md",), "docs/plans/2026-05-18-login.md"),
        ("docs/plans/README.md", ("docs/plans/login.md",), None),
        ("docs/plans/notes.txt", (), None),
        ("docs/plans/login/logo.png", (), None),
        ("plans/Phase-2.md", ("plans/Phase-1.md",), "plans"),
        ("plans/context/notes.md", ("plans/phase-1.md",), "plans"),
        ("specs/001-login/tasks.md", (), "specs/001-login"),
        ("specs/api/openapi.json", (), None),
        ("specs/models/user_spec.rb", (), None),
        (".kiro/specs/login/requirements.md", (), ".kiro/specs/login"),
        ("openspec/changes/add-x/specs/auth/spec.md", ("openspec/changes/add-x/proposal.md",), "openspec/changes/add-x"),
        ("openspec/changes/archive/2025-01-01-x/proposal.md", (), None),
        ("docs/guide.md", (), None),
        ("src/plans/x.md", (), None),
        ("plans/Übersicht für alle/Phase 1.md", (), "plans/Übersicht für alle"),
        ("plans/計画/フェーズ1.md", (), "plans/計画"),
        ("plans/-rf/plan.md", (), "plans/-rf"),
    ],
)  # fmt: skip
def test_a_file_selects_its_whole_plan(
    tmp_path: Path, file: str, others: tuple[str, ...], root: str | None
) -> None:
    made(tmp_path, file, *others)
    assert plan_roots(tmp_path, [file], globs()) == ((root,) if root else ())


@pytest.mark.parametrize(
    ("glob", "file", "root"),
    [
        ("design/**", "design/login/a.md", "design/login"),
        ("./design/**", "design/login/a.md", "design/login"),
        ("design", "design/login/a.md", "design"),
        ("design/", "design/login/a.md", "design"),
        ("design/*", "design/login/deep/a.md", "design/login"),
        ("design/*", "design/a.md", "design/a.md"),
        ("teams/*/plans/**", "teams/red/plans/login/a.md", "teams/red/plans/login"),
        ("**/plans/**", "teams/red/plans/login/a.md", "teams/red/plans/login"),
        ("docs/**/*.md", "docs/login/a.md", "docs/login"),
        ("PLAN.md", "PLAN.md", "PLAN.md"),
        ("PLAN.md", "docs/PLAN.md", None),
        ("**", "login/a.md", "login"),
        ("design/**\n!design/old/**", "design/old/x/a.md", None),
        ("# where they are\n\n  design/**  ", "design/login/a.md", "design/login"),
    ],
)
def test_globs_say_where_plans_are(tmp_path: Path, glob: str, file: str, root: str | None) -> None:
    made(tmp_path, file)
    assert plan_roots(tmp_path, [file], globs(glob.splitlines())) == ((root,) if root else ())


@pytest.mark.parametrize("lines", [["!plans/**"], ["plans\\"], ["plans/[z-a]"], ["!"]])
def test_globs_that_name_nothing(lines: list[str]) -> None:
    with pytest.raises(UsageError, match=r"plans/\*\*"):
        globs(lines)


def test_each_plan_once_in_natural_order(tmp_path: Path) -> None:
    names = [f"plans/p{number}/{name}" for number in (10, 2, 1) for name in ("a.md", "b.md")]
    made(tmp_path, *names)
    assert plan_roots(tmp_path, names, globs()) == ("plans/p1", "plans/p2", "plans/p10")


def test_what_is_gone_is_no_plan(tmp_path: Path) -> None:
    made(tmp_path, "plans/kept/a.md")
    files = ["plans/gone/a.md", "plans/gone.md", "plans/kept/gone.md"]
    assert plan_roots(tmp_path, files, globs()) == ("plans/kept",)


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_link_is_never_followed(tmp_path: Path) -> None:
    outside, top = tmp_path / "outside", tmp_path / "top"
    made(outside, "secret.md", "deep/secret.md")
    (top / "plans").mkdir(parents=True)
    (top / "plans/folder").symlink_to(outside)
    (top / "plans/file.md").symlink_to(outside / "secret.md")
    (top / "specs").symlink_to(outside)
    files = ["plans/folder", "plans/folder/secret.md", "plans/file.md", "specs/deep/secret.md"]
    assert plan_roots(top, files, globs()) == ()
    assert plan_roots(top, files, globs(["plans/*", "specs"])) == ()


class TestChangedFiles:
    def test_since_the_branch_was_made(self, tmp_path: Path) -> None:
        repository = Repository(tmp_path)
        start = repository.commit({"plans/a/x.md": PLAN, "plans/b/x.md": PLAN})
        repository.git("switch", "--quiet", "--create", "topic")
        head = repository.commit({"plans/a/x.md": PLAN + "\nMore.\n"})
        repository.git("switch", "--quiet", "main")
        base = repository.commit({"plans/b/x.md": PLAN + "\nElsewhere.\n"})
        assert start != base
        assert changed_files(tmp_path, base, head) == ("plans/a/x.md",)

    def test_old_and_new_names_of_a_move(self, tmp_path: Path) -> None:
        repository = Repository(tmp_path)
        base = repository.commit({"plans/old/x.md": PLAN * 20})
        head = repository.commit({"plans/old/x.md": None, "plans/new/x.md": PLAN * 20})
        assert changed_files(tmp_path, base, head) == ("plans/new/x.md", "plans/old/x.md")

    @pytest.mark.parametrize("name", ["für alle.md", 'a "b".md', "計画.md", "-x.md", "a\tb.md"])
    def test_names_as_they_are(self, tmp_path: Path, name: str) -> None:
        if os.name == "nt" and set(name) & set('"\t'):
            pytest.skip("not a name on Windows")
        repository = Repository(tmp_path)
        base = repository.commit({"a.md": ""})
        head = repository.commit({f"plans/{name}": PLAN})
        assert changed_files(tmp_path, base, head) == (f"plans/{name}",)
        assert all_files(tmp_path) == ("a.md", f"plans/{name}")

    def test_a_shallow_checkout_of_the_merge(self, tmp_path: Path) -> None:
        repository = Repository(tmp_path / "origin")
        repository.commit({"plans/a/x.md": PLAN, "plans/b/x.md": PLAN})
        repository.git("switch", "--quiet", "--create", "topic")
        head = repository.commit({"plans/a/x.md": PLAN + "\nMore.\n"})
        repository.git("switch", "--quiet", "main")
        base = repository.commit({"plans/b/x.md": PLAN + "\nElsewhere.\n"})
        repository.git("merge", "--quiet", "--no-ff", "--message", "Merge", "topic")
        url = (tmp_path / "origin").as_uri()
        for depth in ("1", "2"):
            clone = ["git", "clone", "--quiet", "--depth", depth, url, str(tmp_path / depth)]
            subprocess.run(clone, check=True, capture_output=True)
        assert changed_files(tmp_path / "2", base, head) == ("plans/a/x.md",)
        with pytest.raises(UsageError, match="fetch-depth: 0"):
            changed_files(tmp_path / "1", base, head)

    def test_below_the_folder_where_it_runs(self, tmp_path: Path) -> None:
        repository = Repository(tmp_path)
        base = repository.commit({"a.md": ""})
        head = repository.commit({"docs/plans/x.md": PLAN, "b.md": ""})
        assert changed_files(tmp_path / "docs", base, head) == ("plans/x.md",)

    def test_no_repository(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
        with pytest.raises(UsageError, match="no git repository"):
            all_files(tmp_path)

    def test_no_git(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(UsageError, match="cannot run git"):
            all_files(tmp_path)
