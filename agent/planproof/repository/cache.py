"""What was found in a file is kept by the file's content, so that it is found once."""

import contextlib
import hashlib
import json
import re
from pathlib import Path
from secrets import token_hex

from pydantic import JsonValue

MAX_BYTES = 4_000_000
"""Of one entry; a larger one is not kept."""

_KIND = re.compile(r"[a-z0-9][a-z0-9.-]{0,60}")


def default_folder() -> Path:
    """Where entries are kept unless the caller says otherwise: in the user's cache."""
    import platformdirs  # noqa: PLC0415 - start-up time

    return Path(platformdirs.user_cache_dir("planproof", appauthor=False)) / "files"


def blob_id(data: bytes) -> str:
    """The object id that git gives a file with this content (in repositories that use SHA-1)."""
    head = b"blob %d\0" % len(data)
    return hashlib.sha1(head + data, usedforsecurity=False).hexdigest()


class BlobCache:
    """JSON values by a kind, such as `ctags-6.1`, and the id of a file's content.

    The kind says what was looked for, with what and in which version. Entries are written
    atomically; any number of processes may use one folder. What cannot be read or written is
    not there: nothing ever fails for the cache.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        """None keeps nothing."""

    def get(self, kind: str, blob: str) -> JsonValue:
        """What was kept; None when nothing was, or nothing sound. Its shape is not vouched for.

        Raises:
            ValueError: *kind* is not of small letters, digits, dots and dashes.
        """
        path = self._path(kind, blob)
        if path is None:
            return None
        try:
            with path.open("rb") as file:
                data = file.read(MAX_BYTES + 1)
            entry: JsonValue = json.loads(data) if len(data) <= MAX_BYTES else None
        except (OSError, ValueError, RecursionError):
            return None
        whole = isinstance(entry, dict) and entry.get("blob") == blob and "found" in entry
        return entry["found"] if isinstance(entry, dict) and whole else None

    def put(self, kind: str, blob: str, found: JsonValue) -> None:
        """Keep what was found.

        Raises:
            ValueError: *kind* is not of small letters, digits, dots and dashes.
        """
        path = self._path(kind, blob)
        data = json.dumps({"blob": blob, "found": found}, separators=(",", ":")).encode("ascii")
        if path is None or len(data) > MAX_BYTES:
            return
        part = path.with_name(f".{path.name}.{token_hex(8)}.part")
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                part.write_bytes(data)
                part.replace(path)
            finally:
                part.unlink(missing_ok=True)

    def _path(self, kind: str, blob: str) -> Path | None:
        if not _KIND.fullmatch(kind):
            raise ValueError(f"{kind!r} is no kind of entry")
        # Two letters for a folder: no folder grows too large to be listed.
        return self._folder / kind / blob[:2] / f"{blob[2:]}.json" if self._folder else None
