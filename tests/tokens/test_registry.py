"""Which counter is taken, with a small vocabulary of single bytes in place of the published one."""

import base64
import hashlib
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar

import pytest

from planproof.settings import vocabulary_folder
from planproof.tokens import ESTIMATE_ERROR_PERCENT, bound_tokens, counter, estimate_tokens
from planproof.tokens.fetch import NotFetchedError, fetched
from planproof.tokens.vocabulary import VOCABULARIES, Vocabulary, on_disk
from tests.loopback import LoopbackServer

BYTES = b"".join(base64.b64encode(bytes([byte])) + b" %d\n" % byte for byte in range(256))
SMALL = Vocabulary(name="o200k_base", sha256=hashlib.sha256(BYTES).hexdigest(), pattern=r"\w+|\W+")
TEXT = "<|endoftext|> ü"
PUBLISHED = VOCABULARIES["o200k_base"]


class Site(BaseHTTPRequestHandler):
    """Answers with what the test says."""

    status: ClassVar[int] = 200
    body: ClassVar[bytes] = BYTES
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(self.status)
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Site]]:
    """A server on this machine from which the vocabulary is fetched."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(Site, "status", 200)
    monkeypatch.setattr(Site, "body", BYTES)
    monkeypatch.setattr(Site, "asked", [])
    with LoopbackServer(("127.0.0.1", 0), Site) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        address = f"http://127.0.0.1:{server.server_port}/small.tiktoken"
        monkeypatch.setattr(Vocabulary, "url", property(lambda _: address))
        yield Site
        server.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(VOCABULARIES, "o200k_base", SMALL)


@pytest.fixture
def no_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "bpe_openai", None)


@pytest.fixture
def no_tiktoken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tiktoken", None)


def filled(folder: Path, content: bytes = BYTES) -> dict[str, str]:
    """An environment whose vocabulary folder holds *content*."""
    folder.mkdir(exist_ok=True)
    (folder / SMALL.file_name).write_bytes(content)
    return {"TIKTOKEN_CACHE_DIR": str(folder)}


def test_the_vocabulary_on_disk_comes_first(tmp_path: Path) -> None:
    found = counter(environ=filled(tmp_path))
    assert found.name == "tiktoken, o200k_base"
    assert found.exact
    assert found.error_percent == 0
    assert found.why is None
    assert found.count(TEXT) == found.bound(TEXT) == len(TEXT.encode())


@pytest.mark.parametrize("content", [b"", BYTES[:-1], BYTES + b"\n", b"x" * 100])
def test_a_broken_vocabulary_is_not_used_and_nothing_is_fetched(
    tmp_path: Path, site: type[Site], content: bytes
) -> None:
    environ = filled(tmp_path, content)
    found = counter(environ=environ)
    assert found.name == "bpe-openai, o200k_base"
    assert site.asked == []
    assert (tmp_path / SMALL.file_name).read_bytes() == content


def test_the_extra_comes_second_and_nothing_is_fetched(tmp_path: Path, site: type[Site]) -> None:
    found = counter(fetch=True, environ={"TIKTOKEN_CACHE_DIR": str(tmp_path)})
    assert found.name == "bpe-openai, o200k_base"
    assert found.exact
    assert site.asked == []


@pytest.mark.usefixtures("no_extra")
def test_without_any_vocabulary_it_is_estimated(tmp_path: Path, site: type[Site]) -> None:
    found = counter(environ={"TIKTOKEN_CACHE_DIR": str(tmp_path)})
    assert found.name == "estimate without a vocabulary, o200k_base"
    assert not found.exact
    assert found.error_percent == ESTIMATE_ERROR_PERCENT
    assert "planproof[exact]" in (found.why or "")
    assert found.count(TEXT) == estimate_tokens(TEXT)
    assert found.bound(TEXT) == bound_tokens(TEXT)
    assert site.asked == []


@pytest.mark.usefixtures("no_extra")
def test_a_vocabulary_is_fetched_when_asked_for_and_kept(tmp_path: Path, site: type[Site]) -> None:
    folder = tmp_path / "new" / "folder"
    environ = {"TIKTOKEN_CACHE_DIR": str(folder)}
    found = counter(fetch=True, environ=environ)
    assert found.name == "tiktoken, o200k_base"
    assert found.count(TEXT) == len(TEXT.encode())
    assert [path.name for path in folder.iterdir()] == [SMALL.file_name]
    assert on_disk(SMALL, folder) == BYTES
    assert counter(fetch=True, environ=environ).exact
    assert len(site.asked) == 1


@pytest.mark.usefixtures("no_extra")
def test_a_broken_vocabulary_is_replaced_when_one_is_fetched(
    tmp_path: Path, site: type[Site]
) -> None:
    assert counter(fetch=True, environ=filled(tmp_path, b"broken")).exact
    assert on_disk(SMALL, tmp_path) == BYTES
    assert len(site.asked) == 1


@pytest.mark.usefixtures("no_extra")
def test_a_vocabulary_that_cannot_be_kept_is_used(tmp_path: Path, site: type[Site]) -> None:
    (tmp_path / "file").write_text("not a folder")
    for folder in ("", str(tmp_path / "file"), str(tmp_path / "file" / "in")):
        assert counter(fetch=True, environ={"TIKTOKEN_CACHE_DIR": folder}).exact
    assert len(site.asked) == 3


@pytest.mark.usefixtures("no_extra")
@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (404, BYTES, "the server answered 404"),
        (302, b"", "the server answered 302"),
        (200, b"<html>please log in</html>", "what came is not the published file"),
        (200, b"x" * 9_000_000, "what came is not the published file"),
    ],
)
def test_a_failed_fetch_says_why(
    tmp_path: Path,
    site: type[Site],
    monkeypatch: pytest.MonkeyPatch,
    status: int,
    body: bytes,
    reason: str,
) -> None:
    monkeypatch.setattr(site, "status", status)
    monkeypatch.setattr(site, "body", body)
    found = counter(fetch=True, environ={"TIKTOKEN_CACHE_DIR": str(tmp_path)})
    assert not found.exact
    assert found.why is not None
    assert found.why.startswith(f"the vocabulary o200k_base was not fetched: {reason}; ")
    assert "planproof[exact]" in found.why
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("no_extra")
def test_a_server_that_is_not_there_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(Vocabulary, "url", property(lambda _: "http://127.0.0.1:1/x"))
    found = counter(fetch=True, environ={"TIKTOKEN_CACHE_DIR": str(tmp_path)})
    assert "the server cannot be reached" in (found.why or "")


def test_a_proxy_that_is_no_address_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("ALL_PROXY", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "nonsense://user:word@host")
    with pytest.raises(NotFetchedError, match="the network is not set up") as raised:
        fetched(PUBLISHED, tmp_path)
    assert "word" not in str(raised.value)


@pytest.mark.usefixtures("site")
def test_a_fetch_ends_when_its_time_is_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    times = iter(range(0, 1_000, 30))
    monkeypatch.setattr("planproof.tokens.fetch.time.monotonic", lambda: next(times))
    with pytest.raises(NotFetchedError, match="it took more than 20 seconds"):
        fetched(SMALL, tmp_path)


@pytest.mark.usefixtures("no_extra", "no_tiktoken")
def test_without_either_library_it_is_estimated(tmp_path: Path, site: type[Site]) -> None:
    found = counter(environ=filled(tmp_path))
    assert not found.exact
    assert found.why == "tiktoken cannot be loaded; try: pip install 'planproof[exact]'"
    (tmp_path / SMALL.file_name).unlink()
    assert not counter(fetch=True, environ={"TIKTOKEN_CACHE_DIR": str(tmp_path)}).exact
    assert len(site.asked) <= 1


@pytest.mark.usefixtures("no_tiktoken")
def test_without_tiktoken_the_extra_counts(tmp_path: Path) -> None:
    assert counter(environ=filled(tmp_path)).name == "bpe-openai, o200k_base"


def test_broken_data_of_the_extra_are_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(name: str) -> Any:  # noqa: ANN401 - it never returns
        raise FileNotFoundError(name)

    monkeypatch.setattr("bpe_openai.get_encoding", broken)
    assert not counter(environ={"TIKTOKEN_CACHE_DIR": str(tmp_path)}).exact


@pytest.mark.parametrize(
    ("environ", "folder"),
    [
        ({"TIKTOKEN_CACHE_DIR": "/a", "DATA_GYM_CACHE_DIR": "/b"}, Path("/a")),
        ({"DATA_GYM_CACHE_DIR": "/b"}, Path("/b")),
        ({"TIKTOKEN_CACHE_DIR": "", "DATA_GYM_CACHE_DIR": "/b"}, None),
    ],
)
def test_the_folder_is_the_one_that_tiktoken_uses(
    environ: dict[str, str], folder: Path | None
) -> None:
    assert vocabulary_folder(environ) == folder
    found = vocabulary_folder({})
    assert found is not None
    assert found.name == "data-gym-cache"


@pytest.mark.parametrize("name", ["folder", "nul\0", "missing"])
def test_what_is_no_file_is_no_vocabulary(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder" / SMALL.file_name).mkdir(parents=True)
    assert on_disk(SMALL, tmp_path / name) is None
    assert on_disk(SMALL, None) is None
