"""The cache of what was found in files."""

from pathlib import Path

import pytest

from planproof.repository.cache import BlobCache, blob_id


def test_the_id_is_that_of_git() -> None:
    assert blob_id(b"") == "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"


def test_what_was_put_is_got_by_kind_and_content(tmp_path: Path) -> None:
    cache, blob = BlobCache(tmp_path / "new"), blob_id(b"x")
    assert cache.get("ctags-6", blob) is None
    cache.put("ctags-6", blob, [{"name": "ä"}, None, 1])
    assert BlobCache(tmp_path / "new").get("ctags-6", blob) == [{"name": "ä"}, None, 1]
    assert cache.get("ctags-7", blob) is None
    assert cache.get("ctags-6", blob_id(b"y")) is None
    assert not list(tmp_path.rglob("*.part"))


@pytest.mark.parametrize("data", [b"", b"{", b"\xff", b"[1]", b'{"blob": "other", "found": 1}'])
def test_a_damaged_entry_is_none(tmp_path: Path, data: bytes) -> None:
    cache, blob = BlobCache(tmp_path), blob_id(b"x")
    cache.put("k", blob, 1)
    next(tmp_path.rglob("*.json")).write_bytes(data)
    assert cache.get("k", blob) is None
    cache.put("k", blob, 2)
    assert cache.get("k", blob) == 2


def test_a_folder_that_cannot_be_used_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    for cache in (BlobCache(tmp_path / "file"), BlobCache(None)):
        cache.put("k", blob_id(b"x"), 1)
        assert cache.get("k", blob_id(b"x")) is None


def test_a_kind_cannot_lead_elsewhere(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no kind"):
        BlobCache(tmp_path).get("../x", blob_id(b"x"))
