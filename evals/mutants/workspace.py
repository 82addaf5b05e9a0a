"""A copy of a plan in which documents are changed and put back."""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

_ABOVE = 3
"""Folders above a plan whose names may tell its format (`.kiro/specs/login`)."""


class Workspace:
    """Copies *plan* below *folder*; its files are linked and only changed ones are written."""

    def __init__(self, plan: Path, folder: Path) -> None:
        parts = plan.resolve().parts[1:]
        self.path = folder.joinpath(*parts[-_ABOVE - 1 :])
        self._folder = self.path if plan.is_dir() else self.path.parent
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if plan.is_dir():
            shutil.copytree(plan, self.path, copy_function=_link)
        else:
            _link(str(plan), str(self.path))

    @contextmanager
    def changed(self, texts: Mapping[str, str]) -> Iterator[Path]:
        """The path of the plan, with other texts for some documents while it is used."""
        files = {self._folder / path: text for path, text in texts.items()}
        old = {file: file.read_bytes() for file in files}
        try:
            for file, text in files.items():
                _write(file, text.encode("utf-8", "surrogatepass"))
            yield self.path
        finally:
            for file, data in old.items():
                _write(file, data)


def _write(file: Path, data: bytes) -> None:
    """Replace a file, never what it is linked to."""
    file.unlink(missing_ok=True)
    file.write_bytes(data)


def _link(source: str, target: str) -> str:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
    return target
