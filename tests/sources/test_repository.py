"""The files of a code base that a plan names, and the ways out of its folder."""

import os
from pathlib import Path
from unittest.mock import patch

import pytest

from planproof.core.codebase import CodeBase
from planproof.core.plan import Plan, Skipped
from planproof.core.repository import NamedFile, Repository
from planproof.errors import ConfigError
from planproof.sources import load
from planproof.sources.repository import MAX_BYTES, read_repository, sizes_in
from planproof.tokens import ESTIMATE_ERROR_PERCENT, estimate_tokens

TEXT = "def number(invoice):\n    return invoice.id\n"
SIZE = estimate_tokens(TEXT.removesuffix("\n"))


@pytest.fixture
def code(tmp_path: Path) -> Path:
    folder = tmp_path / "code"
    folder.mkdir()
    return folder


def plan_naming(folder: Path, *files: str) -> Plan:
    """A plan whose one task names *files*."""
    path = folder / "plan.md"
    items = "".join(f"- Modify: `{file}`\n" for file in files)
    path.write_text(f"# Phase 1: Go\n\n## Task 1: Work\n\n**Files:**\n\n{items}", encoding="utf-8")
    plan = load(path)
    named = [mention.file for task in plan.walk() for mention in task.files]
    assert named == list(files), "the plan is not read as this test means it"
    return plan


def look(tmp_path: Path, *files: str) -> Repository:
    return read_repository(plan_naming(tmp_path, *files), tmp_path / "code")


def write(folder: Path, name: str, data: bytes = TEXT.encode()) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def test_a_named_file_is_sized(tmp_path: Path, code: Path) -> None:
    write(code, "src/app.py")
    found = look(tmp_path, "src/app.py")
    assert found == Repository(
        root=str(code),
        error_percent=ESTIMATE_ERROR_PERCENT,
        files=(NamedFile(path="src/app.py", tokens=SIZE, lines=2),),
    )


def test_a_file_is_found_in_every_spelling_and_counted_once(tmp_path: Path, code: Path) -> None:
    write(code, "src/app.py")
    found = look(tmp_path, "./src/app.py", "src//app.py", "src/app.py")
    assert [file.path for file in found.files] == ["src/app.py"]
    assert found.find("./src//app.py") is found.files[0]
    assert found.find("app.py") is None


def test_what_the_plan_does_not_name_is_never_opened(tmp_path: Path, code: Path) -> None:
    for name in ("src/app.py", "src/other.py", "app.py", "plan.md"):
        write(code, name)
    plan = plan_naming(tmp_path, "src/app.py", "./src/app.py")
    opened: list[str] = []
    real = Path.open

    def spy(path: Path, mode: str = "r") -> object:
        opened.append(path.relative_to(code).as_posix())
        return real(path, mode)

    with patch.object(Path, "open", spy):
        found = read_repository(plan, code)
    assert opened == ["src/app.py"]
    assert len(found.files) == 1


def test_phases_and_tasks_outside_them_name_files_too(tmp_path: Path, code: Path) -> None:
    for name in ("a/phase.py", "a/task.py", "a/outside.py"):
        write(code, name)
    plan = tmp_path / "plan"
    write(
        plan,
        "Phase-1.md",
        b"# Phase 1: Go\n\nSee `a/phase.py`.\n\n## Task 1: Work\n\nIn `a/task.py`.\n",
    )
    write(plan, "tasks.md", b"# Tasks\n\n### T-001: Other\n\n- Modify: `a/outside.py`\n")
    found = read_repository(load(plan), code)
    assert sorted(file.path for file in found.files) == ["a/outside.py", "a/phase.py", "a/task.py"]


def test_line_ends_do_not_change_the_size(tmp_path: Path, code: Path) -> None:
    write(code, "a/lf.py")
    write(code, "a/crlf.py", TEXT.replace("\n", "\r\n").encode())
    write(code, "a/bom.py", b"\xef\xbb\xbf" + TEXT.encode())
    sizes = {
        (file.tokens, file.lines)
        for file in look(tmp_path, "a/lf.py", "a/crlf.py", "a/bom.py").files
    }
    assert sizes == {(SIZE, 2)}


def test_text_that_is_not_utf_8_and_an_empty_file_have_a_size(tmp_path: Path, code: Path) -> None:
    write(code, "a/latin.py", "# übergröße\n".encode("latin-1"))
    write(code, "a/empty.py", b"")
    latin, empty = look(tmp_path, "a/latin.py", "a/empty.py").files
    assert (latin.lines, latin.tokens > 0) == (1, True)
    assert (empty.lines, empty.tokens) == (0, 0)


def test_a_file_that_is_missing_is_neither_found_nor_skipped(tmp_path: Path, code: Path) -> None:
    write(code, "src/app.py")
    found = look(tmp_path, "src/new.py", "src/app.py/inner.py", "other/app.py")
    assert (found.files, found.skipped) == ((), ())
    assert not found.holds("src/new.py")


@pytest.mark.parametrize(
    "name", ["../secret.py", "src/../../secret.py", "src/../app.py", "{ROOT}/secret.py", "{ROOT}/code/app.py"]
)  # fmt: skip
def test_a_path_that_could_lead_out_is_not_looked_at(tmp_path: Path, code: Path, name: str) -> None:
    write(tmp_path, "secret.py")
    write(code, "app.py")
    write(code, "src/a.py")
    plan = plan_naming(tmp_path, "src/a.py")
    name = name.replace("{ROOT}", tmp_path.as_posix())
    task = next(plan.walk())
    mention = task.files[0].model_copy(update={"file": name})
    task = task.model_copy(update={"files": (mention,)})
    phase = plan.phases[0].model_copy(update={"tasks": (task,)})
    found = read_repository(plan.model_copy(update={"phases": (phase,)}), code)
    assert (found.files, found.skipped) == ((), ())
    assert found.find(name) is None


def test_links_that_lead_out_are_skipped_and_those_within_are_followed(
    tmp_path: Path, code: Path
) -> None:
    write(tmp_path, "secret/key.py")
    write(code, "src/app.py")
    (code / "src/out.py").symlink_to(tmp_path / "secret/key.py")
    (code / "src/up.py").symlink_to("../../secret/key.py")
    (code / "linked").symlink_to(tmp_path / "secret")
    (code / "src/within.py").symlink_to("app.py")
    (code / "src/loop.py").symlink_to("loop.py")
    found = look(
        tmp_path, "src/out.py", "src/up.py", "linked/key.py", "src/within.py", "src/loop.py"
    )
    assert found.files == (NamedFile(path="src/within.py", tokens=SIZE, lines=2),)
    out = "a link that leads out of the repository"
    assert found.skipped[:3] == tuple(
        Skipped(path=path, reason=out) for path in ("src/out.py", "src/up.py", "linked/key.py")
    )
    assert found.holds("src/out.py")
    assert found.find("src/out.py") is None


def test_a_folder_that_is_itself_a_link_is_followed(tmp_path: Path, code: Path) -> None:
    write(code, "src/app.py")
    (tmp_path / "alias").symlink_to(code)
    found = read_repository(plan_naming(tmp_path, "src/app.py"), tmp_path / "alias")
    assert (found.root, len(found.files)) == (str(tmp_path / "alias"), 1)


def test_binary_files_and_what_is_no_file_are_skipped_with_the_reason(
    tmp_path: Path, code: Path
) -> None:
    write(code, "a/nul.py", b"text\0text\n")
    write(code, "a/image.py", b"\x89PNG\r\n\x1a\n")
    write(code, "a/late.py", b"a" * 8_192 + b"\0\n")
    (code / "a/folder.py").mkdir()
    os.mkfifo(code / "a/pipe.py")
    found = look(tmp_path, "a/nul.py", "a/image.py", "a/late.py", "a/folder.py", "a/pipe.py")
    assert [file.path for file in found.files] == ["a/late.py"]
    assert {each.path: each.reason for each in found.skipped} == {
        "a/nul.py": "not text: binary data",
        "a/image.py": "not text: an image",
        "a/folder.py": "a folder",
        "a/pipe.py": "not a regular file",
    }


def test_a_large_file_is_told_by_its_bytes(tmp_path: Path, code: Path) -> None:
    for name, first in (("a/text.sql", b"-"), ("a/binary.sql", b"\0")):
        with write(code, name, first).open("r+b") as file:
            file.write(first + b"-" * 9_000)
            file.truncate(MAX_BYTES + 4)
    found = look(tmp_path, "a/text.sql", "a/binary.sql")
    assert found.files == (NamedFile(path="a/text.sql", tokens=MAX_BYTES // 4 + 1, lines=None),)
    assert [each.path for each in found.skipped] == ["a/binary.sql"]


def test_a_file_that_cannot_be_read_is_skipped(tmp_path: Path, code: Path) -> None:
    write(code, "a/locked.py")
    plan = plan_naming(tmp_path, "a/locked.py")
    with patch.object(Path, "open", side_effect=PermissionError(13, "Permission denied")):
        found = read_repository(plan, code)
    assert found.files == ()
    assert found.skipped == (
        Skipped(path="a/locked.py", reason="cannot be read: permission denied"),
    )


@pytest.mark.parametrize(
    ("folder", "cause"),
    [("none", "no such file or directory"), ("file.txt", "not a directory"), ("a\0b", "embedded null")],
)  # fmt: skip
def test_a_folder_that_cannot_be_used_is_an_error(tmp_path: Path, folder: str, cause: str) -> None:
    write(tmp_path, "file.txt")
    plan = plan_naming(tmp_path, "src/app.py")
    with pytest.raises(ConfigError, match=cause) as caught:
        read_repository(plan, tmp_path / folder)
    message = str(caught.value)
    assert message.startswith(f"cannot use {str(tmp_path / folder)!r} for --repo: ")
    assert message.endswith(
        "; name the folder of the code that the plan is about, or leave --repo out"
    )


def test_a_folder_that_may_not_be_opened_is_an_error(tmp_path: Path, code: Path) -> None:
    plan = plan_naming(tmp_path, "src/app.py")
    with (
        patch("os.scandir", side_effect=PermissionError(13, "Permission denied")),
        pytest.raises(ConfigError, match="--repo: permission denied"),
    ):
        read_repository(plan, code)


def test_thousands_of_mentions_read_each_file_once(tmp_path: Path, code: Path) -> None:
    names = [f"src/m{number}.py" for number in range(20)]
    for name in names:
        write(code, name)
    plan = plan_naming(tmp_path, *(names * 100))
    with patch(
        "planproof.sources.repository.estimate_tokens", side_effect=estimate_tokens
    ) as counted:
        found = read_repository(plan, code)
    assert counted.call_count == 20
    assert [file.path for file in found.files] == names


def test_at_a_commit_the_sizes_are_those_of_the_commit(tmp_path: Path) -> None:
    plan = plan_naming(tmp_path, "src/app.py", "src/big.bin", "src/none.py", "src/")
    code = CodeBase(
        root="../code",
        revision="0" * 40,
        paths=frozenset({"src/app.py", "src/big.bin"}),
        texts={"src/app.py": ("import os", "os.getcwd()")},
    )
    found = sizes_in(plan, code)
    (app,) = found.files
    assert (app.path, app.lines, app.tokens) == (
        "src/app.py",
        2,
        estimate_tokens("import os\nos.getcwd()"),
    )
    assert [(each.path, each.reason) for each in found.skipped] == [
        ("src/big.bin", "too large, or not text")
    ]
    assert found.find("src/none.py") is None
