"""Small plans in folders beside each other, and what is found between them."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from planproof.between.profile import profile
from planproof.between.registry import between
from planproof.core.finding import Finding
from planproof.sources import load

Found = Callable[..., tuple[Finding, ...]]

PHASES = "\n## Phase 1: Go\n\n### Task 1: Build\n\nFiles:\n"


def page(title: str, *, said: str = "", files: str = "", rest: str = "") -> str:
    """A plan of one document: what it says of itself, and what its first task does to files."""
    return f"# {title}\n\n{said}\n{PHASES}\n{files}\n{rest}\n"


@pytest.fixture
def found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Found:
    """The findings between plans, each given as its page or as pages by name."""
    monkeypatch.chdir(tmp_path)

    def find(
        *, disabled: frozenset[str] = frozenset(), **plans: str | Mapping[str, str]
    ) -> tuple[Finding, ...]:
        profiles = []
        for name, pages in plans.items():
            folder = Path("plans", name)
            folder.mkdir(parents=True, exist_ok=True)
            for each, text in ({"README.md": pages} if isinstance(pages, str) else pages).items():
                (folder / each).write_text(text, encoding="utf-8")
            home = folder.absolute().as_posix()
            profiles.append(profile(load(folder), home, disabled=disabled))
        return between(profiles)

    return find
