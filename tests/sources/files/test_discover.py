"""Which files of a folder become documents, and what is said of the others."""

import codecs
import hashlib
import os
import socket
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planproof.errors import ConfigError, NoPlanError
from planproof.sources.files import discover as module
from planproof.sources.files.discover import Discovery, SourceFile, discover, natural_key
from planproof.sources.files.text_file import decode

NOT_READ = "not a document format that planproof reads"


def write(root: Path, *names: str, data: bytes = b"# A\n") -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def paths(found: Discovery) -> list[str]:
    return [file.path for file in found.files]


def reasons(found: Discovery) -> dict[str, str]:
    return {entry.path: entry.reason for entry in found.skipped}


def only(root: Path, data: bytes) -> SourceFile:
    write(root, "a.md", data=data)
    (file,) = discover(root).files
    return file


class TestWhatIsRead:
    def test_documents_in_natural_order(self, tmp_path: Path) -> None:
        write(tmp_path, "Phase-10.md", "Phase-2.md", "README.md", "b/2.md", "b/10.md", "b/1/z.md")
        assert paths(discover(tmp_path)) == [
            "b/1/z.md",
            "b/2.md",
            "b/10.md",
            "Phase-2.md",
            "Phase-10.md",
            "README.md",
        ]

    @pytest.mark.parametrize(
        "suffix", [".md", ".MD", ".markdown", ".mdx", ".mdc", ".txt", ".rst", ".adoc", ".Json"]
    )
    def test_formats(self, tmp_path: Path, suffix: str) -> None:
        write(tmp_path, f"plan{suffix}")
        assert paths(discover(tmp_path)) == [f"plan{suffix}"]

    def test_bytes_and_digest_are_those_on_disk(self, tmp_path: Path) -> None:
        data = codecs.BOM_UTF8 + "# Ä\r\n".encode()
        file = only(tmp_path, data)
        assert file == SourceFile("a.md", ("# Ä",), len(data), hashlib.sha256(data).hexdigest(), ())

    def test_one_file(self, tmp_path: Path) -> None:
        write(tmp_path, "a.md", "b.md")
        found = discover(tmp_path / "a.md")
        assert (paths(found), found.skipped) == (["a.md"], ())

    def test_a_link_given_as_root_is_followed(self, tmp_path: Path) -> None:
        write(tmp_path, "real/a.md")
        (tmp_path / "link").symlink_to("real")
        assert paths(discover(tmp_path / "link")) == ["a.md"]


class TestWhatIsSkipped:
    def test_other_formats(self, tmp_path: Path) -> None:
        write(tmp_path, "a.md", "b.py", "c", "sub/d.PNG")
        assert reasons(discover(tmp_path)) == {
            "b.py": NOT_READ,
            "c": NOT_READ,
            "sub/d.PNG": NOT_READ,
        }

    def test_many_of_one_folder_are_one_entry(self, tmp_path: Path) -> None:
        write(
            tmp_path, "a.md", *(f"img/{n}.png" for n in range(21)), *(f"{n}.py" for n in range(20))
        )
        found = reasons(discover(tmp_path))
        assert found.pop("img/") == f"21 files: {NOT_READ}"
        assert sorted(found) == sorted(f"{n}.py" for n in range(20))

    def test_many_of_the_root_are_one_entry(self, tmp_path: Path) -> None:
        write(tmp_path, "a.md", *(f"{n}.py" for n in range(30)))
        assert reasons(discover(tmp_path)) == {"./": f"30 files: {NOT_READ}"}

    def test_a_code_base_is_told_by_its_top_folders(self, tmp_path: Path) -> None:
        write(tmp_path, "a.md", "b.py", *(f"src/{n}/{m}.py" for n in range(70) for m in range(3)))
        assert reasons(discover(tmp_path)) == {"b.py": NOT_READ, "src/": f"210 files: {NOT_READ}"}

    @pytest.mark.parametrize("name", sorted(module.PLAN_FOLDERS))
    def test_hidden_folders_of_planning_tools_are_read(self, tmp_path: Path, name: str) -> None:
        write(tmp_path, f"{name}/a.md", ".other/b.md")
        found = discover(tmp_path)
        assert paths(found) == [f"{name}/a.md"]
        assert reasons(found) == {".other/": "a hidden folder"}

    @pytest.mark.parametrize("name", sorted(module.BUILD_FOLDERS))
    def test_folders_of_tools_are_not_read(self, tmp_path: Path, name: str) -> None:
        write(tmp_path, "a.md", f"sub/{name}/b.md")
        found = discover(tmp_path)
        assert paths(found) == ["a.md"]
        expected = set() if name == ".git" else {f"sub/{name}/"}
        assert set(reasons(found)) == expected

    @pytest.mark.parametrize("name", [".hidden", "build", ".git"])
    def test_a_root_is_read_whatever_its_name(self, tmp_path: Path, name: str) -> None:
        write(tmp_path, f"{name}/a.md")
        assert paths(discover(tmp_path / name)) == ["a.md"]

    @pytest.mark.parametrize(
        ("data", "reason"),
        [
            (b"\x89PNG\r\n\x1a\n", "an image"),
            (b"PK\x03\x04rest", "a zip archive"),
            (b"%PDF-1.7", "a PDF"),
            (b"text\0" * 100, "binary data"),
        ],
    )
    def test_binary_files(self, tmp_path: Path, data: bytes, reason: str) -> None:
        write(tmp_path, "a.md")
        write(tmp_path, "b.md", data=data)
        assert reasons(discover(tmp_path))["b.md"].startswith(f"not text: {reason}")

    def test_large_files(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(module, "MAX_BYTES", 1_000_000)
        write(tmp_path, "a.md")
        write(tmp_path, "b.md", data=b"x" * 1_500_000)
        assert reasons(discover(tmp_path)) == {"b.md": "too large (1.5 MB; the limit is 1 MB)"}

    def test_exclude_patterns(self, tmp_path: Path) -> None:
        write(tmp_path, "a.md", "drafts/b.md", "c.json")
        found = discover(tmp_path, ["drafts/", "*.json"])
        assert paths(found) == ["a.md"]
        assert reasons(found) == dict.fromkeys(("drafts/", "c.json"), "excluded by the settings")

    def test_a_malformed_exclude_pattern_is_named(self, tmp_path: Path) -> None:
        write(tmp_path, "a.md")
        with pytest.raises(ConfigError, match="'!'"):
            discover(tmp_path, ["!"])


class TestSpecialFiles:
    """None of these is ever opened: opening a pipe would wait for ever."""

    def test_pipes_and_sockets(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        write(tmp_path, "a.md")
        os.mkfifo(tmp_path / "pipe.md")
        os.mkfifo(tmp_path / ".gitignore")
        monkeypatch.chdir(tmp_path)  # the path of a socket must be short
        with socket.socket(socket.AF_UNIX) as server:
            server.bind("s.md")
            found = discover(tmp_path)
        assert paths(found) == ["a.md"]
        assert reasons(found)["pipe.md"] == "not a regular file (a socket, pipe or device)"
        assert reasons(found)["s.md"] == reasons(found)["pipe.md"]

    def test_a_pipe_given_as_root(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe.md")
        with pytest.raises(NoPlanError, match="not a regular file"):
            discover(tmp_path / "pipe.md")

    def test_links(self, tmp_path: Path) -> None:
        write(tmp_path, "plan/a.md", "outside/secret.md")
        for name, target in {
            "in.md": "a.md",
            "out.md": "../outside/secret.md",
            "folder": "../outside",
            "loop": ".",
            "self.md": "self.md",
            "broken.md": "nowhere.md",
        }.items():
            (tmp_path / "plan" / name).symlink_to(target)
        found = discover(tmp_path / "plan")
        outside = "a link that leads out of the plan; not followed"
        assert paths(found) == ["a.md"]
        assert reasons(found) == {
            "in.md": "a link to 'a.md', which is inside the plan already",
            "out.md": outside,
            "folder": outside,
            "loop": "a link to '.', which is inside the plan already",
            "self.md": "a link that leads nowhere",
            "broken.md": "a link that leads nowhere",
        }

    def test_a_file_that_cannot_be_opened(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write(tmp_path, "a.md", "b.md")
        original = Path.open

        def refuse(path: Path, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - passed through
            if path.name == "b.md":
                raise PermissionError(13, "Permission denied")
            return original(path, *args, **kwargs)

        monkeypatch.setattr(Path, "open", refuse)
        found = discover(tmp_path)
        assert paths(found) == ["a.md"]
        assert reasons(found) == {"b.md": "cannot be read: permission denied"}
        with pytest.raises(NoPlanError, match="permission denied"):
            discover(tmp_path / "b.md")

    def test_a_folder_that_cannot_be_opened(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write(tmp_path, "a.md", "sub/b.md")
        original = os.scandir

        def refuse(path: Path) -> Any:  # noqa: ANN401 - passed through
            if path.name == "sub":
                raise PermissionError(13, "Permission denied")
            return original(path)

        monkeypatch.setattr(os, "scandir", refuse)
        assert reasons(discover(tmp_path)) == {"sub/": "cannot be opened: permission denied"}

    def test_rights_of_the_file_system(self, tmp_path: Path) -> None:
        write(tmp_path, "a.md", "b.md")
        (tmp_path / "b.md").chmod(0)
        if os.access(tmp_path / "b.md", os.R_OK):
            pytest.skip("this user may read everything")
        assert reasons(discover(tmp_path)) == {"b.md": "cannot be read: permission denied"}

    def test_a_name_that_is_not_utf8(self, tmp_path: Path) -> None:
        try:
            (tmp_path / os.fsdecode(b"a\xff.md")).write_text("# A")
        except OSError:
            pytest.skip("this file system takes no such name")
        write(tmp_path, ".gitignore", data=b"*.log\n")
        (name,) = paths(discover(tmp_path))
        assert name.encode("utf-8") == b"a\\udcff.md"


class TestGitignore:
    def test_of_the_root_and_of_subfolders(self, tmp_path: Path) -> None:
        write(tmp_path, "a.md", "old.md", "sub/b.md", "sub/old.md", "sub/new.md", "tmp/c.md")
        write(tmp_path, ".gitignore", data=b"old.md\ntmp/\n")
        write(tmp_path, "sub/.gitignore", data=b"!old.md\nnew.md\n")
        found = discover(tmp_path)
        assert paths(found) == ["a.md", "sub/b.md", "sub/old.md"]
        ignored = [path for path, why in reasons(found).items() if why == "ignored by .gitignore"]
        assert ignored == ["old.md", "sub/new.md", "tmp/"]

    def test_of_parents_within_the_repository(self, tmp_path: Path) -> None:
        write(tmp_path, ".gitignore", data=b"*.md\n")
        write(tmp_path, "repo/.gitignore", data=b"draft-*\n/docs/plans/x.md\n")
        write(
            tmp_path, "repo/docs/plans/a.md", "repo/docs/plans/x.md", "repo/docs/plans/draft-1.md"
        )
        (tmp_path / "repo/.git").mkdir()
        assert paths(discover(tmp_path / "repo/docs/plans")) == ["a.md"]

    @pytest.mark.parametrize(
        "pattern",
        [
            "docs/",
            "/docs/plans",
            "docs/*",
            "docs/plans/*",
            "docs/plans/**",
            "**/plans",
            "*",
            "pl*s/",
        ],
    )
    def test_never_ignores_the_root_itself(self, tmp_path: Path, pattern: str) -> None:
        write(tmp_path, ".gitignore", data=f"{pattern}\nno.md\n".encode())
        write(tmp_path, "docs/plans/a.md", "docs/plans/no.md")
        (tmp_path / ".git").mkdir()
        assert paths(discover(tmp_path / "docs/plans")) == ["a.md"]

    def test_is_not_looked_for_outside_a_repository(self, tmp_path: Path) -> None:
        write(tmp_path, ".gitignore", data=b"*.md\n")
        write(tmp_path, "plan/a.md")
        assert paths(discover(tmp_path / "plan")) == ["a.md"]

    def test_a_hostile_one_cannot_hang(self, tmp_path: Path) -> None:
        stars = "*a" * 40 + "b"
        write(
            tmp_path, ".gitignore", data=f"{stars}\n{'**/a/' * 30}b\n!\n\0\n\xff".encode("latin-1")
        )
        write(tmp_path, "a" * 200 + ".md", "/".join("a" * 40) + "/c.md")
        assert len(discover(tmp_path).files) == 2


class TestText:
    @pytest.mark.parametrize(
        ("data", "lines"),
        [
            (b"", ()),
            (b"\n", ("",)),
            (b"a", ("a",)),
            (b"a\nb\n", ("a", "b")),
            (b"a\r\nb\rc\n\n", ("a", "b", "c", "")),
            ("a\u2028b\x0cc\x85d\n".encode(), ("a\u2028b\x0cc\x85d",)),
            (codecs.BOM_UTF8 + b"# A", ("# A",)),
            (codecs.BOM_UTF16_LE + "ä\nb".encode("utf-16-le"), ("ä", "b")),
            (codecs.BOM_UTF16_BE + "ä\nb".encode("utf-16-be"), ("ä", "b")),
            (codecs.BOM_UTF32_LE + "ä".encode("utf-32-le"), ("ä",)),
        ],
    )
    def test_lines(self, tmp_path: Path, data: bytes, lines: tuple[str, ...]) -> None:
        file = only(tmp_path, data)
        assert (file.text_lines, file.problems) == (lines, ())

    def test_invalid_utf8_is_told_with_its_line(self, tmp_path: Path) -> None:
        file = only(tmp_path, b"a\r\nb\n\xff c\n\xfe\n")
        assert file.text_lines == ("a", "b", "\ufffd c", "\ufffd")
        assert [(p.kind, p.line) for p in file.problems] == [("not-utf8", 3)]

    def test_odd_utf16_is_told(self, tmp_path: Path) -> None:
        file = only(tmp_path, codecs.BOM_UTF16_LE + b"a\0\n\0b")
        assert file.text_lines == ("a", "\ufffd")
        assert [(p.kind, p.line) for p in file.problems] == [("not-utf8", 2)]

    def test_nul_bytes_are_told_with_their_line(self, tmp_path: Path) -> None:
        file = only(tmp_path, b"# A\nb\0c\n")
        assert file.text_lines == ("# A", "b\ufffdc")
        assert [(p.kind, p.line) for p in file.problems] == [("nul-bytes", 2)]

    @given(st.binary(max_size=300))
    def test_any_bytes(self, data: bytes) -> None:
        text = decode(data)
        for line in text.lines:
            assert not set(line) & {"\n", "\r", "\0"}
            line.encode("utf-8")
        assert all(1 <= p.line <= max(len(text.lines), 1) for p in text.problems)


class TestNothingToRead:
    def test_missing(self, tmp_path: Path) -> None:
        with pytest.raises(NoPlanError, match=r"no file or folder at '.*nowhere'.*Check the path"):
            discover(tmp_path / "nowhere")

    def test_a_path_that_no_system_takes(self) -> None:
        with pytest.raises(NoPlanError, match=r"'a\\x00b'"):
            discover(Path("a\0b"))

    def test_empty_folder(self, tmp_path: Path) -> None:
        with pytest.raises(NoPlanError, match=r"is empty.*Markdown"):
            discover(tmp_path)

    def test_says_what_is_there(self, tmp_path: Path) -> None:
        write(tmp_path, "a.py", "b.py", "c.png", "Makefile", "node_modules/x.md", ".gitignore")
        write(tmp_path, ".gitignore", data=b"notes.md\n")
        write(tmp_path, "notes.md")
        with pytest.raises(NoPlanError) as raised:
            discover(tmp_path)
        message = str(raised.value)
        for part in (".py files (2)", ".png files (1)", "ignored by .gitignore (1)"):
            assert part in message

    def test_a_file_that_is_no_text(self, tmp_path: Path) -> None:
        write(tmp_path, "plan.docx", data=b"PK\x03\x04")
        with pytest.raises(NoPlanError, match=r"plan\.docx.*zip archive or office document"):
            discover(tmp_path / "plan.docx")


@given(st.text(max_size=12), st.text(max_size=12))
def test_natural_order_takes_any_name(one: str, other: str) -> None:
    first, second = natural_key(one), natural_key(other)
    assert (first < second) + (first == second) + (first > second) == 1


@given(st.integers(0, 10**20), st.integers(0, 10**20))
def test_natural_order_is_that_of_the_numbers(one: int, other: int) -> None:
    assert (natural_key(f"Phase-{one}.md") < natural_key(f"phase-{other}.md")) == (one < other)
